//! What `fit` takes.

use std::{num::NonZeroUsize, path::PathBuf};

use clap::Args;
use jiff::civil::Weekday;

use crate::{
    calibrate::{FitSettings, StaffBy, weekday_called},
    cli::Failure,
    units::text,
};

/// What `fit` takes.
#[derive(Clone, Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct FitArguments {
    /// The log of calls.
    pub log: PathBuf,
    /// Which columns of the log mean what, a TOML file; without it they are recognised by their names.
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// Where to write the scenario [default: scenario.toml in the folder of results].
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Instead of fitting: simulate this scenario and hold it against the log, measure by measure.
    #[arg(long, value_name = "SCENARIO")]
    pub check: Option<PathBuf>,
    /// The days of the week to use, such as mon-fri or sun,mon,tue [default: those with at least half of the busiest one's calls].
    #[arg(long)]
    pub days: Option<String>,
    /// Write a week, each day of it with its own arrivals and agents, instead of one day that stands for all.
    #[arg(long)]
    pub week: bool,
    /// The hours to use, such as 07:00-24:00 [default: from the first to the last busy interval].
    #[arg(long)]
    pub hours: Option<String>,
    /// The planning interval.
    #[arg(long, default_value = "30m")]
    pub interval: String,
    /// Leave talk times below this out of the fit; 0s for none.
    #[arg(long, default_value = "10s")]
    pub short_calls: String,
    /// Leave talk times above this out of the fit.
    #[arg(long, default_value = "1h")]
    pub long_calls: String,
    /// The acceptable wait of the service level.
    #[arg(long, default_value = "20s")]
    pub acceptable_wait: String,
    /// A customer who abandons and calls again within this time does so because of it.
    #[arg(long, default_value = "1h")]
    pub redial_window: String,
    /// The distribution of talk times and after-call work [default: the best].
    #[arg(long, value_name = "FAMILY", value_parser = ["exponential", "lognormal", "gamma", "weibull", "hyperexponential"])]
    pub talk: Option<String>,
    /// The distribution of patience [default: the best].
    #[arg(long, value_name = "FAMILY", value_parser = ["exponential", "lognormal", "gamma", "weibull", "hyperexponential", "piecewise_hazard"])]
    pub patience: Option<String>,
    /// What `staffed` stands on: the agents seen talking (an upper bound), or as many as explain the calls that were lost.
    #[arg(long, value_enum, default_value_t = Staff::Seen)]
    pub staff: Staff,
    /// Take all agents as one group, whatever they serve.
    #[arg(long)]
    pub one_group: bool,
    /// Use special days like any other.
    #[arg(long)]
    pub keep_special_days: bool,
    /// Print one JSON document to standard output, and nothing else there.
    #[arg(long)]
    pub json: bool,
    /// Print no table and no list of files; warnings are still shown.
    #[arg(long)]
    pub quiet: bool,
    /// With --check: how many threads play [default: one per core].
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
}

/// What the agents of a scenario stand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Staff {
    /// The different agents seen talking in each interval.
    Seen,
    /// The number with which Erlang A loses as many calls as the log did.
    ErlangA,
}

impl FitArguments {
    /// How to count and estimate.
    ///
    /// # Errors
    ///
    /// [`Failure::Other`] that names the option that cannot be read.
    pub fn settings(&self) -> Result<FitSettings, Failure> {
        let interval = seconds("--interval", &self.interval)?;
        if !(1.0..=86_400.0).contains(&interval) || 86_400.0 % interval != 0.0 {
            let why = "--interval divides a day into whole parts, such as 15m, 30m or 1h";
            return Err(Failure::Other(format!("{why}; {} does not", self.interval)));
        }
        Ok(FitSettings {
            interval: interval as u32,
            weekdays: self.days.as_deref().map(weekdays).transpose()?,
            hours: self.hours.as_deref().map(|text| hours(text, interval)).transpose()?,
            short_calls: seconds("--short-calls", &self.short_calls)?,
            long_calls: seconds("--long-calls", &self.long_calls)?,
            acceptable_wait: seconds("--acceptable-wait", &self.acceptable_wait)?,
            redial_window: seconds("--redial-window", &self.redial_window)?,
            handle_family: self.talk.clone(),
            patience_family: self.patience.clone(),
            staff_by: match self.staff {
                Staff::Seen => StaffBy::Seen,
                Staff::ErlangA => StaffBy::ErlangA,
            },
            one_group: self.one_group,
            sets_special_days_aside: !self.keep_special_days,
            by_weekday: self.week,
        })
    }

    /// The folder for results.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        let name = self.log.file_name().and_then(|name| name.to_str()).unwrap_or("log");
        let endings = [".gz", ".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".parquet"];
        let bare = endings.iter().fold(name, |name, ending| name.strip_suffix(ending).unwrap_or(name));
        PathBuf::from("output").join(if bare.is_empty() { name } else { bare })
    }
}

fn seconds(option: &str, text: &str) -> Result<f64, Failure> {
    text::duration_in_seconds(text).map_err(|why| Failure::Other(format!("{option}: {why}")))
}

fn hours(given: &str, interval: f64) -> Result<(u32, u32), Failure> {
    let read = || {
        let (open, close) = given.split_once('-')?;
        let second = |text: &str| text::clock_in_seconds(text.trim()).ok();
        Some((second(open)?, second(close)?))
    };
    let whole = |at: f64| at % interval == 0.0;
    match read() {
        Some((open, close)) if open < close && close <= 86_400.0 && whole(open) && whole(close) => {
            Ok((open as u32, close as u32))
        }
        _ => Err(Failure::Other(format!(
            "--hours reads like 07:00-24:00, within one day and in whole intervals of {}, not {given}",
            text::duration(interval)
        ))),
    }
}

/// "mon-fri", "sun,mon,tue".
fn weekdays(given: &str) -> Result<Vec<Weekday>, Failure> {
    let wrong = || Failure::Other(format!("--days reads like mon-fri or sun,mon,tue, not {given}"));
    let mut days = Vec::new();
    for part in given.split(',') {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let (from, to) = (weekday_called(from).ok_or_else(wrong)?, weekday_called(to).ok_or_else(wrong)?);
        let forward = from.cycle_forward().take(7);
        let count = forward.clone().position(|day| day == to).unwrap_or(0);
        days.extend(forward.take(count + 1));
    }
    Ok(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_week_are_read_over_its_end() {
        use Weekday::{Friday, Monday, Saturday, Sunday};
        assert_eq!(weekdays("fri-mon").unwrap(), [Friday, Saturday, Sunday, Monday]);
        assert_eq!(weekdays("Sunday, mon").unwrap(), [Sunday, Monday]);
        for wrong in ["", "mo", "mon-", "xyz", "mon-fri-sat"] {
            assert!(weekdays(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn hours_are_whole_intervals_of_a_day() {
        assert_eq!(hours("07:00-24:00", 1800.0).unwrap(), (25_200, 86_400));
        for wrong in ["07:00", "07:10-12:00", "12:00-07:00", "07:00-25:00"] {
            assert!(hours(wrong, 1800.0).is_err(), "{wrong}");
        }
    }
}
