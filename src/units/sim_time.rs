//! Simulated time as an integer.

use std::{fmt, ops::Add};

use serde::{Deserialize, Serialize};

const NANOSECONDS_PER_SECOND: u64 = 1_000_000_000;
/// From here on an `f64` has no fraction.
const WHOLE: f64 = (1_u64 << 52) as f64;

/// An instant since the start of the horizon, or a length of time, in whole nanoseconds.
///
/// A `u64` of nanoseconds holds 584 years. [`SimTime::NEVER`] is the largest value and stands for
/// "does not happen", such as the end of an endless patience; additions saturate there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SimTime(u64);

/// A number of seconds that is no time: negative, infinite, not a number, or beyond 584 years.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("{0} is no length of time in seconds")]
pub struct NotATime(pub f64);

impl SimTime {
    /// The start of the horizon; no time at all.
    pub const ZERO: Self = Self(0);
    /// Later than anything that happens.
    pub const NEVER: Self = Self(u64::MAX);

    /// The time of a whole number of nanoseconds.
    #[must_use]
    pub const fn from_nanoseconds(nanoseconds: u64) -> Self {
        Self(nanoseconds)
    }

    /// The nearest whole nanosecond to `seconds`.
    ///
    /// # Errors
    ///
    /// [`NotATime`] when `seconds` is negative, not finite, or too large for 64 bits.
    ///
    /// # Example: a ring of the telephone
    ///
    /// ```
    /// use onering::units::SimTime;
    /// assert_eq!(SimTime::from_seconds(6.0)?.as_seconds(), 6.0);
    /// assert!(SimTime::from_seconds(f64::NAN).is_err());
    /// # Ok::<(), onering::units::NotATime>(())
    /// ```
    pub fn from_seconds(seconds: f64) -> Result<Self, NotATime> {
        let nanoseconds = (seconds * NANOSECONDS_PER_SECOND as f64).round();
        if (0.0..u64::MAX as f64).contains(&nanoseconds) {
            Ok(Self(nanoseconds as u64))
        } else {
            Err(NotATime(seconds))
        }
    }

    /// A drawn number of seconds: as [`SimTime::from_seconds`], but what is too large becomes
    /// [`SimTime::NEVER`] and a negative rounding error becomes zero.
    #[must_use]
    #[inline]
    pub fn from_draw(seconds: f64) -> Self {
        debug_assert!(!seconds.is_nan(), "a distribution drew NaN");
        let nanoseconds = seconds * NANOSECONDS_PER_SECOND as f64;
        // Adding 2^52 rounds (half to even), and leaves the whole number in the lowest bits: several
        // times faster than a conversion that saturates.
        // One comparison for both: the bits of a negative number are large.
        if nanoseconds.to_bits() < WHOLE.to_bits() {
            return Self((nanoseconds + WHOLE).to_bits() - WHOLE.to_bits());
        }
        Self::from_large(nanoseconds)
    }

    /// Whether a draw of so many seconds, and all below it, are short of 26 days.
    pub(crate) fn is_small_draw(seconds: f64) -> bool {
        seconds * (NANOSECONDS_PER_SECOND as f64) < WHOLE / 2.0
    }

    /// As [`SimTime::from_draw`], of seconds that are not negative and [small](SimTime::is_small_draw).
    #[inline]
    pub(crate) fn from_small_draw(seconds: f64) -> Self {
        Self((seconds * NANOSECONDS_PER_SECOND as f64 + WHOLE).to_bits() - WHOLE.to_bits())
    }

    /// What is beyond 52 days, or negative by a rounding error.
    #[cold]
    fn from_large(nanoseconds: f64) -> Self {
        Self(nanoseconds as u64)
    }

    /// Whole nanoseconds.
    #[must_use]
    pub const fn as_nanoseconds(self) -> u64 {
        self.0
    }

    /// Seconds, to the precision of an `f64`.
    #[must_use]
    pub fn as_seconds(self) -> f64 {
        nanoseconds_as_seconds(u128::from(self.0))
    }

    /// This length of time multiplied by `factor`, to the nearest nanosecond; never stays never.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        if factor == 1.0 || self == Self::NEVER { self } else { Self((self.0 as f64 * factor).round() as u64) }
    }

    /// The time from `earlier` to this instant, zero when that lies in the past of `earlier`.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Self {
        Self(self.0.saturating_sub(earlier.0))
    }
}

impl Add for SimTime {
    type Output = Self;

    fn add(self, length: Self) -> Self {
        Self(self.0.saturating_add(length.0))
    }
}

impl fmt::Display for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} s", self.as_seconds())
    }
}

/// A sum of nanoseconds in seconds.
#[must_use]
pub fn nanoseconds_as_seconds(nanoseconds: u128) -> f64 {
    nanoseconds as f64 / NANOSECONDS_PER_SECOND as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_become_the_nearest_nanosecond() {
        assert_eq!(SimTime::from_seconds(1.5), Ok(SimTime(1_500_000_000)));
        assert_eq!(SimTime::from_seconds(0.0), Ok(SimTime::ZERO));
        assert_eq!(SimTime::from_draw(2e-10), SimTime::ZERO);
        assert_eq!(SimTime::from_draw(6e-10), SimTime(1));
        for small in [0.0, 2e-10, 6e-10, 1.5, 86_400.0, 2_000_000.25] {
            assert!(SimTime::is_small_draw(small));
            assert_eq!(SimTime::from_small_draw(small), SimTime::from_draw(small));
        }
        assert!(!SimTime::is_small_draw(5e6) && !SimTime::is_small_draw(f64::INFINITY));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for bad in [-1.0, f64::INFINITY, f64::NEG_INFINITY, 1e20] {
            assert_eq!(SimTime::from_seconds(bad), Err(NotATime(bad)));
        }
        assert!(SimTime::from_seconds(f64::NAN).is_err());
    }

    #[test]
    fn a_draw_beyond_the_clock_never_happens() {
        assert_eq!(SimTime::from_draw(1e30), SimTime::NEVER);
        assert_eq!(SimTime::NEVER + SimTime(1), SimTime::NEVER);
        assert_eq!(SimTime(3).since(SimTime(5)), SimTime::ZERO);
    }
}
