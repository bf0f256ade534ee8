//! The planner: shifts, requirements, and what becomes of them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod brute_force;
mod command;
mod money;
mod office;
mod program;
mod published_mixes;
mod reach;
mod requirement;
mod said;
mod search;
mod sizes;
mod skills;
mod stable_delay;
