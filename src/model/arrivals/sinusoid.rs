//! A rate that swings as a sine does.

use std::f64::consts::TAU;

use rand::Rng;

use super::{
    Pace, Process, StartOfDay,
    rate::{Rate, RateSource, Shape, invert},
    volume::{self, MULTIPLIER},
};
use crate::{
    model::{
        Horizon,
        parameter::{Arguments, Form, Kind, Parameter, Refusal},
    },
    units::{SECONDS_PER_HOUR, SimTime},
};

/// Poisson arrivals at the rate `mean (1 + swing sin(2π (t - rises_after) / period))`, `t` being the
/// time since the start of the horizon: the textbook's time-varying rate.
///
/// Drawn by inversion, one unit-exponential draw per call.
#[derive(Clone, Debug, PartialEq)]
pub struct Sinusoid {
    rate: Rate<Sine>,
}

/// `mean (1 + swing sin(2π (t - rises_after) / period))`, calls per second.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Sine {
    mean: f64,
    swing: f64,
    period: f64,
    rises_after: f64,
}

impl Sine {
    fn angle(&self, at: f64) -> f64 {
        TAU * (at - self.rises_after) / self.period
    }

    fn rate(&self, at: f64) -> f64 {
        self.mean * (1.0 + self.swing * self.angle(at).sin())
    }
}

impl Shape for Sine {
    /// `mean ((to - from) + swing period / 2π (cos angle(from) - cos angle(to)))`.
    fn area(&self, from: f64, to: f64) -> f64 {
        let swing = self.swing * self.period / TAU * (self.angle(from).cos() - self.angle(to).cos());
        (self.mean * (to - from + swing)).max(0.0)
    }

    fn reach(&self, from: f64, to: f64, area: f64) -> f64 {
        let in_a_period = self.mean * self.period;
        let from = from + (area / in_a_period).floor() * self.period;
        let left = area % in_a_period;
        invert((from, to.min(from + self.period)), left, |at| self.area(from, at), |at| self.rate(at))
    }
}

impl Process for Sinusoid {
    type Source = RateSource;

    const NAME: &'static str = "sinusoid";
    const ABOUT: &'static str = "A rate that swings around its mean as a sine does.";
    const FORMS: &'static [Form] = &[&[
        Parameter::new("mean_per_hour", Kind::Number, "Calls an hour, on average over a period."),
        Parameter::new("swing", Kind::Number, "How far it swings, as a share of the mean: 0.2 for 20 % up and down."),
        Parameter::new("period", Kind::Duration, "How long one swing up and down takes."),
        Parameter::new("rises_after", Kind::Duration, "When the rate first passes its mean upwards, counted from opening.").or(0.0),
        MULTIPLIER,
    ]];

    fn build(_: usize, given: &Arguments, _: &Horizon) -> Result<Self, Refusal> {
        let volumes = [given.one("mean_per_hour")?];
        let mean = volume::per_second(given, "mean_per_hour", &volumes, SECONDS_PER_HOUR)?[0];
        let swing = given.one("swing")?;
        if !(0.0..=1.0).contains(&swing) {
            return Err(Refusal::new("swing", format!("is a share of the mean, from 0 to 1, not {swing}")));
        }
        let (period, rises_after) = (given.time("period")?, given.one("rises_after")?);
        Ok(Self { rate: Rate::new(vec![(f64::INFINITY, Sine { mean, swing, period, rises_after })]) })
    }

    fn expected_calls(&self, seconds: f64, pace: &Pace) -> f64 {
        self.rate.area(seconds, pace)
    }

    fn start<R: Rng>(&self, day: StartOfDay, _: &mut R) -> RateSource {
        RateSource::new(day)
    }

    fn next<R: Rng>(&self, source: &mut RateSource, rng: &mut R) -> Option<SimTime> {
        self.rate.next(source, rng)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_is_reached_where_it_is_full() {
        let sine = Sine { mean: 0.5, swing: 1.0, period: 40.0, rises_after: 3.0 };
        // At 33 s the rate is 0: an area is not reached there at a sharp instant.
        for (from, to) in [(0.0, 1.0), (5.0, 31.0), (33.0, 34.5), (10.0, 250.0)] {
            let found = sine.reach(from, f64::INFINITY, sine.area(from, to));
            assert!((found - to).abs() < 1e-6, "{found}, not {to}");
        }
    }

    #[test]
    fn over_whole_periods_the_mean_is_what_comes() {
        let sine = Sine { mean: 2.0, swing: 0.3, period: 50.0, rises_after: 0.0 };
        assert!((sine.area(7.0, 157.0) - 300.0).abs() < 1e-9);
        assert!(sine.area(0.0, 25.0) > 50.0, "it rises first");
    }
}
