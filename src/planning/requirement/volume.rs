//! A day's volume that is given instead of drawn: to staff for a quantile, and to see what a wrong forecast does.

use statrs::distribution::{ContinuousCDF, Gamma};

use crate::model::{Arrivals, Busyness, Model, NoModel, Surge};
use crate::planning::intraday::{Expected, prior};

/// Why a day's volume has no quantile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoQuantile {
    /// All days are expected alike.
    #[error(
        "`volume_quantile` needs days that differ: give the scenario, its call types or streams a `busyness` with a `cv` (a `day_factors` is known beforehand, factors by interval and surges still vary)"
    )]
    NoBusyness,
    /// Factors of call types differ from day to day, and there are several days.
    #[error(
        "`volume_quantile` of call types or streams with a `busyness` of their own is that of one day, and this horizon has several\nhelp: plan day by day, or give the scenario one `busyness` that all call types share"
    )]
    SeveralDays,
    /// Arrivals are recorded.
    #[error("`volume_quantile` needs rates, and arrivals are recorded")]
    Recorded,
}

/// A day's volume, as a multiple of the forecast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuantileOfVolume {
    /// The multiple.
    pub factor: f64,
    /// Whether call types or streams have day factors of their own, so that it is the volume of all calls together.
    pub is_of_all: bool,
}

/// Days that are drawn where the quantile has no closed form.
const DRAWN: usize = 20_000;
/// What they are drawn with: the plan's seed is for callers.
const SEED: u64 = 0x5eed_0f0d_a150_0000;

/// The factor that the day's volume does not exceed on a share `quantile` of days. With one factor that all call types share
/// it is that gamma's quantile; with factors of call types and streams, correlated or not, the quantile of the calls of all of them
/// together, from drawn days. Factors by interval and surges are no volume of a day: they still vary.
///
/// # Errors
///
/// [`NoQuantile`] where no day factor is drawn.
pub fn quantile_of_volume(model: &Model, quantile: f64) -> Result<QuantileOfVolume, NoQuantile> {
    if model.streams().iter().any(|stream| matches!(stream.arrivals, Arrivals::Replay(_))) {
        return Err(NoQuantile::Recorded);
    }
    let shared = model.busyness().and_then(Busyness::day_cv);
    if model.streams().iter().any(|stream| stream.busyness.as_ref().and_then(Busyness::day_cv).is_some()) {
        return Ok(QuantileOfVolume { factor: drawn(model, quantile)?, is_of_all: true });
    }
    let cv = shared.ok_or(NoQuantile::NoBusyness)?;
    let shape = 1.0 / (cv * cv);
    let gamma = Gamma::new(shape, shape).map_err(|_| NoQuantile::NoBusyness)?;
    Ok(QuantileOfVolume { factor: gamma.inverse_cdf(quantile), is_of_all: false })
}

/// The quantile of all calls of a day against their mean, by its day factors alone.
fn drawn(model: &Model, quantile: f64) -> Result<f64, NoQuantile> {
    if model.horizon().days() > 1 {
        return Err(NoQuantile::SeveralDays);
    }
    let mut parts = model.parts();
    parts.busyness = parts.busyness.and_then(Busyness::without_intervals);
    parts.streams.iter_mut().for_each(|of| of.busyness = of.busyness.take().and_then(Busyness::without_intervals));
    let by_day = Model::new(parts).map_err(|_| NoQuantile::NoBusyness)?;
    let expected: Vec<f64> =
        Expected::new(&by_day).calls.iter().map(|of_stream| of_stream.iter().flatten().sum()).collect();
    let all: f64 = expected.iter().sum();
    let volume = |day: &Vec<Vec<f64>>| day.iter().zip(&expected).map(|(of, calls)| of[0] * calls).sum::<f64>() / all;
    let mut volumes: Vec<f64> = prior(&by_day, SEED, DRAWN).iter().map(volume).collect();
    volumes.sort_by(f64::total_cmp);
    let at = ((quantile * DRAWN as f64).ceil() as usize).clamp(1, DRAWN) - 1;
    volumes.get(at).copied().filter(|factor| factor.is_finite()).ok_or(NoQuantile::NoBusyness)
}

/// The centre on days whose volume is `factor` times the forecast, of every call type and stream alike: no day factor is
/// drawn, shared or not. What else is drawn still is: factors by interval, and surges.
///
/// # Errors
///
/// [`NoModel`] for a factor that is none.
pub fn at_volume(model: &Model, factor: f64) -> Result<Model, NoModel> {
    let mut parts = model.parts();
    let day = model.horizon().measured_time().as_seconds() / model.horizon().days() as f64;
    let streams = (0..parts.streams.len()).collect();
    parts.surges.push(Surge::new(0.0, day, factor, 1.0, streams)?);
    parts.busyness = parts.busyness.and_then(Busyness::without_day);
    // What correlates are the day factors of call types.
    parts.correlation = None;
    parts.streams.iter_mut().for_each(|of| of.busyness = of.busyness.take().and_then(Busyness::without_day));
    Model::new(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Overrides, Scenario};

    #[test]
    fn days_of_a_volume_have_no_factor_of_their_own() {
        let text = r#"
            horizon = { open = "08:00", close = "12:00", interval = "1h" }
            [[call_type]]
            name = "calls"
            arrivals = { poisson = { per_hour = 60 } }
            busyness = { cv = 0.3 }
            talk_time = { exponential = { mean = "3m" } }
            [[agent_group]]
            name = "agents"
            skills = ["calls"]
            staffed = 5
        "#;
        let read = |text: &str| {
            let found = Scenario::from_text("test.toml", text, std::path::Path::new("."), &Overrides::default());
            found.unwrap_or_else(|problems| panic!("{}", problems.render(false)))
        };
        let own = at_volume(read(text).model(), 1.1).unwrap();
        assert!(own.streams().iter().all(|stream| stream.busyness.is_none()), "its own factor is drawn");
        // The same whether the factor is the call type's or the scenario's.
        let line = "busyness = { cv = 0.3 }";
        let shared = format!("{line}\n{}", text.replace(line, ""));
        let shared = at_volume(read(&shared).model(), 1.1).unwrap();
        assert!(shared.busyness().is_none() && own.busyness().is_none());
        for calls in [own, shared].map(|model| model.expected_calls()) {
            assert!((calls - 1.1 * 240.0).abs() < 1e-9, "{calls}");
        }
    }
}
