//! Several groups of agents and types of calls, without an event calendar.
//!
//! What happens follows from the instants at which agents are free: one tree of them for each group
//! ([`desk`]). A call that finds an agent idle costs no event, nor does an agent who becomes free while
//! nobody waits for the group; only waits are resolved in between ([`play`]). Calls are drawn in blocks
//! and merged ([`arrivals`]); those who wait stand in one queue for each type ([`queues`]).
//!
//! It plays what most centres of several skills are: types with groups in order of preference, groups
//! that take the highest priority or another fixed order, staff by interval, patience. What else a model
//! may have is for the general engine, which a property test holds this one to, record for record.

mod arrivals;
mod desk;
mod give_ups;
mod play;
mod queues;

pub use play::{ManyGroups, play};

use super::one_group;
use crate::{
    model::{
        AgentGroup, CallType, CallTypeParts, Medium, Model,
        routing::{AgentSelection, Preference},
    },
    units::SimTime,
};

/// Whether this engine can play `model`.
pub fn plays(model: &Model) -> bool {
    model.horizon().days() == 1
        && model.lines().count.is_none()
        && !model.has_recorded_talk()
        && model.outages().is_empty()
        && model.agent_groups().iter().all(plays_group)
        && model.call_types().iter().all(plays_type)
        && one_group::has_one_stream_for_each_type(model)
}

/// Counted agents, whose number changes by interval and who take calls in a fixed order.
fn plays_group(group: &AgentGroup) -> bool {
    group.work().call_selection.is_fixed() && one_group::has_counted_agents(group)
}

/// Names every part of a call type, so that whoever adds one says here whether this engine plays it.
///
/// Talk must take a time that has no probability of its own, so that no two agents are free at the same
/// instant: who comes first then would be a matter of who was asked first, which is not kept here.
fn plays_type(call_type: &CallType) -> bool {
    let CallTypeParts {
        name: _,
        talk_time,
        hold_time: _,
        after_call_work: _,
        patience: _,
        balking,
        balking_by_interval,
        handle_time_factor,
        patience_factor,
        queue_at_most,
        priority: _,
        priority_growth_per_minute: _,
        weight: _,
        preferences,
        agent_selection,
        journey,
        service_level: _,
        short_abandon: _,
        cost_when_abandoned: _,
        cost_when_answered: _,
        cost_per_minute_waiting: _,
        outbound,
        medium,
    } = call_type.parts();
    talk_time.cumulative_hazard(talk_time.mean()).is_some()
        && balking.is_none()
        && balking_by_interval.is_none()
        && handle_time_factor.is_none()
        && patience_factor.is_none()
        && queue_at_most.is_none()
        && *agent_selection == AgentSelection::OrderOfPreference
        && preferences.iter().all(|Preference { group: _, after, tier: _ }| *after == SimTime::ZERO)
        && journey.is_plain()
        && outbound.is_none()
        && *medium == Medium::Call
}
