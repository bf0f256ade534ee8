//! Whatever is typed, reading it ends in a scenario or in problems that can be drawn.

use std::path::Path;

use onering::scenario::{Overrides, Problems, Scenario};
use proptest::{prelude::*, sample::select};

/// Scenarios that are right.
const SCENARIOS: [&str; 4] =
    [include_str!("../scenarios/fedex.toml"), include_str!("../src/cli/template.toml"), EVERY_KEY, EVERY_ARRIVAL];

/// A scenario with every kind of arrivals.
const EVERY_ARRIVAL: &str = r#"
[horizon]
open = "08:00"
close = "10:00"
interval = "30m"

[busyness]
interval_cv = [0.1, 0.2, 0, 0.3]
interval_correlation = [[1, 0.5, 0.2, 0], [0.5, 1, 0.5, 0.2], [0.2, 0.5, 1, 0.5], [0, 0.2, 0.5, 1]]

[[correlation]]
between = ["a", "main"]
rho = 0.5

[[surge]]
from = "08:20"
to = "09:10"
factor = 2.5
probability = 0.3
call_types = ["a", "b"]
streams = ["main"]

[[stream]]
name = "main"
arrivals = { spline = { points = [{ at = "08:10", per_hour = 60 }, { at = "09:00", per_hour = 1 }, { at = "09:10", per_hour = 90 }], multiplier = 2 } }
busyness = { cv = 0.2, interval_cv = 0.1, interval_correlation = 0.5 }
shares = { a = 0.2, b = [0.3, 0.5, 0.3, 0.8], c = [0.5, 0.3, 0.5, 0] }
batches = { geometric = 2.5 }

[[call_type]]
name = "a"
arrivals = { poisson = { rates = [{ from = "08:12", per_hour = 300 }, { from = "09:59", per_hour = 0 }] } }
busyness = { cv = 0.2 }
vip = { share = 0.05, call_type = "c" }
talk_time = { constant = "1m" }

[[call_type]]
name = "b"
arrivals = { counts = { per_interval = [10, 20, 20.5, 10] } }
batches = { probabilities = [0.5, 0.3, 0.2] }
talk_time = { constant = "1m" }

[[call_type]]
name = "c"
arrivals = { day_total = { mean = 100, cv = 0.2, profile = [1, 2, 2, 1] } }
batches = { constant = 2 }
talk_time = { constant = "1m" }

[[call_type]]
name = "d"
arrivals = { sinusoid = { mean_per_hour = 60, swing = 0.4, period = "1h", rises_after = "5m" } }
talk_time = { constant = "1m" }

[[agent_group]]
name = "agents"
skills = ["a", "b", "c", "d"]
staffed = 40

[sweep]
vary = "call_type.a.vip.share"
values = [0, 0.1]
also = { vary = "call_type.d.arrivals.sinusoid.multiplier", values = [0.9, 1.1] }
promises = [{ name = "80/20", service_level = 0.8 }]
"#;

/// A scenario with nearly every key.
const EVERY_KEY: &str = r#"title = "All"
precision = { service_level = 0.5, cost = 10 }
confidence = 0.9
busyness = { cv = 0.1 }
lines = { count = 30, cost_per_minute = 0.1 }

[horizon]
open = "08:00"
close = "10:00"
interval = "30m"
at_close = "finish_calls"

[[call_type]]
name = "orders"
arrivals = { poisson = { per_interval = [20, 30.5, 25, 22], multiplier = 1.1 } }
busyness = { cv = 0.2 }
talk_time = { lognormal = { median = "3m", p90 = "8m" } }
hold_time = { hyperexponential = { means = ["10s", "1m"], shares = [0.9, 0.1] } }
after_call_work = { triangular = { min = 5, mode = "20s", max = "1m" } }
patience = { empirical = { values = ["1m", 90, "10m"] } }
balking = { share = 0.1, queue_at_least = 2 }
priority = -2
service_level = { acceptable_wait = "20s", target = 0.8, rule = "answered_only", penalty_per_day = 100 }
short_abandon = "3s"
cost_when_abandoned = 4.5
cost_per_minute_waiting = 0.1

[[call_type]]
name = "é.x"
arrivals = { replay = { times = ["08:12:00", 300, "2026-01-31 09:30:00"] } }
talk_time = { uniform = { min = "1m", max = "2m" } }

[[agent_group]]
name = "agents"
skills = ["orders", "é.x"]
staffed = [{ from = "08:00", to = "09:00", value = 8 }, { from = "09:00", to = "10:00", value = 9 }]
staffed_offset = 1
cost_per_hour = 30
shrinkage = 0.3

[[promise]]
name = "quick"
service_level = 0.8
call_type = "orders"
penalty_per_day = 5

[sweep]
vary = "agent_group.agents.staffed_offset"
from = -2
to = 2
also = { vary = "call_type.orders.arrivals.poisson.multiplier", values = [0.9, 1.1] }
promises = [{ name = "80/20", service_level = 0.8, acceptable_wait = "20s" }]
cases = [{ name = "a", set = { "busyness.cv" = 0.3 }, from = 0, to = 4, step = 2.0, replications = 2 }]
"#;

/// Values that are seldom meant.
const EXTREMES: [&str; 28] = [
    "nan",
    "inf",
    "-inf",
    "0",
    "-1",
    "-0.0",
    "1e308",
    "1e-308",
    "1e400",
    "9223372036854775807",
    "-9223372036854775808",
    "99999999999999999999",
    "0.5",
    "true",
    "\"\"",
    "\"nan\"",
    "[]",
    "{}",
    "[[]]",
    "[{}]",
    "1979-05-27",
    "\"25:61\"",
    "\"9999999999999h\"",
    "\"-5s\"",
    "{ csv = \"none.csv\" }",
    "{ csv = 3 }",
    "{ constant = { } }",
    "\"\u{0}é\\u0000\"",
];

/// One change of a text.
#[derive(Clone, Debug)]
enum Change {
    Delete(f64, usize),
    Insert(f64, String),
    Replace(f64, u8),
    /// The value after the n-th equals sign.
    Value(f64, String),
    Line(f64, f64),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let value = prop_oneof![
        5 => select(EXTREMES.to_vec()).prop_map(str::to_owned),
        2 => any::<f64>().prop_map(|number| format!("{number:?}")),
        1 => (1..4000_usize).prop_map(|n| format!("\"{}\"", "é".repeat(n))),
        1 => (1..300_usize).prop_map(|n| format!("{}1{}", "[".repeat(n), "]".repeat(n))),
        1 => (1..300_usize).prop_map(|n| format!("{}1{}", "{ a = ".repeat(n), " }".repeat(n))),
    ];
    let change = prop_oneof![
        2 => (0.0..1.0, 1..40_usize).prop_map(|(at, count)| Change::Delete(at, count)),
        2 => (0.0..1.0, ".{1,8}").prop_map(|(at, text)| Change::Insert(at, text)),
        2 => (0.0..1.0, any::<u8>()).prop_map(|(at, byte)| Change::Replace(at, byte)),
        6 => (0.0..1.0, value).prop_map(|(at, value)| Change::Value(at, value)),
        2 => (0.0..1.0, 0.0..1.0).prop_map(|(from, to)| Change::Line(from, to)),
    ];
    proptest::collection::vec(change, 1..4)
}

fn changed(text: &str, change: &Change) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let place = |share: f64, length: usize| ((share * length as f64) as usize).min(length.saturating_sub(1));
    match change {
        _ if bytes.is_empty() => {}
        Change::Delete(at, count) => {
            let from = place(*at, bytes.len());
            let to = (from + count).min(bytes.len());
            bytes.drain(from..to);
        }
        Change::Insert(at, text) => {
            let from = place(*at, bytes.len());
            bytes.splice(from..from, text.bytes());
        }
        Change::Replace(at, byte) => {
            let at = place(*at, bytes.len());
            bytes[at] = *byte;
        }
        Change::Value(at, value) => {
            let ends: Vec<usize> = text.match_indices("= ").map(|(i, _)| i + 2).collect();
            if let Some(from) = ends.get(place(*at, ends.len())).copied() {
                let rest = &text[from..];
                let to = from + rest.find([',', '}', '\n']).unwrap_or(rest.len());
                bytes.splice(from..to, value.bytes());
            }
        }
        Change::Line(from, to) => {
            let mut lines: Vec<&str> = text.lines().collect();
            let line = lines.remove(place(*from, lines.len()));
            lines.insert(place(*to, lines.len()), line);
            bytes = lines.join("\n").into_bytes();
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn drawn(problems: &Problems) {
    assert!(!problems.is_empty(), "refused without a reason");
    for coloured in [false, true] {
        assert!(problems.render(coloured).contains("problem"));
    }
}

fn read(text: &str, overrides: &Overrides) {
    match Scenario::from_text("scenario.toml", text, Path::new("."), overrides) {
        Err(problems) => drawn(&problems),
        Ok(scenario) => {
            let _ = (scenario.resolved(), scenario.warnings(), scenario.model().expected_calls());
            if let Err(problems) = scenario.sweep() {
                drawn(&problems);
            }
        }
    }
}

#[test]
fn the_scenarios_that_are_changed_are_right() {
    for text in SCENARIOS {
        let scenario = Scenario::from_text("s", text, Path::new("."), &Overrides::default());
        let scenario = scenario.unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        if let Err(problems) = scenario.sweep() {
            panic!("{}", problems.render(false));
        }
    }
}

#[test]
fn tables_and_lists_as_deep_as_the_file_allows_are_read_or_refused() {
    for n in [10, 100, 10_000, 1_000_000] {
        read(&format!("title = {}", "[".repeat(n)), &Overrides::default());
        read(&format!("title = {}1{}", "[".repeat(n), "]".repeat(n)), &Overrides::default());
        read(&format!("title = {}1{}", "{a=".repeat(n), "}".repeat(n)), &Overrides::default());
        read(&format!("{} = 1", vec!["a"; n].join(".")), &Overrides::default());
        read(&format!("[{}]\n", vec!["a"; n].join(".")), &Overrides::default());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_scenarios_never_panic(text in select(SCENARIOS.to_vec()), changes in changes()) {
        read(&changes.iter().fold(text.to_owned(), |text, change| changed(&text, change)), &Overrides::default());
    }

    #[test]
    fn settings_never_panic(key in "[a-z._é ]{0,30}|call_type\\.orders[a-z._]{0,20}", value in ".{0,20}", seed: u64) {
        let set = vec![(key, value)];
        read(EVERY_KEY, &Overrides { set, seed: Some(seed), replications: Some(seed) });
    }

    #[test]
    fn any_text_never_panics(text in "\\PC{0,200}") {
        read(&text, &Overrides::default());
    }
}
