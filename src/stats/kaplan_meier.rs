//! The survival curve of censored times.

use super::{CensoredSample, with_error::NORMAL_95};

/// The product-limit estimate of Kaplan and Meier (*JASA* 53, 1958): at each time with events `S` is
/// multiplied by `1 - events / at risk`; of equal times events come before censorings. The interval is
/// Greenwood's variance `S² Σ d / (n (n - d))` in the scale of `ln(-ln S)` (Kalbfleisch and Prentice,
/// *The Statistical Analysis of Failure Time Data*, 2nd ed., 2002, section 1.4).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KaplanMeier {
    steps: Vec<Step>,
}

/// A step of the curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The time of the events.
    pub time: f64,
    /// The share that lasts longer.
    pub survival: f64,
    /// The lower end of its 95 % interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// How many were at risk just before.
    pub at_risk: u64,
}

impl KaplanMeier {
    /// The curve of a sample; flat at 1 where nothing ended.
    #[must_use]
    pub fn new(sample: &CensoredSample) -> Self {
        let mut at_risk = sample.events() + sample.censored();
        let (mut survival, mut greenwood) = (1.0, 0.0);
        let mut steps = Vec::new();
        for cell in sample.cells() {
            if cell.events > 0 {
                let (n, d) = (at_risk as f64, cell.events as f64);
                survival *= 1.0 - d / n;
                greenwood += d / (n * (n - d));
                let (low, high) = interval(survival, greenwood);
                steps.push(Step { time: cell.time, survival, low, high, at_risk });
            }
            at_risk -= cell.events + cell.censored;
        }
        Self { steps }
    }

    /// The steps, in order of time.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The share that lasts longer than `time`. Flat after the last event.
    #[must_use]
    pub fn survival(&self, time: f64) -> f64 {
        let reached = self.steps.partition_point(|step| step.time <= time);
        if reached == 0 { 1.0 } else { self.steps[reached - 1].survival }
    }

    /// The first time at which at most the share `level` lasts longer; `None` where the curve never falls so low.
    #[must_use]
    pub fn quantile(&self, level: f64) -> Option<f64> {
        self.steps.iter().find(|step| step.survival <= level).map(|step| step.time)
    }

    /// The mean of the times cut at `limit`: the integral of the curve from 0 to `limit`.
    #[must_use]
    pub fn restricted_mean(&self, limit: f64) -> f64 {
        let (mut area, mut from, mut survival) = (0.0, 0.0, 1.0);
        for step in self.steps.iter().take_while(|step| step.time < limit) {
            area += survival * (step.time - from);
            (from, survival) = (step.time, step.survival);
        }
        area + survival * (limit - from)
    }
}

fn interval(survival: f64, greenwood: f64) -> (f64, f64) {
    if survival <= 0.0 || survival >= 1.0 {
        return (survival, survival);
    }
    let log = survival.ln();
    let factor = (NORMAL_95 * greenwood.sqrt() / log.abs()).exp();
    (survival.powf(factor), survival.powf(1.0 / factor))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::CensoredCounts;

    #[test]
    fn the_curve_of_the_leukaemia_patients_is_the_printed_one() {
        // 6-MP group of Freireich et al., as in Kalbfleisch and Prentice (2002), p. 16 and many textbooks.
        let mut counts = CensoredCounts::default();
        for t in [6, 6, 6, 7, 10, 13, 16, 22, 23] {
            counts.event(f64::from(t));
        }
        for t in [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35] {
            counts.censored(f64::from(t));
        }
        let curve = KaplanMeier::new(&counts.sample());
        for (t, s) in [(6.0, 0.8571), (7.0, 0.8067), (10.0, 0.7529), (13.0, 0.6902), (22.0, 0.5378), (23.0, 0.4482)] {
            assert!((curve.survival(t) - s).abs() < 5e-5, "{t}: {}", curve.survival(t));
        }
        assert_eq!(curve.survival(5.9), 1.0);
        assert_eq!(curve.quantile(0.5), Some(23.0));
        assert_eq!(curve.quantile(0.3), None);
        // At 10: Greenwood's standard error 0.0963 in the textbooks; log-log interval 0.503 to 0.889.
        let step = curve.steps().iter().find(|s| s.time == 10.0).unwrap();
        assert!((step.low - 0.503).abs() < 1e-3 && (step.high - 0.889).abs() < 1e-3, "{step:?}");
        assert!((curve.restricted_mean(7.0) - (6.0 + 0.857_142_857)).abs() < 1e-6);
    }
}
