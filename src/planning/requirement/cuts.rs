//! The requirement of several skills: an integer program whose rows come from simulation.
//!
//! The least pay of agents by group and interval is looked for. To begin with all that is known is that agents must
//! be there for the load of the types they speak for (a flow of load to groups). The answer is played; for each bound that it
//! misses, what one agent more of each cell does on the same callers is a subgradient, and the linear rule that
//! the bound would follow with it is a *cut* (Atlason, Epelman and Henderson, *Annals of Operations Research* 127, 2004; Cezik and
//! L'Ecuyer, *Management Science* 54, 2008). Cuts are right where each further agent helps no more than the one before, which is so where
//! service is good, and not where it is bad: that is why the first answer has agents for the whole load. What the program
//! says no staffing costs less than is therefore an estimate, not a proof.

use std::ops::Range;

use super::{
    judge::{Check, Demanded, Verdict},
    search::{Bench, Cell, NoRequirement, Staffing, with},
    start::carried_over,
};
use crate::{
    model::{Headline, Model, Promise},
    planning::shifts::{Effort, Program, Proof, Sense, solve},
    units::SECONDS_PER_HOUR,
};

/// Most answers that are played.
const MOST_ROUNDS: usize = 40;
/// How hard each program is tried.
const EFFORT: Effort = Effort { gap: 0.0, time_limit: 5.0 };
/// Intervals apart at which agents of one interval do not change what the other's callers meet.
const APART: usize = 3;

/// What the program said.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cuts {
    /// Rows that came from simulation.
    pub rows: usize,
    /// What its cheapest answer costs: no staffing costs less if each further agent helps no more than the one before.
    /// Pay of the time on the line, or agent hours of groups without a cost.
    pub bound: f64,
}

/// Agents of a cell are worth `by` of a bound each; all together are to make up for what is missed.
struct Cut {
    terms: Vec<(Cell, f64)>,
    least: f64,
}

impl Bench<'_> {
    /// What a staffing costs, in the unit of [`Cuts::bound`].
    #[must_use]
    pub fn cost(&self, staffing: &Staffing) -> f64 {
        let hours = self.model.horizon().interval().as_seconds() / SECONDS_PER_HOUR;
        self.cells().map(|cell| self.weight(cell) * hours * f64::from(staffing[cell.group][cell.interval])).sum()
    }

    /// The cheapest staffing that keeps the promises by the estimates, as the cuts have it. It may miss them where
    /// cuts came to an end, and say more than is needed where they were too steep.
    ///
    /// # Errors
    ///
    /// [`NoRequirement::Stopped`].
    pub fn by_cuts(&self, replications: &Range<u64>) -> Result<Option<(Staffing, Cuts)>, NoRequirement> {
        let mut cuts: Vec<Cut> = Vec::new();
        let mut best = None;
        for round in 0..MOST_ROUNDS {
            // At first there is somebody for all of the load; later the cuts say how much of it is served.
            let served = if round == 0 { None } else { Some(&cuts[..]) };
            let Some((staffing, bound)) = self.cheapest(served) else { break };
            let verdict = self.judge_one(&staffing, replications)?;
            let missed = verdict.deciding(Demanded::Estimate).into_iter().filter(|c| c.slack(Demanded::Estimate) < 0.0);
            let missed: Vec<Check> = missed.collect();
            // The first answer is no bound: the whole load need not be served.
            let known = Cuts { rows: cuts.len(), bound: if round == 0 { 0.0 } else { bound } };
            let is_kept = missed.is_empty();
            best = Some((staffing.clone(), known));
            if is_kept {
                break;
            }
            let before = cuts.len();
            cuts.extend(self.cuts(&staffing, &verdict, &missed, replications)?);
            if cuts.len() == before {
                break;
            }
        }
        Ok(best)
    }

    /// The cheapest staffing that the rows allow, and what none costs less than.
    fn cheapest(&self, cuts: Option<&[Cut]>) -> Option<(Staffing, f64)> {
        let intervals = self.model.horizon().intervals();
        let hours = self.model.horizon().interval().as_seconds() / SECONDS_PER_HOUR;
        let column = |cell: Cell| cell.group * intervals + cell.interval;
        let floor = |cell: Cell| f64::from(self.floor[cell.group][cell.interval]);
        let mut program: Program<()> = Program::default();
        for cell in self.cells() {
            program.column(self.weight(cell) * hours, 1e5, true);
            debug_assert_eq!(program.columns.len(), column(cell) + 1);
        }
        self.add_flow(&mut program, cuts.is_some());
        for cut in cuts.unwrap_or_default() {
            let above_floor = cut.least - cut.terms.iter().map(|(cell, by)| by * floor(*cell)).sum::<f64>();
            let terms = cut.terms.iter().map(|(cell, by)| (column(*cell), *by)).collect();
            program.row(terms, Sense::AtLeast, above_floor, ());
        }
        let solved = solve(&program, EFFORT).ok()?;
        let agents = |group: usize, interval: usize| {
            solved.values[group * intervals + interval] as u32 + self.floor[group][interval]
        };
        let staffing = (0..self.floor.len()).map(|group| (0..intervals).map(|i| agents(group, i)).collect()).collect();
        let least = match solved.proof {
            Proof::Optimal => solved.cost,
            Proof::Within { bound, .. } => bound,
        };
        Some((staffing, least + self.cost(&self.floor)))
    }

    /// The load of each type goes to groups that speak for it: all of it, or what must be served.
    fn add_flow(&self, program: &mut Program<()>, only_served: bool) {
        let intervals = self.model.horizon().intervals();
        let mut taken: Vec<Vec<(usize, f64)>> = vec![Vec::new(); self.floor.len() * intervals];
        for (of_type, call_type) in self.model.call_types().iter().enumerate() {
            let share = if only_served { served(self.model, of_type) } else { 1.0 };
            for (interval, load) in carried_over(self.model, of_type).into_iter().enumerate() {
                let groups: Vec<usize> = (0..self.floor.len()).filter(|g| call_type.groups().contains(g)).collect();
                if load * share <= 1e-9 || groups.is_empty() {
                    continue;
                }
                let flows: Vec<(usize, f64)> = groups.iter().map(|_| (program.column(0.0, 1e5, false), 1.0)).collect();
                for (group, (flow, _)) in groups.iter().zip(&flows) {
                    taken[group * intervals + interval].push((*flow, 1.0));
                }
                program.row(flows, Sense::AtLeast, load * share, ());
            }
        }
        for (cell, flows) in taken.into_iter().enumerate().filter(|(_, flows)| !flows.is_empty()) {
            let mut terms = flows;
            terms.push((cell, -1.0));
            program.row(terms, Sense::AtMost, f64::from(self.floor[cell / intervals][cell % intervals]), ());
        }
    }

    /// A cut for each bound that `staffing` misses and that more agents help.
    fn cuts(
        &self,
        staffing: &Staffing,
        verdict: &Verdict,
        missed: &[Check],
        replications: &Range<u64>,
    ) -> Result<Vec<Cut>, NoRequirement> {
        let step = step(verdict);
        // What promises by the interval say of agents in intervals that lie apart can be told from one play.
        let apart = if missed.iter().all(|check| check.interval.is_some()) { APART } else { usize::MAX };
        let mut plays: Vec<Vec<Cell>> = Vec::new();
        for cell in self.cells() {
            let fits = |play: &&mut Vec<Cell>| {
                play.iter().all(|c| c.group == cell.group && c.interval.abs_diff(cell.interval).is_multiple_of(apart))
            };
            match plays.iter_mut().find(fits) {
                Some(play) => play.push(cell),
                None => plays.push(vec![cell]),
            }
        }
        let more = |play: &Vec<Cell>| play.iter().fold(staffing.clone(), |more, cell| with(&more, *cell, step));
        let verdicts = self.judge(&plays.iter().map(more).collect::<Vec<_>>(), replications)?;
        let mut cuts = Vec::new();
        for check in missed {
            let mut terms = Vec::new();
            for (play, after) in plays.iter().zip(&verdicts) {
                let gain = after.like(check).map_or(0.0, |after| after.margin - check.margin);
                // Whose agents were there in this interval or shortly before.
                let from = check.interval.map_or(0, |i| (i + 1).saturating_sub(APART));
                let until = check.interval.unwrap_or(usize::MAX);
                let near = play.iter().find(|cell| (from..=until).contains(&cell.interval));
                if let Some(cell) = near.filter(|_| gain > 1e-9) {
                    terms.push((*cell, gain / f64::from(step)));
                }
            }
            if !terms.is_empty() {
                let now = |(cell, by): &(Cell, f64)| by * f64::from(staffing[cell.group][cell.interval]);
                let least = terms.iter().map(now).sum::<f64>() - check.slack(Demanded::Estimate);
                cuts.push(Cut { terms, least });
            }
        }
        Ok(cuts)
    }
}

/// Agents by which the subgradient is taken: more where service is bad and a single one shows little. Cezik and L'Ecuyer's rule for a
/// promise of 80 %: one above a service level of 65 %, three below 50 %.
fn step(verdict: &Verdict) -> u32 {
    match verdict.slack(Demanded::Estimate) {
        good if good > -0.15 => 1,
        bad if bad > -0.30 => 2,
        _ => 3,
    }
}

/// The share of a type's calls that its promises ask to be served.
fn served(model: &Model, call_type: usize) -> f64 {
    let promises = model.promises().iter().filter(|p| p.call_type() == Some(call_type));
    let goals = promises.flat_map(Promise::goals);
    let shares = goals.map(|goal| match goal.headline() {
        Headline::ServiceLevel => goal.bound(),
        Headline::Abandonment => 1.0 - goal.bound(),
        _ => 0.0,
    });
    shares.fold(0.0, f64::max).clamp(0.0, 1.0)
}

/// Whether calls of some type may go to several groups, so that it is open who is to take them.
#[must_use]
pub fn has_several_skills(model: &Model) -> bool {
    model.call_types().iter().any(|call_type| call_type.groups().len() > 1)
}
