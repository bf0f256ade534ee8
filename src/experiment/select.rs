//! Which of several policies costs least, by procedures that decide themselves how many days that takes.
//!
//! Observations are the costs of single replications (a day, or a run of a steady state per hour), of all policies on
//! the same callers. What was played is the same as in any other command: replication `r` of a policy is replication
//! `r` of its study.

use std::{
    ops::Range,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use serde::{Deserialize, Serialize};

use super::{Task, Watcher, block::play_block, contest::compared_pairs, warm_up::settle};
use crate::{
    metrics::{Of, Period, Summary},
    model::Model,
    stats::selection::{Kn, ToBest, allocation, correct_selection},
};

/// Replications of the first stage of either procedure.
pub const FIRST_STAGE: u64 = 20;
/// Replications of a survivor that are played at a time; decisions are made after each one.
const AT_A_TIME: u64 = 16;
/// Rounds in which OCBA spends its budget.
const ROUNDS: u64 = 20;

/// What a procedure found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Selection {
    /// "kn" or "ocba".
    pub procedure: String,
    /// The selected policy; `None` where the work was stopped first.
    pub selected: Option<usize>,
    /// Replications that each policy took.
    pub replications: Vec<u64>,
    /// The mean cost of each policy over them.
    pub means: Vec<f64>,
    /// Of KN: whether a policy was selected before the most replications were played.
    pub is_guaranteed: bool,
    /// Of OCBA: a lower bound of the probability that the selection is right, as the samples have it.
    pub probability: Option<f64>,
}

/// Selects the cheapest by Kim and Nelson's KN: right with probability `1 - alpha` when it is cheaper than every other by
/// `delta` a day or more. Gives up after `most` replications of the survivors.
pub fn select_kn(
    tasks: &[Task],
    alpha: f64,
    delta: f64,
    most: u64,
    threads: usize,
    watcher: &dyn Watcher,
) -> Selection {
    let field = Field::new(tasks, threads, watcher);
    let everyone: Vec<usize> = (0..tasks.len()).collect();
    let first = field.play(&everyone.iter().map(|i| (*i, 0..FIRST_STAGE)).collect::<Vec<_>>());
    let mut observed = first.clone();
    if tasks.len() == 1 {
        return field.selection("kn", Some(0), &observed, true);
    }
    let mut kn = Kn::new(&first, alpha, delta);
    while kn.selected().is_none() && kn.observed() < most && !watcher.is_stopped() {
        let survivors = kn.survivors();
        let range = kn.observed()..(kn.observed() + AT_A_TIME).min(most);
        let jobs: Vec<(usize, Range<u64>)> = survivors.iter().map(|i| (*i, range.clone())).collect();
        let played = field.play(&jobs);
        for day in 0..(range.end - range.start) as usize {
            if kn.selected().is_some() {
                break;
            }
            let mut row = vec![f64::NAN; tasks.len()];
            for (policy, values) in survivors.iter().zip(&played) {
                row[*policy] = values[day];
            }
            for policy in kn.survivors() {
                observed[policy].push(row[policy]);
            }
            kn.observe(&row);
        }
    }
    let is_guaranteed = kn.selected().is_some();
    let leader = || kn.survivors().into_iter().min_by(|a, b| mean(&observed[*a]).total_cmp(&mean(&observed[*b])));
    field.selection("kn", kn.selected().or_else(leader), &observed, is_guaranteed)
}

/// Spends about `budget` replications where they help most to find the cheapest (OCBA).
pub fn select_ocba(tasks: &[Task], budget: u64, threads: usize, watcher: &dyn Watcher) -> Selection {
    let field = Field::new(tasks, threads, watcher);
    let first: Vec<(usize, Range<u64>)> = (0..tasks.len()).map(|i| (i, 0..FIRST_STAGE)).collect();
    let mut observed = field.play(&first);
    let start = FIRST_STAGE * tasks.len() as u64;
    for round in 1..=ROUNDS {
        if watcher.is_stopped() || tasks.len() == 1 {
            break;
        }
        let until = start + budget.saturating_sub(start) * round / ROUNDS;
        let best = leader(&observed);
        let differences: Vec<Option<ToBest>> =
            (0..tasks.len()).map(|i| (i != best).then(|| to_best(&observed, i, best).0)).collect();
        let wanted = allocation(&differences, until);
        let mut left = until.saturating_sub(observed.iter().map(|o| o.len() as u64).sum());
        let jobs = wanted.iter().enumerate().filter_map(|(policy, wanted)| {
            let done = observed[policy].len() as u64;
            let more = wanted.saturating_sub(done).min(left);
            left -= more;
            (more > 0).then_some((policy, done..done + more))
        });
        let jobs: Vec<(usize, Range<u64>)> = jobs.collect();
        for ((policy, _), values) in jobs.iter().zip(field.play(&jobs)) {
            observed[*policy].extend(values);
        }
    }
    let best = leader(&observed);
    let others: Vec<(ToBest, u64)> =
        (0..tasks.len()).filter(|i| *i != best).map(|i| to_best(&observed, i, best)).collect();
    Selection { probability: correct_selection(&others), ..field.selection("ocba", Some(best), &observed, false) }
}

/// The policy that is cheaper than each other on the days that both played.
fn leader(observed: &[Vec<f64>]) -> usize {
    let mut best = 0;
    // One that beats the leader may lose, on other days, to one that had lost to it: once around each settles that.
    for i in (0..observed.len()).cycle().take(2 * observed.len()) {
        if i != best && to_best(observed, i, best).0.mean < 0.0 {
            best = i;
        }
    }
    best
}

/// How much dearer a policy is than the best on the days that both played, and how many those are.
fn to_best(observed: &[Vec<f64>], policy: usize, best: usize) -> (ToBest, u64) {
    let pairs = observed[policy].iter().zip(&observed[best]);
    let differences: Vec<f64> = pairs.map(|(own, best)| own - best).collect();
    let middle = mean(&differences);
    let squares: f64 = differences.iter().map(|d| (d - middle).powi(2)).sum();
    (ToBest { mean: middle, variance: squares / (differences.len() as f64 - 1.0) }, differences.len() as u64)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn means(observed: &[Vec<f64>]) -> Vec<f64> {
    observed.iter().map(|values| mean(values)).collect()
}

/// The policies, and how to observe them.
struct Field<'a> {
    models: Vec<Model>,
    seed: u64,
    threads: usize,
    watcher: &'a dyn Watcher,
}

impl<'a> Field<'a> {
    fn new(tasks: &[Task], threads: usize, watcher: &'a dyn Watcher) -> Self {
        let models = tasks.iter().map(|task| settle(task).model).collect();
        let seed = tasks.first().map_or(0, |task| task.study.seed());
        Self { models, seed, threads, watcher }
    }

    /// The cost of each replication of each job, in order.
    fn play(&self, jobs: &[(usize, Range<u64>)]) -> Vec<Vec<f64>> {
        let mut pieces: Vec<(usize, Range<u64>)> = Vec::new();
        for (index, (_, range)) in jobs.iter().enumerate() {
            let mut from = range.start;
            while from < range.end {
                let to = (from + AT_A_TIME).min(range.end);
                pieces.push((index, from..to));
                from = to;
            }
        }
        let next = AtomicUsize::new(0);
        let done: Vec<Mutex<Vec<f64>>> = pieces.iter().map(|_| Mutex::new(Vec::new())).collect();
        let work = || {
            while let Some((piece, (job, range))) = {
                let piece = next.fetch_add(1, Ordering::Relaxed);
                pieces.get(piece).map(|found| (piece, found))
            } {
                let policy = jobs[*job].0;
                *done[piece].lock().unwrap_or_else(PoisonError::into_inner) = self.costs(policy, range.clone());
            }
        };
        thread::scope(|scope| {
            (1..self.threads.min(pieces.len())).for_each(|_| {
                scope.spawn(work);
            });
            work();
        });
        let mut values: Vec<Vec<f64>> = jobs.iter().map(|_| Vec::new()).collect();
        for ((job, _), piece) in pieces.iter().zip(done) {
            values[*job].extend(piece.into_inner().unwrap_or_else(PoisonError::into_inner));
        }
        values
    }

    /// The cost of each replication of a range that is no longer than there are sections: each then has a section of its
    /// own.
    fn costs(&self, policy: usize, range: Range<u64>) -> Vec<f64> {
        let model = &self.models[policy];
        let summary: Summary = play_block(&[model], self.seed, range.clone()).remove(0);
        let sections = summary.shape().sections as u64;
        let pairs = compared_pairs(&summary.totals(model, Of::All, Period::Whole), "cost");
        let mut order: Vec<u64> = range.clone().collect();
        order.sort_by_key(|replication| replication % sections);
        let mut costs = vec![0.0; order.len()];
        for (replication, pair) in order.iter().zip(pairs) {
            costs[(replication - range.start) as usize] = pair.numerator / pair.denominator;
        }
        self.watcher.played(policy, costs.len() as f64 * model.expected_calls());
        costs
    }

    fn selection(
        &self,
        procedure: &str,
        selected: Option<usize>,
        observed: &[Vec<f64>],
        is_guaranteed: bool,
    ) -> Selection {
        Selection {
            procedure: procedure.to_owned(),
            selected: selected.filter(|_| !self.watcher.is_stopped()),
            replications: observed.iter().map(|o| o.len() as u64).collect(),
            means: means(observed),
            is_guaranteed,
            probability: None,
        }
    }
}
