//! The ruler: drawing the same variates from the same generator, and nothing else; and the textbook
//! simulator on the same case.

#![allow(dead_code, reason = "each bench uses its own part of this")]

use std::hint::black_box;

use onering::units::SimTime;
use rand_distr::{Distribution, Exp1, LogNormal};
use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng};

use super::textbook::{self, Caller};

fn generators() -> [Xoshiro256PlusPlus; 3] {
    [1, 2, 3].map(Xoshiro256PlusPlus::seed_from_u64)
}

/// Draws an exponential step, handle time and patience for each of `calls` calls.
pub fn exponential_draws(calls: u64) -> u64 {
    let [mut arrivals, mut talk, mut patience] = generators();
    let mut sum = 0.0;
    for _ in 0..calls {
        let step: f64 = Exp1.sample(&mut arrivals);
        let talk: f64 = Exp1.sample(&mut talk);
        let patience: f64 = Exp1.sample(&mut patience);
        sum += step * 3.0 + talk * 300.0 + patience * 120.0;
    }
    black_box(sum);
    calls
}

/// Draws an exponential step and lognormal handle time and patience for each of `calls` calls.
pub fn lognormal_draws(calls: u64) -> u64 {
    let [mut arrivals, mut talk, mut patience] = generators();
    let of_talk = LogNormal::from_mean_cv(300.0, 0.8).expect("positive");
    let of_patience = LogNormal::from_mean_cv(150.0, 4.0 / 3.0).expect("positive");
    let mut sum = 0.0;
    for _ in 0..calls {
        let step: f64 = Exp1.sample(&mut arrivals);
        sum += step + of_talk.sample(&mut talk) + of_patience.sample(&mut patience);
    }
    black_box(sum);
    calls
}

/// The textbook simulator plays M/M/n+M for `calls` calls, with the fewest of measures: how many
/// were answered, and how long all waited.
pub fn textbook(agents: u32, calls: u64) -> u64 {
    let [mut arrivals, mut talk, mut patience] = generators();
    let draw = |generator: &mut Xoshiro256PlusPlus, mean: f64| {
        let unit: f64 = Exp1.sample(generator);
        unit * mean
    };
    let (mut at, mut left) = (0.0, calls);
    let next = || {
        left = left.checked_sub(1)?;
        at += draw(&mut arrivals, 300.0 / f64::from(agents));
        let time = |seconds| SimTime::from_draw(seconds).as_nanoseconds();
        let (handle_time, patience) = (time(draw(&mut talk, 300.0)), time(draw(&mut patience, 120.0)));
        Some(Caller { arrives_at: time(at), handle_time, patience })
    };
    let (mut answered, mut waits) = (0_u64, 0_u128);
    textbook::play(agents, next, |ending| {
        answered += u64::from(ending.answered);
        waits += u128::from(ending.left_at - ending.arrived_at);
    });
    black_box((answered, waits));
    calls
}
