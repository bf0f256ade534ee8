//! Watches the engine and counts.

use super::{
    Of, Period,
    measures::{goal_value, rule_parts},
    summary::{PromiseTally, Section, Shape, Summary, intervals, section_totals},
    tally::{CallTally, Daily},
};
use crate::{
    engine::{CallRecord, Observer, Outcome},
    model::{CallType, Horizon, Model, Promise},
    units::SimTime,
};

/// Counts the replications of one block, and adds them to a [`Summary`].
pub struct Collector<'m> {
    model: &'m Model,
    shape: Shape,
    /// Pair by call type and group, flat.
    pair_of: Vec<usize>,
    promise_waits: Vec<Option<SimTime>>,
    window: Window,
    summary: Summary,
    replication: u64,
    /// The replication under way, as a section of its own.
    today: Section,
    /// Its longest wait, by pair and interval.
    longest_wait: Vec<SimTime>,
    /// Its longest queues, by [`Shape::daily_index`].
    longest_queue: Vec<u32>,
}

/// The measured time, cut into intervals.
#[derive(Clone, Copy, Debug)]
struct Window {
    from: SimTime,
    to: SimTime,
    interval: u64,
    counts_after: bool,
}

impl<'m> Collector<'m> {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(model: &'m Model) -> Self {
        let shape = Shape::of(model);
        let pair_of = (0..shape.types * shape.groups)
            .map(|i| shape.pair(i / shape.groups, i % shape.groups).unwrap_or(usize::MAX))
            .collect();
        let horizon = model.horizon();
        Self {
            model,
            pair_of,
            promise_waits: model.promises().iter().map(Promise::acceptable_wait).collect(),
            window: Window {
                from: horizon.measured_from(),
                to: horizon.measured_to(),
                interval: horizon.interval().as_nanoseconds(),
                counts_after: matches!(horizon, Horizon::Day(_)),
            },
            summary: Summary::empty(shape.clone()),
            replication: 0,
            today: Section::empty(&shape),
            longest_wait: vec![SimTime::ZERO; shape.pairs.len() * shape.intervals],
            longest_queue: vec![0; (1 + shape.types + shape.groups) * (1 + shape.intervals)],
            shape,
        }
    }

    /// Begins replication number `replication`.
    pub fn begin(&mut self, replication: u64) {
        self.replication = replication;
        self.today.replications = 1;
        self.today.calls.fill(CallTally::default());
        self.today.overtime.fill(0);
        self.today.daily.fill(Daily::default());
        self.today.promises.fill(PromiseTally::default());
        self.longest_wait.fill(SimTime::ZERO);
        self.longest_queue.fill(0);
    }

    /// Ends the replication and adds it to the summary.
    pub fn end(&mut self) {
        self.close_day();
        self.summary.section_mut(self.replication).add(&self.today);
    }

    /// What was counted.
    #[must_use]
    pub fn into_summary(self) -> Summary {
        self.summary
    }

    /// What only a whole day can tell: extremes, and which targets and promises were kept.
    fn close_day(&mut self) {
        for of in Of::every(self.model) {
            for period in std::iter::once(Period::Whole).chain((0..self.shape.intervals).map(Period::Interval)) {
                let index = self.shape.daily_index(of, period);
                self.today.daily[index] = Daily {
                    longest_wait: u128::from(self.longest_wait(of, period).as_nanoseconds()),
                    longest_queue: u64::from(self.longest_queue[index]),
                    ..self.targets(of, period)
                };
            }
        }
        for promise in 0..self.shape.promises {
            self.today.promises[promise].days_kept = u64::from(self.is_promise_kept(promise));
        }
    }

    fn pairs(&self, of: Of) -> impl Iterator<Item = usize> + '_ {
        (0..self.shape.pairs.len()).filter(move |&pair| self.shape.belongs(pair, of))
    }

    fn longest_wait(&self, of: Of, period: Period) -> SimTime {
        let of_pair = |pair: usize| &self.longest_wait[pair * self.shape.intervals..][intervals(&self.shape, period)];
        self.pairs(of).flat_map(of_pair).copied().max().unwrap_or(SimTime::ZERO)
    }

    /// Which targets were kept: `of` keeps them when each of its call types with a target does.
    fn targets(&self, of: Of, period: Period) -> Daily {
        let mut daily = Daily::default();
        for interval in intervals(&self.shape, period) {
            if let Some(kept) = self.are_targets_kept(of, interval..interval + 1) {
                daily.intervals += 1;
                daily.intervals_on_target += u64::from(kept);
            }
        }
        if let Some(kept) = self.are_targets_kept(of, intervals(&self.shape, period)) {
            daily.days += 1;
            daily.days_on_target += u64::from(kept);
        }
        daily
    }

    /// `None` where no call type with a target had calls.
    fn are_targets_kept(&self, of: Of, intervals: std::ops::Range<usize>) -> Option<bool> {
        let mut verdict = None;
        for call_type in 0..self.shape.types {
            let concerns = match of {
                Of::All => true,
                Of::CallType(t) => t == call_type,
                Of::AgentGroup(g) => self.model.call_types()[call_type].groups().contains(&g),
            };
            if !concerns {
                continue;
            }
            let goal = self.model.call_types()[call_type].service_level();
            let Some(target) = goal.target else { continue };
            let mut calls = CallTally::default();
            for pair in self.pairs(Of::CallType(call_type)) {
                intervals.clone().for_each(|i| calls += &self.today.calls[pair * self.shape.intervals + i]);
            }
            let (good, of_all) = rule_parts(goal.rule, &calls);
            if of_all > 0 {
                let kept = good as f64 >= target * of_all as f64;
                verdict = Some(verdict.unwrap_or(true) && kept);
            }
        }
        verdict
    }

    fn is_promise_kept(&self, index: usize) -> bool {
        let promise = &self.model.promises()[index];
        let of = promise.call_type().map_or(Of::All, Of::CallType);
        let totals = section_totals(self.model, &self.shape, &self.today, of, Period::Whole);
        let within = self.promise_waits[index].map(|_| self.today.promises[index].answered_within);
        promise.goals().iter().all(|goal| {
            let parts = goal_value(goal.headline(), &totals, within);
            let value = (parts.denominator > 0.0).then(|| parts.numerator / parts.denominator);
            goal.is_kept_by(value, totals.calls.offered())
        })
    }

    #[inline]
    fn count(&mut self, record: &CallRecord, cell: usize) {
        let wait = record.wait();
        let nanoseconds = u128::from(wait.as_nanoseconds());
        let call_type: &CallType = &self.model.call_types()[record.call_type as usize];
        let calls = &mut self.today.calls[cell];
        calls.line += u128::from(record.hung_up_at.since(record.arrived_at).as_nanoseconds());
        match record.outcome {
            Outcome::Answered => {
                calls.answered += 1;
                calls.answered_within += u64::from(wait <= call_type.service_level().acceptable_wait);
                calls.wait_answered += nanoseconds;
                calls.handle += u128::from(record.finished_at.since(record.left_queue_at).as_nanoseconds());
                self.count_promises(record, wait);
            }
            Outcome::Abandoned => {
                calls.abandoned += 1;
                calls.abandoned_within += u64::from(wait <= call_type.service_level().acceptable_wait);
                calls.short_abandons += u64::from(wait <= call_type.short_abandon());
                calls.wait_abandoned += nanoseconds;
            }
            Outcome::StillWaiting => {
                calls.still_waiting += 1;
                calls.wait_still += nanoseconds;
            }
            Outcome::Blocked => calls.blocked += 1,
            Outcome::Balked => calls.balked += 1,
            Outcome::SelfServed | Outcome::LeftSelfService => {}
        }
        if matches!(record.outcome, Outcome::Answered | Outcome::Abandoned | Outcome::StillWaiting) {
            self.summary.waits_mut(self.replication, cell, record.outcome == Outcome::Answered).record(wait);
            self.longest_wait[cell] = self.longest_wait[cell].max(wait);
        }
    }

    #[inline]
    fn count_promises(&mut self, record: &CallRecord, wait: SimTime) {
        for (index, acceptable) in self.promise_waits.iter().enumerate() {
            let Some(acceptable) = acceptable else { continue };
            let concerns = self.model.promises()[index].call_type().is_none_or(|t| t == record.call_type as usize);
            if concerns && wait <= *acceptable {
                self.today.promises[index].answered_within += 1;
            }
        }
    }

    fn note_queue(&mut self, record: &CallRecord, interval: usize) {
        let Some(queue) = record.queue else { return };
        let first_group = self.model.call_types()[record.call_type as usize].groups()[0];
        let lengths = [
            (Of::All, queue.of_all),
            (Of::CallType(record.call_type as usize), queue.of_type),
            (Of::AgentGroup(first_group), queue.of_group),
        ];
        for (of, length) in lengths {
            for period in [Period::Whole, Period::Interval(interval)] {
                let longest = &mut self.longest_queue[self.shape.daily_index(of, period)];
                *longest = (*longest).max(length);
            }
        }
    }
}

impl Window {
    /// The parts of a stretch of time that fall into each interval: (interval, ns).
    #[inline]
    fn split(self, from: SimTime, to: SimTime, mut each: impl FnMut(usize, u128)) {
        let (mut at, end) = (from.max(self.from), to.min(self.to));
        while at < end {
            let index = at.since(self.from).as_nanoseconds() / self.interval;
            let border = self.from + SimTime::from_nanoseconds((index + 1) * self.interval);
            let stop = end.min(border);
            each(index as usize, u128::from(stop.since(at).as_nanoseconds()));
            at = stop;
        }
    }

    /// The part of a stretch of time after closing, ns.
    fn after(self, from: SimTime, to: SimTime) -> u128 {
        if self.counts_after { u128::from(to.since(from.max(self.to)).as_nanoseconds()) } else { 0 }
    }

    #[inline]
    fn interval_of(self, at: SimTime) -> Option<usize> {
        (self.from <= at && at < self.to).then(|| (at.since(self.from).as_nanoseconds() / self.interval) as usize)
    }
}

impl Observer for Collector<'_> {
    #[inline]
    fn call(&mut self, record: &CallRecord) {
        let (call_type, group) = (record.call_type as usize, record.group as usize);
        let first = self.pair_of[call_type * self.shape.groups + group] * self.shape.intervals;
        if let Some(interval) = self.window.interval_of(record.arrived_at) {
            self.count(record, first + interval);
            self.note_queue(record, interval);
        }
        let calls = &mut self.today.calls;
        if record.left_queue_at > record.arrived_at {
            self.window.split(record.arrived_at, record.left_queue_at, |i, ns| calls[first + i].queue += ns);
        }
        if record.finished_at > record.left_queue_at {
            self.window.split(record.left_queue_at, record.finished_at, |i, ns| calls[first + i].busy += ns);
            let slots = self.shape.intervals + 1;
            self.today.overtime[group * slots + self.shape.intervals] +=
                self.window.after(record.left_queue_at, record.finished_at);
        }
    }

    fn overstay(&mut self, group: usize, agents: u32, from: SimTime, to: SimTime) {
        let slots = self.shape.intervals + 1;
        let overtime = &mut self.today.overtime;
        self.window.split(from, to, |i, ns| overtime[group * slots + i] += ns * u128::from(agents));
    }
}
