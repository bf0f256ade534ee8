//! Two exponential kinds under one name.

use super::{Family, FittedLifetime, fit_numerically, rough_mean};
use crate::stats::{CensoredSample, maximum::maximise};

/// `S(t) = p exp(-t/m₁) + (1 - p) exp(-t/m₂)` with `m₁ < m₂`.
pub struct Hyperexponential;

/// Where the climb starts: both means over the rough mean, and the logit of the first kind's share.
/// The surface may have several tops; the highest that is reached counts.
const STARTS: [[f64; 3]; 3] = [[0.3, 2.0, 0.0], [0.05, 1.2, -1.5], [0.5, 5.0, 1.5]];

/// Cells of the sample on which it is found where the highest top is.
const ROUGHLY: usize = 500;

impl Family for Hyperexponential {
    fn name(&self) -> &'static str {
        "hyperexponential"
    }

    fn fit(&self, sample: &CensoredSample) -> Option<FittedLifetime> {
        let rough = rough_mean(sample)?;
        let likelihood = |sample: &CensoredSample, p: &[f64]| {
            let (rates, share) = ([(-p[0]).exp(), (-p[1]).exp()], shares(p));
            let mixed = |t: f64, weights: [f64; 2]| {
                (weights[0] * (-rates[0] * t).exp() + weights[1] * (-rates[1] * t).exp()).max(1e-300).ln()
            };
            let density = [share[0] * rates[0], share[1] * rates[1]];
            sample.log_likelihood(|t| mixed(t, density), |t| mixed(t, share))
        };
        let starts = STARTS.map(|start| [(start[0] * rough).ln(), (start[1] * rough).ln(), start[2]]);
        // The way up is that of a rough sample, which is cheap; the last steps are those of the whole.
        let coarse = sample.coarse(ROUGHLY);
        let rough_tops = starts.iter().filter_map(|start| maximise(|p| likelihood(&coarse, p), start));
        let best = rough_tops.max_by(|a, b| a.log_likelihood.total_cmp(&b.log_likelihood));
        let climb = |from: &[f64]| {
            let first: &dyn Fn(&[f64]) -> f64 = &|p| p[0].exp();
            let second: &dyn Fn(&[f64]) -> f64 = &|p| p[1].exp();
            let natural = [
                ("means", first),
                ("means", second),
                ("shares", &|p: &[f64]| shares(p)[0]),
                ("shares", &|p: &[f64]| shares(p)[1]),
            ];
            fit_numerically(self.name(), |p: &[f64]| likelihood(sample, p), from, &natural)
        };
        climb(&best?.at).map(in_order)
    }

    fn survival(&self, at: &[f64], time: f64) -> f64 {
        let share = shares(at);
        share[0] * (-time / at[0].exp()).exp() + share[1] * (-time / at[1].exp()).exp()
    }
}

fn shares(p: &[f64]) -> [f64; 2] {
    [1.0 / (1.0 + (-p[2]).exp()), 1.0 / (1.0 + p[2].exp())]
}

/// The shorter kind first.
fn in_order(mut fitted: FittedLifetime) -> FittedLifetime {
    if fitted.at[0] > fitted.at[1] {
        fitted.at.swap(0, 1);
        fitted.at[2] = -fitted.at[2];
        fitted.parameters.swap(0, 1);
        fitted.parameters.swap(2, 3);
    }
    fitted
}
