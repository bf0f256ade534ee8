//! What many replications add up to: exact, mergeable, of fixed size.

use serde::{Deserialize, Serialize};

use super::{
    Of, Period,
    tally::{CallTally, Costs, CrewTally, Daily, DialTally, IssueTally, ItemTally, JourneyTally, Totals},
};
use crate::{
    model::{Horizon, Model},
    stats::Histogram,
    units::{SECONDS_PER_HOUR, nanoseconds_as_seconds},
};

/// Most sections that replications are dealt to; more would not sharpen the intervals.
const MOST_SECTIONS: usize = 100;
/// Fewest, however large the model.
const FEWEST_SECTIONS: usize = 20;
/// Bytes that the counts of one summary may take before sections are given up.
const BUDGET: usize = 24 << 20;
/// Most sections that waits are counted in, for the intervals of quantiles.
const MOST_WAIT_SECTIONS: usize = 20;
/// Fewest.
const FEWEST_WAIT_SECTIONS: usize = 4;
/// Bytes that the waits of one summary may take before sections are given up.
const WAIT_BUDGET: usize = 16 << 20;
/// What the waits of a pair in an interval usually take: two histograms of a few minutes' waits.
const USUAL_WAITS: usize = 8 << 10;

/// The sizes of a model's counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each says of one kind of count whether there is any")]
pub struct Shape {
    /// Which group may answer which type: (call type, group), by type, then preference.
    pub pairs: Vec<(usize, usize)>,
    /// Call types.
    pub types: usize,
    /// Agent groups.
    pub groups: usize,
    /// Intervals, of all days.
    pub intervals: usize,
    /// Days in a row.
    pub days: usize,
    /// Promises.
    pub promises: usize,
    /// Sections.
    pub sections: usize,
    /// Sections that waits are counted in.
    pub wait_sections: usize,
    /// Whether issues and journeys are counted.
    pub journeys: bool,
    /// Whether customers who are dialled are counted.
    pub outbound: bool,
    /// Whether phones that ring, reserves and consultations are counted.
    pub crew: bool,
    /// Whether items that can wait are counted.
    pub items: bool,
    /// Which types are chats; empty where none are.
    pub chats: Vec<bool>,
}

impl Shape {
    /// The shape of `model`'s counts.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let pairs: Vec<(usize, usize)> = (0..model.call_types().len())
            .flat_map(|t| model.call_types()[t].groups().iter().map(move |&g| (t, g)))
            .collect();
        let (types, groups) = (model.call_types().len(), model.agent_groups().len());
        let intervals = model.horizon().intervals();
        let (days, journeys) = (model.horizon().days(), model.has_journeys());
        let of_journeys = if journeys { size_of::<JourneyTally>() } else { 0 };
        let bytes = pairs.len() * intervals * (size_of::<CallTally>() + of_journeys)
            + (1 + types + groups) * (1 + intervals) * size_of::<Daily>();
        let sections = (BUDGET / bytes).clamp(FEWEST_SECTIONS, MOST_SECTIONS);
        let waits = pairs.len() * intervals * USUAL_WAITS;
        let wait_sections = (WAIT_BUDGET / waits).clamp(FEWEST_WAIT_SECTIONS, MOST_WAIT_SECTIONS);
        let promises = model.promises().len();
        Self {
            pairs,
            types,
            groups,
            intervals,
            days,
            promises,
            sections,
            wait_sections,
            journeys,
            outbound: model.has_outbound(),
            crew: model.has_consultations()
                || model.agent_groups().iter().any(|g| g.work().ring_time.is_some() || g.work().reserve.is_some()),
            items: model.has_items(),
            chats: if model.has_chats() {
                model.call_types().iter().map(|t| t.chat().is_some()).collect()
            } else {
                Vec::new()
            },
        }
    }

    /// The index of (call type, group) among the pairs.
    #[must_use]
    pub fn pair(&self, call_type: usize, group: usize) -> Option<usize> {
        self.pairs.iter().position(|pair| *pair == (call_type, group))
    }

    /// How many daily counts there are of each `of`: the whole time, its intervals, and days in a row.
    #[must_use]
    pub const fn daily_slots(&self) -> usize {
        1 + self.intervals + if self.days > 1 { self.days } else { 0 }
    }

    /// The slot of the day that an interval belongs to; of a single day that of the whole time.
    #[must_use]
    pub const fn day_slot(&self, interval: usize) -> usize {
        if self.days > 1 { 1 + self.intervals + interval / (self.intervals / self.days) } else { 0 }
    }

    /// The intervals of day `day`.
    #[must_use]
    pub const fn intervals_of_day(&self, day: usize) -> std::ops::Range<usize> {
        let each = self.intervals / self.days;
        day * each..(day + 1) * each
    }

    /// Where `of` in `period` stands among the daily counts of a section.
    #[must_use]
    pub const fn daily_index(&self, of: Of, period: Period) -> usize {
        let of = match of {
            Of::All => 0,
            Of::CallType(t) => 1 + t,
            Of::AgentGroup(g) => 1 + self.types + g,
            Of::Pair { call_type, .. } => 1 + call_type,
        };
        let period = match period {
            Period::Whole => 0,
            Period::Interval(i) => 1 + i,
            Period::Day(day) => 1 + self.intervals + day,
        };
        of * self.daily_slots() + period
    }

    /// Whether the calls of a pair are `of`'s.
    pub(super) fn belongs(&self, pair: usize, of: Of) -> bool {
        let (call_type, group) = self.pairs[pair];
        match of {
            Of::All => true,
            Of::CallType(t) => t == call_type,
            Of::AgentGroup(g) => g == group,
            Of::Pair { .. } => of == (Of::Pair { call_type, group }),
        }
    }
}

/// What a promise's days came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseTally {
    /// Days that kept it.
    pub days_kept: u64,
}

/// What a promise came to in one interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseIntervalTally {
    /// Calls answered within the promise's own acceptable wait.
    pub answered_within: u64,
    /// Days on which the interval had calls.
    pub judged: u64,
    /// Of them, those on which it kept the promise.
    pub kept: u64,
}

/// The counts of the replications that were dealt to one section.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Replications in it.
    pub replications: u64,
    /// By pair, then interval.
    pub calls: Vec<CallTally>,
    /// Time beyond the schedule by group, then interval, then after closing, ns.
    pub overtime: Vec<u128>,
    /// Of it, time of agents who are paid at that time anyway, by group, then interval, ns.
    pub paid_anyway: Vec<u128>,
    /// By [`Shape::daily_index`].
    pub daily: Vec<Daily>,
    /// By promise.
    pub promises: Vec<PromiseTally>,
    /// By promise, then interval.
    pub promise_intervals: Vec<PromiseIntervalTally>,
    /// By pair, then interval; empty where every issue is one call.
    pub journeys: Vec<JourneyTally>,
    /// By type, then interval; likewise.
    pub issues: Vec<IssueTally>,
    /// By type, then interval; empty where the centre calls nobody.
    pub dials: Vec<DialTally>,
    /// Time with nobody idle by group, then interval, ns.
    pub nobody_idle: Vec<u128>,
    /// Time of scheduled agents off the line, by group and interval: of those who are paid, and of those who are not, ns.
    pub away: Vec<[u128; 2]>,
    /// Phones that rang, reserves and consultations, by group and interval; empty where there is neither.
    pub crew: Vec<CrewTally>,
    /// Items that waited at the end of each interval, by `of` and interval; empty where there are none.
    pub items: Vec<ItemTally>,
    /// Time in which agents had chats by group, then interval, ns; empty where there are none.
    pub engaged: Vec<u128>,
}

impl Section {
    /// Nothing counted yet.
    #[must_use]
    pub fn empty(shape: &Shape) -> Self {
        Self {
            replications: 0,
            calls: vec![CallTally::default(); shape.pairs.len() * shape.intervals],
            overtime: vec![0; shape.groups * (shape.intervals + 1)],
            paid_anyway: vec![0; shape.groups * shape.intervals],
            daily: vec![Daily::default(); (1 + shape.types + shape.groups) * shape.daily_slots()],
            promises: vec![PromiseTally::default(); shape.promises],
            promise_intervals: vec![PromiseIntervalTally::default(); shape.promises * shape.intervals],
            journeys: vec![
                JourneyTally::default();
                if shape.journeys { shape.pairs.len() * shape.intervals } else { 0 }
            ],
            issues: vec![IssueTally::default(); if shape.journeys { shape.types * shape.intervals } else { 0 }],
            dials: vec![DialTally::default(); if shape.outbound { shape.types * shape.intervals } else { 0 }],
            nobody_idle: vec![0; shape.groups * shape.intervals],
            items: vec![ItemTally::default(); if shape.items { (1 + shape.types) * shape.intervals } else { 0 }],
            engaged: vec![0; if shape.chats.is_empty() { 0 } else { shape.groups * shape.intervals }],
            away: vec![[0; 2]; shape.groups * shape.intervals],
            crew: vec![CrewTally::default(); if shape.crew { shape.groups * shape.intervals } else { 0 }],
        }
    }

    /// Adds what `other`, a section of the same shape, counted.
    pub(super) fn add(&mut self, other: &Self) {
        self.replications += other.replications;
        self.calls.iter_mut().zip(&other.calls).for_each(|(mine, theirs)| *mine += theirs);
        self.overtime.iter_mut().zip(&other.overtime).for_each(|(mine, theirs)| *mine += theirs);
        self.paid_anyway.iter_mut().zip(&other.paid_anyway).for_each(|(mine, theirs)| *mine += theirs);
        self.daily.iter_mut().zip(&other.daily).for_each(|(mine, theirs)| *mine += theirs);
        for (mine, theirs) in self.promises.iter_mut().zip(&other.promises) {
            mine.days_kept += theirs.days_kept;
        }
        for (mine, theirs) in self.promise_intervals.iter_mut().zip(&other.promise_intervals) {
            mine.answered_within += theirs.answered_within;
            mine.judged += theirs.judged;
            mine.kept += theirs.kept;
        }
        self.journeys.iter_mut().zip(&other.journeys).for_each(|(mine, theirs)| *mine += theirs);
        self.issues.iter_mut().zip(&other.issues).for_each(|(mine, theirs)| *mine += theirs);
        self.dials.iter_mut().zip(&other.dials).for_each(|(mine, theirs)| *mine += theirs);
        self.nobody_idle.iter_mut().zip(&other.nobody_idle).for_each(|(mine, theirs)| *mine += theirs);
        self.items.iter_mut().zip(&other.items).for_each(|(mine, theirs)| *mine += theirs);
        self.engaged.iter_mut().zip(&other.engaged).for_each(|(mine, theirs)| *mine += theirs);
        for (mine, theirs) in self.away.iter_mut().zip(&other.away) {
            mine[0] += theirs[0];
            mine[1] += theirs[1];
        }
        self.crew.iter_mut().zip(&other.crew).for_each(|(mine, theirs)| *mine += theirs);
    }
}

/// What any number of replications add up to. Adding two summaries of the same model gives exactly
/// what counting together would have given, whatever the order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    shape: Shape,
    sections: Vec<Option<Section>>,
    /// Waits of answered and of other calls, by wait section, pair and interval.
    answered: Vec<Histogram>,
    unanswered: Vec<Histogram>,
}

/// The totals of one `of`, section by section, over the whole time: small enough to keep, and
/// enough to compare design points that met the same callers.
pub type DaySections = Vec<Totals>;

impl Summary {
    /// No replications yet.
    #[must_use]
    pub fn empty(shape: Shape) -> Self {
        let waits = shape.wait_sections * shape.pairs.len() * shape.intervals;
        Self {
            sections: vec![None; shape.sections],
            answered: vec![Histogram::default(); waits],
            unanswered: vec![Histogram::default(); waits],
            shape,
        }
    }

    /// The sizes of the counts.
    #[must_use]
    pub const fn shape(&self) -> &Shape {
        &self.shape
    }

    /// How many replications it holds.
    #[must_use]
    pub fn replications(&self) -> u64 {
        self.sections.iter().flatten().map(|s| s.replications).sum()
    }

    /// Adds what `other`, a summary of the same model, counted.
    ///
    /// # Panics
    ///
    /// When the shapes differ: the summaries are of different models.
    pub fn merge(&mut self, other: &Self) {
        assert_eq!(self.shape, other.shape, "summaries of different models do not add up");
        for (mine, theirs) in self.sections.iter_mut().zip(&other.sections) {
            if let Some(theirs) = theirs {
                mine.get_or_insert_with(|| Section::empty(&self.shape)).add(theirs);
            }
        }
        self.answered.iter_mut().zip(&other.answered).for_each(|(mine, theirs)| mine.merge(theirs));
        self.unanswered.iter_mut().zip(&other.unanswered).for_each(|(mine, theirs)| mine.merge(theirs));
    }

    /// The section that a replication is dealt to.
    pub(super) fn section_mut(&mut self, replication: u64) -> &mut Section {
        let index = (replication % self.shape.sections as u64) as usize;
        self.sections[index].get_or_insert_with(|| Section::empty(&self.shape))
    }

    /// Where the waits of a replication are counted, from its first cell on.
    pub(super) const fn first_waits(&self, replication: u64) -> usize {
        let section = (replication % self.shape.wait_sections as u64) as usize;
        section * self.shape.pairs.len() * self.shape.intervals
    }

    /// Where waits of a cell, counted from [`Summary::first_waits`], are counted: answered, and
    /// others.
    #[inline]
    pub(super) fn waits_mut(&mut self, index: usize, answered: bool) -> &mut Histogram {
        if answered { &mut self.answered[index] } else { &mut self.unanswered[index] }
    }

    /// Waits of offered calls, by wait section.
    #[must_use]
    pub fn waits(&self, of: Of, period: Period) -> Vec<Histogram> {
        (0..self.shape.wait_sections)
            .map(|section| {
                let mut sum = self.wait_section(section, of, period, true);
                sum.merge(&self.wait_section(section, of, period, false));
                sum
            })
            .filter(|waits| waits.count() > 0)
            .collect()
    }

    /// Waits of answered calls, or of those that were not.
    #[must_use]
    pub fn waits_by_outcome(&self, of: Of, answered: bool) -> Histogram {
        let mut sum = Histogram::default();
        (0..self.shape.wait_sections).for_each(|s| sum.merge(&self.wait_section(s, of, Period::Whole, answered)));
        sum
    }

    fn wait_section(&self, section: usize, of: Of, period: Period, answered: bool) -> Histogram {
        let shape = &self.shape;
        let cells = shape.pairs.len() * shape.intervals;
        let source = if answered { &self.answered } else { &self.unanswered };
        let mut sum = Histogram::default();
        for pair in (0..shape.pairs.len()).filter(|&pair| shape.belongs(pair, of)) {
            for interval in intervals(shape, period) {
                sum.merge(&source[section * cells + pair * shape.intervals + interval]);
            }
        }
        sum
    }

    /// The totals of `of` in `period`, for each section that holds replications.
    #[must_use]
    pub fn totals(&self, model: &Model, of: Of, period: Period) -> Vec<Totals> {
        self.sections.iter().flatten().map(|section| section_totals(model, &self.shape, section, of, period)).collect()
    }

    /// Days that kept promise `promise`, and all days.
    #[must_use]
    pub fn days_kept(&self, promise: usize) -> (u64, u64) {
        let kept = self.sections.iter().flatten().map(|s| s.promises[promise].days_kept).sum();
        (kept, self.replications() * self.shape.days as u64)
    }

    /// The same by section.
    #[must_use]
    pub fn days_kept_by_section(&self, promise: usize) -> Vec<(u64, u64)> {
        let of = |s: &Section| (s.promises[promise].days_kept, s.replications * self.shape.days as u64);
        self.sections.iter().flatten().map(of).collect()
    }

    /// Days on which interval `interval` kept promise `promise`, and days on which it had calls.
    #[must_use]
    pub fn interval_kept(&self, promise: usize, interval: usize) -> (u64, u64) {
        let cells =
            self.sections.iter().flatten().map(|s| s.promise_intervals[promise * self.shape.intervals + interval]);
        cells.fold((0, 0), |(kept, judged), cell| (kept + cell.kept, judged + cell.judged))
    }

    /// Intervals that kept promise `promise` and intervals with calls, over all days, by section.
    #[must_use]
    pub fn intervals_kept(&self, promise: usize) -> Vec<(u64, u64)> {
        let of_section = |section: &Section| {
            let cells = &section.promise_intervals[promise * self.shape.intervals..][..self.shape.intervals];
            cells.iter().fold((0, 0), |(kept, judged), cell| (kept + cell.kept, judged + cell.judged))
        };
        self.sections.iter().flatten().map(of_section).collect()
    }

    /// Calls of a period answered within promise `promise`'s own acceptable wait, by section.
    #[must_use]
    pub fn promise_within(&self, promise: usize, period: Period) -> Vec<u64> {
        self.sections.iter().flatten().map(|section| promise_within(&self.shape, section, promise, period)).collect()
    }
}

/// Calls of a period answered within a promise's own acceptable wait.
pub(super) fn promise_within(shape: &Shape, section: &Section, promise: usize, period: Period) -> u64 {
    intervals(shape, period).map(|i| section.promise_intervals[promise * shape.intervals + i].answered_within).sum()
}

/// The intervals of a period.
pub(super) fn intervals(shape: &Shape, period: Period) -> std::ops::Range<usize> {
    match period {
        Period::Whole => 0..shape.intervals,
        Period::Day(day) => shape.intervals_of_day(day),
        Period::Interval(i) => i..i + 1,
    }
}

/// What counts are reported per, for one replication: one day (of several in a row the mean of them),
/// or the hours of a steady state.
fn base(model: &Model, period: Period) -> f64 {
    match model.horizon() {
        Horizon::Day(day) if period == Period::Whole => day.days() as f64,
        Horizon::Day(_) => 1.0,
        Horizon::SteadyState(_) => model.horizon().measured_hours(),
    }
}

/// Everything one section says of `of` in `period`.
pub(super) fn section_totals(model: &Model, shape: &Shape, section: &Section, of: Of, period: Period) -> Totals {
    let replications = section.replications as f64;
    let mut totals = Totals {
        base: replications * base(model, period),
        replications: section.replications,
        seconds: replications * model.horizon().interval().as_seconds() * intervals(shape, period).len() as f64,
        daily: section.daily[shape.daily_index(of, period)],
        ..Totals::default()
    };
    for pair in (0..shape.pairs.len()).filter(|&pair| shape.belongs(pair, of)) {
        let mut calls = CallTally::default();
        intervals(shape, period).for_each(|i| calls += &section.calls[pair * shape.intervals + i]);
        if shape.chats.get(shape.pairs[pair].0).copied().unwrap_or(false) {
            totals.chat_time += nanoseconds_as_seconds(calls.busy);
        }
        totals.calls += &calls;
        totals.costs += &call_costs(model, shape.pairs[pair].0, &calls);
    }
    if shape.journeys {
        add_journeys(shape, section, of, period, &mut totals);
    }
    if shape.outbound {
        for call_type in types(shape, of) {
            intervals(shape, period).for_each(|i| totals.dials += &section.dials[call_type * shape.intervals + i]);
        }
    }
    if shape.items {
        add_items(shape, section, of, period, &mut totals);
    }
    for group in groups(shape, of) {
        if !shape.chats.is_empty() {
            let engaged = intervals(shape, period).map(|i| section.engaged[group * shape.intervals + i]);
            totals.engaged += nanoseconds_as_seconds(engaged.sum());
        }
        let idle = intervals(shape, period).map(|i| section.nobody_idle[group * shape.intervals + i]);
        totals.nobody_idle += nanoseconds_as_seconds(idle.sum());
        add_staff(model, shape, section, group, period, &mut totals);
    }
    if matches!(period, Period::Whole) {
        totals.costs.penalties = penalties(model, shape, section, of);
    }
    totals
}

/// What customers went through: of a group only its own calls, not whole issues.
fn add_journeys(shape: &Shape, section: &Section, of: Of, period: Period, totals: &mut Totals) {
    for pair in (0..shape.pairs.len()).filter(|&pair| shape.belongs(pair, of)) {
        intervals(shape, period).for_each(|i| totals.journeys += &section.journeys[pair * shape.intervals + i]);
    }
    for call_type in types(shape, of) {
        intervals(shape, period).for_each(|i| totals.issues += &section.issues[call_type * shape.intervals + i]);
    }
}

/// Items that waited at the end of the period, or at each closing of several days.
fn add_items(shape: &Shape, section: &Section, of: Of, period: Period, totals: &mut Totals) {
    let all = match of {
        Of::All => 0,
        Of::CallType(t) => 1 + t,
        Of::AgentGroup(_) | Of::Pair { .. } => return,
    };
    let each = shape.intervals / shape.days;
    let is_end = |i: &usize| (i + 1).is_multiple_of(each) || matches!(period, Period::Interval(_));
    for interval in intervals(shape, period).filter(is_end) {
        totals.items += &section.items[all * shape.intervals + interval];
        totals.ends += section.replications;
    }
}

/// The types whose customers count for `of` as a whole: a group has only calls.
fn types(shape: &Shape, of: Of) -> std::ops::Range<usize> {
    match of {
        Of::All => 0..shape.types,
        Of::CallType(t) => t..t + 1,
        Of::AgentGroup(_) | Of::Pair { .. } => 0..0,
    }
}

/// The groups whose staff counts for `of`: a call type has none of its own.
fn groups(shape: &Shape, of: Of) -> std::ops::Range<usize> {
    match of {
        Of::All => 0..shape.groups,
        Of::AgentGroup(g) => g..g + 1,
        Of::CallType(_) | Of::Pair { .. } => 0..0,
    }
}

fn call_costs(model: &Model, call_type: usize, calls: &CallTally) -> Costs {
    let of = &model.call_types()[call_type];
    let minutes = |nanoseconds: u128| nanoseconds_as_seconds(nanoseconds) / 60.0;
    Costs {
        lines: minutes(calls.line) * model.lines().cost_per_minute,
        abandoned: calls.abandoned as f64 * of.cost_when_abandoned(),
        answered: calls.answered as f64 * of.cost_when_answered(),
        waiting: minutes(calls.wait_answered + calls.wait_abandoned + calls.wait_still) * of.cost_per_minute_waiting(),
        ..Costs::default()
    }
}

/// Adds a group's staffed and paid time: what was scheduled, and overtime and the reserve as they came. Overtime is
/// paid as it is, but not twice, and the reserve at its own cost; scheduled time is grossed up by shrinkage.
fn add_staff(model: &Model, shape: &Shape, section: &Section, group: usize, period: Period, totals: &mut Totals) {
    let of = &model.agent_groups()[group];
    let each = model.horizon().interval().as_seconds() * section.replications as f64;
    let first = group * shape.intervals;
    let away =
        |kind: usize| nanoseconds_as_seconds(intervals(shape, period).map(|i| section.away[first + i][kind]).sum());
    let (paid_away, unpaid_away) = (away(0), away(1));
    let staffed: f64 = intervals(shape, period).map(|i| of.mean_staffed(i) * each).sum();
    let scheduled = staffed - paid_away - unpaid_away;
    totals.away += paid_away + unpaid_away;
    let mut crew = CrewTally::default();
    if shape.crew {
        intervals(shape, period).for_each(|i| crew += &section.crew[first + i]);
    }
    let reserve = nanoseconds_as_seconds(crew.reserve);
    totals.crew += &crew;
    let slots = shape.intervals + 1;
    let paid_anyway: u128 = intervals(shape, period).map(|i| section.paid_anyway[first + i]).sum();
    let mut overtime: u128 = intervals(shape, period).map(|i| section.overtime[group * slots + i]).sum();
    totals.staffed += scheduled + nanoseconds_as_seconds(overtime) + reserve;
    if matches!(period, Period::Whole) {
        overtime += section.overtime[group * slots + shape.intervals];
    }
    let scheduled_paid = intervals(shape, period).map(|i| of.mean_paid(i) * each).sum::<f64>();
    let at_work = scheduled_paid - unpaid_away;
    let paid = of.paid_hours(at_work) + nanoseconds_as_seconds(overtime - paid_anyway);
    totals.paid += paid + reserve;
    totals.costs.agents += match of.pay() {
        None => paid / SECONDS_PER_HOUR * of.cost_per_hour(),
        Some(pay) => {
            let whole = intervals(shape, period).map(|i| pay[i]).sum::<f64>() * section.replications as f64;
            let came = if scheduled_paid > 0.0 { at_work / scheduled_paid } else { 1.0 };
            whole * came + nanoseconds_as_seconds(overtime - paid_anyway) / SECONDS_PER_HOUR * of.cost_per_hour()
        }
    };
    totals.costs.agents += reserve / SECONDS_PER_HOUR * of.work().reserve.map_or(0.0, |reserve| reserve.cost_per_hour);
}

/// Penalties: of call types for days below their target, and of promises for days that missed
/// them, both where they concern `of`.
fn penalties(model: &Model, shape: &Shape, section: &Section, of: Of) -> f64 {
    let missed = |t: usize| {
        let daily = &section.daily[shape.daily_index(Of::CallType(t), Period::Whole)];
        (daily.days - daily.days_on_target) as f64 * model.call_types()[t].service_level().penalty_per_day
    };
    let types: f64 = match of {
        Of::All => (0..shape.types).map(missed).sum(),
        Of::CallType(t) => missed(t),
        Of::AgentGroup(_) | Of::Pair { .. } => 0.0,
    };
    let concerns = |call_type: Option<usize>| match of {
        Of::All => true,
        Of::CallType(t) => call_type == Some(t),
        Of::AgentGroup(_) | Of::Pair { .. } => false,
    };
    let promises: f64 = model
        .promises()
        .iter()
        .zip(&section.promises)
        .filter(|(promise, _)| concerns(promise.call_type()))
        .map(|(promise, tally)| {
            (section.replications * shape.days as u64 - tally.days_kept) as f64 * promise.penalty_per_day()
        })
        .sum();
    types + promises
}
