//! Times without memory.

use rand::Rng;
use rand_distr::{Distribution as _, Exp1};

use super::{Family, UnitExponential};
use crate::{
    model::parameter::{Arguments, Form, Kind, Parameter, Refusal},
    units::SimTime,
};

/// Times without memory: the sd equals the mean. What Erlang's formulas assume.
#[derive(Clone, Debug, PartialEq)]
pub struct Exponential {
    mean: f64,
}

impl Family for Exponential {
    const NAME: &'static str = "exponential";
    const ABOUT: &'static str = "Times without memory: the sd equals the mean. What Erlang's formulas assume.";
    const FORMS: &'static [Form] = &[&[Parameter::new("mean", Kind::Duration, "The mean.")]];

    fn build(_: usize, given: &Arguments) -> Result<Self, Refusal> {
        Ok(Self { mean: given.time("mean")? })
    }

    fn mean(&self) -> f64 {
        self.mean
    }

    fn standard_deviation(&self) -> f64 {
        self.mean
    }

    fn cumulative_hazard(&self, time: f64) -> Option<f64> {
        Some(time / self.mean)
    }

    #[inline]
    fn draw<R: Rng>(&self, rng: &mut R) -> f64 {
        let unit: f64 = Exp1.sample(rng);
        self.mean * unit
    }

    fn fill<R: Rng + Clone>(&self, rng: &mut R, times: &mut [u64]) {
        let (units, mut stream) = (UnitExponential::new(), rng.clone());
        if SimTime::is_small_draw(self.mean * UnitExponential::LARGEST) {
            for time in times {
                *time = SimTime::from_small_draw(self.mean * units.draw(&mut stream)).as_nanoseconds();
            }
        } else {
            for time in times {
                *time = SimTime::from_draw(self.mean * units.draw(&mut stream)).as_nanoseconds();
            }
        }
        *rng = stream;
    }
}
