//! What the morning's counts say of the day's busyness.
//!
//! Counts are Poisson given the factors of the day, and the factors are gamma with the mean 1. With one factor for all
//! calls the posterior is gamma again: of shape `1/cv² + N` and rate `1/cv² + Λ`, for `N` calls where `Λ` were forecast
//! (Gelman et al., *Bayesian Data Analysis*, 3rd ed., 2013, 2.6); the same holds stream by stream where each has a
//! factor of its own. With several factors on the same calls, correlated ones (a normal copula) or factors by interval
//! there is no closed form: days are then drawn from the posterior by elliptical slice sampling over the normals behind
//! the factors (Murray, Adams and MacKay, *AISTATS* 2010). Calls in batches have the likelihood of as many groups.

use std::f64::consts::TAU;

use rand::{Rng, RngExt, SeedableRng};
use rand_distr::{Distribution as _, Gamma, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::Morning;
use crate::model::{Batches, Busyness, CallStream, Model, Origin, gamma_factor};

/// Steps of the sampler before its first draw, and from one draw to the next.
const BURN_IN: usize = 500;
const THINNED: usize = 12;

/// How the posterior was found.
#[derive(Clone, Debug, PartialEq)]
pub enum Method {
    /// Days do not differ: there is nothing to learn.
    Certain,
    /// Gamma: shape and rate, of the factor that all calls share, or of each stream's own.
    Gamma(Vec<(f64, f64)>),
    /// Drawn by elliptical slice sampling.
    Sampled,
}

/// Days as they may be, given the morning.
#[derive(Clone, Debug, PartialEq)]
pub struct Posterior {
    /// Factors by day, then stream of calls, then interval of the whole day.
    pub days: Vec<Vec<Vec<f64>>>,
    /// How they were found.
    pub method: Method,
}

/// Draws `count` days from the posterior of the factors, given the `morning`.
#[must_use]
pub fn posterior(model: &Model, morning: &Morning, seed: u64, count: usize) -> Posterior {
    match closed_form(model, morning) {
        Some(Method::Gamma(gammas)) => {
            Posterior { days: from_gammas(model, &gammas, seed, count), method: Method::Gamma(gammas) }
        }
        Some(method) => {
            let even = vec![vec![1.0; model.horizon().intervals()]; model.streams().len()];
            Posterior { days: vec![even], method }
        }
        None => sampled(model, morning, seed, count),
    }
}

/// The posterior where it has a closed form.
#[must_use]
pub fn closed_form(model: &Model, morning: &Morning) -> Option<Method> {
    let own = || model.streams().iter().filter_map(|stream| stream.busyness.as_ref());
    let shared = model.busyness();
    if own().chain(shared).any(|b| b.interval_cvs().iter().any(|cv| *cv > 0.0)) {
        return None;
    }
    let expected = Expected::new(model);
    let shared_cv = shared.and_then(Busyness::day_cv);
    let own_cv: Vec<Option<f64>> =
        model.streams().iter().map(|stream| stream.busyness.as_ref().and_then(Busyness::day_cv)).collect();
    if shared_cv.is_none() && own_cv.iter().all(Option::is_none) {
        return Some(Method::Certain);
    }
    if model.streams().iter().any(|stream| !stream.batches.is_single()) {
        return None;
    }
    let gamma = |cv: f64, calls: f64, forecast: f64| {
        let shape = 1.0 / (cv * cv);
        (shape + calls, shape + forecast)
    };
    let calls = |call_type: usize| morning.offered[call_type].iter().sum::<f64>();
    let types = model.call_types().len();
    if let Some(cv) = shared_cv {
        if own_cv.iter().any(Option::is_some) {
            return None;
        }
        let seen = (0..types).map(calls).sum();
        let forecast = (0..types).map(|of| expected.of_type(of, 0..morning.from)).sum();
        return Some(Method::Gamma(vec![gamma(cv, seen, forecast)]));
    }
    let is_own =
        |(index, stream): (usize, &CallStream)| stream.mix.is_single() && stream.origin == Origin::CallType(index);
    if model.correlation().is_some()
        || model.streams().len() != types
        || !model.streams().iter().enumerate().all(is_own)
    {
        return None;
    }
    let of = |(index, cv): (usize, &Option<f64>)| {
        // Without a factor: one so sharp that nothing moves it.
        gamma(cv.unwrap_or(1e-6), calls(index), expected.of_type(index, 0..morning.from))
    };
    Some(Method::Gamma(own_cv.iter().enumerate().map(of).collect()))
}

fn from_gammas(model: &Model, gammas: &[(f64, f64)], seed: u64, count: usize) -> Vec<Vec<Vec<f64>>> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let intervals = model.horizon().intervals();
    let mut day = || {
        let draw = |(shape, rate): &(f64, f64)| Gamma::new(*shape, 1.0 / rate).map_or(1.0, |of| of.sample(&mut rng));
        let factors: Vec<f64> = gammas.iter().map(draw).collect();
        (0..model.streams().len()).map(|s| vec![factors[s.min(factors.len() - 1)]; intervals]).collect()
    };
    (0..count.max(1)).map(|_| day()).collect()
}

/// Draws `count` days from the posterior by elliptical slice sampling, whether there is a closed form or not.
#[must_use]
pub fn sampled(model: &Model, morning: &Morning, seed: u64, count: usize) -> Posterior {
    let factors = Factors::new(model);
    let likelihood = Likelihood::new(model, morning);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut at = vec![0.0; factors.dimension];
    let mut known = likelihood.log(&factors.at(&at));
    let mut days = Vec::with_capacity(count);
    let mut step = 0;
    while days.len() < count.max(1) {
        (at, known) = slice(&at, known, &mut rng, &|normals| likelihood.log(&factors.at(normals)));
        if step >= BURN_IN && (step - BURN_IN).is_multiple_of(THINNED) {
            days.push(factors.at(&at));
        }
        step += 1;
    }
    Posterior { days, method: Method::Sampled }
}

/// Days as they may be before anything is seen.
#[must_use]
pub(in crate::planning) fn prior(model: &Model, seed: u64, count: usize) -> Vec<Vec<Vec<f64>>> {
    let factors = Factors::new(model);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut day = || {
        let normals: Vec<f64> = (0..factors.dimension).map(|_| StandardNormal.sample(&mut rng)).collect();
        factors.at(&normals)
    };
    (0..count.max(1)).map(|_| day()).collect()
}

/// One step of the sampler: a point on the ellipse through `at` and a draw of the prior, not below the slice.
fn slice<R: Rng>(at: &[f64], known: f64, rng: &mut R, log: &dyn Fn(&[f64]) -> f64) -> (Vec<f64>, f64) {
    let other: Vec<f64> = at.iter().map(|_| StandardNormal.sample(rng)).collect();
    let level = known + rng.random::<f64>().ln();
    let mut angle = rng.random::<f64>() * TAU;
    let (mut low, mut high) = (angle - TAU, angle);
    loop {
        let point: Vec<f64> = at.iter().zip(&other).map(|(a, b)| a * angle.cos() + b * angle.sin()).collect();
        let found = log(&point);
        // A bracket of no width is where it came from.
        if found > level || high - low < 1e-12 {
            return (point, found);
        }
        if angle < 0.0 {
            low = angle;
        } else {
            high = angle;
        }
        angle = low + (high - low) * rng.random::<f64>();
    }
}

/// Calls expected at the factor 1.
pub(in crate::planning) struct Expected {
    /// By stream, then call type, then interval.
    pub calls: Vec<Vec<Vec<f64>>>,
    /// Calls of a group, mean square over mean, by stream: 1 for single calls.
    pub dispersion: Vec<f64>,
}

impl Expected {
    pub fn new(model: &Model) -> Self {
        let (intervals, length) = (model.horizon().intervals(), model.horizon().interval().as_seconds());
        let of = |(index, stream): (usize, &CallStream)| -> Vec<Vec<f64>> {
            let pace = model.expected_pace(index);
            let type_of = |call_type: usize| {
                let until = |i: usize| stream.expected_calls(call_type, i as f64 * length, &pace);
                (0..intervals).map(|i| (until(i + 1) - until(i)).max(0.0)).collect()
            };
            (0..model.call_types().len()).map(type_of).collect()
        };
        let calls = model.streams().iter().enumerate().map(of).collect();
        Self { calls, dispersion: model.streams().iter().map(|stream| dispersion(&stream.batches)).collect() }
    }

    /// Of a call type, over a stretch of intervals.
    pub fn of_type(&self, call_type: usize, intervals: std::ops::Range<usize>) -> f64 {
        self.calls.iter().map(|of| of[call_type][intervals.clone()].iter().sum::<f64>()).sum()
    }
}

/// `E[B²] / E[B]` of batches of `B` calls: the variance over the mean of the calls of Poisson groups.
fn dispersion(batches: &Batches) -> f64 {
    match batches {
        Batches::Constant(size) => f64::from(*size),
        Batches::Geometric(end) => (2.0 - end) / end,
        Batches::Cumulated(up_to) => {
            let chance = |k: usize| up_to[k] - if k == 0 { 0.0 } else { up_to[k - 1] };
            let square: f64 = (0..up_to.len()).map(|k| ((k + 1) as f64).powi(2) * chance(k)).sum();
            square / batches.mean()
        }
    }
}

/// Counts against what was expected.
struct Likelihood {
    expected: Expected,
    /// By call type, then interval.
    seen: Vec<Vec<f64>>,
}

impl Likelihood {
    fn new(model: &Model, morning: &Morning) -> Self {
        Self { expected: Expected::new(model), seen: morning.offered.clone() }
    }

    /// The logarithm, but for what does not depend on the factors.
    fn log(&self, factors: &[Vec<f64>]) -> f64 {
        let mut sum = 0.0;
        for (call_type, seen) in self.seen.iter().enumerate() {
            for (interval, count) in seen.iter().enumerate() {
                let (mut mean, mut spread) = (0.0, 0.0);
                for (stream, of) in self.expected.calls.iter().enumerate() {
                    let calls = of[call_type][interval] * factors[stream][interval];
                    mean += calls;
                    spread += calls * self.expected.dispersion[stream];
                }
                if mean > 0.0 {
                    sum += (count * mean.ln() - mean) * mean / spread;
                }
            }
        }
        sum
    }
}

/// From independent normals to the factors of a day.
struct Factors<'m> {
    model: &'m Model,
    dimension: usize,
    tables: Vec<Table>,
}

/// Gamma factors of one coefficient of variation, over the normals behind them.
struct Table {
    cv: f64,
    logs: Vec<f64>,
}

/// Normals beyond this are as good as this.
const FURTHEST: f64 = 8.0;
const PER_UNIT: f64 = 50.0;

impl Table {
    fn new(cv: f64) -> Self {
        let at = |i: usize| gamma_factor(cv, i as f64 / PER_UNIT - FURTHEST).max(f64::MIN_POSITIVE).ln();
        Self { cv, logs: (0..=(2.0 * FURTHEST * PER_UNIT) as usize).map(at).collect() }
    }

    fn at(&self, normal: f64) -> f64 {
        let place = ((normal + FURTHEST) * PER_UNIT).clamp(0.0, (self.logs.len() - 2) as f64);
        let (index, rest) = (place as usize, place.fract());
        (self.logs[index] * (1.0 - rest) + self.logs[index + 1] * rest).exp()
    }
}

impl<'m> Factors<'m> {
    fn new(model: &'m Model) -> Self {
        let all = || model.busyness().into_iter().chain(model.streams().iter().filter_map(|s| s.busyness.as_ref()));
        let of = |b: &Busyness| usize::from(b.day_cv().is_some()) + b.interval_cvs().len();
        let mut tables: Vec<Table> = Vec::new();
        for cv in all().flat_map(|b| b.day_cv().into_iter().chain(b.interval_cvs().iter().copied())) {
            if cv > 0.0 && tables.iter().all(|table| table.cv != cv) {
                tables.push(Table::new(cv));
            }
        }
        Self { model, dimension: all().map(of).sum(), tables }
    }

    fn factor(&self, cv: f64, normal: f64) -> f64 {
        self.tables.iter().find(|table| table.cv == cv).map_or(1.0, |table| table.at(normal))
    }

    /// By stream, then interval.
    fn at(&self, normals: &[f64]) -> Vec<Vec<f64>> {
        let mut rest = normals.iter().copied();
        let shared = self.model.busyness().map(|b| self.own(b, &mut rest));
        let streams = self.model.streams();
        let own: Vec<Option<Own>> =
            streams.iter().map(|stream| stream.busyness.as_ref().map(|b| self.own(b, &mut rest))).collect();
        let mut days: Vec<f64> = own.iter().map(|of| of.as_ref().map_or(0.0, |of| of.day)).collect();
        if let Some((which, correlation)) = self.model.correlation() {
            let correlated = correlation.of(which.iter().map(|index| days[*index]).collect());
            which.iter().zip(correlated).for_each(|(index, normal)| days[*index] = normal);
        }
        let intervals = self.model.horizon().intervals();
        let shared_day = shared.as_ref().zip(self.model.busyness()).map_or(1.0, |(of, b)| self.day(b, of.day));
        let of_stream = |index: usize| {
            let day = shared_day * streams[index].busyness.as_ref().map_or(1.0, |b| self.day(b, days[index]));
            let by_interval =
                |of: Option<&Own>, i: usize| of.and_then(|of| of.intervals.get(i)).copied().unwrap_or(1.0);
            (0..intervals)
                .map(|i| day * by_interval(shared.as_ref(), i) * by_interval(own[index].as_ref(), i))
                .collect()
        };
        (0..streams.len()).map(of_stream).collect()
    }

    fn day(&self, of: &Busyness, normal: f64) -> f64 {
        of.day_cv().map_or(1.0, |cv| self.factor(cv, normal))
    }

    fn own(&self, of: &Busyness, rest: &mut impl Iterator<Item = f64>) -> Own {
        let day = if of.day_cv().is_some() { rest.next().unwrap_or(0.0) } else { 0.0 };
        let independent: Vec<f64> = rest.take(of.interval_cvs().len()).collect();
        let normals = of.interval_normals(independent);
        Own { day, intervals: of.interval_cvs().iter().zip(normals).map(|(cv, n)| self.factor(*cv, n)).collect() }
    }
}

/// The normal behind a factor by day, and the factors by interval.
struct Own {
    day: f64,
    intervals: Vec<f64>,
}
