//! Reports by interval: volumes, handle times and abandonments of each half-hour instead of each call.

use std::{
    collections::{BTreeSet, HashMap},
    path::Path,
};

use super::{
    LogMap, LogProblem, RuleCount,
    columns::{Columns, bare},
    dates_of,
    problem::did_you_mean,
    rows::{Row, open},
    rules::{Counts, Id},
    times::{Dates, duration, is_of_thousands, time_of_day},
};
use crate::calibrate::ReportedInterval;

macro_rules! columns {
    ($($column:ident $key:literal: [$($name:literal),* $(,)?];)+) => {
        /// What a column of a report may mean.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(super) enum Column { $($column),+ }

        /// Each with its key in a map, and its names in small letters and digits alone.
        const COLUMNS: &[(Column, &str, &[&str])] = &[$((Column::$column, $key, &[$($name),*])),+];
    };
}

columns! {
    Date "date": ["date", "day", "calldate"];
    Start "start": ["start", "interval", "intervalstart", "time", "from", "starttime", "period", "datetime", "timestamp", "halfhour"];
    CallType "call_type": ["type", "calltype", "queue", "queuename", "skill", "service"];
    Offered "offered": ["offered", "calls", "volume", "callsoffered", "contacts", "arrivals", "ncalls"];
    Answered "answered": ["answered", "served", "handled", "callsanswered", "callshandled"];
    Abandoned "abandoned": ["abandoned", "abandons", "abandonments", "lost", "callsabandoned"];
    InTime "answered_in_time": ["answeredle20s", "answeredintime", "answeredwithin", "withinsl", "inservicelevel", "answeredwithin20s"];
    ServiceLevel "service_level": ["servicelevel", "sl", "sla", "slpct", "servicelevelpct"];
    Asa "average_speed_of_answer": ["asa", "averagespeedofanswer", "avgspeedofanswer"];
    WaitOfAll "wait_of_all": ["waitssum", "waitsum", "totalwait", "waitofall"];
    HandleTime "average_handle_time": ["aht", "averagehandletime", "avghandletime", "handletime"];
    HandleSum "handle_time_sum": ["servicessum", "servicesum", "talksum", "handlesum", "totalhandletime"];
    HandleCount "handle_times": ["servicen", "handlen", "talkn"];
    Agents "agents": ["agents", "agentsseen", "staffed", "staff", "agentsonline"];
}

impl Column {
    /// The column of this key in a map.
    pub(super) fn of(key: &str) -> Option<Self> {
        COLUMNS.iter().find(|(_, known, _)| *known == key).map(|(column, ..)| *column)
    }

    /// All keys.
    pub(super) fn keys() -> impl Iterator<Item = &'static str> {
        COLUMNS.iter().map(|(_, key, _)| *key)
    }
}

/// What reading a report found.
#[derive(Clone, Debug)]
pub struct IntervalsRead {
    /// Rows below the header: each is an interval.
    pub rows: u64,
    /// The cleaning rules of reports, and how often each came to bear.
    pub rules: Vec<RuleCount>,
    /// How long an interval is, s: the shortest time between two that begin on a day; `None` where all days have one.
    pub step: Option<u32>,
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
    fn new(file: &str, names: Vec<String>, map: &LogMap) -> Result<Self, LogProblem> {
        let mut of = HashMap::new();
        for (column, name) in &map.report_columns {
            let Some(index) = names.iter().position(|known| known.trim() == name.trim()) else {
                let near = did_you_mean(name, names.iter().map(String::as_str));
                let what = format!("the map names the column \"{name}\", which is not there{near}");
                return Err(LogProblem::new(file, what).at(1).help(format!("the columns are {}", names.join(", "))));
            };
            of.insert(*column, index);
        }
        for (index, name) in names.iter().enumerate() {
            let name = bare(name);
            let known = COLUMNS.iter().find(|(.., known)| known.contains(&name.as_str()));
            if let (Some((column, ..)), false) = (known, of.values().any(|i| *i == index)) {
                of.entry(*column).or_insert(index);
            }
        }
        Ok(Self { of, names })
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
    // A map that names counts of calls is that of a report.
    if map.report_columns.iter().any(|(column, _)| *column == Column::Offered) {
        return Ok(true);
    }
    let is_log = Columns::new(&file, &names, &map.columns).is_ok_and(|columns| columns.tells_of_each_call());
    let header = Header::new(&file, names, &LogMap::default())?;
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
    let header = Header::new(&file, names, map)?;
    for (column, what) in [(Column::Offered, "counts offered calls"), (Column::Start, "says when intervals begin")] {
        if !header.has(column) {
            let help = format!("name it in a map ([columns]); the columns are {}", header.names.join(", "));
            return Err(LogProblem::new(&file, format!("no column {what}")).at(1).help(help));
        }
    }
    let column = header.of.get(&Column::Date).or(header.of.get(&Column::Start)).copied();
    let dates = dates_of(path, &file, map, column, &mut notes)?;
    if !header.has(Column::Abandoned) && !header.has(Column::Answered) {
        notes.push("no column counts abandoned or answered calls: all are taken as answered".to_owned());
    }
    let mut reading = Reading {
        file: &file,
        header: &header,
        dates: &dates,
        call_types: Vec::new(),
        counts: Counts::new(&map.rules),
    };
    let (mut row, mut count, mut found, mut seen) = (Row::default(), 0, Vec::new(), HashMap::new());
    while rows.next(&mut row, &file)? {
        count += 1;
        let interval = match reading.interval(&row) {
            Ok(interval) => interval,
            Err(_) if reading.counts.meets(Id::Unreadable, row.line) => continue,
            Err(problem) => return Err(problem),
        };
        if let Some(line) = seen.insert((interval.call_type, interval.start), interval.line) {
            let what = format!("is of the same interval and call type as line {line}");
            let help = "where they are of two queues, name the column that tells them apart in a map: [columns] call_type = \"…\"";
            return Err(LogProblem::new(&file, what).at(row.line).help(help));
        }
        found.push(interval);
    }
    if count == 0 {
        return Err(LogProblem::new(&file, "has a header and nothing below it"));
    }
    let step = step(&found);
    found.iter().for_each(each);
    let (rules, call_types) = (reading.counts.of(&[Id::Unreadable]), reading.call_types);
    Ok(IntervalsRead { rows: count, rules, step, call_types, notes })
}

/// The shortest time between two intervals that begin on a day, s.
fn step(all: &[ReportedInterval]) -> Option<u32> {
    let midnight = jiff::civil::Time::midnight();
    let starts: BTreeSet<u32> =
        all.iter().map(|of| of.start.time().duration_since(midnight).as_secs() as u32).collect();
    starts.iter().zip(starts.iter().skip(1)).map(|(a, b)| b - a).min()
}

struct Reading<'a> {
    file: &'a str,
    header: &'a Header,
    dates: &'a Dates,
    call_types: Vec<String>,
    counts: Counts,
}

impl Reading<'_> {
    fn interval(&mut self, row: &Row) -> Result<ReportedInterval, LogProblem> {
        if row.cells.len() != self.header.names.len() {
            let what =
                format!("has {} cells where the header names {} columns", row.cells.len(), self.header.names.len());
            return Err(LogProblem::new(self.file, what).at(row.line).help("a last line like that was cut off"));
        }
        let counted = self.cell(row, Column::Offered);
        if is_of_thousands(counted, '.') || is_of_thousands(counted, ',') {
            let what =
                format!("`{}` is \"{counted}\": one call and a fraction, or thousands?", self.name(Column::Offered));
            return Err(LogProblem::new(self.file, what)
                .at(row.line)
                .help("write counts without a mark, such as 1240"));
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

    fn name(&self, column: Column) -> &str {
        self.header.of.get(&column).map_or("", |index| self.header.names[*index].as_str())
    }

    fn wrong(&self, row: &Row, column: Column, kind: &str) -> LogProblem {
        let what = format!("`{}` is \"{}\", which is no {kind}", self.name(column), self.cell(row, column));
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
            return found.map(|at| at.at).ok_or_else(|| self.wrong(row, Column::Start, "date and time"));
        }
        let date =
            self.dates.date(self.cell(row, Column::Date)).ok_or_else(|| self.wrong(row, Column::Date, "date"))?;
        // "08:00", or "08:00-08:30".
        let clock = self.cell(row, Column::Start).split('-').next().unwrap_or_default();
        let time = time_of_day(clock).ok_or_else(|| self.wrong(row, Column::Start, "time of day"))?;
        let local = self.dates.local(date.to_datetime(time)).map(|at| at.at);
        local.ok_or_else(|| self.wrong(row, Column::Start, "time of day"))
    }
}
