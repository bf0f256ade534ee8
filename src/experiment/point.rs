//! What one model's replications say, kept small enough to compare thousands of models.

use serde::{Deserialize, Serialize};

use super::warm_up::Settled;
use crate::{
    metrics::{Controls, DaySections, Evidence, Of, Period, Row, Summary, headline, promise_estimates, rows},
    model::{Goal, Headline, Model},
    stats::{Confidence, Estimate},
    units::SimTime,
};

/// What the replications of one model say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointResult {
    /// How many replications were played.
    pub replications: u64,
    /// Whether the precision that was asked for, if any, was reached.
    pub precision_reached: bool,
    /// The warm-up that MSER-5 found, s; `None` where it was given or there is none.
    pub warm_up: Option<f64>,
    /// Whether the runs were too short for MSER-5 to find one.
    pub warm_up_too_short: bool,
    /// Every measure of everybody in every period.
    pub rows: Vec<Row>,
    /// The whole centre's totals by section, for paired comparisons.
    pub sections: DaySections,
    /// What became of the promises.
    pub promises: Vec<PromiseOutcome>,
    /// How long callers waited.
    pub waits: Waits,
    /// What control variates did to the intervals of the whole centre and time; empty without them.
    #[serde(default)]
    pub narrowed: Vec<Narrowed>,
}

/// An interval that a control variate made narrower.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Narrowed {
    /// The measure's name.
    pub measure: String,
    /// The half-width without, over the half-width with.
    pub factor: f64,
}

/// What became of a promise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PromiseOutcome {
    /// Its name.
    pub name: String,
    /// Its goals.
    pub goals: Vec<GoalOutcome>,
}

/// What became of one goal of a promise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GoalOutcome {
    /// The measure's name.
    pub measure: String,
    /// The bound.
    pub bound: f64,
    /// What was measured; `None` where nothing was offered.
    pub estimate: Option<Estimate>,
    /// Whether the estimate keeps the bound.
    pub kept: bool,
    /// Whether the whole interval lies on that side of the bound.
    pub sure: bool,
}

/// The distribution of waits of the whole centre, in calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waits {
    /// Calls answered without waiting.
    pub at_once: u64,
    /// Offered calls.
    pub offered: u64,
    /// The others, by wait.
    pub buckets: Vec<WaitBucket>,
}

/// Calls whose wait lay in a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaitBucket {
    /// From, s.
    pub from: f64,
    /// To, s.
    pub to: f64,
    /// Answered calls.
    pub answered: u64,
    /// Calls that were not.
    pub unanswered: u64,
}

impl PromiseOutcome {
    /// Whether every goal's estimate keeps its bound.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.goals.iter().all(|goal| goal.kept)
    }

    /// Whether the intervals leave no doubt about that: all goals surely kept, or one surely
    /// missed.
    #[must_use]
    pub fn is_sure(&self) -> bool {
        if self.is_kept() { self.goals.iter().all(|g| g.sure) } else { self.goals.iter().any(|g| !g.kept && g.sure) }
    }
}

impl GoalOutcome {
    fn new(goal: Goal, estimate: Option<Estimate>, offered: u64) -> Self {
        let kept = goal.is_kept_by(estimate.map(|e| e.value), offered);
        let sure = estimate.is_none_or(|e| {
            e.half_width.is_some()
                && goal.is_kept_by(Some(e.lower()), offered) == kept
                && goal.is_kept_by(Some(e.upper()), offered) == kept
        });
        Self { measure: goal.headline().name().to_owned(), bound: goal.bound(), estimate, kept, sure }
    }
}

impl Waits {
    fn new(summary: &Summary) -> Self {
        let (answered, unanswered) =
            (summary.waits_by_outcome(Of::All, true), summary.waits_by_outcome(Of::All, false));
        let mut both = answered.clone();
        both.merge(&unanswered);
        let counted = |of: &crate::stats::Histogram, from: f64| of.buckets().find(|b| b.0 == from).map_or(0, |b| b.2);
        let buckets = both
            .buckets()
            .map(|(from, to, _)| WaitBucket {
                from,
                to,
                answered: counted(&answered, from),
                unanswered: counted(&unanswered, from),
            })
            .collect();
        Self { at_once: answered.zeros(), offered: both.count(), buckets }
    }
}

impl PointResult {
    /// What `summary` says of the settled model.
    pub(super) fn new(
        summary: &Summary,
        settled: &Settled,
        confidence: Confidence,
        controls: &Controls,
        precision_reached: bool,
    ) -> Self {
        let model = &settled.model;
        let mut result = Self {
            replications: summary.replications(),
            precision_reached,
            warm_up: settled.found.map(SimTime::as_seconds),
            warm_up_too_short: settled.too_short,
            rows: rows(summary, model, confidence, controls),
            sections: summary.totals(model, Of::All, Period::Whole),
            promises: promises(summary, model, confidence, controls),
            waits: Waits::new(summary),
            narrowed: narrowed(summary, model, confidence, controls),
        };
        if let Some(warm_up) = result.warm_up {
            result.note("warm_up", Some(Estimate::exact(warm_up)));
        }
        for Narrowed { measure, factor } in result.narrowed.clone() {
            result.note(&format!("narrowed.{measure}"), Some(Estimate::exact(factor)));
        }
        result
    }

    /// The estimate of a measure of `of` ("all", "call_type.x") in `period` ("all", "08:30").
    #[must_use]
    pub fn estimate(&self, measure: &str, of: &str, period: &str) -> Option<Estimate> {
        let found = self.rows.iter().find(|row| *row.measure == *measure && *row.of == *of && *row.period == *period);
        found.and_then(Row::as_estimate)
    }

    /// Adds a measure of the whole centre and time that only a comparison with others could give.
    pub fn note(&mut self, measure: &str, estimate: Option<Estimate>) {
        let row = Row {
            measure: measure.into(),
            of: "all".into(),
            period: "all".into(),
            estimate: estimate.map(|e| e.value),
            half_width: estimate.and_then(|e| e.half_width),
            replications: self.replications,
        };
        self.rows.push(row);
    }

    /// The estimate of a measure of the whole centre and time.
    #[must_use]
    pub fn overall(&self, measure: &str) -> Option<Estimate> {
        self.estimate(measure, "all", "all")
    }
}

/// By what factor the headlines' intervals became narrower.
fn narrowed(summary: &Summary, model: &Model, confidence: Confidence, controls: &Controls) -> Vec<Narrowed> {
    if controls.is_empty() {
        return Vec::new();
    }
    let nothing = Controls::default();
    let whole = |controls| Evidence::new(summary, model, (Of::All, Period::Whole), confidence, controls);
    let (with, without) = (whole(controls), whole(&nothing));
    let factor = |of: Headline| {
        let half_width = |evidence: &Evidence<'_>| evidence.estimate(headline(of))?.half_width.filter(|h| *h > 0.0);
        let factor = half_width(&without)? / half_width(&with)?;
        (factor > 1.0).then(|| Narrowed { measure: of.name().to_owned(), factor })
    };
    Headline::ALL.into_iter().filter_map(factor).collect()
}

fn promises(summary: &Summary, model: &Model, confidence: Confidence, controls: &Controls) -> Vec<PromiseOutcome> {
    let outcome = |index: usize| {
        let (offered, goals) = promise_estimates(summary, model, index, confidence, controls);
        let goals = goals.into_iter().map(|(goal, estimate)| GoalOutcome::new(goal, estimate, offered)).collect();
        PromiseOutcome { name: model.promises()[index].name().to_owned(), goals }
    };
    (0..model.promises().len()).map(outcome).collect()
}
