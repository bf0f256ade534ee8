//! `onering run`.

use serde_json::{Map, Value};

use super::{
    Ending, Failure,
    arguments::{PlayArguments, RunArguments},
    effort,
    output::Output,
    pictures,
    progress::Overseer,
};
use crate::{
    experiment::{Mending, PointResult, PromiseOutcome, Task, USUAL_SHARE_OF_DAYS, explain, mend, run as play},
    report::{
        Designed, Outcome, RunOutcome, contradictions, control_finding, explain_findings, explain_rows, explain_table,
        json, mending_finding, record, run_finding, run_table, thousands, tidy_csv, write_trace,
    },
    scenario::Scenario,
    units::SimTime,
};

/// Simulates the scenario as it stands.
pub fn run(arguments: &RunArguments) -> Result<Ending, Failure> {
    let asked = &arguments.play;
    let scenario = Scenario::load(&asked.file, &asked.overrides())?;
    let task = Task { model: scenario.model().clone(), study: scenario.study().clone() };
    let plan = explain_plan(arguments, &task)?;
    let variants = plan.as_ref().map_or(&[][..], |plan| &plan.tasks);
    let all: Vec<Task> = std::iter::once(&task).chain(variants).cloned().collect();
    effort::check(&all, asked.threads(), asked.long)?;
    let mut output = Output::open(asked)?;
    let overseer = Overseer::new(all.iter().map(effort::calls).sum(), asked);
    let result = play(std::slice::from_ref(&task), asked.threads(), &overseer).pop().flatten();
    let explain = |result: &PointResult| plan.as_ref()?.explain(&task.model, result, asked.threads(), &overseer);
    let explanation = result.as_ref().and_then(explain);
    let mendings =
        result.as_ref().map_or_else(Vec::new, |result| mendings(&task, result, calls_to_mend(asked), asked, &overseer));
    if let Some(why) = overseer.finish() {
        return Err(Failure::Other(why));
    }
    let Some(mut result) = result.filter(|_| plan.is_none() || explanation.is_some()) else {
        return Err(Failure::Other("interrupted; nothing was written".to_owned()));
    };
    if let Some(explanation) = &explanation {
        let rows = explain_rows(explanation, result.replications);
        result.rows.extend(rows);
    }
    let run = RunOutcome { outcome: outcome(&scenario, [(&task, &result)]), model: task.model.clone(), result };
    let mut findings = vec![run_finding(&run)];
    findings.extend(control_finding(&[&run.result], task.study.control_variates()));
    let mut tables = run_table(&run);
    if let Some(explanation) = &explanation {
        findings.extend(explain_findings(explanation));
        tables = format!("{tables}\n\n{}", explain_table(explanation));
    }
    findings.extend(contradictions(&run.result.promises, &run.outcome.currency));
    findings.extend(mendings.iter().map(|m| mending_finding(m, &run.model, &run.outcome.currency)));
    let points = [Designed { case: None, design: &[], rows: &run.result.rows }];
    let document = json("run", &run.outcome, &findings, details(&run.result, &mendings), &points);
    let file = asked.file.display().to_string();
    output.write("run.toml", record("run", &file, &run.outcome, &scenario.resolved()).as_bytes())?;
    output.write("run.json", document.as_bytes())?;
    output.write("run.csv", &csv(&points)?)?;
    if let Some(trace) = &arguments.trace {
        let settled = run.result.warm_up.and_then(|warm_up| SimTime::from_seconds(warm_up).ok());
        let model = settled.map_or_else(|| run.model.clone(), |warm_up| run.model.with_warm_up(warm_up));
        let calls = write_trace(trace, &model, run.outcome.seed, run.result.replications)?;
        findings.push(format!("{} calls are in {}.", thousands(calls as f64, 0), trace.display()));
    }
    for (name, picture) in pictures::of_run(&run)? {
        output.write(&format!("{name}.svg"), picture.svg.as_bytes())?;
        output.write(&format!("{name}.png"), &picture.png)?;
    }
    if let Some(explanation) = &explanation
        && let Some(picture) = pictures::of_explanation(&run, explanation)?
    {
        output.write("explain.svg", picture.svg.as_bytes())?;
        output.write("explain.png", &picture.png)?;
    }
    output.tell(&document, &tables, &run.outcome.warnings, &findings)?;
    Ok(if is_target_missed(&run) { Ending::TargetMissed } else { Ending::Done })
}

/// Calls that the search for a change may play, unless --long allows more.
const CALLS_TO_MEND: f64 = 2e7;

/// Calls that searches for changes may play, all together.
pub const fn calls_to_mend(asked: &PlayArguments) -> f64 {
    if asked.long { f64::INFINITY } else { CALLS_TO_MEND }
}

/// Whether a promise is not kept on the days that it must be.
pub fn is_missed(promise: &PromiseOutcome) -> bool {
    let wanted = promise.days_wanted.unwrap_or(USUAL_SHARE_OF_DAYS);
    promise.days.is_some_and(|days| days.value < wanted)
}

/// What would keep the promises that are not kept on the days that they must be; plays about `calls` calls for each at most.
pub fn mendings(
    task: &Task,
    result: &PointResult,
    calls: f64,
    asked: &PlayArguments,
    overseer: &Overseer,
) -> Vec<Mending> {
    let missed = result.promises.iter().enumerate().filter(|(_, promise)| is_missed(promise));
    missed.map(|(index, _)| mend(task, index, calls, asked.threads(), overseer)).collect()
}

/// What became of the promises, and what would mend them.
fn details(result: &PointResult, mendings: &[Mending]) -> Map<String, Value> {
    if result.promises.is_empty() {
        return Map::new();
    }
    let of = |promise: &PromiseOutcome| {
        let change = mendings.iter().find(|m| m.promise == promise.name);
        serde_json::json!({ "outcome": promise, "is_kept": promise.is_kept(), "is_sure": promise.is_sure(), "cheapest_change": change })
    };
    let promises: Vec<Value> = result.promises.iter().map(of).collect();
    [("promises".to_owned(), promises.into())].into_iter().collect()
}

/// What is played beside the centre, where an explanation is asked for.
fn explain_plan(arguments: &RunArguments, task: &Task) -> Result<Option<explain::Plan>, Failure> {
    if !arguments.explain {
        return Ok(None);
    }
    explain::Plan::new(task).map(Some).map_err(|why| Failure::Other(why.to_string()))
}

/// All rows as CSV.
pub fn csv(points: &[Designed<'_>]) -> Result<Vec<u8>, Failure> {
    tidy_csv(points).map_err(|error| Failure::Other(error.to_string()))
}

/// What a command says of itself, with the warnings that only playing could bring.
pub fn outcome<'a>(scenario: &Scenario, played: impl IntoIterator<Item = (&'a Task, &'a PointResult)>) -> Outcome {
    let mut warnings = scenario.warnings().to_vec();
    let (mut short, mut imprecise, mut single) = (0, 0, 0);
    for (_, result) in played {
        short += usize::from(result.warm_up_too_short);
        imprecise += usize::from(!result.precision_reached);
        single += usize::from(result.replications == 1);
    }
    if short > 0 {
        warnings.push("MSER-5 found no end of the warm-up: half of the pilot runs was left out. Give a longer `length`, or a `warm_up` of your own".to_owned());
    }
    if imprecise > 0 {
        warnings.push("the precision was not reached: raise `most_replications`, or ask for less".to_owned());
    }
    if single > 0 {
        warnings.push("one replication alone gives no intervals: ask for at least two, better a hundred".to_owned());
    }
    Outcome {
        title: scenario.title().to_owned(),
        currency: scenario.currency().to_owned(),
        seed: scenario.study().seed(),
        confidence: scenario.study().confidence(),
        warnings,
    }
}

/// Whether a call type's service level, or a promise, is missed over all replications.
fn is_target_missed(run: &RunOutcome) -> bool {
    let missed_target = run.model.call_types().iter().any(|call_type| {
        let goal = call_type.service_level();
        let measure = match goal.rule {
            crate::model::ServiceLevelRule::Offered => "service_level".to_owned(),
            rule => format!("service_level.{}", rule.name()),
        };
        let found = run.result.estimate(&measure, &format!("call_type.{}", call_type.name()), "all");
        goal.target.zip(found).is_some_and(|(target, found)| found.value < target)
    });
    missed_target || run.result.promises.iter().any(|promise| !promise.is_kept())
}
