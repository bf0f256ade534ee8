//! The oracle of Markovian queues: a birth-death chain, summed directly.

/// Calls in a centre of `servers` agents with exponential handle times and patience.
///
/// State `n` is the number of calls in the centre. Callers come at rate `arrival`; those who find
/// `n` there join at rate `joins(n)`, which may be less (balking) or 0 (blocking). By PASTA the
/// callers who join find state `n` with probability proportional to `p[n] · joins(n)`.
pub struct Chain {
    arrival: f64,
    servers: usize,
    service: f64,
    patience: f64,
    /// Stationary probabilities.
    p: Vec<f64>,
    /// Rate at which callers join in each state.
    joins: Vec<f64>,
}

/// What becomes of offered calls in the long run. Times in the unit of the rates.
pub struct Offered {
    pub answered: f64,
    pub wait_answered: f64,
    pub wait_abandoned: f64,
    pub wait_all: f64,
}

/// States whose probability is below this share of the largest are left out.
const NEGLIGIBLE: f64 = 1e-19;
/// States beyond which every chain of the suite is negligible.
const MOST_STATES: usize = 20_000;

impl Chain {
    /// `service` and `patience` are rates; a patience of 0 lasts for ever.
    pub fn new(arrival: f64, servers: usize, service: f64, patience: f64, joins: impl Fn(usize) -> f64) -> Self {
        let (mut weights, mut total, mut largest): (Vec<f64>, f64, f64) = (vec![1.0], 1.0, 1.0);
        for n in 0..MOST_STATES {
            let leaves = (n + 1).min(servers) as f64 * service + (n + 1).saturating_sub(servers) as f64 * patience;
            let weight = weights[n] * joins(n) / leaves;
            largest = largest.max(weight);
            if weight <= NEGLIGIBLE * largest {
                break;
            }
            total += weight;
            weights.push(weight);
            if weight > 1e200 {
                weights.iter_mut().for_each(|w| *w /= 1e200);
                (total, largest) = (total / 1e200, largest / 1e200);
            }
        }
        let p: Vec<f64> = weights.iter().map(|w| w / total).collect();
        let joins = (0..p.len()).map(joins).collect();
        Self { arrival, servers, service, patience, p, joins }
    }

    /// Everybody joins.
    pub fn open(arrival: f64, servers: usize, service: f64, patience: f64) -> Self {
        Self::new(arrival, servers, service, patience, |_| arrival)
    }

    fn mean(&self, of: impl Fn(usize) -> f64) -> f64 {
        self.p.iter().enumerate().map(|(n, p)| p * of(n)).sum()
    }

    fn waiting(&self, n: usize) -> usize {
        n.saturating_sub(self.servers)
    }

    pub fn queue_length(&self) -> f64 {
        self.mean(|n| self.waiting(n) as f64)
    }

    pub fn occupancy(&self) -> f64 {
        self.mean(|n| n.min(self.servers) as f64) / self.servers as f64
    }

    /// Share of all callers who do not join.
    pub fn turned_away(&self) -> f64 {
        1.0 - self.offered_rate() / self.arrival
    }

    pub fn offered_rate(&self) -> f64 {
        self.mean(|n| self.joins[n])
    }

    /// Mean of `of(calls ahead in the queue)` over offered calls who wait, as a share of all
    /// offered calls.
    fn over_waiting(&self, of: impl Fn(usize) -> f64) -> f64 {
        self.mean(|n| if n < self.servers { 0.0 } else { self.joins[n] * of(n - self.servers) }) / self.offered_rate()
    }

    pub fn at_once(&self) -> f64 {
        1.0 - self.over_waiting(|_| 1.0)
    }

    /// Rate at which one of `ahead` callers in front, or the agents, lets the next one move up.
    fn moves_up(&self, ahead: usize) -> f64 {
        self.servers as f64 * self.service + ahead as f64 * self.patience
    }

    /// A tagged caller with `k` ahead moves up at rate `r = cμ + kθ` and gives up at rate `θ`:
    /// `P(answered) = r / (r + θ) · P(answered from k - 1)`, and each place takes `1 / (r + θ)`.
    pub fn offered(&self) -> Offered {
        let places = self.p.len().saturating_sub(self.servers);
        let (mut answered, mut wait) = (vec![0.0; places], vec![0.0; places]);
        for k in 0..places {
            let (up, all) = (self.moves_up(k), self.moves_up(k) + self.patience);
            let (before, waited) = if k == 0 { (1.0, 0.0) } else { (answered[k - 1], wait[k - 1]) };
            answered[k] = up / all * before;
            wait[k] = up / all * waited + answered[k] / all;
        }
        let share = self.at_once() + self.over_waiting(|k| answered[k]);
        let wait_of_answered = self.over_waiting(|k| wait[k]);
        let wait_all = self.queue_length() / self.offered_rate();
        Offered {
            answered: share,
            wait_answered: wait_of_answered / share,
            wait_abandoned: (wait_all - wait_of_answered) / (1.0 - share),
            wait_all,
        }
    }

    /// Share of offered calls answered within `time`.
    pub fn answered_within(&self, time: f64) -> f64 {
        let by_place = self.absorbed(time, 1.0, 0.0);
        self.at_once() + self.over_waiting(|k| by_place[k])
    }

    /// Share of offered calls that gave up within `time`.
    pub fn abandoned_within(&self, time: f64) -> f64 {
        let by_place = self.absorbed(time, 0.0, 1.0);
        self.over_waiting(|k| by_place[k])
    }

    /// By calls ahead: the probability that a tagged caller is, by `time`, answered (worth
    /// `answer`) or has given up (worth `give_up`). Uniformisation: the chain jumps at the events
    /// of a Poisson process of the largest rate.
    fn absorbed(&self, time: f64, answer: f64, give_up: f64) -> Vec<f64> {
        let places = self.p.len().saturating_sub(self.servers);
        let clock = self.moves_up(places) + self.patience;
        let jumps = clock * time;
        let mut log_weight = -jumps;
        let mut worth = vec![0.0; places];
        let mut sum = vec![0.0; places];
        let last = (jumps + 12.0 * jumps.sqrt() + 60.0) as usize;
        for jump in 0..=last {
            sum.iter_mut().zip(&worth).for_each(|(s, w)| *s += log_weight.exp() * w);
            log_weight += (jumps / (jump + 1) as f64).ln();
            for k in (0..places).rev() {
                let (up, stay) = (self.moves_up(k), clock - self.moves_up(k) - self.patience);
                let next = if k == 0 { answer } else { worth[k - 1] };
                worth[k] = (up * next + self.patience * give_up + stay * worth[k]) / clock;
            }
        }
        sum
    }
}

/// Erlang B by its recursion over servers.
pub fn erlang_b(load: f64, servers: u32) -> f64 {
    (1..=servers).fold(1.0, |b, n| load * b / (f64::from(n) + load * b))
}

/// Erlang C: the probability of waiting, from Erlang B.
pub fn erlang_c(load: f64, servers: u32) -> f64 {
    let b = erlang_b(load, servers);
    let idle = 1.0 - load / f64::from(servers);
    b / (idle + (1.0 - idle) * b)
}

#[test]
fn the_chain_agrees_with_erlang_c_and_its_exponential_waits() {
    let (load, servers) = (10.5, 13);
    let chain = Chain::open(load, servers, 1.0, 0.0);
    let c = erlang_c(load, servers as u32);
    assert!((1.0 - chain.at_once() - c).abs() < 1e-12);
    assert!((chain.offered().wait_answered - c / (servers as f64 - load)).abs() < 1e-12);
    let late = c * (-(servers as f64 - load) * 0.3).exp();
    assert!((1.0 - chain.answered_within(0.3) - late).abs() < 1e-10);
}

#[test]
fn with_patience_like_service_the_chain_is_poisson() {
    // θ = μ: n calls with probability e^-λ λ^n / n!; abandoned = 1 - busy · c / λ.
    let chain = Chain::open(102.0, 100, 1.0, 1.0);
    let abandoned = 1.0 - chain.offered().answered;
    assert!((chain.mean(|n| n as f64) - 102.0).abs() < 1e-9);
    assert!((abandoned - (1.0 - chain.occupancy() * 100.0 / 102.0)).abs() < 1e-12);
    let both = chain.answered_within(100.0) + chain.abandoned_within(100.0);
    assert!((both - 1.0).abs() < 1e-10 && (chain.abandoned_within(100.0) - abandoned).abs() < 1e-10);
}
