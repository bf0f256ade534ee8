//! From calls to a scenario: estimates against the truth they were simulated from, and the written scenario.

#![expect(clippy::unwrap_used, reason = "all of this crate is tests")]

#[path = "../common/play.rs"]
mod common;

mod checked;
mod circle;
mod groups;
mod program;
mod real;
mod redials;
mod simulated;
mod week;
mod written;
