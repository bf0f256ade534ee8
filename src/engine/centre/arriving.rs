//! From arrival to an agent or the queue, and out of the queue unserved.

use super::{
    super::{
        calendar::Kind,
        record::{CallRecord, Next, Observer, Origin, Outcome, QueueLengths, Step},
    },
    Play,
    calls::{Call, Customer, NONE},
};
use crate::units::SimTime;

impl<O: Observer> Play<'_, O> {
    /// The next caller comes.
    #[inline]
    pub(super) fn arrive(&mut self, now: SimTime) {
        let call_type = self.centre.inflows.take(self.model);
        let call = self.next_caller(call_type, now);
        self.come_in(call, now);
    }

    /// The next caller of a type, and what that caller brings.
    #[inline]
    pub(super) fn next_caller(&mut self, call_type: usize, now: SimTime) -> Call {
        let draws = self.centre.callers.draw(self.model, call_type);
        let of = &self.model.call_types()[call_type];
        let mut call = Call {
            customer: Customer {
                fate: draws.fate,
                first_type: call_type as u32,
                attempts: 1,
                contacts: 0,
                came_at: now,
                waited: SimTime::ZERO,
            },
            call_type: call_type as u32,
            origin: Origin::Fresh,
            arrived_at: now,
            queued_at: now,
            line_time: draws.line_time,
            after_call_work: draws.after_call_work,
            patience: draws.patience,
            balking: draws.balking,
            holds_line: false,
            is_off_line: false,
            callback_of: NONE,
            is_kept: false,
            with_agent: NONE,
            together: SimTime::ZERO,
            self_service_time: SimTime::ZERO,
            age: SimTime::ZERO,
        };
        if of.changes_by_interval() {
            self.apply_interval(&mut call, now);
        }
        call
    }

    /// Times that depend on the interval of arrival.
    pub(super) fn apply_interval(&self, call: &mut Call, now: SimTime) {
        let of = &self.model.call_types()[call.call_type as usize];
        let interval = self.model.horizon().interval_by(now);
        let handle = of.handle_time_factor(interval);
        call.line_time = call.line_time.times(handle);
        call.after_call_work = call.after_call_work.times(handle);
        call.patience = call.patience.times(of.patience_factor(interval));
    }

    /// A call reaches the centre, and asks for a line.
    #[inline]
    pub(super) fn come_in(&mut self, mut call: Call, now: SimTime) {
        self.expect(now);
        if let Some(lines) = self.lines.filter(|_| self.model.call_types()[call.call_type as usize].is_on_a_line()) {
            if self.centre.lines_in_use >= lines {
                return self.end_unserved(&call, None, now, Outcome::Blocked);
            }
            self.centre.lines_in_use += 1;
            call.holds_line = true;
        }
        if self.model.call_types()[call.call_type as usize].journey().self_service.is_some() {
            return self.start_self_service(call, now);
        }
        self.ask_for_agent(call, now);
    }

    /// As [`Self::ask_for_agent`], for who may come to it when all calls have been cut off.
    pub(super) fn ask_before_cut_off(&mut self, call: Call, now: SimTime) {
        if now >= self.cut_off_of(call.call_type as usize) {
            return self.end_unserved(&call, None, now, Outcome::StillWaiting);
        }
        self.ask_for_agent(call, now);
    }

    /// A caller on the line gets an agent, or waits, or leaves.
    #[inline]
    pub(super) fn ask_for_agent(&mut self, call: Call, now: SimTime) {
        if let Some(agent) = self.choose_agent(call.call_type as usize, SimTime::ZERO, call.customer.fate, now) {
            self.reach(agent, call, now);
            return self.fill_up_beside(agent, now);
        }
        self.have_to_wait(call, now);
    }

    fn have_to_wait(&mut self, call: Call, now: SimTime) {
        let call_type = call.call_type as usize;
        let of = &self.model.call_types()[call_type];
        let queue = self.centre.calls.length_of_type(call_type);
        if of.queue_at_most().is_some_and(|most| queue >= most) {
            return self.end_unserved(&call, None, now, Outcome::Blocked);
        }
        if self.is_queue_closed(now) && !self.is_item(call_type) {
            return self.end_unserved(&call, None, now, Outcome::StillWaiting);
        }
        if self.balks(&call, queue, now) {
            return self.end_unserved(&call, None, now, Outcome::Balked);
        }
        if of.journey().callback.is_some() && self.takes_callback(call, now) {
            return;
        }
        self.wait(call, now);
    }

    fn balks(&self, call: &Call, queue: u32, now: SimTime) -> bool {
        let of = &self.model.call_types()[call.call_type as usize];
        let Some(balking) = of.balking().filter(|b| queue >= b.queue_at_least) else { return false };
        let interval = self.model.horizon().interval_by(now);
        call.balking < of.balking_share(interval)
            && (balking.expected_wait_at_least == SimTime::ZERO
                || self.expected_wait(call.call_type as usize, now) >= balking.expected_wait_at_least)
    }

    /// A call joins the end of its queue.
    pub(super) fn wait(&mut self, mut call: Call, now: SimTime) {
        call.queued_at = now;
        let call_type = call.call_type as usize;
        let slot = self.centre.calls.join(call, now);
        let gives_up_at = self.patience_ends(&call, now);
        self.centre.calls.get_mut(slot).gives_up_at = gives_up_at;
        self.centre.calendar.schedule(gives_up_at, Kind::GiveUp, slot);
        let model = self.model;
        let table = model.routing().of_type(call_type);
        if !table.is_plain {
            self.schedule_check(slot, 0);
            if table.queue_lifts {
                self.serve_first_of(call_type, now);
            }
        }
        if model.call_types()[call_type].journey().announcement.is_some() && !call.is_off_line {
            self.schedule_announcement(slot, now);
        }
        self.queue_changed(call_type, now);
    }

    /// The caller in `slot` gives up, if it is the one who was to do so now.
    pub(super) fn give_up(&mut self, slot: u32, now: SimTime) -> bool {
        let waiting = self.centre.calls.get(slot);
        if waiting.gives_up_at != now {
            return false;
        }
        if waiting.waits {
            self.leave_unserved(slot, now, Outcome::Abandoned);
            return true;
        }
        let rings = self.is_ringing(slot);
        if rings {
            self.leave_ringing(slot, now, Outcome::Abandoned);
        }
        rings
    }

    /// A waiting call leaves its queue, and nobody has answered.
    pub(super) fn leave_unserved(&mut self, slot: u32, now: SimTime, outcome: Outcome) {
        let waiting = self.centre.calls.leave(slot);
        self.end_unserved(&waiting.call, Some(waiting.queue), now, outcome);
        self.queue_changed(waiting.call.call_type as usize, now);
    }

    /// A call ends without an agent, after it had waited if it comes with the `queue` it joined: the
    /// line is free, the customer may call again, an agent who stayed on the line hangs up.
    pub(super) fn end_unserved(&mut self, call: &Call, queue: Option<QueueLengths>, now: SimTime, outcome: Outcome) {
        if call.holds_line {
            self.release_line();
        }
        if call.with_agent != NONE {
            self.let_go(call.with_agent, now);
        }
        let next = if self.traits.has_journeys { self.after_no_service(call, now, outcome) } else { Next::Ends };
        let group = self.model.call_types()[call.call_type as usize].groups()[0];
        if matches!(outcome, Outcome::Abandoned | Outcome::StillWaiting) {
            self.note_decided(call.call_type as usize, SimTime::NEVER);
        }
        let record = CallRecord {
            call_type: call.call_type,
            group: group as u32,
            outcome,
            arrived_at: call.arrived_at,
            left_queue_at: now,
            hung_up_at: if call.is_off_line { call.arrived_at } else { now },
            finished_at: now,
            queue,
            step: Step {
                origin: call.origin,
                next,
                is_resolved: outcome == Outcome::SelfServed,
                attempt: call.customer.attempts,
                contact: 0,
                self_service_time: call.self_service_time,
                is_kept: false,
                age: call.age,
            },
        };
        self.tell(&record, call.customer.fate, NONE);
    }

    /// Lines are counted only where there is a limit to them.
    pub(super) fn release_line(&mut self) {
        self.centre.lines_in_use -= u32::from(self.lines.is_some());
    }

    /// A group more may take the call in `slot`, if it still waits.
    pub(super) fn check(&mut self, slot: u32, now: SimTime) -> bool {
        let waiting = self.centre.calls.get(slot);
        if !waiting.waits || waiting.check_at != now {
            return false;
        }
        let (call_type, next) = (waiting.call.call_type as usize, waiting.check + 1);
        self.schedule_check(slot, next);
        self.serve_first_of(call_type, now);
        true
    }

    fn schedule_check(&mut self, slot: u32, number: u32) {
        let model = self.model;
        let waiting = self.centre.calls.get_mut(slot);
        let checks = &model.routing().of_type(waiting.call.call_type as usize).checks;
        let after = checks.get(number as usize).copied().unwrap_or(SimTime::NEVER);
        waiting.check = number;
        waiting.check_at = waiting.joined_at + after;
        let at = waiting.check_at;
        self.centre.calendar.schedule(at, Kind::Check, slot);
    }

    /// Idle agents take calls of a type from the front of its queue, as far as they may.
    pub(super) fn serve_first_of(&mut self, call_type: usize, now: SimTime) {
        while let Some(first) = self.centre.calls.first(call_type) {
            let (waited, fate) = (now.since(first.joined_at), first.call.customer.fate);
            let Some(agent) = self.choose_agent(call_type, waited, fate, now) else { return };
            let slot = self.centre.calls.first_slot(call_type);
            let waiting = self.centre.calls.leave(slot);
            self.reach_waiting(agent, &waiting, now);
            self.queue_changed(call_type, now);
            self.fill_up_beside(agent, now);
        }
    }
}
