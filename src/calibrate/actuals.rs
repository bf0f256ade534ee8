//! The morning as it was: calls and handle times of a day until now, from a call log or a report by interval.

use std::{collections::BTreeSet, path::Path};

use jiff::civil::{Date, DateTime, Time};

use super::{
    Outcome,
    check::{NoCheck, hours},
    log::{LogMap, LogProblem, is_report, read, read_intervals},
};
use crate::model::{CallType, Model};

/// Why the morning could not be read.
#[derive(Clone, Debug, thiserror::Error)]
pub enum NoActuals {
    /// The file is not right.
    #[error("{0}")]
    Problem(#[from] LogProblem),
    /// There are no days.
    #[error("{0}")]
    NoDay(#[from] NoCheck),
}

/// A day until now.
#[derive(Clone, Debug, PartialEq)]
pub struct Actuals {
    /// Offered calls, by call type, then interval, as far as the day has come.
    pub offered: Vec<Vec<f64>>,
    /// Mean handle time of answered calls and their number, by call type; `None` where it is not known.
    pub handled: Vec<Option<(f64, f64)>>,
    /// Calls that were abandoned; `None` where that is not known.
    pub abandoned: Option<f64>,
    /// Calls that were waiting, and that were talked to, at the end; a report does not say.
    pub at_the_end: Option<(u64, u64)>,
    /// What was decided, and left out.
    pub notes: Vec<String>,
}

/// Seconds.
const NIGHT_AND_DAY: f64 = 86_400.0;
/// Calls of a log that began less than this many mean handle times ago may be going on: their handle times are not counted.
const STILL_GOING_ON: f64 = 4.0;

/// Reads what happened at `path` before interval `from` of `model`'s day.
///
/// # Errors
///
/// [`NoActuals`] when the file cannot be read, has calls of unknown types or of two days, or intervals that are missing.
pub fn read_actuals(path: &Path, map: &LogMap, model: &Model, from: usize) -> Result<Actuals, NoActuals> {
    let (open, close, interval) = hours(model)?;
    let file = path.display().to_string();
    let types = model.call_types().len();
    let mut day = Reading { file, model, open, close, interval, from, late: 0, early: 0, date: None };
    let mut found = Actuals {
        offered: vec![vec![0.0; from]; types],
        handled: vec![None; types],
        abandoned: None,
        at_the_end: None,
        notes: Vec::new(),
    };
    if is_report(path, map)? {
        day.report(path, map, &mut found)?;
    } else {
        day.log(path, map, &mut found)?;
    }
    if day.late > 0 {
        found.notes.push(format!("{}: {} rows from then on are not used", day.file, day.late));
    }
    if day.early > 0 {
        found.notes.push(format!("{}: {} rows from before opening are not used", day.file, day.early));
    }
    Ok(found)
}

struct Reading<'a> {
    file: String,
    model: &'a Model,
    open: u32,
    close: u32,
    interval: u32,
    from: usize,
    late: u64,
    early: u64,
    date: Option<(Date, u64)>,
}

/// Where a row belongs.
enum When {
    In(usize),
    Late,
    Early,
}

impl Reading<'_> {
    fn problem(&self, line: u64, what: String, help: &str) -> LogProblem {
        LogProblem { file: self.file.clone(), line: Some(line), what, help: Some(help.to_owned()) }
    }

    fn one_day(&mut self, at: DateTime, line: u64) -> Result<(), LogProblem> {
        let (date, _) = self.day_and_seconds(at);
        let (first, of) = *self.date.get_or_insert((date, line));
        if first == date {
            return Ok(());
        }
        let what = format!("is of {date}, but line {of} of {first}: the morning is that of one day");
        Err(self.problem(line, what, "leave the rows of today alone in the file"))
    }

    /// The day of business to which an instant belongs, and the seconds since that day's midnight: where the centre is open past
    /// midnight, hours up to the middle of the closed ones are the day before's.
    fn day_and_seconds(&self, at: DateTime) -> (Date, f64) {
        let clock = at.time().duration_since(Time::midnight()).as_secs_f64();
        let later = clock + NIGHT_AND_DAY;
        // In the middle of the hours when it is closed the next day begins.
        let (open, close) = (f64::from(self.open), f64::from(self.close));
        if close > NIGHT_AND_DAY
            && clock < open
            && later < f64::midpoint(close, open + NIGHT_AND_DAY)
            && let Ok(before) = at.date().yesterday()
        {
            return (before, later);
        }
        (at.date(), clock)
    }

    fn seconds(&self, at: DateTime) -> f64 {
        self.day_and_seconds(at).1
    }

    fn when(&mut self, seconds: f64) -> When {
        let since = seconds - f64::from(self.open);
        if since < 0.0 {
            self.early += 1;
            return When::Early;
        }
        let index = (since / f64::from(self.interval)) as usize;
        if index < self.from {
            return When::In(index);
        }
        self.late += 1;
        When::Late
    }

    /// The call type of this name. A file that does not name types is of the only one.
    fn type_of(&self, name: &str, line: u64) -> Result<usize, LogProblem> {
        let types = self.model.call_types();
        if let Some(index) = types.iter().position(|of| of.name() == name) {
            return Ok(index);
        }
        if types.len() == 1 && name == "calls" {
            return Ok(0);
        }
        let names: Vec<&str> = types.iter().map(CallType::name).collect();
        let what = format!("is of the call type \"{name}\", which the scenario does not have");
        Err(self.problem(line, what, &format!("the call types are {}", names.join(", "))))
    }

    fn report(&mut self, path: &Path, map: &LogMap, found: &mut Actuals) -> Result<(), LogProblem> {
        let mut rows = Vec::new();
        let read = read_intervals(path, map, &mut |row| rows.push(row.clone()))?;
        found.notes.extend(read.notes);
        let step = read.step.unwrap_or(self.interval);
        // Parts that have a row, whatever its call type: types without one had no calls then.
        let mut seen: Vec<BTreeSet<DateTime>> = vec![BTreeSet::new(); self.from];
        let mut handled = vec![(0.0, 0.0); found.handled.len()];
        let mut abandoned = 0.0;
        for row in rows {
            self.one_day(row.start, row.line)?;
            let seconds = self.seconds(row.start);
            if (seconds - f64::from(self.open)).rem_euclid(f64::from(self.interval)) + f64::from(step)
                > f64::from(self.interval) + 1e-9
            {
                let what = format!("begins at {}: it lies in two intervals of the scenario", row.start.time());
                return Err(self.problem(row.line, what, "report by the scenario's `interval`, or by a part of it"));
            }
            let call_type = self.type_of(&read.call_types[row.call_type as usize], row.line)?;
            let When::In(interval) = self.when(seconds) else { continue };
            seen[interval].insert(row.start);
            found.offered[call_type][interval] += row.offered;
            abandoned += row.abandoned;
            if let Some(mean) = row.average_handle_time {
                let answered = row.offered - row.abandoned;
                handled[call_type].0 += mean * answered;
                handled[call_type].1 += answered;
            }
        }
        found.abandoned = Some(abandoned);
        found.handled = handled.into_iter().map(|(sum, calls)| (calls > 0.0).then(|| (sum / calls, calls))).collect();
        let parts = (self.interval / step.max(1)) as usize;
        if let Some(missing) = seen.iter().position(|of| of.len() < parts) {
            let label = self.model.horizon().interval_label(missing).unwrap_or_default();
            let what = format!("says nothing, or not all, of the interval from {label}, which is over");
            let help = Some("give a row for each interval until `--from`, with 0 where nobody called".to_owned());
            return Err(LogProblem { file: self.file.clone(), line: None, what, help });
        }
        Ok(())
    }

    fn log(&mut self, path: &Path, map: &LogMap, found: &mut Actuals) -> Result<(), LogProblem> {
        let mut calls = Vec::new();
        let read = read(path, map, &mut |call| calls.push(call.clone()))?;
        found.notes.extend(read.notes);
        let now = f64::from(self.open) + self.from as f64 * f64::from(self.interval);
        let mut handled = vec![(0.0, 0.0); found.handled.len()];
        let (mut abandoned, mut waiting, mut talking) = (0.0, 0, 0);
        for call in calls.iter().filter(|call| !matches!(call.outcome, Outcome::Blocked | Outcome::NoAgentWanted)) {
            self.one_day(call.arrival, call.line)?;
            let name = read.call_types.get(call.call_type as usize).map_or("calls", String::as_str);
            let call_type = self.type_of(name, call.line)?;
            let at = self.seconds(call.arrival);
            let When::In(interval) = self.when(at) else { continue };
            found.offered[call_type][interval] += 1.0;
            let left_queue = at + call.wait.unwrap_or(0.0);
            let handle = call.talk.map(|talk| talk + call.after_call_work.unwrap_or(0.0));
            if left_queue > now {
                waiting += 1;
            } else if call.outcome == Outcome::Abandoned {
                abandoned += 1.0;
            } else if handle.is_some_and(|handle| left_queue + handle > now) {
                talking += 1;
            }
            let guard = STILL_GOING_ON * self.model.call_types()[call_type].mean_handle_time();
            if let (Outcome::Answered, Some(handle)) = (call.outcome, handle)
                && left_queue + guard <= now
            {
                handled[call_type].0 += handle;
                handled[call_type].1 += 1.0;
            }
        }
        found.abandoned = Some(abandoned);
        found.at_the_end = Some((waiting, talking));
        found.handled = handled.into_iter().map(|(sum, calls)| (calls > 0.0).then(|| (sum / calls, calls))).collect();
        Ok(())
    }
}
