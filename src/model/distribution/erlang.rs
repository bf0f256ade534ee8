//! Sums of equal exponential phases.

use rand::Rng;
use rand_distr::Distribution as _;
use statrs::function::gamma::gamma_ur;

use super::Family;
use crate::model::parameter::{Arguments, Form, Kind, Parameter, Refusal};

/// The sum of `phases` equal exponential times: steadier than one, sd = mean / √phases.
#[derive(Clone, Debug, PartialEq)]
pub struct Erlang {
    gamma: rand_distr::Gamma<f64>,
    mean: f64,
    phases: f64,
}

const MOST_PHASES: f64 = 10_000.0;

impl Family for Erlang {
    const NAME: &'static str = "erlang";
    const ABOUT: &'static str = "The sum of equal exponential phases: steadier than one of them, sd = mean / sqrt(phases).";
    const FORMS: &'static [Form] = &[&[
        Parameter::new("mean", Kind::Duration, "The mean of the sum."),
        Parameter::new("phases", Kind::Count, "How many phases."),
    ]];

    fn build(_: usize, given: &Arguments) -> Result<Self, Refusal> {
        let (mean, phases) = (given.time("mean")?, given.positive("phases")?);
        if phases > MOST_PHASES {
            return Err(Refusal::new("phases", format!("are at most {MOST_PHASES}")));
        }
        let gamma = rand_distr::Gamma::new(phases, mean / phases).map_err(|e| Refusal::new("phases", e.to_string()))?;
        Ok(Self { gamma, mean, phases })
    }

    fn mean(&self) -> f64 {
        self.mean
    }

    fn standard_deviation(&self) -> f64 {
        self.mean / self.phases.sqrt()
    }

    fn cumulative_hazard(&self, time: f64) -> Option<f64> {
        Some(if time > 0.0 { -gamma_ur(self.phases, time / (self.mean / self.phases)).ln() } else { 0.0 })
    }

    #[inline]
    fn draw<R: Rng>(&self, rng: &mut R) -> f64 {
        self.gamma.sample(rng)
    }
}
