//! The same scenario gives the same bytes, however it is played: on any number of threads, from
//! its own record, or in two goes with an interruption between them.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

#[path = "common/program.rs"]
mod common;

use std::{
    fs,
    path::{Path, PathBuf},
};

use common::{SCENARIO, complaint, done};
use tempfile::TempDir;

/// A folder with a scenario of this many replications.
fn folder(replications: u32) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = SCENARIO.replace("replications = 20", &format!("replications = {replications}"));
    fs::write(folder.path().join("orders.toml"), text).expect("a scenario");
    folder
}

/// Runs to the end, which must be a good one.
fn played(folder: &Path, arguments: &str) {
    let output = done(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments}: {}", complaint(&output));
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn one_thread_and_two_give_the_same_bytes() {
    let folder = folder(50);
    for threads in [1, 2] {
        for command in ["run", "sweep"] {
            played(folder.path(), &format!("{command} orders.toml --quiet --threads {threads} --out {threads}"));
        }
    }
    let read = |threads: &str, name: &str| fs::read(folder.path().join(threads).join(name)).unwrap();
    for name in names(&folder.path().join("1")) {
        assert!(read("1", &name) == read("2", &name), "{name} depends on the number of threads");
    }
}

#[test]
fn a_clean_end_leaves_results_only() {
    let folder = folder(20);
    played(folder.path(), "run orders.toml --quiet --out run");
    played(folder.path(), "sweep orders.toml --quiet --out sweep");
    let run = ["day.png", "day.svg", "run.csv", "run.json", "run.toml", "waits.png", "waits.svg"];
    assert_eq!(names(&folder.path().join("run")), run);
    for name in names(&folder.path().join("sweep")) {
        assert!(!name.starts_with('.') && name.contains('.'), "{name} is left over");
    }
}

#[test]
fn the_record_repeats_the_run_and_the_sweep() {
    let folder = folder(20);
    for command in ["run", "sweep"] {
        played(folder.path(), &format!("{command} orders.toml --quiet --seed 7 --out once"));
        fs::rename(folder.path().join("once/run.toml"), folder.path().join("record.toml")).unwrap();
        played(folder.path(), &format!("{command} record.toml --quiet --out again"));
        let read = |of: &str| fs::read(folder.path().join(of).join(format!("{command}.json"))).unwrap();
        assert!(read("once") == read("again"), "the record of {command} does not repeat it");
    }
}

#[cfg(unix)]
mod interrupted {
    use std::{
        process::{Child, Command, Stdio},
        thread,
        time::{Duration, Instant},
    };

    use super::*;
    use common::onering;

    /// Replications that make a sweep take some seconds.
    const SLOW: u32 = 3000;

    /// Files of finished points.
    fn points(folder: &Path) -> Vec<PathBuf> {
        let points = folder.join("half/points");
        let paths = names(&points).into_iter().map(|name| points.join(name));
        paths.filter(|path| path.extension().is_some_and(|e| e == "json")).collect()
    }

    /// Starts a sweep and sends it `signal` as soon as two of its points are finished.
    fn interrupt(folder: &Path, signal: &str) -> std::process::Output {
        let mut sweep = onering(folder, "sweep orders.toml --threads 1 --out half");
        let mut child = sweep.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        wait_for_points(&mut child, folder);
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        child.wait_with_output().unwrap()
    }

    fn wait_for_points(child: &mut Child, folder: &Path) {
        let start = Instant::now();
        while points(folder).len() < 2 {
            assert!(start.elapsed() < Duration::from_mins(1), "no point is finished within a minute");
            assert!(child.try_wait().unwrap().is_none(), "the sweep ended before it could be interrupted");
            thread::sleep(Duration::from_millis(2));
        }
    }

    fn sweep_json(folder: &Path, of: &str) -> Vec<u8> {
        fs::read(folder.join(of).join("sweep.json")).unwrap()
    }

    /// Every finished point is there and whole, no result is; going on gives what one go gives.
    fn assert_resumes(folder: &Path) {
        assert!(points(folder).len() >= 2);
        for point in points(folder) {
            let text = fs::read_to_string(&point).unwrap();
            assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{} is half written", point.display());
        }
        assert_eq!(names(&folder.join("half")), ["points"]);
        played(folder, "sweep orders.toml --quiet --resume --out half");
        played(folder, "sweep orders.toml --quiet --out whole");
        assert!(sweep_json(folder, "half") == sweep_json(folder, "whole"), "two goes differ from one");
        assert_eq!(names(&folder.join("half")), names(&folder.join("whole")));
    }

    #[test]
    fn ctrl_c_keeps_what_is_finished_and_resume_goes_on() {
        let folder = folder(SLOW);
        let output = interrupt(folder.path(), "-INT");
        let complaint = complaint(&output);
        assert_eq!(output.status.code(), Some(2), "{complaint}");
        assert!(complaint.contains("levels, which are kept") && complaint.contains("--resume"), "{complaint}");
        assert_resumes(folder.path());
    }

    #[test]
    fn a_kill_keeps_what_is_finished_and_resume_goes_on() {
        let folder = folder(SLOW);
        assert_eq!(interrupt(folder.path(), "-KILL").status.code(), None);
        assert_resumes(folder.path());
    }

    #[test]
    fn resume_plays_no_finished_point_again() {
        let folder = folder(SLOW);
        interrupt(folder.path(), "-KILL");
        let kept = points(folder.path());
        fs::copy(&kept[1], &kept[0]).unwrap();
        done(folder.path(), "sweep orders.toml --quiet --resume --out half");
        played(folder.path(), "sweep orders.toml --quiet --out whole");
        let (half, whole) = (sweep_json(folder.path(), "half"), sweep_json(folder.path(), "whole"));
        assert!(half != whole, "the point that was put there is not in the results");
    }

    #[test]
    fn another_scenario_seed_or_setting_does_not_resume() {
        let folder = folder(SLOW);
        interrupt(folder.path(), "-INT");
        for change in ["--seed 2", "--replications 30", "--set agent_group.agents.cost_per_hour=31"] {
            let output = done(folder.path(), &format!("sweep orders.toml --resume --out half {change}"));
            let complaint = complaint(&output);
            assert_eq!(output.status.code(), Some(2), "{change}: {complaint}");
            assert!(complaint.contains("was of another scenario, seed or version"), "{change}: {complaint}");
        }
        let changed = fs::read_to_string(folder.path().join("orders.toml")).unwrap().replace("\"4m\"", "\"5m\"");
        fs::write(folder.path().join("orders.toml"), changed).unwrap();
        let output = done(folder.path(), "sweep orders.toml --resume --out half");
        assert_eq!(output.status.code(), Some(2));
        assert!(points(folder.path()).len() >= 2, "what was finished is lost");
    }
}
