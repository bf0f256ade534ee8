//! What Erlang's formulas assume, and a centre need not keep: one entry each.
//!
//! An entry says whether a model breaks the assumption, and gives the model with that assumption
//! alone switched back to Erlang's. A new one is its entry in [`ASSUMPTIONS`].

use crate::model::{
    AgentGroup, Arrivals, Busyness, CallType, CallTypeParts, Distribution, GroupWork, Model, ModelParts, NoModel,
    distribution::Memoryless, routing::Preference,
};
use crate::units::SimTime;

/// One assumption of Erlang's.
#[derive(Clone, Copy)]
pub struct Assumption {
    /// Its name in JSON.
    pub key: &'static str,
    /// What the centre has and Erlang has not, for tables.
    pub title: &'static str,
    /// Whether a centre breaks it.
    pub is_broken_by: fn(&Model) -> bool,
    /// Switches it back to Erlang's.
    pub switch_back: fn(&mut ModelParts),
}

/// All that can be switched in a model, in the order of reports.
pub const ASSUMPTIONS: &[Assumption] = &[
    Assumption {
        key: "redial",
        title: "callers who call again",
        is_broken_by: |model| {
            model.call_types().iter().any(|t| t.journey().redial.is_some() || t.journey().recall.is_some())
        },
        switch_back: |parts| {
            for of in &mut parts.call_types {
                of.journey.redial = None;
                of.journey.recall = None;
            }
        },
    },
    Assumption {
        key: "day_to_day_randomness",
        title: "days that are busier than others",
        is_broken_by: |model| {
            model.busyness().is_some()
                || model.streams().iter().any(|s| s.busyness.is_some())
                || !model.surges().is_empty()
        },
        switch_back: |parts| {
            let none: Option<Busyness> = None;
            parts.busyness.clone_from(&none);
            parts.streams.iter_mut().for_each(|stream| stream.busyness.clone_from(&none));
            parts.correlation = None;
            parts.surges.clear();
        },
    },
    Assumption {
        key: "changes_within_intervals",
        title: "call rates that change within an interval",
        is_broken_by: |model| model.streams().iter().any(|s| s.arrivals.evened_out(model.horizon()).is_some()),
        switch_back: |parts| {
            for stream in &mut parts.streams {
                if let Some(even) = stream.arrivals.evened_out(&parts.horizon) {
                    stream.arrivals = even;
                }
            }
        },
    },
    Assumption {
        key: "handle_time",
        title: "handle times that are not exponential",
        is_broken_by: |model| model.call_types().iter().any(|t| !has_exponential_handle_time(t.parts())),
        switch_back: |parts| parts.call_types.iter_mut().for_each(exponential_handle_time),
    },
    Assumption {
        key: "patience",
        title: "patience that is not exponential",
        is_broken_by: |model| model.call_types().iter().any(|t| t.patience().is_some_and(|p| !is_exponential(p))),
        switch_back: |parts| {
            for of in &mut parts.call_types {
                of.patience = of.patience.take().map(exponential);
            }
        },
    },
    Assumption {
        key: "abandonment",
        title: "callers who hang up",
        is_broken_by: |model| model.call_types().iter().any(|t| t.patience().is_some()),
        switch_back: |parts| parts.call_types.iter_mut().for_each(|of| of.patience = None),
    },
    Assumption {
        key: "absence",
        title: "agents who do not come, outages and meetings",
        is_broken_by: |model| {
            !model.outages().is_empty() || model.agent_groups().iter().any(|g| g.work().absence.is_some())
        },
        switch_back: |parts| {
            parts.outages.clear();
            change_work(parts, |work| work.absence = None);
        },
    },
    Assumption {
        key: "ring_time",
        title: "phones that ring before they are answered",
        is_broken_by: |model| model.agent_groups().iter().any(|g| g.work().ring_time.is_some()),
        switch_back: |parts| change_work(parts, |work| work.ring_time = None),
    },
    Assumption {
        key: "reserve",
        title: "a reserve that is called in",
        is_broken_by: |model| model.agent_groups().iter().any(|g| g.work().reserve.is_some()),
        switch_back: |parts| change_work(parts, |work| work.reserve = None),
    },
    Assumption {
        key: "skills",
        title: "skills, speeds and priorities that differ",
        is_broken_by: has_differences,
        switch_back: pool,
    },
    Assumption {
        key: "turned_away",
        title: "callers who are turned away: busy lines, full queues, balking",
        is_broken_by: |model| {
            model.lines().count.is_some()
                || model.call_types().iter().any(|t| t.balking().is_some() || t.queue_at_most().is_some())
        },
        switch_back: |parts| {
            parts.lines.count = None;
            for of in &mut parts.call_types {
                of.balking = None;
                of.balking_by_interval = None;
                of.queue_at_most = None;
            }
        },
    },
    Assumption {
        key: "other_ways",
        title: "self-service, announcements, callbacks, consultations and transfers",
        is_broken_by: |model| {
            model.call_types().iter().map(CallType::journey).any(|journey| {
                journey.self_service.is_some()
                    || journey.announcement.is_some()
                    || journey.callback.is_some()
                    || !journey.consultations.is_empty()
                    || !journey.transfers.is_empty()
            })
        },
        switch_back: |parts| {
            for journey in parts.call_types.iter_mut().map(|of| &mut of.journey) {
                journey.self_service = None;
                journey.announcement = None;
                journey.callback = None;
                journey.consultations.clear();
                journey.transfers.clear();
            }
        },
    },
];

/// What the formulas know nothing of, and what cannot be switched back either: why, for each.
#[must_use]
pub fn beyond(model: &Model) -> Vec<&'static str> {
    let streams = model.streams();
    let recorded =
        |arrivals: &Arrivals| matches!(arrivals, Arrivals::Replay(_) | Arrivals::Counts(_) | Arrivals::DayTotal(_));
    let found = [
        (model.has_outbound(), "outbound calls"),
        (model.has_items(), "items that can wait"),
        (model.has_chats(), "several chats at once"),
        (streams.iter().any(|stream| !stream.batches.is_single()), "calls that come in groups"),
        (streams.iter().any(|stream| recorded(&stream.arrivals)), "arrivals that are not Poisson"),
    ];
    found.into_iter().filter_map(|(is_so, what)| is_so.then_some(what)).collect()
}

/// Every group works in another way.
fn change_work(parts: &mut ModelParts, change: fn(&mut GroupWork)) {
    for group in &mut parts.agent_groups {
        let mut work = group.work().clone();
        change(&mut work);
        *group = group.clone().with_work(work);
    }
}

/// Whether not every agent takes every call alike, in order of arrival.
fn has_differences(model: &Model) -> bool {
    let types = model.call_types();
    model.agent_groups().len() > 1
        || model.agent_groups().iter().any(|g| !g.is_of_one_speed() || g.reservation().is_some())
        || types.iter().any(|t| t.priority() != types[0].priority())
        || types.iter().flat_map(CallType::preferences).any(|p| p.after > SimTime::ZERO)
}

fn is_exponential(distribution: &Distribution) -> bool {
    matches!(distribution, Distribution::Exponential(_))
}

fn has_exponential_handle_time(of: &CallTypeParts) -> bool {
    is_exponential(&of.talk_time) && of.hold_time.is_none() && of.after_call_work.is_none()
}

/// The exponential time of the same mean that is long when this one is: the same callers, but for what
/// is switched.
fn exponential(of: Distribution) -> Distribution {
    let mean = of.mean();
    if is_exponential(&of) { of } else { Distribution::Memoryless(Memoryless::twin(of, mean)) }
}

/// One exponential time of the same mean in the place of talk, hold and work after the call.
fn exponential_handle_time(of: &mut CallTypeParts) {
    let mean = |part: &Option<Distribution>| part.as_ref().map_or(0.0, Distribution::mean);
    let all = of.talk_time.mean() + mean(&of.hold_time) + mean(&of.after_call_work);
    of.talk_time = Distribution::Memoryless(Memoryless::twin(of.talk_time.clone(), all));
    of.hold_time = None;
    of.after_call_work = None;
}

/// Everybody in one group that takes everything, first come, first served, nobody faster than another.
fn pool(parts: &mut ModelParts) {
    let intervals = parts.horizon.intervals();
    let staffed: Vec<u32> = (0..intervals).map(|i| parts.agent_groups.iter().map(|g| g.staffed()[i]).sum()).collect();
    let heads = f64::from(staffed.iter().sum::<u32>()).max(1.0);
    let cost = |g: &AgentGroup| g.cost_per_hour() * f64::from(g.staffed().iter().sum::<u32>());
    let mean_cost = parts.agent_groups.iter().map(cost).sum::<f64>() / heads;
    let skills = (0..parts.call_types.len()).collect();
    if let Ok(group) = AgentGroup::new("everyone".to_owned(), staffed, mean_cost, 0.0) {
        parts.agent_groups = vec![group.with_work(GroupWork { skills, ..GroupWork::default() })];
        for of in &mut parts.call_types {
            of.priority = 0;
            of.preferences = vec![Preference { group: 0, after: SimTime::ZERO, tier: 0 }];
            of.journey.consultations.iter_mut().for_each(|consultation| consultation.group = 0);
        }
    }
}

/// The model with the assumptions of these entries switched back.
///
/// # Errors
///
/// [`NoModel`] when what is left is no model.
pub fn switched_back<'a>(
    model: &Model,
    assumptions: impl IntoIterator<Item = &'a Assumption>,
) -> Result<Model, NoModel> {
    let mut parts = model.parts();
    assumptions.into_iter().for_each(|assumption| (assumption.switch_back)(&mut parts));
    Model::new(parts)
}
