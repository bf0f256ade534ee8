//! What else becomes of callers.

use super::{Checker, named, optional};
use crate::{
    model::{
        Distribution, Journey,
        journey::{
            Announcement, Callback, CallbackWhen, Consultation, MOST_ATTEMPTS, Recall, Redial, SelfService, Transfer,
        },
        routing::ExpectedWait,
    },
    scenario::{decode::At, family::RawDistribution, problem::Place, raw},
    units::SimTime,
};

/// Another type that callers become, or their own.
type Types<'a> = &'a [At<raw::CallType>];

fn distribution(given: &At<RawDistribution>) -> Distribution {
    given.value.0.clone()
}

/// A sum of shares as it would be written by hand.
fn rounded(sum: f64) -> f64 {
    (sum * 1e6).round() / 1e6
}

impl Checker<'_> {
    pub(super) fn journey(&mut self, of: &raw::CallType, own: usize, raw: &raw::Scenario) -> Option<Journey> {
        let types = raw.call_type.as_slice();
        let waits: Vec<(&str, ExpectedWait)> = ExpectedWait::ALL.map(|rule| (rule.name(), rule)).to_vec();
        let expected_wait = self.word(&of.expected_wait, &waits);
        let self_service = optional(of.self_service.as_ref(), |given| self.self_service(given));
        let announcement = optional(of.announcement.as_ref(), |given| self.announcement(&given.value, of));
        let callback = optional(of.callback.as_ref(), |given| self.callback(&given.value, own, types));
        let redial = optional(of.redial.as_ref(), |given| self.redial(given, own, types));
        let recall = optional(of.recall.as_ref(), |given| self.recall(given, of, own, raw));
        let consultations = self.consultations(of, raw);
        let transfers = self.transfers(of, types);
        Some(Journey {
            self_service: self_service.ok()?,
            announcement: announcement.ok()?,
            expected_wait: expected_wait?,
            callback: callback.ok()?,
            redial: redial.ok()?,
            consultations: consultations?,
            transfers: transfers?,
            resolution: of.resolution.as_ref().map(|r| r.value.0),
            recall: recall.ok()?,
        })
    }

    fn self_service(&mut self, raw: &At<raw::SelfService>) -> Option<SelfService> {
        let given = &raw.value;
        let (solves, gives_up) = (given.solves.value.0, given.gives_up.value.0);
        if solves + gives_up > 1.0 + 1e-12 {
            let all = rounded(solves + gives_up);
            self.problem(raw.place.as_ref(), format!("`solves` and `gives_up` come to {all}, more than all callers"));
            return None;
        }
        given.whole.then(|| SelfService { time: distribution(&given.time), solves, gives_up })
    }

    fn announcement(&mut self, given: &raw::Announcement, of: &raw::CallType) -> Option<Announcement> {
        if of.patience.is_none() && given.whole {
            let message = "an announcement changes patience, but these callers wait for ever; give them a `patience`";
            self.problem(given.place.as_ref(), message);
        }
        Some(Announcement {
            after: SimTime::from_seconds(given.after.value.0).ok()?,
            patience_factor: given.patience_factor.value.0,
        })
    }

    fn callback(&mut self, given: &raw::Callback, own: usize, types: Types) -> Option<Callback> {
        let when = self.word(&given.when, &CallbackWhen::ALL);
        let call_type = self.becomes(given.call_type.as_ref(), own, types);
        Some(Callback {
            offered_over: SimTime::from_seconds(given.offered_over.value.0).ok()?,
            accepted: given.accepted.value.0,
            when: when?,
            wait_factor: given.wait_factor.value.0,
            call_type: call_type?,
            window: optional(given.window.as_ref(), |window| self.positive(window)).ok()?,
            reached: given.reached.value.0,
            patience_factor: given.patience_factor.value.0,
            handle_time_factor: given.handle_time_factor.value.0,
        })
    }

    fn redial(&mut self, raw: &At<raw::Redial>, own: usize, types: Types) -> Option<Redial> {
        let given = &raw.value;
        let shares = [&given.after_abandoning, &given.after_blocking, &given.after_balking].map(|s| s.value.0);
        if given.whole && shares.iter().all(|share| *share == 0.0) {
            let message =
                "nobody redials; give `after_abandoning`, `after_blocking` or `after_balking` a share above 0";
            self.problem(raw.place.as_ref(), message);
        }
        let call_type = self.becomes(given.call_type.as_ref(), own, types);
        let most_attempts = self.at_most(&given.most_attempts, "attempts");
        self.takes_time(&given.delay);
        Some(Redial {
            after_abandoning: shares[0],
            after_blocking: shares[1],
            after_balking: shares[2],
            delay: distribution(&given.delay),
            call_type: call_type?,
            most_attempts: most_attempts?,
            same_patience: given.same_patience.value,
        })
    }

    fn recall(
        &mut self,
        recall: &At<raw::Recall>,
        of: &raw::CallType,
        own: usize,
        raw: &raw::Scenario,
    ) -> Option<Recall> {
        let given = &recall.value;
        let some_are_not_solved =
            of.resolution.is_some() || raw.agent_group.iter().any(|g| g.value.resolution.is_some());
        if !some_are_not_solved && given.whole {
            let message =
                "who recalls has an issue that was not solved; give the call type a `resolution`, the share that is";
            self.problem(recall.place.as_ref(), message);
        }
        let call_type = self.becomes(given.call_type.as_ref(), own, &raw.call_type);
        let most_contacts = self.at_most(&given.most_contacts, "contacts");
        self.takes_time(&given.delay);
        Some(Recall {
            share: given.share.value.0,
            delay: distribution(&given.delay),
            call_type: call_type?,
            most_contacts: most_contacts?,
        })
    }

    fn consultations(&mut self, of: &raw::CallType, raw: &raw::Scenario) -> Option<Vec<Consultation>> {
        let given = of.consultation.as_deref().unwrap_or_default();
        let Some(first) = given.first() else { return Some(Vec::new()) };
        let all: f64 = given.iter().map(|c| c.value.share.value.0).sum();
        if all > 1.0 + 1e-12 {
            self.problem(
                first.place.as_ref(),
                format!("these consultations come to {}, more than all contacts", rounded(all)),
            );
        }
        if of.chat.is_some() {
            self.problem(first.place.as_ref(), "nobody is asked to join a chat: `consultation` is for calls and items");
        }
        let names = named(&raw.agent_group, |group| &group.name)?;
        let consultations: Vec<Option<Consultation>> = given
            .iter()
            .map(|at| {
                let group = self.find(&at.value.agent_group, &names, "agent group");
                Some(Consultation { share: at.value.share.value.0, group: group?, time: distribution(&at.value.time) })
            })
            .collect();
        consultations.into_iter().collect()
    }

    fn transfers(&mut self, of: &raw::CallType, types: Types) -> Option<Vec<Transfer>> {
        let given = of.transfer.as_deref().unwrap_or_default();
        let all: f64 = given.iter().map(|t| t.value.share.value.0).sum();
        if all > 1.0 + 1e-12 {
            let place = given.first().and_then(|t| t.place.as_ref());
            self.problem(place, format!("these transfers come to {}, more than all contacts", rounded(all)));
        }
        let transfers: Vec<Option<Transfer>> = given.iter().map(|t| self.transfer(&t.value, types)).collect();
        transfers.into_iter().collect()
    }

    fn transfer(&mut self, given: &raw::Transfer, types: Types) -> Option<Transfer> {
        let call_type = self.named_call_type(&given.call_type, types);
        let warm = given.warm.value.0;
        if given.conference_time.is_some() && warm == 0.0 && given.whole {
            let message = "in a `conference_time` the first agent is still on the line; give `warm` a share above 0";
            self.problem(given.place.as_ref(), message);
        }
        Some(Transfer {
            share: given.share.value.0,
            call_type: call_type?,
            handle_time_factor: given.handle_time_factor.value.0,
            time: given.time.as_ref().map(distribution),
            warm,
            conference_time: given.conference_time.as_ref().map(distribution),
            explaining_time: given.explaining_time.as_ref().map(distribution),
        })
    }

    fn becomes(&mut self, name: Option<&At<String>>, own: usize, types: Types) -> Option<usize> {
        name.map_or(Some(own), |name| self.named_call_type(name, types))
    }

    fn at_most(&mut self, count: &At<u64>, what: &str) -> Option<u32> {
        if (1..=u64::from(MOST_ATTEMPTS)).contains(&count.value) {
            return u32::try_from(count.value).ok();
        }
        self.problem(count.place.as_ref(), format!("a customer makes from 1 to {MOST_ATTEMPTS} {what}"));
        None
    }

    /// Who calls again at once, and for ever, would stop the clock.
    fn takes_time(&mut self, delay: &At<RawDistribution>) {
        if delay.place.is_some() && delay.value.0.mean() == 0.0 {
            let place: Option<&Place> = delay.place.as_ref();
            self.problem(place, "this delay must be longer than nothing");
        }
    }
}
