//! How long agents are busy with a call.

use super::{How, Measure, Unit, Whose};
use crate::{stats::Pair, units::nanoseconds_as_seconds};

/// Over answered calls.
pub const MEASURES: &[Measure] = &[Measure {
    name: "average_handle_time",
    title: "average handle time",
    unit: Unit::Seconds,
    whose: Whose::Everyone,
    by_interval: true,
    formula: "talk, hold and after-call work of answered calls / answered",
    how: How::Ratio(|t| Pair::new(nanoseconds_as_seconds(t.calls.handle), t.calls.answered as f64)),
}];
