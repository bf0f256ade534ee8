//! When each agent is free again. An instant that has passed may be given back as a later one that has
//! passed as well: whoever was free then is free now.

/// The instants, ns, at which agents are free, of which the earliest is wanted and replaced.
///
/// A tournament tree of losers (Knuth, *TAOCP* 3, 5.4.1): each inner node keeps the later of the two
/// agents who met there, so that after the winner's instant is replaced only the nodes on its way up
/// are played again, without a branch. A key is an instant, counted from `base`, above the number of
/// the agent's leaf: a comparison of whole numbers.
///
/// [`u64::MAX`] is an instant that never comes; it is kept like any other.
#[derive(Debug, Default)]
pub struct FreeTimes {
    /// The losers by node, from 1 on. The length is a power of two, at least 2.
    keys: Vec<u64>,
    winner: u64,
    base: u64,
    agents: usize,
    /// Instants too far from `base` for a key: (leaf, instant).
    late: Vec<(u64, u64)>,
}

/// The tree while many calls are offered, its size known beforehand.
pub struct Tree<'a, const SIZE: usize> {
    keys: &'a mut [u64; SIZE],
    winner: u64,
    base: u64,
}

impl<const SIZE: usize> Tree<'_, SIZE> {
    /// The earliest instant.
    #[expect(clippy::inline_always, reason = "part of the loop over calls")]
    #[inline(always)]
    pub const fn earliest(&self) -> u64 {
        self.base + (self.winner >> SIZE.trailing_zeros())
    }

    /// Puts `at`, which is within [reach](FreeTimes::reach), in the place of the earliest.
    #[expect(clippy::inline_always, reason = "part of the loop over calls")]
    #[inline(always)]
    pub fn replace_earliest(&mut self, at: u64) {
        let leaf = self.winner as usize & (SIZE - 1);
        let mut key = (at - self.base) << SIZE.trailing_zeros() | leaf as u64;
        let mut node = (SIZE + leaf) >> 1;
        for _ in 0..SIZE.trailing_zeros() {
            let other = self.keys[node];
            self.keys[node] = other.max(key);
            key = other.min(key);
            node >>= 1;
        }
        self.winner = key;
    }

    /// Hands the winner back to the tree it came from.
    pub const fn winner(&self) -> u64 {
        self.winner
    }
}

impl FreeTimes {
    /// `agents` instants, all now, with room for `most` of them.
    pub fn reset(&mut self, agents: usize, most: usize) {
        self.keys.clear();
        self.keys.resize(most.max(2).next_power_of_two(), 0);
        self.build(std::iter::repeat_n(0, agents), 0);
    }

    /// How many there are.
    #[cfg(test)]
    pub const fn len(&self) -> usize {
        self.agents
    }

    /// How many there could be: the size of its [`Tree`].
    pub const fn size(&self) -> usize {
        self.keys.len()
    }

    /// The earliest; [`u64::MAX`] where there is none.
    #[inline]
    pub fn earliest(&mut self) -> u64 {
        let time = self.winner >> self.bits();
        if time < self.longest() { self.base + time } else { self.earliest_late() }
    }

    /// Puts `at` in the place of the earliest, which [`FreeTimes::earliest`] has just looked at.
    #[inline]
    pub fn replace_earliest(&mut self, at: u64) {
        let size = self.keys.len();
        let leaf = self.winner as usize & (size - 1);
        let time = at - self.base;
        let mut key = if time < self.longest() { self.key(time, leaf) } else { self.key_of_late(at, leaf) };
        let mut node = (size + leaf) >> 1;
        while node > 0 {
            let other = self.keys[node];
            self.keys[node] = other.max(key);
            key = other.min(key);
            node >>= 1;
        }
        self.winner = key;
    }

    /// Whether a [`Tree`] can hold all instants of calls that come from `now` to `last` and take
    /// `work` in all: each starts at the latest when all before it are done one after the other.
    /// Moves the base on to `now` if that helps.
    pub fn reaches(&mut self, now: u64, last: u64, work: u64) -> bool {
        let fits = |free: &Self| {
            let latest = last.max(free.base + (free.winner >> free.bits())).checked_add(work);
            latest.is_some_and(|latest| latest - free.base < free.longest())
        };
        if self.agents > 0 && !fits(self) && now > self.base {
            self.move_base(now);
        }
        self.agents > 0 && fits(self)
    }

    /// The tree for calls that are within reach.
    ///
    /// # Panics
    ///
    /// When `SIZE` is not [`FreeTimes::size`].
    pub fn tree<const SIZE: usize>(&mut self) -> Tree<'_, SIZE> {
        let (winner, base) = (self.winner, self.base);
        match self.keys.as_mut_slice().try_into() {
            Ok(keys) => Tree { keys, winner, base },
            Err(_) => unreachable!("a tree of {SIZE} is asked for where it is larger or smaller"),
        }
    }

    /// Takes back the winner of a [`Tree`].
    pub const fn set_winner(&mut self, winner: u64) {
        self.winner = winner;
    }

    /// All instants, in order.
    pub fn sorted(&self) -> Vec<u64> {
        let mut times: Vec<u64> = self.instants().collect();
        times.sort_unstable();
        times
    }

    /// Replaces all instants; those before `now` become `now`.
    pub fn rebuild(&mut self, times: &[u64], now: u64) {
        self.keys.resize(times.len().max(self.keys.len()).next_power_of_two(), 0);
        self.build(times.iter().copied(), now);
    }

    const fn bits(&self) -> u32 {
        self.keys.len().trailing_zeros()
    }

    /// Times from `base` on are below this; this itself stands for a late instant, and what is above
    /// it for no agent.
    const fn longest(&self) -> u64 {
        (u64::MAX >> self.bits()) - 1
    }

    const fn key(&self, time: u64, leaf: usize) -> u64 {
        time << self.bits() | leaf as u64
    }

    #[cold]
    fn key_of_late(&mut self, at: u64, leaf: usize) -> u64 {
        self.late.push((leaf as u64, at));
        self.key(self.longest(), leaf)
    }

    /// All agents are late, or there is none.
    #[cold]
    fn earliest_late(&mut self) -> u64 {
        match self.instants().min() {
            None | Some(u64::MAX) => u64::MAX,
            Some(earliest) => {
                self.move_base(earliest);
                self.base + (self.winner >> self.bits())
            }
        }
    }

    fn move_base(&mut self, base: u64) {
        let times: Vec<u64> = self.instants().collect();
        self.build(times.into_iter(), base);
    }

    fn instants(&self) -> impl Iterator<Item = u64> + '_ {
        let (bits, longest, size) = (self.bits(), self.longest(), self.size() as u64);
        let keys = self.keys[1..].iter().chain(std::iter::once(&self.winner));
        keys.filter(move |key| **key >> bits <= longest).filter_map(move |key| {
            let (time, leaf) = (key >> bits, key & (size - 1));
            let late = || self.late.iter().find(|late| late.0 == leaf).map(|late| late.1);
            if time < longest { Some(self.base + time) } else { late() }
        })
    }

    /// Plays the whole tournament.
    fn build(&mut self, times: impl Iterator<Item = u64>, base: u64) {
        let size = self.keys.len();
        self.base = base;
        self.late.clear();
        let mut winners = vec![u64::MAX; 2 * size];
        self.agents = 0;
        for (leaf, at) in times.enumerate() {
            let time = at.max(base) - base;
            winners[size + leaf] =
                if time < self.longest() { self.key(time, leaf) } else { self.key_of_late(at, leaf) };
            self.agents += 1;
        }
        for leaf in self.agents..size {
            winners[size + leaf] = self.key(self.longest() + 1, leaf);
        }
        for node in (1..size).rev() {
            let (left, right) = (winners[2 * node], winners[2 * node + 1]);
            winners[node] = left.min(right);
            self.keys[node] = left.max(right);
        }
        self.winner = winners[1];
    }
}

#[cfg(test)]
mod tests {
    use std::{cmp::Reverse, collections::BinaryHeap};

    use proptest::prelude::*;

    use super::*;

    /// A handle time: none, usual, beyond what a key holds, or without end.
    fn handle_time() -> impl Strategy<Value = u64> {
        prop_oneof![8 => 0_u64..300, 2 => 0_u64..1 << 57, 1 => Just(0), 1 => Just(u64::MAX)]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn a_heap_says_the_same(
            agents in 0_usize..513, by_tree in any::<bool>(),
            steps in prop::collection::vec((handle_time(), 0_u64..20, 0_u8..12), 0..400),
        ) {
            let mut free = FreeTimes::default();
            free.reset(agents, 512);
            let mut heap: BinaryHeap<Reverse<u64>> = (0..agents).map(|_| Reverse(0)).collect();
            let mut now = 0_u64;
            for (handle, pause, what) in steps {
                now += pause;
                if what == 0 {
                    let mut times = free.sorted();
                    if times.pop().is_some() {
                        times.push(now + handle / 2);
                    }
                    free.rebuild(&times, 0);
                    heap = times.into_iter().map(Reverse).collect();
                }
                let Some(Reverse(earliest)) = heap.pop() else {
                    prop_assert_eq!(free.earliest(), u64::MAX);
                    continue;
                };
                // An instant that has passed may become another that has.
                prop_assert_eq!(free.earliest().max(now), earliest.max(now));
                let at = earliest.max(now).saturating_add(handle);
                if by_tree && handle < u64::MAX && free.reaches(now, now, handle) {
                    let mut tree = free.tree::<512>();
                    prop_assert_eq!(tree.earliest().max(now), earliest.max(now));
                    tree.replace_earliest(at);
                    let winner = tree.winner();
                    free.set_winner(winner);
                } else {
                    free.replace_earliest(at);
                }
                heap.push(Reverse(at));
                prop_assert_eq!(free.len(), heap.len());
            }
            let mut left: Vec<u64> = heap.into_iter().map(|r| r.0.max(now)).collect();
            left.sort_unstable();
            let found: Vec<u64> = free.sorted().into_iter().map(|at| at.max(now)).collect();
            prop_assert_eq!(found, left);
        }
    }
}
