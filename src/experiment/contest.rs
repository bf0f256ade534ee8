//! Policies against each other, on the same callers.
//!
//! Every difference is estimated in pairs, section by section. For each measure the differences to the baseline cover
//! together (Bonferroni over the policies); who may be the best is told by all pairs together
//! ([`compare_with_best`]). A policy that surely misses a promise it must keep is out.

use serde::{Deserialize, Serialize};

use super::PointResult;
use crate::{
    metrics::{How, Totals, measures::named},
    stats::{Confidence, Estimate, Pair, compare_with_best, joint_region, pairing_gain, ratio_difference},
};

/// What is compared of each policy, in the order of reports.
pub const COMPARED: [&str; 10] = [
    "cost",
    COST_PER_OFFERED_CALL,
    "cost_per_answered_call",
    COST_PER_RESOLVED_ISSUE,
    ISSUES_RESOLVED,
    "service_level",
    "average_speed_of_answer",
    "mean_wait",
    "abandonment",
    "occupancy",
];

/// Cost / offered calls.
pub const COST_PER_OFFERED_CALL: &str = "cost_per_offered_call";

/// Where a call is not all there is to an issue: what one that is solved costs.
pub const COST_PER_RESOLVED_ISSUE: &str = "cost_per_resolved_issue";

/// The share of them that are solved.
pub const ISSUES_RESOLVED: &str = "issues_resolved";

/// Corners of a region in a picture.
const CORNERS: usize = 72;

/// What was asked.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// The policy that others are held against.
    pub baseline: usize,
    /// The measure that decides.
    pub best: &'a str,
    /// Whether the most of it is best.
    pub more_is_better: bool,
    /// The promises that must be kept; `None` for all.
    pub must_keep: Option<&'a [String]>,
    /// How sure all is.
    pub confidence: Confidence,
}

/// Whether a policy keeps what it must.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feasibility {
    /// All promises, as far as measured; surely, where the intervals say so.
    Kept,
    /// The intervals leave open whether.
    Unclear,
    /// Surely not.
    Missed,
}

/// How a policy differs from the baseline in one measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The measure's name.
    pub measure: String,
    /// Policy less baseline; its interval and those of the other policies cover together.
    pub estimate: Option<Estimate>,
    /// Replications that would tell the two apart, where these do not; `None` also where they seem equal.
    pub replications_needed: Option<u64>,
    /// By what factor meeting the same callers shrank the variance of the difference.
    pub pairing_gain: Option<f64>,
}

impl Difference {
    /// Whether the interval leaves out 0, and on which side it lies.
    #[must_use]
    pub fn sign(&self) -> Option<f64> {
        let estimate = self.estimate.filter(|e| e.half_width.is_some())?;
        if estimate.lower() > 0.0 {
            Some(1.0)
        } else if estimate.upper() < 0.0 {
            Some(-1.0)
        } else {
            None
        }
    }
}

/// How one policy did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// Against the baseline, measure by measure; empty for the baseline itself.
    pub differences: Vec<Difference>,
    /// Whether it keeps what it must.
    pub feasibility: Feasibility,
    /// The promises that it must keep and surely misses.
    pub missed: Vec<String>,
    /// How much worse it is than the best of the others that are not out, at least and at most, in the measure that
    /// decides; `None` where it is out.
    pub worse_than_best: Option<(f64, f64)>,
}

/// What policies give for their cost, in one measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exchange {
    /// The measure; more of it is better.
    pub measure: String,
    /// For each policy, corners of the region that covers the measure and its cost together.
    pub regions: Vec<Vec<(f64, f64)>>,
    /// Of those that are not out: no other gives as much for less, or more for as much, as measured.
    pub frontier: Vec<usize>,
}

/// How all of them did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contest {
    /// Policy by policy.
    pub standings: Vec<Standing>,
    /// The best as measured, of those that are not out; those that keep all they must come first.
    pub best: Option<usize>,
    /// Whether no other can be better.
    pub is_sure: bool,
    /// Those that may be as good as the best, it included.
    pub may_be_best: Vec<usize>,
    /// Replications that would tell the best from all others, where these do not.
    pub replications_needed: Option<u64>,
    /// The service level against cost and, where a call is not all there is to an issue, the share of issues that are
    /// solved.
    pub exchanges: Vec<Exchange>,
}

impl Contest {
    /// The policies that none other beats both in cost and in a measure.
    #[must_use]
    pub fn frontier(&self, measure: &str) -> &[usize] {
        self.exchanges.iter().find(|e| e.measure == measure).map_or(&[], |e| &e.frontier)
    }
}

/// Numerators and denominators of a compared measure, section by section.
#[must_use]
pub fn compared_pairs(sections: &[Totals], measure: &str) -> Vec<Pair> {
    if measure == COST_PER_OFFERED_CALL {
        return sections.iter().map(|t| Pair::new(t.costs.total(), t.calls.offered() as f64)).collect();
    }
    match named(measure).map(|m| m.how) {
        Some(How::Ratio(parts) | How::Share(parts)) => sections.iter().map(parts).collect(),
        _ => Vec::new(),
    }
}

/// Compares the results of policies that met the same callers.
#[must_use]
pub fn contest(results: &[&PointResult], asked: &Question<'_>) -> Contest {
    let standings: Vec<Standing> = (0..results.len()).map(|policy| standing(results, policy, asked)).collect();
    let is_in = |policy: usize| standings[policy].feasibility != Feasibility::Missed;
    let exchanges = ["service_level", ISSUES_RESOLVED]
        .into_iter()
        .filter(|measure| results.iter().any(|r| r.overall(measure).is_some()))
        .map(|measure| Exchange {
            measure: measure.to_owned(),
            regions: results.iter().map(|r| region(r, measure, asked.confidence)).collect(),
            frontier: frontier(results, measure, is_in),
        })
        .collect();
    let mut contest = Contest {
        standings,
        best: None,
        is_sure: false,
        may_be_best: Vec::new(),
        replications_needed: None,
        exchanges,
    };
    choose(&mut contest, results, asked);
    contest
}

fn standing(results: &[&PointResult], policy: usize, asked: &Question<'_>) -> Standing {
    let others = results.len().saturating_sub(1);
    let confidence = asked.confidence.shared_by(others);
    let is_baseline = policy == asked.baseline;
    let is_known = |measure: &str| {
        let is_counted = |of: usize| compared_pairs(&results[of].sections, measure).iter().any(|p| p.denominator > 0.0);
        is_counted(policy) || is_counted(asked.baseline)
    };
    let differences = COMPARED.iter().filter(|measure| !is_baseline && is_known(measure));
    let (missed, unclear) = promises(results[policy], asked, results.len());
    let feasibility = match (missed.is_empty(), unclear) {
        (false, _) => Feasibility::Missed,
        (true, true) => Feasibility::Unclear,
        (true, false) => Feasibility::Kept,
    };
    Standing {
        differences: differences
            .map(|measure| difference(results[policy], results[asked.baseline], measure, confidence))
            .collect(),
        feasibility,
        missed,
        worse_than_best: None,
    }
}

/// Where a measure and the cost of a policy lie together.
fn region(result: &PointResult, measure: &str, confidence: Confidence) -> Vec<(f64, f64)> {
    let of = |measure| compared_pairs(&result.sections, measure);
    joint_region(&of(measure), &of("cost"), confidence, CORNERS).unwrap_or_default()
}

fn difference(policy: &PointResult, baseline: &PointResult, measure: &str, confidence: Confidence) -> Difference {
    let of = |result: &PointResult| compared_pairs(&result.sections, measure);
    let (own, other) = (of(policy), of(baseline));
    let estimate = ratio_difference(&own, &other, confidence);
    let count = policy.replications.min(baseline.replications);
    Difference {
        measure: measure.to_owned(),
        estimate,
        replications_needed: estimate.and_then(|e| replications_needed(e, count)),
        pairing_gain: pairing_gain(&own, &other),
    }
}

/// Replications at which the half-width would be as long as the difference: it shrinks with their root.
fn replications_needed(difference: Estimate, count: u64) -> Option<u64> {
    let half_width = difference.half_width?;
    let size = difference.value.abs();
    (half_width >= size && size > 1e-12 * half_width)
        .then(|| (count as f64 * (half_width / size).powi(2)).ceil() as u64)
}

/// The promises that must be kept and surely are not, and whether some other is in doubt or measured as missed. Intervals are widened to
/// cover over all policies together.
fn promises(result: &PointResult, asked: &Question<'_>, policies: usize) -> (Vec<String>, bool) {
    let must = |name: &str| asked.must_keep.is_none_or(|names| names.iter().any(|n| n == name));
    let degrees = result.sections.len().saturating_sub(1).max(1);
    let t = |c: Confidence| c.student_t(degrees).unwrap_or(f64::INFINITY);
    let widening = t(asked.confidence.shared_by(policies)) / t(asked.confidence);
    let (mut missed, mut unclear) = (Vec::new(), false);
    for promise in result.promises.iter().filter(|p| must(&p.name)) {
        let widened = promise.widened(widening);
        match (widened.is_kept(), widened.is_sure()) {
            (true, true) => {}
            (false, true) => missed.push(promise.name.clone()),
            (_, false) => unclear = true,
        }
    }
    (missed, unclear)
}

/// The best of those that are not out, and who may be as good.
fn choose(contest: &mut Contest, results: &[&PointResult], asked: &Question<'_>) {
    let is_in = |policy: &usize| contest.standings[*policy].feasibility != Feasibility::Missed;
    let eligible: Vec<usize> = (0..results.len()).filter(is_in).collect();
    let pairs: Vec<Vec<Pair>> = results.iter().map(|r| compared_pairs(&r.sections, asked.best)).collect();
    let sign = if asked.more_is_better { -1.0 } else { 1.0 };
    let worse_by = |i: usize, j: usize, confidence| {
        let difference = ratio_difference(&pairs[eligible[i]], &pairs[eligible[j]], confidence)?;
        Some(Estimate { value: sign * difference.value, ..difference })
    };
    let with_best = compare_with_best(eligible.len(), asked.confidence, worse_by);
    let value = |policy: usize| {
        let (x, y) = pairs[policy].iter().fold((0.0, 0.0), |s, p| (s.0 + p.numerator, s.1 + p.denominator));
        if y > 0.0 { sign * x / y } else { f64::INFINITY }
    };
    let is_unsure = |policy: usize| {
        contest.standings[policy].feasibility == Feasibility::Unclear
            && !results[policy].promises.iter().all(super::PromiseOutcome::is_kept)
    };
    let best = eligible.iter().copied().min_by(|a, b| {
        (is_unsure(*a), value(*a)).partial_cmp(&(is_unsure(*b), value(*b))).unwrap_or(std::cmp::Ordering::Equal)
    });
    let Some(best) = best else { return };
    let alone = eligible.len() == 1;
    contest.best = Some(best);
    contest.is_sure = alone;
    contest.may_be_best = if alone { vec![best] } else { Vec::new() };
    for (policy, found) in eligible.iter().zip(with_best) {
        let Some(found) = found else { continue };
        if found.may_be_best() {
            contest.may_be_best.push(*policy);
        }
        contest.is_sure |= *policy == best && found.is_surely_best();
        contest.standings[*policy].worse_than_best = Some((found.lower, found.upper));
    }
    let each = asked.confidence.shared_by(eligible.len() * (eligible.len() - 1) / 2);
    let needed = contest.may_be_best.iter().filter(|other| **other != best).map(|other| {
        let count = results[*other].replications.min(results[best].replications);
        ratio_difference(&pairs[*other], &pairs[best], each).and_then(|d| replications_needed(d, count))
    });
    contest.replications_needed = needed.collect::<Option<Vec<u64>>>().and_then(|all| all.into_iter().max());
}

/// The policies that are in, and that no other such beats in `measure` and cost both.
fn frontier(results: &[&PointResult], measure: &str, is_in: impl Fn(usize) -> bool) -> Vec<usize> {
    let is_in = &is_in;
    let of = |i: usize| Some((results[i].overall(measure)?.value, results[i].overall("cost")?.value));
    let beaten = |i: usize| {
        let Some((level, cost)) = of(i) else { return true };
        (0..results.len())
            .filter(|j| *j != i && is_in(*j))
            .filter_map(of)
            .any(|(l, c)| l >= level && c <= cost && (l > level || c < cost))
    };
    (0..results.len()).filter(|i| is_in(*i) && !beaten(*i)).collect()
}
