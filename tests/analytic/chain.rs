//! The oracle: a birth-death chain of calls, summed state by state in double-double arithmetic.

use twofloat::TwoFloat as Twice;

/// Calls in a centre with exponential handle times and patience.
pub struct Chain {
    agents: usize,
    service: Twice,
    give_up: Twice,
    /// Most calls in the centre; those who meet so many are blocked.
    most: usize,
    /// Stationary probabilities.
    p: Vec<Twice>,
    limited: bool,
}

/// What e^-x is taken of at once.
const STEP: f64 = 400.0;
/// States whose weight is below this share of the largest are left out.
const NEGLIGIBLE: f64 = 1e-30;

fn twice(x: f64) -> Twice {
    Twice::from(x)
}

impl Chain {
    pub fn new(arrival: f64, handle_time: f64, agents: usize, patience: Option<f64>, lines: Option<usize>) -> Self {
        let (arrival, service) = (twice(arrival), twice(1.0) / twice(handle_time));
        let give_up = patience.map_or(twice(0.0), |p| twice(1.0) / twice(p));
        let leaves =
            |n: usize| service * twice(n.min(agents) as f64) + give_up * twice(n.saturating_sub(agents) as f64);
        let most = lines.unwrap_or(usize::MAX);
        let (mut weights, mut largest) = (vec![twice(1.0)], 1.0_f64);
        while weights.len() <= most {
            let n = weights.len();
            let weight = weights[n - 1] * arrival / leaves(n);
            if weight.hi() < NEGLIGIBLE * largest && n > agents {
                break;
            }
            largest = largest.max(weight.hi());
            weights.push(weight);
            if largest > 1e200 {
                weights.iter_mut().for_each(|w| *w *= twice(1e-200));
                largest *= 1e-200;
            }
        }
        let total = weights.iter().fold(twice(0.0), |sum, w| sum + *w);
        let p = weights.into_iter().map(|w| w / total).collect();
        Self { agents, service, give_up, most, p, limited: lines.is_some() }
    }

    fn sum(&self, of: impl Fn(usize) -> Twice) -> Twice {
        self.p.iter().enumerate().fold(twice(0.0), |sum, (n, p)| sum + *p * of(n))
    }

    pub fn blocked(&self) -> f64 {
        if self.limited { self.p.get(self.most).map_or(0.0, Twice::hi) } else { 0.0 }
    }

    fn offered(&self) -> Twice {
        if self.limited { self.sum(|n| twice(f64::from(u8::from(n < self.most)))) } else { twice(1.0) }
    }

    /// The mean over offered calls who wait of `of(ahead)`, as a share of all offered.
    fn over_waiting(&self, of: impl Fn(usize) -> Twice) -> Twice {
        let of_state = |n: usize| if n < self.agents || n >= self.most { twice(0.0) } else { of(n - self.agents) };
        self.sum(of_state) / self.offered()
    }

    pub fn waits(&self) -> f64 {
        self.over_waiting(|_| twice(1.0)).hi()
    }

    pub fn queue_length(&self) -> f64 {
        self.sum(|n| twice(n.saturating_sub(self.agents) as f64)).hi()
    }

    pub fn occupancy(&self) -> f64 {
        (self.sum(|n| twice(n.min(self.agents) as f64)) / twice(self.agents as f64)).hi()
    }

    fn moves_up(&self, ahead: usize) -> Twice {
        self.service * twice(self.agents as f64) + self.give_up * twice(ahead as f64)
    }

    fn places(&self) -> usize {
        self.p.len().saturating_sub(self.agents)
    }

    /// Abandonment and the mean wait of answered calls, from a tagged caller's way through the queue.
    pub fn fate(&self) -> (f64, f64) {
        let (mut answered, mut wait) = (Vec::new(), Vec::new());
        for ahead in 0..self.places() {
            let all = self.moves_up(ahead) + self.give_up;
            let (a, w) = if ahead == 0 { (twice(1.0), twice(0.0)) } else { (answered[ahead - 1], wait[ahead - 1]) };
            let now = self.moves_up(ahead) / all * a;
            wait.push(self.moves_up(ahead) / all * w + now / all);
            answered.push(now);
        }
        let gone = self.over_waiting(|ahead| twice(1.0) - answered[ahead]);
        let wait = self.over_waiting(|ahead| wait[ahead]);
        (gone.hi(), (wait / (twice(1.0) - gone)).hi())
    }

    /// Shares of offered calls that are answered, and that hang up, within `time`, by uniformisation.
    pub fn within(&self, time: f64) -> (f64, f64) {
        let places = self.places();
        let at_once = 1.0 - self.waits();
        let clock = self.moves_up(places) + self.give_up;
        let jumps = clock * twice(time);
        // e^-jumps a part at a time, as far as an exponent reaches.
        let first = jumps.hi().min(STEP);
        let (mut weight, mut pending) = (exp_minus(twice(first)), jumps - twice(first));
        let (mut answered, mut gone) = (vec![twice(0.0); places], vec![twice(0.0); places]);
        let (mut sum_answered, mut sum_gone) = (answered.clone(), gone.clone());
        let last = (jumps.hi() + 14.0 * jumps.hi().sqrt() + 80.0) as usize;
        for jump in 0..=last {
            for k in 0..places {
                sum_answered[k] += weight * answered[k];
                sum_gone[k] += weight * gone[k];
            }
            weight = weight * jumps / twice((jump + 1) as f64);
            if pending.hi() > 0.0 && (weight.hi() > 1e100 || jump == last) {
                let part = if jump == last { pending } else { twice(pending.hi().min(STEP / 2.0)) };
                let factor = exp_minus(part);
                pending -= part;
                weight *= factor;
                sum_answered.iter_mut().chain(&mut sum_gone).for_each(|s| *s *= factor);
            }
            for k in (0..places).rev() {
                let up = self.moves_up(k);
                let stay = clock - up - self.give_up;
                let (a, g) = if k == 0 { (twice(1.0), twice(0.0)) } else { (answered[k - 1], gone[k - 1]) };
                answered[k] = (up * a + stay * answered[k]) / clock;
                gone[k] = (up * g + self.give_up + stay * gone[k]) / clock;
            }
        }
        (at_once + self.over_waiting(|k| sum_answered[k]).hi(), self.over_waiting(|k| sum_gone[k]).hi())
    }
}

/// e^-x in double-double, by halving the argument until the series is short.
fn exp_minus(x: Twice) -> Twice {
    const HALVINGS: i32 = 20;
    let small = x * twice(0.5_f64.powi(HALVINGS));
    let mut sum = twice(1.0);
    for k in (1..25).rev() {
        sum = twice(1.0) - small / twice(f64::from(k)) * sum;
    }
    (0..HALVINGS).fold(sum, |value, _| value * value)
}

#[test]
fn the_exponential_is_precise() {
    for x in [0.0, 0.3, 20.0, 300.0] {
        assert!((exp_minus(twice(x)).hi() / (-x).exp() - 1.0).abs() < 1e-13, "{x}");
    }
}
