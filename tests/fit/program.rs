//! The command itself: from a simulated log to a scenario that plays and stands its own check.

use assert_cmd::Command;
use serde_json::Value;

const CENTRE: &str = r#"
seed = 5
replications = 60
horizon = { open = "08:00", close = "10:00" }
[[call_type]]
name = "one"
arrivals = { poisson = { per_hour = [60, 120, 90, 40] } }
busyness = { cv = 0.15 }
talk_time = { lognormal = { mean = 170, sd = 150 } }
patience = { exponential = { mean = 120 } }
[[agent_group]]
name = "agents"
skills = ["one"]
staffed = 6
"#;

fn onering(folder: &std::path::Path, arguments: &[&str]) -> std::process::Output {
    Command::cargo_bin("onering").unwrap().current_dir(folder).args(arguments).output().unwrap()
}

#[test]
fn a_trace_is_fitted_and_the_fitted_scenario_explains_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    std::fs::write(at.join("centre.toml"), CENTRE).unwrap();
    assert!(onering(at, &["run", "centre.toml", "--trace", "calls.csv", "--quiet"]).status.success());
    let fitted = onering(at, &["fit", "calls.csv", "--short-calls", "0s", "--out", "fitted.toml", "--json"]);
    assert!(fitted.status.success(), "{}", String::from_utf8_lossy(&fitted.stderr));
    let document: Value = serde_json::from_slice(&fitted.stdout).unwrap();
    assert_eq!(document["open"], "08:00");
    assert_eq!(document["close"], "10:00");
    let patience = &document["call_types"][0]["patience"]["exponential_mean"];
    let [mean, error] = ["value", "standard_error"].map(|key| patience[key].as_f64().unwrap());
    assert!((mean - 120.0).abs() < 5.0 * error, "{patience}");
    assert!(onering(at, &["check", "fitted.toml"]).status.success());
    for picture in ["daily_volumes", "arrivals", "talk_times", "patience"] {
        let file = at.join(format!("output/calls/{picture}.png"));
        assert!(std::fs::metadata(&file).unwrap().len() > 10_000, "{picture}");
    }
    let checked = onering(at, &["fit", "--check", "centre.toml", "calls.csv", "--json"]);
    let document: Value = serde_json::from_slice(&checked.stdout).unwrap();
    let rows = document["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 23, "{document}");
    // The scenario's own replications are the log: they lie as near as can be.
    let offered = rows.iter().find(|row| row["measure"] == "offered" && row["period"] == "all").unwrap();
    assert!((offered["log"].as_f64().unwrap() - offered["simulated"].as_f64().unwrap()).abs() < 1e-6, "{offered}");
}

/// A report by half-hours in place of a log: Erlang A with 13 agents, 100 calls of 3 min in each, a mean patience of 5 min, whose
/// abandonment is 2.49633 %.
#[test]
fn a_report_by_interval_becomes_a_scenario_too() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mut text = "date,start,offered,abandoned,aht,asa,agents\n".to_owned();
    for day in 1..=28 {
        for half_hour in 0..20 {
            let (hour, minute) = (8 + half_hour / 2, half_hour % 2 * 30);
            // Calls that are a few more or fewer from day to day, as Poisson counts are.
            let offered = 10_000 + 100 * ((day * 7 + half_hour * 3) % 5 - 2);
            let abandoned = f64::from(offered) * 0.024_963_3;
            text += &format!("2024-02-{day:02},{hour:02}:{minute:02},{offered},{abandoned:.3},180,7.3,13\n");
        }
    }
    std::fs::write(at.join("report.csv"), text).unwrap();
    let fitted = onering(at, &["fit", "report.csv", "--out", "fitted.toml", "--json"]);
    assert!(fitted.status.success(), "{}", String::from_utf8_lossy(&fitted.stderr));
    let document: Value = serde_json::from_slice(&fitted.stdout).unwrap();
    assert_eq!(document["open"], "08:00", "{document}");
    assert!(onering(at, &["check", "fitted.toml"]).status.success());
    let scenario = std::fs::read_to_string(at.join("fitted.toml")).unwrap();
    assert!(scenario.contains("patience") && scenario.contains("exponential"), "{scenario}");
    for picture in ["daily_volumes", "arrivals"] {
        assert!(at.join(format!("output/report/{picture}.png")).exists(), "{picture}");
    }
    assert!(!at.join("output/report/patience.png").exists());
}

#[test]
fn what_cannot_be_read_is_said_with_what_would_be_right() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    std::fs::write(at.join("calls.csv"), "offered_at,wait,outcome,talk\n2024-01-01 08:00:00,5,answered,90\n").unwrap();
    for (arguments, said) in [
        (&["fit", "none.csv"][..], "none.csv"),
        (&["fit", "calls.csv", "--interval", "7m"], "divides a day"),
        (&["fit", "calls.csv", "--days", "someday"], "mon-fri"),
        (&["fit", "calls.csv", "--hours", "9"], "07:00-24:00"),
        (&["fit", "calls.csv", "--days", "tue"], "no offered call is left"),
        (&["fit", "calls.csv", "--short-calls", "2m"], "talk time between 120 and 3600 s"),
    ] {
        let found = onering(at, arguments);
        let text = String::from_utf8_lossy(&found.stderr).into_owned();
        assert_eq!(found.status.code(), Some(2), "{arguments:?}: {text}");
        assert!(text.contains(said), "{arguments:?}: {text}");
    }
    assert_eq!(onering(at, &["fit", "calls.csv", "--quiet"]).status.code(), Some(0), "one call is enough to try");
}

#[test]
fn a_weeks_trace_is_fitted_and_checked_day_by_day() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let week = CENTRE
        .replace("close = \"10:00\"", "close = \"10:00\", days = [\"Sun\", \"Mon\", \"Tue\"]")
        .replace("busyness =", "day_factors = [0.8, 1, 1.2]\nbusyness =");
    std::fs::write(at.join("week.toml"), week).unwrap();
    assert!(onering(at, &["run", "week.toml", "--trace", "calls.csv", "--quiet"]).status.success());
    let fitted = onering(at, &["fit", "calls.csv", "--week", "--short-calls", "0s", "--out", "fitted.toml", "--json"]);
    assert!(fitted.status.success(), "{}", String::from_utf8_lossy(&fitted.stderr));
    let document: Value = serde_json::from_slice(&fitted.stdout).unwrap();
    assert_eq!(document["periods"][4], "Mon 08:00");
    assert_eq!(document["reading"]["columns"][3]["is"], "customer");
    // The scenario's own replications are the log.
    let checked = onering(at, &["fit", "--check", "week.toml", "calls.csv", "--json"]);
    let document: Value = serde_json::from_slice(&checked.stdout).unwrap();
    for period in ["all", "Sun", "Mon", "Tue", "Tue 09:30"] {
        let rows = document["rows"].as_array().unwrap().iter();
        let offered = rows.clone().find(|row| row["measure"] == "offered" && row["period"] == period).unwrap();
        let [log, simulated] = ["log", "simulated"].map(|key| offered[key].as_f64().unwrap());
        assert!((log - simulated).abs() < 1e-6, "{period}: {offered}");
    }
    let checked = onering(at, &["fit", "--check", "fitted.toml", "calls.csv", "--quiet"]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    let refused = onering(at, &["fit", "--check", "fitted.toml", "calls.csv", "--days", "mon"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--days cannot be given"), "{refused:?}");
}
