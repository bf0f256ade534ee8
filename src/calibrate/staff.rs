//! How many agents a written scenario staffs.

use super::fit::Fit;
use crate::analytic::{Demand, ErlangA, Queue};

/// The agents of an interval, and why so many.
#[derive(Clone, Debug, PartialEq)]
pub struct Staffed {
    /// How many are written.
    pub agents: u32,
    /// What that stands on.
    pub reason: String,
    /// With how many agents, fractions included, Erlang A loses as many calls as the log did.
    pub erlang_a: Option<f64>,
}

/// The agents of each open interval: those seen at work, else those with which Erlang A loses no more than the log.
#[must_use]
pub fn staffed(fit: &Fit) -> Vec<Staffed> {
    let of = |i: usize| {
        let erlang_a = needed(fit, i);
        let would_do = erlang_a.map_or_else(String::new, |n| format!("; Erlang A loses as many calls with {n:.1}"));
        if let Some(seen) = fit.agents.as_ref().map(|agents| agents[i]) {
            let agents = seen.seen.round().max(1.0) as u32;
            let reason = format!(
                "seen {:.2} se {:.2}, talking at a time {:.2}{would_do}",
                seen.seen, seen.standard_error, seen.busy
            );
            return Staffed { agents, reason, erlang_a };
        }
        let agents = erlang_a.unwrap_or_else(|| fit.load(i) + fit.load(i).sqrt()).ceil().max(1.0) as u32;
        let why = if erlang_a.is_some() {
            would_do.trim_start_matches("; ").to_owned()
        } else {
            "load and its square root: nobody abandoned".to_owned()
        };
        Staffed { agents, reason: why, erlang_a }
    };
    (0..fit.days.end - fit.days.first).map(of).collect()
}

/// By bisection: the abandonment of Erlang A falls with every agent.
fn needed(fit: &Fit, interval: usize) -> Option<f64> {
    let (load, lost) = (fit.load(interval), fit.abandonment[interval]?);
    let calls: f64 = fit.types.iter().map(|of| of.arrivals.by_interval[interval].value).sum();
    let demand =
        Demand::new(calls, f64::from(fit.settings.interval), load * f64::from(fit.settings.interval) / calls).ok()?;
    let patience = fit.exponential_patience()?;
    let loses_more = |agents: f64| {
        let queue = ErlangA::new(demand, agents, patience).ok()?;
        Some(queue.abandonment() > lost)
    };
    let (mut low, mut high) = (0.05, load + 10.0 * load.sqrt() + 10.0);
    if lost <= 0.0 || loses_more(high)? {
        return None;
    }
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if loses_more(middle)? { low = middle } else { high = middle }
    }
    Some(high)
}
