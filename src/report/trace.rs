//! A simulation's calls as a telephone system would log them, so that `onering fit` reads them.

use std::{io::Write, path::Path};

use jiff::{ToSpan, civil::Date};

use super::{WriteError, files::write_through};
use crate::{
    engine::{CallRecord, Centre, Observer, Outcome, play},
    model::{Horizon, Model},
    units::{SECONDS_PER_HOUR, SimTime},
};

/// The day of the first replication: a Monday.
const FIRST_DAY: Date = jiff::civil::date(2001, 1, 1);

/// The names of the columns, which the reader of logs knows.
const COLUMNS: [&str; 9] =
    ["call", "offered_at", "type", "wait", "outcome", "talk", "after_call_work", "self_service", "group"];

/// Those of them that are times in seconds.
#[cfg(feature = "parquet")]
const IN_SECONDS: [&str; 4] = ["wait", "talk", "after_call_work", "self_service"];

/// Writes each measured call of `replications` as a row: one replication a day from 2001 on, in order of
/// arrival. The replications are played for this, one at a time, so memory does not grow with their number.
/// A name that ends in `.gz` is packed; one that ends in `.parquet` makes a Parquet file, where the program was
/// built with the feature `parquet`.
///
/// # Errors
///
/// [`WriteError`] when the file cannot be written; nothing is there then.
pub fn write_trace(path: &Path, model: &Model, seed: u64, replications: u64) -> Result<u64, WriteError> {
    let ends = |with: &str| path.extension().is_some_and(|ending| ending == with);
    let is_packed = ends("gz");
    if ends("parquet") {
        return write_through(path, |file| parquet(file, model, seed, replications));
    }
    write_through(path, |file| {
        let mut out = std::io::BufWriter::new(file);
        if !is_packed {
            let written = rows(&mut out, model, seed, replications)?;
            return out.flush().map(|()| written);
        }
        let mut packed = flate2::write::GzEncoder::new(out, flate2::Compression::fast());
        let written = rows(&mut packed, model, seed, replications)?;
        packed.finish()?.flush()?;
        Ok(written)
    })
}

fn rows(out: &mut impl Write, model: &Model, seed: u64, replications: u64) -> std::io::Result<u64> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(COLUMNS)?;
    let written = each_row(model, seed, replications, &mut |row| Ok(csv.write_record(row)?))?;
    csv.flush()?;
    Ok(written)
}

#[cfg(feature = "parquet")]
fn parquet(file: &mut std::fs::File, model: &Model, seed: u64, replications: u64) -> std::io::Result<u64> {
    let mut table = super::parquet::Table::new(file, &COLUMNS, &IN_SECONDS)?;
    let written = each_row(model, seed, replications, &mut |row| table.add(row))?;
    table.finish()?;
    Ok(written)
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: &mut std::fs::File, _: &Model, _: u64, _: u64) -> std::io::Result<u64> {
    Err(std::io::Error::other(
        "this build writes no Parquet; build it with `--features parquet`, or write .csv or .csv.gz",
    ))
}

/// Hands on the row of each call: how many there were.
fn each_row(
    model: &Model,
    seed: u64,
    replications: u64,
    each: &mut dyn FnMut(&[String; 9]) -> std::io::Result<()>,
) -> std::io::Result<u64> {
    let (mut centre, mut day, mut written) = (Centre::default(), Calls::default(), 0);
    let opens = match model.horizon() {
        Horizon::Day(day) => day.open_at(),
        Horizon::SteadyState(_) => 0.0,
    };
    let days = (opens + model.horizon().measured_to().as_seconds()) / (24.0 * SECONDS_PER_HOUR);
    for replication in 0..replications {
        day.calls.clear();
        play(model, seed, replication, &mut centre, &mut day);
        day.calls.retain(|call| model.horizon().interval_of(call.arrived_at).is_some());
        day.calls.sort_by_key(|call| (call.arrived_at, call.call_type));
        // A replication of more than a day takes the days that it needs.
        let first = FIRST_DAY.checked_add(((replication as i64) * (days.ceil() as i64).max(1)).days());
        let first = first.map_err(|error| std::io::Error::other(error.to_string()))?;
        for call in &day.calls {
            written += 1;
            each(&row(written, call, model, first, opens)?)?;
        }
    }
    Ok(written)
}

/// The calls of a replication.
#[derive(Default)]
struct Calls {
    calls: Vec<CallRecord>,
}

impl Observer for Calls {
    fn call(&mut self, record: &CallRecord) {
        self.calls.push(*record);
    }

    fn overstay(&mut self, _: usize, _: u32, _: SimTime, _: SimTime) {}
}

fn row(number: u64, call: &CallRecord, model: &Model, first: Date, opens: f64) -> std::io::Result<[String; 9]> {
    let since = jiff::SignedDuration::from_secs_f64(opens)
        + jiff::SignedDuration::from_nanos(call.arrived_at.as_nanoseconds() as i64);
    let at = first.at(0, 0, 0, 0).checked_add(since).map_err(|error| std::io::Error::other(error.to_string()))?;
    let answered = call.outcome == Outcome::Answered;
    let time = |time: SimTime| seconds(time.as_nanoseconds());
    let outcome = match call.outcome {
        Outcome::Answered => "answered",
        Outcome::Abandoned => "abandoned",
        Outcome::Balked => "balked",
        Outcome::Blocked => "blocked",
        Outcome::StillWaiting => "still_waiting",
        Outcome::SelfServed | Outcome::LeftSelfService => "self_service",
    };
    let handled = |time: String| if answered { time } else { String::new() };
    Ok([
        number.to_string(),
        at.to_string(),
        model.call_types()[call.call_type as usize].name().to_owned(),
        time(call.wait()),
        outcome.to_owned(),
        handled(time(call.hung_up_at.since(call.left_queue_at))),
        handled(time(call.finished_at.since(call.hung_up_at))),
        time(call.step.self_service_time),
        handled(model.agent_groups()[call.group as usize].name().to_owned()),
    ])
}

/// Seconds with as many decimals as they take.
fn seconds(nanoseconds: u64) -> String {
    let text = format!("{}.{:09}", nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_keep_their_decimals_and_nothing_else() {
        assert_eq!(seconds(0), "0");
        assert_eq!(seconds(12_000_000_000), "12");
        assert_eq!(seconds(12_030_000_001), "12.030000001");
    }
}
