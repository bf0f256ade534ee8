//! `onering plan --from … --actuals …`: the rest of a day that has begun.

use super::{PlanArguments, Planner, check_effort, promised, unplayed};
use crate::{
    calibrate::{log::LogMap, read_actuals},
    cli::{
        Ending, Failure,
        output::Output,
        progress::Overseer,
        run::{csv, outcome},
    },
    model::{Horizon, Model, PlanTerms},
    planning::{
        intraday::{Morning, MoveTerms, forecast, moves, posterior, rank, today, updated_handle_time},
        requirement::Staffing,
        shifts::DailyShift,
    },
    report::{
        Designed, json,
        plan::{Today, today_details, today_findings, today_rows, today_table},
        record,
    },
    scenario::Scenario,
    stats::Confidence,
    units::text,
};

/// Seconds.
const NIGHT_AND_DAY: f64 = 86_400.0;
/// Days that are drawn from the posterior.
const DAYS: usize = 1000;

/// Forecasts the rest of the day again, and ranks what can be done.
pub fn intraday(asked: &PlanArguments) -> Result<Ending, Failure> {
    let scenario = Scenario::load(&asked.play.file, &asked.play.overrides())?;
    let (model, unpromised) = promised(scenario.model())?;
    let other = |why: String| Failure::Other(why);
    if model.horizon().days() > 1 {
        return Err(other("--from belongs to a single day, and the scenario plays several in a row".to_owned()));
    }
    let from = interval_of(asked.intraday.from.as_deref().unwrap_or_default(), &model)?;
    let allowed = move_terms(asked, &model)?;
    let map = asked.intraday.map.as_deref().map_or_else(|| Ok(LogMap::default()), LogMap::load);
    let map = map.map_err(|why| other(why.to_string()))?;
    let Some(file) = &asked.intraday.actuals else { return Err(other("--from needs --actuals".to_owned())) };
    let actuals = read_actuals(file, &map, &model, from).map_err(|why| other(why.to_string()))?;
    check_effort(asked, &scenario, &model)?;
    let mut output = Output::open(&asked.play)?;
    let overseer = Overseer::new(0.0, &asked.play);
    let look = || -> Result<Today, Failure> {
        let (on_line, shifts, terms) = in_force(asked, &scenario, &model, &overseer)?;
        let study = scenario.study();
        let morning = Morning { from, offered: actuals.offered.clone() };
        let posterior = posterior(&model, &morning, study.seed(), DAYS);
        let forecast = forecast(&model, &posterior, from, study.confidence(), study.seed());
        let handle_times: Vec<_> = (0..model.call_types().len())
            .map(|of| updated_handle_time(&model, of, &morning, actuals.handled[of], asked.intraday.handle_time_cv))
            .collect();
        let factors: Vec<f64> =
            handle_times.iter().map(|of| if of.before > 0.0 { of.after / of.before } else { 1.0 }).collect();
        let day = today(&model, &morning, &posterior, &factors).map_err(|why| other(why.to_string()))?;
        let possible = moves(&model, &terms, &on_line, shifts.as_deref(), from, &allowed);
        let confidence = Confidence::new(study.confidence()).unwrap_or(Confidence::NINETY_FIVE);
        let (threads, is_stopped) = (asked.play.threads(), || crate::experiment::Watcher::is_stopped(&overseer));
        let replications = study.most_replications().max(2);
        let plays = (study.seed(), replications);
        let ranking = rank(&day, &on_line, &possible, from, plays, threads, confidence, &is_stopped)
            .map_err(|why| unplayed(&why))?;
        let mut outcome = outcome(&scenario, []);
        outcome.warnings.extend(actuals.notes.iter().cloned());
        outcome.warnings.extend(warnings(&model));
        outcome.warnings.extend(unpromised.iter().cloned());
        Ok(Today {
            outcome,
            model: model.clone(),
            terms,
            from,
            morning,
            actuals,
            method: posterior.method,
            forecast,
            handle_times,
            on_line,
            is_scheduled: shifts.is_some(),
            ranking,
            replications,
            allowed,
        })
    };
    let played = look();
    overseer.finish();
    let found = played?;
    write(asked, &scenario, &found, &mut output)?;
    let last = found.ranking.best.as_ref().map_or(&found.ranking.nothing, |best| &best.outlook);
    Ok(if last.missed.0 == 0 { Ending::Done } else { Ending::TargetMissed })
}

/// The interval that begins at the clock time that was asked for.
fn interval_of(given: &str, model: &Model) -> Result<usize, Failure> {
    let Horizon::Day(day) = model.horizon() else { return Err(Failure::Other("--from belongs to a day".to_owned())) };
    let at = text::clock_in_seconds(given).map_err(|why| Failure::Other(format!("--from: {why}")))?;
    let index = (at - day.open_at()) / day.interval().as_seconds();
    let intervals = model.horizon().intervals();
    if index.fract() == 0.0 && index >= 1.0 && (index as usize) < intervals {
        return Ok(index as usize);
    }
    let label = |i: usize| model.horizon().interval_label(i).unwrap_or_default();
    let next_day = index + NIGHT_AND_DAY / day.interval().as_seconds();
    if index < 0.0 && next_day.fract() == 0.0 && next_day < intervals as f64 {
        return Err(Failure::Other(format!(
            "--from {given} comes before opening\nhelp: after midnight the hours of a day go on: write {}",
            label(next_day as usize)
        )));
    }
    let nearest = (index.round().max(1.0) as usize).min(intervals - 1);
    Err(Failure::Other(format!(
        "--from {given} is not the start of an interval within the day\nhelp: intervals start at {}, {}, … {}; the nearest is {}",
        label(1),
        label(2.min(intervals - 1)),
        label(intervals - 1),
        label(nearest)
    )))
}

fn move_terms(asked: &PlanArguments, model: &Model) -> Result<MoveTerms, Failure> {
    let given = &asked.intraday;
    let notice = text::duration_in_seconds(&given.notice).map_err(|why| Failure::Other(format!("--notice: {why}")))?;
    for (option, value) in [("--handle-time-cv", given.handle_time_cv), ("--overtime-premium", given.overtime_premium)]
    {
        if !(0.0..=10.0).contains(&value) {
            return Err(Failure::Other(format!("{option} is a share such as 0.05, from 0 to 10, not {value}")));
        }
    }
    let group = |name: &str| {
        let names: Vec<&str> = model.agent_groups().iter().map(crate::model::AgentGroup::name).collect();
        names.iter().position(|known| *known == name.trim()).ok_or_else(|| {
            Failure::Other(format!(
                "--switch: there is no agent group \"{name}\"\nhelp: the groups are {}",
                names.join(", ")
            ))
        })
    };
    let switch = |text: &String| {
        let wrong = || Failure::Other(format!("--switch reads like sales:support, not {text}"));
        let (from, to) = text.split_once(':').ok_or_else(wrong)?;
        Ok((group(from)?, group(to)?))
    };
    Ok(MoveTerms {
        overtime_premium: given.overtime_premium,
        notice: (notice / model.horizon().interval().as_seconds()).ceil() as usize,
        call_in: given.call_in,
        switches: given.switches.iter().map(switch).collect::<Result<_, Failure>>()?,
    })
}

/// Who is on the line today: the shifts that `plan` finds for the scenario, as many as finance gives people for; or the
/// scenario's own staff.
fn in_force(
    asked: &PlanArguments,
    scenario: &Scenario,
    model: &Model,
    overseer: &Overseer,
) -> Result<(Staffing, Option<Vec<DailyShift>>, PlanTerms), Failure> {
    let mut terms = scenario.plan_terms().clone();
    terms.head_count = asked.head_count.or(terms.head_count);
    if asked.intraday.staffed || terms.shift_types.is_empty() {
        let staffed = model.agent_groups().iter().map(|group| group.staffed().to_vec()).collect();
        return Ok((staffed, None, terms));
    }
    let (planned, factor) = super::at_quantile(model, &terms)?;
    let asked = PlanArguments { no_volumes: true, ..asked.clone() };
    let all_promises = super::all_promises(scenario.model(), &planned);
    let planner = Planner { asked: &asked, scenario, model: planned, terms: terms.clone(), all_promises, overseer };
    let plan = planner.plan(factor)?;
    if let Some(why) = plan.not_given {
        return Err(Failure::Other(format!("finance gives {} people, and {why}", terms.head_count.unwrap_or(0))));
    }
    let Some(worked) = plan.given.or(plan.scheduled) else {
        return Err(Failure::Other("no schedule was found".to_owned()));
    };
    let schedule = worked.proved.schedule;
    Ok((schedule.on_line, Some(schedule.shifts), terms))
}

/// What the counts of a morning leave open.
fn warnings(model: &Model) -> Vec<String> {
    let mut all = Vec::new();
    if model.has_journeys() {
        all.push("customers who call again: the actual counts are taken as first calls, and the plays let customers call again on top of them".to_owned());
    }
    if model.surges().iter().any(|surge| surge.expected_pace(model.horizon()) != crate::model::arrivals::Pace::even()) {
        all.push(
            "surges: the morning is held against the forecast with the surges' mean, whether they came or not"
                .to_owned(),
        );
    }
    all
}

fn write(asked: &PlanArguments, scenario: &Scenario, today: &Today, output: &mut Output) -> Result<(), Failure> {
    let (findings, rows) = (today_findings(today), today_rows(today));
    let points = [Designed { case: None, design: &[], rows: &rows }];
    let document = json("plan", &today.outcome, &findings, today_details(today), &points);
    let file = asked.play.file.display().to_string();
    output.write("run.toml", record("plan", &file, &today.outcome, &scenario.resolved()).as_bytes())?;
    output.write("today.json", document.as_bytes())?;
    output.write("today.csv", &csv(&points)?)?;
    let picture = super::pictures::of_today(today)?;
    output.write("today.svg", picture.svg.as_bytes())?;
    output.write("today.png", &picture.png)?;
    output.tell(&document, &today_table(today), &today.outcome.warnings, &findings)
}
