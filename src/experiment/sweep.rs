//! Levels of a sweep side by side: the same callers, different staff.

use serde::{Deserialize, Serialize};

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

/// What a point of service level costs on the way from one level to the next.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MarginalCost {
    /// Money a day (or an hour of steady state) for one more point of service level; `None` where
    /// the service level does not change.
    pub per_point: Option<Estimate>,
}

/// The marginal cost of each level over the one before it; the first has none. Differences are
/// between the same callers.
#[must_use]
pub fn marginal_costs(levels: &[Level<'_>], confidence: Confidence) -> Vec<Option<MarginalCost>> {
    let pairs = |level: &Level<'_>, of| section_pairs(&level.result.sections, of);
    let marginal = |i: usize| {
        let (before, after) = (&levels[i - 1], &levels[i]);
        if before.result.sections.len() != after.result.sections.len() {
            return MarginalCost { per_point: None };
        }
        let cost = [pairs(after, Headline::Cost), pairs(before, Headline::Cost)];
        let level = [pairs(after, Headline::ServiceLevel), pairs(before, Headline::ServiceLevel)];
        let slope = ratio_of_differences([&cost[0], &cost[1]], [&level[0], &level[1]], confidence);
        let per_point = slope.map(|e| Estimate { value: e.value / 100.0, half_width: e.half_width.map(|h| h / 100.0) });
        MarginalCost { per_point }
    };
    (0..levels.len()).map(|i| (i > 0).then(|| marginal(i))).collect()
}

/// A headline's numerators and denominators, section by section.
pub(super) fn section_pairs(sections: &[Totals], of: Headline) -> Vec<Pair> {
    match headline(of).how {
        How::Ratio(parts) => sections.iter().map(parts).collect(),
        How::WaitQuantile(_) | How::Days(_) => Vec::new(),
    }
}
