//! Agents: who is idle, who is busy, who is off.

use std::ops::Range;

use super::{super::attendance::Attendance, calls::NONE, speeds};
use crate::{
    model::{
        Model, Timeline,
        routing::{Bits, agent_selection::Within},
    },
    units::SimTime,
};

/// The agents of all groups.
#[derive(Debug, Default)]
pub struct Agents {
    everyone: Vec<Agent>,
    groups: Vec<Group>,
    crews: Vec<Crew>,
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
    crew: u32,
    next: u32,
    previous: u32,
    /// Since when idle or busy.
    since: SimTime,
    /// Time on calls so far.
    busy_time: u64,
    speed: f64,
}

/// A group's agents: idle ones in order of how long they have been idle.
#[derive(Clone, Debug)]
struct Group {
    /// The first of its agents among all.
    first: u32,
    idle: u32,
    first_idle: u32,
    last_idle: u32,
    /// Since when nobody is idle.
    nobody_idle_since: SimTime,
    /// Its crews, the reserve last where there is one.
    crews: Range<usize>,
}

/// Agents of a group who stand in for each other, and those of them who are off.
#[derive(Clone, Copy, Debug)]
struct Crew {
    group: u32,
    staffed: u32,
    busy: u32,
    idle: u32,
    first_off: u32,
    /// Since when `busy` exceeds `staffed` by this many.
    overstay: Option<(SimTime, u32)>,
}

impl Agents {
    /// Everybody who is staffed at the start is idle, everybody else is off.
    pub fn reset(&mut self, model: &Model, attendance: &Attendance, seed: u64, replication: u64) {
        self.everyone.clear();
        self.groups.clear();
        self.crews.clear();
        self.idle.reset(model.agent_groups().len());
        self.watches = model.agent_groups().len() > 1;
        self.nobody_idle.clear();
        for (index, of) in model.agent_groups().iter().enumerate() {
            let crews = attendance.crews(index);
            self.add_group(crews.len() + usize::from(of.work().reserve.is_some()));
            let first = self.everyone.len();
            crews.iter().for_each(|crew| self.add_crew(index, crew));
            let draw = speeds::Draw { group: index, seed, replication };
            draw.of_crews(of.work(), self.everyone[first..].iter_mut().map(|agent| &mut agent.speed));
            if let Some(reserve) = of.work().reserve {
                let first = self.everyone.len();
                let mut crew = Timeline::constant(reserve.agents);
                crew.change(&(SimTime::ZERO..SimTime::from_nanoseconds(1)), |_| 0);
                self.add_crew(index, &crew);
                draw.of_reserve(of.work(), reserve, self.everyone[first..].iter_mut().map(|agent| &mut agent.speed));
            }
        }
    }

    fn add_group(&mut self, crews: usize) {
        self.groups.push(Group {
            first: self.everyone.len() as u32,
            idle: 0,
            first_idle: NONE,
            last_idle: NONE,
            nobody_idle_since: SimTime::ZERO,
            crews: self.crews.len()..self.crews.len() + crews,
        });
    }

    fn add_crew(&mut self, group: usize, staffed: &Timeline) {
        let crew = self.crews.len();
        self.crews.push(Crew { group: group as u32, staffed: 0, busy: 0, idle: 0, first_off: NONE, overstay: None });
        let first = self.everyone.len() as u32;
        let most = staffed.most();
        self.everyone.extend((0..most).map(|_| Agent {
            group: group as u32,
            crew: crew as u32,
            next: NONE,
            previous: NONE,
            since: SimTime::ZERO,
            busy_time: 0,
            speed: 1.0,
        }));
        // The last is pushed first, so that agents come on the line in order.
        (first..first + most).rev().for_each(|agent| self.push_off(agent));
        self.set_staffed(crew, staffed.at(SimTime::ZERO), SimTime::ZERO);
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

    /// The crews of a group, its reserve last.
    pub fn crews(&self, group: usize) -> Range<usize> {
        self.groups[group].crews.clone()
    }

    /// How many of a group are on a call.
    pub fn busy(&self, group: usize) -> u32 {
        self.crews[self.crews(group)].iter().map(|crew| crew.busy).sum()
    }

    /// How many of a group are on the line: idle, or busy and not beyond the number staffed.
    pub fn on_line(&self, group: usize) -> u32 {
        self.crews[self.crews(group)].iter().map(|crew| crew.staffed).sum()
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

    /// An agent's crew.
    #[inline]
    pub fn crew_of(&self, agent: u32) -> usize {
        self.everyone[agent as usize].crew as usize
    }

    /// A crew's group.
    pub fn group_of_crew(&self, crew: usize) -> usize {
        self.crews[crew].group as usize
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
        self.leave_idle(agent, now);
        let it = &mut self.everyone[agent as usize];
        it.since = now;
        self.crews[it.crew as usize].busy += 1;
    }

    /// A busy agent is free: idle, or off where nobody of the crew is wanted any more. Whether idle.
    #[inline]
    pub fn finish_call(&mut self, agent: u32, now: SimTime) -> bool {
        let it = &mut self.everyone[agent as usize];
        it.busy_time += now.since(it.since).as_nanoseconds();
        let crew = &mut self.crews[it.crew as usize];
        crew.busy -= 1;
        let is_wanted = crew.busy + crew.idle < crew.staffed;
        if is_wanted {
            self.join_idle(agent, now);
        } else {
            self.push_off(agent);
        }
        is_wanted
    }

    /// From now on this many of a crew are wanted. Who is busy finishes the call; who is idle goes
    /// at once, the longest idle first.
    pub fn set_staffed(&mut self, crew: usize, staffed: u32, now: SimTime) {
        self.crews[crew].staffed = staffed;
        let group = self.crews[crew].group as usize;
        let idle = staffed.saturating_sub(self.crews[crew].busy);
        while self.crews[crew].idle > idle {
            let longest = self.idle_agents(group).find(|agent| self.crew_of(*agent) == crew);
            let Some(agent) = longest else { break };
            self.leave_idle(agent, now);
            self.push_off(agent);
        }
        while self.crews[crew].idle < idle {
            let agent = self.crews[crew].first_off;
            if agent == NONE {
                break;
            }
            self.crews[crew].first_off = self.everyone[agent as usize].next;
            self.join_idle(agent, now);
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

    /// All crews.
    pub const fn every_crew(&self) -> Range<usize> {
        0..self.crews.len()
    }

    /// The stretch of time that ends now in which more of a crew were busy than staffed, and how
    /// many more.
    pub fn end_overstay(&mut self, crew: usize) -> Option<(SimTime, u32)> {
        self.crews[crew].overstay.take()
    }

    /// Whether such a stretch is under way.
    #[inline]
    pub fn is_overstayed(&self, crew: usize) -> bool {
        self.crews[crew].overstay.is_some()
    }

    /// Starts such a stretch where it is one.
    #[inline]
    pub fn watch_overstay(&mut self, crew: usize, now: SimTime) {
        let crew = &mut self.crews[crew];
        if crew.busy > crew.staffed {
            crew.overstay = Some((now, crew.busy - crew.staffed));
        }
    }

    #[inline]
    fn join_idle(&mut self, agent: u32, now: SimTime) {
        let Agent { group: index, crew, .. } = self.everyone[agent as usize];
        self.crews[crew as usize].idle += 1;
        let group = &mut self.groups[index as usize];
        let last = std::mem::replace(&mut group.last_idle, agent);
        if last == NONE {
            group.first_idle = agent;
            self.idle.insert(index as usize);
            if self.watches && now > group.nobody_idle_since {
                self.nobody_idle.push((index, group.nobody_idle_since, now));
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
    fn leave_idle(&mut self, agent: u32, now: SimTime) {
        let Agent { group: index, crew, next, previous, .. } = self.everyone[agent as usize];
        self.crews[crew as usize].idle -= 1;
        let group = &mut self.groups[index as usize];
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
            self.idle.remove(index as usize);
        }
    }

    fn push_off(&mut self, agent: u32) {
        let it = &mut self.everyone[agent as usize];
        let crew = &mut self.crews[it.crew as usize];
        it.next = std::mem::replace(&mut crew.first_off, agent);
    }
}
