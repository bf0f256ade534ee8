//! A stream of callers with the same needs.

use super::{Arrivals, Busyness, Distribution};
use crate::units::SimTime;

/// Which calls count for, and against, the service level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ServiceLevelRule {
    /// Answered within / offered: every abandonment counts against.
    #[default]
    Offered,
    /// Answered within / answered: abandonments are ignored.
    AnsweredOnly,
    /// Answered within / (offered - abandoned within): early abandonments are ignored.
    AbandonsWithinNeutral,
    /// (Answered within + abandoned within) / offered: early abandonments count as served.
    AbandonsWithinGood,
    /// Answered within / (offered - short abandons).
    ShortAbandonsExcluded,
}

impl ServiceLevelRule {
    /// All rules, the default first.
    pub const ALL: [Self; 5] = [
        Self::Offered,
        Self::AnsweredOnly,
        Self::AbandonsWithinNeutral,
        Self::AbandonsWithinGood,
        Self::ShortAbandonsExcluded,
    ];

    /// The rule's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::AnsweredOnly => "answered_only",
            Self::AbandonsWithinNeutral => "abandons_within_neutral",
            Self::AbandonsWithinGood => "abandons_within_good",
            Self::ShortAbandonsExcluded => "short_abandons_excluded",
        }
    }
}

/// How long a caller may wait, and how many of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServiceGoal {
    /// The wait that is acceptable: the "20 s" in 80/20.
    pub acceptable_wait: SimTime,
    /// The share that shall be answered within it; `None` when nothing is promised.
    pub target: Option<f64>,
    /// How the share is counted.
    pub rule: ServiceLevelRule,
    /// What each day below the target costs.
    pub penalty_per_day: f64,
}

/// Callers who will not join a queue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Balking {
    /// The share of those who would have to wait that hang up instead, 0 to 1.
    pub share: f64,
    /// Only when at least this many calls of the type wait already.
    pub queue_at_least: u32,
}

/// A stream of callers with the same needs, and what becomes of them.
#[derive(Clone, Debug, PartialEq)]
pub struct CallType {
    parts: CallTypeParts,
}

/// What a [`CallType`] is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct CallTypeParts {
    /// What it is called.
    pub name: String,
    /// When calls come.
    pub arrivals: Arrivals,
    /// Day-to-day randomness of this type alone.
    pub busyness: Option<Busyness>,
    /// Talking.
    pub talk_time: Distribution,
    /// On hold during the call.
    pub hold_time: Option<Distribution>,
    /// Work after the call, when the line is free but the agent is not.
    pub after_call_work: Option<Distribution>,
    /// How long a caller would wait; `None` for ever.
    pub patience: Option<Distribution>,
    /// Callers who will not join a queue.
    pub balking: Option<Balking>,
    /// The higher is answered first.
    pub priority: i64,
    /// The agent groups that may take it, the preferred first.
    pub groups: Vec<usize>,
    /// The service that is aimed at.
    pub service_level: ServiceGoal,
    /// An abandonment within this wait is a short one.
    pub short_abandon: SimTime,
    /// What an abandoned call costs.
    pub cost_when_abandoned: f64,
    /// What a minute of a caller's waiting costs.
    pub cost_per_minute_waiting: f64,
}

impl CallType {
    /// A call type. Checked where the [`Model`](super::Model) is put together.
    pub(super) const fn new(parts: CallTypeParts) -> Self {
        Self { parts }
    }

    /// All that it is made of.
    #[must_use]
    pub const fn parts(&self) -> &CallTypeParts {
        &self.parts
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.parts.name
    }

    /// When calls come.
    #[must_use]
    pub const fn arrivals(&self) -> &Arrivals {
        &self.parts.arrivals
    }

    /// Day-to-day randomness of this type alone.
    #[must_use]
    pub const fn busyness(&self) -> Option<Busyness> {
        self.parts.busyness
    }

    /// Talking.
    #[must_use]
    pub const fn talk_time(&self) -> &Distribution {
        &self.parts.talk_time
    }

    /// On hold during the call.
    #[must_use]
    pub const fn hold_time(&self) -> Option<&Distribution> {
        self.parts.hold_time.as_ref()
    }

    /// Work after the call.
    #[must_use]
    pub const fn after_call_work(&self) -> Option<&Distribution> {
        self.parts.after_call_work.as_ref()
    }

    /// Mean of talk, hold and after-call work together, s.
    #[must_use]
    pub fn mean_handle_time(&self) -> f64 {
        let mean = |part: &Option<Distribution>| part.as_ref().map_or(0.0, Distribution::mean);
        self.parts.talk_time.mean() + mean(&self.parts.hold_time) + mean(&self.parts.after_call_work)
    }

    /// How long a caller would wait; `None` for ever.
    #[must_use]
    pub const fn patience(&self) -> Option<&Distribution> {
        self.parts.patience.as_ref()
    }

    /// Callers who will not join a queue.
    #[must_use]
    pub const fn balking(&self) -> Option<Balking> {
        self.parts.balking
    }

    /// The higher is answered first.
    #[must_use]
    pub const fn priority(&self) -> i64 {
        self.parts.priority
    }

    /// The agent groups that may take it, the preferred first; never empty.
    #[must_use]
    pub fn groups(&self) -> &[usize] {
        &self.parts.groups
    }

    /// The service that is aimed at.
    #[must_use]
    pub const fn service_level(&self) -> ServiceGoal {
        self.parts.service_level
    }

    /// An abandonment within this wait is a short one.
    #[must_use]
    pub const fn short_abandon(&self) -> SimTime {
        self.parts.short_abandon
    }

    /// What an abandoned call costs.
    #[must_use]
    pub const fn cost_when_abandoned(&self) -> f64 {
        self.parts.cost_when_abandoned
    }

    /// What a minute of a caller's waiting costs.
    #[must_use]
    pub const fn cost_per_minute_waiting(&self) -> f64 {
        self.parts.cost_per_minute_waiting
    }
}
