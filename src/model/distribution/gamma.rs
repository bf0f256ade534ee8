//! Gamma: from spread-out to steady.

use rand::Rng;
use rand_distr::Distribution as _;
use statrs::function::gamma::gamma_ur;

use super::{Family, MEAN_AND_CV, MEAN_AND_SD};
use crate::model::parameter::{Arguments, Form, Refusal};

/// A gamma time: shape `1 / cv²`, scale `mean · cv²`.
#[derive(Clone, Debug, PartialEq)]
pub struct Gamma {
    sampler: rand_distr::Gamma<f64>,
    mean: f64,
    cv: f64,
}

impl Family for Gamma {
    const NAME: &'static str = "gamma";
    const ABOUT: &'static str = "Anything from very spread out (cv above 1) to steady (cv below 1).";
    const FORMS: &'static [Form] = &[MEAN_AND_SD, MEAN_AND_CV];

    fn build(_: usize, given: &Arguments) -> Result<Self, Refusal> {
        let mean = given.time("mean")?;
        let cv = given.variation(mean)?;
        let sampler = rand_distr::Gamma::new(1.0 / (cv * cv), mean * cv * cv)
            .map_err(|e| Refusal::new("mean", e.to_string()))?;
        Ok(Self { sampler, mean, cv })
    }

    fn mean(&self) -> f64 {
        self.mean
    }

    fn standard_deviation(&self) -> f64 {
        self.mean * self.cv
    }

    fn cumulative_hazard(&self, time: f64) -> Option<f64> {
        Some(if time > 0.0 { -gamma_ur(1.0 / (self.cv * self.cv), time / (self.mean * self.cv * self.cv)).ln() } else { 0.0 })
    }

    #[inline]
    fn draw<R: Rng>(&self, rng: &mut R) -> f64 {
        self.sampler.sample(rng)
    }
}
