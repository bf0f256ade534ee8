//! Poisson arrivals, at one rate or at one rate per interval.

use rand::Rng;
use rand_distr::{Distribution as _, Exp1};

use super::Process;
use crate::{
    model::{
        Horizon,
        parameter::{Arguments, Form, Kind, Parameter, Refusal},
    },
    units::{SECONDS_PER_HOUR, SimTime},
};

/// Calls that come independently of each other, at a rate that may change with each interval.
///
/// Unit-exponential steps through the cumulated rate (inversion): a step that is not used up in
/// one interval goes on in the next.
#[derive(Clone, Debug, PartialEq)]
pub struct Poisson {
    /// Calls per second, by interval.
    rates: Vec<f64>,
    /// Length of an interval, s; endless where the rate is constant.
    interval: f64,
}

/// Where a replication stands.
#[derive(Clone, Debug)]
pub struct PoissonSource {
    at: f64,
    interval: usize,
    /// Of that interval: its rate and its end, which for the last one is never.
    rate: f64,
    end: f64,
    busyness: f64,
}

const MULTIPLIER: Parameter =
    Parameter::new("multiplier", Kind::Number, "All volumes are multiplied by this: 1.1 for ten per cent more.").or(1.0);
/// Calls an hour beyond which a rate is taken for a mistake.
const MOST_PER_HOUR: f64 = 1e9;

impl Process for Poisson {
    type Source = PoissonSource;

    const NAME: &'static str = "poisson";
    const ABOUT: &'static str = "Calls that come independently of each other.";
    const FORMS: &'static [Form] = &[
        &[Parameter::new("per_hour", Kind::PerInterval, "Calls an hour."), MULTIPLIER],
        &[Parameter::new("per_interval", Kind::PerInterval, "Calls in each interval: the volumes of a forecast."), MULTIPLIER],
    ];

    fn build(form: usize, given: &Arguments, horizon: &Horizon) -> Result<Self, Refusal> {
        let name = Self::FORMS[form][0].name;
        let per_hour = if form == 0 { 1.0 } else { SECONDS_PER_HOUR / horizon.interval().as_seconds() };
        let multiplier = given.one("multiplier")?;
        if !(multiplier > 0.0 && multiplier <= 1e6) {
            return Err(Refusal::new("multiplier", format!("must be above 0, not {multiplier}")));
        }
        let volumes = given.many(name)?;
        if let Some(negative) = volumes.iter().find(|v| **v < 0.0) {
            return Err(Refusal::new(name, format!("must not be negative, as {negative} is")));
        }
        if volumes.iter().all(|v| *v == 0.0) {
            return Err(Refusal::new(name, "is 0 all day: nobody calls"));
        }
        if let Some(most) = volumes.iter().find(|v| **v * per_hour * multiplier > MOST_PER_HOUR) {
            return Err(Refusal::new(name, format!("is {most}: more than {MOST_PER_HOUR:e} calls an hour")));
        }
        let rates: Vec<f64> = volumes.iter().map(|v| v * per_hour * multiplier / SECONDS_PER_HOUR).collect();
        let constant = rates.iter().all(|r| *r == rates[0]);
        Ok(if constant {
            Self { rates: vec![rates[0]], interval: f64::INFINITY }
        } else {
            Self { rates, interval: horizon.interval().as_seconds() }
        })
    }

    fn expected_calls(&self, seconds: f64) -> f64 {
        let last = self.rates.len() - 1;
        let within = |(i, rate): (usize, &f64)| {
            if *rate == 0.0 {
                return 0.0;
            }
            let from = if i == 0 { 0.0 } else { i as f64 * self.interval };
            let to = if i == last { f64::INFINITY } else { (i + 1) as f64 * self.interval };
            rate * (seconds.min(to) - from).max(0.0)
        };
        self.rates.iter().enumerate().map(within).sum()
    }

    fn start(&self, _: u64, busyness: f64) -> PoissonSource {
        PoissonSource { at: 0.0, interval: 0, rate: self.rates[0], end: self.end(0), busyness }
    }

    #[expect(clippy::inline_always, reason = "a quarter of what a call costs, were it a function of its own")]
    #[inline(always)]
    fn next<R: Rng>(&self, source: &mut PoissonSource, rng: &mut R) -> Option<SimTime> {
        let mut work: f64 = Exp1.sample(rng);
        if source.busyness != 1.0 {
            work /= source.busyness;
        }
        // Of the last interval nothing is left over: an endless stretch at its rate, or no number at
        // all when that is 0.
        loop {
            let left = (source.end - source.at) * source.rate;
            if work < left || left.is_nan() {
                break;
            }
            work -= left;
            source.at = source.end;
            source.interval += 1;
            source.rate = self.rates[source.interval];
            source.end = self.end(source.interval);
        }
        // The last interval's rate goes on for ever; the engine stops asking at closing time.
        source.at += work / source.rate;
        (source.rate > 0.0).then(|| SimTime::from_draw(source.at))
    }

    fn fill<R: Rng>(&self, source: &mut PoissonSource, rng: &mut R, until: SimTime, most: usize, times: &mut Vec<u64>) {
        let before = times.len();
        times.resize(before + most, 0);
        // A copy that need not be looked after in memory while the loop runs.
        let mut at_work = source.clone();
        let mut count = 0;
        for place in &mut times[before..] {
            match self.next(&mut at_work, rng) {
                Some(at) if at < until => *place = at.as_nanoseconds(),
                _ => break,
            }
            count += 1;
        }
        *source = at_work;
        times.truncate(before + count);
    }
}

impl Poisson {
    /// Where an interval ends, s; the last one never does.
    fn end(&self, interval: usize) -> f64 {
        if interval + 1 < self.rates.len() { (interval + 1) as f64 * self.interval } else { f64::INFINITY }
    }
}

#[cfg(test)]
mod tests {
    use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng};

    use super::*;
    use crate::model::{AtClose, Day, parameter::Value};

    fn day(per_hour: Vec<f64>, multiplier: f64) -> Poisson {
        let horizon = Horizon::Day(Day::new(0.0, 3600.0 * per_hour.len() as f64, 3600.0, AtClose::ServeQueue).unwrap());
        let mut given = Arguments::new();
        given.give("per_hour", Value::Many(per_hour));
        given.give("multiplier", Value::One(multiplier));
        Poisson::build(0, &given, &horizon).unwrap()
    }

    #[test]
    fn expected_calls_add_up_over_intervals() {
        let poisson = day(vec![100.0, 0.0, 50.0], 2.0);
        assert!((poisson.expected_calls(10_800.0) - 300.0).abs() < 1e-9);
        assert!((poisson.expected_calls(1800.0) - 100.0).abs() < 1e-9);
    }

    #[test]
    fn counts_by_interval_are_those_asked_for() {
        let poisson = day(vec![120.0, 0.0, 60.0], 1.0);
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(rand::random::<u64>());
        let mut counts = [0_u32; 3];
        let days = 2000;
        for replication in 0..days {
            let mut source = poisson.start(replication, 1.0);
            while let Some(at) = poisson.next(&mut source, &mut rng).filter(|at| at.as_seconds() < 10_800.0) {
                counts[(at.as_seconds() / 3600.0) as usize] += 1;
            }
        }
        assert_eq!(counts[1], 0);
        // Poisson counts: |count - n·λ| ≤ 5 √(n·λ), alpha = 1e-6 in all.
        for (count, rate) in [(counts[0], 120.0), (counts[2], 60.0)] {
            let expected = rate * days as f64;
            assert!((f64::from(count) - expected).abs() < 5.0 * expected.sqrt(), "{count} for {expected}");
        }
    }

    #[test]
    fn a_rate_of_zero_at_the_end_ends_the_day() {
        let poisson = day(vec![3600.0, 0.0], 1.0);
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        let mut source = poisson.start(0, 1.0);
        let calls: Vec<SimTime> = std::iter::from_fn(|| poisson.next(&mut source, &mut rng)).collect();
        assert!(calls.iter().all(|at| at.as_seconds() < 3600.0));
        assert_eq!(poisson.next(&mut source, &mut rng), None);
    }
}
