//! The oracle of M/D/c: constant handle times.
//!
//! Whoever is with an agent now is gone one handle time `D` later, and nobody else is, so the
//! number of calls obeys `N(t + D) = max(N(t) - c, 0) + Poisson(λD)` (Crommelin, *P.O.E.E.J.* 25,
//! 1932). Iterating that to its fixed point gives the stationary numbers.

const MOST_CALLS: usize = 400;

/// The centre in the long run.
pub struct Constant {
    servers: usize,
    rate: f64,
    time: f64,
    /// Probabilities of the number of calls in the centre.
    p: Vec<f64>,
}

impl Constant {
    pub fn new(rate: f64, servers: usize, time: f64) -> Self {
        let arrivals = poisson(rate * time, MOST_CALLS);
        let mut p = vec![0.0; MOST_CALLS];
        p[0] = 1.0;
        loop {
            let mut next = vec![0.0; MOST_CALLS];
            for (n, probability) in p.iter().enumerate().filter(|(_, p)| **p > 1e-20) {
                let left = n.saturating_sub(servers);
                next[left..].iter_mut().zip(&arrivals).for_each(|(next, a)| *next += probability * a);
            }
            let change: f64 = next.iter().zip(&p).map(|(a, b)| (a - b).abs()).sum();
            p = next;
            if change < 1e-14 {
                return Self { servers, rate, time, p };
            }
        }
    }

    pub fn at_once(&self) -> f64 {
        self.p[..self.servers].iter().sum()
    }

    pub fn queue_length(&self) -> f64 {
        self.p.iter().enumerate().map(|(n, p)| n.saturating_sub(self.servers) as f64 * p).sum()
    }

    /// Share answered within `wait`, with `(k - 1)·D <= wait < k·D` and `Q(m)` the probability of
    /// at most `m` waiting: `Σ_{j < kc} Q(kc - 1 - j) · P(Poisson(λ(kD - wait)) = j)` (Franx,
    /// *Oper. Res. Lett.* 29, 2001).
    pub fn answered_within(&self, wait: f64) -> f64 {
        let k = (wait / self.time).floor() as usize + 1;
        let places = k * self.servers;
        let waiting_at_most = |m: usize| self.p[..=(self.servers + m)].iter().sum::<f64>();
        let later = poisson(self.rate * (k as f64 * self.time - wait), places);
        later.iter().enumerate().map(|(j, p)| waiting_at_most(places - 1 - j) * p).sum()
    }
}

fn poisson(mean: f64, terms: usize) -> Vec<f64> {
    (1..=terms)
        .scan((-mean).exp(), |term, n| {
            let now = *term;
            *term *= mean / n as f64;
            Some(now)
        })
        .collect()
}

#[test]
fn one_agent_agrees_with_pollaczek_and_khinchine() {
    let desk = Constant::new(0.7, 1, 1.0);
    assert!((desk.queue_length() - 0.7 * 0.7 / (2.0 * 0.3)).abs() < 1e-9);
    assert!((desk.answered_within(0.0) - 0.3).abs() < 1e-9);
}
