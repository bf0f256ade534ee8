//! An outage: for a while agents or lines are missing. A meeting is one that takes some agents and is planned.

use std::ops::Range;

use super::{Horizon, NoModel};
use crate::units::SimTime;

/// Agents or telephone lines that are missing from one time of the day to another, every day or on some.
#[derive(Clone, Debug, PartialEq)]
pub struct Outage {
    groups: Vec<usize>,
    takes: Takes,
    lines: f64,
    /// Since opening.
    time: Range<SimTime>,
    probability: f64,
}

/// Which agents it takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Takes {
    /// A share of each group, rounded to whole agents.
    Share(f64),
    /// So many of each group, or all where there are not as many.
    Agents(u32),
}

impl Outage {
    /// An outage that takes agents of `groups` off the line over a `time` of the day, counted from opening, on a share
    /// `probability` of days.
    ///
    /// # Errors
    ///
    /// [`NoModel`] when share or probability are no shares, or nothing is hit.
    pub fn new(groups: Vec<usize>, takes: Takes, time: Range<SimTime>, probability: f64) -> Result<Self, NoModel> {
        let is_share = |share: f64| (0.0..=1.0).contains(&share);
        if matches!(takes, Takes::Share(share) if !is_share(share)) || !is_share(probability) {
            return Err(NoModel("the share and the probability of an outage lie between 0 and 1".to_owned()));
        }
        if groups.is_empty() || time.is_empty() {
            return Err(NoModel("an outage hits at least one group, and ends later than it starts".to_owned()));
        }
        Ok(Self { groups, takes, lines: 0.0, time, probability })
    }

    /// The same, of which a share of the telephone lines are down as well.
    #[must_use]
    pub fn with_lines(self, lines: f64) -> Self {
        Self { lines, ..self }
    }

    /// Whether it takes agents of a group, on days on which it comes.
    #[must_use]
    pub fn hits(&self, group: usize) -> bool {
        self.takes_agents() && self.groups.contains(&group)
    }

    /// Whether it takes any agents.
    #[must_use]
    pub fn takes_agents(&self) -> bool {
        !matches!(self.takes, Takes::Share(0.0) | Takes::Agents(0))
    }

    /// How many of so many agents are missing.
    #[must_use]
    pub fn takes(&self, agents: u32) -> u32 {
        match self.takes {
            Takes::Share(share) => (f64::from(agents) * share).round() as u32,
            Takes::Agents(number) => number.min(agents),
        }
    }

    /// The share of lines that are down.
    #[must_use]
    pub const fn lines(&self) -> f64 {
        self.lines
    }

    /// From when to when, on day `day` of a row. Where it lasts until closing nobody comes back for the queue
    /// that is served then.
    #[must_use]
    pub fn time_on(&self, horizon: &Horizon, day: usize) -> Range<SimTime> {
        horizon.time_on(&self.time, day)
    }

    /// Whether it comes on a day on which this uniform number was drawn.
    #[must_use]
    pub fn comes(&self, uniform: f64) -> bool {
        uniform < self.probability
    }
}
