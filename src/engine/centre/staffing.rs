//! Changes of staff, and calls that are finished beyond it.
//!
//! Agents of a count are not named: when two are busy and one is wanted, the first to finish is the
//! one who leaves.

use super::{
    super::{calendar::Kind, record::Observer},
    Play,
};
use crate::{model::Horizon, units::SimTime};

impl<O: Observer> Play<'_, O> {
    pub(super) fn schedule_day(&mut self) {
        let horizon = self.model.horizon();
        if matches!(horizon, Horizon::SteadyState(_)) {
            return;
        }
        let intervals = self.model.horizon().intervals();
        for group in 0..self.model.agent_groups().len() {
            for (interval, pair) in self.centre.attendance.of(group).windows(2).enumerate() {
                if pair[0] != pair[1] {
                    let next = interval + 1;
                    let at = horizon.interval_starts_at(next);
                    self.centre.calendar.schedule(at, Kind::Staff, (group * intervals + next) as u32);
                }
            }
        }
        for day in 0..horizon.days() {
            self.centre.calendar.schedule(horizon.closes_at(day), Kind::Close, day as u32);
        }
        for day in 1..horizon.days() {
            self.centre.calendar.schedule(horizon.opens_at(day), Kind::Open, day as u32);
        }
    }

    pub(super) fn change_staff(&mut self, change: u32, now: SimTime) {
        let intervals = self.model.horizon().intervals();
        let (group, interval) = (change as usize / intervals, change as usize % intervals);
        self.end_overstay(group, now);
        let staffed = self.centre.attendance.of(group)[interval];
        self.centre.agents.set_staffed(group, staffed, now);
        self.centre.agents.watch_overstay(group, now);
        self.take_waiting(group, now);
        if self.traits.dials {
            self.dial_after_staffing(group, now);
        }
    }

    /// Closes the books on the agents who were busy beyond the staffed number.
    #[inline]
    pub(super) fn end_overstay(&mut self, group: usize, now: SimTime) {
        if self.centre.agents.is_overstayed(group)
            && let Some((since, agents)) = self.centre.agents.end_overstay(group)
            && now > since
        {
            self.observer.overstay(group, agents, since, now);
        }
    }

    pub(super) fn end_all_overstays(&mut self, now: SimTime) {
        (0..self.model.agent_groups().len()).for_each(|group| self.end_overstay(group, now));
    }
}
