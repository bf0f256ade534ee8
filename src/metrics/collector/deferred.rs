//! What is counted of items that can wait, and of chats.

use super::{Collector, Medium, day::of_index};
use crate::{
    engine::{CallRecord, Outcome},
    metrics::Of,
    units::SimTime,
};

impl Collector<'_> {
    /// What a call has waited: an item in opening hours.
    #[inline]
    pub(super) fn wait_of(&self, record: &CallRecord) -> SimTime {
        if self.bounds[record.call_type as usize].medium == Medium::Item {
            record.wait_in_hours(self.model.horizon())
        } else {
            record.wait()
        }
    }

    /// Takes back what makes sense of calls alone: no line was in use, and what an item had waited before the first day
    /// fell into none of its intervals.
    pub(super) fn leave_line(&mut self, record: &CallRecord, cell: usize, waited: u128) {
        let calls = &mut self.today.calls[cell];
        calls.line = calls.line.wrapping_sub(waited);
        if record.outcome == Outcome::Answered {
            let talk = record.hung_up_at.since(record.left_queue_at).as_nanoseconds();
            calls.line = calls.line.wrapping_sub(u128::from(talk));
        }
        calls.queue = calls.queue.wrapping_sub(u128::from(record.step.age.as_nanoseconds()));
    }

    /// Notes an item at the end of each interval at which it waited.
    pub(super) fn note_backlog(&mut self, record: &CallRecord) {
        let (model, shape) = (self.model, &self.shape);
        let horizon = model.horizon();
        let call_type = record.call_type as usize;
        let acceptable_wait = self.bounds[call_type].acceptable_wait;
        let came_at = horizon.open_time(record.arrived_at);
        let first = horizon.interval_by(record.arrived_at);
        for interval in first..shape.intervals {
            let ends_at = horizon.interval_starts_at(interval) + horizon.interval();
            let is_left_over = record.outcome == Outcome::StillWaiting && record.left_queue_at == ends_at;
            if record.left_queue_at <= ends_at && !is_left_over {
                return;
            }
            if record.arrived_at >= ends_at {
                continue;
            }
            let age = horizon.open_time(ends_at).since(came_at) + record.step.age;
            for of in [Of::All, Of::CallType(call_type)] {
                let items = &mut self.today.items[of_index(shape, of) * shape.intervals + interval];
                items.backlog += 1;
                items.overdue += u64::from(age > acceptable_wait);
                items.oldest = items.oldest.max(u128::from(age.as_nanoseconds()));
            }
        }
    }

    /// Counts time in which an agent had chats; after closing it is overtime, once however many they are.
    pub(super) fn count_engaged(&mut self, group: usize, from: SimTime, to: SimTime) {
        let engaged = &mut self.today.engaged[group * self.shape.intervals..];
        self.window.split(from, to, |interval, ns| engaged[interval] += ns);
        self.count_overtime(group, from, to);
    }
}
