//! The record of a run: a scenario that repeats it to the bit.

use super::outcome::Outcome;

/// The text of `run.toml`: who wrote it and what was asked, as comments; then the whole resolved
/// scenario, with every default, override and CSV column written out.
#[must_use]
pub fn record(command: &str, file: &str, outcome: &Outcome, resolved: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let seed = outcome.seed;
    format!(
        "# Written by onering {version}: what `onering {command} {file}` played, resolved.\n\
         # Seed {seed}. To repeat it to the bit with the same version: onering {command} run.toml\n\n{resolved}"
    )
}
