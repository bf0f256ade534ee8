//! A value with its interval.

use std::cell::Cell;

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};

/// An estimate and half of its confidence interval, in the unit of what was estimated.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The point estimate.
    pub value: f64,
    /// Half of the confidence interval; `None` where one section alone says nothing of the spread.
    pub half_width: Option<f64>,
}

impl Estimate {
    /// A number known without error.
    #[must_use]
    pub const fn exact(value: f64) -> Self {
        Self { value, half_width: Some(0.0) }
    }

    /// A number whose error is unknown.
    #[must_use]
    pub const fn without_interval(value: f64) -> Self {
        Self { value, half_width: None }
    }

    /// The largest value in the interval (the value itself where there is no interval).
    #[must_use]
    pub fn upper(self) -> f64 {
        self.value + self.half_width.unwrap_or(0.0)
    }

    /// The smallest value in the interval (the value itself where there is no interval).
    #[must_use]
    pub fn lower(self) -> f64 {
        self.value - self.half_width.unwrap_or(0.0)
    }
}

/// How sure an interval is to cover: a probability strictly between 0.5 and 1, usually 0.95.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Confidence(f64);

/// A confidence outside (0.5, 1).
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("a confidence lies between 0.5 and 1, such as 0.95, not at {0}")]
pub struct NotAConfidence(pub f64);

impl Confidence {
    /// The customary 95 %.
    pub const NINETY_FIVE: Self = Self(0.95);

    /// A confidence level.
    ///
    /// # Errors
    ///
    /// [`NotAConfidence`] outside (0.5, 1).
    pub fn new(level: f64) -> Result<Self, NotAConfidence> {
        if level > 0.5 && level < 1.0 { Ok(Self(level)) } else { Err(NotAConfidence(level)) }
    }

    /// The probability itself.
    #[must_use]
    pub const fn level(self) -> f64 {
        self.0
    }

    /// The two-sided quantile of Student's t with `degrees` of freedom; `None` without freedom.
    #[must_use]
    pub fn student_t(self, degrees: usize) -> Option<f64> {
        LAST.with(|last| {
            let place = &last[degrees % LAST_KEPT];
            if let Some((confidence, of_degrees, t)) = place.get()
                && (confidence, of_degrees) == (self, degrees)
            {
                return Some(t);
            }
            let t = StudentsT::new(0.0, 1.0, degrees as f64).ok()?.inverse_cdf(0.5 + self.0 / 2.0);
            place.set(Some((self, degrees, t)));
            Some(t)
        })
    }
}

/// Quantiles of Student's t that are kept: estimates of one run are of few numbers of degrees, asked for thousands of times.
const LAST_KEPT: usize = 128;

thread_local! {
    /// The quantiles found last, by degrees of freedom.
    static LAST: [Cell<Option<(Confidence, usize, f64)>>; LAST_KEPT] = const { [const { Cell::new(None) }; LAST_KEPT] };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn student_t_agrees_with_the_printed_table() {
        let t = |degrees| Confidence::NINETY_FIVE.student_t(degrees).unwrap();
        assert!((t(1) - 12.706).abs() < 5e-4);
        assert!((t(9) - 2.262).abs() < 5e-4);
        assert!((t(99) - 1.984).abs() < 5e-4);
        assert_eq!(Confidence::NINETY_FIVE.student_t(0), None);
    }

    #[test]
    fn what_is_kept_of_student_t_is_what_was_asked_for() {
        let exact = |confidence: Confidence, degrees: usize| {
            StudentsT::new(0.0, 1.0, degrees as f64).unwrap().inverse_cdf(0.5 + confidence.level() / 2.0)
        };
        let [usual, sure] = [Confidence::NINETY_FIVE, Confidence::new(0.99).unwrap()];
        // Asked for again at once, after another of the same place, and after another confidence.
        for (confidence, degrees) in [(usual, 3), (usual, 3), (usual, 3 + LAST_KEPT), (usual, 3), (sure, 3), (usual, 3)]
        {
            assert_eq!(confidence.student_t(degrees), Some(exact(confidence, degrees)));
        }
    }

    #[test]
    fn a_confidence_is_a_probability_above_one_half() {
        assert!(Confidence::new(0.99).is_ok());
        for bad in [0.0, 0.5, 1.0, 95.0, f64::NAN] {
            assert!(Confidence::new(bad).is_err(), "{bad}");
        }
    }
}
