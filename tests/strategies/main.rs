//! The strategies of `scenarios/strategies/`: each file is read, played on fresh callers, and held to what its header
//! says it found.
//!
//! A finding is a line of the header, such as
//!
//! ```text
//! # FOUND: cost_per_offered_call under "one ring" minus "81 seconds": 0.128 to 0.134
//! ```
//!
//! It is the 95 % interval of a row of `compare.json` (or of `run`, with `of call_type.NAME`), as `onering compare FILE`
//! gives it with the file's own seed and days; differences are to the baseline, and hold together over its policies. The
//! test plays [`FRESH_DAYS`] days of another seed. A finding is false when both estimates differ by more than the root of
//! the sum of their squared standard errors times Student's t at [`SUITE_ALPHA`] over the number of all findings: by
//! chance, the suite fails once in a million runs.
//!
//! `UPDATE_FINDINGS=1 cargo test --release --test strategies` measures the findings anew and writes them, and the page
//! `docs/strategies.md`. Read the verdicts again after it. `-- --nocapture` prints every comparison.

#![expect(clippy::unwrap_used, reason = "all of this crate is tests")]

mod finding;
mod page;
mod strategy;

use std::path::{Path, PathBuf};

use finding::Finding;
use onering::stats::Confidence;
use strategy::Strategy;

/// How often the whole suite may fail by chance.
const SUITE_ALPHA: f64 = 1e-6;
/// Days of each fresh run.
const FRESH_DAYS: u64 = 400;
/// The strategies of the debate; `all.toml` compares them.
const STRATEGIES: usize = 18;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/strategies")
}

fn strategies() -> Vec<Strategy> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    paths.sort();
    paths.iter().map(|path| Strategy::read(path)).collect()
}

#[test]
fn what_the_strategies_found_is_found_again_on_other_callers() {
    let mut all = strategies();
    if std::env::var_os("UPDATE_FINDINGS").is_some_and(|value| value == "1") {
        all.iter_mut().for_each(Strategy::measure_anew);
        page::write(&all);
    }
    let seed = u64::from(rand::random::<u32>());
    let count: usize = all.iter().map(|s| s.findings.len()).sum();
    let confidence = Confidence::new(1.0 - SUITE_ALPHA).unwrap().shared_by(count);
    let mut wrong = Vec::new();
    println!("{count} findings, {FRESH_DAYS} days with seed {seed}");
    for strategy in &all {
        let (stated, fresh) = (strategy.days(), strategy.play(Some((FRESH_DAYS, seed))));
        for finding in &strategy.findings {
            let found = finding.compare(&fresh, stated, confidence);
            println!("{}: {found}", strategy.name);
            wrong.extend((!found.agrees()).then(|| format!("{}: {found}", strategy.name)));
        }
    }
    let help = "UPDATE_FINDINGS=1 cargo test --release --test strategies measures them anew";
    assert!(wrong.is_empty(), "with seed {seed}\n{}\n{help}", wrong.join("\n"));
    page::check(&all);
}

#[test]
fn all_strategies_are_there_and_say_what_they_ask() {
    let all = strategies();
    assert_eq!(all.len(), STRATEGIES + 1, "the strategies, and all.toml");
    for strategy in &all {
        let name = &strategy.name;
        assert!(strategy.question.ends_with('?'), "{name} begins with no question: {}", strategy.question);
        let command = format!("#   onering compare scenarios/strategies/{name}.toml");
        assert!(strategy.text.lines().any(|line| line == command), "{name} lacks the line {command}");
        assert!(strategy.text.contains("ASSUMED"), "{name} says of no number that it is assumed");
        assert!(!strategy.findings.is_empty(), "{name} found nothing: there is no line # FOUND:");
        assert!(!strategy.verdict.is_empty(), "{name} draws no conclusion: there is no line # VERDICT:");
        assert!(strategy.has_policies(), "{name} compares nothing");
    }
}

#[test]
fn a_finding_that_is_false_is_found_out() {
    let strategy = Strategy::read(&folder().join("fedex.toml"));
    let fresh = strategy.play(Some((FRESH_DAYS, 7)));
    let confidence = Confidence::new(1.0 - SUITE_ALPHA).unwrap().shared_by(100);
    let agrees = |line: &str| Finding::read(line).compare(&fresh, strategy.days(), confidence).agrees();
    let cost = r#"cost_per_offered_call under "one ring" minus "81 seconds""#;
    let right = strategy.findings.iter().find(|f| f.subject() == cost).unwrap();
    assert!(right.compare(&fresh, strategy.days(), confidence).agrees());
    for wrong in ["0.00 to 0.01", "-0.15 to -0.10", "1.0 to 1.1"] {
        assert!(!agrees(&format!("{cost}: {wrong}")), "{wrong} was not found out");
    }
}
