//! `docs/strategies.md`: the questions, the verdicts and the numbers, as they stand in the files.

use std::{fs, path::PathBuf};

use onering::{
    metrics::Unit,
    report::{Money, seconds, thousands, title_of},
};

use super::{finding::Finding, strategy::Strategy};

const BEGIN: &str =
    "<!-- made by `UPDATE_FINDINGS=1 cargo test --release --test strategies`: do not change by hand -->\n";
const END: &str = "<!-- end -->\n";

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/strategies.md")
}

/// Writes the tables anew.
pub fn write(all: &[Strategy]) {
    fs::write(path(), with(&fs::read_to_string(path()).unwrap(), all)).unwrap();
}

/// Holds the page to the files.
pub fn check(all: &[Strategy]) {
    let text = fs::read_to_string(path()).unwrap();
    assert!(text == with(&text, all), "docs/strategies.md is not what the files say: {BEGIN}");
}

fn with(text: &str, all: &[Strategy]) -> String {
    let (before, rest) = text.split_once(BEGIN).unwrap_or_else(|| panic!("docs/strategies.md lacks {BEGIN}"));
    let (_, after) = rest.split_once(END).unwrap_or_else(|| panic!("docs/strategies.md lacks {END}"));
    format!("{before}{BEGIN}\n{}{}{END}{after}", verdicts(all), numbers(all))
}

fn link(strategy: &Strategy) -> String {
    format!("[{}](../scenarios/strategies/{}.toml)", strategy.title, strategy.name)
}

fn verdicts(all: &[Strategy]) -> String {
    let row = |s: &Strategy| format!("| {} | {} | {} |\n", link(s), s.question, s.verdict);
    let rows: String = all.iter().map(row).collect();
    format!("## Question and verdict\n\n| strategy | question | verdict |\n|---|---|---|\n{rows}\n")
}

fn numbers(all: &[Strategy]) -> String {
    let rows: String = all.iter().flat_map(|s| s.findings.iter().map(move |finding| row(s, finding))).collect();
    let head = "| strategy | measure | policy | baseline | from | to |\n|---|---|---|---|---:|---:|\n";
    format!(
        "## The numbers\n\nEach is a 95 % interval; where a baseline is named, of the difference to it.\n\n{head}{rows}\n"
    )
}

fn row(strategy: &Strategy, finding: &Finding) -> String {
    let (low, high) = finding.interval();
    let write = |value: f64| number(finding, value, &strategy.currency);
    let of = finding.of.rsplit_once('.').map_or_else(String::new, |(_, name)| format!(", {name}"));
    let baseline = finding.minus.as_deref().unwrap_or("");
    let title = title_of(&finding.measure);
    let (name, policy) = (link(strategy), &finding.policy);
    format!("| {name} | {title}{of} | {policy} | {baseline} | {} | {} |\n", write(low), write(high))
}

/// A number with its unit; a difference of shares is in points.
fn number(finding: &Finding, value: f64, currency: &str) -> String {
    let is_difference = finding.minus.is_some();
    let text = match finding.unit() {
        Unit::Share if is_difference => format!("{:.1} points", value * 100.0),
        Unit::Share => format!("{:.1} %", value * 100.0),
        Unit::Seconds => seconds(value),
        Unit::Money => Money::of(currency).amount(value),
        Unit::Length => format!("{value:.2}"),
        Unit::Calls | Unit::Times | Unit::Hours => thousands(value, 1),
    };
    if is_difference && value > 0.0 { format!("+{text}") } else { text }
}
