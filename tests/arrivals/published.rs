//! The published case `fmmw_type_sinusoid` of the collection beside the repository
//! (`../shared/validation/literature.json`; skipped, and said so, where it is not there): arrivals at
//! the rate `100 + 20 sin t`, exponential talk and patience of the same mean 1. Then the number in the
//! centre is Poisson with the mean `100 + 10 (sin t - cos t)`, whatever the staffing.

use std::{f64::consts::PI, fs, path::Path};

use onering::engine::CallRecord;
use serde_json::Value;
use statrs::distribution::{DiscreteCDF, Poisson};

use crate::case::{Calls, days};

const HOUR: f64 = 3600.0;
/// Three periods until what the empty start leaves, `90 exp(-t)`, is below 1e-6.
const FROM: f64 = 6.0 * PI;

fn mean(t: f64) -> f64 {
    100.0 + 10.0 * (t.sin() - t.cos())
}

/// P(N >= n).
fn tail(t: f64, n: u64) -> f64 {
    Poisson::new(mean(t)).unwrap().sf(n - 1)
}

/// Staffing by the published rule, as published: (alpha, the numbers at t = 0, π/4, …, 7π/4).
fn published() -> Option<Vec<(f64, Vec<u64>)>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/validation/literature.json");
    let Ok(text) = fs::read_to_string(&path) else {
        println!("skipped: there is no {}", path.display());
        return None;
    };
    let whole: Value = serde_json::from_str(&text).unwrap();
    let cases = whole.as_array().or_else(|| whole["cases"].as_array()).unwrap();
    let case = cases.iter().find(|case| case["id"] == "fmmw_type_sinusoid").unwrap();
    let rows = case["expected"].as_array().unwrap().iter().filter_map(|row| {
        let alpha = row["measure"].as_str()?.strip_prefix("alpha=")?.split(':').next()?.parse().ok()?;
        let numbers: Option<Vec<u64>> = row["value"].as_array()?.iter().map(Value::as_u64).collect();
        Some((alpha, numbers?))
    });
    Some(rows.collect())
}

/// How many are in the centre at `t` hours after opening.
fn in_the_centre(day: &Calls, t: f64) -> f64 {
    let is_there = |c: &&CallRecord| c.arrived_at.as_seconds() <= t * HOUR && c.finished_at.as_seconds() > t * HOUR;
    day.iter().filter(is_there).count() as f64
}

#[test]
fn the_number_in_a_centre_that_swings_is_poisson() {
    let text = r#"
        horizon = { open = "00:00", close = "25:00", interval = "1h" }
        agent_group = [{ name = "agents", skills = ["a"], staffed = 110 }]
        [[call_type]]
        name = "a"
        arrivals = { sinusoid = { mean_per_hour = 100, swing = 0.2, period = 22619.467105846511 } }
        talk_time = { exponential = { mean = "1h" } }
        patience = { exponential = { mean = "1h" } }
    "#;
    let Some(published) = published() else { return };
    assert!(published.len() >= 3);
    let times: Vec<f64> = (0..8).map(|k| FROM + f64::from(k) * PI / 4.0).collect();
    for (alpha, numbers) in &published {
        for (t, n) in times.iter().zip(numbers) {
            assert!(tail(*t, *n) <= *alpha && tail(*t, n - 1) > *alpha, "{n} at {t} for {alpha}");
        }
    }
    let (days, _) = days("fmmw_type_sinusoid", text, 4800, |day| {
        let counts: Vec<f64> = times.iter().map(|t| in_the_centre(day, *t)).collect();
        let full = published.iter().flat_map(|(_, numbers)| {
            counts.iter().zip(numbers).map(|(count, n)| f64::from(u8::from(*count >= *n as f64))).collect::<Vec<_>>()
        });
        counts.iter().copied().chain(full).collect()
    });
    for (k, t) in times.iter().enumerate() {
        days.mean(k, mean(*t));
        days.covariance(k, k, mean(*t));
    }
    for (row, (_, numbers)) in published.iter().enumerate() {
        for (k, n) in numbers.iter().enumerate() {
            days.mean(8 + 8 * row + k, tail(times[k], *n));
        }
    }
}
