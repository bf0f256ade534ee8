//! A row becomes a call.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use jiff::Span;

use super::{
    LogMap, LogProblem,
    columns::{Columns, Role},
    encodings::is_two_encodings,
    problem::did_you_mean,
    rows::Row,
    rules::{Counts, Id},
    times::{Dates, Moment, duration, time_of_day},
};
use crate::calibrate::{LoggedCall, Outcome};

/// More kinds of calls than this are no types but numbers of calls or callers.
const MOST_TYPES: usize = 1000;
/// Clocks that are so far apart, s, stand on two sides of midnight.
const HALF_A_DAY: f64 = 43_200.0;
const DAY: f64 = 86_400.0;

/// Words of outcome columns, in small letters.
const WORDS: &[(Outcome, &[&str])] = &[
    (
        Outcome::Answered,
        &[
            "served",
            "agent",
            "answered",
            "answer",
            "handled",
            "completed",
            "connected",
            "yes",
            "y",
            "1",
            "true",
            "success",
        ],
    ),
    (
        Outcome::Abandoned,
        &[
            "abandoned",
            "abandon",
            "aband",
            "balked",
            "hang",
            "hangup",
            "hung up",
            "lost",
            "reneged",
            "missed",
            "no",
            "n",
            "0",
            "false",
            "unanswered",
            "not answered",
        ],
    ),
    (Outcome::StillWaiting, &["still_waiting", "still waiting", "closed"]),
    (Outcome::Blocked, &["blocked", "busy", "rejected", "overflow", "congestion"]),
    (
        Outcome::NoAgentWanted,
        &["ivr", "vru", "self-service", "self service", "self_service", "no_agent_wanted", "contained", "voicemail"],
    ),
];
/// Words of rows that are no calls.
const NO_CALL: &[&str] = &["phantom", "test", "error", "failed", "outbound"];
/// Words for nobody.
const NOBODY: &[&str] = &["", "0", "no_server", "none", "null", "n/a", "na", "-", "unknown", "anonymous", "nobody"];

/// Names and their numbers, in order of appearance.
#[derive(Default)]
struct Names {
    numbers: HashMap<String, u32>,
    names: Vec<String>,
}

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.numbers.insert(name.to_owned(), number);
        self.names.push(name.to_owned());
        number
    }
}

/// What makes calls of rows.
pub(super) struct Assembler<'a> {
    file: &'a str,
    columns: Columns,
    map: &'a LogMap,
    dates: Dates,
    counts: Counts,
    types: Names,
    agents: Names,
    groups: Names,
    last_call: String,
}

/// What is known once all rows are read; names are by index.
pub(super) struct Parts {
    pub columns: Columns,
    pub counts: Counts,
    pub call_types: Vec<String>,
    pub agents: Vec<String>,
    pub agent_groups: Vec<String>,
}

/// Why a row is no call: a problem, whose line is that of the row.
type Unreadable = (String, String);

impl<'a> Assembler<'a> {
    pub(super) fn new(file: &'a str, columns: Columns, map: &'a LogMap, dates: Dates) -> Self {
        let counts = Counts::new(&map.rules);
        let (types, agents, groups) = (Names::default(), Names::default(), Names::default());
        Self { file, columns, map, dates, counts, types, agents, groups, last_call: String::new() }
    }

    /// What the columns were taken for.
    pub(super) const fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Counts the blank lines before a row, which the reader passed over.
    pub(super) fn blank_lines(&mut self, row: &Row) -> Result<(), LogProblem> {
        let first = row.line - row.blank_before;
        if row.blank_before > 0 && !self.counts.meet(Id::Blank, first, row.blank_before) {
            return Err(LogProblem::new(self.file, "is blank").at(first));
        }
        Ok(())
    }

    pub(super) fn into_parts(self) -> Parts {
        let Self { columns, counts, types, agents, groups, .. } = self;
        Parts { columns, counts, call_types: types.names, agents: agents.names, agent_groups: groups.names }
    }

    /// What was taken for granted.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.columns.of(Role::CallType).is_none() {
            notes.push("no column names call types: all calls are of one, \"calls\"".to_owned());
        }
        if self.columns.of(Role::Outcome).is_none() && self.columns.of(Role::AnsweredAt).is_none() {
            notes.push("no column says how calls ended: with an agent or a talk time they were answered, and all of them where there is neither".to_owned());
        }
        let told = [Role::Wait, Role::AnsweredAt, Role::EndedAt, Role::QueueEnd];
        if told.iter().all(|role| self.columns.of(*role).is_none()) {
            notes.push("no column tells how long callers waited: patience and waits are unknown".to_owned());
        }
        if self.dates.took_universal.get() {
            notes.push("times with a Z, or since 1970, are taken as the centre's clock; a map with time_zone = \"Europe/Berlin\" or the like turns them into it".to_owned());
        }
        notes
    }

    /// The call of a row; `None` where a rule leaves it out.
    pub(super) fn call(&mut self, row: &Row) -> Result<Option<LoggedCall>, LogProblem> {
        if row.cells.iter().all(|cell| cell.trim().is_empty()) {
            if self.counts.meets(Id::Blank, row.line) {
                return Ok(None);
            }
            return Err(LogProblem::new(self.file, "is blank").at(row.line));
        }
        match self.assemble(row) {
            Ok(call) => Ok(call),
            Err((what, help)) => {
                if self.counts.meets(Id::Unreadable, row.line) {
                    return Ok(None);
                }
                let help =
                    format!("{help}; or switch the rule on that leaves such rows out: [rules] unreadable = true");
                Err(LogProblem::new(self.file, what).at(row.line).help(help))
            }
        }
    }

    fn assemble(&mut self, row: &Row) -> Result<Option<LoggedCall>, Unreadable> {
        if row.cells.len() != self.columns.count() {
            let what = format!(
                "has {} cell{} where the header names {} columns",
                row.cells.len(),
                if row.cells.len() == 1 { "" } else { "s" },
                self.columns.count()
            );
            return Err((
                what,
                "a last line like that was cut off; elsewhere a separator stands in a text without quotes".to_owned(),
            ));
        }
        let line = row.line;
        let id = row.cell(self.columns.of(Role::Call));
        if !id.is_empty() {
            if id == self.last_call && self.counts.meets(Id::Duplicate, line) {
                return Ok(None);
            }
            id.clone_into(&mut self.last_call);
        }
        let Some(said) = self.outcome(row)? else { return Ok(None) };
        let (came, before) = self.arrival(row)?;
        let call_type = self.call_type(row)?;
        let mut call = LoggedCall {
            line,
            call_type,
            arrival: came.at,
            customer: None,
            self_service: None,
            wait: None,
            outcome: Outcome::NoAgentWanted,
            talk: None,
            after_call_work: None,
            agent: None,
            agent_group: None,
        };
        let queued = self.was_queued(row);
        let times = self.times(row, &came)?;
        call.outcome = said.unwrap_or_else(|| self.likely_outcome(row, &times));
        if call.outcome == Outcome::Abandoned && queued == Some(false) && self.counts.meets(Id::LeftBeforeQueue, line) {
            call.outcome = Outcome::NoAgentWanted;
        }
        if call.outcome == Outcome::NoAgentWanted {
            return Ok(Some(call));
        }
        let self_service = self.duration(row, Role::SelfService)?.or(before);
        let negative = |seconds: f64| seconds < 0.0;
        call.self_service =
            self_service.filter(|s| !(negative(*s) && self.counts.meets(Id::NegativeSelfService, line)));
        call.wait = if queued == Some(false) { Some(0.0) } else { times.wait };
        if call.wait.is_some_and(negative) && self.counts.meets(Id::NegativeWait, line) {
            call.wait = Some(0.0);
        }
        if call.wait.is_none() && !self.counts.meets(Id::UnknownWait, line) {
            call.wait = Some(0.0);
        }
        self.handling(row, times, &mut call);
        call.customer = self.customer(row);
        Ok(Some(call))
    }

    /// What the row says of the outcome: `Some(None)` where it says nothing, `None` where it is no call.
    #[expect(clippy::option_option, reason = "left out, silent, or said are three things")]
    fn outcome(&mut self, row: &Row) -> Result<Option<Option<Outcome>>, Unreadable> {
        let Some(column) = self.columns.of(Role::Outcome) else { return Ok(Some(None)) };
        let cell = row.cell(Some(column));
        let word = cell.to_lowercase();
        if let Some((_, outcome)) = self.map.outcomes.iter().find(|(known, _)| *known == word) {
            return Ok(Some(Some(*outcome)));
        }
        if NO_CALL.contains(&word.as_str()) {
            let left_out = self.counts.meets(Id::Phantom, row.line);
            return Ok((!left_out).then_some(Some(Outcome::NoAgentWanted)));
        }
        if let Some((outcome, _)) = WORDS.iter().find(|(_, words)| words.contains(&word.as_str())) {
            return Ok(Some(Some(*outcome)));
        }
        let near = did_you_mean(&word, WORDS.iter().flat_map(|(_, words)| words.iter().copied()));
        let what = format!("`{}` is \"{cell}\", which is no known outcome{near}", self.columns.name(Role::Outcome));
        let help = "say what it means in a map: [outcomes] answered = [\"…\"], abandoned = [\"…\"]; if columns are swapped, correct the header";
        Err((what, help.to_owned()))
    }

    /// When the caller reached the centre, and the time in self-service before where clocks tell it.
    fn arrival(&mut self, row: &Row) -> Result<(Moment, Option<f64>), Unreadable> {
        if self.columns.of(Role::OfferedAt).is_some() {
            return Ok((self.date_time(row, Role::OfferedAt)?, None));
        }
        let Some(date) = self.dates.date(row.cell(self.columns.of(Role::Date))) else {
            return Err(self.unreadable(row, Role::Date, "date", "write it like 1999-12-31, 31/12/1999 or 991231"));
        };
        let offered = self.clock(row, Role::OfferedTime)?;
        let started = match self.columns.of(Role::SelfServiceStart) {
            Some(_) => Some(self.clock(row, Role::SelfServiceStart)?),
            None => None,
        };
        let mut at = date.at(0, 0, 0, 0).checked_add(seconds(offered)).map_err(|e| (e.to_string(), String::new()))?;
        let mut before = started.map(|started| offered - started);
        if before.is_some_and(|before| before < -HALF_A_DAY) && self.counts.meets(Id::PastMidnight, row.line) {
            at = at.checked_add(seconds(DAY)).map_err(|e| (e.to_string(), String::new()))?;
            before = before.map(|before| before + DAY);
        }
        match self.dates.local(at) {
            Some(at) => {
                self.note_changed_clocks(at, row.line);
                Ok((at, before))
            }
            None => Err(self.unreadable(row, Role::Date, "date", "it is beyond all calendars")),
        }
    }

    fn note_changed_clocks(&mut self, at: Moment, line: u64) {
        if at.is_doubtful {
            self.counts.meets(Id::RepeatedHour, line);
        }
    }

    fn date_time(&mut self, row: &Row, role: Role) -> Result<Moment, Unreadable> {
        let found = self.dates.date_time(row.cell(self.columns.of(role)));
        let Some(at) = found else {
            let help = match &self.dates.pattern {
                Some(pattern) => format!("the map says date_pattern = \"{pattern}\"; correct it, or the cell"),
                None => "write it like 1999-12-31 08:05:30, or say how it is written in a map: date_pattern = \"%d/%m/%Y %H:%M\", or dates = \"month_first\"; if columns are swapped, correct the header".to_owned(),
            };
            return Err(self.unreadable(row, role, "date and time", &help));
        };
        self.note_changed_clocks(at, row.line);
        Ok(at)
    }

    /// A time of day, s after midnight.
    fn clock(&self, row: &Row, role: Role) -> Result<f64, Unreadable> {
        let midnight = jiff::civil::Time::midnight();
        match time_of_day(row.cell(self.columns.of(role))) {
            Some(time) => Ok(time.duration_since(midnight).as_secs_f64()),
            None => Err(self.unreadable(row, role, "time of day", "write it like 8:05 or 08:05:30")),
        }
    }

    fn unreadable(&self, row: &Row, role: Role, kind: &str, help: &str) -> Unreadable {
        let cell = row.cell(self.columns.of(role));
        let what = if cell.is_empty() {
            format!("`{}` is empty where a {kind} should be", self.columns.name(role))
        } else {
            format!("`{}` is \"{cell}\", which is no {kind}", self.columns.name(role))
        };
        (what, help.to_owned())
    }

    fn duration(&self, row: &Row, role: Role) -> Result<Option<f64>, Unreadable> {
        let cell = row.cell(self.columns.of(role));
        if cell.is_empty() {
            return Ok(None);
        }
        let help = "write it in seconds, as m:ss or as h:mm:ss; if columns are swapped, correct the header";
        duration(cell).map(Some).ok_or_else(|| self.unreadable(row, role, "duration", help))
    }

    /// A wait or a time of handling; unknown, where it is beyond all bounds.
    fn sensible(&mut self, row: &Row, role: Role) -> Result<Option<f64>, Unreadable> {
        let found = self.duration(row, role)?;
        let is_too_long = found.is_some_and(|time| time > DAY) && self.counts.meets(Id::TooLong, row.line);
        Ok(found.filter(|_| !is_too_long))
    }

    /// Whether the caller was in the queue, where the row tells.
    fn was_queued(&self, row: &Row) -> Option<bool> {
        if let Some(column) = self.columns.of(Role::Queued) {
            return Some(!matches!(row.cell(Some(column)).to_lowercase().as_str(), "" | "0" | "no" | "n" | "false"));
        }
        let column = self.columns.of(Role::QueueStart)?;
        let is_nothing = matches!(row.cell(Some(column)), "" | "0" | "0:00:00" | "00:00:00");
        // Who waited from midnight on was in the queue, too.
        Some(!is_nothing || duration(row.cell(self.columns.of(Role::Wait))).is_some_and(|wait| wait > 0.0))
    }

    fn call_type(&mut self, row: &Row) -> Result<u32, Unreadable> {
        let name = match self.columns.of(Role::CallType) {
            Some(column) => row.cell(Some(column)),
            None => "calls",
        };
        let known = self.types.names.len();
        let number = self.types.number(if name.is_empty() { "(none)" } else { name });
        if self.types.names.len() > known && is_two_encodings(name) {
            let what = format!(
                "`{}` is \"{name}\": UTF-8 in a file that began as Windows-1252, two encodings in one file",
                self.columns.name(Role::CallType)
            );
            return Err((what, "save the whole file in one encoding".to_owned()));
        }
        if self.types.names.len() > MOST_TYPES {
            let what = format!(
                "`{}` has more than {MOST_TYPES} values by now: is it a call type?",
                self.columns.name(Role::CallType)
            );
            return Err((what, "name the right column in a map: [columns] call_type = \"…\"".to_owned()));
        }
        Ok(number)
    }

    /// Waits and talk times, from durations or from instants.
    fn times(&mut self, row: &Row, came: &Moment) -> Result<Times, Unreadable> {
        let has = |of: &Self, role: Role| !row.cell(of.columns.of(role)).is_empty();
        let instant = |of: &mut Self, role: Role| -> Result<Option<f64>, Unreadable> {
            if !has(of, role) {
                return Ok(None);
            }
            // A clock alone is of the day on which the caller came, or of the day after.
            if let Some(time) = time_of_day(row.cell(of.columns.of(role))) {
                let at = Moment { at: came.at.date().to_datetime(time), universal: None, is_doubtful: false };
                let since = at.since(&Moment { universal: None, ..*came });
                let past = since < -HALF_A_DAY && of.counts.meets(Id::PastMidnight, row.line);
                return Ok(Some(since + if past { DAY } else { 0.0 }));
            }
            Ok(Some(of.date_time(row, role)?.since(came)))
        };
        let mut wait = self.sensible(row, Role::Wait)?;
        let (mut answered, mut ended) = (None, None);
        if wait.is_none() || self.columns.of(Role::Talk).is_none() {
            (answered, ended) = (instant(self, Role::AnsweredAt)?, instant(self, Role::EndedAt)?);
        }
        if wait.is_none() && self.columns.of(Role::QueueEnd).is_some() && self.was_queued(row) == Some(true) {
            let (from, to) = (self.clock(row, Role::QueueStart)?, self.clock(row, Role::QueueEnd)?);
            let past = to - from < -HALF_A_DAY && self.counts.meets(Id::PastMidnight, row.line);
            wait = Some(to - from + if past { DAY } else { 0.0 });
        }
        let work = self.sensible(row, Role::AfterCallWork)?;
        let hold = self.duration(row, Role::Hold)?;
        let talk = match self.sensible(row, Role::Talk)? {
            Some(talk) => Some(talk + hold.unwrap_or(0.0)),
            None => match self.duration(row, Role::Handle)? {
                Some(handle) => Some(handle - work.unwrap_or(0.0)),
                None => answered.zip(ended).map(|(from, to)| to - from),
            },
        };
        // Of an answered call the end is that of the talk.
        let until_talk = ended.map(|ended| ended - talk.filter(|talk| *talk > 0.0).unwrap_or(0.0));
        Ok(Times { wait: wait.or(answered).or(until_talk), talk, work, is_answered: has(self, Role::AnsweredAt) })
    }

    /// The outcome of a row that does not say it.
    fn likely_outcome(&self, row: &Row, times: &Times) -> Outcome {
        let agent = self
            .columns
            .of(Role::Agent)
            .map(|column| !NOBODY.contains(&row.cell(Some(column)).to_lowercase().as_str()));
        let says = self.columns.of(Role::AnsweredAt).map(|_| times.is_answered);
        match (says, agent) {
            (Some(false), _) => Outcome::Abandoned,
            (None, Some(agent)) if !agent && times.talk.is_none_or(|talk| talk <= 0.0) => Outcome::Abandoned,
            (Some(true) | None, _) => Outcome::Answered,
        }
    }

    fn handling(&mut self, row: &Row, times: Times, call: &mut LoggedCall) {
        let line = row.line;
        if call.outcome == Outcome::StillWaiting {
            return;
        }
        if call.outcome != Outcome::Answered {
            let talked = times.talk.is_some_and(|talk| talk > 0.0);
            if talked && !self.counts.meets(Id::TalkOfUnanswered, line) {
                call.outcome = Outcome::Answered;
            } else {
                return;
            }
        }
        let (mut talk, mut work) = (times.talk, times.work);
        if (talk.is_some_and(|t| t < 0.0) || work.is_some_and(|t| t < 0.0)) && self.counts.meets(Id::NegativeTalk, line)
        {
            (talk, work) = (talk.filter(|t| *t >= 0.0), work.filter(|t| *t >= 0.0));
        }
        if talk == Some(0.0) && self.counts.meets(Id::AnsweredWithoutTalk, line) {
            talk = None;
        }
        (call.talk, call.after_call_work) = (talk, work);
        let Some(column) = self.columns.of(Role::Agent) else { return };
        let name = row.cell(Some(column));
        let is_nobody = NOBODY.contains(&name.to_lowercase().as_str());
        if !(is_nobody && self.counts.meets(Id::NoAgentName, line)) {
            call.agent = Some(self.agents.number(name));
            let group = row.cell(self.columns.of(Role::AgentGroup));
            call.agent_group = (!group.is_empty()).then(|| self.groups.number(group));
        }
    }

    fn customer(&mut self, row: &Row) -> Option<u64> {
        let column = self.columns.of(Role::Customer)?;
        let name = row.cell(Some(column));
        let is_nobody = NOBODY.contains(&name.to_lowercase().as_str());
        if is_nobody && self.counts.meets(Id::NoCustomer, row.line) {
            return None;
        }
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        Some(hasher.finish())
    }
}

/// What clocks say of a row, s.
#[derive(Clone, Copy)]
struct Times {
    wait: Option<f64>,
    talk: Option<f64>,
    work: Option<f64>,
    /// Whether the row has an instant of the answer.
    is_answered: bool,
}

fn seconds(seconds: f64) -> Span {
    Span::new().nanoseconds((seconds * 1e9).round() as i64)
}
