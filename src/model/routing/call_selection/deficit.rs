//! The promise that is furthest from being kept.

use super::{CallView, Rule};

/// The type whose service level so far today is furthest below its target.
pub struct ServiceLevelDeficit;

impl Rule for ServiceLevelDeficit {
    const NAME: &'static str = "service_level_deficit";
    const ABOUT: &'static str = "the call type whose service level so far today is furthest below its target";
    const FIXED: bool = false;

    fn score(view: &CallView) -> f64 {
        view.deficit
    }
}
