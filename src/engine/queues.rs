//! Who waits, and who is next.

use std::collections::VecDeque;

use super::record::QueueLengths;
use crate::{model::Model, units::SimTime};

/// A call that waits.
#[derive(Clone, Copy, Debug)]
pub struct Waiting {
    pub call_type: u32,
    /// Number of the call in its replication: tells a ticket that was handed out again.
    pub call: u32,
    pub arrived_at: SimTime,
    pub queue: QueueLengths,
    /// Talk and hold together.
    pub line_time: SimTime,
    pub after_call_work: SimTime,
    waits: bool,
}

/// One first-in, first-out queue for each call type. Places of callers who gave up stay in the
/// queue until they come to its front.
#[derive(Debug, Default)]
pub struct Queues {
    tickets: Vec<Waiting>,
    unused: Vec<u32>,
    by_type: Vec<VecDeque<u32>>,
    type_lengths: Vec<u32>,
    group_lengths: Vec<u32>,
    length: u32,
    first_group: Vec<u32>,
    /// For each group its call types by falling priority, with that priority.
    order: Vec<Vec<(i64, u32)>>,
}

impl Queues {
    /// Empty queues for `model`.
    pub fn reset(&mut self, model: &Model) {
        let types = model.call_types();
        let groups = model.agent_groups().len();
        self.tickets.clear();
        self.unused.clear();
        self.by_type.resize_with(types.len(), VecDeque::new);
        self.by_type.iter_mut().for_each(VecDeque::clear);
        self.type_lengths = vec![0; types.len()];
        self.group_lengths = vec![0; groups];
        self.length = 0;
        self.first_group = types.iter().map(|t| t.groups()[0] as u32).collect();
        self.order = (0..groups).map(|g| by_falling_priority(model, g)).collect();
    }

    /// How many calls of a type wait.
    #[inline]
    pub fn length_of_type(&self, call_type: usize) -> u32 {
        self.type_lengths[call_type]
    }

    /// A call joins the end of its type's queue: its ticket.
    pub fn join(
        &mut self,
        call_type: usize,
        call: u32,
        arrived_at: SimTime,
        line_time: SimTime,
        after_call_work: SimTime,
    ) -> u32 {
        let queue = self.count(call_type, true);
        let waiting =
            Waiting { call_type: call_type as u32, call, arrived_at, queue, line_time, after_call_work, waits: true };
        let ticket = self.unused.pop().unwrap_or_else(|| {
            self.tickets.push(waiting);
            (self.tickets.len() - 1) as u32
        });
        self.tickets[ticket as usize] = waiting;
        self.by_type[call_type].push_back(ticket);
        ticket
    }

    /// The caller with this ticket gives up; `None` when that call no longer waits.
    pub fn give_up(&mut self, ticket: u32, call: u32) -> Option<Waiting> {
        let waiting = &mut self.tickets[ticket as usize];
        if !waiting.waits || waiting.call != call {
            return None;
        }
        waiting.waits = false;
        let left = *waiting;
        self.count(left.call_type as usize, false);
        Some(left)
    }

    /// The call that an agent of `group` takes next: the highest priority, then the longest wait.
    #[inline]
    pub fn next_for(&mut self, group: usize) -> Option<Waiting> {
        if self.length == 0 {
            return None;
        }
        let mut best: Option<(i64, SimTime, u32, usize)> = None;
        for i in 0..self.order[group].len() {
            let (priority, call_type) = self.order[group][i];
            if best.is_some_and(|(p, ..)| p > priority) {
                break;
            }
            if self.type_lengths[call_type as usize] == 0 {
                continue;
            }
            let front = self.front(call_type as usize);
            if best.is_none_or(|(_, at, call, _)| (front.arrived_at, front.call) < (at, call)) {
                best = Some((priority, front.arrived_at, front.call, call_type as usize));
            }
        }
        best.map(|(.., call_type)| self.take(call_type))
    }

    /// Anyone who still waits, the oldest of the first type first.
    pub fn take_any(&mut self) -> Option<Waiting> {
        let call_type = self.type_lengths.iter().position(|n| *n > 0)?;
        self.front(call_type);
        Some(self.take(call_type))
    }

    /// The oldest call of a type that has one waiting; clears the places of those who gave up.
    fn front(&mut self, call_type: usize) -> Waiting {
        loop {
            let ticket = self.by_type[call_type][0];
            let waiting = self.tickets[ticket as usize];
            if waiting.waits {
                return waiting;
            }
            self.by_type[call_type].pop_front();
            self.unused.push(ticket);
        }
    }

    /// Takes the front of a type's queue, which waits.
    fn take(&mut self, call_type: usize) -> Waiting {
        let ticket = self.by_type[call_type][0];
        self.by_type[call_type].pop_front();
        let waiting = &mut self.tickets[ticket as usize];
        waiting.waits = false;
        let taken = *waiting;
        self.unused.push(ticket);
        self.count(call_type, false);
        taken
    }

    fn count(&mut self, call_type: usize, joins: bool) -> QueueLengths {
        let group = self.first_group[call_type] as usize;
        let change = |length: &mut u32| {
            if joins {
                *length += 1;
            } else {
                *length -= 1;
            }
            *length
        };
        QueueLengths {
            of_type: change(&mut self.type_lengths[call_type]),
            of_group: change(&mut self.group_lengths[group]),
            of_all: change(&mut self.length),
        }
    }
}

fn by_falling_priority(model: &Model, group: usize) -> Vec<(i64, u32)> {
    let mut order: Vec<(i64, u32)> =
        model.types_of_group(group).iter().map(|&t| (model.call_types()[t].priority(), t as u32)).collect();
    order.sort_by_key(|(priority, _)| std::cmp::Reverse(*priority));
    order
}
