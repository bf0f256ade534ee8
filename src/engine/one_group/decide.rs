//! When each call starts, if it does: the part of the recursion that concerns the agents.
//!
//! Two levels are played in one loop, so that the processor works on one while the other waits for
//! its tree. The size of the tree is known to the compiler up to [`LARGEST`] agents; beyond, and where
//! instants are too far apart for its keys, a slower loop does the same.

use super::{
    callers::Part,
    first_come::Level,
    free_times::{FreeTimes, Tree},
};

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
    /// When each call starts; those who start after a wait; those who do not start, or not before
    /// the border.
    pub fn parts(&mut self) -> (&mut [u64], &[u32], &[u32]) {
        (&mut self.starts_at, &self.late[..self.ends.late], &self.lost[..self.ends.lost])
    }

    fn make_room(&mut self, calls: usize) {
        if self.starts_at.len() < calls {
            self.starts_at.resize(calls, 0);
            self.late.resize(calls, 0);
            self.lost.resize(calls, 0);
        }
    }
}

/// Decides the calls at one level or two, which have trees of one size. `work` is how long the calls
/// take in all.
pub fn decide(calls: &Part<'_>, work: u64, border: u64, levels: &mut [Level], decided: &mut [Decided; 2]) {
    let mut are_near = true;
    for (level, decided) in levels.iter_mut().zip(decided.iter_mut()) {
        decided.make_room(calls.arrived_at.len());
        are_near &= level.is_near(calls, work);
    }
    let [first, second] = decided;
    match levels {
        [level, other] if are_near => two(calls, border, [&mut level.free, &mut other.free], [first, second]),
        [level] if are_near => one(calls, border, &mut level.free, first),
        levels => {
            let each = levels.iter_mut().zip([first, second]);
            each.for_each(|(level, decided)| slowly(calls, border, &mut level.free, decided));
        }
    }
}

/// Decides as many calls of two replications, each at its level.
pub fn decide_apart(calls: [Part<'_>; 2], borders: [u64; 2], levels: &mut [Level], decided: &mut [Decided; 2]) {
    let mut are_near = true;
    for ((calls, level), decided) in calls.iter().zip(levels.iter_mut()).zip(decided.iter_mut()) {
        decided.make_room(calls.arrived_at.len());
        are_near &= level.is_near(calls, calls.work());
    }
    if let ([level, other], true) = (&mut *levels, are_near) {
        let [first, second] = decided;
        apart(&calls, borders, [&mut level.free, &mut other.free], [first, second]);
    } else {
        let each = levels.iter_mut().zip(decided).zip(calls.iter().zip(borders));
        each.for_each(|((level, decided), (calls, border))| slowly(calls, border, &mut level.free, decided));
    }
}

impl Level {
    /// Whether no instant of these calls, which last `work` in all, can be out of reach of the
    /// tree's keys.
    fn is_near(&mut self, calls: &Part<'_>, work: u64) -> bool {
        let (now, last) = (calls.arrived_at[0], calls.arrived_at[calls.arrived_at.len() - 1]);
        self.free.size() <= LARGEST && self.free.reaches(now, last, work)
    }
}

/// Picks the loop for the size of the tree.
macro_rules! by_size {
    ($free:expr, $swiftly:ident $arguments:tt, else $slowly:expr) => {
        by_size!(@ $free, $swiftly $arguments, $slowly, 1 2 3 4 5 6 7 8 9 10 11 12 13 14)
    };
    (@ $free:expr, $swiftly:ident $arguments:tt, $slowly:expr, $($bits:literal)+) => {
        match $free.size().trailing_zeros() {
            $($bits => $swiftly::<{ 1 << $bits }> $arguments,)+
            _ => $slowly,
        }
    };
}

fn one(calls: &Part<'_>, border: u64, free: &mut FreeTimes, decided: &mut Decided) {
    by_size!(free, one_of_size(calls, border, free, decided), else slowly(calls, border, free, decided));
}

fn two(calls: &Part<'_>, border: u64, [free, other]: [&mut FreeTimes; 2], [decided, side]: [&mut Decided; 2]) {
    by_size!(free, two_of_size(calls, border, [free, other], [decided, side]), else {
        slowly(calls, border, free, decided);
        slowly(calls, border, other, side);
    });
}

fn apart(
    calls: &[Part<'_>; 2],
    borders: [u64; 2],
    [free, other]: [&mut FreeTimes; 2],
    [decided, side]: [&mut Decided; 2],
) {
    by_size!(free, apart_of_size(calls, borders, [free, other], [decided, side]), else {
        slowly(&calls[0], borders[0], free, decided);
        slowly(&calls[1], borders[1], other, side);
    });
}

fn one_of_size<const SIZE: usize>(calls: &Part<'_>, border: u64, free: &mut FreeTimes, decided: &mut Decided) {
    let count = calls.arrived_at.len();
    let (handle_time, patience) = (&calls.handle_time[..count], &calls.patience[..count]);
    let mut lane = Lane::<SIZE>::new(free, decided, count);
    for (call, &arrived_at) in calls.arrived_at.iter().enumerate() {
        lane.offer(call, arrived_at, handle_time[call], patience[call], border);
    }
    let (winner, ends) = lane.end();
    free.set_winner(winner);
    decided.ends = ends;
}

fn two_of_size<const SIZE: usize>(
    calls: &Part<'_>,
    border: u64,
    [free, other]: [&mut FreeTimes; 2],
    [decided, side]: [&mut Decided; 2],
) {
    let count = calls.arrived_at.len();
    let (handle_time, patience) = (&calls.handle_time[..count], &calls.patience[..count]);
    let (mut lane, mut beside) = (Lane::<SIZE>::new(free, decided, count), Lane::<SIZE>::new(other, side, count));
    for (call, &arrived_at) in calls.arrived_at.iter().enumerate() {
        lane.offer(call, arrived_at, handle_time[call], patience[call], border);
        beside.offer(call, arrived_at, handle_time[call], patience[call], border);
    }
    let (ends, ends_beside) = (lane.end(), beside.end());
    free.set_winner(ends.0);
    decided.ends = ends.1;
    other.set_winner(ends_beside.0);
    side.ends = ends_beside.1;
}

fn apart_of_size<const SIZE: usize>(
    [calls, others]: &[Part<'_>; 2],
    borders: [u64; 2],
    [free, other]: [&mut FreeTimes; 2],
    [decided, side]: [&mut Decided; 2],
) {
    let count = calls.arrived_at.len();
    let (handle_time, patience) = (&calls.handle_time[..count], &calls.patience[..count]);
    let (arrived_at, handle_beside, patience_beside) =
        (&others.arrived_at[..count], &others.handle_time[..count], &others.patience[..count]);
    let (mut lane, mut beside) = (Lane::<SIZE>::new(free, decided, count), Lane::<SIZE>::new(other, side, count));
    for (call, &arrives_at) in calls.arrived_at.iter().enumerate() {
        lane.offer(call, arrives_at, handle_time[call], patience[call], borders[0]);
        beside.offer(call, arrived_at[call], handle_beside[call], patience_beside[call], borders[1]);
    }
    let (ends, ends_beside) = (lane.end(), beside.end());
    free.set_winner(ends.0);
    decided.ends = ends.1;
    other.set_winner(ends_beside.0);
    side.ends = ends_beside.1;
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
    fn new(free: &'a mut FreeTimes, decided: &'a mut Decided, calls: usize) -> Self {
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
fn slowly(calls: &Part<'_>, border: u64, free: &mut FreeTimes, decided: &mut Decided) {
    decided.ends = Ends::default();
    for (call, &arrived_at) in calls.arrived_at.iter().enumerate() {
        let start = free.earliest().max(arrived_at);
        let wait = start - arrived_at;
        decided.starts_at[call] = start;
        if wait <= calls.patience[call] && start < border {
            decided.late[decided.ends.late] = call as u32;
            decided.ends.late += usize::from(wait > 0);
            free.replace_earliest(start.saturating_add(calls.handle_time[call]));
        } else {
            decided.lost[decided.ends.lost] = call as u32;
            decided.ends.lost += 1;
        }
    }
}
