//! A day's volume that is given instead of drawn: to staff for a quantile, and to see what a wrong forecast does.

use statrs::distribution::{ContinuousCDF, Gamma};

use crate::model::{Arrivals, Busyness, Model, NoModel, Surge};

/// Why a day's volume has no quantile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoQuantile {
    /// All days are expected alike.
    #[error("`volume_quantile` needs days that differ: give the scenario a `busyness` with a `cv`")]
    NoBusyness,
    /// Arrivals are recorded.
    #[error("`volume_quantile` needs rates, and arrivals are recorded")]
    Recorded,
}

/// The factor that the day's volume does not exceed on a share `quantile` of days: the quantile of the gamma
/// factor that all call types share.
///
/// # Errors
///
/// [`NoQuantile`] without such a factor.
pub fn quantile_of_volume(model: &Model, quantile: f64) -> Result<f64, NoQuantile> {
    if model.streams().iter().any(|stream| matches!(stream.arrivals, Arrivals::Replay(_))) {
        return Err(NoQuantile::Recorded);
    }
    let cv = model.busyness().and_then(Busyness::day_cv).ok_or(NoQuantile::NoBusyness)?;
    let shape = 1.0 / (cv * cv);
    let gamma = Gamma::new(shape, shape).map_err(|_| NoQuantile::NoBusyness)?;
    Ok(gamma.inverse_cdf(quantile))
}

/// The centre on days whose shared volume is `factor` times the forecast; what else is drawn still is.
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
    Model::new(parts)
}
