//! Volumes as planners give them: what all processes refuse, and the multiplier that they share.

use crate::{
    model::parameter::{Arguments, Kind, Parameter, Refusal},
    units::SECONDS_PER_HOUR,
};

/// The parameter that multiplies all volumes.
pub(super) const MULTIPLIER: Parameter =
    Parameter::new("multiplier", Kind::Number, "All volumes are multiplied by this: 1.1 for ten per cent more.")
        .or(1.0);
/// Calls an hour beyond which a rate is taken for a mistake.
const MOST_PER_HOUR: f64 = 1e9;

/// The multiplier that was given.
pub(super) fn multiplier(given: &Arguments) -> Result<f64, Refusal> {
    let multiplier = given.one(MULTIPLIER.name)?;
    if multiplier > 0.0 && multiplier <= 1e6 {
        Ok(multiplier)
    } else {
        Err(Refusal::new(MULTIPLIER.name, format!("must be above 0, not {multiplier}")))
    }
}

/// Calls a second of each volume given for `name`, a volume being for `seconds` seconds.
pub(super) fn per_second(
    given: &Arguments,
    name: &'static str,
    volumes: &[f64],
    seconds: f64,
) -> Result<Vec<f64>, Refusal> {
    let per_hour = SECONDS_PER_HOUR / seconds;
    let multiplier = multiplier(given)?;
    refuse_odd(name, volumes)?;
    if let Some(most) = volumes.iter().find(|v| **v * per_hour * multiplier > MOST_PER_HOUR) {
        return Err(Refusal::new(name, format!("is {most}: more than {MOST_PER_HOUR:e} calls an hour")));
    }
    Ok(volumes.iter().map(|v| v * per_hour * multiplier / SECONDS_PER_HOUR).collect())
}

/// Volumes are not negative, and not all 0.
pub(super) fn refuse_odd(name: &'static str, volumes: &[f64]) -> Result<(), Refusal> {
    if let Some(negative) = volumes.iter().find(|v| **v < 0.0) {
        return Err(Refusal::new(name, format!("must not be negative, as {negative} is")));
    }
    if volumes.iter().all(|v| *v == 0.0) {
        return Err(Refusal::new(name, "is 0 all day: nobody calls"));
    }
    Ok(())
}
