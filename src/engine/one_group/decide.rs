//! When each call starts, if it does: the part of the recursion that concerns the agents.
//!
//! Two levels are played in one loop, so that the processor works on one while the other waits for
//! its tree. The size of the tree is known to the compiler up to [`LARGEST`] agents; beyond, and where
//! instants are too far apart for its keys, a slower loop does the same.

use super::{callers::Part, first_come::Level, free_times::Tree};

/// Agents of the largest tree whose size is known beforehand.
const LARGEST: usize = 1 << 14;

/// What was decided of a part of a block.
#[derive(Debug, Default)]
pub struct Decided {
    /// When each call starts, or would if the caller waited and the border did not come first.
    pub starts_at: Vec<u64>,
    late: Vec<u32>,
    lost: Vec<u32>,
    ends: Ends,
}

/// How many of the two lists are filled.
#[derive(Clone, Copy, Debug, Default)]
struct Ends {
    late: usize,
    lost: usize,
}

impl Decided {
    /// Those who start after a wait.
    pub fn late(&self) -> &[u32] {
        &self.late[..self.ends.late]
    }

    /// Those who do not start, or not before the border.
    pub fn lost(&self) -> &[u32] {
        &self.lost[..self.ends.lost]
    }

    fn make_room(&mut self, calls: usize) {
        if self.starts_at.len() < calls {
            self.starts_at.resize(calls, 0);
            self.late.resize(calls, 0);
            self.lost.resize(calls, 0);
        }
    }
}

/// Decides the calls at all levels, which have trees of one size.
pub fn decide(calls: &Part<'_>, border: u64, levels: &mut [Level]) {
    let work = calls.handle_time.iter().fold(0_u64, |sum, time| sum.saturating_add(*time));
    for pair in levels.chunks_mut(2) {
        let mut are_near = true;
        for level in &mut *pair {
            level.decided.make_room(calls.arrived_at.len());
            are_near &= level.is_near(calls, work);
        }
        match pair {
            [level, other] if are_near => two(calls, border, level, other),
            [level] if are_near => one(calls, border, level),
            others => others.iter_mut().for_each(|level| slowly(calls, border, level)),
        }
    }
}

impl Level {
    /// Whether no instant of these calls, which last `work` in all, can be out of reach of the
    /// tree's keys.
    fn is_near(&mut self, calls: &Part<'_>, work: u64) -> bool {
        let (now, last) = (calls.arrived_at[0], calls.arrived_at[calls.arrived_at.len() - 1]);
        self.free.size() <= LARGEST && self.free.reaches(now, last, work)
    }

    const fn take_back(&mut self, (winner, ends): (u64, Ends)) {
        self.free.set_winner(winner);
        self.decided.ends = ends;
    }
}

/// Picks the loop for the size of the tree.
macro_rules! by_size {
    ($level:ident, $swiftly:ident $arguments:tt, else $slowly:expr) => {
        by_size!(@ $level, $swiftly $arguments, $slowly, 1 2 3 4 5 6 7 8 9 10 11 12 13 14)
    };
    (@ $level:ident, $swiftly:ident $arguments:tt, $slowly:expr, $($bits:literal)+) => {
        match $level.free.size().trailing_zeros() {
            $($bits => $swiftly::<{ 1 << $bits }> $arguments,)+
            _ => $slowly,
        }
    };
}

fn one(calls: &Part<'_>, border: u64, level: &mut Level) {
    by_size!(level, one_of_size(calls, border, level), else slowly(calls, border, level));
}

fn two(calls: &Part<'_>, border: u64, level: &mut Level, other: &mut Level) {
    by_size!(level, two_of_size(calls, border, level, other), else {
        slowly(calls, border, level);
        slowly(calls, border, other);
    });
}

fn one_of_size<const SIZE: usize>(calls: &Part<'_>, border: u64, level: &mut Level) {
    let count = calls.arrived_at.len();
    let (handle_time, patience) = (&calls.handle_time[..count], &calls.patience[..count]);
    let mut lane = Lane::<SIZE>::new(level, count);
    for (call, &arrived_at) in calls.arrived_at.iter().enumerate() {
        lane.offer(call, arrived_at, handle_time[call], patience[call], border);
    }
    let end = lane.end();
    level.take_back(end);
}

fn two_of_size<const SIZE: usize>(calls: &Part<'_>, border: u64, level: &mut Level, other: &mut Level) {
    let count = calls.arrived_at.len();
    let (handle_time, patience) = (&calls.handle_time[..count], &calls.patience[..count]);
    let (mut lane, mut side) = (Lane::<SIZE>::new(level, count), Lane::<SIZE>::new(other, count));
    for (call, &arrived_at) in calls.arrived_at.iter().enumerate() {
        lane.offer(call, arrived_at, handle_time[call], patience[call], border);
        side.offer(call, arrived_at, handle_time[call], patience[call], border);
    }
    let ends = (lane.end(), side.end());
    level.take_back(ends.0);
    other.take_back(ends.1);
}

/// A level while calls are offered to it.
struct Lane<'a, const SIZE: usize> {
    tree: Tree<'a, SIZE>,
    starts_at: &'a mut [u64],
    late: &'a mut [u32],
    lost: &'a mut [u32],
    ends: Ends,
}

impl<'a, const SIZE: usize> Lane<'a, SIZE> {
    fn new(level: &'a mut Level, calls: usize) -> Self {
        let Level { free, decided, .. } = level;
        Self {
            tree: free.tree(),
            starts_at: &mut decided.starts_at[..calls],
            late: &mut decided.late[..calls],
            lost: &mut decided.lost[..calls],
            ends: Ends::default(),
        }
    }

    /// What the level takes back: the winner of its tree, and how many are late and lost.
    const fn end(self) -> (u64, Ends) {
        (self.tree.winner(), self.ends)
    }

    #[expect(clippy::inline_always, reason = "two levels side by side are one loop only without a call in it")]
    #[inline(always)]
    fn offer(&mut self, call: usize, arrived_at: u64, handle_time: u64, patience: u64, border: u64) {
        let start = self.tree.earliest().max(arrived_at);
        let wait = start - arrived_at;
        self.starts_at[call] = start;
        if wait <= patience && start < border {
            // Whether it had to wait cannot be foreseen, so that it is no branch.
            self.late[self.ends.late] = call as u32;
            self.ends.late += usize::from(wait > 0);
            self.tree.replace_earliest(start + handle_time);
        } else {
            self.lost[self.ends.lost] = call as u32;
            self.ends.lost += 1;
        }
    }
}

/// The same for a tree of any size and instants of any distance.
fn slowly(calls: &Part<'_>, border: u64, level: &mut Level) {
    let decided = &mut level.decided;
    decided.ends = Ends::default();
    for (call, &arrived_at) in calls.arrived_at.iter().enumerate() {
        let start = level.free.earliest().max(arrived_at);
        let wait = start - arrived_at;
        decided.starts_at[call] = start;
        if wait <= calls.patience[call] && start < border {
            decided.late[decided.ends.late] = call as u32;
            decided.ends.late += usize::from(wait > 0);
            level.free.replace_earliest(start.saturating_add(calls.handle_time[call]));
        } else {
            decided.lost[decided.ends.lost] = call as u32;
            decided.ends.lost += 1;
        }
    }
}
