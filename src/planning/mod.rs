//! From promises to people: the fewest agents in each interval, the shifts that put them there, and
//! the proof by simulation.
//!
//! [`shifts`] solves for the cheapest schedule of a requirement as an integer program. It knows terms
//! and numbers, no calls.

pub mod shifts;
