//! A schedule: who starts which shift when, and what that puts on the line.

use super::solver::Proof;
use crate::model::{BreakWindow, PlanTerms, ShiftType};

/// Agents who work the same shift on the same days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tour {
    /// The shift type.
    pub shift_type: usize,
    /// The interval of a day at which it starts.
    pub start: usize,
    /// The days.
    pub days: Vec<usize>,
    /// How many agents.
    pub agents: u32,
}

/// Agents who work the same shift, breaks included, on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DailyShift {
    /// The shift type.
    pub shift_type: usize,
    /// The day.
    pub day: usize,
    /// The interval of the day at which it starts.
    pub start: usize,
    /// When each break starts, in intervals from the start of the shift.
    pub breaks: Vec<usize>,
    /// How many agents.
    pub agents: u32,
}

/// A schedule, and how good it is known to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// Who works when.
    pub tours: Vec<Tour>,
    /// The same day by day, with breaks.
    pub shifts: Vec<DailyShift>,
    /// Agents on the line, by group and interval.
    pub on_line: Vec<Vec<u32>>,
    /// Agents who are paid, by group and interval.
    pub paid: Vec<Vec<u32>>,
    /// What the shifts cost, shrinkage included.
    pub pay: f64,
    /// What hours below and above the requirement cost.
    pub mismatch: f64,
    /// How good it is known to be, of pay and mismatch together.
    pub proof: Proof,
}

impl DailyShift {
    /// Whether who works a shift is on the line in an interval, of all days.
    #[must_use]
    pub fn is_on_line(&self, terms: &PlanTerms, intervals_a_day: usize, interval: usize) -> bool {
        let of = &terms.shift_types[self.shift_type];
        let first = self.day * intervals_a_day + self.start;
        let rests =
            |(rest, after): (&BreakWindow, &usize)| (first + after..first + after + rest.length).contains(&interval);
        (first..first + of.length).contains(&interval) && !of.breaks.iter().zip(&self.breaks).any(rests)
    }
}

impl Schedule {
    /// Agents of a group, or of all: who has a shift on some day.
    #[must_use]
    pub fn agents(&self, terms: &PlanTerms, group: Option<usize>) -> u32 {
        let is_of = |tour: &&Tour| group.is_none_or(|group| terms.shift_types[tour.shift_type].group == group);
        self.tours.iter().filter(is_of).map(|tour| tour.agents).sum()
    }
}

/// What the shifts put on the line and on the payroll, by group and interval.
pub fn coverage(
    shifts: &[DailyShift],
    types: &[ShiftType],
    groups: usize,
    intervals_a_day: usize,
    days: usize,
) -> [Vec<Vec<u32>>; 2] {
    let nobody = || vec![vec![0_u32; intervals_a_day * days]; groups];
    let (mut on_line, mut paid) = (nobody(), nobody());
    for shift in shifts {
        let of = &types[shift.shift_type];
        let first = shift.day * intervals_a_day + shift.start;
        for interval in first..first + of.length {
            on_line[of.group][interval] += shift.agents;
            paid[of.group][interval] += shift.agents;
        }
        for (rest, after) in of.breaks.iter().zip(&shift.breaks) {
            for interval in first + after..first + after + rest.length {
                on_line[of.group][interval] -= shift.agents;
                paid[of.group][interval] -= if rest.is_paid { 0 } else { shift.agents };
            }
        }
    }
    [on_line, paid]
}

/// What the agents of `groups` are paid in each interval of the days, shrinkage (`gross`, by group) included: the pay of all
/// shifts, each hour where it is worked and its overtime where the shift is longer than that.
#[must_use]
pub fn pay_by_interval(
    shifts: &[DailyShift],
    terms: &PlanTerms,
    (intervals_a_day, days): (usize, usize),
    hours: f64,
    gross: &[f64],
) -> Vec<Vec<f64>> {
    let mut paid = vec![vec![0.0; intervals_a_day * days]; gross.len()];
    for shift in shifts {
        let of = &terms.shift_types[shift.shift_type];
        let an_hour = of.cost_per_hour * gross[of.group] * f64::from(shift.agents);
        let is_unpaid = |after: usize| {
            let rests = of.breaks.iter().zip(&shift.breaks);
            rests.into_iter().any(|(rest, from)| !rest.is_paid && (*from..from + rest.length).contains(&after))
        };
        let mut worked = 0.0;
        for after in (0..of.length).filter(|after| !is_unpaid(*after)) {
            let at = shift.start + after;
            let over = of.overtime.map_or(0.0, |o| (worked + hours - o.after).clamp(0.0, hours) * o.premium);
            paid[of.group][shift.day * intervals_a_day + at] += an_hour * (hours * (1.0 + terms.premium(at)) + over);
            worked += hours;
        }
    }
    paid
}

/// What one agent who works a shift on one day is paid. `hours` is the length of an interval, `gross` what
/// shrinkage multiplies pay by.
#[must_use]
pub fn pay(terms: &PlanTerms, of: &ShiftType, start: usize, breaks: &[usize], hours: f64, gross: f64) -> f64 {
    let an_hour = of.cost_per_hour * gross;
    let during = |from: usize, length: usize| -> f64 {
        (from..from + length).map(|interval| 1.0 + terms.premium(interval)).sum::<f64>() * an_hour * hours
    };
    let unpaid = || of.breaks.iter().zip(breaks).filter(|(rest, _)| !rest.is_paid);
    let off: f64 = unpaid().map(|(rest, after)| during(start + after, rest.length)).sum();
    let paid_hours = (of.length - unpaid().map(|(rest, _)| rest.length).sum::<usize>()) as f64 * hours;
    let overtime = of.overtime.map_or(0.0, |o| (paid_hours - o.after).max(0.0) * o.premium * an_hour);
    during(start, of.length) - off + overtime
}
