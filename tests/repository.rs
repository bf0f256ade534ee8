//! The repository itself: who may use whom, and that what stands in the docs and scenarios is true.

#![allow(clippy::unwrap_used, reason = "a test that cannot read the repository has failed")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use onering::{
    metrics::measures,
    scenario::{Overrides, Scenario},
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Which rooms a room may use, as docs/design.md has it.
const MAY_USE: [(&str, &[&str]); 14] = [
    ("units", &[]),
    ("stats", &["units"]),
    ("analytic", &["units"]),
    ("model", &["units"]),
    ("scenario", &["model", "units"]),
    ("engine", &["model", "units"]),
    ("metrics", &["engine", "model", "stats", "units"]),
    ("experiment", &["analytic", "model", "engine", "metrics", "stats", "units"]),
    ("calibrate", &["analytic", "engine", "experiment", "metrics", "model", "scenario", "stats", "units"]),
    ("planning", &["analytic", "experiment", "metrics", "model", "stats", "units"]),
    ("longrun", &["engine", "experiment", "metrics", "model", "stats", "units"]),
    (
        "report",
        &["analytic", "calibrate", "engine", "experiment", "longrun", "metrics", "model", "planning", "stats", "units"],
    ),
    ("chart", &["experiment", "metrics", "stats", "units"]),
    (
        "cli",
        &[
            "analytic",
            "calibrate",
            "chart",
            "engine",
            "experiment",
            "longrun",
            "metrics",
            "model",
            "planning",
            "report",
            "scenario",
            "stats",
            "units",
        ],
    ),
];

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files
}

/// The rooms that a source text names after `crate::`, tests left out.
fn rooms_used(text: &str) -> Vec<String> {
    let code: String = text
        .split("#[cfg(test)]")
        .next()
        .unwrap_or("")
        .lines()
        .filter(|l| !l.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    let mut used = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 1;
            let mut name = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
                if depth == 1 && (c.is_alphanumeric() || c == '_') {
                    name.push(c);
                } else if !name.is_empty() {
                    used.push(std::mem::take(&mut name));
                }
            }
            used.extend((!name.is_empty()).then_some(name));
        } else {
            used.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    used
}

#[test]
fn no_room_uses_one_that_it_may_not() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_USE.into_iter().collect();
    let mut wrong = Vec::new();
    for (room, may_use) in &allowed {
        for file in rust_files(&root().join("src").join(room)) {
            for used in rooms_used(&fs::read_to_string(&file).unwrap()) {
                if allowed.contains_key(used.as_str()) && used != *room && !may_use.contains(&used.as_str()) {
                    wrong.push(format!("{} uses {used}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_reader_of_rooms_sees_groups_and_paths() {
    let text = "use crate::{\n    model::{A, B},\n    stats::C,\n};\nlet x = crate::units::D;\n// crate::cli\n";
    let mut used = rooms_used(text);
    used.retain(|u| u.chars().next().is_some_and(char::is_lowercase));
    assert_eq!(used, ["model", "stats", "units"]);
}

#[test]
fn every_room_is_in_the_table() {
    let mut rooms: Vec<String> = fs::read_dir(root().join("src"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.is_dir())
        .map(|p| p.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    rooms.sort();
    let mut listed: Vec<&str> = MAY_USE.iter().map(|(room, _)| *room).collect();
    listed.sort_unstable();
    assert_eq!(rooms, listed);
}

#[test]
fn every_measure_stands_in_the_docs_with_its_formula() {
    let docs = read("docs/metrics.md");
    for measure in measures::every() {
        let row = format!("| `{}` |", measure.name);
        let line = docs
            .lines()
            .find(|l| l.starts_with(&row))
            .unwrap_or_else(|| panic!("docs/metrics.md lacks {}", measure.name));
        assert!(
            line.contains(measure.formula),
            "docs/metrics.md has another formula for {}: {}",
            measure.name,
            measure.formula
        );
    }
}

#[test]
fn every_scenario_is_right_and_plays() {
    for entry in fs::read_dir(root().join("scenarios")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "toml") {
            continue;
        }
        let few = Overrides { replications: Some(2), ..Overrides::default() };
        let scenario = Scenario::load(&path, &few).unwrap_or_else(|p| panic!("{}", p.render(false)));
        if scenario.asks_for_sweep() {
            scenario.sweep().unwrap_or_else(|p| panic!("{}", p.render(false)));
        }
        let task = onering::experiment::Task { model: scenario.model().clone(), study: scenario.study().clone() };
        let result = onering::experiment::run(&[task], 2, &onering::experiment::Unwatched).remove(0).unwrap();
        assert!(result.overall("offered").unwrap().value > 0.0, "{}", path.display());
    }
}

#[test]
fn the_readme_shows_a_scenario_that_is_right() {
    let readme = read("README.md");
    let blocks: Vec<&str> = readme.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(!blocks.is_empty());
    for block in blocks {
        Scenario::from_text("README.md", block, root(), &Overrides::default())
            .unwrap_or_else(|p| panic!("{}", p.render(false)));
    }
}

#[test]
fn the_readme_and_ci_run_the_same_two_commands() {
    let (readme, ci) = (read("README.md"), read(".ci/run"));
    for command in ["cargo run --release -- sweep scenarios/fedex.toml", "cargo test --release"] {
        assert!(readme.contains(command), "README.md lacks {command}");
        assert!(ci.contains(command), ".ci/run lacks {command}");
    }
}
