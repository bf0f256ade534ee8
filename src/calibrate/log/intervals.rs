//! Reports by interval: volumes, handle times and abandonments of each half-hour instead of each call.

use std::{collections::HashMap, path::Path};

use super::{
    LogMap, LogProblem,
    columns::{Columns, bare},
    dates_of,
    rows::{Row, open},
    times::{Dates, duration, time_of_day},
};
use crate::calibrate::ReportedInterval;

/// What a column of a report may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Column {
    Date,
    Start,
    CallType,
    Offered,
    Answered,
    Abandoned,
    InTime,
    ServiceLevel,
    Asa,
    WaitOfAll,
    HandleTime,
    HandleSum,
    HandleCount,
    Agents,
}

/// Names of columns, in small letters and digits alone.
const NAMES: &[(Column, &[&str])] = &[
    (Column::Date, &["date", "day", "calldate"]),
    (
        Column::Start,
        &[
            "start",
            "interval",
            "intervalstart",
            "time",
            "from",
            "starttime",
            "period",
            "datetime",
            "timestamp",
            "halfhour",
        ],
    ),
    (Column::CallType, &["type", "calltype", "queue", "queuename", "skill", "service"]),
    (Column::Offered, &["offered", "calls", "volume", "callsoffered", "contacts", "arrivals", "ncalls"]),
    (Column::Answered, &["answered", "served", "handled", "callsanswered", "callshandled"]),
    (Column::Abandoned, &["abandoned", "abandons", "abandonments", "lost", "callsabandoned"]),
    (
        Column::InTime,
        &["answeredle20s", "answeredintime", "answeredwithin", "withinsl", "inservicelevel", "answeredwithin20s"],
    ),
    (Column::ServiceLevel, &["servicelevel", "sl", "sla", "slpct", "servicelevelpct"]),
    (Column::Asa, &["asa", "averagespeedofanswer", "avgspeedofanswer"]),
    (Column::WaitOfAll, &["waitssum", "waitsum", "totalwait", "waitofall"]),
    (Column::HandleTime, &["aht", "averagehandletime", "avghandletime", "handletime"]),
    (Column::HandleSum, &["servicessum", "servicesum", "talksum", "handlesum", "totalhandletime"]),
    (Column::HandleCount, &["servicen", "handlen", "talkn"]),
    (Column::Agents, &["agents", "agentsseen", "staffed", "staff", "agentsonline"]),
];

/// What reading a report found.
#[derive(Clone, Debug)]
pub struct IntervalsRead {
    /// Rows below the header: each is an interval.
    pub rows: u64,
    /// The names of call types, by index.
    pub call_types: Vec<String>,
    /// What was decided because the report leaves it open.
    pub notes: Vec<String>,
}

struct Header {
    of: HashMap<Column, usize>,
    names: Vec<String>,
}

impl Header {
    fn new(names: Vec<String>) -> Self {
        let mut of = HashMap::new();
        for (index, name) in names.iter().enumerate() {
            let name = bare(name);
            if let Some((column, _)) = NAMES.iter().find(|(_, known)| known.contains(&name.as_str())) {
                of.entry(*column).or_insert(index);
            }
        }
        Self { of, names }
    }

    fn has(&self, column: Column) -> bool {
        self.of.contains_key(&column)
    }
}

/// Whether the file at `path` is a report by interval: it counts calls, and says nothing of a single one.
///
/// # Errors
///
/// [`LogProblem`] when it cannot be read.
pub fn is_report(path: &Path, map: &LogMap) -> Result<bool, LogProblem> {
    let (names, _) = open(path, map.delimiter)?;
    let file = path.display().to_string();
    let is_log = Columns::new(&file, &names, &map.columns).is_ok_and(|columns| columns.tells_of_each_call());
    let header = Header::new(names);
    Ok(!is_log && header.has(Column::Offered) && header.has(Column::Start))
}

/// Reads the report at `path` and hands on each interval.
///
/// # Errors
///
/// [`LogProblem`] when it cannot be read, with the line.
pub fn read_intervals(
    path: &Path,
    map: &LogMap,
    each: &mut dyn FnMut(&ReportedInterval),
) -> Result<IntervalsRead, LogProblem> {
    let file = path.display().to_string();
    let mut notes = Vec::new();
    let (names, mut rows) = open(path, map.delimiter)?;
    let header = Header::new(names);
    let column = header.of.get(&Column::Date).or(header.of.get(&Column::Start)).copied();
    let dates = dates_of(path, &file, map, column, &mut notes)?;
    if !header.has(Column::Abandoned) && !header.has(Column::Answered) {
        notes.push("no column counts abandoned or answered calls: all are taken as answered".to_owned());
    }
    let mut reading = Reading { file: &file, header: &header, dates: &dates, call_types: Vec::new() };
    let (mut row, mut count) = (Row::default(), 0);
    while rows.next(&mut row, &file)? {
        count += 1;
        each(&reading.interval(&row)?);
    }
    if count == 0 {
        return Err(LogProblem::new(&file, "has a header and nothing below it"));
    }
    Ok(IntervalsRead { rows: count, call_types: reading.call_types, notes })
}

struct Reading<'a> {
    file: &'a str,
    header: &'a Header,
    dates: &'a Dates,
    call_types: Vec<String>,
}

impl Reading<'_> {
    fn interval(&mut self, row: &Row) -> Result<ReportedInterval, LogProblem> {
        if row.cells.len() != self.header.names.len() {
            let what =
                format!("has {} cells where the header names {} columns", row.cells.len(), self.header.names.len());
            return Err(LogProblem::new(self.file, what).at(row.line).help("a last line like that was cut off"));
        }
        let offered = self.number(row, Column::Offered)?.unwrap_or(0.0);
        let answered = self.number(row, Column::Answered)?;
        let abandoned = match self.number(row, Column::Abandoned)? {
            Some(abandoned) => abandoned,
            None => answered.map_or(0.0, |answered| offered - answered),
        };
        if offered < 0.0 || abandoned < 0.0 || abandoned > offered {
            let what = format!("has {abandoned} abandoned of {offered} offered calls");
            let help = "abandoned calls are among those offered; if columns are swapped, correct the header";
            return Err(LogProblem::new(self.file, what).at(row.line).help(help));
        }
        let in_time = match self.number(row, Column::InTime)? {
            Some(calls) => Some(calls),
            None => self.share(row)?.map(|share| share * offered),
        };
        let sum = self.time(row, Column::HandleSum)?;
        let count = self.number(row, Column::HandleCount)?.or(answered);
        let mean = sum.zip(count).filter(|(_, count)| *count > 0.0).map(|(sum, count)| sum / count);
        let handle_time = self.time(row, Column::HandleTime)?.or(mean);
        Ok(ReportedInterval {
            line: row.line,
            call_type: self.call_type(row),
            start: self.start(row)?,
            offered,
            abandoned,
            answered_in_time: in_time,
            average_speed_of_answer: self.time(row, Column::Asa)?,
            wait_of_all: self.time(row, Column::WaitOfAll)?,
            average_handle_time: handle_time,
            agents: self.number(row, Column::Agents)?,
        })
    }

    fn cell<'r>(&self, row: &'r Row, column: Column) -> &'r str {
        row.cell(self.header.of.get(&column).copied())
    }

    fn wrong(&self, row: &Row, column: Column, kind: &str) -> LogProblem {
        let name = self.header.of.get(&column).map_or("", |index| self.header.names[*index].as_str());
        let what = format!("`{name}` is \"{}\", which is no {kind}", self.cell(row, column));
        LogProblem::new(self.file, what).at(row.line)
    }

    fn number(&self, row: &Row, column: Column) -> Result<Option<f64>, LogProblem> {
        let cell = self.cell(row, column);
        if cell.is_empty() {
            return Ok(None);
        }
        let plain = cell.replace(' ', "");
        let number = plain.parse().ok().filter(|n: &f64| n.is_finite());
        number.map(Some).ok_or_else(|| self.wrong(row, column, "number"))
    }

    fn time(&self, row: &Row, column: Column) -> Result<Option<f64>, LogProblem> {
        let cell = self.cell(row, column);
        if cell.is_empty() {
            return Ok(None);
        }
        duration(cell).filter(|t| *t >= 0.0).map(Some).ok_or_else(|| self.wrong(row, column, "duration"))
    }

    /// "85%", "0.85" or "85".
    fn share(&self, row: &Row) -> Result<Option<f64>, LogProblem> {
        let cell = self.cell(row, Column::ServiceLevel);
        if cell.is_empty() {
            return Ok(None);
        }
        let (digits, percent) = cell.strip_suffix('%').map_or((cell, false), |digits| (digits, true));
        let number: Option<f64> = digits.trim().replace(',', ".").parse().ok();
        let share = number.map(|n| if percent || n > 1.0 { n / 100.0 } else { n });
        let share = share.filter(|share| (0.0..=1.0).contains(share));
        share.map(Some).ok_or_else(|| self.wrong(row, Column::ServiceLevel, "share"))
    }

    fn call_type(&mut self, row: &Row) -> u32 {
        let name = if self.header.has(Column::CallType) { self.cell(row, Column::CallType) } else { "calls" };
        let found = self.call_types.iter().position(|known| known == name);
        found.unwrap_or_else(|| {
            self.call_types.push(name.to_owned());
            self.call_types.len() - 1
        }) as u32
    }

    fn start(&self, row: &Row) -> Result<jiff::civil::DateTime, LogProblem> {
        if !self.header.has(Column::Date) {
            let found = self.dates.date_time(self.cell(row, Column::Start));
            return found.map(|(at, _)| at).ok_or_else(|| self.wrong(row, Column::Start, "date and time"));
        }
        let date =
            self.dates.date(self.cell(row, Column::Date)).ok_or_else(|| self.wrong(row, Column::Date, "date"))?;
        // "08:00", or "08:00-08:30".
        let clock = self.cell(row, Column::Start).split('-').next().unwrap_or_default();
        let time = time_of_day(clock).ok_or_else(|| self.wrong(row, Column::Start, "time of day"))?;
        Ok(date.to_datetime(time))
    }
}
