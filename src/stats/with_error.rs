//! A value with its standard error.

use serde::Serialize;

/// The standard normal's two-sided 95 % quantile.
pub const NORMAL_95: f64 = 1.959_963_984_540_054;

/// An estimate with its standard error and its 95 % interval, which need not lie evenly around it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct WithError {
    /// The estimate.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// The lower end of its 95 % interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl WithError {
    /// The interval `value ± 1.96 standard_error`.
    #[must_use]
    pub fn normal(value: f64, standard_error: f64) -> Self {
        let half = NORMAL_95 * standard_error;
        Self { value, standard_error, low: value - half, high: value + half }
    }

    /// The interval of a value that cannot be negative: normal in its logarithm,
    /// `value · exp(±1.96 standard_error / value)`.
    #[must_use]
    pub fn positive(value: f64, standard_error: f64) -> Self {
        let factor = (NORMAL_95 * standard_error / value).exp();
        Self { value, standard_error, low: value / factor, high: value * factor }
    }

    /// The interval of a share: normal in its logit, whose standard error is that of the share over `p(1 - p)`.
    #[must_use]
    pub fn share(value: f64, standard_error: f64) -> Self {
        let spread = value * (1.0 - value);
        if spread <= 0.0 {
            return Self::normal(value, standard_error);
        }
        let (logit, half) = ((value / (1.0 - value)).ln(), NORMAL_95 * standard_error / spread);
        let back = |x: f64| 1.0 / (1.0 + (-x).exp());
        Self { value, standard_error, low: back(logit - half), high: back(logit + half) }
    }

    /// The same estimate multiplied by a number known without error.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        let Self { value, standard_error, low, high } = self;
        let (low, high) = if factor < 0.0 { (high, low) } else { (low, high) };
        Self {
            value: value * factor,
            standard_error: standard_error * factor.abs(),
            low: low * factor,
            high: high * factor,
        }
    }

    /// Whether the interval holds `truth`.
    #[must_use]
    pub fn covers(&self, truth: f64) -> bool {
        self.low <= truth && truth <= self.high
    }
}
