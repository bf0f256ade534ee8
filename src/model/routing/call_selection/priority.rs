//! Strict priority between types.

use super::{CallView, Rule};

/// The type of the highest `priority`; equal ones in order of arrival.
pub struct Priority;

impl Rule for Priority {
    const NAME: &'static str = "priority";
    const ABOUT: &'static str = "the highest priority of the call types, then the longest wait";
    const FIXED: bool = true;

    fn score(view: &CallView) -> f64 {
        view.priority
    }
}
