//! `onering new`.

use std::path::Path;

use super::{Ending, Failure, say};
use crate::report::write_whole;

/// A scenario to start from: every usual key, with a comment.
pub const TEMPLATE: &str = include_str!("template.toml");

/// Writes a scenario to start from; a file that is there already is left alone.
pub fn new(file: &Path) -> Result<Ending, Failure> {
    if file.exists() {
        return Err(Failure::Other(format!("{} is there already; give another name", file.display())));
    }
    write_whole(file, TEMPLATE.as_bytes())?;
    let shown = file.display();
    say(&format!("{shown} is written. Change its numbers, then:\n  onering run {shown}\n  onering sweep {shown}\n"))?;
    Ok(Ending::Done)
}
