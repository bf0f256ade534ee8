//! Several chats at once.
//!
//! Reported only of models that have chats.

use super::{How, Measure, Unit, Whose};
use crate::stats::Pair;

/// Over time.
pub const MEASURES: &[Measure] = &[Measure {
    name: "concurrency",
    title: "chats at once",
    unit: Unit::Length,
    whose: Whose::Staff,
    by_interval: true,
    formula: "time of chats / time in which agents had at least one, both within opening hours",
    how: How::Ratio(|t| Pair::new(t.chat_time, t.engaged)),
}];
