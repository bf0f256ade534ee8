//! A table of intervals: the same table out, with columns added.

use std::path::Path;

use super::{
    ErlangArguments,
    centre::{Given, Question, SHORT},
    pictures,
    scenario::{document, ending, findings},
    table::{Cell, Table},
};
use crate::{
    analytic::{Demand, Setting},
    cli::{Ending, Failure, output::Output},
    report::erlang::{IntervalFigures, many_table},
    units::text::duration_in_seconds,
};

/// More problems than this are counted, not listed.
const MOST_PROBLEMS: usize = 20;

/// Answers for every row of the table in `file`.
pub fn sheet(asked: &ErlangArguments, file: &Path) -> Result<Ending, Failure> {
    let table = Table::read(file)?;
    let plan = asked.plan(asked.goals());
    let columns = Columns::find(asked, &table, file)?;
    if plan.is_none() && columns.agents.is_none() && asked.agents.is_none() {
        return Err(Failure::Other(
            "nothing is asked for\nhelp: give a target such as --answer 80/20s, or a column of agents".to_owned(),
        ));
    }
    let question = Question { per: asked.per, rule: asked.formula_rule(), wait: asked.wait(), short: SHORT, plan };
    let given = columns.read(asked, &table, file)?;
    let failure = |why: crate::analytic::NoAnswer| Failure::Other(why.to_string());
    let like = Setting {
        demand: Demand::new(1.0, 1.0, 1.0).map_err(failure)?,
        patience: asked.patience,
        lines: asked.lines,
        redial: asked.redials()?,
    };
    let mut rows: Vec<Option<IntervalFigures>> = Vec::new();
    for interval in given {
        rows.push(interval.map(|interval| question.answer(interval, &like).map_err(failure)).transpose()?);
    }
    let answered: Vec<IntervalFigures> = rows.iter().flatten().cloned().collect();
    let title = format!("{}: {} in each interval", file.display(), like.model());
    let findings = findings(like.model(), &answered, question.per);
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut output = Output::to(asked.folder(), asked.json, asked.quiet)?;
    output.write(&name, &table.with(added(&rows, question.per)).bytes()?)?;
    let peak = format!("{}: {}", like.model(), findings[0].trim_end_matches('.'));
    for (name, picture) in pictures::of_day(peak, name.clone(), &question, &answered)? {
        output.write(&format!("{name}.svg"), picture.svg.as_bytes())?;
        output.write(&format!("{name}.png"), &picture.png)?;
    }
    let document = document(&title, like.model(), &findings, &[], &answered, question.per);
    output.write("erlang.json", document.as_bytes())?;
    output.tell(&document, &many_table(&title, &answered, question.per), &[], &findings)?;
    Ok(ending(&answered))
}

/// A number with the digits that somebody may read in a sheet.
fn rounded(value: f64) -> Cell {
    Cell::Number((value * 1e6).round() / 1e6)
}

/// The columns that are added, undefined cells empty.
fn added(rows: &[Option<IntervalFigures>], per: f64) -> Vec<(&'static str, Vec<Cell>)> {
    type Of<'a> = &'a dyn Fn(&IntervalFigures) -> Option<f64>;
    let column = |name: &'static str, of: Of<'_>| {
        let cell = |row: &Option<IntervalFigures>| row.as_ref().and_then(of).map_or(Cell::Empty, rounded);
        (name, rows.iter().map(cell).collect::<Vec<Cell>>())
    };
    let level = |row: &IntervalFigures| row.figures.as_ref()?.as_ref().ok()?.first()?.value;
    let trouble = |row: &Option<IntervalFigures>| match row.as_ref().map(IntervalFigures::trouble) {
        Some(why) if !why.is_empty() => Cell::Text(why),
        _ => Cell::Empty,
    };
    let mut columns = vec![
        column("erlang_load", &|row| Some(row.load(per))),
        column("erlang_required_decimals", &IntervalFigures::required_exact),
        column("erlang_required", &|row| row.required().map(f64::from)),
        column("erlang_scheduled", &IntervalFigures::scheduled),
        column("erlang_service_level", &level),
        column("erlang_average_speed_of_answer", &|row| row.figure("average_speed_of_answer")),
        column("erlang_abandonment", &|row| row.figure("abandonment")),
        column("erlang_occupancy", &|row| row.figure("occupancy")),
    ];
    let notes: Vec<Cell> = rows.iter().map(trouble).collect();
    if notes.iter().any(|note| *note != Cell::Empty) {
        columns.push(("erlang_note", notes));
    }
    columns
}

/// Where in the table things stand.
struct Columns {
    label: usize,
    calls: usize,
    handle_time: Option<usize>,
    agents: Option<usize>,
}

impl Columns {
    fn find(asked: &ErlangArguments, table: &Table, file: &Path) -> Result<Self, Failure> {
        let known = table.heading.join(", ");
        let lacks = |name: &str| {
            Failure::Other(format!("{} has no column \"{name}\"\nhelp: its columns are {known}", file.display()))
        };
        let find = |asked: &Option<String>, usual: &[&str]| match asked {
            Some(name) => table.column(name).map(Some).ok_or_else(|| lacks(name)),
            None => Ok(usual.iter().find_map(|name| table.column(name))),
        };
        let calls = find(&asked.calls_column, &["calls", "volume", "offered", "contacts"])?.ok_or_else(|| {
            Failure::Other(format!(
                "{} has no column \"calls\"\nhelp: its columns are {known}; name the one with the calls by --calls-column",
                file.display()
            ))
        })?;
        let handle_time =
            find(&asked.aht_column, &["aht", "average_handle_time", "average handle time", "handle_time"])?;
        if handle_time.is_none() && asked.aht.is_none() {
            return Err(Failure::Other(format!(
                "{} has no column \"aht\"\nhelp: its columns are {known}; name the one with the handle times by --aht-column, or give --aht 3m for all",
                file.display()
            )));
        }
        let agents = find(&asked.agents_column, &["agents", "staffed"])?;
        let mut used = [Some(calls), handle_time, agents].into_iter().flatten();
        if let Some(column) = used.find(|column| table.is_ambiguous(*column)) {
            return Err(Failure::Other(format!(
                "{} has two columns \"{}\", and which one is meant cannot be told\nhelp: give one of them another name",
                file.display(),
                table.heading[column].trim()
            )));
        }
        Ok(Self { label: 0, calls, handle_time, agents })
    }

    /// Every row, `None` where it is empty; or all that is wrong, each with its line.
    fn read(&self, asked: &ErlangArguments, table: &Table, file: &Path) -> Result<Vec<Option<Given>>, Failure> {
        let (mut given, mut problems) = (Vec::new(), Vec::new());
        let commas = table.has_decimal_commas();
        for (index, row) in table.rows.iter().enumerate() {
            if row.iter().all(Cell::is_empty) {
                given.push(None);
                continue;
            }
            let mut at = |column: usize, read: &dyn Fn(&Cell, bool) -> Result<f64, String>| {
                read(row.get(column).unwrap_or(&Cell::Empty), commas).unwrap_or_else(|why| {
                    let name = &table.heading[column];
                    problems.push(format!("{}:{}: {name} {why}", file.display(), Table::line(index)));
                    1.0
                })
            };
            let calls = at(self.calls, &count);
            let handle_time = match (asked.aht, self.handle_time) {
                (_, Some(column)) if calls > 0.0 => at(column, &time),
                (given, _) => given.unwrap_or(1.0),
            };
            let agents = match self.agents {
                Some(column) if row.get(column).is_some_and(|cell| !cell.is_empty()) => Some(at(column, &whole) as u32),
                _ => asked.agents,
            };
            let label = row.get(self.label).map_or_else(String::new, Cell::text);
            given.push(Some(Given { label, calls, handle_time, agents }));
        }
        if problems.is_empty() {
            return Ok(given);
        }
        let more = problems.len().saturating_sub(MOST_PROBLEMS);
        problems.truncate(MOST_PROBLEMS);
        if more > 0 {
            problems.push(format!("and {more} more"));
        }
        Err(Failure::Other(problems.join("\n")))
    }
}

fn number(cell: &Cell, commas: bool) -> Result<f64, String> {
    let text = match cell {
        Cell::Number(number) => return Ok(*number),
        cell if cell.is_empty() => return Err("is empty; write 0 where nobody calls".to_owned()),
        other => other.text(),
    };
    let plain = if commas { text.replace(',', ".") } else { text.clone() };
    plain.trim().parse().map_err(|_| format!("is \"{text}\", which is no number; write it like 1234.5"))
}

fn count(cell: &Cell, commas: bool) -> Result<f64, String> {
    let calls = number(cell, commas)?;
    if (0.0..=1e9).contains(&calls) { Ok(calls) } else { Err(format!("is {calls}; calls are from 0 to 1e9")) }
}

fn whole(cell: &Cell, commas: bool) -> Result<f64, String> {
    let agents = number(cell, commas)?;
    let right = agents.fract() == 0.0 && (0.0..=1e7).contains(&agents);
    if right { Ok(agents) } else { Err(format!("is {agents}; agents on the line are a whole number from 0 to 1e7")) }
}

/// Seconds, "3m", or a time of a sheet.
fn time(cell: &Cell, commas: bool) -> Result<f64, String> {
    let seconds = match cell {
        Cell::Days(days) => days * 86_400.0,
        cell if cell.is_empty() => return Err("is empty; write the average handle time in seconds".to_owned()),
        cell => match number(cell, commas) {
            Ok(seconds) => seconds,
            Err(_) => duration_in_seconds(&cell.text()).map_err(|why| format!("is no time: {why}"))?,
        },
    };
    if seconds > 0.0 && seconds.is_finite() { Ok(seconds) } else { Err(format!("is {seconds}; it must be above 0")) }
}
