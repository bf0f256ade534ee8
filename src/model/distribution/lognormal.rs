//! Lognormal: what talk times usually look like.

use rand::Rng;
use rand_distr::{Distribution as _, StandardNormal};
use statrs::function::erf::erfc;

use super::{Family, MEAN_AND_CV, MEAN_AND_SD, MEDIAN_AND_P90, UnitNormal, exp::exp, median_and_p90};
use crate::{
    model::parameter::{Arguments, Form, Refusal},
    units::SimTime,
};

/// A lognormal time: `exp(location + scale · Z)` with `Z` standard normal.
///
/// From mean and cv: `scale² = ln(1 + cv²)`, `location = ln(mean) - scale²/2`. From median and 90 %
/// quantile: `location = ln(median)`, `scale = ln(p90 / median) / 1.2815515655446004`.
#[derive(Clone, Debug, PartialEq)]
pub struct Lognormal {
    location: f64,
    scale: f64,
}

/// The standard normal's 90 % quantile.
const NORMAL_P90: f64 = 1.281_551_565_544_600_4;

impl Family for Lognormal {
    const NAME: &'static str = "lognormal";
    const ABOUT: &'static str = "Most times short, a few long: what talk times usually look like.";
    const FORMS: &'static [Form] = &[MEAN_AND_SD, MEAN_AND_CV, MEDIAN_AND_P90];

    fn build(form: usize, given: &Arguments) -> Result<Self, Refusal> {
        if form == 2 {
            let (median, p90) = median_and_p90(given)?;
            return Ok(Self { location: median.ln(), scale: (p90 / median).ln() / NORMAL_P90 });
        }
        let mean = given.time("mean")?;
        let variance = given.variation(mean)?.powi(2).ln_1p();
        Ok(Self { location: mean.ln() - variance / 2.0, scale: variance.sqrt() })
    }

    fn mean(&self) -> f64 {
        (self.location + self.scale * self.scale / 2.0).exp()
    }

    fn standard_deviation(&self) -> f64 {
        self.mean() * (self.scale * self.scale).exp_m1().sqrt()
    }

    fn cumulative_hazard(&self, time: f64) -> Option<f64> {
        // Normal beyond z: erfc(z / √2) / 2.
        let z = (time.ln() - self.location) / self.scale;
        Some(-(erfc(z * std::f64::consts::FRAC_1_SQRT_2) / 2.0).ln())
    }

    #[inline]
    fn draw<R: Rng>(&self, rng: &mut R) -> f64 {
        self.of_normal(StandardNormal.sample(rng))
    }

    fn fill<R: Rng + Clone>(&self, rng: &mut R, times: &mut [u64]) {
        let (normals, mut stream) = (UnitNormal::new(), rng.clone());
        // First the normal draws, which depend on each other; then what is made of each, several at a
        // time. In between, the places hold the bits of numbers.
        for time in &mut *times {
            *time = normals.draw(&mut stream).to_bits();
        }
        *rng = stream;
        for time in &mut *times {
            *time = self.of_normal(f64::from_bits(*time)).to_bits();
        }
        for time in times {
            *time = SimTime::from_draw(f64::from_bits(*time)).as_nanoseconds();
        }
    }
}

impl Lognormal {
    #[inline]
    fn of_normal(&self, z: f64) -> f64 {
        exp(self.location + self.scale * z)
    }
}
