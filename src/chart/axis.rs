//! Axes: from values to places between 0 and 1, with ticks at round values.

use super::format::Unit;

/// A tick's value and what is written at it.
pub(super) type Tick = (f64, String);

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Axis {
    low: f64,
    high: f64,
    log: bool,
    pub ticks: Vec<Tick>,
}

/// Log axes reach at most this far below their largest value; what is smaller sits on the lower edge.
const LOG_REACH: f64 = 1e5;

/// No caller notices a shorter wait, s; beside waits of ten seconds and more it is as good as none.
const LEAST_WAIT: f64 = 0.1;

/// Values a log axis may carry ticks at, coarse lists first; times change unit at a minute and an hour.
const LOG_TIMES: [&[f64]; 3] = [
    &[0.001, 0.1, 10.0, 600.0, 36_000.0],
    &[0.001, 0.01, 0.1, 1.0, 10.0, 60.0, 600.0, 3600.0, 36_000.0, 360_000.0],
    &[
        0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0,
        600.0, 1200.0, 1800.0, 3600.0, 7200.0, 18_000.0, 36_000.0,
    ],
];

impl Axis {
    /// An axis that ends on round values and holds all `values`; it starts at zero where zero is near or
    /// `from_zero` asks for it.
    pub fn round(values: &[f64], unit: &Unit, from_zero: bool, most_ticks: usize) -> Self {
        let (mut low, mut high) = ends(values);
        if low >= 0.0 && (from_zero || low < 0.5 * high) {
            low = 0.0;
        } else if high <= 0.0 && from_zero {
            high = 0.0;
        }
        (low, high) = apart(low, high);
        let whole = *unit == Unit::Share && low >= 0.0 && high <= 1.0;
        if whole && high > 0.85 {
            high = 1.0;
        }
        let step = unit.step(high - low, most_ticks);
        let first = (low / step + 1e-9).floor();
        let last = (high / step - 1e-9).ceil();
        let mut axis = Self::stepped(first, last, step, unit);
        if whole {
            axis.high = axis.high.min(1.0);
        }
        axis
    }

    fn stepped(first: f64, last: f64, step: f64, unit: &Unit) -> Self {
        let count = (last - first).min(100.0) as usize;
        let ticks =
            (0..=count).map(|i| (first + i as f64) * step).map(|value| (value, unit.tick(value, step))).collect();
        Self { low: first * step, high: last * step, log: false, ticks }
    }

    /// An axis that ends exactly where the values do, with round ticks between.
    pub fn exact(values: &[f64], unit: &Unit, most_ticks: usize) -> Self {
        let (low, high) = match ends(values) {
            (low, high) if high - low > 1e-9 * high.abs() => (low, high),
            (low, _) => (low - 0.5, low + 0.5),
        };
        let whole = *unit == Unit::Count && values.iter().all(|v| v.fract() == 0.0);
        let step = unit.step(high - low, most_ticks);
        let step = if whole { whole_step(step) } else { step };
        let first = (low / step - 1e-9).ceil();
        let last = (high / step + 1e-9).floor();
        Self { low, high, ..Self::stepped(first, last, step, unit) }
    }

    /// A log axis over the positive values; the lowest tick says so when smaller values sit on it.
    pub fn log(values: &[f64], unit: &Unit, most_ticks: usize) -> Self {
        let positive: Vec<f64> = values.iter().copied().filter(|&v| v > 0.0).collect();
        let (least, most) = if positive.is_empty() { (0.1, 1.0) } else { ends(&positive) };
        let (least, most) = if most < 1.05 * least { (least / 2.0, most * 2.0) } else { (least, most) };
        let least = if values.len() > positive.len() { least / 10.0 } else { least };
        let floor = if *unit == Unit::Seconds && most >= 10.0 { LEAST_WAIT } else { 0.0 };
        let least = least.max(most / LOG_REACH).max(floor);
        let candidates = log_candidates(unit, least, most);
        let ticks = log_ticks(&candidates, least, most, most_ticks);
        let low = ticks.first().copied().unwrap_or(least);
        let high = ticks.last().map_or(most, |&v| v.max(most));
        let mut ticks: Vec<Tick> = ticks.iter().map(|&v| (v, unit.tick(v, v))).collect();
        if let Some(lowest) = ticks.first_mut()
            && values.iter().any(|&v| v < lowest.0 * 0.999)
        {
            lowest.1 = format!("≤ {}", lowest.1);
        }
        Self { low, high, log: true, ticks }
    }

    /// Where `value` lies between the low end, 0, and the high end, 1; values beyond an end lie on it.
    pub fn place(&self, value: f64) -> f64 {
        let share = if self.log {
            let from = self.low.ln();
            (value.max(self.low).ln() - from) / (self.high.ln() - from)
        } else {
            (value - self.low) / (self.high - self.low)
        };
        share.clamp(0.0, 1.0)
    }
}

/// The next step that is whole: one does not staff half an agent.
fn whole_step(step: f64) -> f64 {
    match step {
        s if s <= 1.0 => 1.0,
        s if s.fract() != 0.0 => 2.0 * s,
        s => s,
    }
}

/// The least and the largest value; 0 and 1 when there is none.
fn ends(values: &[f64]) -> (f64, f64) {
    if values.is_empty() {
        return (0.0, 1.0);
    }
    values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &v| (low.min(v), high.max(v)))
}

/// Ends far enough apart to tell values between them from each other.
fn apart(low: f64, high: f64) -> (f64, f64) {
    let size = low.abs().max(high.abs());
    if high - low > 1e-9 * size.max(1e-9) {
        (low, high)
    } else if size < 1e-9 {
        (0.0, 1.0)
    } else {
        (low - 0.1 * size, high + 0.1 * size)
    }
}

fn log_candidates(unit: &Unit, least: f64, most: f64) -> Vec<Vec<f64>> {
    if *unit == Unit::Seconds && most <= 36_000.0 && least >= 0.001 {
        return LOG_TIMES.iter().map(|list| list.to_vec()).collect();
    }
    let from = least.log10().floor() as i32;
    let to = most.log10().ceil() as i32;
    let powers = |every: usize, digits: &[f64]| {
        (from..=to).step_by(every).flat_map(|p| digits.iter().map(move |d| d * 10_f64.powi(p))).collect()
    };
    vec![powers(2, &[1.0]), powers(1, &[1.0]), powers(1, &[1.0, 2.0, 5.0])]
}

/// The densest list that covers the range with no more than the wanted number of ticks.
fn log_ticks(candidates: &[Vec<f64>], least: f64, most: f64, wanted: usize) -> Vec<f64> {
    let covering = |list: &Vec<f64>| -> Vec<f64> {
        let from = list.iter().rposition(|&v| v <= least * 1.001).unwrap_or(0);
        let to = list.iter().position(|&v| v >= most * 0.999).unwrap_or(list.len().saturating_sub(1));
        list.get(from..=to.max(from)).unwrap_or_default().to_vec()
    };
    let lists: Vec<Vec<f64>> = candidates.iter().map(covering).collect();
    let fits = |ticks: &&Vec<f64>| (2..=wanted.max(3)).contains(&ticks.len());
    let best = lists.iter().rev().find(fits).or_else(|| lists.first());
    best.cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|t| t.1.as_str()).collect()
    }

    #[test]
    fn a_share_axis_ends_at_the_whole() {
        let axis = Axis::round(&[0.03, 0.97], &Unit::Share, false, 5);
        assert_eq!(labels(&axis), ["0%", "20%", "40%", "60%", "80%", "100%"]);
        assert!((axis.place(0.5) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn an_axis_far_from_zero_starts_near_its_values_unless_told() {
        let unit = Unit::Count;
        assert!(Axis::round(&[950.0, 1000.0], &unit, false, 5).low > 900.0);
        assert!(Axis::round(&[950.0, 1000.0], &unit, true, 5).low.abs() < 1e-12);
        assert!(Axis::round(&[-950.0, -900.0], &unit, true, 5).high.abs() < 1e-12);
    }

    #[test]
    fn equal_and_extreme_values_get_an_axis() {
        for value in [0.0, 1.0, -1.0, 1e15, -1e15, 1e-300, 1e-12] {
            for unit in [Unit::Count, Unit::Share, Unit::Seconds, Unit::Money("USD".into())] {
                for axis in [
                    Axis::round(&[value, value], &unit, false, 5),
                    Axis::exact(&[value], &unit, 5),
                    Axis::log(&[value], &unit, 5),
                ] {
                    assert!(axis.place(value).is_finite(), "{value} {unit:?}");
                    assert!(axis.ticks.len() <= 101 && axis.high > axis.low, "{value} {unit:?} {axis:?}");
                }
            }
        }
    }

    #[test]
    fn whole_levels_get_whole_ticks() {
        let axis = Axis::exact(&[40.0, 41.0, 42.0], &Unit::Count, 8);
        assert_eq!(labels(&axis), ["40", "41", "42"]);
    }

    #[test]
    fn a_log_axis_owns_up_to_zeros() {
        let axis = Axis::log(&[0.0, 0.1, 2000.0], &Unit::Seconds, 8);
        assert_eq!(labels(&axis), ["≤ 0.1 s", "1 s", "10 s", "1 min", "10 min", "1 h"]);
        assert!(axis.place(0.0).abs() < 1e-12);
        assert!(axis.place(10.0) > axis.place(1.0));
    }

    #[test]
    fn a_short_log_axis_has_ticks_between_the_powers() {
        let axis = Axis::log(&[12.0, 55.0], &Unit::Seconds, 6);
        assert_eq!(labels(&axis), ["10 s", "20 s", "30 s", "1 min"]);
    }
}
