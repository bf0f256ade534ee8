//! Spreads blocks of replications over threads.
//!
//! Tasks that meet the same callers are bundled and played together. Threads take blocks of the
//! earliest unfinished bundle first, so that few are open at a time.
//! A task that plays until a precision is reached is judged only when all blocks handed out for it
//! are back: its number of replications depends on the draws, never on the threads.

use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use super::{
    block::{block_size, play_block},
    bundle::bundles,
    point::PointResult,
    warm_up::{Settled, settle},
};
use crate::{
    metrics::{Controls, Evidence, Of, Period, Shape, Summary, headline},
    model::{Model, Replications, Study},
    stats::{Confidence, Precision},
};

/// Replications that a precision is first judged by.
const FIRST_ROUND: u64 = 20;

/// A model to play, and how often.
#[derive(Clone, Debug)]
pub struct Task {
    /// The model.
    pub model: Model,
    /// What is asked of it.
    pub study: Study,
}

/// Told how the work goes on; asked whether to stop.
pub trait Watcher: Sync {
    /// Whether to stop: blocks that were begun are finished, no further ones are.
    fn is_stopped(&self) -> bool {
        false
    }

    /// Asked when a precision turns out to take about `calls` more calls for task `task`: whether to
    /// go on.
    fn goes_on(&self, task: usize, calls: f64) -> bool {
        let _ = (task, calls);
        true
    }

    /// About this many more calls were played for task `task`.
    fn played(&self, task: usize, calls: f64) {
        let _ = (task, calls);
    }

    /// A search turned to another part of its work.
    fn turned_to(&self, part: &str) {
        let _ = part;
    }

    /// A task is finished. Called once for each, from any thread, in no fixed order.
    fn finished(&self, task: usize, result: &PointResult) {
        let _ = (task, result);
    }
}

/// Nobody watches: plays to the end.
#[derive(Clone, Copy, Debug)]
pub struct Unwatched;

impl Watcher for Unwatched {}

/// Whoever only says when to stop.
impl<F: Fn() -> bool + Sync> Watcher for F {
    fn is_stopped(&self) -> bool {
        self()
    }
}

/// Plays all tasks on `threads` threads: their results, `None` for those that were not finished
/// because the watcher said stop. The results do not depend on the number of threads.
pub fn run(tasks: &[Task], threads: usize, watcher: &dyn Watcher) -> Vec<Option<PointResult>> {
    let bundles = bundles(tasks);
    let (state, changed, is_broken) = (Mutex::new(State::new(tasks)), Condvar::new(), AtomicBool::new(false));
    let desk = Desk { state, changed, is_broken, tasks, bundles, watcher };
    thread::scope(|scope| {
        (1..threads.max(1)).for_each(|_| {
            scope.spawn(|| desk.work());
        });
        desk.work();
    });
    desk.state.into_inner().unwrap_or_else(PoisonError::into_inner).results
}

/// Where threads fetch work and bring back results.
struct Desk<'a> {
    state: Mutex<State>,
    changed: Condvar,
    /// A thread panicked: its work will never be brought back, and nobody shall wait for it.
    is_broken: AtomicBool,
    tasks: &'a [Task],
    bundles: Vec<Range<usize>>,
    watcher: &'a dyn Watcher,
}

struct State {
    /// Bundles that were begun and are not finished.
    open: BTreeMap<usize, Open>,
    /// The first bundle that was not begun.
    next: usize,
    results: Vec<Option<PointResult>>,
}

/// A bundle of tasks under way.
#[derive(Default)]
struct Open {
    /// `None` while warm-ups are looked for.
    settled: Option<Arc<Vec<Settled>>>,
    /// One for each task.
    summaries: Vec<Played>,
    /// The next replication to hand out, and how many to hand out in this round.
    next: u64,
    until: u64,
    /// Blocks handed out and not back.
    out: usize,
}

/// What was played of a task.
struct Played {
    own: Summary,
    /// Of its companion, where it has one.
    companion: Option<Summary>,
}

impl Played {
    fn nothing(settled: &Settled) -> Self {
        let empty = |model: &Model| Summary::empty(Shape::of(model));
        Self { own: empty(&settled.model), companion: settled.companion.as_ref().map(|c| empty(&c.model)) }
    }

    /// A block of several tasks, and of their companions.
    fn block(settled: &[Settled], seed: u64, block: &Range<u64>) -> Vec<Self> {
        let own = play_block(&models(settled), seed, block.clone());
        let companion =
            |of: &Settled| Some(play_block(&[&of.companion.as_ref()?.model], seed, block.clone()).remove(0));
        own.into_iter().zip(settled).map(|(own, of)| Self { own, companion: companion(of) }).collect()
    }

    fn merge(&mut self, other: &Self) {
        self.own.merge(&other.own);
        if let (Some(mine), Some(theirs)) = (&mut self.companion, &other.companion) {
            mine.merge(theirs);
        }
    }

    /// What is known exactly beside it.
    fn controls(&self, settled: &Settled) -> Controls {
        if !settled.is_controlled {
            return Controls::default();
        }
        let mut controls = Controls::of_arrivals(&self.own, &settled.model);
        if let (Some(companion), Some(played)) = (&settled.companion, &self.companion) {
            companion.add_to(&mut controls, played);
        }
        controls
    }
}

enum Work {
    Settle(usize),
    Block(usize, Arc<Vec<Settled>>, Range<u64>),
    Wait,
    Done,
}

impl State {
    fn new(tasks: &[Task]) -> Self {
        Self { open: BTreeMap::new(), next: 0, results: tasks.iter().map(|_| None).collect() }
    }

    fn next_work(&mut self, bundles: usize) -> Work {
        for (&bundle, open) in &mut self.open {
            if let (Some(settled), true) = (&open.settled, open.next < open.until) {
                let settled = settled.clone();
                let block = open.next..open.until.min(open.next + block_size(&models(&settled)));
                open.next = block.end;
                open.out += 1;
                return Work::Block(bundle, settled, block);
            }
        }
        if self.next < bundles {
            let bundle = self.next;
            self.next += 1;
            self.open.insert(bundle, Open::default());
            return Work::Settle(bundle);
        }
        if self.open.is_empty() { Work::Done } else { Work::Wait }
    }
}

fn models(settled: &[Settled]) -> Vec<&Model> {
    settled.iter().map(|settled| &settled.model).collect()
}

/// Tells the other threads when this one panics.
struct Guard<'a>(&'a Desk<'a>);

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.is_broken.store(true, Ordering::Relaxed);
            self.0.changed.notify_all();
        }
    }
}

impl Desk<'_> {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        let _guard = Guard(self);
        loop {
            if self.watcher.is_stopped() || self.is_broken.load(Ordering::Relaxed) {
                self.changed.notify_all();
                return;
            }
            let work = self.lock().next_work(self.bundles.len());
            match work {
                Work::Done => {
                    self.changed.notify_all();
                    return;
                }
                Work::Wait => {
                    let state = self.lock();
                    let pause = Duration::from_millis(20);
                    drop(self.changed.wait_timeout(state, pause));
                }
                Work::Settle(bundle) => self.settle(bundle),
                Work::Block(bundle, settled, block) => self.play(bundle, &settled, block),
            }
        }
    }

    fn tasks(&self, bundle: usize) -> &[Task] {
        &self.tasks[self.bundles[bundle].clone()]
    }

    fn settle(&self, bundle: usize) {
        let tasks = self.tasks(bundle);
        let settled: Vec<Settled> = tasks.iter().map(settle).collect();
        if let Some(open) = self.lock().open.get_mut(&bundle) {
            open.summaries = settled.iter().map(Played::nothing).collect();
            open.settled = Some(Arc::new(settled));
            open.until = first_round(&tasks[0].study);
        }
        self.changed.notify_all();
    }

    fn play(&self, bundle: usize, settled: &[Settled], block: Range<u64>) {
        let tasks = self.tasks(bundle);
        let replications = (block.end - block.start) as f64;
        let partial = Played::block(settled, tasks[0].study.seed(), &block);
        for (task, settled) in self.bundles[bundle].clone().zip(settled) {
            self.watcher.played(task, replications * settled.model.expected_calls());
        }
        let complete = self.bring_back(bundle, &partial);
        if let Some(open) = complete {
            self.judge(bundle, open);
        }
        self.changed.notify_all();
    }

    /// Adds a block's summaries; the whole bundle, if that was the round's last block.
    fn bring_back(&self, bundle: usize, partial: &[Played]) -> Option<Open> {
        let mut state = self.lock();
        let open = state.open.get_mut(&bundle)?;
        open.summaries.iter_mut().zip(partial).for_each(|(summary, partial)| summary.merge(partial));
        open.out -= 1;
        let is_complete = open.out == 0 && open.next == open.until;
        // Keeps a place among the open bundles while it is judged, so that no thread goes home.
        is_complete.then(|| std::mem::take(open))
    }

    /// Finishes a bundle, or hands out another round for it: a task with a precision has a bundle of
    /// its own.
    fn judge(&self, bundle: usize, mut open: Open) {
        let Some(settled) = open.settled.clone() else { return };
        let mut results = Vec::new();
        for ((task, settled), summary) in self.bundles[bundle].clone().zip(settled.iter()).zip(&open.summaries) {
            let study = &self.tasks[task].study;
            let confidence = Confidence::new(study.confidence()).unwrap_or(Confidence::NINETY_FIVE);
            let (summary, controls) = (&summary.own, summary.controls(settled));
            let wanted = replications_wanted(study, summary, &settled.model, confidence, &controls);
            let most = study.most_replications();
            if let Some(wanted) = wanted.filter(|_| open.until < most) {
                let more = wanted.projection.min(most) - open.until.min(wanted.projection);
                if self.watcher.goes_on(task, more as f64 * settled.model.expected_calls()) {
                    open.until = wanted.next.min(most);
                }
                self.lock().open.insert(bundle, open);
                return;
            }
            let result = PointResult::new(summary, settled, confidence, &controls, wanted.is_none());
            self.watcher.finished(task, &result);
            results.push((task, result));
        }
        let mut state = self.lock();
        state.open.remove(&bundle);
        results.into_iter().for_each(|(task, result)| state.results[task] = Some(result));
    }
}

fn first_round(study: &Study) -> u64 {
    match study.replications() {
        Replications::Fixed(count) => *count,
        Replications::Until { most, .. } => FIRST_ROUND.min(*most),
    }
}

/// How many replications a precision wants.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Wanted {
    /// In all, after the next round.
    next: u64,
    /// In all, as far as can be told.
    projection: u64,
}

/// What the precision wants; `None` when it is reached or not asked for.
fn replications_wanted(
    study: &Study,
    summary: &Summary,
    model: &Model,
    confidence: Confidence,
    controls: &Controls,
) -> Option<Wanted> {
    let Replications::Until { wanted, .. } = study.replications() else { return None };
    let evidence = Evidence::new(summary, model, (Of::All, Period::Whole), confidence, controls);
    let done = summary.replications();
    wanted
        .iter()
        .filter_map(|(of, half_width)| {
            let estimate = evidence.estimate(headline(*of));
            let precision = Precision::new(*half_width)?;
            let next = precision.replications_needed(estimate, done)?;
            Some(Wanted { next, projection: precision.projection(estimate, done).unwrap_or(next).max(next) })
        })
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A watcher who cannot bear to look.
    struct Panics;

    impl Watcher for Panics {
        fn played(&self, _: usize, _: f64) {
            panic!("a thread that breaks down")
        }
    }

    #[test]
    fn a_thread_that_panics_lets_nobody_wait_for_it() {
        let text = "replications = 50\nhorizon = { open = \"08:00\", close = \"09:00\" }\n[[call_type]]\nname = \"a\"\narrivals = { poisson = { per_hour = 10 } }\ntalk_time = { constant = 60 }\n[[agent_group]]\nname = \"b\"\nskills = [\"a\"]\nstaffed = 1";
        let scenario = crate::scenario::Scenario::from_text(
            "a.toml",
            text,
            std::path::Path::new("."),
            &crate::scenario::Overrides::default(),
        );
        let Ok(scenario) = scenario else { panic!("the scenario is right") };
        let task = Task { model: scenario.model().clone(), study: scenario.study().clone() };
        let tasks = [task.clone(), task];
        let played = std::panic::catch_unwind(|| run(&tasks, 3, &Panics));
        assert!(played.is_err(), "the panic is handed on");
    }
}
