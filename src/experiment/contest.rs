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
    /// Replications that would tell the two apart with a probability of 90 %, if the difference is what was measured, where these do not; `None` also where they seem equal.
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
    /// Whether what is measured keeps all that it must, surely or not.
    pub is_measured_to_keep: bool,
    /// How much worse it is than the best of the other [candidates](Contest::candidates), at least and at most, in the measure that
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
    let Promises { missed, unclear, is_measured_to_keep } = promises(results[policy], asked, results.len());
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
        is_measured_to_keep,
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
        replications_needed: estimate.and_then(|e| replications_needed(e, count, confidence)),
        pairing_gain: pairing_gain(&own, &other),
    }
}

/// How probable it is that the replications that would do tell a difference of the size that was measured.
const POWER: f64 = 0.9;

/// Replications that tell a difference of the measured size from none with probability [`POWER`]: the half-width shrinks with
/// their root, and leaves room for what the measured difference will differ by (`(z₁ + z₂)² / z₁²` times as many as make it as
/// wide as the difference; Student's t is taken as normal).
fn replications_needed(difference: Estimate, count: u64, confidence: Confidence) -> Option<u64> {
    let half_width = difference.half_width?;
    let size = difference.value.abs();
    let z = confidence.student_t(1_000_000)?;
    let power = Confidence::new(2.0 * POWER - 1.0).ok()?.student_t(1_000_000)?;
    (half_width >= size && size > 1e-12 * half_width)
        .then(|| (count as f64 * (half_width / size * (1.0 + power / z)).powi(2)).ceil() as u64)
}

/// What became of the promises that a policy must keep.
struct Promises {
    /// Those that it surely misses.
    missed: Vec<String>,
    /// Whether some other is in doubt.
    unclear: bool,
    is_measured_to_keep: bool,
}

/// Told with intervals that cover over all policies together.
fn promises(result: &PointResult, asked: &Question<'_>, policies: usize) -> Promises {
    let must = |name: &str| asked.must_keep.is_none_or(|names| names.iter().any(|n| n == name));
    let mut found = Promises { missed: Vec::new(), unclear: false, is_measured_to_keep: true };
    for promise in result.promises.iter().filter(|p| must(&p.name)) {
        let shared = promise.shared_by(policies, asked.confidence, result.sections.len(), result.replications);
        found.is_measured_to_keep &= shared.is_kept();
        match (shared.is_kept(), shared.is_sure()) {
            (true, true) => {}
            (false, true) => found.missed.push(promise.name.clone()),
            (_, false) => found.unclear = true,
        }
    }
    found
}

impl Contest {
    /// Those among whom the best is sought: who is measured to keep what must be kept, or, where nobody is, who does not
    /// surely miss it.
    #[must_use]
    pub fn candidates(&self) -> Vec<usize> {
        let of = |is: &dyn Fn(&Standing) -> bool| -> Vec<usize> {
            self.standings.iter().enumerate().filter(|(_, s)| is(s)).map(|(policy, _)| policy).collect()
        };
        let keep = of(&|s| s.feasibility != Feasibility::Missed && s.is_measured_to_keep);
        if keep.is_empty() { of(&|s| s.feasibility != Feasibility::Missed) } else { keep }
    }
}

/// The best of the candidates, and who may be as good.
fn choose(contest: &mut Contest, results: &[&PointResult], asked: &Question<'_>) {
    let eligible = contest.candidates();
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
    let best = eligible.iter().copied().min_by(|a, b| value(*a).total_cmp(&value(*b)));
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
    // Whoever is not surely out may yet turn out to keep what must be kept.
    let is_settled = |(policy, standing): (usize, &Standing)| {
        eligible.contains(&policy) || standing.feasibility == Feasibility::Missed
    };
    contest.is_sure &= contest.standings.iter().enumerate().all(is_settled);
    let each = asked.confidence.shared_by(eligible.len() * (eligible.len() - 1) / 2);
    let needed = contest.may_be_best.iter().filter(|other| **other != best).map(|other| {
        let count = results[*other].replications.min(results[best].replications);
        ratio_difference(&pairs[*other], &pairs[best], each).and_then(|d| replications_needed(d, count, each))
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
