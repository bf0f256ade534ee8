//! The fluid limit of an overloaded centre: G/GI/s+GI with many agents (Whitt, *Operations Research* 54, 2006).

use super::{
    NoAnswer,
    halving::{bracket, halve},
    no_answer::positive,
};

/// What an overloaded centre comes to when chance no longer matters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fluid {
    /// Share that hangs up: `1 - 1/ρ`, whatever the patience.
    pub abandonment: f64,
    /// How long everybody waits who is answered, s.
    pub wait: f64,
    /// Mean number waiting, for each agent.
    pub queue_per_agent: f64,
}

/// The fluid limit at `rho` erlangs an agent, above 1, where a share `survival(t)` of callers would wait at least
/// `t` seconds, and calls take `handle_time` seconds: the wait solves `survival(w) = 1/ρ`.
///
/// # Errors
///
/// [`NoAnswer`] when nothing is overloaded, or the patience never falls so far.
pub fn fluid(rho: f64, handle_time: f64, survival: impl Fn(f64) -> f64) -> Result<Fluid, NoAnswer> {
    if rho.is_nan() || rho <= 1.0 {
        return Err(NoAnswer::Senseless {
            what: "the load of an agent",
            allowed: "above 1 erlang, in overload",
            value: rho,
        });
    }
    let handle_time = positive("the average handle time", handle_time)?;
    let served = 1.0 / rho;
    let waits = |t: f64| survival(t) > served;
    let (low, high) = bracket(handle_time, 1e12, waits).ok_or_else(|| NoAnswer::Unexplained {
        observed: format!("{rho} erlangs an agent in a steady state"),
        reason: "callers never hang up".to_owned(),
    })?;
    let wait = halve(low, high, waits).1;
    Ok(Fluid { abandonment: 1.0 - served, wait, queue_per_agent: rho / handle_time * simpson(&survival, wait) })
}

/// The integral of `f` from 0 to `to`.
fn simpson(f: impl Fn(f64) -> f64, to: f64) -> f64 {
    const PANELS: usize = 2000;
    let h = to / PANELS as f64;
    let sum: f64 = (0..PANELS)
        .map(|i| {
            let at = i as f64 * h;
            f(at) + 4.0 * f(at + h / 2.0) + f(at + h)
        })
        .sum();
    sum * h / 6.0
}
