//! What one model's replications say, kept small enough to compare thousands of models.

use serde::{Deserialize, Serialize};

use super::warm_up::Settled;
use crate::{
    metrics::{
        Controls, DaySections, Evidence, Of, Period, Row, Summary, days_kept, headline, intervals_kept,
        promise_estimates, rows,
    },
    model::{Goal, Headline, KeptOver, Model},
    stats::{Confidence, Estimate, proportion},
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
    /// Its goals, over all days together.
    pub goals: Vec<GoalOutcome>,
    /// The share of days that keep it.
    #[serde(default)]
    pub days: Option<Estimate>,
    /// The share of days that must; `None` where the goals over all days decide.
    #[serde(default)]
    pub days_wanted: Option<f64>,
    /// The share of intervals with calls that keep it, over all days; `None` where intervals cannot.
    #[serde(default)]
    pub intervals: Option<Estimate>,
    /// Of a promise kept by interval: its intervals, each over all days together.
    #[serde(default)]
    pub by_interval: Option<IntervalsOutcome>,
}

/// How many intervals keep a promise, each over all days together. Their intervals of confidence hold together
/// (Bonferroni over the intervals with calls).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IntervalsOutcome {
    /// Intervals with calls.
    pub judged: u64,
    /// Of them, those whose estimates keep it.
    pub kept: u64,
    /// Those whose intervals of confidence leave no doubt that they keep it.
    pub surely_kept: u64,
    /// Those whose intervals of confidence leave no doubt that they miss it.
    pub surely_missed: u64,
    /// How many must keep it.
    pub wanted: u64,
    /// By how much the intervals of confidence may grow until the verdict on an interval is in doubt, below 1 where it
    /// is: positive of an interval that keeps it, negative of one that does not.
    #[serde(default)]
    pub room: Vec<f64>,
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
    /// Whether it is kept: on the share of days that is wanted, or else by the estimates over all days,
    /// of the whole day or of the intervals.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        match (self.days_wanted, &self.by_interval) {
            (Some(wanted), _) => self.days.is_none_or(|days| days.value >= wanted),
            (None, Some(intervals)) => intervals.kept >= intervals.wanted,
            (None, None) => self.goals.iter().all(|goal| goal.kept),
        }
    }

    /// Whether the intervals of confidence leave no doubt about that.
    #[must_use]
    pub fn is_sure(&self) -> bool {
        let is_kept = self.is_kept();
        match (self.days_wanted, &self.by_interval) {
            (Some(wanted), _) => {
                self.days.is_none_or(|d| if is_kept { d.lower() >= wanted } else { d.upper() < wanted })
            }
            (None, Some(of)) if is_kept => of.surely_kept >= of.wanted,
            (None, Some(of)) => of.judged - of.surely_missed < of.wanted,
            (None, None) if is_kept => self.goals.iter().all(|g| g.sure),
            (None, None) => self.goals.iter().any(|g| !g.kept && g.sure),
        }
    }

    /// The same outcome at `confidence` shared by so many policies, where it stands at `confidence` for one; its
    /// estimates come from `sections` sections of `replications` replications.
    #[must_use]
    pub fn shared_by(&self, policies: usize, confidence: Confidence, sections: usize, replications: u64) -> Self {
        let degrees = sections.saturating_sub(1).max(1);
        let t = |c: Confidence| c.student_t(degrees).unwrap_or(f64::INFINITY);
        let factor = |of: usize| t(confidence.shared_by(of * policies)) / t(confidence.shared_by(of));
        let wide = |e: Estimate| Estimate { half_width: e.half_width.map(|half| half * factor(1)), ..e };
        let goals = self.goals.iter().map(|goal| {
            let sure = goal.estimate.map_or(goal.sure, |e| {
                let distance = (e.value - goal.bound).abs();
                goal.sure && wide(e).half_width.is_some_and(|half| half < distance || (goal.kept && half <= distance))
            });
            GoalOutcome { sure, ..goal.clone() }
        });
        // Days of one replication each are independent trials, whose interval is no multiple of Student's.
        let days = |e: Estimate| {
            let kept = e.value * replications as f64;
            let is_count = (kept - kept.round()).abs() < 1e-6;
            let exact = is_count.then(|| proportion(kept.round() as u64, replications, confidence.shared_by(policies)));
            let exact = exact.flatten().and_then(|of| of.half_width).unwrap_or(0.0);
            Estimate { half_width: wide(e).half_width.map(|half| half.max(exact)), ..e }
        };
        Self {
            goals: goals.collect(),
            days: self.days.map(days),
            by_interval: self.by_interval.as_ref().map(|of| of.widened(factor(of.judged as usize))),
            ..self.clone()
        }
    }

    fn new(summary: &Summary, model: &Model, index: usize, confidence: Confidence, controls: &Controls) -> Self {
        let promise = &model.promises()[index];
        let goals = |period, confidence| {
            let (offered, goals) = promise_estimates(summary, model, index, period, confidence, controls);
            let of = |(goal, estimate): (Goal, Option<Estimate>)| GoalOutcome::new(goal, estimate, offered);
            (offered, goals.into_iter().map(of).collect::<Vec<_>>())
        };
        let keeping = promise.keeping();
        let is_by_interval = keeping.over == KeptOver::Interval;
        Self {
            name: promise.name().to_owned(),
            goals: goals(Period::Whole, confidence).1,
            days: days_kept(summary, index, confidence),
            days_wanted: keeping.share_of_days,
            intervals: promise.goals_by_interval().next().and_then(|_| intervals_kept(summary, index, confidence)),
            by_interval: is_by_interval.then(|| {
                let intervals = || 0..model.horizon().intervals();
                // Of the intervals with calls, each is told so surely that all are told together.
                let judged = intervals().filter(|i| goals(Period::Interval(*i), confidence).0 > 0).count();
                let each = confidence.shared_by(judged);
                IntervalsOutcome::new(intervals().map(|i| goals(Period::Interval(i), each)), keeping.share_of_intervals)
            }),
        }
    }
}

impl IntervalsOutcome {
    fn new(intervals: impl Iterator<Item = (u64, Vec<GoalOutcome>)>, share: f64) -> Self {
        let intervals = intervals.filter(|(offered, _)| *offered > 0);
        let room: Vec<f64> = intervals.map(|(_, goals)| room(&goals)).collect();
        let judged = room.len() as u64;
        let wanted = (share * judged as f64 - 1e-9).ceil() as u64;
        Self { judged, kept: 0, surely_kept: 0, surely_missed: 0, wanted, room }.widened(1.0)
    }

    /// The same with intervals of confidence `factor` times as wide.
    fn widened(&self, factor: f64) -> Self {
        let count = |is: &dyn Fn(f64) -> bool| self.room.iter().filter(|room| is(**room)).count() as u64;
        Self {
            kept: count(&f64::is_sign_positive),
            surely_kept: count(&|room| room >= factor),
            surely_missed: count(&|room| room <= -factor),
            ..self.clone()
        }
    }
}

/// Where there is nothing to be in doubt of; a number that can be written.
const MOST_ROOM: f64 = 1e9;

/// See [`IntervalsOutcome::room`]: the least of the goals of an interval that keeps them all, the most of those that it misses.
fn room(goals: &[GoalOutcome]) -> f64 {
    let of = |goal: &GoalOutcome| match goal.estimate {
        None => MOST_ROOM,
        Some(_) if !goal.sure => 0.0,
        Some(e) => ((e.value - goal.bound).abs() / e.half_width.unwrap_or(f64::INFINITY)).min(MOST_ROOM),
    };
    if goals.iter().all(|goal| goal.kept) {
        goals.iter().map(of).fold(MOST_ROOM, f64::min).max(0.0)
    } else {
        -goals.iter().filter(|goal| !goal.kept).map(of).fold(0.0, f64::max)
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
        let (mut of_answered, mut of_unanswered) = (answered.buckets().peekable(), unanswered.buckets().peekable());
        let buckets = both
            .buckets()
            .map(|(from, to, _)| WaitBucket {
                from,
                to,
                answered: of_answered.next_if(|bucket| bucket.0 == from).map_or(0, |bucket| bucket.2),
                unanswered: of_unanswered.next_if(|bucket| bucket.0 == from).map_or(0, |bucket| bucket.2),
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
    (0..model.promises().len()).map(|of| PromiseOutcome::new(summary, model, of, confidence, controls)).collect()
}
