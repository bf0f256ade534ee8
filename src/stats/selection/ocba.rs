//! Optimal computing budget allocation (Chen, Lin, Yücesan and Chick, *Discrete Event Dynamic Systems* 10, 2000), for
//! alternatives that meet the same random numbers.
//!
//! The original rule gives the alternatives that are not best observations in proportion to `(s_i / d_i)²`, with `d_i` the
//! difference of means to the best and `s_i` the standard deviation of `i`, and takes observations as independent. Where
//! they go together, what decides is the difference of *pairs*: `s_i` is here the standard deviation of that difference,
//! and the best needs as many observations as the alternative that has most, to make the pairs. (With independent rules
//! on common random numbers, more observations found the best *less* often than equally few of each:
//! `tests/selection.rs`.)

use statrs::distribution::{ContinuousCDF, Normal};

/// A difference to the best: its mean over pairs, and the variance of a pair's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ToBest {
    /// The mean difference, not negative where the best is.
    pub mean: f64,
    /// The variance of one pair's difference.
    pub variance: f64,
}

/// How many observations of `total` each alternative should have for the best to be found, at least one each; the best
/// has no difference to itself (`None`).
#[must_use]
pub fn allocation(differences: &[Option<ToBest>], total: u64) -> Vec<u64> {
    let spread = differences.iter().flatten().map(|d| d.variance).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    // Equals would take all there is: a difference is no smaller than a fiftieth of the spread.
    let weight = |of: &ToBest| of.variance.max(1e-9 * spread) / of.mean.max(0.02 * spread.sqrt()).powi(2);
    let most = differences.iter().flatten().map(weight).fold(0.0, f64::max);
    let weights: Vec<f64> = differences.iter().map(|of| of.as_ref().map_or(most, weight)).collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| ((total as f64 * weight / sum) as u64).max(1)).collect()
}

/// A lower bound of the probability that the selection is right, as the samples have it (Bonferroni):
/// `1 - Σ Φ(-d_i / (s_i / √pairs_i))`, with the number of pairs of each difference.
#[must_use]
pub fn correct_selection(differences: &[(ToBest, u64)]) -> Option<f64> {
    let normal = Normal::new(0.0, 1.0).ok()?;
    let wrong = |(of, pairs): &(ToBest, u64)| {
        let error = (of.variance / *pairs as f64).sqrt();
        if error > 0.0 { normal.cdf(-of.mean / error) } else { f64::from(u8::from(of.mean == 0.0)) / 2.0 }
    };
    Some((1.0 - differences.iter().map(wrong).sum::<f64>()).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to_best(mean: f64) -> ToBest {
        ToBest { mean, variance: 1.0 }
    }

    /// Of equal variances and differences 1 and 2, the nearer gets four times as much, and the best as much as that.
    #[test]
    fn what_is_near_the_best_gets_most() {
        let counts = allocation(&[None, Some(to_best(1.0)), Some(to_best(2.0))], 900);
        assert_eq!(counts, [400, 400, 100]);
    }

    /// Case `ocba` of the reference cases: means 1 to 5 and equal variances. Those that are not best share as the published rule has
    /// it; the best, whose share there takes observations as independent, gets here what makes the pairs.
    #[test]
    fn those_that_are_not_best_share_as_published() {
        let published = [0.406_134_1, 0.101_533_5, 0.045_126_0, 0.025_383_4];
        let differences: Vec<Option<ToBest>> =
            [None].into_iter().chain((1..=4).map(|d| Some(ToBest { mean: f64::from(d), variance: 18.0 }))).collect();
        let counts = allocation(&differences, 1_000_000_000);
        let others: u64 = counts[1..].iter().sum();
        let sum: f64 = published.iter().sum();
        for (count, share) in counts[1..].iter().zip(published) {
            assert!((*count as f64 / others as f64 - share / sum).abs() < 1e-6, "{counts:?}");
        }
        assert_eq!(counts[0], counts[1]);
    }

    #[test]
    fn sureness_grows_with_the_pairs() {
        let sure = |n: u64| correct_selection(&[(to_best(1.0), n)]).unwrap();
        // Φ(1) = 0.841345.
        assert!((sure(1) - 0.841_345).abs() < 1e-5);
        assert!(sure(16) > 0.999);
    }
}
