//! What only a whole day can tell: its extremes, and which targets and promises were kept.

use super::Collector;
use crate::{
    metrics::{
        Of, Period,
        measures::{goal_value, rule_parts},
        summary::{Shape, promise_within, section_totals},
    },
    model::{Goal, KeptOver, Model},
};

/// The longest waits and queues of a day, and the calls that count for the targets.
pub struct Extremes {
    /// Longest wait, by pair and interval, ns.
    pub waits: Vec<u64>,
    /// Longest queue, by `of` ([`of_index`]) and interval.
    pub queues: Vec<u32>,
    /// The call types that have a target.
    aimed: Vec<usize>,
    /// Good calls and all that count, by call type and interval; filled when the day is over.
    parts: Vec<(u64, u64)>,
    /// Whether targets were kept, by [`Shape::daily_index`].
    verdicts: Vec<Option<bool>>,
}

/// Where `of` stands in lists of everybody: the whole centre, then types, then groups.
#[inline]
pub const fn of_index(shape: &Shape, of: Of) -> usize {
    match of {
        Of::All => 0,
        Of::CallType(t) => 1 + t,
        Of::AgentGroup(g) => 1 + shape.types + g,
        Of::Pair { call_type, .. } => 1 + call_type,
    }
}

/// Whether a target was kept; `None` where no call counted.
fn verdict(target: f64, (good, all): (u64, u64)) -> Option<bool> {
    (all > 0).then_some(good as f64 >= target * all as f64)
}

/// Both verdicts together: kept when neither was missed.
fn both(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a && b),
        (one, other) => one.or(other),
    }
}

impl Extremes {
    pub fn of(model: &Model, shape: &Shape) -> Self {
        let types = model.call_types();
        Self {
            waits: vec![0; shape.pairs.len() * shape.intervals],
            queues: vec![0; (1 + shape.types + shape.groups) * shape.intervals],
            aimed: (0..types.len()).filter(|&t| types[t].service_level().target.is_some()).collect(),
            parts: vec![(0, 0); shape.types * shape.intervals],
            verdicts: vec![None; (1 + shape.types + shape.groups) * shape.daily_slots()],
        }
    }

    pub fn reset(&mut self) {
        self.waits.fill(0);
        self.queues.fill(0);
    }
}

impl Collector<'_> {
    /// Fills the day's section with its extremes and verdicts.
    pub(super) fn close_day(&mut self) {
        self.close_waits();
        self.close_queues();
        if !self.extremes.aimed.is_empty() {
            self.close_targets();
        }
        // The penalties of other promises are part of a cost that is promised: that one is judged last.
        let of_cost = |promise: &usize| self.model.promises()[*promise].is_about_cost();
        let (last, first): (Vec<usize>, Vec<usize>) = (0..self.shape.promises).partition(of_cost);
        for promise in first.into_iter().chain(last) {
            self.close_promise(promise);
        }
    }

    fn close_waits(&mut self) {
        let shape = &self.shape;
        for (pair, &(call_type, group)) in shape.pairs.iter().enumerate() {
            for of in [Of::All, Of::CallType(call_type), Of::AgentGroup(group)] {
                let whole = shape.daily_index(of, Period::Whole);
                for interval in 0..shape.intervals {
                    let wait = u128::from(self.extremes.waits[pair * shape.intervals + interval]);
                    let day = whole + shape.day_slot(interval);
                    for daily in [whole, whole + 1 + interval, day] {
                        let longest = &mut self.today.daily[daily].longest_wait;
                        *longest = wait.max(*longest);
                    }
                }
            }
        }
    }

    fn close_queues(&mut self) {
        let slots = self.shape.daily_slots();
        for (of, queues) in self.extremes.queues.chunks_exact(self.shape.intervals).enumerate() {
            let daily = &mut self.today.daily[of * slots..][..slots];
            for (interval, longest) in queues.iter().enumerate() {
                for slot in [1 + interval, self.shape.day_slot(interval)] {
                    daily[slot].longest_queue = daily[slot].longest_queue.max(u64::from(*longest));
                }
            }
            daily[0].longest_queue = queues.iter().copied().max().map_or(0, u64::from);
        }
    }

    fn close_targets(&mut self) {
        let intervals = self.shape.intervals;
        self.extremes.parts.fill((0, 0));
        for (pair, &(call_type, _)) in self.shape.pairs.iter().enumerate() {
            let rule = self.model.call_types()[call_type].service_level().rule;
            let calls = &self.today.calls[pair * intervals..][..intervals];
            for (parts, calls) in self.extremes.parts[call_type * intervals..].iter_mut().zip(calls) {
                let (good, all) = rule_parts(rule, calls);
                *parts = (parts.0 + good, parts.1 + all);
            }
        }
        self.extremes.verdicts.fill(None);
        for index in 0..self.extremes.aimed.len() {
            self.judge(self.extremes.aimed[index]);
        }
        for of in 0..1 + self.shape.types + self.shape.groups {
            self.note_verdicts(of);
        }
    }

    /// Judges each period of a call type with a target, for the type and all whom it concerns:
    /// they keep their targets when each of their call types does.
    fn judge(&mut self, call_type: usize) {
        let (intervals, slots) = (self.shape.intervals, self.shape.daily_slots());
        let parts = &self.extremes.parts[call_type * intervals..][..intervals];
        let sum = |parts: &[(u64, u64)]| parts.iter().fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
        let whole = sum(parts);
        let several = if self.shape.days > 1 { self.shape.days } else { 0 };
        let days: Vec<(u64, u64)> = (0..several).map(|day| sum(&parts[self.shape.intervals_of_day(day)])).collect();
        let of_type = &self.model.call_types()[call_type];
        let target = of_type.service_level().target.unwrap_or_default();
        let groups = of_type.groups().iter().map(|g| Of::AgentGroup(*g));
        for of in [Of::All, Of::CallType(call_type)].into_iter().chain(groups) {
            let verdicts = &mut self.extremes.verdicts[of_index(&self.shape, of) * slots..][..slots];
            for (kept, parts) in verdicts.iter_mut().zip(std::iter::once(&whole).chain(parts).chain(&days)) {
                *kept = both(*kept, verdict(target, *parts));
            }
        }
    }

    fn note_verdicts(&mut self, of: usize) {
        let (slots, last) = (self.shape.daily_slots(), 1 + self.shape.intervals);
        let verdicts = &self.extremes.verdicts[of * slots..][..slots];
        let daily = &mut self.today.daily[of * slots..][..slots];
        for (daily, kept) in daily.iter_mut().zip(verdicts) {
            daily.days = u64::from(kept.is_some());
            daily.days_on_target = u64::from(*kept == Some(true));
        }
        let (whole, intervals) = daily.split_at_mut(1);
        for daily in &mut intervals[..last - 1] {
            (daily.intervals, daily.intervals_on_target) = (daily.days, daily.days_on_target);
            whole[0].intervals += daily.intervals;
            whole[0].intervals_on_target += daily.intervals_on_target;
        }
    }

    /// Judges each interval, and then each day, of a promise.
    fn close_promise(&mut self, index: usize) {
        let model = self.model;
        let promise = &model.promises()[index];
        let intervals = self.shape.intervals;
        if promise.goals_by_interval().next().is_some() {
            for interval in 0..intervals {
                let verdict = self.promise_verdict(index, promise.goals_by_interval(), Period::Interval(interval));
                let tally = &mut self.today.promise_intervals[index * intervals + interval];
                (tally.judged, tally.kept) = (u64::from(verdict.is_some()), u64::from(verdict == Some(true)));
            }
        }
        let days = self.shape.days;
        let day = |day: usize| if days > 1 { Period::Day(day) } else { Period::Whole };
        let is_kept = |of: usize| match promise.keeping().over {
            KeptOver::Day => self.promise_verdict(index, promise.goals().iter(), day(of)).unwrap_or(true),
            KeptOver::Interval => {
                let cells = &self.today.promise_intervals[index * intervals..][self.shape.intervals_of_day(of)];
                promise.keeping().is_enough(cells.iter().map(|c| c.kept).sum(), cells.iter().map(|c| c.judged).sum())
            }
        };
        self.today.promises[index].days_kept = (0..days).filter(|of| is_kept(*of)).count() as u64;
    }

    /// Whether a period keeps the goals; `None` where it had no calls that they are about, and nothing
    /// is missed.
    fn promise_verdict<'g>(
        &self,
        index: usize,
        mut goals: impl Iterator<Item = &'g Goal>,
        period: Period,
    ) -> Option<bool> {
        let promise = &self.model.promises()[index];
        let of = promise.call_type().map_or(Of::All, Of::CallType);
        let totals = section_totals(self.model, &self.shape, &self.today, of, period);
        let within = promise.acceptable_wait().map(|_| promise_within(&self.shape, &self.today, index, period));
        let offered = totals.calls.offered();
        let is_kept = goals.all(|goal| {
            let parts = goal_value(goal.headline(), &totals, within);
            let value = (parts.denominator > 0.0).then(|| parts.numerator / parts.denominator);
            goal.is_kept_by(value, offered)
        });
        (offered > 0 || !is_kept).then_some(is_kept)
    }
}
