//! What is going to happen, in order of time.

use crate::units::SimTime;

/// Something that will happen. The order of the kinds is the order at equal times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// The staff of a group changes: number of the change.
    Staff,
    /// Lines go down or come up: how many are up then.
    Lines,
    /// The reserve of a group comes, or may go: the group.
    ReserveComes,
    /// The centre closes.
    Close,
    /// The centre opens on a later day of a row: the day.
    Open,
    /// An agent is free: the agent.
    Free,
    /// The first of an agent's chats ends: the agent.
    ChatEnds,
    /// A line is free: nothing, or the call whose journey goes on.
    HangUp,
    /// An agent's talk is over, and a colleague is asked to join: the agent.
    Consult,
    /// An agent picks up a phone that rang: the call.
    PickedUp,
    /// A group more may take a waiting call: the call.
    Check,
    /// A waiting caller hears an announcement: the call.
    Announce,
    /// A waiting caller's patience ends: the call.
    GiveUp,
    /// A caller is through with self-service: the call.
    SelfServiceEnds,
    /// A customer calls again, or is to be called back: the call.
    CallAgain,
    /// A dialler is switched on: its call type.
    Dial,
    /// A customer who was dialled answers: the call.
    PickUp,
    /// It is known that a customer who was dialled does not answer: the call type.
    NoReply,
}

const KINDS: [Kind; 18] = [
    Kind::Staff,
    Kind::Lines,
    Kind::ReserveComes,
    Kind::Close,
    Kind::Open,
    Kind::Free,
    Kind::ChatEnds,
    Kind::HangUp,
    Kind::Consult,
    Kind::PickedUp,
    Kind::Check,
    Kind::Announce,
    Kind::GiveUp,
    Kind::SelfServiceEnds,
    Kind::CallAgain,
    Kind::Dial,
    Kind::PickUp,
    Kind::NoReply,
];

/// Bits of the order that number the events; the kind stands above them.
const SEQUENCE_BITS: u32 = 59;

/// A pending event.
#[derive(Clone, Copy, Debug)]
struct Entry {
    at: SimTime,
    /// Kind, then number in order of scheduling.
    order: u64,
    /// What it is about.
    subject: u32,
}

impl Entry {
    #[inline]
    const fn key(&self) -> u128 {
        (self.at.as_nanoseconds() as u128) << 64 | self.order as u128
    }
}

/// No entry.
const NONE: u32 = u32::MAX;
/// Fewest and most buckets of the ring.
const FEWEST_BUCKETS: usize = 256;
const MOST_BUCKETS: usize = 1 << 16;
/// After how many events the ring is fitted to their number and pace, at first and later on.
const FIRST_FITTING: u32 = 256;
const NEXT_FITTING: u32 = 8192;

/// Pending events, the earliest first; at equal times by kind, then first in, first out.
///
/// A ring of buckets of equal width, each an unordered list, with a bit for each bucket that holds
/// something (a calendar queue: Brown, *Communications of the ACM* 31, 1988). What lies beyond the
/// ring waits in a heap until the ring gets there. The width follows the mean time between events,
/// the number of buckets that of pending events, so that the next event is found in about one
/// bucket of about one event. Neither has an influence on the order.
#[derive(Debug)]
pub struct Calendar {
    /// The earliest event, taken out of the ring.
    front: Option<Entry>,
    /// First entry of each bucket.
    buckets: Vec<u32>,
    /// Which buckets hold something.
    filled: Vec<u64>,
    entries: Vec<(Entry, u32)>,
    unused: u32,
    /// Number of the bucket, since time began, at which the ring starts.
    base: u64,
    /// A bucket is 2 to this many nanoseconds wide.
    width: u32,
    /// Events beyond the ring.
    far: Heap,
    /// Events in the ring.
    near: usize,
    sequence: u64,
    until_fitting: u32,
    fitted_at: SimTime,
    fitted_for: u32,
}

impl Default for Calendar {
    fn default() -> Self {
        let mut calendar = Self {
            front: None,
            buckets: Vec::new(),
            filled: Vec::new(),
            entries: Vec::new(),
            unused: NONE,
            base: 0,
            width: 30,
            far: Heap::default(),
            near: 0,
            sequence: 0,
            until_fitting: FIRST_FITTING,
            fitted_at: SimTime::ZERO,
            fitted_for: FIRST_FITTING,
        };
        calendar.lay_out(FEWEST_BUCKETS);
        calendar
    }
}

impl Calendar {
    /// Forgets all events.
    pub fn clear(&mut self) {
        self.front = None;
        self.buckets.fill(NONE);
        self.filled.fill(0);
        self.entries.clear();
        self.unused = NONE;
        self.base = 0;
        self.far.clear();
        self.near = 0;
        self.sequence = 0;
        self.until_fitting = FIRST_FITTING;
        self.fitted_for = FIRST_FITTING;
        self.fitted_at = SimTime::ZERO;
    }

    /// Notes that something will happen at `at`; what never happens is not noted.
    #[inline]
    pub fn schedule(&mut self, at: SimTime, kind: Kind, subject: u32) {
        if at == SimTime::NEVER {
            return;
        }
        let order = (kind as u64) << SEQUENCE_BITS | self.sequence;
        self.sequence += 1;
        let entry = Entry { at, order, subject };
        match &mut self.front {
            Some(front) if entry.key() < front.key() => {
                let second = std::mem::replace(front, entry);
                self.put(second);
            }
            _ => self.put(entry),
        }
    }

    /// When the next event happens.
    #[inline]
    pub fn next_at(&mut self) -> Option<SimTime> {
        if self.front.is_none() {
            self.front = self.take_first();
        }
        self.front.map(|entry| entry.at)
    }

    /// Takes the next event out.
    #[inline]
    pub fn pop(&mut self) -> Option<(SimTime, Kind, u32)> {
        self.next_at()?;
        let entry = self.front.take()?;
        if self.near == 0 {
            self.base = self.base.max(entry.at.as_nanoseconds() >> self.width);
            self.fetch();
        }
        self.until_fitting -= 1;
        if self.until_fitting == 0 {
            self.fit(entry.at);
        }
        Some((entry.at, KINDS[(entry.order >> SEQUENCE_BITS) as usize], entry.subject))
    }

    /// Puts an event into its bucket, or beyond the ring.
    #[inline]
    fn put(&mut self, entry: Entry) {
        // The ring may have moved past this instant to find the front; then it belongs to the first.
        let bucket = (entry.at.as_nanoseconds() >> self.width).max(self.base);
        if bucket - self.base < self.buckets.len() as u64 {
            self.put_near(bucket, entry);
        } else {
            self.far.push(entry);
        }
    }

    #[inline]
    fn put_near(&mut self, bucket: u64, entry: Entry) {
        let index = bucket as usize & (self.buckets.len() - 1);
        let next = self.buckets[index];
        let place = if self.unused == NONE {
            self.entries.push((entry, next));
            (self.entries.len() - 1) as u32
        } else {
            let place = self.unused;
            self.unused = self.entries[place as usize].1;
            self.entries[place as usize] = (entry, next);
            place
        };
        self.buckets[index] = place;
        self.filled[index / 64] |= 1 << (index % 64);
        self.near += 1;
    }

    /// Takes out the earliest event but for the front.
    #[inline]
    fn take_first(&mut self) -> Option<Entry> {
        if self.near == 0 {
            // The ring stays where it is until this happens: much may come before it.
            return self.far.pop();
        }
        let index = self.first_filled();
        let start = self.base as usize & (self.buckets.len() - 1);
        self.base += (index.wrapping_sub(start) & (self.buckets.len() - 1)) as u64;
        self.fetch();
        let index = self.base as usize & (self.buckets.len() - 1);
        Some(self.take_from(index))
    }

    /// The first bucket from the start of the ring on that holds something; there is one.
    #[inline]
    fn first_filled(&self) -> usize {
        let start = self.base as usize & (self.buckets.len() - 1);
        let mut word = start / 64;
        let mut bits = self.filled[word] & (u64::MAX << (start % 64));
        while bits == 0 {
            word = (word + 1) & (self.filled.len() - 1);
            bits = self.filled[word];
        }
        word * 64 + bits.trailing_zeros() as usize
    }

    /// Fetches what the ring has reached.
    #[inline]
    fn fetch(&mut self) {
        while let Some(first) = self.far.first() {
            let bucket = first.at.as_nanoseconds() >> self.width;
            if bucket - self.base >= self.buckets.len() as u64 {
                break;
            }
            let Some(entry) = self.far.pop() else { break };
            self.put_near(bucket, entry);
        }
    }

    /// Takes the earliest event out of a bucket that holds some.
    #[inline]
    fn take_from(&mut self, index: usize) -> Entry {
        let (mut best, mut before_best) = (self.buckets[index], NONE);
        let mut least = self.entries[best as usize].0.key();
        let (mut before, mut place) = (best, self.entries[best as usize].1);
        while place != NONE {
            let (entry, next) = &self.entries[place as usize];
            if entry.key() < least {
                (best, before_best, least) = (place, before, entry.key());
            }
            (before, place) = (place, *next);
        }
        let (entry, next) = self.entries[best as usize];
        if before_best == NONE {
            self.buckets[index] = next;
            if next == NONE {
                self.filled[index / 64] &= !(1 << (index % 64));
            }
        } else {
            self.entries[before_best as usize].1 = next;
        }
        self.entries[best as usize].1 = self.unused;
        self.unused = best;
        self.near -= 1;
        entry
    }

    /// Fits the width of the buckets to the pace of events, and their number to that of events.
    #[cold]
    fn fit(&mut self, now: SimTime) {
        let gap = now.since(self.fitted_at).as_nanoseconds() / u64::from(self.fitted_for);
        let width = (gap.max(1).ilog2()).clamp(8, 50);
        let pending = self.near + self.far.len();
        let buckets = (pending * 4).next_power_of_two().clamp(FEWEST_BUCKETS, MOST_BUCKETS);
        (self.fitted_at, self.fitted_for, self.until_fitting) = (now, NEXT_FITTING, NEXT_FITTING);
        let off = width.abs_diff(self.width) > 1 || buckets > self.buckets.len() || buckets * 8 < self.buckets.len();
        if off {
            self.rebuild(width, buckets, now);
        }
    }

    fn rebuild(&mut self, width: u32, buckets: usize, now: SimTime) {
        let mut pending = Vec::with_capacity(self.near + self.far.len());
        for index in 0..self.buckets.len() {
            let mut place = self.buckets[index];
            while place != NONE {
                let (entry, next) = self.entries[place as usize];
                pending.push(entry);
                place = next;
            }
        }
        while let Some(entry) = self.far.pop() {
            pending.push(entry);
        }
        self.width = width;
        self.lay_out(buckets);
        self.base = now.as_nanoseconds() >> width;
        pending.into_iter().for_each(|entry| self.put(entry));
    }

    fn lay_out(&mut self, buckets: usize) {
        self.buckets.clear();
        self.buckets.resize(buckets, NONE);
        self.filled.clear();
        self.filled.resize(buckets / 64, 0);
        self.entries.clear();
        self.unused = NONE;
        self.near = 0;
    }
}

/// A heap in which each node has four children.
#[derive(Debug, Default)]
struct Heap {
    entries: Vec<Entry>,
}

impl Heap {
    fn clear(&mut self) {
        self.entries.clear();
    }

    fn len(&self) -> usize {
        self.entries.len()
    }

    #[inline]
    fn first(&self) -> Option<&Entry> {
        self.entries.first()
    }

    fn push(&mut self, entry: Entry) {
        let key = entry.key();
        let mut hole = self.entries.len();
        self.entries.push(entry);
        while hole > 0 {
            let parent = (hole - 1) / 4;
            if self.entries[parent].key() <= key {
                break;
            }
            self.entries[hole] = self.entries[parent];
            hole = parent;
        }
        self.entries[hole] = entry;
    }

    fn pop(&mut self) -> Option<Entry> {
        let last = self.entries.pop()?;
        let Some(first) = self.entries.first().copied() else { return Some(last) };
        let (key, length) = (last.key(), self.entries.len());
        let mut hole = 0;
        loop {
            let children = 4 * hole + 1..(4 * hole + 5).min(length);
            let Some(child) = children.min_by_key(|&child| self.entries[child].key()) else { break };
            if self.entries[child].key() >= key {
                break;
            }
            self.entries[hole] = self.entries[child];
            hole = child;
        }
        self.entries[hole] = last;
        Some(first)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn drain(calendar: &mut Calendar) -> Vec<(u64, Kind, u32)> {
        std::iter::from_fn(|| calendar.pop()).map(|(at, kind, of)| (at.as_nanoseconds(), kind, of)).collect()
    }

    #[test]
    fn earlier_events_come_first_and_equal_times_follow_the_stated_order() {
        let mut calendar = Calendar::default();
        let at = SimTime::from_nanoseconds;
        calendar.schedule(at(5), Kind::GiveUp, 0);
        calendar.schedule(at(5), Kind::Free, 1);
        calendar.schedule(at(5), Kind::Free, 0);
        calendar.schedule(at(5), Kind::Staff, 0);
        calendar.schedule(at(2), Kind::HangUp, 7);
        calendar.schedule(SimTime::NEVER, Kind::HangUp, 0);
        let order: Vec<_> = drain(&mut calendar).into_iter().map(|(_, kind, of)| (kind, of)).collect();
        let expected = [(Kind::HangUp, 7), (Kind::Staff, 0), (Kind::Free, 1), (Kind::Free, 0), (Kind::GiveUp, 0)];
        assert_eq!(order, expected);
    }

    #[test]
    fn every_kind_comes_back_as_itself() {
        let mut calendar = Calendar::default();
        KINDS.iter().for_each(|kind| calendar.schedule(SimTime::ZERO, *kind, 3));
        assert!(drain(&mut calendar).iter().map(|(_, kind, _)| *kind).eq(KINDS));
    }

    proptest! {
        /// Against a sorted list, with events taken out and put in by turns, from nanoseconds to years
        /// ahead of the last one taken out, and often enough for the ring to be fitted anew.
        #[test]
        fn it_is_a_sorted_list(
            steps in prop::collection::vec((0_u8..5, 0_u64..64, 0_u32..58, 0_u8..12), 1..1500),
        ) {
            let mut calendar = Calendar::default();
            let mut list: std::collections::BTreeSet<(u64, u8, usize)> = std::collections::BTreeSet::new();
            let mut now = 0;
            for (number, (take, ahead, scale, kind)) in steps.into_iter().enumerate() {
                if take < 2 {
                    let first = list.pop_first();
                    now = first.map_or(now, |(at, ..)| at);
                    let found = calendar.pop().map(|(at, kind, of)| (at.as_nanoseconds(), kind as u8, of as usize));
                    prop_assert_eq!(found, first);
                } else {
                    let at = now.saturating_add(ahead << scale);
                    calendar.schedule(SimTime::from_nanoseconds(at), KINDS[kind as usize], number as u32);
                    if at < u64::MAX {
                        list.insert((at, kind, number));
                    }
                }
                let next = list.first().map(|(at, ..)| *at);
                prop_assert_eq!(calendar.next_at().map(SimTime::as_nanoseconds), next);
            }
        }
    }
}
