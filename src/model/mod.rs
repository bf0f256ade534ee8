//! What a call centre is: validated, with private fields, ready to be played.
//!
//! A [`Model`] is built once from its parts and never changes; whoever holds one may rely on every
//! promise its constructors make (positive means, shares within 0 and 1, lists as long as the day
//! has intervals, at least one group for every call type). What was typed lives in
//! [`crate::scenario`]; only this reaches the engine.
//!
//! A new distribution is one file in [`distribution`] and one line in its registry, a new arrival
//! process one file in [`arrivals`] and one line in its registry.

mod agent_group;
pub mod arrivals;
mod busyness;
mod call_stream;
mod call_type;
mod centre;
mod correlation;
pub mod distribution;
mod given_days;
mod horizon;
pub mod journey;
mod long_run;
mod medium;
mod outage;
mod outbound;
pub mod parameter;
mod plan;
mod promise;
mod reserve;
mod roster;
pub mod routing;
mod study;
mod surge;
pub mod timeline;

pub use agent_group::{Absence, AgentGroup, GroupWork, MOST_AGENTS, Tenure};
pub use arrivals::Arrivals;
pub use busyness::{Busyness, Dependence};
pub use call_stream::{Batches, CallStream, Mix, Origin, ROUNDING};
pub use call_type::{Balking, CallType, CallTypeParts, ServiceGoal, ServiceLevelRule};
pub use centre::{Lines, Model, ModelParts};
pub use correlation::{Correlation, gamma_factor};
pub use distribution::Distribution;
pub use given_days::GivenDays;
pub use horizon::{AtClose, Day, Horizon, SteadyState, WarmUp};
pub use journey::Journey;
pub use long_run::{Concession, CustomerBase, LongRun, MOST_WAITS, Number, Numbers, Staffing, Uncertain};
pub use medium::{Chat, Item, Medium};
pub use outage::{Outage, Takes};
pub use outbound::{LooksAfter, Outbound, OutboundParts};
pub use plan::{BreakWindow, Overtime, PlanTerms, Premium, ShiftType};
pub use promise::{Goal, Headline, Keeping, KeptOver, Promise};
pub use reserve::Reserve;
pub use roster::Roster;
pub use study::{MOST_REPLICATIONS, Replications, Study};
pub use surge::Surge;
pub use timeline::Timeline;

/// A model part that cannot be: says what, in words a planner reads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoModel(pub String);
