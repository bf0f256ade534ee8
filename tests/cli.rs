//! The command line as a person or a script meets it: exit codes, what goes to which stream, and
//! what is said when a command cannot run.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

#[path = "common/program.rs"]
mod common;

use std::{fs, path::Path, process::Stdio};

use common::{SCENARIO, complaint, done, onering};
use serde_json::Value;
use tempfile::TempDir;

/// A folder with the small scenario in it.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("orders.toml"), SCENARIO).expect("a scenario");
    folder
}

/// Runs in a fresh folder; gives the exit code, standard output and standard error.
fn tried(arguments: &str) -> (Option<i32>, String, String) {
    tried_in(folder().path(), arguments)
}

fn tried_in(folder: &Path, arguments: &str) -> (Option<i32>, String, String) {
    let output = done(folder, arguments);
    let complaint = complaint(&output);
    assert!(!complaint.contains("panicked"), "{arguments}: {complaint}");
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned(), complaint)
}

/// Asserts that the command could not run, said nothing on standard output, and said `why`.
fn cannot(folder: &Path, arguments: &str, why: &[&str]) {
    let (code, out, complaint) = tried_in(folder, arguments);
    assert_eq!(code, Some(2), "{arguments}: {complaint}");
    assert_eq!(out, "", "{arguments}");
    for part in why {
        assert!(complaint.contains(part), "{arguments}: \"{part}\" is not in\n{complaint}");
    }
}

#[test]
fn what_is_right_ends_with_0() {
    for arguments in ["check orders.toml", "run orders.toml --quiet", "sweep orders.toml --quiet", "schema", "--help"] {
        let (code, _, complaint) = tried(arguments);
        assert_eq!((code, complaint.as_str()), (Some(0), ""), "{arguments}");
    }
}

#[test]
fn a_target_that_is_missed_ends_with_1() {
    let folder = folder();
    let text = SCENARIO.replace("patience", "service_level = { target = 0.999 }\npatience");
    fs::write(folder.path().join("strict.toml"), text).unwrap();
    let (code, out, complaint) = tried_in(folder.path(), "run strict.toml");
    assert_eq!((code, complaint.as_str()), (Some(1), ""));
    assert!(out.contains("Written:"));
}

#[test]
fn a_promise_that_no_level_keeps_is_an_outcome_and_ends_with_1() {
    let folder = folder();
    fs::write(folder.path().join("hard.toml"), SCENARIO.replace("\"30s\"", "\"0.001s\"")).unwrap();
    let (code, _, complaint) = tried_in(folder.path(), "sweep hard.toml --quiet");
    assert_eq!((code, complaint.as_str()), (Some(1), ""));
    assert!(folder.path().join("output/hard/sweep.json").exists());
}

#[test]
fn a_broken_scenario_is_found_by_check_and_not_run() {
    let folder = folder();
    fs::write(folder.path().join("broken.toml"), SCENARIO.replace("staffed = 5", "staffed = -5")).unwrap();
    let (checked, _, found) = tried_in(folder.path(), "check broken.toml");
    assert_eq!(checked, Some(1));
    cannot(folder.path(), "run broken.toml", &[found.trim_end()]);
    cannot(folder.path(), "sweep broken.toml", &[found.trim_end()]);
    assert!(!folder.path().join("output").exists());
}

#[test]
fn json_is_one_document_on_standard_output_and_the_one_in_the_folder() {
    let folder = folder();
    for command in ["run", "sweep"] {
        let (code, out, complaint) = tried_in(folder.path(), &format!("{command} orders.toml --json"));
        assert_eq!((code, complaint.as_str()), (Some(0), ""), "{command}");
        let document: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(document["command"], command);
        assert!(document["rows"].as_array().is_some_and(|rows| !rows.is_empty()));
        let written = fs::read_to_string(folder.path().join(format!("output/orders/{command}.json"))).unwrap();
        assert_eq!(written, out);
    }
}

#[test]
fn warnings_go_to_standard_error_even_with_json_and_quiet() {
    let (code, out, complaint) = tried("run orders.toml --json --quiet --replications 1");
    assert_eq!(code, Some(0));
    assert!(serde_json::from_str::<Value>(&out).is_ok());
    assert!(complaint.starts_with("warning: one replication alone gives no intervals"), "{complaint}");
}

#[test]
fn quiet_says_nothing() {
    assert_eq!(tried("run orders.toml --quiet"), (Some(0), String::new(), String::new()));
}

#[test]
fn help_names_every_command_and_every_command_has_help() {
    let (_, out, _) = tried("--help");
    for command in ["run", "sweep", "erlang", "check", "new", "schema", "completions"] {
        assert!(out.contains(command));
        let (code, help, complaint) = tried(&format!("{command} --help"));
        assert_eq!((code, complaint.as_str()), (Some(0), ""), "{command}");
        assert!(help.contains("Usage: onering"));
    }
    assert_eq!(tried("--version").0, Some(0));
}

#[test]
fn wrong_arguments_end_with_2() {
    for arguments in ["", "rnu orders.toml", "run", "run orders.toml --sed 3", "run orders.toml --threads 0"] {
        let (code, out, complaint) = tried(arguments);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments}");
        assert!(complaint.contains("Usage") || complaint.contains("error"), "{arguments}: {complaint}");
    }
    cannot(folder().path(), "run orders.toml --set staffed", &["write KEY=VALUE"]);
    cannot(
        folder().path(),
        "run orders.toml --seed 18446744073709551615",
        &["--seed 18446744073709551615 is too large"],
    );
}

#[test]
fn the_written_template_is_checked_run_and_swept() {
    let folder = folder();
    for arguments in ["new mine.toml", "check mine.toml", "run mine.toml --quiet --replications 3"] {
        let (code, _, complaint) = tried_in(folder.path(), arguments);
        assert!(code != Some(2) && complaint.is_empty(), "{arguments}: {complaint}");
    }
    let (code, _, complaint) = tried_in(folder.path(), "sweep mine.toml --quiet --replications 3");
    assert!(code != Some(2), "{complaint}");
    cannot(folder.path(), "new mine.toml", &["is there already"]);
}

/// The keys of all tables that the scenario's types declare.
fn declared_keys() -> Vec<String> {
    let source = include_str!("../src/scenario/raw.rs");
    let is_key = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let tables = source.split("table! {").skip(1).filter_map(|rest| rest.split("\n}\n").next());
    tables
        .flat_map(str::lines)
        .filter_map(|line| line.trim().split_once(": "))
        .filter(|(word, _)| is_key(word))
        .map(|(word, _)| word.to_owned())
        .collect()
}

fn properties(schema: &Value, names: &mut Vec<String>) {
    if let Some(object) = schema.get("properties").and_then(Value::as_object) {
        names.extend(object.keys().cloned());
    }
    match schema {
        Value::Object(object) => object.values().for_each(|inner| properties(inner, names)),
        Value::Array(items) => items.iter().for_each(|inner| properties(inner, names)),
        _ => {}
    }
}

#[test]
fn the_schema_is_json_and_knows_every_key() {
    let (code, out, _) = tried("schema");
    assert_eq!(code, Some(0));
    let (mut names, keys) = (Vec::new(), declared_keys());
    properties(&serde_json::from_str(&out).unwrap(), &mut names);
    assert!(keys.len() > 60, "{keys:?}");
    for key in keys {
        assert!(names.contains(&key), "the schema does not know `{key}`");
    }
}

#[test]
fn completions_are_printed_for_bash() {
    let (code, out, _) = tried("completions bash");
    assert_eq!(code, Some(0));
    assert!(out.contains("onering") && out.contains("complete"));
}

#[test]
fn a_file_of_50_mb_is_refused_before_it_is_read() {
    let folder = folder();
    fs::File::create(folder.path().join("huge.toml")).unwrap().set_len(50 << 20).unwrap();
    cannot(folder.path(), "run huge.toml", &["huge.toml has 50 MB; a scenario has at most 10 MB", "csv ="]);
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_place() {
    let folder = folder();
    fs::write(folder.path().join("latin.toml"), b"seed = 1\ntitle = \"B\xfcro\"\n").unwrap();
    cannot(folder.path(), "run latin.toml", &["latin.toml:2:11", "0xfc", "UTF-8"]);
    fs::write(folder.path().join("nul.toml"), b"seed = 1\n\0\x01\x02").unwrap();
    cannot(folder.path(), "run nul.toml", &["nul.toml:2:1"]);
}

#[test]
fn what_is_no_file_is_refused() {
    let folder = folder();
    fs::create_dir(folder.path().join("centre")).unwrap();
    cannot(folder.path(), "run centre", &["centre is a folder; a scenario is a file"]);
    cannot(folder.path(), "run nowhere.toml", &["cannot read nowhere.toml: there is no such file"]);
    cannot(folder.path(), "sweep nowhere/orders.toml", &["there is no such file"]);
}

#[test]
fn a_folder_that_cannot_be_written_is_found_before_anything_is_played() {
    let folder = folder();
    fs::write(folder.path().join("file"), "x").unwrap();
    for command in ["run", "sweep"] {
        let arguments = format!("{command} orders.toml --out file/results --long --replications 1000000000");
        cannot(folder.path(), &arguments, &["cannot write to the folder file", "results"]);
    }
    cannot(folder.path(), "new file/mine.toml", &["cannot write"]);
}

#[test]
fn a_million_million_calls_are_refused_with_the_estimate() {
    let folder = folder();
    let large = "--set call_type.orders.arrivals.poisson.per_hour=1e9 --replications 250";
    cannot(folder.path(), &format!("run orders.toml {large}"), &["1.0e12 calls", "on", "thread", "--long"]);
    cannot(folder.path(), &format!("sweep orders.toml {large} --threads 1"), &["5.0e12 calls", "days on 1 thread"]);
    assert!(!folder.path().join("output").exists(), "a folder was made for what is not played");
    let (code, _, complaint) = tried("run orders.toml --long --quiet");
    assert_eq!((code, complaint.as_str()), (Some(0), ""));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = folder();
    for arguments in ["schema", "completions bash", "check orders.toml", "run orders.toml", "run orders.toml --json"] {
        let mut child =
            onering(folder.path(), arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), complaint(&output).as_str()), (Some(0), ""), "{arguments}");
    }
}

#[test]
fn a_key_that_is_set_must_be_one() {
    let folder = folder();
    let set = |key: &str| format!("run orders.toml --set {key}");
    cannot(folder.path(), &set("agent_group.agent.staffed=7"), &["did you mean `agent_group.agents.staffed`?"]);
    cannot(folder.path(), &set("agent_group.agents.stafed=7"), &["--set:1:20", "did you mean `staffed`?"]);
    cannot(folder.path(), &set("agent_group.agents.staffed=many"), &["--set:1:30", "expected a number"]);
}

#[test]
fn there_must_be_something_to_resume() {
    let folder = folder();
    let why = ["there is no interrupted sweep in", "start it without --resume"];
    cannot(folder.path(), "sweep orders.toml --resume", &why);
    assert_eq!(tried_in(folder.path(), "sweep orders.toml --quiet").0, Some(0));
    cannot(folder.path(), "sweep orders.toml --resume", &why);
}

#[test]
fn check_tells_programs_what_is_wrong_and_where() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("s.toml"), SCENARIO.replace("staffed = 5", "stafed = 5")).unwrap();
    let output = done(folder.path(), "check s.toml --json");
    assert_eq!(output.status.code(), Some(1));
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let problem = &document["problems"][0];
    assert_eq!(problem["file"], "s.toml");
    assert_eq!(problem["line"], 18);
    assert_eq!(problem["column"], 1);
    assert!(problem["label"].as_str().unwrap().contains("staffed"));
}

#[test]
fn a_precision_that_would_take_for_ever_is_given_up_when_that_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let text =
        SCENARIO.replace("replications = 20", "precision = { service_level = 1e-9 }\nmost_replications = 1000000000");
    fs::write(folder.path().join("s.toml"), text).unwrap();
    let output = done(folder.path(), "run s.toml");
    assert_eq!(output.status.code(), Some(2));
    assert!(complaint(&output).contains("ask for less precision"), "{}", complaint(&output));
}
