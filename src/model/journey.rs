//! What may become of a caller besides being answered once: self-service, announcements, callbacks,
//! redials, consultations, transfers, recalls.
//!
//! A customer has one issue and may call more than once for it. Each call is an *attempt*; an
//! attempt that an agent answers is a *contact*. Shares are from 0 to 1.

use super::{Distribution, NoModel, routing::ExpectedWait};
use crate::units::SimTime;

/// The most attempts one customer makes for one issue.
pub const MOST_ATTEMPTS: u32 = 1000;

/// An answering machine that callers meet before the queue.
#[derive(Clone, Debug, PartialEq)]
pub struct SelfService {
    /// How long they spend there.
    pub time: Distribution,
    /// The share whose problem is solved there.
    pub solves: f64,
    /// The share that gives up there.
    pub gives_up: f64,
}

/// Something that is said to those who wait.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Announcement {
    /// After how long a wait it is said.
    pub after: SimTime,
    /// What the patience that is left then is multiplied by.
    pub patience_factor: f64,
}

/// When the centre calls back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallbackWhen {
    /// When it would have been the customer's turn: the place in the queue is kept.
    InTurn,
    /// After the wait that was expected, the customer joins the queue of `call_type`.
    AfterExpectedWait,
}

impl CallbackWhen {
    /// The words in the TOML.
    pub const ALL: [(&str, Self); 2] = [("in_turn", Self::InTurn), ("after_expected_wait", Self::AfterExpectedWait)];
}

/// The offer to be called back.
#[derive(Clone, Debug, PartialEq)]
pub struct Callback {
    /// Offered to who would have to wait and is expected to wait longer than this.
    pub offered_over: SimTime,
    /// The share that accepts.
    pub accepted: f64,
    /// When the call is made.
    pub when: CallbackWhen,
    /// What the wait that was expected is multiplied by, to say when the call is made after it.
    pub wait_factor: f64,
    /// The call type whose queue it joins.
    pub call_type: usize,
    /// It is kept when it is made within this time; `None` for whenever.
    pub window: Option<SimTime>,
    /// The share of customers who are reached.
    pub reached: f64,
    /// What the patience of who was called and has to wait again is multiplied by.
    pub patience_factor: f64,
    /// What the handle time of a callback is multiplied by.
    pub handle_time_factor: f64,
}

/// Customers who were not served and call again.
#[derive(Clone, Debug, PartialEq)]
pub struct Redial {
    /// The share of those who abandoned.
    pub after_abandoning: f64,
    /// The share of those who found all lines busy or the queue full.
    pub after_blocking: f64,
    /// The share of those who balked.
    pub after_balking: f64,
    /// How long they wait before they call again.
    pub delay: Distribution,
    /// The call type as which they come again.
    pub call_type: usize,
    /// The most attempts in all.
    pub most_attempts: u32,
    /// Whether they have the same patience again, instead of a new one.
    pub same_patience: bool,
}

/// Customers whose issue was not solved and who call again.
#[derive(Clone, Debug, PartialEq)]
pub struct Recall {
    /// The share that calls again.
    pub share: f64,
    /// How long after the contact.
    pub delay: Distribution,
    /// The call type as which they come again.
    pub call_type: usize,
    /// The most contacts in all.
    pub most_contacts: u32,
}

/// Contacts in which the agent asks a colleague to join, at the end of the talk.
#[derive(Clone, Debug, PartialEq)]
pub struct Consultation {
    /// The share of contacts.
    pub share: f64,
    /// The group that is asked. If nobody of it is idle just then, the contact goes on without.
    pub group: usize,
    /// How long both agents talk with the customer.
    pub time: Distribution,
}

/// Contacts that are passed on.
#[derive(Clone, Debug, PartialEq)]
pub struct Transfer {
    /// The share of contacts.
    pub share: f64,
    /// The call type that they become.
    pub call_type: usize,
    /// What the first agent's talk and hold are multiplied by when a contact is passed on.
    pub handle_time_factor: f64,
    /// The time that passing on takes the first agent.
    pub time: Option<Distribution>,
    /// The share of transfers in which the first agent stays on the line until another answers.
    pub warm: f64,
    /// How long both agents talk with the customer then.
    pub conference_time: Option<Distribution>,
    /// How long the customer explains it all again otherwise.
    pub explaining_time: Option<Distribution>,
}

/// All of it, for one call type.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Journey {
    /// Before the queue.
    pub self_service: Option<SelfService>,
    /// In the queue.
    pub announcement: Option<Announcement>,
    /// How waits are foretold.
    pub expected_wait: ExpectedWait,
    /// Instead of the queue.
    pub callback: Option<Callback>,
    /// After no service.
    pub redial: Option<Redial>,
    /// At the end of the talk, with a colleague.
    pub consultations: Vec<Consultation>,
    /// After service, to somebody else.
    pub transfers: Vec<Transfer>,
    /// The share of contacts that solve the issue, before a group's own.
    pub resolution: Option<f64>,
    /// After a contact that did not.
    pub recall: Option<Recall>,
}

impl Journey {
    /// Whether something may happen to a call after it was answered.
    #[must_use]
    pub fn goes_on_after_answer(&self) -> bool {
        !self.transfers.is_empty() || self.resolution.is_some() || self.recall.is_some()
    }

    /// Whether every call of the type is one customer with one attempt, who is answered, gives up or
    /// is turned away, and nothing else.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        !self.goes_on_after_answer()
            && self.consultations.is_empty()
            && self.self_service.is_none()
            && self.announcement.is_none()
            && self.callback.is_none()
            && self.redial.is_none()
    }

    /// The number of the consultation that a contact needs, if it needs one; `chance` is from 0 to below 1.
    #[must_use]
    pub fn consultation_of(&self, chance: f64) -> Option<usize> {
        number_of(self.consultations.iter().map(|c| c.share), chance)
    }

    /// The number of the transfer that a contact is, if it is one; `chance` is from 0 to below 1.
    #[must_use]
    pub fn transfer_of(&self, chance: f64) -> Option<usize> {
        number_of(self.transfers.iter().map(|t| t.share), chance)
    }

    /// The call types it leads to.
    pub fn leads_to(&self) -> impl Iterator<Item = usize> + '_ {
        let callback = self.callback.iter().map(|c| c.call_type);
        let redial = self.redial.iter().map(|r| r.call_type);
        let recall = self.recall.iter().map(|r| r.call_type);
        callback.chain(redial).chain(recall).chain(self.transfers.iter().map(|t| t.call_type))
    }

    /// Checks what the scenario's reader cannot know of each number alone.
    ///
    /// # Errors
    ///
    /// [`NoModel`] when shares of one whole add up to more than 1, or customers would call for ever.
    pub(super) fn check(&self, name: &str, types: usize, groups: usize) -> Result<(), NoModel> {
        let refuse = |what: &str| Err(NoModel(format!("the call type \"{name}\" {what}")));
        if self.self_service.as_ref().is_some_and(|s| s.solves + s.gives_up > 1.0 + 1e-12) {
            return refuse("has a self-service of which more than everyone is solved or gives up");
        }
        if self.transfers.iter().map(|t| t.share).sum::<f64>() > 1.0 + 1e-12 {
            return refuse("passes on more than all its contacts");
        }
        if self.consultations.iter().map(|c| c.share).sum::<f64>() > 1.0 + 1e-12 {
            return refuse("asks colleagues in more than all its contacts");
        }
        if self.consultations.iter().any(|c| c.group >= groups) {
            return refuse("asks an agent group that there is not");
        }
        if self.leads_to().any(|t| t >= types) {
            return refuse("leads to a call type that there is not");
        }
        Ok(())
    }
}

/// Which of several shares of one whole `chance` falls into, in order.
fn number_of(mut shares: impl Iterator<Item = f64>, mut chance: f64) -> Option<usize> {
    shares.position(|share| {
        let falls = chance < share;
        chance -= share;
        falls
    })
}
