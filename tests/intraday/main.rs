//! Planning within the day: what the morning teaches, what is to come, and which moves help.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod command;
mod posterior;
mod queue;
mod ranking;
mod rest_of_day;

use onering::scenario::{Overrides, Scenario};

fn scenario(text: &str) -> Scenario {
    Scenario::from_text("test.toml", text, std::path::Path::new("."), &Overrides::default())
        .unwrap_or_else(|problems| panic!("{}\n{text}", problems.render(false)))
}
