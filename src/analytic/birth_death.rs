//! The queue behind busy agents: how many wait, what becomes of them, and how long it takes.
//!
//! With all agents busy, calls come at `λ` and leave at `s = cμ` and, of `j` who wait, at `jθ`. A caller who finds `j`
//! ahead moves up at `s + kθ` with `k` still ahead, gives up at `θ`, and so is answered with probability
//! `s / (s + (j+1)θ)`; given that, each step takes an exponential time of rate `s + (k+1)θ` (Palm 1957; Riordan,
//! *Stochastic Service Systems*, 1962, section 6.3).

use super::spread::{Spread, reciprocals};

/// Rates of the queue behind busy agents.
#[derive(Clone, Copy, Debug)]
pub struct Rates {
    /// Arrivals.
    pub arrival: f64,
    /// Answers, all agents together.
    pub answer: f64,
    /// Giving up, of one who waits; 0 for never.
    pub give_up: f64,
}

/// The queue, given that all agents are busy. Sums are over the state that a caller meets.
#[derive(Clone, Copy, Debug, Default)]
pub struct Waiting {
    /// Logarithm of the weight of all states, relative to that in which nobody waits.
    pub ln_weight: f64,
    /// Probability that every waiting place is taken.
    pub full: f64,
    /// Mean number waiting.
    pub length: f64,
    /// Mean square of it.
    pub length_squared: f64,
    /// Callers who enter and are answered in the end.
    pub answered: f64,
    /// The same, times their wait.
    pub wait_of_answered: f64,
    /// The same, times the square of their wait.
    pub squared_wait_of_answered: f64,
}

impl Rates {
    /// How many wait, given that all agents are busy: at most `places`.
    pub fn lengths(self, places: usize) -> Spread {
        let Self { arrival, answer, give_up } = self;
        let ratio = |j: usize| arrival / (answer + (j as f64 + 1.0) * give_up);
        Spread::around(self.peak(places), places, ratio)
    }

    /// The likeliest number waiting.
    fn peak(self, places: usize) -> usize {
        let surplus = self.arrival - self.answer;
        if surplus <= 0.0 {
            0
        } else if self.give_up > 0.0 {
            ((surplus / self.give_up) as usize).min(places)
        } else {
            places
        }
    }

    /// Logarithm of the weight of the peak, relative to that of nobody waiting.
    fn ln_peak(self, places: usize) -> f64 {
        let peak = self.peak(places);
        let Self { arrival, answer, give_up } = self;
        if peak == 0 {
            return 0.0;
        }
        if give_up == 0.0 {
            return peak as f64 * (arrival / answer).ln();
        }
        let (x, y) = (answer / give_up, arrival / give_up);
        super::poisson_sums::ln_weight(x + peak as f64, y) - super::poisson_sums::ln_weight(x, y)
    }

    /// What becomes of callers, given that all agents are busy. With `places` taken, callers are turned away.
    pub fn waiting(self, places: usize) -> Waiting {
        let lengths = self.lengths(places);
        let Self { answer, give_up, .. } = self;
        let mut sums = Waiting { ln_weight: self.ln_peak(places) + lengths.total.ln(), ..Waiting::default() };
        let (mut mean, mut variance) = self.way_from(lengths.first);
        for (j, weight) in lengths.iter() {
            let length = j as f64;
            sums.length += length * weight;
            sums.length_squared += length * length * weight;
            if j == places {
                sums.full = weight;
                break;
            }
            let answered = weight * answer / (answer + (length + 1.0) * give_up);
            sums.answered += answered;
            sums.wait_of_answered += answered * mean;
            sums.squared_wait_of_answered += answered * (mean * mean + variance);
            let step = 1.0 / (answer + (length + 2.0) * give_up);
            mean += step;
            variance += step * step;
        }
        sums
    }

    /// Mean and variance of the wait of a caller who finds `ahead` waiting and is answered.
    fn way_from(self, ahead: usize) -> (f64, f64) {
        let Self { answer, give_up, .. } = self;
        let steps = ahead + 1;
        if give_up == 0.0 {
            return (steps as f64 / answer, steps as f64 / (answer * answer));
        }
        if answer / give_up > 1e12 {
            // The patience is endless next to the queue.
            let step = 1.0 / answer;
            return (steps as f64 * step, steps as f64 * step * step);
        }
        let (first, second) = reciprocals(answer / give_up, steps);
        (first / give_up, second / (give_up * give_up))
    }
}
