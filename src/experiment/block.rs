//! The unit of work: a block of replications.

use std::ops::Range;

use crate::{
    engine::{Centre, play, play_together},
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
    let mut centre = Centre::default();
    let mut collectors: Vec<Collector<'_>> = models.iter().map(|model| Collector::new(model)).collect();
    for replication in replications {
        collectors.iter_mut().for_each(|collector| collector.begin(replication));
        match (models, collectors.as_mut_slice()) {
            ([model], [collector]) => play(model, seed, replication, &mut centre, collector),
            (models, collectors) => {
                let mut observers: Vec<&mut Collector<'_>> = collectors.iter_mut().collect();
                play_together(models, seed, replication, &mut centre, &mut observers);
            }
        }
        collectors.iter_mut().for_each(Collector::end);
    }
    collectors.into_iter().map(Collector::into_summary).collect()
}
