//! What calls were in what their customers went through, and what became of the issues.

use super::{Collector, Medium};
use crate::{
    engine::{CallRecord, IssueRecord, Next, Origin, Outcome},
    metrics::tally::{IssueTally, JourneyTally},
};

impl Collector<'_> {
    pub(super) fn count_journey(&mut self, record: &CallRecord, cell: usize) {
        let step = record.step;
        let is_answered = record.outcome == Outcome::Answered;
        let is_first = is_answered && step.contact == 1;
        let is_callback = step.origin == Origin::Callback;
        self.today.journeys[cell] += &JourneyTally {
            redials: u64::from(step.origin == Origin::Redial),
            recalls: u64::from(step.origin == Origin::Recall),
            transferred_in: u64::from(is_answered && step.origin == Origin::Transfer),
            transferred_out: u64::from(step.next == Next::Transfers),
            callbacks: u64::from(is_callback),
            callbacks_kept: u64::from(step.is_kept),
            resolved: u64::from(is_answered && step.is_resolved),
            first_contacts: u64::from(is_first),
            first_contacts_resolved: u64::from(is_first && step.is_resolved),
            self_served: u64::from(record.outcome == Outcome::SelfServed),
            left_self_service: u64::from(record.outcome == Outcome::LeftSelfService),
            self_service_time: u128::from(step.self_service_time.as_nanoseconds()),
        };
        if self.bounds[record.call_type as usize].medium != Medium::Call {
            return;
        }
        let line = &mut self.today.calls[cell].line;
        *line = line.wrapping_add(u128::from(step.self_service_time.as_nanoseconds()));
        if is_callback {
            // The customer is off the line until called; the wait counts all the same.
            *line = line.wrapping_sub(u128::from(record.wait().as_nanoseconds()));
        }
    }

    pub(super) fn count_issue(&mut self, record: &IssueRecord) {
        let is_counted = self.shape.journeys && !record.is_carried_over;
        let Some(interval) = self.window.interval_of(record.came_at).filter(|_| is_counted) else { return };
        let bounds = &self.bounds[record.call_type as usize];
        let cell = record.call_type as usize * self.shape.intervals + interval.index;
        self.today.issues[cell] += &IssueTally {
            issues: 1,
            attempts: u64::from(record.attempts),
            contacts: u64::from(record.contacts),
            resolved: u64::from(record.is_resolved),
            resolved_at_once: u64::from(record.is_resolved && record.contacts == 1),
            self_served: u64::from(record.is_self_served),
            unserved: u64::from(record.contacts == 0 && !record.is_self_served),
            answered_within: u64::from(record.contacts > 0 && record.waited <= bounds.acceptable_wait),
            waited: u128::from(record.waited.as_nanoseconds()),
        };
    }
}
