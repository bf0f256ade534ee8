//! Who comes next: the types' callers, drawn in blocks and merged in order of time.

use crate::{
    engine::{
        inflow::Day,
        one_group::callers::{Block, Callers},
    },
    model::Model,
    units::SimTime,
};

/// One call, and what it brings. Times are in nanoseconds.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    pub of_type: u32,
    pub arrived_at: u64,
    pub line_time: u64,
    pub handle_time: u64,
    /// [`u64::MAX`] for ever.
    pub patience: u64,
}

/// The callers of all types.
pub struct Arrivals<'m> {
    types: Vec<OfType<'m>>,
    /// When the next of each type comes: a heap, the earliest at the root; at equal times the first type
    /// in the file.
    next: Vec<(u64, u32)>,
}

struct OfType<'m> {
    callers: Callers<'m>,
    block: Block,
    /// The calls of the block, the next one last.
    calls: Vec<Call>,
}

impl<'m> Arrivals<'m> {
    /// The callers of a replication who come before `until`.
    pub fn new(model: &'m Model, seed: u64, replication: u64, until: u64) -> Self {
        let day = Day::new(model, seed, replication);
        let until = SimTime::from_nanoseconds(until);
        let start = |index| {
            let callers = Callers::new(model, index, seed, replication, &day, until);
            let mut of = OfType { callers, block: Block::default(), calls: Vec::new() };
            of.fill(index as u32);
            of
        };
        let types: Vec<OfType<'m>> = (0..model.call_types().len()).map(start).collect();
        let next = types.iter().enumerate().map(|(index, of)| (of.comes_at(), index as u32)).collect();
        let mut arrivals = Self { types, next };
        (0..arrivals.next.len()).rev().for_each(|from| arrivals.sink(from));
        arrivals
    }

    /// The next call.
    #[inline]
    pub fn next(&mut self) -> Option<Call> {
        let (arrived_at, index) = self.next[0];
        if arrived_at == u64::MAX {
            return None;
        }
        let of = &mut self.types[index as usize];
        let call = of.calls.pop()?;
        if of.calls.is_empty() {
            of.fill(index);
        }
        self.next[0].0 = of.comes_at();
        self.sink(0);
        Some(call)
    }

    /// Lets the entry at `at` sink to where it belongs.
    #[inline]
    fn sink(&mut self, mut at: usize) {
        loop {
            let left = 2 * at + 1;
            if left >= self.next.len() {
                return;
            }
            let right = (left + 1).min(self.next.len() - 1);
            let least = if self.next[right] < self.next[left] { right } else { left };
            if self.next[at] <= self.next[least] {
                return;
            }
            self.next.swap(at, least);
            at = least;
        }
    }
}

impl OfType<'_> {
    #[inline]
    fn comes_at(&self) -> u64 {
        self.calls.last().map_or(u64::MAX, |call| call.arrived_at)
    }

    /// Draws the next calls.
    #[inline(never)]
    fn fill(&mut self, of_type: u32) {
        self.callers.fill(&mut self.block);
        let block = &self.block;
        let times = block.line_time().iter().zip(&block.handle_time).zip(&block.patience);
        let calls = block.arrived_at.iter().zip(times).map(|(arrived_at, ((line_time, handle_time), patience))| Call {
            of_type,
            arrived_at: *arrived_at,
            line_time: *line_time,
            handle_time: *handle_time,
            patience: *patience,
        });
        self.calls.extend(calls.rev());
    }
}
