//! Counts many calls at a time.
//!
//! What nearly all calls of a run have in common is summed over the whole run: each was answered,
//! and began and ended within its interval. Only calls that waited, and those that reach over a
//! border, are looked at one by one.

use std::ops::Range;

use super::{Collector, window::Interval};
use crate::{
    engine::{Fate, Joined, Observer, QueueLengths, Run},
    units::SimTime,
};

impl Collector<'_> {
    /// Counts the calls of a run. Those that are cut off, or come outside the measured time, are
    /// counted one by one.
    pub(super) fn count_run(&mut self, run: &Run<'_>) {
        let (mut from, mut joined) = (0, 0);
        while from < run.arrived_at.len() {
            let own = self.window.interval_of(SimTime::from_nanoseconds(run.arrived_at[from]));
            let Some(own) = own.filter(|_| run.cut_off_at == u64::MAX) else {
                return run.records_from(from).for_each(|record| self.call(&record));
            };
            let to = from + run.arrived_at[from..].partition_point(|at| *at < own.to);
            let until = joined + run.joined[joined..].partition_point(|j| (j.index as usize) < to);
            self.count_interval(run, from..to, &run.joined[joined..until], own);
            (from, joined) = (to, until);
        }
    }

    /// Counts the calls of `range`, which came in one interval.
    fn count_interval(&mut self, run: &Run<'_>, range: Range<usize>, joined: &[Joined], own: Interval) {
        let call_type = run.call_type as usize;
        let cell = self.first_cell[call_type * self.shape.groups + run.group as usize] as usize + own.index;
        let at_once = (range.len() - joined.len()) as u64;
        let calls = &mut self.today.calls[cell];
        calls.answered += range.len() as u64;
        calls.answered_within += at_once;
        calls.handle += sum(&run.handle_time[range.clone()]);
        calls.line += sum(&run.line_time[range.clone()]);
        for (promise, _) in &self.bounds[call_type].promises {
            self.today.promises[*promise].answered_within += at_once;
        }
        self.summary.waits_mut(self.waits + cell, true).record_zeros(at_once);
        let mut longest_queue = 0;
        for joined in joined {
            longest_queue = joined.length.max(longest_queue);
            self.count_joined(run, joined, cell);
        }
        self.note_lengths(call_type, QueueLengths::same(longest_queue), own.index);
        self.count_beyond(run, range, joined, own);
    }

    /// A call that waited: it was taken for one answered so far.
    #[inline]
    fn count_joined(&mut self, run: &Run<'_>, joined: &Joined, cell: usize) {
        let index = joined.index as usize;
        let nanoseconds = joined.left_at - run.arrived_at[index];
        let wait = SimTime::from_nanoseconds(nanoseconds);
        let bounds = &self.bounds[run.call_type as usize];
        let calls = &mut self.today.calls[cell];
        let within = u64::from(wait <= bounds.acceptable_wait);
        if joined.fate == Fate::Answered {
            calls.answered_within += within;
            calls.wait_answered += u128::from(nanoseconds);
            for (promise, acceptable) in &bounds.promises {
                self.today.promises[*promise].answered_within += u64::from(wait <= *acceptable);
            }
        } else {
            calls.answered -= 1;
            calls.handle -= u128::from(run.handle_time[index]);
            calls.line -= u128::from(run.line_time[index]);
            if joined.fate == Fate::Pending {
                return;
            }
            calls.abandoned += 1;
            calls.abandoned_within += within;
            calls.short_abandons += u64::from(wait <= bounds.short_abandon);
            calls.wait_abandoned += u128::from(nanoseconds);
        }
        self.summary.waits_mut(self.waits + cell, joined.fate == Fate::Answered).record(wait);
        let longest = &mut self.extremes.waits[cell];
        *longest = nanoseconds.max(*longest);
    }

    /// Calls whose waiting or handling reaches beyond their interval.
    fn count_beyond(&mut self, run: &Run<'_>, range: Range<usize>, joined: &[Joined], own: Interval) {
        for index in range {
            let ends_at = run.starts_at[index].saturating_add(run.handle_time[index]);
            if ends_at > own.to {
                let waited = joined.binary_search_by_key(&(index as u32), |joined| joined.index).ok();
                let record = run.record(index, waited.map(|place| &joined[place]));
                // Who gave up did not last as long as that.
                if let Some(record) = record.filter(|record| record.finished_at.as_nanoseconds() > own.to) {
                    self.spread(&record, Some(own));
                }
            }
        }
    }
}

fn sum(times: &[u64]) -> u128 {
    times.iter().map(|time| u128::from(*time)).sum()
}
