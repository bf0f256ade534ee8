//! How long it will take, said before it starts.

use super::Failure;
use crate::{experiment::Task, model::Replications};

/// Calls that a thread plays in a second, at least, on a machine of today.
const CALLS_PER_SECOND: f64 = 3e6;
/// Longer than this is unreasonable unless it is asked for, s.
const REASONABLE: f64 = 3600.0;
/// Replications that a precision is taken to need, for want of better knowledge.
const USUAL_PRECISION: u64 = 200;

/// Calls that a task will play.
#[must_use]
pub fn calls(task: &Task) -> f64 {
    let replications = match task.study.replications() {
        Replications::Fixed(count) => *count,
        Replications::Until { most, .. } => (*most).min(USUAL_PRECISION),
    };
    // A replication costs its bookkeeping even when nobody calls.
    let bookkeeping = task.model.horizon().intervals() * (1 + task.model.call_types().len());
    replications as f64 * (task.model.expected_calls() + bookkeeping as f64)
}

/// Refuses what would take unreasonably long, with the estimate.
///
/// # Errors
///
/// [`Failure::Other`] when it would take more than an hour and `long` does not allow that.
pub fn check(tasks: &[Task], threads: usize, long: bool) -> Result<(), Failure> {
    let calls: f64 = tasks.iter().map(calls).sum();
    match refusal(calls, threads, long) {
        Some(why) => Err(Failure::Other(why)),
        None => Ok(()),
    }
}

/// Why not to play this many calls, with the estimate; `None` when it is reasonable, or asked for.
pub fn refusal(calls: f64, threads: usize, long: bool) -> Option<String> {
    let seconds = calls / CALLS_PER_SECOND / threads as f64;
    if long || seconds <= REASONABLE {
        return None;
    }
    Some(format!(
        "this would play about {calls:.1e} calls and take about {} on {threads} thread{}\n\
         help: give fewer replications, a shorter horizon or fewer levels, or ask for less precision; or start it anyway with --long",
        span(seconds),
        if threads == 1 { "" } else { "s" }
    ))
}

/// "3 hours", "46 days".
fn span(seconds: f64) -> String {
    let hours = seconds / 3600.0;
    match hours {
        h if h < 48.0 => format!("{} hours", h.ceil()),
        h if h < 24.0 * 730.0 => format!("{} days", (h / 24.0).ceil()),
        h => format!("{} years", (h / 24.0 / 365.0).ceil()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_written_in_the_unit_that_reads_best() {
        assert_eq!(span(7200.0), "2 hours");
        assert_eq!(span(200_000.0), "3 days");
        assert_eq!(span(1e9), "32 years");
    }
}
