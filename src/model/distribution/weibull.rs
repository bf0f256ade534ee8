//! Weibull: patience whose hazard rises or falls.

use rand::Rng;
use rand_distr::{Distribution as _, Exp1};
use statrs::function::gamma::ln_gamma;

use super::{Family, MEAN_AND_CV, MEAN_AND_SD, MEDIAN_AND_P90, median_and_p90};
use crate::model::parameter::{Arguments, Form, Refusal};

/// A Weibull time: `scale · E^(1/shape)` with `E` unit exponential.
///
/// `mean = scale · Γ(1 + 1/shape)` and `cv² = Γ(1 + 2/shape) / Γ(1 + 1/shape)² - 1`; the shape is
/// found by bisection, since the cv falls as the shape grows.
#[derive(Clone, Debug, PartialEq)]
pub struct Weibull {
    shape: f64,
    scale: f64,
}

impl Family for Weibull {
    const NAME: &'static str = "weibull";
    const ABOUT: &'static str = "Patience that wears out (cv below 1) or hardens (cv above 1) with waiting.";
    const FORMS: &'static [Form] = &[MEAN_AND_SD, MEAN_AND_CV, MEDIAN_AND_P90];

    fn build(form: usize, given: &Arguments) -> Result<Self, Refusal> {
        if form == 2 {
            let (median, p90) = median_and_p90(given)?;
            // F(t) = 1 - exp(-(t/scale)^shape), so (p90/median)^shape = ln 10 / ln 2.
            let shape = (std::f64::consts::LN_10 / std::f64::consts::LN_2).ln() / (p90 / median).ln();
            return Ok(Self { shape, scale: median / std::f64::consts::LN_2.powf(1.0 / shape) });
        }
        let mean = given.time("mean")?;
        let shape = shape_of(given.variation(mean)?);
        Ok(Self { shape, scale: mean / ln_gamma(1.0 + 1.0 / shape).exp() })
    }

    fn mean(&self) -> f64 {
        self.scale * ln_gamma(1.0 + 1.0 / self.shape).exp()
    }

    fn standard_deviation(&self) -> f64 {
        self.mean() * variation(self.shape)
    }

    fn cumulative_hazard(&self, time: f64) -> Option<f64> {
        Some((time / self.scale).powf(self.shape))
    }

    #[inline]
    fn draw<R: Rng>(&self, rng: &mut R) -> f64 {
        let unit: f64 = Exp1.sample(rng);
        self.scale * unit.powf(1.0 / self.shape)
    }
}

fn variation(shape: f64) -> f64 {
    (ln_gamma(1.0 + 2.0 / shape) - 2.0 * ln_gamma(1.0 + 1.0 / shape)).exp_m1().max(0.0).sqrt()
}

fn shape_of(cv: f64) -> f64 {
    let (mut low, mut high) = (0.05_f64, 1e4_f64);
    while high / low > 1.0 + 1e-14 {
        let middle = (low * high).sqrt();
        if middle <= low || middle >= high {
            break;
        }
        if variation(middle) > cv {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low * high).sqrt()
}
