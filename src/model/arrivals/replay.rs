//! Arrivals that were recorded, played again.

use std::sync::Arc;

use rand::Rng;

use super::{Pace, Process, StartOfDay};
use crate::{
    model::{
        Horizon,
        parameter::{Arguments, Form, Kind, Parameter, Refusal},
    },
    units::SimTime,
};

/// Recorded days, played in turn: replication `r` plays day `r` modulo their number.
///
/// Busyness does not change them: they carry their own.
#[derive(Clone, Debug, PartialEq)]
pub struct Replay {
    days: Arc<[Vec<SimTime>]>,
}

/// Where a replication stands.
#[derive(Clone, Debug)]
pub struct ReplaySource {
    day: usize,
    next: usize,
}

impl Process for Replay {
    type Source = ReplaySource;

    const NAME: &'static str = "replay";
    const ABOUT: &'static str = "Recorded arrivals, played again: one replication for each recorded day.";
    const FORMS: &'static [Form] = &[&[Parameter::new(
        "times",
        Kind::Instants,
        "Instants: \"HH:MM:SS\", \"YYYY-MM-DD HH:MM:SS\" (one replication a date) or seconds after opening; usually { csv = \"calls.csv\", column = \"offered_at\" }.",
    )]];

    fn build(_: usize, given: &Arguments, horizon: &Horizon) -> Result<Self, Refusal> {
        if matches!(horizon, Horizon::SteadyState(_)) {
            return Err(Refusal::new("times", "are of a day, with opening and closing; a steady state has none"));
        }
        let mut days = given.days("times")?.to_vec();
        if days.iter().all(Vec::is_empty) {
            return Err(Refusal::new("times", "hold no arrival within opening hours"));
        }
        for day in &mut days {
            day.sort_unstable();
        }
        Ok(Self { days: days.into() })
    }

    fn expected_calls(&self, seconds: f64, _: &Pace) -> f64 {
        let within = |day: &Vec<SimTime>| day.iter().filter(|at| at.as_seconds() < seconds).count();
        self.days.iter().map(within).sum::<usize>() as f64 / self.days.len() as f64
    }

    fn start<R: Rng>(&self, day: StartOfDay, _: &mut R) -> ReplaySource {
        ReplaySource { day: (day.replication % self.days.len() as u64) as usize, next: 0 }
    }

    fn next<R: Rng>(&self, source: &mut ReplaySource, _: &mut R) -> Option<SimTime> {
        let at = self.days[source.day].get(source.next).copied();
        source.next += 1;
        at
    }
}

impl Replay {
    /// How many days were recorded.
    #[must_use]
    pub fn days(&self) -> usize {
        self.days.len()
    }
}
