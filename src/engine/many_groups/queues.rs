//! Who waits: a queue for each type, first in, first out.

use std::collections::VecDeque;

use super::{
    arrivals::Call,
    give_ups::{GiveUp, GiveUps},
};
use crate::{
    engine::record::QueueLengths,
    model::{Model, routing::Bits},
};

/// The queues of all types.
#[derive(Debug, Default)]
pub struct Queues {
    types: Vec<Queue>,
    /// When callers give up. Some have been answered since.
    give_ups: GiveUps,
    /// The types of which calls wait.
    waiting: Bits,
    /// By group, calls that wait and whose first group it is.
    of_first_group: Vec<u32>,
    length: u32,
    order: u64,
}

/// Places of those who gave up stay until they come to the front; the front waits.
#[derive(Debug, Default)]
struct Queue {
    calls: VecDeque<Waiting>,
    /// Number of the call at the front.
    first: u64,
    length: u32,
    first_group: u32,
}

impl Queue {
    /// Whether the call of this number still waits.
    #[inline]
    fn holds(&self, number: u64) -> bool {
        number >= self.first && self.calls[(number - self.first) as usize].waits
    }
}

/// A call that waits, or waited.
#[derive(Clone, Copy, Debug)]
pub struct Waiting {
    pub call: Call,
    pub queue: QueueLengths,
    /// Order of joining, over all types.
    order: u64,
    waits: bool,
}

impl Queues {
    /// Nobody waits.
    pub fn reset(&mut self, model: &Model) {
        self.types.clear();
        self.types.extend(
            model.call_types().iter().map(|of| Queue { first_group: of.groups()[0] as u32, ..Queue::default() }),
        );
        self.give_ups.clear();
        self.waiting.reset(model.call_types().len());
        self.of_first_group.clear();
        self.of_first_group.resize(model.agent_groups().len(), 0);
        (self.length, self.order) = (0, 0);
    }

    /// Whether anybody waits.
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// A call joins the end of its type's queue: whether it is the only one there.
    #[inline]
    pub fn join(&mut self, call: &Call) -> bool {
        let queue = &mut self.types[call.of_type as usize];
        queue.length += 1;
        self.length += 1;
        self.order += 1;
        let of_group = &mut self.of_first_group[queue.first_group as usize];
        *of_group += 1;
        let lengths = QueueLengths { of_type: queue.length, of_group: *of_group, of_all: self.length };
        let number = queue.first + queue.calls.len() as u64;
        queue.calls.push_back(Waiting { call: *call, queue: lengths, order: self.order, waits: true });
        let gives_up_at = call.arrived_at.saturating_add(call.patience);
        if gives_up_at < u64::MAX {
            self.give_ups.push(GiveUp { at: gives_up_at, call_type: call.of_type, number });
        }
        let is_first = queue.length == 1;
        if is_first {
            self.waiting.insert(call.of_type as usize);
        }
        is_first
    }

    /// Of these types the one whose front has waited longest; `None` where nobody waits.
    #[inline]
    pub fn longest_waiting(&self, types: &Bits) -> Option<usize> {
        let order = |call_type: &usize| self.types[*call_type].calls.front().map_or(u64::MAX, |front| front.order);
        self.waiting.common(types).min_by_key(order)
    }

    /// Takes the call at the front of a type, which has one: and whether nobody is left behind it.
    #[expect(clippy::inline_always, reason = "what it gives is large, and used at once")]
    #[inline(always)]
    pub fn take(&mut self, call_type: usize) -> Option<(Waiting, bool)> {
        let front = self.types[call_type].calls.pop_front()?;
        self.types[call_type].first += 1;
        Some((front, self.left(call_type)))
    }

    /// Nobody gives up before this; [`u64::MAX`] where nobody will.
    #[inline]
    pub fn next_give_up(&mut self) -> u64 {
        let types = &self.types;
        self.give_ups.next_at(|of| types[of.call_type as usize].holds(of.number))
    }

    /// The caller whose patience ends at [`Queues::next_give_up`], who still waits, leaves: and whether nobody is left.
    /// `None` where that was too early, and is later now.
    pub fn give_up(&mut self) -> Option<(Waiting, bool)> {
        let types = &self.types;
        let GiveUp { at: _, call_type, number } =
            self.give_ups.take(|of| types[of.call_type as usize].holds(of.number))?;
        let queue = &mut self.types[call_type as usize];
        let place = &mut queue.calls[(number - queue.first) as usize];
        place.waits = false;
        let gone = *place;
        Some((gone, self.left(call_type as usize)))
    }

    /// One less waits: whether the queue is empty now.
    #[inline]
    fn left(&mut self, call_type: usize) -> bool {
        let queue = &mut self.types[call_type];
        queue.length -= 1;
        self.length -= 1;
        self.of_first_group[queue.first_group as usize] -= 1;
        while queue.calls.front().is_some_and(|front| !front.waits) {
            queue.calls.pop_front();
            queue.first += 1;
        }
        let is_empty = queue.length == 0;
        if is_empty {
            self.waiting.remove(call_type);
        }
        is_empty
    }

    /// Any type of which a call waits.
    pub fn any(&self) -> Option<usize> {
        self.types.iter().position(|queue| queue.length > 0)
    }
}
