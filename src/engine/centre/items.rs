//! Items that can wait: there when the centre opens, carried over when it closes.
//!
//! They stand in the queues like calls, but nobody takes one up outside opening hours, and closing does not send
//! them away. What they have waited is counted in opening hours.

use rand_distr::{Distribution as _, Poisson};

use super::{
    super::{
        record::{Observer, Outcome},
        streams::{Purpose, stream},
    },
    Play,
    calls::Call,
};
use crate::{
    model::{CallType, Item, Model},
    units::SimTime,
};

/// How many items have come by each opening since the closing before.
#[derive(Debug, Default)]
pub struct Overnight {
    /// By call type, then day.
    counts: Vec<Vec<u64>>,
}

impl Overnight {
    /// Draws the nights of a replication.
    pub fn reset(&mut self, model: &Model, seed: u64, replication: u64) {
        let nights = |(call_type, of): (usize, &CallType)| {
            let mean = Poisson::new(of.item().map_or(0.0, Item::overnight)).ok();
            let mut draws = stream(seed, replication, call_type as u64, Purpose::Overnight);
            (0..model.horizon().days()).map(|_| mean.map_or(0, |mean| mean.sample(&mut draws) as u64)).collect()
        };
        self.counts.clear();
        if model.has_items() {
            self.counts.extend(model.call_types().iter().enumerate().map(nights));
        }
    }
}

impl<O: Observer> Play<'_, O> {
    /// Whether the calls of a type are items that can wait.
    #[inline]
    pub(super) fn is_item(&self, call_type: usize) -> bool {
        self.traits.has_items && self.model.call_types()[call_type].item().is_some()
    }

    /// Whether nothing of a type is taken up now: an item, outside opening hours.
    #[inline]
    pub(super) fn rests(&self, call_type: usize, now: SimTime) -> bool {
        self.traits.has_items && now >= self.closes_at && self.is_item(call_type)
    }

    /// Whether a type is left until nothing else waits.
    pub(super) fn goes_last(&self, call_type: usize) -> bool {
        self.model.call_types()[call_type].item().is_some_and(Item::is_after_calls)
    }

    /// How long a call has waited: an item in opening hours, those before the first day included.
    #[inline]
    pub(super) fn waited(&self, call: &Call, now: SimTime) -> SimTime {
        if !self.is_item(call.call_type as usize) {
            return now.since(call.arrived_at);
        }
        let horizon = self.model.horizon();
        horizon.open_time(now).since(horizon.open_time(call.arrived_at)) + call.age
    }

    /// When those in progress are cut off. An item is always finished.
    #[inline]
    pub(super) fn cut_off_of(&self, call_type: usize) -> SimTime {
        if self.is_item(call_type) { SimTime::NEVER } else { self.cut_off_at }
    }

    /// A day opens: what waits from before, and what has come since, is taken up.
    pub(super) fn open_items(&mut self, day: usize, now: SimTime) {
        let model = self.model;
        let mut types: Vec<usize> = (0..model.call_types().len()).filter(|&t| self.is_item(t)).collect();
        for &call_type in &types {
            let Some(item) = model.call_types()[call_type].item() else { continue };
            let backlog = if day == 0 { item.backlog() } else { 0 };
            (0..backlog).for_each(|index| self.stand_in_queue(call_type, item.age(index), now));
            let came = self.centre.overnight.counts[call_type][day];
            (0..came).for_each(|_| self.stand_in_queue(call_type, SimTime::ZERO, now));
        }
        types.sort_by_key(|&t| (self.goes_last(t), std::cmp::Reverse(model.call_types()[t].priority())));
        types.into_iter().for_each(|call_type| self.serve_first_of(call_type, now));
    }

    fn stand_in_queue(&mut self, call_type: usize, age: SimTime, now: SimTime) {
        let mut call = self.next_caller(call_type, now);
        call.age = age;
        self.expect(now);
        self.wait(call, now);
    }

    /// When the replication is over: an item waits no longer than until the last closing, or its arrival after it.
    pub(super) fn leave_over(&mut self, slot: u32, now: SimTime) {
        let arrived_at = self.centre.calls.get(slot).call.arrived_at;
        let at = arrived_at.max(now.min(self.closes_at));
        // Nobody is called in or sent back any more: that would be in the past.
        let waiting = self.centre.calls.leave(slot);
        self.end_unserved(&waiting.call, Some(waiting.queue), at, Outcome::StillWaiting);
    }
}
