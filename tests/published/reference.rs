//! The published values, read from their files, and the pass rule.

use std::{fmt::Write as _, path::Path};

use serde_json::Value as Json;
use statrs::distribution::{ContinuousCDF, Normal};

use crate::{common::figures, run::Value};

/// Where the reference cases lie: test input, not part of the repository.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/validation");
/// How often a case may fail by chance, all its comparisons together.
const ALPHA: f64 = 0.001;
/// Standard errors that are small enough whatever the reference's: this share of the value.
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
    /// How precise the estimates must be where the reference is exact.
    precise: f64,
    rows: Vec<(String, Value, Value)>,
}

impl Table {
    pub fn new(case: &'static str) -> Self {
        Self { case, precise: PRECISE, rows: Vec::new() }
    }

    /// A case whose exact values would take too long to estimate to 0.2 %.
    pub fn precise_to(self, precise: f64) -> Self {
        Self { precise, ..self }
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
            let name = name.replace('|', "\\|");
            let row = format!("| {} | {name} | {} |", self.case, cells.map(figures).join(" | "));
            let _ = writeln!(table, "{row}");
            if difference.is_nan() || difference > bound {
                let _ = writeln!(failures, "differs: {row}");
            }
            let precise = estimate.error <= reference.error.max(self.precise * reference.value.abs());
            if !precise {
                let _ = writeln!(failures, "not precise: {row}");
            }
        }
        print!("{table}");
        assert!(failures.is_empty(), "{}:\n{failures}", self.case);
    }
}
