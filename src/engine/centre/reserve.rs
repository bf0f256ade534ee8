//! Reserves: called in when the queue is long, sent back when it is short again.

use super::{
    super::{calendar::Kind, record::Observer},
    Play,
};
use crate::units::SimTime;

/// Where a group's reserve is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Whereabouts {
    is_called: bool,
    /// On the line since then, and there at least until then.
    here: Option<(SimTime, SimTime)>,
}

impl<O: Observer> Play<'_, O> {
    /// Whether a crew is a reserve: its group has one, and it is the last crew.
    pub(super) fn is_reserve(&self, crew: usize) -> bool {
        let group = self.centre.agents.group_of_crew(crew);
        self.model.agent_groups()[group].work().reserve.is_some() && crew + 1 == self.centre.agents.crews(group).end
    }

    /// Calls that wait which a group may take.
    fn waiting_for(&self, group: usize) -> u32 {
        let types = self.model.types_of_group(group);
        types.iter().map(|call_type| self.centre.calls.length_of_type(*call_type)).sum()
    }

    /// The queue of a type has become longer or shorter.
    #[inline]
    pub(super) fn queue_changed(&mut self, call_type: usize, now: SimTime) {
        if self.traits.has_reserve {
            self.look_at_reserves(call_type, now);
        }
    }

    fn look_at_reserves(&mut self, call_type: usize, now: SimTime) {
        let model = self.model;
        for &group in model.call_types()[call_type].groups() {
            let Some(reserve) = model.agent_groups()[group].work().reserve else { continue };
            let whereabouts = self.centre.reserves[group];
            if whereabouts.here.is_some() {
                self.send_back(group, now);
            } else if !whereabouts.is_called && self.waiting_for(group) > reserve.over {
                self.centre.reserves[group].is_called = true;
                self.observer.called_in(group, now);
                self.centre.calendar.schedule(now + reserve.delay, Kind::ReserveComes, group as u32);
            }
        }
    }

    /// The reserve of a group is there, or has been there for as long as it stays at least.
    pub(super) fn reserve_is_there(&mut self, group: usize, now: SimTime) {
        let Some(reserve) = self.model.agent_groups()[group].work().reserve else { return };
        if self.centre.reserves[group].here.is_none() {
            let until = now + reserve.stays;
            self.centre.reserves[group] = Whereabouts { is_called: false, here: Some((now, until)) };
            self.set_staffed(self.centre.agents.crews(group).end - 1, reserve.agents, now);
            if reserve.stays > SimTime::ZERO {
                self.centre.calendar.schedule(until, Kind::ReserveComes, group as u32);
            }
        }
        self.send_back(group, now);
    }

    /// Sends the reserve of a group back, if it is there, may go, and few calls wait.
    fn send_back(&mut self, group: usize, now: SimTime) {
        let Some(reserve) = self.model.agent_groups()[group].work().reserve else { return };
        let Some((_, until)) = self.centre.reserves[group].here else { return };
        if now < until || self.waiting_for(group) > reserve.back_at {
            return;
        }
        self.tell_reserve(group, now);
        self.centre.reserves[group].here = None;
        self.set_staffed(self.centre.agents.crews(group).end - 1, 0, now);
    }

    fn tell_reserve(&mut self, group: usize, now: SimTime) {
        let reserve = self.model.agent_groups()[group].work().reserve;
        if let (Some(reserve), Some((since, _))) = (reserve, self.centre.reserves[group].here)
            && now > since
        {
            self.observer.reserve(group, reserve.agents, since, now);
        }
    }

    /// The replication is over.
    pub(super) fn end_reserves(&mut self, now: SimTime) {
        (0..self.centre.reserves.len()).for_each(|group| self.tell_reserve(group, now));
    }
}
