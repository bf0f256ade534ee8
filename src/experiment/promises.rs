//! What each promise costs.

use serde::{Deserialize, Serialize};

use super::sweep::{Level, section_pairs};
use crate::{
    metrics::Totals,
    model::{Headline, Promise},
    stats::{Confidence, Estimate, Pair, ratio_difference},
};

/// The cheapest level that keeps a promise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheapestLevel {
    /// The promise's name.
    pub promise: String,
    /// Index of the level; `None` when no level keeps it.
    pub level: Option<usize>,
    /// What it costs a day (or an hour of steady state).
    pub cost: Option<Estimate>,
    /// The cheapest level that may keep it, as far as the intervals tell: all cheaper ones surely
    /// miss it.
    pub from: Option<usize>,
    /// The cheapest level that surely keeps it, as far as the intervals tell.
    pub to: Option<usize>,
    /// Where no level keeps it: the one that comes nearest.
    pub nearest: Option<usize>,
}

/// What keeping one promise costs over keeping the next cheaper one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The dearer promise.
    pub dearer: String,
    /// The cheaper promise.
    pub cheaper: String,
    /// Money a day (or an hour of steady state), between the same callers.
    pub per_day: Option<Estimate>,
    /// Money for each offered call of the dearer level.
    pub per_call: Option<Estimate>,
}

/// The prices of all promises over the levels of one sweep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PromisePrices {
    /// The cheapest level of each promise, in the order of the scenario.
    pub cheapest: Vec<CheapestLevel>,
    /// Each promise against the next cheaper one, the dearest first.
    pub comparisons: Vec<Comparison>,
    /// The level with the lowest cost of all, promises or not.
    pub lowest_cost: Option<usize>,
    /// The levels that no promise can justify: another level keeps all the promises that this one
    /// keeps, at least one, and surely costs less.
    pub unjustified: Vec<usize>,
}

/// Prices `promises` over `levels`.
#[must_use]
pub fn price_promises(levels: &[Level<'_>], promises: &[Promise], confidence: Confidence) -> PromisePrices {
    let cheapest: Vec<CheapestLevel> = promises.iter().map(|promise| cheapest_level(levels, promise.name())).collect();
    let mut kept: Vec<&CheapestLevel> = cheapest.iter().filter(|c| c.level.is_some()).collect();
    kept.sort_by(|a, b| value(b.cost).total_cmp(&value(a.cost)));
    let comparisons = kept
        .windows(2)
        .filter(|pair| pair[0].level != pair[1].level)
        .filter_map(|pair| compare(levels, pair[0], pair[1], confidence))
        .collect();
    let unjustified = (0..levels.len()).filter(|&i| is_unjustified(levels, i, promises, confidence)).collect();
    PromisePrices { comparisons, lowest_cost: lowest_cost(levels, |_| true), unjustified, cheapest }
}

/// Whether another level keeps the same promises and surely costs less.
fn is_unjustified(levels: &[Level<'_>], index: usize, promises: &[Promise], confidence: Confidence) -> bool {
    let keeps = |level: &Level<'_>, promise: &Promise| {
        level.result.promises.iter().any(|o| o.name == promise.name() && o.is_kept())
    };
    let kept: Vec<&Promise> = promises.iter().filter(|p| keeps(&levels[index], p)).collect();
    let keeps_all = |level: &Level<'_>| kept.iter().all(|p| keeps(level, p));
    let Some(best) = lowest_cost(levels, keeps_all).filter(|best| *best != index && !kept.is_empty()) else {
        return false;
    };
    let cost = |i: usize| section_pairs(&levels[i].result.sections, Headline::Cost);
    ratio_difference(&cost(index), &cost(best), confidence).is_some_and(|difference| difference.lower() > 0.0)
}

fn value(cost: Option<Estimate>) -> f64 {
    cost.map_or(f64::INFINITY, |c| c.value)
}

fn cost(level: &Level<'_>) -> f64 {
    value(level.result.overall("cost"))
}

/// The index of the cheapest level that `counts`; of equal ones the first.
fn lowest_cost(levels: &[Level<'_>], counts: impl Fn(&Level<'_>) -> bool) -> Option<usize> {
    (0..levels.len()).filter(|&i| counts(&levels[i])).min_by(|&a, &b| cost(&levels[a]).total_cmp(&cost(&levels[b])))
}

fn cheapest_level(levels: &[Level<'_>], promise: &str) -> CheapestLevel {
    let outcome = |level: &Level<'_>| level.result.promises.iter().find(|o| o.name == promise).cloned();
    let keeps = |level: &Level<'_>| outcome(level).is_some_and(|o| o.is_kept());
    let level = lowest_cost(levels, keeps);
    let nearest = if level.is_some() { None } else { nearest_miss(levels, promise) };
    let may_keep = |level: &Level<'_>| outcome(level).is_some_and(|o| o.is_kept() || !o.is_sure());
    let surely_keeps = |level: &Level<'_>| outcome(level).is_some_and(|o| o.is_kept() && o.is_sure());
    CheapestLevel {
        promise: promise.to_owned(),
        level,
        cost: level.and_then(|i| levels[i].result.overall("cost")),
        from: lowest_cost(levels, may_keep),
        to: lowest_cost(levels, surely_keeps),
        nearest,
    }
}

/// The level whose worst goal misses its bound by the smallest share of it.
fn nearest_miss(levels: &[Level<'_>], promise: &str) -> Option<usize> {
    let miss = |level: &Level<'_>| -> f64 {
        let outcome = level.result.promises.iter().find(|o| o.name == promise);
        let goals = outcome.into_iter().flat_map(|o| &o.goals).filter(|g| !g.kept);
        goals
            .filter_map(|g| Some((g.estimate?.value - g.bound).abs() / g.bound.abs().max(f64::MIN_POSITIVE)))
            .fold(0.0, f64::max)
    };
    (0..levels.len()).min_by(|&a, &b| miss(&levels[a]).total_cmp(&miss(&levels[b])))
}

fn compare(
    levels: &[Level<'_>],
    dearer: &CheapestLevel,
    cheaper: &CheapestLevel,
    confidence: Confidence,
) -> Option<Comparison> {
    let (a, b) = (&levels[dearer.level?].result.sections, &levels[cheaper.level?].result.sections);
    let (cost_a, cost_b) = (section_pairs(a, Headline::Cost), section_pairs(b, Headline::Cost));
    let per_call = |cost: &[Pair], calls: &[Totals]| -> Vec<Pair> {
        cost.iter().zip(calls).map(|(c, t)| Pair::new(c.numerator, t.calls.offered() as f64)).collect()
    };
    Some(Comparison {
        dearer: dearer.promise.clone(),
        cheaper: cheaper.promise.clone(),
        per_day: ratio_difference(&cost_a, &cost_b, confidence),
        per_call: ratio_difference(&per_call(&cost_a, a), &per_call(&cost_b, b), confidence),
    })
}
