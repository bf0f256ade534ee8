//! How many wait, when it is known beforehand how each wait ends.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, VecDeque},
};

/// Counts those who wait at an instant, from when each will leave the queue. Instants asked for
/// never go back, nor do those of starts.
#[derive(Debug, Default)]
pub struct QueueLength {
    starts: VecDeque<u64>,
    give_ups: BinaryHeap<Reverse<u64>>,
}

impl QueueLength {
    pub fn reset(&mut self) {
        self.starts.clear();
        self.give_ups.clear();
    }

    /// A call that waits will be answered at `at`.
    #[inline]
    pub fn will_start(&mut self, at: u64) {
        self.starts.push_back(at);
    }

    /// A caller who waits will give up at `at`.
    #[inline]
    pub fn will_give_up(&mut self, at: u64) {
        self.give_ups.push(Reverse(at));
    }

    /// How many still wait at `now`; who leaves at that instant does not.
    #[inline]
    pub fn at(&mut self, now: u64) -> u32 {
        while self.starts.front().is_some_and(|at| *at <= now) {
            self.starts.pop_front();
        }
        while self.give_ups.peek().is_some_and(|at| at.0 <= now) {
            self.give_ups.pop();
        }
        (self.starts.len() + self.give_ups.len()) as u32
    }
}
