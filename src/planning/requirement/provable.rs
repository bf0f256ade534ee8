//! Whether so many days can prove a promise at all.
//!
//! A sample without a single miss still leaves doubt: of `n` things that were counted one by one an interval of confidence
//! `c` reaches `-ln(1 - c) / n` down (rule of three, [`share`](crate::stats::share)), of days that of Clopper and Pearson.
//! Where that misses the bound no staffing can surely keep it, and that is known before anything is played.

use super::judge::{bounds, shared_out};
use crate::{
    model::{Headline, KeptOver, Model, Promise},
    stats::{Confidence, proportion},
};

/// A promise that so many days cannot prove.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{days} cannot prove \"{promise}\", whatever the staff: even without a single miss they leave more doubt than its bound allows\n\
     help: {help}"
)]
pub struct Unprovable {
    /// The promise.
    promise: String,
    /// How many replications are played.
    days: String,
    /// What would do.
    help: String,
}

/// Most replications of which a hint speaks.
const MOST: u64 = 1 << 40;

/// Refuses promises that `sharper * replications` days cannot prove.
///
/// # Errors
///
/// [`Unprovable`], with the replications that it takes.
pub fn provable(model: &Model, confidence: Confidence, replications: u64, sharper: u64) -> Result<(), Unprovable> {
    let confidence = shared_out(confidence, bounds(model));
    for promise in model.promises() {
        let can = |replications: u64| can_prove(model, promise, confidence, replications.saturating_mul(sharper));
        if can(replications) {
            continue;
        }
        let help = match least(replications, can) {
            Some(enough) => format!("it takes `replications = {enough}` or more (each is played {sharper} times to prove a plan); or promise less"),
            None => "no number of days proves a promise without exception: promise a little less, such as 0.99 for 1, 0.001 for 0, or 1 s for no wait".to_owned(),
        };
        return Err(Unprovable {
            promise: promise.name().to_owned(),
            days: format!("{} replications", replications * sharper),
            help,
        });
    }
    Ok(())
}

/// The fewest above `from` that can; `None` where none can.
fn least(from: u64, can: impl Fn(u64) -> bool) -> Option<u64> {
    let (mut cannot, mut does) = (from, from.max(1) * 2);
    while !can(does) {
        (cannot, does) = (does, does * 2);
        if does > MOST {
            return None;
        }
    }
    while does - cannot > 1 {
        let middle = cannot + (does - cannot) / 2;
        if can(middle) { does = middle } else { cannot = middle }
    }
    Some(does)
}

fn can_prove(model: &Model, promise: &Promise, confidence: Confidence, replications: u64) -> bool {
    let keeping = promise.keeping();
    // Whoever answers a call is busy, on every day; and some call or other waits, if on one day of many.
    let cannot_be = |goal: &crate::model::Goal| match goal.headline() {
        Headline::Occupancy => goal.bound() <= 0.0,
        Headline::AverageSpeedOfAnswer | Headline::MeanWait => goal.bound() <= 0.0 && keeping.share_of_days.is_none(),
        _ => false,
    };
    if promise.goals().iter().any(cannot_be) {
        return false;
    }
    let doubt = |count: f64| (-(1.0 - confidence.level()).ln() / count).min(1.0);
    if let Some(wanted) = keeping.share_of_days {
        let days = model.horizon().days() as u64;
        let in_doubt = if days > 1 {
            doubt((replications * days) as f64)
        } else {
            proportion(replications, replications, confidence).and_then(|kept| kept.half_width).unwrap_or(1.0)
        };
        return 1.0 - in_doubt >= wanted;
    }
    // What a sample without a miss may leave in doubt: where waits or occupancies are promised, anything.
    let allowed = |goal: &crate::model::Goal| match goal.headline() {
        Headline::ServiceLevel => Some(1.0 - goal.bound()),
        Headline::Abandonment => Some(goal.bound()),
        _ => None,
    };
    let Some(allowed) = promise.goals().iter().filter_map(allowed).min_by(f64::total_cmp) else { return true };
    let calls = |from: f64, to: f64| -> f64 {
        let types = (0..model.call_types().len()).filter(|t| promise.call_type().is_none_or(|own| own == *t));
        types.map(|t| model.expected_calls_of(t, to) - model.expected_calls_of(t, from)).sum::<f64>()
            * replications as f64
    };
    let length = model.horizon().interval().as_seconds();
    let intervals = model.horizon().intervals();
    if keeping.over == KeptOver::Day {
        return is_proved(calls(0.0, intervals as f64 * length), doubt, allowed);
    }
    let all: Vec<f64> = (0..intervals).map(|i| calls(i as f64 * length, (i + 1) as f64 * length)).collect();
    let judged = all.iter().filter(|calls| is_judged(**calls)).count();
    let proved = all.iter().filter(|calls| is_judged(**calls) && is_proved(**calls, doubt, allowed)).count();
    proved as f64 >= keeping.share_of_intervals * judged as f64 - 1e-9
}

/// Whether calls are to be expected at all in that many days.
fn is_judged(calls: f64) -> bool {
    calls >= 0.5
}

fn is_proved(calls: f64, doubt: impl Fn(f64) -> f64, allowed: f64) -> bool {
    !is_judged(calls) || doubt(calls) <= allowed
}
