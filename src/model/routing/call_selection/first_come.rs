//! One queue for all.

use super::{CallView, Rule};

/// The call that has waited longest, of whichever type.
pub struct FirstCome;

impl Rule for FirstCome {
    const NAME: &'static str = "first_come";
    const ABOUT: &'static str = "the call that has waited longest, of whichever type";
    const FIXED: bool = true;

    fn score(_: &CallView) -> f64 {
        0.0
    }
}
