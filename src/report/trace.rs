//! A simulation's calls as a telephone system would log them, so that `onering fit` reads them.

use std::{collections::HashMap, io::Write, path::Path};

use jiff::{
    ToSpan,
    civil::{Date, DateTime},
};

use super::{WriteError, files::write_through};
use crate::{
    calibrate::weekday_called,
    engine::{CallRecord, Centre, Observer, Outcome, Who, play_by_events},
    model::{Horizon, Model},
    units::{SECONDS_PER_HOUR, SimTime},
};

/// The day of the first replication: a Monday.
const FIRST_DAY: Date = jiff::civil::date(2001, 1, 1);

/// The names of the columns, which the reader of logs knows.
const COLUMNS: [&str; 11] = [
    "call",
    "offered_at",
    "type",
    "customer",
    "wait",
    "outcome",
    "talk",
    "after_call_work",
    "self_service",
    "group",
    "agent",
];

/// Those of them that are times in seconds.
#[cfg(feature = "parquet")]
const IN_SECONDS: [&str; 4] = ["wait", "talk", "after_call_work", "self_service"];

/// Writes each measured call of `replications` as a row: one replication a day from 2001 on, or a week where it plays a row of
/// days, in order of arrival. The replications are played for this, one at a time, so memory does not grow with their number. A
/// customer has the same number in all calls about an issue; an agent that in the group, from 1.
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
    each: &mut dyn FnMut(&[String; COLUMNS.len()]) -> std::io::Result<()>,
) -> std::io::Result<u64> {
    let (mut centre, mut day, mut written) = (Centre::default(), Calls::default(), 0);
    let (mut customers, mut numbers) = (0, HashMap::new());
    let opens = match model.horizon() {
        Horizon::Day(day) => day.open_at(),
        Horizon::SteadyState(_) => 0.0,
    };
    let days =
        ((opens + model.horizon().measured_to().as_seconds()) / (24.0 * SECONDS_PER_HOUR)).ceil().max(1.0) as i64;
    // A week begins on the day that it says.
    let is_row = model.horizon().days() > 1;
    let weekday = model.horizon().day_label(0).and_then(weekday_called).unwrap_or(FIRST_DAY.weekday());
    let begins = i64::from(FIRST_DAY.weekday().until(weekday));
    let apart = if is_row { (days + 6) / 7 * 7 } else { days };
    for replication in 0..replications {
        day.calls.clear();
        numbers.clear();
        play_by_events(model, seed, replication, &mut centre, &mut day);
        day.calls.retain(|(call, _)| model.horizon().interval_of(call.arrived_at).is_some());
        day.calls.sort_by_key(|(call, _)| (call.arrived_at, call.call_type));
        // A replication of more than a day takes the days that it needs.
        let first = FIRST_DAY.checked_add((begins + replication as i64 * apart).days());
        let first = first.map_err(|error| std::io::Error::other(error.to_string()))?;
        for (call, who) in &day.calls {
            written += 1;
            let customer = *numbers.entry(who.customer).or_insert_with(|| {
                customers += 1;
                customers
            });
            each(&row([written, customer], call, who.agent, model, first.at(0, 0, 0, 0), opens)?)?;
        }
    }
    Ok(written)
}

/// The calls of a replication, and who they are of.
#[derive(Default)]
struct Calls {
    calls: Vec<(CallRecord, Who)>,
    next: Option<Who>,
}

impl Observer for Calls {
    fn who(&mut self, who: Who) {
        self.next = Some(who);
    }

    fn call(&mut self, record: &CallRecord) {
        self.calls.extend(self.next.take().map(|who| (*record, who)));
    }

    fn overstay(&mut self, _: usize, _: u32, _: SimTime, _: SimTime) {}
}

/// The row of a call with these numbers of its own and of its customer, on a day that begins at `midnight`.
fn row(
    numbers: [u64; 2],
    call: &CallRecord,
    agent: Option<u32>,
    model: &Model,
    midnight: DateTime,
    opens: f64,
) -> std::io::Result<[String; COLUMNS.len()]> {
    let since = jiff::SignedDuration::from_secs_f64(opens)
        + jiff::SignedDuration::from_nanos(call.arrived_at.as_nanoseconds() as i64);
    let at = midnight.checked_add(since).map_err(|error| std::io::Error::other(error.to_string()))?;
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
    let group = model.agent_groups()[call.group as usize].name();
    Ok([
        numbers[0].to_string(),
        at.to_string(),
        model.call_types()[call.call_type as usize].name().to_owned(),
        numbers[1].to_string(),
        time(call.wait()),
        outcome.to_owned(),
        handled(time(call.hung_up_at.since(call.left_queue_at))),
        handled(time(call.finished_at.since(call.hung_up_at))),
        time(call.step.self_service_time),
        handled(group.to_owned()),
        agent.map_or_else(String::new, |agent| format!("{group} {}", agent + 1)),
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
