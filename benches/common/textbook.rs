//! A call centre as a textbook has it: an event calendar in a binary heap, with one event for each
//! arrival, departure and abandonment. It shares nothing with the engine but the generator, so it is
//! the other side of the benches and an oracle of the tests.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, VecDeque},
};

/// A call to play. Times are in nanoseconds.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    pub arrives_at: u64,
    pub handle_time: u64,
    pub patience: u64,
}

/// What became of a call: when it left the queue, and whether an agent took it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    pub arrived_at: u64,
    pub left_at: u64,
    pub answered: bool,
}

/// In the order in which events at one instant happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Departure,
    Abandonment(u64),
    Arrival,
}

struct Waiting {
    number: u64,
    caller: Caller,
    waits: bool,
}

/// Plays the callers that `next` gives, in order of time, to `agents` agents, first come, first
/// served, and tells what became of each.
pub fn play(agents: u32, mut next: impl FnMut() -> Option<Caller>, mut tell: impl FnMut(Ending)) {
    let mut calendar: BinaryHeap<Reverse<(u64, Event)>> = BinaryHeap::new();
    let mut queue: VecDeque<Waiting> = VecDeque::new();
    let (mut busy, mut calls) = (0, 0_u64);
    let mut arriving = next();
    if let Some(caller) = arriving {
        calendar.push(Reverse((caller.arrives_at, Event::Arrival)));
    }
    while let Some(Reverse((now, event))) = calendar.pop() {
        match event {
            Event::Arrival => {
                let Some(caller) = arriving.take() else { continue };
                let number = calls;
                calls += 1;
                if busy < agents {
                    busy += 1;
                    calendar.push(Reverse((now.saturating_add(caller.handle_time), Event::Departure)));
                    tell(Ending { arrived_at: now, left_at: now, answered: true });
                } else {
                    calendar.push(Reverse((now.saturating_add(caller.patience), Event::Abandonment(number))));
                    queue.push_back(Waiting { number, caller, waits: true });
                }
                arriving = next();
                if let Some(caller) = arriving {
                    calendar.push(Reverse((caller.arrives_at, Event::Arrival)));
                }
            }
            Event::Departure => {
                busy -= 1;
                while let Some(first) = queue.pop_front() {
                    if first.waits {
                        busy += 1;
                        calendar.push(Reverse((now.saturating_add(first.caller.handle_time), Event::Departure)));
                        tell(Ending { arrived_at: first.caller.arrives_at, left_at: now, answered: true });
                        break;
                    }
                }
            }
            Event::Abandonment(number) => {
                let Some(first) = queue.front().map(|first| first.number) else { continue };
                let Some(place) = number.checked_sub(first) else { continue };
                if let Some(waiting) = queue.get_mut(place as usize).filter(|waiting| waiting.waits) {
                    waiting.waits = false;
                    tell(Ending { arrived_at: waiting.caller.arrives_at, left_at: now, answered: false });
                }
            }
        }
    }
}
