//! Where calls come from: a stream of them, of one type or of several.

use super::{Arrivals, Busyness, Horizon, NoModel, arrivals::Pace};
use crate::units::SimTime;

/// A stream of calls: when they come, in which groups, and of which types they are.
///
/// A call type with arrivals of its own has one; a `[[stream]]` is one that feeds several types.
#[derive(Clone, Debug, PartialEq)]
pub struct CallStream {
    /// Whose it is. The random numbers hang on it.
    pub origin: Origin,
    /// When calls, or groups of them, come.
    pub arrivals: Arrivals,
    /// How many come at once.
    pub batches: Batches,
    /// Randomness of the rates of this stream alone.
    pub busyness: Option<Busyness>,
    /// Which types the calls are of.
    pub mix: Mix,
    /// What arrivals are multiplied by on each day of a row; empty for nothing.
    pub day_factors: Vec<f64>,
}

/// Whose a stream is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The arrivals of a call type: its index.
    CallType(usize),
    /// A stream of its own: its index among those.
    Stream(usize),
}

impl CallStream {
    /// What the days of a row do to the arrivals.
    #[must_use]
    pub fn pace_by_day(&self, horizon: &Horizon) -> Pace {
        let length = horizon.measured_time().as_seconds() / horizon.days() as f64;
        Pace::by_interval(&self.day_factors, length)
    }

    /// Calls of type `call_type` expected in the first `seconds` at this pace in the mean.
    #[must_use]
    pub fn expected_calls(&self, call_type: usize, seconds: f64, pace: &Pace) -> f64 {
        let until = |seconds: f64| self.arrivals.expected_calls(seconds, pace) * self.batches.mean();
        let Some((interval, count)) = self.mix.intervals() else {
            return self.mix.share(call_type, 0).map_or(0.0, |share| share * until(seconds));
        };
        let (mut sum, mut before) = (0.0, 0.0);
        for index in 0..count {
            let Some(share) = self.mix.share(call_type, index) else { return 0.0 };
            let end = if index + 1 == count { seconds } else { seconds.min((index + 1) as f64 * interval) };
            let now = until(end);
            sum += share * (now - before);
            before = now;
        }
        sum
    }

    /// Calls expected in the first `seconds` at this pace in the mean.
    #[must_use]
    pub fn expected_in_all(&self, seconds: f64, pace: &Pace) -> f64 {
        self.arrivals.expected_calls(seconds, pace) * self.batches.mean()
    }
}

/// How many calls come at once.
#[derive(Clone, Debug, PartialEq)]
pub enum Batches {
    /// Always this many; 1 for single calls.
    Constant(u32),
    /// 1 and more, geometric: the probability that a group ends with each of its calls.
    Geometric(f64),
    /// Cumulated probabilities of 1, 2, 3, … calls.
    Cumulated(Vec<f64>),
}

/// The largest mean of a group's size.
const LARGEST_GROUP: u32 = 10_000;

impl Batches {
    /// Single calls.
    pub const SINGLE: Self = Self::Constant(1);

    /// Always `size` calls.
    ///
    /// # Errors
    ///
    /// [`NoModel`] unless `size` is from 1 to 10 000.
    pub fn constant(size: u64) -> Result<Self, NoModel> {
        match u32::try_from(size) {
            Ok(size) if (1..=LARGEST_GROUP).contains(&size) => Ok(Self::Constant(size)),
            _ => Err(NoModel(format!("a batch has from 1 to {LARGEST_GROUP} calls, not {size}"))),
        }
    }

    /// Geometric from 1, with the mean `mean`.
    ///
    /// # Errors
    ///
    /// [`NoModel`] unless `mean` is from 1 to 10 000.
    pub fn geometric(mean: f64) -> Result<Self, NoModel> {
        if (1.0..=f64::from(LARGEST_GROUP)).contains(&mean) {
            Ok(Self::Geometric(1.0 / mean))
        } else {
            Err(NoModel(format!("the mean size of batches is from 1 to {LARGEST_GROUP} calls, not {mean}")))
        }
    }

    /// The probabilities of 1, 2, 3, … calls.
    ///
    /// # Errors
    ///
    /// [`NoModel`] unless they are shares that add up to 1.
    pub fn probabilities(probabilities: &[f64]) -> Result<Self, NoModel> {
        let sum: f64 = probabilities.iter().sum();
        if let Some(wrong) = probabilities.iter().find(|p| !(0.0..=1.0).contains(*p)) {
            return Err(NoModel(format!("a probability lies between 0 and 1, not {wrong}")));
        }
        if (sum - 1.0).abs() > ROUNDING {
            return Err(NoModel(format!("the probabilities of 1, 2, 3, … calls add up to {sum}, not to 1")));
        }
        Ok(Self::Cumulated(cumulated(probabilities.iter().copied())))
    }

    /// Whether calls come one by one.
    #[must_use]
    pub const fn is_single(&self) -> bool {
        matches!(self, Self::Constant(1))
    }

    /// The mean size.
    #[must_use]
    pub fn mean(&self) -> f64 {
        match self {
            Self::Constant(size) => f64::from(*size),
            Self::Geometric(end) => 1.0 / end,
            Self::Cumulated(up_to) => 1.0 + up_to.iter().map(|p| 1.0 - p).sum::<f64>(),
        }
    }

    /// The size of a group, of one uniform draw from 0 to 1 (inversion).
    #[must_use]
    pub fn size(&self, uniform: f64) -> u32 {
        match self {
            Self::Constant(size) => *size,
            Self::Geometric(1.0) => 1,
            Self::Geometric(end) => 1 + ((-uniform).ln_1p() / (-end).ln_1p()) as u32,
            Self::Cumulated(up_to) => 1 + chosen(up_to, uniform) as u32,
        }
    }
}

/// How far typed shares may be from adding up to 1.
pub const ROUNDING: f64 = 1e-6;

/// Cumulated shares; the last one is 1.
fn cumulated(shares: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut sum = 0.0;
    let mut up_to: Vec<f64> = shares
        .map(|share| {
            sum += share;
            sum
        })
        .collect();
    up_to.iter_mut().for_each(|p| *p /= sum);
    up_to
}

/// The first place whose cumulated share lies above `uniform`.
fn chosen(up_to: &[f64], uniform: f64) -> usize {
    up_to.partition_point(|p| *p <= uniform).min(up_to.len() - 1)
}

/// Which types the calls of a stream are of.
#[derive(Clone, Debug, PartialEq)]
pub enum Mix {
    /// All of one type.
    One(usize),
    /// Of several, by shares.
    Several(Shares),
}

/// Shares of call types, the same all day or by interval.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    call_types: Vec<usize>,
    /// Cumulated shares, one list for the day or one for each interval.
    up_to: Vec<Vec<f64>>,
    /// Length of an interval, s.
    interval: f64,
}

impl Mix {
    /// Shares of call types: `shares[k]` are those of `call_types[k]`, one for the day or one for
    /// each interval of `interval` seconds.
    ///
    /// # Errors
    ///
    /// [`NoModel`] unless they are shares that add up to 1 in each interval.
    pub fn several(call_types: Vec<usize>, shares: &[Vec<f64>], interval: SimTime) -> Result<Self, NoModel> {
        let count = shares.iter().map(Vec::len).max().unwrap_or(0);
        let share = |k: usize, i: usize| shares[k][if shares[k].len() == 1 { 0 } else { i }];
        let mut up_to = Vec::with_capacity(count);
        for i in 0..count {
            let of_interval: Vec<f64> = (0..shares.len()).map(|k| share(k, i)).collect();
            let sum: f64 = of_interval.iter().sum();
            if let Some(wrong) = of_interval.iter().find(|s| !(0.0..=1.0).contains(*s)) {
                return Err(NoModel(format!("a share lies between 0 and 1, not {wrong}")));
            }
            if (sum - 1.0).abs() > ROUNDING {
                let place = if count > 1 { format!(" in interval {}", i + 1) } else { String::new() };
                return Err(NoModel(format!("the shares add up to {}{place}, not to 1", (sum * 1e6).round() / 1e6)));
            }
            up_to.push(cumulated(of_interval.into_iter()));
        }
        if up_to.is_empty() {
            return Err(NoModel("a stream needs shares of at least one call type".to_owned()));
        }
        Ok(Self::Several(Shares { call_types, up_to, interval: interval.as_seconds() }))
    }

    /// Whether all calls are of one type.
    #[must_use]
    pub const fn is_single(&self) -> bool {
        matches!(self, Self::One(_))
    }

    /// The type of a call that comes at `at`, of one uniform draw from 0 to 1.
    #[must_use]
    #[inline]
    pub fn call_type(&self, at: SimTime, uniform: f64) -> usize {
        match self {
            Self::One(call_type) => *call_type,
            Self::Several(shares) => {
                let last = shares.up_to.len() - 1;
                let index = if last == 0 { 0 } else { (at.as_seconds() / shares.interval) as usize };
                shares.call_types[chosen(&shares.up_to[index.min(last)], uniform)]
            }
        }
    }

    /// Length, s, and number of the intervals of which each has shares of its own; `None` where they
    /// are the same all day.
    fn intervals(&self) -> Option<(f64, usize)> {
        match self {
            Self::Several(shares) if shares.up_to.len() > 1 => Some((shares.interval, shares.up_to.len())),
            _ => None,
        }
    }

    /// The share of `call_type` in interval `index`; `None` when it never has one.
    fn share(&self, call_type: usize, index: usize) -> Option<f64> {
        match self {
            Self::One(only) => (*only == call_type).then_some(1.0),
            Self::Several(shares) => {
                let up_to = &shares.up_to[index];
                let share = |k: usize| up_to[k] - if k == 0 { 0.0 } else { up_to[k - 1] };
                let places = shares.call_types.iter().enumerate().filter(|(_, of)| **of == call_type);
                places.map(|(k, _)| share(k)).reduce(|a, b| a + b)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_of_groups_follow_their_probabilities() {
        let listed = Batches::probabilities(&[0.5, 0.3, 0.2]).unwrap();
        let sizes: Vec<u32> = [0.0, 0.49, 0.5, 0.79, 0.81, 0.999_999].map(|u| listed.size(u)).to_vec();
        assert_eq!(sizes, [1, 1, 2, 2, 3, 3]);
        assert!((listed.mean() - 1.7).abs() < 1e-12);
        // Geometric of mean 4: more than k with probability 0.75^k.
        let geometric = Batches::geometric(4.0).unwrap();
        assert_eq!([0.0, 0.249, 0.251, 0.437, 0.438].map(|u| geometric.size(u)), [1, 1, 2, 2, 3]);
        let n = 100_000;
        let mean = (0..n).map(|i| f64::from(geometric.size((f64::from(i) + 0.5) / f64::from(n)))).sum::<f64>();
        assert!((mean / f64::from(n) - geometric.mean()).abs() < 1e-3);
    }

    #[test]
    fn sizes_that_cannot_be_are_refused() {
        assert!(Batches::constant(0).is_err() && Batches::geometric(0.5).is_err());
        assert!(Batches::probabilities(&[0.5, 0.4]).is_err() && Batches::probabilities(&[1.5, -0.5]).is_err());
    }

    #[test]
    fn a_mix_by_interval_chooses_by_the_time_of_the_call() {
        let minute = SimTime::from_draw(60.0);
        let mix = Mix::several(vec![4, 7], &[vec![0.25, 1.0], vec![0.75, 0.0]], minute).unwrap();
        let at = |seconds: f64| SimTime::from_draw(seconds);
        assert_eq!([0.2, 0.3].map(|u| mix.call_type(at(10.0), u)), [4, 7]);
        assert_eq!([0.2, 0.3].map(|u| mix.call_type(at(70.0), u)), [4, 4]);
        assert_eq!(mix.call_type(at(500.0), 0.99), 4, "the last interval goes on");
        assert!(Mix::several(vec![4, 7], &[vec![0.25], vec![0.7]], minute).is_err());
    }
}
