//! Anything between two times, equally likely.

use rand::{Rng, RngExt};

use super::Family;
use crate::model::parameter::{Arguments, Form, Kind, Parameter, Refusal};

/// Anything between `min` and `max`, equally likely.
#[derive(Clone, Debug, PartialEq)]
pub struct Uniform {
    min: f64,
    max: f64,
}

impl Family for Uniform {
    const NAME: &'static str = "uniform";
    const ABOUT: &'static str = "Anything between two times, equally likely.";
    const FORMS: &'static [Form] = &[&[
        Parameter::new("min", Kind::Duration, "The shortest time."),
        Parameter::new("max", Kind::Duration, "The longest time."),
    ]];

    fn build(_: usize, given: &Arguments) -> Result<Self, Refusal> {
        let (min, max) = (given.one("min")?, given.time("max")?);
        if max > min { Ok(Self { min, max }) } else { Err(Refusal::new("max", "must be longer than the min")) }
    }

    fn mean(&self) -> f64 {
        f64::midpoint(self.min, self.max)
    }

    fn standard_deviation(&self) -> f64 {
        (self.max - self.min) / 12_f64.sqrt()
    }

    fn cumulative_hazard(&self, time: f64) -> Option<f64> {
        Some(-((self.max - time) / (self.max - self.min)).clamp(0.0, 1.0).ln())
    }

    fn draw<R: Rng>(&self, rng: &mut R) -> f64 {
        let u: f64 = rng.random();
        self.min + (self.max - self.min) * u
    }
}
