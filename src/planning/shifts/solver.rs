//! Hands a program to a solver.
//!
//! By default that is microlp, which is Rust alone; with the feature `highs` it is HiGHS, which needs a C++
//! compiler and cmake to build. Both prove what they claim by branch and bound. Programs of shifts, which say by which sums to
//! branch, are searched by our own branch and cut, with microlp for the fractions; HiGHS takes them as they are.

#[cfg(feature = "highs")]
use good_lp::highs as with_solver;
#[cfg(not(feature = "highs"))]
use good_lp::microlp as with_solver;
use good_lp::{
    Expression, ProblemVariables, ResolutionError, Solution, SolverModel, Variable, WithMipGap, WithTimeLimit,
    solvers::SolutionStatus, variable,
};

use super::{
    branch::branch_and_cut,
    program::{Program, Sense},
};

/// The solver of this build.
pub const SOLVER: &str = if cfg!(feature = "highs") { "HiGHS" } else { "microlp" };

/// How hard the best is looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// How far from the best an answer may be, as a share of its cost.
    pub gap: f64,
    /// For how long it is looked for, s.
    pub time_limit: f64,
}

/// How good an answer is known to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Proof {
    /// There is no better one.
    Optimal,
    /// No answer costs less than `bound`.
    Within {
        /// The least that any answer costs.
        bound: f64,
        /// Whether time ran out before a better one, or the proof, was found.
        is_out_of_time: bool,
    },
}

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Solved {
    /// The columns' values; whole ones are exactly whole.
    pub values: Vec<f64>,
    /// What they cost.
    pub cost: f64,
    /// How good that is known to be.
    pub proof: Proof,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSolution {
    /// The rules contradict each other.
    #[error("the rules contradict each other")]
    Infeasible,
    /// None was found in time.
    #[error("none was found within the time limit")]
    OutOfTime,
    /// The solver failed.
    #[error("the solver says: {0}")]
    Failed(String),
}

/// Solves `program` with whole numbers.
///
/// Costs of whole numbers are whole multiples of a *grain*, such as half an hour's pay. An answer within less than
/// a grain of what any costs is the best, so no better proof is asked for.
///
/// # Errors
///
/// [`NoSolution`] when there is none, or none was found.
pub fn solve<A>(program: &Program<A>, effort: Effort) -> Result<Solved, NoSolution> {
    let is_whole = program.columns.iter().all(|column| column.is_whole);
    if cfg!(not(feature = "highs")) && is_whole && !program.sums.is_empty() {
        return branch_and_cut(program, effort);
    }
    let (relaxed, _) = hand_over(program, effort, false, None)?;
    let grain = grain(program);
    let bound = round_up(cost(program, &relaxed), grain);
    // The gap that a grain is of any answer that costs at most this; of a dearer one it is worked out again.
    let mut ceiling = 1.1 * bound + grain;
    loop {
        let less_than_a_grain = if grain > 0.0 { 0.99 * grain / ceiling } else { 0.0 };
        let asked = Effort { gap: effort.gap.max(less_than_a_grain), ..effort };
        // The known bound as a rule of its own cuts most searches of microlp short, and leads some astray; HiGHS it only hinders.
        let known = (!cfg!(feature = "highs")).then_some(bound - 1e-7 * bound);
        let (values, status) = match hand_over(program, asked, true, known) {
            Err(NoSolution::OutOfTime) => hand_over(program, asked, true, None)?,
            found => found?,
        };
        let cost = cost(program, &values);
        let is_out_of_time = matches!(status, SolutionStatus::TimeLimit);
        let is_judged_by_a_grain = !is_out_of_time && effort.gap <= less_than_a_grain;
        if is_judged_by_a_grain && cost > ceiling {
            ceiling = cost;
            continue;
        }
        let proof = if is_judged_by_a_grain || cost <= bound + 1e-6 * (1.0 + bound) {
            Proof::Optimal
        } else {
            Proof::Within { bound, is_out_of_time }
        };
        return Ok(Solved { values, cost, proof });
    }
}

/// The largest number of which every cost is a multiple, but for rounding; 0 where there is none worth the name.
pub(super) fn grain<A>(program: &Program<A>) -> f64 {
    let costs = || program.columns.iter().map(|column| column.cost.abs()).filter(|cost| *cost > 0.0);
    let most = costs().fold(0.0, f64::max);
    let nothing = 1e-8 * most;
    let found = costs().fold(0.0, |a: f64, b: f64| {
        let (mut a, mut b) = (a, b);
        while b > nothing {
            let rest = a % b;
            // What is nearly a whole multiple is one.
            (a, b) = (b, if b - rest < nothing { 0.0 } else { rest });
        }
        a
    });
    // The dearest cost is so many whole grains, which takes the noise of the way there out.
    if found < 1e-4 * most { 0.0 } else { most / (most / found).round() }
}

pub(super) fn round_up(cost: f64, grain: f64) -> f64 {
    let grains = cost / grain;
    if grain > 0.0 { (grains - 1e-6 - 1e-9 * grains.abs()).ceil() * grain } else { cost }
}

pub(super) fn cost<A>(program: &Program<A>, values: &[f64]) -> f64 {
    program.columns.iter().zip(values).map(|(column, value)| column.cost * value).sum()
}

fn hand_over<A>(
    program: &Program<A>,
    effort: Effort,
    whole: bool,
    at_least: Option<f64>,
) -> Result<(Vec<f64>, SolutionStatus), NoSolution> {
    let mut variables = ProblemVariables::new();
    let columns: Vec<Variable> = program
        .columns
        .iter()
        .map(|column| {
            let definition = variable().min(0.0).max(column.most);
            variables.add(if whole && column.is_whole { definition.integer() } else { definition })
        })
        .collect();
    let sum = |terms: &mut dyn Iterator<Item = (usize, f64)>| -> Expression {
        terms.fold(Expression::from(0.0), |mut sum, (column, factor)| {
            sum.add_mul(factor, columns[column]);
            sum
        })
    };
    let costs = sum(&mut program.columns.iter().map(|column| column.cost).enumerate());
    let mut model = variables.minimise(costs).using(with_solver);
    for row in &program.rows {
        let left = sum(&mut row.terms.iter().copied());
        model.add_constraint(match row.sense {
            Sense::AtLeast => left.geq(row.bound),
            Sense::AtMost => left.leq(row.bound),
            Sense::Equal => left.eq(row.bound),
        });
    }
    let failed = |error: &dyn std::fmt::Display| NoSolution::Failed(error.to_string());
    if let Some(bound) = at_least.filter(|bound| *bound > 0.0) {
        model.add_constraint(sum(&mut program.columns.iter().map(|column| column.cost).enumerate()).geq(bound));
    }
    let model = model.with_mip_gap(effort.gap as f32).map_err(|error| failed(&error))?;
    let solution = model.with_time_limit(effort.time_limit).solve().map_err(|error| match error {
        ResolutionError::Infeasible => NoSolution::Infeasible,
        ResolutionError::Other(text) if text.contains("ime limit") => NoSolution::OutOfTime,
        other => failed(&other),
    })?;
    let value = |(index, column): (usize, &Variable)| {
        let value = solution.value(*column).max(0.0);
        if whole && program.columns[index].is_whole { value.round() } else { value }
    };
    Ok((columns.iter().enumerate().map(value).collect(), solution.status()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const EFFORT: Effort = Effort { gap: 0.0, time_limit: 10.0 };

    #[test]
    fn a_knapsack_by_hand_is_solved_and_its_fractions_are_not() {
        // Least 3a + 2b with 2a + b >= 5 and a <= 2: a = 2, b = 1 costs 8.
        let mut program = Program::default();
        let (a, b) = (program.column(3.0, 2.0, true), program.column(2.0, 10.0, true));
        program.row(vec![(a, 2.0), (b, 1.0)], Sense::AtLeast, 5.0, ());
        let solved = solve(&program, EFFORT).unwrap();
        assert_eq!((solved.values, solved.cost, solved.proof), (vec![2.0, 1.0], 8.0, Proof::Optimal));
    }

    #[test]
    fn what_contradicts_itself_has_no_solution() {
        let mut program = Program::default();
        let a = program.column(1.0, 2.0, true);
        program.row(vec![(a, 1.0)], Sense::AtLeast, 3.0, ());
        assert_eq!(solve(&program, EFFORT), Err(NoSolution::Infeasible));
    }
}
