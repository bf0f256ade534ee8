//! Whether simultaneous intervals and selection procedures keep what they say, on Erlang A, whose answers are known.
//!
//! Each macro-replication is a small study with a seed of its own, always the same. Bounds: with the promised probability,
//! fewer successes than the bound come with probability below 1e-3 (binomial); of 400 studies of what covers at 90 % in truth,
//! one in ten would pass.
//! `cargo test --release --test selection -- --nocapture` prints what was measured.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::path::Path;

use statrs::distribution::{Binomial, DiscreteCDF};

use onering::{
    analytic::{Demand, ErlangA, Queue},
    experiment::{PointResult, Question, Task, Unwatched, contest, run, select_kn, select_ocba},
    scenario::{Overrides, Scenario},
    stats::Confidence,
};

const STUDIES: u64 = 400;
const ALPHA: f64 = 1e-3;
const RUNS: u64 = 30;

/// 60 calls an hour of 4 minutes, patience 4 minutes, this many agents at $24, $7 for each that hangs up.
fn centre(agents: u32, seed: u64) -> Task {
    let text = format!(
        r#"
        seed = {seed}
        replications = {RUNS}
        horizon = {{ steady_state = {{ length = "4h", warm_up = "1h" }} }}
        [[call_type]]
        name = "calls"
        arrivals = {{ poisson = {{ per_hour = 60 }} }}
        talk_time = {{ exponential = {{ mean = "4m" }} }}
        patience = {{ exponential = {{ mean = "4m" }} }}
        cost_when_abandoned = 7
        [[agent_group]]
        name = "agents"
        skills = ["calls"]
        staffed = {agents}
        cost_per_hour = 24
        "#
    );
    let scenario = Scenario::from_text("test", &text, Path::new("."), &Overrides::default()).unwrap();
    Task { model: scenario.model().clone(), study: scenario.study().clone() }
}

/// Abandonment and cost an hour, exactly.
fn truth(agents: u32) -> (f64, f64) {
    let demand = Demand::new(60.0, 3600.0, 240.0).unwrap();
    let abandonment = ErlangA::new(demand, f64::from(agents), 240.0).unwrap().abandonment();
    (abandonment, f64::from(agents) * 24.0 + 60.0 * abandonment * 7.0)
}

fn studies<T: Send>(study: impl Fn(u64) -> T + Sync) -> Vec<T> {
    let half = |from: u64, to: u64| (from..to).map(&study).collect::<Vec<T>>();
    std::thread::scope(|scope| {
        let other = scope.spawn(|| half(STUDIES / 2, STUDIES));
        let mut all = half(0, STUDIES / 2);
        all.extend(other.join().unwrap());
        all
    })
}

fn assert_at_least(what: &str, successes: usize, probability: f64) {
    let bound = Binomial::new(probability, STUDIES).unwrap().inverse_cdf(ALPHA);
    println!("{what}: {successes} of {STUDIES}, promised {probability}, bound {bound}");
    assert!(successes as u64 >= bound, "{what}: {successes} of {STUDIES} for {probability}");
}

const STAFF: [u32; 4] = [3, 4, 5, 6];

#[test]
fn intervals_of_several_differences_cover_together() {
    let outcomes = studies(|seed| {
        let tasks: Vec<Task> = STAFF.iter().map(|n| centre(*n, seed + 1)).collect();
        let results: Vec<PointResult> = run(&tasks, 1, &Unwatched).into_iter().map(Option::unwrap).collect();
        let asked = Question {
            baseline: 0,
            best: "cost",
            more_is_better: false,
            must_keep: None,
            confidence: Confidence::NINETY_FIVE,
        };
        let found = contest(&results.iter().collect::<Vec<_>>(), &asked);
        let covers = |measure: &str, of: fn((f64, f64)) -> f64| {
            found.standings.iter().zip(STAFF).skip(1).all(|(standing, staff)| {
                let difference = standing.differences.iter().find(|d| d.measure == measure).unwrap().estimate.unwrap();
                let truth = of(truth(staff)) - of(truth(STAFF[0]));
                (difference.lower()..=difference.upper()).contains(&truth)
            })
        };
        let best_covers = found.standings.iter().zip(STAFF).all(|(standing, staff)| {
            let others = STAFF.iter().filter(|n| **n != staff).map(|n| truth(*n).1).fold(f64::INFINITY, f64::min);
            let (lower, upper) = standing.worse_than_best.unwrap();
            (lower..=upper).contains(&(truth(staff).1 - others))
        });
        (covers("abandonment", |t| t.0), covers("cost", |t| t.1), best_covers)
    });
    assert_at_least("differences in abandonment", outcomes.iter().filter(|o| o.0).count(), 0.95);
    assert_at_least("differences in cost", outcomes.iter().filter(|o| o.1).count(), 0.95);
    assert_at_least("comparisons with the best", outcomes.iter().filter(|o| o.2).count(), 0.95);
}

/// The cheapest number of agents, and by how much it is.
fn cheapest() -> (usize, f64) {
    let costs: Vec<f64> = STAFF.iter().map(|n| truth(*n).1).collect();
    let best = (0..costs.len()).min_by(|a, b| costs[*a].total_cmp(&costs[*b])).unwrap();
    let next = costs.iter().enumerate().filter(|(i, _)| *i != best).map(|(_, c)| *c).fold(f64::INFINITY, f64::min);
    (best, next - costs[best])
}

#[test]
fn kn_selects_the_cheapest_as_often_as_it_promises() {
    let (best, by) = cheapest();
    let outcomes = studies(|seed| {
        let tasks: Vec<Task> = STAFF.iter().map(|n| centre(*n, 1000 + seed)).collect();
        select_kn(&tasks, 0.05, by, 100_000, 1, &Unwatched)
    });
    assert!(outcomes.iter().all(|o| o.is_guaranteed));
    let runs: u64 = outcomes.iter().flat_map(|o| &o.replications).sum();
    println!("the cheapest by {by:.3} an hour; {:.1} runs a study", runs as f64 / STUDIES as f64);
    assert_at_least("KN", outcomes.iter().filter(|o| o.selected == Some(best)).count(), 0.95);
}

#[test]
fn ocba_finds_the_cheapest_more_often_the_more_it_may_spend() {
    let (best, _) = cheapest();
    let right = |budget: u64, seed: u64| {
        let tasks: Vec<Task> = STAFF.iter().map(|n| centre(*n, 2000 + seed)).collect();
        let found = select_ocba(&tasks, budget, 1, &Unwatched);
        assert!(found.replications.iter().sum::<u64>() <= budget.max(80));
        found.selected == Some(best)
    };
    let count = |right: Vec<bool>| right.into_iter().filter(|right| *right).count();
    let spent = count(studies(|seed| right(160, seed)));
    let first = count(studies(|seed| right(80, seed)));
    println!("right: {spent} of {STUDIES} with 160 runs, {first} with the first 80, 20 of each");
    assert!(spent > first);
}
