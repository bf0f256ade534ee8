//! Call types.

use std::sync::Arc;

use super::{Checker, call_type_names, optional};
use crate::{
    model::{Balking, CallTypeParts, Distribution, Horizon, ServiceGoal, ServiceLevelRule},
    scenario::{
        decode::At,
        family::{self, Series},
        problem::{Problem, did_you_mean, the},
        raw,
        values::share_label,
    },
    units::SimTime,
};

impl Checker<'_> {
    pub(super) fn call_types(&mut self, raw: &raw::Scenario, horizon: Option<&Horizon>) -> Option<Vec<CallTypeParts>> {
        self.unique(raw.call_type.iter().map(|t| &t.value.name), "call type");
        self.skills(raw);
        let types: Vec<Option<CallTypeParts>> =
            raw.call_type.iter().enumerate().map(|(own, of)| self.call_type(raw, own, of, horizon)).collect();
        types.into_iter().collect()
    }

    /// Every skill names a call type.
    pub(super) fn skills(&mut self, raw: &raw::Scenario) {
        let Some(names) = call_type_names(&raw.call_type) else { return };
        for group in &raw.agent_group {
            for (i, skill) in group.value.skills.iter().enumerate() {
                if !names.contains(&skill.value.as_str()) {
                    let meant = did_you_mean(&skill.value, names.iter().copied());
                    let label = meant.map_or_else(String::new, |m| format!("did you mean \"{m}\"?"));
                    self.problems.push(
                        Problem::new(format!("there is no call type \"{}\"", skill.value))
                            .at(skill.place.as_ref())
                            .label(label)
                            .help(the("call type", &names)),
                    );
                } else if group.value.skills[..i].iter().any(|other| other.value == skill.value) {
                    self.problem(skill.place.as_ref(), format!("the skill \"{}\" is listed twice", skill.value));
                }
            }
        }
    }

    pub(super) fn call_type(
        &mut self,
        raw: &raw::Scenario,
        own: usize,
        of: &At<raw::CallType>,
        horizon: Option<&Horizon>,
    ) -> Option<CallTypeParts> {
        let given = &of.value;
        let has_skill = |g: &At<raw::AgentGroup>| g.value.skills.iter().any(|s| s.value == given.name.value);
        let groups: Vec<usize> = (0..raw.agent_group.len()).filter(|&g| has_skill(&raw.agent_group[g])).collect();
        let skills_are_known =
            raw.agent_group.iter().all(|g| !g.value.skills.is_empty()) && !raw.agent_group.is_empty();
        if groups.is_empty() && skills_are_known && given.name.place.is_some() {
            self.problems.push(
                Problem::new(format!("no agent group has the skill \"{}\"", given.name.value))
                    .at(given.name.place.as_ref())
                    .label("nobody answers these calls")
                    .help("add its name to the `skills` of an [[agent_group]]"),
            );
        }
        let service_level = self.service_goal(&given.service_level);
        let distribution = |d: &At<family::RawDistribution>| -> Distribution { d.value.0.clone() };
        if given.whole
            && distribution(&given.talk_time).mean() == 0.0
            && given.after_call_work.as_ref().is_none_or(|d| d.value.0.mean() == 0.0)
        {
            self.problem(given.talk_time.place.as_ref(), "calls of this type take no time at all");
        }
        let agent_selection = self.agent_selection(&given.agent_selection);
        let preferences = self.preferences(raw, given, agent_selection.unwrap_or_default(), &groups);
        let journey = self.journey(given, own, raw);
        let outbound = optional(given.outbound.as_ref(), |outbound| self.outbound(outbound, given, horizon));
        let medium = self.medium(raw, given, horizon);
        let handle_time_factor =
            optional(given.handle_time_factor.as_ref(), |f| self.factors(f, horizon, "handle_time_factor"));
        let patience_factor = optional(given.patience_factor.as_ref(), |f| self.factors(f, horizon, "patience_factor"));
        let balking = optional(given.balking.as_ref(), |balking| self.balking(balking, horizon)).ok()?;
        let changes = |shares: &Vec<f64>| shares.iter().any(|share| *share != shares[0]);
        Some(CallTypeParts {
            name: given.name.value.clone(),
            talk_time: distribution(&given.talk_time),
            hold_time: given.hold_time.as_ref().map(distribution),
            after_call_work: given.after_call_work.as_ref().map(distribution),
            patience: given.patience.as_ref().map(distribution),
            balking: balking.as_ref().map(|(balking, _)| *balking),
            balking_by_interval: balking.map(|(_, shares)| shares).filter(changes).map(Into::into),
            handle_time_factor: handle_time_factor.ok()?,
            patience_factor: patience_factor.ok()?,
            queue_at_most: given.queue_at_most.as_ref().map(|n| u32::try_from(n.value).unwrap_or(u32::MAX)),
            priority: given.priority.value,
            priority_growth_per_minute: given.priority_growth_per_minute.value.0,
            weight: given.weight.value.0,
            preferences: preferences.filter(|p| !p.is_empty())?,
            agent_selection: agent_selection?,
            journey: journey?,
            outbound: outbound.ok()?,
            medium: medium?,
            service_level: service_level?,
            short_abandon: SimTime::from_seconds(given.short_abandon.value.0).ok()?,
            cost_when_abandoned: given.cost_when_abandoned.value.0,
            cost_when_answered: given.cost_when_answered.value.0,
            cost_per_minute_waiting: given.cost_per_minute_waiting.value.0,
        })
    }

    /// Multipliers by interval.
    fn factors(&mut self, given: &At<Series>, horizon: Option<&Horizon>, key: &str) -> Option<Arc<[f64]>> {
        let mut right = true;
        for (value, place) in given.value.values(given.place.as_ref()) {
            if !(value > 0.0 && value <= 1000.0) {
                let message = format!("`{key}` multiplies times; it lies above 0 and is at most 1000, not {value}");
                self.problem(place, message);
                right = false;
            }
        }
        let values = self.series(&given.value, horizon, given.place.as_ref(), key).filter(|_| right)?;
        Some(values.into())
    }

    /// Balking, and its shares by interval.
    fn balking(&mut self, raw: &At<raw::Balking>, horizon: Option<&Horizon>) -> Option<(Balking, Vec<f64>)> {
        let given = &raw.value;
        let mut right = true;
        for (share, place) in given.share.value.values(given.share.place.as_ref()) {
            if !(0.0..=1.0).contains(&share) {
                let problem = Problem::new(format!("{share} is out of range")).at(place);
                self.problems.push(problem.label(share_label(share)));
                right = false;
            }
        }
        let shares = self.series(&given.share.value, horizon, given.share.place.as_ref(), "share").filter(|_| right)?;
        let balking = Balking {
            share: shares[0],
            queue_at_least: u32::try_from(given.queue_at_least.value).unwrap_or(u32::MAX),
            expected_wait_at_least: SimTime::from_seconds(given.expected_wait_at_least.value.0).ok()?,
        };
        Some((balking, shares))
    }

    pub(super) fn service_goal(&mut self, raw: &raw::ServiceLevel) -> Option<ServiceGoal> {
        let rules: Vec<(&str, ServiceLevelRule)> = ServiceLevelRule::ALL.map(|r| (r.name(), r)).to_vec();
        let rule = self.word(&raw.rule, &rules)?;
        if raw.whole && raw.penalty_per_day.value.0 > 0.0 && raw.target.is_none() {
            self.problem(raw.penalty_per_day.place.as_ref(), "a penalty needs a `target` that can be missed");
        }
        Some(ServiceGoal {
            acceptable_wait: SimTime::from_seconds(raw.acceptable_wait.value.0).ok()?,
            target: raw.target.as_ref().map(|t| t.value.0),
            rule,
            penalty_per_day: raw.penalty_per_day.value.0,
        })
    }
}
