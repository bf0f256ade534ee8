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
    model::{Replications, Study},
};
use statrs::distribution::{Binomial, DiscreteCDF};

const ALPHA: f64 = 1e-7;
const INTERVALS: u64 = 200;

/// Misses of 200 intervals of the service level, the mean wait and the abandonment.
fn misses(patience: Option<f64>, staffed: u32) -> [u64; 3] {
    let caller = patience.map_or(String::new(), |p| format!("patience = {{ exponential = {{ mean = {p} }} }}"));
    let model = model(&format!(
        r#"
        horizon = {{ steady_state = {{ length = "20h", warm_up = "4h" }} }}
        [[call_type]]
        name = "calls"
        arrivals = {{ poisson = {{ per_hour = 120 }} }}
        talk_time = {{ exponential = {{ mean = "4m" }} }}
        {caller}
        [[agent_group]]
        name = "agents"
        skills = ["calls"]
        staffed = {staffed}
        "#
    ));
    let demand = Demand::new(120.0, 3600.0, 240.0).unwrap();
    let queue = Setting { patience, ..Setting::erlang_c(demand) }.queue(f64::from(staffed)).unwrap();
    let exact = [queue.service_level(Rule::Offered, 20.0).unwrap(), queue.mean_wait(), queue.abandonment()];
    let mut misses = [0; 3];
    for _ in 0..INTERVALS {
        let study = Study::new(rand::random::<u32>().into(), Replications::Fixed(100), 0.95).unwrap();
        let task = Task { model: model.clone(), study };
        let result = run(&[task], 2, &Unwatched).remove(0).unwrap();
        for (index, measure) in ["service_level", "mean_wait", "abandonment"].into_iter().enumerate() {
            let estimate = result.overall(measure).unwrap();
            misses[index] += u64::from((estimate.value - exact[index]).abs() > estimate.half_width.unwrap());
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
        let [level, wait, lost] = misses(patience, staffed);
        println!(
            "{name}: of {INTERVALS} intervals {level} miss the service level, {wait} the mean wait, {lost} the abandonment"
        );
        assert!(is_within_binomial_bounds(level), "{name}: {level}");
        assert!(is_within_binomial_bounds(wait), "{name}: {wait}");
        // Nobody hangs up where patience is endless: nothing to miss.
        assert!(patience.is_none() || is_within_binomial_bounds(lost), "{name}: {lost}");
    }
}
