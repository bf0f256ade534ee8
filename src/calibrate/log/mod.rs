//! Reading a call log: one row for each call, in whatever columns and words the telephone system has.
//!
//! | file | knows |
//! |---|---|
//! | `rows` | CSV, TSV, gzip, workbooks |
//! | `encodings` | UTF-8, UTF-16, Windows-1252 |
//! | `columns` | which column means what |
//! | `map` | what the planner says of it |
//! | `times` | dates, times of day, durations, time zones |
//! | `assemble` | a row becomes a call |
//! | `rules` | what is mended or left out, and how often |
//! | `intervals` | reports by interval instead of calls |
//!
//! Text is read as a stream: memory grows with the number of call types and agents, never with that of
//! calls. Nothing is left out but by a rule that says so and counts.

mod assemble;
mod columns;
mod encodings;
mod intervals;
mod map;
#[cfg(feature = "parquet")]
mod parquet;
mod problem;
mod rows;
mod rules;
mod times;

use std::path::Path;

use jiff::{civil::DateTime, tz::TimeZone};

pub use columns::{Columns, Role};
pub use intervals::{IntervalsRead, is_report, read_intervals};
pub use map::LogMap;
pub use problem::LogProblem;
pub use rules::{RULES, Rule, RuleCount};
pub use times::Order;

use self::{
    assemble::{Assembler, Parts},
    rows::{Row, open},
    times::{Dates, orders},
};
use super::LoggedCall;

/// Rows that are looked at to tell how dates are written.
const LOOKED_AT: u64 = 20_000;

/// What reading a log found.
#[derive(Clone, Debug)]
pub struct ReadReport {
    /// Rows below the header.
    pub rows: u64,
    /// Calls that were handed on: rows less those that a rule left out.
    pub calls: u64,
    /// Every rule, and how often it came to bear.
    pub rules: Vec<RuleCount>,
    /// The names of call types, by index.
    pub call_types: Vec<String>,
    /// The names of agents, by index.
    pub agents: Vec<String>,
    /// The names of agents' groups, by index.
    pub agent_groups: Vec<String>,
    /// The first and the last arrival.
    pub span: Option<(DateTime, DateTime)>,
    /// What the columns were taken for.
    pub columns: Columns,
    /// What was decided because the log leaves it open.
    pub notes: Vec<String>,
}

/// Reads the log at `path`, as far as `map` says how, and hands on each call.
///
/// # Errors
///
/// [`LogProblem`] when the file cannot be read, its columns tell too little, or a row is unreadable (and
/// the rule that leaves such rows out is not on).
pub fn read(path: &Path, map: &LogMap, each: &mut dyn FnMut(&LoggedCall)) -> Result<ReadReport, LogProblem> {
    let file = path.display().to_string();
    let mut notes = Vec::new();
    let dates = dates(path, &file, map, &mut notes)?;
    let (header, mut rows) = open(path, map.delimiter)?;
    let columns = Columns::new(&file, &header, &map.columns)?;
    let mut assembler = Assembler::new(&file, columns, map, dates);
    let mut row = Row::default();
    let (mut count, mut calls) = (0, 0);
    let mut span: Option<(DateTime, DateTime)> = None;
    while rows.next(&mut row, &file)? {
        assembler.blank_lines(&row)?;
        count += 1 + row.blank_before;
        if let Some(call) = assembler.call(&row)? {
            calls += 1;
            span = Some(span.map_or((call.arrival, call.arrival), |(first, last)| {
                (first.min(call.arrival), last.max(call.arrival))
            }));
            each(&call);
        }
    }
    if count == 0 {
        let help = "a line for each call stands below the names of the columns";
        return Err(LogProblem::new(&file, "has a header and nothing below it").help(help));
    }
    notes.extend(assembler.notes());
    notes.extend(columns_note(assembler.columns()));
    let Parts { columns, counts, call_types, agents, agent_groups } = assembler.into_parts();
    Ok(ReadReport {
        rows: count,
        calls,
        rules: counts.into_vec(),
        call_types,
        agents,
        agent_groups,
        span,
        columns,
        notes,
    })
}

/// Columns that look like another one that was taken.
fn columns_note(columns: &Columns) -> Option<String> {
    let also: Vec<String> = columns
        .also()
        .map(|(name, role)| format!("`{name}` could be {} as well as `{}`", role.key(), columns.name(role)))
        .collect();
    let taken = "the first is taken, a map ([columns]) takes another";
    (!also.is_empty()).then(|| format!("{}: {taken}", also.join(", ")))
}

/// How the dates are written, told from the first rows.
fn dates(path: &Path, file: &str, map: &LogMap, notes: &mut Vec<String>) -> Result<Dates, LogProblem> {
    let (header, _) = open(path, map.delimiter)?;
    let columns = Columns::new(file, &header, &map.columns)?;
    let column = columns.of(Role::OfferedAt).or_else(|| columns.of(Role::Date));
    dates_of(path, file, map, column, notes)
}

/// The same, the dates standing in this column.
fn dates_of(
    path: &Path,
    file: &str,
    map: &LogMap,
    column: Option<usize>,
    notes: &mut Vec<String>,
) -> Result<Dates, LogProblem> {
    let zone = |name: &String| TimeZone::get(name).map_err(|e| LogProblem::new(file, e.to_string()));
    let centre = map.time_zone.as_ref().map(zone).transpose()?;
    let log = map.logged_in.as_ref().map(zone).transpose()?;
    let zones = match (centre, log) {
        (Some(centre), Some(log)) => Some((centre, log)),
        (Some(centre), None) => Some((centre.clone(), centre)),
        (None, Some(log)) => Some((log.clone(), log)),
        (None, None) => None,
    };
    let order = match map.order {
        Some(order) => order,
        None => order(path, file, map, column, notes)?,
    };
    Ok(Dates { order, pattern: map.pattern.clone(), zones, took_universal: std::cell::Cell::new(false) })
}

fn order(
    path: &Path,
    file: &str,
    map: &LogMap,
    column: Option<usize>,
    notes: &mut Vec<String>,
) -> Result<Order, LogProblem> {
    let (header, mut rows) = open(path, map.delimiter)?;
    let (mut row, mut samples, mut lines) = (Row::default(), Vec::new(), Vec::new());
    while (samples.len() as u64) < LOOKED_AT && rows.next(&mut row, file)? {
        samples.push(row.cell(column).to_owned());
        lines.push(row.line);
    }
    let (day_first, month_first, count) = orders(samples.iter().map(String::as_str));
    match (day_first, month_first) {
        _ if count == 0 => Ok(Order::YearFirst),
        (true, false) => Ok(Order::DayFirst),
        (false, true) => Ok(Order::MonthFirst),
        (true, true) => {
            let example = samples.first().map_or("", String::as_str);
            notes.push(format!(
                "dates such as {example} leave open which is the day: taken as day first; a map with dates = \"month_first\" reads them the other way"
            ));
            Ok(Order::DayFirst)
        }
        (false, false) => {
            let what = format!(
                "the dates in `{}` are written in two ways: neither day nor month comes first in all of them",
                header[column.unwrap_or(0)]
            );
            // The first that the ones before it do not allow.
            let (mut day, mut month) = (true, true);
            let mut contradicts = |text: &&String| {
                let (day_first, month_first, _) = orders(std::iter::once(text.as_str()));
                (day, month) = (day && day_first, month && month_first);
                !(day || month)
            };
            let line = samples.iter().position(|text| contradicts(&text)).map_or(1, |n| lines[n]);
            Err(LogProblem::new(file, what).at(line).help("write them all as 1999-12-31"))
        }
    }
}
