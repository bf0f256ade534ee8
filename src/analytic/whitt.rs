//! Whitt's approximation for general service and patience.

use super::{Demand, ErlangC, NoAnswer, Queue, no_answer::positive, poisson_sums::below};

/// M/GI/s/r+GI by the engineering approximation of Whitt (*Management Science* 51, 2005): handle times are taken as
/// exponential of the same mean, and the `j`-th caller from the end of the queue, who came about `j/λ` ago, hangs up at
/// the hazard rate `h(j/λ)` of the patience. Exact for exponential patience; a few per cent off otherwise
/// (the cases in `tests/analytic` show by how much).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Whitt {
    /// Share of all calls that meets a full system.
    pub blocked_share: f64,
    /// Share of offered calls that does not reach an agent at once.
    pub waiting_probability: f64,
    /// Share that hangs up.
    pub abandonment: f64,
    /// Mean wait of answered calls, s.
    pub average_speed_of_answer: f64,
    /// Mean wait of those who hang up, s; `None` where nobody does.
    pub mean_wait_of_abandoned: Option<f64>,
    /// Mean number waiting.
    pub queue_length: f64,
    /// Busy time / staffed time.
    pub occupancy: f64,
}

/// States beyond this are never needed by a queue that anybody would want to know.
const MOST_PLACES: usize = 20_000;

impl Whitt {
    /// The queue of `demand` before `agents`, with `places` for callers to wait and a patience of hazard rate `hazard(t)`, 1/s.
    ///
    /// # Errors
    ///
    /// [`NoAnswer`] unless there are agents, or when callers come faster than they leave and places have no end.
    pub fn new(demand: Demand, agents: f64, places: usize, hazard: impl Fn(f64) -> f64) -> Result<Self, NoAnswer> {
        positive("the number of agents", agents)?;
        let lambda = demand.arrival_rate();
        let answer = agents / demand.handle_time();
        let (mut weights, mut gone, mut rates) = (vec![1.0], vec![0.0], vec![]);
        let mut peak: f64 = 1.0;
        for k in 1..=places {
            if k > MOST_PLACES {
                return Err(NoAnswer::Unstable { load: demand.load(), agents });
            }
            let rate = hazard(k as f64 / lambda).max(0.0);
            let total = gone[k - 1] + rate;
            let weight = weights[k - 1] * lambda / (answer + total);
            rates.push(rate);
            gone.push(total);
            weights.push(weight);
            peak = peak.max(weight);
            if weight < 1e-17 * peak {
                break;
            }
        }
        let is_full = weights.len() == places + 1;
        Ok(Self::of(demand, agents, &weights, &Leaving { answer, gone, rates }, is_full))
    }

    fn of(demand: Demand, agents: f64, weights: &[f64], leaving: &Leaving, is_full: bool) -> Self {
        let queue: f64 = weights.iter().sum();
        let total = below(agents, demand.load()) + queue;
        let last = if is_full { weights[weights.len() - 1] } else { 0.0 };
        let entering = total - last;
        let (mut answered, mut wait_answered, mut wait_gone) = (below(agents, demand.load()) / entering, 0.0, 0.0);
        for (k, weight) in weights[..weights.len() - 1].iter().enumerate() {
            let fate = leaving.from(k + 1);
            answered += weight / entering * fate.answered;
            wait_answered += weight / entering * fate.answered * fate.wait;
            wait_gone += weight / entering * fate.wait_of_gone;
        }
        let abandonment = (1.0 - answered).max(0.0);
        let blocked_share = last / total;
        Self {
            blocked_share,
            waiting_probability: (queue - last) / entering,
            abandonment,
            average_speed_of_answer: wait_answered / answered,
            mean_wait_of_abandoned: (abandonment > 0.0).then(|| wait_gone / abandonment),
            queue_length: weights.iter().enumerate().map(|(k, w)| k as f64 * w).sum::<f64>() / total,
            occupancy: demand.load() * (1.0 - blocked_share) * answered / agents,
        }
    }
}

/// How the queue empties.
struct Leaving {
    answer: f64,
    /// Rate at which `k` who wait hang up.
    gone: Vec<f64>,
    /// Rate of the `j`-th from the end, from 1.
    rates: Vec<f64>,
}

/// What becomes of a caller.
struct Fate {
    answered: f64,
    /// Mean wait, if answered.
    wait: f64,
    /// Mean wait times the probability of hanging up.
    wait_of_gone: f64,
}

impl Leaving {
    /// Of the caller who becomes the `k`-th: at the `j`-th departure from the queue callers leave at
    /// `s μ + Δ_k - Δ_(j-1)`, of which `δ_j` is this caller.
    fn from(&self, k: usize) -> Fate {
        let (mut survives, mut wait, mut wait_of_gone) = (1.0, 0.0, 0.0);
        for j in 1..=k {
            let rate = self.answer + self.gone[k] - self.gone[j - 1];
            wait += 1.0 / rate;
            let leaves = self.rates[j - 1] / rate;
            wait_of_gone += survives * leaves * wait;
            survives *= 1.0 - leaves;
        }
        Fate { answered: survives, wait, wait_of_gone }
    }
}

/// The mean wait of M/G/c by Allen and Cunneen (Allen, *Probability, Statistics and Queueing Theory*, 1990):
/// that of Erlang C times `(1 + cv²) / 2`, `cv` the coefficient of variation of the handle time.
#[must_use]
pub fn allen_cunneen(queue: &ErlangC, cv: f64) -> f64 {
    queue.mean_wait() * (1.0 + cv * cv) / 2.0
}
