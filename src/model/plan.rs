//! What may be scheduled, and what it costs: the terms of a plan.

use std::ops::Range;

use super::{AgentGroup, Horizon, NoModel};

/// A break that may start anywhere in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakWindow {
    /// Intervals from the start of the shift to the earliest start of the break.
    pub earliest: usize,
    /// Intervals from the start of the shift to its latest start.
    pub latest: usize,
    /// Intervals it lasts.
    pub length: usize,
    /// Whether it is paid.
    pub is_paid: bool,
}

/// Hours of a shift beyond a number, paid more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overtime {
    /// Paid hours of a shift after which it starts.
    pub after: f64,
    /// What is added, as a share of the cost of an hour.
    pub premium: f64,
}

/// Shifts that differ only in when they start and when their breaks are.
#[derive(Clone, Debug, PartialEq)]
pub struct ShiftType {
    /// What it is called.
    pub name: String,
    /// The agent group that works it.
    pub group: usize,
    /// The intervals of a day at which it may start.
    pub starts: Vec<usize>,
    /// Intervals it lasts, breaks included.
    pub length: usize,
    /// Breaks, in order of time.
    pub breaks: Vec<BreakWindow>,
    /// At least so many agents work it.
    pub at_least: u32,
    /// At most so many do.
    pub at_most: Option<u32>,
    /// What a paid hour costs.
    pub cost_per_hour: f64,
    /// Paid hours that cost more because the shift is long.
    pub overtime: Option<Overtime>,
    /// Of the days in a row, how many an agent works.
    pub days: usize,
    /// Whether the days off are next to each other; the last day is next to the first.
    pub days_off_together: bool,
}

/// Hours that cost more because of when they are, such as evenings.
#[derive(Clone, Debug, PartialEq)]
pub struct Premium {
    /// The intervals of a day.
    pub intervals: Range<usize>,
    /// What is added, as a share of the cost of an hour.
    pub share: f64,
}

/// What may be scheduled, what it costs, and how hard the best is looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanTerms {
    /// The shift types; none where only a requirement is asked for.
    pub shift_types: Vec<ShiftType>,
    /// Hours that cost more.
    pub premiums: Vec<Premium>,
    /// What an agent hour below the requirement costs; `None` where that may not be.
    pub understaffing: Option<f64>,
    /// What an agent hour above it costs, beside the pay.
    pub overstaffing: f64,
    /// The people there are, shrinkage included.
    pub head_count: Option<u32>,
    /// The fewest agents of a group in an interval in which one of its call types is expected.
    pub least_agents: u32,
    /// Staff for this quantile of the day's volume; `None` for all days as they come.
    pub volume_quantile: Option<f64>,
    /// How far from the best a schedule may be, as a share of its cost.
    pub gap: f64,
    /// How long the best is looked for, s.
    pub time_limit: f64,
}

impl Default for PlanTerms {
    fn default() -> Self {
        Self {
            shift_types: Vec::new(),
            premiums: Vec::new(),
            understaffing: None,
            overstaffing: 0.0,
            head_count: None,
            least_agents: 1,
            volume_quantile: None,
            gap: 0.002,
            time_limit: 20.0,
        }
    }
}

impl ShiftType {
    /// Whether it can be worked in a centre of these hours and groups.
    ///
    /// # Errors
    ///
    /// [`NoModel`] when it does not lie within opening hours, its breaks do not lie within it one after
    /// the other wherever they start, or its numbers contradict each other.
    pub fn check(&self, horizon: &Horizon, groups: &[AgentGroup]) -> Result<(), NoModel> {
        let refuse = |why: String| Err(NoModel(format!("the shift \"{}\" {why}", self.name)));
        if self.group >= groups.len() {
            return refuse("belongs to no agent group".to_owned());
        }
        let last = self.starts.iter().max();
        if self.length == 0 || last.is_none_or(|start| start + self.length > horizon.intervals_a_day()) {
            return refuse("does not lie within opening hours".to_owned());
        }
        let mut free_from = 0;
        for (index, rest) in self.breaks.iter().enumerate() {
            if rest.latest < rest.earliest || rest.length == 0 {
                return refuse(format!("has a break, its number {}, whose window is empty", index + 1));
            }
            if rest.earliest < free_from {
                return refuse(format!(
                    "has breaks that clash: number {} may start before number {index}, taken as late as it may be, has ended",
                    index + 1
                ));
            }
            free_from = rest.latest + rest.length;
        }
        if free_from > self.length {
            return refuse("has a break that may end after the shift".to_owned());
        }
        if self.at_most.is_some_and(|most| most < self.at_least) {
            return refuse("is worked by at least more agents than at most".to_owned());
        }
        if self.days == 0 || self.days > horizon.days() {
            return refuse(format!("is worked on {} of {} days", self.days, horizon.days()));
        }
        Ok(())
    }

    /// In how many ways the days on which an agent works can be chosen; `None` where they are beyond all numbers.
    #[must_use]
    pub fn patterns(&self, days: usize) -> Option<usize> {
        let off = days - self.days.min(days);
        match (off, self.days_off_together) {
            (0, _) => Some(1),
            (_, true) => Some(days),
            // C(n, k), one factor after the other: each division comes out even.
            (_, false) => {
                let choose = |ways: usize, k: usize| ways.checked_mul(days - k).map(|ways| ways / (k + 1));
                (0..off.min(self.days)).try_fold(1_usize, choose)
            }
        }
    }

    /// The days on which an agent may work: each list is one way. As many as [`Self::patterns`] says, so ask that first.
    #[must_use]
    pub fn day_patterns(&self, days: usize) -> Vec<Vec<usize>> {
        let off = days - self.days.min(days);
        if off == 0 {
            return vec![(0..days).collect()];
        }
        if self.days_off_together {
            let is_off = |first: usize, day: usize| (day + days - first) % days < off;
            return (0..days).map(|first| (0..days).filter(|&day| !is_off(first, day)).collect()).collect();
        }
        let (mut all, mut chosen) = (Vec::new(), Vec::with_capacity(self.days));
        choose(self.days, days, &mut chosen, &mut all);
        all
    }
}

/// Adds all ways to choose `left` more of the days before `days` to `all`, in the order of binary numbers whose bits are days;
/// `chosen` are those that are taken already, the last first.
fn choose(left: usize, days: usize, chosen: &mut Vec<usize>, all: &mut Vec<Vec<usize>>) {
    if left == 0 {
        all.push(chosen.iter().rev().copied().collect());
        return;
    }
    for last in left - 1..days {
        chosen.push(last);
        choose(left - 1, last, chosen, all);
        chosen.pop();
    }
}

impl PlanTerms {
    /// What is added to the cost of an hour in this interval of a day, as a share.
    #[must_use]
    pub fn premium(&self, interval: usize) -> f64 {
        self.premiums.iter().filter(|premium| premium.intervals.contains(&interval)).map(|premium| premium.share).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> ShiftType {
        ShiftType {
            name: "full".into(),
            group: 0,
            starts: vec![0],
            length: 8,
            breaks: Vec::new(),
            at_least: 0,
            at_most: None,
            cost_per_hour: 20.0,
            overtime: None,
            days: 5,
            days_off_together: true,
        }
    }

    #[test]
    fn days_off_come_together_or_as_they_like() {
        let together = full().day_patterns(7);
        assert_eq!(together.len(), 7);
        assert!(together.contains(&vec![1, 2, 3, 4, 5]), "the last day and the first are next to each other");
        let free = ShiftType { days_off_together: false, ..full() }.day_patterns(7);
        assert_eq!(free.len(), 21);
        assert!(free.iter().all(|days| days.len() == 5));
        assert_eq!(ShiftType { days: 1, ..full() }.day_patterns(1), [vec![0]]);
    }

    #[test]
    fn patterns_are_counted_before_they_are_listed() {
        for (days, worked) in (1..9).flat_map(|days| (1..=days).map(move |worked| (days, worked))) {
            for days_off_together in [false, true] {
                let of = ShiftType { days: worked, days_off_together, ..full() };
                assert_eq!(of.patterns(days), Some(of.day_patterns(days).len()), "{worked} of {days}");
            }
            // The order of binary numbers whose bits are days: plans of one seed hang on it.
            let listed = ShiftType { days: worked, days_off_together: false, ..full() }.day_patterns(days);
            let numbers: Vec<u32> = listed.iter().map(|of| of.iter().map(|day| 1 << day).sum()).collect();
            assert!(numbers.is_sorted() && listed.iter().all(|of| of.is_sorted()), "{listed:?}");
        }
        let of = |days: usize| ShiftType { days, days_off_together: false, ..full() };
        assert_eq!(of(20).patterns(28), Some(3_108_105));
        assert_eq!(of(100).patterns(200), None);
    }
}
