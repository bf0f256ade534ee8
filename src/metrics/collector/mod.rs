//! Watches the engine and counts.
//!
//! Counting a call is a few additions of whole numbers in the cell of its pair and interval. What
//! can be derived is derived when the day is over: in [`CallTally`] the fields `queue`, `busy` and
//! `line` hold only corrections while a day is counted ([`settle`]).

mod crew;
mod day;
mod deferred;
mod journey;
mod overtime;
mod run;
mod window;

use self::{
    day::{Extremes, of_index},
    overtime::PaidAnyway,
    window::{Interval, Window},
};
use super::{
    Of,
    summary::{PromiseIntervalTally, PromiseTally, Section, Shape, Summary},
    tally::{CallTally, CrewTally, Daily, DialTally, IssueTally, ItemTally, JourneyTally},
};
use crate::{
    engine::{
        Answer, Away, CallRecord, ConsultRecord, DialRecord, IssueRecord, Observer, Outcome, QueueLengths, RingRecord,
        Run,
    },
    model::{self, Model},
    units::SimTime,
};

/// Counts the replications of one block, and adds them to a [`Summary`].
pub struct Collector<'m> {
    model: &'m Model,
    shape: Shape,
    /// First cell of a call type and group, flat.
    first_cell: Vec<u32>,
    bounds: Vec<Bounds>,
    window: Window,
    summary: Summary,
    replication: u64,
    /// Where its waits are counted.
    waits: usize,
    /// The replication under way, as a section of its own.
    today: Section,
    extremes: Extremes,
    paid_anyway: PaidAnyway,
    /// Whether nothing is asked of an answered call but what [`Collector::count_answer`] counts.
    is_plain: bool,
}

/// What its counting needs to know of how customers get in touch.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Medium {
    Call,
    Item,
    Chat,
}

/// The waits that a call type's calls are held against.
struct Bounds {
    acceptable_wait: SimTime,
    short_abandon: SimTime,
    first_group: usize,
    medium: Medium,
    /// Promises about this type that have an acceptable wait of their own.
    promises: Vec<(usize, SimTime)>,
}

impl<'m> Collector<'m> {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(model: &'m Model) -> Self {
        let shape = Shape::of(model);
        let mut first_cell = vec![u32::MAX; shape.types * shape.groups];
        for (pair, &(call_type, group)) in shape.pairs.iter().enumerate() {
            first_cell[call_type * shape.groups + group] = (pair * shape.intervals) as u32;
        }
        let bounds: Vec<Bounds> = (0..shape.types).map(|call_type| Bounds::of(model, call_type)).collect();
        Self {
            model,
            first_cell,
            is_plain: !shape.journeys && bounds.iter().all(|of| of.medium == Medium::Call && of.promises.is_empty()),
            bounds,
            window: Window::of(model),
            summary: Summary::empty(shape.clone()),
            replication: 0,
            waits: 0,
            today: Section::empty(&shape),
            extremes: Extremes::of(model, &shape),
            paid_anyway: PaidAnyway::of(model),
            shape,
        }
    }

    /// Begins replication number `replication`.
    pub fn begin(&mut self, replication: u64) {
        self.replication = replication;
        self.waits = self.summary.first_waits(replication);
        self.today.replications = 1;
        self.today.calls.fill(CallTally::default());
        self.today.overtime.fill(0);
        self.today.paid_anyway.fill(0);
        self.paid_anyway.reset();
        self.today.daily.fill(Daily::default());
        self.today.promises.fill(PromiseTally::default());
        self.today.promise_intervals.fill(PromiseIntervalTally::default());
        self.today.journeys.fill(JourneyTally::default());
        self.today.issues.fill(IssueTally::default());
        self.today.dials.fill(DialTally::default());
        self.today.nobody_idle.fill(0);
        self.today.away.fill([0; 2]);
        self.today.crew.fill(CrewTally::default());
        self.today.items.fill(ItemTally::default());
        self.today.engaged.fill(0);
        self.extremes.reset();
    }

    /// Ends the replication and adds it to the summary.
    pub fn end(&mut self) {
        self.today.calls.iter_mut().for_each(settle);
        self.count_paid_anyway();
        self.close_day();
        self.summary.section_mut(self.replication).add(&self.today);
    }

    /// What was counted.
    #[must_use]
    pub fn into_summary(self) -> Summary {
        self.summary
    }

    #[inline]
    fn first_cell(&self, record: &CallRecord) -> usize {
        self.first_cell[record.call_type as usize * self.shape.groups + record.group as usize] as usize
    }

    /// Counts a call of the measured time.
    #[inline]
    fn count(&mut self, record: &CallRecord, cell: usize, interval: usize) {
        let wait = self.wait_of(record);
        let nanoseconds = u128::from(wait.as_nanoseconds());
        let bounds = &self.bounds[record.call_type as usize];
        let calls = &mut self.today.calls[cell];
        match record.outcome {
            Outcome::Answered => {
                calls.answered += 1;
                calls.answered_within += u64::from(wait <= bounds.acceptable_wait);
                calls.wait_answered += nanoseconds;
                calls.handle += u128::from(record.finished_at.since(record.left_queue_at).as_nanoseconds());
                let line = u128::from(record.hung_up_at.since(record.left_queue_at).as_nanoseconds());
                // Corrections may have taken it below zero for the moment.
                calls.line = calls.line.wrapping_add(line);
                for (promise, acceptable) in &bounds.promises {
                    let tally = &mut self.today.promise_intervals[*promise * self.shape.intervals + interval];
                    tally.answered_within += u64::from(wait <= *acceptable);
                }
            }
            Outcome::Abandoned => {
                calls.abandoned += 1;
                calls.abandoned_within += u64::from(wait <= bounds.acceptable_wait);
                calls.short_abandons += u64::from(wait <= bounds.short_abandon);
                calls.wait_abandoned += nanoseconds;
            }
            Outcome::StillWaiting => {
                calls.still_waiting += 1;
                calls.wait_still += nanoseconds;
                calls.not_due += u64::from(bounds.medium == Medium::Item && wait <= bounds.acceptable_wait);
            }
            Outcome::Blocked => {
                calls.blocked += 1;
                return;
            }
            Outcome::Balked => {
                calls.balked += 1;
                return;
            }
            Outcome::SelfServed | Outcome::LeftSelfService => return,
        }
        if bounds.medium != Medium::Call {
            self.leave_line(record, cell, nanoseconds);
        }
        self.summary.waits_mut(self.waits + cell, record.outcome == Outcome::Answered).record(wait);
        let longest = &mut self.extremes.waits[cell];
        *longest = wait.as_nanoseconds().max(*longest);
    }

    /// The same for a call that was answered, where nothing else is asked of it.
    #[inline]
    fn count_answer(&mut self, answer: &Answer, own: Interval) {
        let pair = answer.call_type as usize * self.shape.groups + answer.group as usize;
        let cell = self.first_cell[pair] as usize + own.index;
        let wait = answer.answered_at.since(answer.arrived_at);
        let nanoseconds = wait.as_nanoseconds();
        let acceptable_wait = self.bounds[answer.call_type as usize].acceptable_wait;
        let calls = &mut self.today.calls[cell];
        calls.answered += 1;
        calls.answered_within += u64::from(wait <= acceptable_wait);
        calls.wait_answered += u128::from(nanoseconds);
        calls.handle += u128::from(answer.finished_at.since(answer.answered_at).as_nanoseconds());
        let line = u128::from(answer.hung_up_at.since(answer.answered_at).as_nanoseconds());
        calls.line = calls.line.wrapping_add(line);
        self.summary.waits_mut(self.waits + cell, true).record(wait);
        if let Some(queue) = answer.queue {
            let longest = &mut self.extremes.waits[cell];
            *longest = nanoseconds.max(*longest);
            self.note_lengths(answer.call_type as usize, queue, own.index);
        }
    }

    #[inline]
    fn note_queue(&mut self, record: &CallRecord, interval: usize) {
        if let Some(queue) = record.queue {
            self.note_lengths(record.call_type as usize, queue, interval);
        }
    }

    #[inline]
    fn note_lengths(&mut self, call_type: usize, queue: QueueLengths, interval: usize) {
        let group = self.bounds[call_type].first_group;
        for (of, length) in
            [(Of::All, queue.of_all), (Of::CallType(call_type), queue.of_type), (Of::AgentGroup(group), queue.of_group)]
        {
            let longest = &mut self.extremes.queues[of_index(&self.shape, of) * self.shape.intervals + interval];
            *longest = length.max(*longest);
        }
    }

    /// Deals waiting and handling that reach beyond the interval of the arrival to the intervals
    /// they fall into. The call itself counted all of both for its own.
    fn spread(&mut self, record: &CallRecord, own: Option<Interval>) {
        let (left_at, finished_at) = (record.left_queue_at.as_nanoseconds(), record.finished_at.as_nanoseconds());
        let is_usual = !self.window.has_nights() && self.bounds[record.call_type as usize].medium != Medium::Chat;
        match own.filter(|own| left_at <= own.to && is_usual) {
            Some(own) => self.spread_handling(self.first_cell(record), record.group as usize, own, finished_at),
            None => self.spread_all(record, own),
        }
    }

    /// Handling that began in the interval of the arrival and goes on after it.
    #[inline]
    fn spread_handling(&mut self, first: usize, group: usize, own: Interval, finished_at: u64) {
        let calls = &mut self.today.calls[first..first + self.shape.intervals];
        calls[own.index].busy = calls[own.index].busy.wrapping_sub(u128::from(finished_at - own.to));
        let mut at = own.to;
        for calls in &mut calls[own.index + 1..] {
            let stop = finished_at.min(at + self.window.interval());
            calls.busy = calls.busy.wrapping_add(u128::from(stop - at));
            at = stop;
            if at == finished_at {
                return;
            }
        }
        self.count_overtime(group, SimTime::from_nanoseconds(at), SimTime::from_nanoseconds(finished_at));
    }

    #[cold]
    #[inline(never)]
    fn spread_all(&mut self, record: &CallRecord, own: Option<Interval>) {
        let first = self.first_cell(record);
        let (arrived_at, left_at, finished_at) = (record.arrived_at, record.left_queue_at, record.finished_at);
        if let Some(own) = own {
            let counted = u128::from(self.wait_of(record).as_nanoseconds() - record.step.age.as_nanoseconds());
            let calls = &mut self.today.calls[first + own.index];
            calls.queue = calls.queue.wrapping_sub(counted);
            calls.busy = calls.busy.wrapping_sub(u128::from(finished_at.since(left_at).as_nanoseconds()));
        }
        let calls = &mut self.today.calls;
        self.window.split(arrived_at, left_at, |interval, ns| {
            let queue = &mut calls[first + interval].queue;
            *queue = queue.wrapping_add(ns);
        });
        self.window.split(left_at, finished_at, |interval, ns| {
            let busy = &mut calls[first + interval].busy;
            *busy = busy.wrapping_add(ns);
        });
        if self.bounds[record.call_type as usize].medium != Medium::Chat {
            self.count_overtime(record.group as usize, left_at, finished_at);
        }
    }
}

impl Bounds {
    fn of(model: &Model, index: usize) -> Self {
        let call_type = &model.call_types()[index];
        let concerns = |promise: usize| model.promises()[promise].call_type().is_none_or(|t| t == index);
        let own_wait = |promise: usize| model.promises()[promise].acceptable_wait().map(|wait| (promise, wait));
        Self {
            acceptable_wait: call_type.service_level().acceptable_wait,
            short_abandon: call_type.short_abandon(),
            first_group: call_type.groups()[0],
            medium: match call_type.parts().medium {
                model::Medium::Call => Medium::Call,
                model::Medium::Item(_) => Medium::Item,
                model::Medium::Chat(_) => Medium::Chat,
            },
            promises: (0..model.promises().len()).filter(|p| concerns(*p)).filter_map(own_wait).collect(),
        }
    }
}

/// Turns the corrections of a day's cell into its totals: all waiting and handling counts for the
/// interval of the arrival but for what was dealt to others, and a line is in use from the arrival
/// on.
fn settle(calls: &mut CallTally) {
    let waits = calls.wait_answered + calls.wait_abandoned + calls.wait_still;
    calls.queue = calls.queue.wrapping_add(waits);
    calls.busy = calls.busy.wrapping_add(calls.handle);
    calls.line = calls.line.wrapping_add(waits);
}

impl Observer for Collector<'_> {
    #[inline]
    fn call(&mut self, record: &CallRecord) {
        let own = self.window.interval_of(record.arrived_at);
        if let Some(own) = own {
            self.count(record, self.first_cell(record) + own.index, own.index);
            if self.shape.journeys {
                self.count_journey(record, self.first_cell(record) + own.index);
            }
            self.note_queue(record, own.index);
        }
        if self.bounds[record.call_type as usize].medium == Medium::Item {
            self.note_backlog(record);
        }
        if own.is_none_or(|own| record.finished_at.as_nanoseconds() > own.to) {
            self.spread(record, own);
        }
    }

    #[inline]
    fn answered(&mut self, answer: &Answer) {
        match self.window.interval_of(answer.arrived_at).filter(|_| self.is_plain) {
            Some(own) => {
                self.count_answer(answer, own);
                if answer.finished_at.as_nanoseconds() > own.to {
                    self.spread(&answer.record(), Some(own));
                }
            }
            None => self.call(&answer.record()),
        }
    }

    fn run(&mut self, run: &Run<'_>) {
        self.count_run(run);
    }

    fn issue(&mut self, record: &IssueRecord) {
        self.count_issue(record);
    }

    fn dialled(&mut self, record: &DialRecord) {
        if let Some(interval) = self.window.interval_of(record.dialled_at) {
            let cell = record.call_type as usize * self.shape.intervals + interval.index;
            self.today.dials[cell] += &DialTally { dialled: 1, reached: u64::from(record.is_reached) };
        }
    }

    fn engaged(&mut self, group: usize, from: SimTime, to: SimTime) {
        self.count_engaged(group, from, to);
    }

    fn nobody_idle(&mut self, group: usize, from: SimTime, to: SimTime) {
        let nobody_idle = &mut self.today.nobody_idle[group * self.shape.intervals..];
        self.window.split(from, to, |i, ns| nobody_idle[i] += ns);
    }

    fn away(&mut self, away: &Away) {
        self.count_away(away);
    }

    fn rang(&mut self, record: &RingRecord) {
        self.count_ring(record);
    }

    fn consulted(&mut self, record: &ConsultRecord) {
        self.count_consultation(record);
    }

    fn called_in(&mut self, group: usize, at: SimTime) {
        self.count_called_in(group, at);
    }

    fn reserve(&mut self, group: usize, agents: u32, from: SimTime, to: SimTime) {
        self.count_reserve(group, agents, from, to);
    }

    fn overstay(&mut self, group: usize, agents: u32, from: SimTime, to: SimTime) {
        self.count_overstay(group, agents, from, to);
    }
}
