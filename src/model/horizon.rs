//! What is simulated: a day, again and again, or a steady state.

use super::NoModel;
use crate::units::{SECONDS_PER_HOUR, SimTime, text};

/// The stretch of time that one replication plays.
#[derive(Clone, Debug, PartialEq)]
pub enum Horizon {
    /// A day from opening to closing, starting empty.
    Day(Day),
    /// A long run under constant conditions, measured after a warm-up.
    SteadyState(SteadyState),
}

/// A day of whole intervals.
#[derive(Clone, Debug, PartialEq)]
pub struct Day {
    open_at: f64,
    interval: SimTime,
    intervals: usize,
    at_close: AtClose,
}

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

/// The most intervals a day may have: one a minute for two days.
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
        Ok(Self { open_at, interval, intervals: intervals as usize, at_close })
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

    /// When measuring ends: closing time, for a day.
    #[must_use]
    pub fn measured_to(&self) -> SimTime {
        self.measured_from() + self.measured_time()
    }

    /// How long is measured in one replication.
    #[must_use]
    pub const fn measured_time(&self) -> SimTime {
        match self {
            Self::Day(day) => SimTime::from_nanoseconds(day.interval.as_nanoseconds() * day.intervals as u64),
            Self::SteadyState(s) => s.length,
        }
    }

    /// How many intervals are reported: those of the day, or one for a steady state.
    #[must_use]
    pub const fn intervals(&self) -> usize {
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

    /// The interval that `at` belongs to; `None` outside the measured time.
    #[must_use]
    pub fn interval_of(&self, at: SimTime) -> Option<usize> {
        let (from, to) = (self.measured_from(), self.measured_to());
        (from <= at && at < to).then(|| (at.since(from).as_nanoseconds() / self.interval().as_nanoseconds()) as usize)
    }

    /// Where interval `index` starts on the clock ("08:30"); `None` for a steady state, which has
    /// no clock.
    #[must_use]
    pub fn interval_label(&self, index: usize) -> Option<String> {
        match self {
            Self::Day(day) => Some(text::clock(day.open_at + index as f64 * day.interval.as_seconds())),
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
