//! The same callers under every policy, and as far as possible under every forecast.

use onering::engine::CallRecord;

use crate::common::{log, model};

/// A centre with every kind of arrivals.
fn everything(staffed: u32, multiplier: f64, more: &str) -> String {
    format!(
        r#"
        horizon = {{ open = "08:00", close = "10:00", interval = "30m" }}
        busyness = {{ cv = 0.1, interval_cv = 0.2, interval_correlation = 0.5 }}
        [[correlation]]
        between = ["a", "main"]
        rho = 0.5
        [[stream]]
        name = "main"
        arrivals = {{ spline = {{ per_hour = [60, 120, 90, 40], multiplier = {multiplier} }} }}
        shares = {{ a = 0.2, b = [0.3, 0.5, 0.3, 0.5], c = [0.5, 0.3, 0.5, 0.3] }}
        busyness = {{ cv = 0.2, interval_cv = 0.1 }}
        batches = {{ geometric = 1.5 }}
        [[call_type]]
        name = "a"
        arrivals = {{ day_total = {{ mean = 100, sd = 10, profile = [1, 2, 2, 1] }} }}
        busyness = {{ cv = 0.2 }}
        vip = {{ share = 0.1, call_type = "c" }}
        talk_time = {{ exponential = {{ mean = 120 }} }}
        [[call_type]]
        name = "b"
        arrivals = {{ counts = {{ per_interval = [10, 20, 20.5, 10] }} }}
        talk_time = {{ exponential = {{ mean = 120 }} }}
        patience = {{ exponential = {{ mean = 60 }} }}
        [[call_type]]
        name = "c"
        arrivals = {{ sinusoid = {{ mean_per_hour = 30, swing = 0.5, period = "1h" }} }}
        talk_time = {{ exponential = {{ mean = 120 }} }}
        [[agent_group]]
        name = "agents"
        skills = ["a", "b", "c"]
        staffed = {staffed}
        {more}
        "#
    )
}

fn callers(text: &str, seed: u64, replication: u64) -> Vec<CallRecord> {
    log(&model(text), seed, replication).calls
}

#[test]
fn staffing_changes_neither_when_calls_come_nor_of_which_type_they_are() {
    let seed = rand::random();
    for replication in 0..20 {
        let [few, many] = [4, 40].map(|staffed| callers(&everything(staffed, 1.0, ""), seed, replication));
        let who = |calls: &[CallRecord]| calls.iter().map(|c| (c.arrived_at, c.call_type)).collect::<Vec<_>>();
        assert!(few.len() > 150);
        assert_eq!(who(&few), who(&many), "seed {seed}");
    }
}

#[test]
fn a_surge_changes_only_the_streams_and_the_days_that_it_is_of() {
    let seed = rand::random();
    let surge = "[[surge]]\nfrom = \"08:40\"\nto = \"09:10\"\nfactor = 4\nprobability = 0.5\ncall_types = [\"c\"]\n";
    let (mut with, mut without) = (0, 0);
    for replication in 0..40 {
        let usual = callers(&everything(40, 1.0, ""), seed, replication);
        let surging = callers(&everything(40, 1.0, surge), seed, replication);
        let of = |calls: &[CallRecord], t| {
            calls.iter().filter(|c| c.call_type == t).map(|c| c.arrived_at).collect::<Vec<_>>()
        };
        for t in [0, 1] {
            assert_eq!(of(&usual, t), of(&surging, t), "seed {seed}");
        }
        if of(&usual, 2) == of(&surging, 2) {
            without += 1;
        } else {
            with += 1;
        }
        let before = |calls: &[CallRecord]| calls.iter().filter(|c| c.arrived_at.as_seconds() < 2400.0).count();
        assert_eq!(before(&usual), before(&surging), "seed {seed}");
    }
    // Binomial with 40 and 1/2: fewer than 5 of either kind has a probability below 1e-6.
    assert!(with >= 5 && without >= 5, "seed {seed}: {with} days with, {without} without");
}

/// The k-th call of a stream is of the same type, and brings the same draws, when more calls come.
#[test]
fn a_larger_forecast_keeps_the_types_of_the_first_calls() {
    let text = |multiplier: f64| {
        format!(
            r#"
            horizon = {{ open = "08:00", close = "10:00", interval = "30m" }}
            [[stream]]
            name = "main"
            arrivals = {{ poisson = {{ per_hour = [60, 120, 90, 40], multiplier = {multiplier} }} }}
            shares = {{ a = 0.3, b = 0.7 }}
            [[call_type]]
            name = "a"
            talk_time = {{ exponential = {{ mean = 120 }} }}
            [[call_type]]
            name = "b"
            talk_time = {{ exponential = {{ mean = 120 }} }}
            [[agent_group]]
            name = "agents"
            skills = ["a", "b"]
            staffed = 400
            "#
        )
    };
    let seed = rand::random();
    let [usual, more] = [1.0, 1.5].map(|multiplier| callers(&text(multiplier), seed, 0));
    assert!(usual.len() > 90 && more.len() > usual.len(), "seed {seed}");
    for (first, second) in usual.iter().zip(&more) {
        assert_eq!(first.call_type, second.call_type, "seed {seed}");
        assert_eq!(
            first.finished_at.since(first.arrived_at),
            second.finished_at.since(second.arrived_at),
            "seed {seed}"
        );
        assert!(second.arrived_at <= first.arrived_at);
    }
}
