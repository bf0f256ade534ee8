//! How busy agents are, and how many hours they give.

use super::{How, Measure, Unit, Whose};
use crate::{
    stats::Pair,
    units::{SECONDS_PER_HOUR, nanoseconds_as_seconds},
};

/// The share of time with nobody idle, told of models with several groups.
pub const NOBODY_IDLE: &str = "nobody_idle";

/// Hours that agents were away, told of models in which they may be.
pub const AWAY_HOURS: &str = "away_hours";

/// Hours are per day, or per hour of a steady state.
pub const MEASURES: &[Measure] = &[
    Measure {
        name: "occupancy",
        title: "occupancy",
        unit: Unit::Share,
        whose: Whose::Staff,
        by_interval: true,
        formula: "time busy with talk, hold and after-call work, with phones that ring, with a colleague's call, or with at least one chat / time staffed on the line (finishing a call after one's time included), both within opening hours",
        how: How::Ratio(|t| {
            let busy = t.calls.busy + t.crew.ringing + t.crew.consulting;
            Pair::new(nanoseconds_as_seconds(busy) - t.chat_time + t.engaged, t.staffed)
        }),
    },
    Measure {
        name: "staffed_hours",
        title: "staffed hours",
        unit: Unit::Hours,
        whose: Whose::Staff,
        by_interval: true,
        formula: "agents on the line x hours within opening hours, those away left out, finishing a call after one's time and the reserve included",
        how: How::Ratio(|t| Pair::new(t.staffed / SECONDS_PER_HOUR, t.base)),
    },
    Measure {
        name: "paid_hours",
        title: "paid hours",
        unit: Unit::Hours,
        whose: Whose::Staff,
        by_interval: true,
        formula: "scheduled hours on the line and on paid breaks / (1 - shrinkage), without unpaid absence, plus hours spent on calls beyond the schedule, where a paid break, a meeting or an outage does not pay them already, and after closing, and hours of the reserve",
        how: How::Ratio(|t| Pair::new(t.paid / SECONDS_PER_HOUR, t.base)),
    },
    Measure {
        name: AWAY_HOURS,
        title: "hours away",
        unit: Unit::Hours,
        whose: Whose::Staff,
        by_interval: true,
        formula: "hours that agents were scheduled on the line and absent, or kept off it by an outage or a meeting",
        how: How::Ratio(|t| Pair::new(t.away / SECONDS_PER_HOUR, t.base)),
    },
    Measure {
        name: NOBODY_IDLE,
        title: "nobody idle",
        unit: Unit::Share,
        whose: Whose::Groups,
        by_interval: true,
        formula: "time in which nobody of the group was idle, or nobody was on the line / length of the period",
        how: How::Ratio(|t| Pair::new(t.nobody_idle, t.seconds)),
    },
];
