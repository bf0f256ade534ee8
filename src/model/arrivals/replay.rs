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
    /// By day, how long each call was talked to, where that was recorded.
    talk: Option<Arc<[Vec<SimTime>]>>,
}

/// Where a replication stands.
#[derive(Clone, Debug)]
pub struct ReplaySource {
    day: usize,
    next: usize,
}

const TIMES: Parameter = Parameter::new(
    "times",
    Kind::Instants,
    "Instants: \"HH:MM:SS\", \"YYYY-MM-DD HH:MM:SS\" (one replication a date) or seconds after opening; usually { csv = \"calls.csv\", column = \"offered_at\" }.",
);

/// Talk times in the order of the days' instants.
fn talk_by_day(days: &[Vec<(SimTime, usize)>], talk: &[f64]) -> Result<Arc<[Vec<SimTime>]>, Refusal> {
    let wrong = |why: String| Refusal::new("talk_times", why);
    let time = |(_, place): &(SimTime, usize)| {
        let seconds = *talk.get(*place).ok_or_else(|| wrong(format!("are {}: fewer than the times", talk.len())))?;
        SimTime::from_seconds(seconds).map_err(|_| wrong(format!("must not be negative, as {seconds} is")))
    };
    days.iter().map(|day| day.iter().map(time).collect()).collect()
}

impl Process for Replay {
    type Source = ReplaySource;

    const NAME: &'static str = "replay";
    const ABOUT: &'static str = "Recorded arrivals, played again: one replication for each recorded day.";
    const FORMS: &'static [Form] = &[
        &[TIMES],
        &[
            TIMES,
            Parameter::new(
                "talk_times",
                Kind::Durations,
                "For each of them, how long was talked, in place of the call type's `talk_time`: what would have become of these very calls; usually { csv = \"calls.csv\", column = \"talk\" }.",
            ),
        ],
    ];

    fn build(form: usize, given: &Arguments, horizon: &Horizon) -> Result<Self, Refusal> {
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
        let talk = if form == 1 { Some(talk_by_day(&days, given.many("talk_times")?)?) } else { None };
        let days = days.iter().map(|day| day.iter().map(|(at, _)| *at).collect()).collect();
        Ok(Self { days, talk })
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
    /// How long each call of a replication's day was talked to, in order of arrival, where that was
    /// recorded.
    #[must_use]
    pub fn talk_times(&self, replication: u64) -> Option<&[SimTime]> {
        let talk = self.talk.as_ref()?;
        Some(&talk[(replication % talk.len() as u64) as usize])
    }

    /// How many days were recorded.
    #[must_use]
    pub fn days(&self) -> usize {
        self.days.len()
    }
}
