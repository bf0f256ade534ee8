//! Erlang A: callers hang up after an exponential patience.

use std::cell::OnceCell;

use super::{
    Demand, NoAnswer, Queue,
    birth_death::{Rates, Waiting},
    no_answer::positive,
    poisson_sums::{above, below, ln_weight},
};

/// M/M/c+M (Palm, 1957). The offered wait `V`, that of a caller who never hangs up, has for `v > 0` a density in
/// proportion to `g(v) = exp(λ(1 - e^(-θv))/θ - cμv)` (Baccelli and Hebuterne 1981; Mandelbaum and Zeltyn,
/// *Service engineering in action*, 2007), whose integrals are incomplete gamma functions with `x = cμ/θ` and
/// `y = λ/θ`. Mean waits are sums over the places in the queue.
#[derive(Clone, Debug)]
pub struct ErlangA {
    demand: Demand,
    agents: f64,
    patience: f64,
    waits: f64,
    /// [`above`] of (x, y).
    queue_weight: f64,
    waiting: OnceCell<Waiting>,
}

impl ErlangA {
    /// The queue of `demand` before `agents`, with a mean patience of `patience` seconds.
    ///
    /// # Errors
    ///
    /// [`NoAnswer::Senseless`] unless both are positive and finite.
    pub fn new(demand: Demand, agents: f64, patience: f64) -> Result<Self, NoAnswer> {
        positive("the number of agents", agents)?;
        positive("the mean patience", patience)?;
        let unit = patience / demand.handle_time();
        let queue_weight = above(agents * unit, demand.load() * unit);
        let waits = 1.0 / (1.0 + below(agents, demand.load()) / queue_weight);
        Ok(Self { demand, agents, patience, waits, queue_weight, waiting: OnceCell::new() })
    }

    fn waiting(&self) -> &Waiting {
        self.waiting.get_or_init(|| {
            let rates = Rates {
                arrival: self.demand.arrival_rate(),
                answer: self.agents / self.demand.handle_time(),
                give_up: 1.0 / self.patience,
            };
            rates.waiting(usize::MAX)
        })
    }

    /// `x` and `y` after `wait`: those who waited that long are fewer.
    fn arguments(&self, wait: f64) -> (f64, f64) {
        let unit = self.patience / self.demand.handle_time();
        (self.agents * unit, self.demand.load() * unit * (-wait / self.patience).exp())
    }

    /// Probability that a caller who does not find a free agent would wait longer than `wait`.
    fn offered_wait_longer(&self, wait: f64) -> f64 {
        let ((x, y), (_, later)) = (self.arguments(0.0), self.arguments(wait));
        let exponent = -y * (-wait / self.patience).exp_m1() - x * wait / self.patience;
        let here = above(x, later);
        let tail = if self.queue_weight.is_finite() {
            exponent.exp() * here / self.queue_weight
        } else {
            // Deep in overload the incomplete gamma functions themselves are used; that of now is 1.
            let weight = ln_weight(x, later);
            if here.is_finite() { here * weight.exp() } else { 1.0 - below(x, later) * weight.exp() }
        };
        tail.clamp(0.0, 1.0)
    }

    /// Share of offered calls that wait and are answered within `wait`.
    fn answered_after_waiting(&self, wait: f64) -> f64 {
        let (x, later) = self.arguments(wait);
        let tail = self.offered_wait_longer(wait);
        let ratio = self.agents / self.demand.load();
        let density = tail / above(x, later) - 1.0 / self.queue_weight;
        self.waits * ratio * (density + 1.0 - tail)
    }

    /// Variance of the number waiting.
    #[must_use]
    pub fn queue_length_variance(&self) -> f64 {
        let mean = self.queue_length();
        self.waits * self.waiting().length_squared - mean * mean
    }

    /// Variance of the wait of answered calls, s²; `None` where none is answered.
    #[must_use]
    pub fn variance_of_speed_of_answer(&self) -> Option<f64> {
        let mean = self.average_speed_of_answer()?;
        let square = self.waits * self.waiting().squared_wait_of_answered / (1.0 - self.abandonment());
        Some(square - mean * mean)
    }
}

impl Queue for ErlangA {
    fn agents(&self) -> f64 {
        self.agents
    }

    fn load(&self) -> f64 {
        self.demand.load()
    }

    fn arrival_rate(&self) -> f64 {
        self.demand.arrival_rate()
    }

    fn waiting_probability(&self) -> f64 {
        self.waits
    }

    fn abandonment(&self) -> f64 {
        // Whichever of the two sums is the small one.
        let answered = 1.0 - self.waits + self.waits * self.waiting().answered;
        if answered < 0.5 { 1.0 - answered } else { self.mean_wait() / self.patience }
    }

    fn average_speed_of_answer(&self) -> Option<f64> {
        let answered = 1.0 - self.abandonment();
        (answered > 0.0).then(|| self.waits * self.waiting().wait_of_answered / answered)
    }

    fn queue_length(&self) -> f64 {
        self.waits * self.waiting().length
    }

    fn answered_within(&self, wait: f64) -> f64 {
        (1.0 - self.waits + self.answered_after_waiting(wait)).clamp(0.0, 1.0)
    }

    fn abandoned_within(&self, wait: f64) -> f64 {
        let still = self.waits_longer(wait);
        (self.waits - self.answered_after_waiting(wait) - still).max(0.0)
    }

    fn waits_longer(&self, wait: f64) -> f64 {
        self.waits * self.offered_wait_longer(wait) * (-wait / self.patience).exp()
    }
}
