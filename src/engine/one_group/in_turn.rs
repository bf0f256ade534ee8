//! One group whose calls need to be taken in turn: several types, priorities, balking, lines.
//!
//! Whoever comes later may be answered first, or may not get in, so a call cannot be decided when it
//! comes. But nothing has to be noted for a call that is answered at once, nor for an agent who
//! becomes free while nobody waits: time is moved on from arrival to arrival, and only waits are
//! resolved in between.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, VecDeque},
};

use super::{
    callers::{Block, Callers},
    free_times::FreeTimes,
    staff::Staff,
};
use crate::{
    engine::{
        inflow::Day,
        record::{CallRecord, Observer, Outcome, QueueLengths, Step},
    },
    model::{Horizon, Model},
    units::SimTime,
};

/// The memory of a replication.
#[derive(Debug, Default)]
pub struct Turns {
    free: FreeTimes,
    staff: Staff,
    /// One line of waiting calls for each priority, the highest first.
    lines: Vec<Line>,
    /// When callers who wait give up: (then, line, number in it).
    give_ups: BinaryHeap<Reverse<(u64, usize, u64)>>,
    /// When telephone lines become free, where they are limited.
    hang_ups: BinaryHeap<Reverse<u64>>,
    waiting_of_type: Vec<u32>,
    waiting: u32,
    /// Calls that a steady state measures and goes on for: those who came from then to then, and how
    /// many of them still wait.
    measured: Option<(u64, u64)>,
    undecided: u32,
    last_at: u64,
}

/// First in, first out; places of those who gave up stay until they come to the front.
#[derive(Debug, Default)]
struct Line {
    priority: i64,
    calls: VecDeque<Waiting>,
    /// Number of the call at the front.
    first: u64,
}

#[derive(Clone, Copy, Debug)]
struct Waiting {
    call: Call,
    queue: QueueLengths,
    waits: bool,
}

#[derive(Clone, Copy, Debug)]
struct Call {
    of_type: usize,
    arrived_at: u64,
    line_time: u64,
    handle_time: u64,
    patience: u64,
    balks: bool,
}

/// The types' callers merged: who comes next.
struct Arrivals<'m> {
    types: Vec<(Callers<'m>, Block, usize)>,
}

impl<'m> Arrivals<'m> {
    fn new(model: &'m Model, seed: u64, replication: u64, until: u64) -> Self {
        let day = Day::new(model, seed, replication);
        let until = SimTime::from_nanoseconds(until);
        let start = |index| {
            let mut callers = Callers::new(model, index, seed, replication, &day, until);
            let mut block = Block::default();
            callers.fill(&mut block);
            (callers, block, 0)
        };
        Self { types: (0..model.call_types().len()).map(start).collect() }
    }

    /// The next call; at equal times the first type in the file.
    fn next(&mut self) -> Option<Call> {
        let comes_at = |(_, block, next): &(Callers<'m>, Block, usize)| block.arrived_at.get(*next).copied();
        let due = self.types.iter().enumerate().filter_map(|(t, of)| Some((comes_at(of)?, t)));
        let (arrived_at, call_type) = due.min()?;
        let (callers, block, next) = &mut self.types[call_type];
        let call = Call {
            of_type: call_type,
            arrived_at,
            line_time: block.line_time()[*next],
            handle_time: block.handle_time[*next],
            patience: block.patience[*next],
            balks: block.balks.get(*next).is_some_and(|balks| *balks),
        };
        *next += 1;
        if *next == block.len() {
            callers.fill(block);
            *next = 0;
        }
        Some(call)
    }
}

/// Plays one replication.
pub fn play(model: &Model, seed: u64, replication: u64, turns: &mut Turns, observer: &mut impl Observer) {
    turns.reset(model);
    let mut arrivals = Arrivals::new(model, seed, replication, turns.staff.lets_in_until());
    while let Some(call) = arrivals.next() {
        turns.move_on(call.arrived_at, model, observer);
        if turns.is_steady_state_complete(call.arrived_at) {
            return turns.send_away(call.arrived_at, observer);
        }
        turns.arrive(&call, model, observer);
    }
    turns.finish(model, observer);
}

impl Turns {
    fn reset(&mut self, model: &Model) {
        self.staff.reset(model, false);
        let types = model.call_types();
        self.free.reset(self.staff.now() as usize, self.staff.most() as usize);
        let mut priorities: Vec<i64> = types.iter().map(crate::model::CallType::priority).collect();
        priorities.sort_unstable_by_key(|priority| Reverse(*priority));
        priorities.dedup();
        self.lines = priorities.into_iter().map(|priority| Line { priority, ..Line::default() }).collect();
        self.give_ups.clear();
        self.hang_ups.clear();
        self.waiting_of_type = vec![0; types.len()];
        (self.waiting, self.undecided, self.last_at) = (0, 0, 0);
        let horizon = model.horizon();
        let measured = || (horizon.measured_from().as_nanoseconds(), horizon.measured_to().as_nanoseconds());
        self.measured = matches!(horizon, Horizon::SteadyState(_)).then(measured);
    }

    /// A steady state goes on, callers coming, until each measured call is decided.
    fn is_steady_state_complete(&self, now: u64) -> bool {
        self.undecided == 0 && self.measured.is_some_and(|(_, to)| now >= to)
    }

    fn must_be_decided(&self, call: &Call) -> bool {
        self.measured.is_some_and(|(from, to)| from <= call.arrived_at && call.arrived_at < to)
    }

    /// Everything up to and at `now` happens: changes of staff, then agents becoming free, then
    /// callers giving up.
    fn move_on(&mut self, now: u64, model: &Model, observer: &mut impl Observer) {
        loop {
            let border = self.staff.border();
            let answered_at = if self.waiting > 0 { self.free.earliest() } else { u64::MAX };
            let given_up_at = self.next_give_up();
            if border <= now && border <= answered_at && border <= given_up_at {
                self.cross(observer);
            } else if answered_at <= now && answered_at <= given_up_at && answered_at < u64::MAX {
                self.answer_next(answered_at, model, observer);
            } else if given_up_at <= now && given_up_at < u64::MAX {
                self.give_up(given_up_at, observer);
            } else {
                return;
            }
        }
    }

    /// When the next caller gives up; forgets those who no longer wait.
    fn next_give_up(&mut self) -> u64 {
        while let Some(&Reverse((at, line, number))) = self.give_ups.peek() {
            let line = &self.lines[line];
            if number >= line.first && line.calls[(number - line.first) as usize].waits {
                return at;
            }
            self.give_ups.pop();
        }
        u64::MAX
    }

    fn arrive(&mut self, call: &Call, model: &Model, observer: &mut impl Observer) {
        let now = call.arrived_at;
        self.last_at = self.last_at.max(now);
        if let Some(lines) = model.lines().count {
            while self.hang_ups.peek().is_some_and(|at| at.0 <= now) {
                self.hang_ups.pop();
            }
            if self.hang_ups.len() as u32 + self.waiting >= lines {
                return observer.call(&call.ends(Outcome::Blocked, now, None));
            }
        }
        if self.waiting == 0 && self.free.earliest() <= now {
            return self.answer(call, now, None, model, observer);
        }
        let balking = model.call_types()[call.of_type].balking();
        if call.balks && balking.is_some_and(|b| self.waiting_of_type[call.of_type] >= b.queue_at_least) {
            return observer.call(&call.ends(Outcome::Balked, now, None));
        }
        self.join(call, model.call_types()[call.of_type].priority());
    }

    fn join(&mut self, call: &Call, priority: i64) {
        self.waiting += 1;
        self.undecided += u32::from(self.must_be_decided(call));
        self.waiting_of_type[call.of_type] += 1;
        let of_type = self.waiting_of_type[call.of_type];
        let queue = QueueLengths { of_type, of_group: self.waiting, of_all: self.waiting };
        let index = self.lines.iter().position(|line| line.priority == priority).unwrap_or(0);
        let line = &mut self.lines[index];
        let number = line.first + line.calls.len() as u64;
        line.calls.push_back(Waiting { call: *call, queue, waits: true });
        let gives_up_at = call.arrived_at.saturating_add(call.patience);
        if gives_up_at < u64::MAX {
            self.give_ups.push(Reverse((gives_up_at, index, number)));
        }
    }

    fn answer(
        &mut self,
        call: &Call,
        now: u64,
        queue: Option<QueueLengths>,
        model: &Model,
        observer: &mut impl Observer,
    ) {
        let record = call.answered(now, queue, self.staff.cut_off());
        // Uncut: an agent is free when the call would have ended, not that it matters after closing.
        self.free.replace_earliest(now.saturating_add(call.handle_time));
        if model.lines().count.is_some() {
            self.hang_ups.push(Reverse(record.hung_up_at.as_nanoseconds()));
        }
        if record.finished_at < SimTime::NEVER {
            self.last_at = self.last_at.max(record.finished_at.as_nanoseconds());
        }
        observer.call(&record);
    }

    /// The first of the line with the highest priority that has anyone.
    fn answer_next(&mut self, now: u64, model: &Model, observer: &mut impl Observer) {
        if let Some(waiting) = self.lines.iter_mut().find_map(Line::take) {
            self.leaves(&waiting);
            self.answer(&waiting.call, now, Some(waiting.queue), model, observer);
        }
    }

    fn give_up(&mut self, now: u64, observer: &mut impl Observer) {
        let Some(Reverse((_, index, number))) = self.give_ups.pop() else { return };
        let line = &mut self.lines[index];
        let waiting = &mut line.calls[(number - line.first) as usize];
        waiting.waits = false;
        let waiting = *waiting;
        self.leaves(&waiting);
        self.last_at = self.last_at.max(now);
        observer.call(&waiting.call.ends(Outcome::Abandoned, now, Some(waiting.queue)));
    }

    fn leaves(&mut self, waiting: &Waiting) {
        self.waiting -= 1;
        self.undecided -= u32::from(self.must_be_decided(&waiting.call));
        self.waiting_of_type[waiting.call.of_type] -= 1;
    }

    fn cross(&mut self, observer: &mut impl Observer) {
        let at = self.staff.border();
        if !self.staff.cross(&mut self.free, observer) {
            self.send_away(at, observer);
        }
    }

    fn send_away(&mut self, now: u64, observer: &mut impl Observer) {
        while let Some(waiting) = self.lines.iter_mut().find_map(Line::take) {
            self.leaves(&waiting);
            observer.call(&waiting.call.ends(Outcome::StillWaiting, now, Some(waiting.queue)));
        }
    }

    fn finish(&mut self, model: &Model, observer: &mut impl Observer) {
        self.move_on(u64::MAX - 1, model, observer);
        let now = self.last_at.max(self.staff.finish(observer));
        self.send_away(now, observer);
    }
}

impl Line {
    /// Takes the first who still waits.
    fn take(&mut self) -> Option<Waiting> {
        loop {
            let waiting = self.calls.pop_front()?;
            self.first += 1;
            if waiting.waits {
                return Some(waiting);
            }
        }
    }
}

impl Call {
    fn ends(&self, outcome: Outcome, now: u64, queue: Option<QueueLengths>) -> CallRecord {
        let now = SimTime::from_nanoseconds(now);
        CallRecord {
            call_type: self.of_type as u32,
            group: 0,
            outcome,
            arrived_at: SimTime::from_nanoseconds(self.arrived_at),
            left_queue_at: now,
            hung_up_at: now,
            finished_at: now,
            queue,
            step: Step::only(outcome),
        }
    }

    fn answered(&self, now: u64, queue: Option<QueueLengths>, cut_off_at: u64) -> CallRecord {
        let ends_at = |time: u64| SimTime::from_nanoseconds(now.saturating_add(time).min(cut_off_at));
        CallRecord {
            hung_up_at: ends_at(self.line_time),
            finished_at: ends_at(self.handle_time),
            ..self.ends(Outcome::Answered, now, queue)
        }
    }
}
