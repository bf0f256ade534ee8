//! A surge: for a while more calls than usual, or fewer.

use super::{Horizon, NoModel, arrivals::Pace};

/// Arrival rates multiplied from one time of the day to another, every day or on some.
#[derive(Clone, Debug, PartialEq)]
pub struct Surge {
    from: f64,
    to: f64,
    factor: f64,
    probability: f64,
    streams: Vec<usize>,
}

/// The largest factor of a surge.
const LARGEST_FACTOR: f64 = 1000.0;

impl Surge {
    /// A surge from `from` to `to`, s after opening, that multiplies the rates of `streams` by
    /// `factor`, on a share `probability` of days.
    ///
    /// # Errors
    ///
    /// [`NoModel`] when it ends before it starts, or factor or probability are out of range.
    pub fn new(from: f64, to: f64, factor: f64, probability: f64, streams: Vec<usize>) -> Result<Self, NoModel> {
        if !(from >= 0.0 && from < to) {
            return Err(NoModel("a surge ends later than it starts".to_owned()));
        }
        if !(0.0..=LARGEST_FACTOR).contains(&factor) {
            return Err(NoModel(format!("the factor of a surge is from 0 to {LARGEST_FACTOR}, not {factor}")));
        }
        if !(0.0..=1.0).contains(&probability) {
            return Err(NoModel(format!("a probability lies between 0 and 1, not {probability}")));
        }
        Ok(Self { from, to, factor, probability, streams })
    }

    /// Whether it multiplies the rates of stream `stream`.
    #[must_use]
    pub fn is_of(&self, stream: usize) -> bool {
        self.streams.contains(&stream)
    }

    /// Whether it comes on a day, of one uniform draw from 0 to 1.
    #[must_use]
    pub fn comes(&self, uniform: f64) -> bool {
        uniform < self.probability
    }

    /// The pace of days in a row, on some of which it comes: `comes[d]` on day `d`.
    #[must_use]
    pub fn pace(&self, horizon: &Horizon, comes: &[bool]) -> Pace {
        let factors: Vec<f64> = comes.iter().map(|comes| if *comes { self.factor } else { 1.0 }).collect();
        self.of_days(horizon, &factors)
    }

    /// The pace in the mean over all days.
    #[must_use]
    pub fn expected_pace(&self, horizon: &Horizon) -> Pace {
        self.of_days(horizon, &vec![1.0 + self.probability * (self.factor - 1.0); horizon.days()])
    }

    /// A factor for each day, in open time.
    fn of_days(&self, horizon: &Horizon, factors: &[f64]) -> Pace {
        let length = horizon.measured_time().as_seconds() / horizon.days() as f64;
        let days = factors.iter().enumerate().filter(|(_, factor)| **factor != 1.0);
        days.fold(Pace::even(), |pace, (day, factor)| {
            let start = day as f64 * length;
            pace.times(&Pace::between(start + self.from, start + self.to, *factor))
        })
    }
}
