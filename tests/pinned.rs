//! Seeded values, pinned: a change of these is a change of results, and is announced as such in the
//! CHANGELOG.

#[path = "common/play.rs"]
mod common;

use common::{log, model, result};

const DAY: &str = r#"
    seed = 7
    replications = 20
    busyness = { cv = 0.1 }
    horizon = { open = "08:00", close = "12:00", interval = "1h" }
    [[call_type]]
    name = "calls"
    arrivals = { poisson = { per_hour = [60, 90, 80, 50] } }
    talk_time = { lognormal = { mean = "3m", sd = "2m" } }
    after_call_work = { gamma = { mean = "30s", cv = 0.8 } }
    patience = { weibull = { mean = "3m", cv = 1.3 } }
    [[agent_group]]
    name = "agents"
    skills = ["calls"]
    staffed = [4, 6, 5, 4]
"#;

#[test]
fn the_first_calls_of_a_seed_stay_the_same() {
    let calls = log(&model(DAY), 7, 0).calls;
    let first: Vec<(u64, u64)> = calls
        .iter()
        .take(3)
        .map(|c| (c.arrived_at.as_nanoseconds(), c.finished_at.since(c.left_queue_at).as_nanoseconds()))
        .collect();
    assert_eq!(first, PINNED_CALLS);
}

#[test]
fn the_measures_of_a_seed_stay_the_same() {
    let result = result(DAY);
    let found: Vec<Option<f64>> =
        PINNED_MEASURES.iter().map(|(name, _)| result.overall(name).map(|e| e.value)).collect();
    let expected: Vec<Option<f64>> = PINNED_MEASURES.iter().map(|(_, value)| Some(*value)).collect();
    assert_eq!(found, expected);
}

const PINNED_CALLS: [(u64, u64); 3] =
    [(100_422_404_556, 175_396_393_191), (114_921_784_663, 249_589_814_795), (141_382_325_940, 78_995_953_195)];

const PINNED_MEASURES: [(&str, f64); 4] = [
    ("offered", 287.55),
    ("abandonment", 0.150_234_741_784_037_56),
    ("average_speed_of_answer", 17.235_616_857_908_53),
    ("occupancy", 0.743_670_853_526_099_7),
];
