//! Which of several is best: procedures that decide how many observations that takes.
//!
//! [`Kn`] stops when the best is found with a stated probability; [`allocation`] spends a given number of observations
//! where they help most. Both take *less* for better.

mod kn;
mod ocba;

pub use kn::Kn;
pub use ocba::{ToBest, allocation, correct_selection};
