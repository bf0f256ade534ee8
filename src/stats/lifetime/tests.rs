//! Against closed forms, and draws against what they were drawn from.

use rand::RngExt;
use rand_distr::{Distribution as _, Exp1, StandardNormal};
use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng};

use super::*;
use crate::stats::CensoredCounts;

/// Two-sided normal bound for alpha = 1e-6 over the fewer than 40 comparisons of this file.
const Z: f64 = 5.7;

fn censored(n: usize, rng: &mut Xoshiro256PlusPlus, draw: impl Fn(&mut Xoshiro256PlusPlus) -> f64) -> CensoredSample {
    let mut counts = CensoredCounts::default();
    for _ in 0..n {
        let (time, limit) = (draw(rng), 150.0 * rng.random::<f64>() * 4.0);
        if time <= limit {
            counts.event(time)
        } else {
            counts.censored(limit)
        };
    }
    counts.sample()
}

fn check(fitted: &FittedLifetime, truths: &[f64]) {
    assert_eq!(fitted.parameters.len(), truths.len());
    for ((name, found), truth) in fitted.parameters.iter().zip(truths) {
        let error = (found.value / truth).ln() / (found.standard_error / found.value);
        assert!(error.abs() < Z, "{} {name}: {found:?}, truth {truth}", fitted.family);
    }
}

fn only(sample: &CensoredSample, family: &str) -> FittedLifetime {
    fit_all(sample, &[family]).remove(0)
}

#[test]
fn each_family_finds_what_was_drawn_through_the_censoring() {
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(rand::random::<u64>());
    let exp = |rng: &mut Xoshiro256PlusPlus| -> f64 { Exp1.sample(rng) };
    let n = 20_000;
    check(&only(&censored(n, rng, |r| 200.0 * exp(r)), "exponential"), &[200.0]);
    let lognormal = |r: &mut Xoshiro256PlusPlus| -> f64 {
        let z: f64 = StandardNormal.sample(r);
        (4.0 + 0.8 * z).exp()
    };
    let mean = (4.0_f64 + 0.32).exp();
    check(&only(&censored(n, rng, lognormal), "lognormal"), &[mean, mean * 0.64_f64.exp_m1().sqrt()]);
    // Shape 1/2: mean 2 scale, variance 20 scale².
    check(&only(&censored(n, rng, |r| 60.0 * exp(r).powi(2)), "weibull"), &[120.0, 60.0 * 20.0_f64.sqrt()]);
    check(&only(&censored(n, rng, |r| 40.0 * (exp(r) + exp(r))), "gamma"), &[80.0, 40.0 * 2.0_f64.sqrt()]);
    let two = |r: &mut Xoshiro256PlusPlus| (if r.random::<f64>() < 0.3 { 15.0 } else { 400.0 }) * exp(r);
    check(&only(&censored(n, rng, two), "hyperexponential"), &[15.0, 400.0, 0.3, 0.7]);
}

#[test]
fn a_hazard_that_changes_is_found_piece_by_piece() {
    // One an hour in 60 s, then ten: the time to reach a cumulated hazard E.
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(rand::random::<u64>());
    let draw = |r: &mut Xoshiro256PlusPlus| {
        let e: f64 = Exp1.sample(r);
        if e < 60.0 / 360.0 { e * 360.0 } else { 60.0 + (e - 60.0 / 360.0) * 60.0 }
    };
    let fitted = only(&censored(20_000, rng, draw), "piecewise_hazard");
    let pieces: Vec<f64> = fitted.named("from").map(|f| f.value).collect();
    for (from, hazard) in pieces.iter().zip(fitted.named("per_hour")) {
        let truth = if *from < 60.0 { 10.0 } else { 60.0 };
        let error = (hazard.value / truth).ln() / (hazard.standard_error / hazard.value);
        assert!(error.abs() < Z, "{from}: {hazard:?}");
    }
    let by_hand = (-60.0_f64 / 360.0 - 30.0 / 60.0).exp();
    assert!((fitted.survival(90.0) - by_hand).abs() < 0.03, "{}", fitted.survival(90.0));
}

#[test]
fn the_lognormal_without_censoring_is_the_closed_form_and_the_likelihoods_agree_with_their_curves() {
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(7);
    let sample = censored(3000, rng, |r| {
        90.0 * {
            let e: f64 = Exp1.sample(r);
            e
        } + 1.0
    });
    let mut counts = CensoredCounts::default();
    sample.cells().iter().for_each(|cell| (0..cell.events).for_each(|_| assert!(counts.event(cell.time))));
    let uncensored = counts.sample();
    let n = uncensored.events() as f64;
    let location = uncensored.sum(f64::ln) / n;
    let scale = (uncensored.sum(|t| (t.ln() - location).powi(2)) / n).sqrt();
    let found = only(&uncensored, "lognormal");
    assert!((found.at[0] - location).abs() < 1e-6 && (found.at[1].exp() - scale).abs() < 1e-6);
    // The density is the slope of the survival curve, for every family.
    for fitted in fit_all(&sample, &[]) {
        let slope = |t: f64| (fitted.survival(t * (1.0 - 1e-4)) - fitted.survival(t * (1.0 + 1e-4))) / (2e-4 * t);
        let again = sample.log_likelihood(|t| slope(t).ln(), |t| fitted.survival(t).ln());
        let off = (again / fitted.log_likelihood - 1.0).abs();
        // A piece's ends have no slope: the few times that lie on one may be off there.
        assert!(off < if fitted.family == "piecewise_hazard" { 1e-3 } else { 1e-5 }, "{} {off}", fitted.family);
    }
}

#[test]
fn a_sample_that_does_not_tell_gives_nothing() {
    assert!(fit_all(&CensoredSample::default(), &[]).is_empty());
    let mut steady = CensoredCounts::default();
    (0..400).for_each(|i| {
        steady.event(100.0 + f64::from(i % 20));
    });
    // Far steadier than an exponential: there are no two kinds in it.
    assert!(fit_all(&steady.sample(), &["hyperexponential"]).is_empty());
    assert_ne!(fit_all(&steady.sample(), &[])[0].family, "exponential");
}
