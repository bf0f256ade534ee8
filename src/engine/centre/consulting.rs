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

/// A call that an agent talks with.
#[derive(Clone, Copy, Debug)]
pub struct Contact {
    pub agent: u32,
    pub call: Call,
    /// The queue it had joined, if it had.
    pub queue: Option<QueueLengths>,
    pub answered_at: SimTime,
    /// When the talk is over.
    pub talked_until: SimTime,
    pub after_call_work: SimTime,
}

impl<O: Observer> Play<'_, O> {
    /// Whether a colleague is to be asked when the talk of this contact is over, which is put aside until then.
    #[cold]
    #[inline(never)]
    pub(super) fn is_to_consult(&mut self, contact: &Contact) -> bool {
        let cut_off_at = self.cut_off_of(contact.call.call_type as usize);
        if contact.talked_until >= cut_off_at || self.consultation_of(&contact.call).is_none() {
            return false;
        }
        self.centre.calendar.schedule(contact.talked_until, Kind::Consult, contact.agent);
        self.centre.consulting.push(*contact);
        true
    }

    /// What a steady state stops in the middle of is told as if nobody had been asked.
    pub(super) fn leave_consulting(&mut self) {
        while let Some(contact) = self.centre.consulting.pop() {
            self.conclude(&contact);
        }
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
            contact.talked_until = now + time;
        }
        let to = contact.talked_until.min(self.cut_off_of(contact.call.call_type as usize));
        if is_held {
            let colleague = self.centre.agents.choose(group, Within::LongestIdle, 0.0);
            self.centre.agents.take_call(colleague, now);
            self.centre.calendar.schedule(to, Kind::Free, colleague);
        }
        let (call_type, group) = (contact.call.call_type, group as u32);
        self.observer.consulted(&ConsultRecord { call_type, group, from: now, to, is_held });
        self.conclude(&contact);
    }

    /// The consultation that a contact needs, if it needs one.
    fn consultation_of(&self, call: &Call) -> Option<&Consultation> {
        let journey = self.model.call_types()[call.call_type as usize].journey();
        let chance = call.customer.fate.chance(Question::Consults, call.customer.contacts);
        journey.consultation_of(chance).map(|number| &journey.consultations[number])
    }
}
