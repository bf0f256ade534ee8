//! A program with fractions allowed, to which rules are added one after the other.
//!
//! microlp is called by itself here and not through good_lp, which does not let a solved program be carried on.

use std::{rc::Rc, time::Instant};

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, SolveOutcome, Variable};

use super::program::{Program, Sense};

/// A rule in whole numbers: the sum is at least the bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WholeRow {
    pub terms: Vec<(usize, i64)>,
    pub least: i64,
    /// Whether it says which part of the search this is; it may not be left out then.
    pub is_branch: bool,
}

impl WholeRow {
    /// By how much the values exceed the bound; negative where they break the rule.
    pub fn slack(&self, values: &[f64]) -> f64 {
        self.terms.iter().map(|&(column, by)| by as f64 * values[column]).sum::<f64>() - self.least as f64
    }
}

/// Why there is no relaxed answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotSolved {
    /// The rules contradict each other, even with fractions.
    Infeasible,
    /// Time ran out.
    OutOfTime,
    /// The solver lost its way.
    Failed,
}

/// The program solved with fractions, and the rules added since.
#[derive(Clone)]
pub(super) struct Relaxed {
    solution: microlp::Solution,
    columns: Rc<Vec<Variable>>,
    pub added: Vec<Rc<WholeRow>>,
    pub values: Vec<f64>,
}

impl Relaxed {
    /// # Errors
    ///
    /// [`NotSolved`].
    pub fn new<A>(program: &Program<A>, added: Vec<Rc<WholeRow>>, until: Instant) -> Result<Self, NotSolved> {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let columns: Vec<Variable> =
            program.columns.iter().map(|column| problem.add_var(column.cost, (0.0, column.most))).collect();
        for row in &program.rows {
            let sense = match row.sense {
                Sense::AtLeast => ComparisonOp::Ge,
                Sense::AtMost => ComparisonOp::Le,
                Sense::Equal => ComparisonOp::Eq,
            };
            problem.add_constraint(sum(&columns, row.terms.iter().copied()), sense, row.bound);
        }
        for row in &added {
            problem.add_constraint(whole(&columns, row), ComparisonOp::Ge, row.least as f64);
        }
        problem.set_time_limit(until.saturating_duration_since(Instant::now()));
        Self::of(problem.solve(), Rc::new(columns), added)
    }

    /// With one rule more. microlp grants each step the whole time of the first one, so a step may end late by as much.
    ///
    /// # Errors
    ///
    /// [`NotSolved`].
    pub fn with(self, row: Rc<WholeRow>) -> Result<Self, NotSolved> {
        let Self { solution, columns, mut added, .. } = self;
        let outcome = solution.add_constraint(whole(&columns, &row), ComparisonOp::Ge, row.least as f64);
        added.push(row);
        Self::of(outcome, columns, added)
    }

    fn of(
        outcome: Result<SolveOutcome, microlp::Error>,
        columns: Rc<Vec<Variable>>,
        added: Vec<Rc<WholeRow>>,
    ) -> Result<Self, NotSolved> {
        match outcome {
            Ok(SolveOutcome::Solution(solution)) => {
                let values = columns.iter().map(|column| solution.var_value_raw(*column).max(0.0)).collect();
                Ok(Self { solution, columns, added, values })
            }
            Ok(SolveOutcome::Interrupted(_)) => Err(NotSolved::OutOfTime),
            Err(microlp::Error::Infeasible) => Err(NotSolved::Infeasible),
            Err(_) => Err(NotSolved::Failed),
        }
    }
}

fn sum(columns: &[Variable], terms: impl Iterator<Item = (usize, f64)>) -> LinearExpr {
    let mut sum = LinearExpr::empty();
    terms.for_each(|(column, by)| sum.add(columns[column], by));
    sum
}

fn whole(columns: &[Variable], row: &WholeRow) -> LinearExpr {
    sum(columns, row.terms.iter().map(|&(column, by)| (column, by as f64)))
}
