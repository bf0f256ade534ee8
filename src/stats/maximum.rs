//! Maximum likelihood: Newton's method, and the information matrix at the top.

use nalgebra::{DMatrix, DVector};

/// Where a log-likelihood is largest.
#[derive(Clone, Debug, PartialEq)]
pub struct Maximum {
    /// The parameters there.
    pub at: Vec<f64>,
    /// The log-likelihood there.
    pub log_likelihood: f64,
    /// The inverse of the observed information: the covariances of the parameters.
    pub covariance: DMatrix<f64>,
}

/// Steps of the differences; parameters are of the order of one (logarithms, logits).
const STEP: f64 = 1e-4;
const CURVATURE_STEP: f64 = 2e-3;
const MOST_STEPS: usize = 200;
/// The Newton decrement at which the top is reached: a hundred-thousandth of a standard error, squared.
const CLOSE: f64 = 1e-10;
/// Where rounding errors let no step lead up any more, a decrement below this is a top: a thousandth of a
/// standard error.
const NOISE: f64 = 1e-6;
/// A logarithm with a standard error of ten is not determined.
const LARGEST_VARIANCE: f64 = 100.0;

/// Climbs from `start` to a local maximum of `log_likelihood`, by Newton's method with damping
/// (Levenberg) where the surface is not concave or a step would lead down. Derivatives are central
/// differences, so parameters are best given as logarithms or logits, of the order of one.
///
/// `None` where no top with a positive definite information is reached: the parameters then cannot
/// be told apart, or one of them runs off to an end.
#[must_use]
pub fn maximise(log_likelihood: impl Fn(&[f64]) -> f64, start: &[f64]) -> Option<Maximum> {
    let mut at = DVector::from_column_slice(start);
    let mut height = finite(log_likelihood(start))?;
    let mut damping = 0.0_f64;
    for _ in 0..MOST_STEPS {
        let slope = gradient(&log_likelihood, &at)?;
        let information = -hessian(&log_likelihood, &at, height)?;
        let decrement = information.clone().cholesky().map(|root| slope.dot(&root.solve(&slope)));
        if decrement.is_some_and(|d| d < CLOSE) {
            return top(&at, height, information);
        }
        let scale = information.diagonal().amax().max(1e-12);
        let damped = &information + DMatrix::identity(at.len(), at.len()) * (damping * scale);
        let step = damped.cholesky().map(|root| root.solve(&slope));
        // No parameter moves by more than two in a step: logarithms beyond that are leaps in the dark.
        let next = step.map(|step| &at + &step * (2.0 / step.amax().max(2.0)));
        match next.and_then(|next| Some((finite(log_likelihood(next.as_slice()))?, next))) {
            Some((higher, next)) if higher >= height => {
                (at, height) = (next, higher);
                damping = if damping < 1e-4 { 0.0 } else { damping / 8.0 };
            }
            _ if decrement.is_some_and(|d| d < NOISE) => return top(&at, height, information),
            _ if damping > 1e6 => return None,
            _ => damping = (damping * 4.0).max(1e-3),
        }
    }
    None
}

/// The top, unless a parameter is hardly determined at all.
fn top(at: &DVector<f64>, log_likelihood: f64, information: DMatrix<f64>) -> Option<Maximum> {
    let covariance = information.cholesky()?.inverse();
    let is_determined = covariance.diagonal().iter().all(|v| *v < LARGEST_VARIANCE);
    is_determined.then(|| Maximum { at: at.as_slice().to_vec(), log_likelihood, covariance })
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

fn moved(at: &DVector<f64>, moves: &[(usize, f64)]) -> DVector<f64> {
    let mut to = at.clone();
    moves.iter().for_each(|(i, by)| to[*i] += by);
    to
}

fn gradient(of: &impl Fn(&[f64]) -> f64, at: &DVector<f64>) -> Option<DVector<f64>> {
    let slope = |i: usize| {
        let value = |by: f64| of(moved(at, &[(i, by)]).as_slice());
        finite((value(STEP) - value(-STEP)) / (2.0 * STEP))
    };
    (0..at.len()).map(slope).collect::<Option<Vec<f64>>>().map(DVector::from_vec)
}

fn hessian(of: &impl Fn(&[f64]) -> f64, at: &DVector<f64>, height: f64) -> Option<DMatrix<f64>> {
    let (n, h) = (at.len(), CURVATURE_STEP);
    let value = |moves: &[(usize, f64)]| finite(of(moved(at, moves).as_slice()));
    let mut matrix = DMatrix::zeros(n, n);
    for i in 0..n {
        matrix[(i, i)] = (value(&[(i, h)])? - 2.0 * height + value(&[(i, -h)])?) / (h * h);
        for j in 0..i {
            let corners = value(&[(i, h), (j, h)])? - value(&[(i, h), (j, -h)])? - value(&[(i, -h), (j, h)])?
                + value(&[(i, -h), (j, -h)])?;
            matrix[(i, j)] = corners / (4.0 * h * h);
            matrix[(j, i)] = matrix[(i, j)];
        }
    }
    Some(matrix)
}

impl Maximum {
    /// The standard error of a function of the parameters, by the delta method: `√(gᵀ C g)` with
    /// `g` its gradient at the top.
    #[must_use]
    pub fn standard_error(&self, of: impl Fn(&[f64]) -> f64) -> Option<f64> {
        let slope = gradient(&of, &DVector::from_column_slice(&self.at))?;
        finite((slope.transpose() * &self.covariance * slope)[(0, 0)]).filter(|v| *v >= 0.0).map(f64::sqrt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_and_the_information_of_a_normal_sample_are_the_known_ones() {
        // Mean m and ln s of a normal sample: information n / s² and 2n.
        let sample: [f64; 5] = [3.0, 5.0, 4.0, 8.0, 6.0];
        let of = |p: &[f64]| -> f64 { sample.iter().map(|x| -p[1] - ((x - p[0]) / p[1].exp()).powi(2) / 2.0).sum() };
        let top = maximise(of, &[0.5, 2.0]).unwrap();
        let variance = sample.iter().map(|x| (x - 5.2_f64).powi(2)).sum::<f64>() / 5.0;
        assert!((top.at[0] - 5.2).abs() < 1e-5, "{top:?}");
        assert!((top.at[1].exp().powi(2) - variance).abs() < 1e-4);
        assert!((top.covariance[(0, 0)] / (variance / 5.0) - 1.0).abs() < 1e-4);
        assert!((top.covariance[(1, 1)] / 0.1 - 1.0).abs() < 1e-4);
        let error = top.standard_error(|p| p[1].exp()).unwrap();
        assert!((error / (variance.sqrt() * 0.1_f64.sqrt()) - 1.0).abs() < 1e-4);
    }

    #[test]
    fn what_runs_off_or_cannot_be_told_apart_has_no_maximum() {
        assert_eq!(maximise(|p| -(-p[0]).exp(), &[0.0]), None);
        assert_eq!(maximise(|p| -(p[0] + p[1]).powi(2), &[1.0, 0.0]), None);
    }
}
