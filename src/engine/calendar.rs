//! What is going to happen, in order of time.

use std::{cmp::Reverse, collections::BinaryHeap};

use crate::units::SimTime;

/// Something that will happen. The order of the variants is the order at equal times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    /// The staff of a group changes to its number for interval `interval`.
    Staff { group: u32, interval: u32 },
    /// The centre closes.
    Close,
    /// An agent of a group is free.
    Free { group: u32 },
    /// A line is free.
    HangUp,
    /// A waiting caller's patience ends.
    Abandon { ticket: u32, call: u32 },
}

impl Event {
    const fn rank(self) -> u64 {
        match self {
            Self::Staff { .. } => 0,
            Self::Close => 1,
            Self::Free { .. } => 2,
            Self::HangUp => 3,
            Self::Abandon { .. } => 4,
        }
    }
}

/// Bits of the order key that number the events; the rank stands above them.
const SEQUENCE_BITS: u32 = 61;

/// Pending events, the earliest first; at equal times by rank, then first in, first out.
#[derive(Debug, Default)]
pub struct Calendar {
    heap: BinaryHeap<Reverse<(SimTime, u64, Event)>>,
    sequence: u64,
}

impl Calendar {
    /// Forgets all events.
    pub fn clear(&mut self) {
        self.heap.clear();
        self.sequence = 0;
    }

    /// Notes that `event` will happen at `at`; what never happens is not noted.
    #[inline]
    pub fn schedule(&mut self, at: SimTime, event: Event) {
        if at == SimTime::NEVER {
            return;
        }
        let order = event.rank() << SEQUENCE_BITS | self.sequence;
        self.sequence += 1;
        self.heap.push(Reverse((at, order, event)));
    }

    /// When the next event happens.
    #[inline]
    pub fn next_at(&self) -> Option<SimTime> {
        self.heap.peek().map(|Reverse((at, ..))| *at)
    }

    /// The next event.
    #[inline]
    pub fn pop(&mut self) -> Option<(SimTime, Event)> {
        self.heap.pop().map(|Reverse((at, _, event))| (at, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn earlier_events_come_first_and_equal_times_follow_the_stated_order() {
        let mut calendar = Calendar::default();
        let at = |s: u64| SimTime::from_nanoseconds(s);
        calendar.schedule(at(5), Event::Abandon { ticket: 0, call: 0 });
        calendar.schedule(at(5), Event::Free { group: 1 });
        calendar.schedule(at(5), Event::Free { group: 0 });
        calendar.schedule(at(5), Event::Staff { group: 0, interval: 1 });
        calendar.schedule(at(2), Event::HangUp);
        calendar.schedule(SimTime::NEVER, Event::HangUp);
        let order: Vec<_> = std::iter::from_fn(|| calendar.pop()).map(|(_, event)| event).collect();
        assert_eq!(
            order,
            [
                Event::HangUp,
                Event::Staff { group: 0, interval: 1 },
                Event::Free { group: 1 },
                Event::Free { group: 0 },
                Event::Abandon { ticket: 0, call: 0 },
            ]
        );
    }
}
