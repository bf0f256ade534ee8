//! Tasks that are played together because they meet the same callers.

use std::ops::Range;

use super::Task;
use crate::{
    engine::can_share_callers,
    model::{Horizon, Replications, WarmUp},
};

/// Most tasks of a bundle: enough to share what a caller costs, few enough that an interrupted sweep
/// has saved most of what it played.
const MOST_TASKS: usize = 4;

/// Cuts the tasks into stretches that are played together, most of them of one task.
pub fn bundles(tasks: &[Task]) -> Vec<Range<usize>> {
    let mut bundles: Vec<Range<usize>> = Vec::new();
    for index in 0..tasks.len() {
        match bundles.last_mut() {
            Some(last) if last.len() < MOST_TASKS && belong_together(&tasks[last.start], &tasks[index]) => {
                last.end = index + 1;
            }
            _ => bundles.push(index..index + 1),
        }
    }
    bundles
}

/// The same callers, as often, from the same seed; each known beforehand.
fn belong_together(a: &Task, b: &Task) -> bool {
    let count = |task: &Task| match task.study.replications() {
        Replications::Fixed(count) => Some(*count),
        Replications::Until { .. } => None,
    };
    let looks_for_warm_up = matches!(a.model.horizon(), Horizon::SteadyState(s) if s.warm_up() == WarmUp::Mser5);
    count(a).is_some()
        && count(a) == count(b)
        && a.study.seed() == b.study.seed()
        && !looks_for_warm_up
        && can_share_callers(&a.model, &b.model)
}
