//! Days of a centre, what theory says of their counts, and the bound within which they must agree.

use std::sync::atomic::{AtomicUsize, Ordering};

use onering::{
    engine::{CallRecord, Centre, Observer, play},
    model::Model,
    stats::{Confidence, Pair, ratio},
    units::SimTime,
};
use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::common::model;

/// How often the whole suite may fail by chance.
const SUITE_ALPHA: f64 = 1e-6;
/// Most comparisons of the suite (Bonferroni); a counter holds it to that.
const COMPARISONS: usize = 200;
/// Independent groups that days are dealt to; a group gives one observation.
const GROUPS: u64 = 60;

static COMPARED: AtomicUsize = AtomicUsize::new(0);

/// One day's calls, in order of arrival.
pub type Calls = Vec<CallRecord>;

/// Played days.
pub struct Days {
    name: &'static str,
    seed: u64,
    groups: Vec<Vec<Vec<f64>>>,
}

#[derive(Default)]
struct Log(Calls);

impl Observer for Log {
    fn call(&mut self, record: &CallRecord) {
        self.0.push(*record);
    }

    fn overstay(&mut self, _: usize, _: u32, _: SimTime, _: SimTime) {}
}

/// A centre of many agents who take all types, open from 08:00 to 12:00 in hours.
pub fn centre(arrivals: &str) -> String {
    let types: Vec<&str> =
        ["a", "b", "c"].into_iter().filter(|t| arrivals.contains(&format!("name = \"{t}\""))).collect();
    format!(
        "horizon = {{ open = \"08:00\", close = \"12:00\", interval = \"1h\" }}\n\
         agent_group = [{{ name = \"agents\", skills = {types:?}, staffed = 100 }}]\n{arrivals}"
    )
}

/// A call type with these keys.
pub fn call_type(name: &str, keys: &str) -> String {
    format!("[[call_type]]\nname = \"{name}\"\ntalk_time = {{ constant = 60 }}\n{keys}\n")
}

/// Calls of a type that come within these hours after opening.
pub fn calls(day: &Calls, call_type: u32, from: f64, to: f64) -> f64 {
    let within = |c: &&CallRecord| {
        let at = c.arrived_at.as_seconds() / 3600.0;
        c.call_type == call_type && from <= at && at < to
    };
    day.iter().filter(within).count() as f64
}

/// Plays days of a scenario with a fresh seed and keeps numbers of each.
pub fn days(name: &'static str, text: &str, count: u64, numbers: impl Fn(&Calls) -> Vec<f64>) -> (Days, Model) {
    let (model, seed) = (model(text), rand::random::<u64>());
    let mut centre = Centre::default();
    let mut day = |replication| {
        let mut log = Log::default();
        play(&model, seed, replication, &mut centre, &mut log);
        log.0.sort_by_key(|c| (c.arrived_at, c.call_type));
        numbers(&log.0)
    };
    let a_group = count.div_ceil(GROUPS);
    let groups = (0..GROUPS).map(|g| (g * a_group..(g + 1) * a_group).map(&mut day).collect()).collect();
    (Days { name, seed, groups }, model)
}

impl Days {
    /// The mean of number `i` of a day.
    pub fn mean(&self, i: usize, theory: f64) {
        self.compare(&format!("mean of {i}"), theory, |days| {
            days.iter().map(|d| d[i]).sum::<f64>() / days.len() as f64
        });
    }

    /// The covariance of numbers `i` and `j` of a day; the variance, where they are the same.
    pub fn covariance(&self, i: usize, j: usize, theory: f64) {
        self.compare(&format!("covariance of {i} and {j}"), theory, |days| {
            let mean = |k: usize| days.iter().map(|d| d[k]).sum::<f64>() / days.len() as f64;
            let (x, y) = (mean(i), mean(j));
            days.iter().map(|d| (d[i] - x) * (d[j] - y)).sum::<f64>() / (days.len() as f64 - 1.0)
        });
    }

    fn compare(&self, what: &str, theory: f64, of: impl Fn(&[Vec<f64>]) -> f64) {
        assert!(COMPARED.fetch_add(1, Ordering::Relaxed) < COMPARISONS, "COMPARISONS is too small for the suite");
        let parts: Vec<Pair> = self.groups.iter().map(|days| Pair::new(of(days), 1.0)).collect();
        let estimate = ratio(&parts, Confidence::NINETY_FIVE).unwrap();
        let t = StudentsT::new(0.0, 1.0, (GROUPS - 1) as f64).unwrap();
        // From the lower tail, where a tiny alpha is not lost in 1 - alpha.
        let scale = t.inverse_cdf(SUITE_ALPHA / COMPARISONS as f64 / 2.0) / t.inverse_cdf(0.025);
        let bound = estimate.half_width.unwrap() * scale;
        let (difference, name) = ((estimate.value - theory).abs(), self.name);
        println!("| {name} | {what} | {theory:.6} | {:.6} | {difference:.6} | {bound:.6} |", estimate.value);
        let seed = self.seed;
        assert!(difference <= bound, "seed {seed}: {name}, {what}: {} for {theory}, bound {bound}", estimate.value);
    }
}

/// The model expects what theory does, to rounding.
pub fn expects(model: &Model, call_type: usize, theory: f64) {
    let seconds = model.horizon().measured_to().as_seconds();
    let found = model.expected_calls_of(call_type, seconds);
    assert!((found - theory).abs() < 1e-9 * theory.max(1.0), "the model expects {found} calls, not {theory}");
    let load = model.call_types()[call_type].mean_handle_time() * theory / seconds;
    assert!((model.offered_load(call_type) - load).abs() < 1e-9 * load.max(1.0));
}
