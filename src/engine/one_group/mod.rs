//! One group of agents: the call centre without an event calendar.
//!
//! Where all calls go to one group, what happens follows from the instants at which its agents are
//! free ([`free_times`]). First come, first served, each call is decided when it comes
//! ([`first_come`]); with several types, priorities, balking or a limit of lines, waits are resolved
//! in turn ([`in_turn`]). Both give the same record for every call as the general engine, which
//! property tests hold them to.

pub(super) mod callers;
mod decide;
mod first_come;
pub(super) mod free_times;
mod in_turn;
mod queue_length;
mod side_by_side;
pub(super) mod staff;

use super::record::Observer;
use crate::{
    model::{
        AgentGroup, CallStream, CallType, CallTypeParts, GroupWork, Medium, Model, Origin,
        routing::{CallSelection, Preference},
    },
    units::SimTime,
};

/// The memory of replications.
#[derive(Debug, Default)]
pub struct OneGroup {
    levels: Vec<first_come::Level>,
    notes: first_come::Notes,
    turns: in_turn::Turns,
}

/// Whether this engine can play `model`: all call types go to its only group.
pub fn plays(model: &Model) -> bool {
    model.horizon().days() == 1
        && model.only_group().is_some_and(plays_group)
        && model.call_types().iter().all(plays_type)
        && has_one_stream_for_each_type(model)
}

/// Whether the calls of each type come from a stream of their own, one by one.
pub fn has_one_stream_for_each_type(model: &Model) -> bool {
    model.streams().len() == model.call_types().len()
        && model.streams().iter().enumerate().all(|(index, stream)| plays_stream(index, stream))
}

/// Whether each call of `model` can be decided when it comes.
pub fn is_first_come(model: &Model) -> bool {
    plays(model)
        && model.call_types().len() == 1
        && model.lines().count.is_none()
        && model.call_types()[0].balking().is_none()
}

/// Whether as many agents are there all day.
pub fn has_constant_staff(model: &Model) -> bool {
    model.agent_groups().iter().all(|group| group.staffed().windows(2).all(|pair| pair[0] == pair[1]))
}

/// Counted agents, whose number changes by interval and who take calls by priority.
fn plays_group(group: &AgentGroup) -> bool {
    !group.staffed().is_empty() && group.work().call_selection == CallSelection::Priority && has_counted_agents(group)
}

/// Whether a group has agents of one speed, of whom only how many there are in each interval matters. Names every part
/// of a group, so that whoever adds one says here whether the engines without a calendar play it.
pub fn has_counted_agents(group: &AgentGroup) -> bool {
    let GroupWork {
        skills: _,
        call_selection: _,
        reservation,
        speed: _,
        speed_spread: _,
        resolution: _,
        absence,
        ring_time,
        tenure: _,
        reserve,
    } = group.work();
    reservation.is_none()
        && absence.is_none()
        && ring_time.is_none()
        && reserve.is_none()
        && group.roster().is_none()
        && group.is_of_one_speed()
        && !group.has_own_resolution()
}

/// Single calls of one type, that of the same index.
fn plays_stream(index: usize, stream: &CallStream) -> bool {
    let CallStream { origin, arrivals: _, batches, busyness: _, mix, day_factors } = stream;
    day_factors.is_empty() && *origin == Origin::CallType(index) && batches.is_single() && mix.is_single()
}

/// Names every part of a call type, so that whoever adds one says here whether this engine plays it.
fn plays_type(call_type: &CallType) -> bool {
    let CallTypeParts {
        name: _,
        talk_time: _,
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
        agent_selection: _,
        journey,
        service_level: _,
        short_abandon: _,
        cost_when_abandoned: _,
        cost_when_answered: _,
        cost_per_minute_waiting: _,
        outbound,
        medium,
    } = call_type.parts();
    matches!(preferences.as_slice(), [Preference { group: 0, after: SimTime::ZERO, tier: _ }])
        && balking.is_none_or(|balking| balking.expected_wait_at_least == SimTime::ZERO)
        && balking_by_interval.is_none()
        && handle_time_factor.is_none()
        && patience_factor.is_none()
        && queue_at_most.is_none()
        && journey.is_plain()
        && outbound.is_none()
        && *medium == Medium::Call
}

/// Whether these models, all [first come, first served](is_first_come), meet the same callers and
/// differ in nothing that matters here but their staff.
pub fn meet_the_same_callers(a: &Model, b: &Model) -> bool {
    a.horizon() == b.horizon()
        && a.busyness() == b.busyness()
        && a.streams() == b.streams()
        && a.surges() == b.surges()
        && a.given_days() == b.given_days()
        && a.correlation() == b.correlation()
        && a.call_types() == b.call_types()
}

/// Plays one replication of `model`, which this engine [`plays`].
pub fn play(model: &Model, seed: u64, replication: u64, memory: &mut OneGroup, observer: &mut impl Observer) {
    if is_first_come(model) {
        play_levels(&[model], seed, replication, memory, &mut [observer]);
    } else {
        in_turn::play(model, seed, replication, &mut memory.turns, observer);
    }
}

/// Plays one replication of several models, each of them [first come, first served](is_first_come),
/// that [meet the same callers](meet_the_same_callers).
pub fn play_levels<O: Observer>(
    models: &[&Model],
    seed: u64,
    replication: u64,
    memory: &mut OneGroup,
    observers: &mut [&mut O],
) {
    memory.levels.resize_with(models.len(), first_come::Level::default);
    first_come::play(models, seed, replication, &mut memory.levels, &mut memory.notes, observers);
}

/// Plays two replications of `model`, which is [first come, first served](is_first_come).
pub fn play_side_by_side<O: Observer>(
    model: &Model,
    seed: u64,
    replications: [u64; 2],
    memory: &mut OneGroup,
    observers: [&mut O; 2],
) {
    memory.levels.resize_with(2, first_come::Level::default);
    side_by_side::play(model, seed, replications, &mut memory.levels, &mut memory.notes, observers);
}
