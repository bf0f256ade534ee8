//! Times that were observed, drawn again.

use std::sync::Arc;

use rand::{Rng, RngExt};

use super::Family;
use crate::model::parameter::{Arguments, Form, Kind, Parameter, Refusal};

/// Observed times, each as likely as the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Empirical {
    values: Arc<[f64]>,
}

impl Family for Empirical {
    const NAME: &'static str = "empirical";
    const ABOUT: &'static str = "Observed times, each drawn as often as the others.";
    const FORMS: &'static [Form] =
        &[&[Parameter::new("values", Kind::Durations, "The observed times, or { csv = \"file.csv\", column = \"name\" }.")]];

    fn build(_: usize, given: &Arguments) -> Result<Self, Refusal> {
        let values = given.many("values")?;
        if values.iter().any(|&v| v < 0.0) {
            return Err(Refusal::new("values", "must not be negative"));
        }
        Ok(Self { values: values.into() })
    }

    fn mean(&self) -> f64 {
        self.values.iter().sum::<f64>() / self.values.len() as f64
    }

    fn standard_deviation(&self) -> f64 {
        let mean = self.mean();
        (self.values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / self.values.len() as f64).sqrt()
    }

    fn draw<R: Rng>(&self, rng: &mut R) -> f64 {
        self.values[rng.random_range(0..self.values.len())]
    }
}
