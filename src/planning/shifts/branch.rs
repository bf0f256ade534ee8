//! The best schedule by branch and cut.
//!
//! A program of shifts is branched first by sums that say much of the whole (how many work each shift type, how many of them
//! have started by an interval, how many breaks are over), which its author names coarsest first ([`Program::sums`]); single shifts with
//! their breaks in place come last, for there are always others as good. Costs are multiples of a grain, so a few whole numbers
//! settle most of the cost; what fractions still gain is cut off by rules that follow from whole numbers ([`halves`]).
//! An answer is rounded up from fractions at every step, so that a good one is known early.

use std::{
    rc::Rc,
    time::{Duration, Instant},
};

use super::{
    halves::halves,
    program::{Program, Sense},
    relaxed::{NotSolved, Relaxed, WholeRow},
    solver::{Effort, NoSolution, Proof, Solved, cost, grain, round_up},
};

/// Rounds of cuts at one node.
const MOST_ROUNDS: usize = 3;
/// Cuts of a round.
const MOST_CUTS: usize = 30;
/// Cuts that no longer bind, beyond which the program is solved anew without them.
const MOST_IDLE: usize = 60;
/// No search is longer than this, s.
const LONGEST: f64 = 1e9;
/// What counts as whole.
const WHOLE: f64 = 1e-5;
/// Of what lies between the bound and the best answer, the share that a dive may lose before another part is looked at.
const DIVE: f64 = 0.3;

/// A part of the search that is still to be looked at.
struct Open {
    parent: Rc<Relaxed>,
    row: Rc<WholeRow>,
    bound: f64,
    depth: usize,
}

struct Search<'a, A> {
    program: &'a Program<A>,
    /// The program's rules that are in whole numbers.
    rows: Vec<Rc<WholeRow>>,
    grain: f64,
    effort: Effort,
    until: Instant,
    open: Vec<Open>,
    best: Option<(Vec<f64>, f64)>,
    /// The least bound of parts that the solver lost.
    lost: f64,
}

/// Solves a program all of whose columns are whole.
///
/// # Errors
///
/// [`NoSolution`] when there is none, or none was found in time.
pub(super) fn branch_and_cut<A>(program: &Program<A>, effort: Effort) -> Result<Solved, NoSolution> {
    let until = Instant::now() + Duration::from_secs_f64(effort.time_limit.clamp(0.0, LONGEST));
    let mut search = Search {
        program,
        rows: whole_rows(program),
        grain: grain(program),
        effort,
        until,
        open: Vec::new(),
        best: None,
        lost: f64::INFINITY,
    };
    match Relaxed::new(program, Vec::new(), until) {
        Ok(root) => search.look_at(root, 0.0, 0),
        Err(NotSolved::Infeasible) => return Err(NoSolution::Infeasible),
        Err(NotSolved::OutOfTime) => return Err(NoSolution::OutOfTime),
        Err(NotSolved::Failed) => return Err(NoSolution::Failed("no answer with fractions".to_owned())),
    }
    search.run()
}

impl<A> Search<'_, A> {
    fn run(mut self) -> Result<Solved, NoSolution> {
        let mut dive = true;
        loop {
            let lowest = self.lowest();
            let is_near =
                self.best.as_ref().is_some_and(|(_, cost)| cost - lowest <= self.effort.gap * cost + nearly(*cost));
            let is_out_of_time = Instant::now() >= self.until;
            let Some(next) = (!is_near && !is_out_of_time).then(|| self.next(dive, lowest)).flatten() else {
                return self.answer(lowest, is_out_of_time && !is_near);
            };
            let before = self.open.len();
            let parent = Rc::try_unwrap(next.parent).unwrap_or_else(|shared| (*shared).clone());
            match parent.with(next.row) {
                Ok(relaxed) => self.look_at(relaxed, next.bound, next.depth),
                Err(NotSolved::Infeasible) => {}
                Err(NotSolved::OutOfTime | NotSolved::Failed) => self.lost = self.lost.min(next.bound),
            }
            dive = self.open.len() > before;
        }
    }

    fn answer(self, lowest: f64, is_out_of_time: bool) -> Result<Solved, NoSolution> {
        let is_whole_tree = self.open.is_empty() && self.lost == f64::INFINITY;
        let Some((values, cost)) = self.best else {
            return Err(match (is_whole_tree, is_out_of_time) {
                (true, _) => NoSolution::Infeasible,
                (false, true) => NoSolution::OutOfTime,
                (false, false) => NoSolution::Failed("parts of the search were lost".to_owned()),
            });
        };
        let proof = if cost - lowest <= nearly(cost) {
            Proof::Optimal
        } else {
            Proof::Within { bound: lowest, is_out_of_time }
        };
        Ok(Solved { values, cost, proof })
    }

    /// No answer costs less.
    fn lowest(&self) -> f64 {
        let best = self.best.as_ref().map_or(f64::INFINITY, |(_, cost)| *cost);
        self.open.iter().map(|open| open.bound).fold(self.lost.min(best), f64::min)
    }

    /// The part to look at: deeper into the last one, or else the deepest of least bound.
    fn next(&mut self, dive: bool, lowest: f64) -> Option<Open> {
        let best = self.best.as_ref().map_or(f64::INFINITY, |(_, cost)| *cost);
        let worth = self.best.as_ref().map_or(f64::INFINITY, |(_, cost)| cost - nearly(*cost));
        self.open.retain(|open| open.bound < worth);
        let deepest = |open: &Open| dive && (best == f64::INFINITY || open.bound <= lowest + DIVE * (best - lowest));
        if self.open.last().is_some_and(deepest) {
            return self.open.pop();
        }
        let order = |a: &usize, b: &usize| {
            let (a, b) = (&self.open[*a], &self.open[*b]);
            a.bound.total_cmp(&b.bound).then(b.depth.cmp(&a.depth))
        };
        let first = (0..self.open.len()).rev().min_by(order)?;
        Some(self.open.remove(first))
    }

    /// Cuts what fractions gain off, rounds up to an answer, and leaves two parts to be looked at, the likelier one last.
    fn look_at(&mut self, mut relaxed: Relaxed, mut bound: f64, depth: usize) {
        for round in 0..=MOST_ROUNDS {
            bound = bound.max(round_up(cost(self.program, &relaxed.values), self.grain));
            self.try_rounded(&relaxed.values);
            if self.best.as_ref().is_some_and(|(_, best)| bound >= best - nearly(*best)) {
                return;
            }
            let rows: Vec<Rc<WholeRow>> = self.rows.iter().chain(&relaxed.added).cloned().collect();
            let cuts = if round < MOST_ROUNDS { halves(&rows, &relaxed.values, MOST_CUTS) } else { Vec::new() };
            if cuts.is_empty() {
                break;
            }
            for cut in cuts {
                if Instant::now() >= self.until {
                    self.lost = self.lost.min(bound);
                    return;
                }
                if cut.slack(&relaxed.values) < -1e-6 {
                    match relaxed.with(Rc::new(cut)) {
                        Ok(next) => relaxed = next,
                        Err(NotSolved::Infeasible) => return,
                        Err(_) => {
                            self.lost = self.lost.min(bound);
                            return;
                        }
                    }
                }
            }
        }
        let Some((columns, value)) = self.fraction(&relaxed.values) else {
            let rounded: Vec<f64> = relaxed.values.iter().map(|value| value.round()).collect();
            if !self.keep(rounded) {
                self.lost = self.lost.min(bound);
            }
            return;
        };
        let Some(relaxed) = self.tidied(relaxed) else {
            self.lost = self.lost.min(bound);
            return;
        };
        let parent = Rc::new(relaxed);
        let row = |by: i64, least: f64| {
            let terms = columns.iter().map(|column| (*column, by)).collect();
            Rc::new(WholeRow { terms, least: least as i64, is_branch: true })
        };
        let mut parts = [row(1, value.ceil()), row(-1, -value.floor())];
        if value - value.floor() > 0.5 {
            parts.reverse();
        }
        self.open.extend(parts.map(|row| Open { parent: Rc::clone(&parent), row, bound, depth: depth + 1 }));
    }

    /// Without cuts that no longer bind, where they are many.
    fn tidied(&self, relaxed: Relaxed) -> Option<Relaxed> {
        let binds = |row: &Rc<WholeRow>| row.is_branch || row.slack(&relaxed.values) < 1e-6;
        if relaxed.added.iter().filter(|row| !binds(row)).count() <= MOST_IDLE {
            return Some(relaxed);
        }
        let binding = relaxed.added.iter().filter(|row| binds(row)).cloned().collect();
        Relaxed::new(self.program, binding, self.until).ok()
    }

    /// The most fractional sum of the coarsest kind that has one, with its columns.
    fn fraction(&self, values: &[f64]) -> Option<(Vec<usize>, f64)> {
        let off = |value: f64| (value - value.round()).abs();
        let sum = |columns: &Vec<usize>| columns.iter().map(|column| values[*column]).sum::<f64>();
        for kind in &self.program.sums {
            let fractional = kind.iter().map(|columns| (columns, sum(columns))).filter(|(_, sum)| off(*sum) > WHOLE);
            if let Some((columns, sum)) = fractional.max_by(|a, b| off(a.1).total_cmp(&off(b.1))) {
                return Some((columns.clone(), sum));
            }
        }
        let single = values.iter().copied().enumerate().filter(|(_, value)| off(*value) > WHOLE);
        single.max_by(|a, b| off(a.1).total_cmp(&off(b.1))).map(|(column, value)| (vec![column], value))
    }

    /// Rounds up, then takes away what the rules spare, dearest first.
    fn try_rounded(&mut self, values: &[f64]) {
        let mut values: Vec<f64> = values.iter().map(|value| (value - WHOLE).ceil().max(0.0)).collect();
        let mut sums: Vec<f64> = self.program.rows.iter().map(|row| sum_of(&row.terms, &values)).collect();
        if !self.program.rows.iter().zip(&sums).all(|(row, sum)| row.holds(*sum)) {
            return;
        }
        let mut rows_of: Vec<Vec<(usize, f64)>> = vec![Vec::new(); values.len()];
        for (index, row) in self.program.rows.iter().enumerate() {
            row.terms.iter().for_each(|&(column, by)| rows_of[column].push((index, by)));
        }
        let mut order: Vec<usize> = (0..values.len()).filter(|&column| values[column] > 0.0).collect();
        order.sort_by(|a, b| self.program.columns[*b].cost.total_cmp(&self.program.columns[*a].cost));
        for column in order {
            while values[column] > 0.0
                && rows_of[column].iter().all(|&(row, by)| self.program.rows[row].holds(sums[row] - by))
            {
                values[column] -= 1.0;
                rows_of[column].iter().for_each(|&(row, by)| sums[row] -= by);
            }
        }
        self.keep(values);
    }

    /// Keeps an answer that follows the rules, where it is cheaper than the best; says whether it follows them.
    fn keep(&mut self, values: Vec<f64>) -> bool {
        let cost = cost(self.program, &values);
        let holds = |row: &super::program::Row<A>| row.holds(sum_of(&row.terms, &values));
        let is_cheaper = self.best.as_ref().is_none_or(|(_, best)| cost < best - nearly(*best));
        let fits = values.iter().zip(&self.program.columns).all(|(value, column)| *value <= column.most);
        let follows = fits && self.program.rows.iter().all(holds);
        if is_cheaper && follows {
            self.best = Some((values, cost));
        }
        follows
    }
}

fn sum_of(terms: &[(usize, f64)], values: &[f64]) -> f64 {
    terms.iter().map(|(column, by)| by * values[*column]).sum()
}

/// What two costs may differ by and are the same.
fn nearly(cost: f64) -> f64 {
    1e-7 * (1.0 + cost.abs())
}

/// The rules of a program whose numbers are all whole, each as a sum that is at least something.
fn whole_rows<A>(program: &Program<A>) -> Vec<Rc<WholeRow>> {
    let is_whole = |value: f64| value == value.round() && value.abs() < 1e9;
    let whole = program.rows.iter().filter(|row| {
        is_whole(row.bound) && row.terms.iter().all(|(column, by)| is_whole(*by) && program.columns[*column].is_whole)
    });
    let one = |row: &super::program::Row<A>, sign: f64| {
        let terms = row.terms.iter().map(|(column, by)| (*column, (sign * by) as i64)).collect();
        Rc::new(WholeRow { terms, least: (sign * row.bound) as i64, is_branch: false })
    };
    whole
        .flat_map(|row| match row.sense {
            Sense::AtLeast => vec![one(row, 1.0)],
            Sense::AtMost => vec![one(row, -1.0)],
            Sense::Equal => vec![one(row, 1.0), one(row, -1.0)],
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const COLUMNS: usize = 4;
    const MOST: i32 = 4;

    /// Costs; rules as coefficients, sense and bound; the sums to branch by.
    fn programs() -> impl Strategy<Value = Program<()>> {
        let sense = prop_oneof![Just(Sense::AtLeast), Just(Sense::AtMost), Just(Sense::Equal)];
        let row = (prop::collection::vec(-1..=2, COLUMNS), sense, -2..=9);
        let rows = prop::collection::vec(row, 1..=4);
        (prop::collection::vec(0..=12, COLUMNS), rows, any::<bool>()).prop_map(|(costs, rows, is_fine)| {
            let mut program = Program::default();
            // Costs of quarters have a grain; those with a third of a cent have none worth the name.
            let cost =
                |cost: i32| f64::from(cost) * 0.25 + if is_fine { f64::from(cost * cost) / 30_000.0 } else { 0.0 };
            costs.into_iter().for_each(|of| {
                program.column(cost(of), f64::from(MOST), true);
            });
            for (by, sense, bound) in rows {
                let terms = by.iter().enumerate().filter(|(_, by)| **by != 0).map(|(at, by)| (at, f64::from(*by)));
                program.row(terms.collect(), sense, f64::from(bound), ());
            }
            program.sums = vec![vec![(0..COLUMNS).collect()], vec![vec![0, 1], vec![2, 3]]];
            program
        })
    }

    /// The least cost of any whole numbers that follow the rules, one by one.
    fn least(program: &Program<()>) -> Option<f64> {
        let all = (MOST + 1).pow(COLUMNS as u32);
        let values = |index: i32| -> Vec<f64> {
            (0..COLUMNS as u32).map(|column| f64::from(index / (MOST + 1).pow(column) % (MOST + 1))).collect()
        };
        let holds = |values: &Vec<f64>| program.rows.iter().all(|row| row.holds(sum_of(&row.terms, values)));
        (0..all).map(values).filter(holds).map(|values| cost(program, &values)).min_by(f64::total_cmp)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn the_best_is_the_best_of_all(program in programs()) {
            match (branch_and_cut(&program, Effort { gap: 0.0, time_limit: 60.0 }), least(&program)) {
                (Ok(found), Some(least)) => {
                    prop_assert_eq!(found.proof, Proof::Optimal);
                    prop_assert!((found.cost - least).abs() < 1e-6, "{} against {}", found.cost, least);
                    prop_assert!(found.values.iter().all(|value| *value == value.round()));
                }
                (found, least) => prop_assert_eq!(found.err(), least.map_or(Some(NoSolution::Infeasible), |_| None)),
            }
        }
    }
}
