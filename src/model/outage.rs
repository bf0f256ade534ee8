//! An outage: for a while agents cannot work, and are paid.

use std::ops::Range;

use super::NoModel;

/// Agents who are off the line over some intervals, every day or on some.
#[derive(Clone, Debug, PartialEq)]
pub struct Outage {
    groups: Vec<usize>,
    share: f64,
    intervals: Range<usize>,
    probability: f64,
}

impl Outage {
    /// An outage that takes a `share` of the agents of `groups` off the line over `intervals`, on a share
    /// `probability` of days.
    ///
    /// # Errors
    ///
    /// [`NoModel`] when share or probability are no shares, or nothing is hit.
    pub fn new(groups: Vec<usize>, share: f64, intervals: Range<usize>, probability: f64) -> Result<Self, NoModel> {
        if !(0.0..=1.0).contains(&share) || !(0.0..=1.0).contains(&probability) {
            return Err(NoModel("the share and the probability of an outage lie between 0 and 1".to_owned()));
        }
        if groups.is_empty() || intervals.is_empty() {
            return Err(NoModel("an outage hits at least one group for at least one interval".to_owned()));
        }
        Ok(Self { groups, share, intervals, probability })
    }

    /// Whether it hits a group in an interval, on days on which it comes.
    #[must_use]
    pub fn hits(&self, group: usize, interval: usize) -> bool {
        self.groups.contains(&group) && self.intervals.contains(&interval)
    }

    /// Of so many agents those who can work: the share that cannot is rounded to whole agents.
    #[must_use]
    pub fn leaves(&self, agents: u32) -> u32 {
        agents - (f64::from(agents) * self.share).round() as u32
    }

    /// Whether it comes on a day on which this uniform number was drawn.
    #[must_use]
    pub fn comes(&self, uniform: f64) -> bool {
        uniform < self.probability
    }
}
