//! What was found, for people and for programs: tables, plain sentences, JSON, CSV, and the record
//! that repeats a run.

mod contest;
mod control;
pub mod erlang;
mod explain;
mod files;
mod finding;
mod fit;
mod json;
pub mod longrun;
mod number;
mod outcome;
#[cfg(feature = "parquet")]
mod parquet;
pub mod plan;
mod promise;
mod record;
mod run_table;
mod sweep_table;
mod tidy;
mod trace;

pub use contest::{
    ContestOutcome, PolicyOutcome, SelectionAsked, contest_findings, contest_table, promise_findings,
    selection_finding, title_of, unit_of,
};
pub use control::control_finding;
pub use explain::{explain_findings, explain_rows, explain_table, explain_title, explained_effects};
pub use files::{WriteError, write_whole};
pub use finding::about;
pub use finding::{CaseShare, capital, case_finding, place, run_finding, shares_more, sweep_findings};
pub use fit::{check_findings, check_json, check_table, fit_findings, fit_json, fit_table, reading_json};
pub use json::{Designed, json, number};
pub use number::{Money, level_heading, level_name, percent, plain, seconds, thousands};
pub use outcome::{CaseOutcome, Level, Outcome, RunOutcome, SweepOutcome, per, replications};
pub use promise::{contradictions, mending_finding, value_of};
pub use record::record;
pub use run_table::run_table;
pub use sweep_table::{played_at_each_level, sweep_table};
pub use tidy::tidy_csv;
pub use trace::write_trace;
