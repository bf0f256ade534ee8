//! Whether a staffing keeps the promises, and by how much.

use crate::{
    metrics::{Of, Period, Summary, days_kept, promise_estimates_over},
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
        Self::of_rest(summary, model, 0, confidence)
    }

    /// The same of the time from interval `from` on; days that keep a promise are whole days all the same.
    #[must_use]
    pub(in crate::planning) fn of_rest(summary: &Summary, model: &Model, from: usize, confidence: Confidence) -> Self {
        let confidence = shared_out(confidence, bounds_from(model, from));
        let intervals = from..model.horizon().intervals();
        let rest: Vec<Period> =
            if from == 0 { vec![Period::Whole] } else { intervals.clone().map(Period::Interval).collect() };
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
                KeptOver::Day => verdict.checks.extend(check(summary, model, (index, None), &rest, confidence)),
                KeptOver::Interval => {
                    let before = verdict.checks.len();
                    let of = |i: usize| check(summary, model, (index, Some(i)), &[Period::Interval(i)], confidence);
                    verdict.checks.extend(intervals.clone().filter_map(of));
                    let judged = verdict.checks.len() - before;
                    let wanted = (keeping.share_of_intervals * judged as f64 - 1e-9).ceil() as usize;
                    verdict.may_miss.push((index, judged - wanted.min(judged)));
                }
            }
        }
        verdict
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

    /// Whether some promise is missed so far that the intervals leave no doubt: in more intervals than may miss it.
    #[must_use]
    pub fn is_surely_missed(&self) -> bool {
        let is_missed = |check: &&Check| check.margin + check.half_width < 0.0;
        let may_miss =
            |promise: usize| self.may_miss.iter().find(|(of, _)| *of == promise).map_or(0, |(_, many)| *many);
        let missed = |promise: usize| self.checks.iter().filter(|c| c.promise == promise).filter(is_missed).count();
        self.checks.iter().any(|check| missed(check.promise) > may_miss(check.promise))
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

/// One check, of the `periods` together: no goal of the promise is kept by more than its margin, and none more surely than
/// its slack. `None` where nobody called.
fn check(
    summary: &Summary,
    model: &Model,
    (promise, interval): (usize, Option<usize>),
    periods: &[Period],
    confidence: Confidence,
) -> Option<Check> {
    let (offered, goals) = promise_estimates_over(summary, model, promise, periods, confidence);
    let is_still = |estimate: &Estimate| estimate.half_width.is_none_or(|half| half == 0.0);
    let is_lone = goals.iter().any(|(_, estimate)| estimate.as_ref().is_some_and(is_still))
        && sections_with_calls(summary, model, promise, periods) < 2;
    let parts = goals.iter().map(|(goal, estimate)| {
        // One section alone shows no spread, and that is not a spread of nothing.
        let spread = |e: Estimate| Estimate { half_width: e.half_width.filter(|half| !is_lone || *half > 0.0), ..e };
        margin(*goal, estimate.map(spread), offered)
    });
    let (margin, half_width) = least(parts).filter(|_| offered > 0)?;
    Some(Check { promise, interval, margin, half_width })
}

/// The least margin of several goals, and how far below it the least slack of any of them lies. The goal of least slack may be
/// another than the one that is missed by its estimate.
fn least(parts: impl Iterator<Item = (f64, f64)>) -> Option<(f64, f64)> {
    let (margin, slack) =
        parts.map(|(margin, half_width)| (margin, margin - half_width)).reduce(|a, b| (a.0.min(b.0), a.1.min(b.1)))?;
    Some((margin, margin - slack))
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
fn sections_with_calls(summary: &Summary, model: &Model, promise: usize, periods: &[Period]) -> usize {
    let of = model.promises()[promise].call_type().map_or(Of::All, Of::CallType);
    let mut has_calls = Vec::new();
    for period in periods {
        let totals = summary.totals(model, of, *period);
        has_calls.resize(totals.len(), false);
        has_calls.iter_mut().zip(&totals).for_each(|(has, totals)| *has |= totals.calls.offered() > 0);
    }
    has_calls.into_iter().filter(|has| *has).count()
}

/// How many bounds there are: each goal of a promise is one, in each interval that it is held in.
pub(super) fn bounds(model: &Model) -> usize {
    bounds_from(model, 0)
}

fn bounds_from(model: &Model, from: usize) -> usize {
    let of = |promise: &crate::model::Promise| match (promise.keeping().share_of_days, promise.keeping().over) {
        (Some(_), _) => 1,
        (None, KeptOver::Interval) => promise.goals().len() * (model.horizon().intervals() - from),
        (None, KeptOver::Day) => promise.goals().len(),
    };
    model.promises().iter().map(of).sum::<usize>().max(1)
}

/// The confidence of each of several intervals that all of them together have `confidence`.
pub(super) fn shared_out(confidence: Confidence, among: usize) -> Confidence {
    Confidence::new(1.0 - (1.0 - confidence.level()) / among as f64).unwrap_or(confidence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_that_is_missed_counts_although_another_is_in_more_doubt() {
        // One goal kept but wide open, one missed by a little: neither hides the other.
        let (margin, half_width) = least([(0.5, 2.0), (-0.1, 0.05)].into_iter()).unwrap();
        assert!(margin == -0.1 && (margin - half_width - -1.5).abs() < 1e-12, "{margin} {half_width}");
        let (margin, half_width) = least([(0.5, 0.1)].into_iter()).unwrap();
        assert!(margin == 0.5 && (half_width - 0.1).abs() < 1e-12, "one goal is itself");
    }

    #[test]
    fn what_may_miss_is_counted_among_what_surely_does() {
        let check = |interval: usize, margin: f64, half_width: f64| Check {
            promise: 0,
            interval: Some(interval),
            margin,
            half_width,
        };
        // The worst estimate is in doubt, the next is not: one of three may miss, and one surely does.
        let checks = vec![check(0, -0.5, 1.0), check(1, -0.2, 0.1), check(2, 0.3, 0.1)];
        let verdict = Verdict { checks, may_miss: vec![(0, 1)] };
        assert!(!verdict.is_surely_missed() && !verdict.is_kept(Demanded::Estimate));
        assert!(Verdict { may_miss: Vec::new(), ..verdict.clone() }.is_surely_missed());
        let mut two = verdict;
        two.checks[2] = check(2, -0.4, 0.1);
        assert!(two.is_surely_missed());
    }
}
