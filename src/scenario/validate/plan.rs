//! What may be scheduled.

use super::{Checker, named};
use crate::{
    model::{self, AgentGroup, Horizon, PlanTerms},
    scenario::{decode::At, plan, problem::Place, raw, values::Seconds},
    units::SECONDS_PER_HOUR,
};

/// Seconds.
const NIGHT_AND_DAY: f64 = 86_400.0;
/// Ways to place the breaks of one shift beyond which its windows are too wide.
const MOST_PLACEMENTS: usize = 2000;
/// Ways to choose the days of a shift beyond which they are too many.
const MOST_PATTERNS: usize = 2000;

impl Checker<'_> {
    /// The terms of a plan; those of a scenario that says nothing where there is no `[plan]`.
    pub(super) fn plan(
        &mut self,
        raw: &raw::Scenario,
        horizon: Option<&Horizon>,
        groups: Option<&[AgentGroup]>,
    ) -> Option<PlanTerms> {
        let Some(at) = &raw.plan else { return Some(PlanTerms::default()) };
        let given = &at.value;
        self.unique(given.shift.iter().flatten().map(|shift| &shift.value.name), "shift");
        let (horizon, groups) = (horizon?, groups?);
        if matches!(horizon, Horizon::SteadyState(_)) {
            self.problem(
                at.place.as_ref(),
                "a plan belongs to a day; a steady state has one number of agents for all time",
            );
            return None;
        }
        let shifts: Vec<Option<model::ShiftType>> =
            given.shift.iter().flatten().map(|shift| self.shift_type(shift, raw, horizon, groups)).collect();
        let premiums: Vec<Option<model::Premium>> = given
            .premiums
            .iter()
            .flatten()
            .map(|premium| {
                let of = &premium.value;
                let place = of.from.place.as_ref();
                let intervals = self.intervals_between(of.from.value.0, of.to.value.0, horizon, place)?;
                Some(model::Premium { intervals, share: of.share.value.0 })
            })
            .collect();
        let quantile = given.volume_quantile.as_ref();
        if let Some(bad) = quantile.filter(|quantile| !(quantile.value.0 > 0.0 && quantile.value.0 < 1.0)) {
            self.problem(bad.place.as_ref(), "a quantile lies between 0 and 1, such as 0.8");
        }
        if given.gap.value.0 >= 1.0 {
            self.problem(given.gap.place.as_ref(), "a gap is a small share of the cost, such as 0.002");
        }
        Some(PlanTerms {
            shift_types: shifts.into_iter().collect::<Option<_>>()?,
            premiums: premiums.into_iter().collect::<Option<_>>()?,
            understaffing: given.understaffed_cost_per_hour.as_ref().map(|cost| cost.value.0),
            overstaffing: given.overstaffed_cost_per_hour.value.0,
            head_count: match &given.head_count {
                Some(people) => Some(self.agents(people)?),
                None => None,
            },
            least_agents: self.agents(&given.least_agents)?,
            volume_quantile: quantile.map(|quantile| quantile.value.0),
            gap: given.gap.value.0,
            time_limit: given.time_limit.value.0,
        })
    }

    fn agents(&mut self, given: &At<u64>) -> Option<u32> {
        let agents = u32::try_from(given.value).ok().filter(|agents| *agents <= model::MOST_AGENTS);
        if agents.is_none() {
            self.problem(given.place.as_ref(), "so many agents do not work anywhere");
        }
        agents
    }

    fn shift_type(
        &mut self,
        at: &At<plan::ShiftType>,
        raw: &raw::Scenario,
        horizon: &Horizon,
        groups: &[AgentGroup],
    ) -> Option<model::ShiftType> {
        let given = &at.value;
        if !given.whole {
            return None;
        }
        let group = self.working_group(given, at.place.as_ref(), raw)?;
        let length = self.intervals_long(&given.length, horizon)?;
        let starts = self.starts(given, horizon)?;
        let breaks: Vec<Option<model::BreakWindow>> =
            given.breaks.iter().flatten().map(|rest| self.break_window(&rest.value, horizon)).collect();
        let shift = model::ShiftType {
            name: given.name.value.clone(),
            group,
            starts,
            length,
            breaks: breaks.into_iter().collect::<Option<_>>()?,
            at_least: self.agents(&given.at_least)?,
            at_most: match &given.at_most {
                Some(most) => Some(self.agents(most)?),
                None => None,
            },
            cost_per_hour: given.cost_per_hour.as_ref().map_or(groups[group].cost_per_hour(), |cost| cost.value.0),
            overtime: given.overtime.as_ref().map(|overtime| model::Overtime {
                after: overtime.value.after.value.0 / SECONDS_PER_HOUR,
                premium: overtime.value.premium.value.0,
            }),
            days: given.days.as_ref().map_or(horizon.days(), |days| days.value as usize),
            days_off_together: given.days_off_together.value,
        };
        let checked = shift.check(horizon, groups);
        self.keep(checked, at.place.as_ref())?;
        let mut windows = shift.breaks.iter().map(|rest| rest.latest - rest.earliest + 1);
        let placements = windows.try_fold(1_usize, usize::checked_mul);
        if placements.is_none_or(|placements| placements > MOST_PLACEMENTS) {
            let why =
                format!("its breaks can be placed in more than {MOST_PLACEMENTS} ways; give them narrower windows");
            self.problem(at.place.as_ref(), why);
            return None;
        }
        if shift.patterns(horizon.days()).is_none_or(|patterns| patterns > MOST_PATTERNS) {
            let why = format!(
                "its {} of {} days can be chosen in more than {MOST_PATTERNS} ways; give `days_off_together = true`, or fewer days",
                shift.days,
                horizon.days()
            );
            self.problem(at.place.as_ref(), why);
            return None;
        }
        Some(shift)
    }

    fn working_group(&mut self, given: &plan::ShiftType, place: Option<&Place>, raw: &raw::Scenario) -> Option<usize> {
        let names = named(&raw.agent_group, |group| &group.name)?;
        match &given.agent_group {
            Some(name) => self.find(name, &names, "agent group"),
            None if names.len() == 1 => Some(0),
            None => {
                self.problem(place, "there are several agent groups; say with `agent_group` which works this shift");
                None
            }
        }
    }

    /// The intervals of a day at which it may start.
    fn starts(&mut self, given: &plan::ShiftType, horizon: &Horizon) -> Option<Vec<usize>> {
        let (from, place) = (given.start.value.0, given.start.place.as_ref());
        let interval = horizon.interval().as_seconds();
        let every = match &given.every {
            Some(every) => self.intervals_long(every, horizon)?,
            None => 1,
        };
        let first = self.intervals_between(from, from + interval, horizon, place)?.start;
        let last = match &given.latest_start {
            None => first,
            Some(latest) => {
                let (to, place) = (latest.value.0, latest.place.as_ref());
                if to < from {
                    let closes = match horizon {
                        Horizon::Day(day) => day.open_at() + horizon.intervals_a_day() as f64 * interval,
                        Horizon::SteadyState(_) => 0.0,
                    };
                    let why = if to + NIGHT_AND_DAY < closes {
                        let later = crate::units::text::clock(to + NIGHT_AND_DAY);
                        format!(
                            "the latest start comes before the first; after midnight the hours of a day go on: write {later}"
                        )
                    } else {
                        "the latest start comes before the first".to_owned()
                    };
                    self.problem(place, why);
                    return None;
                }
                self.intervals_between(to, to + interval, horizon, place)?.start
            }
        };
        Some((first..=last).step_by(every).collect())
    }

    fn break_window(&mut self, given: &plan::BreakWindow, horizon: &Horizon) -> Option<model::BreakWindow> {
        let earliest = self.whole_intervals(&given.after, horizon)?;
        let latest = match &given.latest {
            Some(latest) => self.whole_intervals(latest, horizon)?,
            None => earliest,
        };
        let length = self.intervals_long(&given.length, horizon)?;
        Some(model::BreakWindow { earliest, latest, length, is_paid: given.paid.value })
    }

    /// A length in intervals, at least one.
    fn intervals_long(&mut self, time: &At<Seconds>, horizon: &Horizon) -> Option<usize> {
        let intervals = self.whole_intervals(time, horizon)?;
        if intervals == 0 {
            self.problem(time.place.as_ref(), "this duration must be longer than nothing");
            return None;
        }
        Some(intervals)
    }

    fn whole_intervals(&mut self, time: &At<Seconds>, horizon: &Horizon) -> Option<usize> {
        let intervals = time.value.0 / horizon.interval().as_seconds();
        if intervals.fract() != 0.0 {
            let interval = crate::units::text::duration(horizon.interval().as_seconds());
            let message = format!("a plan counts in whole intervals of {interval}; give a shorter `interval`");
            self.problem(time.place.as_ref(), message);
            return None;
        }
        Some(intervals as usize)
    }
}
