//! How long callers waited, and which callers.

use super::{How, Measure, Unit, Whose};
use crate::{stats::Pair, units::nanoseconds_as_seconds};

const fn wait(name: &'static str, title: &'static str, formula: &'static str, how: How) -> Measure {
    Measure { name, title, unit: Unit::Seconds, whose: Whose::Everyone, by_interval: true, formula, how }
}

/// Means are over calls; quantiles over the waits of all offered calls of all replications.
pub const MEASURES: &[Measure] = &[
    wait(
        "average_speed_of_answer",
        "average speed of answer",
        "waits of answered calls / answered, zero waits included",
        How::Ratio(|t| Pair::new(nanoseconds_as_seconds(t.calls.wait_answered), t.calls.answered as f64)),
    ),
    wait(
        "mean_wait_of_abandoned",
        "mean wait of abandoned",
        "waits of abandoned calls / abandoned",
        How::Ratio(|t| Pair::new(nanoseconds_as_seconds(t.calls.wait_abandoned), t.calls.abandoned as f64)),
    ),
    wait(
        "mean_wait",
        "mean wait of all",
        "waits of all offered calls / offered",
        How::Ratio(|t| {
            Pair::new(
                nanoseconds_as_seconds(t.calls.wait_answered + t.calls.wait_abandoned + t.calls.wait_still),
                t.calls.offered() as f64,
            )
        }),
    ),
    wait("wait_p50", "wait, 50% at most", "the wait that 50% of offered calls did not exceed", How::WaitQuantile(0.50)),
    wait("wait_p90", "wait, 90% at most", "the wait that 90% of offered calls did not exceed", How::WaitQuantile(0.90)),
    wait("wait_p95", "wait, 95% at most", "the wait that 95% of offered calls did not exceed", How::WaitQuantile(0.95)),
    wait("wait_p99", "wait, 99% at most", "the wait that 99% of offered calls did not exceed", How::WaitQuantile(0.99)),
    wait(
        "longest_wait",
        "longest wait",
        "the longest wait of an offered call in a replication, averaged over replications",
        How::Ratio(|t| Pair::new(nanoseconds_as_seconds(t.daily.longest_wait), t.replications as f64)),
    ),
];
