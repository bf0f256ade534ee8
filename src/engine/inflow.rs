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
        Busyness, CallStream, Horizon, Model, Origin,
        arrivals::{Pace, Source, StartOfDay},
    },
    units::SimTime,
};

/// All streams of calls in one replication.
#[derive(Default)]
pub struct Inflows {
    flows: Vec<Inflow>,
    /// Of days in a row: the horizon, on whose open time arrivals are drawn.
    days: Option<Horizon>,
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
        self.flows.extend((0..model.streams().len()).map(|index| Inflow::new(&day, index)));
        self.next.clear();
        self.days = (model.horizon().days() > 1).then(|| model.horizon().clone());
        let flows = self.flows.iter().enumerate();
        self.next.extend(flows.map(|(index, flow)| (on_the_clock(self.days.as_ref(), flow.next_at), index as u32)));
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
        self.next[0].0 = on_the_clock(self.days.as_ref(), flow.next_at);
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
    fn new(day: &Day<'_>, index: usize) -> Self {
        let of = &day.model.streams()[index];
        let (source, arrivals) = day.begin(index);
        let mut inflow = Self {
            source,
            arrivals,
            type_of_call: day.stream_of(of, Purpose::TypeOfCall),
            batch: day.stream_of(of, Purpose::Batch),
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

/// The instant of an open time; of a single day it is the same.
#[inline]
fn on_the_clock(days: Option<&Horizon>, open_time: SimTime) -> SimTime {
    days.map_or(open_time, |days| days.at_open_time(open_time))
}

/// What the random streams of a stream of calls hang on.
fn key(of: &CallStream) -> u64 {
    match of.origin {
        Origin::CallType(index) => index as u64,
        Origin::Stream(index) => CALL_STREAMS + index as u64,
    }
}

/// What is drawn once a replication, or once for each of its days, and shared by streams.
pub struct Day<'m> {
    model: &'m Model,
    seed: u64,
    replication: u64,
    /// By day.
    busyness: Vec<f64>,
    intervals: Option<Vec<f64>>,
    /// By day: correlated normals and the streams they are for.
    normals: Vec<Vec<(usize, f64)>>,
    /// By surge, then day: whether it comes.
    surges: Vec<Vec<bool>>,
}

impl<'m> Day<'m> {
    /// What the streams of a replication share.
    pub fn new(model: &'m Model, seed: u64, replication: u64) -> Self {
        let of = |key, purpose| stream(seed, replication, key, purpose);
        let days = model.horizon().days();
        let by_day = |b: Option<&Busyness>| {
            let mut stream = of(WHOLE_CENTRE, Purpose::Busyness);
            (0..days).map(|_| b.map_or(1.0, |b| b.draw_day(&mut stream))).collect()
        };
        let comes = |index: usize| {
            let mut stream = of(index as u64, Purpose::Surge);
            (0..days).map(|_| model.surges()[index].comes(stream.random())).collect()
        };
        Self {
            model,
            seed,
            replication,
            busyness: by_day(model.busyness()),
            intervals: model
                .busyness()
                .and_then(|b| b.draw_intervals(&mut of(WHOLE_CENTRE, Purpose::IntervalBusyness))),
            normals: normals(model, |index| of(key(&model.streams()[index]), Purpose::Busyness)),
            surges: (0..model.surges().len()).map(comes).collect(),
        }
    }

    /// What plays the arrivals of one stream, and the random stream they are drawn from.
    pub fn begin(&self, index: usize) -> (Source, Stream) {
        let of = &self.model.streams()[index];
        let source = of.arrivals.start(self.start(index), &mut self.stream_of(of, Purpose::DayOfArrivals));
        (source, self.stream_of(of, Purpose::Arrivals))
    }

    fn stream_of(&self, of: &CallStream, purpose: Purpose) -> Stream {
        stream(self.seed, self.replication, key(of), purpose)
    }

    /// The start of one stream.
    fn start(&self, index: usize) -> StartOfDay {
        let model = self.model;
        let of = &model.streams()[index];
        let own = |purpose| self.stream_of(of, purpose);
        let intervals = |b: &Busyness| b.draw_intervals(&mut own(Purpose::IntervalBusyness));
        let interval = model.horizon().interval().as_seconds();
        let given = model.given_days();
        let mut pace = given.map_or_else(Pace::even, |given| given.pace(self.replication, index));
        let drawn = [self.intervals.clone(), of.busyness.as_ref().and_then(intervals)];
        for factors in drawn.into_iter().flatten().filter(|_| given.is_none()) {
            pace = pace.times(&Pace::by_interval(&factors, interval));
        }
        for (surge, comes) in model.surges().iter().zip(&self.surges).filter(|(surge, _)| surge.is_of(index)) {
            pace = pace.times(&surge.pace(model.horizon(), comes));
        }
        let by_day = if given.is_some() { vec![1.0; self.busyness.len()] } else { self.by_day(index) };
        if let [busyness] = by_day.as_slice() {
            return StartOfDay { replication: self.replication, busyness: *busyness, pace };
        }
        let length = (model.horizon().measured_time().as_seconds()) / by_day.len() as f64;
        let pace = pace.times(&of.pace_by_day(model.horizon())).times(&Pace::by_interval(&by_day, length));
        StartOfDay { replication: self.replication, busyness: 1.0, pace }
    }

    /// The busyness of each day for one stream: the centre's times its own.
    fn by_day(&self, index: usize) -> Vec<f64> {
        let of = &self.model.streams()[index];
        let Some(own) = &of.busyness else { return self.busyness.clone() };
        let mut draws = self.stream_of(of, Purpose::Busyness);
        let mut factor = |day: usize| {
            let correlated = self.normals.get(day).and_then(|day| day.iter().find(|(stream, _)| *stream == index));
            correlated.map_or_else(|| own.draw_day(&mut draws), |(_, normal)| own.day_at(*normal))
        };
        self.busyness.iter().enumerate().map(|(day, busyness)| busyness * factor(day)).collect()
    }
}

/// Correlated normals for the streams whose busyness by day hangs together, day by day.
fn normals(model: &Model, stream_of: impl Fn(usize) -> Stream) -> Vec<Vec<(usize, f64)>> {
    let Some((streams, correlation)) = model.correlation() else { return Vec::new() };
    let mut draws: Vec<Stream> = streams.iter().map(|index| stream_of(*index)).collect();
    let mut day = || {
        let independent = draws.iter_mut().map(|stream| StandardNormal.sample(stream)).collect();
        streams.iter().copied().zip(correlation.of(independent)).collect()
    };
    (0..model.horizon().days()).map(|_| day()).collect()
}
