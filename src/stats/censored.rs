//! Times of which some are only known to be longer than what was seen, counted in bounded memory.

use std::collections::BTreeMap;

/// Different times that are kept apart, at most. Beyond it the resolution gets coarser.
const MOST_TIMES: usize = 32_768;
/// The resolution counting starts with: about a microsecond, and such that whole seconds stay exact.
const FINEST: f64 = 1.0 / 1_048_576.0;

/// Counts times, each an event or censored. Its memory does not grow with the number of times: when more
/// than 32,768 different ones are kept, all are rounded to twice the resolution (at first 2⁻²⁰ s, about a microsecond; whole seconds stay exact).
#[derive(Clone, Debug, PartialEq)]
pub struct CensoredCounts {
    cells: BTreeMap<u64, (u64, u64)>,
    resolution: f64,
}

/// Times and how often each was seen, in rising order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CensoredSample {
    cells: Vec<Cell>,
}

/// What was seen at one time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// The time.
    pub time: f64,
    /// How many ended then.
    pub events: u64,
    /// How many were last seen then, not having ended.
    pub censored: u64,
}

impl Default for CensoredCounts {
    fn default() -> Self {
        Self { cells: BTreeMap::new(), resolution: FINEST }
    }
}

impl CensoredCounts {
    /// Counts a time at which something ended. Times below zero and NaN are refused: `false`.
    pub fn event(&mut self, time: f64) -> bool {
        self.add(time, (1, 0))
    }

    /// Counts a time after which something was not seen any more, not having ended.
    pub fn censored(&mut self, time: f64) -> bool {
        self.add(time, (0, 1))
    }

    fn add(&mut self, time: f64, count: (u64, u64)) -> bool {
        if !(time >= 0.0 && time.is_finite()) {
            return false;
        }
        // Zero is a time of its own: what is above it stays above it.
        let least = u64::from(time > 0.0);
        let place = ((time / self.resolution).round() as u64).max(least);
        let cell = self.cells.entry(place).or_default();
        cell.0 += count.0;
        cell.1 += count.1;
        if self.cells.len() > MOST_TIMES {
            self.coarsen();
        }
        true
    }

    fn coarsen(&mut self) {
        while self.cells.len() > MOST_TIMES / 2 {
            self.resolution *= 2.0;
            let fine = std::mem::take(&mut self.cells);
            for (place, (events, censored)) in fine {
                // Odd places lie in the middle and go to the even one of their two neighbours, so
                // that rounding again and again does not drift.
                let half = place / 2;
                let coarse = if place % 2 == 0 { half } else { half + half % 2 };
                let place = coarse.max(u64::from(place > 0));
                let cell = self.cells.entry(place).or_default();
                cell.0 += events;
                cell.1 += censored;
            }
        }
    }

    /// To how many seconds times are rounded.
    #[must_use]
    pub const fn resolution(&self) -> f64 {
        self.resolution
    }

    /// What was counted.
    #[must_use]
    pub fn sample(&self) -> CensoredSample {
        let cell = |(place, (events, censored)): (&u64, &(u64, u64))| Cell {
            time: *place as f64 * self.resolution,
            events: *events,
            censored: *censored,
        };
        CensoredSample { cells: self.cells.iter().map(cell).collect() }
    }
}

impl CensoredSample {
    /// The same without times below `from` or above `to`.
    #[must_use]
    pub fn between(&self, from: f64, to: f64) -> Self {
        let inside = |cell: &&Cell| cell.time >= from && cell.time <= to;
        Self { cells: self.cells.iter().filter(inside).copied().collect() }
    }

    /// The same in at most about twice `cells` cells: neighbours are put together, events and censored times each at their
    /// mean. For rough work; the same sample where it has no more cells.
    #[must_use]
    pub fn coarse(&self, cells: usize) -> Self {
        if self.cells.len() <= cells {
            return self.clone();
        }
        let count = |cell: &Cell| cell.events + cell.censored;
        let all: u64 = self.cells.iter().map(count).sum();
        let (mut coarse, mut before, mut from) = (Vec::new(), 0, 0);
        for (i, cell) in self.cells.iter().enumerate() {
            let place = |n: u64| u128::from(n) * cells as u128 / u128::from(all.max(1));
            let after = before + count(cell);
            if place(after) > place(before) || i + 1 == self.cells.len() {
                coarse.extend(together(&self.cells[from..=i]));
                from = i + 1;
            }
            before = after;
        }
        Self { cells: coarse }
    }

    /// The different times, rising.
    #[must_use]
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// How many ended.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.cells.iter().map(|cell| cell.events).sum()
    }

    /// How many were censored.
    #[must_use]
    pub fn censored(&self) -> u64 {
        self.cells.iter().map(|cell| cell.censored).sum()
    }

    /// All times together, of events and censored.
    #[must_use]
    pub fn exposure(&self) -> f64 {
        self.cells.iter().map(|cell| cell.time * (cell.events + cell.censored) as f64).sum()
    }

    /// The sum of `of` over the times that ended.
    pub fn sum(&self, of: impl Fn(f64) -> f64) -> f64 {
        self.cells.iter().filter(|c| c.events > 0).map(|c| c.events as f64 * of(c.time)).sum()
    }

    /// `Σ log f` over events and `Σ log S` over censored times: the log-likelihood.
    pub fn log_likelihood(&self, log_density: impl Fn(f64) -> f64, log_survival: impl Fn(f64) -> f64) -> f64 {
        let of = |cell: &Cell| {
            let seen = if cell.events > 0 { cell.events as f64 * log_density(cell.time) } else { 0.0 };
            seen + if cell.censored > 0 { cell.censored as f64 * log_survival(cell.time) } else { 0.0 }
        };
        self.cells.iter().map(of).sum()
    }

    /// The mean of the times that ended; `None` where none did.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        let events = self.events();
        (events > 0).then(|| self.sum(|t| t) / events as f64)
    }

    /// The standard deviation (over n - 1) of the times that ended; `None` with fewer than two.
    #[must_use]
    pub fn standard_deviation(&self) -> Option<f64> {
        let (mean, events) = (self.mean()?, self.events());
        (events > 1).then(|| (self.sum(|t| (t - mean).powi(2)) / (events - 1) as f64).sqrt())
    }

    /// The smallest time that at least the share `p` of those that ended do not exceed.
    #[must_use]
    pub fn quantile(&self, p: f64) -> Option<f64> {
        let needed = p * self.events() as f64;
        let mut seen = 0;
        self.cells.iter().filter(|c| c.events > 0).find_map(|cell| {
            seen += cell.events;
            (seen as f64 >= needed).then_some(cell.time)
        })
    }
}

/// Events and censored times of `cells`, each at their mean, in rising order.
fn together(cells: &[Cell]) -> impl Iterator<Item = Cell> {
    let mean = |of: fn(&Cell) -> u64| {
        let n: u64 = cells.iter().map(of).sum();
        (n > 0).then(|| (cells.iter().map(|cell| cell.time * of(cell) as f64).sum::<f64>() / n as f64, n))
    };
    let events = mean(|cell| cell.events).map(|(time, events)| Cell { time, events, censored: 0 });
    let censored = mean(|cell| cell.censored).map(|(time, censored)| Cell { time, events: 0, censored });
    let mut both: Vec<Cell> = events.into_iter().chain(censored).collect();
    both.sort_by(|a, b| a.time.total_cmp(&b.time));
    both.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_sums_and_quantiles_are_those_of_the_list() {
        let mut counts = CensoredCounts::default();
        [1.0, 2.0, 2.0, 7.0].into_iter().for_each(|t| assert!(counts.event(t)));
        assert!(counts.censored(10.0));
        assert!(!counts.event(-1.0) && !counts.event(f64::NAN));
        let sample = counts.sample();
        assert_eq!((sample.events(), sample.censored()), (4, 1));
        assert!((sample.mean().unwrap() - 3.0).abs() < 1e-12);
        assert!((sample.standard_deviation().unwrap() - (22.0_f64 / 3.0).sqrt()).abs() < 1e-12);
        assert_eq!(sample.quantile(0.5), Some(2.0));
        assert!((sample.exposure() - 22.0).abs() < 1e-9);
        assert_eq!(CensoredSample::default().mean(), None);
    }

    #[test]
    fn a_coarse_sample_has_the_same_counts_and_means() {
        let mut counts = CensoredCounts::default();
        for i in 1..=10_000_u32 {
            assert!(counts.event(f64::from(i)));
            assert!(i % 3 != 0 || counts.censored(f64::from(i) + 0.5));
        }
        let (sample, coarse) = (counts.sample(), counts.sample().coarse(100));
        assert!(coarse.cells().len() <= 202, "{}", coarse.cells().len());
        assert_eq!((coarse.events(), coarse.censored()), (sample.events(), sample.censored()));
        assert!((coarse.exposure() / sample.exposure() - 1.0).abs() < 1e-12);
        assert!(coarse.cells().windows(2).all(|pair| pair[0].time <= pair[1].time));
        assert_eq!(coarse.coarse(1000), coarse);
    }

    #[test]
    fn memory_is_bounded_and_rounding_does_not_drift() {
        let mut counts = CensoredCounts::default();
        let times = (0..200_000_u32).map(|i| f64::from(i).sqrt() * 3.000_001_7);
        let mean = times.clone().sum::<f64>() / 200_000.0;
        times.for_each(|t| {
            counts.event(t);
        });
        let sample = counts.sample();
        assert!(sample.cells().len() <= MOST_TIMES);
        assert_eq!((sample.events(), sample.cells()[0].events), (200_000, 1));
        // Rounding errors are as often up as down: their mean lies well within one part in ten of the resolution.
        assert!((sample.mean().unwrap() - mean).abs() < 0.1 * counts.resolution(), "{}", counts.resolution());
    }
}
