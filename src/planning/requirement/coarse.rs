//! The search where playing every agent of every interval takes too long: in blocks, from the whole time down to
//! single intervals, within an effort that is stated beforehand.
//!
//! What a change does is asked of few days (*scouts*), in pairs on the same callers; how well the promises are kept is asked of
//! more. A change that the sum of effects allows is played on these, and taken where the promises hold there. Work that
//! can wait has memory over the day: one agent moved in time changes little, the day's total much, and that is found first. Where
//! a search ends depends on where it begins, so the present agents are a second start where they keep the promises or nearly, and
//! agents of one part of the day are given for fewer in the others (`concentrate`). The
//! effort is a number of calls, not of seconds, so that the same seed gives the same plan on every machine.

use std::ops::Range;

use super::{
    Requirement,
    concentrate::concentrated,
    has_several_skills,
    judge::{Demanded, Verdict},
    present::cheaper_present,
    provable::provable,
    removals,
    search::{Bench, Cell, NoRequirement, Staffing, without},
    start::Interval,
};
use crate::{experiment::work_of_replication, model::Model};

/// Rounds of a lift; each takes more than the one before, together some forty times the agents.
const MOST_LIFTS: i32 = 15;
/// What a lift adds at first, as a share of the agents.
const LIFT: f64 = 0.05;
/// Verdicts that the effort is to suffice for.
const VERDICTS: f64 = 60.0;
/// The part of the effort that the search may take before its first proof, and each time it goes on after one.
const FIRST: f64 = 0.7;
const NEXT: f64 = 0.1;
/// The part of the effort that each of several starts may take until the cheapest goes on.
const A_START: f64 = 0.12;
/// Parts of the effort that scouts of one level may take.
const LEVELS: f64 = 16.0;
/// Batches that may fail at one level before the next is looked at.
const MOST_FAILED: usize = 4;
/// Rounds of scouts at one level.
const MOST_ROUNDS: usize = 4;
/// How often the search goes on when its answer misses a promise on the callers of the proof.
const MOST_PROOFS: usize = 3;
/// What a first removal takes of the agents of a block, as a share; later ones take single agents.
const SHARES: [f64; 2] = [0.15, 0.05];

/// A search that was not carried to single agents and the study's own replications.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coarse {
    /// Calls that the search was allowed to play.
    pub effort: f64,
    /// What the whole search would play, about.
    pub whole: f64,
    /// Intervals of the finest block whose agents were tried.
    pub block: usize,
    /// Replications of each verdict.
    pub verdict: u64,
    /// Replications on which it was asked what becomes of the promises without an agent.
    pub removal: u64,
}

/// Agents of some cells, more or fewer, and the pay of an hour that it saves.
#[derive(Clone, Debug)]
pub(super) struct Change {
    by: Vec<(Cell, i64)>,
    pub(super) saves: f64,
}

impl Change {
    pub(super) fn new(bench: &Bench<'_>, by: Vec<(Cell, i64)>) -> Self {
        Self { saves: by.iter().map(|(cell, by)| -(*by as f64) * bench.weight(*cell)).sum(), by }
    }

    pub(super) fn made_to(&self, staffing: &Staffing, floor: &Staffing) -> Option<Staffing> {
        let mut after = staffing.clone();
        for (cell, by) in &self.by {
            let agents = i64::from(after[cell.group][cell.interval]) + by;
            if *by < 0 && agents < i64::from(floor[cell.group][cell.interval]) {
                return None;
            }
            after[cell.group][cell.interval] = u32::try_from(agents).ok()?;
        }
        // The last agent of a group stays; one that is closed may stay so.
        let has_some = |of_group: &Vec<u32>| of_group.iter().any(|agents| *agents > 0);
        after.iter().zip(staffing).all(|(after, before)| has_some(after) || !has_some(before)).then_some(after)
    }
}

/// What may still be played, in replications.
pub(super) struct Purse {
    pub(super) left: f64,
}

impl Purse {
    pub(super) fn spend(&mut self, staffings: usize, replications: &Range<u64>) {
        self.left -= staffings as f64 * (replications.end - replications.start) as f64;
    }
}

/// A staffing and what is known of it.
pub(super) type Found = (Staffing, Verdict);

/// The fewest agents within `effort` calls.
///
/// # Errors
///
/// [`NoRequirement`] when no staffing keeps the promises, so many days could not prove them, or somebody said stop.
pub fn coarse(
    bench: &Bench<'_>,
    begin: Vec<Vec<Interval>>,
    first: Staffing,
    (most, whole): (u64, f64),
    effort: f64,
) -> Result<Requirement, NoRequirement> {
    let all = effort / work_of_replication(bench.model);
    let mut verdicts = ((all / VERDICTS) as u64).clamp(10, most.max(10));
    // As many days as can prove the promises at all.
    while provable(bench.model, bench.confidence, verdicts, 1).is_err() && verdicts < most {
        verdicts = (verdicts * 2).min(most);
    }
    provable(bench.model, bench.confidence, verdicts, 1)?;
    let few = (verdicts / 4).max(5);
    bench.watcher.turned_to("as many agents as it takes");
    let (mut staffing, _) = lift(bench, first, Demanded::Estimate, &(0..few))?;
    let mut block = bench.model.horizon().intervals();
    let mut from = few;
    for proof in 1..=MOST_PROOFS {
        let callers = from..from + verdicts;
        let found = lift(bench, staffing, Demanded::Surely, &callers)?;
        let mut purse = Purse { left: all * if proof == 1 { FIRST } else { NEXT } };
        let found = if proof == 1 { best_start(bench, found, &callers, all, (&mut purse, &mut block))? } else { found };
        let found = ease(bench, found, Demanded::Surely, &callers, &mut purse, &mut block)?;
        staffing = match cheaper_present(bench, &found.0, Demanded::Surely, &callers)? {
            Some(present) => {
                purse.left = all * NEXT;
                ease(bench, present, Demanded::Surely, &callers, &mut purse, &mut block)?.0
            }
            None => found.0,
        };
        bench.watcher.turned_to("the proof");
        from += verdicts;
        let callers = from..from + verdicts;
        let verdict = bench.judge_one(&staffing, &callers)?;
        if verdict.is_kept(Demanded::Estimate) || proof == MOST_PROOFS {
            let spare = bench.spare(&staffing);
            let removal = ((all * 0.2 / spare.len().max(1) as f64) as u64).clamp(2, verdicts);
            let fewer: Vec<Staffing> = spare.iter().map(|cell| without(&staffing, *cell)).collect();
            let judged = bench.judge(&fewer, &(from..from + removal))?;
            let removed: Vec<(Cell, Verdict)> = spare.into_iter().zip(judged).collect();
            return Ok(Requirement {
                start: begin,
                cost: bench.cost(&staffing),
                cuts: None,
                proof: verdict,
                removals: removals(bench, &staffing, &removed),
                removed,
                callers,
                coarse: Some(Coarse { effort, whole, block, verdict: verdicts, removal }),
                required: staffing,
            });
        }
    }
    Err(NoRequirement::Stopped)
}

/// Of `found` and of what becomes of the present agents, where these keep the promises or nearly, the cheaper after a short search;
/// and agents concentrated in time where that is cheaper still.
fn best_start(
    bench: &Bench<'_>,
    mut found: Found,
    callers: &Range<u64>,
    all: f64,
    (purse, block): (&mut Purse, &mut usize),
) -> Result<Found, NoRequirement> {
    let demanded = Demanded::Surely;
    let mut short = |found: Found, purse: &mut Purse| {
        let mut own = Purse { left: all * A_START };
        let found = ease(bench, found, demanded, callers, &mut own, block);
        purse.left -= all * A_START - own.left;
        found
    };
    if let Some(present) = bench.nearly_enough(&found.0, callers)? {
        match lift(bench, present, demanded, callers) {
            Ok(other) => {
                let (own, other) = (short(found, purse)?, short(other, purse)?);
                found = if bench.cost(&other.0) < bench.cost(&own.0) - 1e-9 { other } else { own };
            }
            Err(NoRequirement::OutOfReach(_)) => {}
            Err(why) => return Err(why),
        }
    }
    concentrated(bench, found, demanded, callers, purse)
}

/// About as many agents as keep the promises by the estimates, within `effort` calls.
///
/// # Errors
///
/// [`NoRequirement`] when no staffing keeps the promises, or somebody said stop.
pub fn about(bench: &Bench<'_>, from: Staffing, most: u64, effort: f64) -> Result<Staffing, NoRequirement> {
    let all = effort / work_of_replication(bench.model);
    let few = ((all / VERDICTS) as u64).clamp(5, most.max(5));
    let found = lift(bench, from, Demanded::Estimate, &(0..few))?;
    let (mut purse, mut block) = (Purse { left: all }, usize::MAX);
    ease(bench, found, Demanded::Estimate, &(0..few), &mut purse, &mut block).map(|(staffing, _)| staffing)
}

/// More agents wherever a promise is missed, in growing steps, until all are kept.
fn lift(
    bench: &Bench<'_>,
    mut staffing: Staffing,
    demanded: Demanded,
    callers: &Range<u64>,
) -> Result<Found, NoRequirement> {
    for round in 0..MOST_LIFTS {
        let verdict = bench.judge_one(&staffing, callers)?;
        if verdict.is_kept(demanded) {
            return Ok((staffing, verdict));
        }
        let share = LIFT * 2f64.powi(round / 3);
        for cell in bench.cells().filter(|cell| is_wanted(bench.model, &verdict, demanded, *cell)) {
            let agents = &mut staffing[cell.group][cell.interval];
            *agents += ((f64::from(*agents) * share).ceil() as u32).max(1);
        }
    }
    let verdict = bench.judge_one(&staffing, callers)?;
    if verdict.is_kept(demanded) {
        return Ok((staffing, verdict));
    }
    Err(NoRequirement::OutOfReach(bench.missed(&verdict, demanded)))
}

/// Whether the cell's agents answer calls of a promise that is missed in this interval or the next, or by the day.
fn is_wanted(model: &Model, verdict: &Verdict, demanded: Demanded, cell: Cell) -> bool {
    verdict.deciding(demanded).iter().filter(|check| check.slack(demanded) < 0.0).any(|check| {
        let of = model.promises()[check.promise].call_type();
        let mut types = (0..model.call_types().len()).filter(|t| of.is_none_or(|of| of == *t));
        let answers =
            |t: usize| model.call_types()[t].groups().contains(&cell.group) && has_calls(model, t, cell.interval);
        types.any(answers) && check.interval.is_none_or(|i| cell.interval <= i && cell.interval + 2 > i)
    })
}

/// Whether first calls of a type are to be expected in an interval.
fn has_calls(model: &Model, call_type: usize, interval: usize) -> bool {
    let length = model.horizon().interval().as_seconds();
    let until = |i: usize| model.expected_calls_of(call_type, i as f64 * length);
    until(interval + 1) - until(interval) > 1e-9
}

/// Fewer or cheaper agents, block by block, from the whole time down to single intervals, as long as the purse lasts.
fn ease(
    bench: &Bench<'_>,
    mut found: Found,
    demanded: Demanded,
    callers: &Range<u64>,
    purse: &mut Purse,
    block: &mut usize,
) -> Result<Found, NoRequirement> {
    let share = purse.left / LEVELS;
    for (length, of_agents) in levels(bench.model) {
        let mut failed = 0;
        for _ in 0..MOST_ROUNDS {
            let changes = changes(bench, &found.0, length, of_agents);
            let scouts = (share / changes.len().max(1) as f64) as u64;
            // Fewer than two scouts tell nothing.
            if changes.is_empty() || scouts < 2 || purse.left <= 0.0 {
                break;
            }
            *block = (*block).min(length);
            bench.watcher.turned_to(&match length {
                1 => "single intervals".to_owned(),
                more => format!("blocks of {more} intervals"),
            });
            let scouts = callers.start..callers.end.min(callers.start + scouts);
            let before = failed;
            let better = step(bench, &found, changes, demanded, (callers, &scouts), purse, &mut failed)?;
            let Some(better) = better else { break };
            found = better;
            if failed >= MOST_FAILED || failed > before + 1 {
                break;
            }
        }
    }
    Ok(found)
}

/// Blocks of intervals by length, and what share of their agents goes at once; a share of 0 is one agent.
fn levels(model: &Model) -> Vec<(usize, f64)> {
    let (all, day) = (model.horizon().intervals(), model.horizon().intervals_a_day());
    let mut levels: Vec<(usize, f64)> = SHARES.iter().map(|share| (all, *share)).collect();
    levels.push((all, 0.0));
    let mut length = if day < all { day } else { day.div_ceil(2) };
    while length > 1 {
        levels.push((length, SHARES[1]));
        levels.push((length, 0.0));
        length = length.div_ceil(2);
    }
    levels.push((1, 0.0));
    levels
}

/// What may be tried with blocks of `length` intervals: fewer agents, and of several skills agents of another group for them.
fn changes(bench: &Bench<'_>, staffing: &Staffing, length: usize, share: f64) -> Vec<Change> {
    let (intervals, day) = (bench.model.horizon().intervals(), bench.model.horizon().intervals_a_day());
    let within = if length > day { intervals } else { day };
    let blocks = (0..intervals / within)
        .flat_map(|d| (0..within).step_by(length).map(move |i| d * within + i..d * within + (i + length).min(within)));
    let groups = bench.model.agent_groups().len();
    let mut found = Vec::new();
    for block in blocks {
        let fewer = |group: usize, agents: u32| -> Vec<(Cell, i64)> {
            let cells = block.clone().map(|interval| Cell { group, interval });
            let of = |cell: Cell| {
                let (now, floor) = (staffing[group][cell.interval], bench.floor[group][cell.interval]);
                let some = ((f64::from(now) * share).round() as u32).max(agents).min(now.saturating_sub(floor));
                (some >= agents).then_some((cell, -i64::from(some)))
            };
            cells.filter_map(of).collect()
        };
        for group in 0..groups {
            found.push(Change::new(bench, fewer(group, 1)));
            if share > 0.0 || !has_several_skills(bench.model) {
                continue;
            }
            for other in (0..groups).filter(|other| *other != group) {
                for agents in [1, 2] {
                    let mut by = fewer(group, agents);
                    let comes: Vec<(Cell, i64)> =
                        by.iter().map(|(cell, _)| (Cell { group: other, ..*cell }, 1)).collect();
                    by.iter_mut().for_each(|(_, by)| *by = -i64::from(agents));
                    by.extend(comes);
                    found.push(Change::new(bench, by));
                }
            }
        }
    }
    found.retain(|change| change.saves > 1e-9 && change.made_to(staffing, &bench.floor).is_some());
    found
}

/// What scouts say of a staffing, and of the same with each of the changes.
pub(super) fn scouted(
    bench: &Bench<'_>,
    staffing: &Staffing,
    changes: Vec<Change>,
    scouts: &Range<u64>,
    purse: &mut Purse,
) -> Result<(Verdict, Vec<(Change, Verdict)>), NoRequirement> {
    let after = changes.into_iter().filter_map(|change| Some((change.made_to(staffing, &bench.floor)?, change)));
    let (mut tried, changes): (Vec<Staffing>, Vec<Change>) = after.unzip();
    tried.push(staffing.clone());
    purse.spend(tried.len(), scouts);
    let mut judged = bench.judge(&tried, scouts)?;
    let before = judged.pop().ok_or(NoRequirement::Stopped)?;
    Ok((before, changes.into_iter().zip(judged).collect()))
}

/// The changes that the sum of their effects allows, dearest savings for the least loss first, played together; half of
/// them where that misses a promise. `None` where none is allowed, or all fail.
fn step(
    bench: &Bench<'_>,
    (staffing, verdict): &Found,
    changes: Vec<Change>,
    demanded: Demanded,
    (callers, scouts): (&Range<u64>, &Range<u64>),
    purse: &mut Purse,
    failed: &mut usize,
) -> Result<Option<Found>, NoRequirement> {
    let (before, scouted) = scouted(bench, staffing, changes, scouts, purse)?;
    let mut allowed: Vec<(Change, Verdict, f64)> = Vec::new();
    for (change, after) in scouted {
        let alone = verdict.with_effect(&before, &after);
        if alone.is_kept(demanded) {
            let loss = (verdict.slack(demanded) - alone.slack(demanded)).max(1e-6);
            let value = change.saves / loss;
            allowed.push((change, after, value));
        }
    }
    allowed.sort_by(|a, b| b.2.total_cmp(&a.2));
    let (mut batch, mut left): (Vec<Change>, Verdict) = (Vec::new(), verdict.clone());
    for (change, after, _) in allowed {
        let next = left.with_effect(&before, &after);
        if batch.is_empty() || next.is_kept(demanded) {
            (left, batch) = (next, [batch, vec![change]].concat());
        }
    }
    while !batch.is_empty() && *failed < MOST_FAILED && purse.left > 0.0 {
        let made = |now: Option<Staffing>, change: &Change| {
            now.and_then(|now| change.made_to(&now, &bench.floor).or(Some(now)))
        };
        let Some(all) = batch.iter().fold(Some(staffing.clone()), made) else { break };
        purse.spend(1, callers);
        let after = bench.judge_one(&all, callers)?;
        if all != *staffing && after.is_kept(demanded) {
            return Ok(Some((all, after)));
        }
        *failed += 1;
        batch.truncate(batch.len() / 2);
    }
    Ok(None)
}
