//! How often the service level target is kept.

use super::{How, Measure, Unit, Whose};
use crate::stats::Pair;

/// The target is the call type's own, under its own rule; a group, or the whole centre, keeps its
/// targets when each of its call types that has one does.
pub const MEASURES: &[Measure] = &[
    Measure {
        name: "share_of_intervals_on_target",
        title: "intervals on target",
        unit: Unit::Share,
        whose: Whose::Everyone,
        by_interval: false,
        formula: "intervals that kept the service level target / intervals with calls, over all replications",
        how: How::Ratio(|t| Pair::new(t.daily.intervals_on_target as f64, t.daily.intervals as f64)),
    },
    Measure {
        name: "share_of_days_on_target",
        title: "days on target",
        unit: Unit::Share,
        whose: Whose::Everyone,
        by_interval: true,
        formula: "replications whose service level, over the period, kept the target / replications with calls in it",
        how: How::Days(|t| (t.daily.days_on_target, t.daily.days)),
    },
];
