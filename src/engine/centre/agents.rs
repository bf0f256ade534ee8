//! Agents: who is idle, who is busy, who is off.

use rand_distr::{Distribution as _, LogNormal};

use super::{
    super::{
        attendance::Attendance,
        streams::{Purpose, stream},
    },
    calls::NONE,
};
use crate::{
    model::{
        AgentGroup, Model,
        routing::{Bits, agent_selection::Within},
    },
    units::SimTime,
};

/// The agents of all groups.
#[derive(Debug, Default)]
pub struct Agents {
    everyone: Vec<Agent>,
    groups: Vec<Group>,
    /// Groups with somebody idle.
    idle: Bits,
    /// Whether stretches of time with nobody idle are kept.
    watches: bool,
    /// Such stretches that ended and are not told yet: group, from, to.
    nobody_idle: Vec<(u32, SimTime, SimTime)>,
}

/// One agent, in one of the group's lists.
#[derive(Clone, Copy, Debug)]
struct Agent {
    group: u32,
    next: u32,
    previous: u32,
    /// Since when idle or busy.
    since: SimTime,
    /// Time on calls so far.
    busy_time: u64,
    speed: f64,
}

/// A group's agents: idle ones in order of how long they have been idle, and those who are off.
#[derive(Clone, Copy, Debug)]
struct Group {
    /// The first of its agents among all.
    first: u32,
    staffed: u32,
    busy: u32,
    idle: u32,
    first_idle: u32,
    last_idle: u32,
    first_off: u32,
    /// Since when nobody is idle.
    nobody_idle_since: SimTime,
    /// Since when `busy` exceeds `staffed` by this many.
    overstay: Option<(SimTime, u32)>,
}

impl Agents {
    /// Everybody who is staffed in the first interval is idle, everybody else is off.
    pub fn reset(&mut self, model: &Model, attendance: &Attendance, seed: u64, replication: u64) {
        self.everyone.clear();
        self.groups.clear();
        self.idle.reset(model.agent_groups().len());
        self.watches = model.agent_groups().len() > 1;
        self.nobody_idle.clear();
        for (index, of) in model.agent_groups().iter().enumerate() {
            self.add_group(index, of, attendance.of(index), seed, replication);
        }
    }

    fn add_group(&mut self, index: usize, of: &AgentGroup, staffed: &[u32], seed: u64, replication: u64) {
        self.groups.push(Group {
            first: self.everyone.len() as u32,
            staffed: 0,
            busy: 0,
            idle: 0,
            first_idle: NONE,
            last_idle: NONE,
            first_off: NONE,
            nobody_idle_since: SimTime::ZERO,
            overstay: None,
        });
        let most = staffed.iter().copied().max().unwrap_or(0);
        let first = self.everyone.len() as u32;
        for _ in 0..most {
            let speed = 1.0;
            self.everyone.push(Agent {
                group: index as u32,
                next: NONE,
                previous: NONE,
                since: SimTime::ZERO,
                busy_time: 0,
                speed,
            });
        }
        if of.speed_spread() > 0.0 {
            draw_speeds(&mut self.everyone[first as usize..], of.speed_spread(), seed, replication, index);
        }
        // The last is pushed first, so that agents come on the line in order.
        (first..first + most).rev().for_each(|agent| self.push_off(index, agent));
        self.set_staffed(index, staffed[0], SimTime::ZERO);
    }

    /// Groups with somebody idle.
    #[inline]
    pub const fn idle_groups(&self) -> &Bits {
        &self.idle
    }

    /// How many of a group are idle.
    #[inline]
    pub fn idle(&self, group: usize) -> u32 {
        self.groups[group].idle
    }

    /// How many of a group are on a call.
    pub fn busy(&self, group: usize) -> u32 {
        self.groups[group].busy
    }

    /// How many of a group are on the line: idle, or busy and not beyond the number staffed.
    pub fn on_line(&self, group: usize) -> u32 {
        self.groups[group].staffed
    }

    /// Since when the longest idle of a group is idle; the group has somebody idle.
    pub fn idle_since(&self, group: usize) -> SimTime {
        self.everyone[self.groups[group].first_idle as usize].since
    }

    /// An agent's group.
    #[inline]
    pub fn group_of(&self, agent: u32) -> usize {
        self.everyone[agent as usize].group as usize
    }

    /// An agent's number in the group, from 0.
    #[inline]
    pub fn number_in_group(&self, agent: u32) -> u32 {
        agent - self.groups[self.group_of(agent)].first
    }

    /// How fast an agent is, compared with the group.
    #[inline]
    pub fn speed_of(&self, agent: u32) -> f64 {
        self.everyone[agent as usize].speed
    }

    /// The smallest share of `now` that an idle agent of a group was busy.
    pub fn least_busy_share(&self, group: usize, now: SimTime) -> f64 {
        let busy_time = self.idle_agents(group).map(|agent| self.everyone[agent as usize].busy_time).min();
        busy_time.unwrap_or(0) as f64 / (now.as_nanoseconds().max(1)) as f64
    }

    /// Which idle agent of a group takes a call; `chance`, from 0 to 1, decides a random choice.
    #[inline]
    pub fn choose(&self, group: usize, within: Within, chance: f64) -> u32 {
        let first = self.groups[group].first_idle;
        match within {
            Within::LongestIdle => first,
            Within::LeastBusy => {
                self.idle_agents(group).min_by_key(|&agent| self.everyone[agent as usize].busy_time).unwrap_or(first)
            }
            Within::Random => {
                let place = (chance * f64::from(self.groups[group].idle)) as usize;
                self.idle_agents(group).nth(place).unwrap_or(first)
            }
        }
    }

    fn idle_agents(&self, group: usize) -> impl Iterator<Item = u32> + '_ {
        let mut agent = self.groups[group].first_idle;
        std::iter::from_fn(move || {
            let this = (agent != NONE).then_some(agent)?;
            agent = self.everyone[this as usize].next;
            Some(this)
        })
    }

    /// An idle agent takes a call.
    #[inline]
    pub fn take_call(&mut self, agent: u32, now: SimTime) {
        let group = self.everyone[agent as usize].group as usize;
        self.leave_idle(group, agent, now);
        self.groups[group].busy += 1;
        self.everyone[agent as usize].since = now;
    }

    /// A busy agent is free: idle, or off where nobody is wanted any more. Whether idle.
    #[inline]
    pub fn finish_call(&mut self, agent: u32, now: SimTime) -> bool {
        let it = &mut self.everyone[agent as usize];
        it.busy_time += now.since(it.since).as_nanoseconds();
        let index = it.group as usize;
        let group = &mut self.groups[index];
        group.busy -= 1;
        if group.busy + group.idle < group.staffed {
            self.join_idle(index, agent, now);
            true
        } else {
            self.push_off(index, agent);
            false
        }
    }

    /// From now on this many of a group are wanted. Who is busy finishes the call; who is idle goes
    /// at once, the longest idle first.
    pub fn set_staffed(&mut self, group: usize, staffed: u32, now: SimTime) {
        self.groups[group].staffed = staffed;
        let idle = staffed.saturating_sub(self.groups[group].busy);
        while self.groups[group].idle > idle {
            let agent = self.groups[group].first_idle;
            self.leave_idle(group, agent, now);
            self.push_off(group, agent);
        }
        while self.groups[group].idle < idle {
            let agent = self.groups[group].first_off;
            if agent == NONE {
                break;
            }
            self.groups[group].first_off = self.everyone[agent as usize].next;
            self.join_idle(group, agent, now);
        }
    }

    /// A stretch of time that ended in which nobody of a group was idle, not told before.
    #[inline]
    pub fn take_nobody_idle(&mut self) -> Option<(u32, SimTime, SimTime)> {
        self.nobody_idle.pop()
    }

    /// Ends such stretches that go on at `now`.
    pub fn end_nobody_idle(&mut self, now: SimTime) {
        for (index, group) in self.groups.iter().enumerate().filter(|(_, group)| group.idle == 0) {
            if self.watches && now > group.nobody_idle_since {
                self.nobody_idle.push((index as u32, group.nobody_idle_since, now));
            }
        }
    }

    /// The stretch of time that ends now in which more of a group were busy than staffed, and how
    /// many more.
    pub fn end_overstay(&mut self, group: usize) -> Option<(SimTime, u32)> {
        self.groups[group].overstay.take()
    }

    /// Whether such a stretch is under way.
    #[inline]
    pub fn is_overstayed(&self, group: usize) -> bool {
        self.groups[group].overstay.is_some()
    }

    /// Starts such a stretch where it is one.
    #[inline]
    pub fn watch_overstay(&mut self, group: usize, now: SimTime) {
        let group = &mut self.groups[group];
        if group.busy > group.staffed {
            group.overstay = Some((now, group.busy - group.staffed));
        }
    }

    #[inline]
    fn join_idle(&mut self, index: usize, agent: u32, now: SimTime) {
        let group = &mut self.groups[index];
        let last = std::mem::replace(&mut group.last_idle, agent);
        if last == NONE {
            group.first_idle = agent;
            self.idle.insert(index);
            if self.watches && now > group.nobody_idle_since {
                self.nobody_idle.push((index as u32, group.nobody_idle_since, now));
            }
        } else {
            self.everyone[last as usize].next = agent;
        }
        group.idle += 1;
        let it = &mut self.everyone[agent as usize];
        it.previous = last;
        it.next = NONE;
        it.since = now;
    }

    #[inline]
    fn leave_idle(&mut self, index: usize, agent: u32, now: SimTime) {
        let Agent { next, previous, .. } = self.everyone[agent as usize];
        let group = &mut self.groups[index];
        if previous == NONE {
            group.first_idle = next;
        } else {
            self.everyone[previous as usize].next = next;
        }
        if next == NONE {
            group.last_idle = previous;
        } else {
            self.everyone[next as usize].previous = previous;
        }
        group.idle -= 1;
        if group.idle == 0 {
            group.nobody_idle_since = now;
            self.idle.remove(index);
        }
    }

    fn push_off(&mut self, group: usize, agent: u32) {
        self.everyone[agent as usize].next = self.groups[group].first_off;
        self.groups[group].first_off = agent;
    }
}

/// Speeds of mean 1, lognormal: `exp(scale · Z - scale²/2)` with `scale² = ln(1 + spread²)`.
fn draw_speeds(agents: &mut [Agent], spread: f64, seed: u64, replication: u64, group: usize) {
    let variance = (spread * spread).ln_1p();
    let mut stream = stream(seed, replication, group as u64, Purpose::AgentSpeed);
    if let Ok(speeds) = LogNormal::new(-variance / 2.0, variance.sqrt()) {
        agents.iter_mut().for_each(|agent| agent.speed = speeds.sample(&mut stream));
    }
}
