//! Who comes next: the streams of calls of a replication, merged in order of time.
//!
//! All that decides when calls come and of which type they are is drawn here, from streams of its
//! own, and nothing that happens in the centre has an influence: the k-th call of a stream comes at
//! the same instant and is of the same type under every staffing and policy.

use rand::RngExt;
use rand_distr::{Distribution as _, StandardNormal};

use super::streams::{CALL_STREAMS, Purpose, Stream, WHOLE_CENTRE, stream};
use crate::{
    model::{
        Busyness, CallStream, Model, Origin,
        arrivals::{Pace, Source, StartOfDay},
    },
    units::SimTime,
};

/// All streams of calls in one replication.
#[derive(Default)]
pub struct Inflows {
    flows: Vec<Inflow>,
    /// When the next call of each comes: a heap, the earliest at the root; at equal times the first
    /// in the model.
    next: Vec<(SimTime, u32)>,
}

/// One stream of calls in one replication.
struct Inflow {
    source: Source,
    arrivals: Stream,
    type_of_call: Stream,
    batch: Stream,
    /// When the next call comes.
    next_at: SimTime,
    /// How many more come at that instant.
    more: u32,
}

impl Inflows {
    /// Starts a replication.
    pub fn reset(&mut self, model: &Model, seed: u64, replication: u64) {
        let day = Day::new(model, seed, replication);
        self.flows.clear();
        for (index, of) in model.streams().iter().enumerate() {
            self.flows.push(Inflow::new(of, seed, replication, day.start(model, index)));
        }
        self.next.clear();
        self.next.extend(self.flows.iter().enumerate().map(|(index, flow)| (flow.next_at, index as u32)));
        (0..self.next.len()).rev().for_each(|from| self.sink(from));
    }

    /// When the next call comes; never, when no more will.
    #[inline]
    pub fn next_at(&self) -> SimTime {
        self.next.first().map_or(SimTime::NEVER, |next| next.0)
    }

    /// Takes the next call, says of which type it is, and moves on. There must be one.
    #[inline]
    pub fn take(&mut self, model: &Model) -> usize {
        let index = self.next[0].1 as usize;
        let of = &model.streams()[index];
        let flow = &mut self.flows[index];
        let uniform = if of.mix.is_single() { 0.0 } else { flow.type_of_call.random() };
        let call_type = of.mix.call_type(flow.next_at, uniform);
        flow.advance(of);
        self.next[0].0 = flow.next_at;
        self.sink(0);
        call_type
    }

    /// Lets the entry at `at` sink to where it belongs.
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

impl Inflow {
    fn new(of: &CallStream, seed: u64, replication: u64, day: StartOfDay) -> Self {
        let key = key(of);
        let own = |purpose| stream(seed, replication, key, purpose);
        let mut inflow = Self {
            source: of.arrivals.start(day, &mut own(Purpose::DayOfArrivals)),
            arrivals: own(Purpose::Arrivals),
            type_of_call: own(Purpose::TypeOfCall),
            batch: own(Purpose::Batch),
            next_at: SimTime::ZERO,
            more: 0,
        };
        inflow.advance(of);
        inflow
    }

    /// Moves on to the next call: another of its group, or the first of the next one.
    #[inline]
    fn advance(&mut self, of: &CallStream) {
        if self.more > 0 {
            self.more -= 1;
            return;
        }
        self.next_at = of.arrivals.next(&mut self.source, &mut self.arrivals).unwrap_or(SimTime::NEVER);
        self.more = if of.batches.is_single() { 0 } else { of.batches.size(self.batch.random()) - 1 };
    }
}

/// What the random streams of a stream of calls hang on.
fn key(of: &CallStream) -> u64 {
    match of.origin {
        Origin::CallType(index) => index as u64,
        Origin::Stream(index) => CALL_STREAMS + index as u64,
    }
}

/// What is drawn once a replication and shared by streams.
struct Day {
    seed: u64,
    replication: u64,
    busyness: f64,
    intervals: Option<Vec<f64>>,
    /// Correlated normals and the streams they are for.
    normals: Vec<(usize, f64)>,
    surges: Vec<bool>,
}

impl Day {
    fn new(model: &Model, seed: u64, replication: u64) -> Self {
        let of = |key, purpose| stream(seed, replication, key, purpose);
        let intervals = |b: &Busyness| b.draw_intervals(&mut of(WHOLE_CENTRE, Purpose::IntervalBusyness));
        let normals = model.correlation().map_or_else(Vec::new, |(streams, correlation)| {
            let normal =
                |index: &usize| StandardNormal.sample(&mut of(key(&model.streams()[*index]), Purpose::Busyness));
            streams.iter().copied().zip(correlation.of(streams.iter().map(normal).collect())).collect()
        });
        let comes = |index: usize| model.surges()[index].comes(of(index as u64, Purpose::Surge).random());
        Self {
            seed,
            replication,
            busyness: model.busyness().map_or(1.0, |b| b.draw_day(&mut of(WHOLE_CENTRE, Purpose::Busyness))),
            intervals: model.busyness().and_then(intervals),
            normals,
            surges: (0..model.surges().len()).map(comes).collect(),
        }
    }

    /// The start of one stream.
    fn start(&self, model: &Model, index: usize) -> StartOfDay {
        let of = &model.streams()[index];
        let own = |purpose| stream(self.seed, self.replication, key(of), purpose);
        let day = |b: &Busyness| match self.normals.iter().find(|(stream, _)| *stream == index) {
            Some((_, normal)) => b.day_at(*normal),
            None => b.draw_day(&mut own(Purpose::Busyness)),
        };
        let intervals = |b: &Busyness| b.draw_intervals(&mut own(Purpose::IntervalBusyness));
        let interval = model.horizon().interval().as_seconds();
        let mut pace = Pace::even();
        for factors in [self.intervals.clone(), of.busyness.as_ref().and_then(intervals)].into_iter().flatten() {
            pace = pace.times(&Pace::by_interval(&factors, interval));
        }
        for (surge, _) in model.surges().iter().zip(&self.surges).filter(|(s, comes)| **comes && s.is_of(index)) {
            pace = pace.times(&surge.pace());
        }
        let busyness = self.busyness * of.busyness.as_ref().map_or(1.0, day);
        StartOfDay { replication: self.replication, busyness, pace }
    }
}
