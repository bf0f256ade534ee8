//! Erlang C: everybody waits for ever.

use super::{Demand, NoAnswer, Queue, no_answer::positive, poisson_sums::below, setting::MOST_AGENTS};

/// M/M/c. The probability of waiting is `C = 1 / (1/B·(1-ρ) + ρ)` with Erlang B (Erlang, 1917; Cooper,
/// *Introduction to Queueing Theory*, 1981, section 3.5); waits of those who wait are exponential with mean
/// `h / (c - a)`.
#[derive(Clone, Copy, Debug)]
pub struct ErlangC {
    demand: Demand,
    agents: f64,
    waits: f64,
}

impl ErlangC {
    /// The queue of `demand` before `agents`.
    ///
    /// # Errors
    ///
    /// [`NoAnswer::Unstable`] when there are no more agents than erlangs.
    pub fn new(demand: Demand, agents: f64) -> Result<Self, NoAnswer> {
        positive("the number of agents", agents)?;
        let load = demand.load();
        if agents <= load {
            return Err(NoAnswer::Unstable { load, agents });
        }
        Ok(Self { demand, agents, waits: delayed(1.0 + below(agents, load), load, agents) })
    }

    /// Mean wait of those who wait, s.
    fn mean_of_waiting(&self) -> f64 {
        self.demand.handle_time() / (self.agents - self.load())
    }
}

/// Erlang C from 1 / Erlang B.
#[inline]
fn delayed(inverse_b: f64, load: f64, agents: f64) -> f64 {
    agents / (inverse_b * (agents - load) + load)
}

impl Queue for ErlangC {
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
        0.0
    }

    fn average_speed_of_answer(&self) -> Option<f64> {
        Some(self.waits * self.mean_of_waiting())
    }

    fn queue_length(&self) -> f64 {
        self.waits * self.mean_of_waiting() * self.arrival_rate()
    }

    fn answered_within(&self, wait: f64) -> f64 {
        1.0 - self.waits_longer(wait)
    }

    fn abandoned_within(&self, _: f64) -> f64 {
        0.0
    }

    fn waits_longer(&self, wait: f64) -> f64 {
        self.waits * (-wait / self.mean_of_waiting()).exp()
    }

    fn wait_quantile(&self, p: f64) -> Option<f64> {
        let late = 1.0 - p;
        (0.0..1.0).contains(&p).then(|| (self.mean_of_waiting() * (self.waits / late).ln()).max(0.0))
    }
}

/// The fewest agents of Erlang C that answer at least `share` of calls within `wait` seconds;
/// `None` where no number does (a share of 1, or a load of more than [`MOST_AGENTS`] erlangs).
///
/// Starts at the square-root rule and walks by Erlang B's recursion, one agent at a time:
/// a sizing takes the same time for 5 and for 50,000 erlangs.
#[must_use]
pub fn agents_for_service_level(demand: Demand, wait: f64, share: f64) -> Option<u32> {
    if share.is_nan() || share >= 1.0 {
        return None;
    }
    let (load, late) = (demand.load(), 1.0 - share);
    let step = (-wait / demand.handle_time()).exp();
    let least = load.floor() + 1.0;
    if least >= f64::from(MOST_AGENTS) {
        return None;
    }
    let mut agents = first_guess(load, wait / demand.handle_time(), late).max(least);
    let mut inverse_b = 1.0 + below(agents, load);
    let mut decay = (-(agents - load) * wait / demand.handle_time()).exp();
    let fails = |inverse_b: f64, agents: f64, decay: f64| delayed(inverse_b, load, agents) * decay > late;
    if fails(inverse_b, agents, decay) {
        while fails(inverse_b, agents, decay) {
            agents += 1.0;
            inverse_b = 1.0 + agents / load * inverse_b;
            decay *= step;
        }
        return Some(agents as u32);
    }
    while agents > least {
        // One agent fewer, by the recursion read backwards.
        let fewer = (inverse_b - 1.0) * load / agents;
        if !fewer.is_finite() {
            // Far above what is needed: start again from the load.
            return Some(agents_upwards(load, least, wait / demand.handle_time(), late));
        }
        if fails(fewer, agents - 1.0, decay / step) {
            break;
        }
        (inverse_b, agents, decay) = (fewer, agents - 1.0, decay / step);
    }
    Some(agents as u32)
}

/// The plain way up from `agents`.
fn agents_upwards(load: f64, mut agents: f64, waits: f64, late: f64) -> u32 {
    while delayed(1.0 + below(agents, load), load, agents) * (-(agents - load) * waits).exp() > late {
        agents += 1.0;
    }
    agents as u32
}

/// Square-root staffing `a + β√a`, rounded up, with the logarithm of Halfin and Whitt's probability of
/// waiting taken as `-1.08 β - 0.42 β²`. A guess: where it is off, the walk is longer.
fn first_guess(load: f64, waits: f64, late: f64) -> f64 {
    let root = load.sqrt();
    let linear = 1.08 + root * waits;
    let beta = ((linear * linear - 4.0 * 0.42 * late.ln().min(0.0)).sqrt() - linear) / 0.84;
    (load + beta * root).ceil()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_erlangs_of_three_minutes() {
        let queue = ErlangC::new(Demand::new(100.0, 1800.0, 180.0).unwrap(), 14.0).unwrap();
        assert!((queue.waiting_probability() - 0.174_132).abs() < 5e-7);
        assert!((queue.answered_within(20.0) - 0.888_350).abs() < 5e-7);
        assert!((queue.average_speed_of_answer().unwrap() - 7.8359).abs() < 5e-5);
        assert!((queue.occupancy() - 0.714_286).abs() < 5e-7);
    }

    #[test]
    fn no_more_agents_than_erlangs_is_unstable_in_words() {
        let error = ErlangC::new(Demand::new(100.0, 1800.0, 180.0).unwrap(), 10.0).unwrap_err();
        assert!(error.to_string().starts_with("unstable: 10.00 erlangs are offered to 10 agents"), "{error}");
    }

    #[test]
    fn the_walk_finds_what_the_plain_recursion_finds() {
        for calls in (1..400).map(|i| f64::from(i) * 13.7) {
            for (aht, wait, share) in [(180.0, 20.0, 0.8), (600.0, 0.0, 0.5), (30.0, 60.0, 0.99), (240.0, 10.0, 0.0)] {
                let demand = Demand::new(calls, 1800.0, aht).unwrap();
                let load = demand.load();
                let (mut b, mut n) = (1.0, 0.0);
                let plain = loop {
                    n += 1.0;
                    b = load * b / (n + load * b);
                    let c = n * b / (n - load * (1.0 - b));
                    if n > load && 1.0 - c * (-(n - load) * wait / aht).exp() >= share {
                        break n as u32;
                    }
                };
                assert_eq!(agents_for_service_level(demand, wait, share), Some(plain), "{calls} {aht} {wait} {share}");
            }
        }
    }
}
