//! The published values, read from their files, and the pass rule.

use std::{fmt::Write as _, path::Path};

use serde_json::Value as Json;
use statrs::distribution::{ContinuousCDF, Normal};

use crate::{common::figures, run::Value};

/// Where the reference cases lie: test input, not part of the repository.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/validation");
/// How often a case may fail by chance, all its comparisons together.
const ALPHA: f64 = 0.001;
/// Standard errors that are small enough whatever the reference's: this share of the value. With the reference's own
/// error it is what the pass rule allows.
const PRECISE: f64 = 0.002;
/// What a 95 % half-width is divided by.
const NORMAL_95: f64 = 1.959_964;

/// A reference file; `None`, and a line that says so, where the folder is absent.
pub fn file(name: &str) -> Option<Json> {
    let path = Path::new(FOLDER).join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: there is no {}", path.display());
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

/// A case of `literature.json`.
pub fn literature(id: &str) -> Option<Literature> {
    let cases = file("literature.json")?;
    let case = cases.as_array().unwrap().iter().find(|case| case["id"] == id);
    Some(Literature(case.unwrap_or_else(|| panic!("{id} is not in the file")).clone()))
}

/// A case of `literature.json`.
pub struct Literature(Json);

impl Literature {
    /// The recomputed value of a measure: exact, or with the half-width of another simulator.
    pub fn value(&self, measure: &str) -> Value {
        let row = self.row(measure);
        let error = row["ci"].as_f64().map_or(0.0, |half_width| half_width / NORMAL_95);
        Value { value: row["value"].as_f64().unwrap(), error }
    }

    /// Element `index` of a measure that is given as a list.
    pub fn element(&self, measure: &str, index: usize) -> Value {
        let row = self.row(measure);
        let error = row["ci"][index].as_f64().map_or(0.0, |half_width| half_width / NORMAL_95);
        Value { value: row["value"][index].as_f64().unwrap(), error }
    }

    fn row(&self, measure: &str) -> &Json {
        let rows = self.0["expected"].as_array().unwrap();
        let recomputed = |row: &&Json| row["measure"] == measure && row["how"].as_str() != Some("published");
        rows.iter().find(recomputed).unwrap_or_else(|| panic!("{measure} is not in {}", self.0["id"]))
    }
}

/// A value of the ContactCenters files, from its row of mean, standard deviation and number.
pub fn mean_of(row: &Json) -> Value {
    let number = |key: &str| row[key].as_f64().unwrap();
    Value { value: number("mean"), error: number("sd") / number("n").sqrt() }
}

/// The tighter value of a measure of an example.
pub fn example(file: &Json, measure: &str) -> Value {
    let rows = file["expected_tighter"]["results"].as_array().unwrap();
    mean_of(rows.iter().find(|row| row["measure"] == measure).unwrap_or_else(|| panic!("{measure} is missing")))
}

/// Comparisons of one case.
pub struct Table {
    case: &'static str,
    rows: Vec<(String, Value, Value)>,
    /// Rows whose estimates may be rougher than the pass rule allows, and why.
    rough: Vec<(&'static str, &'static str)>,
}

impl Table {
    pub const fn new(case: &'static str) -> Self {
        Self { case, rows: Vec::new(), rough: Vec::new() }
    }

    /// A row whose value would take too long to estimate to what the pass rule allows, and how long. It must be in the
    /// table of such rows in `docs/verification.md`.
    pub fn rough(mut self, name: &'static str, why: &'static str) -> Self {
        self.rough.push((name, why));
        self
    }

    pub fn row(mut self, name: impl Into<String>, reference: Value, estimate: Value) -> Self {
        self.rows.push((name.into(), reference, estimate));
        self
    }

    /// The pass rule: `|estimate - reference| <= z · √(se² + se_reference²)`, with `z` for
    /// [`ALPHA`] over the number of comparisons, and estimates precise enough to tell.
    pub fn check(self) {
        let z = -Normal::standard().inverse_cdf(ALPHA / self.rows.len() as f64 / 2.0);
        let (mut table, mut failures) = (String::new(), String::new());
        for (name, reference, estimate) in &self.rows {
            let difference = (estimate.value - reference.value).abs();
            let bound = z * estimate.error.hypot(reference.error);
            let cells =
                [reference.value, reference.error, estimate.value, NORMAL_95 * estimate.error, difference, bound];
            let row = format!("| {} | {} | {} |", self.case, escaped(name), cells.map(figures).join(" | "));
            let _ = writeln!(table, "{row}");
            if difference.is_nan() || difference > bound {
                let _ = writeln!(failures, "differs: {row}");
            }
            let is_rough = self.rough.iter().any(|(of, _)| of == name);
            if !is_rough && !is_precise(reference, estimate) {
                let _ = writeln!(failures, "not precise: {row}");
            }
        }
        print!("{table}");
        println!("{}", self.least_precise());
        self.rough.iter().for_each(|(name, why)| self.is_said_to_be_rough(name, why));
        assert!(failures.is_empty(), "{}:\n{failures}", self.case);
    }

    /// The row whose standard error is the largest share of what is allowed.
    fn least_precise(&self) -> String {
        let shares = self.rows.iter().map(|(name, reference, estimate)| (estimate.error / allowed(reference), name));
        let (share, name) = shares.max_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
        format!("{}: the least precise is {name}, with {share:.2} of the standard error allowed", self.case)
    }

    /// A row that may be rough is a row, and the page that says which there are has it with its reason.
    fn is_said_to_be_rough(&self, name: &str, why: &str) {
        assert!(self.rows.iter().any(|(row, ..)| row == name), "{}: there is no {name} to be rough", self.case);
        let docs = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/verification.md")).unwrap();
        let line = format!("| {} | {} | {why} |", self.case, escaped(name));
        assert!(docs.lines().any(|row| row == line), "docs/verification.md has no line:\n{line}");
    }
}

/// The standard error that the pass rule allows an estimate.
fn allowed(reference: &Value) -> f64 {
    reference.error.max(PRECISE * reference.value.abs())
}

fn is_precise(reference: &Value, estimate: &Value) -> bool {
    estimate.error <= allowed(reference)
}

/// A name in a cell of a table.
fn escaped(name: &str) -> String {
    name.replace('|', "\\|")
}
