//! E-mail and other items that can wait.
//!
//! Reported only of models that have such. A backlog is what waits at the end of a period: of an interval, of a day at
//! closing, of the whole time at each closing.

use super::{How, Measure, Unit, Whose};
use crate::{stats::Pair, units::nanoseconds_as_seconds};

const fn of(name: &'static str, title: &'static str, unit: Unit, formula: &'static str, how: How) -> Measure {
    Measure { name, title, unit, whose: Whose::Callers, by_interval: true, formula, how }
}

/// Means over the ends of periods.
pub const MEASURES: &[Measure] = &[
    of(
        "backlog",
        "backlog",
        Unit::Length,
        "items that wait at the end of the period (of the whole time: at each closing) / ends",
        How::Ratio(|t| Pair::new(t.items.backlog as f64, t.ends as f64)),
    ),
    of(
        "backlog_overdue",
        "backlog, overdue",
        Unit::Length,
        "items that wait at the end of the period, longer than their acceptable wait / ends",
        How::Ratio(|t| Pair::new(t.items.overdue as f64, t.ends as f64)),
    ),
    of(
        "oldest_item",
        "age of the oldest item",
        Unit::Seconds,
        "opening hours that the oldest item had waited at the end of the period, 0 without a backlog / ends",
        How::Ratio(|t| Pair::new(nanoseconds_as_seconds(t.items.oldest), t.ends as f64)),
    ),
];
