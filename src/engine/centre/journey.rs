//! What else becomes of a customer: self-service, announcements, callbacks, redials, transfers,
//! recalls, and the end of the issue.

use rand::Rng;

use super::{
    super::{
        calendar::Kind,
        record::{IssueRecord, Next, Observer, Origin, Outcome, QueueLengths},
        streams::Question,
    },
    Play,
    calls::{Call, Customer, NONE},
};
use crate::{
    model::{
        Chat, Distribution,
        journey::{Callback, CallbackWhen, Recall, Transfer},
        routing::QueueState,
    },
    units::SimTime,
};

/// How many answered waits the mean of the last ten looks back on.
const LAST: usize = 10;

/// What waits are foretold from, for one call type.
#[derive(Clone, Copy, Debug, Default)]
pub struct Foretold {
    /// The last waits of answered callers, in a ring.
    waits: [SimTime; LAST],
    count: usize,
}

impl Foretold {
    /// Notes a caller who was answered.
    pub fn note(&mut self, waited: SimTime) {
        self.waits[self.count % LAST] = waited;
        self.count += 1;
    }

    fn last(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.waits[(self.count - 1) % LAST].as_seconds() }
    }

    fn mean(&self) -> f64 {
        let known = self.count.min(LAST);
        self.waits[..known].iter().map(|w| w.as_seconds()).sum::<f64>() / known.max(1) as f64
    }
}

/// What follows an answer.
#[derive(Clone, Copy, Debug)]
pub struct After {
    /// When the agent is off the line.
    pub hung_up_at: SimTime,
    /// The call whose journey goes on then, or [`NONE`].
    pub call: u32,
    pub next: Next,
    pub is_resolved: bool,
    /// Whether the agent stays on the line until another answers.
    pub is_warm: bool,
}

/// A time drawn, or none.
pub(super) fn draw<R: Rng>(distribution: Option<&Distribution>, mut rng: R) -> SimTime {
    distribution.map_or(SimTime::ZERO, |d| SimTime::from_draw(d.draw(&mut rng)))
}

impl<O: Observer> Play<'_, O> {
    // Self-service.

    pub(super) fn start_self_service(&mut self, call: Call, now: SimTime) {
        let Some(service) = &self.model.call_types()[call.call_type as usize].journey().self_service else { return };
        let fate = call.customer.fate;
        let time = draw(Some(&service.time), fate.stream(Question::SelfServiceTime, call.customer.attempts));
        let slot = self.centre.calls.keep(call);
        self.centre.calendar.schedule(now + time, Kind::SelfServiceEnds, slot);
    }

    /// Solved, given up, or on to an agent: the wait begins now.
    pub(super) fn self_service_ends(&mut self, slot: u32, now: SimTime) {
        let mut call = self.centre.calls.release(slot);
        let Some(service) = &self.model.call_types()[call.call_type as usize].journey().self_service else { return };
        let chance = call.customer.fate.chance(Question::SelfService, call.customer.attempts);
        self.no_longer_expect(call.arrived_at);
        call.self_service_time = now.since(call.arrived_at);
        call.arrived_at = now;
        self.expect(now);
        if chance < service.solves {
            self.end_unserved(&call, None, now, Outcome::SelfServed);
        } else if chance < service.solves + service.gives_up {
            self.end_unserved(&call, None, now, Outcome::LeftSelfService);
        } else {
            self.ask_before_cut_off(call, now);
        }
    }

    // Announcements and foretold waits.

    pub(super) fn schedule_announcement(&mut self, slot: u32, now: SimTime) {
        let call_type = self.centre.calls.get(slot).call.call_type as usize;
        if let Some(announcement) = self.model.call_types()[call_type].journey().announcement {
            let at = now + announcement.after;
            self.centre.calls.get_mut(slot).announced_at = at;
            self.centre.calendar.schedule(at, Kind::Announce, slot);
        }
    }

    /// What is left of the patience of the caller in `slot` changes.
    pub(super) fn announce(&mut self, slot: u32, now: SimTime) -> bool {
        let waiting = self.centre.calls.get_mut(slot);
        if !waiting.waits || waiting.announced_at != now || waiting.gives_up_at == SimTime::NEVER {
            return false;
        }
        let journey = self.model.call_types()[waiting.call.call_type as usize].journey();
        let Some(announcement) = journey.announcement else { return false };
        waiting.announced_at = SimTime::NEVER;
        waiting.gives_up_at = now + waiting.gives_up_at.since(now).times(announcement.patience_factor);
        let at = waiting.gives_up_at;
        self.centre.calendar.schedule(at, Kind::GiveUp, slot);
        true
    }

    /// The wait that a caller of a type is told to expect who comes now.
    pub(super) fn expected_wait(&self, call_type: usize, now: SimTime) -> SimTime {
        let of = &self.model.call_types()[call_type];
        let foretold = &self.centre.foretold[call_type];
        let head_wait = self.centre.calls.first(call_type).map_or(SimTime::ZERO, |w| now.since(w.call.arrived_at));
        let state = QueueState {
            waiting: self.centre.calls.length_of_type(call_type),
            agents: of.groups().iter().map(|&group| self.centre.agents.on_line(group)).sum(),
            mean_handle_time: of.mean_handle_time() * of.chat().map_or(1.0, Chat::share_of_agent),
            head_wait: head_wait.as_seconds(),
            last_wait: foretold.last(),
            mean_of_last_ten: foretold.mean(),
            last_queued_wait: self.centre.last_queued_wait.as_seconds(),
        };
        SimTime::from_draw(of.journey().expected_wait.guess(&state))
    }

    // Callbacks.

    /// Whether a caller who has to wait takes a callback instead, and is off the line.
    pub(super) fn takes_callback(&mut self, mut call: Call, now: SimTime) -> bool {
        let Some(callback) = &self.model.call_types()[call.call_type as usize].journey().callback else { return false };
        let expected = self.expected_wait(call.call_type as usize, now);
        let fate = call.customer.fate;
        if call.origin == Origin::Callback
            || expected <= callback.offered_over
            || fate.chance(Question::AcceptsCallback, call.customer.attempts) >= callback.accepted
        {
            return false;
        }
        if call.holds_line {
            self.release_line();
            call.holds_line = false;
        }
        if call.with_agent != NONE {
            self.let_go(call.with_agent, now);
            call.with_agent = NONE;
        }
        become_callback(&mut call, callback);
        match callback.when {
            CallbackWhen::AfterExpectedWait if expected < SimTime::NEVER => {
                let slot = self.centre.calls.keep(call);
                self.centre.calendar.schedule(now + expected.times(callback.wait_factor), Kind::CallAgain, slot);
            }
            // Where nobody is on the line no time can be named, and the place in the queue is kept.
            CallbackWhen::InTurn | CallbackWhen::AfterExpectedWait => {
                self.wait(call, now);
                // Agents of its new type may be idle.
                self.serve_first_of(call.call_type as usize, now);
            }
        }
        true
    }

    /// Before an agent speaks: whether a customer who is off the line is reached. Who is not is lost,
    /// and the agent stays idle.
    pub(super) fn before_answer(&mut self, call: &mut Call, queue: Option<QueueLengths>, now: SimTime) -> bool {
        if !call.is_off_line || self.reaches(call, now) {
            return true;
        }
        self.end_unserved(call, queue, now, Outcome::Abandoned);
        false
    }

    /// The centre calls the customer back: whether somebody answers, who is then on the line.
    fn reaches(&mut self, call: &mut Call, now: SimTime) -> bool {
        let callback = self.callback_of(call);
        let reached = callback.map_or(1.0, |c| c.reached);
        if call.customer.fate.chance(Question::IsReached, call.customer.attempts) >= reached {
            return false;
        }
        let window = callback.and_then(|c| c.window);
        call.is_kept = window.is_none_or(|window| now.since(call.arrived_at) <= window);
        call.is_off_line = false;
        call.holds_line = self.lines.is_some();
        self.centre.lines_in_use += u32::from(self.lines.is_some());
        true
    }

    /// The callback that a call is, if it is one. Its factors are applied where they are used, so that
    /// the customer who calls again is the customer who called.
    pub(super) fn callback_of(&self, call: &Call) -> Option<&Callback> {
        if call.callback_of == NONE {
            return None;
        }
        self.model.call_types()[call.callback_of as usize].journey().callback.as_ref()
    }

    // After nobody answered.

    /// Whether the customer calls again, and if not, the end of the issue.
    pub(super) fn after_no_service(&mut self, call: &Call, now: SimTime, outcome: Outcome) -> Next {
        let mut customer = call.customer;
        customer.waited = customer.waited + self.waited(call, now);
        if outcome == Outcome::StillWaiting && self.is_item(call.call_type as usize) {
            self.observer.issue(&IssueRecord { is_carried_over: true, ..issue(&customer) });
            return Next::Ends;
        }
        let redial = self.model.call_types()[call.call_type as usize].journey().redial.as_ref();
        let share = redial.map_or(0.0, |r| match outcome {
            Outcome::Abandoned => r.after_abandoning,
            Outcome::Blocked => r.after_blocking,
            Outcome::Balked => r.after_balking,
            _ => 0.0,
        });
        let (fate, attempts) = (customer.fate, customer.attempts);
        if let Some(redial) = redial.filter(|r| attempts < r.most_attempts)
            && fate.chance(Question::Redials, attempts) < share
        {
            customer.attempts += 1;
            let at = now + draw(Some(&redial.delay), fate.stream(Question::RedialDelay, attempts));
            let mut again = Call { customer, origin: Origin::Redial, ..*call };
            let mut anew = again;
            self.change_type(&mut anew, redial.call_type, at);
            if redial.call_type != call.call_type as usize {
                again = anew;
            }
            again.patience = if redial.same_patience { call.patience } else { anew.patience };
            again.balking = fate.chance(Question::Balks, customer.attempts);
            self.schedule_again(again, at);
            return Next::Redials;
        }
        self.end_issue(&customer, outcome == Outcome::SelfServed, outcome == Outcome::SelfServed, None);
        Next::Ends
    }

    /// The customer comes again, at `at`, as a caller of `call_type`, with what such a caller brings.
    fn change_type(&self, call: &mut Call, call_type: usize, at: SimTime) {
        let of = &self.model.call_types()[call_type];
        let (fate, time) = (call.customer.fate, call.customer.attempts + call.customer.contacts);
        call.call_type = call_type as u32;
        call.line_time = draw(Some(of.talk_time()), fate.stream(Question::Talk, time))
            + draw(of.hold_time(), fate.stream(Question::Hold, time));
        call.after_call_work = draw(of.after_call_work(), fate.stream(Question::AfterCallWork, time));
        call.patience = of.patience().map_or(SimTime::NEVER, |d| draw(Some(d), fate.stream(Question::Patience, time)));
        if of.changes_by_interval() {
            self.apply_interval(call, at);
        }
    }

    fn schedule_again(&mut self, mut call: Call, at: SimTime) {
        call.holds_line = false;
        call.is_off_line = false;
        call.callback_of = NONE;
        call.is_kept = false;
        call.self_service_time = SimTime::ZERO;
        call.with_agent = NONE;
        call.age = SimTime::ZERO;
        let slot = self.centre.calls.keep(call);
        self.centre.calendar.schedule(at, Kind::CallAgain, slot);
    }

    /// A customer calls again, or is due to be called back. Who calls after closing is not let in.
    pub(super) fn call_again(&mut self, slot: u32, now: SimTime) {
        let mut call = self.centre.calls.release(slot);
        if call.is_off_line {
            return self.callback_is_due(call, now);
        }
        if now >= self.closes_at && !self.is_item(call.call_type as usize) {
            return self.end_issue(&call.customer, false, false, None);
        }
        call.arrived_at = now;
        self.come_in(call, now);
    }

    /// After the wait that was expected the customer is called, and waits on the line if need be.
    fn callback_is_due(&mut self, mut call: Call, now: SimTime) {
        if !self.reaches(&mut call, now) {
            return self.end_unserved(&call, None, now, Outcome::Abandoned);
        }
        if now >= self.cut_off_at {
            return self.end_unserved(&call, None, now, Outcome::StillWaiting);
        }
        if let Some(agent) = self.choose_agent(call.call_type as usize, SimTime::ZERO, call.customer.fate, now) {
            return self.reach(agent, call, now);
        }
        if self.is_queue_closed(now) {
            return self.end_unserved(&call, None, now, Outcome::StillWaiting);
        }
        self.wait(call, now);
    }

    // After an answer.

    /// A call that an agent answers now, and would talk `line_time` with: how long they talk.
    pub(super) fn begin_contact(&mut self, call: &mut Call, line_time: SimTime, now: SimTime) -> SimTime {
        self.count_contact(call, now);
        let together = self.join_first_agent(call, now);
        self.transfer_of(call).map_or(line_time, |transfer| line_time.times(transfer.handle_time_factor)) + together
    }

    /// What comes of a call that an agent has answered and talks with until `talked_until`.
    pub(super) fn after_answer(&mut self, agent: u32, group: usize, call: &Call, talked_until: SimTime) -> After {
        let plain = After::plain(talked_until);
        if plain.hung_up_at > self.cut_off_of(call.call_type as usize) {
            self.end_issue(&call.customer, false, false, None);
            return After { is_resolved: false, ..plain };
        }
        if let Some(transfer) = self.transfer_of(call) {
            let (slot, hung_up_at, is_warm) = self.pass_on(agent, call, transfer, talked_until);
            let call = self.centre.calls.keep(slot);
            return After { hung_up_at, call, next: Next::Transfers, is_resolved: false, is_warm };
        }
        let journey = self.model.call_types()[call.call_type as usize].journey();
        let resolution = self.model.agent_groups()[group].resolution(call.call_type as usize).or(journey.resolution);
        let (fate, contact) = (call.customer.fate, call.customer.contacts);
        if fate.chance(Question::IsResolved, contact) < resolution.unwrap_or(1.0) {
            self.end_issue(&call.customer, true, false, Some(group as u32));
            return plain;
        }
        let recalls = |r: &&Recall| contact < r.most_contacts && fate.chance(Question::Recalls, contact) < r.share;
        let Some(recall) = journey.recall.as_ref().filter(recalls) else {
            self.end_issue(&call.customer, false, false, None);
            return After { is_resolved: false, ..plain };
        };
        let at = plain.hung_up_at + draw(Some(&recall.delay), fate.stream(Question::RecallDelay, contact));
        let mut customer = call.customer;
        customer.attempts += 1;
        let mut again = Call { customer, origin: Origin::Recall, ..*call };
        self.change_type(&mut again, recall.call_type, at);
        again.balking = fate.chance(Question::Balks, customer.attempts);
        self.schedule_again(again, at);
        After { is_resolved: false, next: Next::Recalls, ..plain }
    }

    fn count_contact(&self, call: &mut Call, now: SimTime) {
        call.customer.waited = call.customer.waited + self.waited(call, now);
        call.customer.contacts += 1;
    }

    /// The issue of a chat that was answered at `answered_at` and is cut off.
    pub(super) fn cut_off_issue(&mut self, call: &mut Call, answered_at: SimTime) {
        self.count_contact(call, answered_at);
        self.end_issue(&call.customer, false, false, None);
    }

    /// The time in which both agents talk with the customer, when the first stayed on the line; the
    /// first hangs up after it.
    fn join_first_agent(&mut self, call: &mut Call, now: SimTime) -> SimTime {
        if call.origin != Origin::Transfer {
            return SimTime::ZERO;
        }
        let together = call.together;
        if call.with_agent != NONE {
            self.let_go(call.with_agent, now + together);
            call.with_agent = NONE;
        }
        together
    }

    /// The transfer that a contact is, if it is one.
    fn transfer_of(&self, call: &Call) -> Option<&Transfer> {
        let journey = self.model.call_types()[call.call_type as usize].journey();
        if journey.transfers.is_empty() {
            return None;
        }
        let chance = call.customer.fate.chance(Question::Transfer, call.customer.contacts);
        journey.transfer_of(chance).map(|number| &journey.transfers[number])
    }

    /// The call as the next agent gets it, when that one is asked for, and whether the first agent stays on the line.
    fn pass_on(&self, agent: u32, call: &Call, transfer: &Transfer, talked_until: SimTime) -> (Call, SimTime, bool) {
        let (fate, contact) = (call.customer.fate, call.customer.contacts);
        let is_warm = fate.chance(Question::IsWarm, contact) < transfer.warm;
        let passing = draw(transfer.time.as_ref(), fate.stream(Question::TransferTime, contact));
        let hung_up_at = talked_until + passing;
        (self.passed_on(agent, call, transfer, is_warm, hung_up_at), hung_up_at, is_warm)
    }

    /// The call as the next agent gets it, who is asked for at `at`. The line goes with it.
    fn passed_on(&self, agent: u32, call: &Call, transfer: &Transfer, is_warm: bool, at: SimTime) -> Call {
        let mut passed = Call {
            origin: Origin::Transfer,
            self_service_time: SimTime::ZERO,
            callback_of: NONE,
            is_kept: false,
            age: SimTime::ZERO,
            ..*call
        };
        self.change_type(&mut passed, transfer.call_type, at);
        let (fate, contact) = (call.customer.fate, call.customer.contacts);
        let extra = if is_warm { &transfer.conference_time } else { &transfer.explaining_time };
        passed.together = draw(extra.as_ref(), fate.stream(Question::Together, contact));
        passed.with_agent = if is_warm { agent } else { NONE };
        passed.balking = 1.0;
        passed
    }

    /// A call that is passed on looks for its next agent.
    pub(super) fn go_on(&mut self, slot: u32, now: SimTime) {
        let mut call = self.centre.calls.release(slot);
        call.arrived_at = now;
        self.expect(now);
        if call.holds_line && self.is_item(call.call_type as usize) {
            call.holds_line = false;
            self.release_line();
            if self.traits.dials {
                self.dial_all(now);
            }
        }
        self.ask_before_cut_off(call, now);
    }

    fn end_issue(&mut self, customer: &Customer, is_resolved: bool, is_self_served: bool, resolved_by: Option<u32>) {
        self.observer.issue(&IssueRecord { is_resolved, is_self_served, resolved_by, ..issue(customer) });
    }
}

/// An issue that is not solved.
const fn issue(customer: &Customer) -> IssueRecord {
    IssueRecord {
        call_type: customer.first_type,
        came_at: customer.came_at,
        attempts: customer.attempts,
        contacts: customer.contacts,
        waited: customer.waited,
        is_resolved: false,
        is_self_served: false,
        resolved_by: None,
        is_carried_over: false,
    }
}

/// The customer is off the line, and waits to be called.
fn become_callback(call: &mut Call, callback: &Callback) {
    call.callback_of = call.call_type;
    call.call_type = callback.call_type as u32;
    call.origin = Origin::Callback;
    call.is_off_line = true;
}
