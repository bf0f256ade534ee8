//! Without memory.

use super::{Family, FittedLifetime, rough_mean};
use crate::stats::{CensoredSample, WithError};

/// `S(t) = exp(-t / mean)`. The estimate is all times over the events, with the standard error `mean / √events`.
pub struct Exponential;

impl Family for Exponential {
    fn name(&self) -> &'static str {
        "exponential"
    }

    fn fit(&self, sample: &CensoredSample) -> Option<FittedLifetime> {
        let (mean, events) = (rough_mean(sample)?, sample.events() as f64);
        Some(FittedLifetime {
            family: self.name(),
            parameters: vec![("mean", WithError::positive(mean, mean / events.sqrt()))],
            log_likelihood: -events * mean.ln() - events,
            free: 1,
            at: vec![mean],
        })
    }

    fn survival(&self, at: &[f64], time: f64) -> f64 {
        (-time / at[0]).exp()
    }
}
