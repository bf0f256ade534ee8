//! A guess: shortest, usual, longest.

use rand::{Rng, RngExt};

use super::Family;
use crate::model::parameter::{Arguments, Form, Kind, Parameter, Refusal};

/// Between `min` and `max`, most likely near `mode`: for when there is only a guess.
#[derive(Clone, Debug, PartialEq)]
pub struct Triangular {
    min: f64,
    mode: f64,
    max: f64,
}

impl Family for Triangular {
    const NAME: &'static str = "triangular";
    const ABOUT: &'static str = "Between a shortest and a longest time, most likely near the usual one: for when there is only a guess.";
    const FORMS: &'static [Form] = &[&[
        Parameter::new("min", Kind::Duration, "The shortest time."),
        Parameter::new("mode", Kind::Duration, "The usual time."),
        Parameter::new("max", Kind::Duration, "The longest time."),
    ]];

    fn build(_: usize, given: &Arguments) -> Result<Self, Refusal> {
        let (min, mode, max) = (given.one("min")?, given.one("mode")?, given.time("max")?);
        if max <= min {
            return Err(Refusal::new("max", "must be longer than the min"));
        }
        if mode < min || mode > max {
            return Err(Refusal::new("mode", "must lie between min and max"));
        }
        Ok(Self { min, mode, max })
    }

    fn mean(&self) -> f64 {
        (self.min + self.mode + self.max) / 3.0
    }

    fn standard_deviation(&self) -> f64 {
        let (a, c, b) = (self.min, self.mode, self.max);
        ((a * a + b * b + c * c - a * b - a * c - b * c) / 18.0).sqrt()
    }

    fn cumulative_hazard(&self, time: f64) -> Option<f64> {
        let (width, rise, fall) = (self.max - self.min, self.mode - self.min, self.max - self.mode);
        let longer = if time < self.mode {
            1.0 - (time - self.min).max(0.0).powi(2) / (width * rise)
        } else {
            (self.max - time).max(0.0).powi(2) / (width * fall)
        };
        Some(-longer.ln())
    }

    fn draw<R: Rng>(&self, rng: &mut R) -> f64 {
        let u: f64 = rng.random();
        let (width, rise) = (self.max - self.min, self.mode - self.min);
        if u * width < rise {
            self.min + (u * width * rise).sqrt()
        } else {
            self.max - ((1.0 - u) * width * (self.max - self.mode)).sqrt()
        }
    }
}
