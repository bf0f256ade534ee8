//! From counts to estimates.

use std::{cell::OnceCell, rc::Rc, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{
    Controls, Of, Period, Summary, Totals,
    measures::{self, How, Measure, goal_value, headline},
};
use crate::{
    model::{Goal, Model},
    stats::{Confidence, Estimate, Pair, Quantiles, proportion, ratio, share},
};

/// All that replications say of somebody in some period: enough to estimate any measure.
pub struct Evidence<'a> {
    of: Of,
    period: Period,
    totals: Vec<Totals>,
    summary: &'a Summary,
    /// How long they waited, once that is asked for.
    waits: Rc<OnceCell<Quantiles>>,
    confidence: Confidence,
    /// What else is known; most often nothing.
    controls: &'a Controls,
}

impl<'a> Evidence<'a> {
    /// What `summary` of `model` says of `of` in `period`, with what else is known.
    #[must_use]
    pub fn new(
        summary: &'a Summary,
        model: &Model,
        (of, period): (Of, Period),
        confidence: Confidence,
        controls: &'a Controls,
    ) -> Self {
        let totals = summary.totals(model, of, period);
        Self { of, period, totals, summary, waits: Rc::default(), confidence, controls }
    }

    /// The same for whom the waits are known already, or are to be known to others whose waits they are.
    fn with_waits(self, waits: &Rc<OnceCell<Quantiles>>) -> Self {
        Self { waits: Rc::clone(waits), ..self }
    }

    /// The estimate of a measure; `None` where it is undefined, such as a mean over no calls.
    #[must_use]
    pub fn estimate(&self, measure: &Measure) -> Option<Estimate> {
        match measure.how {
            How::Ratio(parts) | How::Share(parts) => {
                let parts: Vec<Pair> = self.totals.iter().map(parts).collect();
                estimate_parts(measure, (self.of, self.period), &parts, self.confidence, self.controls)
            }
            How::WaitQuantile(p) => {
                let waits = self.waits.get_or_init(|| Quantiles::new(&self.summary.waits(self.of, self.period)));
                waits.at(p, self.confidence)
            }
            How::Days(days) => {
                let (good, all) = self.totals.iter().map(days).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
                proportion(good, all, self.confidence)
            }
        }
    }
}

/// Estimates a ratio or a share from its parts, narrowed by what else is known.
fn estimate_parts(
    measure: &Measure,
    whose: (Of, Period),
    parts: &[Pair],
    confidence: Confidence,
    controls: &Controls,
) -> Option<Estimate> {
    let plain = if measure.is_share() { share(parts, confidence) } else { ratio(parts, confidence) };
    // All of them or none: the interval is not the spread's.
    let is_extreme = measure.is_share() && plain.is_some_and(|e| e.value == 0.0 || e.value == 1.0);
    if controls.is_empty() || is_extreme { plain } else { controls.narrowed(measure, whose, parts, confidence) }
}

/// One tidy row: a measure, of somebody, in a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The measure's name.
    pub measure: Arc<str>,
    /// `all`, or the key path of a call type, agent group or promise.
    pub of: Arc<str>,
    /// `all`, or where the interval starts ("08:30").
    pub period: Arc<str>,
    /// The estimate; `None` where it is undefined.
    pub estimate: Option<f64>,
    /// Half of its confidence interval; `None` where it is unknown.
    pub half_width: Option<f64>,
    /// How many replications it comes from.
    pub replications: u64,
}

impl Row {
    fn new(measure: &Arc<str>, of: Arc<str>, period: Arc<str>, estimate: Option<Estimate>, replications: u64) -> Self {
        Self {
            measure: measure.clone(),
            of,
            period,
            estimate: estimate.map(|e| e.value),
            half_width: estimate.and_then(|e| e.half_width),
            replications,
        }
    }

    /// Estimate and half-width together.
    #[must_use]
    pub fn as_estimate(&self) -> Option<Estimate> {
        self.estimate.map(|value| Estimate { value, half_width: self.half_width })
    }
}

/// Every measure of everybody in every period: the whole centre first, the whole time first.
#[must_use]
pub fn rows(summary: &Summary, model: &Model, confidence: Confidence, controls: &Controls) -> Vec<Row> {
    let mut rows = Vec::new();
    let replications = summary.replications();
    // Rows are many, their words few: each word is kept once.
    let measures: Vec<(&Measure, Arc<str>)> = measures::of(model).map(|m| (m, m.name.into())).collect();
    let periods: Vec<(Period, Arc<str>)> = Period::every(model).map(|p| (p, p.key(model).into())).collect();
    // Where there is one type and one group, their waits are the centre's.
    let are_the_same = summary.shape().pairs.len() == 1;
    let of_centre: Vec<Rc<OnceCell<Quantiles>>> = periods.iter().map(|_| Rc::default()).collect();
    for of in Of::every(model) {
        let of_key: Arc<str> = of.key(model).into();
        for ((period, period_key), waits) in periods.iter().zip(&of_centre) {
            let mut evidence = Evidence::new(summary, model, (of, *period), confidence, controls);
            if are_the_same {
                evidence = evidence.with_waits(waits);
            }
            let wanted = |m: &Measure| m.applies_to(of) && (m.by_interval || *period == Period::Whole);
            for (measure, name) in measures.iter().filter(|(measure, _)| wanted(measure)) {
                let estimate = evidence.estimate(measure);
                rows.push(Row::new(name, of_key.clone(), period_key.clone(), estimate, replications));
            }
        }
    }
    rows.extend(matrix(summary, model, confidence));
    for (index, promise) in model.promises().iter().enumerate() {
        let of: Arc<str> = format!("promise.{}", promise.name()).into();
        let share = days_kept(summary, index, confidence);
        rows.push(Row::new(&"share_of_days_kept".into(), of.clone(), "all".into(), share, replications));
        if promise.goals_by_interval().next().is_none() {
            continue;
        }
        let intervals = intervals_kept(summary, index, confidence);
        rows.push(Row::new(&"share_of_intervals_kept".into(), of.clone(), "all".into(), intervals, replications));
        for (period, key) in &periods {
            if let Period::Interval(interval) = period {
                let (kept, judged) = summary.interval_kept(index, *interval);
                let share = proportion(kept, judged, confidence);
                rows.push(Row::new(&"share_of_days_kept".into(), of.clone(), key.clone(), share, replications));
            }
        }
    }
    rows
}

/// The share of days that keep a promise. Days in a row are no independent trials, rows are.
#[must_use]
pub fn days_kept(summary: &Summary, promise: usize, confidence: Confidence) -> Option<Estimate> {
    let (kept, days) = summary.days_kept(promise);
    if summary.shape().days == 1 {
        return proportion(kept, days, confidence);
    }
    let parts: Vec<Pair> = summary
        .days_kept_by_section(promise)
        .into_iter()
        .map(|(kept, days)| Pair::new(kept as f64, days as f64))
        .collect();
    share(&parts, confidence)
}

/// The share of intervals with calls that keep a promise, over all days.
#[must_use]
pub fn intervals_kept(summary: &Summary, promise: usize, confidence: Confidence) -> Option<Estimate> {
    let parts: Vec<Pair> = summary
        .intervals_kept(promise)
        .into_iter()
        .map(|(kept, judged)| Pair::new(kept as f64, judged as f64))
        .collect();
    share(&parts, confidence)
}

/// The measures of the matrix of who served what.
const OF_PAIRS: [&str; 4] = ["answered", "average_speed_of_answer", "average_handle_time", "resolution"];

/// Who served what: for each call type and each group that may serve it.
fn matrix(summary: &Summary, model: &Model, confidence: Confidence) -> Vec<Row> {
    let shown: Vec<&Measure> = measures::of(model).filter(|m| OF_PAIRS.contains(&m.name)).collect();
    let (mut rows, nothing) = (Vec::new(), Controls::default());
    for of in Of::pairs(model) {
        let evidence = Evidence::new(summary, model, (of, Period::Whole), confidence, &nothing);
        for measure in &shown {
            let (name, key) = (measure.name.into(), of.key(model).into());
            rows.push(Row::new(&name, key, "all".into(), evidence.estimate(measure), summary.replications()));
        }
    }
    rows
}

/// The calls of a period that a promise is about, and what its goals came to, over all replications.
#[must_use]
pub fn promise_estimates(
    summary: &Summary,
    model: &Model,
    promise: usize,
    period: Period,
    confidence: Confidence,
    controls: &Controls,
) -> (u64, Vec<(Goal, Option<Estimate>)>) {
    let of = model.promises()[promise].call_type().map_or(Of::All, Of::CallType);
    let (offered, goals) = promise_parts(summary, model, promise, &[period]);
    let estimate = |(goal, parts): (Goal, Vec<Pair>)| {
        (goal, estimate_parts(headline(goal.headline()), (of, period), &parts, confidence, controls))
    };
    (offered, goals.into_iter().map(estimate).collect())
}

/// The same of several periods together, such as what is left of a day. What is counted in them is added section by
/// section before anything is divided, so that what a day's intervals have in common shows in the interval.
#[must_use]
pub fn promise_estimates_over(
    summary: &Summary,
    model: &Model,
    promise: usize,
    periods: &[Period],
    confidence: Confidence,
) -> (u64, Vec<(Goal, Option<Estimate>)>) {
    let (offered, goals) = promise_parts(summary, model, promise, periods);
    let estimate = |(goal, parts): (Goal, Vec<Pair>)| {
        let is_share = headline(goal.headline()).is_share();
        (goal, if is_share { share(&parts, confidence) } else { ratio(&parts, confidence) })
    };
    (offered, goals.into_iter().map(estimate).collect())
}

/// What a promise's goals are measured by in `periods` together, section by section, and the calls it is about.
fn promise_parts(
    summary: &Summary,
    model: &Model,
    promise: usize,
    periods: &[Period],
) -> (u64, Vec<(Goal, Vec<Pair>)>) {
    let stated = &model.promises()[promise];
    let of = stated.call_type().map_or(Of::All, Of::CallType);
    let own_wait = stated.acceptable_wait().is_some();
    let mut offered = 0;
    let mut goals: Vec<(Goal, Vec<Pair>)> = stated.goals().iter().map(|goal| (*goal, Vec::new())).collect();
    for period in periods {
        let totals = summary.totals(model, of, *period);
        let within = summary.promise_within(promise, *period);
        offered += totals.iter().map(|t| t.calls.offered()).sum::<u64>();
        for (goal, parts) in &mut goals {
            parts.resize(totals.len(), Pair::default());
            for ((sum, totals), within) in parts.iter_mut().zip(&totals).zip(&within) {
                let pair = goal_value(goal.headline(), totals, own_wait.then_some(*within));
                sum.numerator += pair.numerator;
                sum.denominator += pair.denominator;
            }
        }
    }
    (offered, goals)
}
