//! Broken scenarios: each folder of `tests/errors` holds one, and the exact text that `check`
//! prints about it.
//!
//! `UPDATE_EXPECTED=1 cargo test --test errors` writes the texts anew; read them with the eyes of
//! a planner before they are kept.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const EXPECTED: &str = "expected.txt";

#[test]
fn every_broken_scenario_prints_the_expected_problems() {
    let update = std::env::var_os("UPDATE_EXPECTED").is_some_and(|value| value == "1");
    let folders = folders();
    assert!(folders.len() >= 60, "only {} broken scenarios", folders.len());
    let mut mismatches = String::new();
    for folder in folders {
        let printed = check(&folder);
        let path = folder.join(EXPECTED);
        if update {
            fs::write(&path, &printed).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if printed != expected {
            mismatches += &format!("\n{}\n{}", path.display(), difference(&expected, &printed));
        }
    }
    assert!(mismatches.is_empty(), "lines with - are expected, lines with + are printed:\n{mismatches}");
}

/// What `check` prints about the scenario in `folder`; it must find problems, and say nothing on
/// standard output.
fn check(folder: &Path) -> String {
    let name = folder.display();
    let done = Command::new(env!("CARGO_BIN_EXE_onering"))
        .args(["check", "scenario.toml"])
        .args(more_arguments(folder))
        .current_dir(folder)
        .output()
        .unwrap();
    let printed = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(1), "{name}: {printed}");
    assert!(done.stdout.is_empty(), "{name} prints to standard output");
    assert!(!printed.contains("panicked"), "{name}: {printed}");
    printed
}

/// One argument a line in `arguments.txt`, where the case is about the command line.
fn more_arguments(folder: &Path) -> Vec<String> {
    let text = fs::read_to_string(folder.join("arguments.txt")).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors");
    let mut folders: Vec<PathBuf> =
        fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// Both texts line by line, common lines once.
fn difference(expected: &str, printed: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), printed.lines().collect());
    let mut common = vec![vec![0; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] =
                if old[i] == new[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut text) = (0, 0, String::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            text += &format!("  {}\n", old[i]);
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && common[i + 1][j] >= common[i][j + 1]) {
            text += &format!("- {}\n", old[i]);
            i += 1;
        } else {
            text += &format!("+ {}\n", new[j]);
            j += 1;
        }
    }
    text
}
