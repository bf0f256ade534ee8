//! Colleagues who are asked to join at the end of a talk: if one is idle just then, two agents are busy with one customer.
//!
//! A contact that needs one is put aside when it is answered, and what comes of it is settled when its talk is over: until
//! then nobody knows whether a colleague will be idle. The first agent goes on to the work after the call, or to pass the
//! customer on, when the consultation is over; the colleague is free at once.

use super::{
    super::{
        calendar::Kind,
        record::{ConsultRecord, Observer, QueueLengths},
        streams::Question,
    },
    Play,
    calls::Call,
    journey::draw,
};
use crate::{
    model::{journey::Consultation, routing::agent_selection::Within},
    units::SimTime,
};

/// A call that an agent talks with, at the end of which a colleague is asked.
#[derive(Clone, Copy, Debug)]
pub struct Contact {
    pub agent: u32,
    pub call: Call,
    /// The queue it had joined, if it had.
    pub queue: Option<QueueLengths>,
    /// When it was answered, when the talk is over, and how long the work after it takes.
    pub times: [SimTime; 3],
}

impl<O: Observer> Play<'_, O> {
    /// Whether a colleague is to be asked when the talk of this contact is over, which is put aside until then.
    #[cold]
    #[inline(never)]
    pub(super) fn is_to_consult(
        &mut self,
        agent: u32,
        call: &Call,
        queue: Option<QueueLengths>,
        times: [SimTime; 3],
    ) -> bool {
        let talked_until = times[1];
        if talked_until >= self.cut_off_of(call.call_type as usize) || self.consultation_of(call).is_none() {
            return false;
        }
        self.centre.calendar.schedule(talked_until, Kind::Consult, agent);
        self.centre.consulting.push(Contact { agent, call: *call, queue, times });
        true
    }

    /// What a steady state stops in the middle of is told as if nobody had been asked.
    pub(super) fn leave_consulting(&mut self) {
        while let Some(contact) = self.centre.consulting.pop() {
            self.settle_contact(&contact);
        }
    }

    #[cold]
    #[inline(never)]
    fn settle_contact(&mut self, contact: &Contact) {
        self.conclude(contact.agent, &contact.call, contact.queue, contact.times);
    }

    /// The talk of an agent is over, and a colleague joins if one is idle.
    pub(super) fn consult(&mut self, agent: u32, now: SimTime) {
        let Some(index) = self.centre.consulting.iter().position(|contact| contact.agent == agent) else { return };
        let mut contact = self.centre.consulting.swap_remove(index);
        let Some(consultation) = self.consultation_of(&contact.call) else { return };
        let (group, is_held) = (consultation.group, self.centre.agents.idle(consultation.group) > 0);
        if is_held {
            let (fate, number) = (contact.call.customer.fate, contact.call.customer.contacts);
            let time = draw(Some(&consultation.time), fate.stream(Question::ConsultTime, number));
            contact.times[1] = now + time;
        }
        let to = contact.times[1].min(self.cut_off_of(contact.call.call_type as usize));
        if is_held {
            let colleague = self.centre.agents.choose(group, Within::LongestIdle, 0.0);
            self.centre.agents.take_call(colleague, now);
            self.centre.calendar.schedule(to, Kind::Free, colleague);
        }
        let (call_type, group) = (contact.call.call_type, group as u32);
        self.observer.consulted(&ConsultRecord { call_type, group, from: now, to, is_held });
        self.settle_contact(&contact);
    }

    /// The consultation that a contact needs, if it needs one.
    fn consultation_of(&self, call: &Call) -> Option<&Consultation> {
        let journey = self.model.call_types()[call.call_type as usize].journey();
        let chance = call.customer.fate.chance(Question::Consults, call.customer.contacts);
        journey.consultation_of(chance).map(|number| &journey.consultations[number])
    }
}
