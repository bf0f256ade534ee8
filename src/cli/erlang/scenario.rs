//! Every interval of a scenario.

use std::path::Path;

use super::{
    ErlangArguments,
    arguments::formula_rule,
    centre::{Given, Question},
    pictures,
};
use crate::{
    analytic::{Demand, Goal, NoAnswer, Redial, Setting},
    cli::{Ending, Failure, output::Output},
    experiment::explain::{ASSUMPTIONS, beyond},
    model::{CallType, Distribution, Horizon, Model},
    report::{
        erlang::{ErlangDocument, IntervalFigures, decimals, figure_rows, many_table, sizing},
        thousands,
    },
    scenario::{Overrides, Scenario},
    units::SECONDS_PER_HOUR,
};

/// Answers for every interval of the scenario in `file`.
pub fn scenario(asked: &ErlangArguments, file: &Path) -> Result<Ending, Failure> {
    let scenario = Scenario::load(file, &Overrides::default())?;
    let model = scenario.model();
    let question = question(asked, model)?;
    let warnings = assumptions(asked, model);
    let rows = (0..model.horizon().intervals())
        .map(|interval| answer(asked, model, &question, interval))
        .collect::<Result<Vec<IntervalFigures>, Failure>>()?;
    let name = setting(asked, model, 0, &calls(model, 0, question.per))?.model();
    let title = format!("{}: {name} in each interval", scenario.title());
    let findings = findings(name, &rows, question.per);
    let mut output = Output::to(asked.folder(), asked.json, asked.quiet)?;
    let peak = format!("{name}: {}", findings[0].trim_end_matches('.'));
    for (name, picture) in pictures::of_day(peak, scenario.title().to_owned(), &question, &rows)? {
        output.write(&format!("{name}.svg"), picture.svg.as_bytes())?;
        output.write(&format!("{name}.png"), &picture.png)?;
    }
    let document = document(&title, name, &findings, &warnings, &rows, question.per);
    output.write("erlang.json", document.as_bytes())?;
    output.tell(&document, &many_table(&title, &rows, question.per), &warnings, &findings)?;
    Ok(ending(&rows))
}

/// The JSON document of many intervals.
pub fn document(
    title: &str,
    model: &str,
    findings: &[String],
    warnings: &[String],
    rows: &[IntervalFigures],
    per: f64,
) -> String {
    let figures = rows.iter().filter_map(|row| {
        let agents = row.given.or(row.required())?;
        Some(figure_rows(agents, &row.label, row.figures.as_ref()?.as_ref().ok()?))
    });
    let document = ErlangDocument {
        onering: env!("CARGO_PKG_VERSION"),
        command: "erlang",
        title,
        model,
        findings,
        warnings,
        sizing: rows.iter().map(|row| sizing(&row.label, row.load(per), row.staffing.as_ref())).collect(),
        rows: figures.flatten().collect(),
        approximations: Vec::new(),
    };
    document.text()
}

/// Exit code 1 where an interval has no answer, or its staff misses a target.
pub fn ending(rows: &[IntervalFigures]) -> Ending {
    let missed = |row: &IntervalFigures| row.kept == Some(false) || !row.trouble().is_empty();
    if rows.iter().any(missed) { Ending::TargetMissed } else { Ending::Done }
}

/// The whole day, in sentences.
pub fn findings(name: &str, rows: &[IntervalFigures], per: f64) -> Vec<String> {
    let hours = |of: &dyn Fn(&IntervalFigures) -> Option<f64>| -> Option<f64> {
        rows.iter().map(of).sum::<Option<f64>>().map(|sum| sum * per / SECONDS_PER_HOUR)
    };
    let mut said = Vec::new();
    if let (Some(whole), Some(exact), Some(scheduled)) = (
        hours(&|row| row.required().map(f64::from)),
        hours(&IntervalFigures::required_exact),
        hours(&IntervalFigures::scheduled),
    ) {
        let peak = rows.iter().filter_map(|row| Some((row.required()?, &row.label))).max_by_key(|(agents, _)| *agents);
        let peak = peak.map_or_else(String::new, |(agents, at)| {
            format!(", at most {} agents (from {at})", thousands(f64::from(agents), 0))
        });
        // Without shrinkage who is scheduled is who is required.
        let paid = hours(&|row| row.scheduled_whole().map(f64::from)).filter(|_| scheduled > exact);
        let paid = paid.map_or_else(String::new, |paid| {
            format!("; {} hours are scheduled ({} with decimals)", decimals(paid), decimals(scheduled))
        });
        said.push(format!(
            "{} agent hours on the line are required ({} with decimals){peak}{paid}.",
            decimals(whole),
            decimals(exact),
        ));
    }
    let troubled = rows.iter().filter(|row| !row.trouble().is_empty()).count();
    if troubled > 0 {
        let first = rows.iter().find(|row| !row.trouble().is_empty());
        let example =
            first.map_or_else(String::new, |row| format!("; the first, from {}: {}", row.label, row.trouble()));
        said.push(format!("{troubled} of {} intervals have no answer{example}.", rows.len()));
    }
    let judged = rows.iter().filter(|row| row.kept.is_some()).count();
    if judged > 0 {
        let kept = rows.iter().filter(|row| row.kept == Some(true)).count();
        said.push(format!("By {name}, the staff keeps the target in {kept} of {judged} intervals with calls."));
    }
    if said.is_empty() {
        said.push("Give a target, such as --answer 80/20s, to see what it takes.".to_owned());
    }
    said
}

/// What is aimed at: the command line's targets, else the first call type's that has one.
fn question(asked: &ErlangArguments, model: &Model) -> Result<Question, Failure> {
    let goal = model.call_types().iter().map(CallType::service_level).find(|goal| goal.target.is_some());
    let own = goal.unwrap_or_else(|| model.call_types()[0].service_level());
    let short = model.call_types()[0].short_abandon().as_seconds();
    let wait = asked.answer.map_or(own.acceptable_wait.as_seconds(), |(_, wait)| wait);
    let rule = formula_rule(asked.rule.unwrap_or(own.rule), short);
    let mut goals = asked.goals();
    if goals.is_empty() {
        goals.extend(own.target.map(|share| Goal::ServiceLevel { rule, wait, share }));
    }
    let mut plan = asked.plan(goals);
    if let (Some(plan), None) = (&mut plan, asked.shrinkage) {
        plan.shrinkage = model.agent_groups()[0].shrinkage();
    }
    if plan.is_none() && model.agent_groups().is_empty() {
        return Err(Failure::Other("there is no target\nhelp: give --answer 80/20s".to_owned()));
    }
    let per = match model.horizon() {
        Horizon::Day(_) => model.horizon().interval().as_seconds(),
        Horizon::SteadyState(_) => SECONDS_PER_HOUR,
    };
    Ok(Question { per, plan, rule, wait, short })
}

/// Calls of each type in an interval: expected, and the mean handle time of those who come in it.
fn calls(model: &Model, interval: usize, per: f64) -> Vec<(f64, f64)> {
    let until = |at: f64, index: usize| model.expected_calls_of(index, at);
    let (from, to) = (interval as f64 * per, (interval + 1) as f64 * per);
    let of = |(index, call_type): (usize, &CallType)| {
        let count = (until(to, index) - until(from, index)).max(0.0);
        (if count < 1e-9 { 0.0 } else { count }, call_type.mean_handle_time() * call_type.handle_time_factor(interval))
    };
    model.call_types().iter().enumerate().map(of).collect()
}

fn answer(
    asked: &ErlangArguments,
    model: &Model,
    question: &Question,
    interval: usize,
) -> Result<IntervalFigures, Failure> {
    let calls = calls(model, interval, question.per);
    let all: f64 = calls.iter().map(|(count, _)| count).sum();
    let work: f64 = calls.iter().map(|(count, handle)| count * handle).sum();
    let label = model.horizon().interval_label(interval).unwrap_or_else(|| "an hour".to_owned());
    let staffed = model.agent_groups().iter().map(|group| group.staffed()[interval]).sum();
    let given = Given {
        label,
        calls: all,
        handle_time: if all > 0.0 { work / all } else { 1.0 },
        agents: Some(asked.agents.unwrap_or(staffed)),
    };
    let like = setting(asked, model, interval, &calls)?;
    question.answer(given, &like).map_err(|why| Failure::Other(why.to_string()))
}

/// What callers are like in an interval; the demand is only a place for one.
///
/// # Errors
///
/// [`Failure`] for options that do not fit each other.
fn setting(asked: &ErlangArguments, model: &Model, interval: usize, calls: &[(f64, f64)]) -> Result<Setting, Failure> {
    let failure = |why: NoAnswer| Failure::Other(why.to_string());
    let patience = asked.patience.or_else(|| pooled_patience(model, interval, calls));
    let lines = asked.lines.or(model.lines().count);
    let redial = match asked.redials()? {
        Some(redial) => Some(redial),
        None if patience.is_some() || lines.is_some() => pooled_redials(model, calls).map_err(failure)?,
        None => None,
    };
    Ok(Setting { demand: Demand::new(1.0, 1.0, 1.0).map_err(failure)?, patience, lines, redial })
}

/// Each type's share of the calls.
fn shares(calls: &[(f64, f64)]) -> Vec<f64> {
    let all: f64 = calls.iter().map(|(count, _)| count).sum();
    calls.iter().map(|(count, _)| if all > 0.0 { count / all } else { 1.0 / calls.len() as f64 }).collect()
}

/// The mean patience of callers who hang up at the mean of their types' rates; `None` where nobody does.
fn pooled_patience(model: &Model, interval: usize, calls: &[(f64, f64)]) -> Option<f64> {
    let rate = |of: &CallType| of.patience().map_or(0.0, |p| 1.0 / (p.mean() * of.patience_factor(interval)));
    let rate: f64 = model.call_types().iter().zip(shares(calls)).map(|(of, share)| share * rate(of)).sum();
    (rate > 0.0).then_some(1.0 / rate)
}

/// The mean share that calls again, over types; the most attempts are the largest of any type.
fn pooled_redials(model: &Model, calls: &[(f64, f64)]) -> Result<Option<Redial>, NoAnswer> {
    let (mut abandoned, mut blocked, mut most) = (0.0, 0.0, 0);
    for (of, share) in model.call_types().iter().zip(shares(calls)) {
        if let Some(redial) = &of.journey().redial {
            abandoned += share * redial.after_abandoning;
            blocked += share * redial.after_blocking;
            most = most.max(redial.most_attempts.saturating_sub(1));
        }
    }
    if most == 0 { Ok(None) } else { Redial::new(abandoned, blocked, Some(most)).map(Some) }
}

/// What the formula takes to be simpler than the scenario has it.
fn assumptions(asked: &ErlangArguments, model: &Model) -> Vec<String> {
    let mut said = Vec::new();
    let types = model.call_types();
    if types.len() > 1 {
        said.push(format!(
            "the formula pools all {} call types: every agent takes every call, and handle time, patience and redials are the mean over the calls of an interval",
            types.len()
        ));
    }
    let is_exponential = |d: &Distribution| matches!(d, Distribution::Exponential(_));
    if asked.patience.is_none() && types.iter().filter_map(CallType::patience).any(|patience| !is_exponential(patience))
    {
        said.push("the formula takes patience as exponential with the same mean".to_owned());
    }
    let mut shrinkages = model.agent_groups().iter().map(crate::model::AgentGroup::shrinkage);
    let first = shrinkages.next().unwrap_or(0.0);
    if asked.shrinkage.is_none() && shrinkages.any(|other| other != first) {
        said.push("groups differ in shrinkage: that of the first is taken for all".to_owned());
    }
    let handled = ["abandonment", "redial", "patience"];
    let broken = ASSUMPTIONS.iter().filter(|a| !handled.contains(&a.key) && (a.is_broken_by)(model)).map(|a| a.title);
    let unknown: Vec<&str> = broken.chain(beyond(model)).collect();
    if !unknown.is_empty() {
        said.push(format!(
            "the formula knows nothing of {}; `onering run --explain` shows what that makes",
            unknown.join(", nor of ")
        ));
    }
    said
}
