//! Two replications of one model in one loop, so that the processor works on one while the other
//! waits for its tree.

use std::ops::Range;

use super::{
    callers::{Block, Callers, Part},
    decide,
    first_come::{Level, Notes},
};
use crate::{
    engine::{inflow::Day, record::Observer},
    model::Model,
};

/// A replication: its callers, and the next of them.
struct Side<'m> {
    callers: Callers<'m>,
    block: Block,
    next: usize,
}

/// Calls that come before the next border.
struct Stretch {
    calls: Range<usize>,
    border: u64,
}

/// Plays two replications of `model`. `levels` are two.
pub fn play<O: Observer>(
    model: &Model,
    seed: u64,
    replications: [u64; 2],
    levels: &mut [Level],
    notes: &mut Notes,
    mut observers: [&mut O; 2],
) {
    let until = model.horizon().measured_to();
    let begin = |replication| {
        let callers = Callers::new(model, 0, seed, replication, &Day::new(model, seed, replication), until);
        Side { callers, block: Block::default(), next: 0 }
    };
    let mut sides = replications.map(begin);
    levels.iter_mut().for_each(|level| level.reset_for(model));
    loop {
        let mut next = |side: usize| sides[side].next_stretch(&mut levels[side], observers[side]);
        match [next(0), next(1)] {
            [Some(left), Some(right)] => {
                let calls = left.calls.len().min(right.calls.len());
                let parts = [sides[0].take(calls), sides[1].take(calls)];
                decide::decide_apart(&parts, [left.border, right.border], levels, notes.starts_at());
                for (side, border) in [left.border, right.border].into_iter().enumerate() {
                    levels[side].judge_and_tell(&parts[side], border, notes, side, observers[side]);
                }
                sides.iter_mut().for_each(|side| side.next += calls);
            }
            [Some(only), None] => sides[0].play_alone(only, &mut levels[..1], notes, observers[0]),
            [None, Some(only)] => sides[1].play_alone(only, &mut levels[1..], notes, observers[1]),
            [None, None] => break,
        }
    }
    for (level, observer) in levels.iter_mut().zip(observers) {
        level.finish(observer);
    }
}

impl Side<'_> {
    /// The calls up to the next border, once all borders before them are crossed; `None` when no more
    /// come.
    fn next_stretch(&mut self, level: &mut Level, observer: &mut impl Observer) -> Option<Stretch> {
        if self.next == self.block.len() {
            self.callers.fill(&mut self.block);
            self.next = 0;
        }
        let first = *self.block.arrived_at.get(self.next)?;
        while level.border() <= first {
            level.cross(observer);
        }
        let border = level.border();
        let calls = self.block.arrived_at[self.next..].partition_point(|at| *at < border);
        Some(Stretch { calls: self.next..self.next + calls, border })
    }

    fn take(&self, calls: usize) -> Part<'_> {
        self.block.part(self.next..self.next + calls)
    }

    fn play_alone(&mut self, stretch: Stretch, level: &mut [Level], notes: &mut Notes, observer: &mut impl Observer) {
        self.next = stretch.calls.end;
        let calls = self.block.part(stretch.calls);
        decide::decide(&calls, stretch.border, level, notes.starts_at());
        level[0].judge_and_tell(&calls, stretch.border, notes, 0, observer);
    }
}
