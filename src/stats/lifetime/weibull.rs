//! Weibull.

use statrs::function::gamma::ln_gamma;

use super::{Family, FittedLifetime, fit_numerically, rough_mean};
use crate::stats::CensoredSample;

/// `S(t) = exp(-(t/scale)^shape)`, given by mean `scale Γ(1 + 1/shape)` and standard deviation
/// `scale √(Γ(1 + 2/shape) - Γ(1 + 1/shape)²)`.
pub struct Weibull;

impl Family for Weibull {
    fn name(&self) -> &'static str {
        "weibull"
    }

    fn fit(&self, sample: &CensoredSample) -> Option<FittedLifetime> {
        let events = sample.events() as f64;
        let logs = sample.sum(f64::ln);
        let likelihood = |p: &[f64]| {
            let shape = p[0].exp();
            let hazard = |t: f64| -(shape * (t.ln() - p[1])).exp();
            let seen = events * (p[0] - shape * p[1]) + (shape - 1.0) * logs;
            seen + sample.log_likelihood(hazard, |t| if t > 0.0 { hazard(t) } else { 0.0 })
        };
        let mean = |p: &[f64]| (p[1] + ln_gamma(1.0 + (-p[0]).exp())).exp();
        let sd = |p: &[f64]| {
            let (one, two) = (ln_gamma(1.0 + (-p[0]).exp()), ln_gamma(1.0 + 2.0 * (-p[0]).exp()));
            (p[1] + one).exp() * (two - 2.0 * one).exp_m1().max(0.0).sqrt()
        };
        fit_numerically(self.name(), likelihood, &[0.0, rough_mean(sample)?.ln()], &[("mean", &mean), ("sd", &sd)])
    }

    fn survival(&self, at: &[f64], time: f64) -> f64 {
        if time <= 0.0 { 1.0 } else { (-(at[0].exp() * (time.ln() - at[1])).exp()).exp() }
    }
}
