//! Whether a staffing keeps the promises, and by how much.

use crate::{
    metrics::{Controls, Of, Period, Summary, days_kept, promise_estimates},
    model::{Goal, KeptOver, Model},
    stats::{Confidence, Estimate},
};

/// One bound that was held against what was measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Check {
    /// The promise, by index.
    pub promise: usize,
    /// The interval; `None` for the whole time.
    pub interval: Option<usize>,
    /// How far on the right side of the bound the estimate lies, in units of the bound; negative where it misses.
    pub margin: f64,
    /// Half of its confidence interval, in the same unit.
    pub half_width: f64,
}

/// What became of the promises.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Every bound, in an order that depends on the model alone.
    pub checks: Vec<Check>,
    /// The interval checks of each promise of which only a share must be kept: which, and how many may miss.
    may_miss: Vec<(usize, usize)>,
}

/// How sure a bound must be kept to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demanded {
    /// The estimate keeps it.
    Estimate,
    /// The whole confidence interval does.
    Surely,
}

impl Check {
    /// What is left above the bound.
    #[must_use]
    pub fn slack(&self, demanded: Demanded) -> f64 {
        match demanded {
            Demanded::Estimate => self.margin,
            Demanded::Surely => self.margin - self.half_width,
        }
    }
}

impl Verdict {
    /// Holds all promises of `model` but those about cost against what `summary` says. With several bounds,
    /// `confidence` is that all intervals cover at the same time (Bonferroni).
    #[must_use]
    pub fn new(summary: &Summary, model: &Model, confidence: Confidence) -> Self {
        let confidence = shared_out(confidence, bounds(model));
        let mut verdict = Self { checks: Vec::new(), may_miss: Vec::new() };
        for (index, promise) in model.promises().iter().enumerate().filter(|(_, promise)| !promise.is_about_cost()) {
            let keeping = promise.keeping();
            if let Some(wanted) = keeping.share_of_days {
                let margin = |days: Estimate| (days.value - wanted, known(days.half_width, days.value - wanted));
                let (margin, half_width) = days_kept(summary, index, confidence).map_or((0.0, 0.0), margin);
                verdict.checks.push(Check { promise: index, interval: None, margin, half_width });
                continue;
            }
            match keeping.over {
                KeptOver::Day => verdict.add(summary, model, index, None, confidence),
                KeptOver::Interval => {
                    let before = verdict.checks.len();
                    (0..model.horizon().intervals())
                        .for_each(|interval| verdict.add(summary, model, index, Some(interval), confidence));
                    let judged = verdict.checks.len() - before;
                    let wanted = (keeping.share_of_intervals * judged as f64 - 1e-9).ceil() as usize;
                    verdict.may_miss.push((index, judged - wanted.min(judged)));
                }
            }
        }
        verdict
    }

    /// One check: the worst of a promise's goals in a period that had calls.
    fn add(
        &mut self,
        summary: &Summary,
        model: &Model,
        promise: usize,
        interval: Option<usize>,
        confidence: Confidence,
    ) {
        let period = interval.map_or(Period::Whole, Period::Interval);
        let (offered, goals) = promise_estimates(summary, model, promise, period, confidence, &Controls::default());
        let is_still = |estimate: &Estimate| estimate.half_width.is_none_or(|half| half == 0.0);
        let is_lone = goals.iter().any(|(_, estimate)| estimate.as_ref().is_some_and(is_still))
            && sections_with_calls(summary, model, promise, period) < 2;
        let parts = goals.iter().map(|(goal, estimate)| {
            // One section alone shows no spread, and that is not a spread of nothing.
            let spread =
                |e: Estimate| Estimate { half_width: e.half_width.filter(|half| !is_lone || *half > 0.0), ..e };
            margin(*goal, estimate.map(spread), offered)
        });
        let worst = parts.min_by(|a, b| (a.0 - a.1).total_cmp(&(b.0 - b.1)));
        if let Some((margin, half_width)) = worst.filter(|_| offered > 0) {
            self.checks.push(Check { promise, interval, margin, half_width });
        }
    }

    /// The checks that decide: of a promise that some intervals may miss, the worst are left out.
    #[must_use]
    pub fn deciding(&self, demanded: Demanded) -> Vec<Check> {
        let mut checks = self.checks.clone();
        for &(promise, may_miss) in self.may_miss.iter().filter(|(_, may_miss)| *may_miss > 0) {
            let (mut own, others): (Vec<Check>, Vec<Check>) =
                checks.into_iter().partition(|check| check.promise == promise);
            own.sort_by(|a, b| b.slack(demanded).total_cmp(&a.slack(demanded)));
            own.truncate(own.len() - may_miss.min(own.len()));
            checks = others;
            checks.extend(own);
        }
        checks
    }

    /// What a change did to each bound of this verdict, if `after` is what the same callers say with it. Staff may change which
    /// intervals have calls (redials, a dialler, lines that are all busy): a bound that has none afterwards is not moved.
    #[must_use]
    pub fn effects(&self, after: &Self) -> Vec<f64> {
        self.checks.iter().map(|check| after.like(check).map_or(0.0, |after| after.margin - check.margin)).collect()
    }

    /// The check of the same promise in the same interval.
    pub(super) fn like(&self, check: &Check) -> Option<&Check> {
        self.checks.iter().find(|other| (other.promise, other.interval) == (check.promise, check.interval))
    }

    /// This verdict, moved by what a change did between `before` and `after` on other callers. A bound that these had no
    /// calls for stays as it is.
    #[must_use]
    pub(super) fn with_effect(&self, before: &Self, after: &Self) -> Self {
        let margin = |of: &Self, check: &Check| of.like(check).map(|other| other.margin);
        let mut moved = self.clone();
        for check in &mut moved.checks {
            if let Some((before, after)) = margin(before, check).zip(margin(after, check)) {
                check.margin += after - before;
            }
        }
        moved
    }

    /// Whether all promises are kept.
    #[must_use]
    pub fn is_kept(&self, demanded: Demanded) -> bool {
        self.deciding(demanded).iter().all(|check| check.slack(demanded) >= 0.0)
    }

    /// Whether some promise is missed so far that the intervals leave no doubt.
    #[must_use]
    pub fn is_surely_missed(&self) -> bool {
        self.deciding(Demanded::Estimate).iter().any(|check| check.margin + check.half_width < 0.0)
    }

    /// By how much the promises are missed, all together; 0 where they are kept.
    #[must_use]
    pub fn deficit(&self, demanded: Demanded) -> f64 {
        self.deciding(demanded).iter().map(|check| (-check.slack(demanded)).max(0.0)).sum()
    }

    /// The least that is left above any bound.
    #[must_use]
    pub fn slack(&self, demanded: Demanded) -> f64 {
        self.deciding(demanded).iter().map(|check| check.slack(demanded)).fold(f64::INFINITY, f64::min)
    }
}

/// How far `estimate` keeps `goal`, and its half-width, both in units of the bound. A share that is asked for
/// is its own unit.
fn margin(goal: Goal, estimate: Option<Estimate>, offered: u64) -> (f64, f64) {
    let Some(estimate) = estimate else {
        return (if goal.is_kept_by(None, offered) { 0.0 } else { -1.0 }, 0.0);
    };
    let unit = if goal.bound() > 0.0 { goal.bound() } else { 1.0 };
    let distance = estimate.value - goal.bound();
    let margin = if goal.headline().more_is_better() { distance } else { -distance };
    (margin / unit, known(estimate.half_width, margin) / unit)
}

/// A half-width; where it is unknown, one that leaves open whether the bound is kept.
fn known(half_width: Option<f64>, margin: f64) -> f64 {
    half_width.unwrap_or(margin.abs() + 1.0)
}

/// Sections of the replications in which a promise had calls to be judged by.
fn sections_with_calls(summary: &Summary, model: &Model, promise: usize, period: Period) -> usize {
    let of = model.promises()[promise].call_type().map_or(Of::All, Of::CallType);
    summary.totals(model, of, period).iter().filter(|totals| totals.calls.offered() > 0).count()
}

/// How many bounds there are.
pub(super) fn bounds(model: &Model) -> usize {
    let of = |promise: &crate::model::Promise| match (promise.keeping().share_of_days, promise.keeping().over) {
        (None, KeptOver::Interval) => model.horizon().intervals(),
        _ => 1,
    };
    model.promises().iter().map(of).sum::<usize>().max(1)
}

/// The confidence of each of several intervals that all of them together have `confidence`.
pub(super) fn shared_out(confidence: Confidence, among: usize) -> Confidence {
    Confidence::new(1.0 - (1.0 - confidence.level()) / among as f64).unwrap_or(confidence)
}
