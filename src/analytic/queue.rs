//! What every model of a queue can say.

use super::halving::{bracket, halve};

/// Which calls count for, and against, the service level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// Answered within / offered.
    Offered,
    /// Answered within / answered.
    AnsweredOnly,
    /// Answered within / (offered - abandoned within).
    AbandonsWithinNeutral,
    /// (Answered within + abandoned within) / offered.
    AbandonsWithinGood,
    /// Answered within / (offered - abandoned within this many seconds).
    ShortAbandonsExcluded(f64),
}

/// A queue in its steady state. Shares are of offered calls (blocked ones are not offered); times
/// are in seconds.
pub trait Queue {
    /// Agents on the line.
    fn agents(&self) -> f64;

    /// Offered load, erlangs, blocked calls included.
    fn load(&self) -> f64;

    /// Calls per second that come, blocked ones included.
    fn arrival_rate(&self) -> f64;

    /// Share of all calls that meet a full system.
    fn blocked_share(&self) -> f64 {
        0.0
    }

    /// Share that does not reach an agent at once.
    fn waiting_probability(&self) -> f64;

    /// Share that hangs up.
    fn abandonment(&self) -> f64;

    /// Mean wait of answered calls, zero waits included; `None` where none is answered.
    fn average_speed_of_answer(&self) -> Option<f64>;

    /// Mean number waiting.
    fn queue_length(&self) -> f64;

    /// Share answered within `wait`.
    fn answered_within(&self, wait: f64) -> f64;

    /// Share that hung up within `wait`.
    fn abandoned_within(&self, wait: f64) -> f64;

    /// Mean wait of all offered calls: queue length / rate of offered calls (Little).
    fn mean_wait(&self) -> f64 {
        self.queue_length() / (self.arrival_rate() * (1.0 - self.blocked_share()))
    }

    /// Mean wait of calls that hung up; `None` where none does.
    fn mean_wait_of_abandoned(&self) -> Option<f64> {
        let lost = self.abandonment();
        let answered = self.average_speed_of_answer().unwrap_or(0.0) * (1.0 - lost);
        (lost > 0.0).then(|| ((self.mean_wait() - answered) / lost).max(0.0))
    }

    /// Busy time / staffed time.
    fn occupancy(&self) -> f64 {
        self.load() * (1.0 - self.blocked_share()) * (1.0 - self.abandonment()) / self.agents()
    }

    /// Share that waits longer than `wait`, however the wait ends.
    fn waits_longer(&self, wait: f64) -> f64 {
        (1.0 - self.answered_within(wait) - self.abandoned_within(wait)).max(0.0)
    }

    /// The service level under `rule` with this acceptable wait; `None` where no call counts.
    fn service_level(&self, rule: Rule, wait: f64) -> Option<f64> {
        let answered = self.answered_within(wait);
        let (good, all) = match rule {
            Rule::Offered => (answered, 1.0),
            Rule::AnsweredOnly => (answered, 1.0 - self.abandonment()),
            Rule::AbandonsWithinNeutral => (answered, 1.0 - self.abandoned_within(wait)),
            Rule::AbandonsWithinGood => (answered + self.abandoned_within(wait), 1.0),
            Rule::ShortAbandonsExcluded(short) => (answered, 1.0 - self.abandoned_within(short)),
        };
        (all > 0.0).then(|| (good / all).clamp(0.0, 1.0))
    }

    /// The wait that a share `p` of offered calls does not exceed, 0 where so many do not wait at
    /// all; `None` unless `p` lies in [0, 1).
    fn wait_quantile(&self, p: f64) -> Option<f64> {
        if !(0.0..1.0).contains(&p) {
            return None;
        }
        let late = 1.0 - p;
        if self.waiting_probability() <= late {
            return Some(0.0);
        }
        let waits = |wait: f64| self.waits_longer(wait) > late;
        let (low, high) = bracket(1.0, 1e12, waits)?;
        Some(halve(low, high, waits).1)
    }
}
