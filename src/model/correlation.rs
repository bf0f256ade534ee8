//! Correlated normals, and gamma factors made of them: the normal copula.
//!
//! Independent standard normals become correlated by the Cholesky factor of their correlation matrix;
//! each is then turned into a factor with the gamma quantile of its normal probability. Cario and
//! Nelson, *Modeling and generating random vectors with arbitrary marginal distributions and
//! correlation matrix* (NORTA), Northwestern University, 1997. The correlations are those of the
//! normals; those of the factors are a little smaller.

use nalgebra::{Cholesky, DMatrix, DVector};
use statrs::distribution::{ContinuousCDF as _, Gamma, Normal};

use super::NoModel;

/// How normals hang together: a positive definite correlation matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct Correlation {
    /// The lower Cholesky factor.
    factor: DMatrix<f64>,
}

impl Correlation {
    /// The correlations of a matrix given by rows.
    ///
    /// # Errors
    ///
    /// [`NoModel`] when it is not square and symmetric with 1 on the diagonal, or not positive
    /// definite: then no random numbers have these correlations.
    pub fn new(rows: &[Vec<f64>]) -> Result<Self, NoModel> {
        /// A pivot below this is taken for 0.
        const LEAST_PIVOT: f64 = 1e-6;
        let n = rows.len();
        let refuse = |why: String| Err(NoModel(why));
        if let Some((i, row)) = rows.iter().enumerate().find(|(_, row)| row.len() != n) {
            return refuse(format!("row {} of the matrix has {} numbers, not {n}", i + 1, row.len()));
        }
        for (i, row) in rows.iter().enumerate() {
            for (j, value) in row.iter().enumerate() {
                let (i, j) = (i + 1, j + 1);
                if i == j && *value != 1.0 {
                    return refuse(format!("the diagonal of correlations is 1 throughout, not {value} in row {i}"));
                }
                if *value != rows[j - 1][i - 1] {
                    return refuse(format!(
                        "correlations are symmetric: row {i}, column {j} is {value}, row {j}, column {i} is {}",
                        rows[j - 1][i - 1]
                    ));
                }
                if !(-1.0..=1.0).contains(value) {
                    return refuse(format!("a correlation lies between -1 and 1, not {value} in row {i}"));
                }
            }
        }
        let factor = Cholesky::new(DMatrix::from_fn(n, n, |i, j| rows[i][j])).map(|c| c.l());
        match factor.filter(|l| l.diagonal().iter().all(|pivot| *pivot > LEAST_PIVOT)) {
            Some(factor) => Ok(Self { factor }),
            None => refuse("no random numbers have these correlations: they are not positive definite".to_owned()),
        }
    }

    /// Correlated normals made of as many independent ones.
    #[must_use]
    pub fn of(&self, independent: Vec<f64>) -> Vec<f64> {
        (&self.factor * DVector::from_vec(independent)).data.into()
    }
}

/// The gamma factor of mean 1 and coefficient of variation `cv` at the probability of the standard
/// normal `normal`.
#[must_use]
pub fn gamma_factor(cv: f64, normal: f64) -> f64 {
    let shape = 1.0 / (cv * cv);
    let probability = Normal::standard().cdf(normal).clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON);
    // Shape and rate are above 0, which is all that is asked of them.
    Gamma::new(shape, shape).map_or(1.0, |gamma| gamma.inverse_cdf(probability))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_becomes_its_cholesky_factor() {
        let correlation = Correlation::new(&[vec![1.0, 0.6], vec![0.6, 1.0]]).unwrap();
        let both = correlation.of(vec![1.0, 2.0]);
        assert!((both[0] - 1.0).abs() < 1e-12 && (both[1] - (0.6 + 0.8 * 2.0)).abs() < 1e-12);
    }

    #[test]
    fn what_is_no_correlation_matrix_is_refused() {
        let wrong = |rows: &[Vec<f64>]| Correlation::new(rows).unwrap_err().0;
        assert!(wrong(&[vec![1.0, 0.5], vec![0.4, 1.0]]).contains("symmetric"));
        assert!(wrong(&[vec![0.9]]).contains("diagonal"));
        assert!(wrong(&[vec![1.0, 0.5], vec![0.5]]).contains("row 2"));
        assert!(wrong(&[vec![1.0, 1.5], vec![1.5, 1.0]]).contains("between -1 and 1"));
        let no = [vec![1.0, 0.9, -0.9], vec![0.9, 1.0, 0.9], vec![-0.9, 0.9, 1.0]];
        assert!(wrong(&no).contains("positive definite"));
        assert!(wrong(&[vec![1.0, 1.0], vec![1.0, 1.0]]).contains("positive definite"));
    }

    #[test]
    fn the_factor_of_an_exponential_is_known() {
        // cv 1: -ln(1 - Φ(z)).
        for (normal, factor) in
            [(0.0, std::f64::consts::LN_2), (-1.0, 0.172_753_779_023_449_86), (2.0, 3.783_184_329_8)]
        {
            assert!((gamma_factor(1.0, normal) - factor).abs() < 1e-6, "{normal}: {}", gamma_factor(1.0, normal));
        }
        for cv in [0.001, 0.1, 3.0] {
            for normal in [-40.0, -8.0, 8.0, 40.0] {
                assert!(gamma_factor(cv, normal).is_finite(), "{cv} {normal}");
            }
        }
    }
}
