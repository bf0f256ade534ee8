//! What `plan` takes.

use std::path::PathBuf;

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
    /// How many million calls the search may play; where the whole search would play more it looks in blocks of intervals, and
    /// says how far it came. --long searches to the end.
    #[arg(long, value_name = "MILLION", default_value_t = 60.0, value_parser = effort)]
    pub effort: f64,
    /// Planning within the day.
    #[command(flatten)]
    pub intraday: IntradayArguments,
}

impl PlanArguments {
    /// Calls that the search may play.
    pub fn calls(&self) -> f64 {
        if self.play.long { f64::INFINITY } else { self.effort * 1e6 }
    }
}

fn effort(given: &str) -> Result<f64, String> {
    let found = given.parse::<f64>().ok().filter(|million| million.is_finite() && *million > 0.0);
    found.ok_or_else(|| "an effort is a number of million calls above 0".to_owned())
}

/// What planning within the day takes.
#[derive(Clone, Debug, Args)]
pub struct IntradayArguments {
    /// Plan the rest of today from this time on, the start of an interval; needs --actuals.
    #[arg(long, value_name = "HH:MM", requires = "actuals", help_heading = "Within the day")]
    pub from: Option<String>,
    /// Today until then: a report by interval or a call log.
    #[arg(long, value_name = "FILE", requires = "from", help_heading = "Within the day")]
    pub actuals: Option<PathBuf>,
    /// Which columns of the actuals mean what, a TOML file as for `fit`.
    #[arg(long, value_name = "FILE", requires = "actuals", help_heading = "Within the day")]
    pub map: Option<PathBuf>,
    /// The scenario's `staffed` are on the line today, not the shifts that `plan` finds.
    #[arg(long, requires = "actuals", help_heading = "Within the day")]
    pub staffed: bool,
    /// How days differ in their mean handle time, as a coefficient of variation: what the morning may teach.
    #[arg(long, value_name = "CV", default_value_t = 0.05, help_heading = "Within the day")]
    pub handle_time_cv: f64,
    /// What an hour beyond the shift costs more, as a share of the cost of an hour.
    #[arg(long, value_name = "SHARE", default_value_t = 0.5, help_heading = "Within the day")]
    pub overtime_premium: f64,
    /// Agents of each group who can be called in.
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Within the day")]
    pub call_in: u32,
    /// How long before they can be there, and before a shift can begin earlier.
    #[arg(long, value_name = "TIME", default_value = "1h", help_heading = "Within the day")]
    pub notice: String,
    /// Agents of the first group may work in the second for a while, such as sales:support. Those who have all its skills may anyway.
    #[arg(long = "switch", value_name = "GROUP:GROUP", help_heading = "Within the day")]
    pub switches: Vec<String>,
}
