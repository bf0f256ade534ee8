//! `onering erlang` as a person or a script meets it.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

#[path = "common/program.rs"]
mod common;

use std::{fs, path::Path};

use common::{SCENARIO, complaint, done};
use onering::analytic::{Chat, Demand, Setting, square_root::garnett};
use serde_json::Value;

/// Exit code, standard output and standard error of `onering erlang` in `folder`.
fn tried(folder: &Path, arguments: &str) -> (Option<i32>, String, String) {
    let output = done(folder, &format!("erlang {arguments}"));
    let complaint = complaint(&output);
    assert!(!complaint.contains("panicked"), "{arguments}: {complaint}");
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned(), complaint)
}

fn json(folder: &Path, arguments: &str) -> (Option<i32>, Value) {
    let (code, out, complaint) = tried(folder, &format!("{arguments} --json"));
    assert_eq!(complaint, "", "{arguments}");
    (code, serde_json::from_str(&out).unwrap())
}

/// The estimate of a measure with this many agents.
fn estimate(document: &Value, agents: u64, measure: &str) -> f64 {
    let rows = document["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["design"]["agents"] == agents && row["measure"] == measure);
    row.unwrap_or_else(|| panic!("{measure} with {agents}"))["estimate"].as_f64().unwrap()
}

#[test]
fn a_hundred_calls_of_three_minutes_take_fourteen_agents() {
    let folder = tempfile::tempdir().unwrap();
    let (code, document) = json(folder.path(), "--calls 100 --per 30m --aht 3m --answer 80/20s --shrinkage 30%");
    assert_eq!(code, Some(0));
    assert_eq!(document["sizing"][0]["required"], 14);
    assert_eq!(document["sizing"][0]["scheduled"], 20);
    assert!((estimate(&document, 14, "service_level") - 0.888_350).abs() < 5e-7);
    assert!((estimate(&document, 14, "average_speed_of_answer") - 7.8359).abs() < 5e-5);
    for file in ["service_curve.png", "service_curve.svg", "waterfall.png", "waterfall.svg", "erlang.json"] {
        assert!(folder.path().join("output/erlang").join(file).exists(), "{file}");
    }
}

#[test]
fn patience_lines_and_redials_change_the_model() {
    let folder = tempfile::tempdir().unwrap();
    let base = "--calls 100 --aht 3m --agents 13";
    let (_, a) = json(folder.path(), &format!("{base} --patience 5m"));
    assert_eq!(a["model"], "Erlang A");
    assert!((estimate(&a, 13, "abandonment") - 0.024_963_3).abs() < 5e-8);
    let (_, lines) = json(folder.path(), &format!("{base} --patience 5m --lines 16"));
    assert_eq!(lines["model"], "Erlang X");
    assert!(estimate(&lines, 13, "blocked_share") > 0.0);
    let (_, redials) = json(folder.path(), &format!("{base} --patience 5m --redial 50%"));
    assert!(estimate(&redials, 13, "attempts") > 200.0);
}

/// Blocked calls are not offered, so no measure of these shows them: it has to be said.
#[test]
fn callers_whom_the_lines_turn_away_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let findings = |arguments: &str| {
        let (_, document) = json(folder.path(), &format!("--calls 100 --aht 3m {arguments}"));
        document["findings"].to_string()
    };
    let few = findings("--answer 80/20s --lines 5");
    assert!(few.contains("56.4% of the calls find all 5 lines busy"), "{few}");
    assert!(few.contains("nobody is turned away, takes 14"), "{few}");
    let idle = findings("--agents 14 --lines 5");
    assert!(idle.contains("With 5 lines 9 of 14 agents never have a call"), "{idle}");
    let enough = findings("--answer 80/20s --agents 14 --lines 40 --patience 5m");
    assert!(!enough.contains("lines busy"), "{enough}");
}

#[test]
fn the_tables_say_what_it_takes_and_what_an_absence_does() {
    let folder = tempfile::tempdir().unwrap();
    let asked = "--calls 100 --aht 3m --answer 80/20s --patience 5m --max-occupancy 70% --shrinkage 30% --agents 14";
    let (code, out, _) = tried(folder.path(), asked);
    for part in [
        "offered load",
        "base staff",
        "occupancy cap",
        "shrinkage",
        "required",
        "given",
        "One absence (6.7% of the team)",
        "Erlang C, where nobody hangs up",
        "14 agents miss an occupancy of 70%.",
        "can carry",
    ] {
        assert!(out.contains(part), "\"{part}\" is not in\n{out}");
    }
    assert_eq!(code, Some(1), "14 agents are busier than 70 %");
}

#[test]
fn observations_are_explained() {
    let folder = tempfile::tempdir().unwrap();
    let asked = "--calls 100 --aht 3m --agents 11 --patience 2m --observed-abandonment 7% --observed-calls 105";
    let (code, out, _) = tried(folder.path(), asked);
    assert_eq!(code, Some(0));
    assert!(
        out.contains("explains an abandonment of 7%") && out.contains("of lost callers call again, 100.00 first"),
        "{out}"
    );
    let (_, out, _) = tried(folder.path(), "--calls 100 --aht 3m --agents 8 --observed-abandonment 1%");
    assert!(out.contains("Nothing explains an abandonment of 1.000%: with 8 agents it lies between"), "{out}");
}

#[test]
fn what_has_no_answer_is_said_in_words_and_ends_with_1() {
    let folder = tempfile::tempdir().unwrap();
    for (asked, said) in [
        ("--answer 100%/20s", "No staffing gives 100% within 20 s"),
        ("--agents 9", "unstable: 10.00 erlangs are offered to 9 agents"),
        ("--max-waiting 0%", "some caller always meets only busy agents"),
        ("--max-abandonment 0% --patience 1m", "some caller always meets only busy agents"),
        ("--max-occupancy 0%", "No staffing gives an occupancy of 0%"),
        ("--agents 3 --patience 1m --redial 100%", "everybody who is lost calls again"),
        ("--lines 5 --max-blocked 1%", "with 5 lines 56.3952% of the calls are blocked"),
    ] {
        let (code, out, complaint) = tried(folder.path(), &format!("--calls 100 --aht 3m {asked}"));
        assert_eq!((code, complaint.as_str()), (Some(1), ""), "{asked}");
        assert!(out.contains(said), "{asked}: {out}");
        assert!(!out.contains("NaN") && !out.contains("inf "), "{out}");
    }
}

#[test]
fn sizes_beyond_reason_are_refused_or_answered_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, _) = tried(folder.path(), "--calls 1e9 --aht 100h --answer 80/20s");
    assert_eq!(code, Some(1));
    assert!(out.contains("No staffing gives 80% within 20 s"), "{out}");
    let (code, out, _) = tried(folder.path(), "--calls 1e7 --aht 10m --answer 80/20s --patience 5m");
    assert_eq!(code, Some(0));
    assert!(out.contains("takes 3,120,992 agents"), "{out}");
    let (code, _, _) = tried(folder.path(), "--calls 1e5 --aht 10m --agents 100 --patience 1s --lines 4000000");
    assert_eq!(code, Some(0));
}

#[test]
fn wrong_arguments_are_pointed_at_and_end_with_2() {
    let folder = tempfile::tempdir().unwrap();
    for (asked, said) in [
        ("", "--calls is missing"),
        ("--calls 100", "--aht is missing"),
        ("--calls 100 --aht 3m", "nothing is asked for"),
        ("--calls -5 --aht 3m --answer 80/20s", "'--calls <N>': must be above 0"),
        ("--calls ten --aht 3m", "\"ten\" is no number of calls; write it like 100 or 97.5"),
        ("--calls 100 --aht soon", "\"soon\" is not a duration; write it like \"4m 30s\""),
        ("--calls 100 --aht 3m --answer 80", "\"80\" is no service level; write it like 80/20s"),
        ("--calls 100 --aht 3m --answer 1/20s", "Write 100%/20s or 1%/20s"),
        ("--calls 100 --aht 3m --answer 80/20s --shrinkage 30", "did you mean \"30%\"?"),
        ("--calls 100 --aht 3m --answer 80/20s --shrinkage 100%", "somebody has to be on the line"),
        ("--calls 100 --aht 3m --answer 80/20s --rule best", "the rules are offered, answered_only"),
        ("--calls 100 --aht 3m --answer 80/20s --redial 50%", "--redial needs callers who are lost"),
        ("--calls 100 --aht 3m --agents 0", "--agents"),
        ("volumes.pdf --answer 80/20s", "neither a scenario (.toml) nor a table"),
        ("missing.csv --answer 80/20s", "cannot read missing.csv"),
        ("centre.toml --calls 100", "--calls is for one interval alone"),
    ] {
        let (code, out, complaint) = tried(folder.path(), asked);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{asked}: {complaint}");
        assert!(complaint.contains(said), "{asked}: \"{said}\" is not in\n{complaint}");
    }
}

#[test]
fn a_scenario_is_answered_interval_by_interval() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("orders.toml"), SCENARIO).unwrap();
    let (code, out, complaint) = tried(folder.path(), "orders.toml --answer 80/20s");
    assert!(code != Some(2), "{complaint}");
    assert!(out.contains("agent hours on the line are required"), "{out}");
    assert!(folder.path().join("output/orders/erlang.json").exists());
}

const TABLE: &str = "start,calls,aht,agents,remark\n08:00,50,180,8,\"quiet, early\"\n08:30,120,3m 10s,,\n,,,,\n09:00,0,,12,\n09:30,210,180,20,peak\n";

#[test]
fn a_table_comes_back_with_columns_added() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("day.csv"), TABLE).unwrap();
    let (code, _, complaint) = tried(folder.path(), "day.csv --answer 80/20s --shrinkage 30% --quiet");
    assert_eq!((code, complaint.as_str()), (Some(1), ""), "20 agents before 21 erlangs are unstable");
    let path = folder.path().join("output/day/day.csv");
    let written = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = written.lines().collect();
    assert!(lines[0].starts_with("start,calls,aht,agents,remark,erlang_load,erlang_required_decimals,erlang_required"));
    assert!(lines[1].starts_with("08:00,50,180,8,\"quiet, early\",5,7.347366,8,"), "{}", lines[1]);
    assert!(lines[2].starts_with("08:30,120,3m 10s,,,12.666667,"), "{}", lines[2]);
    assert!(lines[3].chars().all(|c| c == ','), "an empty row stays empty: {}", lines[3]);
    assert!(lines[4].starts_with("09:00,0,,12,,0,0,0,0,"), "{}", lines[4]);
    assert!(lines[5].contains("unstable: 21.00 erlangs are offered to 20 agents"), "{}", lines[5]);
    // Run on its own output, it writes the same again.
    fs::copy(&path, folder.path().join("again.csv")).unwrap();
    tried(folder.path(), "again.csv --answer 80/20s --shrinkage 30% --quiet");
    assert_eq!(fs::read_to_string(folder.path().join("output/again/again.csv")).unwrap(), written);
}

#[test]
fn semicolons_and_decimal_commas_are_understood_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("tag.csv"), "\u{feff}von;Anrufe;AHT\n08:00;50,5;180\n").unwrap();
    let (code, _, complaint) = tried(folder.path(), "tag.csv --answer 80/20s --calls-column Anrufe --quiet");
    assert_eq!((code, complaint.as_str()), (Some(0), ""));
    let written = fs::read_to_string(folder.path().join("output/tag/tag.csv")).unwrap();
    assert!(written.contains("08:00;50,5;180;5,05;"), "{written}");
}

#[test]
fn a_workbook_comes_back_as_a_workbook() {
    use calamine::{Data, Reader, Xlsx, open_workbook};
    let folder = tempfile::tempdir().unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let clock = rust_xlsxwriter::Format::new().set_num_format("hh:mm");
    for (column, name) in ["start", "calls", "aht"].iter().enumerate() {
        sheet.write(0, column as u16, *name).unwrap();
    }
    for (row, (start, calls)) in [(8.0, 50.0), (8.5, 100.0)].into_iter().enumerate() {
        sheet.write_with_format(row as u32 + 1, 0, start / 24.0, &clock).unwrap();
        sheet.write(row as u32 + 1, 1, calls).unwrap();
        sheet.write(row as u32 + 1, 2, 180.0).unwrap();
    }
    book.save(folder.path().join("day.xlsx")).unwrap();
    let (code, out, complaint) = tried(folder.path(), "day.xlsx --answer 80/20s");
    assert_eq!((code, complaint.as_str()), (Some(0), ""));
    assert!(out.contains("08:30"), "{out}");
    let mut written: Xlsx<_> = open_workbook(folder.path().join("output/day/day.xlsx")).unwrap();
    let range = written.worksheet_range_at(0).unwrap().unwrap();
    let heading: Vec<String> = range.rows().next().unwrap().iter().map(ToString::to_string).collect();
    let column = heading.iter().position(|name| name == "erlang_required").unwrap();
    assert_eq!(range.get((2, column)), Some(&Data::Float(14.0)));
}

#[test]
fn what_is_wrong_in_a_table_is_said_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bad.csv"), "start,calls,aht\n08:00,many,180\n08:30,50,\n09:00,-3,180\n").unwrap();
    let (code, out, complaint) = tried(folder.path(), "bad.csv --answer 80/20s");
    assert_eq!((code, out.as_str()), (Some(2), ""));
    for part in [
        "bad.csv:2: calls is \"many\", which is no number; write it like 1234.5",
        "bad.csv:3: aht is empty; write the average handle time in seconds",
        "bad.csv:4: calls is -3; calls are from 0 to 1e9",
    ] {
        assert!(complaint.contains(part), "\"{part}\" is not in\n{complaint}");
    }
    fs::write(folder.path().join("other.csv"), "start,number\n08:00,5\n").unwrap();
    let (_, _, complaint) = tried(folder.path(), "other.csv --answer 80/20s");
    assert!(complaint.contains("its columns are start, number") && complaint.contains("--calls-column"), "{complaint}");
    fs::write(folder.path().join("twice.csv"), "start,calls,Calls,aht\n08:00,5,6,180\n").unwrap();
    let (code, _, complaint) = tried(folder.path(), "twice.csv --answer 80/20s");
    assert_eq!(code, Some(2));
    assert!(complaint.contains("twice.csv has two columns \"calls\""), "{complaint}");
    // A column that nobody reads may stand there twice.
    fs::write(folder.path().join("notes.csv"), "start,calls,aht,note,note\n08:00,5,180,a,b\n").unwrap();
    assert_eq!(tried(folder.path(), "notes.csv --answer 80/20s").0, Some(0));
    fs::write(folder.path().join("not.xlsx"), "this is no workbook").unwrap();
    let (code, _, complaint) = tried(folder.path(), "not.xlsx --answer 80/20s");
    assert_eq!(code, Some(2));
    assert!(complaint.contains("cannot read not.xlsx"), "{complaint}");
}

/// What each formula says comes from the library, and where several of them are exact they agree.
#[test]
fn other_formulas_stand_beside_the_exact_one() {
    let folder = tempfile::tempdir().unwrap();
    let base = "--calls 100 --aht 3m --agents 12 --patience 3m";
    let (_, document) = json(folder.path(), &format!("{base} --patience-cv 1 --approximations --chats 3m,4m"));
    let formulas = document["approximations"].as_array().unwrap();
    let of = |formula: &str, measure: &str| {
        let found = formulas.iter().find(|one| one["formula"] == formula).unwrap_or_else(|| panic!("{formula}"));
        found[measure].as_f64().unwrap_or_else(|| panic!("{formula}: {measure}"))
    };
    for measure in ["waiting_probability", "average_speed_of_answer", "abandonment", "queue_length", "occupancy"] {
        let exact = of("Erlang A", measure);
        assert!((of("M/M/c+GI", measure) / exact - 1.0).abs() < 1e-7, "{measure}");
        assert!((of("Whitt", measure) / exact - 1.0).abs() < 1e-7, "{measure}");
    }
    let beta = 2.0 / 10_f64.sqrt();
    assert!((of("square root", "waiting_probability") - garnett(beta, 1.0)).abs() < 1e-12);
    let chat = Chat::new(100.0 / 1800.0, 12, &[180.0, 240.0], Some(180.0)).unwrap();
    assert!((of("chats", "abandonment") - chat.abandonment()).abs() < 1e-12);
    // Nobody is overloaded, so there is no fluid limit; with 8 agents there is: a fifth hangs up.
    assert!(formulas.iter().all(|one| one["formula"] != "fluid limit"));
    let (_, document) = json(folder.path(), "--calls 100 --aht 3m --agents 8 --patience 3m --approximations");
    let fluid = document["approximations"].as_array().unwrap().iter().find(|one| one["formula"] == "fluid limit");
    assert!((fluid.unwrap()["abandonment"].as_f64().unwrap() - 0.2).abs() < 1e-12);
}

#[test]
fn what_no_formula_takes_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let base = "--calls 100 --aht 3m --agents 12";
    for (arguments, why) in [
        ("--patience-cv 2", "--patience"),
        ("--patience 3m --patience-cv wide", "is no number"),
        ("--handle-cv 0", "from 0.05 to 20"),
        ("--chats 3m,soon", "is not a duration"),
    ] {
        let (code, _, complaint) = tried(folder.path(), &format!("{base} {arguments}"));
        assert_eq!(code, Some(2), "{arguments}");
        assert!(complaint.contains(why), "{arguments}: {complaint}");
    }
    // An unstable queue is said in words.
    let (_, document) = json(folder.path(), "--calls 100 --aht 3m --agents 9 --handle-cv 2");
    assert!(document["approximations"].to_string().contains("the queue grows without end"));
}

/// Two types of other patience: the formula takes the mean of the rates at which they hang up.
#[test]
fn a_scenario_of_two_types_pools_their_patience() {
    let folder = tempfile::tempdir().unwrap();
    let text = r#"
        horizon = { open = "08:00", close = "10:00", interval = "60m" }
        [[call_type]]
        name = "hasty"
        arrivals = { poisson = { per_hour = 60 } }
        talk_time = { exponential = { mean = "4m" } }
        patience = { exponential = { mean = "1m" } }
        [[call_type]]
        name = "calm"
        arrivals = { poisson = { per_hour = 20 } }
        talk_time = { exponential = { mean = "4m" } }
        [[agent_group]]
        name = "agents"
        skills = ["hasty", "calm"]
        staffed = 6
    "#;
    fs::write(folder.path().join("two.toml"), text).unwrap();
    let (code, out, complaint) = tried(folder.path(), "two.toml --json");
    assert_eq!(code, Some(0), "{complaint}");
    assert!(complaint.contains("the mean over the calls"), "{complaint}");
    let document: Value = serde_json::from_str(&out).unwrap();
    // Three quarters hang up at 1/60 s, the others never: 80 s.
    let queue = Setting::erlang_a(Demand::new(80.0, 3600.0, 240.0).unwrap(), 80.0).queue(6.0).unwrap();
    assert!((estimate(&document, 6, "abandonment") - queue.abandonment()).abs() < 1e-12);
}
