//! One JSON document, with the tidy rows that every command has.

use serde::Serialize;
use serde_json::{Value, json};

use super::{Approximation, Figure};
use crate::analytic::{NoAnswer, Staffing};

/// The document of `onering erlang`.
#[derive(Debug, Serialize)]
pub struct ErlangDocument<'a> {
    /// The version that wrote it.
    pub onering: &'static str,
    /// `erlang`.
    pub command: &'static str,
    /// What was asked, in a line.
    pub title: &'a str,
    /// The model that answered.
    pub model: &'a str,
    /// What was found, in sentences.
    pub findings: &'a [String],
    /// What is probably not meant.
    pub warnings: &'a [String],
    /// What each interval takes.
    pub sizing: Vec<Value>,
    /// Tidy rows.
    pub rows: Vec<Value>,
    /// What other formulas say, where that was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub approximations: Vec<Approximation>,
}

impl ErlangDocument<'_> {
    /// Its text, which ends with a line end.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = serde_json::to_string(self).unwrap_or_else(|error| unreachable!("no map has keys: {error}"));
        text.push('\n');
        text
    }
}

/// Rows of a queue with `agents` in `period`. A formula has no half-width and no replications.
#[must_use]
pub fn figure_rows(agents: u32, period: &str, figures: &[Figure]) -> Vec<Value> {
    figures
        .iter()
        .map(|figure| {
            json!({
                "design": { "agents": agents }, "measure": figure.name, "of": "all", "period": period,
                "estimate": figure.value, "half_width": 0, "replications": 0,
            })
        })
        .collect()
}

/// What an interval takes: the numbers, or why there are none.
#[must_use]
pub fn sizing(period: &str, load: f64, staffing: Option<&Result<Staffing, NoAnswer>>) -> Value {
    match staffing {
        None => json!({ "period": period, "offered_load": load }),
        Some(Err(why)) => json!({ "period": period, "offered_load": load, "no_answer": why.to_string() }),
        Some(Ok(found)) => {
            let steps: Vec<Value> = found
                .waterfall
                .steps
                .iter()
                .map(|s| json!({ "step": s.name, "exact": s.exact, "whole": s.whole, "rounding": s.rounding }))
                .collect();
            json!({
                "period": period, "offered_load": load, "base": found.base.agents, "base_exact": found.base.exact,
                "required": found.agents, "scheduled": found.waterfall.scheduled_whole(),
                "scheduled_exact": found.waterfall.scheduled(), "waterfall": steps,
            })
        }
    }
}
