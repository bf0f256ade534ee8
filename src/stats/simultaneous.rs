//! Several comparisons at a time: intervals that cover all together, and what pairing gains.

use statrs::distribution::{ContinuousCDF, FisherSnedecor};

use super::{Confidence, Estimate, Pair, ratio::pulls};

impl Confidence {
    /// The confidence that each of `comparisons` intervals needs for all of them to cover together with this
    /// confidence, by Bonferroni's inequality: `1 - (1 - confidence) / comparisons`.
    ///
    /// # Example
    ///
    /// ```
    /// use onering::stats::Confidence;
    /// assert!((Confidence::NINETY_FIVE.shared_by(5).level() - 0.99).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn shared_by(self, comparisons: usize) -> Self {
        let each = (1.0 - self.level()) / comparisons.max(1) as f64;
        // A level that no number below 1 can hold is the nearest one.
        Self::new((1.0 - each).min(1.0 - f64::EPSILON)).unwrap_or(self)
    }
}

/// By what factor pairing shrank the variance of a difference of two ratios that met the same random numbers:
/// `(var a + var b) / var(a - b)`, to first order. `None` where the sections do not match, or nothing is left of
/// the variance.
#[must_use]
pub fn pairing_gain(first: &[Pair], second: &[Pair]) -> Option<f64> {
    let (a, b) = (pulls(first)?, pulls(second)?);
    if a.len() != b.len() || a.len() < 2 {
        return None;
    }
    let squares = |pulls: &[f64]| pulls.iter().map(|p| p * p).sum::<f64>();
    let together: f64 = a.iter().zip(&b).map(|(a, b)| (a - b) * (a - b)).sum();
    let apart = squares(&a) + squares(&b);
    (together > 1e-12 * apart && apart > 0.0).then(|| apart / together)
}

/// How far each of several alternatives is from the best of the *others*: positive where another is better. The
/// intervals cover together with `confidence`.
///
/// `values(i, j, c)` estimates with confidence `c` how much worse `i` is than `j`. With Bonferroni's intervals of all
/// pairs, `max_j (θ_i - θ_j)` lies between the largest lower and the largest upper end (multiple comparisons with the
/// best, Hsu 1984, here without the assumption of equal variances and with pairs that met the same random numbers:
/// Nelson and Matejcik, *Management Science* 41, 1995, section 3).
#[must_use]
pub fn compare_with_best(
    alternatives: usize,
    confidence: Confidence,
    mut worse_by: impl FnMut(usize, usize, Confidence) -> Option<Estimate>,
) -> Vec<Option<WithBest>> {
    let pairs = alternatives * alternatives.saturating_sub(1) / 2;
    let each = confidence.shared_by(pairs);
    let mut of = |i: usize| {
        let mut found = WithBest { lower: f64::NEG_INFINITY, upper: f64::NEG_INFINITY };
        for j in (0..alternatives).filter(|j| *j != i) {
            let difference = worse_by(i, j, each)?;
            let half_width = difference.half_width?;
            found.lower = found.lower.max(difference.value - half_width);
            found.upper = found.upper.max(difference.value + half_width);
        }
        (alternatives > 1).then_some(found)
    };
    (0..alternatives).map(&mut of).collect()
}

/// How much worse an alternative is than the best of the others, at least and at most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WithBest {
    /// At least.
    pub lower: f64,
    /// At most.
    pub upper: f64,
}

impl WithBest {
    /// Whether it may be the best, or as good.
    #[must_use]
    pub fn may_be_best(self) -> bool {
        self.lower <= 0.0
    }

    /// Whether no other can be better.
    #[must_use]
    pub fn is_surely_best(self) -> bool {
        self.upper <= 0.0
    }
}

/// Points of the ellipse that covers two ratios of the same sections together with `confidence` (Hotelling's T² over
/// `k` sections: `2 (k - 1) / (k - 2) F(2, k - 2)`). `None` with fewer than three sections, or where a ratio is
/// undefined.
#[must_use]
pub fn joint_region(first: &[Pair], second: &[Pair], confidence: Confidence, points: usize) -> Option<Vec<(f64, f64)>> {
    let (a, b) = (pulls(first)?, pulls(second)?);
    let k = a.len();
    if k != b.len() || k < 3 {
        return None;
    }
    let value = |pairs: &[Pair]| {
        let sum = |part: fn(&Pair) -> f64| pairs.iter().map(part).sum::<f64>();
        sum(|p| p.numerator) / sum(|p| p.denominator)
    };
    let scale = k as f64 / (k as f64 - 1.0);
    let product = |x: &[f64], y: &[f64]| scale * x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
    let (var_a, var_b, cov) = (product(&a, &a), product(&b, &b), product(&a, &b));
    let quantile = FisherSnedecor::new(2.0, k as f64 - 2.0).ok()?.inverse_cdf(confidence.level());
    let radius = (2.0 * (k as f64 - 1.0) / (k as f64 - 2.0) * quantile).sqrt();
    // Cholesky: the circle, stretched.
    let sd_a = var_a.sqrt();
    let along = if sd_a > 0.0 { cov / sd_a } else { 0.0 };
    let across = (var_b - along * along).max(0.0).sqrt();
    let (middle_a, middle_b) = (value(first), value(second));
    let point = |i: usize| {
        let (sin, cos) = (std::f64::consts::TAU * i as f64 / points as f64).sin_cos();
        (middle_a + radius * sd_a * cos, middle_b + radius * (along * cos + across * sin))
    };
    Some((0..points).map(point).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(values: &[f64]) -> Vec<Pair> {
        values.iter().map(|v| Pair::new(*v, 1.0)).collect()
    }

    #[test]
    fn what_goes_along_is_gained_by_pairing() {
        // b = a + noise of a tenth of its size.
        let a = days(&[1.0, 2.0, 3.0, 4.0]);
        let b = days(&[1.1, 1.9, 3.1, 3.9]);
        let gain = pairing_gain(&a, &b).unwrap();
        // Variances 5 and 4.644 (sums of squares), of the difference 0.04 exactly.
        assert!((gain - (5.0 + 4.64 + 0.004) / 0.04).abs() < 1.0, "{gain}");
        assert_eq!(pairing_gain(&a, &a), None);
    }

    #[test]
    fn the_best_is_told_from_the_others_and_equals_are_not() {
        let values = [3.0, 1.0, 1.02];
        let found = compare_with_best(3, Confidence::NINETY_FIVE, |i, j, _| {
            Some(Estimate { value: values[i] - values[j], half_width: Some(0.1) })
        });
        let found: Vec<WithBest> = found.into_iter().flatten().collect();
        assert!((found[0].lower - 1.9).abs() < 1e-12 && (found[0].upper - 2.1).abs() < 1e-12);
        assert!(!found[0].may_be_best() && found[1].may_be_best() && found[2].may_be_best());
        assert!(!found[1].is_surely_best());
    }

    #[test]
    fn a_region_stands_around_its_middle() {
        let a = days(&[1.0, 2.0, 3.0, 4.0, 5.0]);
        let b = days(&[5.0, 3.5, 3.0, 2.5, 1.0]);
        let region = joint_region(&a, &b, Confidence::NINETY_FIVE, 100).unwrap();
        let mean = |of: fn(&(f64, f64)) -> f64| region.iter().map(of).sum::<f64>() / 100.0;
        assert!((mean(|p| p.0) - 3.0).abs() < 1e-9 && (mean(|p| p.1) - 3.0).abs() < 1e-9);
        // Opposed: what is high in one is low in the other.
        let highest = region.iter().max_by(|x, y| x.0.total_cmp(&y.0)).unwrap();
        assert!(highest.1 < 3.0);
        assert_eq!(joint_region(&a[..2], &b[..2], Confidence::NINETY_FIVE, 9), None);
    }
}
