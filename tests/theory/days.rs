//! Days, and how a steady state begins: Little's law, busyness, warm-up.

use onering::{
    engine::{CallRecord, Centre, Observer, play},
    experiment::{self, Task, Unwatched},
    model::{Model, Replications, Study},
    scenario::Overrides,
    stats::{Confidence, Pair, ratio},
    units::SimTime,
};

use crate::{
    birth_death::Chain,
    case::{Case, bound, desk},
    common::{THREADS, figures, scenario},
};

const HOUR: f64 = 3600.0;

/// Little's law holds exactly, not only on average, in a day whose waiting callers are sent away
/// at closing: every second of waiting is a second of queue. Only rounding of the last division is
/// allowed for.
#[test]
fn littles_law_is_exact_in_a_day_that_ends_with_an_empty_queue() {
    let text = r#"
        horizon = { open = "08:00", close = "12:00", interval = "30m", at_close = "finish_calls" }
        agent_group = [{ name = "agents", skills = ["a", "b"], staffed = [3, 5, 4, 6, 2, 7, 5, 3] }]
        [[call_type]]
        name = "a"
        arrivals = { poisson = { per_hour = 60 } }
        talk_time = { lognormal = { mean = 180, sd = 200 } }
        patience = { exponential = { mean = 240 } }
        [[call_type]]
        name = "b"
        arrivals = { poisson = { per_hour = [10, 20, 30, 40, 30, 20, 10, 5] } }
        talk_time = { exponential = { mean = 240 } }
        busyness = { cv = 0.4 }
    "#;
    let model = scenario("Little", text, &Overrides::default()).model().clone();
    let study = Study::new(rand::random(), Replications::Fixed(200), 0.95).unwrap();
    let result = experiment::run(&[Task { model, study }], THREADS, &Unwatched).remove(0).unwrap();
    for of in ["all", "call_type.a", "call_type.b", "agent_group.agents"] {
        let value = |measure| result.estimate(measure, of, "all").unwrap().value;
        let (queue, waits) = (value("queue_length") * 4.0 * HOUR, value("offered") * value("mean_wait"));
        assert!((queue - waits).abs() <= 1e-12 * waits, "{of}: {queue} and {waits}");
        let waiting = value("still_waiting");
        assert!(waiting > 0.0, "the law was to be tested with callers sent away");
    }
}

/// However overloaded the day, and whenever the first call after closing would have come: who
/// waits at closing is served in the end, and nobody else is let in.
#[test]
fn a_day_that_serves_its_queue_leaves_nobody_waiting() {
    let text = r#"
        horizon = { open = "08:00", close = "10:00" }
        agent_group = [{ name = "agents", skills = ["service"], staffed = 4 }]
        [[call_type]]
        name = "service"
        arrivals = { poisson = { per_hour = 120 } }
        talk_time = { exponential = { mean = 240 } }
    "#;
    let model = scenario("queue at closing", text, &Overrides::default()).model().clone();
    let study = Study::new(rand::random(), Replications::Fixed(200), 0.95).unwrap();
    let result = experiment::run(&[Task { model, study }], THREADS, &Unwatched).remove(0).unwrap();
    let value = |measure| result.overall(measure).unwrap().value;
    assert_eq!(value("still_waiting"), 0.0);
    assert_eq!(value("answered"), value("offered"));
}

/// How many calls of each type came in a day.
#[derive(Default)]
struct Counts([f64; 2]);

impl Observer for Counts {
    fn call(&mut self, record: &CallRecord) {
        self.0[record.call_type as usize] += 1.0;
    }

    fn overstay(&mut self, _: usize, _: u32, _: SimTime, _: SimTime) {}
}

const DAYS_A_GROUP: u64 = 100;
const GROUPS: u64 = 200;

fn counts(model: &Model, seed: u64, days: std::ops::Range<u64>) -> Vec<[f64; 2]> {
    let mut centre = Centre::default();
    days.map(|day| {
        let mut counts = Counts::default();
        play(model, seed, day, &mut centre, &mut counts);
        counts.0
    })
    .collect()
}

/// The unbiased covariance of two columns.
fn covariance(days: &[[f64; 2]], a: usize, b: usize) -> f64 {
    let count = days.len() as f64;
    let mean = |i: usize| days.iter().map(|d| d[i]).sum::<f64>() / count;
    let (x, y) = (mean(a), mean(b));
    days.iter().map(|d| (d[a] - x) * (d[b] - y)).sum::<f64>() / (count - 1.0)
}

/// Given the day's factors, counts are Poisson: with a shared factor of variation `s`, and one of
/// its own of variation `o`, a count of mean `m` has variance `m + ((1 + s²)(1 + o²) - 1) m²`, and
/// two types have covariance `s² m n`.
#[test]
fn busyness_spreads_the_days_and_ties_the_types_together() {
    let (shared, own) = (0.2, 0.3);
    let (first, second) = (120.0, 80.0);
    let text = format!(
        r#"
        horizon = {{ open = "08:00", close = "12:00", interval = "1h" }}
        busyness = {{ cv = {shared} }}
        agent_group = [{{ name = "agents", skills = ["a", "b"], staffed = 40 }}]
        [[call_type]]
        name = "a"
        arrivals = {{ poisson = {{ per_hour = [20, 30, 40, 30] }} }}
        talk_time = {{ constant = 60 }}
        busyness = {{ cv = {own} }}
        [[call_type]]
        name = "b"
        arrivals = {{ poisson = {{ per_hour = 20 }} }}
        talk_time = {{ constant = 60 }}
        "#
    );
    let model = scenario("busyness", &text, &Overrides::default()).model().clone();
    let seed = rand::random::<u64>();
    let groups: Vec<Vec<[f64; 2]>> =
        (0..GROUPS).map(|g| counts(&model, seed, g * DAYS_A_GROUP..(g + 1) * DAYS_A_GROUP)).collect();
    let mean = |days: &[[f64; 2]], i: usize| days.iter().map(|d| d[i]).sum::<f64>() / days.len() as f64;
    let both = (1.0_f64 + shared * shared) * (1.0 + own * own) - 1.0;
    let check = |name: &str, theory: f64, of: &dyn Fn(&[[f64; 2]]) -> f64| {
        let parts: Vec<Pair> = groups.iter().map(|days| Pair::new(of(days), 1.0)).collect();
        let estimate = ratio(&parts, Confidence::NINETY_FIVE).unwrap();
        let (difference, bound) = ((estimate.value - theory).abs(), bound(estimate, (GROUPS - 1) as f64));
        let (value, half) = (figures(estimate.value), figures(estimate.half_width.unwrap()));
        println!(
            "| busyness | {name} | {} | {value} | {half} | {} | {} |",
            figures(theory),
            figures(difference),
            figures(bound)
        );
        assert!(difference <= bound, "seed {seed}: {name} {value} for {theory}");
    };
    check("mean of a", first, &|days| mean(days, 0));
    check("mean of b", second, &|days| mean(days, 1));
    check("variance of a", first + both * first * first, &|days| covariance(days, 0, 0));
    check("variance of b", second + shared * shared * second * second, &|days| covariance(days, 1, 1));
    check("covariance", shared * shared * first * second, &|days| covariance(days, 0, 1));
}

/// Starting empty biases short runs; with the MSER-5 warm-up none is seen.
#[test]
fn mser_5_leaves_no_visible_bias() {
    let (per_hour, talk, patience) = (135.0, 240.0, 900.0);
    let chain = Chain::open(per_hour / HOUR, 10, 1.0 / talk, 1.0 / patience);
    let keys = "patience = { exponential = { mean = 900 } }";
    let text = desk(per_hour, 10, "{ exponential = { mean = 240 } }", keys, 10_000.0);
    let warm_up = text.find("warm_up").unwrap();
    let end = warm_up + text[warm_up..].find(' ').unwrap();
    let number = end + text[end + 3..].find(' ').unwrap() + 3;
    let text = format!("{}warm_up = \"mser-5\"{}", &text[..warm_up], &text[number..]);
    Case::new("M/M/10+M, MSER-5", text)
        .replications(1000)
        .within(0.0, chain.at_once())
        .is("abandonment", 1.0 - chain.offered().answered)
        .is("mean_wait", chain.offered().wait_all)
        .is("queue_length", chain.queue_length())
        .is("occupancy", chain.occupancy())
        .check();
}
