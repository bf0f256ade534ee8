//! Levels of a sweep side by side: the same callers, different staff.

use super::PointResult;
use crate::{
    metrics::{How, Totals, headline},
    model::Headline,
    stats::{Confidence, Estimate, Pair, ratio_of_differences},
};

/// A level of a sweep and what it gave.
#[derive(Clone, Debug)]
pub struct Level<'a> {
    /// The values of the varied keys.
    pub values: &'a [f64],
    /// What was measured.
    pub result: &'a PointResult,
}

/// The name of the marginal cost in rows.
pub const MARGINAL_COST: &str = "cost_of_one_more_point_of_service_level";

/// What one more point of service level costs on the way from the level before to each level: money
/// a day, or an hour of steady state. `None` for the first level, and where the service level does
/// not change. Differences are between the same callers. With two keys, the level before is the one
/// with the next lower value of the first key and the same value of the second.
#[must_use]
pub fn marginal_costs(levels: &[Level<'_>], confidence: Confidence) -> Vec<Option<Estimate>> {
    let before = |i: usize| (0..i).rev().find(|&j| levels[j].values[1..] == levels[i].values[1..]);
    (0..levels.len()).map(|i| before(i).and_then(|j| marginal_cost(&levels[j], &levels[i], confidence))).collect()
}

fn marginal_cost(before: &Level<'_>, after: &Level<'_>, confidence: Confidence) -> Option<Estimate> {
    let (before, after) = (&before.result.sections, &after.result.sections);
    let cost = [section_pairs(after, Headline::Cost), section_pairs(before, Headline::Cost)];
    let level = [section_pairs(after, Headline::ServiceLevel), section_pairs(before, Headline::ServiceLevel)];
    let slope = ratio_of_differences([&cost[0], &cost[1]], [&level[0], &level[1]], confidence)?;
    Some(Estimate { value: slope.value / 100.0, half_width: slope.half_width.map(|h| h / 100.0) })
}

/// A headline's numerators and denominators, section by section.
pub(super) fn section_pairs(sections: &[Totals], of: Headline) -> Vec<Pair> {
    match headline(of).how {
        How::Ratio(parts) | How::Share(parts) => sections.iter().map(parts).collect(),
        How::WaitQuantile(_) | How::Days(_) => Vec::new(),
    }
}
