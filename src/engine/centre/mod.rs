//! The general engine: an event calendar, queues, agents and lines.
//!
//! | file | holds |
//! |---|---|
//! | `callers` | what callers bring |
//! | `calls` | calls under way, and the queues they wait in |
//! | `agents` | who is idle, busy or off |
//! | `arriving` | from arrival to an agent or the queue, and out of it unserved |
//! | `choosing` | which agent takes a call, which call an agent takes |
//! | `serving` | from answer to the end of the work after the call |
//! | `consulting` | colleagues who are asked to join |
//! | `ringing` | phones that ring before they are answered |
//! | `journey` | what else becomes of a customer: self-service, callbacks, redials, transfers, recalls |
//! | `dialling` | calls that the centre makes |
//! | `items` | what can wait for another day |
//! | `chats` | several at once for each agent |
//! | `staffing` | changes of staff and lines, and calls that are finished beyond the staff |
//! | `reserve` | agents who are called in when the queue is long |
//! | `speeds` | how fast each agent is |

mod agents;
mod arriving;
mod callers;
mod calls;
mod chats;
mod choosing;
mod consulting;
mod dialling;
mod items;
mod journey;
mod reserve;
mod ringing;
mod serving;
mod speeds;
mod staffing;

use self::{
    agents::Agents,
    callers::Callers,
    calls::{Calls, NONE},
    chats::Chats,
    choosing::Service,
    consulting::Contact,
    items::Overnight,
    journey::Foretold,
    reserve::Whereabouts,
    ringing::Ringing,
    staffing::Change,
};
use super::{
    attendance::Attendance,
    calendar::{Calendar, Kind},
    inflow::Inflows,
    record::{CallRecord, Observer, Outcome, Who},
    streams::Fate,
};
use crate::{
    model::{AtClose, Horizon, Model},
    units::SimTime,
};

/// Plays replication number `replication` of `model` and tells `observer` what happens.
///
/// `centre` holds the memory and may be used again for any model; what it holds from before has no
/// influence.
pub fn play(model: &Model, seed: u64, replication: u64, centre: &mut Centre, observer: &mut impl Observer) {
    centre.reset(model, seed, replication);
    let lines = centre.attendance.lines().map(|lines| lines.at(SimTime::ZERO));
    Play {
        model,
        centre,
        observer,
        closes_at: model.horizon().closes_at(0),
        cut_off_at: cut_off(model, 0),
        lines,
        measured: measured_time(model),
        traits: Traits::of(model),
    }
    .run();
}

/// An agent who stays on the line until another answers, and the call that is told then.
struct Held {
    agent: u32,
    fate: Fate,
    record: CallRecord,
}

/// The memory of a replication.
#[derive(Default)]
pub struct Centre {
    calendar: Calendar,
    inflows: Inflows,
    callers: Callers,
    calls: Calls,
    agents: Agents,
    attendance: Attendance,
    /// Changes of staff to come.
    changes: Vec<Change>,
    /// By group, where its reserve is.
    reserves: Vec<Whereabouts>,
    /// Calls whose agents' phones ring.
    ringing: Vec<Ringing>,
    /// Contacts at the end of whose talk a colleague is asked.
    consulting: Vec<Contact>,
    chats: Chats,
    overnight: Overnight,
    /// Records of agents who stay on the line until another answers.
    held: Vec<Held>,
    /// By call type, what waits are foretold from.
    foretold: Vec<Foretold>,
    /// How long the last who was answered from a queue had waited in it.
    last_queued_wait: SimTime,
    /// By call type, the service level so far.
    service: Vec<Service>,
    /// By call type, how many customers are being dialled.
    under_way: Vec<u32>,
    lines_in_use: u32,
    /// Measured calls of a steady state that are not decided yet.
    undecided: u64,
}

impl Centre {
    fn reset(&mut self, model: &Model, seed: u64, replication: u64) {
        self.calendar.clear();
        self.inflows.reset(model, seed, replication);
        self.callers.reset(model, seed, replication);
        self.calls.reset(model);
        self.attendance.reset(model, seed, replication);
        self.agents.reset(model, &self.attendance, seed, replication);
        self.reserves.clear();
        self.reserves.resize(model.agent_groups().len(), Whereabouts::default());
        self.ringing.clear();
        self.consulting.clear();
        self.chats.reset(model);
        self.overnight.reset(model, seed, replication);
        self.held.clear();
        self.foretold.clear();
        self.foretold.resize(model.call_types().len(), Foretold::default());
        self.last_queued_wait = SimTime::ZERO;
        self.service.clear();
        self.service.resize(model.call_types().len(), Service::default());
        self.under_way.clear();
        self.under_way.resize(model.call_types().len(), 0);
        self.lines_in_use = 0;
        self.undecided = 0;
    }
}

/// What a model has, so that what it has not costs nothing.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each says of one thing whether the model has it")]
struct Traits {
    /// Issues are told: a call is not all there is to one somewhere.
    has_journeys: bool,
    /// Waits are foretold somewhere.
    foretells: bool,
    /// Some group looks at service levels so far.
    watches_service: bool,
    /// The centre calls customers somewhere.
    dials: bool,
    /// Colleagues are asked to join somewhere.
    consults: bool,
    /// Phones ring for a while somewhere.
    rings: bool,
    /// Some group has a reserve.
    has_reserve: bool,
    /// Some calls are items that can wait.
    has_items: bool,
    /// Some calls are chats.
    has_chats: bool,
}

impl Traits {
    fn of(model: &Model) -> Self {
        let types = model.call_types();
        Self {
            has_journeys: model.has_journeys(),
            foretells: types.iter().any(|t| {
                t.journey().callback.is_some() || t.balking().is_some_and(|b| b.expected_wait_at_least > SimTime::ZERO)
            }),
            watches_service: model
                .agent_groups()
                .iter()
                .any(|g| g.call_selection() == crate::model::routing::CallSelection::ServiceLevelDeficit),
            dials: model.has_outbound(),
            consults: model.has_consultations(),
            rings: model.agent_groups().iter().any(|g| g.work().ring_time.is_some()),
            has_reserve: model.agent_groups().iter().any(|g| g.work().reserve.is_some()),
            has_items: model.has_items(),
            has_chats: model.has_chats(),
        }
    }
}

/// When calls in progress are cut off on day `day`, if they are.
fn cut_off(model: &Model, day: usize) -> SimTime {
    match model.horizon() {
        Horizon::Day(of) if of.at_close() == AtClose::StopAtOnce => model.horizon().closes_at(day),
        _ => SimTime::NEVER,
    }
}

/// From when to when a steady state is measured; `None` for a day, which ends by itself.
fn measured_time(model: &Model) -> Option<(SimTime, SimTime)> {
    let horizon = model.horizon();
    matches!(horizon, Horizon::SteadyState(_)).then(|| (horizon.measured_from(), horizon.measured_to()))
}

/// One replication under way.
struct Play<'a, O> {
    model: &'a Model,
    centre: &'a mut Centre,
    observer: &'a mut O,
    /// When callers are no longer let in today; never, in a steady state. Until the next day of a row
    /// opens, it is past.
    closes_at: SimTime,
    /// When calls in progress are cut off today, if they are.
    cut_off_at: SimTime,
    /// Lines that are up; `None` where there is no limit to them at any time.
    lines: Option<u32>,
    measured: Option<(SimTime, SimTime)>,
    traits: Traits,
}

impl<O: Observer> Play<'_, O> {
    fn run(&mut self) {
        for away in self.centre.attendance.away() {
            self.observer.away(away);
        }
        self.schedule_day();
        self.schedule_diallers();
        self.open_items(0, SimTime::ZERO);
        let mut now = self.play_events(SimTime::ZERO);
        self.leave_chats(now);
        self.leave_consulting();
        self.send_away_callers(now);
        while let Some(slot) = self.centre.calls.anyone(|_| true) {
            self.leave_over(slot, now);
        }
        // Agents who stayed on the line with who was sent away just now finish too.
        if self.measured.is_none() {
            now = self.play_events(now);
        }
        self.centre.agents.end_nobody_idle(now);
        self.tell_nobody_idle();
        self.end_reserves(now);
        self.end_all_overstays(now);
    }

    /// Plays from `now` until nothing more can happen, or a steady state is complete; when that is.
    fn play_events(&mut self, mut now: SimTime) -> SimTime {
        // A steady state goes on after its measured time, but no longer than it was measured.
        let limit = self.measured.map(|(from, to)| to + to.since(from));
        loop {
            let arrives_at = self.centre.inflows.next_at();
            let arrives_at = if arrives_at < self.closes_at { arrives_at } else { SimTime::NEVER };
            let event_at = self.centre.calendar.next_at();
            if let Some(limit) = limit.filter(|limit| event_at.unwrap_or(arrives_at).min(arrives_at) >= *limit) {
                return limit;
            }
            match event_at {
                Some(at) if at <= arrives_at => {
                    let Some((at, kind, subject)) = self.centre.calendar.pop() else { return now };
                    if self.happen(at, kind, subject) {
                        now = at;
                    }
                }
                _ if arrives_at < SimTime::NEVER => {
                    now = arrives_at;
                    self.arrive(arrives_at);
                }
                _ => return now,
            }
            self.tell_nobody_idle();
            if self.is_steady_state_complete(now) {
                return now;
            }
        }
    }

    /// Whether it really happened: the end of a patience, or of a delay, means nothing when the caller
    /// is gone.
    #[inline]
    fn happen(&mut self, now: SimTime, kind: Kind, subject: u32) -> bool {
        match kind {
            Kind::GiveUp => return self.give_up(subject, now),
            Kind::Check => return self.check(subject, now),
            Kind::Announce => return self.announce(subject, now),
            Kind::ChatEnds => return self.chat_ends(subject, now),
            Kind::Free => self.agent_free(subject, now),
            Kind::HangUp => self.hang_up(subject, now),
            Kind::Consult => self.consult(subject, now),
            Kind::PickedUp => return self.picked_up(subject, now),
            Kind::Staff => self.change_staff(subject, now),
            Kind::Lines => self.change_lines(subject, now),
            Kind::ReserveComes => self.reserve_is_there(subject as usize, now),
            Kind::Close => self.close(now),
            Kind::Open => self.open(subject as usize, now),
            Kind::SelfServiceEnds => self.self_service_ends(subject, now),
            Kind::CallAgain => self.call_again(subject, now),
            Kind::Dial => self.dial(subject as usize, now),
            Kind::PickUp => self.pick_up(subject, now),
            Kind::NoReply => self.no_reply(subject as usize, now),
        }
        true
    }

    /// A steady state goes on, callers coming, until each measured call is decided.
    #[inline]
    fn is_steady_state_complete(&self, now: SimTime) -> bool {
        self.measured.is_some_and(|(_, to)| now >= to && self.centre.undecided == 0)
    }

    /// A call whose end is still to be told, in a steady state that waits for it.
    #[inline]
    fn must_be_decided(&self, arrived_at: SimTime) -> bool {
        self.measured.is_some_and(|(from, to)| from <= arrived_at && arrived_at < to)
    }

    #[inline]
    fn expect(&mut self, arrived_at: SimTime) {
        self.centre.undecided += u64::from(self.must_be_decided(arrived_at));
    }

    #[inline]
    fn no_longer_expect(&mut self, arrived_at: SimTime) {
        self.centre.undecided -= u64::from(self.must_be_decided(arrived_at));
    }

    #[inline]
    fn tell_nobody_idle(&mut self) {
        while let Some((group, from, to)) = self.centre.agents.take_nobody_idle() {
            self.observer.nobody_idle(group as usize, from, to);
        }
    }

    #[inline]
    fn tell(&mut self, record: &CallRecord, fate: Fate, agent: u32) {
        self.no_longer_expect(record.arrived_at);
        let agent = (agent != NONE).then(|| self.centre.agents.number_in_group(agent));
        self.observer.who(Who { customer: fate.key(), agent });
        self.observer.call(record);
    }

    fn close(&mut self, now: SimTime) {
        let Horizon::Day(day) = self.model.horizon() else { return };
        if day.at_close() != AtClose::ServeQueue {
            self.send_away_callers(now);
        }
        if day.at_close() == AtClose::StopAtOnce {
            self.cut_off_chats(now);
        }
    }

    /// A later day of a row begins.
    fn open(&mut self, day: usize, now: SimTime) {
        self.closes_at = self.model.horizon().closes_at(day);
        self.cut_off_at = cut_off(self.model, day);
        self.open_items(day, now);
    }

    /// Whether nobody new is let into a queue any more.
    fn is_queue_closed(&self, now: SimTime) -> bool {
        now >= self.closes_at
            && matches!(self.model.horizon(), Horizon::Day(day) if day.at_close() != AtClose::ServeQueue)
    }

    /// Who waits and is no item leaves.
    fn send_away_callers(&mut self, now: SimTime) {
        while let Some(slot) = self.centre.calls.anyone(|call_type| !self.is_item(call_type)) {
            self.leave_unserved(slot, now, Outcome::StillWaiting);
        }
        self.stop_all_ringing(now);
    }
}
