//! Who serves whom: preferences, delays, reservations, and the rules of choice.
//!
//! Two questions are asked again and again: which agent takes a call that has just come
//! ([`AgentSelection`]), and which waiting call an agent takes who is free ([`CallSelection`]). Each
//! rule of either kind is one file and one line in its registry, in [`agent_selection`] and
//! [`call_selection`]. A rule sees only what its view shows it, and never the engine.

pub mod agent_selection;
mod bits;
pub mod call_selection;
mod expected_wait;
mod table;

pub use agent_selection::AgentSelection;
pub use bits::Bits;
pub use call_selection::CallSelection;
pub use expected_wait::{ExpectedWait, QueueState};
pub use table::{GroupTable, RoutingTable, TypeTable};

use crate::units::SimTime;

/// A group that may take calls of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preference {
    /// The group's index.
    pub group: usize,
    /// How long a call must have waited before the group may take it.
    pub after: SimTime,
    /// Groups of a lower tier are asked first; those of one tier are chosen from by the type's
    /// [`AgentSelection`].
    pub tier: u32,
}

/// Agents of a group that are kept for one call type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reservation {
    /// The call type they are kept for.
    pub call_type: usize,
    /// How many agents: another type's call is taken only when more than these are idle.
    pub agents: u32,
    /// Lifted for a type of which more calls than this wait.
    pub unless_queue: Option<u32>,
    /// Lifted for a call that has waited this long.
    pub unless_wait: Option<SimTime>,
}
