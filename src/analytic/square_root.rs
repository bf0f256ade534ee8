//! Square-root staffing: what many agents come to, in three regimes.
//!
//! With `a` erlangs, `c = a + β√a` agents keep the waiting probability between 0 and 1 however large the
//! centre (quality and efficiency driven); `c = (1 + γ)a` makes waiting vanish (quality driven); `c = (1 - γ)a` makes about a
//! share `γ` hang up and nearly all wait (efficiency driven). Halfin and Whitt, *Operations Research* 29, 1981; Garnett, Mandelbaum
//! and Reiman, *M&SOM* 4, 2002.

use super::{NoAnswer, halving::halve, no_answer::positive, normal::hazard};

/// What a staffing aims at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Regime {
    /// `c = (1 + γ)a`: hardly anybody waits.
    QualityDriven {
        /// Agents beyond the load, as a share of it.
        gamma: f64,
    },
    /// `c = a + β√a`: some wait.
    QualityAndEfficiencyDriven {
        /// Agents beyond the load, in roots of it.
        beta: f64,
    },
    /// `c = (1 - γ)a`: about a share `γ` hangs up.
    EfficiencyDriven {
        /// Share that hangs up.
        gamma: f64,
    },
}

impl Regime {
    /// Agents for `load` erlangs, decimals kept; never negative.
    #[must_use]
    pub fn agents(self, load: f64) -> f64 {
        match self {
            Self::QualityDriven { gamma } => load * (1.0 + gamma),
            Self::QualityAndEfficiencyDriven { beta } => (load + beta * load.sqrt()).max(0.0),
            Self::EfficiencyDriven { gamma } => (load * (1.0 - gamma)).max(0.0),
        }
    }

    /// The regime that `agents` before `load` erlangs are in: `β` where it lies from -3 to 3, else `γ`.
    #[must_use]
    pub fn of(load: f64, agents: f64) -> Self {
        let beta = (agents - load) / load.sqrt();
        if beta.abs() <= 3.0 {
            Self::QualityAndEfficiencyDriven { beta }
        } else if beta > 0.0 {
            Self::QualityDriven { gamma: agents / load - 1.0 }
        } else {
            Self::EfficiencyDriven { gamma: 1.0 - agents / load }
        }
    }
}

/// Halfin and Whitt's waiting probability `1 / (1 + β Φ(β)/φ(β))`, for callers who wait for ever; `β` above 0.
#[must_use]
pub fn halfin_whitt(beta: f64) -> f64 {
    // φ/Φ at β is the hazard at -β.
    1.0 / (1.0 + beta / hazard(-beta))
}

/// The `β` with which a share `waiting` waits.
///
/// # Errors
///
/// [`NoAnswer::Senseless`] unless the share lies between 0 and 1.
pub fn beta_for(waiting: f64) -> Result<f64, NoAnswer> {
    if !(waiting > 0.0 && waiting < 1.0) {
        return Err(NoAnswer::Senseless {
            what: "the waiting probability",
            allowed: "above 0 and below 1",
            value: waiting,
        });
    }
    Ok(falling_root(halfin_whitt, waiting, 0.0, 40.0))
}

/// Garnett, Mandelbaum and Reiman's waiting probability, for callers with a mean patience of `patience` handle times
/// (`μ/θ`): `1 / (1 + √(θ/μ)·h(β√(μ/θ)) / h(-β))`.
#[must_use]
pub fn garnett(beta: f64, patience: f64) -> f64 {
    let root = patience.sqrt();
    1.0 / (1.0 + hazard(beta * root) / root / hazard(-beta))
}

/// Their abandonment, times the root of the number of agents:
/// `√(θ/μ)·(h(β√(μ/θ)) - β√(μ/θ))·P(wait)`, from theorem 4 of the same paper.
#[must_use]
pub fn garnett_abandonment(beta: f64, patience: f64) -> f64 {
    let root = patience.sqrt();
    (hazard(beta * root) - beta * root) / root * garnett(beta, patience)
}

/// The `β` with which a share `waiting` waits, with a mean patience of `patience` handle times.
///
/// # Errors
///
/// [`NoAnswer::Senseless`] unless the share lies between 0 and 1 and the patience above 0.
pub fn garnett_beta_for(waiting: f64, patience: f64) -> Result<f64, NoAnswer> {
    positive("the mean patience", patience)?;
    if !(waiting > 0.0 && waiting < 1.0) {
        return Err(NoAnswer::Senseless {
            what: "the waiting probability",
            allowed: "above 0 and below 1",
            value: waiting,
        });
    }
    Ok(falling_root(|beta| garnett(beta, patience), waiting, -40.0, 40.0))
}

/// Where a falling function takes a value.
fn falling_root(f: impl Fn(f64) -> f64, value: f64, low: f64, high: f64) -> f64 {
    let (low, high) = halve(low, high, |x| f(x) > value);
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytic::{Demand, ErlangA, ErlangC, Queue};

    #[test]
    fn the_limits_are_those_of_many_agents() {
        let load = 40_000.0;
        for beta in [0.3, 1.0, 2.0] {
            let agents = Regime::QualityAndEfficiencyDriven { beta }.agents(load);
            let demand = Demand::new(load, 180.0, 180.0).unwrap();
            let c = ErlangC::new(demand, agents).unwrap();
            assert!((c.waiting_probability() - halfin_whitt(beta)).abs() < 0.005);
            let a = ErlangA::new(demand, agents, 360.0).unwrap();
            assert!((a.waiting_probability() - garnett(beta, 2.0)).abs() < 0.005);
            let scaled = a.abandonment() * agents.sqrt();
            assert!((scaled / garnett_abandonment(beta, 2.0) - 1.0).abs() < 0.02, "{beta}: {scaled}");
        }
    }

    #[test]
    fn a_staffing_is_told_its_regime() {
        assert_eq!(Regime::of(100.0, 110.0), Regime::QualityAndEfficiencyDriven { beta: 1.0 });
        assert_eq!(Regime::of(10_000.0, 12_500.0), Regime::QualityDriven { gamma: 0.25 });
        assert_eq!(Regime::of(10_000.0, 7_500.0), Regime::EfficiencyDriven { gamma: 0.25 });
        assert!((Regime::EfficiencyDriven { gamma: 0.1 }.agents(1000.0) - 900.0).abs() < 1e-9);
    }

    #[test]
    fn beta_is_the_inverse_and_what_is_no_share_is_refused() {
        for waiting in [0.01, 0.3, 0.9] {
            assert!((garnett(garnett_beta_for(waiting, 0.5).unwrap(), 0.5) - waiting).abs() < 1e-12);
        }
        assert!(beta_for(0.0).is_err() && beta_for(1.0).is_err() && garnett_beta_for(0.5, 0.0).is_err());
    }
}
