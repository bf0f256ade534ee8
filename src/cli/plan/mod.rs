//! `onering plan`.

mod arguments;
mod pictures;

pub use arguments::PlanArguments;

use super::{
    Ending, Failure, effort,
    output::Output,
    progress::Overseer,
    run::{csv, outcome},
};
use crate::{
    experiment::{PointResult, PromiseOutcome, Task, Watcher, run as play},
    model::{Arrivals, Goal, Headline, Model, PlanTerms, Promise, ServiceLevelRule},
    planning::{
        NotProved, Proved, people, prove,
        requirement::{
            Bench, Demanded, NoRequirement, Staffing, about_required, at_volume, bench, quantile_of_volume,
            requirement, start,
        },
        with_head_count,
    },
    report::{
        Designed, json,
        plan::{
            AtVolume, PlanOutcome, Scheduled, clash_text, plan_findings, plan_rows, plan_table, plan_workbook,
            shifts_calendar,
        },
        record,
    },
    scenario::Scenario,
};

/// Volumes at which the plan is played, as multiples of what was planned for.
const VOLUMES: [f64; 5] = [0.8, 0.9, 1.0, 1.1, 1.2];
/// Head counts between finance's and the plan's that are scheduled for the picture.
const MOST_BETWEEN: u32 = 4;
/// Times the study's replications that the search, the proof and the checks of all agents play, about.
const SEARCH: f64 = 60.0;

/// Finds the fewest agents, the shifts, and what finance's head count misses.
pub fn plan(asked: &PlanArguments) -> Result<Ending, Failure> {
    let scenario = Scenario::load(&asked.play.file, &asked.play.overrides())?;
    let mut terms = scenario.plan_terms().clone();
    terms.head_count = asked.head_count.or(terms.head_count);
    let promised = promised(scenario.model())?;
    let (model, volume_factor) = at_quantile(&promised, &terms)?;
    check_effort(asked, &scenario, &model)?;
    let mut output = Output::open(&asked.play)?;
    let overseer = Overseer::new(0.0, &asked.play);
    let found = Planner { asked, scenario: &scenario, model, terms, overseer: &overseer }.plan(volume_factor);
    overseer.finish();
    let plan = found?;
    write(asked, &scenario, &plan, &mut output)?;
    let last = plan.scheduled.as_ref().map_or(&plan.requirement.proof, |scheduled| &scheduled.proved.verdict);
    let given = plan.given.as_ref().is_none_or(|given| given.result.promises.iter().all(PromiseOutcome::is_kept));
    Ok(if last.is_kept(Demanded::Estimate) && given { Ending::Done } else { Ending::TargetMissed })
}

fn check_effort(asked: &PlanArguments, scenario: &Scenario, model: &Model) -> Result<(), Failure> {
    let calls = effort::calls(&Task { model: model.clone(), study: scenario.study().clone() });
    match effort::refusal(calls * SEARCH, asked.play.threads(), asked.play.long) {
        Some(why) => Err(Failure::Other(why)),
        None => Ok(()),
    }
}

/// The centre with its promises; without any, the targets of its call types are promised.
fn promised(model: &Model) -> Result<Model, Failure> {
    if matches!(model.horizon(), crate::model::Horizon::SteadyState(_)) {
        return Err(Failure::Other(
            "a plan belongs to a day, and this is a steady state\nhelp: give `open` and `close`, or use onering sweep"
                .to_owned(),
        ));
    }
    if model.promises().iter().any(|promise| !promise.is_about_cost()) {
        return Ok(model.clone());
    }
    let target = |(index, of): (usize, &crate::model::CallType)| {
        let goal = of.service_level();
        let is_known = goal.rule == ServiceLevelRule::Offered;
        let goals = vec![Goal::new(Headline::ServiceLevel, goal.target.filter(|_| is_known)?)];
        Some(Promise::new(format!("target of {}", of.name()), goals, Some(goal.acceptable_wait), Some(index), 0.0))
    };
    let targets: Vec<Promise> = model.call_types().iter().enumerate().filter_map(target).collect();
    if targets.is_empty() {
        return Err(Failure::Other(
            "there is nothing to plan for: no [[promise]], and no call type with a `target`\nhelp: give a [[promise]] such as { name = \"80/20\", service_level = 0.8, acceptable_wait = \"20s\", kept = \"interval\" }".to_owned(),
        ));
    }
    Ok(model.with_promises(targets))
}

/// The centre at the quantile of its volume, and the factor that is.
fn at_quantile(model: &Model, terms: &PlanTerms) -> Result<(Model, Option<f64>), Failure> {
    let Some(quantile) = terms.volume_quantile else { return Ok((model.clone(), None)) };
    let factor = quantile_of_volume(model, quantile).map_err(|why| Failure::Other(why.to_string()))?;
    let model = at_volume(model, factor).map_err(|why| Failure::Other(why.to_string()))?;
    Ok((model, Some(factor)))
}

/// Everything that a plan is made from.
struct Planner<'a> {
    asked: &'a PlanArguments,
    scenario: &'a Scenario,
    model: Model,
    terms: PlanTerms,
    overseer: &'a Overseer,
}

impl Planner<'_> {
    fn plan(&self, volume_factor: Option<f64>) -> Result<PlanOutcome, Failure> {
        let threads = self.asked.play.threads();
        let is_stopped = || self.overseer.is_stopped();
        let study = self.scenario.study();
        let requirement =
            requirement(&self.model, study, &self.terms, threads, &is_stopped).map_err(|why| unplayed(&why))?;
        let bench = bench(&self.model, study, &self.terms, (threads, &is_stopped), &requirement.start);
        let required_run = self.run(&self.model, &requirement.required, &requirement.required)?;
        let (mut scheduled, mut given, mut between) = (None, None, Vec::new());
        if !self.terms.shift_types.is_empty() {
            let proved = prove(&bench, &requirement, &self.terms, &requirement.callers)
                .map_err(|why| self.unproved(&why, &requirement.required))?;
            let full = self.scheduled(proved)?;
            (given, between) = self.given(&bench, &full, &requirement.callers)?;
            scheduled = Some(full);
        }
        let required = &requirement.required;
        let planned = scheduled
            .as_ref()
            .map_or((required, required), |of: &Scheduled| (&of.proved.schedule.on_line, &of.proved.schedule.paid));
        let volumes = self.volumes(planned, required)?;
        let outcome = outcome(self.scenario, []);
        Ok(PlanOutcome {
            outcome,
            model: self.model.clone(),
            terms: self.terms.clone(),
            volume_factor,
            requirement,
            required_run,
            scheduled,
            given,
            between,
            volumes,
        })
    }

    /// Plays a staffing as `onering run` would.
    fn run(&self, model: &Model, on_line: &Staffing, paid: &Staffing) -> Result<PointResult, Failure> {
        let staffed = model.with_staffed(on_line).and_then(|model| model.with_paid(paid));
        let model = staffed.map_err(|why| Failure::Other(why.to_string()))?;
        let task = Task { model, study: self.scenario.study().clone() };
        play(&[task], self.asked.play.threads(), self.overseer)
            .pop()
            .flatten()
            .ok_or_else(|| unplayed(&NoRequirement::Stopped))
    }

    fn scheduled(&self, proved: Proved) -> Result<Scheduled, Failure> {
        let result = self.run(&self.model, &proved.schedule.on_line, &proved.schedule.paid)?;
        let people = people(&proved.schedule, &self.model, &self.terms);
        Ok(Scheduled { proved, result, people })
    }

    /// What finance's head count can do, where it is too small, and some head counts in between.
    fn given(
        &self,
        bench: &Bench<'_>,
        full: &Scheduled,
        callers: &std::ops::Range<u64>,
    ) -> Result<(Option<Scheduled>, Vec<Scheduled>), Failure> {
        let Some(people) = self.terms.head_count.filter(|people| f64::from(*people) < full.people - 1e-9) else {
            return Ok((None, Vec::new()));
        };
        let with = |people: u32| -> Result<Scheduled, Failure> {
            let terms = PlanTerms { head_count: Some(people), ..self.terms.clone() };
            let proved = with_head_count(bench, &full.proved.required, &terms, callers)
                .map_err(|why| self.unproved(&why, &full.proved.required))?;
            self.scheduled(proved)
        };
        let missing = (full.people.ceil() as u32).saturating_sub(people);
        let step = missing.div_ceil(MOST_BETWEEN + 1).max(1);
        let between = (1..missing.div_ceil(step)).map(|i| with(people + i * step)).collect::<Result<_, _>>()?;
        Ok((Some(with(people)?), between))
    }

    /// The plan on days whose volume is another than was planned for.
    fn volumes(&self, (on_line, paid): (&Staffing, &Staffing), required: &Staffing) -> Result<Vec<AtVolume>, Failure> {
        let is_recorded = self.model.streams().iter().any(|s| matches!(s.arrivals, Arrivals::Replay(_)));
        if self.asked.no_volumes || is_recorded {
            return Ok(Vec::new());
        }
        let at = |factor: f64| -> Result<AtVolume, Failure> {
            let model = at_volume(&self.model, factor).map_err(|why| Failure::Other(why.to_string()))?;
            let result = self.run(&model, on_line, paid)?;
            let is_stopped = || self.overseer.is_stopped();
            let threads = self.asked.play.threads();
            let begin = start(&model);
            let bench = bench(&model, self.scenario.study(), &self.terms, (threads, &is_stopped), &begin);
            let scaled = |agents: &u32| (f64::from(*agents) * factor).ceil() as u32;
            let from = required.iter().zip(&bench.floor);
            let from =
                from.map(|(of_group, floor)| of_group.iter().zip(floor).map(|(a, f)| scaled(a).max(*f)).collect());
            let right = match about_required(&bench, from.collect(), self.scenario.study().most_replications()) {
                Ok(staffing) => Some(f64::from(staffing.iter().flatten().sum::<u32>())),
                Err(NoRequirement::Unreachable(_) | NoRequirement::GivenUp(_)) => None,
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
    let document = json("plan", &plan.outcome, &findings, serde_json::Map::new(), &points);
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
