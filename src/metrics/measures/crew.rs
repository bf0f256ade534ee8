//! Phones that ring before they are answered, reserves that are called in, colleagues who are asked to join.

use super::{How, Measure, Unit, Whose};
use crate::{
    stats::Pair,
    units::{SECONDS_PER_HOUR, nanoseconds_as_seconds},
};

/// Told of models in which phones ring for a while. Hours are per day, or per hour of a steady state.
pub const RINGING: &[Measure] = &[
    Measure {
        name: "ringing_hours",
        title: "hours ringing",
        unit: Unit::Hours,
        whose: Whose::Staff,
        by_interval: true,
        formula: "hours that agents were busy while their phones rang",
        how: How::Ratio(|t| Pair::new(nanoseconds_as_seconds(t.crew.ringing) / SECONDS_PER_HOUR, t.base)),
    },
    Measure {
        name: "abandoned_ringing",
        title: "gave up while it rang",
        unit: Unit::Share,
        whose: Whose::Staff,
        by_interval: true,
        formula: "calls whose caller gave up, or was sent away at closing, while an agent's phone rang / calls that rang",
        how: How::Share(|t| Pair::new(t.crew.unanswered as f64, t.crew.rang as f64)),
    },
];

/// Told of models in which some group has a reserve.
pub const RESERVE: &[Measure] = &[
    Measure {
        name: "reserve_called_in",
        title: "times the reserve was called",
        unit: Unit::Times,
        whose: Whose::Staff,
        by_interval: true,
        formula: "times that the queue passed the limit at which the reserve is called in",
        how: How::Ratio(|t| Pair::new(t.crew.called_in as f64, t.base)),
    },
    Measure {
        name: "reserve_hours",
        title: "hours of the reserve",
        unit: Unit::Hours,
        whose: Whose::Staff,
        by_interval: true,
        formula: "hours that agents of the reserve were on the line within opening hours, finishing a call included",
        how: How::Ratio(|t| Pair::new(nanoseconds_as_seconds(t.crew.reserve) / SECONDS_PER_HOUR, t.base)),
    },
    Measure {
        name: "reserve_hours_each_time",
        title: "hours of the reserve each time",
        unit: Unit::Hours,
        whose: Whose::Staff,
        by_interval: false,
        formula: "hours of the reserve / times it was called in: over all of its agents together",
        how: How::Ratio(|t| {
            Pair::new(nanoseconds_as_seconds(t.crew.reserve) / SECONDS_PER_HOUR, t.crew.called_in as f64)
        }),
    },
];

/// Told of models in which agents ask colleagues to join.
pub const CONSULTATIONS: &[Measure] = &[
    Measure {
        name: "consultations",
        title: "asked to join",
        unit: Unit::Times,
        whose: Whose::Staff,
        by_interval: true,
        formula: "times that somebody of the group was asked to join a colleague's call, whether anybody was idle or not",
        how: How::Ratio(|t| Pair::new(t.crew.asked as f64, t.base)),
    },
    Measure {
        name: "nobody_to_ask",
        title: "nobody free to join",
        unit: Unit::Share,
        whose: Whose::Staff,
        by_interval: true,
        formula: "times that nobody was idle who was asked to join / times that somebody was asked",
        how: How::Share(|t| Pair::new(t.crew.nobody_to_ask as f64, t.crew.asked as f64)),
    },
    Measure {
        name: "consulting_hours",
        title: "hours in colleagues' calls",
        unit: Unit::Hours,
        whose: Whose::Staff,
        by_interval: true,
        formula: "hours that agents were busy in a call that a colleague had asked them to join",
        how: How::Ratio(|t| Pair::new(nanoseconds_as_seconds(t.crew.consulting) / SECONDS_PER_HOUR, t.base)),
    },
];
