//! The exponential twin of a distribution: what Erlang's formulas would take a caller's time to be.

use rand::Rng;
use rand_distr::{Distribution as _, Exp1};

use super::Distribution;
use crate::units::SimTime;

/// An exponential time that is long when another is: its mean times the cumulative hazard of what the
/// other draws (the inversion method, which keeps the marginals and gives the largest correlation).
/// Where the other has no hazard, a time of its own.
///
/// It is no scenario's: experiments put it in the place of a caller's time.
#[derive(Clone, Debug, PartialEq)]
pub struct Memoryless {
    of: Box<Distribution>,
    mean: f64,
}

impl Memoryless {
    /// The twin of `of`, with this mean, s.
    #[must_use]
    pub fn twin(of: Distribution, mean: f64) -> Self {
        Self { of: Box::new(of), mean }
    }
}

impl Memoryless {
    /// The mean, s.
    pub(super) const fn mean(&self) -> f64 {
        self.mean
    }

    /// The standard deviation, s.
    pub(super) const fn standard_deviation(&self) -> f64 {
        self.mean
    }

    /// The cumulative hazard up to `time` seconds.
    pub(super) fn cumulative_hazard(&self, time: f64) -> f64 {
        time / self.mean
    }

    /// Draws a value, s.
    pub(super) fn draw<R: Rng>(&self, rng: &mut R) -> f64 {
        let drawn = self.of.draw(rng);
        // Nothing with a larger hazard is ever drawn: its probability is below 1e-304.
        let unit = self.of.cumulative_hazard(drawn).map(|hazard| hazard.clamp(0.0, 700.0));
        self.mean * unit.unwrap_or_else(|| Exp1.sample(rng))
    }

    /// Draws as many times as `times` has places, as whole nanoseconds.
    pub(super) fn fill<R: Rng>(&self, rng: &mut R, times: &mut [u64]) {
        times.iter_mut().for_each(|time| *time = SimTime::from_draw(self.draw(rng)).as_nanoseconds());
    }
}
