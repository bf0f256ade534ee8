//! Thousands of futures: what is uncertain drawn anew for each, the same for all strategies.

use std::thread;

use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

use super::{
    future::{months, start},
    month::{Month, Strategy},
    verdict::{cumulated, first_for_good},
};
use crate::{
    engine::{behaviour_stream, demand_stream},
    model::{Number, Numbers, Uncertain},
    stats::{Confidence, Estimate},
};

/// What is kept of a month, in the order of its numbers.
pub const KEPT: usize = 7;

/// Futures of all strategies.
#[derive(Clone, Debug, PartialEq)]
pub struct Futures {
    /// How many.
    pub count: usize,
    /// Months of each.
    pub months: usize,
    /// By strategy, number kept and month: future by future.
    values: Vec<Vec<Vec<Vec<f64>>>>,
    /// By strategy: [what it is worth](Strategy::worth) at the start, future by future.
    pub worth: Vec<Vec<f64>>,
    /// By strategy, against the baseline: the profits so far, discounted, less the baseline's: by month, future by future.
    pub ahead: Vec<Vec<Vec<f64>>>,
    /// By strategy, against the baseline: the month (from 1) from which on its monthly profit stays lower, future by future.
    pub turns: Vec<Vec<Option<usize>>>,
    /// Months of a strategy and future of which the surface says nothing, as a share of all.
    pub beyond: f64,
}

/// What became of something over all futures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The mean over futures, and how far it may be off because they are so few.
    pub mean: Estimate,
    /// The interval in which the middle share (the confidence) of futures lies.
    pub lower: f64,
    /// Its upper end.
    pub upper: f64,
}

/// One future of one strategy.
struct Path {
    months: Vec<[f64; KEPT]>,
    worth: f64,
    beyond: usize,
}

/// Follows all strategies through `base.futures` futures on `threads` threads; `None` where `is_stopped` said so. The answer does
/// not depend on the number of threads.
pub fn follow(
    strategies: &[Strategy<'_>],
    baseline: usize,
    seed: u64,
    threads: usize,
    is_stopped: &(dyn Fn() -> bool + Sync),
) -> Option<Futures> {
    let count = strategies[baseline].terms.base.futures;
    let each = count.div_ceil(threads.max(1));
    let work = |from: usize| -> Vec<Option<Vec<Path>>> {
        (from..(from + each).min(count))
            .map(|future| (!is_stopped()).then(|| one(strategies, baseline, seed, future as u64)))
            .collect()
    };
    let played: Vec<Option<Vec<Path>>> = thread::scope(|scope| {
        let workers: Vec<_> = (0..count).step_by(each).map(|from| scope.spawn(move || work(from))).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap_or_else(|broke| std::panic::resume_unwind(broke)))
            .collect()
    });
    let paths: Vec<Vec<Path>> = played.into_iter().collect::<Option<_>>()?;
    (paths.len() == count).then(|| Futures::of(&paths, strategies, baseline))
}

/// One future of all strategies.
fn one(strategies: &[Strategy<'_>], baseline: usize, seed: u64, future: u64) -> Vec<Path> {
    let path = |(strategy, months): (&Strategy<'_>, Vec<Month>)| {
        let beyond = months.iter().filter(|month| !month.is_on_surface).count();
        Path { months: months.iter().map(kept).collect(), worth: strategy.worth(&months), beyond }
    };
    strategies.iter().zip(sample(strategies, baseline, seed, future)).map(path).collect()
}

/// The months of all strategies in one future: they draw the same quantile of each number, and the same busy months.
pub fn sample(strategies: &[Strategy<'_>], baseline: usize, seed: u64, future: u64) -> Vec<Vec<Month>> {
    let mut behaviour = behaviour_stream(seed, future);
    let quantiles: Vec<f64> = Number::ALL.iter().map(|_| behaviour.random()).collect();
    let draw = |number: Number, value: Uncertain| value.at(quantiles[number as usize]);
    let numbers: Vec<Numbers<f64>> = strategies.iter().map(|s| s.terms.numbers.map(draw)).collect();
    let base = &strategies[baseline].terms.base;
    let factors = busy_months(base.demand_cv, base.months, seed, future);
    let from = start(&strategies[baseline], &numbers[baseline]);
    strategies.iter().zip(&numbers).map(|(strategy, numbers)| months(strategy, numbers, from, &factors)).collect()
}

/// Lognormal factors of mean 1: `exp(s z - s²/2)` with `s² = ln(1 + cv²)`.
fn busy_months(cv: f64, months: usize, seed: u64, future: u64) -> Vec<f64> {
    let mut stream = demand_stream(seed, future);
    let variance = (cv * cv).ln_1p();
    let factor = || {
        let normal: f64 = StandardNormal.sample(&mut stream);
        (variance.sqrt() * normal - variance / 2.0).exp()
    };
    std::iter::repeat_with(factor).take(months).collect()
}

const fn kept(month: &Month) -> [f64; KEPT] {
    [
        month.customers,
        month.calls,
        month.cost,
        month.profit,
        month.lifetime_value,
        month.staff,
        month.service.service_level(),
    ]
}

impl Futures {
    /// The names of what is kept of a month, in the order of its numbers.
    pub const KEPT: [&str; KEPT] =
        ["customers", "calls", "cost", "profit", "customer_lifetime_value", "staff", "service_level"];

    fn of(paths: &[Vec<Path>], strategies: &[Strategy<'_>], baseline: usize) -> Self {
        let (count, months) = (paths.len(), strategies[baseline].terms.base.months);
        let discounts: Vec<f64> = (0..months).map(|month| strategies[baseline].discount(month)).collect();
        let profits =
            |future: &[Path], strategy: usize| -> Vec<f64> { future[strategy].months.iter().map(|m| m[3]).collect() };
        let mut all = Self {
            count,
            months,
            values: vec![vec![vec![Vec::with_capacity(count); months]; KEPT]; strategies.len()],
            worth: vec![Vec::with_capacity(count); strategies.len()],
            ahead: vec![vec![Vec::with_capacity(count); months]; strategies.len()],
            turns: vec![Vec::with_capacity(count); strategies.len()],
            beyond: 0.0,
        };
        for future in paths {
            let usual = profits(future, baseline);
            for (strategy, path) in future.iter().enumerate() {
                for (month, values) in path.months.iter().enumerate() {
                    for (kept, value) in values.iter().enumerate() {
                        all.values[strategy][kept][month].push(*value);
                    }
                }
                let own = profits(future, strategy);
                let ahead = cumulated(&own, &usual, &discounts);
                ahead.iter().zip(&mut all.ahead[strategy]).for_each(|(value, month)| month.push(*value));
                all.worth[strategy].push(path.worth);
                all.turns[strategy].push(first_for_good(&own, |month, profit| profit < usual[month]));
                all.beyond += path.beyond as f64;
            }
        }
        all.beyond /= (count * months * strategies.len()) as f64;
        all
    }

    /// Futures of which only this is known: by strategy and month, how far it is ahead in each.
    #[cfg(test)]
    pub(super) fn for_tests(ahead: Vec<Vec<Vec<f64>>>) -> Self {
        let (count, months) = (ahead[0][0].len(), ahead[0].len());
        let turns = vec![vec![None; count]; ahead.len()];
        Self { count, months, values: Vec::new(), worth: Vec::new(), ahead, turns, beyond: 0.0 }
    }

    /// What became of a kept number (by its place in [`Futures::KEPT`]) of a strategy in a month, counted from 0.
    #[must_use]
    pub fn spread(&self, strategy: usize, kept: usize, month: usize, confidence: Confidence) -> Spread {
        Spread::of(&self.values[strategy][kept][month], confidence)
    }
}

impl Spread {
    /// Of these values, in any order.
    ///
    /// # Panics
    ///
    /// Where there are none.
    #[must_use]
    pub fn of(values: &[f64], confidence: Confidence) -> Self {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let half_width = confidence.student_t(values.len() - 1).map(|t| t * (squares / (n * (n - 1.0))).sqrt());
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let outside = (1.0 - confidence.level()) / 2.0;
        Self {
            mean: Estimate { value: mean, half_width },
            lower: quantile(&sorted, outside),
            upper: quantile(&sorted, 1.0 - outside),
        }
    }
}

/// Between two values a quantile lies on the line between them (Hyndman and Fan, *Am. Stat.* 50, 1996, number 7).
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let below = place as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}
