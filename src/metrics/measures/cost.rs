//! What it costs.

use super::{How, Measure, Unit, Whose};
use crate::stats::Pair;

const fn cost(
    name: &'static str,
    title: &'static str,
    whose: Whose,
    by_interval: bool,
    formula: &'static str,
    how: How,
) -> Measure {
    Measure { name, title, unit: Unit::Money, whose, by_interval, formula, how }
}

/// Reported where an answered call costs something beside the agent's time.
pub const ANSWERED: &str = "cost.answered";

/// Money is per day, or per hour of a steady state. A call type has no agents of its own, and so no
/// cost as a whole. Penalties belong to whole days: the cost of an interval leaves them out.
pub const MEASURES: &[Measure] = &[
    cost(
        "cost",
        "cost",
        Whose::Staff,
        true,
        "agents + lines + abandoned calls + answered calls + waiting + penalties",
        How::Ratio(|t| Pair::new(t.costs.total(), t.base)),
    ),
    cost(
        "cost.agents",
        "cost of agents",
        Whose::Staff,
        true,
        "paid hours x cost per hour, those of the reserve at its own",
        How::Ratio(|t| Pair::new(t.costs.agents, t.base)),
    ),
    cost(
        "cost.lines",
        "cost of lines",
        Whose::Everyone,
        true,
        "minutes on the line, waiting included x cost per minute",
        How::Ratio(|t| Pair::new(t.costs.lines, t.base)),
    ),
    cost(
        "cost.waiting",
        "cost of waiting",
        Whose::Everyone,
        true,
        "minutes waited by offered calls x cost per minute of waiting",
        How::Ratio(|t| Pair::new(t.costs.waiting, t.base)),
    ),
    cost(
        "cost.abandoned",
        "cost of abandoned calls",
        Whose::Everyone,
        true,
        "abandoned x cost of an abandoned call",
        How::Ratio(|t| Pair::new(t.costs.abandoned, t.base)),
    ),
    cost(
        ANSWERED,
        "cost of answered calls",
        Whose::Everyone,
        true,
        "answered x cost of an answered call beside the agent's time",
        How::Ratio(|t| Pair::new(t.costs.answered, t.base)),
    ),
    cost(
        "cost.penalties",
        "penalties",
        Whose::Callers,
        false,
        "days that missed a service level target or a promise x its penalty",
        How::Ratio(|t| Pair::new(t.costs.penalties, t.base)),
    ),
    cost(
        "cost_per_answered_call",
        "cost per answered call",
        Whose::Staff,
        true,
        "cost / answered",
        How::Ratio(|t| Pair::new(t.costs.total(), t.calls.answered as f64)),
    ),
];
