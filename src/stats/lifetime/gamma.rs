//! Gamma.

use statrs::function::gamma::{gamma_ur, ln_gamma};

use super::{Family, FittedLifetime, fit_numerically, rough_mean};
use crate::stats::CensoredSample;

/// Density `t^(k-1) exp(-t/θ) / (Γ(k) θ^k)`, given by mean `kθ` and standard deviation `√k θ`.
pub struct Gamma;

impl Family for Gamma {
    fn name(&self) -> &'static str {
        "gamma"
    }

    fn fit(&self, sample: &CensoredSample) -> Option<FittedLifetime> {
        let events = sample.events() as f64;
        let (total, logs) = (sample.sum(|t| t), sample.sum(f64::ln));
        let likelihood = |p: &[f64]| {
            let (shape, scale) = (p[0].exp(), (p[1] - p[0]).exp());
            let seen = (shape - 1.0) * logs - total / scale - events * (ln_gamma(shape) + shape * scale.ln());
            seen + sample.log_likelihood(|_| 0.0, |t| tail(shape, t / scale).ln())
        };
        let mean = |p: &[f64]| p[1].exp();
        let sd = |p: &[f64]| (p[1] - p[0] / 2.0).exp();
        fit_numerically(self.name(), likelihood, &[0.0, rough_mean(sample)?.ln()], &[("mean", &mean), ("sd", &sd)])
    }

    fn survival(&self, at: &[f64], time: f64) -> f64 {
        let (shape, scale) = (at[0].exp(), (at[1] - at[0]).exp());
        if time <= 0.0 { 1.0 } else { gamma_ur(shape, time / scale) }
    }
}

/// The upper tail, kept above zero: a time so late counts as very unlikely, not as impossible.
fn tail(shape: f64, x: f64) -> f64 {
    if x <= 0.0 { 1.0 } else { gamma_ur(shape, x).max(1e-300) }
}
