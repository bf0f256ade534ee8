//! Models in, estimates out: replications spread over threads, sweeps, and what they say of
//! promises.
//!
//! The unit of work is a block of replications of one model, whose result is a
//! [`Summary`](crate::metrics::Summary) that adds up exactly: how blocks are spread over threads,
//! and in which order they end, has no influence on the answer.

mod block;
mod bundle;
mod companion;
mod contest;
pub mod explain;
mod mend;
mod point;
mod promises;
mod schedule;
mod select;
mod summaries;
mod sweep;
mod warm_up;

pub use contest::{
    COMPARED, COST_PER_OFFERED_CALL, COST_PER_RESOLVED_ISSUE, Contest, Difference, Exchange, Feasibility,
    ISSUES_RESOLVED, Question, Standing, compared_pairs, contest,
};
pub use mend::{Found, Mending, USUAL_SHARE_OF_DAYS, mend};
pub use point::{GoalOutcome, IntervalsOutcome, Narrowed, PointResult, PromiseOutcome, WaitBucket, Waits};
pub use promises::{CheapestLevel, Comparison, PromisePrices, price_promises};
pub use schedule::{Task, Unwatched, Watcher, run};
pub use select::{FIRST_STAGE, Selection, select_kn, select_ocba};
pub use summaries::{summaries, work_of_replication};
pub use sweep::{Level, MARGINAL_COST, marginal_costs};
