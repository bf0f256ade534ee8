//! Shifts become agents on the line, and paid, by interval.

use super::Checker;
use crate::{
    model::Horizon,
    scenario::{decode::At, problem::Place, shifts::Shift},
    units::text,
};

/// Agents by interval.
#[derive(Clone, Debug)]
pub struct ByInterval {
    /// On the line.
    pub on_line: Vec<f64>,
    /// Paid: on the line, or on a paid break.
    pub paid: Vec<u32>,
}

impl Checker<'_> {
    /// What these shifts put on the line; `None` when they cannot be, or the intervals are not known.
    pub(super) fn shifts(
        &mut self,
        shifts: &[At<Shift>],
        horizon: Option<&Horizon>,
        place: Option<&Place>,
    ) -> Option<ByInterval> {
        let intervals = horizon?.intervals_a_day();
        if matches!(horizon?, Horizon::SteadyState(_)) {
            self.problem(place, "shifts belong to a day; a steady state has one number of agents for all time");
            return None;
        }
        let mut staff = ByInterval { on_line: vec![0.0; intervals], paid: vec![0; intervals] };
        let before = self.problems.len();
        for shift in shifts {
            self.shift(&shift.value, horizon?, &mut staff);
        }
        // The same on each of several days.
        let days = horizon?.days();
        let staff = ByInterval { on_line: staff.on_line.repeat(days), paid: staff.paid.repeat(days) };
        (self.problems.len() == before).then_some(staff)
    }

    fn shift(&mut self, shift: &Shift, horizon: &Horizon, staff: &mut ByInterval) {
        let (start, length) = (shift.start.value.0, shift.length.value.0);
        let Some(whole) = self.intervals_between(start, start + length, horizon, shift.length.place.as_ref()) else {
            return;
        };
        let Ok(agents) = u32::try_from(shift.agents.value) else {
            return self.problem(shift.agents.place.as_ref(), "so many agents do not work anywhere");
        };
        for interval in whole.clone() {
            staff.on_line[interval] += f64::from(agents);
            staff.paid[interval] = staff.paid[interval].saturating_add(agents);
        }
        let mut last_end = 0.0;
        for rest in shift.breaks.iter().flatten().map(|rest| &rest.value) {
            let (after, lasts) = (rest.after.value.0, rest.length.value.0);
            if after < last_end || after + lasts > length {
                let why = "a break lies within its shift, after the breaks before it";
                self.problem(rest.after.place.as_ref(), why);
                continue;
            }
            last_end = after + lasts;
            let from = start + after;
            let Some(away) = self.intervals_between(from, from + lasts, horizon, rest.after.place.as_ref()) else {
                continue;
            };
            for interval in away {
                staff.on_line[interval] -= f64::from(agents);
                staff.paid[interval] -= if rest.paid.value { 0 } else { agents };
            }
        }
    }

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
