//! The progress bar: on standard error, and only on a terminal.

use std::{path::PathBuf, sync::Mutex};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{interrupt::Interrupt, points::Points};
use crate::experiment::{PointResult, Watcher};

/// Watches the work: draws the bar, saves finished points, and listens for Ctrl-C.
pub struct Overseer {
    bar: ProgressBar,
    interrupt: Interrupt,
    points: Option<Points>,
    /// The point of each task: tasks leave out points that were finished before.
    point_of: Vec<usize>,
    failed: Mutex<Option<(PathBuf, String)>>,
}

impl Overseer {
    /// A bar for `calls` calls in all, unless `quiet`.
    #[must_use]
    pub fn new(calls: f64, quiet: bool, interrupt: Interrupt) -> Self {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(Some(calls as u64), target);
        let style = ProgressStyle::with_template("{bar:40} {percent:>3} %  {msg}  {eta} left");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.enable_steady_tick(std::time::Duration::from_millis(200));
        Self { bar, interrupt, points: None, point_of: Vec::new(), failed: Mutex::new(None) }
    }

    /// Saves each finished task as the point that `point_of` says.
    #[must_use]
    pub fn saving(self, points: Points, point_of: Vec<usize>) -> Self {
        Self { points: Some(points), point_of, ..self }
    }

    /// Takes the bar away; why a point could not be saved, if that happened.
    pub fn finish(&self) -> Option<(PathBuf, String)> {
        self.bar.finish_and_clear();
        self.failed.lock().ok().and_then(|mut failed| failed.take())
    }

    fn note_failure(&self, path: PathBuf, why: String) {
        if let Ok(mut failed) = self.failed.lock() {
            failed.get_or_insert((path, why));
        }
    }
}

impl Watcher for Overseer {
    fn is_stopped(&self) -> bool {
        self.interrupt.is_set() || self.failed.lock().is_ok_and(|failed| failed.is_some())
    }

    fn played(&self, _: usize, calls: f64) {
        self.bar.inc(calls as u64);
    }

    fn finished(&self, task: usize, result: &PointResult) {
        let Some(points) = &self.points else { return };
        let point = self.point_of[task];
        self.bar.set_message(format!("level {} of {}", point + 1, points.count()));
        if let Err(error) = points.save(point, result) {
            self.note_failure(points.folder().to_path_buf(), error.to_string());
        }
    }
}
