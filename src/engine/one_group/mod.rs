//! One group of agents: the call centre without an event calendar.
//!
//! Where all calls go to one group, what happens follows from the instants at which its agents are
//! free ([`free_times`]). First come, first served, each call is decided when it comes
//! ([`first_come`]); with several types, priorities, balking or a limit of lines, waits are resolved
//! in turn ([`in_turn`]). Both give the same record for every call as the general engine, which
//! property tests hold them to.

mod callers;
mod decide;
mod first_come;
mod free_times;
mod in_turn;
mod queue_length;
mod staff;

use super::record::Observer;
use crate::model::{AgentGroup, CallType, CallTypeParts, Model};

/// The memory of replications.
#[derive(Debug, Default)]
pub struct OneGroup {
    levels: Vec<first_come::Level>,
    turns: in_turn::Turns,
}

/// Whether this engine can play `model`: all call types go to its only group.
pub fn plays(model: &Model) -> bool {
    model.only_group().is_some_and(plays_group) && model.call_types().iter().all(plays_type)
}

/// Whether each call of `model` can be decided when it comes.
pub fn is_first_come(model: &Model) -> bool {
    plays(model)
        && model.call_types().len() == 1
        && model.lines().count.is_none()
        && model.call_types()[0].balking().is_none()
}

/// Counted agents, whose number changes by interval.
fn plays_group(group: &AgentGroup) -> bool {
    !group.staffed().is_empty()
}

/// Names every part of a call type, so that whoever adds one says here whether this engine plays it.
fn plays_type(call_type: &CallType) -> bool {
    let CallTypeParts {
        name: _,
        arrivals: _,
        busyness: _,
        talk_time: _,
        hold_time: _,
        after_call_work: _,
        patience: _,
        balking: _,
        priority: _,
        groups,
        service_level: _,
        short_abandon: _,
        cost_when_abandoned: _,
        cost_per_minute_waiting: _,
    } = call_type.parts();
    *groups == [0]
}

/// Whether these models, all [first come, first served](is_first_come), meet the same callers and
/// differ in nothing that matters here but their staff.
pub fn meet_the_same_callers(a: &Model, b: &Model) -> bool {
    a.horizon() == b.horizon() && a.busyness() == b.busyness() && a.call_types() == b.call_types()
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
    first_come::play(models, seed, replication, &mut memory.levels, observers);
}
