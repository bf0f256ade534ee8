//! The logarithm is normal.

use super::{Family, FittedLifetime, fit_numerically, ln_normal_tail, rough_mean};
use crate::stats::CensoredSample;

/// `ln t` normal with location `μ` and scale `σ`, given by mean `exp(μ + σ²/2)` and standard deviation
/// `mean · √(exp(σ²) - 1)`.
pub struct Lognormal;

impl Family for Lognormal {
    fn name(&self) -> &'static str {
        "lognormal"
    }

    fn fit(&self, sample: &CensoredSample) -> Option<FittedLifetime> {
        let events = sample.events() as f64;
        let (sum, squares) = (sample.sum(f64::ln), sample.sum(|t| t.ln().powi(2)));
        // The constant √2π is part of the density: likelihoods of families are compared.
        let constant = (2.0 * std::f64::consts::PI).ln() / 2.0;
        let only_censored = sample.clone();
        let likelihood = |p: &[f64]| {
            let (location, scale) = (p[0], p[1].exp());
            let spread = (squares - 2.0 * location * sum + events * location * location) / (scale * scale);
            let seen = -sum - events * (p[1] + constant) - spread / 2.0;
            seen + only_censored.log_likelihood(|_| 0.0, |t| ln_normal_tail((t.ln() - location) / scale))
        };
        let start = if sample.censored() == 0 {
            let location = sum / events;
            [location, (squares / events - location * location).max(1e-6).sqrt().ln()]
        } else {
            [rough_mean(sample)?.ln() - 0.5, 0.0]
        };
        let mean = |p: &[f64]| (p[0] + (2.0 * p[1]).exp() / 2.0).exp();
        let sd = |p: &[f64]| mean(p) * (2.0 * p[1]).exp().exp_m1().sqrt();
        fit_numerically(self.name(), likelihood, &start, &[("mean", &mean), ("sd", &sd)])
    }

    fn survival(&self, at: &[f64], time: f64) -> f64 {
        if time <= 0.0 { 1.0 } else { ln_normal_tail((time.ln() - at[0]) / at[1].exp()).exp() }
    }
}
