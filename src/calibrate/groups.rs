//! Which agents do the same work: the agent groups of a log.

use std::collections::BTreeMap;

use super::{
    agents::{AgentsSeen, Bits},
    days::Days,
    fit::TypeFit,
};
use crate::stats::WithError;

/// With fewer answered calls an agent does not show what the work is.
const ENOUGH_CALLS: u64 = 100;
/// A call type with a smaller share of the answered calls tells no agents apart, and a kind of work with a smaller share is
/// no group of its own.
const LEAST_SHARE: f64 = 0.05;
/// A call type is work of whom it makes this share of the calls,
const SHARE_OF_WORK: f64 = 0.02;
/// or, of a rare one, this part of its share of all calls.
const PART_OF_USUAL: f64 = 0.2;

/// Agents who serve the same call types.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupFit {
    /// Its name: the log's, or one made of its call types.
    pub name: String,
    /// The call types it serves, indices into [`Fit::types`](super::Fit::types), the most frequent first.
    pub skills: Vec<usize>,
    /// Different agents.
    pub agents: usize,
    /// Calls they answered.
    pub calls: u64,
    /// Different agents who talked in each open interval of the row of days, the mean over days.
    pub seen: Vec<WithError>,
}

/// What an agent answered.
#[derive(Clone, Debug, Default)]
pub(super) struct Work {
    /// Calls by type.
    by_type: Vec<u64>,
    /// Calls by the group that the log names.
    by_group: BTreeMap<u32, u64>,
}

impl Work {
    /// Takes down a call.
    pub fn add(&mut self, call_type: u32, group: Option<u32>) {
        add(&mut self.by_type, call_type as usize, 1);
        if let Some(group) = group {
            *self.by_group.entry(group).or_default() += 1;
        }
    }

    fn calls(&self) -> u64 {
        self.by_type.iter().sum()
    }

    /// The group that the log names most often.
    fn group(&self) -> Option<u32> {
        self.by_group.iter().max_by_key(|(group, calls)| (**calls, u32::MAX - **group)).map(|(group, _)| *group)
    }
}

/// A group that is being put together.
#[derive(Default)]
struct Members {
    agents: Vec<usize>,
    by_type: Vec<u64>,
}

impl Members {
    fn calls(&self) -> u64 {
        self.by_type.iter().sum()
    }

    fn join(&mut self, agent: usize, work: &Work) {
        self.agents.push(agent);
        for (of, calls) in work.by_type.iter().enumerate() {
            add(&mut self.by_type, of, *calls);
        }
    }
}

/// The groups of a log's agents, those with fewest skills first: the groups that the log names, or those that who
/// served what tells apart. Empty where the log names no agents.
///
/// A call type is work of whom it makes 2 % of the calls, or a fifth of its share of all calls if that is less. Agents with
/// at least 100 calls are told apart by their work among the types with 5 % of all calls or more. Kinds of work with less
/// than 5 % of the calls (half of an equal share, where that is less) are no groups of their own; whose work that is, and who has fewer calls, joins the group whose
/// mix of calls makes theirs likeliest. What a group serves is told from the calls of all its agents.
pub(super) fn groups(seen: &AgentsSeen, names: &[String], types: &[TypeFit], days: &Days) -> Vec<GroupFit> {
    let work = seen.work();
    let mut all: Vec<u64> = Vec::new();
    for (of, calls) in work.iter().flat_map(|work| work.by_type.iter().enumerate()) {
        add(&mut all, of, *calls);
    }
    let named = work.iter().any(|work| work.group().is_some());
    let mut found: Vec<(Option<u32>, Members)> = if named {
        let mut by_name: BTreeMap<u32, Members> = BTreeMap::new();
        for (agent, work) in work.iter().enumerate() {
            if let Some(group) = work.group() {
                by_name.entry(group).or_default().join(agent, work);
            }
        }
        by_name.into_iter().map(|(name, members)| (Some(name), members)).collect()
    } else {
        by_skills(work, &all).into_iter().map(|members| (None, members)).collect()
    };
    if found.is_empty() {
        // Nobody has shown what the work is: they are one group.
        let mut all = Members::default();
        work.iter().enumerate().filter(|(_, work)| work.calls() > 0).for_each(|(agent, work)| all.join(agent, work));
        found.push((None, all));
    }
    let mut is_placed = vec![false; work.len()];
    found.iter().flat_map(|(_, of)| &of.agents).for_each(|agent| is_placed[*agent] = true);
    // By what the groups were before anybody joined, so that the order of agents decides nothing.
    let mixes: Vec<Vec<f64>> = found.iter().map(|(_, of)| mix(of, all.len())).collect();
    for (agent, work) in work.iter().enumerate().filter(|(agent, work)| !is_placed[*agent] && work.calls() > 0) {
        let likelihood =
            |mix: &Vec<f64>| work.by_type.iter().zip(mix).map(|(calls, share)| *calls as f64 * share.ln()).sum::<f64>();
        let best = mixes.iter().map(likelihood).enumerate().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        if let Some((group, _)) = best {
            found[group].1.join(agent, work);
        }
    }
    let name = |of: &Option<u32>| of.and_then(|name| names.get(name as usize)).cloned();
    let mut groups: Vec<GroupFit> = found
        .into_iter()
        .map(|(group, of)| {
            let skills = skills(&of.by_type, &all, types);
            let members = Bits::of(&of.agents);
            GroupFit {
                name: name(&group).unwrap_or_else(|| name_of(&skills, types)),
                skills,
                agents: of.agents.len(),
                calls: of.calls(),
                seen: seen.members_over(days, &members),
            }
        })
        .filter(|group| !group.skills.is_empty())
        .collect();
    groups.sort_by_key(|group| (group.skills.len(), u64::MAX - group.calls));
    serve_all(&mut groups, types.len());
    make_unique(&mut groups);
    groups
}

/// Agents with enough calls by the set of their skills, sets that are large enough.
fn by_skills(work: &[Work], all: &[u64]) -> Vec<Members> {
    let types = all.iter().filter(|calls| **calls > 0).count();
    // Where there are many, half of an equal share is large.
    let least = |kinds: usize| LEAST_SHARE.min(0.5 / kinds.max(1) as f64);
    let mut by_set: BTreeMap<Vec<usize>, Members> = BTreeMap::new();
    for (agent, work) in work.iter().enumerate().filter(|(_, work)| work.calls() >= ENOUGH_CALLS) {
        let mut kind = set(&work.by_type, all);
        kind.retain(|of| all[*of] as f64 >= least(types) * all.iter().sum::<u64>() as f64);
        by_set.entry(kind).or_default().join(agent, work);
    }
    let total: u64 = by_set.values().map(Members::calls).sum();
    let kinds = by_set.len();
    let is_large = |of: &Members| of.calls() as f64 >= least(kinds) * total as f64;
    if !by_set.values().any(is_large) {
        // Everybody does something else: they are one group, of all that anyone does.
        let mut one = Members::default();
        by_set.values().flat_map(|of| &of.agents).for_each(|agent| one.join(*agent, &work[*agent]));
        return if one.agents.is_empty() { Vec::new() } else { vec![one] };
    }
    by_set.into_values().filter(is_large).collect()
}

/// The types that are somebody's work, by index.
fn set(by_type: &[u64], all: &[u64]) -> Vec<usize> {
    let (calls, total) = (by_type.iter().sum::<u64>() as f64, all.iter().sum::<u64>() as f64);
    let least = |of: usize| calls * SHARE_OF_WORK.min(PART_OF_USUAL * all[of] as f64 / total);
    (0..by_type.len()).filter(|of| by_type[*of] > 0 && by_type[*of] as f64 >= least(*of)).collect()
}

/// The same as indices into the fitted types, the most frequent first.
fn skills(by_type: &[u64], all: &[u64], types: &[TypeFit]) -> Vec<usize> {
    let mut of_log = set(by_type, all);
    of_log.sort_by_key(|of| u64::MAX - by_type[*of]);
    of_log.iter().filter_map(|of| types.iter().position(|fitted| fitted.index == *of)).collect()
}

/// Shares of a group's calls by type, none of them zero.
fn mix(of: &Members, types: usize) -> Vec<f64> {
    let calls = of.calls() as f64 + 0.5 * types as f64;
    (0..types).map(|t| (of.by_type.get(t).copied().unwrap_or(0) as f64 + 0.5) / calls).collect()
}

fn name_of(skills: &[usize], types: &[TypeFit]) -> String {
    let called = |of: usize| types[of].name.as_str();
    let names: Vec<&str> = skills.iter().map(|skill| called(*skill)).collect();
    let others: Vec<&str> = (0..types.len()).filter(|of| !skills.contains(of)).map(called).collect();
    match names[..] {
        _ if others.is_empty() => "agents".to_owned(),
        _ if names.len() > 2 && others.len() <= 2 => format!("all but {}", others.join(" and ")),
        [] => String::new(),
        [one] => one.to_owned(),
        [one, other] => format!("{one} and {other}"),
        [one, other, ref more @ ..] => format!("{one}, {other} and {} more", more.len()),
    }
}

/// Somebody serves every type: those that nobody was seen to serve go to the group with most calls.
fn serve_all(groups: &mut [GroupFit], types: usize) {
    for of in 0..types {
        if groups.iter().all(|group| !group.skills.contains(&of))
            && let Some(most) = groups.iter_mut().max_by_key(|group| group.calls)
        {
            most.skills.push(of);
        }
    }
}

/// Names that come twice are numbered.
fn make_unique(groups: &mut [GroupFit]) {
    for i in 1..groups.len() {
        let (before, rest) = groups.split_at_mut(i);
        let (name, mut n) = (rest[0].name.clone(), 1);
        while before.iter().any(|other| other.name == rest[0].name) {
            n += 1;
            rest[0].name = format!("{name} {n}");
        }
    }
}

fn add(counts: &mut Vec<u64>, at: usize, n: u64) {
    if counts.len() <= at {
        counts.resize(at + 1, 0);
    }
    counts[at] += n;
}
