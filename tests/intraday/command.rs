//! `onering plan --from … --actuals …`.

use std::fs;

use serde_json::Value;

const TODAY: &str = "scenarios/intraday.toml";

#[test]
fn the_example_says_what_came_and_what_helps() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().display().to_string();
    let asked = ["plan", TODAY, "--from", "11:30", "--actuals", "scenarios/intraday.csv", "--staffed", "--json"];
    let printed = done_or_missed(&[&asked[..], &["--out", &out, "--set", "replications=10"]].concat());
    let found: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(found["from"], "11:30");
    // 616 calls where 530 were forecast, and 1/0.12² = 69.4.
    let factor = &found["posterior"]["factors"][0];
    let prior = 1.0 / (0.12 * 0.12);
    assert!((factor["shape"].as_f64().unwrap() - (prior + 616.0)).abs() < 1e-6, "{factor}");
    assert!((factor["rate"].as_f64().unwrap() - (prior + 530.0)).abs() < 1e-6, "{factor}");
    let rows = found["rows"].as_array().unwrap();
    let row = |measure: &str, of: &str, period: &str| {
        let is = |row: &&Value| row["measure"] == measure && row["of"] == of && row["period"] == period;
        rows.iter().find(is).unwrap_or_else(|| panic!("no {measure} of {of} in {period}"))["estimate"].as_f64().unwrap()
    };
    assert_eq!(row("actual_calls", "all", "08:30"), 55.0);
    assert!((row("forecast_calls", "all", "12:00") - 80.0).abs() < 1e-9);
    assert!(row("updated_calls.low", "all", "12:00") < row("updated_calls.high", "all", "12:00"));
    assert!(row("moves.service_level", "all", "rest") > row("nothing.service_level", "all", "rest"));
    let moves = found["moves"].as_array().unwrap();
    assert!(!moves.is_empty() && moves[0]["says"].as_str().unwrap().contains("stays until"), "{}", moves[0]);
    for file in ["today.json", "today.csv", "today.svg", "today.png", "run.toml"] {
        assert!(folder.path().join(file).exists(), "{file}");
    }
}

fn onering(arguments: &[&str]) -> std::process::Output {
    std::process::Command::new(env!("CARGO_BIN_EXE_onering")).args(arguments).output().unwrap()
}

fn complaint(arguments: &[&str]) -> String {
    let output = onering(arguments);
    assert_eq!(output.status.code(), Some(2));
    String::from_utf8(output.stderr).unwrap()
}

fn done_or_missed(arguments: &[&str]) -> String {
    let output = onering(arguments);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_call_log_says_the_same_as_a_report_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("calls.csv").display().to_string();
    let out = folder.path().display().to_string();
    done_or_missed(&["run", TODAY, "--trace", &log, "--set", "replications=1", "--out", &out, "--quiet"]);
    let asked = |actuals: &str| {
        let asked = ["plan", TODAY, "--from", "10:00", "--actuals", actuals, "--staffed", "--json"];
        let more = ["--set", "replications=2", "--out", &out];
        let found: Value = serde_json::from_str(&done_or_missed(&[&asked[..], &more].concat())).unwrap();
        found
    };
    let of_log = asked(&log);
    let calls = |found: &Value, period: &str| {
        let rows = found["rows"].as_array().unwrap();
        let is = |row: &&Value| row["measure"] == "actual_calls" && row["of"] == "all" && row["period"] == period;
        rows.iter().find(is).unwrap()["estimate"].as_f64().unwrap()
    };
    let report = folder.path().join("report.csv");
    let line = |at: &str| format!("2001-01-01,{at},{}\n", calls(&of_log, at));
    let text: String = ["08:00", "08:30", "09:00", "09:30"].map(line).concat();
    fs::write(&report, format!("date,interval,offered\n{text}")).unwrap();
    let of_report = asked(&report.display().to_string());
    assert_eq!(of_log["posterior"], of_report["posterior"]);
    assert_eq!(of_log["calls_to_come"], of_report["calls_to_come"]);
    assert!(of_log["findings"][1].as_str().unwrap().contains("calls waiting"), "{}", of_log["findings"][1]);
}

#[test]
fn what_cannot_be_read_is_said_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("today.csv");
    let path = file.display().to_string();
    let with = |text: &str, from: &str, more: &[&str]| {
        fs::write(&file, text).unwrap();
        let asked = ["plan", TODAY, "--from", from, "--actuals", &path, "--staffed", "--quiet"];
        complaint(&[&asked[..], more].concat())
    };
    let good = "date,interval,type,offered\n2026-03-03,08:00,orders,40\n2026-03-03,08:30,orders,50\n";
    for (text, from, more, wanted) in [
        (good.replace(",orders,50", ",claims,50"), "09:00", vec![], "line 3: is of the call type \"claims\""),
        (good.replace("03,08:30", "04,08:30"), "09:00", vec![], "line 3: is of 2026-03-04, but line 2 of 2026-03-03"),
        (good.to_owned(), "10:00", vec![], "the interval from 09:00"),
        (good.replace(",50", ",many"), "09:00", vec![], "line 3"),
        (good.replace("08:30", "08:20"), "09:00", vec![], "line 3: begins at 08:20:00: it lies in two intervals"),
        (good.to_owned(), "09:10", vec![], "the nearest is 09:00"),
        (good.to_owned(), "18:00", vec![], "is not the start of an interval within the day"),
        (good.to_owned(), "9 o'clock", vec![], "--from"),
        (good.to_owned(), "09:00", vec!["--switch", "agents:nobody"], "there is no agent group \"nobody\""),
        (good.to_owned(), "09:00", vec!["--handle-time-cv=-1"], "--handle-time-cv"),
    ] {
        let said = with(&text, from, &more);
        assert!(said.contains(wanted), "{wanted}:\n{said}");
    }
    let said = complaint(&["plan", TODAY, "--from", "09:00"]);
    assert!(said.contains("--actuals"), "{said}");
}

const TWO_TYPES: &str = r#"
promise = [{ name = "80/20", service_level = 0.8, acceptable_wait = "20s" }]
horizon = { open = "08:00", close = "12:00", interval = "30m" }
[[call_type]]
name = "orders"
arrivals = { poisson = { per_hour = 80 } }
talk_time = { exponential = { mean = "3m" } }
[[call_type]]
name = "claims"
arrivals = { poisson = { per_hour = 20 } }
talk_time = { exponential = { mean = "3m" } }
[[agent_group]]
name = "agents"
skills = ["orders", "claims"]
staffed = 8
"#;

/// Reports of other shapes: what they say is counted, or what is wrong with them is said.
#[test]
fn reports_of_other_shapes_are_read_right_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let [scenario, file, out] = ["two.toml", "today.csv", "out"].map(|name| folder.path().join(name));
    fs::write(&scenario, TWO_TYPES).unwrap();
    let paths = [&scenario, &file, &out].map(|path| path.display().to_string());
    let asked = |rows: &[&str]| {
        fs::write(&file, format!("date,interval,type,offered\n{}\n", rows.join("\n"))).unwrap();
        let asked = ["plan", &paths[0], "--from", "09:00", "--actuals", &paths[1], "--json", "--out", &paths[2]];
        onering(&[&asked[..], &["--set", "replications=2"]].concat())
    };
    let calls = |rows: &[&str]| {
        let output = asked(rows);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
        let found: Value = serde_json::from_slice(&output.stdout).unwrap();
        let all = found["rows"].as_array().unwrap();
        ["call_type.orders", "call_type.claims"].map(|of| {
            ["08:00", "08:30"].map(|period| {
                let is = |r: &&Value| r["measure"] == "actual_calls" && r["of"] == of && r["period"] == period;
                all.iter().find(is).unwrap_or_else(|| panic!("{of} {period}"))["estimate"].as_f64().unwrap()
            })
        })
    };
    // By the quarter of an hour, in any order, one type with a quarter in which nobody called; later rows are not used.
    let quarters = [
        "2026-03-03,08:45,orders,4",
        "2026-03-03,08:00,orders,10",
        "2026-03-03,08:15,orders,11",
        "2026-03-03,08:30,orders,20",
        "2026-03-03,08:00,claims,3",
        "2026-03-03,08:30,claims,5",
        "2026-03-03,08:45,claims,7",
        "2026-03-03,09:00,claims,99",
    ];
    assert_eq!(calls(&quarters), [[21.0, 24.0], [3.0, 12.0]]);
    // A quarter of which neither type says anything is missing, though the others have rows of two types.
    let without: Vec<&str> = quarters.iter().copied().filter(|row| !row.contains("08:45")).collect();
    // Of several days, of a row for two intervals, of one interval twice.
    let two_days = ["2026-03-02,08:00,orders,10", "2026-03-02,08:30,orders,10", "2026-03-03,08:00,orders,10"];
    let hours = ["2026-03-03,08:00,orders,30", "2026-03-03,09:00,orders,40", "2026-03-03,10:00,orders,40"];
    let twice = ["2026-03-03,08:00,orders,10", "2026-03-03,08:30,orders,10", "2026-03-03,08:30,orders,12"];
    for (rows, wanted) in [
        (&without[..], "says nothing, or not all, of the interval from 08:30"),
        (&two_days, "line 4: is of 2026-03-03, but line 2 of 2026-03-02: the morning is that of one day"),
        (&hours, "line 2: begins at 08:00:00: it lies in two intervals"),
        (&twice, "line 4: is of the same interval and call type as line 3"),
    ] {
        let output = asked(rows);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{rows:?} was taken");
        assert!(said.contains(wanted), "{wanted}:\n{said}");
    }
}
