//! From a TOML file to models that can be played, and everything that can be wrong on the way.
//!
//! A scenario is read in steps, each of which collects all the problems it finds before the next
//! one starts:
//!
//! 1. [`document`] parses the text into a tree that remembers where everything stands, and puts
//!    the columns of CSV files into their places;
//! 2. [`raw`] mirrors the keys one to one: types, ranges, unknown and missing keys;
//! 3. `validate` turns what was typed into a [`Model`](crate::model::Model) and the study that is asked for.
//!
//! A design point of a sweep sets numbers in the tree and goes through steps 2 and 3 again, so it
//! is held to the same rules as a file.

mod csv_column;
mod decode;
pub mod document;
mod family;
mod load;
pub mod longrun;
pub mod plan;
mod policy;
pub mod problem;
pub mod raw;
mod schema;
mod set;
pub mod shifts;
mod strategies;
mod sweep;
mod validate;
mod values;

pub use load::{Overrides, Scenario};
pub use policy::{ComparePlan, Deciding, PolicyPlan};
pub use problem::{Problem, Problems};
pub use schema::schema;
pub use strategies::{LongRunPlan, StrategyPlan};
pub use sweep::{CasePlan, DesignPoint, SweepPlan};
