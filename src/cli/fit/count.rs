//! Reads a log, call by call or interval by interval, into a tally.

use serde_json::Value;

use super::FitArguments;
use crate::{
    calibrate::{
        FitSettings, Tally,
        log::{LogMap, ReadReport, Role, RuleCount, is_report, read, read_intervals},
    },
    cli::Failure,
    report::{reading_json, thousands},
    units::text,
};

/// What a log holds.
pub struct Counted {
    /// The counts.
    pub tally: Tally,
    /// The call types' names, by index.
    pub names: Vec<String>,
    /// What reading found, for people.
    pub report: String,
    /// The same for programs.
    pub reading: Value,
    /// What was decided because the log leaves it open.
    pub warnings: Vec<String>,
}

/// Counts the calls of the log that is asked for.
///
/// # Errors
///
/// [`Failure`] when it cannot be read, with the line.
pub fn count(asked: &FitArguments, settings: FitSettings) -> Result<Counted, Failure> {
    let failed = |problem: crate::calibrate::log::LogProblem| Failure::Other(problem.to_string());
    let map = asked.map.as_deref().map_or_else(|| Ok(LogMap::default()), LogMap::load).map_err(failed)?;
    let mut tally = Tally::new(settings);
    if is_report(&asked.log, &map).map_err(failed)? {
        let interval = tally.settings().interval;
        let mut intervals = Vec::new();
        let found =
            read_intervals(&asked.log, &map, &mut |interval| intervals.push(interval.clone())).map_err(failed)?;
        let step = found.step.unwrap_or(interval);
        if step > interval || !interval.is_multiple_of(step) {
            let (step, interval) = (text::duration(f64::from(step)), text::duration(f64::from(interval)));
            let why = format!(
                "the report is by {step}, the scenario by {interval}: give --interval {step}, or a multiple of it"
            );
            return Err(Failure::Other(why));
        }
        intervals.iter().for_each(|of| tally.add_interval(of, f64::from(step)));
        let mut report = format!("a report by interval: {} rows", thousands(found.rows as f64, 0));
        report += &(rules(&found.rules) + "\n\n");
        let reading = reading_json(found.rows, &[], &found.rules);
        return Ok(Counted { tally, report, reading, warnings: found.notes, names: found.call_types });
    }
    let found = read(&asked.log, &map, &mut |call| tally.add(call)).map_err(failed)?;
    tally.name_agent_groups(&found.agent_groups);
    let columns = found.columns.all().map(|(name, role)| (name.to_owned(), role.map(|role| role.key().to_owned())));
    let reading = reading_json(found.rows, &columns.collect::<Vec<_>>(), &found.rules);
    Ok(Counted { tally, report: told(&found), reading, warnings: found.notes, names: found.call_types })
}

/// Rows, calls, and every rule that came to bear.
fn told(found: &ReadReport) -> String {
    let whole = |n: u64| thousands(n as f64, 0);
    let mut out = format!("{} rows, {} calls", whole(found.rows), whole(found.calls));
    if let Some((first, last)) = found.span {
        out += &format!(" from {} to {}", first.date(), last.date());
    }
    out += &rules(&found.rules);
    let used = |(name, role): (&str, Option<Role>)| role.map(|role| format!("{} = {name}", role.key()));
    let unused: Vec<&str> = found.columns.all().filter(|(_, role)| role.is_none()).map(|(name, _)| name).collect();
    out += &format!("\n  columns: {}", found.columns.all().filter_map(used).collect::<Vec<_>>().join(", "));
    if !unused.is_empty() {
        out += &format!("; not used: {}", unused.join(", "));
    }
    out + "\n\n"
}

/// A line for each rule that came to bear.
fn rules(all: &[RuleCount]) -> String {
    let whole = |n: u64| thousands(n as f64, 0);
    let mut out = String::new();
    for count in all.iter().filter(|count| count.rows > 0) {
        let state = if count.is_on { "" } else { " (off)" };
        let first = count.first_line.map_or_else(String::new, |line| format!(", first in line {line}"));
        let about = count.rule.about.split(';').next().unwrap_or_default();
        out += &format!("\n  {}{state}: {} rows{first}: {about}", count.rule.name, whole(count.rows));
    }
    out
}
