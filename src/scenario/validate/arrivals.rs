//! When calls come.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};

use super::Checker;
use crate::{
    model::{
        Arrivals, Horizon,
        arrivals::PROCESSES,
        parameter::{Arguments, Value},
    },
    scenario::{
        decode::At,
        family::{Chosen, Given, Timed},
        problem::Place,
    },
    units::{SimTime, text},
};

impl Checker<'_> {
    pub(super) fn arrivals(&mut self, chosen: &Chosen, horizon: Option<&Horizon>) -> Option<Arrivals> {
        let mut given = Arguments::new();
        let process = &PROCESSES[chosen.family];
        for (parameter, value) in &chosen.given {
            let place = chosen.places.iter().find(|(name, _)| *name == parameter.name).and_then(|(_, p)| p.as_ref());
            let value = match value {
                Given::One(value) => Value::One(*value),
                Given::Many(values) => Value::Many(values.clone()),
                Given::Series(series) => {
                    let right = self.not_negative(series, place, parameter.name);
                    let values = self.series(series, horizon, place, parameter.name);
                    Value::Many(values.filter(|_| right)?)
                }
                Given::Timed(timed) => Value::Timed(self.timed(timed, horizon?, place)?),
                Given::Instants(instants) => Value::Days(self.instants(instants, horizon?, place)?),
            };
            given.give(parameter.name, value);
        }
        chosen.accept((process.build)(chosen.form, &given, horizon?), process.name, self.problems)
    }

    /// Rates by seconds after opening, in ascending order and within opening hours.
    pub(super) fn timed(
        &mut self,
        timed: &[Timed],
        horizon: &Horizon,
        place: Option<&Place>,
    ) -> Option<Vec<(f64, f64)>> {
        let Horizon::Day(day) = horizon else {
            self.problem(place, "clock times belong to a day; a steady state has one rate for all time");
            return None;
        };
        let (open_at, length) = (day.open_at(), horizon.closes_at(0).as_seconds());
        let before = self.problems.len();
        let mut values: Vec<(f64, f64)> = Vec::new();
        for one in timed {
            let (at, per_hour) = (one.clock - open_at, one.per_hour.value);
            if !(0.0..=length).contains(&at) {
                let hours = format!("{} to {}", text::clock(open_at), text::clock(open_at + length));
                self.problem(
                    one.place.as_ref(),
                    format!("{} lies outside opening hours, {hours}", text::clock(one.clock)),
                );
            } else if let Some((last, _)) = values.last().filter(|(last, _)| *last >= at) {
                let (now, earlier) = (text::clock(one.clock), text::clock(open_at + last));
                self.problem(one.place.as_ref(), format!("{now} is not later than {earlier} before it"));
            } else {
                values.push((at, per_hour));
            }
            if per_hour < 0.0 {
                self.problem(one.per_hour.place.as_ref(), format!("a rate cannot be negative, as {per_hour} is"));
            }
        }
        let of_day = |day: usize| values.iter().map(move |(at, rate)| (at + day as f64 * length, *rate));
        (self.problems.len() == before).then(|| (0..horizon.days()).flat_map(of_day).collect())
    }

    /// Instants by day, those outside opening hours left out with a warning.
    pub(super) fn instants(
        &mut self,
        instants: &[At<String>],
        horizon: &Horizon,
        place: Option<&Place>,
    ) -> Option<Vec<Vec<(SimTime, usize)>>> {
        let Horizon::Day(day) = horizon else {
            self.problem(place, "recorded arrivals belong to a day; a steady state has no clock");
            return None;
        };
        let mut days: BTreeMap<Option<Date>, Vec<(SimTime, usize)>> = BTreeMap::new();
        let (mut outside, before) = (0_usize, self.problems.len());
        for (place, instant) in instants.iter().enumerate() {
            match read_instant(&instant.value, day.open_at()) {
                Ok(Instant { date: Some(_), .. }) if horizon.days() > 1 => {
                    let message = "dates are of single days; in a row of days give seconds of open time since the first opening, or a clock time of the first day";
                    self.problem(instant.place.as_ref(), message);
                }
                Ok(instant) => match instant.within(horizon) {
                    Some((date, at)) => days.entry(date).or_default().push((at, place)),
                    None => outside += 1,
                },
                Err(why) => self.problem(instant.place.as_ref(), why),
            }
        }
        if outside > 0 {
            self.warnings.push(format!(
                "{outside} of {} recorded arrivals lie outside opening hours and are left out; widen `open` and `close` to play them",
                instants.len()
            ));
        }
        (self.problems.len() == before).then(|| days.into_values().collect())
    }
}

/// A recorded instant: its date, if it has one, and its seconds after opening on that date.
struct Instant {
    date: Option<Date>,
    seconds: f64,
}

impl Instant {
    /// The day it belongs to and its time on that day; `None` outside opening hours. What lies
    /// after midnight belongs to the day before, where that is still open.
    fn within(&self, horizon: &Horizon) -> Option<(Option<Date>, SimTime)> {
        let inside = |seconds: f64| SimTime::from_seconds(seconds).ok().filter(|at| *at < horizon.measured_time());
        if let Some(at) = inside(self.seconds) {
            return Some((self.date, at));
        }
        let at = inside(self.seconds + SECONDS_PER_DAY).filter(|_| self.seconds < 0.0)?;
        let day_before = self.date.map(|date| date.yesterday().unwrap_or(date));
        Some((day_before, at))
    }
}

const SECONDS_PER_DAY: f64 = 24.0 * 3600.0;

/// Reads an instant.
fn read_instant(text: &str, open_at: f64) -> Result<Instant, String> {
    if let Ok(seconds) = text.parse::<f64>() {
        return Ok(Instant { date: None, seconds });
    }
    if let Ok(clock) = text::clock_in_seconds(text) {
        return Ok(Instant { date: None, seconds: clock - open_at });
    }
    let instant: DateTime = text.parse().map_err(|_| {
        format!("\"{text}\" is no instant; write \"08:30:00\", \"2026-01-31 08:30:00\" or seconds after opening")
    })?;
    let time = instant.time();
    let midnight = f64::from(i32::from(time.hour()) * 3600 + i32::from(time.minute()) * 60 + i32::from(time.second()));
    let seconds = midnight + f64::from(time.subsec_nanosecond()) / 1e9;
    Ok(Instant { date: Some(instant.date()), seconds: seconds - open_at })
}
