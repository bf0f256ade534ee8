//! A day's total, spread over the day by a profile.

use rand::Rng;
use rand_distr::{Distribution as _, Exp1, StandardNormal};
use statrs::distribution::{Continuous as _, ContinuousCDF as _, Normal};

use super::{
    Pace, Process, StartOfDay,
    counts::{before, offset, rounded},
    rate::{Level, Position, Rate},
    volume::{self, MULTIPLIER},
};
use crate::{
    model::{
        Horizon,
        parameter::{Arguments, Form, Kind, Parameter, Refusal},
    },
    units::SimTime,
};

/// A number of calls that is drawn once a day, normal and cut off at 0, each call at an instant of its
/// own that follows the profile, independent of the others. The number in one interval is therefore
/// binomial, given the day's total.
///
/// What makes a day busier (the multiplier, busyness, a surge) makes the total larger, in the
/// proportion in which it makes the profile larger. It is rounded so that its mean is kept.
///
/// The instants are order statistics, drawn one after the other: of `n` calls still to come the next
/// is reached after `1 - exp(-E / n)` of the profile left, `E` being unit exponential. One draw per
/// call.
#[derive(Clone, Debug, PartialEq)]
pub struct DayTotal {
    mean: f64,
    sd: f64,
    /// The profile: its area over the day is 1.
    profile: Rate<Level>,
    closes_at: f64,
}

/// Where a replication stands.
#[derive(Clone, Debug)]
pub struct DayTotalSource {
    position: Position,
    pace: Pace,
    /// Calls still to come, and the profile they share.
    left: f64,
    area: f64,
}

/// Calls a day beyond which a total is taken for a mistake.
const MOST_A_DAY: f64 = 1e9;

impl Process for DayTotal {
    type Source = DayTotalSource;

    const NAME: &'static str = "day_total";
    const ABOUT: &'static str = "A number of calls for the whole day, spread over it by a profile.";
    const FORMS: &'static [Form] = &[
        &[
            Parameter::new("mean", Kind::Number, "Calls a day, on average."),
            Parameter::new("profile", Kind::PerInterval, "How the calls spread over the intervals, in any unit: only the proportions count."),
            Parameter::new("sd", Kind::Number, "Standard deviation of the calls a day, which are normal and never below 0.").or(0.0),
            MULTIPLIER,
        ],
        &[
            Parameter::new("mean", Kind::Number, "Calls a day, on average."),
            Parameter::new("profile", Kind::PerInterval, "How the calls spread over the intervals."),
            Parameter::new("cv", Kind::Number, "Coefficient of variation of the calls a day: sd / mean."),
            MULTIPLIER,
        ],
    ];

    fn build(form: usize, given: &Arguments, horizon: &Horizon) -> Result<Self, Refusal> {
        if matches!(horizon, Horizon::SteadyState(_)) {
            return Err(Refusal::new("mean", "is the total of a day; a steady state has none"));
        }
        if horizon.days() > 1 {
            let why = "is the total of one day; in a row of days give `poisson` or `counts` with `per_interval`";
            return Err(Refusal::new("mean", why));
        }
        let mean = given.positive("mean")? * volume::multiplier(given)?;
        if mean > MOST_A_DAY {
            return Err(Refusal::new("mean", format!("is more than {MOST_A_DAY:e} calls a day")));
        }
        let name = if form == 0 { "sd" } else { "cv" };
        let spread = given.one(name)?;
        if spread < 0.0 {
            return Err(Refusal::new(name, format!("must not be negative, not {spread}")));
        }
        let sd = spread * if form == 0 { volume::multiplier(given)? } else { mean };
        if sd > MOST_A_DAY {
            return Err(Refusal::new(name, format!("is more than {MOST_A_DAY:e} calls a day")));
        }
        Ok(Self { mean, sd, profile: profile(given, horizon)?, closes_at: horizon.measured_to().as_seconds() })
    }

    fn expected_calls(&self, seconds: f64, pace: &Pace) -> f64 {
        self.expected_total() * self.profile.area(seconds.min(self.closes_at), pace)
    }

    fn start<R: Rng>(&self, day: StartOfDay, rng: &mut R) -> DayTotalSource {
        let (share, normal): (f64, f64) = (offset(rng), StandardNormal.sample(rng));
        let area = self.profile.area(self.closes_at, &day.pace);
        let total = (self.mean + self.sd * normal).max(0.0) * day.busyness * area;
        DayTotalSource { position: Position::default(), pace: day.pace, left: rounded(total, share), area }
    }

    fn next<R: Rng>(&self, source: &mut DayTotalSource, rng: &mut R) -> Option<SimTime> {
        let draw: f64 = Exp1.sample(rng);
        if source.left < 1.0 {
            return None;
        }
        let work = source.area * -(-draw / source.left).exp_m1();
        let at = self.profile.walk(&mut source.position, &source.pace, work);
        source.area -= work;
        source.left -= 1.0;
        Some(before(at, self.closes_at))
    }
}

impl DayTotal {
    /// The mean of `max(0, X)`, `X` normal: `m Φ(m/s) + s φ(m/s)`.
    fn expected_total(&self) -> f64 {
        if self.sd == 0.0 {
            return self.mean;
        }
        let (normal, ratio) = (Normal::standard(), self.mean / self.sd);
        self.mean * normal.cdf(ratio) + self.sd * normal.pdf(ratio)
    }
}

fn profile(given: &Arguments, horizon: &Horizon) -> Result<Rate<Level>, Refusal> {
    let mut weights = given.many("profile")?.to_vec();
    volume::refuse_odd("profile", &weights)?;
    weights.resize(horizon.intervals(), weights[0]);
    let interval = horizon.interval().as_seconds();
    let area = weights.iter().sum::<f64>() * interval;
    if !area.is_finite() {
        return Err(Refusal::new("profile", "holds numbers too large to add up"));
    }
    Ok(Rate::new(weights.iter().enumerate().map(|(i, w)| ((i + 1) as f64 * interval, Level(w / area))).collect()))
}

#[cfg(test)]
mod tests {
    use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng};

    use super::*;
    use crate::model::{AtClose, Day, parameter::Value};

    fn total(mean: f64, sd: f64, profile: Vec<f64>) -> DayTotal {
        let horizon = Horizon::Day(Day::new(0.0, 60.0 * profile.len() as f64, 60.0, AtClose::ServeQueue).unwrap());
        let mut given = Arguments::new();
        given.give("mean", Value::One(mean));
        given.give("sd", Value::One(sd));
        given.give("profile", Value::Many(profile));
        given.give("multiplier", Value::One(1.0));
        DayTotal::build(0, &given, &horizon).unwrap()
    }

    fn play(total: &DayTotal, day: StartOfDay) -> Vec<f64> {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(rand::random::<u64>());
        let mut source = total.start(day, &mut rng);
        std::iter::from_fn(|| total.next(&mut source, &mut rng)).map(SimTime::as_seconds).collect()
    }

    #[test]
    fn a_total_without_spread_is_the_number_itself() {
        let total = total(50.0, 0.0, vec![1.0, 0.0, 4.0]);
        let days = 4000;
        let mut first = 0;
        for replication in 0..days {
            let calls = play(&total, StartOfDay::usual(replication));
            assert_eq!(calls.len(), 50);
            assert!(calls.is_sorted() && calls.iter().all(|at| !(60.0..120.0).contains(at) && *at < 180.0));
            first += calls.iter().filter(|at| **at < 60.0).count();
        }
        // Binomial: 50 calls a day, one in five in the first minute.
        let (mean, sd) = (10.0 * days as f64, (50.0 * 0.2 * 0.8 * days as f64).sqrt());
        assert!((first as f64 - mean).abs() < 5.0 * sd, "{first} for {mean}");
    }

    #[test]
    fn a_busy_day_with_a_surge_has_as_many_more() {
        let total = total(40.0, 0.0, vec![1.0, 3.0]);
        let day = StartOfDay { busyness: 1.5, pace: Pace::between(0.0, 60.0, 3.0), ..StartOfDay::usual(0) };
        assert_eq!(play(&total, day).len(), 90, "1.5 · 40 · (3 · 1/4 + 3/4)");
        assert_eq!(total.expected_calls(60.0, &Pace::between(0.0, 60.0, 3.0)), 30.0);
    }

    #[test]
    fn a_normal_that_is_cut_off_has_a_larger_mean() {
        // Half of a normal around 0 or so: sd φ(0) above; here mean = sd, so m (Φ(1) + φ(1)).
        let total = total(10.0, 10.0, vec![1.0]);
        assert!((total.expected_calls(60.0, &Pace::even()) - 10.833_154_705_876_8).abs() < 1e-9);
        let days = 20_000;
        let sum: usize = (0..days).map(|r| play(&total, StartOfDay::usual(r)).len()).sum();
        // The sd of the cut-off normal is below 10, that of rounding below 0.5.
        let mean = sum as f64 / days as f64;
        assert!((mean - 10.833).abs() < 5.0 * 10.02 / (days as f64).sqrt(), "{mean}");
    }
}
