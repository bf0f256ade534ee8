//! Nobody starves.

use super::{CallView, Rule};

/// The type's priority, plus its growth for each minute waited.
pub struct GrowingPriority;

impl Rule for GrowingPriority {
    const NAME: &'static str = "growing_priority";
    const ABOUT: &'static str = "priority plus its growth with every minute waited";
    const FIXED: bool = false;

    fn score(view: &CallView) -> f64 {
        view.growth_per_minute.mul_add(view.minutes, view.priority)
    }
}
