//! The cheapest change that keeps a promise: agents added where they are missing, found by simulation.
//!
//! For each group that may serve the callers in question: first the fewest agents that are enough when they stay all
//! day (doubling, then halving); then agents are taken away again, stretch by stretch and interval by interval, as long
//! as the promise is kept on the wanted share of days. All of that is played on the same callers. The cheapest of the
//! groups is then proved on other days; where it fails there, it is sought again with as much to spare as was missing.

use serde::{Deserialize, Serialize};

use super::{PromiseOutcome, Task, Watcher, run, summaries};
use crate::{
    model::{AgentGroup, Headline, Horizon, Model, Study},
    stats::Estimate,
};

/// Where a promise does not say on which share of days it is to be kept.
pub const USUAL_SHARE_OF_DAYS: f64 = 0.95;
/// Replications that a change is sought on.
const SOUGHT_ON: u64 = 200;
/// Of which so many are played before it is asked whether they are enough to tell.
const DAYS_AT_A_TIME: usize = 50;
/// How often it is sought anew after a proof that failed.
const PROOFS: usize = 4;
/// Fewer plays than this are no search.
const FEWEST_PLAYS: usize = 12;
/// More are no longer worth their time.
const MOST_PLAYS: usize = 600;

/// What was sought, and found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mending {
    /// The promise.
    pub promise: String,
    /// The share of days that must keep it.
    pub wanted: f64,
    /// What was found.
    pub found: Found,
}

/// The cheapest change, or why there is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// These agents.
    Change {
        /// The index of the group.
        group: usize,
        /// Agents added, by interval.
        added: Vec<u32>,
        /// The share of days that keep the promise then, on days that played no part in the search.
        share: Estimate,
        /// What it costs more a day (or an hour of steady state), measured on those days.
        cost: Option<Estimate>,
    },
    /// More agents do not help: the promise is about cost.
    NotByAgents,
    /// Not even so many agents more, all day, are enough.
    NotBy(u32),
    /// The groups that could be more have rosters or shifts at times of their own, to which numbers by interval cannot be added.
    Rostered,
    /// It would take too long to look for.
    TooLong,
    /// Fewer than so many days, as were played, cannot tell whether the promise is kept on so many of them.
    TooFewDays(u64),
    /// The work was stopped.
    Stopped,
}

/// Days that it takes to tell whether a share of them keeps a promise: as many as may miss it twice, a hundred at most.
fn fewest_days(wanted: f64) -> u64 {
    (2.0 / (1.0 - wanted)).min(100.0).round() as u64
}

/// Looks for the cheapest agents to add so that promise `promise` of the task's model is kept; plays about `calls` calls at
/// most.
pub fn mend(task: &Task, promise: usize, calls: f64, threads: usize, watcher: &dyn Watcher) -> Mending {
    let stated = &task.model.promises()[promise];
    let wanted = stated.keeping().share_of_days.unwrap_or(USUAL_SHARE_OF_DAYS);
    // A cap of the occupancy is kept by more agents as a wait is; a bound of the cost is not.
    let by_agents = stated.goals().iter().all(|g| g.headline() != Headline::Cost);
    let count = SOUGHT_ON;
    let plays = (calls / (count as f64 * task.model.expected_calls().max(1.0))).min(MOST_PLAYS as f64) as usize;
    let found = if !by_agents {
        Found::NotByAgents
    } else if matches!(task.model.horizon(), Horizon::Day(_))
        && task.study.most_replications() * (task.model.horizon().days() as u64) < fewest_days(wanted)
    {
        Found::TooFewDays(fewest_days(wanted))
    } else if serving(&task.model, promise).all(|group| task.model.agent_groups()[group].roster().is_some()) {
        Found::Rostered
    } else if plays < FEWEST_PLAYS {
        Found::TooLong
    } else {
        let study = task.study.with_replications(count).unwrap_or_else(|_| task.study.clone());
        let mut search = Search { task, promise, study, threads, watcher, left: plays };
        search.prove(wanted)
    };
    Mending { promise: stated.name().to_owned(), wanted, found }
}

/// The groups that may serve the callers of a promise.
fn serving(model: &Model, promise: usize) -> impl Iterator<Item = usize> {
    let of = model.promises()[promise].call_type();
    let is_of = move |t: usize| of.is_none_or(|of| of == t);
    let serves = move |group: usize| {
        model.call_types().iter().enumerate().any(|(t, call_type)| is_of(t) && call_type.groups().contains(&group))
    };
    (0..model.agent_groups().len()).filter(move |group| serves(*group))
}

struct Search<'a> {
    task: &'a Task,
    promise: usize,
    study: Study,
    threads: usize,
    watcher: &'a dyn Watcher,
    /// Plays that are left.
    left: usize,
}

/// Agents added to a group, by interval.
#[derive(Clone, Debug)]
struct Addition {
    group: usize,
    added: Vec<u32>,
}

impl Search<'_> {
    fn prove(&mut self, wanted: f64) -> Found {
        let mut target = wanted;
        let mut last = Found::Stopped;
        let mut nearest = f64::NEG_INFINITY;
        for attempt in 0..PROOFS as u64 {
            let (best, most) = self.cheapest(target);
            let Some(best) = best else {
                return match last {
                    Found::Change { .. } => last,
                    _ if self.watcher.is_stopped() => Found::Stopped,
                    _ if self.left == 0 => Found::TooLong,
                    _ => Found::NotBy(most),
                };
            };
            let Some((share, cost)) = self.proof(&best, attempt) else { return Found::Stopped };
            let found = Found::Change { group: best.group, added: best.added, share, cost };
            if share.value >= wanted {
                return found;
            }
            if share.value > nearest {
                (nearest, last) = (share.value, found);
            }
            target = (target + (wanted - share.value).max(0.005)).min(1.0);
        }
        last
    }

    /// The cheapest addition to one group that is enough on the days of the search, and the most that was tried.
    fn cheapest(&mut self, target: f64) -> (Option<Addition>, u32) {
        let model = &self.task.model;
        let can_grow = |group: &usize| model.agent_groups()[*group].roster().is_none();
        let groups: Vec<usize> = serving(model, self.promise).filter(can_grow).collect();
        let price = |of: &Addition| {
            let group = &model.agent_groups()[of.group];
            let hours = group.paid_hours(of.added.iter().map(|n| f64::from(*n)).sum());
            (hours * group.cost_per_hour(), hours)
        };
        let mut best: Option<Addition> = None;
        let mut most = 0;
        for group in groups {
            let (all_day, tried) = self.all_day(group, target);
            most = most.max(tried);
            let Some(all_day) = all_day else { continue };
            let trimmed = self.trimmed(all_day, target);
            if best.as_ref().is_none_or(|b| price(&trimmed) < price(b)) {
                best = Some(trimmed);
            }
        }
        (best, most)
    }

    /// The fewest agents of a group that are enough when they stay all day.
    fn all_day(&mut self, group: usize, target: f64) -> (Option<Addition>, u32) {
        let intervals = self.task.model.horizon().intervals();
        let now = self.task.model.agent_groups()[group].staffed().iter().copied().max().unwrap_or(0);
        let most = 2 * now + 16;
        let all = |n: u32| Addition { group, added: vec![n; intervals] };
        let (mut too_few, mut enough) = (0, 1);
        loop {
            match self.keeps(&all(enough), target) {
                Some(true) => break,
                Some(false) if enough < most => (too_few, enough) = (enough, (2 * enough).min(most)),
                _ => return (None, enough),
            }
        }
        while enough - too_few > 1 {
            let middle = too_few.midpoint(enough);
            match self.keeps(&all(middle), target) {
                Some(true) => enough = middle,
                Some(false) => too_few = middle,
                None => break,
            }
        }
        (Some(all(enough)), enough)
    }

    /// What is left when nobody can be taken away from any interval.
    fn trimmed(&mut self, mut addition: Addition, target: f64) -> Addition {
        let intervals = addition.added.len();
        loop {
            let before: u32 = addition.added.iter().sum();
            self.trim(&mut addition, 0..intervals, target);
            if addition.added.iter().sum::<u32>() == before || self.left == 0 {
                return addition;
            }
        }
    }

    /// Takes one agent away from a stretch; where that is too much, from either half of it.
    fn trim(&mut self, addition: &mut Addition, stretch: std::ops::Range<usize>, target: f64) {
        let held = &addition.added[stretch.clone()];
        if held.iter().all(|n| *n == 0) {
            return;
        }
        let mut fewer = addition.clone();
        fewer.added[stretch.clone()].iter_mut().for_each(|n| *n = n.saturating_sub(1));
        if self.keeps(&fewer, target) == Some(true) {
            *addition = fewer;
        } else if stretch.len() > 1 {
            let middle = usize::midpoint(stretch.start, stretch.end);
            self.trim(addition, stretch.start..middle, target);
            self.trim(addition, middle..stretch.end, target);
        }
    }

    /// Whether the promise is kept on enough of the days of the search; `None` when no plays are left.
    fn keeps(&mut self, addition: &Addition, target: f64) -> Option<bool> {
        self.left = self.left.checked_sub(1)?;
        let model = self.with(addition);
        if matches!(model.horizon(), Horizon::Day(_)) {
            return self.days_keep(model, target);
        }
        let task = Task { model, study: self.study.clone() };
        let result = run(&[task], self.threads, self.watcher).pop().flatten()?;
        let share = result.promises[self.promise].days?.value;
        Some(share >= target)
    }

    /// The same where each replication is a day: no estimate is made, and no day is played after it is known.
    fn days_keep(&self, model: Model, target: f64) -> Option<bool> {
        let (mut kept, mut missed) = (0, 0);
        let replications = self.study.most_replications();
        let all = replications * model.horizon().days() as u64;
        let models = [model];
        let share = |kept: u64| kept as f64 / all as f64;
        let is_stopped = || self.watcher.is_stopped();
        for from in (0..replications).step_by(DAYS_AT_A_TIME) {
            let days = from..replications.min(from + DAYS_AT_A_TIME as u64);
            let count = (days.end - days.start) as f64;
            let played = summaries(&models, (self.study.seed(), days), self.threads, &is_stopped)?.pop()?;
            self.watcher.played(0, count * models[0].expected_calls());
            let (days_kept, days) = played.days_kept(self.promise);
            (kept, missed) = (kept + days_kept, missed + days - days_kept);
            if share(kept) >= target || share(all - missed) < target {
                break;
            }
        }
        Some(share(kept) >= target)
    }

    /// On days that played no part in the search, nor in another proof: how often it is kept, and what it costs.
    fn proof(&self, best: &Addition, attempt: u64) -> Option<(Estimate, Option<Estimate>)> {
        let study = &self.task.study;
        // Another seed has other callers; any will do.
        let seed = study.seed() ^ 0x5851_f42d_4c95_7f2d_u64.wrapping_mul(2 * attempt + 1);
        let study = Study::new(seed >> 1, study.replications().clone(), study.confidence()).ok()?;
        let count = study.most_replications().max(SOUGHT_ON);
        let study = study.with_replications(count).ok()?;
        let tasks = [self.with(best), self.task.model.clone()].map(|model| Task { model, study: study.clone() });
        let results: Option<Vec<_>> = run(&tasks, self.threads, self.watcher).into_iter().collect();
        let results = results?;
        let cost = |i: usize| super::compared_pairs(&results[i].sections, "cost");
        let confidence = crate::stats::Confidence::new(study.confidence()).ok()?;
        let more = crate::stats::ratio_difference(&cost(0), &cost(1), confidence);
        let outcome: &PromiseOutcome = &results[0].promises[self.promise];
        Some((outcome.days?, more))
    }

    fn with(&self, addition: &Addition) -> Model {
        let model = &self.task.model;
        let more = |(index, group): (usize, &AgentGroup)| {
            if index == addition.group { group.with_more(&addition.added) } else { group.clone() }
        };
        model.with_agent_groups(model.agent_groups().iter().enumerate().map(more).collect())
    }
}
