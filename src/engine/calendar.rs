//! What is going to happen, in order of time.

use crate::units::SimTime;

/// Something that will happen. The order of the kinds is the order at equal times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// The staff of a group changes: number of the change.
    Staff,
    /// The centre closes.
    Close,
    /// An agent is free: the agent.
    Free,
    /// A line is free: nothing, or the call whose journey goes on.
    HangUp,
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

const KINDS: [Kind; 12] = [
    Kind::Staff,
    Kind::Close,
    Kind::Free,
    Kind::HangUp,
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

/// Pending events, the earliest first; at equal times by kind, then first in, first out.
#[derive(Debug, Default)]
pub struct Calendar {
    heap: Heap,
    sequence: u64,
}

impl Calendar {
    /// Forgets all events.
    pub fn clear(&mut self) {
        self.heap.clear();
        self.sequence = 0;
    }

    /// Notes that something will happen at `at`; what never happens is not noted.
    #[inline]
    pub fn schedule(&mut self, at: SimTime, kind: Kind, subject: u32) {
        if at == SimTime::NEVER {
            return;
        }
        let order = (kind as u64) << SEQUENCE_BITS | self.sequence;
        self.sequence += 1;
        self.heap.push(Entry { at, order, subject });
    }

    /// When the next event happens.
    #[inline]
    pub fn next_at(&self) -> Option<SimTime> {
        self.heap.first().map(|entry| entry.at)
    }

    /// Takes the next event out.
    #[inline]
    pub fn pop(&mut self) -> Option<(SimTime, Kind, u32)> {
        let entry = self.heap.pop()?;
        Some((entry.at, KINDS[(entry.order >> SEQUENCE_BITS) as usize], entry.subject))
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
        /// ahead of the last one taken out.
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
