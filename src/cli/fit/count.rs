//! Reads a log, call by call, into a tally.

use super::FitArguments;
use crate::{
    calibrate::{FitSettings, LoggedCall, Outcome, Tally},
    cli::Failure,
};

/// What a log holds.
pub struct Counted {
    pub tally: Tally,
    pub names: Vec<String>,
    /// What reading found, for people.
    pub report: String,
    pub warnings: Vec<String>,
}

pub fn count(asked: &FitArguments, settings: FitSettings) -> Result<Counted, Failure> {
    let mut tally = Tally::new(settings);
    let mut names: Vec<String> = Vec::new();
    let mut agents: Vec<String> = Vec::new();
    let mut reader = csv::Reader::from_path(&asked.log).map_err(|e| Failure::Other(e.to_string()))?;
    let index = |list: &mut Vec<String>, name: &str| {
        list.iter().position(|n| n == name).unwrap_or_else(|| {
            list.push(name.to_owned());
            list.len() - 1
        }) as u32
    };
    for (line, row) in reader.records().enumerate() {
        let row = row.map_err(|e| Failure::Other(e.to_string()))?;
        tally.add(&LoggedCall {
            line: line as u64 + 2,
            call_type: index(&mut names, &row[2]),
            arrival: row[1].parse().map_err(|e| Failure::Other(format!("{e}")))?,
            customer: None,
            self_service: None,
            wait: row[6].parse().unwrap_or(0.0),
            outcome: if &row[7] == "SERVED" { Outcome::Answered } else { Outcome::Abandoned },
            talk: row[8].parse().ok(),
            after_call_work: None,
            agent: (!row[9].is_empty()).then(|| index(&mut agents, &row[9])),
        });
    }
    Ok(Counted { tally, names, report: String::new(), warnings: Vec::new() })
}
