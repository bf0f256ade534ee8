//! How many agents were seen working.

use std::collections::BTreeMap;

use jiff::{
    ToSpan,
    civil::{Date, DateTime},
};

use super::{days::Days, groups::Work, tally::second_of_day};
use crate::stats::WithError;

/// Which agents talked in which interval, as bits, and for how long.
#[derive(Clone, Debug)]
pub(super) struct AgentsSeen {
    interval: u32,
    days: BTreeMap<Date, Vec<Seen>>,
    /// What each agent answered.
    work: Vec<Work>,
}

/// Of one interval of a day.
#[derive(Clone, Debug, Default, PartialEq)]
struct Seen {
    agents: Bits,
    /// Agents that a report names, instead.
    reported: f64,
    busy_time: f64,
}

/// A set of agents.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// The set of `agents`.
    pub fn of(agents: &[usize]) -> Self {
        let mut bits = Self::default();
        agents.iter().for_each(|agent| bits.insert(*agent));
        bits
    }

    fn insert(&mut self, agent: usize) {
        let word = agent / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (agent % 64);
    }

    fn count(&self) -> f64 {
        self.0.iter().map(|word| f64::from(word.count_ones())).sum()
    }

    fn count_of(&self, others: &Self) -> f64 {
        self.0.iter().zip(&others.0).map(|(word, other)| f64::from((word & other).count_ones())).sum()
    }
}

/// Of one interval, over days.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct AgentsInInterval {
    /// Different agents who talked in it, the mean over days.
    pub seen: f64,
    /// The standard error of that mean, from day to day; 0 for one day.
    pub standard_error: f64,
    /// Agents talking at a time, the mean over the interval and over days.
    pub busy: f64,
}

impl AgentsSeen {
    pub fn new(interval: u32) -> Self {
        Self { interval, days: BTreeMap::new(), work: Vec::new() }
    }

    /// Takes down that `agent` was busy for `busy` seconds from `wait` seconds after `offered_at`.
    pub fn add(&mut self, agent: u32, offered_at: DateTime, wait: f64, busy: f64) {
        let length = f64::from(self.interval);
        let (mut day, mut from) = (offered_at.date(), second_of_day(offered_at) + wait);
        // Nobody talks for a day: what says so is no time.
        let mut left = busy.min(86_400.0);
        while from >= 86_400.0 {
            let Ok(next) = day.checked_add(1.day()) else { return };
            (day, from) = (next, from - 86_400.0);
        }
        loop {
            let index = (from / length) as usize;
            let end = (index + 1) as f64 * length;
            let part = left.min(end - from);
            let seen = self.interval_of(day, index);
            seen.agents.insert(agent as usize);
            seen.busy_time += part;
            left -= part;
            if left <= 0.0 {
                return;
            }
            from = end;
            if from >= 86_400.0 {
                let Ok(next) = day.checked_add(1.day()) else { return };
                (day, from) = (next, 0.0);
            }
        }
    }

    /// Takes down what `agent` answered, and in which group, where the log says.
    pub fn answered(&mut self, agent: u32, call_type: u32, group: Option<u32>) {
        let agent = agent as usize;
        if self.work.len() <= agent {
            self.work.resize_with(agent + 1, Work::default);
        }
        self.work[agent].add(call_type, group);
    }

    /// What each agent answered.
    pub fn work(&self) -> &[Work] {
        &self.work
    }

    /// Takes down the agents that a report gives for an interval, of one more call type, and their busy time.
    pub fn reported(&mut self, day: Date, index: usize, agents: f64, busy: f64) {
        let seen = self.interval_of(day, index);
        seen.reported = seen.reported.max(agents);
        seen.busy_time += busy;
    }

    fn interval_of(&mut self, day: Date, index: usize) -> &mut Seen {
        let intervals = (86_400 / self.interval) as usize;
        &mut self.days.entry(day).or_insert_with(|| vec![Seen::default(); intervals])[index]
    }

    /// Means for the open intervals of the row of `days`; `None` where no agent was ever seen.
    pub fn over(&self, days: &Days) -> Option<Vec<AgentsInInterval>> {
        let of = |(day, i)| self.mean(&days.like(day), days.first + i);
        (!self.days.is_empty()).then(|| days.row_intervals().map(of).collect())
    }

    /// The mean over `days` for interval `index` of the day.
    fn mean(&self, days: &[Date], index: usize) -> AgentsInInterval {
        let on =
            |of: fn(&Seen) -> f64| days.iter().map(move |day| self.days.get(day).map_or(0.0, |day| of(&day[index])));
        let seen = mean(on(Seen::count));
        let busy = mean(on(|seen| seen.busy_time)).value / f64::from(self.interval);
        AgentsInInterval { seen: seen.value, standard_error: seen.standard_error, busy }
    }

    /// How many of `members` were seen in each open interval of the row of `days`, the mean over days.
    pub fn members_over(&self, days: &Days, members: &Bits) -> Vec<WithError> {
        let on = |day: &Date, index: usize| self.days.get(day).map_or(0.0, |day| day[index].agents.count_of(members));
        let of = |(day, i)| mean(days.like(day).iter().map(|day| on(day, days.first + i)));
        days.row_intervals().map(of).collect()
    }
}

impl Seen {
    fn count(&self) -> f64 {
        self.agents.count().max(self.reported)
    }
}

/// The mean over days, with its standard error from day to day; 0 for one day.
fn mean(days: impl Iterator<Item = f64>) -> WithError {
    let of: Vec<f64> = days.collect();
    let n = of.len() as f64;
    let mean = of.iter().sum::<f64>() / n;
    let squares = of.iter().map(|x| (x - mean).powi(2)).sum::<f64>();
    WithError::normal(mean, if n > 1.0 { (squares / (n - 1.0) / n).sqrt() } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_call_that_lasts_is_seen_in_each_interval_and_over_midnight() {
        let mut seen = AgentsSeen::new(1800);
        // From 23:55 for 40 minutes: 5 in the last interval, 30 and 5 in the first two of the next day.
        seen.add(3, date(2024, 1, 1).at(23, 54, 0, 0), 60.0, 2400.0);
        seen.add(70, date(2024, 1, 1).at(23, 40, 0, 0), 0.0, 60.0);
        let of = |d, interval| seen.mean(&[date(2024, 1, d)], interval);
        let found = of(1, 47);
        assert_eq!((found.seen, found.busy), (2.0, 360.0 / 1800.0));
        assert_eq!((of(2, 0).seen, of(2, 0).busy), (1.0, 1.0));
        assert_eq!((of(2, 1).seen, of(2, 1).busy), (1.0, 300.0 / 1800.0));
        assert_eq!(of(2, 2), AgentsInInterval::default());
        // Both days together: two and none.
        let both = seen.mean(&[date(2024, 1, 1), date(2024, 1, 2)], 47);
        assert_eq!((both.seen, both.standard_error), (1.0, 1.0));
    }
}
