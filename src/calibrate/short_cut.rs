//! Patience from interval reports: what Erlang A makes of volumes, waits and abandonments.

use jiff::civil::DateTime;

use crate::{
    analytic::{Demand, ErlangA, Queue},
    stats::{Confidence, NORMAL_95, Pair, WithError, ratio},
};

/// An interval as the telephone system reports it. What is not reported is `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportedInterval {
    /// The line of the report it stood on, from 1.
    pub line: u64,
    /// Its call type: an index into the names that the reader found.
    pub call_type: u32,
    /// When it begins.
    pub start: DateTime,
    /// Calls offered.
    pub offered: f64,
    /// Of them abandoned.
    pub abandoned: f64,
    /// Answered within the acceptable wait.
    pub answered_in_time: Option<f64>,
    /// The mean wait of answered calls, s.
    pub average_speed_of_answer: Option<f64>,
    /// The waits of all offered calls together, s.
    pub wait_of_all: Option<f64>,
    /// The mean handle time of answered calls, s.
    pub average_handle_time: Option<f64>,
    /// Agents on the line.
    pub agents: Option<f64>,
}

/// The sums over a type's reported intervals.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Reported {
    pub intervals: u64,
    offered: f64,
    abandoned: f64,
    /// All waits, where each interval tells them.
    wait_of_all: Option<f64>,
    wait_of_answered: Option<f64>,
    /// Handle time and answered calls by interval.
    handled: Vec<Pair>,
    length: f64,
}

impl Reported {
    /// Adds an interval of `length` seconds.
    pub fn add(&mut self, of: &ReportedInterval, length: f64) {
        let answered = of.offered - of.abandoned;
        let asa = of.average_speed_of_answer.or((answered <= 0.0).then_some(0.0));
        let plus = |sum: Option<f64>, is_first: bool, more: Option<f64>| {
            let before = if is_first { Some(0.0) } else { sum };
            before.zip(more).map(|(before, more)| before + more)
        };
        let is_first = self.intervals == 0;
        let all = of.wait_of_all.or((of.offered <= 0.0).then_some(0.0));
        self.wait_of_all = plus(self.wait_of_all, is_first, all);
        self.wait_of_answered = plus(self.wait_of_answered, is_first, asa.map(|asa| asa * answered));
        self.intervals += 1;
        self.offered += of.offered;
        self.abandoned += of.abandoned;
        self.length = length;
        if let Some(handle_time) = of.average_handle_time.filter(|_| answered > 0.0) {
            self.handled.push(Pair::new(handle_time * answered, answered));
        }
    }

    /// Calls abandoned.
    pub const fn abandoned(&self) -> f64 {
        self.abandoned
    }

    /// The average handle time, from interval to interval.
    pub fn handle_time(&self) -> Option<WithError> {
        let found = ratio(&self.handled, Confidence::NINETY_FIVE)?;
        Some(WithError::normal(found.value, found.half_width.unwrap_or(0.0) / NORMAL_95))
    }

    /// The mean patience if it is exponential.
    ///
    /// Where all waits are known: all waits over the abandonments, which is Erlang A's `mean wait = abandonment · mean
    /// patience` and the censored exponential's maximum of likelihood at once (Brown et al., *JASA* 100, 2005, section 5; Garnett,
    /// Mandelbaum and Reiman, *MSOM* 4, 2002). Where only those of answered calls are: the patience with which an Erlang A that
    /// abandons as much, with the mean load of an interval, has that average speed of answer; that one has no known
    /// error, and 0 stands for it.
    pub fn patience(&self) -> Option<WithError> {
        if self.abandoned <= 0.0 {
            return None;
        }
        let (mean, error) = match self.wait_of_all {
            Some(wait) => (wait / self.abandoned, self.abandoned.sqrt().recip()),
            // One Erlang A stands for all intervals: how far that is off nobody knows.
            None => (self.patience_from_answered()?, 0.0),
        };
        (mean > 0.0).then(|| WithError::positive(mean, mean * error))
    }

    fn patience_from_answered(&self) -> Option<f64> {
        let answered = self.offered - self.abandoned;
        let (asa, lost) = (self.wait_of_answered? / answered, self.abandoned / self.offered);
        let calls = self.offered / self.intervals as f64;
        let demand = Demand::new(calls, self.length, self.handle_time()?.value).ok()?;
        erlang_a_patience(demand, lost, asa)
    }
}

/// The mean patience, s, with which an Erlang A of `demand` that loses the share `lost` answers after `asa` seconds on
/// average; `None` where none does.
#[must_use]
pub fn erlang_a_patience(demand: Demand, lost: f64, asa: f64) -> Option<f64> {
    let gap = |log_patience: f64| {
        let patience = log_patience.exp();
        let agents = agents_that_lose(demand, patience, lost)?;
        Some(ErlangA::new(demand, agents, patience).ok()?.average_speed_of_answer()? - asa)
    };
    let unit = demand.handle_time();
    let (mut low, mut high) = ((unit * 1e-3).ln(), (unit * 1e3).ln());
    if asa <= 0.0 || gap(low)? > 0.0 || gap(high)? < 0.0 {
        return None;
    }
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if gap(middle)? < 0.0 { low = middle } else { high = middle }
    }
    Some(high.exp())
}

/// With how many agents, fractions included, an Erlang A of `demand` loses the share `lost`; `None` where no number does.
#[must_use]
pub fn agents_that_lose(demand: Demand, patience: f64, lost: f64) -> Option<f64> {
    let loses_more = |agents: f64| Some(ErlangA::new(demand, agents, patience).ok()?.abandonment() > lost);
    let load = demand.load();
    let (mut low, mut high) = (0.01 * load.min(1.0), load + 10.0 * load.sqrt() + 10.0);
    if lost <= 0.0 || loses_more(high)? || !loses_more(low)? {
        return None;
    }
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if loses_more(middle)? { low = middle } else { high = middle }
    }
    Some(high)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// Thirteen agents, 100 calls in half an hour of 180 s each, 300 s of patience: P(abandon) 0.0249633, ASA 6.91 s, mean
    /// wait of all 7.489 s, by an independent program.
    fn reported(wait_of_all: Option<f64>) -> Reported {
        let mut sums = Reported::default();
        for half_hour in 0..10 {
            let interval = ReportedInterval {
                line: 1,
                call_type: 0,
                start: date(2024, 1, 1).at(8 + half_hour / 2, half_hour % 2 * 30, 0, 0),
                offered: 1000.0,
                abandoned: 24.9633,
                answered_in_time: None,
                average_speed_of_answer: Some(6.91),
                wait_of_all: wait_of_all.map(|mean| mean * 1000.0),
                average_handle_time: Some(180.0),
                agents: None,
            };
            sums.add(&interval, 18_000.0);
        }
        sums
    }

    #[test]
    fn the_patience_of_a_known_erlang_a_is_found_both_ways() {
        // The waits are known to half a unit of their last digit: 1 in 1,400 and 1 in 15,000.
        let from_answered = reported(None).patience().unwrap();
        assert!((from_answered.value / 300.0 - 1.0).abs() < 2e-3, "{from_answered:?}");
        let from_all = reported(Some(7.489)).patience().unwrap();
        assert!((from_all.value / 300.0 - 1.0).abs() < 2e-4, "{from_all:?}");
        assert!((from_all.standard_error / from_all.value - 249.633_f64.sqrt().recip()).abs() < 1e-9);
        let demand = Demand::new(100.0, 1800.0, 180.0).unwrap();
        assert!((agents_that_lose(demand, 300.0, 0.024_963_3).unwrap() - 13.0).abs() < 1e-3);
    }

    #[test]
    fn without_abandonment_or_waits_there_is_no_answer() {
        assert_eq!(Reported::default().patience(), None);
        let demand = Demand::new(100.0, 1800.0, 180.0).unwrap();
        assert_eq!(agents_that_lose(demand, 300.0, 0.0), None);
        assert_eq!(erlang_a_patience(demand, 0.02, 0.0), None);
        assert_eq!(erlang_a_patience(demand, 0.02, 1e6), None);
    }
}
