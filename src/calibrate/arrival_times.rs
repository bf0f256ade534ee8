//! When in an interval calls arrive: is it as Poisson arrivals do?

use std::collections::BTreeMap;

use jiff::civil::Date;
use rand::RngExt;
use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng};

use crate::stats::{CensoredCounts, kolmogorov};

/// Calls whose instants are kept for the test, at most; whole days, the first to come.
const MOST_KEPT: usize = 200_000;
/// Within so many seconds the rate is taken as constant (Brown et al.: 6 minutes).
const BLOCK: f64 = 360.0;

/// The instants of arrival of the first days, up to a limit.
#[derive(Clone, Debug, Default)]
pub(super) struct ArrivalTimes {
    days: BTreeMap<Date, Vec<u32>>,
    kept: usize,
    has_fractions: bool,
    /// Whether a time is not of a whole minute.
    has_seconds: bool,
}

/// Whether arrivals within short blocks are Poisson.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct PoissonTest {
    /// The distance of Kolmogorov and Smirnov from the unit exponential distribution.
    pub distance: f64,
    /// Arrivals that were tested.
    pub arrivals: u64,
    /// The probability that Poisson arrivals lie at least as far off.
    pub p_value: f64,
}

impl ArrivalTimes {
    /// Takes down an arrival, in seconds after midnight.
    pub fn add(&mut self, day: Date, second: f64) {
        if self.kept >= MOST_KEPT && !self.days.contains_key(&day) || self.kept >= 2 * MOST_KEPT {
            return;
        }
        self.kept += 1;
        self.has_fractions |= second.fract() != 0.0;
        self.has_seconds |= second % 60.0 != 0.0;
        self.days.entry(day).or_default().push((second * 1e3) as u32);
    }

    /// The test of Brown et al. (*JASA* 100, 2005, section 3): in a block of length `L` with `J` arrivals at
    /// `T₁ < … < T_J`, the `(J + 1 - j) · (-ln((L - T_j)/(L - T_{j-1})))` are independent unit exponential times if
    /// the block's arrivals are Poisson, whatever its rate. Times in whole seconds (or minutes) are
    /// spread evenly over their second (or minute), always in the same way.
    pub fn test(&self) -> Option<PoissonTest> {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        let unit = match (self.has_fractions, self.has_seconds) {
            (true, _) => 1e-3,
            (false, true) => 1.0,
            (false, false) => 60.0,
        };
        let mut counts = CensoredCounts::default();
        for day in self.days.values() {
            let spread = day.iter().map(|ms| f64::from(*ms) * 1e-3 + unit * rng.random::<f64>());
            let mut times: Vec<f64> = spread.collect();
            times.sort_by(f64::total_cmp);
            for block in times.chunk_by(|a, b| (a / BLOCK).floor() == (b / BLOCK).floor()) {
                exponential_times(block).for_each(|time| _ = counts.event(time));
            }
        }
        let sample = counts.sample();
        let arrivals = sample.events();
        let distance = kolmogorov::distance(&sample, |t| 1.0 - (-t).exp());
        (arrivals > 0).then(|| PoissonTest { distance, arrivals, p_value: kolmogorov::p_value(distance, arrivals) })
    }
}

fn exponential_times(block: &[f64]) -> impl Iterator<Item = f64> + '_ {
    let start = (block[0] / BLOCK).floor() * BLOCK;
    let left = move |at: f64| (BLOCK - (at - start)).max(f64::MIN_POSITIVE);
    let before = std::iter::once(start).chain(block.iter().copied());
    let gaps = before.zip(block).map(move |(before, at)| -(left(*at) / left(before)).ln());
    gaps.enumerate().map(|(i, gap)| (block.len() - i) as f64 * gap)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One call every `mean_gap` seconds on average, `gap` of unit uniforms.
    fn day(gap: impl Fn(f64) -> f64, rounded: bool) -> ArrivalTimes {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(rand::random::<u64>());
        let (mut times, mut at) = (ArrivalTimes::default(), 0.0);
        loop {
            at += gap(rng.random::<f64>());
            if at >= 86_400.0 {
                return times;
            }
            times.add(jiff::civil::date(2024, 1, 1), if rounded { f64::floor(at) } else { at });
        }
    }

    #[test]
    fn poisson_arrivals_pass_and_regular_ones_do_not() {
        // A fresh seed each run: a p-value below 1e-6 comes once in a million.
        let exponential = |u: f64| -20.0 * (1.0 - u).ln();
        for rounded in [false, true] {
            let found = day(exponential, rounded).test().unwrap();
            assert!(found.p_value > 1e-6, "{found:?}");
            let found = day(|u| 10.0 + 20.0 * u, rounded).test().unwrap();
            assert!(found.p_value < 1e-6, "{found:?}");
        }
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let mut times = ArrivalTimes::default();
        (0..500_000_u32).for_each(|i| times.add(jiff::civil::date(2024, 1, 1), f64::from(i % 86_400)));
        assert_eq!(times.kept, 2 * MOST_KEPT);
    }
}
