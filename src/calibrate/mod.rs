//! From a call log to a scenario: reading, cleaning, estimating, writing.

mod call;
pub mod log;

pub use call::{LoggedCall, Outcome};
