//! A scenario held against logs that are, and that are not, its own.

use onering::{
    calibrate::{FitSettings, check},
    scenario::Scenario,
    stats::Confidence,
};

use crate::{common, simulated::tally};

fn centre(staffed: u32, seed: u64) -> Scenario {
    common::scenario(&format!(
        r#"
        seed = {seed}
        replications = 400
        horizon = {{ open = "08:00", close = "10:00" }}
        [[call_type]]
        name = "one"
        arrivals = {{ poisson = {{ per_hour = [60, 120, 90, 40] }} }}
        busyness = {{ cv = 0.15 }}
        talk_time = {{ lognormal = {{ mean = 170, sd = 150 }} }}
        patience = {{ exponential = {{ mean = 120 }} }}
        [[agent_group]]
        name = "agents"
        skills = ["one"]
        staffed = {staffed}
        "#
    ))
}

/// The p-values of a log of 30 days of a centre with `log_staff`, against one with six agents. Each seed has replications of its
/// own: what one set of them is off by would be in every round.
fn compare(log_staff: u32, seed: u64) -> Vec<check::Comparison> {
    let scenario = centre(6, seed + (1 << 33));
    let (open, close, interval) = check::hours(scenario.model()).unwrap();
    let settings = FitSettings { hours: Some((open, close)), interval, ..FitSettings::default() };
    let log = tally(centre(log_staff, 1).model(), seed, 30, 8 * 3600, settings);
    let task = onering::experiment::Task { model: scenario.model().clone(), study: scenario.study().clone() };
    let result = onering::experiment::run(&[task], 2, &onering::experiment::Unwatched).remove(0).unwrap();
    check::compare(&log, &["one".to_owned()], scenario.model(), &result, Confidence::NINETY_FIVE).unwrap()
}

#[test]
fn its_own_log_is_what_chance_makes_of_it() {
    /// Rounds of 23 measures.
    const ROUNDS: u64 = 40;
    let mut off = std::collections::BTreeMap::new();
    for _ in 0..ROUNDS {
        let found = compare(6, u64::from(rand::random::<u32>()) + 2);
        assert_eq!(found.len(), 6 + 1 + 4 * 4);
        for row in found {
            *off.entry((row.measure, row.period)).or_insert(0) += u32::from(row.p_value < 0.05);
        }
    }
    // Binomial(40, 0.05) exceeds 12 with a probability of 4.1e-8; over 23 measures that is below 1e-6.
    assert!(off.values().all(|times| *times <= 12), "{off:?}");
}

#[test]
fn the_log_of_another_centre_is_told_apart() {
    // Two agents in six fewer: the abandonment alone differs by ten of its standard errors.
    let found = compare(4, 99);
    let p_of = |measure: &str| {
        found.iter().find(|row| row.measure == measure && row.period == "all" && row.of == "all").unwrap().p_value
    };
    for measure in ["abandonment", "service_level", "average_speed_of_answer", "mean_wait"] {
        assert!(p_of(measure) < 1e-6, "{measure}: {}", p_of(measure));
    }
    // As many called, and they talked as long.
    assert!(p_of("offered") > 1e-6 && p_of("average_handle_time") > 1e-6);
}

#[test]
fn what_cannot_be_compared_is_said() {
    let scenario = centre(6, 1);
    let settings = FitSettings { hours: Some((8 * 3600, 10 * 3600)), ..FitSettings::default() };
    let log = tally(scenario.model(), 1, 3, 8 * 3600, settings);
    let task = onering::experiment::Task { model: scenario.model().clone(), study: scenario.study().clone() };
    let result = onering::experiment::run(&[task], 2, &onering::experiment::Unwatched).remove(0).unwrap();
    let against = |names: &[String]| check::compare(&log, names, scenario.model(), &result, Confidence::NINETY_FIVE);
    let why = against(&["other".to_owned()]).unwrap_err().to_string();
    assert!(why.contains("(one)") && why.contains("(other)"), "{why}");
}
