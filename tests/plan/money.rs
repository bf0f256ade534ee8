//! What a plan costs, in every place where it says so, and what its files hold.

use std::{fs, io::Cursor, path::Path};

use calamine::{Data, Reader, Xlsx};
use serde_json::Value;

use super::program::{number, onering};

/// Four hours, an agent of 30 an hour, and shifts that cost something else.
fn scenario(more: &str) -> String {
    format!(
        r#"
title = "Orders"
replications = 60
horizon = {{ open = "08:00", close = "12:00", interval = "1h" }}
[[call_type]]
name = "calls"
arrivals = {{ poisson = {{ per_hour = [50, 70, 60, 40] }} }}
talk_time = {{ exponential = {{ mean = "4m" }} }}
patience = {{ exponential = {{ mean = "3m" }} }}
cost_when_abandoned = 5
[[agent_group]]
name = "agents"
skills = ["calls"]
staffed = 5
cost_per_hour = 30
shrinkage = 0.1
[[promise]]
name = "80/20"
service_level = 0.8
acceptable_wait = "20s"
kept = "interval"
{more}
"#
    )
}

const SHIFTS: &str = r#"
[plan]
premiums = [{ from = "11:00", to = "12:00", share = 0.25 }]
[[plan.shift]]
name = "cheap"
start = "08:00"
latest_start = "10:00"
length = "2h"
cost_per_hour = 9
[[plan.shift]]
name = "long"
start = "08:00"
length = "4h"
cost_per_hour = 8
overtime = { after = "3h", premium = 0.5 }
"#;

/// The exit code, the document, and what was said on standard error.
fn plan(folder: &Path, text: &str, arguments: &[&str]) -> (Option<i32>, Value, String) {
    fs::write(folder.join("orders.toml"), text).unwrap();
    let done = onering(folder, &[&["plan", "orders.toml", "--json"], arguments].concat());
    let complaint = String::from_utf8_lossy(&done.stderr).into_owned();
    (done.status.code(), serde_json::from_slice(&done.stdout).unwrap_or(Value::Null), complaint)
}

fn values(document: &Value, is_it: impl Fn(&Value) -> bool) -> Vec<f64> {
    let rows = document["rows"].as_array().unwrap();
    rows.iter().filter(|row| is_it(row)).map(|row| row["estimate"].as_f64().unwrap()).collect()
}

fn overall(document: &Value, measure: &str) -> f64 {
    let is_it = |row: &Value| {
        row["measure"] == measure && row["of"] == "all" && row["period"] == "all" && row["design"]["volume"].is_null()
    };
    values(document, is_it)[0]
}

#[test]
fn the_run_costs_what_the_shifts_are_paid_with_premiums_and_overtime() {
    let folder = tempfile::tempdir().unwrap();
    let (code, document, complaint) = plan(folder.path(), &scenario(SHIFTS), &[]);
    assert_eq!(code, Some(0), "{complaint}");
    let pay = overall(&document, "pay");
    // By hand: an hour on the line costs its shift's pay, the last one a quarter more, the fourth of a long one half.
    let shifts = document["schedule"]["shifts"].as_array().unwrap();
    let each = |shift: &Value| -> f64 {
        let agents = shift["agents"].as_f64().unwrap();
        let span = shift["from_to"].as_str().unwrap();
        let pay = match (shift["shift"].as_str().unwrap(), span) {
            ("long", "08:00-12:00") => 8.0 * (4.0 + 0.25 + 0.5),
            ("cheap", "10:00-12:00") => 9.0 * 2.25,
            ("cheap", _) => 9.0 * 2.0,
            other => panic!("{other:?}"),
        };
        agents * pay / 0.9
    };
    assert!((shifts.iter().map(each).sum::<f64>() - pay).abs() < 1e-6, "{shifts:?}");
    // Who ends a last call after closing time is paid for it at the group's own cost of an hour.
    let scheduled: f64 = values(&document, |row| row["measure"] == "scheduled_paid").iter().sum::<f64>() / 0.9;
    let at = |measure: &'static str, is_whole: bool, volume: f64| -> f64 {
        let is_it = |row: &Value| {
            let of_volume = row["design"]["volume"].as_f64().unwrap_or(0.0) == volume;
            row["measure"] == measure && row["of"] == "all" && (row["period"] == "all") == is_whole && of_volume
        };
        values(&document, is_it).iter().sum()
    };
    for (is_whole, volume) in [(true, 0.0), (false, 0.0), (true, 0.8), (true, 1.0), (true, 1.2)] {
        let late = at("paid_hours", is_whole, volume) - scheduled;
        let cost = at("cost.agents", is_whole, volume);
        assert!((-1e-6..1.0).contains(&late), "{late} hours late at {volume}");
        assert!((cost - pay - 30.0 * late).abs() < 1e-6, "{cost} against {pay} and {late} hours late at {volume}");
    }
}

#[test]
fn the_document_holds_shifts_bound_gap_and_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let (_, document, _) = plan(folder.path(), &scenario(SHIFTS), &["--no-volumes"]);
    let schedule = &document["schedule"];
    let (cost, bound) = (schedule["cost"].as_f64().unwrap(), schedule["bound"].as_f64().unwrap());
    assert!(bound > 0.0 && bound <= cost + 1e-9);
    assert!((schedule["gap"].as_f64().unwrap() - (cost - bound) / cost).abs() < 1e-9);
    assert_eq!(schedule["verdict"]["kept"], true);
    assert_eq!(document["requirement"]["kept"], true);
    let listed: f64 = schedule["shifts"].as_array().unwrap().iter().map(|of| of["agents"].as_f64().unwrap()).sum();
    let rows: f64 = values(&document, |row| row["measure"] == "shift_agents").iter().sum();
    assert!(listed > 0.0 && listed == rows, "{listed} and {rows}");
    let csv = fs::read_to_string(folder.path().join("output/orders/plan.csv")).unwrap();
    for measure in ["shift_agents", "schedule_bound", "schedule_keeps", "schedule_surely_keeps"] {
        assert!(csv.contains(measure), "{measure}");
    }
}

#[test]
fn lost_calls_of_the_workbook_have_the_price_of_their_type_and_people_follow_the_shifts() {
    let folder = tempfile::tempdir().unwrap();
    let other = r#"
[[call_type]]
name = "dear"
arrivals = { poisson = { per_hour = 5 } }
talk_time = { exponential = { mean = "4m" } }
patience = { exponential = { mean = "3m" } }
cost_when_abandoned = 100
"#;
    let text = scenario(&format!("{other}{SHIFTS}")).replace(r#"skills = ["calls"]"#, r#"skills = ["calls", "dear"]"#);
    let (_, document, complaint) = plan(folder.path(), &text, &["--no-volumes"]);
    assert!(complaint.is_empty(), "{complaint}");
    let bytes = fs::read(folder.path().join("output/orders/plan.xlsx")).unwrap();
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let costs = book.worksheet_range("costs").unwrap();
    let formulas = book.worksheet_formula("costs").unwrap();
    let shifts = book.worksheet_range("shifts").unwrap();
    let line = |what: &str| -> u32 {
        let is_it = |row: &u32| costs.get_value((*row, 0)).is_some_and(|cell| *cell == what);
        (0..costs.get_size().0 as u32).find(is_it).unwrap_or_else(|| panic!("no {what}"))
    };
    let at = |what: &str| number(costs.get_value((line(what), 1)).unwrap());
    let lost = overall(&document, "cost.abandoned");
    assert!(lost > 0.0 && (at("cost of abandoned calls") - lost).abs() < 1e-6, "{lost}");
    assert_eq!(at("cost of one abandoned call: dear"), 100.0);
    let people = line("people, shrinkage included");
    assert!(formulas.get_value((people, 1)).unwrap().contains("SUMPRODUCT(shifts!F"));
    // Agents, and what each counts for, multiplied by hand: 8 columns and 4 intervals stand before it.
    let of = |row: u32, column: u32| shifts.get_value((row, column)).map_or(f64::NAN, |cell: &Data| number(cell));
    let sum: f64 = (1..shifts.get_size().0 as u32).map(|row| of(row, 5) * of(row, 12)).sum();
    assert!((sum - overall(&document, "people")).abs() < 1e-9, "{sum}");
    assert!((at("people, shrinkage included") - sum).abs() < 1e-9);
}

#[test]
fn a_promise_of_service_and_cost_is_planned_for_its_service_and_judged_by_its_cost() {
    let folder = tempfile::tempdir().unwrap();
    let both = |cost: u32| {
        scenario(&format!(
            "[[promise]]\nname = \"both\"\nservice_level = 0.95\nacceptable_wait = \"20s\"\ncost = {cost}\n"
        ))
    };
    for (bound, code, said) in [(100_000, Some(0), "kept"), (10, Some(1), "missed")] {
        let (ended, document, complaint) = plan(folder.path(), &both(bound), &["--no-volumes"]);
        assert_eq!(ended, code, "{complaint}");
        assert!(overall(&document, "service_level") >= 0.95, "{}", overall(&document, "service_level"));
        let warnings = document["warnings"].to_string();
        assert!(warnings.contains("both") && warnings.contains(said), "{warnings}");
    }
}

#[test]
fn missing_agents_at_no_price_are_made_dear_and_hours_above_are_counted_by_interval() {
    let folder = tempfile::tempdir().unwrap();
    let free = SHIFTS.replace("[plan]", "[plan]\nunderstaffed_cost_per_hour = 0");
    let (code, document, complaint) = plan(folder.path(), &scenario(&free), &["--no-volumes"]);
    let findings = document["findings"].to_string();
    assert_eq!(code, Some(0), "{complaint}{findings}");
    assert!(!findings.contains("raised 12 times"), "{findings}");
    let by_interval = |measure: &'static str| values(&document, |row| row["measure"] == measure);
    let there = by_interval("scheduled_on_line");
    let above: f64 = there.iter().zip(by_interval("required")).map(|(there, needed)| (there - needed).max(0.0)).sum();
    let (above, all) = (format!("{above:.1}"), format!("{:.1}", there.iter().sum::<f64>()));
    assert!(findings.contains(&format!("{above} of their {all} hours")), "{above} of {all}: {findings}");
    let calendar = fs::read_to_string(folder.path().join("output/orders/shifts.ics")).unwrap();
    assert!(calendar.contains(" × agents: "), "{calendar}");
}

#[test]
fn an_effort_of_hours_is_refused_beforehand() {
    let folder = tempfile::tempdir().unwrap();
    let long = scenario("").replace(r#"close = "12:00", interval = "1h""#, r#"close = "23:00", interval = "15m""#);
    let long = long.replace("[50, 70, 60, 40]", "2000").replace("replications = 60", "replications = 30000");
    // 60 intervals of 500 calls on 30,000 days, each 10 times: 5e11 calls (a quarter counts), of which 3e11 are asked for.
    let (code, _, complaint) = plan(folder.path(), &long, &["--no-volumes", "--effort", "300000"]);
    assert_eq!(code, Some(2), "{complaint}");
    assert!(complaint.contains("hours on") && complaint.contains("--long"), "{complaint}");
}
