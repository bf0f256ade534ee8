//! Lines, agents, and values that change by interval.

use super::{
    Checker,
    shifts::{self, ByInterval},
};
use crate::{
    model::{AgentGroup, Horizon, Lines, MOST_AGENTS},
    scenario::{
        decode::At,
        family::{self, Series},
        problem::Place,
        raw,
        shifts::Staffed,
    },
    units::text,
};

impl Checker<'_> {
    pub(super) fn lines(&mut self, raw: Option<&At<raw::Lines>>) -> Option<Lines> {
        let Some(raw) = raw else { return Some(Lines { count: None, cost_per_minute: 0.0 }) };
        let count = match &raw.value.count {
            None => None,
            Some(count) => match u32::try_from(count.value) {
                Ok(lines) if lines > 0 => Some(lines),
                _ => {
                    self.problem(count.place.as_ref(), "a centre has from 1 to 4294967295 telephone lines");
                    return None;
                }
            },
        };
        Some(Lines { count, cost_per_minute: raw.value.cost_per_minute.value.0 })
    }

    pub(super) fn agent_groups(&mut self, raw: &raw::Scenario, horizon: Option<&Horizon>) -> Option<Vec<AgentGroup>> {
        self.unique(raw.agent_group.iter().map(|g| &g.value.name), "agent group");
        let groups: Vec<Option<AgentGroup>> =
            raw.agent_group.iter().map(|group| self.agent_group(&group.value, &raw.call_type, horizon)).collect();
        groups.into_iter().collect()
    }

    pub(super) fn agent_group(
        &mut self,
        raw: &raw::AgentGroup,
        call_types: &[At<raw::CallType>],
        horizon: Option<&Horizon>,
    ) -> Option<AgentGroup> {
        let work = self.group_work(raw, call_types);
        let place = raw.staffed.place.as_ref();
        let staffed = match &raw.staffed.value {
            Staffed::Series(series) => self.staffed(series, raw, horizon),
            Staffed::Shifts(shifts) => self.shifts(shifts, raw, horizon),
        };
        if raw.shrinkage.value.0 >= 1.0 {
            self.problem(
                raw.shrinkage.place.as_ref(),
                "a shrinkage of 1 leaves nobody on the line; 30 % is written 0.3",
            );
            return None;
        }
        let ByInterval { on_line, paid, roster } = staffed?;
        let group = AgentGroup::new(raw.name.value.clone(), on_line, raw.cost_per_hour.value.0, raw.shrinkage.value.0);
        let group = group.map(|group| group.with_paid(paid));
        let group = self.keep(group, place)?.with_work(work?);
        Some(if let Some(roster) = roster { group.with_roster(roster) } else { group })
    }

    /// Agents that are given by interval: who is on the line is paid.
    fn staffed(&mut self, series: &Series, group: &raw::AgentGroup, horizon: Option<&Horizon>) -> Option<ByInterval> {
        let place = group.staffed.place.as_ref();
        let is_agents = |value: f64| value >= 0.0 && value.fract() == 0.0 && value <= f64::from(MOST_AGENTS);
        let mut right = true;
        for (value, at) in series.values(place) {
            if !is_agents(value) {
                self.problem(at, format!("{value} is no number of agents; it is whole, from 0 to {MOST_AGENTS}"));
                right = false;
            }
        }
        let on_line = self.series(series, horizon, place, "staffed").filter(|_| right)?;
        let numbers: Vec<u32> = on_line.into_iter().map(|value| value as u32).collect();
        Some(shifts::of_numbers(&numbers, horizon?, group))
    }

    /// One value for each interval; `None` also when the intervals are not known.
    pub(super) fn series(
        &mut self,
        series: &Series,
        horizon: Option<&Horizon>,
        place: Option<&Place>,
        key: &str,
    ) -> Option<Vec<f64>> {
        let horizon = horizon?;
        let intervals = horizon.intervals();
        match series {
            Series::One(value) => Some(vec![*value; intervals]),
            Series::Each(values) if values.len() == intervals => Some(values.iter().map(|at| at.value).collect()),
            Series::Each(values) if values.len() == horizon.intervals_a_day() => {
                let day = || values.iter().map(|at| at.value);
                Some((0..horizon.days()).flat_map(|_| day()).collect())
            }
            Series::Each(values) => {
                let message = match horizon {
                    Horizon::Day(day) if day.days() > 1 => format!(
                        "`{key}` has {} values, but a day has {} intervals of {}, and all days have {intervals}",
                        values.len(),
                        horizon.intervals_a_day(),
                        text::duration(day.interval().as_seconds())
                    ),
                    Horizon::Day(day) => format!(
                        "`{key}` has {} values, but the day has {intervals} intervals of {}",
                        values.len(),
                        text::duration(day.interval().as_seconds())
                    ),
                    Horizon::SteadyState(_) => {
                        format!("`{key}` is a list, but a steady state has one value for all time")
                    }
                };
                self.problem(place, message);
                None
            }
            Series::Blocks(blocks) => self.blocks(blocks, horizon, place, key),
        }
    }

    pub(super) fn blocks(
        &mut self,
        blocks: &[family::Block],
        horizon: &Horizon,
        place: Option<&Place>,
        key: &str,
    ) -> Option<Vec<f64>> {
        let Horizon::Day(day) = horizon else {
            self.problem(place, "blocks of hours belong to a day; a steady state has one value for all time");
            return None;
        };
        let mut values: Vec<Option<f64>> = vec![None; horizon.intervals_a_day()];
        let before = self.problems.len();
        for block in blocks {
            if block.to <= block.from {
                self.problem(
                    block.place.as_ref(),
                    format!("this block ends at {} but starts at {}", text::clock(block.to), text::clock(block.from)),
                );
                continue;
            }
            let index = |clock: f64| (clock - day.open_at()) / day.interval().as_seconds();
            let (from, to) = (index(block.from), index(block.to));
            if from < 0.0 || to > values.len() as f64 || from.fract() != 0.0 || to.fract() != 0.0 {
                self.problem(block.place.as_ref(), "this block must lie within opening hours and on interval borders");
                continue;
            }
            for (i, value) in values.iter_mut().enumerate().take(to as usize).skip(from as usize) {
                if value.is_some() {
                    let at = horizon.interval_label(i).unwrap_or_default();
                    self.problem(block.place.as_ref(), format!("this block overlaps another one at {at}"));
                    break;
                }
                *value = Some(block.value.value);
            }
        }
        if let Some(gap) = values.iter().position(Option::is_none).filter(|_| self.problems.len() == before) {
            let at = horizon.interval_label(gap).unwrap_or_default();
            self.problem(place, format!("the blocks of `{key}` say nothing of {at}"));
        }
        let day: Option<Vec<f64>> = values.into_iter().collect();
        day.map(|day| day.repeat(horizon.days()))
    }

    pub(super) fn not_negative(&mut self, series: &Series, place: Option<&Place>, key: &str) -> bool {
        let negative: Vec<_> = series.values(place).into_iter().filter(|(value, _)| *value < 0.0).collect();
        for (value, at) in &negative {
            self.problem(*at, format!("`{key}` cannot be negative, as {value} is"));
        }
        negative.is_empty()
    }
}
