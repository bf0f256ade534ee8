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

/// When each call of a part of a block starts; [`u64::MAX`] where the caller does not wait so long, or the
/// border comes first.
pub type Starts = Vec<u64>;

/// Decides the calls at one level or two, which have trees of one size.
pub fn decide(calls: &Part<'_>, border: u64, levels: &mut [Level], starts_at: &mut [Starts; 2]) {
    let are_near = levels.iter_mut().all(|level| level.is_near(calls));
    let starts_at = room(starts_at, calls.len());
    match (levels, starts_at) {
        ([level, other], starts_at) if are_near => two(calls, border, [&mut level.free, &mut other.free], starts_at),
        ([level], [starts_at, _]) if are_near => one(calls, border, &mut level.free, starts_at),
        (levels, starts_at) => {
            let each = levels.iter_mut().zip(starts_at);
            each.for_each(|(level, starts_at)| slowly(calls, border, &mut level.free, starts_at));
        }
    }
}

/// Decides as many calls of two replications, each at its level.
pub fn decide_apart(calls: &[Part<'_>; 2], borders: [u64; 2], levels: &mut [Level], starts_at: &mut [Starts; 2]) {
    let are_near = levels.iter_mut().zip(calls).all(|(level, calls)| level.is_near(calls));
    let starts_at = room(starts_at, calls[0].len());
    if let ([level, other], true) = (&mut *levels, are_near) {
        apart(calls, borders, [&mut level.free, &mut other.free], starts_at);
    } else {
        let each = levels.iter_mut().zip(starts_at).zip(calls.iter().zip(borders));
        each.for_each(|((level, starts_at), (calls, border))| slowly(calls, border, &mut level.free, starts_at));
    }
}

/// Places for so many calls on each side.
fn room(starts_at: &mut [Starts; 2], calls: usize) -> [&mut [u64]; 2] {
    starts_at.each_mut().map(|starts_at| {
        if starts_at.len() < calls {
            starts_at.resize(calls, 0);
        }
        &mut starts_at[..calls]
    })
}

impl Level {
    /// Whether no instant of these calls can be out of reach of the tree's keys.
    fn is_near(&mut self, calls: &Part<'_>) -> bool {
        let (now, last) = (calls.arrived_at[0], calls.arrived_at[calls.len() - 1]);
        self.free.size() <= LARGEST && self.free.reaches(now, last, calls.work)
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

fn one(calls: &Part<'_>, border: u64, free: &mut FreeTimes, starts_at: &mut [u64]) {
    by_size!(free, one_of_size(calls, border, free, starts_at), else slowly(calls, border, free, starts_at));
}

fn two(calls: &Part<'_>, border: u64, [free, other]: [&mut FreeTimes; 2], [starts_at, side]: [&mut [u64]; 2]) {
    by_size!(free, two_of_size(calls, border, [free, other], [starts_at, side]), else {
        slowly(calls, border, free, starts_at);
        slowly(calls, border, other, side);
    });
}

fn apart(
    calls: &[Part<'_>; 2],
    borders: [u64; 2],
    [free, other]: [&mut FreeTimes; 2],
    [starts_at, side]: [&mut [u64]; 2],
) {
    by_size!(free, apart_of_size(calls, borders, [free, other], [starts_at, side]), else {
        slowly(&calls[0], borders[0], free, starts_at);
        slowly(&calls[1], borders[1], other, side);
    });
}

fn one_of_size<const SIZE: usize>(calls: &Part<'_>, border: u64, free: &mut FreeTimes, starts_at: &mut [u64]) {
    let mut tree = free.tree::<SIZE>();
    for (call, start) in calls.each().zip(starts_at) {
        *start = offer(&mut tree, call, border);
    }
    let winner = tree.winner();
    free.set_winner(winner);
}

fn two_of_size<const SIZE: usize>(
    calls: &Part<'_>,
    border: u64,
    [free, other]: [&mut FreeTimes; 2],
    [starts_at, side]: [&mut [u64]; 2],
) {
    let (mut tree, mut beside) = (free.tree::<SIZE>(), other.tree::<SIZE>());
    for (call, (start, start_beside)) in calls.each().zip(starts_at.iter_mut().zip(side)) {
        *start = offer(&mut tree, call, border);
        *start_beside = offer(&mut beside, call, border);
    }
    let winners = (tree.winner(), beside.winner());
    free.set_winner(winners.0);
    other.set_winner(winners.1);
}

fn apart_of_size<const SIZE: usize>(
    [calls, others]: &[Part<'_>; 2],
    borders: [u64; 2],
    [free, other]: [&mut FreeTimes; 2],
    [starts_at, side]: [&mut [u64]; 2],
) {
    let (mut tree, mut beside) = (free.tree::<SIZE>(), other.tree::<SIZE>());
    let each = calls.each().zip(others.each());
    for ((call, call_beside), (start, start_beside)) in each.zip(starts_at.iter_mut().zip(side)) {
        *start = offer(&mut tree, call, borders[0]);
        *start_beside = offer(&mut beside, call_beside, borders[1]);
    }
    let winners = (tree.winner(), beside.winner());
    free.set_winner(winners.0);
    other.set_winner(winners.1);
}

/// Offers a call (when it comes, how long it takes, how long the caller waits): when it starts.
#[expect(clippy::inline_always, reason = "two levels side by side are one loop only without a call in it")]
#[inline(always)]
fn offer<const SIZE: usize>(
    tree: &mut Tree<'_, SIZE>,
    (arrived_at, handle_time, patience): (u64, u64, u64),
    border: u64,
) -> u64 {
    let start = tree.earliest().max(arrived_at);
    if start - arrived_at <= patience && start < border {
        tree.replace_earliest(start + handle_time);
        start
    } else {
        u64::MAX
    }
}

/// The same for a tree of any size and instants of any distance.
fn slowly(calls: &Part<'_>, border: u64, free: &mut FreeTimes, starts_at: &mut [u64]) {
    for ((arrived_at, handle_time, patience), starts_at) in calls.each().zip(starts_at) {
        let start = free.earliest().max(arrived_at);
        *starts_at = if start - arrived_at <= patience && start < border {
            free.replace_earliest(start.saturating_add(handle_time));
            start
        } else {
            u64::MAX
        };
    }
}
