//! What a staffing of the rest of the day does, as it was played.

use crate::{
    metrics::{Of, Period, Summary, Totals, goal_value},
    model::{Goal, Headline, Model},
    planning::requirement::{Check, Demanded, Verdict},
    stats::{Confidence, Estimate, Pair, ratio, ratio_difference},
};

/// What moves are judged by: a measure of the rest of the day, of everybody or of a call type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Aim {
    /// The measure.
    pub headline: Headline,
    /// The call type; `None` for all.
    pub call_type: Option<usize>,
    /// The promise whose acceptable wait counts.
    pub promise: Option<usize>,
}

impl Aim {
    /// The first promise that is not about cost or occupancy; the service level of all calls where there is none.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let found = model.promises().iter().enumerate().find_map(|(index, promise)| {
            let is_service = |goal: &&Goal| !matches!(goal.headline(), Headline::Cost | Headline::Occupancy);
            let goal = promise.goals().iter().find(is_service)?;
            Some(Self { headline: goal.headline(), call_type: promise.call_type(), promise: Some(index) })
        });
        found.unwrap_or(Self { headline: Headline::ServiceLevel, call_type: None, promise: None })
    }
}

/// The rest of a day under one staffing.
#[derive(Clone, Debug)]
pub struct Outlook {
    /// The aim, section by section.
    aim: Vec<Pair>,
    more_is_better: bool,
    /// Lost calls a day, section by section.
    lost: Vec<Pair>,
    /// What lost calls cost a day, section by section.
    lost_cost: Vec<Pair>,
    /// The measure of each interval of the day; `None` where nobody called.
    pub by_interval: Vec<Option<Estimate>>,
    /// Abandonment of each interval.
    pub abandonment: Vec<Option<Estimate>>,
    /// By how much promises are missed in the rest of the day, each interval weighted by its calls.
    pub deficit: f64,
    /// The smallest distance that a bound is kept by, its half-width taken off; negative where one is missed or in doubt.
    pub slack: f64,
    /// Bounds that are missed by the estimates, and all of them.
    pub missed: (usize, usize),
    /// The confidence of the intervals.
    confidence: Confidence,
}

impl Outlook {
    /// What `summary` of `model` says of the time from interval `from` on.
    #[must_use]
    pub fn new(summary: &Summary, model: &Model, aim: Aim, from: usize, confidence: Confidence) -> Self {
        let of = aim.call_type.map_or(Of::All, Of::CallType);
        let intervals = from..model.horizon().intervals();
        let own_wait = aim.promise.filter(|p| model.promises()[*p].acceptable_wait().is_some());
        let pairs = |period: Period, of: Of, value: &dyn Fn(&Totals, Option<u64>) -> Pair| -> Vec<Pair> {
            let within = own_wait.map(|promise| summary.promise_within(promise, period));
            let totals = summary.totals(model, of, period);
            let each = |(k, totals): (usize, &Totals)| value(totals, within.as_ref().map(|list| list[k]));
            totals.iter().enumerate().map(each).collect()
        };
        let goal = |totals: &Totals, within: Option<u64>| goal_value(aim.headline, totals, within);
        let lost = |totals: &Totals, _: Option<u64>| Pair::new(totals.calls.abandoned as f64, totals.base);
        let lost_cost = |totals: &Totals, _: Option<u64>| Pair::new(totals.costs.abandoned, totals.base);
        let gone =
            |totals: &Totals, _: Option<u64>| Pair::new(totals.calls.abandoned as f64, totals.calls.offered() as f64);
        let over = |of: Of, value: &dyn Fn(&Totals, Option<u64>) -> Pair, adds: bool| {
            let lists: Vec<Vec<Pair>> = intervals.clone().map(|i| pairs(Period::Interval(i), of, value)).collect();
            let sections = lists.first().map_or(0, Vec::len);
            let sum = |k: usize| {
                let parts = || lists.iter().map(|list| list[k]);
                let below = if adds { parts().map(|p| p.denominator).sum() } else { lists[0][k].denominator };
                Pair::new(parts().map(|p| p.numerator).sum(), below)
            };
            (0..sections).map(sum).collect::<Vec<_>>()
        };
        let each = |value: &dyn Fn(&Totals, Option<u64>) -> Pair| -> Vec<Option<Estimate>> {
            let of = |i: usize| ratio(&pairs(Period::Interval(i), of, value), confidence);
            (0..model.horizon().intervals()).map(of).collect()
        };
        let (deficit, slack, missed) = promises(summary, model, from, confidence);
        Self {
            aim: over(of, &goal, true),
            more_is_better: aim.headline.more_is_better(),
            lost: over(Of::All, &lost, false),
            lost_cost: over(Of::All, &lost_cost, false),
            by_interval: each(&goal),
            abandonment: each(&gone),
            deficit,
            slack,
            missed,
            confidence,
        }
    }

    /// The aim over the rest of the day.
    #[must_use]
    pub fn aim(&self) -> Option<Estimate> {
        ratio(&self.aim, self.confidence)
    }

    /// Lost calls in the rest of the day.
    #[must_use]
    pub fn lost(&self) -> Option<Estimate> {
        ratio(&self.lost, self.confidence)
    }

    /// How much better the aim is than under `other`, on the same callers; negative where it is worse.
    #[must_use]
    pub fn gain(&self, other: &Self) -> Option<Estimate> {
        let (better, worse) = if self.more_is_better { (self, other) } else { (other, self) };
        ratio_difference(&better.aim, &worse.aim, self.confidence)
    }

    /// How many calls fewer are lost than under `other`.
    #[must_use]
    pub fn fewer_lost(&self, other: &Self) -> Option<Estimate> {
        ratio_difference(&other.lost, &self.lost, self.confidence)
    }

    /// What is lost less than under `other`, in money, by calls that are answered.
    #[must_use]
    pub fn money_saved(&self, other: &Self) -> Option<Estimate> {
        ratio_difference(&other.lost_cost, &self.lost_cost, self.confidence)
    }
}

/// How promises stand in the rest of the day: the deficit, the slack, and how many of the bounds that decide are missed.
/// Intervals count by their calls; those that may miss a promise are left out.
fn promises(summary: &Summary, model: &Model, from: usize, confidence: Confidence) -> (f64, f64, (usize, usize)) {
    let verdict = Verdict::of_rest(summary, model, from, confidence);
    let calls = |promise: usize, interval: usize| {
        let of = model.promises()[promise].call_type().map_or(Of::All, Of::CallType);
        let totals = summary.totals(model, of, Period::Interval(interval));
        totals.iter().map(|totals| totals.calls.offered() as f64).sum::<f64>()
    };
    let all: Vec<f64> = (0..model.promises().len())
        .map(|promise| (from..model.horizon().intervals()).map(|i| calls(promise, i)).sum::<f64>().max(1.0))
        .collect();
    let weight = |check: &Check| check.interval.map_or(1.0, |i| calls(check.promise, i) / all[check.promise]);
    let deciding = verdict.deciding(Demanded::Estimate);
    let deficit = deciding.iter().map(|check| (-check.margin).max(0.0) * weight(check)).sum();
    let missed = deciding.iter().filter(|check| check.margin < 0.0).count();
    (deficit, verdict.slack(Demanded::Surely), (missed, deciding.len()))
}
