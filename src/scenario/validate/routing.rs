//! Who serves whom.

use super::{Checker, named, optional};
use crate::{
    model::{
        Absence, GroupWork,
        routing::{AgentSelection, CallSelection, Preference, Reservation},
    },
    scenario::{
        decode::At,
        problem::{Place, Problem},
        raw,
        values::ByName,
    },
    units::SimTime,
};

impl Checker<'_> {
    /// The groups that may take a call type; `skilled` are those with the skill.
    pub(super) fn preferences(
        &mut self,
        raw: &raw::Scenario,
        of: &raw::CallType,
        rule: AgentSelection,
        skilled: &[usize],
    ) -> Option<Vec<Preference>> {
        let Some(listed) = &of.agent_groups else {
            let tier = |i: usize| if rule == AgentSelection::default() { i as u32 } else { 0 };
            let all = skilled.iter().enumerate();
            return Some(all.map(|(i, &group)| Preference { group, after: SimTime::ZERO, tier: tier(i) }).collect());
        };
        let names = named(&raw.agent_group, |group| &group.name)?;
        let mut preferences: Vec<Preference> = Vec::new();
        let mut right = true;
        for (tier, groups) in listed.value.0.iter().enumerate() {
            for given in groups {
                let Some(group) = self.find(&given.group, &names, "agent group") else {
                    right = false;
                    continue;
                };
                let place = given.group.place.as_ref();
                if !skilled.contains(&group) {
                    let message = format!("the agent group \"{}\" lacks the skill \"{}\"", names[group], of.name.value);
                    self.problems.push(Problem::new(message).at(place).help("add it to the group's `skills`"));
                } else if preferences.iter().any(|p| p.group == group) {
                    self.problem(place, format!("the agent group \"{}\" is listed twice", names[group]));
                } else {
                    let after = SimTime::from_seconds(given.after).ok()?;
                    preferences.push(Preference { group, after, tier: tier as u32 });
                }
            }
        }
        if right {
            self.warn_of_unlisted(of, skilled, &preferences, &names);
        }
        right.then_some(preferences)
    }

    fn warn_of_unlisted(&mut self, of: &raw::CallType, skilled: &[usize], preferences: &[Preference], names: &[&str]) {
        for &group in skilled.iter().filter(|&&g| preferences.iter().all(|p| p.group != g)) {
            self.warnings.push(format!(
                "the agent group {} has the skill {}, but its calls never go there; add the group to `agent_groups`, or take the skill away",
                names[group], of.name.value
            ));
        }
    }

    pub(super) fn agent_selection(&mut self, raw: &At<String>) -> Option<AgentSelection> {
        let words: Vec<(&str, AgentSelection)> = AgentSelection::ALL.iter().map(|rule| (rule.name(), *rule)).collect();
        self.word(raw, &words)
    }

    /// How a group's agents work.
    pub(super) fn group_work(&mut self, raw: &raw::AgentGroup, types: &[At<raw::CallType>]) -> Option<GroupWork> {
        let words: Vec<(&str, CallSelection)> = CallSelection::ALL.iter().map(|rule| (rule.name(), *rule)).collect();
        let call_selection = self.word(&raw.call_selection, &words);
        let reservation = optional(raw.reserved.as_ref(), |reserved| self.reservation(reserved, raw, types));
        let speed = optional(raw.speed.as_ref(), |given| self.speed(given, raw, types));
        let resolution = optional(raw.resolution.as_ref(), |given| self.resolution(given, raw, types));
        let spread = self.speed_spread(raw);
        let tenure = self.tenure(raw);
        let reserve = optional(raw.reserve.as_ref(), |reserve| self.reserve(reserve, raw));
        let names = named(types, |t| &t.name)?;
        let skills = raw.skills.iter().filter_map(|skill| names.iter().position(|name| *name == skill.value)).collect();
        Some(GroupWork {
            skills,
            call_selection: call_selection?,
            reservation: reservation.ok()?,
            speed: speed.ok()?.unwrap_or_default(),
            speed_spread: spread?,
            resolution: resolution.ok()?.unwrap_or_default(),
            absence: raw
                .absence
                .as_ref()
                .map(|absence| Absence { share: absence.value.share.value.0, is_paid: absence.value.paid.value }),
            ring_time: raw.ring_time.as_ref().map(|ring_time| ring_time.value.0.clone()),
            tenure: tenure?,
            reserve: reserve.ok()?,
        })
    }

    fn reservation(
        &mut self,
        raw: &At<raw::Reserved>,
        group: &raw::AgentGroup,
        types: &[At<raw::CallType>],
    ) -> Option<Reservation> {
        let given = &raw.value;
        let call_type = self.skill_of(&given.call_type, group, types)?;
        let small = |count: &At<u64>| u32::try_from(count.value).unwrap_or(u32::MAX);
        Some(Reservation {
            call_type,
            agents: given.agents.as_ref().map_or(u32::MAX, small),
            unless_queue: given.unless_queue.as_ref().map(small),
            unless_wait: optional(given.unless_wait.as_ref(), |wait| SimTime::from_seconds(wait.value.0).ok()).ok()?,
        })
    }

    /// A call type that is among a group's skills.
    fn skill_of(&mut self, name: &At<String>, group: &raw::AgentGroup, types: &[At<raw::CallType>]) -> Option<usize> {
        let call_type = self.named_call_type(name, types)?;
        if group.skills.iter().any(|skill| skill.value == name.value) {
            return Some(call_type);
        }
        let message = format!("the agent group \"{}\" lacks the skill \"{}\"", group.name.value, name.value);
        self.problem(name.place.as_ref(), message);
        None
    }

    /// A number by call type, `usual` where none is given.
    fn by_skill(
        &mut self,
        given: &At<ByName>,
        group: &raw::AgentGroup,
        types: &[At<raw::CallType>],
        is_right: (fn(f64) -> bool, &str),
    ) -> Option<Vec<Option<f64>>> {
        let check = |checker: &mut Self, value: f64, place: Option<&Place>| {
            let right = is_right.0(value);
            if !right {
                checker.problem(place, format!("{value} is out of range: {}", is_right.1));
            }
            right.then_some(value)
        };
        match &given.value {
            ByName::All(value) => Some(vec![Some(check(self, *value, given.place.as_ref())?); types.len()]),
            ByName::Each(each) => {
                let mut values = vec![None; types.len()];
                let mut right = true;
                for (name, value) in each {
                    let call_type = self.skill_of(name, group, types);
                    let value = check(self, value.value, value.place.as_ref());
                    right &= call_type.is_some() && value.is_some();
                    if let Some(call_type) = call_type {
                        values[call_type] = value;
                    }
                }
                right.then_some(values)
            }
        }
    }

    fn speed(&mut self, given: &At<ByName>, group: &raw::AgentGroup, types: &[At<raw::CallType>]) -> Option<Vec<f64>> {
        let is_right: (fn(f64) -> bool, &str) =
            (|v| (0.01..=100.0).contains(&v), "a speed lies between 0.01 and 100; 1.2 is a fifth faster");
        let values = self.by_skill(given, group, types, is_right)?;
        Some(values.into_iter().map(|value| value.unwrap_or(1.0)).collect())
    }

    fn resolution(
        &mut self,
        given: &At<ByName>,
        group: &raw::AgentGroup,
        types: &[At<raw::CallType>],
    ) -> Option<Vec<Option<f64>>> {
        let is_right: (fn(f64) -> bool, &str) =
            (|v| (0.0..=1.0).contains(&v), "a share lies between 0 and 1; 80 % is written 0.8");
        self.by_skill(given, group, types, is_right)
    }

    fn speed_spread(&mut self, raw: &raw::AgentGroup) -> Option<f64> {
        let spread = raw.speed_spread.value.0;
        if spread > 1.0 {
            self.problem(raw.speed_spread.place.as_ref(), "a spread of speeds is at most 1; 10 % is written 0.1");
            return None;
        }
        Some(spread)
    }
}
