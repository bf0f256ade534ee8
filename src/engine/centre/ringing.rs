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
    agent: u32,
    /// Since when.
    since: SimTime,
    /// The queue it had joined, if it had.
    queue: Option<QueueLengths>,
}

/// A call on its way to an agent.
#[derive(Clone, Copy, Debug)]
pub struct Reaching {
    pub call: Call,
    /// The queue it had joined, if it had.
    pub queue: Option<QueueLengths>,
    /// When the caller gives up.
    pub gives_up_at: SimTime,
}

impl Reaching {
    /// A call that comes out of its queue.
    pub(super) const fn waited(slot: &Slot) -> Self {
        Self { call: slot.call, queue: Some(slot.queue), gives_up_at: slot.gives_up_at }
    }
}

impl<O: Observer> Play<'_, O> {
    /// An idle agent is to answer a call: at once, or when the phone has rung. Customers whom the centre calls are put
    /// through at once; items and chats do not ring.
    #[inline]
    pub(super) fn reach(&mut self, agent: u32, call: Reaching, now: SimTime) {
        if self.traits.rings && self.rings(agent, &call, now) {
            return;
        }
        self.answer(agent, call.call, call.queue, now);
    }

    /// Whether the agent's phone rings.
    fn rings(&mut self, agent: u32, of: &Reaching, now: SimTime) -> bool {
        let group = self.centre.agents.group_of(agent);
        let Some(ring_time) = &self.model.agent_groups()[group].work().ring_time else { return false };
        let call_type = of.call.call_type as usize;
        if of.call.is_off_line
            || of.call.origin == Origin::Dialled
            || self.is_item(call_type)
            || self.chat(call_type).is_some()
        {
            return false;
        }
        let customer = of.call.customer;
        let time = customer.attempts + customer.contacts;
        let mut draws = customer.fate.stream(Question::RingTime, time);
        let answers_at = now + SimTime::from_draw(ring_time.draw(&mut draws));
        if answers_at == now {
            return false;
        }
        self.centre.agents.take_call(agent, now);
        let slot = self.centre.calls.keep(of.call);
        let kept = self.centre.calls.get_mut(slot);
        kept.gives_up_at = of.gives_up_at;
        kept.ringing = Some(Ringing { agent, since: now, queue: of.queue });
        self.centre.ringing.push(slot);
        if of.gives_up_at < answers_at {
            self.centre.calendar.schedule(of.gives_up_at, Kind::GiveUp, slot);
        } else {
            self.centre.calendar.schedule(answers_at, Kind::PickedUp, slot);
        }
        true
    }

    /// The agent picks up the call in `slot`.
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
        let ringing = self.centre.calls.get_mut(slot).ringing.take()?;
        let call = self.centre.calls.release(slot);
        self.centre.ringing.retain(|other| *other != slot);
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
        while let Some(slot) = self.centre.ringing.first().copied() {
            self.leave_ringing(slot, now, Outcome::StillWaiting);
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
