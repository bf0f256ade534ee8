//! Measures side by side: what is compared takes turns, so that a busy machine troubles all alike.
//!
//! Where the system says how long the thread has been running (Linux), that is what counts, so that
//! time taken by others does not.

use std::{fs, sync::OnceLock, time::Instant};

/// A measurement repeats its work until it has taken so long: the system counts in steps of 4 ms.
const LEAST_SECONDS: f64 = 0.25;

/// Seconds that this thread has been running, where that is known; seconds on the clock elsewhere.
fn running_seconds() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let start = START.get_or_init(Instant::now);
    let known = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = known.and_then(|line| line.split(' ').next().and_then(|word| word.parse::<f64>().ok()));
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |ns| ns / 1e9)
}

/// Nanoseconds a call of each contender, by round.
pub struct Times {
    rounds: Vec<Vec<f64>>,
}

/// What is measured: plays once and says how many calls it played.
pub type Contender<'a> = &'a mut dyn FnMut() -> u64;

/// Lets the contenders take turns for `rounds` rounds, after one that does not count.
pub fn measure(rounds: usize, contenders: &mut [Contender<'_>]) -> Times {
    let mut times = Vec::new();
    for round in 0..=rounds {
        let row = contenders.iter_mut().map(|contender| {
            let (start, mut calls, mut seconds) = (running_seconds(), 0, 0.0);
            while seconds < LEAST_SECONDS {
                calls += contender();
                seconds = running_seconds() - start;
            }
            seconds * 1e9 / calls as f64
        });
        let row: Vec<f64> = row.collect();
        if round > 0 {
            times.push(row);
        }
    }
    Times { rounds: times }
}

/// Seconds on the clock that `work` takes, the median of `rounds`.
pub fn seconds(rounds: usize, mut work: impl FnMut()) -> f64 {
    let time = |_| {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64()
    };
    median((0..rounds).map(time).collect())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

impl Times {
    /// Median nanoseconds a call of contender `index`.
    pub fn of(&self, index: usize) -> f64 {
        median(self.rounds.iter().map(|row| row[index]).collect())
    }

    /// Median over the rounds of the time of `a` over that of `b`.
    pub fn ratio(&self, a: usize, b: usize) -> f64 {
        median(self.rounds.iter().map(|row| row[a] / row[b]).collect())
    }
}

/// Prints a ratio beside its bar.
pub fn at_most(bar: &str, what: &str, ratio: f64, limit: f64) {
    let verdict = if ratio <= limit { "reached" } else { "NOT REACHED" };
    println!("bar {bar:<3} {what:<66} {ratio:6.2}   at most {limit:<5} {verdict}");
}

/// Prints a ratio beside its bar.
pub fn at_least(bar: &str, what: &str, ratio: f64, limit: f64) {
    let verdict = if ratio >= limit { "reached" } else { "NOT REACHED" };
    println!("bar {bar:<3} {what:<66} {ratio:6.2}   at least {limit:<4} {verdict}");
}
