//! Agents alike in skills, cost and schedule.

use super::{
    Distribution, Horizon, NoModel, Reserve, Roster, Timeline,
    routing::{CallSelection, Reservation},
};
use crate::units::SimTime;

/// The most agents a group may have in an interval.
pub const MOST_AGENTS: u32 = 1_000_000;

/// A group of agents who are counted, not named, unless a [`Roster`] says who works when.
#[derive(Clone, Debug, PartialEq)]
pub struct AgentGroup {
    name: String,
    staffed: Vec<u32>,
    /// By interval, who is paid: on the line or on a paid break.
    paid: Vec<u32>,
    /// Who is on the line when, where the numbers by interval do not say it.
    roster: Option<Roster>,
    cost_per_hour: f64,
    /// What its scheduled agents are paid in each interval, where shifts say so and not the cost of an hour.
    pay: Option<Vec<f64>>,
    shrinkage: f64,
    work: GroupWork,
    /// Whether speed depends on neither type nor agent; every call asks.
    is_of_one_speed: bool,
}

/// How a group's agents work.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GroupWork {
    /// The call types they may take, in the order in which they were listed.
    pub skills: Vec<usize>,
    /// Which waiting call is next.
    pub call_selection: CallSelection,
    /// Agents kept for one call type.
    pub reservation: Option<Reservation>,
    /// By call type: how fast they are; handle times are divided by it. Empty: 1 for all.
    pub speed: Vec<f64>,
    /// Coefficient of variation of the speed from agent to agent.
    pub speed_spread: f64,
    /// By call type: the share of contacts that solve the issue, where it is not the type's own.
    pub resolution: Vec<Option<f64>>,
    /// Scheduled agents who do not come.
    pub absence: Option<Absence>,
    /// How long the phone rings before an agent answers; the caller still waits.
    pub ring_time: Option<Distribution>,
    /// Agents who are still learning; the others are as fast as the group.
    pub tenure: Vec<Tenure>,
    /// Agents who are called in when the queue is long.
    pub reserve: Option<Reserve>,
}

impl GroupWork {
    fn is_of_one_speed(&self) -> bool {
        self.speed.iter().all(|s| *s == 1.0)
            && self.speed_spread == 0.0
            && self.tenure.is_empty()
            && self.reserve.is_none_or(|reserve| reserve.speed == 1.0)
    }
}

/// Agents of one stage of experience.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tenure {
    /// The share of the group.
    pub share: f64,
    /// How fast they are, compared with the group.
    pub speed: f64,
}

/// Scheduled agents who do not come, each for a whole day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Absence {
    /// The share of them.
    pub share: f64,
    /// Whether they are paid.
    pub is_paid: bool,
}

impl AgentGroup {
    /// A group with `staffed` agents on the line in each interval, each paid `cost_per_hour`, of
    /// whose paid time the share `shrinkage` is spent away from the line.
    ///
    /// # Errors
    ///
    /// [`NoModel`] when an interval has more than [`MOST_AGENTS`], the
    /// shrinkage is not in [0, 1), or the cost is negative or not finite.
    pub fn new(name: String, staffed: Vec<u32>, cost_per_hour: f64, shrinkage: f64) -> Result<Self, NoModel> {
        let most = staffed.iter().copied().max().unwrap_or(0);
        let fault = if most > MOST_AGENTS {
            Some(format!("has {most} agents; the most a group may have is {MOST_AGENTS}"))
        } else if !(0.0..1.0).contains(&shrinkage) {
            Some(format!("has a shrinkage of {shrinkage}; it must be at least 0 and below 1"))
        } else if !(cost_per_hour >= 0.0 && cost_per_hour.is_finite()) {
            Some(format!("has a cost per hour of {cost_per_hour}; it must be 0 or more"))
        } else {
            None
        };
        match fault {
            Some(fault) => Err(NoModel(format!("the agent group \"{name}\" {fault}"))),
            None => Ok(Self {
                name,
                paid: staffed.clone(),
                staffed,
                roster: None,
                cost_per_hour,
                pay: None,
                shrinkage,
                work: GroupWork::default(),
                is_of_one_speed: true,
            }),
        }
    }

    /// Whether it has no agents in any interval, and no reserve.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.staffed.iter().all(|count| *count == 0) && self.work.reserve.is_none()
    }

    /// How they work.
    #[must_use]
    pub const fn work(&self) -> &GroupWork {
        &self.work
    }

    /// The same group, of whom so many are paid in each interval: on the line, or on a break that is paid.
    #[must_use]
    pub fn with_paid(self, paid: Vec<u32>) -> Self {
        Self { paid, ..self }
    }

    /// The same group with so many agents on the line in each interval, all of them paid.
    #[must_use]
    pub fn with_staffed(self, staffed: Vec<u32>) -> Self {
        Self { paid: staffed.clone(), staffed, roster: None, pay: None, ..self }
    }

    /// The same group, whose scheduled agents are paid this much in each interval, shrinkage included. Overtime and the
    /// reserve still have their own costs.
    #[must_use]
    pub fn with_pay(self, pay: Vec<f64>) -> Self {
        Self { pay: Some(pay), ..self }
    }

    /// What its scheduled agents are paid in each interval; `None` where the cost of an hour says it.
    #[must_use]
    pub fn pay(&self) -> Option<&[f64]> {
        self.pay.as_deref()
    }

    /// The same group, on the line as this roster says. The numbers by interval are then its means, rounded.
    #[must_use]
    pub fn with_roster(self, roster: Roster) -> Self {
        Self { staffed: roster.rounded(), roster: Some(roster), ..self }
    }

    /// Who is on the line when, where the numbers by interval do not say it.
    #[must_use]
    pub const fn roster(&self) -> Option<&Roster> {
        self.roster.as_ref()
    }

    /// Whether agents are named; else the first to finish is the one who leaves.
    #[must_use]
    pub fn is_named(&self) -> bool {
        self.roster.as_ref().is_some_and(Roster::is_named)
    }

    /// Agents on the line, by crew: those who stand in for each other.
    #[must_use]
    pub fn crews(&self, horizon: &Horizon) -> Vec<Timeline> {
        let counted = || vec![Timeline::by_interval(horizon, &self.staffed)];
        self.roster.as_ref().map_or_else(counted, |roster| roster.crews().to_vec())
    }

    /// The mean number of agents on the line in an interval.
    #[must_use]
    pub fn mean_staffed(&self, interval: usize) -> f64 {
        self.roster.as_ref().map_or_else(|| f64::from(self.staffed[interval]), |roster| roster.staffed()[interval])
    }

    /// The mean number of agents in an interval who are paid: on the line, or on a break that is paid.
    #[must_use]
    pub fn mean_paid(&self, interval: usize) -> f64 {
        self.roster.as_ref().map_or_else(|| f64::from(self.paid[interval]), |roster| roster.paid()[interval])
    }

    /// How many are paid and not on the line: on a paid break.
    #[must_use]
    pub fn on_paid_breaks(&self, horizon: &Horizon) -> Timeline {
        let line = |numbers: &[u32]| Timeline::by_interval(horizon, numbers);
        let counted = || line(&self.paid).less(&[line(&self.staffed)]);
        self.roster.as_ref().map_or_else(counted, |roster| roster.on_paid_breaks().clone())
    }

    /// Whether nobody is on the line when the last interval ends.
    #[must_use]
    pub fn is_empty_at_the_end(&self) -> bool {
        let of_crews = |roster: &Roster| roster.crews().iter().all(|crew| crew.at(SimTime::NEVER) == 0);
        self.roster.as_ref().map_or_else(|| self.staffed.last() == Some(&0), of_crews)
    }

    /// The same group with so many agents more on the line in each interval, who are paid as the others are.
    #[must_use]
    pub fn with_more(&self, added: &[u32]) -> Self {
        let sum = |list: &[u32]| list.iter().zip(added).map(|(now, more)| (now + more).min(MOST_AGENTS)).collect();
        Self { staffed: sum(&self.staffed), paid: sum(&self.paid), ..self.clone() }
    }

    /// The same group, working like this.
    #[must_use]
    pub fn with_work(self, work: GroupWork) -> Self {
        Self { is_of_one_speed: work.is_of_one_speed(), work, ..self }
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The call types they may take, in the order in which they were listed.
    #[must_use]
    pub fn skills(&self) -> &[usize] {
        &self.work.skills
    }

    /// Which waiting call is next.
    #[must_use]
    pub const fn call_selection(&self) -> CallSelection {
        self.work.call_selection
    }

    /// Agents kept for one call type.
    #[must_use]
    pub const fn reservation(&self) -> Option<Reservation> {
        self.work.reservation
    }

    /// How fast they are with a call type; handle times are divided by it.
    #[must_use]
    pub fn speed(&self, call_type: usize) -> f64 {
        self.work.speed.get(call_type).copied().unwrap_or(1.0)
    }

    /// Coefficient of variation of the speed from agent to agent.
    #[must_use]
    pub const fn speed_spread(&self) -> f64 {
        self.work.speed_spread
    }

    /// Whether speed depends on neither type nor agent.
    #[must_use]
    pub const fn is_of_one_speed(&self) -> bool {
        self.is_of_one_speed
    }

    /// Whether some contacts of the group solve an issue with a share of its own.
    #[must_use]
    pub fn has_own_resolution(&self) -> bool {
        self.work.resolution.iter().any(Option::is_some)
    }

    /// The share of contacts with a call type that solve the issue, where it is not the type's own.
    #[must_use]
    pub fn resolution(&self, call_type: usize) -> Option<f64> {
        self.work.resolution.get(call_type).copied().flatten()
    }

    /// Agents on the line, by interval; where there is a [roster](Self::roster), its means as whole numbers.
    #[must_use]
    pub fn staffed(&self) -> &[u32] {
        &self.staffed
    }

    /// What a paid hour costs.
    #[must_use]
    pub const fn cost_per_hour(&self) -> f64 {
        self.cost_per_hour
    }

    /// Share of paid time spent away from the line.
    #[must_use]
    pub const fn shrinkage(&self) -> f64 {
        self.shrinkage
    }

    /// Paid hours for `staffed` hours on the line and on paid breaks: `staffed / (1 - shrinkage)`.
    #[must_use]
    pub fn paid_hours(&self, staffed: f64) -> f64 {
        staffed / (1.0 - self.shrinkage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paid_time_is_staffed_time_over_one_less_shrinkage() {
        let group = AgentGroup::new("agents".into(), vec![100], 30.0, 0.4).unwrap();
        assert!((group.paid_hours(100.0) - 166.666_666).abs() < 1e-5);
    }

    #[test]
    fn a_group_of_nobody_is_refused() {
        assert!(AgentGroup::new("agents".into(), vec![0, 1], 30.0, 0.3).is_ok());
        assert!(AgentGroup::new("agents".into(), vec![1], 30.0, 1.0).is_err());
        assert!(AgentGroup::new("agents".into(), vec![1], f64::NAN, 0.0).is_err());
    }
}
