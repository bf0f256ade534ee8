//! Simulated calls per second on one thread, measures of the day included.
//!
//! `cargo bench --bench engine`. The case is the one that peers were measured on: M/M/100+M with
//! arrivals 1/3 per second, mean handle time 300 s and mean patience 120 s.

use std::path::Path;

use divan::{Bencher, counter::ItemsCount};
use onering::{
    engine::{CallRecord, Centre, Observer, play},
    metrics::Collector,
    model::Model,
    scenario::{Overrides, Scenario},
    units::SimTime,
};

fn main() {
    divan::main();
}

const HOURS: u32 = 50;

fn model() -> Model {
    let text = format!(
        r#"
        horizon = {{ steady_state = {{ length = "{HOURS}h", warm_up = "1h" }} }}
        [[call_type]]
        name = "calls"
        arrivals = {{ poisson = {{ per_hour = 1200 }} }}
        talk_time = {{ exponential = {{ mean = "300s" }} }}
        patience = {{ exponential = {{ mean = "120s" }} }}
        [[agent_group]]
        name = "agents"
        skills = ["calls"]
        staffed = 100
        "#
    );
    let scenario = Scenario::from_text("bench", &text, Path::new("."), &Overrides::default());
    scenario.unwrap_or_else(|problems| panic!("{}", problems.render(false))).model().clone()
}

/// Counts records and nothing else: what the engine alone takes.
struct Count(u64);

impl Observer for Count {
    fn call(&mut self, _: &CallRecord) {
        self.0 += 1;
    }

    fn overstay(&mut self, _: usize, _: u32, _: SimTime, _: SimTime) {}
}

#[divan::bench]
fn m_m_100_m_engine_alone(bencher: Bencher) {
    let model = model();
    let mut centre = Centre::default();
    bencher.counter(ItemsCount::new(model.expected_calls() as u64)).bench_local(|| {
        let mut count = Count(0);
        play(&model, 1, 0, &mut centre, &mut count);
        count.0
    });
}

#[divan::bench]
fn m_m_100_m_with_all_measures(bencher: Bencher) {
    let model = model();
    let mut centre = Centre::default();
    bencher.counter(ItemsCount::new(model.expected_calls() as u64)).bench_local(|| {
        let mut collector = Collector::new(&model);
        collector.begin(0);
        play(&model, 1, 0, &mut centre, &mut collector);
        collector.end();
        collector.into_summary().replications()
    });
}
