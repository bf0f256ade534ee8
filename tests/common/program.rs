//! What the tests of the program share.

use std::{
    path::Path,
    process::{Command, Output},
};

/// A small centre with a sweep.
#[allow(dead_code, reason = "not every test binary has a use for it")]
pub const SCENARIO: &str = r#"title = "Orders"
replications = 20

[horizon]
open = "08:00"
close = "12:00"
interval = "1h"

[[call_type]]
name = "orders"
arrivals = { poisson = { per_hour = 60 } }
talk_time = { exponential = { mean = "4m" } }
patience = { exponential = { mean = "3m" } }

[[agent_group]]
name = "agents"
skills = ["orders"]
staffed = 5
cost_per_hour = 30

[sweep]
vary = "agent_group.agents.staffed"
from = 4
to = 8
promises = [{ name = "half a minute", average_speed_of_answer = "30s" }]
"#;

/// `onering` with these arguments, separated by spaces, to be run in `folder`.
pub fn onering(folder: &Path, arguments: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onering"));
    command.args(arguments.split_whitespace()).current_dir(folder);
    command
}

/// Runs it to its end.
pub fn done(folder: &Path, arguments: &str) -> Output {
    onering(folder, arguments).output().expect("onering runs")
}

/// What it wrote to standard error.
pub fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
