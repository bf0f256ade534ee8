//! Where a plan gives up a part of the day, because its promises weigh the calls of all of it.

use std::ops::Range;

use super::search::{Bench, NoRequirement, Staffing};
use crate::{
    experiment::summaries,
    metrics::{Controls, Period, promise_estimates},
    model::{Goal, Headline, KeptOver, Promise},
};

/// Of a promised share of calls in time, what is no service any more.
const HARDLY: f64 = 0.25;
/// Calls lost where a part of the day is given up, as a share, if it is at least twice what is promised.
const LOST: f64 = 0.5;
/// Waits there, as a multiple of what is promised.
const LONG: f64 = 10.0;

/// A promise that is kept over the day while some intervals hardly know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenUp {
    /// The promise, by index.
    pub promise: usize,
    /// The intervals.
    pub intervals: Vec<usize>,
}

/// The promises that are not asked for by the interval, and the intervals in which `staffing` misses them by far.
///
/// # Errors
///
/// [`NoRequirement::Stopped`].
pub fn given_up(bench: &Bench<'_>, staffing: &Staffing, callers: &Range<u64>) -> Result<Vec<GivenUp>, NoRequirement> {
    let by_day = |(_, promise): &(usize, &Promise)| promise.keeping().over == KeptOver::Day && !promise.is_about_cost();
    let promises: Vec<usize> = bench.model.promises().iter().enumerate().filter(by_day).map(|(at, _)| at).collect();
    if promises.is_empty() {
        return Ok(Vec::new());
    }
    let model = bench.model.with_staffed(staffing).map_err(|why| NoRequirement::NoModel(why.to_string()))?;
    let is_stopped = || bench.watcher.is_stopped();
    let played = summaries(std::slice::from_ref(&model), (bench.seed, callers.clone()), bench.threads, &is_stopped);
    let summary = played.and_then(|mut all| all.pop()).ok_or(NoRequirement::Stopped)?;
    let is_given_up = |promise: usize, interval: usize| {
        let (of, controls) = (Period::Interval(interval), Controls::default());
        let (offered, goals) = promise_estimates(&summary, &model, promise, of, bench.confidence, &controls);
        offered > 0 && goals.iter().any(|(goal, found)| found.is_some_and(|found| is_missed_by_far(*goal, found.value)))
    };
    let of = |promise: usize| GivenUp {
        promise,
        intervals: (0..model.horizon().intervals()).filter(|interval| is_given_up(promise, *interval)).collect(),
    };
    Ok(promises.into_iter().map(of).filter(|of| !of.intervals.is_empty()).collect())
}

fn is_missed_by_far(goal: Goal, found: f64) -> bool {
    match goal.headline() {
        Headline::ServiceLevel => found < goal.bound() * HARDLY,
        Headline::Abandonment => found > LOST.max(2.0 * goal.bound()),
        Headline::AverageSpeedOfAnswer | Headline::MeanWait => found > goal.bound() * LONG,
        Headline::Occupancy | Headline::Cost => false,
    }
}
