//! Calls that the centre makes: a dialler instead of arrivals.
//!
//! The rule is that of the dialler `DIALXFREE` of ContactCenters (Buist and L'Ecuyer, *Proc. Winter
//! Simulation Conference*, 2005): when enough agents are idle, `round(k · idle) + c` customers are
//! dialled, here less those who are being dialled already. Not everyone is reached; who is and finds
//! no agent waits, gives up, or balks, like any caller.

use std::sync::Arc;

use super::{Distribution, NoModel};
use crate::units::SimTime;

/// The most customers dialled for each idle agent.
const MOST_PER_AGENT: f64 = 100.0;
/// The most customers dialled on top of that.
const MOST_PLUS: u64 = 1000;

/// What makes a dialler look at the idle agents, besides being switched on and a customer who does
/// not answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LooksAfter {
    /// Every end of service in the whole centre; a change of staff only when nobody who takes these
    /// calls is busy.
    #[default]
    AnyService,
    /// Every end of service and every change of staff in the groups that take these calls.
    OwnGroups,
    /// Every end of service in the groups that take these calls; a change of staff only when nobody of them is busy.
    OwnServices,
}

impl LooksAfter {
    /// The words in the TOML.
    pub const ALL: [(&str, Self); 3] =
        [("any_service", Self::AnyService), ("own_groups", Self::OwnGroups), ("own_services", Self::OwnServices)];
}

/// What an [`Outbound`] is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct OutboundParts {
    /// From when customers are dialled, since opening.
    pub from: SimTime,
    /// Until when.
    pub to: SimTime,
    /// What makes it look at the idle agents.
    pub looks_after: LooksAfter,
    /// Only when so many agents are idle in the whole centre.
    pub idle_at_least: u64,
    /// Only when so many agents are idle in the groups that take these calls.
    pub own_idle_at_least: u64,
    /// How many are dialled for each agent of those groups who is idle.
    pub calls_per_idle_agent: f64,
    /// How many more.
    pub plus: u64,
    /// The share that is reached, 0 to 1, by interval of dialling.
    pub reach: Vec<f64>,
    /// How long it takes until a customer answers; `None` for no time.
    pub delay: Option<Distribution>,
    /// How long it takes until it is known that a customer does not.
    pub fails_after: Distribution,
}

/// A dialler.
#[derive(Clone, Debug, PartialEq)]
pub struct Outbound {
    parts: OutboundParts,
    reach: Arc<[f64]>,
}

impl Outbound {
    /// A dialler.
    ///
    /// # Errors
    ///
    /// [`NoModel`] when it stops before it starts, or a number is out of range.
    pub fn new(parts: OutboundParts) -> Result<Self, NoModel> {
        let refuse = |what: String| Err(NoModel(what));
        if parts.from >= parts.to {
            return refuse("a dialler stops later than it starts".to_owned());
        }
        if !(0.0..=MOST_PER_AGENT).contains(&parts.calls_per_idle_agent) {
            let given = parts.calls_per_idle_agent;
            return refuse(format!(
                "a dialler dials from 0 to {MOST_PER_AGENT} customers for an idle agent, not {given}"
            ));
        }
        if parts.plus > MOST_PLUS {
            return refuse(format!("`plus` is at most {MOST_PLUS}, not {}", parts.plus));
        }
        if parts.calls_per_idle_agent == 0.0 && parts.plus == 0 {
            return refuse(
                "a dialler that dials nobody: give `calls_per_idle_agent` or `plus` a number above 0".to_owned(),
            );
        }
        if parts.reach.is_empty() || parts.reach.iter().any(|share| !(0.0..=1.0).contains(share)) {
            return refuse("the share of customers who are reached lies between 0 and 1".to_owned());
        }
        Ok(Self { reach: parts.reach.clone().into(), parts })
    }

    /// From when customers are dialled.
    #[must_use]
    pub const fn from(&self) -> SimTime {
        self.parts.from
    }

    /// What makes it look at the idle agents.
    #[must_use]
    pub const fn looks_after(&self) -> LooksAfter {
        self.parts.looks_after
    }

    /// Whether customers are dialled `at` so long after opening.
    #[must_use]
    pub fn is_on(&self, at: SimTime) -> bool {
        self.parts.from <= at && at < self.parts.to
    }

    /// How many customers are dialled when `idle` agents of the whole centre and `own` of the
    /// groups that take them are idle, and `under_way` customers are being dialled already.
    #[must_use]
    pub fn calls(&self, idle: u32, own: u32, under_way: u32) -> u32 {
        if u64::from(idle) < self.parts.idle_at_least || u64::from(own) < self.parts.own_idle_at_least {
            return 0;
        }
        let calls = (self.parts.calls_per_idle_agent * f64::from(own)).round() as u64 + self.parts.plus;
        u32::try_from(calls).unwrap_or(u32::MAX).saturating_sub(under_way)
    }

    /// The share that is reached of who is dialled in `interval`.
    #[must_use]
    pub fn reach(&self, interval: usize) -> f64 {
        self.reach.get(interval).or(self.reach.last()).copied().unwrap_or(1.0)
    }

    /// How long it takes until a customer answers; `None` for no time.
    #[must_use]
    pub const fn delay(&self) -> Option<&Distribution> {
        self.parts.delay.as_ref()
    }

    /// How long it takes until it is known that a customer does not.
    #[must_use]
    pub const fn fails_after(&self) -> &Distribution {
        &self.parts.fails_after
    }
}
