//! A fixed number of replications of many models, for searches that compare them.

use std::{
    ops::Range,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use super::block::{block_size, play_block};
use crate::{
    engine::can_share_callers,
    metrics::{Shape, Summary},
    model::Model,
};

/// Models that are played on one drawing of the callers.
const MOST_TOGETHER: usize = 4;

/// The work of a replication where models are played together that share their callers, against that of one alone: a
/// quarter of a call's work is its own.
const SHARED: f64 = 0.25;

/// The work of playing a replication in a search over staffings, in calls: those that are expected, and the
/// bookkeeping even when nobody calls.
#[must_use]
pub fn work_of_replication(model: &Model) -> f64 {
    let bookkeeping = model.horizon().intervals() * (1 + model.call_types().len());
    let share = if can_share_callers(model, model) { SHARED } else { 1.0 };
    share * (model.expected_calls() + bookkeeping as f64)
}

/// Plays the same `replications` of each model on `threads` threads, and adds them up; `None` when
/// `is_stopped` said so meanwhile. Models that meet the same callers and differ in staff alone are played together.
/// The results do not depend on the number of threads.
pub fn summaries(
    models: &[Model],
    (seed, replications): (u64, Range<u64>),
    threads: usize,
    is_stopped: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<Summary>> {
    let work = work(models, &replications);
    let sums: Vec<Mutex<Summary>> = models.iter().map(|model| Mutex::new(Summary::empty(Shape::of(model)))).collect();
    let next = AtomicUsize::new(0);
    let labour = || {
        while let Some((bundle, block)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
            if is_stopped() {
                return;
            }
            let played: Vec<&Model> = models[bundle.clone()].iter().collect();
            let parts = play_block(&played, seed, block.clone());
            for (sum, part) in sums[bundle.clone()].iter().zip(&parts) {
                sum.lock().unwrap_or_else(PoisonError::into_inner).merge(part);
            }
        }
    };
    thread::scope(|scope| {
        (1..threads.max(1)).for_each(|_| {
            scope.spawn(labour);
        });
        labour();
    });
    let done = || sums.into_iter().map(|sum| sum.into_inner().unwrap_or_else(PoisonError::into_inner)).collect();
    (!is_stopped()).then(done)
}

/// Which models play which replications together.
fn work(models: &[Model], replications: &Range<u64>) -> Vec<(Range<usize>, Range<u64>)> {
    let mut work = Vec::new();
    let mut first = 0;
    while first < models.len() {
        let shares = |&index: &usize| can_share_callers(&models[first], &models[index]);
        let more = (first + 1..models.len().min(first + MOST_TOGETHER)).take_while(shares).count();
        let bundle = first..first + 1 + more;
        let size = block_size(&models[bundle.clone()].iter().collect::<Vec<_>>());
        let mut from = replications.start;
        while from < replications.end {
            let to = replications.end.min(from + size);
            work.push((bundle.clone(), from..to));
            from = to;
        }
        first = bundle.end;
    }
    work
}
