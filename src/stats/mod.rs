//! Estimates that never travel without their interval. Knows no call centre.
//!
//! Observations come in *sections*: independent, identically distributed groups of replications,
//! each summed exactly. From the sections come ratios by the delta method ([`ratio`]), quantiles
//! from log-bucketed counts ([`Histogram`]), exact intervals for proportions ([`proportion`]), the
//! end of a warm-up ([`mser5`]) and the number of replications a precision needs ([`Precision`]).
//!
//! Undefined is `None`, never 0 and never NaN.

mod control;
mod estimate;
mod histogram;
mod mser;
mod precision;
mod proportion;
mod quantile;
mod ratio;

pub use control::{FEWEST_SECTIONS, controlled_ratio};
pub use estimate::{Confidence, Estimate, NotAConfidence};
pub use histogram::{Histogram, RELATIVE_ERROR};
pub use mser::{MserVerdict, mser5};
pub use precision::Precision;
pub use proportion::proportion;
pub use quantile::quantile;
pub use ratio::{Pair, ratio, ratio_difference, ratio_of_differences, share};
