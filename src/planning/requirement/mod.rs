//! The fewest agents in each interval that keep the promises.
//!
//! From Erlang A ([`start`]) by simulation (`search`): first on few callers by the estimates, then on more by
//! their confidence intervals, and at the end on callers that the search never met, with the promises held once more
//! against that staffing and against the same with one agent fewer, for every agent. Where that would play more than the
//! effort allows, `coarse` looks in blocks and on fewer days, and says so.

mod coarse;
mod concentrate;
mod cuts;
mod given_up;
mod judge;
mod present;
mod provable;
mod search;
mod start;
mod trade;
mod volume;

use std::ops::Range;

pub use coarse::{Coarse, about as about_within};
pub use cuts::{Cuts, has_several_skills};
pub use given_up::{GivenUp, given_up};
pub use judge::{Check, Demanded, Verdict};
pub use provable::Unprovable;
pub use search::{Bench, Cell, NoRequirement, Staffing, foretold, without};
pub use start::{Interval, start};
pub use volume::{NoQuantile, QuantileOfVolume, at_volume, quantile_of_volume};

use crate::{
    experiment::{Watcher, work_of_replication},
    model::{KeptOver, Model, PlanTerms, Promise, Study},
    stats::Confidence,
};

/// How many times the study's replications the search and the proof take, for sharper intervals.
const SHARPER: u64 = 4;
/// How often the search goes on when its answer does not stand the proof.
const MOST_PROOFS: u64 = 4;
/// Times the study's replications that the search plays for each agent group and interval, about: two rounds of the
/// first search, one of the second and the proof on four times as many.
const ROUNDS: f64 = 10.0;
/// The same where some promise is by the day, and agents are exchanged between intervals.
const ROUNDS_BY_DAY: f64 = 30.0;

/// What becomes of the promises when one agent is taken away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removals {
    /// Agents (of a group in an interval) whose removal surely breaks a promise.
    pub surely_break: usize,
    /// Whose removal breaks one by the estimate, or leaves one in doubt.
    pub in_doubt: usize,
    /// Who could go.
    pub keep: usize,
    /// Who stay because a group has a floor, or its last agent.
    pub at_floor: usize,
}

/// The fewest agents, and the proof.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// What each group faces in each interval, and what Erlang A says.
    pub start: Vec<Vec<Interval>>,
    /// Agents on the line, by group and interval.
    pub required: Staffing,
    /// What they cost, in the unit of [`Cuts::bound`].
    pub cost: f64,
    /// What the integer program said, where calls may go to several groups.
    pub cuts: Option<Cuts>,
    /// What became of the promises on callers that the search never met.
    pub proof: Verdict,
    /// What becomes of them with one agent fewer, for each cell that is above its floor.
    pub removed: Vec<(Cell, Verdict)>,
    /// How many there are of which kind.
    pub removals: Removals,
    /// The replications that proved it.
    pub callers: Range<u64>,
    /// How far the search went, where the effort did not suffice for all of it.
    pub coarse: Option<Coarse>,
}

/// Finds the fewest agents that keep the promises of `model`, whatever it takes.
///
/// # Errors
///
/// [`NoRequirement`] when no staffing does, or somebody said stop.
pub fn requirement(
    model: &Model,
    study: &Study,
    terms: &PlanTerms,
    threads: usize,
    watcher: &dyn Watcher,
) -> Result<Requirement, NoRequirement> {
    requirement_within(model, study, terms, (threads, watcher), f64::INFINITY)
}

/// Calls that the whole search for `model` plays, about.
#[must_use]
pub fn whole_effort(model: &Model, study: &Study) -> f64 {
    let cells = (model.horizon().intervals() * model.agent_groups().len()) as f64;
    let is_by_day = |promise: &Promise| promise.keeping().over == KeptOver::Day;
    let rounds = if model.promises().iter().any(is_by_day) { ROUNDS_BY_DAY } else { ROUNDS };
    study.most_replications().max(2) as f64 * work_of_replication(model) * cells * rounds
}

/// Finds the fewest agents that keep the promises of `model`, with about `effort` calls where the whole search would play more.
///
/// # Errors
///
/// As [`requirement`].
pub fn requirement_within(
    model: &Model,
    study: &Study,
    terms: &PlanTerms,
    (threads, watcher): (usize, &dyn Watcher),
    effort: f64,
) -> Result<Requirement, NoRequirement> {
    let begin = start(model);
    let bench = bench(model, study, terms, (threads, watcher), &begin);
    let few = study.most_replications().max(2);
    provable::provable(model, bench.confidence, few, SHARPER)?;
    let first: Staffing = begin
        .iter()
        .zip(&bench.floor)
        .map(|(of_group, floor)| of_group.iter().zip(floor).map(|(i, floor)| i.agents.max(*floor)).collect())
        .collect();
    let whole = whole_effort(model, study);
    if whole > effort {
        return coarse::coarse(&bench, begin, first, (few * SHARPER, whole), effort);
    }
    watcher.turned_to("few days, from Erlang A");
    let (staffing, cuts) = if has_several_skills(model) {
        cheaper_of_two(&bench, first, few)?
    } else {
        (about_required(&bench, first, few)?, None)
    };
    let mut staffing = present::cheaper_from_present(&bench, staffing, few)?;
    let many = few * SHARPER;
    let mut from = few;
    for round in 1..=MOST_PROOFS {
        let callers = from..from + many;
        watcher.turned_to("more days, by the intervals");
        let (raised, verdict) = bench.raise(staffing, Demanded::Surely, &callers)?;
        let (lowered, verdict) = bench.lower(raised, verdict, Demanded::Surely, &callers)?;
        let found = exchanged(&bench, lowered, verdict, Demanded::Surely, &callers)?;
        (staffing, _) = present::no_dearer_than_present(&bench, found, Demanded::Surely, &callers)?;
        watcher.turned_to("the proof");
        from += many;
        let (proof, removed) = prove(&bench, &staffing, &(from..from + many))?;
        let removals = removals(&bench, &staffing, &removed);
        let stands = proof.is_kept(Demanded::Estimate) && removals.keep == 0;
        if stands || round == MOST_PROOFS {
            return Ok(Requirement {
                start: begin,
                cost: bench.cost(&staffing),
                required: staffing,
                cuts,
                proof,
                removed,
                removals,
                callers: from..from + many,
                coarse: None,
            });
        }
    }
    Err(NoRequirement::Stopped)
}

/// About as many agents as keep the promises, by the estimates of few callers and without a proof.
///
/// # Errors
///
/// As [`requirement`].
pub fn about_required(bench: &Bench<'_>, from: Staffing, replications: u64) -> Result<Staffing, NoRequirement> {
    let callers = 0..replications.max(2);
    let (staffing, verdict) = bench.raise(from, Demanded::Estimate, &callers)?;
    let (staffing, verdict) = bench.lower(staffing, verdict, Demanded::Estimate, &callers)?;
    exchanged(bench, staffing, verdict, Demanded::Estimate, &callers).map(|(staffing, _)| staffing)
}

/// Of several skills: the search from where the integer program with cuts ends, and from Erlang A's agents of each type's first
/// group; the cheaper of both.
fn cheaper_of_two(bench: &Bench<'_>, first: Staffing, few: u64) -> Result<(Staffing, Option<Cuts>), NoRequirement> {
    let by_cuts = bench.by_cuts(&(0..few))?;
    let cuts = by_cuts.as_ref().map(|(_, cuts)| *cuts);
    let from_cuts = by_cuts.map(|(staffing, _)| about_required(bench, staffing, few));
    let from_erlang = about_required(bench, first, few);
    let cheaper = match (from_cuts, from_erlang) {
        (Some(Ok(a)), Ok(b)) => {
            if bench.cost(&a) <= bench.cost(&b) {
                a
            } else {
                b
            }
        }
        (Some(Ok(only)), Err(NoRequirement::Unreachable(_))) => only,
        (_, other) => other?,
    };
    Ok((cheaper, cuts))
}

/// Agents exchanged for fewer or cheaper ones, as long as that keeps the promises.
fn exchanged(
    bench: &Bench<'_>,
    staffing: Staffing,
    verdict: Verdict,
    demanded: Demanded,
    callers: &Range<u64>,
) -> Result<(Staffing, Verdict), NoRequirement> {
    let (staffing, verdict) = bench.swap(staffing, verdict, demanded, callers)?;
    if has_several_skills(bench.model) {
        bench.trade(staffing, verdict, demanded, callers)
    } else {
        Ok((staffing, verdict))
    }
}

/// How staffings are judged, and the fewest agents of each cell.
pub fn bench<'a>(
    model: &'a Model,
    study: &Study,
    terms: &PlanTerms,
    (threads, watcher): (usize, &'a dyn Watcher),
    begin: &[Vec<Interval>],
) -> Bench<'a> {
    let least = |interval: &Interval| if interval.calls > 1e-9 { terms.least_agents } else { 0 };
    Bench {
        model,
        seed: study.seed(),
        threads,
        confidence: Confidence::new(study.confidence()).unwrap_or(Confidence::NINETY_FIVE),
        floor: begin.iter().map(|of_group| of_group.iter().map(least).collect()).collect(),
        watcher,
    }
}

/// The staffing, and the same with each agent taken away, on callers of their own.
fn prove(
    bench: &Bench<'_>,
    staffing: &Staffing,
    callers: &Range<u64>,
) -> Result<(Verdict, Vec<(Cell, Verdict)>), NoRequirement> {
    let spare = bench.spare(staffing);
    let all: Vec<Staffing> =
        std::iter::once(staffing.clone()).chain(spare.iter().map(|cell| without(staffing, *cell))).collect();
    let mut verdicts = bench.judge(&all, callers)?.into_iter();
    let proof = verdicts.next().ok_or(NoRequirement::Stopped)?;
    Ok((proof, spare.into_iter().zip(verdicts).collect()))
}

fn removals(bench: &Bench<'_>, staffing: &Staffing, removed: &[(Cell, Verdict)]) -> Removals {
    let staffed = staffing.iter().flatten().filter(|agents| **agents > 0).count();
    let mut count = Removals { at_floor: staffed.saturating_sub(bench.spare(staffing).len()), ..Removals::default() };
    for (_, verdict) in removed {
        if verdict.is_surely_missed() {
            count.surely_break += 1;
        } else if verdict.is_kept(Demanded::Surely) {
            count.keep += 1;
        } else {
            count.in_doubt += 1;
        }
    }
    count
}
