//! Why a formula has no answer.

/// A question that no number answers: says why, in words a planner reads.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoAnswer {
    /// The queue would grow without end.
    #[error(
        "unstable: {load:.2} erlangs are offered to {agents} agents, and callers never hang up: the queue grows without end"
    )]
    Unstable {
        /// Offered load, erlangs.
        load: f64,
        /// Agents on the line.
        agents: f64,
    },
    /// Callers call again faster than they are served.
    #[error("unstable: everybody who is lost calls again, and {agents} agents cannot answer all of them")]
    EndlessRedials {
        /// Agents on the line.
        agents: f64,
    },
    /// A number that the formula cannot take.
    #[error("{what} must be {allowed}, not {value}")]
    Senseless {
        /// What it is.
        what: &'static str,
        /// What would be right.
        allowed: &'static str,
        /// What it was.
        value: f64,
    },
    /// No staffing meets the target.
    #[error("no staffing gives {target}: {reason}")]
    Unreachable {
        /// The target in words.
        target: String,
        /// Why not.
        reason: String,
    },
    /// An observation that no parameter explains.
    #[error("nothing explains {observed}: {reason}")]
    Unexplained {
        /// The observation in words.
        observed: String,
        /// Why not.
        reason: String,
    },
    /// The exact computation would take too long.
    #[error("too large for the exact chain: {0}")]
    TooLarge(String),
}

/// `value`, if it is positive and finite.
pub(super) fn positive(what: &'static str, value: f64) -> Result<f64, NoAnswer> {
    if value > 0.0 && value.is_finite() {
        Ok(value)
    } else {
        Err(NoAnswer::Senseless { what, allowed: "above 0", value })
    }
}

/// `value`, if it is a share from 0 to 1.
pub(super) fn share(what: &'static str, value: f64) -> Result<f64, NoAnswer> {
    if (0.0..=1.0).contains(&value) {
        Ok(value)
    } else {
        Err(NoAnswer::Senseless { what, allowed: "from 0 to 1", value })
    }
}
