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
    /// Those who were answered after a wait.
    pub late: &'a [Late],
    /// Those who were not answered. All others were answered as they came.
    pub lost: &'a [Lost],
    /// When calls in progress are cut off; [`u64::MAX`] when they are not.
    pub cut_off_at: u64,
}

/// A call of a [`Run`] that was answered after a wait.
#[derive(Clone, Copy, Debug)]
pub struct Late {
    /// Its place in the run.
    pub index: u32,
    /// How many waited, itself included.
    pub length: u32,
    /// How long it waited.
    pub wait: u64,
}

/// A call of a [`Run`] that had to wait and was not answered.
#[derive(Clone, Copy, Debug)]
pub struct Lost {
    /// Its place in the run.
    pub index: u32,
    /// How many waited, itself included.
    pub length: u32,
    /// When the caller hung up; `None` when that is not known yet: then the call is not one of the
    /// run, and will be told of later.
    pub gave_up_at: Option<u64>,
}

impl Run<'_> {
    /// The record of each call that is decided, in order of arrival.
    pub fn records(&self) -> impl Iterator<Item = CallRecord> + '_ {
        self.records_from(0)
    }

    /// The same, from the call at place `from` on.
    pub fn records_from(&self, from: usize) -> impl Iterator<Item = CallRecord> + '_ {
        let mut late = self.late[self.late.partition_point(|late| (late.index as usize) < from)..].iter().peekable();
        let mut lost = self.lost[self.lost.partition_point(|lost| (lost.index as usize) < from)..].iter().peekable();
        (from..self.arrived_at.len()).filter_map(move |index| {
            if let Some(lost) = lost.next_if(|lost| lost.index as usize == index) {
                return self.record_of_lost(lost);
            }
            let late = late.next_if(|late| late.index as usize == index);
            Some(self.record_of_answered(index, late.map(|late| late.length)))
        })
    }

    /// The record of the call at place `index`, which was answered, after a wait in a queue of that
    /// length if it had to wait.
    #[must_use]
    #[inline]
    pub fn record_of_answered(&self, index: usize, length: Option<u32>) -> CallRecord {
        let at = SimTime::from_nanoseconds;
        let start = self.starts_at[index];
        let ends_at = |time: u64| at(start.saturating_add(time).min(self.cut_off_at));
        CallRecord {
            call_type: self.call_type,
            group: self.group,
            outcome: Outcome::Answered,
            arrived_at: at(self.arrived_at[index]),
            left_queue_at: at(start),
            hung_up_at: ends_at(self.line_time[index]),
            finished_at: ends_at(self.handle_time[index]),
            queue: length.map(QueueLengths::same),
            step: Step::only(Outcome::Answered),
        }
    }

    /// The record of a call that was not answered; `None` when it is not decided yet.
    #[must_use]
    pub fn record_of_lost(&self, lost: &Lost) -> Option<CallRecord> {
        let left_at = SimTime::from_nanoseconds(lost.gave_up_at?);
        Some(CallRecord {
            call_type: self.call_type,
            group: self.group,
            outcome: Outcome::Abandoned,
            arrived_at: SimTime::from_nanoseconds(self.arrived_at[lost.index as usize]),
            left_queue_at: left_at,
            hung_up_at: left_at,
            finished_at: left_at,
            queue: Some(QueueLengths::same(lost.length)),
            step: Step::only(Outcome::Abandoned),
        })
    }
}
