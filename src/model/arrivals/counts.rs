//! Counts that are given: exactly that many calls in each interval.

use rand::{Rng, RngExt};
use rand_distr::{Distribution as _, Exp1};

use super::{
    Pace, Process, StartOfDay,
    rate::{Level, Rate},
    volume::{self, MULTIPLIER},
};
use crate::{
    model::{
        Horizon,
        parameter::{Arguments, Form, Kind, Parameter, Refusal},
    },
    units::SimTime,
};

/// Exactly as many calls in each interval as are given, at instants uniform within it.
///
/// What makes a day busier (the multiplier, busyness, a surge) makes the counts larger. A count that
/// is then not whole is rounded so that its mean is kept and no rounding error adds up: with `C` the
/// cumulated counts and one `u` uniform on 0 to 1 a day, the calls until the end of a stretch are
/// `floor(C + u)` (systematic sampling; Madow, *Annals of Mathematical Statistics* 20, 1949). Whole
/// counts are never changed by it.
///
/// The instants are order statistics, drawn one after the other: of `n` calls still to come before
/// `end`, the next comes after `1 - exp(-E / n)` of the time left, `E` being unit exponential. One
/// draw per call.
#[derive(Clone, Debug, PartialEq)]
pub struct Counts {
    /// Calls by interval, as a rate.
    rate: Rate<Level>,
    /// Where intervals end, s.
    ends: Vec<f64>,
}

/// Where a replication stands.
#[derive(Clone, Debug)]
pub struct CountsSource {
    /// The stretches of the day, in order of time.
    stretches: Vec<Stretch>,
    stretch: usize,
    at: f64,
}

/// Time within which calls come uniformly.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    from: f64,
    to: f64,
    /// Calls still to come.
    left: u64,
}

impl Process for Counts {
    type Source = CountsSource;

    const NAME: &'static str = "counts";
    const ABOUT: &'static str = "Exactly as many calls as given, uniform within each interval.";
    const FORMS: &'static [Form] =
        &[&[Parameter::new("per_interval", Kind::PerInterval, "Calls in each interval."), MULTIPLIER]];

    fn build(_: usize, given: &Arguments, horizon: &Horizon) -> Result<Self, Refusal> {
        if matches!(horizon, Horizon::SteadyState(_)) {
            return Err(Refusal::new("per_interval", "belongs to the intervals of a day; a steady state has none"));
        }
        let interval = horizon.interval().as_seconds();
        let mut rates = volume::per_second(given, "per_interval", given.many("per_interval")?, interval)?;
        rates.resize(horizon.intervals(), rates[0]);
        let ends: Vec<f64> = (1..=rates.len()).map(|i| i as f64 * interval).collect();
        Ok(Self { rate: Rate::new(ends.iter().copied().zip(rates.into_iter().map(Level)).collect()), ends })
    }

    fn expected_calls(&self, seconds: f64, pace: &Pace) -> f64 {
        self.rate.area(seconds.min(self.closes_at()), pace)
    }

    fn start<R: Rng>(&self, day: StartOfDay, rng: &mut R) -> CountsSource {
        let share = offset(rng);
        let (mut from, mut cumulated, mut before) = (0.0, 0.0, 0.0);
        let mut stretches = Vec::with_capacity(self.ends.len());
        self.rate.stretches(self.closes_at(), &day.pace, |to, area| {
            cumulated += area * day.busyness;
            let now = rounded(cumulated, share);
            stretches.push(Stretch { from, to, left: (now - before) as u64 });
            (from, before) = (to, now);
        });
        CountsSource { stretches, stretch: 0, at: 0.0 }
    }

    fn next<R: Rng>(&self, source: &mut CountsSource, rng: &mut R) -> Option<SimTime> {
        let draw: f64 = Exp1.sample(rng);
        while source.stretches.get(source.stretch)?.left == 0 {
            source.stretch += 1;
        }
        let stretch = &mut source.stretches[source.stretch];
        source.at = source.at.max(stretch.from);
        source.at += (stretch.to - source.at) * -(-draw / stretch.left as f64).exp_m1();
        stretch.left -= 1;
        Some(before(source.at, stretch.to))
    }
}

impl Counts {
    fn closes_at(&self) -> f64 {
        self.ends[self.ends.len() - 1]
    }
}

/// A number from 0 to 1 for the rounding of a day: of 2²⁴ values, none within 3e-8 of a whole number,
/// so that the error of a sum never makes a whole count another one.
pub(super) fn offset<R: Rng>(rng: &mut R) -> f64 {
    const VALUES: u32 = 1 << 24;
    (f64::from(rng.random_range(0..VALUES)) + 0.5) / f64::from(VALUES)
}

/// `calls` rounded to a whole number that is right in the mean over `offset`.
pub(super) fn rounded(calls: f64, offset: f64) -> f64 {
    (calls + offset).floor().max(0.0)
}

/// The instant `at`, or the last one before `end`.
pub(super) fn before(at: f64, end: f64) -> SimTime {
    let last = SimTime::from_draw(end).as_nanoseconds().saturating_sub(1);
    SimTime::from_draw(at).min(SimTime::from_nanoseconds(last))
}

#[cfg(test)]
mod tests {
    use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng};

    use super::*;
    use crate::model::{AtClose, Day, parameter::Value};

    fn counts(per_interval: Vec<f64>, multiplier: f64) -> Counts {
        let horizon =
            Horizon::Day(Day::new(0.0, 900.0 * per_interval.len() as f64, 900.0, AtClose::ServeQueue).unwrap());
        let mut given = Arguments::new();
        given.give("per_interval", Value::Many(per_interval));
        given.give("multiplier", Value::One(multiplier));
        Counts::build(0, &given, &horizon).unwrap()
    }

    fn play(counts: &Counts, day: StartOfDay) -> Vec<f64> {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(rand::random::<u64>());
        let mut source = counts.start(day, &mut rng);
        std::iter::from_fn(|| counts.next(&mut source, &mut rng)).map(SimTime::as_seconds).collect()
    }

    fn by_interval(calls: &[f64], intervals: usize) -> Vec<usize> {
        (0..intervals).map(|i| calls.iter().filter(|at| (**at / 900.0) as usize == i).count()).collect()
    }

    #[test]
    fn whole_counts_come_as_they_are_given() {
        let counts = counts(vec![3.0, 0.0, 7.0, 1.0], 1.0);
        for replication in 0..200 {
            let calls = play(&counts, StartOfDay::usual(replication));
            assert_eq!(by_interval(&calls, 4), [3, 0, 7, 1]);
            assert!(calls.is_sorted());
        }
        assert_eq!(counts.expected_calls(1350.0, &Pace::even()), 3.0);
        assert_eq!(counts.expected_calls(1e9, &Pace::even()), 11.0);
    }

    #[test]
    fn fractions_are_rounded_up_as_often_as_they_are_large() {
        let counts = counts(vec![2.5, 4.75], 1.2);
        let days = 20_000;
        let mut sums = [0_usize; 2];
        for replication in 0..days {
            let found = by_interval(&play(&counts, StartOfDay::usual(replication)), 2);
            assert!([3].contains(&found[0]) && [5, 6].contains(&found[1]), "3 and 5.7, not {found:?}");
            sums = [sums[0] + found[0], sums[1] + found[1]];
        }
        // A Bernoulli of 0.7: sd 0.458 a day, 5 standard errors.
        let mean = sums[1] as f64 / days as f64;
        assert!((mean - 5.7).abs() < 5.0 * 0.458_3 / (days as f64).sqrt(), "{mean}");
    }

    #[test]
    fn a_busy_day_and_a_surge_make_counts_larger() {
        let counts = counts(vec![8.0, 8.0], 1.0);
        let day = StartOfDay { busyness: 1.5, pace: Pace::between(450.0, 900.0, 3.0), ..StartOfDay::usual(0) };
        let calls = play(&counts, day);
        assert_eq!(by_interval(&calls, 2), [24, 12]);
        assert_eq!(calls.iter().filter(|at| **at < 450.0).count(), 6);
    }

    #[test]
    fn instants_are_uniform_within_the_interval() {
        let counts = counts(vec![4.0], 1.0);
        let n = 40_000;
        let sum: f64 = (0..n / 4).flat_map(|r| play(&counts, StartOfDay::usual(r))).map(|at| at / 900.0).sum();
        // sd of a uniform is 1/√12; the four of a day are independent.
        assert!((sum / n as f64 - 0.5).abs() < 5.0 / (12.0 * n as f64).sqrt(), "{sum}");
    }
}
