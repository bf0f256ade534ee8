//! Who is on the line when, where numbers by interval do not say it.

use super::{Horizon, Timeline};

/// The agents of a group, crew by crew: those who stand in for each other. Where they are named, every shift is a crew
/// of its own, and when fewer are wanted than are there it is said at once who leaves, each after the call at hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Roster {
    crews: Vec<Timeline>,
    staffed: Vec<f64>,
    paid: Vec<f64>,
    on_paid_breaks: Timeline,
    is_named: bool,
}

impl Roster {
    /// Agents on the line by crew, and all who are paid: on the line, or on a paid break.
    #[must_use]
    pub fn new(crews: Vec<Timeline>, paid: &Timeline, is_named: bool, horizon: &Horizon) -> Self {
        let mut staffed = vec![0.0; horizon.intervals()];
        for crew in &crews {
            staffed.iter_mut().zip(crew.means(horizon)).for_each(|(sum, mean)| *sum += mean);
        }
        let on_paid_breaks = paid.less(&crews);
        Self { crews, staffed, paid: paid.means(horizon), on_paid_breaks, is_named }
    }

    /// Whether agents are named; else the first to finish is the one who leaves.
    #[must_use]
    pub const fn is_named(&self) -> bool {
        self.is_named
    }

    /// Agents on the line, by crew.
    #[must_use]
    pub fn crews(&self) -> &[Timeline] {
        &self.crews
    }

    /// The mean number on the line, by interval.
    #[must_use]
    pub fn staffed(&self) -> &[f64] {
        &self.staffed
    }

    /// The mean number paid, by interval.
    #[must_use]
    pub fn paid(&self) -> &[f64] {
        &self.paid
    }

    /// How many are on a paid break.
    #[must_use]
    pub const fn on_paid_breaks(&self) -> &Timeline {
        &self.on_paid_breaks
    }

    /// The mean number on the line by interval, as a whole number of agents: the nearest, but at least one where
    /// somebody is there.
    #[must_use]
    pub fn rounded(&self) -> Vec<u32> {
        let round = |mean: &f64| if *mean > 0.0 { (mean.round() as u32).max(1) } else { 0 };
        self.staffed.iter().map(round).collect()
    }
}
