//! Models in, estimates out: replications spread over threads, sweeps, and what they say of
//! promises.
//!
//! The unit of work is a block of replications of one model, whose result is a
//! [`Summary`](crate::metrics::Summary) that adds up exactly: how blocks are spread over threads,
//! and in which order they end, has no influence on the answer.

mod block;
mod bundle;
mod companion;
pub mod explain;
mod point;
mod promises;
mod schedule;
mod summaries;
mod sweep;
mod warm_up;

pub use point::{GoalOutcome, IntervalsOutcome, Narrowed, PointResult, PromiseOutcome, WaitBucket, Waits};
pub use promises::{CheapestLevel, Comparison, PromisePrices, price_promises};
pub use schedule::{Task, Unwatched, Watcher, run};
pub use summaries::summaries;
pub use sweep::{Level, MARGINAL_COST, marginal_costs};
