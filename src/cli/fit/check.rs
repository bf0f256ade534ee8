//! `onering fit --check`.

use std::path::Path;

use super::{FitArguments, count};
use crate::{
    calibrate::{
        FitSettings,
        check::{compare, hours, weekdays},
    },
    cli::{Ending, Failure, effort, output::Output, progress::Overseer},
    experiment::{Task, run},
    model::{CallType, Model},
    report::{check_findings, check_json, check_table},
    scenario::{Overrides, Scenario},
};

/// Simulates the scenario and holds it against the log.
pub fn check(asked: &FitArguments, scenario: &Path) -> Result<Ending, Failure> {
    let scenario = Scenario::load(scenario, &Overrides::default())?;
    let wrong = |why: crate::calibrate::check::NoCheck| Failure::Other(why.to_string());
    let (open, close, interval) = hours(scenario.model()).map_err(wrong)?;
    let mut settings = FitSettings { hours: Some((open, close)), interval, ..asked.settings()? };
    if close > 86_400 || 86_400 % interval != 0 || open % interval != 0 {
        return Err(Failure::Other(
            "the days of a scenario that is held against a log end by midnight, and have whole intervals from midnight on"
                .to_owned(),
        ));
    }
    if let Some(row) = weekdays(scenario.model()).map_err(wrong)? {
        if asked.days.is_some() {
            return Err(Failure::Other(
                "--days cannot be given beside a scenario of several days, which are held each against its own"
                    .to_owned(),
            ));
        }
        (settings.weekdays, settings.by_weekday) = (Some(row), true);
    }
    let waits = acceptable_waits(scenario.model());
    if let [wait] = waits[..] {
        settings.acceptable_wait = wait;
    }
    let counted = count::count(asked, settings)?;
    // What is known exactly would narrow the intervals from which the days' spread is told.
    let study = scenario.study().clone().with_control_variates(false);
    let task = Task { model: scenario.model().clone(), study };
    let threads = asked.threads.map_or_else(|| std::thread::available_parallelism().map_or(1, Into::into), Into::into);
    effort::check(std::slice::from_ref(&task), threads, true)?;
    let overseer = Overseer::over(effort::calls(&task), asked.quiet || asked.json, threads, true);
    let result = run(&[task], threads, &overseer).pop().flatten();
    if let Some(why) = overseer.finish() {
        return Err(Failure::Other(why));
    }
    let result = result.ok_or_else(|| Failure::Other("interrupted; nothing was written".to_owned()))?;
    let confidence = scenario.study().confidence();
    let confidence = crate::stats::Confidence::new(confidence).map_err(|why| Failure::Other(why.to_string()))?;
    let mut found = compare(&counted.tally, &counted.names, scenario.model(), &result, confidence).map_err(wrong)?;
    let mut warnings = counted.warnings;
    if waits.len() > 1 {
        found.retain(|row| row.measure != "service_level");
        warnings.push(
            "the call types have acceptable waits of their own: their service levels are not compared".to_owned(),
        );
    }
    warnings.extend(unmatched(&counted.names, scenario.model()));
    let findings = check_findings(&found);
    let document = check_json(&found, &super::source(asked), &counted.reading, &findings, &warnings);
    let mut output = Output::to(asked.folder(), asked.json, asked.quiet)?;
    output.write("check.json", document.as_bytes())?;
    output.tell(&document, &format!("{}{}", counted.report, check_table(&found)), &warnings, &findings)?;
    Ok(Ending::Done)
}

/// The different acceptable waits of a scenario's call types, s.
fn acceptable_waits(model: &Model) -> Vec<f64> {
    let mut waits: Vec<f64> =
        model.call_types().iter().map(|of| of.service_level().acceptable_wait.as_seconds()).collect();
    waits.sort_by(f64::total_cmp);
    waits.dedup();
    waits
}

/// Types that one side alone has.
fn unmatched(of_log: &[String], model: &Model) -> Vec<String> {
    let of_model: Vec<&str> = model.call_types().iter().map(CallType::name).collect();
    let in_log: Vec<&str> = of_log.iter().map(String::as_str).filter(|name| !of_model.contains(name)).collect();
    let in_model: Vec<&str> = of_model.iter().copied().filter(|name| !of_log.iter().any(|n| n == name)).collect();
    let mut warnings = Vec::new();
    if !in_log.is_empty() {
        warnings
            .push(format!("the scenario has no call type {}: those calls of the log are left out", in_log.join(", ")));
    }
    if !in_model.is_empty() {
        warnings.push(format!(
            "the log has no call type {}: only types that both have are compared, and not the whole centre",
            in_model.join(", ")
        ));
    }
    warnings
}
