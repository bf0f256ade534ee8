//! Which agent takes a call, and which waiting call an agent takes.

use super::{
    super::{
        record::Observer,
        streams::{Fate, Question},
    },
    Play,
    calls::{NONE, Slot},
};
use crate::{
    model::routing::{
        AgentSelection, CallSelection, Preference,
        agent_selection::{GroupView, Within},
        call_selection::CallView,
    },
    units::SimTime,
};

/// The service level of a call type so far in the replication.
#[derive(Clone, Copy, Debug, Default)]
pub struct Service {
    decided: u64,
    within: u64,
}

impl<O: Observer> Play<'_, O> {
    /// The idle agent who takes a call of `call_type` that has waited for `waited`; `None` when
    /// nobody may.
    #[inline]
    pub(super) fn choose_agent(&self, call_type: usize, waited: SimTime, fate: Fate, now: SimTime) -> Option<u32> {
        if self.rests(call_type, now) {
            return None;
        }
        if let Some(chat) = self.chat(call_type) {
            return self.choose_for_chat(call_type, chat, waited, fate, now);
        }
        let table = self.model.routing().of_type(call_type);
        let agents = &self.centre.agents;
        if !agents.idle_groups().meets(&table.groups) {
            return None;
        }
        let may = |p: &&Preference| {
            agents.idle(p.group) > 0 && (table.is_plain || self.may_take(p.group, p.after, call_type, waited))
        };
        let rule = self.model.call_types()[call_type].agent_selection();
        if rule == AgentSelection::OrderOfPreference {
            let group = table.preferences.iter().find(may)?.group;
            return Some(agents.choose(group, Within::LongestIdle, 0.0));
        }
        let tier = table.preferences.iter().find(may)?.tier;
        let candidates: Vec<&Preference> = table.preferences.iter().filter(|p| p.tier == tier).filter(may).collect();
        Some(self.choose_among(&candidates, rule, fate, now))
    }

    pub(super) fn choose_among(
        &self,
        candidates: &[&Preference],
        rule: AgentSelection,
        fate: Fate,
        now: SimTime,
    ) -> u32 {
        let agents = &self.centre.agents;
        let chance = if rule == AgentSelection::Random { fate.chance(Question::Agent, 0) } else { 0.0 };
        let idle_in_all = candidates.iter().map(|p| agents.idle(p.group)).sum();
        let (mut best, mut best_rank, mut idle_up_to) = (candidates[0].group, f64::NEG_INFINITY, 0);
        for preference in candidates {
            let idle = agents.idle(preference.group);
            idle_up_to += idle;
            let least_busy = match rule.within() {
                Within::LeastBusy => agents.least_busy_share(preference.group, now),
                Within::LongestIdle | Within::Random => 0.0,
            };
            let idle_since = agents.idle_since(preference.group).as_nanoseconds();
            let rank = rule.rank(&GroupView { idle, idle_since, least_busy, idle_up_to, idle_in_all, chance });
            if rank > best_rank {
                (best, best_rank) = (preference.group, rank);
            }
        }
        self.choose_within(best, rule.within(), fate)
    }

    /// Which idle agent of a group takes a call. Fate is asked only where chance decides.
    #[inline]
    pub(super) fn choose_within(&self, group: usize, within: Within, fate: Fate) -> u32 {
        let chance = if within == Within::Random { fate.chance(Question::Agent, 1) } else { 0.0 };
        self.centre.agents.choose(group, within, chance)
    }

    /// Whether delays and reservations let an idle agent of `group` take a call.
    pub(super) fn may_take(&self, group: usize, after: SimTime, call_type: usize, waited: SimTime) -> bool {
        if waited < after {
            return false;
        }
        let Some(kept) = self.model.agent_groups()[group].reservation() else { return true };
        kept.call_type == call_type
            || self.centre.agents.idle(group) > kept.agents
            || kept.unless_queue.is_some_and(|n| self.centre.calls.length_of_type(call_type) > n)
            || kept.unless_wait.is_some_and(|longest| waited >= longest)
    }

    /// The waiting call that an idle agent of `group` takes next, or [`NONE`]: an item, as a rule, only when nothing else waits.
    #[inline]
    pub(super) fn choose_call(&self, group: usize, now: SimTime) -> u32 {
        let is_plain = self.model.routing().of_group(group).is_plain;
        let may = |call_type: usize, first: &Slot| is_plain || self.may_take_first(group, call_type, first, now);
        if !self.traits.has_items {
            return self.choose_call_among(group, now, may);
        }
        let open = |call_type: usize, first: &Slot| !self.rests(call_type, now) && may(call_type, first);
        let slot = self.choose_call_among(group, now, |t, first| !self.goes_last(t) && open(t, first));
        if slot == NONE {
            self.choose_call_among(group, now, |t, first| self.goes_last(t) && open(t, first))
        } else {
            slot
        }
    }

    /// The waiting call that the rule of `group` puts first among those of whose type it `may` take one, or [`NONE`].
    #[inline]
    pub(super) fn choose_call_among(&self, group: usize, now: SimTime, may: impl Fn(usize, &Slot) -> bool) -> u32 {
        let (calls, table) = (&self.centre.calls, self.model.routing().of_group(group));
        if !calls.waiting().meets(&table.types) {
            return NONE;
        }
        let rule = self.model.agent_groups()[group].call_selection();
        if !rule.is_fixed() {
            return self.choose_by_score(group, rule, now, may);
        }
        for level in &table.levels {
            let (mut best, mut best_order) = (NONE, u64::MAX);
            for call_type in calls.waiting().common(level) {
                let Some(first) = calls.first(call_type) else { continue };
                if first.order < best_order && may(call_type, first) {
                    (best, best_order) = (calls.first_slot(call_type), first.order);
                }
            }
            if best != NONE {
                return best;
            }
        }
        NONE
    }

    fn may_take_first(&self, group: usize, call_type: usize, first: &Slot, now: SimTime) -> bool {
        let after = self.model.routing().of_group(group).after[call_type];
        self.may_take(group, after, call_type, now.since(first.joined_at))
    }

    fn choose_by_score(
        &self,
        group: usize,
        rule: CallSelection,
        now: SimTime,
        may: impl Fn(usize, &Slot) -> bool,
    ) -> u32 {
        let (calls, table) = (&self.centre.calls, self.model.routing().of_group(group));
        let (mut best, mut best_score, mut best_order) = (NONE, f64::NEG_INFINITY, u64::MAX);
        for call_type in calls.waiting().common(&table.types) {
            let Some(first) = calls.first(call_type) else { continue };
            if !may(call_type, first) {
                continue;
            }
            let score = rule.score(&self.view(group, call_type, self.waited(&first.call, now)));
            if score > best_score || (score == best_score && first.order < best_order) {
                (best, best_score, best_order) = (calls.first_slot(call_type), score, first.order);
            }
        }
        best
    }

    fn view(&self, group: usize, call_type: usize, waited: SimTime) -> CallView {
        let of = &self.model.call_types()[call_type];
        CallView {
            priority: of.priority() as f64,
            weight: of.weight(),
            growth_per_minute: of.priority_growth_per_minute(),
            position: self.model.routing().of_group(group).position[call_type],
            minutes: waited.as_seconds() / 60.0,
            deficit: self.deficit(call_type),
        }
    }

    /// The target less the service level so far; nothing decided counts as a level of 1.
    fn deficit(&self, call_type: usize) -> f64 {
        let Some(target) = self.model.call_types()[call_type].service_level().target else { return 0.0 };
        let service = self.centre.service[call_type];
        let level = if service.decided == 0 { 1.0 } else { service.within as f64 / service.decided as f64 };
        target - level
    }

    /// Counts a call that is decided, for rules that look at the service level; `waited` is
    /// [`SimTime::NEVER`] when nobody answered it.
    #[inline]
    pub(super) fn note_decided(&mut self, call_type: usize, waited: SimTime) {
        if self.traits.watches_service {
            let goal = self.model.call_types()[call_type].service_level();
            let service = &mut self.centre.service[call_type];
            service.decided += 1;
            service.within += u64::from(waited <= goal.acceptable_wait);
        }
    }
}
