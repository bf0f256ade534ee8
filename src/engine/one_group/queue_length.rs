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

/// The queue while calls are looked at: a copy of its places, so that they stay in the processor's registers.
/// Whoever walks [settles](QueueLength::settle) where it came to.
pub struct Walk<'a> {
    starts: &'a mut [u64],
    first: usize,
    end: usize,
    give_ups: &'a mut BinaryHeap<Reverse<u64>>,
    /// How many wait and will give up, and when the next of them does.
    in_vain: (usize, u64),
}

impl QueueLength {
    pub fn reset(&mut self) {
        self.starts[..self.end].fill(u64::MAX);
        (self.first, self.end) = (0, 0);
        self.give_ups.clear();
    }

    /// Begins to look at as many as `calls` calls.
    #[inline]
    pub fn walk(&mut self, calls: usize) -> Walk<'_> {
        if self.end + calls + STEP > self.starts.len() {
            self.make_room(calls);
        }
        let in_vain = in_vain(&self.give_ups);
        let (first, end) = (self.first, self.end);
        Walk { starts: &mut self.starts, first, end, give_ups: &mut self.give_ups, in_vain }
    }

    /// Ends a walk, which [came to](Walk::came_to) where the queue stands.
    pub const fn settle(&mut self, (first, end): (usize, usize)) {
        (self.first, self.end) = (first, end);
    }

    /// Makes room for so many more starts.
    #[cold]
    fn make_room(&mut self, calls: usize) {
        self.starts.copy_within(self.first..self.end, 0);
        let left = self.end - self.first;
        self.starts[left..self.end].fill(u64::MAX);
        (self.first, self.end) = (0, left);
        // No more than is needed: memory that is used again and again stays in the processor's nearest cache.
        // Where many are left, twice as much as they take, so that moving them costs little.
        let room = 2 * left + calls + STEP;
        if self.starts.len() < room {
            self.starts.resize(room, u64::MAX);
        }
    }
}

impl Walk<'_> {
    /// A call that waits will be answered at `at`. There must be room: no more calls than were announced.
    #[inline]
    pub fn will_start(&mut self, at: u64) {
        self.starts[self.end] = at;
        self.end += 1;
    }

    /// A caller who waits will give up at `at`.
    #[inline]
    pub fn will_give_up(&mut self, at: u64) {
        self.in_vain = join_in_vain(self.give_ups, at);
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
        if self.in_vain.1 <= now {
            self.in_vain = let_go(self.give_ups, now);
        }
        (self.end - self.first + self.in_vain.0) as u32
    }

    /// Where the queue stands, to be [settled](QueueLength::settle).
    #[inline]
    pub const fn came_to(&self) -> (usize, usize) {
        (self.first, self.end)
    }
}

/// How many there are, and the next of them.
#[inline]
fn in_vain(give_ups: &BinaryHeap<Reverse<u64>>) -> (usize, u64) {
    (give_ups.len(), give_ups.peek().map_or(u64::MAX, |at| at.0))
}

// Neither is part of the loop over calls, or takes the walk: it would leave the registers.
#[inline(never)]
fn join_in_vain(give_ups: &mut BinaryHeap<Reverse<u64>>, at: u64) -> (usize, u64) {
    give_ups.push(Reverse(at));
    in_vain(give_ups)
}

#[inline(never)]
fn let_go(give_ups: &mut BinaryHeap<Reverse<u64>>, now: u64) -> (usize, u64) {
    while give_ups.peek().is_some_and(|at| at.0 <= now) {
        give_ups.pop();
    }
    in_vain(give_ups)
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
            for steps in steps.chunks(room) {
                let mut walk = queue.walk(room);
                for &(pause, wait, answered) in steps {
                    now += pause;
                    leaves.retain(|at| *at > now);
                    prop_assert_eq!(walk.at(now), leaves.len() as u32);
                    if answered {
                        start = start.max(now + wait);
                        walk.will_start(start);
                        leaves.push(start);
                    } else {
                        walk.will_give_up(now + wait);
                        leaves.push(now + wait);
                    }
                }
                let came_to = walk.came_to();
                queue.settle(came_to);
            }
        }
    }
}
