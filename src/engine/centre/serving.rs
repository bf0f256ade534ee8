//! From answer to the end of the work after the call.

use super::{
    super::{
        calendar::Kind,
        record::{CallRecord, Next, Observer, Outcome, QueueLengths, Step},
    },
    Held, Play,
    calls::{Call, NONE},
    journey::After,
};
use crate::units::SimTime;

impl<O: Observer> Play<'_, O> {
    /// An idle agent answers a call, which had waited if it comes with the `queue` it joined.
    #[inline]
    pub(super) fn answer(&mut self, agent: u32, mut call: Call, queue: Option<QueueLengths>, now: SimTime) {
        if self.traits.has_journeys && !self.before_answer(&mut call, queue, now) {
            return;
        }
        if self.chat(call.call_type as usize).is_some() {
            self.note_answered(&call, queue.is_some(), now);
            return self.answer_chat(agent, call, queue, now);
        }
        self.centre.agents.take_call(agent, now);
        self.start(agent, call, queue, now);
    }

    /// An agent who is busy with a call begins to speak.
    #[inline]
    pub(super) fn start(&mut self, agent: u32, mut call: Call, queue: Option<QueueLengths>, now: SimTime) {
        let group = self.centre.agents.group_of(agent);
        self.note_answered(&call, queue.is_some(), now);
        let (line_time, after_call_work) = self.times(agent, group, &call);
        let talk = if self.traits.has_journeys { self.begin_contact(&mut call, line_time, now) } else { line_time };
        let times = [now, now + talk, after_call_work];
        if self.traits.consults && self.is_to_consult(agent, &call, queue, times) {
            return;
        }
        self.conclude(agent, &call, queue, times);
    }

    /// It is known when the talk is over, and so what comes of a contact: `times` are when it was answered, when the talk is
    /// over, and how long the work after it takes.
    #[inline]
    pub(super) fn conclude(&mut self, agent: u32, call: &Call, queue: Option<QueueLengths>, times: [SimTime; 3]) {
        let [answered_at, talked_until, after_call_work] = times;
        let group = self.centre.agents.group_of(agent);
        let cut_off_at = self.cut_off_of(call.call_type as usize);
        let after = if self.traits.has_journeys {
            self.after_answer(agent, group, call, talked_until)
        } else {
            After::plain(talked_until)
        };
        let hung_up_at = after.hung_up_at.min(cut_off_at);
        let finished_at = (after.hung_up_at + after_call_work).min(cut_off_at);
        let record = answered(call, group, queue, (answered_at, hung_up_at, finished_at), &after);
        if call.holds_line || after.call != NONE {
            self.centre.calendar.schedule(hung_up_at, Kind::HangUp, after.call);
        }
        if after.is_warm {
            self.centre.held.push(Held { agent, fate: call.customer.fate, record });
        } else {
            self.centre.calendar.schedule(finished_at, Kind::Free, agent);
            self.tell(&record, call.customer.fate, agent);
        }
    }

    /// Talk and hold, and work after the call, of this agent with this call.
    #[inline]
    pub(super) fn times(&self, agent: u32, group: usize, call: &Call) -> (SimTime, SimTime) {
        let of = &self.model.agent_groups()[group];
        if of.is_of_one_speed() && call.callback_of == NONE {
            return (call.line_time, call.after_call_work);
        }
        let speed = of.speed(call.call_type as usize) * self.centre.agents.speed_of(agent);
        let factor = self.callback_of(call).map_or(1.0, |c| c.handle_time_factor) / speed;
        (call.line_time.times(factor), call.after_call_work.times(factor))
    }

    #[inline]
    fn note_answered(&mut self, call: &Call, was_queued: bool, now: SimTime) {
        let waited = self.waited(call, now);
        self.note_decided(call.call_type as usize, waited);
        if self.traits.foretells {
            self.centre.foretold[call.call_type as usize].note(waited);
            if was_queued {
                self.centre.last_queued_wait = now.since(call.queued_at);
            }
        }
    }

    /// Who stayed on the line until another agent answered, or until the customer gave up, hangs up
    /// at `at`, and works after the call.
    pub(super) fn let_go(&mut self, agent: u32, at: SimTime) {
        let Some(index) = self.centre.held.iter().position(|held| held.agent == agent) else { return };
        let Held { fate, mut record, .. } = self.centre.held.swap_remove(index);
        let after_call_work = record.finished_at.since(record.hung_up_at);
        record.hung_up_at = at.min(self.cut_off_at);
        record.finished_at = (at + after_call_work).min(self.cut_off_at);
        self.centre.calendar.schedule(record.finished_at, Kind::Free, agent);
        self.tell(&record, fate, agent);
    }

    /// A line is free, and the journey of the call in `slot`, if there is one, goes on.
    pub(super) fn hang_up(&mut self, slot: u32, now: SimTime) {
        if slot == NONE {
            self.release_line();
            if self.traits.dials {
                self.dial_all(now);
            }
            return;
        }
        self.go_on(slot, now);
    }

    /// An agent is through with a call.
    #[inline]
    pub(super) fn agent_free(&mut self, agent: u32, now: SimTime) {
        let (group, crew) = (self.centre.agents.group_of(agent), self.centre.agents.crew_of(agent));
        self.end_overstay(crew, now);
        let is_idle = self.centre.agents.finish_call(agent, now);
        self.centre.agents.watch_overstay(crew, now);
        if is_idle {
            self.take_waiting(group, now);
        } else if self.traits.has_chats {
            self.fill_up(group, now);
        }
        if self.traits.dials {
            self.dial_after_service(group, now);
        }
    }

    /// Idle agents of a group take who waits for them.
    #[inline]
    pub(super) fn take_waiting(&mut self, group: usize, now: SimTime) {
        while self.centre.agents.idle(group) > 0 {
            let slot = self.choose_call(group, now);
            if slot == NONE {
                break;
            }
            let waiting = self.centre.calls.leave(slot);
            let of = &self.model.call_types()[waiting.call.call_type as usize];
            let within = of.agent_selection().within();
            let agent = self.choose_within(group, within, waiting.call.customer.fate);
            self.reach_waiting(agent, &waiting, now);
            self.queue_changed(waiting.call.call_type as usize, now);
        }
        if self.traits.has_chats {
            self.fill_up(group, now);
        }
    }
}

/// The record of a call that an agent of `group` answered, hung up after, and finished at these times.
#[inline]
pub(super) fn answered(
    call: &Call,
    group: usize,
    queue: Option<QueueLengths>,
    (left_queue_at, hung_up_at, finished_at): (SimTime, SimTime, SimTime),
    after: &After,
) -> CallRecord {
    CallRecord {
        call_type: call.call_type,
        group: group as u32,
        outcome: Outcome::Answered,
        arrived_at: call.arrived_at,
        left_queue_at,
        hung_up_at,
        finished_at,
        queue,
        step: Step {
            origin: call.origin,
            next: after.next,
            is_resolved: after.is_resolved,
            attempt: call.customer.attempts,
            contact: call.customer.contacts.max(1),
            self_service_time: call.self_service_time,
            is_kept: call.is_kept,
            age: call.age,
        },
    }
}

impl After {
    /// Nothing comes of it but the end of the call.
    #[inline]
    pub(super) const fn plain(hung_up_at: SimTime) -> Self {
        Self { hung_up_at, call: NONE, next: Next::Ends, is_resolved: true, is_warm: false }
    }
}
