//! First come, first served: each call is decided when it comes, by the agent who is free first.
//!
//! The recursion of Kiefer and Wolfowitz (*Trans. Amer. Math. Soc.* 78, 1955) with abandonment: a
//! call starts at the later of its arrival and the earliest instant an agent is free; a caller
//! whose patience ends before that leaves the agents as they are. What cannot be decided before the
//! next border (a change of staff, closing time, the end of a steady state) is pending until then.

use std::collections::VecDeque;

use super::{
    callers::{Block, Callers, shared_busyness},
    free_times::FreeTimes,
    queue_length::QueueLength,
    staff::Staff,
};
use crate::{
    engine::{
        record::{Observer, Outcome},
        run::{Fate, Joined, Run},
    },
    model::Model,
    units::SimTime,
};

/// The memory of a level: one staffing of the centre, which calls are offered to.
#[derive(Debug, Default)]
pub struct Level {
    free: FreeTimes,
    staff: Staff,
    queue: QueueLength,
    pending: VecDeque<Pending>,
    /// When each call of the block is answered, or would be.
    starts_at: Vec<u64>,
    /// Those of the block who do not start at once.
    waiting: Vec<u32>,
    /// How many they are.
    waits: usize,
    joined: Vec<Joined>,
    /// The last thing that happened.
    last_at: u64,
}

/// A call that waits for the next border to be decided.
#[derive(Clone, Copy, Debug)]
struct Pending {
    arrived_at: u64,
    line_time: u64,
    handle_time: u64,
    gives_up_at: u64,
    length: u32,
}

/// Plays one replication of several models that differ in nothing but their staff; each call is
/// drawn once for all. `models`, `levels` and `observers` are of one length.
pub fn play<O: Observer>(
    models: &[&Model],
    seed: u64,
    replication: u64,
    levels: &mut [Level],
    observers: &mut [&mut O],
) {
    let Some(first) = models.first() else { return };
    for (model, level) in models.iter().zip(levels.iter_mut()) {
        level.reset(model);
    }
    let until = first.horizon().measured_to();
    let mut callers = Callers::new(first, 0, seed, replication, shared_busyness(first, seed, replication), until);
    let mut block = Block::default();
    loop {
        callers.fill(&mut block);
        if block.len() == 0 {
            break;
        }
        for (level, observer) in levels.iter_mut().zip(observers.iter_mut()) {
            level.offer(&block, *observer);
        }
    }
    for (level, observer) in levels.iter_mut().zip(observers.iter_mut()) {
        level.finish(*observer);
    }
}

impl Level {
    fn reset(&mut self, model: &Model) {
        self.staff.reset(model);
        let mean = SimTime::from_draw(model.call_types()[0].mean_handle_time()).as_nanoseconds();
        self.free.reset(self.staff.now() as usize, self.staff.most() as usize, mean);
        self.queue.reset();
        self.pending.clear();
        self.last_at = 0;
    }

    /// Offers the calls of a block.
    fn offer(&mut self, block: &Block, observer: &mut impl Observer) {
        let mut from = 0;
        while from < block.len() {
            let border = self.staff.border();
            let to = from + block.arrived_at[from..].partition_point(|at| *at < border);
            if to == from {
                self.cross(observer);
                continue;
            }
            self.decide(block, from, to, border);
            self.judge_waiting(block, from, border);
            self.last_at = self.last_at.max(block.arrived_at[to - 1]);
            observer.run(&Run {
                call_type: 0,
                group: 0,
                arrived_at: &block.arrived_at[from..to],
                starts_at: &self.starts_at[..to - from],
                line_time: &block.line_time[from..to],
                handle_time: &block.handle_time[from..to],
                joined: &self.joined,
                cut_off_at: self.staff.cut_off(),
            });
            from = to;
        }
    }

    /// When each call from `from` to `to` starts, if it does: the agents' part.
    fn decide(&mut self, block: &Block, from: usize, to: usize, border: u64) {
        let calls = to - from;
        self.starts_at.resize(calls.max(self.starts_at.len()), 0);
        self.waiting.resize(calls.max(self.waiting.len()), 0);
        let arrived_at = &block.arrived_at[from..to];
        let handle_time = &block.handle_time[from..to];
        let patience = &block.patience[from..to];
        let (starts_at, waiting) = (&mut self.starts_at[..calls], &mut self.waiting[..calls]);
        let mut waits = 0;
        for call in 0..calls {
            let arrived_at = arrived_at[call];
            let start = self.free.earliest().max(arrived_at);
            let wait = start - arrived_at;
            starts_at[call] = start;
            waiting[waits] = call as u32;
            waits += usize::from(wait > 0);
            if wait <= patience[call] && start < border {
                self.free.replace_earliest(start.saturating_add(handle_time[call]));
            }
        }
        self.waits = waits;
    }

    /// What becomes of those who wait, and how many waited when they came: the callers' part.
    fn judge_waiting(&mut self, block: &Block, from: usize, border: u64) {
        self.joined.clear();
        for &index in &self.waiting[..self.waits] {
            let call = from + index as usize;
            let (arrived_at, start) = (block.arrived_at[call], self.starts_at[index as usize]);
            let gives_up_at = arrived_at.saturating_add(block.patience[call]);
            let pending = self.pending.len() as u32;
            let length = self.queue.at(arrived_at) + pending + 1;
            let mut joined = Joined { index, length, fate: Fate::Answered, left_at: start };
            if start <= gives_up_at && start < border {
                self.queue.will_start(start);
            } else if gives_up_at < border {
                self.queue.will_give_up(gives_up_at);
                self.last_at = self.last_at.max(gives_up_at);
                (joined.fate, joined.left_at) = (Fate::Abandoned, gives_up_at);
            } else {
                let (line_time, handle_time) = (block.line_time[call], block.handle_time[call]);
                self.pending.push_back(Pending { arrived_at, line_time, handle_time, gives_up_at, length });
                joined.fate = Fate::Pending;
            }
            self.joined.push(joined);
        }
    }
}
impl Level {
    /// Goes over the next border: staff changes, or those who still wait are sent away.
    fn cross(&mut self, observer: &mut impl Observer) {
        let at = self.staff.border();
        if self.staff.cross(&mut self.free, observer) {
            self.decide_pending(at, observer);
        } else {
            self.send_away(at, observer);
        }
    }

    fn decide_pending(&mut self, now: u64, observer: &mut impl Observer) {
        let border = self.staff.border();
        for _ in 0..self.pending.len() {
            let Some(call) = self.pending.pop_front() else { break };
            let start = self.free.earliest().max(now);
            if start <= call.gives_up_at && start < border {
                self.free.replace_earliest(start.saturating_add(call.handle_time));
                self.queue.will_start(start);
                observer.call(&call.record(Outcome::Answered, start, self.staff.cut_off()));
            } else if call.gives_up_at < border {
                self.queue.will_give_up(call.gives_up_at);
                self.last_at = self.last_at.max(call.gives_up_at);
                observer.call(&call.record(Outcome::Abandoned, call.gives_up_at, u64::MAX));
            } else {
                self.pending.push_back(call);
            }
        }
    }

    fn send_away(&mut self, now: u64, observer: &mut impl Observer) {
        for call in self.pending.drain(..) {
            observer.call(&call.record(Outcome::StillWaiting, now, u64::MAX));
        }
    }

    /// No more calls come.
    fn finish(&mut self, observer: &mut impl Observer) {
        while self.staff.border() < u64::MAX {
            self.cross(observer);
        }
        let mut now = self.last_at.max(self.staff.finish(observer));
        if !self.pending.is_empty() {
            while let Some(at) = self.free.pop().filter(|at| *at < u64::MAX) {
                now = now.max(at);
            }
            self.send_away(now, observer);
        }
    }
}

impl Pending {
    fn record(&self, outcome: Outcome, left_at: u64, cut_off_at: u64) -> crate::engine::CallRecord {
        let (line_time, handle_time) =
            if outcome == Outcome::Answered { (self.line_time, self.handle_time) } else { (0, 0) };
        let at = SimTime::from_nanoseconds;
        crate::engine::CallRecord {
            call_type: 0,
            group: 0,
            outcome,
            arrived_at: at(self.arrived_at),
            left_queue_at: at(left_at),
            hung_up_at: at(left_at.saturating_add(line_time).min(cut_off_at)),
            finished_at: at(left_at.saturating_add(handle_time).min(cut_off_at)),
            queue: Some(crate::engine::QueueLengths::same(self.length)),
        }
    }
}
