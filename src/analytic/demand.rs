//! Who calls, and how long a call takes.

use super::{NoAnswer, no_answer::positive};

/// Calls per second and the mean handle time of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Demand {
    arrival_rate: f64,
    handle_time: f64,
}

impl Demand {
    /// `calls` in `per` seconds, each of `handle_time` seconds.
    ///
    /// # Errors
    ///
    /// [`NoAnswer::Senseless`] unless all three are positive and finite.
    ///
    /// # Example: ten erlangs
    ///
    /// ```
    /// use onering::analytic::Demand;
    /// let demand = Demand::new(100.0, 1800.0, 180.0)?;
    /// assert_eq!(demand.load(), 10.0);
    /// # Ok::<(), onering::analytic::NoAnswer>(())
    /// ```
    pub fn new(calls: f64, per: f64, handle_time: f64) -> Result<Self, NoAnswer> {
        let rate = positive("the number of calls", calls)? / positive("the length of the interval", per)?;
        Ok(Self { arrival_rate: rate, handle_time: positive("the average handle time", handle_time)? })
    }

    /// Calls per second.
    #[must_use]
    pub const fn arrival_rate(self) -> f64 {
        self.arrival_rate
    }

    /// Mean handle time, s.
    #[must_use]
    pub const fn handle_time(self) -> f64 {
        self.handle_time
    }

    /// Offered load, erlangs: arrival rate x average handle time.
    #[must_use]
    pub fn load(self) -> f64 {
        self.arrival_rate * self.handle_time
    }

    /// The same calls at another rate per second.
    #[must_use]
    pub const fn at_rate(self, arrival_rate: f64) -> Self {
        Self { arrival_rate, ..self }
    }
}
