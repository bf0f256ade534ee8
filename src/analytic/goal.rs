//! What a planner aims at.

use super::{Queue, Rule, Setting};

/// One bound that a staffing shall keep.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Goal {
    /// At least this share answered within the wait, s, under the rule.
    ServiceLevel {
        /// How calls are counted.
        rule: Rule,
        /// The acceptable wait, s.
        wait: f64,
        /// The share.
        share: f64,
    },
    /// At most this average speed of answer, s.
    AverageSpeedOfAnswer(f64),
    /// At most this share hangs up.
    Abandonment(f64),
    /// At most this share waits.
    WaitingProbability(f64),
    /// At most this share of staffed time is busy.
    Occupancy(f64),
    /// At most this share meets a full system.
    Blocked(f64),
}

impl Goal {
    /// How far `queue` is on the right side of the bound, in the unit of the bound; negative where it misses. `None`
    /// where the measure is undefined.
    #[must_use]
    pub fn margin(self, queue: &dyn Queue) -> Option<f64> {
        Some(match self {
            Self::ServiceLevel { rule, wait, share } => queue.service_level(rule, wait)? - share,
            Self::AverageSpeedOfAnswer(most) => most - queue.average_speed_of_answer()?,
            Self::Abandonment(most) => most - queue.abandonment(),
            Self::WaitingProbability(most) => most - queue.waiting_probability(),
            Self::Occupancy(most) => most - queue.occupancy(),
            Self::Blocked(most) => most - queue.blocked_share(),
        })
    }

    /// Whether `queue` keeps it.
    #[must_use]
    pub fn is_met(self, queue: &dyn Queue) -> bool {
        self.margin(queue).is_some_and(|margin| margin >= 0.0)
    }

    /// Whether it asks for what only an endless number of agents would give: that nobody ever waits.
    pub(super) fn is_perfection(self, setting: &Setting) -> bool {
        let never = match self {
            Self::ServiceLevel { share, .. } => share >= 1.0,
            Self::AverageSpeedOfAnswer(most) | Self::WaitingProbability(most) | Self::Occupancy(most) => most <= 0.0,
            Self::Abandonment(most) => most <= 0.0 && setting.patience.is_some(),
            Self::Blocked(_) => false,
        };
        never && (setting.lines.is_none() || matches!(self, Self::Occupancy(_)))
    }

    /// The goal in words.
    #[must_use]
    pub fn describe(self) -> String {
        let percent = |share: f64| format!("{}%", (share * 1e6).round() / 1e4);
        match self {
            Self::ServiceLevel { wait, share, .. } => format!("{} within {wait} s", percent(share)),
            Self::AverageSpeedOfAnswer(most) => format!("an average speed of answer of {most} s"),
            Self::Abandonment(most) => format!("an abandonment of {}", percent(most)),
            Self::WaitingProbability(most) => format!("a waiting probability of {}", percent(most)),
            Self::Occupancy(most) => format!("an occupancy of {}", percent(most)),
            Self::Blocked(most) => format!("a blocked share of {}", percent(most)),
        }
    }
}
