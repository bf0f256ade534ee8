//! Calls of each interval, before and after the morning, with prediction intervals.

use std::ops::Range;

use statrs::distribution::{DiscreteCDF, Poisson};

use super::{
    Posterior,
    posterior::{Expected, prior},
};
use crate::model::Model;

/// What is expected, and where the count will lie.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Band {
    /// Calls expected.
    pub mean: f64,
    /// The count lies from here ...
    pub low: f64,
    /// ... to here.
    pub high: f64,
}

/// First calls of each interval, by call type, and of all.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Before the day began: by call type, then interval of the day; the last list is of all types.
    pub before: Vec<Vec<Band>>,
    /// After the morning.
    pub after: Vec<Vec<Band>>,
    /// Of all calls from the first interval that is not over to closing, before and after.
    pub rest: (Band, Band),
}

/// Forecasts each interval from days drawn before and after the morning. A prediction interval holds the count with the
/// probability `level`: it is between quantiles of the mixture of the days' Poisson distributions.
#[must_use]
pub fn forecast(model: &Model, posterior: &Posterior, from: usize, level: f64, seed: u64) -> Forecast {
    let expected = Expected::new(model);
    let before = prior(model, seed, posterior.days.len().max(500));
    let (types, intervals) = (model.call_types().len(), model.horizon().intervals());
    let lists = |days: &[Vec<Vec<f64>>]| -> Vec<Vec<Band>> {
        (0..=types)
            .map(|of| {
                let types = if of == types { 0..types } else { of..of + 1 };
                (0..intervals).map(|i| band(&expected, days, types.clone(), i..i + 1, level)).collect()
            })
            .collect()
    };
    let rest = |days: &[Vec<Vec<f64>>]| band(&expected, days, 0..types, from..intervals, level);
    let mut found = Forecast {
        rest: (rest(&before), rest(&posterior.days)),
        before: lists(&before),
        after: lists(&posterior.days),
    };
    // Factors have the mean 1 before anything is seen: that needs no drawing.
    let calls =
        |types: Range<usize>, intervals: Range<usize>| types.map(|of| expected.of_type(of, intervals.clone())).sum();
    found.rest.0.mean = calls(0..types, from..intervals);
    for (of, list) in found.before.iter_mut().enumerate() {
        let own = if of == types { 0..types } else { of..of + 1 };
        list.iter_mut().enumerate().for_each(|(i, band)| band.mean = calls(own.clone(), i..i + 1));
    }
    found
}

fn band(expected: &Expected, days: &[Vec<Vec<f64>>], types: Range<usize>, intervals: Range<usize>, level: f64) -> Band {
    let (mut mean, mut spread) = (0.0, 0.0);
    let means: Vec<f64> = days
        .iter()
        .map(|day| {
            let mut sum = 0.0;
            for (stream, of) in expected.calls.iter().enumerate() {
                for call_type in types.clone() {
                    let calls: f64 = intervals.clone().map(|i| of[call_type][i] * day[stream][i]).sum();
                    sum += calls;
                    spread += calls * expected.dispersion[stream];
                }
            }
            mean += sum;
            sum
        })
        .collect();
    if mean <= 0.0 {
        return Band::default();
    }
    // Counts of batches are those of groups, times how many calls a group is worth.
    let worth = spread / mean;
    let quantile = |p: f64| quantile(&means, worth, p);
    Band {
        mean: mean / days.len() as f64,
        low: quantile((1.0 - level) / 2.0),
        high: quantile(f64::midpoint(1.0, level)),
    }
}

/// The smallest count that is not exceeded with probability `p`, of a mixture of Poisson distributions.
fn quantile(means: &[f64], worth: f64, p: f64) -> f64 {
    let below = |count: u64| {
        let of = |mean: &f64| Poisson::new(mean / worth).map_or(1.0, |poisson| poisson.cdf(count));
        means.iter().map(of).sum::<f64>() / means.len() as f64
    };
    let most = means.iter().copied().fold(0.0, f64::max) / worth;
    let (mut low, mut high) = (0, (most + 12.0 * most.sqrt() + 30.0) as u64);
    while low < high {
        let middle = low + (high - low) / 2;
        if below(middle) >= p { high = middle } else { low = middle + 1 }
    }
    low as f64 * worth
}
