//! Routing as the engine looks it up: worked out once for a model, flat.

use super::{Bits, CallSelection, Preference, Reservation, call_selection::CallView};
use crate::{
    model::{AgentGroup, CallType},
    units::SimTime,
};

/// Who may serve whom, and in what order.
#[derive(Clone, Debug)]
pub struct RoutingTable {
    types: Vec<TypeTable>,
    groups: Vec<GroupTable>,
}

/// A call type's side.
#[derive(Clone, Debug)]
pub struct TypeTable {
    /// The groups that may take it, by tier, then order.
    pub preferences: Vec<Preference>,
    /// The same groups, as a set.
    pub groups: Bits,
    /// The waits, rising, at which a group more may take the call: delays that end and reservations
    /// that are lifted.
    pub checks: Vec<SimTime>,
    /// Whether a growing queue may lift a reservation.
    pub queue_lifts: bool,
    /// Whether every idle agent of `groups` may take a call at once.
    pub is_plain: bool,
}

/// An agent group's side.
#[derive(Clone, Debug)]
pub struct GroupTable {
    /// The types it may take, as a set.
    pub types: Bits,
    /// Under a rule with fixed scores: its types by falling score, those of equal score together.
    pub levels: Vec<Bits>,
    /// For each call type, how long a call must have waited.
    pub after: Vec<SimTime>,
    /// For each call type, where it stands among the group's skills.
    pub position: Vec<usize>,
    /// Whether it may take every call of its types at once.
    pub is_plain: bool,
}

impl RoutingTable {
    /// The table of these types and groups.
    pub(in crate::model) fn new(types: &[CallType], groups: &[AgentGroup]) -> Self {
        Self {
            types: types.iter().enumerate().map(|(t, of)| type_table(t, of, groups)).collect(),
            groups: (0..groups.len()).map(|g| group_table(g, types, &groups[g])).collect(),
        }
    }

    /// A call type's side.
    #[must_use]
    #[inline]
    pub fn of_type(&self, call_type: usize) -> &TypeTable {
        &self.types[call_type]
    }

    /// An agent group's side.
    #[must_use]
    #[inline]
    pub fn of_group(&self, group: usize) -> &GroupTable {
        &self.groups[group]
    }
}

/// The reservation of `group` as it concerns `call_type`, which it is not kept for.
fn against(group: &AgentGroup, call_type: usize) -> Option<Reservation> {
    group.reservation().filter(|kept| kept.call_type != call_type)
}

fn type_table(call_type: usize, of: &CallType, groups: &[AgentGroup]) -> TypeTable {
    let mut preferences = of.preferences().to_vec();
    preferences.sort_by_key(|p| p.tier);
    let reservations: Vec<Reservation> =
        preferences.iter().filter_map(|p| against(&groups[p.group], call_type)).collect();
    let mut checks: Vec<SimTime> = preferences.iter().map(|p| p.after).filter(|after| *after > SimTime::ZERO).collect();
    checks.extend(reservations.iter().filter_map(|kept| kept.unless_wait));
    checks.sort_unstable();
    checks.dedup();
    TypeTable {
        groups: Bits::of(groups.len(), preferences.iter().map(|p| p.group)),
        queue_lifts: reservations.iter().any(|kept| kept.unless_queue.is_some()),
        is_plain: checks.is_empty() && reservations.is_empty(),
        checks,
        preferences,
    }
}

fn group_table(group: usize, types: &[CallType], of: &AgentGroup) -> GroupTable {
    let preference = |t: usize| types[t].preferences().iter().find(|p| p.group == group);
    let mine: Vec<usize> = (0..types.len()).filter(|&t| preference(t).is_some()).collect();
    let position: Vec<usize> =
        (0..types.len()).map(|t| of.skills().iter().position(|&s| s == t).unwrap_or(usize::MAX)).collect();
    let after: Vec<SimTime> = (0..types.len()).map(|t| preference(t).map_or(SimTime::NEVER, |p| p.after)).collect();
    let levels =
        if of.call_selection().is_fixed() { levels(of.call_selection(), &mine, types, &position) } else { Vec::new() };
    let has_delay = mine.iter().any(|&t| after[t] > SimTime::ZERO);
    GroupTable {
        types: Bits::of(types.len(), mine),
        levels,
        is_plain: of.reservation().is_none() && !has_delay,
        after,
        position,
    }
}

fn levels(rule: CallSelection, mine: &[usize], types: &[CallType], position: &[usize]) -> Vec<Bits> {
    let score = |t: usize| {
        rule.score(&CallView {
            priority: types[t].priority() as f64,
            weight: types[t].weight(),
            growth_per_minute: types[t].priority_growth_per_minute(),
            position: position[t],
            minutes: 0.0,
            deficit: 0.0,
        })
    };
    let mut scores: Vec<f64> = mine.iter().map(|&t| score(t)).collect();
    scores.sort_by(|a, b| b.total_cmp(a));
    scores.dedup();
    scores.iter().map(|s| Bits::of(types.len(), mine.iter().copied().filter(|&t| score(t) == *s))).collect()
}
