//! The measured time, cut into intervals, and the interval that is being counted.

use crate::{
    model::{Horizon, Model},
    units::SimTime,
};

/// The measured time, cut into intervals.
#[derive(Clone, Debug)]
pub struct Window {
    from: u64,
    to: u64,
    interval: u64,
    counts_after: bool,
    /// The interval that was asked for last: calls come in order of time, so it is the next one's too.
    current: Interval,
    /// Of days in a row: the horizon, which knows the nights.
    days: Option<Horizon>,
}

/// One interval of the window, ns; empty before the first call.
#[derive(Clone, Copy, Debug, Default)]
pub struct Interval {
    pub index: usize,
    from: u64,
    pub to: u64,
}

impl Window {
    pub fn of(model: &Model) -> Self {
        let horizon = model.horizon();
        Self {
            from: horizon.measured_from().as_nanoseconds(),
            to: horizon.measured_to().as_nanoseconds(),
            interval: horizon.interval().as_nanoseconds(),
            counts_after: matches!(horizon, Horizon::Day(_)),
            current: Interval::default(),
            days: (horizon.days() > 1).then(|| horizon.clone()),
        }
    }

    /// Whether there are nights between its intervals.
    #[inline]
    pub const fn has_nights(&self) -> bool {
        self.days.is_some()
    }

    /// The length of an interval, ns.
    pub const fn interval(&self) -> u64 {
        self.interval
    }

    /// The interval in which `at` lies; `None` outside the measured time. Costs a division only when
    /// it is another interval than the last one asked for.
    #[inline]
    pub fn interval_of(&mut self, at: SimTime) -> Option<Interval> {
        let at = at.as_nanoseconds();
        if at.wrapping_sub(self.current.from) < self.current.to - self.current.from {
            return Some(self.current);
        }
        self.find(at)
    }

    #[cold]
    #[inline(never)]
    fn find(&mut self, at: u64) -> Option<Interval> {
        if !(self.from..self.to).contains(&at) {
            return None;
        }
        let (index, from) = match &self.days {
            None => {
                let index = (at - self.from) / self.interval;
                (index as usize, self.from + index * self.interval)
            }
            Some(days) => {
                let index = days.interval_of(SimTime::from_nanoseconds(at))?;
                (index, days.interval_starts_at(index).as_nanoseconds())
            }
        };
        self.current = Interval { index, from, to: from + self.interval };
        Some(self.current)
    }

    /// The parts of a stretch of time that fall into each interval: (interval, ns).
    pub fn split(&self, from: SimTime, to: SimTime, each: impl FnMut(usize, u128)) {
        if let Some(days) = &self.days {
            // On the clock that stands still at night, intervals follow each other.
            let (from, to) = (days.open_time(from), days.open_time(to));
            return self.split_open(from.as_nanoseconds(), to.as_nanoseconds(), each);
        }
        self.split_open(from.as_nanoseconds().max(self.from), to.as_nanoseconds().min(self.to), each);
    }

    fn split_open(&self, mut at: u64, end: u64, mut each: impl FnMut(usize, u128)) {
        while at < end {
            let index = (at - self.from) / self.interval;
            let stop = end.min(self.from + (index + 1) * self.interval);
            each(index as usize, u128::from(stop - at));
            at = stop;
        }
    }

    /// The part of a stretch of time after closing, ns.
    pub fn after(&self, from: SimTime, to: SimTime) -> u128 {
        if let Some(days) = &self.days {
            let open_time = days.open_time(to).since(days.open_time(from));
            return u128::from(to.since(from).as_nanoseconds() - open_time.as_nanoseconds());
        }
        let from = from.as_nanoseconds().max(self.to);
        if self.counts_after { u128::from(to.as_nanoseconds().saturating_sub(from)) } else { 0 }
    }
}
