//! Proportions of independent trials.

use std::cell::Cell;

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
    LAST.with(|last| {
        let place = &last[(successes % LAST_KEPT as u64) as usize];
        if let Some((asked, estimate)) = place.get()
            && asked == (successes, trials, confidence)
        {
            return Some(estimate);
        }
        let estimate = estimated(successes, trials, confidence);
        place.set(Some(((successes, trials, confidence), estimate)));
        Some(estimate)
    })
}

/// Estimates that are kept: the same few counts come again for the centre, its types and its groups.
const LAST_KEPT: usize = 64;

thread_local! {
    /// The estimates made last, by successes.
    static LAST: [Cell<Option<(Asked, Estimate)>>; LAST_KEPT] = const { [const { Cell::new(None) }; LAST_KEPT] };
}

type Asked = (u64, u64, Confidence);

fn estimated(successes: u64, trials: u64, confidence: Confidence) -> Estimate {
    let tail = (1.0 - confidence.level()) / 2.0;
    let failures = trials - successes;
    let quantile = |a: u64, b: u64, p: f64| Beta::new(a as f64, b as f64).ok().map(|beta| beta.inverse_cdf(p));
    let lower = if successes == 0 { Some(0.0) } else { quantile(successes, failures + 1, tail) };
    let upper = if failures == 0 { Some(1.0) } else { quantile(successes + 1, failures, 1.0 - tail) };
    let value = successes as f64 / trials as f64;
    let half_width = lower.zip(upper).map(|(lower, upper)| (value - lower).max(upper - value));
    Estimate { value, half_width }
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

    #[test]
    fn what_is_kept_is_what_was_asked_for() {
        let [usual, sure] = [Confidence::NINETY_FIVE, Confidence::new(0.99).unwrap()];
        let other = 5 + LAST_KEPT as u64;
        for (successes, trials, confidence) in
            [(5, 100, usual), (5, 100, usual), (other, 100, usual), (5, 100, usual), (5, 80, usual), (5, 100, sure)]
        {
            let estimate = estimated(successes, trials, confidence);
            assert_eq!(proportion(successes, trials, confidence), Some(estimate));
        }
    }
}
