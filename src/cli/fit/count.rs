//! Reads a log, call by call or interval by interval, into a tally.

use super::FitArguments;
use crate::{
    calibrate::{
        FitSettings, Tally,
        log::{LogMap, ReadReport, is_report, read, read_intervals},
    },
    cli::Failure,
    report::thousands,
};

/// What a log holds.
pub struct Counted {
    /// The counts.
    pub tally: Tally,
    /// The call types' names, by index.
    pub names: Vec<String>,
    /// What reading found, for people.
    pub report: String,
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
        let found = read_intervals(&asked.log, &map, &mut |interval| tally.add_interval(interval)).map_err(failed)?;
        let report = format!("a report by interval: {} rows\n\n", thousands(found.rows as f64, 0));
        return Ok(Counted { tally, report, warnings: found.notes, names: found.call_types });
    }
    let found = read(&asked.log, &map, &mut |call| tally.add(call)).map_err(failed)?;
    Ok(Counted { tally, report: told(&found), warnings: found.notes, names: found.call_types })
}

/// Rows, calls, and every rule that came to bear.
fn told(found: &ReadReport) -> String {
    let whole = |n: u64| thousands(n as f64, 0);
    let mut out = format!("{} rows, {} calls", whole(found.rows), whole(found.calls));
    if let Some((first, last)) = found.span {
        out += &format!(" from {} to {}", first.date(), last.date());
    }
    for count in found.rules.iter().filter(|count| count.rows > 0) {
        let state = if count.is_on { "" } else { " (off)" };
        let first = count.first_line.map_or_else(String::new, |line| format!(", first in line {line}"));
        let about = count.rule.about.split(';').next().unwrap_or_default();
        out += &format!("\n  {}{state}: {} rows{first}: {about}", count.rule.name, whole(count.rows));
    }
    out + "\n\n"
}
