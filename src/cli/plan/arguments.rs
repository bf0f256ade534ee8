//! What `plan` takes.

use clap::Args;
use jiff::civil::Date;

use crate::cli::arguments::PlayArguments;

/// What `plan` takes.
#[derive(Clone, Debug, Args)]
pub struct PlanArguments {
    /// What every command takes.
    #[command(flatten)]
    pub play: PlayArguments,
    /// The people that finance gives, in place of the scenario's `head_count`.
    #[arg(long, value_name = "N")]
    pub head_count: Option<u32>,
    /// The date of the first day in the calendar of shifts.
    #[arg(long, value_name = "YYYY-MM-DD", default_value = "2001-01-01")]
    pub date: Date,
    /// Do not play the plan on days of other volumes.
    #[arg(long)]
    pub no_volumes: bool,
}
