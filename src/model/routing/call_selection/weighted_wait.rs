//! The generalised c-mu rule.

use super::{CallView, Rule};

/// The longest wait times the type's weight. With a cost of waiting that grows with its square and a weight of
/// that cost times the rate of service, this is the generalised c-mu rule (van Mieghem, *Annals of
/// Applied Probability* 5, 1995; Mandelbaum and Stolyar, *Operations Research* 52, 2004).
pub struct WeightedWait;

impl Rule for WeightedWait {
    const NAME: &'static str = "weighted_wait";
    const ABOUT: &'static str = "the longest wait times the call type's weight: the generalised c-mu rule";
    const FIXED: bool = false;

    fn score(view: &CallView) -> f64 {
        view.weight * view.minutes
    }
}
