//! What other formulas say, side by side.

use serde::Serialize;

use super::{Figure, written};
use crate::{
    analytic::{NoAnswer, Queue},
    metrics::Unit,
    report::run_table::table,
};

/// What one formula says of a number of agents; `None` where it says nothing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Approximation {
    /// The formula.
    pub formula: String,
    /// Agents on the line.
    pub agents: u32,
    /// Share that does not reach an agent at once.
    pub waiting_probability: Option<f64>,
    /// Mean wait of answered calls, s.
    pub average_speed_of_answer: Option<f64>,
    /// Share that hangs up.
    pub abandonment: Option<f64>,
    /// Mean number waiting.
    pub queue_length: Option<f64>,
    /// Busy time / staffed time.
    pub occupancy: Option<f64>,
    /// What to make of it, or why it has no answer.
    pub says: String,
}

impl Approximation {
    /// A formula of which nothing is known yet.
    #[must_use]
    pub fn new(formula: &str, agents: u32, says: String) -> Self {
        Self {
            formula: formula.to_owned(),
            agents,
            waiting_probability: None,
            average_speed_of_answer: None,
            abandonment: None,
            queue_length: None,
            occupancy: None,
            says,
        }
    }

    /// All that a queue has, or why there is none.
    #[must_use]
    pub fn of_queue(formula: &str, agents: u32, says: &str, queue: Result<&dyn Queue, &NoAnswer>) -> Self {
        match queue {
            Err(why) => Self::new(formula, agents, why.to_string()),
            Ok(queue) => Self {
                waiting_probability: Some(queue.waiting_probability()),
                average_speed_of_answer: queue.average_speed_of_answer(),
                abandonment: Some(queue.abandonment()),
                queue_length: Some(queue.queue_length()),
                occupancy: Some(queue.occupancy()),
                ..Self::new(formula, agents, says.to_owned())
            },
        }
    }

    fn figures(&self) -> [Figure; 5] {
        let figure = |name, title, unit, value| Figure { name, title, unit, value };
        [
            figure("waiting_probability", "waiting probability", Unit::Share, self.waiting_probability),
            figure("average_speed_of_answer", "average speed of answer", Unit::Seconds, self.average_speed_of_answer),
            figure("abandonment", "abandonment", Unit::Share, self.abandonment),
            figure("queue_length", "mean queue", Unit::Length, self.queue_length),
            figure("occupancy", "occupancy", Unit::Share, self.occupancy),
        ]
    }
}

/// The table of all of them.
#[must_use]
pub fn approximations_table(all: &[Approximation]) -> Option<String> {
    let first = all.first()?;
    let mut heading = vec![format!("{} agents", first.agents)];
    heading.extend(first.figures().iter().map(|figure| figure.title.to_owned()));
    heading.push("what it says".to_owned());
    let mut table = table(&heading);
    for one in all {
        let mut row = vec![one.formula.clone()];
        row.extend(one.figures().iter().map(|figure| written(figure.value, figure.unit)));
        row.push(one.says.clone());
        table.add_row(row);
    }
    if let Some(column) = table.column_mut(heading.len() - 1) {
        column.set_cell_alignment(comfy_table::CellAlignment::Left);
    }
    Some(table.to_string())
}
