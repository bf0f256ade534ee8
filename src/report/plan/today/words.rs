//! Moves and their effects in words.

use super::Today;
use crate::{
    metrics::{Unit, headline},
    planning::intraday::{Aim, Kind, Move},
    report::number::thousands,
    stats::Estimate,
};

/// What `agents` do, in a sentence without its full stop.
pub(super) fn sentence(today: &Today, of: &Move, agents: u32) -> String {
    let group = today.model.agent_groups()[of.group].name();
    let several = today.model.agent_groups().len() > 1;
    let who = |shift: Option<usize>| match shift {
        Some(shift) => format!(" on \"{}\"", today.terms.shift_types[shift].name),
        None if several => format!(" of {group}"),
        None => String::new(),
    };
    let (people, s) = if agents == 1 { ("1 agent".to_owned(), "s") } else { (format!("{agents} agents"), "") };
    let at = |interval: usize| today.clock(interval);
    match &of.kind {
        Kind::Overtime { shift, ends, until } => {
            format!("{people}{} who would leave at {} stay{s} until {}", who(*shift), at(*ends), at(*until))
        }
        Kind::EarlyStart { shift, starts, from } => {
            format!("{people}{} who would begin at {} come{s} at {}", who(Some(*shift)), at(*starts), at(*from))
        }
        Kind::MoveBreak { shift, began, planned, now } => format!(
            "{people}{} from {} take{s} the break of {} at {}",
            who(Some(*shift)),
            at(*began),
            at(*planned),
            at(*now)
        ),
        Kind::Switch { to, from, until } => format!(
            "{people} of {group} work{s} in {} from {} to {}",
            today.model.agent_groups()[*to].name(),
            at(*from),
            at(*until)
        ),
        Kind::CallIn { from, until } => format!(
            "{people}{} {} called in from {} to {}",
            if several { format!(" of {group}") } else { String::new() },
            if agents == 1 { "is" } else { "are" },
            at(*from),
            at(*until)
        ),
        Kind::SendHome { shift: Some(shift), from, until } => format!(
            "{people}{} who would leave at {} go{} home at {}",
            who(Some(*shift)),
            at(*until),
            if agents == 1 { "es" } else { "" },
            at(*from)
        ),
        Kind::SendHome { shift: None, from, until } => {
            format!("{people}{} take{s} time off from {} to {}", who(None), at(*from), at(*until))
        }
    }
}

/// The kind's key in JSON and the table.
pub(super) const fn key(of: &Kind) -> &'static str {
    match of {
        Kind::Overtime { .. } => "overtime",
        Kind::EarlyStart { .. } => "early start",
        Kind::MoveBreak { .. } => "break moved",
        Kind::Switch { .. } => "switch",
        Kind::CallIn { .. } => "call in",
        Kind::SendHome { .. } => "send home",
    }
}

/// What moves are judged by.
pub(super) fn aim(today: &Today) -> (&'static str, bool) {
    let measure = headline(Aim::of(&today.model).headline);
    (measure.title, measure.unit == Unit::Share)
}

/// A change of the aim for the better: "+0.62 ± 0.05 points", "+3.1 ± 0.4 s".
pub(super) fn gain(of: Estimate, is_share: bool) -> String {
    let (scale, unit) = if is_share { (100.0, "points") } else { (1.0, "s") };
    let decimals = if of.value.abs() * scale >= 10.0 { 1 } else { 2 };
    let sign = if of.value >= 0.0 { "+" } else { "-" };
    let value = thousands(of.value.abs() * scale, decimals);
    let half = of.half_width.map_or_else(String::new, |h| format!(" ± {}", thousands(h * scale, decimals)));
    format!("{sign}{value}{half} {unit}")
}
