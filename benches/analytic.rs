//! How long sizing takes. `cargo bench --bench analytic`.
//!
//! `ten_thousand_sizings` and `ten_thousand_by_plain_recursion` answer the same question, 80/20 for 50 to 5,000 calls a
//! half-hour of 180 s each; the plain way climbs Erlang B from one agent up.

use divan::{Bencher, black_box};
use onering::analytic::{
    Demand, ErlangA, ErlangC, Goal, Queue, Rule, Setting, agents_for_service_level, erlang_b, required_agents,
};

fn main() {
    divan::main();
}

/// 10,000 half-hours of 50 to 5,000 calls.
fn demands() -> Vec<Demand> {
    let calls = (0..10_000).map(|i| 50.0 + 4950.0 * f64::from(i) / 9999.0);
    calls.map(|calls| Demand::new(calls, 1800.0, 180.0).unwrap_or_else(|e| panic!("{e}"))).collect()
}

#[divan::bench]
fn ten_thousand_sizings(bencher: Bencher) {
    let demands = demands();
    bencher.bench_local(|| {
        demands.iter().map(|d| u64::from(agents_for_service_level(*d, 20.0, 0.8).unwrap_or(0))).sum::<u64>()
    });
}

#[divan::bench]
fn ten_thousand_by_plain_recursion(bencher: Bencher) {
    let demands = demands();
    bencher.bench_local(|| demands.iter().map(|d| plain(*d, 20.0, 0.8)).sum::<u64>());
}

/// The plain recursion: Erlang B, C and the service level for every number of agents from one up.
fn plain(demand: Demand, wait: f64, share: f64) -> u64 {
    let load = demand.load();
    let (mut b, mut agents) = (1.0, 0.0);
    loop {
        agents += 1.0;
        b = load * b / (agents + load * b);
        if agents > load {
            let c = agents * b / (agents - load * (1.0 - b));
            if 1.0 - c * (-(agents - load) * wait / demand.handle_time()).exp() >= share {
                return agents as u64;
            }
        }
    }
}

#[divan::bench]
fn ten_thousand_sizings_with_patience(bencher: Bencher) {
    let demands = demands();
    let goal = Goal::ServiceLevel { rule: Rule::Offered, wait: 20.0, share: 0.8 };
    bencher.bench_local(|| {
        demands
            .iter()
            .map(|d| u64::from(required_agents(&Setting::erlang_a(*d, 180.0), goal).unwrap_or(0)))
            .sum::<u64>()
    });
}

const MANY: f64 = 100_000.0;

fn many() -> Demand {
    Demand::new(99_800.0, 180.0, 180.0).unwrap_or_else(|e| panic!("{e}"))
}

#[divan::bench]
fn erlang_b_of_100_000_agents() -> f64 {
    erlang_b(black_box(99_800.0), black_box(MANY))
}

#[divan::bench]
fn erlang_c_of_100_000_agents() -> Option<f64> {
    ErlangC::new(black_box(many()), MANY).ok().map(|q| q.answered_within(20.0))
}

#[divan::bench]
fn erlang_a_of_100_000_agents() -> Option<f64> {
    ErlangA::new(black_box(many()), MANY, 180.0).ok().map(|q| q.answered_within(20.0))
}

#[divan::bench]
fn erlang_a_of_100_000_agents_with_mean_waits() -> Option<f64> {
    ErlangA::new(black_box(many()), MANY, 180.0).ok().and_then(|q| q.average_speed_of_answer())
}

#[divan::bench]
fn sizing_of_100_000_agents() -> Option<u32> {
    agents_for_service_level(black_box(many()), 20.0, 0.8)
}
