//! `onering compare`.

use std::path::Path;

use clap::ValueEnum;
use serde_json::{Map, Value, json as value};

use super::{
    Ending, Failure,
    arguments::{CompareArguments, PlayArguments},
    contest_pictures, effort,
    output::Output,
    progress::Overseer,
    run::{calls_to_mend, csv, is_missed, mendings, outcome},
};
use crate::{
    experiment::{
        Contest, FIRST_STAGE, ISSUES_RESOLVED, Mending, PointResult, Question, Selection, Task, contest, run as play,
        select_kn, select_ocba,
    },
    model::{Model, Promise, Replications, Study},
    report::{
        ContestOutcome, Designed, Money, PolicyOutcome, SelectionAsked, contest_findings, contest_table, json, per,
        promise_findings, record, selection_finding,
    },
    scenario::{ComparePlan, PolicyPlan, Scenario},
    stats::Confidence,
};

/// How the best is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Procedure {
    /// Kim and Nelson's: as many days as it takes to be sure, beyond an indifference.
    Kn,
    /// The optimal allocation of a computing budget.
    Ocba,
}

/// Compares policies on the same callers.
pub fn compare(asked: &CompareArguments) -> Result<Ending, Failure> {
    let files: Vec<&Path> = std::iter::once(&asked.play.file).chain(&asked.others).map(AsRef::as_ref).collect();
    let scenarios: Vec<Scenario> =
        files.iter().map(|file| Scenario::load(file, &asked.play.overrides())).collect::<Result<_, _>>()?;
    let plan = joined(&scenarios, &files, asked.baseline.as_deref())?;
    check_alike(&scenarios, &plan)?;
    let mut tasks: Vec<Task> = tasks(&plan);
    effort::check(&tasks, asked.play.threads(), asked.play.long)?;
    let mut output = Output::open(&asked.play)?;
    let overseer = Overseer::new(tasks.iter().map(effort::calls).sum(), &asked.play);
    let results = play_alike(&mut tasks, plan.baseline, &asked.play, &overseer);
    let found = results.map(|results| judged(&scenarios, plan, &tasks, results));
    let mendings = found.as_ref().map_or_else(Vec::new, |found| mend_all(found, &tasks, &asked.play, &overseer));
    let selection = found.as_ref().map(|found| select(asked, found, &tasks, &overseer)).transpose()?.flatten();
    if let Some(why) = overseer.finish() {
        return Err(Failure::Other(why));
    }
    let Some(mut found) = found else {
        return Err(Failure::Other("interrupted; nothing was written".to_owned()));
    };
    let mut findings = contest_findings(&found);
    findings.extend(promise_findings(&found, &mendings));
    let names: Vec<&str> = found.policies.iter().map(|p| p.name.as_str()).collect();
    if let Some((selection, how, entered)) = &selection {
        let names: Vec<&str> = entered.iter().map(|i| names[*i]).collect();
        findings.push(selection_finding(selection, &names, &found.policies[found.baseline].model, how));
    }
    note_differences(&mut found);
    let details =
        details(&found, &mendings, selection.as_ref().map(|(selection, _, entered)| (selection, entered.as_slice())));
    let points: Vec<Designed<'_>> = found
        .policies
        .iter()
        .map(|p| Designed { case: Some(&p.name), design: &p.design, rows: &p.result.rows })
        .collect();
    let document = json("compare", &found.outcome, &findings, details, &points);
    for (index, (scenario, file)) in scenarios.iter().zip(&files).enumerate() {
        let name = if scenarios.len() == 1 { "run.toml".to_owned() } else { format!("run-{}.toml", index + 1) };
        let record = record("compare", &file.display().to_string(), &found.outcome, &scenario.resolved());
        output.write(&name, record.as_bytes())?;
    }
    output.write("compare.json", document.as_bytes())?;
    output.write("compare.csv", &csv(&points)?)?;
    for (name, picture) in contest_pictures::of_contest(&found)? {
        output.write(&format!("{name}.svg"), picture.svg.as_bytes())?;
        output.write(&format!("{name}.png"), &picture.png)?;
    }
    output.tell(&document, &contest_table(&found), &found.outcome.warnings, &findings)?;
    Ok(if found.contest.best.is_none() { Ending::TargetMissed } else { Ending::Done })
}

/// The policies of all files; of several, a file without policies is one itself.
fn joined(scenarios: &[Scenario], files: &[&Path], baseline: Option<&str>) -> Result<ComparePlan, Failure> {
    let mut plans: Vec<ComparePlan> = scenarios.iter().map(Scenario::policies).collect::<Result<_, _>>()?;
    if scenarios.len() > 1 {
        for ((plan, scenario), file) in plans.iter_mut().zip(scenarios).zip(files) {
            let stem =
                file.file_stem().map_or_else(|| scenario.title().to_owned(), |s| s.to_string_lossy().into_owned());
            let is_alone = plan.policies.len() == 1;
            for policy in &mut plan.policies {
                policy.name = if is_alone { stem.clone() } else { format!("{stem}: {}", policy.name) };
            }
        }
    }
    let mut plans = plans.into_iter();
    let Some(mut plan) = plans.next() else { return Err(Failure::Other("there is no file to compare".to_owned())) };
    for (mut other, file) in plans.zip(&files[1..]) {
        for policy in &mut other.policies {
            hold_to_the_same(policy, &plan.policies[0], file)?;
        }
        plan.policies.extend(other.policies);
    }
    for (index, policy) in plan.policies.iter().enumerate() {
        if plan.policies[..index].iter().any(|other| other.name == policy.name) {
            return Err(Failure::Other(format!(
                "two policies are called \"{}\": give the files names of their own",
                policy.name
            )));
        }
    }
    if let Some(name) = baseline {
        let found = plan.policies.iter().position(|policy| policy.name == name);
        let names: Vec<&str> = plan.policies.iter().map(|p| p.name.as_str()).collect();
        let missing = || Failure::Other(format!("there is no policy \"{name}\"\nhelp: there are {}", names.join(", ")));
        plan.baseline = found.ok_or_else(missing)?;
    }
    if plan.policies.len() < 2 {
        return Err(Failure::Other(
            "there is nothing to compare\nhelp: add a policy to the scenario, such as\n\n[[policy]]\nname = \"fewer agents\"\nset = { \"agent_group.agents.staffed\" = 48 }\n\nor give another file"
                .to_owned(),
        ));
    }
    Ok(plan)
}

/// Days that are longer or busier by more than this share are not compared without a warning.
const ALIKE: f64 = 0.02;

/// A policy of another file is held to the promises of the first; where that, or its days, are not what its file says, it is told.
fn hold_to_the_same(policy: &mut PolicyPlan, first: &PolicyPlan, file: &Path) -> Result<(), Failure> {
    let own = policy.model.clone();
    let names = |model: &Model| -> Vec<String> { model.call_types().iter().map(|of| of.name().to_owned()).collect() };
    let (types, known) = (names(&own), names(&first.model));
    let promises = first.model.promises().iter().map(|promise| {
        let Some(of) = promise.call_type() else { return Ok(promise.clone()) };
        let index = types.iter().position(|name| *name == known[of]);
        index.map(|index| promise.clone().of_call_type(index)).ok_or_else(|| {
            let (file, of, promise) = (file.display(), &known[of], promise.name());
            Failure::Other(format!(
                "\"{promise}\" is promised to callers of type \"{of}\", and {file} has no such type"
            ))
        })
    });
    let promises: Vec<Promise> = promises.collect::<Result<_, _>>()?;
    if !own.promises().is_empty() && own.promises() != promises {
        policy.warnings.push("its own promises differ; all are held to those of the first file".to_owned());
    }
    let differ = |a: f64, b: f64| (a - b).abs() > ALIKE * a.max(b);
    let hours = |model: &Model| model.horizon().measured_hours();
    if differ(hours(&own), hours(&first.model)) {
        let (a, b) = (hours(&own), hours(&first.model));
        policy
            .warnings
            .push(format!("it plays {a} hours and \"{}\" {b}: whatever adds up over time differs by that", first.name));
    } else if differ(own.expected_calls(), first.model.expected_calls()) {
        let (a, b) = (own.expected_calls(), first.model.expected_calls());
        policy
            .warnings
            .push(format!("{a:.0} calls are expected and {b:.0} of \"{}\": they are not the same callers", first.name));
    }
    let counts = |of: &Study| (of.seed(), of.replications().clone(), of.confidence().to_bits());
    if counts(&policy.study) != counts(&first.study) {
        policy.warnings.push("it is played by the first file's seed, replications and confidence".to_owned());
    }
    policy.model = own.with_promises(promises);
    Ok(())
}

/// Money of one currency, and counts of one kind.
fn check_alike(scenarios: &[Scenario], plan: &ComparePlan) -> Result<(), Failure> {
    let first = &scenarios[0];
    if let Some(other) = scenarios.iter().find(|s| s.currency() != first.currency()) {
        let (a, b) = (first.currency(), other.currency());
        return Err(Failure::Other(format!("the files count money in {a} and in {b}, which cannot be compared")));
    }
    let base = per(&plan.policies[0].model);
    if let Some(other) = plan.policies.iter().find(|p| per(&p.model) != base) {
        return Err(Failure::Other(format!(
            "\"{}\" is counted by {base}, and \"{}\" by {}: only one of them has a steady state",
            plan.policies[0].name,
            other.name,
            per(&other.model)
        )));
    }
    Ok(())
}

/// All play by the first file's study: the same seed, so the same callers.
fn tasks(plan: &ComparePlan) -> Vec<Task> {
    // Differences are of pairs, which need no companion; the values beside them are of the same kind.
    let study = plan.policies[0].study.clone().with_control_variates(false);
    plan.policies.iter().map(|p| Task { model: p.model.clone(), study: study.clone() }).collect()
}

/// Plays all policies equally often: as often as the baseline's precision takes, where one is asked for.
fn play_alike(
    tasks: &mut [Task],
    baseline: usize,
    asked: &PlayArguments,
    overseer: &Overseer,
) -> Option<Vec<PointResult>> {
    if matches!(tasks[baseline].study.replications(), Replications::Until { .. }) {
        let first = play(std::slice::from_ref(&tasks[baseline]), asked.threads(), overseer).pop().flatten()?;
        for task in &mut *tasks {
            task.study = task.study.with_replications(first.replications).ok()?;
        }
    }
    play(tasks, asked.threads(), overseer).into_iter().collect()
}

fn judged(scenarios: &[Scenario], plan: ComparePlan, tasks: &[Task], results: Vec<PointResult>) -> ContestOutcome {
    let confidence = Confidence::new(tasks[0].study.confidence()).unwrap_or(Confidence::NINETY_FIVE);
    let asked = Question {
        baseline: plan.baseline,
        best: plan.best.name,
        more_is_better: plan.best.more_is_better,
        must_keep: plan.must_keep.as_deref(),
        confidence,
    };
    let contest: Contest = contest(&results.iter().collect::<Vec<_>>(), &asked);
    let mut outcome = outcome(&scenarios[0], tasks.iter().zip(&results));
    let own = plan.policies.iter().flat_map(|p| p.warnings.iter().map(move |w| format!("{}: {w}", p.name)));
    outcome.warnings.extend(own);
    let policy = |(plan, result): (PolicyPlan, PointResult)| PolicyOutcome {
        name: plan.name,
        question: plan.question,
        design: plan.design,
        model: plan.model,
        result,
    };
    ContestOutcome {
        outcome,
        baseline: plan.baseline,
        best: plan.best.name.to_owned(),
        more_is_better: plan.best.more_is_better,
        contest,
        policies: plan.policies.into_iter().zip(results).map(policy).collect(),
    }
}

type Selected = (Selection, SelectionAsked, Vec<usize>);

/// Selects among those that are not out, where that is asked for.
fn select(
    asked: &CompareArguments,
    found: &ContestOutcome,
    tasks: &[Task],
    overseer: &Overseer,
) -> Result<Option<Selected>, Failure> {
    let Some(procedure) = asked.select else { return Ok(None) };
    if found.best != "cost" {
        let why = format!("--select finds the cheapest policy, and here `best` is {}", found.best);
        return Err(Failure::Other(format!("{why}\nhelp: leave `best` out of [compare], or --select")));
    }
    // The same who were compared for the best.
    let entered = found.contest.candidates();
    if entered.is_empty() {
        return Ok(None);
    }
    let tasks: Vec<Task> = entered.iter().map(|i| tasks[*i].clone()).collect();
    let (threads, confidence) = (asked.play.threads(), found.outcome.confidence);
    let day = tasks.iter().map(|t| t.model.expected_calls()).fold(0.0, f64::max);
    let refuse = |days: f64| {
        effort::refusal(days * day, threads, asked.play.long).map_or(Ok(()), |why| Err(Failure::Other(why)))
    };
    Ok(Some(match procedure {
        Procedure::Kn => {
            let Some(delta) = asked.indifference else {
                return Err(Failure::Other(
                    "--select kn needs --indifference: the difference in cost that does not matter".to_owned(),
                ));
            };
            let most = asked.budget.unwrap_or(100_000);
            refuse(FIRST_STAGE as f64 * tasks.len() as f64)?;
            let selection = select_kn(&tasks, 1.0 - confidence, delta, most, threads, overseer);
            let money = Money::of(&found.outcome.currency);
            (selection, SelectionAsked::Kn { delta, sure: confidence * 100.0, money }, entered)
        }
        Procedure::Ocba => {
            let Some(budget) = asked.budget else {
                return Err(Failure::Other(
                    "--select ocba needs --budget: how many replications to spend in all".to_owned(),
                ));
            };
            let least = FIRST_STAGE * tasks.len() as u64;
            if budget < least {
                let (each, count) = (FIRST_STAGE, tasks.len());
                return Err(Failure::Other(format!(
                    "--budget {budget} is not enough: each of the {count} policies is played {each} times first\nhelp: give {least} or more"
                )));
            }
            refuse(budget as f64)?;
            (select_ocba(&tasks, budget, threads, overseer), SelectionAsked::Ocba, entered)
        }
    }))
}

/// By policy, what would keep the promises that it misses; the policies share the calls that may be played for it.
fn mend_all(found: &ContestOutcome, tasks: &[Task], asked: &PlayArguments, overseer: &Overseer) -> Vec<Vec<Mending>> {
    let missed = |policy: &PolicyOutcome| policy.result.promises.iter().filter(|promise| is_missed(promise)).count();
    let all: usize = found.policies.iter().map(missed).sum();
    let each = calls_to_mend(asked) / all.max(1) as f64;
    let of = |(policy, task): (&PolicyOutcome, &Task)| mendings(task, &policy.result, each, asked, overseer);
    found.policies.iter().zip(tasks).map(of).collect()
}

/// Differences become rows of the policies.
fn note_differences(found: &mut ContestOutcome) {
    let standings = found.contest.standings.clone();
    for (policy, standing) in found.policies.iter_mut().zip(standings) {
        for difference in standing.differences {
            policy.result.note(&format!("difference.{}", difference.measure), difference.estimate);
        }
    }
}

fn details(
    found: &ContestOutcome,
    mendings: &[Vec<Mending>],
    selection: Option<(&Selection, &[usize])>,
) -> Map<String, Value> {
    let name = |policy: &usize| found.policies[*policy].name.clone();
    let names = |list: &[usize]| list.iter().map(name).collect::<Vec<_>>();
    let policies: Vec<Value> = found
        .policies
        .iter()
        .zip(&found.contest.standings)
        .zip(mendings)
        .map(|((policy, standing), mendings)| {
            value!({
                "name": policy.name,
                "question": policy.question,
                "feasibility": standing.feasibility,
                "misses": standing.missed,
                "worse_than_best": standing.worse_than_best.map(|(low, high)| [low, high]),
                "differences": standing.differences,
                "promises": policy.result.promises,
                "cheapest_changes": mendings,
            })
        })
        .collect();
    let contest = &found.contest;
    let mut compare = value!({
        "baseline": name(&found.baseline),
        "decides": found.best,
        "best": contest.best.as_ref().map(name),
        "is_sure": contest.is_sure,
        "may_be_best": names(&contest.may_be_best),
        "replications_needed": contest.replications_needed,
        "frontier": names(contest.frontier("service_level")),
        "frontier_of_issues_resolved": names(contest.frontier(ISSUES_RESOLVED)),
        "policies": policies,
    });
    if let (Some((selection, entered)), Some(object)) = (selection, compare.as_object_mut()) {
        let of = value!({
            "procedure": selection.procedure,
            "entered": names(entered),
            "selected": selection.selected.map(|i| name(&entered[i])),
            "replications": selection.replications,
            "means": selection.means,
            "is_guaranteed": selection.is_guaranteed,
            "probability": selection.probability,
        });
        object.insert("selection".to_owned(), of);
    }
    [("compare".to_owned(), compare)].into_iter().collect()
}
