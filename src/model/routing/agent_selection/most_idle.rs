//! Spare capacity first.

use super::{GroupView, Rule, Within};

/// The group with the most idle agents.
pub struct MostIdle;

impl Rule for MostIdle {
    const NAME: &'static str = "most_idle";
    const ABOUT: &'static str = "the group with the most idle agents";
    const WITHIN: Within = Within::LongestIdle;

    fn rank(view: &GroupView) -> f64 {
        f64::from(view.idle)
    }
}
