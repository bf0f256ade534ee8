//! The normal distribution, far into its tails.

use std::f64::consts::{FRAC_2_PI, PI, SQRT_2};

use libm::erfc;
use statrs::function::erf::erfc_inv;

/// From here on the continued fraction is as precise as `erfc` and needs no more terms than it has.
const FRACTION_FROM: f64 = 2.0;

/// The scaled complementary error function `exp(z²)·erfc(z)`, without underflow for large `z`.
///
/// Below 2 from `erfc`; from there on by Laplace's continued fraction
/// `1/√π · 1/(z + ½/(z + 1/(z + 3/2/(z + …))))` (DLMF 7.9.1).
#[must_use]
pub fn erfcx(z: f64) -> f64 {
    if z < 0.0 {
        return 2.0 * (z * z).exp() - erfcx(-z);
    }
    if z < FRACTION_FROM {
        return (z * z).exp() * erfc(z);
    }
    let terms = (9.0 + 300.0 / (z * z)) as u32;
    let tail = (1..=terms).rev().fold(z, |below, k| z + f64::from(k) / 2.0 / below);
    1.0 / (tail * PI.sqrt())
}

/// The standard density.
#[must_use]
pub fn density(x: f64) -> f64 {
    (-x * x / 2.0).exp() / (2.0 * PI).sqrt()
}

/// The standard distribution function.
#[must_use]
pub fn cumulative(x: f64) -> f64 {
    0.5 * erfc(-x / SQRT_2)
}

/// The value that a share `p` of standard normal draws stays below.
#[must_use]
pub fn quantile(p: f64) -> f64 {
    let x = -SQRT_2 * erfc_inv(2.0 * p);
    // One step of Newton's makes up for the inverse's eight digits.
    x - (cumulative(x) - p) / density(x)
}

/// The hazard rate: density / (1 - distribution function).
#[must_use]
pub fn hazard(x: f64) -> f64 {
    FRAC_2_PI.sqrt() / erfcx(x / SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values by mpmath at 40 digits.
    #[test]
    fn the_scaled_error_function_is_precise_everywhere() {
        for (z, value) in [
            (-3.0, 16_205.988_853_999_586),
            (0.0, 1.0),
            (0.5, 0.615_690_344_192_925_9),
            (1.9, 0.266_509_373_661_672_65),
            (2.0, 0.255_395_676_310_505_74),
            (2.7, 0.196_874_127_331_955_78),
            (10.0, 0.056_140_992_743_822_59),
            (1e6, 5.641_895_835_474_742e-7),
        ] {
            let off: f64 = erfcx(z) / value - 1.0;
            assert!(off.abs() < 4e-15, "{z}: {off}");
        }
    }

    #[test]
    fn hazard_quantile_and_distribution_fit_together() {
        for x in [-3.0, -0.5, 0.0, 1.0, 4.0] {
            assert!((hazard(x) / (density(x) / cumulative(-x)) - 1.0).abs() < 1e-12);
            assert!((quantile(cumulative(x)) - x).abs() < 1e-9);
        }
    }
}
