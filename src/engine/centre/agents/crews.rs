//! Crews: how many are wanted, who comes and who leaves.

use std::ops::Range;

use super::{Agents, Crew};
use crate::{engine::centre::calls::NONE, units::SimTime};

impl Agents {
    /// From now on this many of a crew are wanted. Who is idle goes at once, the longest idle first; who is busy
    /// finishes the call. Who comes starts at once, and where all of a crew are wanted nobody leaves.
    pub fn set_staffed(&mut self, crew: usize, staffed: u32, now: SimTime) {
        self.crews[crew].staffed = staffed;
        while self.staying(crew) > staffed {
            let group = self.crews[crew].group as usize;
            let longest = self.idle_agents(group).find(|agent| self.crew_of(*agent) == crew);
            if let Some(agent) = longest {
                self.leave_idle(agent, now);
                self.push_off(agent);
            } else if self.crews[crew].is_named {
                self.mark_busy(crew, self.staying(crew) - staffed);
            } else {
                break;
            }
        }
        while self.staying(crew) < staffed {
            let agent = self.crews[crew].first_off;
            if agent != NONE {
                self.crews[crew].first_off = self.everyone[agent as usize].next;
                self.crews[crew].here += 1;
                self.join_idle(agent, now);
            } else if let Some(index) = self.leaving.iter().rposition(|agent| self.crew_of(*agent) == crew) {
                self.leaving.remove(index);
            } else {
                break;
            }
        }
    }

    /// How many of a crew are here and not about to leave.
    fn staying(&self, crew: usize) -> u32 {
        let leaving = self.leaving.iter().filter(|agent| self.crew_of(**agent) == crew).count();
        self.crews[crew].here - leaving as u32
    }

    /// So many of a crew leave when their call is over, the last of those who are on one; nobody of it is idle.
    fn mark_busy(&mut self, crew: usize, number: u32) {
        let Crew { first, size, first_off, .. } = self.crews[crew];
        let mut is_busy = vec![true; size as usize];
        let mut off = first_off;
        while off != NONE {
            is_busy[(off - first) as usize] = false;
            off = self.everyone[off as usize].next;
        }
        for agent in self.leaving.iter().filter(|agent| self.crew_of(**agent) == crew) {
            is_busy[(agent - first) as usize] = false;
        }
        let busy = (0..size).rev().filter(|seat| is_busy[*seat as usize]).map(|seat| first + seat);
        self.leaving.extend(busy.take(number as usize));
    }

    /// Whether anybody leaves when a call is over, by name.
    #[inline]
    pub const fn is_any_leaving(&self) -> bool {
        !self.leaving.is_empty()
    }

    /// Whether an agent leaves when the call is over, by name.
    pub fn is_leaving(&self, agent: u32) -> bool {
        self.leaving.contains(&agent)
    }

    /// How many more of a crew are here than wanted, where it is not said who of them leaves.
    pub fn surplus(&self, crew: usize) -> u32 {
        let Crew { here, staffed, is_named, .. } = self.crews[crew];
        if is_named { 0 } else { here.saturating_sub(staffed) }
    }

    /// Whether an agent whose call is over was about to leave.
    pub(super) fn was_leaving(&mut self, agent: u32) -> bool {
        let found = self.leaving.iter().position(|other| *other == agent);
        found.map(|index| self.leaving.swap_remove(index)).is_some()
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
        if crew.here > crew.staffed {
            crew.overstay = Some((now, crew.here - crew.staffed));
        }
    }

    /// Who was here is off.
    pub(super) fn push_off(&mut self, agent: u32) {
        let it = &mut self.everyone[agent as usize];
        let crew = &mut self.crews[it.crew as usize];
        crew.here -= 1;
        it.next = std::mem::replace(&mut crew.first_off, agent);
    }
}
