//! Chats: several at once for each agent, all of which go slower the more there are.
//!
//! An agent who has a chat is busy. What is left of a chat is work at the pace of an only one; with each chat that comes or
//! ends the agent's others are worked off up to then, and the next end is found anew. An end that was foreseen before
//! is told from one that is due by its time.

use std::collections::BTreeSet;

use super::{
    super::{
        calendar::Kind,
        record::{Observer, QueueLengths},
        streams::Fate,
    },
    Play,
    calls::{Call, NONE},
    journey::After,
    serving::answered,
};
use crate::{
    model::{
        Chat, Model,
        routing::{AgentSelection, Preference, agent_selection::Within},
    },
    units::SimTime,
};

/// Who has which chats.
#[derive(Debug, Default)]
pub struct Chats {
    /// By agent.
    desks: Vec<Desk>,
    /// By group, agents with chats: how many, since when in order, who.
    groups: Vec<BTreeSet<(u32, u64, u32)>>,
    order: u64,
}

/// An agent's chats.
#[derive(Debug, Default)]
struct Desk {
    held: Vec<Held>,
    /// Up to when they are worked off.
    worked_at: SimTime,
    /// When the first of them ends, if nothing comes in between.
    ends_at: SimTime,
    /// Since when there is one.
    since: SimTime,
    order: u64,
}

/// A chat that goes on.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    call: Call,
    queue: Option<QueueLengths>,
    answered_at: SimTime,
    /// What is left of its handle time, at the pace of an only chat, ns.
    left: f64,
}

fn slows(model: &Model, held: &Held, number: usize) -> f64 {
    model.call_types()[held.call.call_type as usize].chat().map_or(1.0, |chat| chat.slows(number))
}

impl Desk {
    /// Works off what was done up to `now`.
    fn work(&mut self, model: &Model, now: SimTime) {
        let time = now.since(self.worked_at).as_nanoseconds() as f64;
        let number = self.held.len();
        self.held.iter_mut().for_each(|held| held.left -= time / slows(model, held, number));
        self.worked_at = now;
    }

    /// The chat that ends first, and how long it still takes, ns.
    fn first(&self, model: &Model) -> Option<(usize, f64)> {
        let number = self.held.len();
        let takes = self.held.iter().map(|held| held.left * slows(model, held, number));
        takes.enumerate().min_by(|a, b| a.1.total_cmp(&b.1))
    }
}

impl Chats {
    /// Nobody has a chat.
    pub fn reset(&mut self, model: &Model) {
        self.desks.clear();
        self.groups.clear();
        self.order = 0;
        if model.has_chats() {
            self.groups.resize_with(model.agent_groups().len(), BTreeSet::new);
        }
    }

    /// How many chats an agent has.
    fn number(&self, agent: u32) -> u32 {
        self.desks.get(agent as usize).map_or(0, |desk| desk.held.len() as u32)
    }

    /// Agents of a group with chats, those with the fewest first, of equal ones who has had so many for longest: how many,
    /// since when, who.
    fn by_number(&self, group: usize) -> impl Iterator<Item = (u32, u64, u32)> + '_ {
        self.groups[group].iter().copied()
    }

    /// Gives an agent's place among the group's to the number of chats that there are now.
    fn rank(&mut self, group: usize, agent: u32, before: u32) {
        let desk = &mut self.desks[agent as usize];
        self.groups[group].remove(&(before, desk.order, agent));
        self.order += 1;
        desk.order = self.order;
        if !desk.held.is_empty() {
            self.groups[group].insert((desk.held.len() as u32, desk.order, agent));
        }
    }

    fn begin(&mut self, model: &Model, group: usize, agent: u32, held: Held) {
        let now = held.answered_at;
        if self.desks.len() <= agent as usize {
            self.desks.resize_with(agent as usize + 1, Desk::default);
        }
        let desk = &mut self.desks[agent as usize];
        let before = desk.held.len() as u32;
        if before == 0 {
            desk.since = now;
        }
        desk.work(model, now);
        desk.held.push(held);
        self.rank(group, agent, before);
    }

    fn end(&mut self, model: &Model, group: usize, agent: u32, now: SimTime) -> Option<Held> {
        let desk = &mut self.desks[agent as usize];
        desk.work(model, now);
        let (first, _) = desk.first(model)?;
        let before = desk.held.len() as u32;
        let held = desk.held.remove(first);
        self.rank(group, agent, before);
        Some(held)
    }
}

impl<O: Observer> Play<'_, O> {
    /// What is said of a type's chats, if that is what they are.
    #[inline]
    pub(super) fn chat(&self, call_type: usize) -> Option<&Chat> {
        if self.traits.has_chats { self.model.call_types()[call_type].chat() } else { None }
    }

    /// Who takes a chat that has waited for `waited`: within the group that is preferred an idle agent, or else the one
    /// with the fewest chats; `None` when nobody may.
    pub(super) fn choose_for_chat(
        &self,
        call_type: usize,
        chat: &Chat,
        waited: SimTime,
        fate: Fate,
        now: SimTime,
    ) -> Option<u32> {
        let table = self.model.routing().of_type(call_type);
        let rule = self.model.call_types()[call_type].agent_selection();
        let may_idle = |p: &&Preference| {
            self.centre.agents.idle(p.group) > 0 && self.may_take(p.group, p.after, call_type, waited)
        };
        let room = |p: &Preference| {
            let fewest = self.fewest_chats(p.group).filter(|(held, ..)| *held < chat.at_once());
            fewest.filter(|_| waited >= p.after)
        };
        if rule == AgentSelection::OrderOfPreference {
            return table.preferences.iter().find_map(|p| {
                let idle =
                    Some(p).filter(may_idle).map(|p| self.centre.agents.choose(p.group, Within::LongestIdle, 0.0));
                idle.or_else(|| room(p).map(|(_, _, agent)| agent))
            });
        }
        table.preferences.chunk_by(|a, b| a.tier == b.tier).find_map(|tier| {
            let candidates: Vec<&Preference> = tier.iter().filter(may_idle).collect();
            if !candidates.is_empty() {
                return Some(self.choose_among(&candidates, rule, fate, now));
            }
            tier.iter().filter_map(room).min().map(|(_, _, agent)| agent)
        })
    }

    /// The agent of a group with the fewest chats who is to stay. While more of a crew are here than staffed, so many with
    /// the fewest chats get no more, so that they can go; or those who are named as leaving.
    fn fewest_chats(&self, group: usize) -> Option<(u32, u64, u32)> {
        let agents = &self.centre.agents;
        let mut by_number = self.centre.chats.by_number(group);
        let crews = agents.crews(group);
        if crews.len() == 1 && !agents.is_any_leaving() {
            return by_number.nth(agents.surplus(crews.start) as usize);
        }
        let mut surplus: Vec<u32> = crews.clone().map(|crew| agents.surplus(crew)).collect();
        by_number.find(|(_, _, agent)| {
            let surplus = &mut surplus[agents.crew_of(*agent) - crews.start];
            let goes = *surplus > 0;
            *surplus = surplus.saturating_sub(1);
            !goes && !agents.is_leaving(*agent)
        })
    }

    /// An agent who is idle, or has chats already, begins one.
    pub(super) fn answer_chat(&mut self, agent: u32, call: Call, queue: Option<QueueLengths>, now: SimTime) {
        let group = self.centre.agents.group_of(agent);
        if self.centre.chats.number(agent) == 0 {
            self.centre.agents.take_call(agent, now);
        }
        let (line_time, after_call_work) = self.times(agent, group, &call);
        let left = (line_time + after_call_work).as_nanoseconds() as f64;
        self.centre.chats.begin(self.model, group, agent, Held { call, queue, answered_at: now, left });
        self.schedule_chat_end(agent, now);
    }

    fn schedule_chat_end(&mut self, agent: u32, now: SimTime) {
        let desk = &mut self.centre.chats.desks[agent as usize];
        let Some((_, takes)) = desk.first(self.model) else { return };
        desk.ends_at = now + SimTime::from_nanoseconds(takes.max(0.0).round() as u64);
        self.centre.calendar.schedule(desk.ends_at, Kind::ChatEnds, agent);
    }

    /// The first of an agent's chats ends, if it is to end now.
    pub(super) fn chat_ends(&mut self, agent: u32, now: SimTime) -> bool {
        let desk = &self.centre.chats.desks[agent as usize];
        if desk.held.is_empty() || desk.ends_at != now {
            return false;
        }
        let group = self.centre.agents.group_of(agent);
        let Some(held) = self.centre.chats.end(self.model, group, agent, now) else { return false };
        self.tell_chat(agent, group, held, now, true);
        if self.centre.chats.number(agent) == 0 {
            self.no_more_chats(agent, group, now);
            self.agent_free(agent, now);
        } else {
            self.schedule_chat_end(agent, now);
            self.fill_up(group, now);
        }
        true
    }

    fn no_more_chats(&mut self, agent: u32, group: usize, now: SimTime) {
        let since = self.centre.chats.desks[agent as usize].since;
        self.observer.engaged(group, since, now);
    }

    /// Agents of a group who have chats, and room for more, take who waits for them.
    pub(super) fn fill_up(&mut self, group: usize, now: SimTime) {
        while let Some((held, _, agent)) = self.fewest_chats(group) {
            let after = &self.model.routing().of_group(group).after;
            let slot = self.choose_call_among(group, now, |call_type, first| {
                let waited = now.since(first.joined_at);
                self.chat(call_type).is_some_and(|chat| held < chat.at_once()) && waited >= after[call_type]
            });
            if slot == NONE {
                return;
            }
            let waiting = self.centre.calls.leave(slot);
            self.answer(agent, waiting.call, Some(waiting.queue), now);
        }
    }

    /// As [`Self::fill_up`], beside an agent who has taken a chat: a reservation that kept the agent idle is no matter
    /// any more.
    #[inline]
    pub(super) fn fill_up_beside(&mut self, agent: u32, now: SimTime) {
        if self.traits.has_chats {
            self.fill_up(self.centre.agents.group_of(agent), now);
        }
    }

    /// Chats that go on are cut off at closing.
    pub(super) fn cut_off_chats(&mut self, now: SimTime) {
        self.end_every_chat(now, false);
    }

    /// Chats that go on when the replication is over, as those of a steady state that nobody waits for, are told as
    /// if nothing came any more.
    pub(super) fn leave_chats(&mut self, now: SimTime) {
        self.end_every_chat(now, true);
    }

    fn end_every_chat(&mut self, now: SimTime, is_complete: bool) {
        for agent in 0..self.centre.chats.desks.len() as u32 {
            let group = self.centre.agents.group_of(agent);
            if self.centre.chats.number(agent) == 0 {
                continue;
            }
            while let Some(held) = self.centre.chats.end(self.model, group, agent, now) {
                let left = if is_complete { held.left.max(0.0) } else { 0.0 };
                let ends_at = now + SimTime::from_nanoseconds(left.round() as u64);
                self.tell_chat(agent, group, held, ends_at, is_complete);
            }
            self.no_more_chats(agent, group, now);
            if !is_complete {
                self.agent_free(agent, now);
            }
        }
    }

    /// A chat is over; what comes of it is known only now.
    fn tell_chat(&mut self, agent: u32, group: usize, held: Held, ends_at: SimTime, is_complete: bool) {
        let Held { mut call, queue, answered_at, .. } = held;
        let plain = After { is_resolved: is_complete, ..After::plain(ends_at) };
        let after = match (self.traits.has_journeys, is_complete) {
            (false, _) => plain,
            (true, true) => {
                self.begin_contact(&mut call, SimTime::ZERO, answered_at);
                self.after_answer(agent, group, &call, ends_at)
            }
            (true, false) => {
                self.cut_off_issue(&mut call, answered_at);
                plain
            }
        };
        let record = answered(&call, group, queue, (answered_at, ends_at, ends_at), &after);
        self.tell(&record, call.customer.fate, agent);
    }
}
