//! Calls told of many at a time.

use super::record::{CallRecord, Outcome, QueueLengths, Step};
use crate::units::SimTime;

/// Calls of one type that came one after the other, most of which were answered. Times are in
/// nanoseconds. An observer that does not care for the form takes them as [`Run::records`].
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// Index of their type.
    pub call_type: u32,
    /// Index of the group that answered them; of the type's first group where nobody did.
    pub group: u32,
    /// When each came.
    pub arrived_at: &'a [u64],
    /// When each was answered; [`u64::MAX`] where it was not.
    pub starts_at: &'a [u64],
    /// Talk and hold of each.
    pub line_time: &'a [u64],
    /// Talk, hold and after-call work of each.
    pub handle_time: &'a [u64],
    /// Those who had to wait; all others were answered as they came.
    pub joined: &'a [Joined],
    /// When calls in progress are cut off; [`u64::MAX`] when they are not.
    pub cut_off_at: u64,
}

/// A call of a [`Run`] that had to wait.
#[derive(Clone, Copy, Debug)]
pub struct Joined {
    /// Its place in the run.
    pub index: u32,
    /// How many waited, itself included.
    pub length: u32,
    /// What became of it.
    pub fate: Fate,
    /// When it was answered or given up.
    pub left_at: u64,
}

/// What became of a call that had to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// An agent took it.
    Answered,
    /// The caller hung up.
    Abandoned,
    /// That is not known yet: the call is not one of the run and will be told of later.
    Pending,
}

impl Run<'_> {
    /// The record of each call that is decided, in order of arrival.
    pub fn records(&self) -> impl Iterator<Item = CallRecord> + '_ {
        self.records_from(0)
    }

    /// The same, from the call at place `from` on.
    pub fn records_from(&self, from: usize) -> impl Iterator<Item = CallRecord> + '_ {
        let first = self.joined.partition_point(|joined| (joined.index as usize) < from);
        let mut joined = self.joined[first..].iter().peekable();
        (from..self.arrived_at.len())
            .filter_map(move |index| self.record(index, joined.next_if(|joined| joined.index as usize == index)))
    }

    /// The record of the call at place `index`, which had to wait if `joined` says so; `None` when it
    /// is not decided yet.
    #[must_use]
    #[inline]
    pub fn record(&self, index: usize, joined: Option<&Joined>) -> Option<CallRecord> {
        if joined.is_some_and(|joined| joined.fate == Fate::Pending) {
            return None;
        }
        let at = SimTime::from_nanoseconds;
        let answered = joined.is_none_or(|joined| joined.fate == Fate::Answered);
        let left_at = joined.map_or(self.arrived_at[index], |joined| joined.left_at);
        let ends_at = |time: u64| if answered { left_at.saturating_add(time).min(self.cut_off_at) } else { left_at };
        let outcome = if answered { Outcome::Answered } else { Outcome::Abandoned };
        Some(CallRecord {
            call_type: self.call_type,
            group: self.group,
            outcome,
            arrived_at: at(self.arrived_at[index]),
            left_queue_at: at(left_at),
            hung_up_at: at(ends_at(self.line_time[index])),
            finished_at: at(ends_at(self.handle_time[index])),
            queue: joined.map(|joined| QueueLengths::same(joined.length)),
            step: Step::only(outcome),
        })
    }
}
