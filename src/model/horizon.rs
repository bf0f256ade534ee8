//! What is simulated: a day or several in a row, again and again, or a steady state.
//!
//! Several days have one clock, on which each opens 24 h after the one before, and another that
//! stands still at night: *open time*. Arrivals are drawn on the second, and business hours are
//! counted on it; all that happens in the centre is on the first.

use std::{ops::Range, sync::Arc};

use super::NoModel;
use crate::units::{SECONDS_PER_HOUR, SimTime, text};

/// The stretch of time that one replication plays.
#[derive(Clone, Debug, PartialEq)]
pub enum Horizon {
    /// A day from opening to closing, or several in a row, starting empty.
    Day(Day),
    /// A long run under constant conditions, measured after a warm-up.
    SteadyState(SteadyState),
}

/// A day of whole intervals, or several that are open at the same hours.
#[derive(Clone, Debug, PartialEq)]
pub struct Day {
    open_at: f64,
    interval: SimTime,
    intervals: usize,
    at_close: AtClose,
    /// What the days of a row are called; empty for a single day.
    names: Arc<[String]>,
}

/// From one opening to the next, ns.
const NIGHT_AND_DAY: u64 = 24 * 3600 * 1_000_000_000;
/// The most days of a row.
const MOST_DAYS: usize = 366;

/// What happens at closing time. New callers are turned away in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AtClose {
    /// Who is waiting is still served, by the last interval's agents.
    #[default]
    ServeQueue,
    /// Who is waiting is sent away; calls in progress are finished.
    FinishCalls,
    /// Who is waiting is sent away and calls in progress are cut off.
    StopAtOnce,
}

/// A steady state.
#[derive(Clone, Debug, PartialEq)]
pub struct SteadyState {
    warm_up: WarmUp,
    length: SimTime,
}

/// How much of the start is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WarmUp {
    /// This long.
    Fixed(SimTime),
    /// As long as the MSER-5 rule finds in pilot replications.
    Mser5,
}

/// The most intervals a replication may have: one a minute for two days.
const MOST_INTERVALS: usize = 2880;

impl Day {
    /// A day from `open_at` to `close_at` (seconds after midnight) in intervals of `interval`
    /// seconds.
    ///
    /// # Errors
    ///
    /// [`NoModel`] when the day is empty or inverted, or no whole number of intervals.
    pub fn new(open_at: f64, close_at: f64, interval: f64, at_close: AtClose) -> Result<Self, NoModel> {
        let length = close_at - open_at;
        if length <= 0.0 {
            return Err(NoModel(format!(
                "the day closes at {} but opens at {}",
                text::clock(close_at),
                text::clock(open_at)
            )));
        }
        let intervals = (length / interval).round();
        if !(intervals >= 1.0 && (intervals * interval - length).abs() < 1e-6) {
            return Err(NoModel(format!(
                "a day of {} is no whole number of intervals of {}",
                text::duration(length),
                text::duration(interval)
            )));
        }
        if intervals > MOST_INTERVALS as f64 {
            return Err(NoModel(format!("a day has at most {MOST_INTERVALS} intervals, not {intervals}")));
        }
        let interval = SimTime::from_seconds(interval).map_err(|e| NoModel(e.to_string()))?;
        Ok(Self { open_at, interval, intervals: intervals as usize, at_close, names: Arc::new([]) })
    }

    /// As many such days in a row as there are `names`.
    ///
    /// # Errors
    ///
    /// [`NoModel`] when there are none or too many, two have one name, or a day is longer than 24 h.
    pub fn in_a_row(self, names: Vec<String>) -> Result<Self, NoModel> {
        let refuse = |what: String| Err(NoModel(what));
        if names.is_empty() || names.len() > MOST_DAYS {
            return refuse(format!("there are from 1 to {MOST_DAYS} days in a row, not {}", names.len()));
        }
        if let Some(name) = names.iter().enumerate().find(|(i, name)| names[..*i].contains(name)).map(|(_, n)| n) {
            return refuse(format!("two days are called \"{name}\""));
        }
        if let Some(name) = names.iter().find(|name| name.trim().is_empty() || *name == "all") {
            return refuse(format!("a day cannot be called \"{name}\""));
        }
        let length = self.interval.as_nanoseconds() * self.intervals as u64;
        if names.len() > 1 && length > NIGHT_AND_DAY {
            return refuse("a day of a row is open for at most 24 hours".to_owned());
        }
        if self.intervals * names.len() > MOST_INTERVALS {
            let intervals = self.intervals * names.len();
            return refuse(format!("a row of days has at most {MOST_INTERVALS} intervals, not {intervals}"));
        }
        Ok(Self { names: if names.len() > 1 { names.into() } else { Arc::new([]) }, ..self })
    }

    /// How many days there are in a row.
    #[must_use]
    pub fn days(&self) -> usize {
        self.names.len().max(1)
    }

    /// What the days of a row are called; empty for a single day.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    const fn length(&self) -> u64 {
        self.interval.as_nanoseconds() * self.intervals as u64
    }

    /// The day of a row that `at` lies in, the night after it included, and the time since its opening.
    fn day_of(&self, at: SimTime) -> (usize, u64) {
        let ns = at.as_nanoseconds();
        let day = ((ns / NIGHT_AND_DAY) as usize).min(self.days() - 1);
        (day, ns - day as u64 * NIGHT_AND_DAY)
    }

    /// What happens at closing time.
    #[must_use]
    pub const fn at_close(&self) -> AtClose {
        self.at_close
    }

    /// Opening time, seconds after midnight.
    #[must_use]
    pub const fn open_at(&self) -> f64 {
        self.open_at
    }

    /// Length of one interval.
    #[must_use]
    pub const fn interval(&self) -> SimTime {
        self.interval
    }
}

impl SteadyState {
    /// A run of `length` after `warm_up`.
    ///
    /// # Errors
    ///
    /// [`NoModel`] when nothing is left to measure.
    pub fn new(length: SimTime, warm_up: WarmUp) -> Result<Self, NoModel> {
        if length == SimTime::ZERO {
            return Err(NoModel("a steady state of no length has nothing to measure".to_owned()));
        }
        Ok(Self { warm_up, length })
    }

    /// How much of the start is left out.
    #[must_use]
    pub const fn warm_up(&self) -> WarmUp {
        self.warm_up
    }

    /// How long is measured.
    #[must_use]
    pub const fn length(&self) -> SimTime {
        self.length
    }
}

impl Horizon {
    /// When measuring starts. A warm-up still to be found counts as none.
    #[must_use]
    pub const fn measured_from(&self) -> SimTime {
        match self {
            Self::Day(_) => SimTime::ZERO,
            Self::SteadyState(s) => match s.warm_up {
                WarmUp::Fixed(length) => length,
                WarmUp::Mser5 => SimTime::ZERO,
            },
        }
    }

    /// When measuring ends: closing time of the last day.
    #[must_use]
    pub fn measured_to(&self) -> SimTime {
        match self {
            Self::Day(day) => self.closes_at(day.days() - 1),
            Self::SteadyState(_) => self.measured_from() + self.measured_time(),
        }
    }

    /// How long is measured in one replication: all opening hours together.
    #[must_use]
    pub fn measured_time(&self) -> SimTime {
        match self {
            Self::Day(day) => SimTime::from_nanoseconds(day.length() * day.days() as u64),
            Self::SteadyState(s) => s.length,
        }
    }

    /// How many days are played in a row; 1 for a steady state.
    #[must_use]
    pub fn days(&self) -> usize {
        match self {
            Self::Day(day) => day.days(),
            Self::SteadyState(_) => 1,
        }
    }

    /// When day `day` opens.
    #[must_use]
    pub const fn opens_at(&self, day: usize) -> SimTime {
        SimTime::from_nanoseconds(day as u64 * NIGHT_AND_DAY)
    }

    /// When day `day` closes; never, for a steady state.
    #[must_use]
    pub const fn closes_at(&self, day: usize) -> SimTime {
        match self {
            Self::Day(of) => SimTime::from_nanoseconds(day as u64 * NIGHT_AND_DAY + of.length()),
            Self::SteadyState(_) => SimTime::NEVER,
        }
    }

    /// A time of the day, counted from opening, on day `day`. What lasts until closing lasts until the next day opens:
    /// it holds for the queue that is served after closing too.
    #[must_use]
    pub fn time_on(&self, time: &Range<SimTime>, day: usize) -> Range<SimTime> {
        let opens_at = self.opens_at(day);
        let to = opens_at + time.end;
        let is_last = day + 1 == self.days();
        let next = || if is_last { SimTime::NEVER } else { self.opens_at(day + 1) };
        opens_at + time.start..if to >= self.closes_at(day) { next() } else { to }
    }

    /// How many intervals are reported: those of all days, or one for a steady state.
    #[must_use]
    pub fn intervals(&self) -> usize {
        self.intervals_a_day() * self.days()
    }

    /// How many of them a day has.
    #[must_use]
    pub const fn intervals_a_day(&self) -> usize {
        match self {
            Self::Day(day) => day.intervals,
            Self::SteadyState(_) => 1,
        }
    }

    /// The length of a reported interval.
    #[must_use]
    pub const fn interval(&self) -> SimTime {
        match self {
            Self::Day(day) => day.interval,
            Self::SteadyState(s) => s.length,
        }
    }

    /// The interval that `at` belongs to; `None` outside the measured time, such as at night.
    #[must_use]
    pub fn interval_of(&self, at: SimTime) -> Option<usize> {
        match self {
            Self::Day(day) => {
                let (number, since) = day.day_of(at);
                let within = (since / day.interval.as_nanoseconds()) as usize;
                (within < day.intervals).then_some(number * day.intervals + within)
            }
            Self::SteadyState(_) => (self.measured_from() <= at && at < self.measured_to()).then_some(0),
        }
    }

    /// The interval that `at` belongs to, or outside opening hours the last one before it.
    #[must_use]
    pub fn interval_by(&self, at: SimTime) -> usize {
        let last = |day: &Day| (day.day_of(at).0 + 1) * day.intervals - 1;
        self.interval_of(at).unwrap_or_else(|| if let Self::Day(day) = self { last(day) } else { 0 })
    }

    /// When interval `index` starts.
    #[must_use]
    pub fn interval_starts_at(&self, index: usize) -> SimTime {
        match self {
            Self::Day(day) => {
                let within = (index % day.intervals) as u64 * day.interval.as_nanoseconds();
                SimTime::from_nanoseconds((index / day.intervals) as u64 * NIGHT_AND_DAY + within)
            }
            Self::SteadyState(_) => self.measured_from(),
        }
    }

    /// Open time that has gone by at `at`: what the clock says, less the nights.
    #[must_use]
    pub fn open_time(&self, at: SimTime) -> SimTime {
        match self {
            Self::Day(day) => {
                let (number, since) = day.day_of(at);
                SimTime::from_nanoseconds(number as u64 * day.length() + since.min(day.length()))
            }
            Self::SteadyState(_) => at,
        }
    }

    /// The instant at which so much open time has gone by: the opposite of [`Horizon::open_time`]. Of
    /// a single day it is the same number, after closing too.
    #[must_use]
    pub fn at_open_time(&self, open_time: SimTime) -> SimTime {
        match self {
            Self::Day(day) if day.days() > 1 && open_time < SimTime::NEVER => {
                let (ns, length) = (open_time.as_nanoseconds(), day.length());
                SimTime::from_nanoseconds((ns / length).saturating_mul(NIGHT_AND_DAY).saturating_add(ns % length))
            }
            _ => open_time,
        }
    }

    /// Time since the opening of the day that `at` lies in, the night after it included.
    #[must_use]
    pub fn time_of_day(&self, at: SimTime) -> SimTime {
        match self {
            Self::Day(day) => SimTime::from_nanoseconds(day.day_of(at).1),
            Self::SteadyState(_) => at,
        }
    }

    /// What day `day` of a row is called; `None` where there is one day only.
    #[must_use]
    pub fn day_label(&self, day: usize) -> Option<&str> {
        match self {
            Self::Day(of) => of.names.get(day).map(String::as_str),
            Self::SteadyState(_) => None,
        }
    }

    /// Where interval `index` starts on the clock ("08:30", of a row of days "Mon 08:30"); `None` for a
    /// steady state, which has no clock.
    #[must_use]
    pub fn interval_label(&self, index: usize) -> Option<String> {
        match self {
            Self::Day(day) => {
                let within = index % day.intervals;
                let clock = text::clock(day.open_at + within as f64 * day.interval.as_seconds());
                let name = day.names.get(index / day.intervals);
                Some(name.map_or_else(|| clock.clone(), |name| format!("{name} {clock}")))
            }
            Self::SteadyState(_) => None,
        }
    }

    /// Hours measured in one replication.
    #[must_use]
    pub fn measured_hours(&self) -> f64 {
        self.measured_time().as_seconds() / SECONDS_PER_HOUR
    }

    /// The same horizon with a fixed warm-up; a day is left as it is.
    #[must_use]
    pub fn with_warm_up(&self, warm_up: SimTime) -> Self {
        match self {
            Self::Day(_) => self.clone(),
            Self::SteadyState(s) => {
                Self::SteadyState(SteadyState { warm_up: WarmUp::Fixed(warm_up), length: s.length })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_cut_into_whole_intervals() {
        let day = Horizon::Day(Day::new(25_200.0, 28_800.0, 1800.0, AtClose::ServeQueue).unwrap());
        assert_eq!(day.intervals(), 2);
        assert_eq!(day.interval_label(1).unwrap(), "07:30");
        assert_eq!(day.interval_of(SimTime::from_draw(1799.9)), Some(0));
        assert_eq!(day.interval_of(SimTime::from_draw(1800.0)), Some(1));
        assert_eq!(day.interval_of(SimTime::from_draw(3600.0)), None);
    }

    #[test]
    fn days_in_a_row_have_nights_between_them() {
        let names = ["Mon", "Tue"].map(str::to_owned).to_vec();
        let day = Day::new(25_200.0, 28_800.0, 1800.0, AtClose::ServeQueue).unwrap();
        let days = Horizon::Day(day.clone().in_a_row(names).unwrap());
        let at = SimTime::from_draw;
        assert_eq!((days.days(), days.intervals(), days.measured_time()), (2, 4, at(7200.0)));
        assert_eq!((days.closes_at(0), days.opens_at(1), days.measured_to()), (at(3600.0), at(86_400.0), at(90_000.0)));
        assert_eq!(days.interval_label(3).unwrap(), "Tue 07:30");
        assert_eq!(
            [3599.9, 3600.0, 86_400.0, 88_200.0, 90_000.0].map(|s| days.interval_of(at(s))),
            [Some(1), None, Some(2), Some(3), None]
        );
        assert_eq!([5000.0, 91_000.0].map(|s| days.interval_by(at(s))), [1, 3]);
        assert_eq!(days.interval_starts_at(3), at(88_200.0));
        assert_eq!([1000.0, 50_000.0, 86_500.0].map(|s| days.open_time(at(s))), [1000.0, 3600.0, 3700.0].map(at));
        assert_eq!([1000.0, 3600.0, 3700.0].map(|s| days.at_open_time(at(s))), [1000.0, 86_400.0, 86_500.0].map(at));
        assert_eq!(days.at_open_time(SimTime::NEVER), SimTime::NEVER);
        assert!(day.clone().in_a_row(vec!["a".into(), "a".into()]).is_err());
        assert!(day.clone().in_a_row(vec!["all".into(), "a".into()]).is_err());
        assert!(day.in_a_row(vec![]).is_err());
    }

    #[test]
    fn a_day_that_cannot_be_is_refused() {
        assert!(Day::new(10.0, 10.0, 5.0, AtClose::ServeQueue).is_err());
        assert!(Day::new(0.0, 3600.0, 1000.0, AtClose::ServeQueue).is_err());
        assert!(Day::new(0.0, 3600.0, 1.0, AtClose::ServeQueue).is_err());
    }

    #[test]
    fn a_steady_state_is_measured_after_its_warm_up() {
        let second = SimTime::from_draw(1.0);
        let run = Horizon::SteadyState(SteadyState::new(second, WarmUp::Fixed(second)).unwrap());
        assert_eq!(run.interval_of(SimTime::ZERO), None);
        assert_eq!(run.interval_of(second), Some(0));
        assert_eq!(run.interval_of(second + second), None);
    }
}
