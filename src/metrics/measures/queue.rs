//! How many wait.

use super::{How, Measure, Unit, Whose};
use crate::{stats::Pair, units::nanoseconds_as_seconds};

/// Means are over opening time (or the measured steady state), maxima over replications.
pub const MEASURES: &[Measure] = &[
    Measure {
        name: "queue_length",
        title: "mean queue",
        unit: Unit::Length,
        whose: Whose::Everyone,
        by_interval: true,
        formula: "waiting time that falls into the period / length of the period: the mean number waiting",
        how: How::Ratio(|t| Pair::new(nanoseconds_as_seconds(t.calls.queue), t.seconds)),
    },
    Measure {
        name: "longest_queue",
        title: "longest queue",
        unit: Unit::Length,
        whose: Whose::Everyone,
        by_interval: true,
        formula: "the most calls waiting at once, seen by the calls that arrived in the period, averaged over replications",
        how: How::Ratio(|t| Pair::new(t.daily.longest_queue as f64, t.replications as f64)),
    },
];
