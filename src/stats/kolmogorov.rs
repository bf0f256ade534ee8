//! The distance of Kolmogorov and Smirnov, and how likely it is by chance.

use super::CensoredSample;

/// The largest distance between the distribution `cdf` and that of the times of `sample` that ended.
#[must_use]
pub fn distance(sample: &CensoredSample, cdf: impl Fn(f64) -> f64) -> f64 {
    let n = sample.events() as f64;
    let (mut seen, mut farthest) = (0.0, 0.0_f64);
    for cell in sample.cells().iter().filter(|cell| cell.events > 0) {
        let expected = cdf(cell.time);
        farthest = farthest.max((expected - seen / n).abs());
        seen += cell.events as f64;
        farthest = farthest.max((expected - seen / n).abs());
    }
    farthest
}

/// The probability that `n` independent draws of the distribution itself lie at least as far from it as
/// `distance`: Kolmogorov's series with Stephens' correction `√n + 0.12 + 0.11/√n` (*JRSS B* 32, 1970).
#[must_use]
pub fn p_value(distance: f64, n: u64) -> f64 {
    let root = (n as f64).sqrt();
    let x = (root + 0.12 + 0.11 / root) * distance;
    if x < 0.2 {
        return 1.0;
    }
    let term = |k: i32| (if k % 2 == 1 { 2.0 } else { -2.0 }) * (-2.0 * f64::from(k * k) * x * x).exp();
    (1..=100).map(term).sum::<f64>().clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::CensoredCounts;

    #[test]
    fn distance_and_probability_are_those_of_the_tables() {
        // Critical values of Kolmogorov's distribution: 1.358 at 5 %, 1.628 at 1 %.
        let large = 1_000_000_u64;
        assert!((p_value(1.358 / 1000.0, large) - 0.05).abs() < 5e-4);
        assert!((p_value(1.628 / 1000.0, large) - 0.01).abs() < 2e-4);
        // n = 10: 0.409 at 5 % (Miller, JASA 51, 1956).
        assert!((p_value(0.409, 10) - 0.05).abs() < 2e-3);
        let mut counts = CensoredCounts::default();
        [0.25, 0.5].into_iter().for_each(|t| {
            counts.event(t);
        });
        assert!((distance(&counts.sample(), |t| t) - 0.5).abs() < 1e-12);
    }
}
