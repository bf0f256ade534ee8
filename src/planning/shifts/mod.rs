//! The cheapest shifts for a requirement, as an integer program.
//!
//! Every way to work a shift, its breaks in place, is a column of its own; of several days a tour says on which
//! of them it is worked. Breaks could be *implicit* (Aykin, *Management Science* 42, 1996), which takes fewer columns and a row for
//! each break; a pure simplex pays for rows, and is much slower then. How it is searched stands in `branch`.

mod branch;
mod clash;
mod halves;
mod program;
mod relaxed;
mod schedule;
mod solver;
mod tours;

pub use clash::Clash;
pub use program::{Column, Program, Row, Sense};
pub use schedule::{DailyShift, Schedule, Tour, pay, pay_by_interval};
pub use solver::{Effort, NoSolution, Proof, SOLVER, Solved, solve};
pub use tours::{About, Demand, NoSchedule, schedule};
