//! `onering sweep`.

use super::{
    Ending, Failure,
    arguments::SweepArguments,
    effort,
    output::Output,
    pictures,
    points::Points,
    progress::Overseer,
    run::{csv, outcome},
};
use crate::{
    experiment::{Level as Compared, MARGINAL_COST, PointResult, Task, marginal_costs, price_promises, run as play},
    report::{
        CaseOutcome, Designed, Level, SweepOutcome, control_finding, json, number, record, sweep_findings, sweep_table,
    },
    scenario::{CasePlan, Scenario, SweepPlan},
    stats::Confidence,
};

/// Plays every level of every case, and prices the promises.
pub fn sweep(asked: &SweepArguments) -> Result<Ending, Failure> {
    let play_asked = &asked.play;
    let scenario = Scenario::load(&play_asked.file, &play_asked.overrides())?;
    let plan = scenario.sweep()?;
    let tasks = tasks(&plan);
    effort::check(&tasks, play_asked.threads(), play_asked.long)?;
    let mut output = Output::open(play_asked)?;
    let file = play_asked.file.display().to_string();
    let first = outcome(&scenario, []);
    let record = record("sweep", &file, &first, &scenario.resolved());
    // Where the file lies, or how its path was typed, makes no other sweep.
    let identity = format!("# onering {}\n{}", env!("CARGO_PKG_VERSION"), scenario.resolved());
    let results = play_all(asked, &tasks, &output, &identity)?;
    let played = tasks.iter().zip(&results);
    let sweep =
        SweepOutcome { outcome: outcome(&scenario, played), keys: plan.keys.clone(), cases: cases(plan, results) };
    let mut findings = sweep_findings(&sweep);
    let results: Vec<&PointResult> =
        sweep.cases.iter().flat_map(|case| case.levels.iter().map(|l| &l.result)).collect();
    findings.extend(control_finding(&results, scenario.study().control_variates()));
    let points = designed(&sweep);
    let prices = sweep.cases.iter().map(|case| prices(&sweep, case)).collect();
    let details = [("sweeps".to_owned(), prices)].into_iter().collect();
    let document = json("sweep", &sweep.outcome, &findings, details, &points);
    output.write("run.toml", record.as_bytes())?;
    output.write("sweep.json", document.as_bytes())?;
    output.write("sweep.csv", &csv(&points)?)?;
    for (name, picture) in pictures::of_sweep(&sweep)? {
        output.write(&format!("{name}.svg"), picture.svg.as_bytes())?;
        output.write(&format!("{name}.png"), &picture.png)?;
    }
    Points::discard(output.folder());
    output.tell(&document, &sweep_table(&sweep), &sweep.outcome.warnings, &findings)?;
    let missed = sweep.cases.iter().flat_map(|c| &c.prices.cheapest).any(|c| c.level.is_none());
    Ok(if missed { Ending::TargetMissed } else { Ending::Done })
}

fn tasks(plan: &SweepPlan) -> Vec<Task> {
    let of_case = |case: &CasePlan| -> Vec<Task> {
        let study = case.study.clone();
        case.points.iter().map(|p| Task { model: p.model.clone(), study: study.clone() }).collect()
    };
    plan.cases.iter().flat_map(of_case).collect()
}

/// Plays the points that are not finished yet.
fn play_all(
    asked: &SweepArguments,
    tasks: &[Task],
    output: &Output,
    record: &str,
) -> Result<Vec<PointResult>, Failure> {
    let folder = output.folder();
    let (points, mut finished) = if asked.resume {
        Points::resume(folder, record, tasks.len())?
    } else {
        (Points::start(folder, record, tasks.len())?, vec![None; tasks.len()])
    };
    let open: Vec<usize> = (0..tasks.len()).filter(|&i| finished[i].is_none()).collect();
    let left: Vec<Task> = open.iter().map(|&i| tasks[i].clone()).collect();
    let calls = left.iter().map(effort::calls).sum();
    let overseer = Overseer::new(calls, &asked.play).saving(points, open.clone());
    let results = play(&left, asked.play.threads(), &overseer);
    if let Some(why) = overseer.finish() {
        return Err(Failure::Other(why));
    }
    for (index, result) in open.into_iter().zip(results) {
        finished[index] = result;
    }
    let done = finished.iter().flatten().count();
    if done < tasks.len() {
        return Err(Failure::Other(format!(
            "interrupted after {done} of {} levels, which are kept\nhelp: go on with --resume",
            tasks.len()
        )));
    }
    Ok(finished.into_iter().flatten().collect())
}

fn cases(plan: SweepPlan, results: Vec<PointResult>) -> Vec<CaseOutcome> {
    let mut results = results.into_iter();
    plan.cases
        .into_iter()
        .map(|case| {
            let confidence = Confidence::new(case.study.confidence()).unwrap_or(Confidence::NINETY_FIVE);
            let mut levels: Vec<Level> = case
                .points
                .into_iter()
                .zip(results.by_ref())
                .map(|(point, result)| Level { design: point.design, values: point.levels, model: point.model, result })
                .collect();
            let compared: Vec<Compared<'_>> =
                levels.iter().map(|l| Compared { values: &l.values, result: &l.result }).collect();
            let prices = price_promises(&compared, &case.promises, confidence);
            let marginal = marginal_costs(&compared, confidence);
            for (level, cost) in levels.iter_mut().zip(marginal) {
                level.result.note(MARGINAL_COST, cost);
            }
            CaseOutcome { name: case.name, promises: case.promises, prices, levels }
        })
        .collect()
}

fn designed(sweep: &SweepOutcome) -> Vec<Designed<'_>> {
    sweep
        .cases
        .iter()
        .flat_map(|case| {
            case.levels.iter().map(|level| Designed {
                case: case.name.as_deref(),
                design: &level.design,
                rows: &level.result.rows,
            })
        })
        .collect()
}

/// The prices of a case's promises, with levels instead of their indices.
fn prices(sweep: &SweepOutcome, case: &CaseOutcome) -> serde_json::Value {
    let level = |index: Option<usize>| -> serde_json::Value {
        index.map_or(serde_json::Value::Null, |i| {
            let pairs = sweep.keys.iter().zip(&case.levels[i].values);
            pairs.map(|(key, value)| (key.clone(), number(*value))).collect::<serde_json::Map<_, _>>().into()
        })
    };
    let cheapest: Vec<_> = case
        .prices
        .cheapest
        .iter()
        .map(|c| serde_json::json!({ "promise": c.promise, "level": level(c.level), "cost": c.cost, "from": level(c.from), "to": level(c.to), "nearest": level(c.nearest) }))
        .collect();
    serde_json::json!({
        "case": case.name,
        "vary": sweep.keys,
        "cheapest": cheapest,
        "comparisons": case.prices.comparisons,
        "lowest_cost": level(case.prices.lowest_cost),
        "no_promise_can_justify": case.prices.unjustified.iter().map(|i| level(Some(*i))).collect::<Vec<_>>(),
    })
}
