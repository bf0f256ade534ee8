//! How many calls came, and how each ended.

use super::{How, Measure, Unit, Whose};
use crate::stats::Pair;

const fn count(name: &'static str, title: &'static str, formula: &'static str, how: How) -> Measure {
    Measure { name, title, unit: Unit::Calls, whose: Whose::Everyone, by_interval: true, formula, how }
}

const fn share(name: &'static str, title: &'static str, formula: &'static str, how: How) -> Measure {
    Measure { name, title, unit: Unit::Share, whose: Whose::Everyone, by_interval: true, formula, how }
}

/// Counts are per day, or per hour of a steady state; shares are of calls.
pub const MEASURES: &[Measure] = &[
    count(
        "offered",
        "offered",
        "calls that entered: answered + abandoned + still waiting at the end; blocked and balked calls are not offered",
        How::Ratio(|t| Pair::new(t.calls.offered() as f64, t.base)),
    ),
    count("answered", "answered", "calls an agent took", How::Ratio(|t| Pair::new(t.calls.answered as f64, t.base))),
    count(
        "abandoned",
        "abandoned",
        "calls whose caller hung up while waiting",
        How::Ratio(|t| Pair::new(t.calls.abandoned as f64, t.base)),
    ),
    count(
        "short_abandons",
        "short abandons",
        "abandoned calls whose wait was at most `short_abandon`",
        How::Ratio(|t| Pair::new(t.calls.short_abandons as f64, t.base)),
    ),
    count(
        "still_waiting",
        "still waiting",
        "calls that waited when the queue was closed",
        How::Ratio(|t| Pair::new(t.calls.still_waiting as f64, t.base)),
    ),
    count(
        "blocked",
        "blocked",
        "calls that found all lines busy",
        How::Ratio(|t| Pair::new(t.calls.blocked as f64, t.base)),
    ),
    count(
        "balked",
        "balked",
        "calls whose caller would have had to wait and did not join the queue",
        How::Ratio(|t| Pair::new(t.calls.balked as f64, t.base)),
    ),
    share(
        "abandonment",
        "abandonment",
        "abandoned / offered",
        How::Share(|t| Pair::new(t.calls.abandoned as f64, t.calls.offered() as f64)),
    ),
    share(
        "blocked_share",
        "blocked share",
        "blocked / (offered + blocked + balked)",
        How::Share(|t| Pair::new(t.calls.blocked as f64, t.calls.attempts() as f64)),
    ),
    share(
        "balked_share",
        "balked share",
        "balked / (offered + blocked + balked)",
        How::Share(|t| Pair::new(t.calls.balked as f64, t.calls.attempts() as f64)),
    ),
];
