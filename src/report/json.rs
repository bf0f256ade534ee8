//! One JSON document for programs.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::outcome::Outcome;
use crate::metrics::Row;

/// A row with the design it belongs to.
#[derive(Serialize)]
struct DesignRow<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<&'a str>,
    design: &'a Map<String, Value>,
    #[serde(flatten)]
    row: &'a Row,
}

#[derive(Serialize)]
struct Document<'a> {
    onering: &'static str,
    command: &'a str,
    title: &'a str,
    currency: &'a str,
    seed: u64,
    confidence: f64,
    findings: &'a [String],
    warnings: &'a [String],
    #[serde(flatten)]
    details: Map<String, Value>,
    rows: Vec<DesignRow<'a>>,
}

/// A design point's rows, with what was set and the case it belongs to.
pub struct Designed<'a> {
    /// The case, where there are several.
    pub case: Option<&'a str>,
    /// What was set.
    pub design: &'a [(String, f64)],
    /// Its rows.
    pub rows: &'a [Row],
}

/// The document of a command: what it was, what was found in words, what else it tells by the names of `details`, and all
/// rows. Ends with a line end; equal arguments give equal bytes.
#[must_use]
pub fn json(
    command: &str,
    outcome: &Outcome,
    findings: &[String],
    details: Map<String, Value>,
    points: &[Designed<'_>],
) -> String {
    let designs: Vec<Map<String, Value>> = points.iter().map(|point| design_map(point.design)).collect();
    let rows = points
        .iter()
        .zip(&designs)
        .flat_map(|(point, design)| point.rows.iter().map(move |row| DesignRow { case: point.case, design, row }))
        .collect();
    let document = Document {
        onering: env!("CARGO_PKG_VERSION"),
        command,
        title: &outcome.title,
        currency: &outcome.currency,
        seed: outcome.seed,
        confidence: outcome.confidence,
        findings,
        warnings: &outcome.warnings,
        details,
        rows,
    };
    let mut text = serde_json::to_string(&document)
        .unwrap_or_else(|error| unreachable!("no map has keys that are no text: {error}"));
    text.push('\n');
    text
}

fn design_map(design: &[(String, f64)]) -> Map<String, Value> {
    design.iter().map(|(key, value)| (key.clone(), number(*value))).collect()
}

/// A number; whole ones are written without a point.
#[must_use]
pub fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9e15 { json!(value as i64) } else { json!(value) }
}
