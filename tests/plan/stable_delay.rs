//! A fast-changing profile: the load that is carried over keeps the delay probability where Erlang by the interval does
//! not. The model class of Feldman, Mandelbaum, Massey and Whitt, *Management Science* 54, 2008; with patience as long as handle times
//! the number in the system is Poisson, so the right staffing is known exactly.

use std::path::Path;

use onering::{
    analytic::{Demand, Goal, Setting, required},
    experiment::{Task, Unwatched, run},
    planning::requirement::{Staffing, start},
    scenario::{Overrides, Scenario},
};

/// Intervals of ten minutes; handle times of an hour are the unit of time.
const INTERVALS: usize = 144;
/// From here on nothing is left of the empty start: e^-7 of the load.
const SETTLED: usize = 42;

fn scenario(delayed: f64) -> Scenario {
    let text = format!(
        r#"
        replications = 300
        horizon = {{ open = "00:00", close = "24:00", interval = "10m", at_close = "stop" }}
        promise = [{{ name = "delay", service_level = {}, acceptable_wait = 0, kept = "interval" }}]
        [[call_type]]
        name = "calls"
        arrivals = {{ sinusoid = {{ mean_per_hour = 100, swing = 0.2, period = {} }} }}
        talk_time = {{ exponential = {{ mean = "1h" }} }}
        patience = {{ exponential = {{ mean = "1h" }} }}
        service_level = {{ acceptable_wait = 0 }}
        [[agent_group]]
        name = "agents"
        skills = ["calls"]
        staffed = 1
        "#,
        1.0 - delayed,
        std::f64::consts::TAU * 3600.0
    );
    Scenario::from_text("test.toml", &text, Path::new("."), &Overrides::default())
        .unwrap_or_else(|problems| panic!("{}\n{text}", problems.render(false)))
}

/// `P(Poisson(mean) >= n)`.
fn at_least(mean: f64, n: u32) -> f64 {
    let (mut term, mut below) = ((-mean).exp(), 0.0);
    for k in 0..n {
        below += term;
        term *= mean / f64::from(k + 1);
    }
    1.0 - below
}

/// The middle of an interval, in handle times.
fn middle(interval: usize) -> f64 {
    (interval as f64 + 0.5) / 6.0
}

/// The least staffing at which at most `delayed` wait, exactly.
fn exact(interval: usize, delayed: f64) -> u32 {
    let t = middle(interval);
    let mean = 100.0 + 10.0 * (t.sin() - t.cos());
    (1..1000).find(|&n| at_least(mean, n) <= delayed).unwrap()
}

#[test]
fn the_exact_staffing_is_the_published_tables() {
    // Of the reference cases: t = 0, pi/4, ..., for a delay probability of 0.1 and of 0.5.
    let at = |eighth: usize, delayed: f64| {
        let t = eighth as f64 * std::f64::consts::FRAC_PI_4;
        let mean = 100.0 + 10.0 * (t.sin() - t.cos());
        (1..1000).find(|&n| at_least(mean, n) <= delayed).unwrap()
    };
    let list = |delayed| (0..8).map(|eighth| at(eighth, delayed)).collect::<Vec<u32>>();
    assert_eq!(list(0.1), [103, 114, 125, 129, 125, 114, 103, 99]);
    assert_eq!(list(0.5), [91, 101, 111, 115, 111, 101, 91, 87]);
}

#[test]
fn the_start_is_the_exact_staffing_for_the_load_that_is_carried_over() {
    for delayed in [0.1, 0.2, 0.5, 0.8] {
        let found = start(scenario(delayed).model());
        for (interval, start) in found[0].iter().enumerate().skip(SETTLED) {
            // The mean load of an interval for the one at its middle, and one agent of rounding.
            let (here, exact) = (start.agents, exact(interval, delayed));
            assert!(here.abs_diff(exact) <= 1, "{delayed}, interval {interval}: {here} against {exact}");
        }
    }
}

#[test]
fn the_delay_is_stable_where_erlang_by_the_interval_swings() {
    const DELAYED: f64 = 0.2;
    let scenario = scenario(DELAYED);
    let model = scenario.model();
    let carried: Staffing = vec![start(model)[0].iter().map(|interval| interval.agents.max(1)).collect()];
    let by_interval = |interval: usize| {
        let demand = Demand::new(100.0 + 20.0 * middle(interval).sin(), 3600.0, 3600.0).unwrap();
        required(&Setting::erlang_a(demand, 3600.0), &[Goal::WaitingProbability(DELAYED)]).unwrap().agents
    };
    let stationary: Staffing = vec![(0..INTERVALS).map(by_interval).collect()];
    let delays = |staffing: &Staffing| -> (f64, f64) {
        let task = Task { model: model.with_staffed(staffing).unwrap(), study: scenario.study().clone() };
        let result = run(&[task], 2, &Unwatched).remove(0).unwrap();
        let at = |i: usize| {
            let label = model.horizon().interval_label(i).unwrap();
            1.0 - result.estimate("service_level", "all", &label).unwrap().value
        };
        let all: Vec<f64> = (SETTLED..INTERVALS).map(at).collect();
        (all.iter().copied().fold(1.0, f64::min), all.iter().copied().fold(0.0, f64::max))
    };
    let (stable, swings) = (delays(&carried), delays(&stationary));
    println!("delay probability by interval: {stable:?} with the load carried over, {swings:?} by the interval");
    // One agent of rounding is 0.03 of delay either way, and an estimate of 5000 calls that hang together errs by as much.
    assert!(stable.0 > DELAYED - 0.08 && stable.1 < DELAYED + 0.08, "{stable:?}");
    assert!(swings.1 - swings.0 > 0.4, "{swings:?}");
}
