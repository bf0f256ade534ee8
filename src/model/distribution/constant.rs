//! Always the same time.

use rand::Rng;

use super::Family;
use crate::model::parameter::{Arguments, Form, Kind, Parameter, Refusal};

/// Always the same time; zero is allowed.
#[derive(Clone, Debug, PartialEq)]
pub struct Constant {
    seconds: f64,
}

impl Family for Constant {
    const NAME: &'static str = "constant";
    const ABOUT: &'static str = "Always the same time.";
    const FORMS: &'static [Form] = &[&[Parameter::new("value", Kind::Duration, "The time itself.")]];

    fn build(_: usize, given: &Arguments) -> Result<Self, Refusal> {
        let seconds = given.one("value")?;
        if seconds > 0.0 { given.time("value") } else { Ok(seconds) }.map(|seconds| Self { seconds })
    }

    fn mean(&self) -> f64 {
        self.seconds
    }

    fn standard_deviation(&self) -> f64 {
        0.0
    }

    fn draw<R: Rng>(&self, _: &mut R) -> f64 {
        self.seconds
    }
}
