//! Calls that the centre makes.
//!
//! A dialler looks at the idle agents when it is switched on; after ends of service (when the agent
//! who is free has looked at the queues) and changes of staff, as its [`LooksAfter`] says; when it is
//! known that a customer does not answer after a while; and when a conversation leaves one of a
//! limited number of lines. Diallers of several call types look one after the other, in file order.
//! Who is dialled takes a line from the start, and nobody is dialled when all are busy.

use super::{
    super::{
        calendar::Kind,
        record::{DialRecord, Observer, Origin, Outcome},
        streams::Question,
    },
    Play,
    calls::Call,
};
use crate::{
    model::{LooksAfter, Outbound},
    units::SimTime,
};

impl<O: Observer> Play<'_, O> {
    pub(super) fn schedule_diallers(&mut self) {
        for (call_type, of) in self.model.call_types().iter().enumerate() {
            if let Some(outbound) = of.outbound() {
                for day in 0..self.model.horizon().days() {
                    let from = self.model.horizon().opens_at(day) + outbound.from();
                    self.centre.calendar.schedule(from, Kind::Dial, call_type as u32);
                }
            }
        }
    }

    /// Diallers look after an end of service in `group`.
    pub(super) fn dial_after_service(&mut self, group: usize, now: SimTime) {
        let model = self.model;
        for (call_type, of) in model.call_types().iter().enumerate() {
            let is_own = || of.groups().contains(&group);
            if of.outbound().is_some_and(|o| o.looks_after() == LooksAfter::AnyService || is_own()) {
                self.dial(call_type, now);
            }
        }
    }

    /// Diallers look after a change of staff in `group`: those that are to, and those whose agents
    /// are all idle or off, because no end of service would wake them.
    pub(super) fn dial_after_staffing(&mut self, group: usize, now: SimTime) {
        let model = self.model;
        for (call_type, of) in model.call_types().iter().enumerate() {
            let Some(outbound) = of.outbound().filter(|_| of.groups().contains(&group)) else { continue };
            let is_nobody_busy = || of.groups().iter().all(|&own| self.centre.agents.busy(own) == 0);
            if outbound.looks_after() == LooksAfter::OwnGroups || is_nobody_busy() {
                self.dial(call_type, now);
            }
        }
    }

    /// All diallers look.
    pub(super) fn dial_all(&mut self, now: SimTime) {
        (0..self.model.call_types().len()).for_each(|call_type| self.dial(call_type, now));
    }

    /// A dialler looks at the idle agents, and dials.
    pub(super) fn dial(&mut self, call_type: usize, now: SimTime) {
        let model = self.model;
        let of = &model.call_types()[call_type];
        let time = model.horizon().time_of_day(now);
        let Some(outbound) = of.outbound().filter(|o| o.is_on(time)) else { return };
        let agents = &self.centre.agents;
        let idle = (0..model.agent_groups().len()).map(|group| agents.idle(group)).sum();
        let own = of.groups().iter().map(|&group| agents.idle(group)).sum();
        for _ in 0..outbound.calls(idle, own, self.centre.under_way[call_type]) {
            if self.lines.is_some_and(|lines| self.centre.lines_in_use >= lines) {
                return;
            }
            self.centre.lines_in_use += u32::from(self.lines.is_some());
            self.dial_one(call_type, outbound, now);
        }
    }

    fn dial_one(&mut self, call_type: usize, outbound: &Outbound, now: SimTime) {
        let mut call = self.next_caller(call_type, now);
        call.origin = Origin::Dialled;
        call.holds_line = self.lines.is_some();
        let interval = self.model.horizon().interval_by(now);
        let fate = call.customer.fate;
        let is_reached = fate.chance(Question::AnswersDial, 0) < outbound.reach(interval);
        let takes = if is_reached { outbound.delay() } else { Some(outbound.fails_after()) };
        let time = takes.map_or(SimTime::ZERO, |d| SimTime::from_draw(d.draw(&mut fate.stream(Question::DialTime, 0))));
        let ended_at = now + time;
        self.observer.dialled(&DialRecord { call_type: call_type as u32, dialled_at: now, ended_at, is_reached });
        if time > SimTime::ZERO {
            self.centre.under_way[call_type] += 1;
            if is_reached {
                let slot = self.centre.calls.keep(call);
                self.centre.calendar.schedule(ended_at, Kind::PickUp, slot);
            } else {
                self.centre.calendar.schedule(ended_at, Kind::NoReply, call_type as u32);
            }
        } else if is_reached {
            self.reached(call, now);
        } else {
            self.release_line();
        }
    }

    /// A customer answers some time after being dialled.
    pub(super) fn pick_up(&mut self, slot: u32, now: SimTime) {
        let call = self.centre.calls.release(slot);
        self.centre.under_way[call.call_type as usize] -= 1;
        self.reached(call, now);
    }

    /// It is known that a customer does not answer.
    pub(super) fn no_reply(&mut self, call_type: usize, now: SimTime) {
        self.centre.under_way[call_type] -= 1;
        self.release_line();
        self.dial(call_type, now);
    }

    /// A customer is on the line, and gets an agent, or waits. After closing it is too late for that.
    fn reached(&mut self, mut call: Call, now: SimTime) {
        call.arrived_at = now;
        call.customer.came_at = now;
        self.expect(now);
        if now >= self.closes_at {
            return self.end_unserved(&call, None, now, Outcome::StillWaiting);
        }
        self.ask_for_agent(call, now);
    }
}
