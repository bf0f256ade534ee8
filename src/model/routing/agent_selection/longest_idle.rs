//! Fair breaks between calls.

use super::{GroupView, Rule, Within};

/// The agent who has been idle longest, of whichever group.
pub struct LongestIdle;

impl Rule for LongestIdle {
    const NAME: &'static str = "longest_idle";
    const ABOUT: &'static str = "the agent who has been idle longest, of whichever group";
    const WITHIN: Within = Within::LongestIdle;

    fn rank(view: &GroupView) -> f64 {
        -(view.idle_since as f64)
    }
}
