//! Counts that vary more than Poisson counts do.

use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::WithError;

/// By how much counts vary beyond chance.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Overdispersion {
    /// The coefficient of variation of a gamma factor of mean 1 that multiplies each count's expectation; 0 where
    /// the counts vary no more than Poisson counts.
    pub cv: WithError,
    /// Pearson's `Σ (n - m)² / m` over its degrees of freedom: 1 for Poisson counts.
    pub index: f64,
    /// The probability that Poisson counts vary at least as much.
    pub p_poisson: f64,
    /// Counts less groups.
    pub degrees: usize,
}

/// Estimates the overdispersion of counts in groups, each with an expectation of its own (that is estimated by
/// the group's mean). `None` without freedom or without counts.
///
/// The factor's squared cv `c` solves `Σ (n - m)² / (m + c m²) = degrees` (pseudo-likelihood: Breslow, *Applied
/// Statistics* 33, 1984), which corrects for the estimated means as maximum likelihood does not. The interval holds the `c` at
/// which that sum is neither too large nor too small for a chi-square variable, whose degrees of freedom are
/// divided by `1 + κ/2`, with `κ = 6c + 1/(m + c m²)` the excess kurtosis of a negative binomial count.
#[must_use]
pub fn overdispersion(groups: &[Vec<f64>]) -> Option<Overdispersion> {
    let cells: Vec<(f64, f64)> = groups.iter().flat_map(|group| around_mean(group)).collect();
    let degrees = groups.iter().map(|group| group.len().saturating_sub(1)).sum::<usize>();
    if degrees == 0 || cells.is_empty() {
        return None;
    }
    let freedom = degrees as f64;
    let sum = |c: f64| -> f64 { cells.iter().map(|(n, m)| (n - m).powi(2) / (m + c * m * m)).sum() };
    let index = sum(0.0) / freedom;
    let p_poisson = 1.0 - ChiSquared::new(freedom).ok()?.cdf(sum(0.0));
    let c = solve(|c| sum(c) - freedom);
    let kurtosis = |(_, m): &(f64, f64)| 6.0 * c + 1.0 / (m + c * m * m);
    let effective = freedom / (1.0 + cells.iter().map(kurtosis).sum::<f64>() / cells.len() as f64 / 2.0);
    let chi = ChiSquared::new(effective).ok()?;
    let end = |p: f64| {
        let bound = chi.inverse_cdf(p) / effective * freedom;
        solve(|c| sum(c) - bound)
    };
    let (low, high) = (end(0.975), end(0.025));
    let slope = (sum(c) - sum(c + 1e-6)) / 1e-6 / freedom;
    let of_square = (2.0 / effective).sqrt() / slope;
    // At zero the root has no slope: the error is that of the square's own root.
    let standard_error = if c > 0.0 { of_square / (2.0 * c.sqrt()) } else { of_square.sqrt() };
    let cv = WithError { value: c.sqrt(), standard_error, low: low.sqrt(), high: high.sqrt() };
    Some(Overdispersion { cv, index, p_poisson, degrees })
}

/// The counts of a group with their mean; groups of one or without counts say nothing.
fn around_mean(group: &[f64]) -> Vec<(f64, f64)> {
    let mean = group.iter().sum::<f64>() / group.len() as f64;
    if group.len() < 2 || mean <= 0.0 { Vec::new() } else { group.iter().map(|n| (*n, mean)).collect() }
}

/// Where a falling function of a squared cv is zero; 0 where it starts below.
fn solve(of: impl Fn(f64) -> f64) -> f64 {
    /// No factor by day has a cv of more than ten.
    const MOST: f64 = 100.0;
    if of(0.0) <= 0.0 {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, MOST);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if of(middle) > 0.0 { low = middle } else { high = middle }
    }
    high
}

#[cfg(test)]
mod tests {
    use rand_distr::{Distribution as _, Gamma, Poisson};
    use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng};

    use super::*;

    fn counts(cv: f64, groups: usize, days: usize, rng: &mut Xoshiro256PlusPlus) -> Vec<Vec<f64>> {
        let day = |mean: f64, rng: &mut Xoshiro256PlusPlus| -> f64 {
            let factor = if cv > 0.0 { Gamma::new(1.0 / (cv * cv), cv * cv).unwrap().sample(rng) } else { 1.0 };
            Poisson::new(mean * factor).unwrap().sample(rng)
        };
        (0..groups).map(|g| (0..days).map(|_| day(300.0 + 200.0 * g as f64, rng)).collect()).collect()
    }

    #[test]
    fn by_hand() {
        // Two counts, 80 and 120: m = 100, Σ(n-m)² = 800, one degree. 800 / (100 + 10⁴ c) = 1: c = 0.07.
        let found = overdispersion(&[vec![80.0, 120.0]]).unwrap();
        assert!((found.cv.value - 0.07_f64.sqrt()).abs() < 1e-9, "{found:?}");
        assert!((found.index - 8.0).abs() < 1e-12);
        // P(χ²₁ ≥ 8) = 0.004678.
        assert!((found.p_poisson - 0.004_678).abs() < 1e-6);
        assert_eq!(overdispersion(&[vec![80.0], vec![]]), None);
    }

    #[test]
    fn the_interval_covers_at_its_rate() {
        /// Binomial(1000, 0.95) lies outside [912, 981] with a probability below 5e-7.
        const ROUNDS: usize = 1000;
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(rand::random::<u64>());
        for cv in [0.1, 0.3] {
            let covered = (0..ROUNDS).filter(|_| overdispersion(&counts(cv, 5, 8, rng)).unwrap().cv.covers(cv)).count();
            assert!((912..=981).contains(&covered), "cv {cv}: {covered} of {ROUNDS}");
        }
    }

    #[test]
    fn poisson_counts_are_seldom_called_something_else() {
        // Binomial(1000, 0.05) exceeds 87 with a probability below 5e-7.
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(rand::random::<u64>());
        let called = (0..1000).filter(|_| overdispersion(&counts(0.0, 5, 8, rng)).unwrap().p_poisson < 0.05).count();
        assert!(called <= 87, "{called}");
    }
}
