//! No order at all.

use super::{GroupView, Rule, Within};

/// Any idle agent of any group, with equal chances.
pub struct Random;

impl Rule for Random {
    const NAME: &'static str = "random";
    const ABOUT: &'static str = "any idle agent of any group, with equal chances";
    const WITHIN: Within = Within::Random;

    /// 1 for the group on which the call's number falls, of stretches as long as their idle agents.
    fn rank(view: &GroupView) -> f64 {
        let at = view.chance * f64::from(view.idle_in_all);
        let (from, to) = (f64::from(view.idle_up_to - view.idle), f64::from(view.idle_up_to));
        f64::from(u8::from(from <= at && at < to))
    }
}
