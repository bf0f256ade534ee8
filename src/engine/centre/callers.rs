//! What callers bring.

use rand::RngExt;

use super::super::streams::{Fate, TypeStreams, fate_base};
use crate::{
    model::{CallType, Distribution, Model},
    units::SimTime,
};

/// The callers of every type.
#[derive(Default)]
pub struct Callers {
    types: Vec<TypeCallers>,
}

/// The callers of one type.
struct TypeCallers {
    streams: TypeStreams,
    fate_base: u64,
    /// How many have come.
    came: u64,
    /// How long each is talked to, where that was recorded.
    talk: Option<Vec<SimTime>>,
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
        self.types.clear();
        self.types.extend((0..model.call_types().len()).map(|index| TypeCallers {
            streams: TypeStreams::new(seed, replication, index),
            fate_base: fate_base(seed, replication, index as u64),
            came: 0,
            talk: model.recorded_talk(index, replication).map(<[SimTime]>::to_vec),
        }));
    }

    /// What the next caller of a type brings, drawn whether it will be needed or not: the k-th call
    /// of a type is the same call under every staffing.
    #[inline]
    pub fn draw(&mut self, model: &Model, call_type: usize) -> Draws {
        self.types[call_type].draw(&model.call_types()[call_type])
    }
}

impl TypeCallers {
    #[inline]
    fn draw(&mut self, call_type: &CallType) -> Draws {
        let streams = &mut self.streams;
        let optional = |d: Option<&Distribution>, s| d.map_or(SimTime::ZERO, |d| SimTime::from_draw(d.draw(s)));
        let customer = self.came;
        self.came += 1;
        let drawn = SimTime::from_draw(call_type.talk_time().draw(&mut streams.talk));
        let recorded = self.talk.as_ref().and_then(|talk| talk.get(customer as usize));
        Draws {
            line_time: recorded.copied().unwrap_or(drawn) + optional(call_type.hold_time(), &mut streams.hold),
            after_call_work: optional(call_type.after_call_work(), &mut streams.after_call_work),
            patience: call_type
                .patience()
                .map_or(SimTime::NEVER, |d| SimTime::from_draw(d.draw(&mut streams.patience))),
            balking: if call_type.balking().is_some() { streams.balking.random() } else { 1.0 },
            fate: Fate::new(self.fate_base, customer),
        }
    }
}
