//! The posterior of a day's busyness: against the closed form, and in a circle.

use onering::{
    experiment::{Task, Unwatched, run},
    model::Model,
    planning::intraday::{Method, Morning, closed_form, forecast, posterior, sampled, today, updated_handle_time},
};
use rand::SeedableRng;
use rand_distr::{Distribution, Gamma, Poisson};
use rand_xoshiro::Xoshiro256PlusPlus;
use statrs::distribution::{ContinuousCDF, Gamma as GammaLaw};

use super::scenario;

/// Standard errors that a normal exceeds on one side with a probability below 1e-6.
const SURE: f64 = 4.9;

const DAY: &str = r#"
busyness = { cv = 0.2 }
horizon = { open = "08:00", close = "12:00", interval = "1h" }
[[call_type]]
name = "orders"
arrivals = { poisson = { per_hour = [60, 80, 70, 50] } }
talk_time = { exponential = { mean = "4m" } }
[[agent_group]]
name = "agents"
skills = ["orders"]
staffed = 8
"#;

fn morning(counts: &[f64]) -> Morning {
    Morning { from: counts.len(), offered: vec![counts.to_vec()] }
}

fn gammas(model: &Model, morning: &Morning) -> Vec<(f64, f64)> {
    match closed_form(model, morning) {
        Some(Method::Gamma(gammas)) => gammas,
        other => panic!("no gamma but {other:?}"),
    }
}

#[test]
fn one_factor_of_the_day_is_gamma_again() {
    // Prior: shape and rate 1/0.2² = 25. Forecast 140 calls until 10:00, 180 came.
    let model = scenario(DAY).model().clone();
    let found = gammas(&model, &morning(&[80.0, 100.0]));
    assert_eq!(found.len(), 1);
    assert!((found[0].0 - 205.0).abs() < 1e-9 && (found[0].1 - 165.0).abs() < 1e-9, "{found:?}");
    let posterior = posterior(&model, &morning(&[80.0, 100.0]), 1, 4000);
    let factors: Vec<f64> = posterior.days.iter().map(|day| day[0][3]).collect();
    let mean = factors.iter().sum::<f64>() / 4000.0;
    let sd = 205f64.sqrt() / 165.0;
    assert!((mean - 205.0 / 165.0).abs() < SURE * sd / 4000f64.sqrt(), "{mean}");
    // 120 calls were forecast for the rest of the day.
    let forecast = forecast(&model, &posterior, 2, 0.9, 1);
    assert!((forecast.rest.0.mean - 120.0).abs() < 1e-9);
    assert!((forecast.rest.1.mean - 120.0 * mean).abs() < 1e-6);
}

#[test]
fn the_sampler_finds_what_the_closed_form_says() {
    let model = scenario(DAY).model().clone();
    for counts in [[80.0, 100.0], [40.0, 50.0]] {
        let (shape, rate) = gammas(&model, &morning(&counts))[0];
        let n = 2000;
        // The seed is fixed. Draws that are 12 steps apart count as one in five at least.
        let drawn = sampled(&model, &morning(&counts), 11, n);
        assert_eq!(drawn.method, Method::Sampled);
        let factors: Vec<f64> = drawn.days.iter().map(|day| day[0][3]).collect();
        let mean = factors.iter().sum::<f64>() / n as f64;
        let sd = (factors.iter().map(|f| (f - mean).powi(2)).sum::<f64>() / n as f64).sqrt();
        let (expected, spread) = (shape / rate, shape.sqrt() / rate);
        let independent = n as f64 / 5.0;
        assert!((mean - expected).abs() < SURE * spread / independent.sqrt(), "{mean}, not {expected}");
        assert!((sd / spread - 1.0).abs() < SURE / (2.0 * independent).sqrt(), "{sd}, not {spread}");
    }
}

#[test]
fn streams_with_factors_of_their_own_learn_from_their_own_calls() {
    let text = DAY.replace("busyness = { cv = 0.2 }\n", "").replace("talk_time", "busyness = { cv = 0.1 }\ntalk_time")
        + r#"
[[call_type]]
name = "claims"
busyness = { cv = 0.3 }
arrivals = { poisson = { per_hour = 20 } }
talk_time = { exponential = { mean = "4m" } }
"#;
    let text = text.replace(r#"skills = ["orders"]"#, r#"skills = ["orders", "claims"]"#);
    let model = scenario(&text).model().clone();
    let seen = Morning { from: 2, offered: vec![vec![60.0, 90.0], vec![10.0, 10.0]] };
    let found = gammas(&model, &seen);
    let expected = [(100.0 + 150.0, 100.0 + 140.0), (1.0 / 0.09 + 20.0, 1.0 / 0.09 + 40.0)];
    for (found, expected) in found.iter().zip(expected) {
        assert!((found.0 - expected.0).abs() < 1e-9 && (found.1 - expected.1).abs() < 1e-9, "{found:?}");
    }
    // With a correlation the calls of one type say something of the other's.
    let text = text + "\n[[correlation]]\nbetween = [\"orders\", \"claims\"]\nrho = 0.9\n";
    let model = scenario(&text).model().clone();
    assert_eq!(closed_form(&model, &seen), None);
    let nothing_of_claims = |orders: f64| Morning { from: 2, offered: vec![vec![orders, orders], vec![20.0, 20.0]] };
    let claims = |orders: f64| {
        let days = sampled(&model, &nothing_of_claims(orders), 5, 500).days;
        days.iter().map(|day| day[1][3]).sum::<f64>() / 500.0
    };
    assert!(claims(90.0) > claims(50.0) + 0.1, "{} {}", claims(90.0), claims(50.0));
}

/// Days are drawn as the scenario says; the interval from their mornings covers the factor they had.
#[test]
fn the_posterior_covers_at_its_nominal_rate() {
    const DAYS: usize = 20_000;
    const LEVEL: f64 = 0.9;
    let model = scenario(DAY).model().clone();
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(rand::random::<u64>());
    let prior = Gamma::new(25.0, 1.0 / 25.0).unwrap();
    let mut covered = 0;
    for _ in 0..DAYS {
        let factor = prior.sample(&mut rng);
        let counts: Vec<f64> = [60.0, 80.0].map(|mean| Poisson::new(mean * factor).unwrap().sample(&mut rng)).to_vec();
        let (shape, rate) = gammas(&model, &morning(&counts))[0];
        let at = GammaLaw::new(shape, rate).unwrap().cdf(factor);
        covered += usize::from(((1.0 - LEVEL) / 2.0..=f64::midpoint(1.0, LEVEL)).contains(&at));
    }
    let share = covered as f64 / DAYS as f64;
    // Two-sided binomial bound; the interval is exact.
    assert!((share - LEVEL).abs() < 5.0 * (LEVEL * (1.0 - LEVEL) / DAYS as f64).sqrt(), "{share}");
}

/// The counts of the rest of the day lie in the prediction interval at least as often as it says.
#[test]
fn counts_to_come_lie_in_the_band() {
    const DAYS: usize = 300;
    const LEVEL: f64 = 0.8;
    let text = DAY.replace("per_hour = [60, 80, 70, 50]", "per_hour = 60").replace("12:00", "10:00");
    let model = scenario(&text).model().clone();
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(rand::random::<u64>());
    let prior = Gamma::new(25.0, 1.0 / 25.0).unwrap();
    let mut covered = 0;
    for day in 0..DAYS {
        let factor = prior.sample(&mut rng);
        let mut count = || Poisson::new(60.0 * factor).unwrap().sample(&mut rng);
        let (seen, to_come) = (count(), count());
        let posterior = posterior(&model, &morning(&[seen]), day as u64, 200);
        let band = forecast(&model, &posterior, 1, LEVEL, 1).rest.1;
        covered += usize::from(band.low <= to_come && to_come <= band.high);
    }
    // Whole calls make it cover more than LEVEL, by at most the probability of the two ends: 2 × 4 %.
    let share = covered as f64 / DAYS as f64;
    let bound = SURE * (LEVEL * (1.0 - LEVEL) / DAYS as f64).sqrt();
    assert!(share > LEVEL - bound && share < LEVEL + 0.08 + bound, "{share}");
}

#[test]
fn the_day_that_is_played_has_the_mornings_counts_and_the_new_forecast() {
    let scenario = scenario(DAY);
    let model = scenario.model();
    let seen = morning(&[75.0, 101.0]);
    let posterior = posterior(model, &seen, 3, 1000);
    let day = today(model, &seen, &posterior, &[1.1]).unwrap();
    let study = scenario.study().with_replications(1000).unwrap();
    let played = run(&[Task { model: day.clone(), study }], 2, &Unwatched).pop().flatten().unwrap();
    let offered = |period: &str| played.estimate("offered", "all", period).unwrap();
    assert_eq!([offered("08:00").value, offered("09:00").value], [75.0, 101.0]);
    let mean = posterior.days.iter().map(|day| day[0][2]).sum::<f64>() / 1000.0;
    for (period, calls) in [("10:00", 70.0), ("11:00", 50.0)] {
        let found = offered(period);
        // Poisson given the drawn factors, each of which is played once.
        let bound = SURE * (calls * mean / 1000.0).sqrt();
        assert!((found.value - calls * mean).abs() < bound, "{period}: {} not {}", found.value, calls * mean);
    }
    assert!((day.expected_calls() - (176.0 + 120.0 * mean)).abs() < 1e-6);
    // Handle times are a tenth longer: exponential of 4.4 minutes, some 315 calls on each of 1000 days.
    let handled = played.estimate("average_handle_time", "all", "all").unwrap().value;
    assert!((handled - 264.0).abs() < SURE * 264.0 / (300.0 * 1000f64).sqrt(), "{handled}");
}

#[test]
fn the_handle_time_moves_as_far_as_the_morning_is_sharp() {
    // One call of exponential 240 s: variance 57600. Days of cv 0.05: 144. 400 calls: 144 as well, so half the way.
    let model = scenario(DAY).model().clone();
    let half =
        updated_handle_time(&model, 0, &Morning { from: 1, offered: vec![vec![400.0]] }, Some((260.0, 400.0)), 0.05);
    assert!((half.after - 250.0).abs() < 1e-9, "{half:?}");
    assert_eq!(
        updated_handle_time(&model, 0, &Morning { from: 1, offered: vec![vec![400.0]] }, Some((260.0, 400.0)), 0.0)
            .after,
        240.0
    );
    assert_eq!(
        updated_handle_time(&model, 0, &Morning { from: 1, offered: vec![vec![400.0]] }, None, 0.05).after,
        240.0
    );
}

/// What four hours say of a day whose factors differ by day and by hour, by sums over a fine grid of the day's factor: given it, a
/// count is negative binomial, and an hour's own factor is gamma again.
struct OnAGrid {
    /// Means of the factors of the hours, and their variances.
    mean: [f64; 4],
    variance: [f64; 4],
}

fn on_a_grid(day_cv: f64, hour_cvs: [f64; 4], expected: [f64; 4], counts: &[f64]) -> OnAGrid {
    const STEPS: usize = 20_000;
    let shape = 1.0 / (day_cv * day_cv);
    let (mut all, mut mean, mut second) = (0.0, [0.0; 4], [0.0; 4]);
    let likelihood = |day: f64| {
        let mut log = (shape - 1.0) * day.ln() - shape * day;
        for (i, count) in counts.iter().enumerate() {
            let calls = expected[i] * day;
            log += if hour_cvs[i] > 0.0 {
                let k = 1.0 / (hour_cvs[i] * hour_cvs[i]);
                count * (calls / (calls + k)).ln() + k * (k / (calls + k)).ln()
            } else {
                count * calls.ln() - calls
            };
        }
        log
    };
    // Only its ratios count, and those to the value at 1 stay finite.
    let at_one = likelihood(1.0);
    for step in 1..=STEPS {
        let day = 4.0 * step as f64 / STEPS as f64;
        let weight = (likelihood(day) - at_one).exp();
        all += weight;
        for i in 0..4 {
            let (first, squared) = match counts.get(i) {
                // Gamma of shape k + n and rate k + calls.
                Some(count) if hour_cvs[i] > 0.0 => {
                    let k = 1.0 / (hour_cvs[i] * hour_cvs[i]);
                    let (shape, rate) = (k + count, k + expected[i] * day);
                    (shape / rate, shape * (shape + 1.0) / (rate * rate))
                }
                _ => (1.0, 1.0 + hour_cvs[i] * hour_cvs[i]),
            };
            mean[i] += weight * day * first;
            second[i] += weight * day * day * squared;
        }
    }
    let mean = mean.map(|sum| sum / all);
    let variance = std::array::from_fn(|i| second[i] / all - mean[i] * mean[i]);
    OnAGrid { mean, variance }
}

#[test]
fn factors_by_the_hour_are_told_from_those_of_the_day() {
    // The sampler draws with some 12 steps between; draws count as one in five at least.
    const DRAWS: usize = 4000;
    let expected = [60.0, 80.0, 70.0, 50.0];
    for (cvs, counts) in [
        // The second hour is far busier: how much of that is the day's?
        ([0.3; 4], [70.0, 130.0]),
        // The first and the third hour are what the day is; the second has a factor of its own, and so has the last.
        ([0.0, 0.4, 0.0, 0.2], [40.0, 120.0]),
    ] {
        let list = cvs.map(|cv| cv.to_string()).join(", ");
        let text = DAY.replace("cv = 0.2", &format!("cv = 0.2, interval_cv = [{list}]"));
        let model = scenario(&text).model().clone();
        assert_eq!(closed_form(&model, &morning(&counts)), None);
        let drawn = posterior(&model, &morning(&counts), 17, DRAWS);
        let exact = on_a_grid(0.2, cvs, expected, &counts);
        for i in 0..4 {
            let found = drawn.days.iter().map(|day| day[0][i]).sum::<f64>() / DRAWS as f64;
            let bound = SURE * (exact.variance[i] / (DRAWS as f64 / 5.0)).sqrt();
            assert!(
                (found - exact.mean[i]).abs() < bound,
                "{cvs:?}, hour {i}: {found}, not {} ± {bound}",
                exact.mean[i]
            );
        }
        // What is to come differs from the forecast, and less than the hour that was seen does.
        let after = forecast(&model, &drawn, 2, 0.9, 1).rest.1.mean;
        let sum = exact.mean[2] * expected[2] + exact.mean[3] * expected[3];
        let bound = SURE * (exact.variance[2].sqrt() * expected[2] + exact.variance[3].sqrt() * expected[3])
            / (DRAWS as f64 / 5.0).sqrt();
        assert!((after - sum).abs() < bound, "{after}, not {sum} ± {bound}");
    }
}
