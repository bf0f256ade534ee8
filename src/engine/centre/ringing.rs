//! Phones that ring: an agent has been chosen, and is busy; the caller still waits, and may give up.

use super::{
    super::{
        calendar::Kind,
        record::{Observer, Origin, Outcome, QueueLengths, RingRecord},
        streams::Question,
    },
    Play,
    calls::{Call, NONE, Slot},
};
use crate::units::SimTime;

/// A call that rings.
#[derive(Clone, Copy, Debug)]
pub struct Ringing {
    /// Its place in the store.
    slot: u32,
    agent: u32,
    /// Since when.
    since: SimTime,
    /// The queue it had joined, if it had.
    queue: Option<QueueLengths>,
}

impl<O: Observer> Play<'_, O> {
    /// An idle agent is to answer a call that did not wait: at once, or when the phone has rung.
    #[inline]
    pub(super) fn reach(&mut self, agent: u32, call: Call, now: SimTime) {
        if self.traits.rings && self.rings(agent, &call, None, self.patience_ends(&call, now), now) {
            return;
        }
        self.answer(agent, call, None, now);
    }

    /// The same for a call that comes out of its queue.
    #[inline]
    pub(super) fn reach_waiting(&mut self, agent: u32, waiting: &Slot, now: SimTime) {
        let (call, queue) = (&waiting.call, Some(waiting.queue));
        if self.traits.rings && self.rings(agent, call, queue, waiting.gives_up_at, now) {
            return;
        }
        self.answer(agent, *call, queue, now);
    }

    /// Whether the agent's phone rings. Customers whom the centre calls are put through at once; items and chats do not
    /// ring. Kept out of the way of centres where no phone does.
    #[cold]
    #[inline(never)]
    fn rings(
        &mut self,
        agent: u32,
        call: &Call,
        queue: Option<QueueLengths>,
        gives_up_at: SimTime,
        now: SimTime,
    ) -> bool {
        let group = self.centre.agents.group_of(agent);
        let Some(ring_time) = &self.model.agent_groups()[group].work().ring_time else { return false };
        let call_type = call.call_type as usize;
        let is_put_through = call.is_off_line || call.origin == Origin::Dialled;
        if is_put_through || self.is_item(call_type) || self.chat(call_type).is_some() {
            return false;
        }
        let time = call.customer.attempts + call.customer.contacts;
        let mut draws = call.customer.fate.stream(Question::RingTime, time);
        let answers_at = now + SimTime::from_draw(ring_time.draw(&mut draws));
        if answers_at == now {
            return false;
        }
        self.centre.agents.take_call(agent, now);
        let slot = self.centre.calls.keep(*call);
        self.centre.calls.get_mut(slot).gives_up_at = gives_up_at;
        self.centre.ringing.push(Ringing { slot, agent, since: now, queue });
        if gives_up_at < answers_at {
            self.centre.calendar.schedule(gives_up_at, Kind::GiveUp, slot);
        } else {
            self.centre.calendar.schedule(answers_at, Kind::PickedUp, slot);
        }
        true
    }

    /// Whether it rings for the call in `slot`.
    pub(super) fn is_ringing(&self, slot: u32) -> bool {
        self.traits.rings && self.centre.ringing.iter().any(|ringing| ringing.slot == slot)
    }

    /// The agent picks up the call in `slot`.
    #[cold]
    #[inline(never)]
    pub(super) fn picked_up(&mut self, slot: u32, now: SimTime) -> bool {
        let Some((ringing, call)) = self.stop_ringing(slot, now, true) else { return false };
        self.start(ringing.agent, call, ringing.queue, now);
        true
    }

    /// The caller in `slot` stops waiting while it rings, and nobody has answered: the agent is free.
    pub(super) fn leave_ringing(&mut self, slot: u32, now: SimTime, outcome: Outcome) {
        let Some((ringing, call)) = self.stop_ringing(slot, now, false) else { return };
        self.end_unserved(&call, ringing.queue, now, outcome);
        self.agent_free(ringing.agent, now);
    }

    fn stop_ringing(&mut self, slot: u32, now: SimTime, is_answered: bool) -> Option<(Ringing, Call)> {
        let index = self.centre.ringing.iter().position(|ringing| ringing.slot == slot)?;
        let ringing = self.centre.ringing.remove(index);
        let call = self.centre.calls.release(slot);
        self.observer.rang(&RingRecord {
            call_type: call.call_type,
            group: self.centre.agents.group_of(ringing.agent) as u32,
            arrived_at: call.arrived_at,
            from: ringing.since,
            to: now,
            is_answered,
        });
        Some((ringing, call))
    }

    /// Who still rings is sent away.
    pub(super) fn stop_all_ringing(&mut self, now: SimTime) {
        while let Some(first) = self.centre.ringing.first() {
            self.leave_ringing(first.slot, now, Outcome::StillWaiting);
        }
    }

    /// When a caller who starts to wait at `now` gives up.
    #[inline]
    pub(super) fn patience_ends(&self, call: &Call, now: SimTime) -> SimTime {
        if call.is_off_line {
            return SimTime::NEVER;
        }
        let patience = if call.callback_of == NONE {
            call.patience
        } else {
            self.callback_of(call).map_or(call.patience, |c| call.patience.times(c.patience_factor))
        };
        now + patience
    }
}
