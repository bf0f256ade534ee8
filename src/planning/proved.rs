//! A schedule, played: where it breaks a promise the requirement is corrected, where it has agents to spare the
//! requirement is eased, until the schedule itself is proved.

use std::ops::Range;

use super::{
    requirement::{Bench, Cell, Demanded, NoRequirement, Requirement, Staffing, Verdict, without},
    shifts::{Demand, NoSchedule, Schedule, schedule},
};
use crate::model::{AgentGroup, Model, PlanTerms};

/// A schedule and what it does.
#[derive(Clone, Debug)]
pub struct Proved {
    /// The schedule.
    pub schedule: Schedule,
    /// The requirement that it was made for, corrections included.
    pub required: Staffing,
    /// What becomes of the promises under it.
    pub verdict: Verdict,
    /// How often the requirement was raised because the schedule broke a promise.
    pub raised: usize,
    /// How often it was eased because a cheaper schedule keeps the promises too.
    pub eased: usize,
}

/// Why there is no proved schedule.
#[derive(Clone, Debug)]
pub enum NotProved {
    /// No schedule keeps the rules.
    NoSchedule(NoSchedule),
    /// The playing was stopped, or more agents did not help.
    NoRequirement(NoRequirement),
}

impl From<NoSchedule> for NotProved {
    fn from(why: NoSchedule) -> Self {
        Self::NoSchedule(why)
    }
}

impl From<NoRequirement> for NotProved {
    fn from(why: NoRequirement) -> Self {
        Self::NoRequirement(why)
    }
}

/// Most corrections of a requirement.
const MOST_ROUNDS: usize = 12;
/// By how much an hour below the requirement gets dearer when its price was too low for a promise.
const DEARER: f64 = 1.5;

/// The demand that a staffing is.
#[must_use]
pub fn demand(model: &Model, required: &Staffing) -> Demand {
    let horizon = model.horizon();
    Demand {
        required: required.clone(),
        intervals_a_day: horizon.intervals_a_day(),
        days: horizon.days(),
        interval_hours: horizon.interval().as_seconds() / crate::units::SECONDS_PER_HOUR,
        gross: model.agent_groups().iter().map(gross).collect(),
    }
}

/// Paid people for one agent on the line.
#[must_use]
pub fn gross(group: &AgentGroup) -> f64 {
    group.paid_hours(1.0)
}

/// The people that a schedule takes, shrinkage included.
#[must_use]
pub fn people(schedule: &Schedule, model: &Model, terms: &PlanTerms) -> f64 {
    let groups = model.agent_groups().iter().enumerate();
    groups.map(|(index, group)| f64::from(schedule.agents(terms, Some(index))) * gross(group)).sum()
}

/// The cheapest schedule that keeps the promises, of a requirement that does, whatever finance gives.
///
/// # Errors
///
/// [`NotProved`] when the shifts cannot reach the requirement, or the playing was stopped.
pub fn prove(
    bench: &Bench<'_>,
    requirement: &Requirement,
    terms: &PlanTerms,
    callers: &Range<u64>,
) -> Result<Proved, NotProved> {
    let mut terms = PlanTerms { head_count: None, ..terms.clone() };
    let demanded = if requirement.proof.is_kept(Demanded::Surely) { Demanded::Surely } else { Demanded::Estimate };
    let mut required = requirement.required.clone();
    let mut raised = 0;
    loop {
        let found = schedule(&demand(bench.model, &required), &terms)?;
        let verdict = judge(bench, &found.on_line, callers)?;
        if verdict.is_kept(demanded) || raised == MOST_ROUNDS {
            let proved = Proved { schedule: found, required, verdict, raised, eased: 0 };
            let others = callers.end..callers.end + (callers.end - callers.start);
            // Easing tries agent by agent, for which a coarse search had no effort to spare.
            if requirement.coarse.is_some() {
                let verdict = judge(bench, &proved.schedule.on_line, &others)?;
                return Ok(Proved { verdict, ..proved });
            }
            return Ok(held(bench, ease(bench, proved.clone(), &terms, callers)?, proved, &others)?);
        }
        raise(&mut required, &found, &verdict, demanded);
        // A price of nothing stays nothing however often it is multiplied.
        let cheapest = terms.shift_types.iter().map(|of| of.cost_per_hour).fold(f64::INFINITY, f64::min);
        let dearer = |price: f64| if price > 0.0 { price * DEARER } else { cheapest.clamp(1.0, 1e9) };
        terms.understaffing = terms.understaffing.map(dearer);
        raised += 1;
    }
}

/// The eased schedule, or where other callers than those it was found with say that it misses a promise, the other one.
/// Either with what those callers say.
fn held(bench: &Bench<'_>, eased: Proved, other: Proved, callers: &Range<u64>) -> Result<Proved, NoRequirement> {
    let verdict = judge(bench, &eased.schedule.on_line, callers)?;
    if eased.eased == 0 || verdict.is_kept(Demanded::Estimate) {
        return Ok(Proved { verdict, ..eased });
    }
    Ok(Proved { verdict: judge(bench, &other.schedule.on_line, callers)?, ..other })
}

fn judge(bench: &Bench<'_>, on_line: &Staffing, callers: &Range<u64>) -> Result<Verdict, NoRequirement> {
    bench.judge(std::slice::from_ref(on_line), callers)?.pop().ok_or(NoRequirement::Stopped)
}

/// One agent more where a promise is missed, or, of a promise by the day, where agents are missing.
fn raise(required: &mut Staffing, found: &Schedule, verdict: &Verdict, demanded: Demanded) {
    let missed: Vec<Option<usize>> = verdict
        .deciding(demanded)
        .iter()
        .filter(|check| check.slack(demanded) < 0.0)
        .map(|check| check.interval)
        .collect();
    for (of_group, there) in required.iter_mut().zip(&found.on_line) {
        for (interval, (needed, there)) in of_group.iter_mut().zip(there).enumerate() {
            let is_missed = missed.iter().any(|at| at.map_or(*there < *needed, |at| at == interval));
            if is_missed && *needed > 0 {
                *needed = (*needed).max(*there) + 1;
            }
        }
    }
}

/// Asks for fewer where the schedule has just what is required, as long as that makes it cheaper and keeps the promises.
fn ease(bench: &Bench<'_>, mut proved: Proved, terms: &PlanTerms, callers: &Range<u64>) -> Result<Proved, NotProved> {
    // Only what is surely to spare.
    let demanded = Demanded::Surely;
    if !proved.verdict.is_kept(demanded) {
        return Ok(proved);
    }
    for _ in 0..MOST_ROUNDS {
        let Some(required) = eased(bench, &proved, demanded, callers)? else { break };
        let found = schedule(&demand(bench.model, &required), terms)?;
        if found.pay >= proved.schedule.pay - 1e-6 {
            break;
        }
        let verdict = judge(bench, &found.on_line, callers)?;
        if !verdict.is_kept(demanded) {
            break;
        }
        let (raised, eased) = (proved.raised, proved.eased + 1);
        proved = Proved { schedule: found, required, verdict, raised, eased };
    }
    Ok(proved)
}

/// The requirement less what the schedule's own surplus elsewhere makes up for; `None` where nothing is.
fn eased(
    bench: &Bench<'_>,
    proved: &Proved,
    demanded: Demanded,
    callers: &Range<u64>,
) -> Result<Option<Staffing>, NoRequirement> {
    let on_line = &proved.schedule.on_line;
    let is_tight = |cell: &Cell| on_line[cell.group][cell.interval] <= proved.required[cell.group][cell.interval];
    let cells: Vec<Cell> = bench.spare(on_line).into_iter().filter(is_tight).collect();
    let tried: Vec<Staffing> = cells.iter().map(|cell| without(on_line, *cell)).collect();
    let verdicts = bench.judge(&tried, callers)?;
    let mut kept: Vec<(Cell, Verdict)> =
        cells.into_iter().zip(verdicts).filter(|(_, after)| after.is_kept(demanded)).collect();
    if kept.is_empty() {
        return Ok(None);
    }
    kept.sort_by(|a, b| b.1.slack(demanded).total_cmp(&a.1.slack(demanded)));
    let batch = super::requirement::foretold(&proved.verdict, &kept, demanded);
    Ok(Some(batch.iter().fold(proved.required.clone(), |required, cell| without(&required, *cell))))
}

/// The most that a head count can do: the schedule that misses the least of the requirement.
///
/// # Errors
///
/// [`NotProved`] when other rules contradict the head count, or the playing was stopped.
pub fn with_head_count(
    bench: &Bench<'_>,
    required: &Staffing,
    terms: &PlanTerms,
    callers: &Range<u64>,
) -> Result<Proved, NotProved> {
    let dearest = terms.shift_types.iter().map(|of| of.cost_per_hour).fold(1.0, f64::max);
    // Dear enough that nobody stays at home to save pay.
    let price = terms.understaffing.unwrap_or(0.0).max(20.0 * dearest);
    let terms = PlanTerms { understaffing: Some(price), ..terms.clone() };
    let found = schedule(&demand(bench.model, required), &terms)?;
    let verdict = judge(bench, &found.on_line, callers)?;
    Ok(Proved { schedule: found, required: required.clone(), verdict, raised: 0, eased: 0 })
}
