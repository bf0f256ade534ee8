//! Erlang B: no queue.

use super::poisson_sums::below;

/// The share of calls that find all of `agents` busy when nobody waits: Erlang B of `load` erlangs.
///
/// `1/B = 1 + c/a + c(c-1)/a² + …`, extended to fractional agents as
/// `1/B = a ∫ e^(-at) (1+t)^c dt` (Jagerman, *Bell System Tech. J.* 53, 1974). Takes the same time
/// for one agent and for a million. Without load the share is 0, without agents 1.
///
/// # Example: ten erlangs on fifteen lines
///
/// ```
/// use onering::analytic::erlang_b;
/// assert!((erlang_b(10.0, 15.0) - 0.0364969455).abs() < 1e-10);
/// ```
#[must_use]
pub fn erlang_b(load: f64, agents: f64) -> f64 {
    if load <= 0.0 {
        return 0.0;
    }
    if agents <= 0.0 {
        return 1.0;
    }
    1.0 / (1.0 + below(agents, load))
}
