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
    let counted = count::count(asked, settings)?;
    let task = Task { model: scenario.model().clone(), study: scenario.study().clone() };
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
    let found = compare(&counted.tally, &counted.names, scenario.model(), &result, confidence).map_err(wrong)?;
    let findings = check_findings(&found);
    let document = check_json(&found, &super::source(asked), &findings, &counted.warnings);
    let mut output = Output::to(asked.folder(), asked.json, asked.quiet)?;
    output.write("check.json", document.as_bytes())?;
    output.tell(&document, &format!("{}{}", counted.report, check_table(&found)), &counted.warnings, &findings)?;
    Ok(Ending::Done)
}
