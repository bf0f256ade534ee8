//! Redials exactly: the chain of calls in the centre and callers about to call again.
//!
//! State `(n, k)`: `n` calls in the centre of `c` agents, `k` callers in orbit, each of whom calls again after an
//! exponential delay. Levels of `k` are eliminated from the top down: with `Q_k` the transitions within a level, up and down those
//! between neighbours, `π_k = π_(k-1) R_k`, `R_k = -up·(Q_k + R_(k+1)·down)^-1` (level-dependent quasi-birth-death process;
//! Bright and Taylor, *Stochastic Models* 11, 1995). Both directions are cut where nothing is left, so this is for small centres.

use super::{
    Demand, NoAnswer,
    no_answer::{positive, share},
};

/// Cells of the densest matrices that one computation may fill, over all levels.
const MOST_WORK: f64 = 4e9;
/// What a probability must fall below for the chain to be cut there.
const NEGLIGIBLE: f64 = 1e-13;

/// What a centre with redials comes to, in its steady state. Rates per second, times in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Orbit {
    /// Calls per second, redials included.
    pub attempts: f64,
    /// Share of them that hangs up.
    pub abandonment: f64,
    /// Callers about to call again, on average.
    pub orbit: f64,
    /// Mean wait of a call, s.
    pub mean_wait: f64,
    /// Busy time / staffed time.
    pub occupancy: f64,
    /// Share of callers who in the end are not answered.
    pub lost_callers: f64,
    /// Mean number waiting.
    pub queue_length: f64,
}

/// The chain of `demand` before `agents`, with a mean `patience` and a share `again` of those who hang up calling again after a
/// mean `delay`, all in seconds.
///
/// # Errors
///
/// [`NoAnswer::Senseless`] for what is no number; [`NoAnswer::TooLarge`] when the chain has too many states.
pub fn orbit(demand: Demand, agents: u32, patience: f64, again: f64, delay: f64) -> Result<Orbit, NoAnswer> {
    positive("the number of agents", f64::from(agents))?;
    let chain = Chain {
        arrival: demand.arrival_rate(),
        service: 1.0 / demand.handle_time(),
        agents: agents as usize,
        give_up: 1.0 / positive("the mean patience", patience)?,
        again: share("the share that redials", again)?,
        back: 1.0 / positive("the mean delay", delay)?,
    };
    chain.solve(&demand)
}

struct Chain {
    arrival: f64,
    service: f64,
    agents: usize,
    give_up: f64,
    again: f64,
    back: f64,
}

type Matrix = Vec<Vec<f64>>;

impl Chain {
    fn waiting(&self, n: usize) -> f64 {
        n.saturating_sub(self.agents) as f64
    }

    fn lost(&self, n: usize) -> f64 {
        self.waiting(n) * self.give_up
    }

    fn served(&self, n: usize) -> f64 {
        n.min(self.agents) as f64 * self.service
    }

    fn solve(&self, demand: &Demand) -> Result<Orbit, NoAnswer> {
        // All first calls and the largest orbit bound the calls; grow the chain until its edges hold nothing.
        let busy = demand.load() / (1.0 - self.again).max(0.05);
        let mut states = self.agents + 30 + (4.0 * busy.sqrt()) as usize;
        let mut levels = 20 + (2.0 * self.arrival / self.back) as usize;
        loop {
            let work = (states as f64).powi(3) * levels as f64;
            if work > MOST_WORK {
                return Err(NoAnswer::TooLarge(format!("{states} calls times {levels} callers about to call again")));
            }
            let levels_found = self.levels(states, levels);
            let edge = |of: &dyn Fn(usize, usize) -> bool| -> f64 {
                let cells = levels_found.iter().enumerate();
                cells
                    .flat_map(|(k, row)| row.iter().enumerate().map(move |(n, p)| (n, k, *p)))
                    .filter(|(n, k, _)| of(*n, *k))
                    .map(|(_, _, p)| p)
                    .sum()
            };
            let (last_n, last_k) = (states - 1, levels - 1);
            let (full, high) = (edge(&|n, _| n == last_n), edge(&|_, k| k == last_k));
            if full < NEGLIGIBLE && high < NEGLIGIBLE {
                return Ok(self.measures(&levels_found));
            }
            if full >= NEGLIGIBLE {
                states += states / 3;
            }
            if high >= NEGLIGIBLE {
                levels += levels / 2;
            }
        }
    }

    /// Stationary probabilities by orbit and calls.
    fn levels(&self, states: usize, levels: usize) -> Matrix {
        let mut climbs: Vec<Matrix> = Vec::new();
        let mut above: Option<Matrix> = None;
        for k in (0..levels).rev() {
            let mut inner = self.within(k, states, levels);
            if let Some(climb) = &above {
                // Up to the level above and back down: down shifts n by one.
                for (row, climbing) in inner.iter_mut().zip(climb) {
                    for n in 0..states - 1 {
                        row[n + 1] += climbing[n] * (k + 1) as f64 * self.back;
                    }
                }
            }
            if k == 0 {
                climbs.reverse();
                return normalised(stationary(&inner), &climbs);
            }
            let up = |n: usize| self.lost(n) * self.again;
            let inverse = inverted(inner);
            let climb: Matrix = (0..states)
                .map(|n| (0..states).map(|m| if n == 0 { 0.0 } else { -up(n) * inverse[n - 1][m] }).collect())
                .collect();
            climbs.push(climb.clone());
            above = Some(climb);
        }
        Vec::new()
    }

    /// Rates within level `k`, with what leaves each state on the diagonal.
    fn within(&self, k: usize, states: usize, levels: usize) -> Matrix {
        let mut rates = vec![vec![0.0; states]; states];
        for (n, row) in rates.iter_mut().enumerate() {
            let mut leaves = 0.0;
            if n + 1 < states {
                row[n + 1] += self.arrival;
                leaves += self.arrival + k as f64 * self.back;
            }
            if n > 0 {
                let redials = if k + 1 < levels { self.lost(n) * self.again } else { 0.0 };
                let gone = self.served(n) + self.lost(n) - redials;
                row[n - 1] += gone;
                leaves += gone + redials;
            }
            row[n] -= leaves;
        }
        rates
    }

    fn measures(&self, levels: &Matrix) -> Orbit {
        let mean = |of: &dyn Fn(usize, usize) -> f64| -> f64 {
            levels
                .iter()
                .enumerate()
                .map(|(k, row)| row.iter().enumerate().map(|(n, p)| p * of(n, k)).sum::<f64>())
                .sum()
        };
        let orbit = mean(&|_, k| k as f64);
        let queue_length = mean(&|n, _| self.waiting(n));
        let attempts = self.arrival + self.back * orbit;
        let lost = self.give_up * queue_length;
        Orbit {
            attempts,
            abandonment: lost / attempts,
            orbit,
            mean_wait: queue_length / attempts,
            occupancy: mean(&|n, _| n.min(self.agents) as f64) / self.agents as f64,
            lost_callers: lost * (1.0 - self.again) / self.arrival,
            queue_length,
        }
    }
}

/// The stationary distribution of the rates of one level, unnormalised.
fn stationary(rates: &Matrix) -> Vec<f64> {
    // Solve π·rates = 0 with π_0 = 1: one equation is given up for that.
    let states = rates.len();
    let mut system: Matrix = (0..states).map(|column| (0..states).map(|row| rates[row][column]).collect()).collect();
    system[0] = vec![0.0; states];
    system[0][0] = 1.0;
    inverted(system).into_iter().map(|row| row[0]).collect()
}

/// All levels from the lowest, with a sum of 1.
fn normalised(lowest: Vec<f64>, climbs: &[Matrix]) -> Matrix {
    let mut levels = vec![lowest];
    for climb in climbs {
        let from = &levels[levels.len() - 1];
        let states = from.len();
        let next = (0..states).map(|m| (0..states).map(|n| from[n] * climb[n][m]).sum()).collect();
        levels.push(next);
    }
    let total: f64 = levels.iter().flatten().sum();
    levels.iter_mut().flatten().for_each(|p| *p /= total);
    levels
}

/// The inverse by Gauss and Jordan, with the largest pivot of each column.
fn inverted(mut a: Matrix) -> Matrix {
    let size = a.len();
    let mut inverse: Matrix = (0..size).map(|i| (0..size).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    for column in 0..size {
        let pivot = (column..size).max_by(|&i, &j| a[i][column].abs().total_cmp(&a[j][column].abs())).unwrap_or(column);
        a.swap(column, pivot);
        inverse.swap(column, pivot);
        let scale = 1.0 / a[column][column];
        a[column].iter_mut().chain(&mut inverse[column]).for_each(|v| *v *= scale);
        let (left, right) = (a[column].clone(), inverse[column].clone());
        for row in 0..size {
            let factor = a[row][column];
            if row == column || factor == 0.0 {
                continue;
            }
            a[row].iter_mut().zip(&left).for_each(|(v, p)| *v -= factor * p);
            inverse[row].iter_mut().zip(&right).for_each(|(v, p)| *v -= factor * p);
        }
    }
    inverse
}
