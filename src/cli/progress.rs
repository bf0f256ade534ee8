//! The progress bar: on standard error, and only on a terminal.

use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{arguments::PlayArguments, effort, interrupt::Interrupt, points::Points};
use crate::experiment::{PointResult, Watcher};

/// Watches the work: draws the bar, saves finished points, and listens for Ctrl-C.
pub struct Overseer {
    bar: ProgressBar,
    interrupt: Interrupt,
    points: Option<Points>,
    /// The point of each task: tasks leave out points that were finished before.
    point_of: Vec<usize>,
    /// Threads that play, and whether they may play unreasonably long.
    threads: usize,
    long: bool,
    failed: Mutex<Option<String>>,
}

impl Overseer {
    /// A bar for `calls` calls in all, unless quiet is asked for.
    #[must_use]
    pub fn new(calls: f64, asked: &PlayArguments) -> Self {
        Self::over(calls, asked.quiet || asked.json, asked.threads(), asked.long)
    }

    /// The same, for `threads` threads that may play unreasonably long or not.
    #[must_use]
    pub fn over(calls: f64, quiet: bool, threads: usize, long: bool) -> Self {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(Some(calls as u64), target);
        let style = ProgressStyle::with_template("{bar:40} {percent:>3} %  {msg}  {eta} left");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.enable_steady_tick(std::time::Duration::from_millis(200));
        Self {
            bar,
            interrupt: Interrupt::listen(),
            points: None,
            point_of: Vec::new(),
            threads,
            long,
            failed: Mutex::new(None),
        }
    }

    /// Saves each finished task as the point that `point_of` says.
    #[must_use]
    pub fn saving(self, points: Points, point_of: Vec<usize>) -> Self {
        Self { points: Some(points), point_of, ..self }
    }

    /// Shows what is being done and for how long the work has gone on, where nobody knows beforehand how much is left.
    pub fn phase(&self, what: String) {
        let style = ProgressStyle::with_template("{spinner} {msg}  ({elapsed} so far)");
        self.bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        self.bar.set_message(what);
    }

    /// Shows how much of about `effort` calls a search has played.
    pub fn search(&self, what: &'static str, effort: f64) {
        let style =
            ProgressStyle::with_template("{spinner} {prefix}: {msg}, {percent} % of the effort  ({elapsed} so far)");
        self.bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        self.bar.set_prefix(what);
        self.bar.set_length(effort as u64);
        self.bar.set_position(0);
    }

    /// Takes the bar away; why the work was given up, if it was.
    pub fn finish(&self) -> Option<String> {
        self.bar.finish_and_clear();
        self.failed.lock().ok().and_then(|mut failed| failed.take())
    }

    fn give_up(&self, why: String) {
        if let Ok(mut failed) = self.failed.lock() {
            failed.get_or_insert(why);
        }
    }
}

impl Watcher for Overseer {
    fn is_stopped(&self) -> bool {
        self.interrupt.is_set() || self.failed.lock().is_ok_and(|failed| failed.is_some())
    }

    fn goes_on(&self, _: usize, calls: f64) -> bool {
        let refusal = effort::refusal(calls, self.threads, self.long);
        let goes_on = refusal.is_none();
        refusal.into_iter().for_each(|why| self.give_up(why));
        goes_on
    }

    fn played(&self, _: usize, calls: f64) {
        self.bar.inc(calls as u64);
    }

    fn turned_to(&self, part: &str) {
        self.bar.set_message(part.to_owned());
    }

    fn finished(&self, task: usize, result: &PointResult) {
        let Some(points) = &self.points else { return };
        let point = self.point_of[task];
        self.bar.set_message(format!("level {} of {}", point + 1, points.count()));
        if let Err(error) = points.save(point, result) {
            self.give_up(error.to_string());
        }
    }
}
