//! Control variates: what is known exactly takes away part of what is not.
//!
//! A control is something that was simulated along and whose expectation is known, less that
//! expectation: a number per section whose mean is 0. With the sections' pulls `p` on a ratio and their
//! controls `c`, the estimate is `R - β·Σc`, `β` by least squares of `p` on the centred controls. With
//! `k` sections, `q` controls and residuals `r`, its variance is
//! `k / (k - 1 - q) · Σr² · (1 + (Σc)' S⁻¹ (Σc) / k)`, where `S` sums the squares and products of the
//! centred controls, and the interval is Student's with `k - 1 - q` degrees of freedom (Lavenberg and
//! Welch, *Management Science* 27, 1981, eq. 12 to 17).

use nalgebra::DVector;

use super::{Confidence, Estimate, Pair, ratio, ratio::pulls};

/// Fewer sections than this are not controlled: `β` would be guesswork.
pub const FEWEST_SECTIONS: usize = 20;

/// Estimates `E[numerator] / E[denominator]` as [`ratio`] does, controlled by `controls`: for each, a
/// value per section whose expectation is 0. Controls that do not vary, or that say what others say
/// already, are left out. Without sections enough, or controls, it is [`ratio`].
///
/// # Example: a mean whose noise is known but for a little
///
/// ```
/// use onering::stats::{Confidence, Pair, controlled_ratio};
/// let known: Vec<f64> = (0..40).map(|i| f64::from(i % 7) - 3.0).collect();
/// let sections: Vec<Pair> = known.iter().map(|c| Pair::new(5.0 + 2.0 * c, 1.0)).collect();
/// let controlled = controlled_ratio(&sections, &[known], Confidence::NINETY_FIVE).unwrap();
/// assert!((controlled.value - 5.0).abs() < 1e-9);
/// assert!(controlled.half_width.unwrap() < 1e-9);
/// ```
#[must_use]
pub fn controlled_ratio(sections: &[Pair], controls: &[Vec<f64>], confidence: Confidence) -> Option<Estimate> {
    let plain = ratio(sections, confidence)?;
    let fits = |control: &&Vec<f64>| control.len() == sections.len();
    let controls: Vec<&Vec<f64>> = controls.iter().filter(fits).collect();
    Some(regression(plain.value, &pulls(sections)?, &controls, confidence).unwrap_or(plain))
}

/// `None` where nothing can be controlled.
fn regression(value: f64, pulls: &[f64], controls: &[&Vec<f64>], confidence: Confidence) -> Option<Estimate> {
    let count = pulls.len();
    if count < FEWEST_SECTIONS {
        return None;
    }
    let k = count as f64;
    let pulls = DVector::from_column_slice(pulls);
    let mut basis: Vec<Centred> = Vec::new();
    for control in controls {
        basis.extend(Centred::new(control, &basis));
    }
    if basis.is_empty() {
        return None;
    }
    // The basis is orthogonal, so that each coefficient stands for itself.
    let mut estimate = value;
    let mut residuals = pulls.clone();
    let mut leverage = 0.0;
    for control in &basis {
        let squares = control.centred.norm_squared();
        let coefficient = pulls.dot(&control.centred) / squares;
        estimate -= coefficient * control.sum;
        residuals -= coefficient * &control.centred;
        leverage += control.sum * control.sum / squares;
    }
    let degrees = count - 1 - basis.len();
    let variance = k / degrees as f64 * residuals.norm_squared() * (1.0 + leverage / k);
    Some(Estimate { value: estimate, half_width: Some(confidence.student_t(degrees)? * variance.sqrt()) })
}

/// A control that is orthogonal to the ones before it.
struct Centred {
    centred: DVector<f64>,
    /// Of the values as they are: 0 in expectation.
    sum: f64,
}

/// A control of which less than this share is new says nothing new.
const NEW_ENOUGH: f64 = 1e-8;

impl Centred {
    fn new(values: &[f64], before: &[Self]) -> Option<Self> {
        let mut sum: f64 = values.iter().sum();
        let mean = sum / values.len() as f64;
        let mut centred = DVector::from_iterator(values.len(), values.iter().map(|v| v - mean));
        let size = values.iter().map(|v| v * v).sum::<f64>();
        for other in before {
            let share = centred.dot(&other.centred) / other.centred.norm_squared();
            centred -= share * &other.centred;
            sum -= share * other.sum;
        }
        (centred.norm_squared() > NEW_ENOUGH * size).then_some(Self { centred, sum })
    }
}
