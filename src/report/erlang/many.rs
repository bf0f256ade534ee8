//! Many intervals: what each takes, and what its staff gives.

use super::{Figure, decimals, written};
use crate::{
    analytic::{NoAnswer, Staffing},
    metrics::Unit,
    report::{number::thousands, run_table::table},
};

/// One interval of a day or row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct IntervalFigures {
    /// When it starts, or its line.
    pub label: String,
    /// Calls.
    pub calls: f64,
    /// Average handle time, s; `None` where nobody calls.
    pub handle_time: Option<f64>,
    /// What the targets take; `None` where there are none, or nobody calls.
    pub staffing: Option<Result<Staffing, NoAnswer>>,
    /// Agents on the line, where they are given.
    pub given: Option<u32>,
    /// The measures of the given agents, else of those required; `None` where nobody calls or nobody is there.
    pub figures: Option<Result<Vec<Figure>, NoAnswer>>,
    /// Whether the given agents keep every target.
    pub kept: Option<bool>,
}

impl IntervalFigures {
    /// A measure by name.
    #[must_use]
    pub fn figure(&self, name: &str) -> Option<f64> {
        self.figures.as_ref()?.as_ref().ok()?.iter().find(|figure| figure.name == name)?.value
    }

    /// Offered load, erlangs, for an interval of `per` seconds.
    #[must_use]
    pub fn load(&self, per: f64) -> f64 {
        self.calls / per * self.handle_time.unwrap_or(0.0)
    }

    /// What it takes, where that has an answer.
    #[must_use]
    pub fn found(&self) -> Option<&Staffing> {
        self.staffing.as_ref()?.as_ref().ok()
    }

    /// Agents required, decimals kept: 0 where nobody calls.
    #[must_use]
    pub fn required_exact(&self) -> Option<f64> {
        if self.calls == 0.0 {
            return Some(0.0);
        }
        let steps = &self.found()?.waterfall.steps;
        steps.iter().rev().find(|step| step.name != "shrinkage").map(|step| step.exact)
    }

    /// Agents required: 0 where nobody calls.
    #[must_use]
    pub fn required(&self) -> Option<u32> {
        if self.calls == 0.0 { Some(0) } else { self.found().map(|found| found.agents) }
    }

    /// People scheduled, decimals kept.
    #[must_use]
    pub fn scheduled(&self) -> Option<f64> {
        if self.calls == 0.0 { Some(0.0) } else { self.found().map(|found| found.waterfall.scheduled()) }
    }

    /// People scheduled, every step rounded up.
    #[must_use]
    pub fn scheduled_whole(&self) -> Option<u32> {
        if self.calls == 0.0 { Some(0) } else { self.found().map(|found| found.waterfall.scheduled_whole()) }
    }

    /// Why there are no figures or no staffing, in words; empty where there are.
    #[must_use]
    pub fn trouble(&self) -> String {
        let staffing = self.staffing.as_ref().and_then(|found| found.as_ref().err());
        let figures = self.figures.as_ref().and_then(|found| found.as_ref().err());
        staffing.or(figures).map_or_else(String::new, ToString::to_string)
    }
}

/// The table of many intervals of `per` seconds.
#[must_use]
pub fn many_table(title: &str, rows: &[IntervalFigures], per: f64) -> String {
    let has_given = rows.iter().any(|row| row.given.is_some());
    let mut heading = vec!["from", "calls", "handle time", "erlangs", "decimals", "required", "scheduled"];
    if has_given {
        heading.push("staffed");
    }
    heading.extend(["service level", "speed of answer", "abandonment", "occupancy", ""]);
    let mut table = table(&heading.into_iter().map(str::to_owned).collect::<Vec<_>>());
    let dash = || "-".to_owned();
    for row in rows {
        let level = row.figures.as_ref().and_then(|f| f.as_ref().ok()).and_then(|f| f.first()).and_then(|f| f.value);
        let mut cells = vec![
            row.label.clone(),
            thousands(row.calls, usize::from(row.calls.fract() != 0.0)),
            row.handle_time.map_or_else(dash, |aht| written(Some(aht), Unit::Seconds)),
            decimals(row.load(per)),
            row.required_exact().map_or_else(dash, decimals),
            row.required().map_or_else(dash, |agents| thousands(f64::from(agents), 0)),
            row.scheduled().map_or_else(dash, decimals),
        ];
        if has_given {
            cells.push(row.given.map_or_else(dash, |agents| thousands(f64::from(agents), 0)));
        }
        cells.extend([
            written(level, Unit::Share),
            written(row.figure("average_speed_of_answer"), Unit::Seconds),
            written(row.figure("abandonment"), Unit::Share),
            written(row.figure("occupancy"), Unit::Share),
            if row.trouble().starts_with("unstable") { "unstable".to_owned() } else { String::new() },
        ]);
        table.add_row(cells);
    }
    format!("{title}\n\n{table}")
}
