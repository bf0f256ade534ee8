//! The simulator's intervals cover the closed form as often as they say.
//!
//! Of 200 independent 95 % intervals of each measure, the number that miss is binomial(200, 0.05)
//! when they cover at their level. Each comparison fails by chance with a probability below
//! [`ALPHA`] on either side.

#![expect(clippy::unwrap_used, reason = "all of this crate is tests")]

#[path = "common/play.rs"]
mod common;

use common::model;
use onering::{
    analytic::{Demand, Rule, Setting},
    experiment::{Task, Unwatched, run},
    model::{Model, Replications, Study},
};
use statrs::distribution::{Binomial, DiscreteCDF};

const ALPHA: f64 = 1e-7;
const INTERVALS: u64 = 200;

/// A steady state of one call type and one group.
fn steady(per_hour: f64, caller: &str, staffed: u32) -> Model {
    model(&format!(
        r#"
        horizon = {{ steady_state = {{ length = "20h", warm_up = "4h" }} }}
        [[call_type]]
        name = "calls"
        arrivals = {{ poisson = {{ per_hour = {per_hour} }} }}
        {caller}
        [[agent_group]]
        name = "agents"
        skills = ["calls"]
        staffed = {staffed}
        "#
    ))
}

/// Of [`INTERVALS`] intervals of each measure, how many miss its exact value.
fn misses<const N: usize>(model: &Model, exact: [(&str, f64); N], control_variates: bool) -> [u64; N] {
    let mut misses = [0; N];
    for _ in 0..INTERVALS {
        let study = Study::new(rand::random::<u32>().into(), Replications::Fixed(100), 0.95).unwrap();
        let task = Task { model: model.clone(), study: study.with_control_variates(control_variates) };
        let result = run(&[task], 2, &Unwatched).remove(0).unwrap();
        for (miss, (measure, exact)) in misses.iter_mut().zip(exact) {
            let estimate = result.overall(measure).unwrap();
            *miss += u64::from((estimate.value - exact).abs() > estimate.half_width.unwrap());
        }
    }
    misses
}

fn is_within_binomial_bounds(misses: u64) -> bool {
    let binomial = Binomial::new(0.05, INTERVALS).unwrap();
    let (too_few, too_many) = (binomial.cdf(misses), binomial.sf(misses.saturating_sub(1)));
    too_few > ALPHA && too_many > ALPHA
}

#[test]
fn of_200_intervals_as_many_miss_as_should() {
    for (name, patience, staffed) in [("M/M/11", None, 11), ("M/M/9+M", Some(120.0), 9)] {
        let talk = "talk_time = { exponential = { mean = 240 } }";
        let caller =
            patience.map_or(talk.to_owned(), |p| format!("{talk}\npatience = {{ exponential = {{ mean = {p} }} }}"));
        let demand = Demand::new(120.0, 3600.0, 240.0).unwrap();
        let queue = Setting { patience, ..Setting::erlang_c(demand) }.queue(f64::from(staffed)).unwrap();
        let level = queue.service_level(Rule::Offered, 20.0).unwrap();
        let exact = [("service_level", level), ("mean_wait", queue.mean_wait()), ("abandonment", queue.abandonment())];
        // Arrivals are all that control variates know here: the model is Erlang's own.
        for control_variates in [false, true] {
            let [level, wait, lost] = misses(&steady(120.0, &caller, staffed), exact, control_variates);
            println!(
                "{name}, control variates {control_variates}: of {INTERVALS} intervals {level} miss the service level, {wait} the mean wait, {lost} the abandonment"
            );
            assert!(is_within_binomial_bounds(level), "{name}: {level}");
            assert!(is_within_binomial_bounds(wait), "{name}: {wait}");
            // Nobody hangs up where patience is endless: nothing to miss.
            assert!(patience.is_none() || is_within_binomial_bounds(lost), "{name}: {lost}");
        }
    }
}

/// M/G/1: the wait is Pollaczek and Khinchine's, `λ E[S²] / (2 (1 - ρ))`; the occupancy is `ρ`. Erlang's
/// companion is M/M/1, with each handle time's exponential twin.
#[test]
fn intervals_that_a_companion_narrowed_cover_too() {
    let (mean, cv, per_hour) = (21.0_f64, 1.3_f64, 120.0);
    let load = per_hour / 3600.0 * mean;
    let wait = per_hour / 3600.0 * mean * mean * (1.0 + cv * cv) / (2.0 * (1.0 - load));
    let model = steady(per_hour, &format!("talk_time = {{ lognormal = {{ mean = {mean}, cv = {cv} }} }}"), 1);
    let [waits, busy] = misses(&model, [("mean_wait", wait), ("occupancy", load)], true);
    println!("M/G/1 with its companion: of {INTERVALS} intervals {waits} miss the mean wait, {busy} the occupancy");
    assert!(is_within_binomial_bounds(waits), "{waits}");
    assert!(is_within_binomial_bounds(busy), "{busy}");
    let study = Study::new(1, Replications::Fixed(400), 0.95).unwrap().with_control_variates(true);
    let result = run(&[Task { model, study }], 2, &Unwatched).remove(0).unwrap();
    let narrowed = result.narrowed.iter().find(|n| n.measure == "mean_wait").unwrap();
    println!("the interval of the mean wait is {:.2} times narrower", narrowed.factor);
    // Worth at least what the companion costs: twice the work buys a factor of √2 without it.
    assert!(narrowed.factor > std::f64::consts::SQRT_2, "{}", narrowed.factor);
}
