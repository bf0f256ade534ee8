//! Erlang X: lines, patience, and callers who call again.

use super::{NoAnswer, Queue, Setting, no_answer::share};

/// Callers who call again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Redial {
    after_abandoning: f64,
    after_blocking: f64,
    at_most: Option<u32>,
}

impl Redial {
    /// After hanging up, and after meeting a full system, these shares call again, each caller at most
    /// `at_most` times (`None` for no limit).
    ///
    /// # Errors
    ///
    /// [`NoAnswer::Senseless`] unless both are shares.
    pub fn new(after_abandoning: f64, after_blocking: f64, at_most: Option<u32>) -> Result<Self, NoAnswer> {
        Ok(Self {
            after_abandoning: share("the share that redials", after_abandoning)?,
            after_blocking: share("the share that redials", after_blocking)?,
            at_most,
        })
    }

    /// Everybody who is lost calls again, without end.
    #[must_use]
    pub const fn always() -> Self {
        Self { after_abandoning: 1.0, after_blocking: 1.0, at_most: None }
    }

    /// Calls for each first call when a call ends in a redial with probability `again`.
    fn attempts(self, again: f64) -> f64 {
        match self.at_most {
            None => 1.0 / (1.0 - again),
            Some(most) => (0..most).fold(1.0, |sum, _| 1.0 + again * sum),
        }
    }

    fn again(self, queue: &dyn Queue) -> f64 {
        let blocked = queue.blocked_share();
        blocked * self.after_blocking + (1.0 - blocked) * queue.abandonment() * self.after_abandoning
    }
}

/// The queue that first calls and redials make together, redials taken as Poisson: the rate of all calls `Λ` solves
/// `Λ = λ·(calls for each first call at Λ)`. Right when the delay before a redial is long against the time the
/// queue takes to change (Ding, Remerova, Van der Mei and Zwart, *Performance Evaluation* 91, 2015; Koole, *Call Center
/// Mathematics*, 2007); [`orbit`](super::orbit) has the exact chain for small centres. Of several solutions
/// the smallest is taken, which a centre that starts empty reaches.
pub struct ErlangX {
    queue: Box<dyn Queue>,
    first_calls: f64,
}

impl ErlangX {
    /// The queue of `setting` before `agents`.
    ///
    /// # Errors
    ///
    /// [`NoAnswer::EndlessRedials`] when calls would only ever become more.
    pub fn new(setting: &Setting, redial: Redial, agents: f64) -> Result<Self, NoAnswer> {
        let first_calls = setting.demand.arrival_rate();
        let at = |rate: f64| Setting { demand: setting.demand.at_rate(rate), redial: None, ..*setting }.queue(agents);
        let endless = || NoAnswer::EndlessRedials { agents };
        let step = |rate: f64| -> Result<f64, NoAnswer> {
            let next = first_calls * redial.attempts(redial.again(&*at(rate)?).min(1.0 - 1e-15));
            if next.is_finite() && next < first_calls * 1e9 { Ok(next) } else { Err(endless()) }
        };
        let never_gives_up = redial.after_abandoning >= 1.0 && redial.at_most.is_none() && setting.lines.is_none();
        if never_gives_up && setting.demand.load() >= agents {
            return Err(endless());
        }
        // From below the iteration climbs to the smallest solution; Aitken's rule shortens the way, held to below it.
        let mut rate = first_calls;
        for _ in 0..20_000 {
            let next = step(rate)?;
            if (next - rate).abs() <= 1e-12 * rate {
                return Ok(Self { queue: at(next)?, first_calls });
            }
            let after = step(next)?;
            let bend = (after - next) - (next - rate);
            let jump = if bend == 0.0 { after } else { rate - (next - rate).powi(2) / bend };
            let is_safe = jump.is_finite() && jump > after && step(jump).is_ok_and(|s| s >= jump);
            rate = if is_safe { jump } else { after };
        }
        Err(endless())
    }

    /// First calls per second.
    #[must_use]
    pub const fn first_calls(&self) -> f64 {
        self.first_calls
    }

    /// Share of callers who in the end are not answered.
    #[must_use]
    pub fn lost_callers(&self) -> f64 {
        let answered = self.arrival_rate() * (1.0 - self.blocked_share()) * (1.0 - self.abandonment());
        (1.0 - answered / self.first_calls).max(0.0)
    }
}

impl Queue for ErlangX {
    fn agents(&self) -> f64 {
        self.queue.agents()
    }

    fn load(&self) -> f64 {
        self.queue.load()
    }

    fn arrival_rate(&self) -> f64 {
        self.queue.arrival_rate()
    }

    fn blocked_share(&self) -> f64 {
        self.queue.blocked_share()
    }

    fn waiting_probability(&self) -> f64 {
        self.queue.waiting_probability()
    }

    fn abandonment(&self) -> f64 {
        self.queue.abandonment()
    }

    fn average_speed_of_answer(&self) -> Option<f64> {
        self.queue.average_speed_of_answer()
    }

    fn queue_length(&self) -> f64 {
        self.queue.queue_length()
    }

    fn answered_within(&self, wait: f64) -> f64 {
        self.queue.answered_within(wait)
    }

    fn abandoned_within(&self, wait: f64) -> f64 {
        self.queue.abandoned_within(wait)
    }

    fn waits_longer(&self, wait: f64) -> f64 {
        self.queue.waits_longer(wait)
    }
}
