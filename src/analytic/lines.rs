//! A limited number of telephone lines: M/M/c/K and M/M/c/K+M.

use super::{
    Demand, NoAnswer, Queue,
    birth_death::{Rates, Waiting},
    no_answer::positive,
    poisson_sums::below,
    spread::Spread,
};

/// At most `lines` calls in the centre, waiting and talking; who comes then is blocked. A call holds its line while
/// its agent is busy. Agents beyond the lines never have a call.
#[derive(Clone, Debug)]
pub struct WithLines {
    demand: Demand,
    agents: u32,
    patience: Option<f64>,
    /// Calls that can wait.
    places: usize,
    /// Probability that all agents who can have a call are busy.
    all_busy: f64,
    rates: Rates,
    waiting: Waiting,
}

impl WithLines {
    /// The queue of `demand` before `agents` on `lines`; without a patience callers wait for ever.
    ///
    /// # Errors
    ///
    /// [`NoAnswer::Senseless`] unless there are agents and lines, and the patience is positive and finite.
    pub fn new(demand: Demand, agents: u32, patience: Option<f64>, lines: u32) -> Result<Self, NoAnswer> {
        positive("the number of agents", f64::from(agents))?;
        positive("the number of lines", f64::from(lines))?;
        let give_up = patience.map_or(Ok(0.0), |p| positive("the mean patience", p).map(|p| 1.0 / p))?;
        let used = agents.min(lines);
        let places = (lines - used) as usize;
        let answer = f64::from(used) / demand.handle_time();
        let rates = Rates { arrival: demand.arrival_rate(), answer, give_up };
        let waiting = rates.waiting(places);
        let all_busy = 1.0 / (1.0 + below(f64::from(used), demand.load()) * (-waiting.ln_weight).exp());
        Ok(Self { demand, agents, patience, places, all_busy, rates, waiting })
    }

    /// A probability over callers as one over those who are not blocked.
    fn of_offered(&self, share: f64) -> f64 {
        share / (1.0 - self.blocked_share())
    }

    /// By calls ahead: the probability that fewer than that and one more moved up within `wait`, moves coming at
    /// `(first + moves)·θ`, which makes their number negative binomial (Poisson without patience).
    fn moved_up_at_most(&self, first: f64, wait: f64, last: usize) -> Vec<f64> {
        const BEYOND: f64 = 1e7;
        const REACH: f64 = 650.0;
        let (ratio, peak): (Box<dyn Fn(usize) -> f64>, f64) = if self.rates.give_up > 0.0 {
            let gone = -(-wait * self.rates.give_up).exp_m1();
            let peak = ((first - 1.0) * gone / (1.0 - gone)).max(0.0);
            (Box::new(move |i| (first + i as f64) / (i as f64 + 1.0) * gone), peak)
        } else {
            let mean = self.rates.answer * wait;
            (Box::new(move |i| mean / (i as f64 + 1.0)), mean)
        };
        let ln_patient = -wait * self.rates.give_up;
        if self.rates.give_up > 0.0 && -first * ln_patient < REACH {
            // From none on; the tail, which may be endless, is not needed.
            let (mut mass, mut sum) = ((first * ln_patient).exp(), 0.0);
            let at_most = |i: usize| {
                sum = f64::min(sum + mass, 1.0);
                mass *= ratio(i);
                sum
            };
            return (0..=last).map(at_most).collect();
        }
        if peak.is_nan() || peak > BEYOND {
            return vec![0.0; last + 1];
        }
        Spread::around(peak as usize, usize::MAX, ratio).cumulative(last)
    }

    /// Rate of answers over rate of giving up.
    fn first(&self) -> f64 {
        self.rates.answer / self.rates.give_up
    }
}

impl Queue for WithLines {
    fn agents(&self) -> f64 {
        f64::from(self.agents)
    }

    fn load(&self) -> f64 {
        self.demand.load()
    }

    fn arrival_rate(&self) -> f64 {
        self.demand.arrival_rate()
    }

    fn blocked_share(&self) -> f64 {
        self.all_busy * self.waiting.full
    }

    fn waiting_probability(&self) -> f64 {
        self.of_offered(self.all_busy * (1.0 - self.waiting.full))
    }

    fn abandonment(&self) -> f64 {
        self.patience.map_or(0.0, |patience| self.mean_wait() / patience)
    }

    fn average_speed_of_answer(&self) -> Option<f64> {
        let answered = 1.0 - self.abandonment();
        (answered > 0.0).then(|| self.of_offered(self.all_busy * self.waiting.wait_of_answered) / answered)
    }

    fn queue_length(&self) -> f64 {
        self.all_busy * self.waiting.length
    }

    fn answered_within(&self, wait: f64) -> f64 {
        let lengths = self.rates.lengths(self.places);
        let at_most = self.moved_up_at_most(self.first() + 1.0, wait, lengths.last());
        let Rates { answer, give_up, .. } = self.rates;
        let answered: f64 = lengths
            .iter()
            .filter(|(j, _)| *j < self.places)
            .map(|(j, weight)| weight * answer / (answer + (j as f64 + 1.0) * give_up) * (1.0 - at_most[j]))
            .sum();
        self.of_offered(1.0 - self.all_busy + self.all_busy * answered).clamp(0.0, 1.0)
    }

    fn abandoned_within(&self, wait: f64) -> f64 {
        (1.0 - self.answered_within(wait) - self.waits_longer(wait)).max(0.0)
    }

    fn waits_longer(&self, wait: f64) -> f64 {
        let lengths = self.rates.lengths(self.places);
        let at_most = self.moved_up_at_most(self.first(), wait, lengths.last());
        let patient = (-wait * self.rates.give_up).exp();
        let waiting: f64 =
            lengths.iter().filter(|(j, _)| *j < self.places).map(|(j, weight)| weight * at_most[j]).sum();
        self.of_offered(self.all_busy * patient * waiting)
    }
}
