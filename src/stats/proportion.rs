//! Proportions of independent trials.

use statrs::distribution::{Beta, ContinuousCDF};

use super::{Confidence, Estimate};

/// Estimates a probability from `successes` in `trials` independent trials; `None` without trials.
///
/// The half-width reaches to the farther end of the exact interval of Clopper and Pearson
/// (*Biometrika* 26, 1934), so the interval covers at least as surely as theirs: it stays honest at
/// 0 and 1, where the sample shows no spread at all.
///
/// # Example: twenty good days prove less than they seem to
///
/// ```
/// use onering::stats::{Confidence, proportion};
/// let kept = proportion(20, 20, Confidence::NINETY_FIVE).unwrap();
/// assert_eq!(kept.value, 1.0);
/// assert!((kept.half_width.unwrap() - 0.1684).abs() < 1e-4);
/// ```
#[must_use]
pub fn proportion(successes: u64, trials: u64, confidence: Confidence) -> Option<Estimate> {
    if trials == 0 {
        return None;
    }
    let tail = (1.0 - confidence.level()) / 2.0;
    let failures = trials - successes;
    let quantile = |a: u64, b: u64, p: f64| Beta::new(a as f64, b as f64).ok().map(|beta| beta.inverse_cdf(p));
    let lower = if successes == 0 { Some(0.0) } else { quantile(successes, failures + 1, tail) };
    let upper = if failures == 0 { Some(1.0) } else { quantile(successes + 1, failures, 1.0 - tail) };
    let value = successes as f64 / trials as f64;
    let half_width = lower.zip(upper).map(|(lower, upper)| (value - lower).max(upper - value));
    Some(Estimate { value, half_width })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_that_of_clopper_and_pearson() {
        // 5 of 10: [0.1871, 0.8129], as in the printed tables.
        let half = proportion(5, 10, Confidence::NINETY_FIVE).unwrap();
        assert!((half.half_width.unwrap() - (0.8129 - 0.1871) / 2.0).abs() < 1e-4);
        assert_eq!(proportion(0, 0, Confidence::NINETY_FIVE), None);
    }
}
