//! Groups in the order in which the call type lists them.

use super::{GroupView, Rule, Within};

/// The first group with an idle agent.
pub struct OrderOfPreference;

impl Rule for OrderOfPreference {
    const NAME: &'static str = "order_of_preference";
    const ABOUT: &'static str = "the first group in order of preference that has an idle agent";
    const WITHIN: Within = Within::LongestIdle;

    fn rank(_: &GroupView) -> f64 {
        0.0
    }
}
