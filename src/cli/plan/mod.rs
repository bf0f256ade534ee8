//! `onering plan`.

mod arguments;
mod intraday;
mod pictures;

pub use arguments::PlanArguments;

use super::{
    Ending, Failure, effort,
    output::Output,
    progress::Overseer,
    run::{csv, outcome},
};
use crate::{
    experiment::{PointResult, PromiseOutcome, Task, run as play, work_of_replication},
    model::{Arrivals, Goal, Headline, Model, PlanTerms, Promise, ServiceLevelRule},
    planning::{
        NotProved, Proved, gross, people, prove,
        requirement::{
            Bench, Demanded, NoRequirement, QuantileOfVolume, Requirement, Staffing, about_required, about_within,
            at_volume, bench, given_up, quantile_of_volume, requirement_within, start, whole_effort,
        },
        shifts::{Schedule, pay_by_interval},
        with_head_count,
    },
    report::{
        Designed, Money, json, percent,
        plan::{
            AtVolume, PlanOutcome, Scheduled, clash_line, clash_text, given_up_text, plan_details, plan_findings,
            plan_rows, plan_table, plan_workbook, shifts_calendar,
        },
        record,
    },
    scenario::Scenario,
};

/// Volumes at which the plan is played, as multiples of what was planned for.
const VOLUMES: [f64; 5] = [0.8, 0.9, 1.0, 1.1, 1.2];
/// Head counts between finance's and the plan's that are scheduled for the picture.
const MOST_BETWEEN: u32 = 4;
/// Replications of one staffing that a plan plays at least, however small its effort.
const LEAST: f64 = 500.0;
/// The part of the effort that goes into looking for the staff of one other volume.
const FOR_A_VOLUME: f64 = 0.05;

/// Finds the fewest agents, the shifts, and what finance's head count misses.
pub fn plan(asked: &PlanArguments) -> Result<Ending, Failure> {
    if asked.intraday.from.is_some() {
        return intraday::intraday(asked);
    }
    let scenario = Scenario::load(&asked.play.file, &asked.play.overrides())?;
    let mut terms = scenario.plan_terms().clone();
    terms.head_count = asked.head_count.or(terms.head_count);
    let (promised, unpromised) = promised(scenario.model())?;
    let (model, volume) = at_quantile(&promised, &terms)?;
    check_effort(asked, &scenario, &model)?;
    let mut output = Output::open(&asked.play)?;
    let overseer = Overseer::new(0.0, &asked.play);
    let all_promises = all_promises(scenario.model(), &promised);
    let found = Planner { asked, scenario: &scenario, model, terms, all_promises, overseer: &overseer }.plan(volume);
    overseer.finish();
    let mut plan = found?;
    plan.outcome.warnings.extend(unpromised);
    let of_cost = judged_costs(scenario.model(), &plan);
    let keeps_costs = of_cost.iter().all(|(_, is_kept)| *is_kept);
    plan.outcome.warnings.extend(of_cost.into_iter().map(|(warning, _)| warning));
    plan.outcome.warnings.extend(given_up_text(&plan));
    write(asked, &scenario, &plan, &mut output)?;
    let last = plan.scheduled.as_ref().map_or(&plan.requirement.proof, |scheduled| &scheduled.proved.verdict);
    let given = plan.given.as_ref().is_none_or(|given| given.result.promises.iter().all(PromiseOutcome::is_kept))
        && plan.not_given.is_none();
    Ok(if last.is_kept(Demanded::Estimate) && given && keeps_costs { Ending::Done } else { Ending::TargetMissed })
}

/// Refuses what takes unreasonably long even within the effort.
fn check_effort(asked: &PlanArguments, scenario: &Scenario, model: &Model) -> Result<(), Failure> {
    let calls = whole_effort(model, scenario.study()).min(asked.calls()).max(LEAST * work_of_replication(model));
    match effort::refusal(calls, asked.play.threads(), asked.play.long) {
        Some(why) => Err(Failure::Other(why)),
        None => Ok(()),
    }
}

/// The centre with its promises, and what to know of callers whom none concerns; without any promise, the targets of its
/// call types are promised.
fn promised(model: &Model) -> Result<(Model, Vec<String>), Failure> {
    if matches!(model.horizon(), crate::model::Horizon::SteadyState(_)) {
        return Err(Failure::Other(
            "a plan belongs to a day, and this is a steady state\nhelp: give `open` and `close`, or use onering sweep"
                .to_owned(),
        ));
    }
    // The cost is what a plan makes small, no aim: the goals beside it are.
    let without_cost = |promise: &Promise| {
        let goals: Vec<Goal> = promise.goals_by_interval().copied().collect();
        let (wait, of) = (promise.acceptable_wait(), promise.call_type());
        let is_aim = !goals.is_empty();
        let aim = Promise::new(promise.name().to_owned(), goals, wait, of, promise.penalty_per_day());
        is_aim.then(|| aim.with_keeping(promise.keeping()))
    };
    let mut aims: Vec<Promise> = model.promises().iter().filter_map(without_cost).collect();
    let are_targets = aims.is_empty();
    if are_targets {
        aims = targets(model)?;
    }
    let unpromised = unpromised(model, &aims, are_targets);
    Ok((model.with_promises(aims), unpromised))
}

/// The targets of the call types, as promises.
fn targets(model: &Model) -> Result<Vec<Promise>, Failure> {
    let example = "give a [[promise]] such as { name = \"80/20\", service_level = 0.8, acceptable_wait = \"20s\", kept = \"interval\" }";
    let all = || model.call_types().iter().enumerate().filter(|(_, of)| of.service_level().target.is_some());
    let other_rules: Vec<String> = all()
        .filter(|(_, of)| of.service_level().rule != ServiceLevelRule::Offered)
        .map(|(_, of)| format!("\"{}\" ({})", of.name(), of.service_level().rule.name()))
        .collect();
    if !other_rules.is_empty() {
        return Err(Failure::Other(format!(
            "a plan promises answered calls of all that are offered, and the `target` of {} counts by another rule\nhelp: leave out that `rule`, or {example}",
            other_rules.join(", ")
        )));
    }
    let target = |(index, of): (usize, &crate::model::CallType)| {
        let goals = vec![Goal::new(Headline::ServiceLevel, of.service_level().target?)];
        let wait = of.service_level().acceptable_wait;
        Some(Promise::new(format!("target of {}", of.name()), goals, Some(wait), Some(index), 0.0))
    };
    let targets: Vec<Promise> = all().filter_map(target).collect();
    if targets.is_empty() {
        return Err(Failure::Other(format!(
            "there is nothing to plan for: no [[promise]] but about cost, and no call type with a `target`\nhelp: {example}"
        )));
    }
    Ok(targets)
}

/// The call types that no promise concerns, each with what becomes of it.
fn unpromised(model: &Model, aims: &[Promise], are_targets: bool) -> Vec<String> {
    let is_concerned = |index: usize| aims.iter().any(|aim| aim.call_type().is_none_or(|of| of == index));
    let said = |(index, of): (usize, &crate::model::CallType)| {
        let name = of.name();
        let target = if of.service_level().target.is_some() && !are_targets {
            ", and its `target` counts only where there is no [[promise]]"
        } else {
            ""
        };
        (!is_concerned(index)).then(|| {
            format!("no promise concerns the calls of \"{name}\"{target}: agents who serve nobody else are planned as few as may be; give a [[promise]] with call_type = \"{name}\"")
        })
    };
    model.call_types().iter().enumerate().filter_map(said).collect()
}

/// The scenario's own promises, those about cost with it, and the targets that are promised where there are no others.
fn all_promises(own: &Model, promised: &Model) -> Vec<Promise> {
    let is_own = |aim: &&Promise| own.promises().iter().any(|promise| promise.name() == aim.name());
    let targets = promised.promises().iter().filter(|aim| !is_own(aim)).cloned();
    own.promises().iter().cloned().chain(targets).collect()
}

/// What became of bounds on cost, which a plan does not aim at, when it was played: a warning, and whether it is kept.
fn judged_costs(model: &Model, plan: &PlanOutcome) -> Vec<(String, bool)> {
    let money = Money::of(&plan.outcome.currency);
    let judged = |promise: &Promise| {
        let bound = promise.goals().iter().find(|goal| goal.headline() == Headline::Cost)?.bound();
        let cost = plan.run().overall("cost")?.value;
        let is_kept = cost <= bound;
        let said = format!(
            "a plan does not aim at a cost: \"{}\" bounds it at {}, and the plan costs {}: {}",
            promise.name(),
            money.amount(bound),
            money.amount(cost),
            if is_kept { "kept" } else { "missed" }
        );
        Some((said, is_kept))
    };
    model.promises().iter().filter_map(judged).collect()
}

/// The centre at the quantile of its volume, and the factor that is.
fn at_quantile(model: &Model, terms: &PlanTerms) -> Result<(Model, Option<QuantileOfVolume>), Failure> {
    let Some(quantile) = terms.volume_quantile else { return Ok((model.clone(), None)) };
    let volume = quantile_of_volume(model, quantile).map_err(|why| Failure::Other(why.to_string()))?;
    let model = at_volume(model, volume.factor).map_err(|why| Failure::Other(why.to_string()))?;
    Ok((model, Some(volume)))
}

/// Everything that a plan is made from.
struct Planner<'a> {
    asked: &'a PlanArguments,
    scenario: &'a Scenario,
    model: Model,
    terms: PlanTerms,
    /// The scenario's promises, those about cost with it.
    all_promises: Vec<Promise>,
    overseer: &'a Overseer,
}

/// What finance's head count can do.
enum Given {
    /// All that is needed, or there is none.
    Enough,
    /// This schedule.
    Scheduled(Box<Scheduled>),
    /// Nothing that other rules allow, and why.
    Not(String),
}

/// Who works, and what for.
#[derive(Clone, Copy)]
struct Worked<'a> {
    on_line: &'a Staffing,
    paid: &'a Staffing,
    /// By group and interval; without it each hour costs what the group's does.
    pay: Option<&'a [Vec<f64>]>,
}

impl<'a> Worked<'a> {
    fn of(schedule: &'a Schedule, pay: Option<&'a [Vec<f64>]>) -> Self {
        Self { on_line: &schedule.on_line, paid: &schedule.paid, pay }
    }
}

impl Planner<'_> {
    fn plan(&self, volume: Option<QuantileOfVolume>) -> Result<PlanOutcome, Failure> {
        let threads = self.asked.play.threads();
        let study = self.scenario.study();
        let effort = self.asked.calls();
        self.overseer.search("looking for the fewest agents", effort.min(whole_effort(&self.model, study)));
        let requirement = requirement_within(&self.model, study, &self.terms, (threads, self.overseer), effort)
            .map_err(|why| unplayed(&why))?;
        let bench = bench(&self.model, study, &self.terms, (threads, self.overseer), &requirement.start);
        let required = &requirement.required;
        let required_run = self.run(&self.model, Worked { on_line: required, paid: required, pay: None })?;
        let (mut scheduled, mut given, mut between) = (None, Given::Enough, Vec::new());
        if !self.terms.shift_types.is_empty() {
            self.overseer.phase("looking for the cheapest shifts, and playing them".to_owned());
            let proved = prove(&bench, &requirement, &self.terms, &requirement.callers)
                .map_err(|why| self.unproved(&why, &requirement.required))?;
            let full = self.scheduled(proved)?;
            (given, between) = self.given(&bench, &full, &requirement.callers)?;
            scheduled = Some(full);
        }
        let required = &requirement.required;
        let pay = scheduled.as_ref().map(|of: &Scheduled| self.pay(&of.proved.schedule));
        let planned = match &scheduled {
            None => Worked { on_line: required, paid: required, pay: None },
            Some(of) => Worked::of(&of.proved.schedule, pay.as_deref()),
        };
        let given_up = given_up(&bench, planned.on_line, &requirement.callers).map_err(|why| unplayed(&why))?;
        let volumes = self.volumes(planned, &requirement)?;
        let outcome = outcome(self.scenario, []);
        let (given, not_given) = match given {
            Given::Enough => (None, None),
            Given::Scheduled(of) => (Some(*of), None),
            Given::Not(why) => (None, Some(why)),
        };
        Ok(PlanOutcome {
            outcome,
            model: self.model.clone(),
            terms: self.terms.clone(),
            volume,
            requirement,
            required_run,
            scheduled,
            given,
            not_given,
            between,
            volumes,
            given_up,
        })
    }

    /// Plays a staffing as `onering run` would.
    fn run(&self, model: &Model, worked: Worked<'_>) -> Result<PointResult, Failure> {
        let staffed = model.with_staffed(worked.on_line).and_then(|model| model.with_paid(worked.paid));
        let staffed = staffed.and_then(|model| worked.pay.map_or_else(|| Ok(model.clone()), |pay| model.with_pay(pay)));
        let model = staffed.map_err(|why| Failure::Other(why.to_string()))?.with_promises(self.all_promises.clone());
        let task = Task { model, study: self.scenario.study().clone() };
        play(&[task], self.asked.play.threads(), self.overseer)
            .pop()
            .flatten()
            .ok_or_else(|| unplayed(&NoRequirement::Stopped))
    }

    /// What a schedule pays, by group and interval.
    fn pay(&self, schedule: &Schedule) -> Vec<Vec<f64>> {
        let horizon = self.model.horizon();
        let hours = horizon.interval().as_seconds() / crate::units::SECONDS_PER_HOUR;
        let gross: Vec<f64> = self.model.agent_groups().iter().map(gross).collect();
        pay_by_interval(&schedule.shifts, &self.terms, (horizon.intervals_a_day(), horizon.days()), hours, &gross)
    }

    fn scheduled(&self, proved: Proved) -> Result<Scheduled, Failure> {
        let pay = self.pay(&proved.schedule);
        let result = self.run(&self.model, Worked::of(&proved.schedule, Some(&pay)))?;
        let people = people(&proved.schedule, &self.model, &self.terms);
        Ok(Scheduled { proved, result, people })
    }

    /// What finance's head count can do, where it is too small, and some head counts in between.
    fn given(
        &self,
        bench: &Bench<'_>,
        full: &Scheduled,
        callers: &std::ops::Range<u64>,
    ) -> Result<(Given, Vec<Scheduled>), Failure> {
        let Some(people) = self.terms.head_count.filter(|people| f64::from(*people) < full.people - 1e-9) else {
            return Ok((Given::Enough, Vec::new()));
        };
        // That other rules contradict a head count is something to know, and nothing to stop at.
        let with = |people: u32| -> Result<Given, Failure> {
            self.overseer.phase(format!("looking for what {people} people can do"));
            let terms = PlanTerms { head_count: Some(people), ..self.terms.clone() };
            match with_head_count(bench, &full.proved.required, &terms, callers) {
                Ok(proved) => Ok(Given::Scheduled(Box::new(self.scheduled(proved)?))),
                Err(NotProved::NoSchedule(why)) => {
                    Ok(Given::Not(clash_line(&why, &self.model, &terms, &full.proved.required)))
                }
                Err(why @ NotProved::NoRequirement(_)) => Err(self.unproved(&why, &full.proved.required)),
            }
        };
        let missing = (full.people.ceil() as u32).saturating_sub(people);
        let step = missing.div_ceil(MOST_BETWEEN + 1).max(1);
        let mut between = Vec::new();
        for i in 1..missing.div_ceil(step) {
            if let Given::Scheduled(of) = with(people + i * step)? {
                between.push(*of);
            }
        }
        Ok((with(people)?, between))
    }

    /// The plan on days whose volume is another than was planned for.
    fn volumes(&self, planned: Worked<'_>, found: &Requirement) -> Result<Vec<AtVolume>, Failure> {
        let is_recorded = self.model.streams().iter().any(|s| matches!(s.arrivals, Arrivals::Replay(_)));
        if self.asked.no_volumes || is_recorded {
            return Ok(Vec::new());
        }
        let at = |factor: f64| -> Result<AtVolume, Failure> {
            self.overseer.phase(format!("playing days of {} of the volume", percent(factor)));
            let model = at_volume(&self.model, factor).map_err(|why| Failure::Other(why.to_string()))?;
            let result = self.run(&model, planned)?;
            let threads = self.asked.play.threads();
            let begin = start(&model);
            let bench = bench(&model, self.scenario.study(), &self.terms, (threads, self.overseer), &begin);
            let scaled = |agents: &u32| (f64::from(*agents) * factor).ceil() as u32;
            let from = found.required.iter().zip(&bench.floor);
            let from =
                from.map(|(of_group, floor)| of_group.iter().zip(floor).map(|(a, f)| scaled(a).max(*f)).collect());
            let few = self.scenario.study().most_replications();
            let right = if found.coarse.is_some() {
                about_within(&bench, from.collect(), few, self.asked.calls() * FOR_A_VOLUME)
            } else {
                about_required(&bench, from.collect(), few)
            };
            let right = match right {
                Ok(staffing) => Some(f64::from(staffing.iter().flatten().sum::<u32>())),
                Err(NoRequirement::Unreachable(_) | NoRequirement::GivenUp(_) | NoRequirement::OutOfReach(_)) => None,
                Err(why) => return Err(unplayed(&why)),
            };
            let hours = model.horizon().interval().as_seconds() / crate::units::SECONDS_PER_HOUR;
            Ok(AtVolume { factor, result, right_hours: right.map(|agents| agents * hours) })
        };
        VOLUMES.into_iter().map(at).collect()
    }

    fn unproved(&self, why: &NotProved, required: &Staffing) -> Failure {
        match why {
            NotProved::NoSchedule(why) => Failure::Other(clash_text(why, &self.model, &self.terms, required)),
            NotProved::NoRequirement(why) => unplayed(why),
        }
    }
}

fn unplayed(why: &NoRequirement) -> Failure {
    Failure::Other(why.to_string())
}

fn write(asked: &PlanArguments, scenario: &Scenario, plan: &PlanOutcome, output: &mut Output) -> Result<(), Failure> {
    let findings = plan_findings(plan);
    let rows = plan_rows(plan);
    let mut points = vec![Designed { case: None, design: &[], rows: &rows }];
    let designs: Vec<[(String, f64); 1]> = plan.volumes.iter().map(|at| [("volume".to_owned(), at.factor)]).collect();
    for (at, design) in plan.volumes.iter().zip(&designs) {
        points.push(Designed { case: None, design, rows: &at.result.rows });
    }
    let document = json("plan", &plan.outcome, &findings, plan_details(plan), &points);
    let file = asked.play.file.display().to_string();
    output.write("run.toml", record("plan", &file, &plan.outcome, &scenario.resolved()).as_bytes())?;
    output.write("plan.json", document.as_bytes())?;
    output.write("plan.csv", &csv(&points)?)?;
    let workbook = plan_workbook(plan).map_err(|why| Failure::Other(format!("cannot write the workbook: {why}")))?;
    output.write("plan.xlsx", &workbook)?;
    if let Some(scheduled) = &plan.scheduled {
        output.write("shifts.ics", shifts_calendar(plan, scheduled, asked.date).as_bytes())?;
    }
    for (name, picture) in pictures::of_plan(plan)? {
        output.write(&format!("{name}.svg"), picture.svg.as_bytes())?;
        output.write(&format!("{name}.png"), &picture.png)?;
    }
    output.tell(&document, &plan_table(plan), &plan.outcome.warnings, &findings)
}
