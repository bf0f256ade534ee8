//! `onering fit`.

mod arguments;
mod check;
mod count;
mod pictures;

pub use arguments::FitArguments;

use super::{Ending, Failure, output::Output};
use crate::{
    calibrate::{Fit, scenario_text},
    report::{fit_findings, fit_json, fit_table, write_whole},
};

/// Estimates a scenario from a log, or holds one against it.
///
/// # Errors
///
/// [`Failure`] when something is missing, wrong, or cannot be read or written.
pub fn fit(asked: &FitArguments) -> Result<Ending, Failure> {
    if let Some(scenario) = &asked.check {
        return check::check(asked, scenario);
    }
    let counted = count::count(asked, asked.settings()?)?;
    let fit = Fit::of(&counted.tally, &counted.names).map_err(|why| Failure::Other(why.to_string()))?;
    let source = source(asked);
    let mut findings = fit_findings(&fit);
    let mut output = Output::to(asked.folder(), asked.json, asked.quiet)?;
    let text = scenario_text(&fit, &source);
    let scenario = if let Some(file) = &asked.out {
        write_whole(file, text.as_bytes())?;
        file.clone()
    } else {
        output.write("scenario.toml", text.as_bytes())?;
        output.folder().join("scenario.toml")
    };
    findings.push(format!("The scenario is {0}: onering run {0}", scenario.display()));
    let warnings: Vec<String> = counted.warnings.iter().chain(&fit.warnings).cloned().collect();
    let document = fit_json(&fit, &source, &counted.reading, &findings, &warnings);
    output.write("fit.json", document.as_bytes())?;
    for (name, picture) in pictures::of_fit(&fit, &source)? {
        output.write(&format!("{name}.svg"), picture.svg.as_bytes())?;
        output.write(&format!("{name}.png"), &picture.png)?;
    }
    output.tell(&document, &format!("{}{}", counted.report, fit_table(&fit)), &warnings, &findings)?;
    Ok(Ending::Done)
}

/// The log's name in titles and comments.
fn source(asked: &FitArguments) -> String {
    asked.log.file_name().map_or_else(|| asked.log.display().to_string(), |name| name.to_string_lossy().into_owned())
}
