//! Weibull: patience whose hazard rises or falls.

use rand::Rng;
use rand_distr::{Distribution as _, Exp1};
use statrs::function::gamma::ln_gamma;

use super::Family;
use crate::model::parameter::{Arguments, Form, Kind, Parameter, Refusal};

/// A Weibull time: `scale · E^(1/shape)` with `E` unit exponential.
///
/// `mean = scale · Γ(1 + 1/shape)` and `cv² = Γ(1 + 2/shape) / Γ(1 + 1/shape)² - 1`; the shape is
/// found by bisection, since the cv falls as the shape grows.
#[derive(Clone, Debug, PartialEq)]
pub struct Weibull {
    shape: f64,
    scale: f64,
}

const MEAN: Parameter = Parameter::new("mean", Kind::Duration, "The mean.");

impl Family for Weibull {
    const NAME: &'static str = "weibull";
    const ABOUT: &'static str = "Patience that wears out (cv below 1) or hardens (cv above 1) with waiting.";
    const FORMS: &'static [Form] = &[
        &[MEAN, Parameter::new("sd", Kind::Duration, "The standard deviation.")],
        &[MEAN, Parameter::new("cv", Kind::Number, "The coefficient of variation: sd / mean.")],
        &[
            Parameter::new("median", Kind::Duration, "Half of the times are shorter."),
            Parameter::new("p90", Kind::Duration, "Nine in ten times are shorter."),
        ],
    ];

    fn build(form: usize, given: &Arguments) -> Result<Self, Refusal> {
        if form == 2 {
            let (median, p90) = (given.time("median")?, given.time("p90")?);
            if p90 <= median {
                return Err(Refusal::new("p90", "must be longer than the median"));
            }
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
