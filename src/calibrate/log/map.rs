//! The map: what the planner says of a log that does not say it itself.

use std::{collections::BTreeMap, fs, path::Path};

use serde::Deserialize;

use super::{LogProblem, columns::Role, intervals::Column, problem::did_you_mean, rules::RULES, times::Order};
use crate::calibrate::Outcome;

/// What a log's columns and words mean. All of it may be left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LogMap {
    /// Columns by role.
    pub(super) columns: Vec<(Role, String)>,
    /// Columns of a report by interval.
    pub(super) report_columns: Vec<(Column, String)>,
    /// Words of the outcome column.
    pub(super) outcomes: Vec<(String, Outcome)>,
    /// Whether 3/4 is the third of April or the fourth of March.
    pub(super) order: Option<Order>,
    /// A pattern of date and time, as strptime has it.
    pub(super) pattern: Option<String>,
    /// What stands between columns.
    pub(super) delimiter: Option<u8>,
    /// Where the centre is.
    pub(super) time_zone: Option<String>,
    /// In whose time it was logged, where that is another.
    pub(super) logged_in: Option<String>,
    /// Cleaning rules that are switched on or off.
    pub(super) rules: BTreeMap<String, bool>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Raw {
    columns: BTreeMap<String, String>,
    outcomes: BTreeMap<String, Vec<String>>,
    dates: Option<String>,
    date_pattern: Option<String>,
    delimiter: Option<String>,
    time_zone: Option<String>,
    logged_in: Option<String>,
    rules: BTreeMap<String, bool>,
}

impl LogMap {
    /// Reads a map.
    ///
    /// # Errors
    ///
    /// [`LogProblem`] when it cannot be read, or names what is not there.
    pub fn load(path: &Path) -> Result<Self, LogProblem> {
        let file = path.display().to_string();
        let text = fs::read_to_string(path).map_err(|e| LogProblem::new(&file, format!("cannot be read: {e}")))?;
        Self::from_text(&file, &text)
    }

    /// Reads a map's `text`, which messages call `file`.
    ///
    /// # Errors
    ///
    /// As [`LogMap::load`].
    pub fn from_text(file: &str, text: &str) -> Result<Self, LogProblem> {
        let raw: Raw = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() as u64 + 1);
            let help = "a map has columns, outcomes, dates, date_pattern, delimiter, time_zone, logged_in and rules";
            LogProblem::new(file, error.message().to_owned()).at(line).help(help)
        })?;
        let line_of =
            |word: &str| text.lines().position(|l| l.trim_start().starts_with(word)).map_or(1, |i| i as u64 + 1);
        let mut map = Self { pattern: raw.date_pattern, ..Self::default() };
        for (key, name) in raw.columns {
            let role = Role::ALL.iter().find(|role| role.key() == key);
            let keys = || Role::ALL.iter().map(|role| role.key()).chain(Column::keys());
            let column = Column::of(&key);
            map.report_columns.extend(column.map(|column| (column, name.clone())));
            if role.is_none() && column.is_none() {
                let what = format!("no column can be `{key}`{}", did_you_mean(&key, keys()));
                let help = format!("columns are {}", keys().collect::<Vec<_>>().join(", "));
                return Err(LogProblem::new(file, what).at(line_of(&key)).help(help));
            }
            map.columns.extend(role.map(|role| (*role, name)));
        }
        for (key, words) in raw.outcomes {
            let outcome = OUTCOMES.iter().find(|(name, _)| *name == key).map(|(_, outcome)| *outcome);
            let Some(outcome) = outcome else {
                let what = format!("no call ends as `{key}`{}", did_you_mean(&key, OUTCOMES.iter().map(|o| o.0)));
                let help = "outcomes are answered, abandoned, blocked and no_agent_wanted";
                return Err(LogProblem::new(file, what).at(line_of(&key)).help(help));
            };
            map.outcomes.extend(words.into_iter().map(|word| (word.trim().to_lowercase(), outcome)));
        }
        map.order = match raw.dates.as_deref() {
            None => None,
            Some("day_first") => Some(Order::DayFirst),
            Some("month_first") => Some(Order::MonthFirst),
            Some("year_first") => Some(Order::YearFirst),
            Some(other) => {
                let what = format!("`dates` is day_first, month_first or year_first, not \"{other}\"");
                return Err(LogProblem::new(file, what).at(line_of("dates")));
            }
        };
        map.delimiter = match raw.delimiter.as_deref() {
            None => None,
            Some("tab" | "\t") => Some(b'\t'),
            Some(one) if one.len() == 1 => Some(one.as_bytes()[0]),
            Some(other) => {
                let what = format!("`delimiter` is one character, or \"tab\", not \"{other}\"");
                return Err(LogProblem::new(file, what).at(line_of("delimiter")));
            }
        };
        for zone in [&raw.time_zone, &raw.logged_in].into_iter().flatten() {
            if jiff::tz::TimeZone::get(zone).is_err() {
                let what = format!("there is no time zone \"{zone}\"");
                let help = "write it like Europe/Berlin, America/New_York or UTC";
                return Err(LogProblem::new(file, what).at(line_of("time_zone").max(line_of("logged_in"))).help(help));
            }
        }
        (map.time_zone, map.logged_in) = (raw.time_zone, raw.logged_in);
        if let Some(key) = raw.rules.keys().find(|key| RULES.iter().all(|rule| rule.name != key.as_str())) {
            let names = || RULES.iter().map(|rule| rule.name);
            let what = format!("there is no rule `{key}`{}", did_you_mean(key, names()));
            let help = format!("the rules are {}", names().collect::<Vec<_>>().join(", "));
            return Err(LogProblem::new(file, what).at(line_of(key)).help(help));
        }
        map.rules = raw.rules;
        Ok(map)
    }

    /// Switches a cleaning rule.
    #[must_use]
    pub fn with_rule(mut self, name: &str, on: bool) -> Self {
        self.rules.insert(name.to_owned(), on);
        self
    }
}

const OUTCOMES: [(&str, Outcome); 4] = [
    ("answered", Outcome::Answered),
    ("abandoned", Outcome::Abandoned),
    ("blocked", Outcome::Blocked),
    ("no_agent_wanted", Outcome::NoAgentWanted),
];
