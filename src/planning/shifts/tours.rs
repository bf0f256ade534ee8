//! From a requirement to the cheapest schedule.

use std::collections::BTreeMap;

use super::{
    clash::{Clash, clash},
    program::{Program, Sense},
    schedule::{self, DailyShift, Schedule, Tour, coverage},
    solver::{Effort, NoSolution, Proof, Solved, solve},
};
use crate::model::{BreakWindow, PlanTerms, ShiftType};

/// Who is needed, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// Agents on the line, by group and interval of all days.
    pub required: Vec<Vec<u32>>,
    /// Intervals of a day.
    pub intervals_a_day: usize,
    /// Days in a row.
    pub days: usize,
    /// How long an interval is, hours.
    pub interval_hours: f64,
    /// Paid people for one agent on the line, by group: `1 / (1 - shrinkage)`.
    pub gross: Vec<f64>,
}

/// What a rule of the program is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The requirement of a group in an interval.
    Required {
        /// The group.
        group: usize,
        /// The interval, of all days.
        interval: usize,
    },
    /// The fewest agents of a shift type.
    AtLeast(usize),
    /// The most agents of a shift type.
    AtMost(usize),
    /// The people there are.
    HeadCount,
    /// Whoever has a shift on a day works it, with its breaks somewhere.
    Days,
}

/// Why there is no schedule.
#[derive(Clone, Debug, PartialEq)]
pub enum NoSchedule {
    /// These rules contradict each other.
    Clash(Clash<About>),
    /// The solver found none.
    Unsolved(NoSolution),
}

/// Agents who start a shift on a pattern of days.
struct TourColumn {
    shift_type: usize,
    start: usize,
    days: Vec<usize>,
    column: usize,
}

/// Agents who work a shift with its breaks in place on one day.
struct Placed {
    shift_type: usize,
    start: usize,
    day: usize,
    /// When each break starts, from the start of the shift.
    breaks: Vec<usize>,
    column: usize,
}

/// The program, and what its columns mean.
struct Tours {
    program: Program<About>,
    starts: Vec<TourColumn>,
    placed: Vec<Placed>,
}

/// The cheapest schedule for `demand` under `terms`.
///
/// Groups that no rule ties together are solved one by one.
///
/// # Errors
///
/// [`NoSchedule`] with the rules that contradict each other, or with what the solver said.
pub fn schedule(demand: &Demand, terms: &PlanTerms) -> Result<Schedule, NoSchedule> {
    let groups: Vec<Vec<usize>> = if terms.head_count.is_some() {
        vec![(0..demand.required.len()).collect()]
    } else {
        (0..demand.required.len()).map(|group| vec![group]).collect()
    };
    let parts = groups.iter().map(|groups| part(demand, terms, groups)).collect::<Result<Vec<Schedule>, _>>()?;
    let whole = Schedule {
        tours: Vec::new(),
        shifts: Vec::new(),
        on_line: Vec::new(),
        paid: Vec::new(),
        pay: 0.0,
        mismatch: 0.0,
        proof: Proof::Optimal,
    };
    Ok(parts.into_iter().fold(whole, |mut sum, part| {
        sum.proof = together([(sum.proof, sum.pay + sum.mismatch), (part.proof, part.pay + part.mismatch)]);
        sum.tours.extend(part.tours);
        sum.shifts.extend(part.shifts);
        sum.on_line.extend(part.on_line);
        sum.paid.extend(part.paid);
        sum.pay += part.pay;
        sum.mismatch += part.mismatch;
        sum
    }))
}

/// What is known of two answers together.
fn together(parts: [(Proof, f64); 2]) -> Proof {
    if parts.iter().all(|(proof, _)| *proof == Proof::Optimal) {
        return Proof::Optimal;
    }
    let least = |(proof, cost): (Proof, f64)| match proof {
        Proof::Optimal => (cost, false),
        Proof::Within { bound, is_out_of_time } => (bound, is_out_of_time),
    };
    let [a, b] = parts.map(least);
    Proof::Within { bound: a.0 + b.0, is_out_of_time: a.1 || b.1 }
}

/// The schedule of some groups.
fn part(demand: &Demand, terms: &PlanTerms, groups: &[usize]) -> Result<Schedule, NoSchedule> {
    let tours = Tours::new(demand, terms, groups);
    let effort = Effort { gap: terms.gap, time_limit: terms.time_limit };
    if let Some(uncovered) = tours.uncovered() {
        return Err(NoSchedule::Clash(uncovered));
    }
    match solve(&tours.program, effort) {
        Ok(solved) => Ok(tours.read(demand, terms, groups, &solved)),
        Err(NoSolution::Infeasible) => {
            let found = clash(&tours.program, |about| *about != About::Days, effort);
            Err(found.map_or(NoSchedule::Unsolved(NoSolution::Infeasible), NoSchedule::Clash))
        }
        Err(other) => Err(NoSchedule::Unsolved(other)),
    }
}

impl Tours {
    fn new(demand: &Demand, terms: &PlanTerms, groups: &[usize]) -> Self {
        let mut tours = Self { program: Program::default(), starts: Vec::new(), placed: Vec::new() };
        for (index, _) in terms.shift_types.iter().enumerate().filter(|(_, of)| groups.contains(&of.group)) {
            tours.add_type(demand, terms, index);
        }
        for &group in groups {
            tours.add_required(demand, terms, group);
        }
        if let Some(people) = terms.head_count {
            // Agents are whole: where groups are alike in shrinkage, the bound on people is a sharper one on agents.
            let first = demand.gross[groups[0]];
            let alike = groups.iter().all(|&group| demand.gross[group] == first);
            let (unit, most) =
                if alike { (first, (f64::from(people) / first + 1e-9).floor()) } else { (1.0, f64::from(people)) };
            let heads = |(shift_type, _, column): (usize, usize, usize)| {
                (column, demand.gross[terms.shift_types[shift_type].group] / unit)
            };
            let row = tours.agents().map(heads).collect();
            tours.program.row(row, Sense::AtMost, most, About::HeadCount);
        }
        if demand.days == 1 {
            tours.program.sums = tours.sums();
        }
        tours
    }

    /// What the search of one day makes whole first: how many work a shift type; how many of them have started by an
    /// interval; and how many breaks have begun by an interval.
    fn sums(&self) -> Vec<Vec<Vec<usize>>> {
        let breaks = self.placed.iter().flat_map(|placed| {
            let begin =
                |(index, after): (usize, &usize)| ((placed.shift_type, index), placed.start + after, placed.column);
            placed.breaks.iter().enumerate().map(begin)
        });
        vec![
            groups(self.agents().map(|(shift_type, _, column)| (shift_type, column))),
            up_to(self.agents()),
            up_to(breaks),
        ]
    }

    /// The columns that count each agent once, with their shift types and starts: of several days the tours, of one
    /// day the shifts themselves.
    fn agents(&self) -> Box<dyn Iterator<Item = (usize, usize, usize)> + '_> {
        if self.starts.is_empty() {
            Box::new(self.placed.iter().map(|placed| (placed.shift_type, placed.start, placed.column)))
        } else {
            Box::new(self.starts.iter().map(|tour| (tour.shift_type, tour.start, tour.column)))
        }
    }

    /// The columns of a shift type, and the rules that are its own.
    fn add_type(&mut self, demand: &Demand, terms: &PlanTerms, index: usize) {
        let of = &terms.shift_types[index];
        let needed: u32 = demand.required[of.group].iter().sum();
        let most = f64::from(of.at_most.unwrap_or(needed.max(of.at_least)));
        let patterns = of.day_patterns(demand.days);
        // Of several days a total bears the least pay of its shifts, and these what they are paid beyond it.
        let least = if demand.days > 1 { least_pay(demand, terms, of) } else { 0.0 };
        for &start in &of.starts {
            if demand.days > 1 {
                for days in &patterns {
                    let column = self.program.column(0.0, most, true);
                    self.starts.push(TourColumn { shift_type: index, start, days: days.clone(), column });
                }
            }
            for day in 0..demand.days {
                self.add_placed(demand, terms, (index, start, day), (most, least));
            }
        }
        let all: Vec<(usize, f64)> =
            self.agents().filter(|(shift_type, ..)| *shift_type == index).map(|(_, _, column)| (column, 1.0)).collect();
        if demand.days > 1 {
            // How many work the type is a number of its own, and bears the pay: microlp tries first what costs most, and whole
            // numbers of it say far more of the whole cost than those of single tours do.
            let total = self.program.column(least * of.days.min(demand.days) as f64, most.max(1e6), true);
            let counted = all.iter().copied().chain([(total, -1.0)]).collect();
            self.program.row(counted, Sense::Equal, 0.0, About::Days);
        }
        if of.at_least > 0 {
            self.program.row(all.clone(), Sense::AtLeast, f64::from(of.at_least), About::AtLeast(index));
        }
        if let Some(most) = of.at_most {
            self.program.row(all, Sense::AtMost, f64::from(most), About::AtMost(index));
        }
    }

    /// Every way to place the breaks of a shift on a day. Of several days, whose tour says so works one of them.
    fn add_placed(
        &mut self,
        demand: &Demand,
        terms: &PlanTerms,
        (index, start, day): (usize, usize, usize),
        (most, least): (f64, f64),
    ) {
        let of = &terms.shift_types[index];
        let works = |s: &&TourColumn| s.shift_type == index && s.start == start && s.days.contains(&day);
        let mut row: Vec<(usize, f64)> = self.starts.iter().filter(works).map(|s| (s.column, -1.0)).collect();
        for breaks in placements(of) {
            let pay = schedule::pay(terms, of, start, &breaks, demand.interval_hours, demand.gross[of.group]);
            let column = self.program.column(beyond(pay, least), most, true);
            row.push((column, 1.0));
            self.placed.push(Placed { shift_type: index, start, day, breaks, column });
        }
        if demand.days > 1 {
            self.program.row(row, Sense::Equal, 0.0, About::Days);
        }
    }

    /// The requirement of a group, with what misses and exceeds it where that has a price.
    fn add_required(&mut self, demand: &Demand, terms: &PlanTerms, group: usize) {
        let hours = demand.interval_hours;
        // They are whole in any answer in whole shifts; the search of one day gains by knowing it.
        let is_whole = demand.days == 1;
        for (interval, &required) in demand.required[group].iter().enumerate() {
            let is_priced = terms.overstaffing > 0.0;
            if required == 0 && !is_priced {
                continue;
            }
            let mut row = self.on_line(terms, demand.intervals_a_day, group, interval);
            if let Some(price) = terms.understaffing {
                row.push((self.program.column(price * hours, f64::from(required), is_whole), 1.0));
            }
            if is_priced {
                row.push((self.program.column(terms.overstaffing * hours, 1e6, is_whole), -1.0));
            }
            let sense = if is_priced { Sense::Equal } else { Sense::AtLeast };
            self.program.row(row, sense, f64::from(required), About::Required { group, interval });
        }
    }

    /// Who is on the line in an interval: at work and on no break.
    fn on_line(&self, terms: &PlanTerms, a_day: usize, group: usize, interval: usize) -> Vec<(usize, f64)> {
        let (day, at) = (interval / a_day, interval % a_day);
        let is_there = |placed: &&Placed| {
            let of = &terms.shift_types[placed.shift_type];
            let rests = |(rest, after): (&BreakWindow, &usize)| {
                (placed.start + after..placed.start + after + rest.length).contains(&at)
            };
            of.group == group
                && placed.day == day
                && (placed.start..placed.start + of.length).contains(&at)
                && !of.breaks.iter().zip(&placed.breaks).any(rests)
        };
        self.placed.iter().filter(is_there).map(|placed| (placed.column, 1.0)).collect()
    }

    /// Requirements that no shift reaches.
    fn uncovered(&self) -> Option<Clash<About>> {
        let rows = self.program.rows.iter().filter(|row| {
            matches!(row.about, About::Required { .. }) && row.bound > 0.0 && row.terms.iter().all(|(_, by)| *by < 0.0)
        });
        let rules: Vec<About> = rows.map(|row| row.about).collect();
        (!rules.is_empty()).then_some(Clash { rules })
    }

    /// The schedule that the columns mean.
    fn read(&self, demand: &Demand, terms: &PlanTerms, groups: &[usize], solved: &Solved) -> Schedule {
        let agents = |column: usize| solved.values[column] as u32;
        let shifts: Vec<DailyShift> = self
            .placed
            .iter()
            .filter(|placed| agents(placed.column) > 0)
            .map(|placed| DailyShift {
                shift_type: placed.shift_type,
                day: placed.day,
                start: placed.start,
                breaks: placed.breaks.clone(),
                agents: agents(placed.column),
            })
            .collect();
        let mut tours: Vec<Tour> = self
            .starts
            .iter()
            .filter(|s| agents(s.column) > 0)
            .map(|s| Tour { shift_type: s.shift_type, start: s.start, days: s.days.clone(), agents: agents(s.column) })
            .collect();
        if demand.days == 1 {
            tours = of_one_day(&shifts);
        }
        let [on_line, paid] =
            coverage(&shifts, &terms.shift_types, demand.required.len(), demand.intervals_a_day, demand.days);
        let pay = shifts.iter().map(|shift| {
            let of = &terms.shift_types[shift.shift_type];
            let gross = demand.gross[of.group];
            f64::from(shift.agents) * schedule::pay(terms, of, shift.start, &shift.breaks, demand.interval_hours, gross)
        });
        let pay: f64 = pay.sum();
        let of_groups = |lists: Vec<Vec<u32>>| -> Vec<Vec<u32>> { groups.iter().map(|&g| lists[g].clone()).collect() };
        Schedule {
            tours,
            shifts,
            on_line: of_groups(on_line),
            paid: of_groups(paid),
            pay,
            mismatch: solved.cost - pay,
            proof: solved.proof,
        }
    }
}

/// What pay is more than the least, without the noise of rounding.
fn beyond(pay: f64, least: f64) -> f64 {
    if pay - least > 1e-9 * pay { pay - least } else { 0.0 }
}

/// The least pay of any shift of a type on one day.
fn least_pay(demand: &Demand, terms: &PlanTerms, of: &ShiftType) -> f64 {
    let pay = |(start, breaks): (usize, Vec<usize>)| {
        schedule::pay(terms, of, start, &breaks, demand.interval_hours, demand.gross[of.group])
    };
    let ways = of.starts.iter().flat_map(|&start| placements(of).into_iter().map(move |breaks| (start, breaks)));
    let least = ways.map(pay).fold(f64::INFINITY, f64::min);
    if least.is_finite() { least } else { 0.0 }
}

/// The columns of each key.
fn groups<K: Ord>(columns: impl Iterator<Item = (K, usize)>) -> Vec<Vec<usize>> {
    let mut of: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    columns.for_each(|(key, column)| of.entry(key).or_default().push(column));
    of.into_values().collect()
}

/// The columns of each key up to each of its places but the last.
fn up_to<K: Ord + Copy>(columns: impl Iterator<Item = (K, usize, usize)>) -> Vec<Vec<usize>> {
    let mut of: BTreeMap<K, BTreeMap<usize, Vec<usize>>> = BTreeMap::new();
    columns.for_each(|(key, at, column)| of.entry(key).or_default().entry(at).or_default().push(column));
    let sums = |by_place: BTreeMap<usize, Vec<usize>>| {
        let mut so_far = Vec::new();
        let mut sums: Vec<Vec<usize>> = by_place
            .into_values()
            .map(|columns| {
                so_far.extend(columns);
                so_far.clone()
            })
            .collect();
        sums.pop();
        sums
    };
    of.into_values().flat_map(sums).collect()
}

/// Every way to place a shift's breaks, each within its window.
fn placements(of: &ShiftType) -> Vec<Vec<usize>> {
    of.breaks.iter().fold(vec![Vec::new()], |ways, rest| {
        let with = |way: &Vec<usize>, after: usize| way.iter().copied().chain([after]).collect();
        ways.iter().flat_map(|way| (rest.earliest..=rest.latest).map(move |after| with(way, after))).collect()
    })
}

/// Whose only day it is.
fn of_one_day(shifts: &[DailyShift]) -> Vec<Tour> {
    let mut tours: Vec<Tour> = Vec::new();
    for shift in shifts {
        match tours.iter_mut().find(|tour| (tour.shift_type, tour.start) == (shift.shift_type, shift.start)) {
            Some(tour) => tour.agents += shift.agents,
            None => tours.push(Tour {
                shift_type: shift.shift_type,
                start: shift.start,
                days: vec![0],
                agents: shift.agents,
            }),
        }
    }
    tours
}
