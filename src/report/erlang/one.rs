//! One interval: what it takes, step by step, and what each number of agents around that gives.

use super::{Figure, decimals, written};
use crate::{
    analytic::{NoAnswer, Staffing},
    report::{number::thousands, run_table::table},
};

/// A number of agents and what it gives.
#[derive(Clone, Debug, PartialEq)]
pub struct StaffLevel {
    /// Agents on the line.
    pub agents: u32,
    /// Its measures, or why there are none.
    pub figures: Result<Vec<Figure>, NoAnswer>,
    /// What is special about it, such as "required".
    pub note: &'static str,
}

/// One interval.
#[derive(Clone, Debug, PartialEq)]
pub struct OneInterval {
    /// What was asked, in a line.
    pub title: String,
    /// What the targets take; `None` where there are none.
    pub staffing: Option<Result<Staffing, NoAnswer>>,
    /// Numbers of agents, rising.
    pub levels: Vec<StaffLevel>,
}

impl StaffLevel {
    /// A measure by name; `None` where it is undefined, too.
    #[must_use]
    pub fn figure(&self, name: &str) -> Option<f64> {
        self.figures.as_ref().ok()?.iter().find(|figure| figure.name == name)?.value
    }
}

/// The tables of one interval.
#[must_use]
pub fn one_table(one: &OneInterval) -> String {
    let mut text = format!("{}\n\n", one.title);
    if let Some(Ok(staffing)) = &one.staffing {
        text += &format!("{}\n\n", waterfall(staffing));
    }
    text + &levels(&one.levels)
}

fn waterfall(staffing: &Staffing) -> String {
    let heading = ["what it takes", "decimals kept", "rounded up at each step", "this step's rounding"];
    let mut table = table(&heading.map(str::to_owned));
    for step in &staffing.waterfall.steps {
        table.add_row([
            step.name.to_owned(),
            decimals(step.exact),
            thousands(f64::from(step.whole), 0),
            format!("+{}", decimals(step.rounding)),
        ]);
    }
    table.to_string()
}

/// Measures that a first look wants.
const SHOWN: [&str; 6] =
    ["average_speed_of_answer", "abandonment", "waiting_probability", "occupancy", "wait_p90", "queue_length"];

fn levels(levels: &[StaffLevel]) -> String {
    let Some(first) = levels.iter().find_map(|level| level.figures.as_ref().ok()) else {
        let why = levels.iter().filter_map(|level| level.figures.as_ref().err());
        return why.map(ToString::to_string).collect::<Vec<String>>().join("\n");
    };
    let blocks = levels.iter().any(|level| level.figure("blocked_share").is_some_and(|share| share > 0.0));
    let shown = |figure: &&Figure| SHOWN.contains(&figure.name) || (blocks && figure.name == "blocked_share");
    let columns: Vec<&Figure> = first.iter().take(1).chain(first.iter().skip(1).filter(shown)).collect();
    let mut heading = vec!["agents".to_owned()];
    heading.extend(columns.iter().map(|figure| figure.title.to_owned()));
    heading.push(String::new());
    let mut table = table(&heading);
    for level in levels {
        let mut row = vec![thousands(f64::from(level.agents), 0)];
        match &level.figures {
            Ok(_) => row.extend(columns.iter().map(|column| written(level.figure(column.name), column.unit))),
            Err(_) => row.extend(columns.iter().map(|_| "-".to_owned())),
        }
        row.push(if level.figures.is_err() { "unstable".to_owned() } else { level.note.to_owned() });
        table.add_row(row);
    }
    table.to_string()
}
