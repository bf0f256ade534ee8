//! Totals of a day, spread by a profile: multinomial, given the total.

use crate::case::{call_type, calls, centre, days, expects};

/// With a total `N` of mean `m` and variance `v` (rounding a normal by one uniform number adds less
/// than 1/4), the calls of an hour with the share `p` have the variance `m p (1 - p) + v p²`, and two
/// hours the covariance `(v - m) p q`.
#[test]
fn a_total_with_spread_is_multinomial_given_the_total() {
    let arrivals = "arrivals = { day_total = { mean = 200, sd = 40, profile = [1, 4, 3, 2] } }";
    let (days, model) = days("day total", &centre(&call_type("a", arrivals)), 24_000, |day| {
        let mut hours: Vec<f64> = (0..4).map(|h| calls(day, 0, f64::from(h), f64::from(h + 1))).collect();
        hours.push(day.len() as f64);
        hours
    });
    let (mean, variance) = (200.0, rounded_variance(40.0));
    // The normal is cut off at 0, five standard deviations below its mean: 2.3e-5 calls.
    let total = model.expected_calls();
    assert!((total - mean).abs() < 1e-4);
    expects(&model, 0, total);
    for (hour, share) in [0.1, 0.4, 0.3, 0.2].into_iter().enumerate() {
        days.mean(hour, mean * share);
        days.covariance(hour, hour, mean * share * (1.0 - share) + variance * share * share);
    }
    days.covariance(1, 2, (variance - mean) * 0.4 * 0.3);
    days.covariance(4, 4, variance);
}

/// Shares are Dirichlet with a concentration `a`: the calls of an hour with the mean share `p` are beta binomial, with the variance
/// `p (1 - p) E[N (N + a)] / (a + 1) + p² Var N`, and two hours have the covariance `p q (Var N - E[N (N + a)] / (a + 1))`.
#[test]
fn a_profile_that_differs_from_day_to_day_is_dirichlet() {
    for (name, sd) in [("profile_cv", 0.0), ("profile_cv and sd", 40.0)] {
        let keys = format!(
            "arrivals = {{ day_total = {{ mean = 200, sd = {sd}, profile = [1, 0, 3, 6], profile_cv = 0.25 }} }}"
        );
        let (days, model) = days(name, &centre(&call_type("a", &keys)), 24_000, |day| {
            let mut hours: Vec<f64> = (0..4).map(|h| calls(day, 0, f64::from(h), f64::from(h + 1))).collect();
            hours.push(day.len() as f64);
            hours
        });
        // Three hours have calls.
        let a = 2.0 / (0.25 * 0.25) - 1.0;
        let (mean, variance) = (200.0, if sd > 0.0 { rounded_variance(sd) } else { 0.0 });
        let spread = (variance + mean * mean + a * mean) / (a + 1.0);
        assert!((model.expected_calls() - mean).abs() < 1e-4);
        for (hour, share) in [(0, 0.1), (2, 0.3), (3, 0.6)] {
            days.mean(hour, mean * share);
            days.covariance(hour, hour, share * (1.0 - share) * spread + share * share * variance);
        }
        days.covariance(2, 3, 0.3 * 0.6 * (variance - spread));
        days.covariance(0, 3, 0.1 * 0.6 * (variance - spread));
        if sd > 0.0 {
            days.covariance(4, 4, variance);
        }
    }
}

/// `floor(x + u)` has the variance of `x` plus the mean of `f (1 - f)`, `f` being the fraction of `x`;
/// of a wide normal that fraction is as good as uniform: 1/6.
fn rounded_variance(sd: f64) -> f64 {
    sd * sd + 1.0 / 6.0
}

/// Counts by interval with a gamma factor a day keep their mean.
#[test]
fn counts_on_busy_days_keep_their_mean() {
    let keys = "arrivals = { counts = { per_interval = [5, 10, 0, 20] } }\nbusyness = { cv = 0.3 }";
    let (days, model) = days("counts", &centre(&call_type("a", keys)), 24_000, |day| {
        vec![calls(day, 0, 0.0, 1.0), calls(day, 0, 1.0, 2.0), calls(day, 0, 2.0, 3.0), calls(day, 0, 3.0, 4.0)]
    });
    expects(&model, 0, 35.0);
    for (hour, mean) in [5.0, 10.0, 0.0, 20.0].into_iter().enumerate().filter(|(_, mean)| *mean > 0.0) {
        days.mean(hour, mean);
    }
}
