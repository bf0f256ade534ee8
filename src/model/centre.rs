//! The whole centre.

use rand_distr::{Distribution as _, Gamma};

use super::{AgentGroup, CallType, CallTypeParts, Horizon, NoModel, Promise};
use crate::units::SECONDS_PER_HOUR;

/// Day-to-day randomness: each replication draws one gamma factor of mean 1, by which all arrival
/// rates are multiplied.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Busyness {
    gamma: Gamma<f64>,
    cv: f64,
}

impl Busyness {
    /// A factor with coefficient of variation `cv`: shape `1 / cv²`, scale `cv²`.
    ///
    /// # Errors
    ///
    /// [`NoModel`] unless `cv` is above 0 and at most 3.
    pub fn new(cv: f64) -> Result<Self, NoModel> {
        let refuse = || NoModel(format!("a busyness has a cv above 0 and at most 3, not {cv}"));
        if !(cv > 0.0 && cv <= 3.0) {
            return Err(refuse());
        }
        Gamma::new(1.0 / (cv * cv), cv * cv).map(|gamma| Self { gamma, cv }).map_err(|_| refuse())
    }

    /// The coefficient of variation.
    #[must_use]
    pub const fn cv(self) -> f64 {
        self.cv
    }

    /// One day's factor.
    pub fn draw<R: rand::Rng>(&self, rng: &mut R) -> f64 {
        self.gamma.sample(rng)
    }
}

/// Telephone lines. A call holds one from its arrival to the end of its talk and hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lines {
    /// How many there are; `None` for enough.
    pub count: Option<u32>,
    /// What a minute of a line in use costs.
    pub cost_per_minute: f64,
}

/// What a [`Model`] is made of.
#[derive(Clone, Debug)]
pub struct ModelParts {
    /// What one replication plays.
    pub horizon: Horizon,
    /// Day-to-day randomness that all call types share.
    pub busyness: Option<Busyness>,
    /// Telephone lines.
    pub lines: Lines,
    /// The call types, at least one.
    pub call_types: Vec<CallTypeParts>,
    /// The agent groups, at least one.
    pub agent_groups: Vec<AgentGroup>,
    /// What is promised.
    pub promises: Vec<Promise>,
}

/// A call centre that can be played.
#[derive(Clone, Debug)]
pub struct Model {
    horizon: Horizon,
    busyness: Option<Busyness>,
    lines: Lines,
    call_types: Vec<CallType>,
    agent_groups: Vec<AgentGroup>,
    promises: Vec<Promise>,
    types_of_group: Vec<Vec<usize>>,
}

impl Model {
    /// Puts a centre together.
    ///
    /// # Errors
    ///
    /// [`NoModel`] when there is no call type or group, a call type has no group or an unknown
    /// one, or a list does not fit the horizon's intervals.
    pub fn new(parts: ModelParts) -> Result<Self, NoModel> {
        check(&parts)?;
        let call_types: Vec<CallType> = parts.call_types.into_iter().map(CallType::new).collect();
        let serves =
            |group: usize| (0..call_types.len()).filter(|&t| call_types[t].groups().contains(&group)).collect();
        let types_of_group = (0..parts.agent_groups.len()).map(serves).collect();
        Ok(Self {
            horizon: parts.horizon,
            busyness: parts.busyness,
            lines: parts.lines,
            call_types,
            agent_groups: parts.agent_groups,
            promises: parts.promises,
            types_of_group,
        })
    }

    /// What one replication plays.
    #[must_use]
    pub const fn horizon(&self) -> &Horizon {
        &self.horizon
    }

    /// Day-to-day randomness that all call types share.
    #[must_use]
    pub const fn busyness(&self) -> Option<Busyness> {
        self.busyness
    }

    /// Telephone lines.
    #[must_use]
    pub const fn lines(&self) -> Lines {
        self.lines
    }

    /// The call types.
    #[must_use]
    pub fn call_types(&self) -> &[CallType] {
        &self.call_types
    }

    /// The agent groups.
    #[must_use]
    pub fn agent_groups(&self) -> &[AgentGroup] {
        &self.agent_groups
    }

    /// The only agent group of a centre that has nothing else to decide; `None` otherwise. Names
    /// every part of a centre, so that whoever adds one says here whether it needs more than one
    /// group that serves its callers.
    #[must_use]
    pub fn only_group(&self) -> Option<&AgentGroup> {
        let Self { horizon: _, busyness: _, lines: _, call_types: _, agent_groups, promises: _, types_of_group: _ } =
            self;
        match agent_groups.as_slice() {
            [group] => Some(group),
            _ => None,
        }
    }

    /// What is promised.
    #[must_use]
    pub fn promises(&self) -> &[Promise] {
        &self.promises
    }

    /// The call types that group `group` may take, in file order.
    #[must_use]
    pub fn types_of_group(&self, group: usize) -> &[usize] {
        &self.types_of_group[group]
    }

    /// The same centre with a fixed warm-up.
    #[must_use]
    pub fn with_warm_up(&self, warm_up: crate::units::SimTime) -> Self {
        Self { horizon: self.horizon.with_warm_up(warm_up), ..self.clone() }
    }

    /// The same centre, promising something else.
    #[must_use]
    pub fn with_promises(&self, promises: Vec<Promise>) -> Self {
        Self { promises, ..self.clone() }
    }

    /// Calls expected in one replication, warm-up included.
    #[must_use]
    pub fn expected_calls(&self) -> f64 {
        let played = self.horizon.measured_to().as_seconds();
        self.call_types.iter().map(|t| t.arrivals().expected_calls(played)).sum()
    }

    /// Offered load: erlangs by call type, over the measured time.
    #[must_use]
    pub fn offered_load(&self, call_type: usize) -> f64 {
        let of = &self.call_types[call_type];
        let seconds = self.horizon.measured_hours() * SECONDS_PER_HOUR;
        of.arrivals().expected_calls(seconds) / seconds * of.mean_handle_time()
    }
}

fn check(parts: &ModelParts) -> Result<(), NoModel> {
    let intervals = parts.horizon.intervals();
    let groups = parts.agent_groups.len();
    if parts.call_types.is_empty() || groups == 0 {
        return Err(NoModel("a centre needs at least one call type and one agent group".to_owned()));
    }
    for of in &parts.call_types {
        if of.groups.is_empty() || of.groups.iter().any(|&g| g >= groups) {
            return Err(NoModel(format!("no agent group has the skill \"{}\"", of.name)));
        }
    }
    for group in &parts.agent_groups {
        if group.staffed().len() != intervals {
            return Err(NoModel(format!(
                "the agent group \"{}\" has {} values for {intervals} intervals",
                group.name(),
                group.staffed().len()
            )));
        }
    }
    if parts.lines.count == Some(0) {
        return Err(NoModel("a centre needs at least one telephone line".to_owned()));
    }
    Ok(())
}
