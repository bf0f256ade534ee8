//! Fair shares of work.

use super::{GroupView, Rule, Within};

/// The agent who was busy for the smallest share of the time so far.
pub struct LeastBusy;

impl Rule for LeastBusy {
    const NAME: &'static str = "least_busy";
    const ABOUT: &'static str = "the agent who was busy for the smallest share of the time so far";
    const WITHIN: Within = Within::LeastBusy;

    fn rank(view: &GroupView) -> f64 {
        -view.least_busy
    }
}
