//! When each agent is free again.

/// No node.
const NONE: u32 = u32::MAX;
/// Times that a bin near the present holds on average.
const TIMES_PER_BIN: u64 = 8;
/// The ring reaches this many mean handle times ahead.
const MEANS_AHEAD: u64 = 6;
/// Most bins of the ring.
const MOST_BINS: u64 = 1 << 14;

/// A multiset of instants, ns, of which the earliest is wanted, replaced or taken.
///
/// The few earliest lie sorted in `soon`. Those after them lie unsorted in the bins of a ring, each
/// as wide as a few departures take, and what lies beyond the ring in `late`. A bin is sorted when
/// its time comes. So the cost of an instant does not depend on how many there are.
///
/// [`u64::MAX`] is an instant that never comes; it is kept like any other.
#[derive(Debug, Default)]
pub struct FreeTimes {
    /// All instants before `cursor << shift`, in order, from `first` on.
    soon: Vec<u64>,
    first: usize,
    /// The first bin, counted from the start of time, that is not in `soon` yet.
    cursor: u64,
    /// A bin is 2^shift ns wide.
    shift: u32,
    /// Top node of each bin of the ring.
    bins: Vec<u32>,
    nodes: Vec<Node>,
    /// Top of the nodes that are not in use.
    unused: u32,
    in_ring: usize,
    late: Vec<u64>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    at: u64,
    next: u32,
}

impl FreeTimes {
    /// `agents` instants, all now, for handle times of about `mean` ns.
    pub fn reset(&mut self, agents: usize, most_agents: usize, mean: u64) {
        let width = (mean / most_agents.max(1) as u64).saturating_mul(TIMES_PER_BIN).max(1);
        self.shift = width.ilog2();
        let ahead = (mean.saturating_mul(MEANS_AHEAD) >> self.shift).clamp(64, MOST_BINS);
        self.bins.clear();
        self.bins.resize(ahead.next_power_of_two() as usize, NONE);
        self.nodes.clear();
        self.unused = NONE;
        self.in_ring = 0;
        self.late.clear();
        self.soon.clear();
        self.soon.resize(agents, 0);
        self.first = 0;
        self.cursor = 1;
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.soon.len() - self.first + self.in_ring + self.late.len()
    }

    /// The earliest; [`u64::MAX`] where there is none.
    #[inline]
    pub fn earliest(&mut self) -> u64 {
        match self.soon.get(self.first) {
            Some(at) => *at,
            None => self.open(),
        }
    }

    /// Takes the earliest away.
    pub fn pop(&mut self) -> Option<u64> {
        if self.len() == 0 {
            return None;
        }
        let earliest = self.earliest();
        self.first += 1;
        Some(earliest)
    }

    /// Puts `at` in the place of the earliest, which [`FreeTimes::earliest`] has just looked at.
    #[inline]
    pub fn replace_earliest(&mut self, at: u64) {
        self.first += 1;
        self.push(at);
    }

    /// Adds an instant.
    #[inline]
    pub fn push(&mut self, at: u64) {
        let bin = at >> self.shift;
        // Wraps for what belongs to `soon`, and so is larger than the ring.
        let ahead = bin.wrapping_sub(self.cursor);
        if ahead < self.bins.len() as u64 {
            self.put(bin, at);
        } else if bin < self.cursor {
            self.push_soon(at);
        } else {
            self.late.push(at);
        }
    }

    #[inline]
    fn put(&mut self, bin: u64, at: u64) {
        let index = bin as usize & (self.bins.len() - 1);
        let top = &mut self.bins[index];
        let node = Node { at, next: *top };
        let place = self.unused;
        if let Some(unused) = self.nodes.get_mut(place as usize) {
            self.unused = unused.next;
            *unused = node;
            *top = place;
        } else {
            *top = self.nodes.len() as u32;
            self.nodes.push(node);
        }
        self.in_ring += 1;
    }

    /// Among the sorted ones: the place of the one just taken is free, and the earlier ones move
    /// into it.
    fn push_soon(&mut self, at: u64) {
        if self.first == 0 {
            let place = self.soon.partition_point(|other| *other < at);
            self.soon.insert(place, at);
            return;
        }
        let mut place = self.first;
        while place < self.soon.len() && self.soon[place] < at {
            self.soon[place - 1] = self.soon[place];
            place += 1;
        }
        self.soon[place - 1] = at;
        self.first -= 1;
    }

    /// Sorts the next bin that holds any: the earliest then.
    #[inline(never)]
    fn open(&mut self) -> u64 {
        self.soon.clear();
        self.first = 0;
        while self.soon.is_empty() {
            if self.in_ring == 0 && !self.leap() {
                return u64::MAX;
            }
            let size = self.bins.len() as u64;
            if self.cursor & (size - 1) == 0 && !self.late.is_empty() {
                self.take_in_late();
            }
            let index = (self.cursor & (size - 1)) as usize;
            let mut node = std::mem::replace(&mut self.bins[index], NONE);
            while node != NONE {
                let top = &mut self.nodes[node as usize];
                self.soon.push(top.at);
                let next = std::mem::replace(&mut top.next, self.unused);
                self.unused = node;
                node = next;
            }
            self.cursor += 1;
        }
        self.in_ring -= self.soon.len();
        sort(&mut self.soon);
        self.soon[0]
    }

    /// With an empty ring, goes on to the first of the late ones; whether there is any.
    #[cold]
    fn leap(&mut self) -> bool {
        let Some(first) = self.late.iter().min() else { return false };
        self.cursor = first >> self.shift;
        self.take_in_late();
        true
    }

    /// Moves late instants that the ring now reaches into their bins.
    #[cold]
    fn take_in_late(&mut self) {
        let mut index = 0;
        while index < self.late.len() {
            let bin = self.late[index] >> self.shift;
            if bin.wrapping_sub(self.cursor) < self.bins.len() as u64 {
                let at = self.late.swap_remove(index);
                self.put(bin, at);
            } else {
                index += 1;
            }
        }
    }
}

/// Few are sorted by insertion.
#[inline]
fn sort(times: &mut [u64]) {
    if times.len() > 24 {
        times.sort_unstable();
        return;
    }
    for end in 1..times.len() {
        let at = times[end];
        let mut place = end;
        while place > 0 && times[place - 1] > at {
            times[place] = times[place - 1];
            place -= 1;
        }
        times[place] = at;
    }
}

#[cfg(test)]
mod tests {
    use std::{cmp::Reverse, collections::BinaryHeap};

    use proptest::prelude::*;

    use super::*;

    /// A handle time, now and then far beyond the mean, or none, or without end.
    fn handle_time() -> impl Strategy<Value = u64> {
        prop_oneof![8 => 0_u64..300, 4 => 0_u64..3000, 2 => 0_u64..1_000_000, 1 => Just(0), 1 => Just(u64::MAX)]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn a_heap_says_the_same(
            agents in 1_usize..80, mean in 1_u64..500,
            steps in prop::collection::vec((handle_time(), 0_u64..20, 0_u8..12), 0..400),
        ) {
            let mut free = FreeTimes::default();
            free.reset(agents, agents, mean);
            let mut heap: BinaryHeap<Reverse<u64>> = (0..agents).map(|_| Reverse(0)).collect();
            let mut now = 0_u64;
            for (handle, pause, what) in steps {
                now += pause;
                match what {
                    0 => prop_assert_eq!(free.pop(), heap.pop().map(|r| r.0)),
                    1 => {
                        free.push(now);
                        heap.push(Reverse(now));
                    }
                    _ => {
                        let earliest = heap.peek().map_or(u64::MAX, |r| r.0);
                        prop_assert_eq!(free.earliest(), earliest);
                        if heap.pop().is_some() {
                            let at = earliest.max(now).saturating_add(handle);
                            free.replace_earliest(at);
                            heap.push(Reverse(at));
                        }
                    }
                }
                prop_assert_eq!(free.len(), heap.len());
            }
            while let Some(Reverse(at)) = heap.pop() {
                prop_assert_eq!(free.pop(), Some(at));
            }
            prop_assert_eq!(free.earliest(), u64::MAX);
        }
    }
}
