//! A replication of several groups, from wait to wait.

use super::{
    arrivals::{Arrivals, Call},
    desk::Desk,
    queues::{Queues, Waiting},
};
use crate::{
    engine::record::{Answer, CallRecord, Observer, Outcome, QueueLengths, Step},
    model::{Horizon, Model},
    units::SimTime,
};

/// The memory of a replication.
#[derive(Debug, Default)]
pub struct ManyGroups {
    desks: Vec<Desk>,
    queues: Queues,
    /// By group, when its next agent is free, or was.
    free_at: Vec<u64>,
    /// By group, how many types wait that it may take.
    types_waiting: Vec<u32>,
    /// By group, `free_at` where a type waits that it may take, else never.
    due: Vec<u64>,
    /// By group, when its staff changes next, or the queue is sent away (the first alone).
    borders: Vec<u64>,
    next_border: u64,
    /// Nothing happens before this but arrivals; what happens next may be later still.
    quiet_until: u64,
    cut_off: u64,
    /// Calls that a steady state measures and goes on for: those who came from then to then, and how
    /// many of them still wait.
    measured: Option<(u64, u64)>,
    undecided: u32,
    last_at: u64,
}

/// Plays replication number `replication` of `model`, which this engine [plays](super::plays).
pub fn play(model: &Model, seed: u64, replication: u64, memory: &mut ManyGroups, observer: &mut impl Observer) {
    memory.reset(model);
    let mut arrivals = Arrivals::new(model, seed, replication, memory.desks[0].staff().lets_in_until());
    let mut under_way = Play { model, memory, observer };
    while let Some(call) = arrivals.next() {
        under_way.move_on(call.arrived_at);
        if under_way.memory.is_steady_state_complete(call.arrived_at) {
            return under_way.finish(call.arrived_at);
        }
        under_way.arrive(&call);
    }
    under_way.move_on(u64::MAX - 1);
    let last_staff = under_way.end_staff();
    let now = under_way.memory.last_at.max(last_staff);
    under_way.finish(now);
}

impl ManyGroups {
    fn reset(&mut self, model: &Model) {
        let groups = model.agent_groups().len();
        self.desks.resize_with(groups, Desk::default);
        self.desks.iter_mut().enumerate().for_each(|(group, desk)| desk.reset(model, group));
        self.queues.reset(model);
        self.free_at.clear();
        self.free_at.extend(self.desks.iter_mut().map(Desk::earliest));
        self.types_waiting.clear();
        self.types_waiting.resize(groups, 0);
        self.due.clear();
        self.due.resize(groups, u64::MAX);
        self.borders.clear();
        self.borders.extend(self.desks.iter().map(|desk| desk.staff().border()));
        self.next_border = self.borders.iter().copied().min().unwrap_or(u64::MAX);
        self.cut_off = self.desks[0].staff().cut_off();
        let horizon = model.horizon();
        let measured = || (horizon.measured_from().as_nanoseconds(), horizon.measured_to().as_nanoseconds());
        self.measured = matches!(horizon, Horizon::SteadyState(_)).then(measured);
        (self.undecided, self.last_at, self.quiet_until) = (0, 0, 0);
    }

    /// A steady state goes on, callers coming, until each measured call is decided.
    #[inline]
    fn is_steady_state_complete(&self, now: u64) -> bool {
        self.undecided == 0 && self.measured.is_some_and(|(_, to)| now >= to)
    }

    #[inline]
    fn must_be_decided(&self, call: &Call) -> bool {
        self.measured.is_some_and(|(from, to)| from <= call.arrived_at && call.arrived_at < to)
    }

    /// The group whose agent is free first of those that somebody waits for, and when.
    #[inline]
    fn next_due(&self) -> (u64, usize) {
        let mut next = (u64::MAX, 0);
        for (group, at) in self.due.iter().enumerate() {
            if *at < next.0 {
                next = (*at, group);
            }
        }
        next
    }

    #[inline]
    fn set_free_at(&mut self, group: usize, at: u64) {
        self.free_at[group] = at;
        if self.types_waiting[group] > 0 {
            self.due[group] = at;
        }
    }
}

/// One replication under way.
struct Play<'a, O> {
    model: &'a Model,
    memory: &'a mut ManyGroups,
    observer: &'a mut O,
}

impl<O: Observer> Play<'_, O> {
    /// Everything up to and at `now` happens: changes of staff, then agents becoming free, then callers
    /// giving up.
    #[inline]
    fn move_on(&mut self, now: u64) {
        if now >= self.memory.quiet_until {
            self.catch_up(now);
        }
    }

    #[inline(never)]
    fn catch_up(&mut self, now: u64) {
        loop {
            let border = self.memory.next_border;
            if self.memory.queues.is_empty() {
                if border > now {
                    self.memory.quiet_until = border;
                    return;
                }
                self.cross();
                continue;
            }
            let (answered_at, group) = self.memory.next_due();
            let given_up_at = self.memory.queues.next_give_up();
            if border <= now && border <= answered_at && border <= given_up_at {
                self.cross();
            } else if answered_at <= now && answered_at <= given_up_at && answered_at < u64::MAX {
                self.answer_next(group, answered_at);
            } else if given_up_at <= now && given_up_at < u64::MAX {
                self.give_up(given_up_at);
            } else {
                self.memory.quiet_until = border.min(answered_at).min(given_up_at);
                return;
            }
        }
    }

    /// Of the groups in order of preference the first with somebody idle takes the call; else it waits.
    #[inline]
    fn arrive(&mut self, call: &Call) {
        let now = call.arrived_at;
        self.memory.last_at = self.memory.last_at.max(now);
        let groups = &self.model.routing().of_type(call.of_type as usize).preferences;
        let free_at = &self.memory.free_at;
        if let Some(preference) = groups.iter().find(|preference| free_at[preference.group] <= now) {
            return self.answer(preference.group, call, now, None);
        }
        self.memory.undecided += u32::from(self.memory.must_be_decided(call));
        let mut quiet_until = self.memory.quiet_until.min(now.saturating_add(call.patience));
        if self.memory.queues.join(call) {
            for preference in groups {
                let group = preference.group;
                let free_at = self.memory.free_at[group];
                self.memory.types_waiting[group] += 1;
                self.memory.due[group] = free_at;
                quiet_until = quiet_until.min(free_at);
            }
        }
        self.memory.quiet_until = quiet_until;
    }

    #[inline]
    fn answer(&mut self, group: usize, call: &Call, now: u64, queue: Option<QueueLengths>) {
        let until = now.saturating_add(call.handle_time);
        let next = self.memory.desks[group].take_call(now, until, self.observer);
        self.memory.set_free_at(group, next);
        let cut_off = self.memory.cut_off;
        let ends_at = |time: u64| SimTime::from_nanoseconds(now.saturating_add(time).min(cut_off));
        let finished_at = ends_at(call.handle_time);
        if finished_at < SimTime::NEVER {
            self.memory.last_at = self.memory.last_at.max(finished_at.as_nanoseconds());
        }
        self.observer.answered(&Answer {
            call_type: call.of_type,
            group: group as u32,
            arrived_at: SimTime::from_nanoseconds(call.arrived_at),
            answered_at: SimTime::from_nanoseconds(now),
            hung_up_at: ends_at(call.line_time),
            finished_at,
            queue,
        });
    }

    /// The idle agent of a group takes who is next there.
    fn answer_next(&mut self, group: usize, now: u64) {
        let levels = &self.model.routing().of_group(group).levels;
        let queues = &mut self.memory.queues;
        let call_type = levels.iter().find_map(|level| queues.longest_waiting(level));
        let Some((waiting, is_empty)) = call_type.and_then(|call_type| queues.take(call_type)) else {
            unreachable!("group {group} is due, so somebody waits for it");
        };
        self.leaves(&waiting, is_empty);
        self.answer(group, &waiting.call, now, Some(waiting.queue));
    }

    fn give_up(&mut self, now: u64) {
        if let Some((waiting, is_empty)) = self.memory.queues.give_up() {
            self.leaves(&waiting, is_empty);
            self.memory.last_at = self.memory.last_at.max(now);
            self.tell_unserved(&waiting, Outcome::Abandoned, now);
        }
    }

    #[inline]
    fn leaves(&mut self, waiting: &Waiting, is_empty: bool) {
        self.memory.undecided -= u32::from(self.memory.must_be_decided(&waiting.call));
        if is_empty {
            for preference in &self.model.routing().of_type(waiting.call.of_type as usize).preferences {
                let group = preference.group;
                self.memory.types_waiting[group] -= 1;
                if self.memory.types_waiting[group] == 0 {
                    self.memory.due[group] = u64::MAX;
                }
            }
        }
    }

    fn tell_unserved(&mut self, waiting: &Waiting, outcome: Outcome, now: u64) {
        let group = self.model.call_types()[waiting.call.of_type as usize].groups()[0];
        self.observer.call(&record(&waiting.call, group, outcome, now, Some(waiting.queue)));
    }

    /// The staff of the first group that is due changes, or the queue is sent away.
    fn cross(&mut self) {
        let at = self.memory.next_border;
        let group = self.memory.borders.iter().position(|border| *border == at).unwrap_or(0);
        if self.memory.desks[group].staff().changes_next() {
            self.memory.desks[group].cross(self.observer);
            let next = self.memory.desks[group].earliest();
            self.memory.set_free_at(group, next);
        } else {
            self.memory.desks[group].send_away(self.observer);
            self.send_everyone_away(at);
        }
        self.memory.borders[group] = self.memory.desks[group].staff().border();
        self.memory.next_border = self.memory.borders.iter().copied().min().unwrap_or(u64::MAX);
    }

    fn send_everyone_away(&mut self, now: u64) {
        while let Some(call_type) = self.memory.queues.any() {
            let Some((waiting, is_empty)) = self.memory.queues.take(call_type) else { return };
            self.leaves(&waiting, is_empty);
            self.tell_unserved(&waiting, Outcome::StillWaiting, now);
        }
    }

    /// The last instant that the staff know of.
    fn end_staff(&mut self) -> u64 {
        let observer = &mut *self.observer;
        self.memory.desks.iter_mut().map(|desk| desk.finish_staff(observer)).max().unwrap_or(0)
    }

    fn finish(&mut self, now: u64) {
        self.send_everyone_away(now);
        for desk in &mut self.memory.desks {
            desk.finish(now, self.observer);
        }
    }
}

fn record(call: &Call, group: usize, outcome: Outcome, now: u64, queue: Option<QueueLengths>) -> CallRecord {
    let now = SimTime::from_nanoseconds(now);
    CallRecord {
        call_type: call.of_type,
        group: group as u32,
        outcome,
        arrived_at: SimTime::from_nanoseconds(call.arrived_at),
        left_queue_at: now,
        hung_up_at: now,
        finished_at: now,
        queue,
        step: Step::only(outcome),
    }
}
