//! From a scenario to calls and back: the truth lies in the 95 % intervals as often as they say.

use std::collections::BTreeMap;

use statrs::distribution::{Binomial, DiscreteCDF};

use onering::{
    calibrate::{Fit, FitSettings, correlation},
    stats::WithError,
};

use crate::{common::model, simulated::fit};

/// Rounds of each scenario.
const ROUNDS: u64 = 200;
/// Binomial(200, 0.95) is below 173 with a probability below 1e-6; it cannot be too large at that level.
const LEAST_COVERED: u32 = 173;
const DAYS: u64 = 40;
/// The scenarios open at eight.
const OPEN: i64 = 8 * 3600;
/// Calls an hour in each half-hour.
const RATES: [f64; 4] = [60.0, 120.0, 90.0, 40.0];

/// How often the truth was covered, by parameter.
type Covered = BTreeMap<String, u32>;

fn note(covered: &mut Covered, parameter: String, found: WithError, truth: f64) {
    *covered.entry(parameter).or_default() += u32::from(found.covers(truth));
}

/// A centre with too few agents: most patience is censored, a good deal is not.
fn scenario(talk: &str, patience: &str, balking: f64) -> String {
    format!(
        r#"
        horizon = {{ open = "08:00", close = "10:00" }}
        [[call_type]]
        name = "one"
        arrivals = {{ poisson = {{ per_hour = {RATES:?} }} }}
        busyness = {{ cv = 0.15 }}
        talk_time = {talk}
        after_call_work = {{ exponential = {{ mean = 25 }} }}
        patience = {patience}
        balking = {{ share = {balking} }}
        [[call_type]]
        name = "two"
        arrivals = {{ poisson = {{ per_hour = {RATES:?} }} }}
        busyness = {{ cv = 0.15 }}
        talk_time = {talk}
        after_call_work = {{ exponential = {{ mean = 25 }} }}
        patience = {patience}
        balking = {{ share = {balking} }}
        [[correlation]]
        between = ["one", "two"]
        rho = 0.5
        [[agent_group]]
        name = "agents"
        skills = ["one", "two"]
        staffed = 8
        "#
    )
}

fn settings(talk: &str, patience: &str) -> FitSettings {
    FitSettings {
        hours: Some((8 * 3600, 10 * 3600)),
        short_calls: 0.0,
        long_calls: f64::INFINITY,
        handle_family: Some(talk.to_owned()),
        patience_family: Some(patience.to_owned()),
        ..FitSettings::default()
    }
}

/// Named parameters of a family and their truth.
type Truth<'a> = &'a [(&'a str, f64)];

fn compare(covered: &mut Covered, fit: &Fit, talk: Truth<'_>, patience: Truth<'_>, balking: f64) {
    for of in &fit.types {
        for (i, calls) in of.arrivals.by_interval.iter().enumerate() {
            note(covered, format!("arrivals {i}"), calls.times(2.0), RATES[i]);
        }
        note(covered, "busyness".to_owned(), of.arrivals.busyness.unwrap().cv, 0.15);
        let families = [(of.talk.as_ref().unwrap().best(), talk, "talk"), (of.patience.best(), patience, "patience")];
        for (found, truths, what) in families {
            let found = found.unwrap();
            assert_eq!(found.parameters.len(), truths.len());
            for (i, ((name, value), (_, truth))) in found.parameters.iter().zip(truths).enumerate() {
                note(covered, format!("{what} {name} {i}"), *value, *truth);
            }
        }
        let mean = of.after_call_work.as_ref().unwrap().mean;
        note(covered, "after_call_work mean".to_owned(), mean, 25.0);
        note(covered, "balking".to_owned(), of.patience.balking.unwrap(), balking);
    }
}

/// Plays all rounds with fresh seeds; two types make two intervals for each parameter and round.
fn circle(families: [&str; 2], texts: [&str; 2], talk: Truth<'_>, patience: Truth<'_>) {
    const BALKING: f64 = 0.1;
    let model = model(&scenario(texts[0], texts[1], BALKING));
    let (mut covered, mut rho, mut rho_known) = (Covered::new(), 0, 0);
    for _ in 0..ROUNDS {
        let seed = rand::random::<u32>().into();
        let fit = fit(&model, seed, DAYS, OPEN, settings(families[0], families[1]));
        // Of the two types the first alone is counted: their days hang together, so that their intervals are not
        // independent.
        let first = Fit { types: vec![fit.types[0].clone()], ..fit.clone() };
        compare(&mut covered, &first, talk, patience, BALKING);
        let arrivals = [0, 1].map(|i| fit.types[i].arrivals.clone());
        if let Some(found) = correlation(&arrivals, [0, 1]) {
            rho_known += 1;
            rho += u32::from(found.rho.covers(0.5));
        }
    }
    for (parameter, times) in &covered {
        println!("{families:?} {parameter}: {times} of {ROUNDS}");
    }
    println!("{families:?} correlation: {rho} of {rho_known}");
    assert!(covered.len() >= 9, "{covered:?}");
    // Where the days happen to be alike there is no correlation to tell.
    assert!(rho_known > ROUNDS as u32 / 2 && ROUNDS as u32 - LEAST_COVERED >= rho_known - rho, "{rho} of {rho_known}");
    for (parameter, times) in covered {
        assert!(times >= LEAST_COVERED, "{families:?} {parameter}: {times} of {ROUNDS}");
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "two hundred rounds: cargo test --release --test fit circle")]
fn lognormal_talk_and_exponential_patience_are_covered() {
    circle(
        ["lognormal", "exponential"],
        ["{ lognormal = { mean = 170, sd = 150 } }", "{ exponential = { mean = 120 } }"],
        &[("mean", 170.0), ("sd", 150.0)],
        &[("mean", 120.0)],
    );
}

#[test]
#[cfg_attr(debug_assertions, ignore = "two hundred rounds: cargo test --release --test fit circle")]
fn gamma_talk_and_weibull_patience_are_covered() {
    circle(
        ["gamma", "weibull"],
        ["{ gamma = { mean = 170, sd = 120 } }", "{ weibull = { mean = 120, sd = 150 } }"],
        &[("mean", 170.0), ("sd", 120.0)],
        &[("mean", 120.0), ("sd", 150.0)],
    );
}

#[test]
#[cfg_attr(debug_assertions, ignore = "two hundred rounds: cargo test --release --test fit circle")]
fn hyperexponential_talk_and_lognormal_patience_are_covered() {
    circle(
        ["hyperexponential", "lognormal"],
        [
            "{ hyperexponential = { means = [40, 250], shares = [0.4, 0.6] } }",
            "{ lognormal = { mean = 120, sd = 150 } }",
        ],
        &[("means", 40.0), ("means", 250.0), ("shares", 0.4), ("shares", 0.6)],
        &[("mean", 120.0), ("sd", 150.0)],
    );
}

/// Sixteen intervals that vary by themselves, on top of their day.
const PARTS: &str = r#"
horizon = { open = "08:00", close = "16:00" }
[[call_type]]
name = "one"
arrivals = { poisson = { per_hour = [60, 120, 90, 40, 60, 70, 80, 60, 60, 120, 90, 40, 60, 70, 80, 60] } }
busyness = { cv = 0.2, interval_cv = 0.25, interval_correlation = 0.5 }
talk_time = { constant = 60 }
[[agent_group]]
name = "agents"
skills = ["one"]
staffed = 20
"#;

#[test]
#[cfg_attr(debug_assertions, ignore = "two hundred rounds: cargo test --release --test fit circle")]
fn busyness_by_interval_is_covered() {
    let model = model(PARTS);
    let mut covered = Covered::new();
    for _ in 0..ROUNDS {
        let settings = FitSettings { hours: Some((8 * 3600, 16 * 3600)), ..settings("exponential", "exponential") };
        let fit = fit(&model, rand::random::<u32>().into(), 100, OPEN, settings);
        let arrivals = &fit.types[0].arrivals;
        let parts = arrivals.parts_of_day.unwrap();
        note(&mut covered, "interval_cv".to_owned(), parts.interval_cv, 0.25);
        note(&mut covered, "interval_correlation".to_owned(), parts.correlation, 0.5);
        // Where the intervals' factors explain all there is, there is no interval for the day's, and no cover.
        let none = WithError::normal(0.0, 0.0);
        note(&mut covered, "cv".to_owned(), arrivals.busyness_cv().unwrap_or(none), 0.2);
        assert!(parts.matters());
    }
    println!("{covered:?} of {ROUNDS}");
    assert!(covered.values().all(|times| *times >= LEAST_COVERED), "{covered:?}");
}

/// Half of those who have to wait give up, and half of those call again soon; four agents are all busy.
const REDIALS: &str = r#"
horizon = { open = "08:00", close = "16:00" }
[[call_type]]
name = "one"
arrivals = { poisson = { per_hour = [60, 120, 90, 40, 60, 70, 80, 60, 60, 120, 90, 40, 60, 70, 80, 60] } }
talk_time = { exponential = { mean = 180 } }
patience = { exponential = { mean = 120 } }
redial = { after_abandoning = 0.4, delay = { exponential = { mean = 400 } } }
[[agent_group]]
name = "agents"
skills = ["one"]
staffed = 4
"#;

#[test]
#[cfg_attr(debug_assertions, ignore = "two hundred rounds: cargo test --release --test fit circle")]
fn redials_and_first_calls_are_covered_and_agents_are_seen() {
    let model = model(REDIALS);
    let rates = [60.0, 120.0, 90.0, 40.0, 60.0, 70.0, 80.0, 60.0, 60.0, 120.0, 90.0, 40.0, 60.0, 70.0, 80.0, 60.0];
    let mut covered = Covered::new();
    for _ in 0..ROUNDS {
        let settings = FitSettings { hours: Some((8 * 3600, 16 * 3600)), ..settings("exponential", "exponential") };
        let fit = fit(&model, rand::random::<u32>().into(), 40, OPEN, settings);
        let of = &fit.types[0];
        let redials = of.redials.as_ref().unwrap();
        note(&mut covered, "share".to_owned(), redials.share, 0.4);
        note(&mut covered, "delay".to_owned(), redials.delay.as_ref().unwrap().named("mean").next().unwrap(), 400.0);
        note(&mut covered, "patience".to_owned(), of.patience.best().unwrap().named("mean").next().unwrap(), 120.0);
        for (i, calls) in of.arrivals.first_calls.iter().enumerate() {
            note(&mut covered, format!("first calls {i}"), calls.times(2.0), rates[i]);
        }
        // Nobody is idle for half an hour: whoever is staffed is seen, in every interval of every day.
        for agents in fit.agents.as_ref().unwrap() {
            assert!(agents.seen <= 4.0 && agents.seen > 3.9, "{agents:?}");
        }
    }
    println!("{covered:?} of {ROUNDS}");
    assert_eq!(covered.len(), 19);
    assert!(covered.values().all(|times| *times >= LEAST_COVERED), "{covered:?}");
}

/// A hazard that falls by steps.
const PIECES: &str = r#"
horizon = { open = "08:00", close = "16:00" }
[[call_type]]
name = "one"
arrivals = { poisson = { per_hour = 100 } }
talk_time = { exponential = { mean = 180 } }
patience = { piecewise_hazard = { from = [0, 60, 180], per_hour = [40, 15, 30] } }
[[agent_group]]
name = "agents"
skills = ["one"]
staffed = 4
"#;

#[test]
#[cfg_attr(debug_assertions, ignore = "two hundred rounds: cargo test --release --test fit circle")]
fn a_hazard_by_pieces_is_covered() {
    let model = model(PIECES);
    let truth = [(0.0, 40.0), (60.0, 15.0), (180.0, 30.0)];
    let mut covered = Covered::new();
    let mut rounds_as_true = 0;
    for _ in 0..ROUNDS {
        let fit = fit(&model, rand::random::<u32>().into(), 60, OPEN, settings("exponential", "piecewise_hazard"));
        let best = fit.types[0].patience.best().unwrap();
        // The pieces are chosen by the same calls, and the intervals speak of the pieces chosen.
        if !best.named("from").map(|from| from.value).eq(truth.map(|(from, _)| from)) {
            continue;
        }
        rounds_as_true += 1;
        for ((from, per_hour), found) in truth.into_iter().zip(best.named("per_hour")) {
            note(&mut covered, format!("hazard from {from} s"), found, per_hour);
        }
    }
    let least = Binomial::new(0.95, rounds_as_true).unwrap().inverse_cdf(1e-6);
    println!("{covered:?} of {rounds_as_true} of {ROUNDS}, at least {least}");
    assert!(rounds_as_true > ROUNDS / 2, "{rounds_as_true} of {ROUNDS}");
    assert!(covered.len() == 3 && covered.values().all(|times| u64::from(*times) >= least), "{covered:?}");
}
