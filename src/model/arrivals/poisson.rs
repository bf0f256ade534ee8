//! Poisson arrivals: at one rate, at one rate per interval, or at rates that change at any time.

use rand::Rng;

use super::{
    Pace, Process, StartOfDay,
    rate::{Level, Rate, RateSource},
    volume::{self, MULTIPLIER},
};
use crate::{
    model::{
        Horizon,
        distribution::UnitExponential,
        parameter::{Arguments, Form, Kind, Parameter, Refusal},
    },
    units::{SECONDS_PER_HOUR, SimTime},
};

/// Calls that come independently of each other, at a rate that changes from one stretch of time to
/// the next: with the intervals, or whenever it is said to.
///
/// Unit-exponential steps through the cumulated rate (inversion): a step that is not used up in
/// one stretch goes on in the next.
#[derive(Clone, Debug, PartialEq)]
pub struct Poisson {
    rate: Rate<Level>,
}

impl Poisson {
    /// One rate in each interval of the measured time: so many calls a second.
    pub(super) fn of_intervals(per_second: Vec<f64>, horizon: &Horizon) -> Self {
        Self { rate: Rate::new(by_interval(per_second, horizon)) }
    }

    /// Whether the rate never changes.
    #[must_use]
    pub fn is_one_rate(&self) -> bool {
        self.rate.is_one_piece()
    }
}

impl Process for Poisson {
    type Source = RateSource;

    const NAME: &'static str = "poisson";
    const ABOUT: &'static str = "Calls that come independently of each other.";
    const FORMS: &'static [Form] = &[
        &[Parameter::new("per_hour", Kind::PerInterval, "Calls an hour."), MULTIPLIER],
        &[Parameter::new("per_interval", Kind::PerInterval, "Calls in each interval: the volumes of a forecast."), MULTIPLIER],
        &[
            Parameter::new(
                "rates",
                Kind::Changes,
                "Rates from any clock time on, 0 before the first: [{ from = \"09:12\", per_hour = 300 }, …]; a rate of 0 switches the calls off.",
            ),
            MULTIPLIER,
        ],
    ];

    fn build(form: usize, given: &Arguments, horizon: &Horizon) -> Result<Self, Refusal> {
        let pieces = if form == 2 {
            changes(given)?
        } else {
            let seconds = if form == 0 { SECONDS_PER_HOUR } else { horizon.interval().as_seconds() };
            let name = Self::FORMS[form][0].name;
            by_interval(volume::per_second(given, name, given.many(name)?, seconds)?, horizon)
        };
        Ok(Self { rate: Rate::new(pieces) })
    }

    fn expected_calls(&self, seconds: f64, pace: &Pace) -> f64 {
        self.rate.area(seconds, pace)
    }

    fn start<R: Rng>(&self, day: StartOfDay, _: &mut R) -> RateSource {
        RateSource::new(day)
    }

    #[inline]
    fn next<R: Rng>(&self, source: &mut RateSource, rng: &mut R) -> Option<SimTime> {
        self.rate.next(source, rng)
    }

    fn fill<R: Rng + Clone>(
        &self,
        source: &mut RateSource,
        rng: &mut R,
        until: SimTime,
        places: &mut [u64],
    ) -> usize {
        let (most, mut places) = (places.len(), places.iter_mut());
        let (units, mut stream) = (UnitExponential::new(), rng.clone());
        let arrive = |at| {
            // An instant that never comes is later than any.
            let at = SimTime::from_draw(at);
            if at >= until {
                return false;
            }
            let Some(place) = places.next() else { return false };
            *place = at.as_nanoseconds();
            places.len() > 0
        };
        let (position, pace, busyness) = (&mut source.position, &source.day.pace, source.day.busyness);
        // Two loops, so that the usual one does not ask each time.
        if busyness == 1.0 {
            self.rate.walk_on(position, pace, || units.draw(&mut stream), arrive);
        } else {
            self.rate.walk_on(position, pace, || units.draw(&mut stream) / busyness, arrive);
        }
        let left = places.len();
        *rng = stream;
        most - left
    }
}

/// One level for each interval, or a single one where they are all alike.
fn by_interval(rates: Vec<f64>, horizon: &Horizon) -> Vec<(f64, Level)> {
    let interval = horizon.interval().as_seconds();
    if rates.iter().all(|r| *r == rates[0]) {
        return vec![(interval, Level(rates[0]))];
    }
    rates.into_iter().enumerate().map(|(i, rate)| ((i + 1) as f64 * interval, Level(rate))).collect()
}

/// Levels from clock times on; nothing before the first.
fn changes(given: &Arguments) -> Result<Vec<(f64, Level)>, Refusal> {
    let timed = given.timed("rates")?;
    let per_hour: Vec<f64> = timed.iter().map(|(_, rate)| *rate).collect();
    let rates = volume::per_second(given, "rates", &per_hour, SECONDS_PER_HOUR)?;
    let starts: Vec<f64> = timed.iter().map(|(at, _)| *at).collect();
    let ends = starts.iter().skip(1).copied().chain([f64::INFINITY]);
    let before = (starts[0] > 0.0).then_some((starts[0], Level(0.0)));
    Ok(before.into_iter().chain(ends.zip(rates.into_iter().map(Level))).collect())
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
        assert!((poisson.expected_calls(10_800.0, &Pace::even()) - 300.0).abs() < 1e-9);
        assert!((poisson.expected_calls(1800.0, &Pace::even()) - 100.0).abs() < 1e-9);
    }

    #[test]
    fn counts_by_interval_are_those_asked_for() {
        let poisson = day(vec![120.0, 0.0, 60.0], 1.0);
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(rand::random::<u64>());
        let mut counts = [0_u32; 3];
        let days = 2000;
        for replication in 0..days {
            let mut source = poisson.start(StartOfDay::usual(replication), &mut rng);
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
        let mut source = poisson.start(StartOfDay::usual(0), &mut rng);
        let calls: Vec<SimTime> = std::iter::from_fn(|| poisson.next(&mut source, &mut rng)).collect();
        assert!(calls.iter().all(|at| at.as_seconds() < 3600.0));
        assert_eq!(poisson.next(&mut source, &mut rng), None);
    }
}
