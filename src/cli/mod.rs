//! The command line: arguments, progress, files, exit codes.
//!
//! 0: done. 1: ran, but a target was not met, or `check` found problems. 2: could not run. A reader
//! that goes away (a broken pipe) is no fault: 0.

mod arguments;
mod check;
mod compare;
mod contest_pictures;
mod drawing;
mod effort;
mod erlang;
mod fit;
mod interrupt;
mod longrun;
mod new;
mod output;
mod pictures;
mod plan;
mod points;
mod progress;
mod run;
mod sweep;

use std::{
    io::{self, IsTerminal, Write},
    process::ExitCode,
};

use clap::{CommandFactory, Parser};

use crate::scenario::{Problems, schema};
pub use arguments::{Arguments, Command};

/// How a command ended, where it was no failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Done, and everything that was aimed at was reached.
    Done,
    /// Ran, but a target was not met, or there are problems.
    TargetMissed,
}

/// Why a command could not run.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The scenario is not right.
    #[error("{}", .0.render(io::stderr().is_terminal()))]
    Scenario(Problems),
    /// Something else, in a sentence.
    #[error("error: {0}")]
    Other(String),
    /// Whoever read the output went away.
    #[error("")]
    BrokenPipe,
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self::Scenario(problems)
    }
}

impl From<crate::report::WriteError> for Failure {
    fn from(error: crate::report::WriteError) -> Self {
        Self::Other(error.to_string())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::BrokenPipe } else { Self::Other(error.to_string()) }
    }
}

/// Reads the command line and does what it says.
#[must_use]
pub fn main() -> ExitCode {
    match execute(&Arguments::parse()) {
        Ok(Ending::Done) | Err(Failure::BrokenPipe) => ExitCode::SUCCESS,
        Ok(Ending::TargetMissed) => ExitCode::from(1),
        Err(failure) => {
            // Where even the error cannot be written, the exit code says it.
            let _ = writeln!(anstream::stderr(), "{}", failure.to_string().trim_end());
            ExitCode::from(2)
        }
    }
}

/// Does what `arguments` say.
///
/// # Errors
///
/// A [`Failure`] when the command could not run.
pub fn execute(arguments: &Arguments) -> Result<Ending, Failure> {
    match &arguments.command {
        Command::Run(asked) => run::run(asked),
        Command::Sweep(asked) => sweep::sweep(asked),
        Command::Compare(asked) => compare::compare(asked),
        Command::Longrun(asked) => longrun::longrun(asked),
        Command::Plan(asked) => plan::plan(asked),
        Command::Check(asked) => check::check(asked),
        Command::Erlang(asked) => erlang::erlang(asked),
        Command::Fit(asked) => fit::fit(asked),
        Command::New { file } => new::new(file),
        Command::Schema => {
            let text = serde_json::to_string_pretty(&schema()).unwrap_or_default();
            say(&format!("{text}\n")).map(|()| Ending::Done)
        }
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command(), "onering", &mut script);
            io::stdout().write_all(&script)?;
            Ok(Ending::Done)
        }
    }
}

/// Writes to standard output.
fn say(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}
