//! How fast a log is read and fitted, and in how much memory: `cargo bench --bench logs` writes a log of a million calls
//! (about 60 MB; `-- 17` of 17 million, a gigabyte), reads it back, and then reads and fits it. On Linux the largest
//! resident size until then is printed.

use std::{fs, io::Write, path::Path, time::Instant};

use onering::calibrate::{
    Fit, FitSettings, Tally,
    log::{LogMap, read},
    scenario_text,
};

const MILLION: u64 = 1_000_000;

fn main() {
    let wanted = std::env::args().skip(1).find_map(|argument| argument.parse::<u64>().ok()).unwrap_or(1);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("log.csv");
    let bytes = write(&path, wanted * MILLION).expect("room for the log");
    let start = Instant::now();
    let (mut talk, mut waits) = (0.0, 0.0);
    let report = read(&path, &LogMap::default(), &mut |call| {
        talk += call.talk.unwrap_or(0.0);
        waits += call.wait.unwrap_or(0.0);
    })
    .expect("it reads what was written");
    assert_eq!(report.calls, wanted * MILLION);
    assert!(talk > 0.0 && waits > 0.0);
    println!("{wanted} million rows, {} MB", bytes / 1_000_000);
    told("read", report.calls, start);
    let start = Instant::now();
    let mut tally = Tally::new(FitSettings::default());
    let report = read(&path, &LogMap::default(), &mut |call| tally.add(call)).expect("it reads what was written");
    let fit = Fit::of(&tally, &report.call_types).expect("there are calls of all types");
    assert!(scenario_text(&fit, "log").len() > 1000);
    told("fit", report.calls, start);
}

fn told(what: &str, rows: u64, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    let rate = rows as f64 / 1e6 / seconds;
    println!("{what}: {seconds:.2} s, {rate:.2} million rows a second, largest resident size {}", resident());
}

/// Writes so many calls, a thousand an hour: how many bytes they took.
fn write(path: &Path, calls: u64) -> std::io::Result<u64> {
    let mut out = std::io::BufWriter::new(fs::File::create(path)?);
    writeln!(out, "call,offered_at,type,wait,outcome,talk,agent,customer")?;
    let start = jiff::civil::date(2001, 1, 1).at(0, 0, 0, 0);
    for call in 0..calls {
        let at =
            start.checked_add(jiff::SignedDuration::from_millis(call as i64 * 3600)).map_err(std::io::Error::other)?;
        let at = at.strftime("%Y-%m-%d %H:%M:%S");
        let (kind, agent) = (call % 7, call % 311);
        if call % 11 == 0 {
            writeln!(out, "{call},{at},type {kind},{},abandoned,,,{}", call % 90, call % 65_537)?;
        } else {
            writeln!(
                out,
                "{call},{at},type {kind},{},answered,{},A{agent},{}",
                call % 40,
                60 + call % 500,
                call % 65_537
            )?;
        }
    }
    out.flush()?;
    Ok(fs::metadata(path)?.len())
}

/// The largest resident size so far, as Linux knows it.
fn resident() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown here".to_owned(), |size| size.trim().to_owned())
}
