//! The unit of work: a block of replications.

use std::ops::Range;

use crate::{
    engine::{Centre, play},
    metrics::{Collector, Summary},
    model::Model,
};

/// Calls that a block should play: enough to outweigh its bookkeeping, few enough to share out.
const CALLS_PER_BLOCK: f64 = 50_000.0;
/// Most replications of a block.
const MOST_REPLICATIONS: f64 = 64.0;

/// How many replications of `model` make a block.
pub fn block_size(model: &Model) -> u64 {
    (CALLS_PER_BLOCK / model.expected_calls().max(1.0)).clamp(1.0, MOST_REPLICATIONS) as u64
}

/// Plays the replications of a block.
pub fn play_block(model: &Model, seed: u64, replications: Range<u64>) -> Summary {
    let mut centre = Centre::default();
    let mut collector = Collector::new(model);
    for replication in replications {
        collector.begin(replication);
        play(model, seed, replication, &mut centre, &mut collector);
        collector.end();
    }
    collector.into_summary()
}
