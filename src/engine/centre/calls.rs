//! Calls that are somewhere in the centre, and the queues they wait in.

use super::super::{
    record::{Origin, QueueLengths},
    streams::Fate,
};
use crate::{
    model::{Model, routing::Bits},
    units::SimTime,
};

/// No call, no agent.
pub const NONE: u32 = u32::MAX;

/// What is known of a customer from one call to the next.
#[derive(Clone, Copy, Debug)]
pub struct Customer {
    pub fate: Fate,
    /// The type of the first call.
    pub first_type: u32,
    /// Calls so far, this one included.
    pub attempts: u32,
    /// Contacts so far.
    pub contacts: u32,
    /// When the first call came.
    pub came_at: SimTime,
    /// Waits of earlier calls together.
    pub waited: SimTime,
}

/// A call, and what it brings.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_field_names, reason = "a call type is the field's word, whoever holds it")]
pub struct Call {
    pub customer: Customer,
    pub call_type: u32,
    pub origin: Origin,
    /// When it came into the queue.
    pub arrived_at: SimTime,
    /// When it joined the queue it was answered from; later for who was called back and waits again.
    pub queued_at: SimTime,
    /// Talk and hold together, before the agent's speed.
    pub line_time: SimTime,
    pub after_call_work: SimTime,
    /// How long the caller would wait.
    pub patience: SimTime,
    /// Below the share that balks: would not join a queue.
    pub balking: f64,
    pub holds_line: bool,
    /// Whether the customer is off the line until the centre calls back.
    pub is_off_line: bool,
    /// The type whose callback the customer took, or [`NONE`].
    pub callback_of: u32,
    /// Whether the customer was called back in time.
    pub is_kept: bool,
    /// An agent who stays on the line until another answers, or [`NONE`].
    pub with_agent: u32,
    /// Of a call that was passed on: the time it takes to explain it to the next agent.
    pub together: SimTime,
    /// Time spent in self-service.
    pub self_service_time: SimTime,
    /// Opening hours that an item of the first backlog had waited before.
    pub age: SimTime,
}

/// A call's place in the store.
#[derive(Clone, Copy, Debug)]
pub struct Slot {
    pub call: Call,
    /// Order of joining, over all types.
    pub order: u64,
    pub queue: QueueLengths,
    /// When it joined the queue; later than its arrival for who was called back and waits again.
    pub joined_at: SimTime,
    /// When the caller gives up; tells an event that is due from one that a later call of the slot
    /// did not ask for.
    pub gives_up_at: SimTime,
    /// When a group more may take it, and the number of that check.
    pub check_at: SimTime,
    pub check: u32,
    /// When an announcement is heard.
    pub announced_at: SimTime,
    pub waits: bool,
    next: u32,
    previous: u32,
}

/// A queue: first in, first out, linked through the slots.
#[derive(Clone, Copy, Debug)]
struct Queue {
    first: u32,
    last: u32,
    length: u32,
}

/// The store of calls, and one queue for each call type.
#[derive(Debug, Default)]
pub struct Calls {
    slots: Vec<Slot>,
    unused: Vec<u32>,
    queues: Vec<Queue>,
    group_lengths: Vec<u32>,
    first_group: Vec<u32>,
    length: u32,
    order: u64,
    /// The types of which calls wait.
    waiting: Bits,
}

impl Calls {
    /// No calls, for `model`.
    pub fn reset(&mut self, model: &Model) {
        let types = model.call_types();
        self.slots.clear();
        self.unused.clear();
        self.queues.clear();
        self.queues.resize(types.len(), Queue { first: NONE, last: NONE, length: 0 });
        self.group_lengths.clear();
        self.group_lengths.resize(model.agent_groups().len(), 0);
        self.first_group.clear();
        self.first_group.extend(types.iter().map(|t| t.groups()[0] as u32));
        self.length = 0;
        self.order = 0;
        self.waiting.reset(types.len());
    }

    /// The types of which calls wait.
    #[inline]
    pub const fn waiting(&self) -> &Bits {
        &self.waiting
    }

    /// How many calls of a type wait.
    #[inline]
    pub fn length_of_type(&self, call_type: usize) -> u32 {
        self.queues[call_type].length
    }

    /// Keeps a call that is not in a queue: its slot.
    pub fn keep(&mut self, call: Call) -> u32 {
        let slot = Slot {
            call,
            order: 0,
            queue: QueueLengths::default(),
            joined_at: SimTime::ZERO,
            gives_up_at: SimTime::NEVER,
            check_at: SimTime::NEVER,
            check: 0,
            announced_at: SimTime::NEVER,
            waits: false,
            next: NONE,
            previous: NONE,
        };
        if let Some(index) = self.unused.pop() {
            self.slots[index as usize] = slot;
            return index;
        }
        self.slots.push(slot);
        (self.slots.len() - 1) as u32
    }

    /// Forgets a call that is in no queue, and says what it was.
    pub fn release(&mut self, slot: u32) -> Call {
        self.unused.push(slot);
        self.slots[slot as usize].call
    }

    /// A call.
    #[inline]
    pub fn get(&self, slot: u32) -> &Slot {
        &self.slots[slot as usize]
    }

    /// A call.
    #[inline]
    pub fn get_mut(&mut self, slot: u32) -> &mut Slot {
        &mut self.slots[slot as usize]
    }

    /// A call joins the end of its type's queue: its slot.
    pub fn join(&mut self, call: Call, now: SimTime) -> u32 {
        let slot = self.keep(call);
        let call_type = call.call_type as usize;
        self.link(call_type, self.queues[call_type].last, slot);
        self.link(call_type, slot, NONE);
        self.order += 1;
        let queue = &mut self.queues[call_type];
        queue.length += 1;
        self.waiting.insert(call_type);
        self.length += 1;
        let group = &mut self.group_lengths[self.first_group[call_type] as usize];
        *group += 1;
        let lengths = QueueLengths { of_type: queue.length, of_group: *group, of_all: self.length };
        let joined = &mut self.slots[slot as usize];
        joined.order = self.order;
        joined.joined_at = now;
        joined.waits = true;
        joined.queue = lengths;
        slot
    }

    /// A waiting call leaves its queue; its slot is free again.
    #[inline]
    pub fn leave(&mut self, slot: u32) -> Slot {
        let left = self.slots[slot as usize];
        let call_type = left.call.call_type as usize;
        self.link(call_type, left.previous, left.next);
        self.queues[call_type].length -= 1;
        if self.queues[call_type].length == 0 {
            self.waiting.remove(call_type);
        }
        self.length -= 1;
        self.group_lengths[self.first_group[call_type] as usize] -= 1;
        self.slots[slot as usize].waits = false;
        self.unused.push(slot);
        left
    }

    /// The first in the queue of a type.
    #[inline]
    pub fn first(&self, call_type: usize) -> Option<&Slot> {
        let first = self.queues[call_type].first;
        (first != NONE).then(|| &self.slots[first as usize])
    }

    /// The slot of the first in the queue of a type, or [`NONE`].
    #[inline]
    pub fn first_slot(&self, call_type: usize) -> u32 {
        self.queues[call_type].first
    }

    /// Anyone who waits, the oldest of the first type first, of the types that are asked for.
    pub fn anyone(&self, is_asked_for: impl Fn(usize) -> bool) -> Option<u32> {
        let first = |(call_type, queue): (usize, &Queue)| {
            (queue.first != NONE && is_asked_for(call_type)).then_some(queue.first)
        };
        self.queues.iter().enumerate().find_map(first)
    }

    /// Makes `after` follow `before`; [`NONE`] stands for the ends of the queue.
    #[inline]
    fn link(&mut self, call_type: usize, before: u32, after: u32) {
        let queue = &mut self.queues[call_type];
        if before == NONE {
            queue.first = after;
        } else {
            self.slots[before as usize].next = after;
        }
        if after == NONE {
            queue.last = before;
        } else {
            self.slots[after as usize].previous = before;
        }
    }
}
