//! Where results go: the folder, standard output, and what is said about them.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use super::{Failure, arguments::PlayArguments, say};
use crate::report::write_whole;

/// The results of a command on their way out.
pub struct Output {
    json: bool,
    quiet: bool,
    folder: PathBuf,
    written: Vec<String>,
}

impl Output {
    /// Results go to the folder that was asked for; makes sure that it can be written before
    /// anything is played.
    ///
    /// # Errors
    ///
    /// [`Failure`] when it cannot.
    pub fn open(asked: &PlayArguments) -> Result<Self, Failure> {
        Self::to(asked.folder(), asked.json, asked.quiet)
    }

    /// Results go to `folder`.
    ///
    /// # Errors
    ///
    /// [`Failure`] when it cannot be written.
    pub fn to(folder: PathBuf, json: bool, quiet: bool) -> Result<Self, Failure> {
        let cannot =
            |error: std::io::Error| Failure::Other(format!("cannot write to the folder {}: {error}", folder.display()));
        std::fs::create_dir_all(&folder).map_err(cannot)?;
        tempfile::NamedTempFile::new_in(&folder).map_err(cannot)?;
        Ok(Self { json, quiet, folder, written: Vec::new() })
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes one file.
    ///
    /// # Errors
    ///
    /// [`Failure`] when it cannot be written.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        write_whole(&self.folder.join(name), bytes)?;
        self.written.push(name.to_owned());
        Ok(())
    }

    /// Says what was found: JSON, or the tables, the files and the findings, which come last.
    ///
    /// # Errors
    ///
    /// [`Failure`] when nobody can be told.
    pub fn tell(&self, json: &str, tables: &str, warnings: &[String], findings: &[String]) -> Result<(), Failure> {
        for warning in warnings {
            warn(warning);
        }
        if self.json {
            return say(json);
        }
        if self.quiet {
            return Ok(());
        }
        let files = format!("{} in {}", self.written.join(", "), self.folder.display());
        say(&format!("{tables}\nWritten: {files}\n\n{}\n", findings.join("\n")))
    }
}

/// Says a warning on standard error.
pub fn warn(warning: &str) {
    // Nobody to warn is no reason to fail.
    let _ = writeln!(anstream::stderr(), "warning: {warning}");
}
