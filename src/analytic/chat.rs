//! Agents who have several chats at once.

use super::{NoAnswer, no_answer::positive, spread::Spread};

/// Agents with up to `handle_times.len()` chats each, new ones going to who has fewest. The `m`-th entry is the mean handle time
/// of a chat, s, while its agent has `m` chats: it grows with `m`, which is why concurrency is no multiplier. A chain of the chats
/// in the centre: with `n` of them, `n mod c` agents have one more than the others, and an agent with `m` chats ends one at the
/// rate `m / h_m` (a processor that is shared; Tezcan and Zhang, *Operations Research* 62, 2014).
#[derive(Clone, Debug)]
pub struct Chat {
    agents: u32,
    arrival_rate: f64,
    handle_times: Vec<f64>,
    patience: Option<f64>,
    in_centre: Spread,
}

impl Chat {
    /// `arrival_rate` chats per second before `agents`; without a patience, s, customers wait for ever.
    ///
    /// # Errors
    ///
    /// [`NoAnswer`] unless all numbers are positive, or when customers come faster than agents can end chats.
    pub fn new(arrival_rate: f64, agents: u32, handle_times: &[f64], patience: Option<f64>) -> Result<Self, NoAnswer> {
        positive("the number of chats", arrival_rate)?;
        positive("the number of agents", f64::from(agents))?;
        positive("the number of chats at once", handle_times.len() as f64)?;
        handle_times.iter().try_for_each(|h| positive("the average handle time", *h).map(|_| ()))?;
        let give_up = patience.map_or(Ok(0.0), |p| positive("the mean patience", p).map(|p| 1.0 / p))?;
        let most = agents as usize * handle_times.len();
        let ends = |n: usize| ended(agents as usize, handle_times, n) + n.saturating_sub(most) as f64 * give_up;
        if give_up == 0.0 && arrival_rate >= ends(most) {
            let load = arrival_rate * handle_times[handle_times.len() - 1] / handle_times.len() as f64;
            return Err(NoAnswer::Unstable { load, agents: f64::from(agents) });
        }
        // The first number of chats at which they end as fast as they come.
        let overflow = || most + ((arrival_rate - ends(most)) / give_up).max(0.0) as usize;
        let peak = (0..most).find(|&n| ends(n + 1) >= arrival_rate).unwrap_or_else(overflow);
        let in_centre = Spread::around(peak, usize::MAX, |n| arrival_rate / ends(n + 1));
        Ok(Self { agents, arrival_rate, handle_times: handle_times.to_vec(), patience, in_centre })
    }

    fn most(&self) -> usize {
        self.agents as usize * self.handle_times.len()
    }

    /// Share of customers who wait.
    #[must_use]
    pub fn waiting_probability(&self) -> f64 {
        self.in_centre.iter().filter(|(n, _)| *n >= self.most()).map(|(_, p)| p).sum()
    }

    /// Mean number waiting.
    #[must_use]
    pub fn queue_length(&self) -> f64 {
        self.in_centre.iter().map(|(n, p)| n.saturating_sub(self.most()) as f64 * p).sum()
    }

    /// Mean wait of all customers, s.
    #[must_use]
    pub fn mean_wait(&self) -> f64 {
        self.queue_length() / self.arrival_rate
    }

    /// Share that leaves while waiting.
    #[must_use]
    pub fn abandonment(&self) -> f64 {
        self.patience.map_or(0.0, |patience| self.mean_wait() / patience)
    }

    /// Chats of an agent who has any, on average: chat time / engaged time.
    #[must_use]
    pub fn concurrency(&self) -> f64 {
        let (chats, engaged) = self.in_centre.iter().fold((0.0, 0.0), |(chats, engaged), (n, p)| {
            let n = n.min(self.most());
            (chats + p * n as f64, engaged + p * n.min(self.agents as usize) as f64)
        });
        chats / engaged
    }

    /// Share of agents with at least one chat.
    #[must_use]
    pub fn occupancy(&self) -> f64 {
        let engaged: f64 = self.in_centre.iter().map(|(n, p)| n.min(self.agents as usize) as f64 * p).sum();
        engaged / f64::from(self.agents)
    }

    /// The fewest agents with whom at most a share `waiting` waits.
    ///
    /// # Errors
    ///
    /// As [`Chat::new`]; [`NoAnswer::Unreachable`] for a share of 0.
    pub fn required(
        arrival_rate: f64,
        handle_times: &[f64],
        patience: Option<f64>,
        waiting: f64,
    ) -> Result<u32, NoAnswer> {
        const MOST: u32 = 100_000;
        let met = |agents: u32| match Self::new(arrival_rate, agents, handle_times, patience) {
            Ok(chat) => Ok(chat.waiting_probability() <= waiting),
            Err(NoAnswer::Unstable { .. }) => Ok(false),
            Err(other) => Err(other),
        };
        let (mut fails, mut keeps) = (0, 1);
        while !met(keeps)? {
            (fails, keeps) = (keeps, keeps * 2);
            if keeps > MOST {
                let target = format!("a waiting probability of {waiting}");
                return Err(NoAnswer::Unreachable { target, reason: format!("even {MOST} agents are too few") });
            }
        }
        while keeps - fails > 1 {
            let middle = u32::midpoint(fails, keeps);
            if met(middle)? { keeps = middle } else { fails = middle }
        }
        Ok(keeps)
    }
}

/// Chats ended per second with `n` in the centre.
fn ended(agents: usize, handle_times: &[f64], n: usize) -> f64 {
    let n = n.min(agents * handle_times.len());
    let (each, more) = (n / agents, n % agents);
    let rate = |chats: usize| if chats == 0 { 0.0 } else { chats as f64 / handle_times[chats - 1] };
    let fuller = if more == 0 { 0.0 } else { more as f64 * rate(each + 1) };
    (agents - more) as f64 * rate(each) + fuller
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytic::{Demand, ErlangC, Queue};

    #[test]
    fn one_chat_at_a_time_is_erlang_c() {
        let chat = Chat::new(0.05, 14, &[180.0], None).unwrap();
        let call = ErlangC::new(Demand::new(0.05, 1.0, 180.0).unwrap(), 14.0).unwrap();
        assert!((chat.waiting_probability() - call.waiting_probability()).abs() < 1e-12);
        assert!((chat.mean_wait() - call.mean_wait()).abs() < 1e-10);
        assert!((chat.concurrency() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn without_a_slowdown_three_chats_at_once_are_three_agents() {
        let chat = Chat::new(0.05, 5, &[180.0; 3], None).unwrap();
        let call = ErlangC::new(Demand::new(0.05, 1.0, 180.0).unwrap(), 15.0).unwrap();
        assert!((chat.waiting_probability() - call.waiting_probability()).abs() < 1e-12);
    }

    #[test]
    fn a_slowdown_takes_back_what_concurrency_gives() {
        let need = |times: &[f64]| Chat::required(0.05, times, None, 0.2).unwrap();
        let (one, two, slowed) = (need(&[600.0]), need(&[600.0, 600.0]), need(&[600.0, 1200.0]));
        assert!(two < one && slowed > two, "{one} {two} {slowed}");
    }
}
