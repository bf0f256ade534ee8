//! A stream of callers with the same needs.

use std::sync::Arc;

use super::{
    Chat, Distribution, Item, Journey, Medium, Outbound,
    routing::{AgentSelection, Preference},
};
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
    /// Only when the wait that is announced is at least this.
    pub expected_wait_at_least: SimTime,
}

/// A stream of callers with the same needs, and what becomes of them.
#[derive(Clone, Debug, PartialEq)]
pub struct CallType {
    parts: CallTypeParts,
    groups: Vec<usize>,
}

/// What a [`CallType`] is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct CallTypeParts {
    /// What it is called.
    pub name: String,
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
    /// The share that balks by interval of arrival, where it changes.
    pub balking_by_interval: Option<Arc<[f64]>>,
    /// What handle times are multiplied by, by interval of arrival.
    pub handle_time_factor: Option<Arc<[f64]>>,
    /// What patience is multiplied by, by interval of arrival.
    pub patience_factor: Option<Arc<[f64]>>,
    /// The most calls that may wait; who comes then is blocked.
    pub queue_at_most: Option<u32>,
    /// The higher is answered first.
    pub priority: i64,
    /// By how much the priority grows with each minute of waiting.
    pub priority_growth_per_minute: f64,
    /// The weight of a minute of waiting, against other types'.
    pub weight: f64,
    /// The agent groups that may take it.
    pub preferences: Vec<Preference>,
    /// Which of them does.
    pub agent_selection: AgentSelection,
    /// What may become of its callers.
    pub journey: Journey,
    /// The dialler that calls these customers, where the centre does.
    pub outbound: Option<Outbound>,
    /// How they get in touch.
    pub medium: Medium,
    /// The service that is aimed at.
    pub service_level: ServiceGoal,
    /// An abandonment within this wait is a short one.
    pub short_abandon: SimTime,
    /// What an abandoned call costs.
    pub cost_when_abandoned: f64,
    /// What an answered call costs beside the agent's time.
    pub cost_when_answered: f64,
    /// What a minute of a caller's waiting costs.
    pub cost_per_minute_waiting: f64,
}

impl CallType {
    /// A call type. Checked where the [`Model`](super::Model) is put together.
    pub(super) fn new(parts: CallTypeParts) -> Self {
        let mut by_tier: Vec<&Preference> = parts.preferences.iter().collect();
        by_tier.sort_by_key(|preference| preference.tier);
        let groups = by_tier.into_iter().map(|preference| preference.group).collect();
        Self { parts, groups }
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
        &self.groups
    }

    /// The agent groups that may take it, with delays and tiers.
    #[must_use]
    pub fn preferences(&self) -> &[Preference] {
        &self.parts.preferences
    }

    /// Which of them takes a call.
    #[must_use]
    pub const fn agent_selection(&self) -> AgentSelection {
        self.parts.agent_selection
    }

    /// By how much the priority grows with each minute of waiting.
    #[must_use]
    pub const fn priority_growth_per_minute(&self) -> f64 {
        self.parts.priority_growth_per_minute
    }

    /// The weight of a minute of waiting, against other types'.
    #[must_use]
    pub const fn weight(&self) -> f64 {
        self.parts.weight
    }

    /// The most calls that may wait.
    #[must_use]
    pub const fn queue_at_most(&self) -> Option<u32> {
        self.parts.queue_at_most
    }

    /// What may become of its callers.
    #[must_use]
    pub const fn journey(&self) -> &Journey {
        &self.parts.journey
    }

    /// The dialler that calls these customers, where the centre does.
    #[must_use]
    pub const fn outbound(&self) -> Option<&Outbound> {
        self.parts.outbound.as_ref()
    }

    /// What is said of items that can wait, where these are.
    #[must_use]
    pub const fn item(&self) -> Option<&Item> {
        match &self.parts.medium {
            Medium::Item(item) => Some(item),
            Medium::Call | Medium::Chat(_) => None,
        }
    }

    /// What is said of chats, where these are.
    #[must_use]
    pub const fn chat(&self) -> Option<&Chat> {
        match &self.parts.medium {
            Medium::Chat(chat) => Some(chat),
            Medium::Call | Medium::Item(_) => None,
        }
    }

    /// Whether they are on a telephone line.
    #[must_use]
    pub const fn is_on_a_line(&self) -> bool {
        matches!(self.parts.medium, Medium::Call)
    }

    /// The share that balks of those who come in `interval`, if they have to wait.
    #[must_use]
    pub fn balking_share(&self, interval: usize) -> f64 {
        at(self.parts.balking_by_interval.as_deref(), interval).or(self.parts.balking.map(|b| b.share)).unwrap_or(0.0)
    }

    /// Whether handle times, patience or balking change with the interval of arrival.
    #[must_use]
    pub const fn changes_by_interval(&self) -> bool {
        self.parts.balking_by_interval.is_some()
            || self.parts.handle_time_factor.is_some()
            || self.parts.patience_factor.is_some()
    }

    /// What the handle times of who comes in `interval` are multiplied by.
    #[must_use]
    pub fn handle_time_factor(&self, interval: usize) -> f64 {
        at(self.parts.handle_time_factor.as_deref(), interval).unwrap_or(1.0)
    }

    /// What the patience of who comes in `interval` is multiplied by.
    #[must_use]
    pub fn patience_factor(&self, interval: usize) -> f64 {
        at(self.parts.patience_factor.as_deref(), interval).unwrap_or(1.0)
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

    /// What an answered call costs beside the agent's time.
    #[must_use]
    pub const fn cost_when_answered(&self) -> f64 {
        self.parts.cost_when_answered
    }

    /// What a minute of a caller's waiting costs.
    #[must_use]
    pub const fn cost_per_minute_waiting(&self) -> f64 {
        self.parts.cost_per_minute_waiting
    }
}

/// The value of an interval; the last one's goes on.
fn at(values: Option<&[f64]>, interval: usize) -> Option<f64> {
    values.and_then(|values| values.get(interval).or(values.last())).copied()
}
