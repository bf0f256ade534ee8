//! What can be typed.

use std::{num::NonZeroUsize, path::PathBuf};

use clap::{Args, Parser, Subcommand};

use super::{compare::Procedure, erlang::ErlangArguments, fit::FitArguments, plan::PlanArguments};
use crate::scenario::Overrides;

/// Simulates a call centre from a TOML file, and shows what each service promise costs.
#[derive(Clone, Debug, Parser)]
#[command(name = "onering", version, arg_required_else_help = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Simulate the centre as it stands: every measure with its interval.
    Run(RunArguments),
    /// Vary one or two numbers, draw what every level buys and costs, name the cheapest that keeps each promise.
    Sweep(SweepArguments),
    /// Policies against each other on the same callers: paired differences, the best with a stated guarantee.
    Compare(CompareArguments),
    /// Months and years: what service does to customers, and when a strategy pays; each policy on the same customer base.
    Longrun(PlayArguments),
    /// The fewest agents in each interval that keep the promises, the cheapest shifts, and the proof by simulation.
    Plan(PlanArguments),
    /// Erlang's formulas, both ways round: agents for a target, service for given agents, decimals kept.
    ///
    /// Without a file, for one interval: onering erlang --calls 100 --aht 3m --answer 80/20s. With a scenario (.toml), for
    /// each of its intervals. With a table (.csv, .xlsx), the same table out with columns added.
    Erlang(Box<ErlangArguments>),
    /// Write a scenario from a log of calls, each number with its standard error; or hold a scenario against a log.
    Fit(Box<FitArguments>),
    /// Say what is wrong with a scenario, or what it holds.
    Check(CheckArguments),
    /// Write a scenario to start from.
    New {
        /// The file to write, such as mycentre.toml.
        file: PathBuf,
    },
    /// Print the JSON Schema of scenarios, for editors that complete and check.
    Schema,
    /// Print a script that completes onering's commands in a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// What every command that plays a scenario takes.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch that is typed or not")]
#[derive(Clone, Debug, Args)]
pub struct PlayArguments {
    /// The scenario, a TOML file.
    pub file: PathBuf,
    /// Print one JSON document to standard output, and nothing else there.
    #[arg(long)]
    pub json: bool,
    /// The folder for results [default: output/<scenario name>].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// The seed of all randomness, in place of the scenario's.
    #[arg(long)]
    pub seed: Option<u64>,
    /// How many replications, in place of the scenario's `replications` or `precision`.
    #[arg(long, value_name = "N")]
    pub replications: Option<u64>,
    /// Set a key, such as agent_group.agents.staffed=60; may be given several times.
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = key_value)]
    pub set: Vec<(String, String)>,
    /// Narrow the intervals by what is known exactly: as `control_variates = true` in the scenario.
    #[arg(long)]
    pub control_variates: bool,
    /// How many threads; the answer does not depend on it [default: one per core].
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// Print no table, no progress and no list of files; warnings are still shown.
    #[arg(long)]
    pub quiet: bool,
    /// Start even if it will take unreasonably long.
    #[arg(long)]
    pub long: bool,
}

/// What `run` takes.
#[derive(Clone, Debug, Args)]
pub struct RunArguments {
    /// What every command takes.
    #[command(flatten)]
    pub play: PlayArguments,
    /// Say how the run differs from Erlang's formulas, and which of their assumptions makes how much
    /// of it. Plays the centre once more for each.
    #[arg(long)]
    pub explain: bool,
    /// Also write each call as a row, as a telephone system would log it, to this file (.csv, or .csv.gz): what
    /// `onering fit` reads. One replication is one day, from 2001-01-01 on.
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,
}

/// What `sweep` takes.
#[derive(Clone, Debug, Args)]
pub struct SweepArguments {
    /// What every command takes.
    #[command(flatten)]
    pub play: PlayArguments,
    /// Go on with an interrupted sweep: finished levels are not played again.
    #[arg(long)]
    pub resume: bool,
}

/// What `compare` takes.
#[derive(Clone, Debug, Args)]
pub struct CompareArguments {
    /// What every command takes.
    #[command(flatten)]
    pub play: PlayArguments,
    /// More scenarios: each is a policy, or brings its own.
    #[arg(value_name = "FILES")]
    pub others: Vec<PathBuf>,
    /// The policy that all others are held against, in place of the scenario's.
    #[arg(long, value_name = "POLICY")]
    pub baseline: Option<String>,
    /// After the comparison, select the cheapest of those that keep what must be kept.
    #[arg(long, value_enum)]
    pub select: Option<Procedure>,
    /// With --select kn: the difference in cost, a day or an hour of steady state, that does not matter.
    #[arg(long, value_name = "MONEY", value_parser = above_zero, allow_hyphen_values = true)]
    pub indifference: Option<f64>,
    /// With --select ocba: replications to spend in all. With kn: the most of one policy [default: 100000].
    #[arg(long, value_name = "N")]
    pub budget: Option<u64>,
}

fn above_zero(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|n: &f64| *n > 0.0 && n.is_finite()).ok_or_else(|| "must be a number above 0".to_owned())
}

/// What `check` takes.
#[derive(Clone, Debug, Args)]
pub struct CheckArguments {
    /// The scenario, a TOML file.
    pub file: PathBuf,
    /// Print one JSON document to standard output: what is wrong, and where, for editors.
    #[arg(long)]
    pub json: bool,
    /// Set a key before checking.
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = key_value)]
    pub set: Vec<(String, String)>,
}

fn key_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.trim().is_empty() && !value.trim().is_empty() => {
            Ok((key.trim().to_owned(), value.trim().to_owned()))
        }
        _ => Err("write KEY=VALUE, such as agent_group.agents.staffed=60".to_owned()),
    }
}

impl PlayArguments {
    /// What the command line says over what the file says.
    #[must_use]
    pub fn overrides(&self) -> Overrides {
        let mut set = self.set.clone();
        if self.control_variates {
            set.push(("control_variates".to_owned(), "true".to_owned()));
        }
        Overrides { seed: self.seed, replications: self.replications, set }
    }

    /// How many threads to use.
    #[must_use]
    pub fn threads(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        self.threads.map_or_else(cores, NonZeroUsize::get)
    }

    /// The folder for results.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.out.clone().unwrap_or_else(|| {
            let name = self.file.file_stem().unwrap_or_default();
            PathBuf::from("output").join(name)
        })
    }
}
