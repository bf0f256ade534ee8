//! What `onering plan` refuses, warns of and says, where it might mislead.

use std::{fs, path::Path, process::Command};

use calamine::{Reader, Xlsx, open_workbook};
use serde_json::Value;

/// Six hours of calls for about five agents; a promise is added to it.
const DAY: &str = r#"
replications = 40
horizon = { open = "08:00", close = "14:00", interval = "30m" }
[[call_type]]
name = "orders"
arrivals = { poisson = { per_hour = 60 } }
talk_time = { exponential = { mean = "3m" } }
patience = { exponential = { mean = "3m" } }
service_level = { acceptable_wait = "20s" }
[[agent_group]]
name = "agents"
skills = ["orders"]
staffed = 5
cost_per_hour = 20
"#;
const PROMISE: &str = "[[promise]]\nname = \"80/20\"\nservice_level = 0.8\nacceptable_wait = \"20s\"\n";
const SHIFTS: &str = "[[plan.shift]]\nname = \"day\"\nstart = \"08:00\"\nlatest_start = \"10:00\"\nlength = \"4h\"\n";

/// Exit code, standard output and standard error of a plan of `text`.
fn plan(folder: &Path, text: &str, more: &[&str]) -> (i32, String, String) {
    let file = folder.join("plan.toml");
    fs::write(&file, text).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_onering"))
        .args(["plan", &file.display().to_string(), "--out", &folder.display().to_string()])
        .args(more)
        .output()
        .unwrap();
    let read = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), read(&output.stdout), read(&output.stderr))
}

/// Exit code and document of a plan without other volumes.
fn found(folder: &Path, text: &str, more: &[&str]) -> (i32, Value) {
    let (code, out, err) = plan(folder, text, &[&["--no-volumes", "--json"], more].concat());
    assert!(code == 0 || code == 1, "{err}");
    (code, serde_json::from_str(&out).unwrap())
}

fn findings(plan: &Value) -> String {
    plan["findings"].as_array().unwrap().iter().map(|said| said.as_str().unwrap()).collect::<Vec<_>>().join("\n")
}

/// [`DAY`] with a call type and a group of its own beside it; both types have a target, the other by `rule`.
fn two_types(rule: &str) -> String {
    let target = "service_level = { acceptable_wait = \"20s\", target = 0.8 }";
    let day = DAY.replace("service_level = { acceptable_wait = \"20s\" }", target);
    let other = day[day.find("[[call_type]]").unwrap()..].replace("orders", "claims").replace("agents", "clerks");
    format!("{day}{}", other.replace("target = 0.8", &format!("target = 0.8{rule}")))
}

#[test]
fn no_target_is_dropped_and_no_call_type_forgotten_without_a_word() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, said) = plan(folder.path(), &two_types(", rule = \"answered_only\""), &["--no-volumes"]);
    assert!(code == 2 && said.contains("the `target` of \"claims\" (answered_only) counts by another rule"), "{said}");
    let (code, _, said) = plan(folder.path(), DAY, &["--no-volumes"]);
    assert!(code == 2 && said.contains("no call type with a `target`"), "{said}");
    let promise = format!("{PROMISE}call_type = \"orders\"\n");
    let (_, of_one) = found(folder.path(), &format!("{}{promise}", two_types("")), &[]);
    let warned = of_one["warnings"].to_string();
    assert!(
        warned.contains("no promise concerns the calls of \\\"claims\\\", and its `target` counts only"),
        "{warned}"
    );
    let (_, of_both) = found(folder.path(), &two_types(""), &[]);
    assert!(!of_both["warnings"].to_string().contains("no promise concerns"), "{}", of_both["warnings"]);
}

#[test]
fn a_head_count_that_no_schedule_keeps_is_said_and_the_plan_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!("{DAY}{PROMISE}[plan]\nhead_count = 3\n{SHIFTS}at_least = 5\n");
    let (code, plan) = found(folder.path(), &text, &[]);
    let said = findings(&plan);
    assert!(code == 1 && said.contains("Finance gives 3 people, the model says"), "{code} {said}");
    assert!(said.contains("at least 5 work \"day\"; there are 3 people"), "{said}");
    assert!(!said.contains("understaffed_cost_per_hour"), "{said}");
    assert!(folder.path().join("plan.xlsx").exists() && folder.path().join("shifts.ics").exists());
}

#[test]
fn the_cheapest_schedule_is_not_taken_for_that_of_the_fewest_people() {
    let folder = tempfile::tempdir().unwrap();
    let shifts = "[plan]\n[[plan.shift]]\nname = \"full\"\nstart = \"08:00\"\nlength = \"6h\"\n\
                  [[plan.shift]]\nname = \"half\"\nstart = \"08:00\"\nlatest_start = \"11:00\"\nlength = \"3h\"\ncost_per_hour = 15\n";
    let (code, plan) = found(folder.path(), &format!("{DAY}{PROMISE}{shifts}"), &["--head-count", "8"]);
    let said = findings(&plan);
    assert!(code == 0 && said.contains("the cheapest schedule, not that of the fewest people"), "{said}");
    assert!(said.contains("higher") && !said.contains("is -") && !said.contains("for each call"), "{said}");
}

#[test]
fn a_volume_is_in_doubt_where_its_days_do_not_tell() {
    let folder = tempfile::tempdir().unwrap();
    let (_, printed, err) = plan(folder.path(), &format!("{DAY}{PROMISE}"), &[]);
    assert!(printed.contains("surely kept"), "{printed}{err}");
    let rows = printed.split("The plan on days of another volume").nth(1).unwrap();
    let row = |volume: &str| rows.lines().find(|line| line.contains(volume)).unwrap().to_owned();
    assert!(row(" 100%").contains("in doubt") || row(" 100%").contains("yes"), "{rows}");
    assert!(row(" 120%").contains("no"), "{rows}");
}

#[test]
fn a_workbook_without_a_shift_computes_nothing_from_its_headings() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!("{DAY}{PROMISE}[plan]\nunderstaffed_cost_per_hour = 0.001\n{SHIFTS}");
    let (_, plan) = found(folder.path(), &text, &[]);
    assert!(findings(&plan).contains("take 0 people"), "{}", findings(&plan));
    let mut book: Xlsx<_> = open_workbook(folder.path().join("plan.xlsx")).unwrap();
    for name in ["intervals", "costs"] {
        let formulas = book.worksheet_formula(name).unwrap();
        let of_shifts: Vec<_> = formulas.used_cells().filter(|(_, _, text)| text.contains("shifts!")).collect();
        assert!(of_shifts.is_empty(), "{name}: {of_shifts:?}");
    }
}

#[test]
fn bounds_that_nothing_keeps_are_refused_before_anything_is_played() {
    let folder = tempfile::tempdir().unwrap();
    for goal in ["occupancy = 0", "average_speed_of_answer = \"0s\"", "mean_wait = \"0s\""] {
        let (code, _, said) = plan(folder.path(), &format!("{DAY}[[promise]]\nname = \"none\"\n{goal}\n"), &[]);
        assert!(code == 2 && said.contains("no number of days proves a promise without exception"), "{goal}: {said}");
    }
}

#[test]
fn a_group_without_calls_of_its_own_has_a_load_of_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let overflow = "[[agent_group]]\nname = \"overflow\"\nskills = [\"orders\"]\nstaffed = 1\ncost_per_hour = 60\n";
    let (_, plan) = found(folder.path(), &format!("{DAY}{overflow}{PROMISE}"), &["--effort", "2"]);
    let rows = plan["rows"].as_array().unwrap();
    let loads: Vec<f64> = rows
        .iter()
        .filter(|row| row["measure"] == "carried_load" && row["of"] == "agent_group.overflow")
        .map(|row| row["estimate"].as_f64().unwrap())
        .collect();
    assert!(loads.len() == 12 && loads.iter().all(|load| *load == 0.0 && load.is_sign_positive()), "{loads:?}");
    let csv = fs::read_to_string(folder.path().join("plan.csv")).unwrap();
    assert!(!csv.contains(",-0,") && !csv.contains(",-0.0,"), "a load of -0");
}

#[test]
fn a_night_shift_is_planned_after_midnight() {
    let folder = tempfile::tempdir().unwrap();
    let night = DAY.replace(
        "open = \"08:00\", close = \"14:00\", interval = \"30m\"",
        "open = \"20:00\", close = \"26:00\", interval = \"1h\"",
    );
    let row = |time: &str| format!("2026-03-{time},60\n");
    let report: String = ["03,20:00", "03,21:00", "03,22:00", "03,23:00", "04,00:00"].map(row).concat();
    let actuals = folder.path().join("now.csv");
    fs::write(&actuals, format!("date,interval,offered\n{report}")).unwrap();
    let actuals = actuals.display().to_string();
    let text = format!("{night}{PROMISE}");
    let asked = |from| plan(folder.path(), &text, &["--from", from, "--actuals", &actuals, "--staffed", "--json"]);
    let (code, out, err) = asked("25:00");
    assert!(code == 0 || code == 1, "{err}");
    let found: Value = serde_json::from_str(&out).unwrap();
    let rows = found["rows"].as_array().unwrap();
    let counted = rows.iter().filter(|row| row["measure"] == "actual_calls" && row["of"] == "all");
    let counted: f64 =
        counted.filter(|row| row["period"] != "all").map(|row| row["estimate"].as_f64().unwrap_or(0.0)).sum();
    assert_eq!(counted, 300.0, "all five rows count");
    let (code, _, said) = asked("01:00");
    assert!(code == 2 && said.contains("write 25:00"), "{said}");
}
