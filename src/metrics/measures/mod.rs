//! Every measure: its name, its unit, whose it can be, and what is divided by what.
//!
//! All averages are over calls, time or days as the measure says, never means of daily ratios: the
//! numerators and the denominators are summed over all replications first.

mod chats;
mod cost;
mod counts;
mod crew;
mod handling;
mod items;
mod journeys;
mod outbound;
mod queue;
mod service_level;
mod staff;
mod targets;
mod waits;

use super::{Of, Totals};
use crate::{
    model::{GroupWork, Headline, Model, Outage},
    stats::Pair,
};

pub use service_level::rule_parts;

/// In what a measure is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// 0 to 1.
    Share,
    /// Seconds.
    Seconds,
    /// Calls, a day or an hour of steady state.
    Calls,
    /// How often, a day or an hour of steady state.
    Times,
    /// Calls at one time.
    Length,
    /// Hours, a day or an hour of steady state.
    Hours,
    /// The scenario's currency.
    Money,
}

/// Whose a measure can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The whole centre, call types and agent groups.
    Everyone,
    /// The whole centre and agent groups: who has staff.
    Staff,
    /// The whole centre and call types.
    Callers,
    /// Agent groups alone.
    Groups,
}

/// How a measure is computed.
#[derive(Clone, Copy)]
pub enum How {
    /// A ratio of expectations: numerator and denominator of a section.
    Ratio(fn(&Totals) -> Pair),
    /// A share of calls: a ratio whose interval knows that no event in `n` calls proves little.
    Share(fn(&Totals) -> Pair),
    /// A quantile of the waits of offered calls.
    WaitQuantile(f64),
    /// A share of independent days: those counted as good, and all.
    Days(fn(&Totals) -> (u64, u64)),
}

/// A measure.
#[derive(Clone, Copy)]
pub struct Measure {
    /// Its name, in snake case.
    pub name: &'static str,
    /// Its heading in tables and charts.
    pub title: &'static str,
    /// In what it is given.
    pub unit: Unit,
    /// Whose it can be.
    pub whose: Whose,
    /// Whether it is also given for each interval.
    pub by_interval: bool,
    /// Its formula in words: numerator / denominator, and what the average is over.
    pub formula: &'static str,
    /// How it is computed.
    pub how: How,
}

impl Measure {
    /// Whether it lies between 0 and 1 because it is a share of calls.
    #[must_use]
    pub const fn is_share(&self) -> bool {
        matches!(self.how, How::Share(_))
    }

    /// Whether `of` can have it.
    #[must_use]
    pub const fn applies_to(&self, of: Of) -> bool {
        match (self.whose, of) {
            (Whose::Staff, Of::CallType(_) | Of::Pair { .. })
            | (Whose::Callers, Of::AgentGroup(_) | Of::Pair { .. })
            | (Whose::Groups, Of::CallType(_) | Of::All | Of::Pair { .. }) => false,
            (Whose::Everyone | Whose::Staff | Whose::Callers | Whose::Groups, _) => true,
        }
    }
}

/// The registry, in the order of reports. A new measure's file adds its list here.
pub const MEASURES: &[&[Measure]] = &[
    counts::MEASURES,
    service_level::MEASURES,
    waits::MEASURES,
    targets::MEASURES,
    queue::MEASURES,
    handling::MEASURES,
    staff::MEASURES,
    cost::MEASURES,
    journeys::MEASURES,
    outbound::MEASURES,
    crew::RINGING,
    crew::RESERVE,
    crew::CONSULTATIONS,
    items::MEASURES,
    chats::MEASURES,
];

/// Every measure, in the order of reports.
pub fn every() -> impl Iterator<Item = &'static Measure> {
    MEASURES.iter().copied().flatten()
}

/// The measures that say something of `model`, in the order of reports.
pub fn of(model: &Model) -> impl Iterator<Item = &'static Measure> {
    let (journeys, groups, dials) = (model.has_journeys(), model.agent_groups().len(), model.has_outbound());
    let work = |has: fn(&GroupWork) -> bool| model.agent_groups().iter().any(|group| has(group.work()));
    let may_be_away = model.outages().iter().any(Outage::takes_agents) || work(|of| of.absence.is_some());
    let (rings, reserve) = (work(|of| of.ring_time.is_some()), work(|of| of.reserve.is_some()));
    let consults = model.has_consultations();
    let (items, chats) = (model.has_items(), model.has_chats());
    let concessions = model.call_types().iter().any(|of| of.cost_when_answered() != 0.0);
    every().filter(move |measure| {
        (may_be_away || measure.name != staff::AWAY_HOURS)
            && (concessions || measure.name != cost::ANSWERED)
            && (journeys || !is_among(measure, journeys::MEASURES))
            && (rings || !is_among(measure, crew::RINGING))
            && (reserve || !is_among(measure, crew::RESERVE))
            && (consults || !is_among(measure, crew::CONSULTATIONS))
            && (dials || !is_among(measure, outbound::MEASURES))
            && (items || !is_among(measure, items::MEASURES))
            && (chats || !is_among(measure, chats::MEASURES))
            && (groups > 1 || measure.name != staff::NOBODY_IDLE)
    })
}

fn is_among(measure: &Measure, list: &[Measure]) -> bool {
    list.iter().any(|other| other.name == measure.name)
}

/// The measure of this name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Measure> {
    every().find(|measure| measure.name == name)
}

/// The measure that a scenario's headline stands for.
///
/// # Panics
///
/// Never: a test holds the registry to the headlines.
#[must_use]
pub fn headline(headline: Headline) -> &'static Measure {
    named(headline.name()).unwrap_or_else(|| unreachable!("the registry lacks {}", headline.name()))
}

/// Numerator and denominator of a headline in `totals`; a promise with an acceptable wait of its
/// own brings the calls answered `within` it.
#[must_use]
pub fn goal_value(of: Headline, totals: &Totals, within: Option<u64>) -> Pair {
    match (of, within, headline(of).how) {
        (Headline::ServiceLevel, Some(within), _) => Pair::new(within as f64, totals.calls.due() as f64),
        (_, _, How::Ratio(parts) | How::Share(parts)) => parts(totals),
        (_, _, How::WaitQuantile(_) | How::Days(_)) => Pair::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_in_snake_case() {
        let mut names: Vec<&str> = every().map(|m| m.name).collect();
        assert!(
            names.iter().all(|n| n.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.".contains(c)))
        );
        names.sort_unstable();
        names.windows(2).for_each(|pair| assert_ne!(pair[0], pair[1]));
    }

    #[test]
    fn every_headline_is_a_ratio_in_the_registry() {
        for of in Headline::ALL {
            assert!(matches!(headline(of).how, How::Ratio(_) | How::Share(_)), "{}", of.name());
        }
    }
}
