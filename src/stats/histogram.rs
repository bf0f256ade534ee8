//! Waits counted in buckets whose width grows with the value.
//!
//! After the idea of the HDR histogram: values below [`LINEAR_LIMIT`] share equal buckets, and each
//! doubling above it is cut into [`STEPS`] equal steps. Counting is one shift and one addition, and
//! the memory does not grow with the number of values. A value read back is off by at most
//! [`RELATIVE_ERROR`] of itself, or by 1 ms below 64 ms.

use serde::{Deserialize, Serialize};

use crate::units::SimTime;

/// Steps per doubling, as a power of two.
const STEP_BITS: u32 = 6;
const STEPS: u64 = 1 << STEP_BITS;
/// A nanosecond count is cut to units of 2^20 ns, about one millisecond.
const UNIT_BITS: u32 = 20;
/// Units below which buckets are one unit wide.
const LINEAR_LIMIT: u64 = STEPS;

/// Largest relative error of a value read back from a [`Histogram`]: half a step.
pub const RELATIVE_ERROR: f64 = 0.5 / STEPS as f64;

/// Counts of durations: zeros apart, the rest in buckets with a stated relative error.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Histogram {
    zeros: u64,
    counts: Vec<u64>,
}

impl Histogram {
    /// Counts one duration.
    #[inline]
    pub fn record(&mut self, time: SimTime) {
        if time == SimTime::ZERO {
            self.zeros += 1;
            return;
        }
        let bucket = bucket_of(time.as_nanoseconds() >> UNIT_BITS);
        match self.counts.get_mut(bucket) {
            Some(count) => *count += 1,
            None => self.grow(bucket),
        }
    }

    /// Counts `count` durations of zero.
    #[inline]
    pub const fn record_zeros(&mut self, count: u64) {
        self.zeros += count;
    }

    /// Counts one duration in a bucket beyond those there are.
    #[cold]
    fn grow(&mut self, bucket: usize) {
        self.counts.resize(bucket + 1, 0);
        self.counts[bucket] = 1;
    }

    /// Adds all that `other` counted.
    pub fn merge(&mut self, other: &Self) {
        self.zeros += other.zeros;
        if self.counts.len() < other.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
    }

    /// Forgets everything but keeps the memory.
    pub fn clear(&mut self) {
        self.zeros = 0;
        self.counts.fill(0);
    }

    /// How many durations were counted.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.zeros + self.counts.iter().sum::<u64>()
    }

    /// How many durations were zero.
    #[must_use]
    pub const fn zeros(&self) -> u64 {
        self.zeros
    }

    /// The smallest duration, in seconds, that at least a share `p` of the counted ones do not
    /// exceed; `None` when nothing was counted.
    #[must_use]
    pub fn quantile(&self, p: f64) -> Option<f64> {
        self.cumulated().quantile(p)
    }

    /// The counts up to each bucket, from which quantiles are told faster, once they are made.
    #[must_use]
    pub(super) fn cumulated(&self) -> Cumulated {
        let mut count = self.zeros;
        let up_to = self.counts.iter().map(|n| {
            count += n;
            count
        });
        Cumulated { zeros: self.zeros, up_to: up_to.collect() }
    }

    /// The non-empty buckets above zero, in order: from and to in seconds, and the count.
    pub fn buckets(&self) -> impl Iterator<Item = (f64, f64, u64)> + '_ {
        self.counts.iter().enumerate().filter(|(_, n)| **n > 0).map(|(bucket, n)| {
            let (from, to) = bounds_in_seconds(bucket);
            (from, to, *n)
        })
    }
}

/// What a [`Histogram`] counted up to the end of each bucket.
#[derive(Clone, Debug)]
pub(super) struct Cumulated {
    zeros: u64,
    up_to: Vec<u64>,
}

impl Cumulated {
    /// See [`Histogram::quantile`].
    pub(super) fn quantile(&self, p: f64) -> Option<f64> {
        let count = self.up_to.last().copied().unwrap_or(self.zeros);
        if count == 0 {
            return None;
        }
        let rank = ((p * count as f64).ceil() as u64).clamp(1, count);
        if rank <= self.zeros {
            return Some(0.0);
        }
        let (from, to) = bounds_in_seconds(self.up_to.partition_point(|seen| *seen < rank));
        Some(f64::midpoint(from, to))
    }
}

/// Without a branch: below [`LINEAR_LIMIT`] the doubling is 0 and the bucket is the unit itself.
#[inline]
const fn bucket_of(units: u64) -> usize {
    let doubling = (units | LINEAR_LIMIT).ilog2() - STEP_BITS;
    (doubling as u64 * STEPS + (units >> doubling)) as usize
}

/// The units a bucket starts at, and how many it spans.
fn bounds_in_seconds(bucket: usize) -> (f64, f64) {
    let bucket = bucket as u64;
    let (start, width) = if bucket < LINEAR_LIMIT {
        (bucket, 1)
    } else {
        let doubling = (bucket - LINEAR_LIMIT) / STEPS;
        (((bucket - LINEAR_LIMIT) % STEPS + STEPS) << doubling, 1 << doubling)
    };
    let seconds = |units: u64| (units as f64) * f64::from(1_u32 << UNIT_BITS) / 1e9;
    (seconds(start), seconds(start + width))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(seconds: &[f64]) -> Histogram {
        let mut histogram = Histogram::default();
        seconds.iter().for_each(|s| histogram.record(SimTime::from_draw(*s)));
        histogram
    }

    #[test]
    fn quantiles_count_the_zeros() {
        let waits = of(&[0.0, 0.0, 0.0, 10.0]);
        assert_eq!(waits.quantile(0.75), Some(0.0));
        assert!((waits.quantile(0.76).unwrap() - 10.0).abs() < 10.0 * RELATIVE_ERROR);
        assert_eq!(Histogram::default().quantile(0.5), None);
    }

    proptest! {
        #[test]
        fn a_value_comes_back_within_the_stated_error(seconds in 0.064_f64..1e7) {
            let back = of(&[seconds]).quantile(0.5).unwrap();
            prop_assert!((back - seconds).abs() <= seconds * RELATIVE_ERROR * (1.0 + 1e-9), "{back}");
        }

        #[test]
        fn buckets_are_in_order_and_meet(units in 0_u64..1 << 40) {
            let (from, to) = bounds_in_seconds(bucket_of(units));
            let value = units as f64 * f64::from(1_u32 << UNIT_BITS) / 1e9;
            prop_assert!(from <= value && value < to);
        }

        #[test]
        fn merging_is_counting_together(a in prop::collection::vec(0.0_f64..1e4, 0..50), b in prop::collection::vec(0.0_f64..1e4, 0..50)) {
            let mut merged = of(&a);
            merged.merge(&of(&b));
            let both: Vec<f64> = a.iter().chain(&b).copied().collect();
            prop_assert_eq!(merged.count(), both.len() as u64);
            prop_assert_eq!(merged.quantile(0.9), of(&both).quantile(0.9));
        }
    }
}
