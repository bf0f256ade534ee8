//! Ratios of expectations, with intervals by the delta method.
//!
//! With sections `i = 1..k`, numerators `x_i` and denominators `y_i`, the ratio is
//! `R = Σx / Σy` and its variance `k / (k - 1) · Σ(x_i - R·y_i)² / (Σy)²` (Cochran, *Sampling
//! Techniques*, 3rd ed., 1977, eq. 6.12 without the finite-population factor). The interval is
//! Student's with `k - 1` degrees of freedom. A section may hold more replications than another:
//! its denominator says so.

use super::{Confidence, Estimate};

/// The sums of one section: what is counted, and what it is counted against.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pair {
    /// Sum of the numerators.
    pub numerator: f64,
    /// Sum of the denominators.
    pub denominator: f64,
}

impl Pair {
    /// The sums `numerator` over `denominator`.
    #[must_use]
    pub const fn new(numerator: f64, denominator: f64) -> Self {
        Self { numerator, denominator }
    }
}

/// Estimates `E[numerator] / E[denominator]`; `None` when nothing was counted against.
///
/// # Example: three days of answered calls over offered calls
///
/// ```
/// use onering::stats::{Confidence, Pair, ratio};
/// let days = [Pair::new(80.0, 100.0), Pair::new(90.0, 100.0), Pair::new(85.0, 100.0)];
/// let share = ratio(&days, Confidence::NINETY_FIVE).unwrap();
/// assert!((share.value - 0.85).abs() < 1e-12);
/// assert!((share.half_width.unwrap() - 4.303 * 0.05 / 3f64.sqrt()).abs() < 1e-4);
/// ```
#[must_use]
pub fn ratio(sections: &[Pair], confidence: Confidence) -> Option<Estimate> {
    let total = total(sections);
    if total.denominator <= 0.0 {
        return None;
    }
    let value = total.numerator / total.denominator;
    let residuals = sections.iter().map(|s| s.numerator - value * s.denominator);
    let half_width = half_width(residuals, sections.len(), total.denominator, confidence);
    Some(Estimate { value, half_width })
}

/// Estimates the share `E[numerator] / E[denominator]` of things counted one by one, as [`ratio`]
/// does; but where all of them or none were counted, so that nothing varies, the half-width is the
/// bound `-ln(1 - confidence) / n` of the rule of three (Hanley and Lippman-Hand, *JAMA* 249, 1983).
#[must_use]
pub fn share(sections: &[Pair], confidence: Confidence) -> Option<Estimate> {
    let estimate = ratio(sections, confidence)?;
    let count = total(sections).denominator;
    match estimate.half_width {
        Some(0.0) if estimate.value == 0.0 || estimate.value == 1.0 => {
            let bound = (-(1.0 - confidence.level()).ln() / count).min(1.0);
            Some(Estimate { half_width: Some(bound), ..estimate })
        }
        _ => Some(estimate),
    }
}

/// Estimates the difference of two ratios, `first - second`; `None` when either is undefined.
///
/// With as many sections in both, the sections met the same random numbers pair by pair, and so are
/// compared in pairs. Otherwise (two levels that took different numbers of replications) the two are
/// taken as independent, which errs on the side of a wider interval.
#[must_use]
pub fn ratio_difference(first: &[Pair], second: &[Pair], confidence: Confidence) -> Option<Estimate> {
    let (a, b) = (Linearised::new(first)?, Linearised::new(second)?);
    let half_width = half_width_of_difference(&a.pulls, &b.pulls, confidence);
    Some(Estimate { value: a.value - b.value, half_width })
}

/// Estimates `(a - b) / (c - d)` for four ratios, such as the marginal cost of service: `None` when
/// the lower difference is zero or undefined. Paired as in [`ratio_difference`]; `a` and `c` are of
/// the same sections, and so are `b` and `d`.
#[must_use]
pub fn ratio_of_differences(above: [&[Pair]; 2], below: [&[Pair]; 2], confidence: Confidence) -> Option<Estimate> {
    let [a, b] = [Linearised::new(above[0])?, Linearised::new(above[1])?];
    let [c, d] = [Linearised::new(below[0])?, Linearised::new(below[1])?];
    let bottom = c.value - d.value;
    if bottom == 0.0 {
        return None;
    }
    let value = (a.value - b.value) / bottom;
    let pulls = |top: &Linearised, low: &Linearised| -> Vec<f64> {
        top.pulls.iter().zip(&low.pulls).map(|(x, y)| (x - value * y) / bottom).collect()
    };
    let half_width = half_width_of_difference(&pulls(&a, &c), &pulls(&b, &d), confidence);
    Some(Estimate { value, half_width })
}

/// Each section's pull on the ratio, to first order: they add up to 0. `None` where nothing was counted
/// against.
pub(super) fn pulls(sections: &[Pair]) -> Option<Vec<f64>> {
    Linearised::new(sections).map(|ratio| ratio.pulls)
}

/// A ratio and each section's pull on it, to first order.
struct Linearised {
    value: f64,
    pulls: Vec<f64>,
}

impl Linearised {
    fn new(sections: &[Pair]) -> Option<Self> {
        let total = total(sections);
        if total.denominator <= 0.0 {
            return None;
        }
        let value = total.numerator / total.denominator;
        let pull = |s: &Pair| (s.numerator - value * s.denominator) / total.denominator;
        Some(Self { value, pulls: sections.iter().map(pull).collect() })
    }
}

/// Of the difference of what two lists of pulls belong to: in pairs where they are as many, else as
/// independent, with the smaller number of degrees of freedom.
fn half_width_of_difference(first: &[f64], second: &[f64], confidence: Confidence) -> Option<f64> {
    if first.len() == second.len() {
        let pulls = first.iter().zip(second).map(|(a, b)| a - b);
        return half_width(pulls, first.len(), 1.0, confidence);
    }
    let t = confidence.student_t(first.len().min(second.len()).checked_sub(1)?)?;
    let variance = |pulls: &[f64]| {
        let k = pulls.len() as f64;
        k / (k - 1.0) * pulls.iter().map(|p| p * p).sum::<f64>()
    };
    Some(t * (variance(first) + variance(second)).sqrt())
}

fn total(sections: &[Pair]) -> Pair {
    sections.iter().fold(Pair::default(), |sum, s| Pair {
        numerator: sum.numerator + s.numerator,
        denominator: sum.denominator + s.denominator,
    })
}

fn half_width(
    residuals: impl Iterator<Item = f64>,
    sections: usize,
    denominator: f64,
    confidence: Confidence,
) -> Option<f64> {
    let t = confidence.student_t(sections.checked_sub(1)?)?;
    let k = sections as f64;
    let squares: f64 = residuals.map(|r| r * r).sum();
    Some(t * (k / (k - 1.0) * squares).sqrt() / denominator.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(values: &[(f64, f64)]) -> Vec<Pair> {
        values.iter().map(|&(x, y)| Pair::new(x, y)).collect()
    }

    #[test]
    fn a_mean_is_a_ratio_over_ones() {
        let sections = pairs(&[(1.0, 1.0), (2.0, 1.0), (3.0, 1.0), (4.0, 1.0)]);
        let mean = ratio(&sections, Confidence::NINETY_FIVE).unwrap();
        // sample variance 5/3, t(3) = 3.18245
        assert!((mean.value - 2.5).abs() < 1e-12);
        assert!((mean.half_width.unwrap() - 3.182_446 * (5.0 / 3.0 / 4.0_f64).sqrt()).abs() < 1e-5);
    }

    #[test]
    fn a_ratio_is_not_the_mean_of_ratios() {
        let sections = pairs(&[(1.0, 1.0), (0.0, 99.0)]);
        assert_eq!(ratio(&sections, Confidence::NINETY_FIVE).unwrap().value, 0.01);
    }

    #[test]
    fn without_observations_there_is_no_estimate_and_with_one_no_interval() {
        assert_eq!(ratio(&pairs(&[(0.0, 0.0)]), Confidence::NINETY_FIVE), None);
        assert_eq!(ratio(&[], Confidence::NINETY_FIVE), None);
        assert_eq!(ratio(&pairs(&[(1.0, 2.0)]), Confidence::NINETY_FIVE), Some(Estimate::without_interval(0.5)));
    }

    #[test]
    fn pairing_removes_what_both_share() {
        // The second is the first less one half, day by day: the difference is known exactly.
        let first = pairs(&[(1.0, 1.0), (5.0, 1.0), (9.0, 1.0)]);
        let second = pairs(&[(0.5, 1.0), (4.5, 1.0), (8.5, 1.0)]);
        let difference = ratio_difference(&first, &second, Confidence::NINETY_FIVE).unwrap();
        assert!((difference.value - 0.5).abs() < 1e-12);
        assert!(difference.half_width.unwrap() < 1e-12);
    }

    #[test]
    fn without_pairs_the_variances_add_up() {
        let first = pairs(&[(1.0, 1.0), (3.0, 1.0)]);
        let second = pairs(&[(1.0, 1.0), (2.0, 1.0), (3.0, 1.0)]);
        let difference = ratio_difference(&first, &second, Confidence::NINETY_FIVE).unwrap();
        // Variances of the means: 2/2 and 1/3; t(1) = 12.7062.
        assert!((difference.half_width.unwrap() - 12.7062 * (4.0 / 3.0_f64).sqrt()).abs() < 1e-3);
    }

    #[test]
    fn a_slope_in_exact_proportion_has_no_error() {
        let low = pairs(&[(1.0, 1.0), (2.0, 1.0)]);
        let high = pairs(&[(3.0, 1.0), (5.0, 1.0)]);
        let twice = |p: &[Pair]| p.iter().map(|s| Pair::new(2.0 * s.numerator, s.denominator)).collect::<Vec<_>>();
        let slope =
            ratio_of_differences([&twice(&high), &twice(&low)], [&high, &low], Confidence::NINETY_FIVE).unwrap();
        assert!((slope.value - 2.0).abs() < 1e-12);
        assert!(slope.half_width.unwrap() < 1e-12);
        assert_eq!(ratio_of_differences([&high, &low], [&low, &low], Confidence::NINETY_FIVE), None);
    }
}
