//! Changes of staff and of lines, and calls that are finished beyond the staff.
//!
//! Agents of a crew are not named: when two are busy and one is wanted, the first to finish is the
//! one who leaves.

use super::{
    super::{calendar::Kind, record::Observer},
    Play,
};
use crate::{model::Horizon, units::SimTime};

/// A crew's staff changes, to so many.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    crew: usize,
    staffed: u32,
}

impl<O: Observer> Play<'_, O> {
    pub(super) fn schedule_day(&mut self) {
        let horizon = self.model.horizon();
        if matches!(horizon, Horizon::SteadyState(_)) {
            return;
        }
        self.centre.changes.clear();
        for group in 0..self.model.agent_groups().len() {
            let crews = self.centre.agents.crews(group);
            for (crew, line) in crews.zip(self.centre.attendance.crews(group)) {
                for (at, staffed) in line.steps().iter().skip(1) {
                    let number = self.centre.changes.len() as u32;
                    self.centre.calendar.schedule(*at, Kind::Staff, number);
                    self.centre.changes.push(Change { crew, staffed: *staffed });
                }
            }
        }
        for (at, lines) in self.centre.attendance.lines().iter().flat_map(|lines| lines.steps()).skip(1) {
            self.centre.calendar.schedule(*at, Kind::Lines, *lines);
        }
        for day in 0..horizon.days() {
            self.centre.calendar.schedule(horizon.closes_at(day), Kind::Close, day as u32);
        }
        for day in 1..horizon.days() {
            self.centre.calendar.schedule(horizon.opens_at(day), Kind::Open, day as u32);
        }
    }

    pub(super) fn change_staff(&mut self, number: u32, now: SimTime) {
        let Change { crew, staffed } = self.centre.changes[number as usize];
        self.set_staffed(crew, staffed, now);
    }

    /// From now on so many of a crew are wanted.
    pub(super) fn set_staffed(&mut self, crew: usize, staffed: u32, now: SimTime) {
        let group = self.centre.agents.group_of_crew(crew);
        self.end_overstay(crew, now);
        self.centre.agents.set_staffed(crew, staffed, now);
        self.centre.agents.watch_overstay(crew, now);
        self.take_waiting(group, now);
        if self.traits.dials {
            self.dial_after_staffing(group, now);
        }
    }

    /// Lines go down, or come up again. Calls that are on one of them go on.
    pub(super) fn change_lines(&mut self, lines: u32, now: SimTime) {
        self.lines = Some(lines);
        if self.traits.dials {
            self.dial_all(now);
        }
    }

    /// Closes the books on the agents who were busy beyond the staffed number.
    #[inline]
    pub(super) fn end_overstay(&mut self, crew: usize, now: SimTime) {
        if self.centre.agents.is_overstayed(crew)
            && let Some((since, agents)) = self.centre.agents.end_overstay(crew)
            && now > since
        {
            let group = self.centre.agents.group_of_crew(crew);
            if self.is_reserve(crew) {
                self.observer.reserve(group, agents, since, now);
            } else {
                self.observer.overstay(group, agents, since, now);
            }
        }
    }

    pub(super) fn end_all_overstays(&mut self, now: SimTime) {
        self.centre.agents.every_crew().for_each(|crew| self.end_overstay(crew, now));
    }
}
