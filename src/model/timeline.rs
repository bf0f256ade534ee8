//! A number that changes at instants, such as agents on the line.

use std::ops::Range;

use super::Horizon;
use crate::units::SimTime;

/// A number of agents, or of lines, from the start of the horizon on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// From when on how many; the first at time 0, later ones in order of time.
    steps: Vec<(SimTime, u32)>,
}

/// Some who were taken off a timeline: from when to when, and how many.
pub type Taken = (SimTime, SimTime, u32);

impl Timeline {
    /// The same number for all time.
    #[must_use]
    pub fn constant(number: u32) -> Self {
        Self { steps: vec![(SimTime::ZERO, number)] }
    }

    /// One number per interval; that of a day's last interval holds until the next day opens.
    #[must_use]
    pub fn by_interval(horizon: &Horizon, numbers: &[u32]) -> Self {
        let mut steps: Vec<(SimTime, u32)> = Vec::with_capacity(numbers.len());
        for (interval, number) in numbers.iter().enumerate() {
            let at = if interval == 0 { SimTime::ZERO } else { horizon.interval_starts_at(interval) };
            if steps.last().is_none_or(|(_, before)| before != number) {
                steps.push((at, *number));
            }
        }
        if steps.is_empty() { Self::constant(0) } else { Self { steps } }
    }

    /// From when on how many, in order of time, the first at time 0.
    #[must_use]
    pub fn steps(&self) -> &[(SimTime, u32)] {
        &self.steps
    }

    /// The largest number.
    #[must_use]
    pub fn most(&self) -> u32 {
        self.steps.iter().map(|(_, number)| *number).max().unwrap_or(0)
    }

    /// The number at `at`.
    #[must_use]
    pub fn at(&self, at: SimTime) -> u32 {
        self.steps[self.index(at)].1
    }

    fn index(&self, at: SimTime) -> usize {
        self.steps.partition_point(|(from, _)| *from <= at).max(1) - 1
    }

    /// The step that begins at `at`, which is made where there is none.
    fn cut(&mut self, at: SimTime) -> usize {
        let index = self.index(at);
        if self.steps[index].0 == at {
            return index;
        }
        self.steps.insert(index + 1, (at, self.steps[index].1));
        index + 1
    }

    /// Replaces each number of a stretch of time by `of` it, and says where it became smaller.
    pub fn change(&mut self, within: &Range<SimTime>, of: impl Fn(u32) -> u32) -> Vec<Taken> {
        let mut taken = Vec::new();
        if within.is_empty() {
            return taken;
        }
        let first = self.cut(within.start);
        let end = if within.end == SimTime::NEVER { self.steps.len() } else { self.cut(within.end) };
        for index in first..end {
            let to = self.steps.get(index + 1).map_or(within.end, |next| next.0);
            let (from, number) = self.steps[index];
            let left = of(number);
            if left < number {
                taken.push((from, to, number - left));
            }
            self.steps[index].1 = left;
        }
        taken
    }

    /// How many more it is at each time than others together; 0 where it is fewer.
    #[must_use]
    pub fn less(&self, others: &[Self]) -> Self {
        let all = std::iter::once(self).chain(others);
        let mut times: Vec<SimTime> = all.flat_map(|line| &line.steps).map(|step| step.0).collect();
        times.sort_unstable();
        let left = |at: SimTime| self.at(at).saturating_sub(others.iter().map(|line| line.at(at)).sum());
        let mut steps: Vec<(SimTime, u32)> = times.into_iter().map(|at| (at, left(at))).collect();
        steps.dedup_by_key(|step| step.1);
        Self { steps }
    }

    /// The sum over time within a stretch of it, times nanoseconds.
    #[must_use]
    pub fn sum(&self, within: &Range<SimTime>) -> u128 {
        let ends = self.steps.iter().skip(1).map(|step| step.0).chain([SimTime::NEVER]);
        let part = |((from, number), to): (&(SimTime, u32), SimTime)| {
            let (from, to) = ((*from).max(within.start), to.min(within.end));
            if from < to { u128::from(to.since(from).as_nanoseconds()) * u128::from(*number) } else { 0 }
        };
        self.steps.iter().zip(ends).map(part).sum()
    }

    /// Its mean over each interval.
    #[must_use]
    pub fn means(&self, horizon: &Horizon) -> Vec<f64> {
        let length = horizon.interval();
        let mean = |interval: usize| {
            let from = horizon.interval_starts_at(interval);
            self.sum(&(from..from + length)) as f64 / length.as_nanoseconds() as f64
        };
        (0..horizon.intervals()).map(mean).collect()
    }
}

/// Takes some off several timelines over a stretch of time, the last ones first: of so many together,
/// `wanted` of them, or all where there are not as many.
pub fn take(from: &mut [Timeline], within: &Range<SimTime>, wanted: impl Fn(u32) -> u32) -> Vec<Taken> {
    let changes = |line: &Timeline| line.steps.iter().map(|step| step.0).collect::<Vec<_>>();
    let inside = |at: &SimTime| within.start < *at && *at < within.end;
    let mut borders: Vec<SimTime> = from.iter().flat_map(changes).filter(inside).chain([within.start]).collect();
    borders.sort_unstable();
    borders.dedup();
    let ends: Vec<SimTime> = borders.iter().skip(1).copied().chain([within.end]).collect();
    let mut taken = Vec::new();
    for (start, end) in borders.into_iter().zip(ends).filter(|(start, end)| start < end) {
        let all: u32 = from.iter().map(|line| line.at(start)).sum();
        let goes = wanted(all).min(all);
        let mut left = goes;
        for line in from.iter_mut().rev().filter(|line| line.at(start) > 0) {
            let here = left.min(line.at(start));
            if here > 0 {
                line.change(&(start..end), |number| number - here);
            }
            left -= here;
        }
        if goes > 0 {
            taken.push((start, end, goes));
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SimTime {
        SimTime::from_nanoseconds(seconds)
    }

    #[test]
    fn a_stretch_of_time_is_cut_out_and_summed() {
        let mut line = Timeline::constant(5);
        assert_eq!(line.change(&(at(10)..at(20)), |n| n - 2), vec![(at(10), at(20), 2)]);
        assert_eq!(line.steps(), [(at(0), 5), (at(10), 3), (at(20), 5)]);
        assert_eq!(line.sum(&(at(5)..at(15))), 25 + 15);
        assert_eq!((line.most(), line.at(at(19)), line.at(at(20))), (5, 3, 5));
        assert!(line.change(&(at(7)..at(7)), |_| 0).is_empty());
    }

    #[test]
    fn who_is_taken_comes_from_the_last_that_have_somebody() {
        let mut crews = [Timeline::constant(2), Timeline::constant(3)];
        crews[1].change(&(at(10)..SimTime::NEVER), |_| 1);
        let taken = take(&mut crews, &(at(5)..at(15)), |_| 2);
        assert_eq!(taken, vec![(at(5), at(10), 2), (at(10), at(15), 2)]);
        assert_eq!(crews[1].steps(), [(at(0), 3), (at(5), 1), (at(10), 0), (at(15), 1)]);
        assert_eq!([5, 10, 15].map(|s| crews[0].at(at(s))), [2, 1, 2]);
        // More than there are: all of them.
        assert_eq!(take(&mut crews, &(at(20)..at(30)), |_| 9), vec![(at(20), at(30), 3)]);
    }
}
