//! Time, shares and money: the quantities everything else is written in.
//!
//! Simulated time is an integer ([`SimTime`], nanoseconds), so sums are exact and do not depend on
//! the order of addition. What people type ("4m 30s", "07:00") is read by [`text`].
//!
//! This room refuses what is no quantity: NaN, infinities and negative durations never get past a
//! constructor.

mod sim_time;
pub mod text;

pub use sim_time::{NotATime, SimTime, nanoseconds_as_seconds};

/// Seconds in an hour.
pub const SECONDS_PER_HOUR: f64 = 3600.0;
