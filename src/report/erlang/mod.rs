//! What `onering erlang` says: figures of formulas as tables, sentences and JSON.

mod approximations;
mod json;
mod many;
mod measures;
mod one;

pub use approximations::{Approximation, approximations_table};
pub use json::{ErlangDocument, figure_rows, sizing};
pub use many::{IntervalFigures, many_table};
pub use measures::{Figure, figures, written};
pub use one::{OneInterval, StaffLevel, one_table};

/// A number of agents with its decimals: "12.31".
#[must_use]
pub fn decimals(agents: f64) -> String {
    super::number::thousands(agents, 2)
}
