//! From promises to people: the fewest agents in each interval, the shifts that put them there, and
//! the proof by simulation.
//!
//! [`requirement`] plays staffings against promises. [`shifts`] solves for the cheapest schedule of a requirement as an integer program. It knows terms
//! and numbers, no calls.

pub mod intraday;
mod proved;
pub mod requirement;
pub mod shifts;

pub use proved::{NotProved, Proved, demand, gross, people, prove, with_head_count};
