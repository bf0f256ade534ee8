//! `onering erlang`.

mod approximations;
mod arguments;
mod centre;
mod pictures;
mod scenario;
mod sheet;
mod single;
mod table;

pub use arguments::ErlangArguments;

use super::{Ending, Failure};

/// Answers for one interval, for a scenario, or for a table of intervals.
///
/// # Errors
///
/// [`Failure`] when something is missing, wrong, or cannot be read or written.
pub fn erlang(asked: &ErlangArguments) -> Result<Ending, Failure> {
    let Some(file) = &asked.file else { return single::single(asked) };
    if asked.calls.is_some() {
        return Err(Failure::Other(
            "--calls is for one interval alone; the calls of a file stand in the file\nhelp: leave --calls out"
                .to_owned(),
        ));
    }
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    match ending.as_str() {
        "toml" => scenario::scenario(asked, file),
        "csv" | "xlsx" => sheet::sheet(asked, file),
        _ => Err(Failure::Other(format!(
            "{} is neither a scenario (.toml) nor a table (.csv, .xlsx)\nhelp: save the sheet as CSV or XLSX",
            file.display()
        ))),
    }
}
