//! A group's own order.

use super::{CallView, Rule};

/// The type that stands first among the group's `skills`.
pub struct SkillOrder;

impl Rule for SkillOrder {
    const NAME: &'static str = "skill_order";
    const ABOUT: &'static str = "the first of the group's skills of which a call waits";
    const FIXED: bool = true;

    fn score(view: &CallView) -> f64 {
        -(view.position as f64)
    }
}
