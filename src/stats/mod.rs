//! Estimates that never travel without their interval. Knows no call centre.
//!
//! Observations come in *sections*: independent, identically distributed groups of replications,
//! each summed exactly. From the sections come ratios by the delta method ([`ratio`]), quantiles
//! from log-bucketed counts ([`Histogram`]), exact intervals for proportions ([`proportion`]), the
//! end of a warm-up ([`mser5`]) and the number of replications a precision needs ([`Precision`]).
//!
//! Undefined is `None`, never 0 and never NaN.

mod censored;
mod control;
mod estimate;
mod histogram;
mod kaplan_meier;
pub mod kolmogorov;
pub mod lifetime;
mod maximum;
mod mser;
mod overdispersion;
mod precision;
mod proportion;
mod quantile;
mod ratio;
pub mod selection;
mod simultaneous;
mod with_error;

pub use censored::{Cell, CensoredCounts, CensoredSample};
pub use control::{FEWEST_SECTIONS, controlled_ratio};
pub use estimate::{Confidence, Estimate, NotAConfidence};
pub use histogram::{Histogram, RELATIVE_ERROR};
pub use kaplan_meier::{KaplanMeier, Step};
pub use maximum::{Maximum, maximise};
pub use mser::{MserVerdict, mser5};
pub use overdispersion::{Overdispersion, overdispersion};
pub use precision::Precision;
pub use proportion::proportion;
pub use quantile::Quantiles;
pub use ratio::{Pair, ratio, ratio_difference, ratio_of_differences, share};
pub use simultaneous::{WithBest, compare_with_best, joint_region, pairing_gain};
pub use with_error::{NORMAL_95, WithError};
