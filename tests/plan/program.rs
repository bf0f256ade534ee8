//! The command: its files say the same, and what cannot be is said.

use std::{fs, io::Cursor, path::Path, process::Command};

use calamine::{Data, Reader, Xlsx};
use serde_json::Value;

/// A morning and afternoon, two kinds of shift, and too few people.
pub const SCENARIO: &str = r#"
title = "Orders"
currency = "EUR"
replications = 40

[horizon]
open = "08:00"
close = "16:00"
interval = "1h"

[[call_type]]
name = "orders"
arrivals = { poisson = { per_hour = [30, 50, 70, 60, 50, 60, 50, 30] } }
talk_time = { exponential = { mean = "4m" } }
patience = { exponential = { mean = "3m" } }
cost_when_abandoned = 3

[[agent_group]]
name = "agents"
skills = ["orders"]
staffed = 1
cost_per_hour = 20
shrinkage = 0.2

[[promise]]
name = "70/20"
service_level = 0.7
acceptable_wait = "20s"
kept = "interval"

[plan]
gap = 0
head_count = 8

[[plan.shift]]
name = "long"
start = "08:00"
latest_start = "10:00"
length = "6h"
breaks = [{ after = "2h", latest = "3h", length = "1h", paid = false }]

[[plan.shift]]
name = "short"
start = "08:00"
latest_start = "12:00"
length = "4h"
"#;

pub fn onering(folder: &Path, arguments: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_onering")).args(arguments).current_dir(folder).output().unwrap()
}

pub fn number(data: &Data) -> f64 {
    match data {
        Data::Float(value) => *value,
        Data::Int(value) => *value as f64,
        Data::String(text) => text.parse().unwrap_or(f64::NAN),
        _ => f64::NAN,
    }
}

#[test]
fn the_workbook_computes_what_the_rows_say() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("orders.toml"), SCENARIO).unwrap();
    let done = onering(folder.path(), &["plan", "orders.toml", "--json", "--no-volumes"]);
    assert!(done.stderr.is_empty(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(done.status.code(), Some(1), "eight people do not keep the promise");
    let document: Value = serde_json::from_slice(&done.stdout).unwrap();
    let rows = document["rows"].as_array().unwrap();
    let value = |measure: &str, of: &str, period: &str| -> f64 {
        let is_it = |row: &&Value| row["measure"] == measure && row["of"] == of && row["period"] == period;
        rows.iter().find(is_it).unwrap_or_else(|| panic!("no {measure} of {of} in {period}"))["estimate"]
            .as_f64()
            .unwrap()
    };
    let bytes = fs::read(folder.path().join("output/orders/plan.xlsx")).unwrap();
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let [intervals, shifts, costs] = ["intervals", "shifts", "costs"].map(|name| book.worksheet_range(name).unwrap());
    let at = |sheet: &calamine::Range<Data>, row: u32, column: u32| number(sheet.get_value((row, column)).unwrap());
    let shift_rows: Vec<u32> = (1..shifts.get_size().0 as u32).collect();
    for row in 1..=8 {
        let label = intervals.get_value((row, 0)).unwrap().to_string();
        let group = "agent_group.agents";
        assert_eq!(at(&intervals, row, 6), value("required", group, &label), "{label}");
        // The formulas, computed by hand from the cells that they name, and the values that stand in the file.
        let there: f64 = shift_rows.iter().map(|&s| at(&shifts, s, 5) * at(&shifts, s, 7 + row)).sum();
        assert_eq!(there, value("scheduled_on_line", group, &label), "{label}");
        assert_eq!(at(&intervals, row, 9), there, "{label}");
        assert_eq!(at(&intervals, row, 10), there - at(&intervals, row, 6), "{label}");
        assert!((at(&intervals, row, 8) - at(&intervals, row, 6) / 0.8).abs() < 1e-9, "{label}");
        assert!(there >= value("required", group, &label), "{label}");
    }
    let pay: f64 = shift_rows.iter().map(|&s| at(&shifts, s, 5) * at(&shifts, s, 6)).sum();
    assert!((pay - value("pay", "all", "all")).abs() < 1e-6);
    assert!((at(&costs, 1, 1) - pay).abs() < 1e-6);
    assert!((at(&costs, 5, 1) - (pay + at(&costs, 2, 1) * at(&costs, 3, 1))).abs() < 1e-6);
    assert!((at(&costs, 8, 1) - (value("people", "all", "all") - 8.0)).abs() < 1e-6);
    let formulas = book.worksheet_formula("intervals").unwrap();
    assert!(formulas.get_value((1, 9)).unwrap().contains("SUMPRODUCT"));
    calendar(&fs::read_to_string(folder.path().join("output/orders/shifts.ics")).unwrap(), shift_rows.len());
    assert!(value("given.abandonment", "all", "all") > value("abandonment", "all", "all"));
}

fn calendar(text: &str, shifts: usize) {
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    assert_eq!(text.matches("BEGIN:VEVENT\r\n").count(), shifts);
    assert_eq!(text.matches("DTSTART:20010101T").count(), shifts);
    assert!(text.contains("long") && text.contains("DTEND:20010101T"));
}

#[test]
fn the_same_seed_gives_the_same_plan_on_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("orders.toml"), SCENARIO).unwrap();
    let plan = |threads| {
        let arguments = ["plan", "orders.toml", "--json", "--no-volumes", "--replications", "20", "--threads", threads];
        onering(folder.path(), &arguments).stdout
    };
    let one = plan("1");
    assert!(!one.is_empty() && one == plan("3"));
}

#[test]
fn shifts_that_cannot_reach_the_requirement_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let late = SCENARIO
        .replace("latest_start = \"12:00\"", "latest_start = \"10:00\"")
        .replace("length = \"6h\"", "length = \"4h\"");
    fs::write(folder.path().join("orders.toml"), late).unwrap();
    let done = onering(folder.path(), &["plan", "orders.toml", "--replications", "10", "--no-volumes"]);
    let complaint = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(2), "{complaint}");
    assert!(complaint.contains("no schedule keeps these rules together"), "{complaint}");
    assert!(complaint.contains("from 14:00") && complaint.contains("when no shift may be worked"), "{complaint}");
}

#[test]
fn a_scenario_without_a_promise_has_nothing_to_plan_for() {
    let folder = tempfile::tempdir().unwrap();
    let without = SCENARIO.split("[[promise]]").next().unwrap();
    fs::write(folder.path().join("orders.toml"), without).unwrap();
    let done = onering(folder.path(), &["plan", "orders.toml"]);
    assert_eq!(done.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&done.stderr).contains("there is nothing to plan for"));
}
