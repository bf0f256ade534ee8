//! Logs that a hasty reader would take for something else, one by one.

use onering::calibrate::{
    LoggedCall, Outcome,
    log::{LogMap, is_report, read_intervals},
};

use crate::{calls, cannot, rows, tried, written};

/// Notes on a log that can be read.
fn notes(text: &str) -> String {
    tried("log.csv", text.as_bytes(), "").unwrap().1.notes.join("\n")
}

#[test]
fn a_mark_that_is_not_closed_swallows_nothing() {
    let row = "2024-03-01 08:00:05,5,Ann\n";
    let open = "2024-03-01 08:00:05,5,\"Ann\n";
    for rule in ["", "[rules]\nunreadable = true\n"] {
        for (before, after) in [(2, 3), (2, 300), (300, 2)] {
            let text = format!("offered_at,wait,agent\n{}{open}{}", row.repeat(before), row.repeat(after));
            cannot(text.as_bytes(), rule, Some(before as u64 + 2), &["quotation mark is not closed"]);
        }
    }
    // A text that goes on over a line and is closed is a text.
    let text = "offered_at,wait,note\n2024-03-01 08:00:05,5,\"called\ntwice\"\n2024-03-01 08:00:06,5,\n";
    assert_eq!(calls(text).iter().map(|call| call.line).collect::<Vec<_>>(), [2, 4]);
}

#[test]
fn who_answered_is_told_by_the_instant_beside_durations() {
    let text =
        "offered_at,wait,talk,answered_at\n2024-03-01 08:00:00,5,90,2024-03-01 08:00:05\n2024-03-01 08:00:00,30,,\n";
    let outcomes: Vec<Outcome> = calls(text).iter().map(|call| call.outcome).collect();
    assert_eq!(outcomes, [Outcome::Answered, Outcome::Abandoned]);
}

#[test]
fn the_end_of_an_answered_call_is_no_end_of_a_wait() {
    let text = "offered_at,outcome,talk,ended_at\n2024-03-01 08:00:00,answered,180,2024-03-01 08:03:12\n2024-03-01 08:00:00,abandoned,,2024-03-01 08:00:40\n";
    let waits: Vec<Option<f64>> = calls(text).iter().map(|call| call.wait).collect();
    assert_eq!(waits, [Some(12.0), Some(40.0)]);
}

#[test]
fn waits_that_are_not_told_are_unknown_and_counted() {
    let text = "offered_at,outcome,wait\n2024-03-01 08:00:00,abandoned,\n2024-03-01 08:00:00,abandoned,40\n";
    let (found, report) = tried("log.csv", text.as_bytes(), "").unwrap();
    assert_eq!((found[0].wait, found[1].wait, rows(&report, "unknown_wait")), (None, Some(40.0), 1));
    let (found, _) = tried("log.csv", text.as_bytes(), "[rules]\nunknown_wait = false").unwrap();
    assert_eq!(found[0].wait, Some(0.0));
    assert!(notes("offered_at,outcome\n2024-03-01 08:00,abandoned\n").contains("how long callers waited"));
}

#[test]
fn times_beyond_all_bounds_are_unknown() {
    let text = "offered_at,wait,talk\n2024-03-01 08:00:00,1e300,90\n2024-03-01 08:00:00,5,86401\n";
    let (found, report) = tried("log.csv", text.as_bytes(), "").unwrap();
    assert_eq!((found[0].wait, found[1].talk, rows(&report, "longer_than_a_day")), (None, None, 2));
}

#[test]
fn no_text_makes_the_reader_panic() {
    cannot("offered_at;wait\nDienstag, den 5. M\u{e4}rz 2024 08:00;5\n".as_bytes(), "", Some(2), &["no date and time"]);
    cannot(b"offered_at;wait\n2024-03-01 08:00;1,234\n", "", Some(2), &["no duration"]);
}

#[test]
fn durations_between_instants_ignore_changes_of_clocks() {
    // Berlin's clocks went on at 1:00 UTC on 31 March 2024, and back at 1:00 UTC on 27 October.
    for day in ["2024-03-31", "2024-10-27"] {
        let text = format!("offered_at,answered_at,ended_at\n{day}T00:59:40Z,{day}T01:00:20Z,{day}T01:04:20Z\n");
        let (found, report) = tried("log.csv", text.as_bytes(), "time_zone = \"Europe/Berlin\"").unwrap();
        assert_eq!((found[0].wait, found[0].talk), (Some(40.0), Some(240.0)), "{day}");
        assert_eq!(rows(&report, "negative_wait"), 0);
    }
}

#[test]
fn a_clock_that_tells_its_offset_is_the_centres() {
    let found = calls("offered_at,wait\n2024-07-01T08:00:05+02:00,5\n");
    assert_eq!(found[0].arrival.to_string(), "2024-07-01T08:00:05");
    let universal = "offered_at,wait\n2024-07-01T06:00:05Z,5\n";
    assert_eq!(calls(universal)[0].arrival.to_string(), "2024-07-01T06:00:05");
    assert!(notes(universal).contains("time_zone"));
}

#[test]
fn digits_are_dates_or_seconds_since_1970() {
    for (digits, at) in [
        ("202403010800", "2024-03-01T08:00:00"),
        ("20240301080005", "2024-03-01T08:00:05"),
        ("1709280005", "2024-03-01T08:00:05"),
        ("1709280005.5", "2024-03-01T08:00:05.5"),
        ("1709280005500", "2024-03-01T08:00:05.5"),
    ] {
        assert_eq!(calls(&format!("offered_at,wait\n{digits},5\n"))[0].arrival.to_string(), at, "{digits}");
    }
}

#[test]
fn a_date_and_clocks_alone_make_instants() {
    let text = "date,time,answer time,end time\n2024-03-01,23:59:50,00:00:05,00:03:05\n2024-03-01,08:00:00,,08:00:30\n";
    let (found, report) = tried("log.csv", text.as_bytes(), "").unwrap();
    assert_eq!((found[0].wait, found[0].talk, found[0].outcome), (Some(15.0), Some(180.0), Outcome::Answered));
    assert_eq!((found[1].wait, found[1].outcome), (Some(30.0), Outcome::Abandoned));
    assert_eq!(rows(&report, "past_midnight"), 2);
}

/// A workbook with dates in one column and times of day in another.
#[test]
fn a_workbook_with_date_and_time_in_two_columns_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in ["Date", "Time", "Wait", "Talk"].into_iter().enumerate() {
        sheet.write(0, column as u16, name).unwrap();
    }
    let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    let clock = rust_xlsxwriter::Format::new().set_num_format("hh:mm:ss");
    sheet.write_with_format(1, 0, 45_352.0, &date).unwrap();
    sheet.write_with_format(1, 1, 28_805.0 / 86_400.0, &clock).unwrap();
    sheet.write_with_format(1, 2, 12.0 / 86_400.0, &clock).unwrap();
    sheet.write(1, 3, 180).unwrap();
    book.save(&path).unwrap();
    let mut found: Vec<LoggedCall> = Vec::new();
    onering::calibrate::log::read(&path, &LogMap::default(), &mut |call| found.push(call.clone())).unwrap();
    assert_eq!(found[0].arrival.to_string(), "2024-03-01T08:00:05");
    assert_eq!((found[0].wait, found[0].talk), (Some(12.0), Some(180.0)));
}

#[test]
fn two_encodings_are_told_wherever_they_meet() {
    let latin: &[u8] = b"2024-03-01 08:00,Verk\xe4ufe,5\n";
    let unicode = "2024-03-01 08:00,Verk\u{e4}ufe,5\n".as_bytes();
    let header: &[u8] = b"offered_at,type,wait\n";
    cannot(&[header, latin, unicode].concat(), "", Some(3), &["two encodings"]);
    cannot(&[header, unicode, latin].concat(), "", Some(3), &["two encodings"]);
}

#[test]
fn blank_lines_are_counted_and_can_be_refused() {
    for end in ["\n", "\r\n"] {
        let text = ["offered_at,wait", "2024-03-01 08:00,5", "", "", "2024-03-01 08:01,5", ""].join(end);
        let (found, report) = tried("log.csv", text.as_bytes(), "").unwrap();
        assert_eq!((found.len(), report.rows, rows(&report, "blank_line")), (2, 4, 2), "{end:?}");
        assert_eq!(found[1].line, 5);
        cannot(text.as_bytes(), "[rules]\nblank_line = false", Some(3), &["is blank"]);
    }
}

#[test]
fn columns_that_could_be_one_another_are_said() {
    let said = notes("offered_at,ring time,wait\n2024-03-01 08:00,3,50\n");
    assert!(said.contains("`wait` could be wait as well as `ring time`"), "{said}");
    assert_eq!(calls("offered_at,segment,wait\n2024-03-01 08:00,1,5\n2024-03-01 08:01,1,5\n").len(), 2);
}

#[test]
fn who_waited_at_closing_is_offered_and_neither_answered_nor_abandoned() {
    let found = calls("offered_at,wait,outcome\n2024-03-01 08:00,50,still_waiting\n");
    assert_eq!((found[0].outcome, found[0].wait), (Outcome::StillWaiting, Some(50.0)));
}

fn report(text: &str, map: &str) -> Result<(Vec<f64>, onering::calibrate::log::IntervalsRead), String> {
    let (_folder, path) = written("report.csv", text.as_bytes());
    let map = LogMap::from_text("map.toml", map).unwrap();
    assert!(is_report(&path, &map).unwrap());
    let mut found = Vec::new();
    let read = read_intervals(&path, &map, &mut |interval| found.push(interval.offered));
    read.map(|read| (found, read)).map_err(|problem| problem.to_string())
}

#[test]
fn a_report_is_mapped_like_a_log() {
    let text = "Datum;Von;Angeboten;Angenommen\n2024-03-01;08:00;40;36\n2024-03-01;08:30;10;10\nSumme;;50;46\n";
    let map = "[columns]\ndate = \"Datum\"\nstart = \"Von\"\noffered = \"Angeboten\"\nanswered = \"Angenommen\"\n";
    let said = report(text, map).unwrap_err();
    assert!(said.contains("line 4") && said.contains("\"Summe\""), "{said}");
    let (found, read) = report(text, &format!("{map}[rules]\nunreadable = true\n")).unwrap();
    assert_eq!((found, read.step, read.rules[0].rows), (vec![40.0, 10.0], Some(1800), 1));
}

#[test]
fn a_report_that_says_something_twice_or_in_thousands_is_refused() {
    let header = "date,start,offered\n";
    let twice = report(&format!("{header}2024-03-01,08:00,5\n2024-03-01,08:00,6\n"), "").unwrap_err();
    assert!(twice.contains("line 3") && twice.contains("as line 2"), "{twice}");
    let thousands = report(&format!("{header}2024-03-01,08:00,1.240\n"), "").unwrap_err();
    assert!(thousands.contains("thousands"), "{thousands}");
}
