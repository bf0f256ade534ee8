//! From a call log to a scenario: reading, cleaning, estimating, writing.

mod call;

pub use call::{LoggedCall, Outcome};
