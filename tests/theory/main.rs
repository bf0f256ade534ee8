//! The simulator against closed forms.
//!
//! Each run plays with a fresh seed, which a failure prints together with the case. A comparison
//! fails when estimate and theory differ by more than the estimator's own standard error times
//! Student's t at `SUITE_ALPHA / COMPARISONS`: by chance, the whole suite fails once in a million
//! runs. No tolerance is chosen. The oracles are summed here, from the definitions of the models,
//! and share no code with the simulator.
//!
//! `cargo test --release --test theory -- --nocapture` prints every comparison.

#![expect(clippy::unwrap_used, reason = "all of this crate is tests")]

mod birth_death;
mod case;
#[path = "../common/estimates.rs"]
mod common;
mod crommelin;
mod days;
mod deferred;
mod general_service;
mod lines;
mod markov_queues;
mod priorities;
mod redials;
