//! Outages and meetings.

use std::ops::Range;

use super::{Checker, named};
use crate::{
    model::{Horizon, Outage, Takes},
    scenario::{
        decode::At,
        problem::Place,
        raw,
        values::{Clock, Share},
    },
    units::{SimTime, text},
};

impl Checker<'_> {
    /// Outages, then meetings.
    pub(super) fn outages(&mut self, raw: &raw::Scenario, horizon: Option<&Horizon>) -> Option<Vec<Outage>> {
        let outages = raw.outage.as_deref().unwrap_or_default();
        let meetings = raw.meeting.as_deref().unwrap_or_default();
        let mut all: Vec<Option<Outage>> = outages.iter().map(|outage| self.outage(outage, raw, horizon)).collect();
        all.extend(meetings.iter().map(|meeting| self.meeting(meeting, raw, horizon)));
        all.into_iter().collect()
    }

    fn outage(&mut self, of: &At<raw::Outage>, raw: &raw::Scenario, horizon: Option<&Horizon>) -> Option<Outage> {
        let given = &of.value;
        let groups = self.groups_hit(given.agent_groups.as_deref(), raw);
        if !given.whole {
            return None;
        }
        let lines = given.lines.as_ref().map(|lines| self.lines_down(lines, raw));
        let time = self.time_of(&given.from, &given.to, of.place.as_ref(), "an outage", horizon);
        let share = given.share.as_ref().map_or(if lines.is_some() { 0.0 } else { 1.0 }, |share| share.value.0);
        let lines = lines.unwrap_or(Some(0.0))?;
        let built = Outage::new(groups?, Takes::Share(share), time?, given.probability.value.0);
        self.keep(built.map(|outage| outage.with_lines(lines)), of.place.as_ref())
    }

    /// A share of the lines, of which there must then be a number.
    fn lines_down(&mut self, given: &At<Share>, raw: &raw::Scenario) -> Option<f64> {
        let is_counted = raw.lines.as_ref().is_some_and(|lines| lines.value.count.is_some());
        let share = given.value.0;
        if share < 1.0 && !is_counted {
            let why = "a share of lines needs the `count` of [lines]; without a limit only all of them, 1, can be down";
            self.problem(given.place.as_ref(), why);
            return None;
        }
        Some(share)
    }

    fn meeting(&mut self, of: &At<raw::Meeting>, raw: &raw::Scenario, horizon: Option<&Horizon>) -> Option<Outage> {
        let given = &of.value;
        let groups = self.groups_hit(given.agent_groups.as_deref(), raw);
        if !given.whole {
            return None;
        }
        let time = self.time_of(&given.from, &given.to, of.place.as_ref(), "a meeting", horizon);
        let agents = u32::try_from(given.agents.value).unwrap_or(u32::MAX);
        if agents == 0 {
            self.problem(given.agents.place.as_ref(), "nobody goes to this meeting; give at least one agent");
            return None;
        }
        let built = Outage::new(groups?, Takes::Agents(agents), time?, 1.0);
        self.keep(built, of.place.as_ref())
    }

    /// From when to when, counted from opening.
    fn time_of(
        &mut self,
        from: &At<Clock>,
        to: &At<Clock>,
        place: Option<&Place>,
        what: &str,
        horizon: Option<&Horizon>,
    ) -> Option<Range<SimTime>> {
        if matches!(horizon?, Horizon::SteadyState(_)) {
            self.problem(place, format!("{what} has clock times, and a steady state has no clock"));
            return None;
        }
        self.time_between(from.value.0, to.value.0, horizon?, from.place.as_ref())
    }

    /// The time between two clock times within opening hours, counted from opening.
    pub(super) fn time_between(
        &mut self,
        from: f64,
        to: f64,
        horizon: &Horizon,
        place: Option<&Place>,
    ) -> Option<Range<SimTime>> {
        let Horizon::Day(day) = horizon else { return None };
        let (open, length) = (day.open_at(), horizon.closes_at(0).as_seconds());
        // A millionth of a second less than nothing is a matter of rounding.
        let (start, end) = (from - open, to - open);
        if start < -1e-6 || end > length + 1e-6 || end <= start {
            let hours = format!("{} to {}", text::clock(open), text::clock(open + length));
            let message = if end <= start {
                format!("{} to {} ends before it starts", text::clock(from), text::clock(to))
            } else {
                format!("{} to {} does not lie within opening hours, {hours}", text::clock(from), text::clock(to))
            };
            self.problem(place, message);
            return None;
        }
        let time = |seconds: f64| SimTime::from_seconds(seconds.clamp(0.0, length)).ok();
        Some(time(start)?..time(end)?)
    }

    /// The groups that it names, or all.
    fn groups_hit(&mut self, listed: Option<&[At<String>]>, raw: &raw::Scenario) -> Option<Vec<usize>> {
        let names = named(&raw.agent_group, |group| &group.name)?;
        let Some(listed) = listed else { return Some((0..names.len()).collect()) };
        let found: Vec<Option<usize>> = listed.iter().map(|name| self.find(name, &names, "agent group")).collect();
        found.into_iter().collect()
    }
}
