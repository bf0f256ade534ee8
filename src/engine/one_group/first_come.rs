//! First come, first served: each call is decided when it comes, by the agent who is free first.
//!
//! The recursion of Kiefer and Wolfowitz (*Trans. Amer. Math. Soc.* 78, 1955) with abandonment: a
//! call starts at the later of its arrival and the earliest instant an agent is free; a caller
//! whose patience ends before that leaves the agents as they are. What cannot be decided before the
//! next border (a change of staff, closing time, the end of a steady state) is pending until then.

use std::collections::VecDeque;

use super::{
    callers::{Block, Callers, Part},
    decide::{self, Starts},
    free_times::FreeTimes,
    has_constant_staff,
    queue_length::QueueLength,
    staff::Staff,
};
use crate::{
    engine::{
        inflow::Day,
        record::{Observer, Outcome, Step},
        run::{Late, Lost, Run},
    },
    model::Model,
    units::SimTime,
};

/// The memory of a level: one staffing of the centre, which calls are offered to.
#[derive(Debug, Default)]
pub struct Level {
    pub(super) free: FreeTimes,
    staff: Staff,
    queue: QueueLength,
    pending: VecDeque<Pending>,
    /// The last thing that happened.
    last_at: u64,
}

/// What is noted of a part of a block, and forgotten once it is told: when each call starts, of two levels at a
/// time; all else of one level, so each is told of before the next is judged. All levels use it in turn, so that
/// it stays in the processor's nearest cache.
#[derive(Debug, Default)]
pub struct Notes {
    starts_at: [Starts; 2],
    /// Those who do not start as they come.
    waits: Vec<u32>,
    late: Vec<Late>,
    lost: Vec<Lost>,
}

impl Notes {
    pub const fn starts_at(&mut self) -> &mut [Starts; 2] {
        &mut self.starts_at
    }
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
    notes: &mut Notes,
    observers: &mut [&mut O],
) {
    let Some(first) = models.first() else { return };
    let every_border = models.len() > 1 && !models.iter().all(|model| has_constant_staff(model));
    let most = models.iter().flat_map(|model| model.agent_groups()[0].staffed()).copied().max().unwrap_or(0);
    for (model, level) in models.iter().zip(levels.iter_mut()) {
        level.reset(model, every_border, most as usize);
    }
    let until = first.horizon().measured_to();
    let mut callers = Callers::new(first, 0, seed, replication, &Day::new(first, seed, replication), until);
    let mut block = Block::default();
    loop {
        callers.fill(&mut block);
        if block.len() == 0 {
            break;
        }
        offer(&block, levels, notes, observers);
    }
    for (level, observer) in levels.iter_mut().zip(observers.iter_mut()) {
        level.finish(*observer);
    }
}

/// Offers the calls of a block to all levels, from border to border, which they have in common.
fn offer<O: Observer>(block: &Block, levels: &mut [Level], notes: &mut Notes, observers: &mut [&mut O]) {
    let mut from = 0;
    while from < block.len() {
        let border = levels[0].staff.border();
        let to = from + block.arrived_at[from..].partition_point(|at| *at < border);
        if to == from {
            for (level, observer) in levels.iter_mut().zip(observers.iter_mut()) {
                level.cross(*observer);
            }
            continue;
        }
        let calls = block.part(from..to);
        for (levels, observers) in levels.chunks_mut(2).zip(observers.chunks_mut(2)) {
            decide::decide(&calls, border, levels, &mut notes.starts_at);
            for (side, (level, observer)) in levels.iter_mut().zip(observers).enumerate() {
                level.judge_and_tell(&calls, border, notes, side, *observer);
            }
        }
        from = to;
    }
}

impl Level {
    fn reset(&mut self, model: &Model, every_border: bool, most: usize) {
        self.staff.reset(model, every_border);
        self.free.reset(self.staff.now() as usize, most);
        self.queue.reset();
        self.pending.clear();
        self.last_at = 0;
    }

    /// For a model that is played by itself.
    pub fn reset_for(&mut self, model: &Model) {
        let most = model.agent_groups()[0].staffed().iter().copied().max().unwrap_or(0);
        self.reset(model, false, most as usize);
    }

    /// The next border: what cannot be decided before it is pending.
    pub fn border(&self) -> u64 {
        self.staff.border()
    }

    /// Works out what becomes of the calls that were decided on this side of the notes.
    pub fn judge_and_tell(
        &mut self,
        calls: &Part<'_>,
        border: u64,
        notes: &mut Notes,
        side: usize,
        observer: &mut impl Observer,
    ) {
        self.judge_waiting(calls, border, notes, side);
        self.tell(calls, notes, side, observer);
    }

    fn tell(&mut self, calls: &Part<'_>, notes: &Notes, side: usize, observer: &mut impl Observer) {
        self.last_at = self.last_at.max(calls.arrived_at[calls.len() - 1]);
        observer.run(&Run {
            call_type: 0,
            group: 0,
            arrived_at: calls.arrived_at,
            starts_at: &notes.starts_at[side][..calls.len()],
            line_time: calls.line_time,
            handle_time: calls.handle_time,
            late: &notes.late,
            lost: &notes.lost,
            cut_off_at: self.staff.cut_off(),
        });
    }

    /// What becomes of those who wait, and how many waited when they came: the callers' part.
    fn judge_waiting(&mut self, calls: &Part<'_>, border: u64, notes: &mut Notes, side: usize) {
        let Notes { starts_at, waits, late, lost } = notes;
        let starts_at = &starts_at[side][..calls.len()];
        let waits = find_waits(calls.arrived_at, starts_at, waits);
        lost.clear();
        // A place for each of them; those that are left are given back.
        late.resize(waits.len(), Late { index: 0, length: 0, wait: 0 });
        let (places, mut answered) = (late.as_mut_slice(), 0);
        let mut queue = self.queue.walk(waits.len());
        for &index in waits {
            let call = index as usize;
            let (arrived_at, start) = (calls.arrived_at[call], starts_at[call]);
            let length = queue.at(arrived_at) + self.pending.len() as u32 + 1;
            if start < u64::MAX {
                queue.will_start(start);
                places[answered] = Late { index, length, wait: start - arrived_at };
                answered += 1;
                continue;
            }
            let gives_up_at = arrived_at.saturating_add(calls.patience[call]);
            let gave_up_at = (gives_up_at < border).then_some(gives_up_at);
            if gave_up_at.is_some() {
                queue.will_give_up(gives_up_at);
                self.last_at = self.last_at.max(gives_up_at);
            } else {
                let (line_time, handle_time) = (calls.line_time[call], calls.handle_time[call]);
                self.pending.push_back(Pending { arrived_at, line_time, handle_time, gives_up_at, length });
            }
            lost.push(Lost { index, length, gave_up_at });
        }
        let came_to = queue.came_to();
        self.queue.settle(came_to);
        late.truncate(answered);
    }
}

/// Which calls do not start as they come, in `waits`.
fn find_waits<'w>(arrived_at: &[u64], starts_at: &[u64], waits: &'w mut Vec<u32>) -> &'w [u32] {
    if waits.len() < arrived_at.len() {
        waits.resize(arrived_at.len(), 0);
    }
    let waits = &mut waits[..arrived_at.len()];
    let mut count = 0;
    for (index, (arrived_at, start)) in arrived_at.iter().zip(starts_at).enumerate() {
        // Whether it had to wait cannot be foreseen, so that it is no branch.
        waits[count] = index as u32;
        count += usize::from(start != arrived_at);
    }
    &waits[..count]
}

impl Level {
    /// Goes over the next border: staff changes, or those who still wait are sent away.
    pub fn cross(&mut self, observer: &mut impl Observer) {
        let at = self.staff.border();
        if self.staff.cross(&mut self.free, observer) {
            self.decide_pending(at, observer);
        } else {
            self.send_away(at, observer);
        }
    }

    fn decide_pending(&mut self, now: u64, observer: &mut impl Observer) {
        let border = self.staff.border();
        let mut queue = self.queue.walk(self.pending.len());
        for _ in 0..self.pending.len() {
            let Some(call) = self.pending.pop_front() else { break };
            let start = self.free.earliest().max(now);
            if start <= call.gives_up_at && start < border {
                self.free.replace_earliest(start.saturating_add(call.handle_time));
                queue.will_start(start);
                observer.call(&call.record(Outcome::Answered, start, self.staff.cut_off()));
            } else if call.gives_up_at < border {
                queue.will_give_up(call.gives_up_at);
                self.last_at = self.last_at.max(call.gives_up_at);
                observer.call(&call.record(Outcome::Abandoned, call.gives_up_at, u64::MAX));
            } else {
                self.pending.push_back(call);
            }
        }
        let came_to = queue.came_to();
        self.queue.settle(came_to);
    }

    fn send_away(&mut self, now: u64, observer: &mut impl Observer) {
        for call in self.pending.drain(..) {
            observer.call(&call.record(Outcome::StillWaiting, now, u64::MAX));
        }
    }

    /// No more calls come.
    pub fn finish(&mut self, observer: &mut impl Observer) {
        while self.staff.border() < u64::MAX {
            self.cross(observer);
        }
        let mut now = self.last_at.max(self.staff.finish(observer));
        if !self.pending.is_empty() {
            let free_at = self.free.sorted();
            now = free_at.into_iter().filter(|at| *at < u64::MAX).fold(now, u64::max);
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
            step: Step::only(outcome),
        }
    }
}
