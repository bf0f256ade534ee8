//! Who calls, drawn in blocks.

use std::ops::Range;

use rand::RngExt;

use crate::{
    engine::{
        inflow::Day,
        streams::{Stream, TypeStreams},
    },
    model::{Arrivals, CallType, Distribution, Model, arrivals::Source},
    units::SimTime,
};

/// Calls that are drawn at once, at most. No power of two: lists of whole pages get in each other's way
/// in the cache.
const MOST_CALLS: usize = 720;

/// The calls of one type that come next, in order of time: what each brings, drawn whether it will
/// be needed or not. Times are in nanoseconds.
#[derive(Debug, Default)]
pub struct Block {
    /// When each comes.
    pub arrived_at: Vec<u64>,
    /// Talk and hold together; empty where there is no after-call work, so that it is the handle time.
    line_time: Vec<u64>,
    /// Talk, hold and after-call work together.
    pub handle_time: Vec<u64>,
    /// How long each would wait; [`u64::MAX`] for ever.
    pub patience: Vec<u64>,
    /// Whether each would rather balk than queue; empty where nobody balks.
    pub balks: Vec<bool>,
    /// How long all of them take together.
    work: u64,
}

/// Some of the calls of a block.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    pub arrived_at: &'a [u64],
    pub line_time: &'a [u64],
    pub handle_time: &'a [u64],
    pub patience: &'a [u64],
    /// As long as they all take together, or longer.
    pub work: u64,
}

impl Part<'_> {
    pub fn len(&self) -> usize {
        self.arrived_at.len()
    }

    /// When each comes, how long it takes and how long the caller waits.
    #[inline]
    pub fn each(&self) -> impl Iterator<Item = (u64, u64, u64)> {
        let times = self.handle_time.iter().zip(self.patience);
        self.arrived_at
            .iter()
            .zip(times)
            .map(|(arrived_at, (handle_time, patience))| (*arrived_at, *handle_time, *patience))
    }
}

impl Block {
    pub fn len(&self) -> usize {
        self.arrived_at.len()
    }

    /// Talk and hold of each.
    pub fn line_time(&self) -> &[u64] {
        if self.line_time.is_empty() { &self.handle_time } else { &self.line_time }
    }

    /// The calls of `range`.
    pub fn part(&self, range: Range<usize>) -> Part<'_> {
        Part {
            arrived_at: &self.arrived_at[range.clone()],
            line_time: &self.line_time()[range.clone()],
            handle_time: &self.handle_time[range.clone()],
            patience: &self.patience[range],
            work: self.work,
        }
    }
}

/// The callers of one type in one replication.
pub struct Callers<'m> {
    call_type: &'m CallType,
    arrivals: &'m Arrivals,
    source: Source,
    arrival_stream: Stream,
    streams: TypeStreams,
    until: SimTime,
    calls_per_block: usize,
    is_over: bool,
    /// How long each call that is still to come is talked to, where that was recorded.
    talk: Option<&'m [SimTime]>,
}

impl<'m> Callers<'m> {
    /// The callers of type `index` of `model`, whose arrivals are the stream of that index, who come
    /// before `until`.
    pub fn new(model: &'m Model, index: usize, seed: u64, replication: u64, day: &Day<'_>, until: SimTime) -> Self {
        let expected = model.expected_calls() / model.call_types().len() as f64;
        let (source, arrival_stream) = day.begin(index);
        Self {
            call_type: &model.call_types()[index],
            arrivals: &model.streams()[index].arrivals,
            source,
            arrival_stream,
            streams: TypeStreams::new(seed, replication, index),
            until,
            calls_per_block: (expected as usize / 4).clamp(32, MOST_CALLS),
            is_over: false,
            talk: model.recorded_talk(index, replication),
        }
    }

    /// Fills `block` with the next calls; with none when there are no more.
    pub fn fill(&mut self, block: &mut Block) {
        if self.is_over {
            block.arrived_at.clear();
        } else {
            block.arrived_at.resize(self.calls_per_block, 0);
            let (source, stream) = (&mut self.source, &mut self.arrival_stream);
            let calls = self.arrivals.fill(source, stream, self.until, &mut block.arrived_at);
            block.arrived_at.truncate(calls);
            self.is_over = calls < self.calls_per_block;
        }
        self.draw(block);
    }

    fn draw(&mut self, block: &mut Block) {
        let (calls, of, streams) = (block.len(), self.call_type, &mut self.streams);
        block.handle_time.resize(calls, 0);
        of.talk_time().fill(&mut streams.talk, &mut block.handle_time);
        if let Some(talk) = &mut self.talk {
            let (now, later) = talk.split_at(calls.min(talk.len()));
            block.handle_time.iter_mut().zip(now).for_each(|(time, recorded)| *time = recorded.as_nanoseconds());
            *talk = later;
        }
        if let Some(hold) = of.hold_time() {
            block.patience.resize(calls, 0);
            hold.fill(&mut streams.hold, &mut block.patience);
            add(&mut block.handle_time, &block.patience);
        }
        block.line_time.clear();
        if let Some(work) = of.after_call_work() {
            block.line_time.extend_from_slice(&block.handle_time);
            block.patience.resize(calls, 0);
            work.fill(&mut streams.after_call_work, &mut block.patience);
            add(&mut block.handle_time, &block.patience);
        }
        block.work = sum_of_times(&block.handle_time);
        draw_patience(of.patience(), &mut streams.patience, calls, &mut block.patience);
        block.balks.clear();
        if let Some(balking) = of.balking() {
            block.balks.extend((0..calls).map(|_| streams.balking.random::<f64>() < balking.share));
        }
    }
}

fn draw_patience(patience: Option<&Distribution>, stream: &mut Stream, calls: usize, times: &mut Vec<u64>) {
    let Some(patience) = patience else {
        times.clear();
        return times.resize(calls, u64::MAX);
    };
    times.resize(calls, 0);
    patience.fill(stream, times);
}

/// The sum of a block's times; [`u64::MAX`] where they are long.
fn sum_of_times(times: &[u64]) -> u64 {
    let (bits, sum) = times.iter().fold((0, 0_u64), |(bits, sum), time| (bits | time, sum.wrapping_add(*time)));
    // So few of so few bits do not overflow.
    const { assert!(MOST_CALLS <= 1 << 12) };
    if bits >> 52 == 0 { sum } else { u64::MAX }
}

fn add(times: &mut [u64], more: &[u64]) {
    times.iter_mut().zip(more).for_each(|(time, more)| *time = time.saturating_add(*more));
}
