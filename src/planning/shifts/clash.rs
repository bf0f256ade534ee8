//! Which rules contradict each other.
//!
//! First every rule may be broken at a price, and those that are broken in the cheapest answer are made
//! hard; repeated until that has no answer, the hard rules hold a contradiction (the elastic filter of
//! Chinneck and Dravnieks, *ORSA J. on Computing* 3, 1991). Then each is left out in turn, and stays out when the rest
//! still contradicts itself: what remains is a set of which none can be spared.

use super::{
    program::{Program, Row, Sense},
    solver::{Effort, NoSolution, solve},
};

/// More agents than anybody schedules.
const MANY: f64 = 1e6;

/// Rules that contradict each other; without any one of them the others could be kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Clash<A> {
    /// What they are about.
    pub rules: Vec<A>,
}

/// Finds the contradiction in `program`, among the rules that `may_clash`; the others hold in any case.
/// `None` where the search ran out of time, or there is none.
pub fn clash<A: Clone>(program: &Program<A>, may_clash: impl Fn(&A) -> bool, effort: Effort) -> Option<Clash<A>> {
    let soft: Vec<usize> = (0..program.rows.len()).filter(|&row| may_clash(&program.rows[row].about)).collect();
    let mut hard: Vec<usize> = Vec::new();
    loop {
        let elastic: Vec<usize> = soft.iter().copied().filter(|row| !hard.contains(row)).collect();
        match solve(&with_slack(program, &soft, &hard, &elastic), effort) {
            Err(NoSolution::Infeasible) => break,
            Err(_) => return None,
            Ok(solved) => {
                let slack = &solved.values[program.columns.len()..];
                let broken: Vec<usize> =
                    elastic.iter().enumerate().filter(|(i, _)| slack[*i] > 1e-6).map(|(_, row)| *row).collect();
                if broken.is_empty() {
                    return None;
                }
                hard.extend(broken);
            }
        }
    }
    let contradicts =
        |rows: &[usize]| matches!(solve(&with_slack(program, &soft, rows, &[]), effort), Err(NoSolution::Infeasible));
    let mut index = 0;
    while index < hard.len() {
        let mut without = hard.clone();
        without.remove(index);
        if contradicts(&without) {
            hard = without;
        } else {
            index += 1;
        }
    }
    hard.sort_unstable();
    Some(Clash { rules: hard.iter().map(|&row| program.rows[row].about.clone()).collect() })
}

/// The rules that are not soft, the `hard` ones of the soft, and the `elastic` ones with a price for breaking them.
fn with_slack<A: Clone>(program: &Program<A>, soft: &[usize], hard: &[usize], elastic: &[usize]) -> Program<A> {
    // What bounds a column follows from a rule, or from no rule at all: it shall not stand for the rule that is named.
    let free = program.columns.iter().map(|column| super::Column { cost: 0.0, most: MANY, ..*column });
    let mut relaxed = Program { columns: free.collect(), ..Program::default() };
    let slacks: Vec<usize> = elastic.iter().map(|_| relaxed.column(1.0, 1e9, false)).collect();
    for (index, row) in program.rows.iter().enumerate() {
        let slack = elastic.iter().position(|&e| e == index).map(|at| slacks[at]);
        if slack.is_none() && soft.contains(&index) && !hard.contains(&index) {
            continue;
        }
        let mut terms = row.terms.clone();
        terms.extend(slack.map(|slack| (slack, if row.sense == Sense::AtMost { -1.0 } else { 1.0 })));
        relaxed.rows.push(Row { terms, ..row.clone() });
    }
    relaxed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contradiction_is_named_and_nothing_else() {
        let mut program = Program::default();
        let (a, b) = (program.column(1.0, 100.0, true), program.column(1.0, 100.0, true));
        program.row(vec![(a, 1.0)], Sense::AtLeast, 5.0, "many a");
        program.row(vec![(b, 1.0)], Sense::AtLeast, 1.0, "some b");
        program.row(vec![(a, 1.0), (b, 1.0)], Sense::AtMost, 5.0, "few in all");
        program.row(vec![(b, 1.0)], Sense::AtMost, 50.0, "not too many b");
        let found = clash(&program, |_| true, Effort { gap: 0.0, time_limit: 10.0 }).unwrap();
        assert_eq!(found.rules, ["many a", "some b", "few in all"]);
    }
}
