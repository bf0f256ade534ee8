//! Who comes, and what they bring.

use rand::RngExt;

use super::super::streams::{Fate, Purpose, TypeStreams, WHOLE_CENTRE, fate_base, stream};
use crate::{
    model::{Busyness, CallType, Distribution, Model, arrivals::Source},
    units::SimTime,
};

/// The callers of every type, and which comes next.
#[derive(Default)]
pub struct Callers {
    types: Vec<TypeCallers>,
    /// Next arrivals, the earliest at the root: a heap of (instant, call type).
    next: Vec<(SimTime, u32)>,
}

/// The callers of one type.
struct TypeCallers {
    source: Source,
    streams: TypeStreams,
    fate_base: u64,
    /// How many have come.
    came: u64,
}

/// What a call brings with it.
#[derive(Clone, Copy, Debug)]
pub struct Draws {
    /// Talk and hold together.
    pub line_time: SimTime,
    pub after_call_work: SimTime,
    pub patience: SimTime,
    /// From 0 to 1: who balks has a number below the share that does.
    pub balking: f64,
    /// What else will be decided about the customer.
    pub fate: Fate,
}

impl Callers {
    /// The callers of a replication, none of whom has come yet.
    pub fn reset(&mut self, model: &Model, seed: u64, replication: u64) {
        let mut whole = stream(seed, replication, WHOLE_CENTRE, Purpose::Busyness);
        let shared = model.busyness().map_or(1.0, |b| b.draw(&mut whole));
        self.types.clear();
        self.next.clear();
        for (index, call_type) in model.call_types().iter().enumerate() {
            let (callers, next_at) = TypeCallers::new(call_type, seed, replication, index, shared);
            self.types.push(callers);
            self.next.push((next_at, index as u32));
        }
        (0..self.next.len()).rev().for_each(|from| self.sink(from));
    }

    /// When and of which type the next caller comes; at equal times the first type in the file.
    #[inline]
    pub fn next(&self) -> (SimTime, usize) {
        let (at, call_type) = self.next[0];
        (at, call_type as usize)
    }

    /// The next caller comes: what they bring, drawn whether it will be needed or not. The k-th call
    /// of a type is the same call under every staffing.
    #[inline]
    pub fn take(&mut self, model: &Model) -> Draws {
        let index = self.next[0].1 as usize;
        let call_type = &model.call_types()[index];
        let callers = &mut self.types[index];
        let draws = callers.draw(call_type);
        let next = call_type.arrivals().next(&mut callers.source, &mut callers.streams.arrivals);
        self.next[0].0 = next.unwrap_or(SimTime::NEVER);
        self.sink(0);
        draws
    }

    #[inline]
    fn sink(&mut self, mut at: usize) {
        loop {
            let (left, right) = (2 * at + 1, 2 * at + 2);
            let mut least = at;
            if left < self.next.len() && self.next[left] < self.next[least] {
                least = left;
            }
            if right < self.next.len() && self.next[right] < self.next[least] {
                least = right;
            }
            if least == at {
                return;
            }
            self.next.swap(at, least);
            at = least;
        }
    }
}

impl TypeCallers {
    fn new(call_type: &CallType, seed: u64, replication: u64, index: usize, shared: f64) -> (Self, SimTime) {
        let draw = |b: Busyness| b.draw(&mut stream(seed, replication, index as u64, Purpose::Busyness));
        let busyness = shared * call_type.busyness().map_or(1.0, draw);
        let mut streams = TypeStreams::new(seed, replication, index);
        let mut source = call_type.arrivals().start(replication, busyness);
        let next_at = call_type.arrivals().next(&mut source, &mut streams.arrivals).unwrap_or(SimTime::NEVER);
        (Self { source, streams, fate_base: fate_base(seed, replication, index as u64), came: 0 }, next_at)
    }

    #[inline]
    fn draw(&mut self, call_type: &CallType) -> Draws {
        let streams = &mut self.streams;
        let optional = |d: Option<&Distribution>, s| d.map_or(SimTime::ZERO, |d| SimTime::from_draw(d.draw(s)));
        let customer = self.came;
        self.came += 1;
        Draws {
            line_time: SimTime::from_draw(call_type.talk_time().draw(&mut streams.talk))
                + optional(call_type.hold_time(), &mut streams.hold),
            after_call_work: optional(call_type.after_call_work(), &mut streams.after_call_work),
            patience: call_type
                .patience()
                .map_or(SimTime::NEVER, |d| SimTime::from_draw(d.draw(&mut streams.patience))),
            balking: if call_type.balking().is_some() { streams.balking.random() } else { 1.0 },
            fate: Fate::new(self.fate_base, customer),
        }
    }
}
