//! Customers whom the centre calls.
//!
//! Reported only of models in which it does. A customer belongs to the interval in which the dialler
//! dialled; the *call* of who was reached belongs to that of the answer, like any other.

use super::{How, Measure, Unit, Whose};
use crate::{stats::Pair, units::SECONDS_PER_HOUR};

const fn of(name: &'static str, title: &'static str, unit: Unit, formula: &'static str, how: How) -> Measure {
    Measure { name, title, unit, whose: Whose::Callers, by_interval: true, formula, how }
}

/// Counts are per day, or per hour of a steady state; those per hour are per hour of opening.
pub const MEASURES: &[Measure] = &[
    of(
        "dialled",
        "dialled",
        Unit::Calls,
        "customers whom a dialler called",
        How::Ratio(|t| Pair::new(t.dials.dialled as f64, t.base)),
    ),
    of(
        "reached",
        "reached",
        Unit::Calls,
        "dialled customers who answered, whether or not an agent was there for them",
        How::Ratio(|t| Pair::new(t.dials.reached as f64, t.base)),
    ),
    of(
        "reached_share",
        "reached of dialled",
        Unit::Share,
        "reached / dialled",
        How::Share(|t| Pair::new(t.dials.reached as f64, t.dials.dialled as f64)),
    ),
    of(
        "dialled_per_hour",
        "dialled per hour",
        Unit::Calls,
        "dialled / hours of the period, opening hours alone",
        How::Ratio(|t| Pair::new(t.dials.dialled as f64, t.seconds / SECONDS_PER_HOUR)),
    ),
    of(
        "reached_per_hour",
        "reached per hour",
        Unit::Calls,
        "reached / hours of the period, opening hours alone",
        How::Ratio(|t| Pair::new(t.dials.reached as f64, t.seconds / SECONDS_PER_HOUR)),
    ),
];
