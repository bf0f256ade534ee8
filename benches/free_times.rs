//! What holds the instants at which agents are free: the structures that were tried, from 1 to 10,000
//! agents, on M/M/n+M at a load of one. Nanoseconds a call for the agents' part alone: the earliest
//! instant is looked at and, unless the caller gives up, replaced. `cargo bench --bench free_times`
//! prints the table of docs/performance.md. The engine has the last one.

#[path = "common/clock.rs"]
#[allow(dead_code, reason = "each bench uses its own part of this")]
mod clock;

use std::{cmp::Reverse, collections::BinaryHeap, hint::black_box};

use rand_distr::{Distribution, Exp1};
use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng};

const CALLS: usize = 1 << 17;
const MEAN: f64 = 300e9;

/// Instants of which the earliest is looked at and replaced.
trait FreeTimes {
    fn new(agents: usize) -> Self;
    fn earliest(&mut self) -> u64;
    fn replace(&mut self, at: u64);
}

/// The standard library's heap.
impl FreeTimes for BinaryHeap<Reverse<u64>> {
    fn new(agents: usize) -> Self {
        (0..agents).map(|_| Reverse(0)).collect()
    }

    fn earliest(&mut self) -> u64 {
        self.peek().map_or(0, |at| at.0)
    }

    fn replace(&mut self, at: u64) {
        if let Some(mut first) = self.peek_mut() {
            *first = Reverse(at);
        }
    }
}

/// A heap in which each node has `D` children.
struct Heap<const D: usize>(Vec<u64>);

impl<const D: usize> FreeTimes for Heap<D> {
    fn new(agents: usize) -> Self {
        Self(vec![0; agents])
    }

    fn earliest(&mut self) -> u64 {
        self.0[0]
    }

    fn replace(&mut self, at: u64) {
        let (times, mut hole) = (&mut self.0[..], 0);
        loop {
            let children = D * hole + 1..(D * hole + 1 + D).min(times.len());
            let Some(child) = children.min_by_key(|&child| times[child]) else { break };
            if times[child] >= at {
                break;
            }
            times[hole] = times[child];
            hole = child;
        }
        times[hole] = at;
    }
}

/// All in order.
struct Sorted(Vec<u64>);

impl FreeTimes for Sorted {
    fn new(agents: usize) -> Self {
        Self(vec![0; agents])
    }

    fn earliest(&mut self) -> u64 {
        self.0[0]
    }

    fn replace(&mut self, at: u64) {
        let place = self.0.partition_point(|other| *other < at).max(1);
        self.0.copy_within(1..place, 0);
        self.0[place - 1] = at;
    }
}

/// A ring of bins, each a list; the first that holds any is sorted when its time comes.
struct Bins {
    soon: Vec<u64>,
    cursor: u64,
    shift: u32,
    ring: Vec<Vec<u64>>,
    late: BinaryHeap<Reverse<u64>>,
    in_ring: usize,
}

impl Bins {
    fn put(&mut self, at: u64) {
        let (bin, size) = (at >> self.shift, self.ring.len() as u64);
        if bin < self.cursor {
            let place = self.soon.partition_point(|other| *other > at);
            self.soon.insert(place, at);
        } else if bin - self.cursor < size {
            self.ring[(bin % size) as usize].push(at);
            self.in_ring += 1;
        } else {
            self.late.push(Reverse(at));
        }
    }
}

impl FreeTimes for Bins {
    fn new(agents: usize) -> Self {
        let shift = (MEAN * 8.0 / agents as f64).log2() as u32;
        let bins = ((MEAN * 6.0) as u64 >> shift).next_power_of_two().max(64);
        let ring = vec![Vec::new(); bins as usize];
        Self { soon: vec![0; agents], cursor: 1, shift, ring, late: BinaryHeap::new(), in_ring: 0 }
    }

    fn earliest(&mut self) -> u64 {
        while self.soon.is_empty() {
            let size = self.ring.len() as u64;
            let due = |at: &Reverse<u64>| self.in_ring == 0 || (at.0 >> self.shift) - self.cursor < size;
            if let Some(Reverse(at)) = self.late.peek().copied().filter(due) {
                self.cursor = if self.in_ring == 0 { at >> self.shift } else { self.cursor };
                self.late.pop();
                self.put(at);
                continue;
            }
            std::mem::swap(&mut self.soon, &mut self.ring[(self.cursor % size) as usize]);
            self.in_ring -= self.soon.len();
            self.soon.sort_unstable_by_key(|at| Reverse(*at));
            self.cursor += 1;
        }
        self.soon[self.soon.len() - 1]
    }

    fn replace(&mut self, at: u64) {
        self.soon.pop();
        self.put(at);
    }
}

/// A tournament tree of losers; a key is an instant above the number of its leaf. `SIZE` leaves, or
/// as many as asked for where it is 0.
struct Tree<const SIZE: usize> {
    keys: Vec<u64>,
    winner: u64,
}

impl<const SIZE: usize> FreeTimes for Tree<SIZE> {
    fn new(agents: usize) -> Self {
        let size = if SIZE > 0 { SIZE } else { agents.max(2).next_power_of_two() };
        let none = u64::MAX >> size.trailing_zeros() << size.trailing_zeros();
        let mut winners = vec![0; 2 * size];
        let mut keys = vec![0; size];
        for leaf in 0..size {
            winners[size + leaf] = if leaf < agents { 0 } else { none } | leaf as u64;
        }
        for node in (1..size).rev() {
            winners[node] = winners[2 * node].min(winners[2 * node + 1]);
            keys[node] = winners[2 * node].max(winners[2 * node + 1]);
        }
        Self { keys, winner: winners[1] }
    }

    fn earliest(&mut self) -> u64 {
        let size = if SIZE > 0 { SIZE } else { self.keys.len() };
        self.winner >> size.trailing_zeros()
    }

    fn replace(&mut self, at: u64) {
        let size = if SIZE > 0 { SIZE } else { self.keys.len() };
        let leaf = self.winner as usize & (size - 1);
        let mut key = at << size.trailing_zeros() | leaf as u64;
        let mut node = (size + leaf) >> 1;
        let keys = &mut self.keys[..size];
        for _ in 0..size.trailing_zeros() {
            let other = keys[node];
            keys[node] = other.max(key);
            key = other.min(key);
            node >>= 1;
        }
        self.winner = key;
    }
}

/// Arrivals, handle times and patience, ns.
struct Calls {
    arrives_at: Vec<u64>,
    handle_time: Vec<u64>,
    patience: Vec<u64>,
}

impl Calls {
    fn draw(agents: usize) -> Self {
        let draw = |seed, mean: f64| -> Vec<u64> {
            let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
            let time = |unit: f64| (unit * mean) as u64;
            (0..CALLS).map(|_| time(Exp1.sample(&mut generator))).collect()
        };
        let mut now = 0;
        let steps = draw(1, MEAN / agents as f64).into_iter();
        let arrives_at = steps.map(|step| {
            now += step;
            now
        });
        Self { arrives_at: arrives_at.collect(), handle_time: draw(2, MEAN), patience: draw(3, 120e9) }
    }
}

/// Plays the calls on `LANES` of a structure in one loop: calls of all lanes, and what came of them.
fn play<F: FreeTimes, const LANES: usize>(agents: usize, calls: &Calls) -> (u64, u64) {
    let mut lanes: [F; LANES] = std::array::from_fn(|_| F::new(agents));
    let mut waits = [0_u64; LANES];
    for call in 0..CALLS {
        for (free, waits) in lanes.iter_mut().zip(&mut waits) {
            let arrives_at = calls.arrives_at[call];
            let start = free.earliest().max(arrives_at);
            if start - arrives_at <= calls.patience[call] {
                *waits = waits.wrapping_add(start - arrives_at);
                free.replace(start + calls.handle_time[call]);
            }
        }
    }
    ((CALLS * LANES) as u64, black_box(waits[0]))
}

/// One of the instances of [`play`].
type Play = fn(usize, &Calls) -> (u64, u64);

fn main() {
    const SIZES: [usize; 5] = [1, 10, 100, 1000, 10_000];
    println!("{:<36}{}", "agents", SIZES.map(|n| format!("{n:>8}")).concat());
    let cases = SIZES.map(Calls::draw);
    let expected: Vec<u64> =
        SIZES.iter().zip(&cases).map(|(n, calls)| play::<BinaryHeap<Reverse<u64>>, 1>(*n, calls).1).collect();
    let row = |name: &str, played: [Play; 5]| {
        print!("{name:<36}");
        for (index, play) in played.into_iter().enumerate() {
            let mut once = || {
                let (calls, waits) = play(SIZES[index], &cases[index]);
                assert_eq!(waits, expected[index], "{name} is wrong");
                calls
            };
            print!("{:>8.1}", clock::measure(3, &mut [&mut once]).of(0));
        }
        println!();
    };
    row("binary heap (standard library)", [play::<BinaryHeap<Reverse<u64>>, 1>; 5]);
    row("heap of two children", [play::<Heap<2>, 1>; 5]);
    row("heap of four children", [play::<Heap<4>, 1>; 5]);
    row("heap of eight children", [play::<Heap<8>, 1>; 5]);
    row("sorted block", [play::<Sorted, 1>; 5]);
    row("bins, sorted when their time comes", [play::<Bins, 1>; 5]);
    row("tournament tree", [play::<Tree<0>, 1>; 5]);
    row("the same, two in one loop", [play::<Tree<0>, 2>; 5]);
    row(
        "tournament tree of known size",
        [play::<Tree<2>, 1>, play::<Tree<16>, 1>, play::<Tree<128>, 1>, play::<Tree<1024>, 1>, play::<Tree<16384>, 1>],
    );
    row(
        "the same, two in one loop",
        [play::<Tree<2>, 2>, play::<Tree<16>, 2>, play::<Tree<128>, 2>, play::<Tree<1024>, 2>, play::<Tree<16384>, 2>],
    );
}
