//! A future: the months of each strategy, one after the other.

use super::month::{Month, State, Strategy, ratio};
use crate::model::{Numbers, Uncertain};

/// Months until calls that come again have found their level, at most.
const ROUNDS: usize = 1000;

/// Where the months start: the customers of the base, and the calls again that the `usual` strategy has left behind after a
/// long time of the same. All strategies start from there.
#[must_use]
pub fn start(usual: &Strategy<'_>, numbers: &Numbers<f64>) -> State {
    let customers = usual.terms.base.customers;
    let fresh = usual.calls_of(customers, 0) / usual.terms.base.season[0].max(1e-9);
    let mut state = State { month: 0, customers, again: 0.0, hazard: 0.0, growth: 1.0 };
    for _ in 0..ROUNDS {
        let outcome = usual.outcome(numbers, customers, 1.0, fresh + state.again);
        let is_level = outcome.again == state.again;
        let growth = ratio(outcome.customers_after(numbers, customers), customers);
        state = State { again: outcome.again, hazard: outcome.hazard, growth, ..state };
        if is_level {
            break;
        }
    }
    state
}

/// All months of a strategy.
pub fn months(strategy: &Strategy<'_>, numbers: &Numbers<f64>, from: State, factors: &[f64]) -> Vec<Month> {
    let mut state = from;
    let step = |factor: &f64| {
        let (month, next) = strategy.step(numbers, &state, *factor);
        state = next;
        month
    };
    factors.iter().map(step).collect()
}

/// The months of each strategy when every number is what `of` makes of it, and no month is busier than expected.
#[must_use]
pub fn central(
    strategies: &[Strategy<'_>],
    baseline: usize,
    of: impl Fn(crate::model::Number, Uncertain) -> f64,
) -> Vec<Vec<Month>> {
    let numbers: Vec<Numbers<f64>> = strategies.iter().map(|s| s.terms.numbers.map(&of)).collect();
    let from = start(&strategies[baseline], &numbers[baseline]);
    let even = vec![1.0; strategies[baseline].terms.base.months];
    strategies.iter().zip(&numbers).map(|(strategy, numbers)| months(strategy, numbers, from, &even)).collect()
}
