//! Gamma factors by day and interval, and what ties them together.

use statrs::{
    distribution::{Continuous, ContinuousCDF, Gamma, Normal},
    function::gamma::ln_gamma,
};

use crate::case::{call_type, calls, centre, days, expects};

/// A gamma factor of mean 1 at the probability of a normal.
fn factor(cv: f64, normal: f64) -> f64 {
    let shape = 1.0 / (cv * cv);
    Gamma::new(shape, shape).unwrap().inverse_cdf(Normal::standard().cdf(normal))
}

/// The covariance of two gamma factors of mean 1 whose normals have the correlation `rho`: the
/// integral of the product over both independent normals, summed on a grid (the trapezoidal rule
/// converges geometrically for functions that fade away as normals do).
fn covariance(cvs: [f64; 2], rho: f64) -> f64 {
    const STEP: f64 = 0.05;
    let grid: Vec<f64> = (-160..=160).map(|i| f64::from(i) * STEP).collect();
    let density = |z: f64| Normal::standard().pdf(z);
    let rest = (1.0_f64 - rho * rho).sqrt();
    let sum: f64 = grid
        .iter()
        .map(|&x| {
            let first = factor(cvs[0], x) * density(x);
            // The upper tail from the lower one, where a probability is not lost in 1 - p.
            let inner = |&y: &f64| factor(cvs[1], (rho * x + rest * y).clamp(-7.0, 7.0)) * density(y);
            first * grid.iter().map(inner).sum::<f64>()
        })
        .sum();
    sum * STEP * STEP - 1.0
}

/// Counts are negative binomial: of an interval with the mean `m` the variance is `m + cv² m²`.
#[test]
fn a_factor_by_interval_makes_negative_binomial_counts() {
    let keys =
        "arrivals = { poisson = { per_hour = [40, 60, 20, 10] } }\nbusyness = { interval_cv = [0.5, 0.2, 0, 0.7] }";
    let (days, model) = days("by interval", &centre(&call_type("a", keys)), 36_000, |day| {
        (0..4).map(|h| calls(day, 0, f64::from(h), f64::from(h + 1))).collect()
    });
    expects(&model, 0, 130.0);
    for (hour, (mean, cv)) in [(40.0, 0.5), (60.0, 0.2), (20.0, 0.0), (10.0, 0.7)].into_iter().enumerate() {
        days.mean(hour, mean);
        days.covariance(hour, hour, mean + cv * cv * mean * mean);
    }
    days.covariance(0, 1, 0.0);
}

/// The centre's factors by interval are those of all types; a factor by day multiplies them all.
#[test]
fn factors_by_interval_of_the_centre_tie_types_together() {
    let arrivals = "arrivals = { poisson = { per_hour = 30 } }";
    let text = "busyness = { cv = 0.2, interval_cv = 0.4 }\n".to_owned()
        + &centre(&(call_type("a", arrivals) + &call_type("b", arrivals)));
    let (days, _) = days("centre's factors", &text, 36_000, |day| {
        vec![calls(day, 0, 0.0, 1.0), calls(day, 1, 0.0, 1.0), calls(day, 1, 1.0, 2.0)]
    });
    let (day, both) = (0.04, 1.04 * 1.16 - 1.0);
    days.covariance(0, 0, 30.0 + 900.0 * both);
    days.covariance(0, 1, 900.0 * both);
    days.covariance(0, 2, 900.0 * day);
}

#[test]
fn intervals_hang_together_as_their_copula_says() {
    let keys = "arrivals = { poisson = { per_hour = 50 } }\nbusyness = { interval_cv = [0.5, 0.3, 0.5, 0.3], interval_correlation = 0.6 }";
    let (days, _) = days("interval copula", &centre(&call_type("a", keys)), 36_000, |day| {
        (0..4).map(|h| calls(day, 0, f64::from(h), f64::from(h + 1))).collect()
    });
    days.covariance(0, 0, 50.0 + 2500.0 * 0.25);
    days.covariance(0, 1, 2500.0 * covariance([0.5, 0.3], 0.6));
    days.covariance(0, 2, 2500.0 * covariance([0.5, 0.5], 0.36));
    days.covariance(0, 3, 2500.0 * covariance([0.5, 0.3], 0.216));
}

#[test]
fn types_hang_together_as_their_copula_says() {
    let poisson = "arrivals = { poisson = { per_hour = 15 } }";
    let text = centre(
        &(call_type("a", &format!("{poisson}\nbusyness = {{ cv = 0.3 }}"))
            + &call_type("b", &format!("{poisson}\nbusyness = {{ cv = 0.5 }}"))
            + "[[stream]]\nname = \"main\"\narrivals = { poisson = { per_hour = 15 } }\nshares = { c = 1 }\nbusyness = { cv = 0.3 }\n"
            + &call_type("c", "")
            + "[[correlation]]\nbetween = [\"a\", \"b\"]\nrho = 0.7\n[[correlation]]\nbetween = [\"b\", \"main\"]\nrho = -0.4\n"),
    );
    let (days, _) = days("type copula", &text, 36_000, |day| (0..3).map(|t| calls(day, t, 0.0, 4.0)).collect());
    for (i, cv) in [0.3, 0.5, 0.3].into_iter().enumerate() {
        days.mean(i, 60.0);
        days.covariance(i, i, 60.0 + 3600.0 * cv * cv);
    }
    days.covariance(0, 1, 3600.0 * covariance([0.3, 0.5], 0.7));
    days.covariance(1, 2, 3600.0 * covariance([0.5, 0.3], -0.4));
    days.covariance(0, 2, 0.0);
}

/// ContactCenters raises one gamma factor of the day to a power by interval (`GammaPow`); here each interval has a gamma of the
/// same spread. How far the two are apart is stated in `docs/others.md`.
#[test]
fn a_power_of_a_gamma_is_close_to_the_gamma_with_its_spread() {
    const CV: f64 = 0.2;
    let ours = Gamma::new(1.0 / (CV * CV), 1.0 / (CV * CV)).unwrap();
    for power in [0.5, 0.75, 1.0, 1.5, 2.0, 3.0] {
        let log_mean = |shape: f64, power: f64| ln_gamma(shape + power) - ln_gamma(shape);
        let cv = |shape: f64| ((log_mean(shape, 2.0 * power) - 2.0 * log_mean(shape, power)).exp() - 1.0).sqrt();
        // The shape whose power has the spread: the larger it is, the less spread.
        let (mut low, mut high) = (0.1_f64, 10_000.0_f64);
        for _ in 0..200 {
            let middle = low.midpoint(high);
            if cv(middle) > CV { low = middle } else { high = middle }
        }
        let theirs = Gamma::new(low, 1.0).unwrap();
        for percent in 5..=95 {
            let share = f64::from(percent) / 100.0;
            let quantile = theirs.inverse_cdf(share).powf(power) / log_mean(low, power).exp();
            let difference = (quantile - ours.inverse_cdf(share)).abs();
            assert!(difference < 0.013, "power {power}, {percent} %: {difference}");
            assert!(power != 1.0 || difference < 1e-6, "the same: {difference}");
        }
    }
}
