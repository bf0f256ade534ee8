//! How many wait, when it is known beforehand how each wait ends.

use std::{cmp::Reverse, collections::BinaryHeap};

/// Starts that are looked at together.
const STEP: usize = 4;

/// Counts those who wait at an instant, from when each will leave the queue. Instants asked for
/// never go back, nor do those of starts.
#[derive(Debug, Default)]
pub struct QueueLength {
    /// Those who waited and will be answered, by when, in order: from `first` to `end`; after them
    /// nothing but instants that never come.
    starts: Vec<u64>,
    first: usize,
    end: usize,
    give_ups: BinaryHeap<Reverse<u64>>,
}

impl QueueLength {
    pub fn reset(&mut self) {
        self.starts.clear();
        (self.first, self.end) = (0, 0);
        self.give_ups.clear();
    }

    /// Makes room for so many more starts.
    pub fn make_room(&mut self, calls: usize) {
        if self.end + calls + STEP <= self.starts.len() {
            return;
        }
        self.starts.copy_within(self.first..self.end, 0);
        let left = self.end - self.first;
        (self.first, self.end) = (0, left);
        // At least as much again as is kept, so that moving costs little.
        self.starts.truncate(left);
        self.starts.resize(2 * left + 2 * calls + STEP, u64::MAX);
    }

    /// A call that waits will be answered at `at`. There must be [room](QueueLength::make_room).
    #[inline]
    pub fn will_start(&mut self, at: u64) {
        self.starts[self.end] = at;
        self.end += 1;
    }

    /// A caller who waits will give up at `at`.
    #[inline]
    pub fn will_give_up(&mut self, at: u64) {
        self.give_ups.push(Reverse(at));
    }

    /// How many still wait at `now`; who leaves at that instant does not.
    #[inline]
    pub fn at(&mut self, now: u64) -> u32 {
        // Few have left since the last time, but how many cannot be foreseen: counted without a
        // branch.
        while let Some(next) = self.starts[self.first..].first_chunk::<STEP>() {
            let gone = next.iter().filter(|at| **at <= now).count();
            self.first += gone;
            if gone < STEP {
                break;
            }
        }
        while self.give_ups.peek().is_some_and(|at| at.0 <= now) {
            self.give_ups.pop();
        }
        (self.end - self.first + self.give_ups.len()) as u32
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn who_has_not_left_waits(
            steps in prop::collection::vec((0_u64..10, 0_u64..40, any::<bool>()), 0..200), room in 1_usize..20,
        ) {
            let mut queue = QueueLength::default();
            let mut leaves: Vec<u64> = Vec::new();
            let (mut now, mut start) = (0, 0);
            for (index, (pause, wait, answered)) in steps.into_iter().enumerate() {
                if index % room == 0 {
                    queue.make_room(room);
                }
                now += pause;
                leaves.retain(|at| *at > now);
                prop_assert_eq!(queue.at(now), leaves.len() as u32);
                if answered {
                    start = start.max(now + wait);
                    queue.will_start(start);
                    leaves.push(start);
                } else {
                    queue.will_give_up(now + wait);
                    leaves.push(now + wait);
                }
            }
        }
    }
}
