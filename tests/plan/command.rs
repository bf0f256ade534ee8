//! `onering plan`: promises by the day, quantiles of the volume, weeks, several groups, the workbook, and what cannot be planned.

use std::{fs, path::Path, process::Command};

use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;

/// Three hours of calls for about five agents.
const DAY: &str = r#"
replications = 40
horizon = { open = "08:00", close = "11:00", interval = "1h" }
[[call_type]]
name = "calls"
arrivals = { poisson = { per_hour = [40, 60, 50] } }
talk_time = { exponential = { mean = "3m" } }
patience = { exponential = { mean = "3m" } }
[[agent_group]]
name = "agents"
skills = ["calls"]
staffed = 5
cost_per_hour = 20
"#;
const PROMISE: &str = "[[promise]]\nname = \"80/20\"\nservice_level = 0.8\nacceptable_wait = \"20s\"\n";
const SHIFTS: &str =
    "[plan]\n[[plan.shift]]\nname = \"two hours\"\nstart = \"08:00\"\nlatest_start = \"09:00\"\nlength = \"2h\"\n";

/// Exit code, standard output and standard error of a plan of `text`.
fn plan(folder: &Path, text: &str, more: &[&str]) -> (i32, String, String) {
    let file = folder.join("plan.toml");
    fs::write(&file, text).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_onering"))
        .args(["plan", &file.display().to_string(), "--out", &folder.display().to_string(), "--no-volumes", "--json"])
        .args(more)
        .output()
        .unwrap();
    let read = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), read(&output.stdout), read(&output.stderr))
}

fn found(folder: &Path, text: &str) -> Value {
    let (code, out, err) = plan(folder, text, &[]);
    assert!(code == 0 || code == 1, "{err}");
    serde_json::from_str(&out).unwrap()
}

fn values(plan: &Value, measure: &str, of: &str) -> Vec<f64> {
    let is = |row: &&Value| row["measure"] == measure && row["of"] == of;
    plan["rows"].as_array().unwrap().iter().filter(is).map(|row| row["estimate"].as_f64().unwrap()).collect()
}

#[test]
fn nine_days_in_ten_take_more_than_the_mean_of_days() {
    let folder = tempfile::tempdir().unwrap();
    let mean = found(folder.path(), &format!("{DAY}{PROMISE}"));
    let days = found(folder.path(), &format!("{DAY}{PROMISE}share_of_days = 0.9\n"));
    let hours = |plan: &Value| values(plan, "required_hours", "all")[0];
    assert!(hours(&days) > hours(&mean), "{} and {}", hours(&days), hours(&mean));
    let kept = values(&days, "share_of_days_kept", "promise.80/20")[0];
    assert!(kept >= 0.9, "{kept}");
}

#[test]
fn a_quantile_of_the_volume_is_planned_for_and_needs_days_that_differ() {
    let folder = tempfile::tempdir().unwrap();
    let quantile = "[plan]\nvolume_quantile = 0.9\n";
    let (code, _, said) = plan(folder.path(), &format!("{DAY}{PROMISE}{quantile}"), &[]);
    assert!(code == 2 && said.contains("`volume_quantile` needs days that differ"), "{said}");
    let busy = format!("busyness = {{ cv = 0.2 }}\n{DAY}{PROMISE}{quantile}");
    let plan = found(folder.path(), &busy);
    // The 90 % quantile of a gamma of shape 25 and mean 1: chi-square of 50 degrees of freedom, 63.167 over 50.
    let calls = values(&plan, "forecast_calls", "agent_group.agents");
    assert!((calls.iter().sum::<f64>() - 150.0 * 63.167 / 50.0).abs() < 0.01, "{calls:?}");
    assert!(plan["findings"][0].as_str().unwrap().contains("126"), "{}", plan["findings"][0]);
}

#[test]
fn a_quantile_of_call_types_with_days_of_their_own_is_that_of_all_calls() {
    let folder = tempfile::tempdir().unwrap();
    let quantile = "[plan]\nvolume_quantile = 0.9\n";
    let own = DAY.replace("talk_time", "busyness = { cv = 0.2 }\ntalk_time");
    let one = found(folder.path(), &format!("{own}{PROMISE}{quantile}"));
    let calls = |plan: &Value| values(plan, "forecast_calls", "agent_group.agents").iter().sum::<f64>() / 150.0;
    // The gamma's quantile (63.167 / 50) from 20000 days: the density there is about 0.9, so five standard errors are
    // 5 * sqrt(0.9 * 0.1 / 20000) / 0.9 = 0.012.
    assert!((calls(&one) - 63.167 / 50.0).abs() < 0.012, "{}", calls(&one));
    // Two types alike and independent: a gamma of twice the shape (100 degrees of freedom: 118.498), so less for the same quantile.
    let two = own.replace("per_hour = [40, 60, 50]", "per_hour = [20, 30, 25]");
    let other = &two[two.find("[[call_type]]").unwrap()..two.find("[[agent_group]]").unwrap()];
    let two = two.replace("skills = [\"calls\"]", "skills = [\"calls\", \"others\"]");
    let two = format!("{two}{PROMISE}{quantile}{}", other.replace("name = \"calls\"", "name = \"others\""));
    let two = found(folder.path(), &two);
    assert!((calls(&two) - 118.498 / 100.0).abs() < 0.01, "{}", calls(&two));
    assert!(two["findings"][0].as_str().unwrap().contains("all day factors together"), "{}", two["findings"][0]);
    let days = own.replace("interval = \"1h\"", "interval = \"1h\", days = [\"Mon\", \"Tue\"]");
    let (code, _, said) = plan(folder.path(), &format!("{days}{PROMISE}{quantile}"), &[]);
    assert!(code == 2 && said.contains("is that of one day"), "{said}");
}

#[test]
fn work_that_can_wait_is_planned_within_the_effort() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/e-mail.toml")).unwrap();
    let (code, out, err) = plan(folder.path(), &text, &["--effort", "3"]);
    assert!(code == 0, "{code}: {err}");
    let found: Value = serde_json::from_str(&out).unwrap();
    let cut = found["search"].as_object().unwrap();
    assert!(cut["whole_calls"].as_f64().unwrap() > 100.0 * 3e6 && cut["effort_calls"] == 3e6, "{cut:?}");
    let said = found["findings"].as_array().unwrap().iter().any(|f| f.as_str().unwrap().contains("cut short"));
    assert!(said, "{}", found["findings"]);
    // The scenario's own staff keeps both targets with 535 agent hours: a plan for as much needs no more.
    let hours = values(&found, "required_hours", "all")[0];
    println!("{hours} agent hours");
    assert!(hours > 300.0 && hours <= 535.0, "{hours}");
    let (code, _, said) = plan(folder.path(), &text, &["--effort", "0"]);
    assert!(code == 2 && said.contains("million calls above 0"), "{said}");
}

#[test]
fn a_week_has_days_off_and_a_calendar_of_each_day() {
    let folder = tempfile::tempdir().unwrap();
    let week = DAY.replace("interval = \"1h\"", "interval = \"1h\", days = [\"Mon\", \"Tue\", \"Wed\"]");
    let shifts = "[plan]\n[[plan.shift]]\nname = \"day\"\nstart = \"08:00\"\nlength = \"3h\"\ndays = 2\n";
    let plan = found(folder.path(), &format!("{week}{PROMISE}{shifts}"));
    let (needed, there) =
        (values(&plan, "required", "agent_group.agents"), values(&plan, "scheduled_on_line", "agent_group.agents"));
    assert_eq!((needed.len(), there.len()), (9, 9));
    assert!(there.chunks(3).all(|day| day[0] == day[1] && day[1] == day[2]), "whoever comes stays all day: {there:?}");
    // Each person works two of three days.
    let people = values(&plan, "people", "all")[0];
    assert!((people * 2.0 - there.iter().step_by(3).sum::<f64>()).abs() < 1e-9, "{people} {there:?}");
    let calendar = fs::read_to_string(folder.path().join("shifts.ics")).unwrap();
    assert!(calendar.starts_with("BEGIN:VCALENDAR\r\n") && calendar.ends_with("END:VCALENDAR\r\n"));
    let count = |word: &str| calendar.lines().filter(|line| *line == word).count();
    assert!(count("BEGIN:VEVENT") >= 3 && count("BEGIN:VEVENT") == count("END:VEVENT"));
    assert!(calendar.lines().all(|line| line.len() <= 75), "lines are folded (RFC 5545, 3.1)");
}

#[test]
fn each_of_several_groups_is_planned() {
    let folder = tempfile::tempdir().unwrap();
    let more = "[[call_type]]\nname = \"other\"\narrivals = { poisson = { per_hour = 30 } }\ntalk_time = { exponential = { mean = \"3m\" } }\npatience = { exponential = { mean = \"3m\" } }\n[[agent_group]]\nname = \"others\"\nskills = [\"other\"]\nstaffed = 3\ncost_per_hour = 20\n";
    let promises = PROMISE.to_owned()
        + "call_type = \"calls\"\n"
        + &PROMISE.replace("80/20", "the others")
        + "call_type = \"other\"\n";
    let plan = found(folder.path(), &format!("{DAY}{more}{promises}"));
    for group in ["agent_group.agents", "agent_group.others"] {
        let required = values(&plan, "required", group);
        assert!(required.len() == 3 && required.iter().all(|agents| *agents >= 1.0), "{group}: {required:?}");
    }
    assert!(values(&plan, "required", "agent_group.agents")[1] > values(&plan, "required", "agent_group.others")[1]);
}

#[test]
fn the_workbook_says_what_the_json_says() {
    let folder = tempfile::tempdir().unwrap();
    let plan = found(folder.path(), &format!("{DAY}{PROMISE}{SHIFTS}"));
    let mut book: Xlsx<_> = open_workbook(folder.path().join("plan.xlsx")).unwrap();
    let names = book.sheet_names();
    assert!(names.len() >= 3, "intervals, shifts and costs: {names:?}");
    let intervals = book.worksheet_range(&names[0]).unwrap();
    // Every required number and every scheduled number stands in a row of the interval's own.
    let rows: Vec<Vec<f64>> = intervals
        .rows()
        .filter(|row| {
            row.iter()
                .any(|cell| matches!(cell, Data::String(text) if ["08:00", "09:00", "10:00"].contains(&text.as_str())))
        })
        .map(|row| {
            row.iter().filter_map(|cell| if let Data::Float(value) = cell { Some(*value) } else { None }).collect()
        })
        .collect();
    assert_eq!(rows.len(), 3, "a row for each interval");
    for measure in ["forecast_calls", "required", "scheduled_on_line"] {
        for (row, value) in rows.iter().zip(values(&plan, measure, "agent_group.agents")) {
            assert!(row.iter().any(|cell| (cell - value).abs() < 1e-9), "{measure} {value} in {row:?}");
        }
    }
}

#[test]
fn what_cannot_be_planned_is_said_with_what_clashes() {
    let folder = tempfile::tempdir().unwrap();
    let said = |text: &str| {
        let (code, _, said) = plan(folder.path(), text, &[]);
        assert_eq!(code, 2, "{said}");
        said
    };
    // No shift covers the last hour.
    let early = SHIFTS.replace("latest_start = \"09:00\"\n", "");
    let clash = said(&format!("{DAY}{PROMISE}kept = \"interval\"\n{early}"));
    assert!(
        clash.contains("no schedule keeps these rules together")
            && clash.contains("10:00, when no shift may be worked"),
        "{clash}"
    );
    // Too few may work the only shift.
    let clash = said(&format!("{DAY}{PROMISE}kept = \"interval\"\n{SHIFTS}at_most = 1\n"));
    assert!(clash.contains("at most 1 work \"two hours\"") && clash.contains("agents are required from"), "{clash}");
    // Breaks that contradict each other.
    let breaks =
        "breaks = [{ after = \"0m\", latest = \"1h\", length = \"1h\" }, { after = \"1h\", length = \"1h\" }]\n";
    let clash = said(&format!(
        "{DAY}{PROMISE}{}{breaks}",
        SHIFTS.replace("\"2h\"", "\"3h\"").replace("latest_start = \"09:00\"\n", "")
    ));
    assert!(clash.contains("breaks that clash") || clash.contains("whose window"), "{clash}");
}
