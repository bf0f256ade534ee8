//! Clock times that are borders of intervals.

use super::Checker;
use crate::{model::Horizon, scenario::problem::Place, units::text};

impl Checker<'_> {
    /// The intervals from one clock time to another, both of them borders within opening hours.
    pub(super) fn intervals_between(
        &mut self,
        from: f64,
        to: f64,
        horizon: &Horizon,
        place: Option<&Place>,
    ) -> Option<std::ops::Range<usize>> {
        let Horizon::Day(day) = horizon else { return None };
        let interval = day.interval().as_seconds();
        let index = |clock: f64| (clock - day.open_at()) / interval;
        let (first, last) = (index(from), index(to));
        let (open, close) = (day.open_at(), day.open_at() + interval * horizon.intervals_a_day() as f64);
        if first < 0.0 || last > horizon.intervals_a_day() as f64 || last <= first {
            let message = format!(
                "{} to {} does not lie within opening hours, {} to {}",
                text::clock(from),
                text::clock(to),
                text::clock(open),
                text::clock(close)
            );
            self.problem(place, message);
            return None;
        }
        if first.fract() != 0.0 || last.fract() != 0.0 {
            let message = format!(
                "{} to {} does not begin and end with intervals of {}; give a shorter `interval`",
                text::clock(from),
                text::clock(to),
                text::duration(interval)
            );
            self.problem(place, message);
            return None;
        }
        Some(first as usize..last as usize)
    }
}
