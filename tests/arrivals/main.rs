//! When calls come, from where, and of which type: by hand, against theory, with the same callers
//! under every policy, and against a published case.
//!
//! Theory plays with fresh seeds, which a failure prints. A comparison fails when estimate and theory
//! differ by more than the estimator's own standard error times Student's t at `SUITE_ALPHA /
//! COMPARISONS`: by chance the whole suite fails once in a million runs.
//!
//! `cargo test --release --test arrivals -- --nocapture` prints every comparison.

#![expect(clippy::unwrap_used, reason = "all of this crate is tests")]

mod by_hand;
mod case;
#[path = "../common/play.rs"]
mod common;
mod day_total;
mod factors;
mod published;
mod random;
mod rates;
mod same_callers;
mod streams;
