//! Days that are given instead of drawn: what rates are multiplied by, interval by interval.

use std::sync::Arc;

use super::{Horizon, NoModel, arrivals::Pace};

/// Factors of the arrival rates of each stream of calls in each interval, a list of days of them. Replication `r` is
/// day `r` of the list, over and over; no busyness is drawn then. Surges come as usual.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenDays {
    /// By day, then stream, then interval.
    days: Arc<[Vec<Vec<f64>>]>,
    /// The mean of the days, by stream, then interval.
    mean: Vec<Vec<f64>>,
    /// Length of an interval, s.
    interval: f64,
}

impl GivenDays {
    /// The factors by day, then stream of calls, then interval of `horizon`.
    ///
    /// # Errors
    ///
    /// [`NoModel`] without a day, where lists do not fit, or a factor is negative or not finite.
    pub fn new(days: Vec<Vec<Vec<f64>>>, horizon: &Horizon) -> Result<Self, NoModel> {
        let Some(streams) = days.first().map(Vec::len) else {
            return Err(NoModel("of days that are given there is at least one".to_owned()));
        };
        let intervals = horizon.intervals();
        let fits = |day: &Vec<Vec<f64>>| day.len() == streams && day.iter().all(|list| list.len() == intervals);
        if !days.iter().all(fits) {
            return Err(NoModel(format!("factors of given days are {streams} lists of {intervals} each")));
        }
        if days.iter().flatten().flatten().any(|factor| !(factor.is_finite() && *factor >= 0.0)) {
            return Err(NoModel("a factor of arrivals is a number from 0 on".to_owned()));
        }
        let of = |stream: usize, i: usize| days.iter().map(|day| day[stream][i]).sum::<f64>() / days.len() as f64;
        let mean = (0..streams).map(|stream| (0..intervals).map(|i| of(stream, i)).collect()).collect();
        Ok(Self { days: days.into(), mean, interval: horizon.interval().as_seconds() })
    }

    /// How many streams of calls they are for.
    #[must_use]
    pub fn streams(&self) -> usize {
        self.mean.len()
    }

    /// The pace of a stream in a replication.
    #[must_use]
    pub fn pace(&self, replication: u64, stream: usize) -> Pace {
        let day = (replication % self.days.len() as u64) as usize;
        Pace::by_interval(&self.days[day][stream], self.interval)
    }

    /// The pace of a stream in the mean over the days.
    #[must_use]
    pub fn mean_pace(&self, stream: usize) -> Pace {
        Pace::by_interval(&self.mean[stream], self.interval)
    }
}
