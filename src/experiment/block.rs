//! The unit of work: a block of replications.

use std::ops::Range;

use crate::{
    engine::{Centre, is_faster_side_by_side, play, play_side_by_side, play_together},
    metrics::{Collector, Summary},
    model::Model,
};

/// Calls that a block should play: enough to outweigh its bookkeeping, few enough to share out.
const CALLS_PER_BLOCK: f64 = 50_000.0;
/// Most replications of a block.
const MOST_REPLICATIONS: f64 = 64.0;

/// How many replications of models that are played together make a block.
pub fn block_size(models: &[&Model]) -> u64 {
    let calls: f64 = models.iter().map(|model| model.expected_calls()).sum();
    (CALLS_PER_BLOCK / calls.max(1.0)).clamp(1.0, MOST_REPLICATIONS) as u64
}

/// Plays the replications of a block, each for all of the models: one, or several that
/// [can share callers](crate::engine::can_share_callers).
pub fn play_block(models: &[&Model], seed: u64, replications: Range<u64>) -> Vec<Summary> {
    match models {
        [model] if is_faster_side_by_side(model) => vec![play_pairs(model, seed, replications)],
        [model] => vec![play_each(model, seed, replications)],
        models => play_levels(models, seed, replications),
    }
}

fn play_each(model: &Model, seed: u64, replications: Range<u64>) -> Summary {
    let (mut centre, mut collector) = (Centre::default(), Collector::new(model));
    for replication in replications {
        collector.begin(replication);
        play(model, seed, replication, &mut centre, &mut collector);
        collector.end();
    }
    collector.into_summary()
}

/// Two replications side by side; the last of an odd number by itself.
fn play_pairs(model: &Model, seed: u64, replications: Range<u64>) -> Summary {
    let mut centre = Centre::default();
    let [mut left, mut right] = [Collector::new(model), Collector::new(model)];
    let mut next = replications.start;
    while next + 1 < replications.end {
        left.begin(next);
        right.begin(next + 1);
        play_side_by_side(model, seed, [next, next + 1], &mut centre, [&mut left, &mut right]);
        left.end();
        right.end();
        next += 2;
    }
    let mut summary = left.into_summary();
    summary.merge(&right.into_summary());
    if next < replications.end {
        summary.merge(&play_each(model, seed, next..replications.end));
    }
    summary
}

fn play_levels(models: &[&Model], seed: u64, replications: Range<u64>) -> Vec<Summary> {
    let mut centre = Centre::default();
    let mut collectors: Vec<Collector<'_>> = models.iter().map(|model| Collector::new(model)).collect();
    for replication in replications {
        collectors.iter_mut().for_each(|collector| collector.begin(replication));
        let mut observers: Vec<&mut Collector<'_>> = collectors.iter_mut().collect();
        play_together(models, seed, replication, &mut centre, &mut observers);
        collectors.iter_mut().for_each(Collector::end);
    }
    collectors.into_iter().map(Collector::into_summary).collect()
}
