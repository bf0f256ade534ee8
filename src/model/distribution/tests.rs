//! Every family draws what its parameters say: mean and spread within bounds from alpha and n.

use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng};

use super::*;
use crate::model::parameter::Value;

/// Two-sided normal bound for alpha = 1e-6 over all comparisons here (fewer than 40).
const Z: f64 = 5.7;
const DRAWS: usize = 400_000;

fn build(name: &str, form: usize, values: &[(&'static str, Value)]) -> Result<Distribution, Refusal> {
    let family = FAMILIES.iter().find(|f| f.name == name).unwrap();
    let mut given = Arguments::new();
    values.iter().for_each(|(name, value)| given.give(name, value.clone()));
    (family.build)(form, &given)
}

fn one(value: f64) -> Value {
    Value::One(value)
}

/// One of each family and form, with the mean and standard deviation it must have.
fn examples() -> Vec<(Distribution, f64, f64)> {
    let make = |name, form, values: &[(&'static str, Value)]| build(name, form, values).unwrap();
    vec![
        (make("constant", 0, &[("value", one(30.0))]), 30.0, 0.0),
        (make("exponential", 0, &[("mean", one(180.0))]), 180.0, 180.0),
        (make("erlang", 0, &[("mean", one(100.0)), ("phases", one(4.0))]), 100.0, 50.0),
        (make("gamma", 0, &[("mean", one(100.0)), ("sd", one(150.0))]), 100.0, 150.0),
        (make("gamma", 1, &[("mean", one(100.0)), ("cv", one(0.3))]), 100.0, 30.0),
        (make("lognormal", 0, &[("mean", one(170.0)), ("sd", one(150.0))]), 170.0, 150.0),
        (make("lognormal", 1, &[("mean", one(170.0)), ("cv", one(0.5))]), 170.0, 85.0),
        (make("weibull", 0, &[("mean", one(240.0)), ("sd", one(360.0))]), 240.0, 360.0),
        (make("weibull", 1, &[("mean", one(240.0)), ("cv", one(0.7))]), 240.0, 168.0),
        (make("hyperexponential", 0, &[("mean", one(60.0)), ("sd", one(90.0))]), 60.0, 90.0),
        (make("hyperexponential", 1, &[("mean", one(60.0)), ("cv", one(2.0))]), 60.0, 120.0),
        (
            make(
                "hyperexponential",
                2,
                &[("means", Value::Many(vec![10.0, 110.0])), ("shares", Value::Many(vec![0.5, 0.5]))],
            ),
            60.0,
            // E[X²] = ½·2·10² + ½·2·110² = 12200; less 60².
            8600_f64.sqrt(),
        ),
        (
            // None in the first minute, then 60 an hour: a minute and an exponential one.
            make(
                "piecewise_hazard",
                0,
                &[("from", Value::Many(vec![0.0, 60.0])), ("per_hour", Value::Many(vec![0.0, 60.0]))],
            ),
            120.0,
            60.0,
        ),
        (
            // 60 an hour, then as many: exponential.
            make(
                "piecewise_hazard",
                0,
                &[("from", Value::Many(vec![0.0, 60.0])), ("per_hour", Value::Many(vec![60.0, 60.0]))],
            ),
            60.0,
            60.0,
        ),
        (make("uniform", 0, &[("min", one(60.0)), ("max", one(120.0))]), 90.0, 300_f64.sqrt()),
        (make("triangular", 0, &[("min", one(0.0)), ("mode", one(30.0)), ("max", one(90.0))]), 40.0, 350_f64.sqrt()),
        (make("empirical", 0, &[("values", Value::Many(vec![10.0, 20.0, 30.0]))]), 20.0, (200.0 / 3.0_f64).sqrt()),
    ]
}

#[test]
fn stated_moments_are_those_asked_for() {
    for (distribution, mean, sd) in examples() {
        assert!((distribution.mean() - mean).abs() < 1e-6 * mean, "{distribution:?}");
        assert!((distribution.standard_deviation() - sd).abs() < 1e-6 * mean, "{distribution:?}");
    }
}

#[test]
fn drawn_moments_are_the_stated_ones() {
    // A fresh seed each run: the bound below fails once in 10⁵ runs of the whole test or rarer.
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(rand::random::<u64>());
    for (distribution, mean, sd) in examples() {
        let draws: Vec<f64> = (0..DRAWS).map(|_| distribution.draw(&mut rng)).collect();
        assert!(draws.iter().all(|d| *d >= 0.0), "{distribution:?}");
        let n = DRAWS as f64;
        let drawn = draws.iter().sum::<f64>() / n;
        assert!((drawn - mean).abs() <= Z * sd / n.sqrt() + 1e-9, "{distribution:?}: mean {drawn}");
        let deviations: Vec<f64> = draws.iter().map(|d| (d - mean).powi(2)).collect();
        let variance = deviations.iter().sum::<f64>() / n;
        let of_variance = (deviations.iter().map(|d| (d - variance).powi(2)).sum::<f64>() / n).sqrt();
        // The fourth moment of a heavy tail is itself underestimated by a sample: half as much again.
        let bound = 1.5 * Z * of_variance / n.sqrt() + 1e-9;
        assert!((variance - sd * sd).abs() <= bound, "{distribution:?}: variance {variance}");
    }
}

#[test]
fn quantile_forms_hit_their_quantiles() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(rand::random::<u64>());
    for family in ["lognormal", "weibull"] {
        let distribution = build(family, 2, &[("median", one(120.0)), ("p90", one(400.0))]).unwrap();
        for (quantile, below) in [(120.0, 0.5), (400.0, 0.9_f64)] {
            let share = (0..DRAWS).filter(|_| distribution.draw(&mut rng) <= quantile).count() as f64 / DRAWS as f64;
            let bound = Z * (below * (1.0 - below) / DRAWS as f64).sqrt();
            assert!((share - below).abs() <= bound, "{family}: {share} at {quantile}");
        }
    }
}

#[test]
fn a_refusal_names_the_parameter() {
    let refused = |name, form, values: &[(&'static str, Value)]| build(name, form, values).unwrap_err().parameter;
    assert_eq!(refused("exponential", 0, &[("mean", one(0.0))]), "mean");
    assert_eq!(refused("exponential", 0, &[("mean", one(f64::INFINITY))]), "mean");
    assert_eq!(refused("lognormal", 2, &[("median", one(20.0)), ("p90", one(10.0))]), "p90");
    assert_eq!(refused("lognormal", 0, &[("mean", one(20.0)), ("sd", one(1e9))]), "sd");
    assert_eq!(refused("hyperexponential", 1, &[("mean", one(20.0)), ("cv", one(0.9))]), "cv");
    assert_eq!(refused("triangular", 0, &[("min", one(1.0)), ("mode", one(9.0)), ("max", one(5.0))]), "mode");
    assert_eq!(refused("uniform", 0, &[("min", one(5.0)), ("max", one(5.0))]), "max");
    let pieces = |from: &[f64], per_hour: &[f64]| {
        [("from", Value::Many(from.to_vec())), ("per_hour", Value::Many(per_hour.to_vec()))]
    };
    assert_eq!(refused("piecewise_hazard", 0, &pieces(&[1.0, 2.0], &[1.0, 1.0])), "from");
    assert_eq!(refused("piecewise_hazard", 0, &pieces(&[0.0, 2.0], &[1.0])), "per_hour");
    assert_eq!(refused("piecewise_hazard", 0, &pieces(&[0.0, 2.0], &[1.0, 0.0])), "per_hour");
    assert_eq!(refused("empirical", 0, &[("values", Value::Many(vec![]))]), "values");
}

/// The twin's mean and spread are an exponential's, so is its 90 % quantile, and it goes with what it
/// is the twin of.
#[test]
fn the_twin_is_exponential_and_long_when_the_other_is() {
    let hazards = examples().into_iter().filter(|(of, ..)| of.cumulative_hazard(of.mean()).is_some());
    for (of, mean, sd) in hazards {
        let twin = Distribution::Memoryless(Memoryless::twin(of.clone(), 60.0));
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(rand::random());
        let (mut sum, mut squares, mut late, mut product) = (0.0, 0.0, 0_u32, 0.0);
        for _ in 0..DRAWS {
            let before = rng.clone();
            let value = twin.draw(&mut rng);
            let other = of.draw(&mut before.clone());
            sum += value;
            squares += value * value;
            late += u32::from(value > 60.0 * std::f64::consts::LN_10);
            product += (value - 60.0) * (other - mean);
        }
        let n = DRAWS as f64;
        assert!((sum / n - 60.0).abs() < Z * 60.0 / n.sqrt(), "{of:?}: {}", sum / n);
        // Of an exponential, the variance of the square is 20 mean^4.
        assert!((squares / n - 7200.0).abs() < Z * (20.0 * 60_f64.powi(4) / n).sqrt(), "{of:?}: {}", squares / n);
        assert!((f64::from(late) / n - 0.1).abs() < Z * (0.09 / n).sqrt(), "{of:?}: {late}");
        // The uniform's correlation with its twin is √3/2 = 0.87.
        assert!(product / n / (60.0 * sd) > 0.8, "{of:?}: {}", product / n / (60.0 * sd));
    }
}
