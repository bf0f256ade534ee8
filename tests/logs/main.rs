//! Call logs as telephone systems write them, with every oddity that was met in one.

#![expect(clippy::unwrap_used, reason = "all of this crate is tests")]

mod oddities;
mod real;

use std::{fs, io::Write, path::PathBuf};

use onering::{
    calibrate::{
        LoggedCall, Outcome, ReportedInterval,
        log::{IntervalsRead, LogMap, LogProblem, RULES, ReadReport, Role, is_report, read, read_intervals},
    },
    engine::{CallRecord, Centre, Observer, Outcome as Simulated, play},
    report::write_trace,
    scenario::{Overrides, Scenario},
    units::SimTime,
};
use tempfile::TempDir;

/// A file with this name and content.
fn written(name: &str, bytes: &[u8]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn tried(name: &str, bytes: &[u8], map: &str) -> Result<(Vec<LoggedCall>, ReadReport), LogProblem> {
    let (_folder, path) = written(name, bytes);
    let map = LogMap::from_text("map.toml", map)?;
    let mut calls = Vec::new();
    let report = read(&path, &map, &mut |call| calls.push(call.clone()))?;
    let left_out: u64 = report.rules.iter().filter(|r| r.rule.leaves_out && r.is_on).map(|r| r.rows).sum();
    assert_eq!(report.rows, report.calls + left_out, "every row is a call or counted");
    assert_eq!(report.calls, calls.len() as u64);
    Ok((calls, report))
}

fn calls(text: &str) -> Vec<LoggedCall> {
    tried("log.csv", text.as_bytes(), "").unwrap().0
}

/// Asserts that the log cannot be read, and what is said of it.
fn cannot(text: &[u8], map: &str, line: Option<u64>, words: &[&str]) {
    let problem = tried("log.csv", text, map).unwrap_err();
    let said = problem.to_string();
    assert_eq!(problem.line, line, "{said}");
    words.iter().for_each(|word| assert!(said.contains(word), "\"{word}\" is not in\n{said}"));
}

fn rows(report: &ReadReport, rule: &str) -> u64 {
    report.rules.iter().find(|r| r.rule.name == rule).unwrap().rows
}

const PLAIN: &str = "offered_at,type,wait,outcome,talk,agent\n\
    2024-03-01 08:00:05,sales,12,answered,180,Ann\n\
    2024-03-01 08:00:09,help,40,abandoned,,\n";

#[test]
fn a_plain_log_is_read() {
    let (calls, report) = tried("log.csv", PLAIN.as_bytes(), "").unwrap();
    assert_eq!(
        (report.call_types.as_slice(), report.agents.as_slice()),
        (&["sales".to_owned(), "help".to_owned()][..], &["Ann".to_owned()][..])
    );
    assert_eq!((calls[0].line, calls[0].wait, calls[0].talk, calls[0].agent), (2, Some(12.0), Some(180.0), Some(0)));
    assert_eq!((calls[1].line, calls[1].outcome, calls[1].talk, calls[1].agent), (3, Outcome::Abandoned, None, None));
    assert_eq!(calls[0].arrival.to_string(), "2024-03-01T08:00:05");
}

#[test]
fn separators_packing_and_encodings_make_no_difference() {
    let plain = tried("log.csv", PLAIN.as_bytes(), "").unwrap().0;
    for (name, separator) in [("log.tsv", "\t"), ("log.csv", ";"), ("log.txt", "|")] {
        let text = PLAIN.replace(',', separator);
        assert_eq!(tried(name, text.as_bytes(), "").unwrap().0, plain, "{separator}");
    }
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(PLAIN.as_bytes()).unwrap();
    assert_eq!(tried("log.csv.gz", &packed.finish().unwrap(), "").unwrap().0, plain);
    let marked = [b"\xef\xbb\xbf", PLAIN.as_bytes()].concat();
    assert_eq!(tried("log.csv", &marked, "").unwrap().0, plain);
    let wide: Vec<u8> = std::iter::once(0xfeff).chain(PLAIN.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(tried("log.csv", &wide, "").unwrap().0, plain);
    let crlf = PLAIN.replace('\n', "\r\n");
    assert_eq!(tried("log.csv", crlf.as_bytes(), "").unwrap().0, plain);
    let latin = PLAIN.replace("sales", "Verk\u{e4}ufe").chars().map(|c| c as u8).collect::<Vec<u8>>();
    assert_eq!(tried("log.csv", &latin, "").unwrap().1.call_types[0], "Verk\u{e4}ufe");
}

#[test]
fn a_workbook_is_read_with_its_dates() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in ["Call Start", "Queue", "Wait Time", "Status", "Talk Time"].into_iter().enumerate() {
        sheet.write(0, column as u16, name).unwrap();
    }
    let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    let clock = rust_xlsxwriter::Format::new().set_num_format("hh:mm:ss");
    // 1 March 2024 is day 45352; 08:00:05 is 28,805 of 86,400 seconds.
    sheet.write_with_format(1, 0, 45_352.0 + 28_805.0 / 86_400.0, &date).unwrap();
    sheet.write(1, 1, "sales").unwrap();
    sheet.write_with_format(1, 2, 12.0 / 86_400.0, &clock).unwrap();
    sheet.write(1, 3, "Answered").unwrap();
    sheet.write(1, 4, 180).unwrap();
    book.save(&path).unwrap();
    let mut found = Vec::new();
    read(&path, &LogMap::default(), &mut |call| found.push(call.clone())).unwrap();
    assert_eq!(found[0].arrival.to_string(), "2024-03-01T08:00:05");
    assert_eq!((found[0].wait, found[0].talk), (Some(12.0), Some(180.0)));
}

#[test]
fn waits_and_talk_come_from_instants_where_there_are_no_durations() {
    let text = "Call Start,Answer Time,End Time,ANI\n\
        3/1/2024 11:59:50 PM,3/2/2024 12:00:05 AM,3/2/2024 12:03:05 AM,5551\n\
        3/13/2024 1:00:00 PM,,3/13/2024 1:00:30 PM,5551\n";
    let found = calls(text);
    assert_eq!((found[0].wait, found[0].talk, found[0].outcome), (Some(15.0), Some(180.0), Outcome::Answered));
    assert_eq!((found[1].wait, found[1].talk, found[1].outcome), (Some(30.0), None, Outcome::Abandoned));
    assert_eq!(found[0].customer, found[1].customer);
    assert_eq!(found[1].arrival.to_string(), "2024-03-13T13:00:00");
}

#[test]
fn dates_that_leave_the_day_open_are_said_and_can_be_turned() {
    let text = "offered_at,wait\n03/04/2024 08:00:00,5\n";
    let (found, report) = tried("log.csv", text.as_bytes(), "").unwrap();
    assert_eq!(found[0].arrival.to_string(), "2024-04-03T08:00:00");
    assert!(report.notes.iter().any(|note| note.contains("day first")), "{:?}", report.notes);
    let (found, _) = tried("log.csv", text.as_bytes(), "dates = \"month_first\"").unwrap();
    assert_eq!(found[0].arrival.to_string(), "2024-03-04T08:00:00");
}

#[test]
fn time_zones_and_changing_clocks_are_understood() {
    // In Berlin clocks went from 2:00 to 3:00 on 31 March 2024.
    let text = "offered_at,wait\n2024-03-31T00:59:00Z,5\n2024-03-31T01:01:00Z,5\n";
    let (found, _) = tried("log.csv", text.as_bytes(), "time_zone = \"Europe/Berlin\"").unwrap();
    assert_eq!(found[0].arrival.to_string(), "2024-03-31T01:59:00");
    assert_eq!(found[1].arrival.to_string(), "2024-03-31T03:01:00");
    let text = "offered_at,wait\n2024-10-27 02:30:00,5\n2024-10-27 08:30:00,5\n";
    let map = "time_zone = \"America/New_York\"\nlogged_in = \"Europe/Berlin\"";
    let (found, report) = tried("log.csv", text.as_bytes(), map).unwrap();
    assert_eq!(rows(&report, "repeated_hour"), 1);
    assert_eq!(found[1].arrival.to_string(), "2024-10-27T03:30:00");
}

#[test]
fn a_map_names_columns_and_words() {
    let text = "when;thema;ende;sek\n2024-03-01 08:00;Vertrag;angenommen;33\n2024-03-01 08:01;Vertrag;aufgelegt;7\n";
    let map = "[columns]\noffered_at = \"when\"\ncall_type = \"thema\"\noutcome = \"ende\"\nwait = \"sek\"\n\
        [outcomes]\nanswered = [\"angenommen\"]\nabandoned = [\"aufgelegt\"]\n";
    let (found, report) = tried("log.csv", text.as_bytes(), map).unwrap();
    assert_eq!(report.call_types, ["Vertrag"]);
    assert_eq!((found[0].outcome, found[1].outcome, found[1].wait), (Outcome::Answered, Outcome::Abandoned, Some(7.0)));
}

#[test]
fn each_rule_is_counted_and_can_be_switched() {
    let text = "offered_at,call_id,wait,outcome,talk,agent,customer,queued,ivr\n\
        2024-03-01 08:00:05,1,-2,answered,0,NO_SERVER,0,1,-3\n\
        2024-03-01 08:00:05,1,-2,answered,0,NO_SERVER,0,1,-3\n\
        ,,,,,,,,\n\
        2024-03-01 08:01:00,2,0,abandoned,9,,77,0,4\n\
        2024-03-01 08:02:00,3,5,abandoned,9,,77,1,4\n\
        2024-03-01 08:03:00,4,0,phantom,,,,0,\n\
        2024-03-01 08:04:00,5,1,answered,-5,Ann,77,1,4\n";
    let (found, report) = tried("log.csv", text.as_bytes(), "").unwrap();
    for rule in [
        "duplicate",
        "blank_line",
        "no_call",
        "left_before_queue",
        "negative_wait",
        "negative_self_service",
        "negative_talk",
        "talk_of_unanswered",
        "answered_without_talk",
        "no_agent_name",
        "no_customer",
    ] {
        assert_eq!(rows(&report, rule), 1, "{rule}");
    }
    let outcomes: Vec<Outcome> = found.iter().map(|call| call.outcome).collect();
    assert_eq!(outcomes, [Outcome::Answered, Outcome::NoAgentWanted, Outcome::Abandoned, Outcome::Answered]);
    assert_eq!(
        (found[0].wait, found[0].talk, found[0].agent, found[0].customer, found[0].self_service),
        (Some(0.0), None, None, None, None)
    );
    let off = "[rules]\nduplicate = false\nnegative_wait = false\nno_call = false\nleft_before_queue = false\ntalk_of_unanswered = false\n";
    let (found, report) = tried("log.csv", text.as_bytes(), off).unwrap();
    assert_eq!((found.len(), found[0].wait), (6, Some(-2.0)));
    assert_eq!(found[2].outcome, Outcome::Answered);
    assert_eq!(rows(&report, "no_call"), 1);
}

#[test]
fn a_first_accent_far_down_tells_the_encoding() {
    let plain = format!("offered_at,type,wait\n{}", "2024-12-31 08:00,a,5\n".repeat(10_000));
    let latin: &[u8] = b"2024-12-31 08:00,\xe4\xe9,5\n2024-12-31 08:00,\xfc,5\n";
    let unicode = "2024-12-31 08:00,\u{e4}\u{e9},5\n2024-12-31 08:00,\u{fc},5\n".as_bytes();
    for end in [latin, unicode] {
        let (found, report) = tried("log.csv", &[plain.as_bytes(), end].concat(), "").unwrap();
        assert_eq!(
            (found.len(), &report.call_types[1..]),
            (10_002, &["\u{e4}\u{e9}".to_owned(), "\u{fc}".to_owned()][..])
        );
    }
    let both = [plain.as_bytes(), unicode, latin].concat();
    cannot(&both, "", Some(10_004), &["two encodings"]);
}

#[test]
fn what_cannot_be_read_is_said_with_its_line() {
    cannot(b"", "", None, &["is empty"]);
    cannot(b"offered_at,wait\n", "", None, &["nothing below it"]);
    cannot(b"2024-03-01 08:00:05,12\n2024-03-01 08:00:09,40\n", "", Some(1), &["names of the columns"]);
    cannot(b"offered_at,agent\n2024-03-01 08:00,Ann\n", "", Some(1), &["what became of callers"]);
    cannot(b"wait,agent\n5,Ann\n", "", Some(1), &["when callers came"]);
    // Half a last line.
    let cut = &PLAIN.as_bytes()[..PLAIN.len() - 14];
    cannot(cut, "", Some(3), &["3 cells where the header names 6", "cut off"]);
    // Swapped columns.
    let swapped = PLAIN.replace("type,wait,outcome", "type,outcome,wait");
    cannot(swapped.as_bytes(), "", Some(2), &["which is no known outcome", "swapped"]);
    // Mixed formats.
    let mixed = "offered_at,wait\n31/12/2024 08:00,5\n12/31/2024 08:00,5\n";
    cannot(mixed.as_bytes(), "", Some(3), &["written in two ways"]);
    let mixed = "offered_at,wait\n2024-12-31 08:00,5\nyesterday,5\n";
    cannot(mixed.as_bytes(), "", Some(3), &["\"yesterday\"", "no date and time"]);
    cannot(b"offered_at,wait\n2024-12-31 08:00,soon\n", "", Some(2), &["`wait` is \"soon\"", "no duration"]);
    // Two encodings.
    let mut two = format!("offered_at,type,wait\n{}", "2024-12-31 08:00,\u{e4},5\n".repeat(5000)).into_bytes();
    two.extend(b"2024-12-31 08:00,\xe4,5\n");
    cannot(&two, "", Some(5002), &["two encodings"]);
    let parquet = tried("log.parquet", b"PAR1", "").unwrap_err().to_string();
    let said = if cfg!(feature = "parquet") { "is no Parquet file" } else { "save the log as CSV" };
    assert!(parquet.contains(said), "{parquet}");
    let (found, report) = tried("log.csv", cut, "[rules]\nunreadable = true").unwrap();
    assert_eq!((found.len(), rows(&report, "unreadable")), (1, 1));
}

#[test]
fn what_is_wrong_in_a_map_is_said_with_its_line() {
    for (map, line, words) in [
        ("[columns]\nwayt = \"x\"\n", 2, "did you mean `wait`"),
        ("[columns]\nwait = \"x\"\n", 1, "which is not there"),
        ("[outcomes]\nanswred = [\"x\"]\n", 2, "did you mean `answered`"),
        ("dates = \"backwards\"\n", 1, "day_first"),
        ("time_zone = \"Europe/Berlinn\"\n", 1, "no time zone"),
        ("[rules]\nphantoms = true\n", 2, "there is no rule"),
        ("colums = 3\n", 1, "unknown field"),
        ("delimiter = \"ab\"\n", 1, "one character"),
    ] {
        cannot(PLAIN.as_bytes(), map, Some(line), &[words]);
    }
}

/// What a simulation writes is what the reader reads: call for call, to the nanosecond.
#[test]
fn a_simulations_trace_is_read_back_call_for_call() {
    let text = r#"
        replications = 3
        horizon = { open = "08:00", close = "09:00", interval = "30m" }
        [[call_type]]
        name = "sales"
        arrivals = { poisson = { per_hour = 200 } }
        talk_time = { lognormal = { mean = 200, cv = 1.2 } }
        after_call_work = { exponential = { mean = 20 } }
        patience = { exponential = { mean = 60 } }
        balking = { share = 0.3, queue_at_least = 2 }
        [[call_type]]
        name = "help"
        arrivals = { poisson = { per_hour = 50 } }
        talk_time = { exponential = { mean = 100 } }
        [[agent_group]]
        name = "agents"
        skills = ["sales", "help"]
        staffed = 10
    "#;
    let scenario = Scenario::from_text("t.toml", text, std::path::Path::new("."), &Overrides::default());
    let scenario = scenario.unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    let folder = tempfile::tempdir().unwrap();
    let mut names = vec!["trace.csv", "trace.csv.gz"];
    if cfg!(feature = "parquet") {
        names.push("trace.parquet");
    } else {
        let refused =
            write_trace(&folder.path().join("trace.parquet"), scenario.model(), 7, 3).unwrap_err().to_string();
        assert!(refused.contains("--features parquet"), "{refused}");
    }
    for name in names {
        let path = folder.path().join(name);
        let written = write_trace(&path, scenario.model(), 7, 3).unwrap();
        let mut found = Vec::new();
        let report = read(&path, &LogMap::default(), &mut |call| found.push(call.clone())).unwrap();
        assert_eq!(
            (report.calls, report.call_types.as_slice()),
            (written, &["sales".to_owned(), "help".to_owned()][..])
        );
        let mut simulated = Vec::new();
        for replication in 0..3 {
            let mut log = Log::default();
            play(scenario.model(), 7, replication, &mut Centre::default(), &mut log);
            log.0.sort_by_key(|call| (call.arrived_at, call.call_type));
            simulated.extend(log.0);
        }
        assert!(simulated.iter().any(|call| call.outcome == Simulated::Balked));
        let nanoseconds = |seconds: f64| (seconds * 1e9).round() as u64;
        for (call, simulated) in found.iter().zip(&simulated) {
            let since = call.arrival.time().duration_since(jiff::civil::time(8, 0, 0, 0)).as_nanos() as u64;
            assert_eq!(since, simulated.arrived_at.as_nanoseconds());
            assert_eq!(nanoseconds(call.wait.unwrap()), simulated.wait().as_nanoseconds());
            assert_eq!(call.call_type, simulated.call_type);
            let answered = simulated.outcome == Simulated::Answered;
            assert_eq!(call.outcome == Outcome::Answered, answered);
            let talk = answered.then(|| simulated.hung_up_at.since(simulated.left_queue_at).as_nanoseconds());
            assert_eq!(call.talk.map(nanoseconds), talk);
        }
        assert_eq!(found.len(), simulated.len());
    }
}

/// The calls of a replication.
#[derive(Default)]
pub struct Log(pub Vec<CallRecord>);

impl Observer for Log {
    fn call(&mut self, record: &CallRecord) {
        self.0.push(*record);
    }

    fn overstay(&mut self, _: usize, _: u32, _: SimTime, _: SimTime) {}
}

/// The documentation names every column and rule, as the program has them.
#[test]
fn the_docs_name_every_column_and_rule() {
    let docs = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/logs.md")).unwrap();
    for role in Role::ALL {
        let row = format!("| `{}` | {} |", role.key(), role.about().trim());
        assert!(docs.contains(&row), "{row}");
    }
    for rule in RULES {
        let does = if rule.leaves_out { "leaves out" } else { "mends" };
        let row = format!("| `{}` | {does} | {} | {} |", rule.name, if rule.is_on { "on" } else { "off" }, rule.about);
        assert!(docs.contains(&row), "{row}");
    }
}

fn report(text: &str) -> Result<(Vec<ReportedInterval>, IntervalsRead), LogProblem> {
    let (_folder, path) = written("report.csv", text.as_bytes());
    assert!(is_report(&path, &LogMap::default())?);
    let mut found = Vec::new();
    let read = read_intervals(&path, &LogMap::default(), &mut |interval| found.push(interval.clone()))?;
    Ok((found, read))
}

#[test]
fn a_report_by_interval_is_told_from_a_log_and_read() {
    let text = "Date;Interval;Queue;Calls Offered;Answered;AHT;Service Level;ASA\n\
        31.12.2024;08:00-08:30;sales;40;36;3:20;85%;0:12\n\
        31.12.2024;08:30-09:00;help;10;;200;0,9;\n";
    let (found, read) = report(text).unwrap();
    assert_eq!(read.call_types, ["sales", "help"]);
    let first = &found[0];
    assert_eq!((first.line, first.start.to_string().as_str()), (2, "2024-12-31T08:00:00"));
    assert_eq!((first.offered, first.abandoned, first.answered_in_time), (40.0, 4.0, Some(34.0)));
    assert_eq!((first.average_handle_time, first.average_speed_of_answer), (Some(200.0), Some(12.0)));
    assert_eq!(
        (found[1].abandoned, found[1].answered_in_time, found[1].average_speed_of_answer),
        (0.0, Some(9.0), None)
    );
    let (_folder, log) = written("log.csv", PLAIN.as_bytes());
    assert!(!is_report(&log, &LogMap::default()).unwrap());
    for (bad, words) in [
        ("date,start,offered,abandoned\n2024-12-31,08:00,5,9\n", "9 abandoned of 5 offered"),
        ("date,start,offered\n2024-12-31,early,5\n", "no time of day"),
        ("date,start,offered\n2024-12-31,08:00,many\n", "no number"),
        ("date,start,offered,sl\n2024-12-31,08:00,5,good\n", "no share"),
        ("date,start,offered\n2024-12-31,08:00\n", "2 cells"),
    ] {
        let said = report(bad).unwrap_err();
        assert_eq!(said.line, Some(2), "{said}");
        assert!(said.to_string().contains(words), "{said}");
    }
}
