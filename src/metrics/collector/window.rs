//! The measured time, cut into intervals, and the interval that is being counted.

use crate::{
    model::{Horizon, Model},
    units::SimTime,
};

/// The measured time, cut into intervals.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    from: u64,
    to: u64,
    interval: u64,
    counts_after: bool,
    /// The interval that was asked for last: calls come in order of time, so it is the next one's too.
    current: Interval,
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
        }
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
        let index = (at - self.from) / self.interval;
        let from = self.from + index * self.interval;
        self.current = Interval { index: index as usize, from, to: from + self.interval };
        Some(self.current)
    }

    /// The parts of a stretch of time that fall into each interval: (interval, ns).
    pub fn split(&self, from: SimTime, to: SimTime, mut each: impl FnMut(usize, u128)) {
        let (mut at, end) = (from.as_nanoseconds().max(self.from), to.as_nanoseconds().min(self.to));
        while at < end {
            let index = (at - self.from) / self.interval;
            let stop = end.min(self.from + (index + 1) * self.interval);
            each(index as usize, u128::from(stop - at));
            at = stop;
        }
    }

    /// The part of a stretch of time after closing, ns.
    pub fn after(&self, from: SimTime, to: SimTime) -> u128 {
        let from = from.as_nanoseconds().max(self.to);
        if self.counts_after { u128::from(to.as_nanoseconds().saturating_sub(from)) } else { 0 }
    }
}
