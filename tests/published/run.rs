//! A published case, played.

use std::{env, ops::Range, path::PathBuf, thread};

use onering::{
    engine::{Centre, play},
    metrics::{Collector, How, Of, Period, Shape, Summary, Totals, measures},
    model::{Model, Replications},
    scenario::Overrides,
    stats::{Confidence, Pair, ratio},
};

use crate::common::{THREADS, degrees, scenario, student_t};

/// The environment variable that replaces the scenarios' pinned seeds, to try others.
const SEED: &str = "ONERING_PUBLISHED_SEED";
const ALPHA_OF_INTERVAL: f64 = 0.05;

/// All replications of a scenario.
pub struct Run {
    model: Model,
    summary: Summary,
    replications: u64,
}

/// A value and its standard error.
#[derive(Clone, Copy, Debug)]
pub struct Value {
    pub value: f64,
    pub error: f64,
}

impl Run {
    /// Plays `tests/published/<name>.toml` with some keys set.
    pub fn play(name: &str, set: &[(&str, &str)]) -> Self {
        let (model, seed, replications) = load(name, set);
        let summary = summary(&model, seed, replications);
        Self { model, summary, replications }
    }

    /// A ratio of counts of the whole centre.
    pub fn ratio(&self, parts: impl Fn(&Totals) -> (f64, f64)) -> Value {
        self.ratio_of(Of::All, Period::Whole, parts)
    }

    /// A ratio of counts of somebody in some period.
    pub fn ratio_of(&self, of: Of, period: Period, parts: impl Fn(&Totals) -> (f64, f64)) -> Value {
        let totals = self.summary.totals(&self.model, of, period);
        self.estimate(totals.iter().map(&parts).map(|(numerator, denominator)| Pair::new(numerator, denominator)))
    }

    /// A ratio of times of the whole centre, over some of the intervals.
    pub fn ratio_over(&self, intervals: Range<usize>, parts: impl Fn(&Totals) -> (f64, f64)) -> Value {
        let mut sums: Vec<Pair> = Vec::new();
        for interval in intervals {
            let totals = self.summary.totals(&self.model, Of::All, Period::Interval(interval));
            sums.resize(totals.len(), Pair::default());
            for (sum, (numerator, denominator)) in sums.iter_mut().zip(totals.iter().map(&parts)) {
                *sum = Pair::new(sum.numerator + numerator, sum.denominator + denominator);
            }
        }
        self.estimate(sums.into_iter())
    }

    /// A registered measure of the whole centre.
    pub fn measure(&self, name: &str) -> Value {
        self.measure_of(Of::All, Period::Whole, name)
    }

    /// A registered measure of somebody in some period.
    pub fn measure_of(&self, of: Of, period: Period, name: &str) -> Value {
        let (How::Ratio(parts) | How::Share(parts)) = measures::named(name).unwrap().how else {
            panic!("{name} is no ratio")
        };
        self.estimate(self.summary.totals(&self.model, of, period).iter().map(parts))
    }

    /// Calls answered within the wait of promise number `promise`, by what `of_all` counts.
    pub fn within(&self, promise: usize, of_all: impl Fn(&Totals) -> u64) -> Value {
        let totals = self.summary.totals(&self.model, Of::All, Period::Whole);
        let within = self.summary.promise_within(promise, Period::Whole);
        self.estimate(within.iter().zip(&totals).map(|(w, t)| Pair::new(*w as f64, of_all(t) as f64)))
    }

    fn estimate(&self, parts: impl Iterator<Item = Pair>) -> Value {
        let estimate = ratio(&parts.collect::<Vec<_>>(), Confidence::NINETY_FIVE).unwrap();
        let error = estimate.half_width.unwrap() / student_t(ALPHA_OF_INTERVAL, degrees(self.replications));
        Value { value: estimate.value, error }
    }
}

impl Value {
    /// One less the value: of a share, the others.
    pub fn complement(self) -> Self {
        Self { value: 1.0 - self.value, ..self }
    }

    /// In units of `unit`.
    pub fn per(self, unit: f64) -> Self {
        Self { value: self.value / unit, error: self.error / unit }
    }
}

/// The model, the seed and the number of replications of `tests/published/<name>.toml` with some
/// keys set.
pub fn load(name: &str, set: &[(&str, &str)]) -> (Model, u64, u64) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/published").join(format!("{name}.toml"));
    let text = std::fs::read_to_string(&path).unwrap();
    let set = set.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let seed = env::var(SEED).ok().map(|seed| seed.parse().unwrap());
    let scenario = scenario(name, &text, &Overrides { seed, replications: None, set });
    let Replications::Fixed(replications) = *scenario.study().replications() else {
        panic!("{name} states no replications")
    };
    (scenario.model().clone(), scenario.study().seed(), replications)
}

/// Plays the replications on a few threads; summaries add up exactly, so how they are dealt has no
/// influence.
fn summary(model: &Model, seed: u64, replications: u64) -> Summary {
    let share = |thread: u64| {
        let (mut centre, mut collector) = (Centre::default(), Collector::new(model));
        for replication in (thread..replications).step_by(THREADS) {
            collector.begin(replication);
            play(model, seed, replication, &mut centre, &mut collector);
            collector.end();
        }
        collector.into_summary()
    };
    let mut sum = Summary::empty(Shape::of(model));
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS as u64).map(|thread| scope.spawn(move || share(thread))).collect();
        threads.into_iter().for_each(|thread| sum.merge(&thread.join().unwrap()));
    });
    sum
}
