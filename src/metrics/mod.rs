//! What is measured, and how.
//!
//! A [`Collector`] watches the engine and counts, in whole numbers, what happened to the calls of
//! each interval. After each replication it adds them to one of a fixed number of *sections* of a
//! [`Summary`]. Summaries add up exactly, in any order. A [`Measure`] then says which count is
//! divided by which, and [`stats`](crate::stats) turns the sections into an estimate with its
//! interval.
//!
//! A new measure is one file in [`measures`] and one line in its registry.

mod collector;
mod controls;
mod evidence;
pub mod measures;
mod scope;
mod summary;
mod tally;

pub use collector::Collector;
pub use controls::Controls;
pub use evidence::{Evidence, Row, days_kept, intervals_kept, promise_estimates, promise_estimates_over, rows};
pub use measures::{How, MEASURES, Measure, Unit, goal_value, headline};
pub use scope::{Of, Period};
pub use summary::{DaySections, Shape, Summary};
pub use tally::{CallTally, Costs, Daily, Totals};
