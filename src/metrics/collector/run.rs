//! Counts many calls at a time.
//!
//! What nearly all calls of a run have in common is summed over the whole run: each was answered,
//! and began and ended within its interval. Only calls that waited, and those that reach over a
//! border, are looked at one by one.

use std::ops::Range;

use super::{Collector, window::Interval};
use crate::{
    engine::{Late, Lost, Observer, QueueLengths, Run},
    units::SimTime,
};

impl Collector<'_> {
    /// Counts the calls of a run. Those that are cut off, or come outside the measured time, are
    /// counted one by one.
    pub(super) fn count_run(&mut self, run: &Run<'_>) {
        let (mut from, mut late, mut lost) = (0, run.late, run.lost);
        while from < run.arrived_at.len() {
            let own = self.window.interval_of(SimTime::from_nanoseconds(run.arrived_at[from]));
            let Some(own) = own.filter(|_| run.cut_off_at == u64::MAX) else {
                return run.records_from(from).for_each(|record| self.call(&record));
            };
            let to = from + run.arrived_at[from..].partition_point(|at| *at < own.to);
            let (own_late, later) = late.split_at(late.partition_point(|late| (late.index as usize) < to));
            let (own_lost, further) = lost.split_at(lost.partition_point(|lost| (lost.index as usize) < to));
            self.count_interval(run, from..to, own_late, own_lost, own);
            (from, late, lost) = (to, later, further);
        }
    }

    /// Counts the calls of `range`, which came in one interval.
    fn count_interval(&mut self, run: &Run<'_>, range: Range<usize>, late: &[Late], lost: &[Lost], own: Interval) {
        let call_type = run.call_type as usize;
        let cell = self.first_cell[call_type * self.shape.groups + run.group as usize] as usize + own.index;
        let at_once = (range.len() - late.len() - lost.len()) as u64;
        let calls = &mut self.today.calls[cell];
        calls.answered += (range.len() - lost.len()) as u64;
        calls.answered_within += at_once;
        let handle = Sum::of(&run.handle_time[range.clone()]);
        calls.handle += handle.all;
        // Without after-call work both are one list.
        let is_one = std::ptr::eq(run.line_time, run.handle_time);
        calls.line += if is_one { handle.all } else { Sum::of(&run.line_time[range.clone()]).all };
        for (promise, _) in &self.bounds[call_type].promises {
            self.today.promise_intervals[*promise * self.shape.intervals + own.index].answered_within += at_once;
        }
        self.summary.waits_mut(self.waits + cell, true).record_zeros(at_once);
        self.count_late(run, late, cell, own.index);
        lost.iter().for_each(|lost| self.count_lost(run, lost, cell, own));
        let of_late = late.iter().map(|late| late.length).max();
        let of_lost = lost.iter().map(|lost| lost.length).max();
        let longest_queue = of_late.max(of_lost).unwrap_or(0);
        self.note_lengths(call_type, QueueLengths::same(longest_queue), own.index);
        let longest_wait = late.iter().map(|late| late.wait).max().unwrap_or(0);
        let last = run.arrived_at[range.end - 1].saturating_add(longest_wait);
        // None of those who were answered is busy any longer than until then.
        match last.checked_add(handle.longest_at_most) {
            Some(end) if end <= own.to => {}
            // A call that was not answered seems to end somewhere, and is sorted out.
            Some(_) => self.count_beyond(run, range, own, u64::wrapping_add),
            None => self.count_beyond(run, range, own, u64::saturating_add),
        }
    }

    /// The calls that were answered after a wait.
    fn count_late(&mut self, run: &Run<'_>, late: &[Late], cell: usize, interval: usize) {
        let bounds = &self.bounds[run.call_type as usize];
        let acceptable_wait = bounds.acceptable_wait.as_nanoseconds();
        let waits = self.summary.waits_mut(self.waits + cell, true);
        let (mut within, mut longest, mut sum) = (0_u64, 0_u64, 0_u128);
        for &Late { wait, .. } in late {
            within += u64::from(wait <= acceptable_wait);
            longest = longest.max(wait);
            sum += u128::from(wait);
            waits.record(SimTime::from_nanoseconds(wait));
        }
        for (promise, acceptable) in &bounds.promises {
            let kept = late.iter().filter(|late| late.wait <= acceptable.as_nanoseconds()).count();
            self.today.promise_intervals[*promise * self.shape.intervals + interval].answered_within += kept as u64;
        }
        let calls = &mut self.today.calls[cell];
        calls.answered_within += within;
        calls.wait_answered += sum;
        self.extremes.waits[cell] = self.extremes.waits[cell].max(longest);
    }

    /// A call that gave up, or is pending: the sums of the run hold what it would have taken.
    fn count_lost(&mut self, run: &Run<'_>, lost: &Lost, cell: usize, own: Interval) {
        let index = lost.index as usize;
        let calls = &mut self.today.calls[cell];
        calls.handle -= u128::from(run.handle_time[index]);
        calls.line -= u128::from(run.line_time[index]);
        let Some(gave_up_at) = lost.gave_up_at else { return };
        let nanoseconds = gave_up_at - run.arrived_at[index];
        let wait = SimTime::from_nanoseconds(nanoseconds);
        let bounds = &self.bounds[run.call_type as usize];
        calls.abandoned += 1;
        calls.abandoned_within += u64::from(wait <= bounds.acceptable_wait);
        calls.short_abandons += u64::from(wait <= bounds.short_abandon);
        calls.wait_abandoned += u128::from(nanoseconds);
        self.summary.waits_mut(self.waits + cell, false).record(wait);
        self.extremes.waits[cell] = self.extremes.waits[cell].max(nanoseconds);
        if let Some(record) = run.record_of_lost(lost).filter(|_| gave_up_at > own.to) {
            self.spread(&record, Some(own));
        }
    }

    /// Calls whose waiting or handling reaches beyond their interval.
    fn count_beyond(&mut self, run: &Run<'_>, range: Range<usize>, own: Interval, add: impl Fn(u64, u64) -> u64) {
        let first = self.first_cell[run.call_type as usize * self.shape.groups + run.group as usize] as usize;
        let times = run.starts_at[range.clone()].iter().zip(&run.handle_time[range.clone()]);
        for (index, (start, handle_time)) in range.zip(times) {
            let finished_at = add(*start, *handle_time);
            if finished_at <= own.to {
                continue;
            }
            if *start <= own.to {
                self.spread_handling(first, run.group as usize, own, finished_at);
            } else if *start < u64::MAX {
                self.spread(&run.record_of_answered(index, None), Some(own));
            }
        }
    }
}

/// The sum of times.
struct Sum {
    all: u128,
    /// None is longer.
    longest_at_most: u64,
}

impl Sum {
    fn of(times: &[u64]) -> Self {
        let (bits, all) = times.iter().fold((0, 0_u64), |(bits, sum), time| (bits | time, sum.wrapping_add(*time)));
        let sum = Self { all: u128::from(all), longest_at_most: bits };
        // Nearly always it is a sum of words.
        if bits >> 48 == 0 && times.len() < 1 << 16 {
            sum
        } else {
            Self { all: times.iter().map(|time| u128::from(*time)).sum(), ..sum }
        }
    }
}
