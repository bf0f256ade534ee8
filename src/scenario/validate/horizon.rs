//! The day, or the steady state.

use super::{AT_CLOSE, Checker};
use crate::{
    model::{AtClose, Day, Horizon, SteadyState, WarmUp},
    scenario::{decode::At, problem::Problem, raw, values::Days},
    units::{SimTime, text},
};

/// What the days are called: "day 1", "day 2", … where they are only counted. Not more of them than the
/// model refuses.
fn names(days: &Days) -> Vec<String> {
    match days {
        Days::Named(names) => names.clone(),
        Days::Count(count) => (1..=(*count).min(10_000)).map(|day| format!("day {day}")).collect(),
    }
}

impl Checker<'_> {
    pub(super) fn horizon(&mut self, raw: &At<raw::Horizon>) -> Option<Horizon> {
        let given = &raw.value;
        let at_close = match &given.at_close {
            Some(word) => self.word(word, &AT_CLOSE),
            None => Some(AtClose::default()),
        };
        let interval = self.positive(&given.interval);
        let is_in_order = self.opens_before_it_closes(given);
        if !given.whole {
            return None;
        }
        match (&given.steady_state, &given.open, &given.close) {
            (Some(steady), None, None) => self.steady_state(steady, given),
            (Some(steady), _, _) => {
                self.problem(
                    steady.place.as_ref(),
                    "a steady state has no opening hours: give `steady_state`, or `open` and `close`",
                );
                None
            }
            (None, Some(open), Some(close)) => {
                let interval = interval.filter(|_| is_in_order)?;
                let day = Day::new(open.value.0, close.value.0, interval.as_seconds(), at_close?);
                let day = self.keep(day, given.interval.place.as_ref().or(raw.place.as_ref()))?;
                let Some(days) = &given.days else { return Some(Horizon::Day(day)) };
                self.keep(day.in_a_row(names(&days.value)), days.place.as_ref()).map(Horizon::Day)
            }
            _ => {
                self.problem(raw.place.as_ref(), "[horizon] needs `open` and `close`, or `steady_state`");
                None
            }
        }
    }

    pub(super) fn opens_before_it_closes(&mut self, raw: &raw::Horizon) -> bool {
        let (Some(open), Some(close)) = (&raw.open, &raw.close) else { return true };
        let is_in_order = open.value.0 < close.value.0;
        if !is_in_order {
            self.problems.push(
                Problem::new(format!(
                    "the day closes at {} but opens at {}",
                    text::clock(close.value.0),
                    text::clock(open.value.0)
                ))
                .at(close.place.as_ref())
                .label("must be later than `open`")
                .help("a day that ends after midnight counts on: two in the morning is \"26:00\""),
            );
        }
        is_in_order
    }

    pub(super) fn steady_state(&mut self, raw: &At<raw::SteadyState>, horizon: &raw::Horizon) -> Option<Horizon> {
        if let Some(word) = &horizon.at_close {
            self.problem(word.place.as_ref(), "a steady state never closes: `at_close` belongs to a day");
        }
        if let Some(days) = &horizon.days {
            self.problem(days.place.as_ref(), "a steady state has no days");
        }
        let length = self.positive(&raw.value.length)?;
        if !raw.value.whole {
            return None;
        }
        let warm_up = match raw.value.warm_up.value {
            raw::WarmUp::Fixed(seconds) => WarmUp::Fixed(SimTime::from_seconds(seconds).ok()?),
            raw::WarmUp::Mser5 => WarmUp::Mser5,
        };
        self.keep(SteadyState::new(length, warm_up), raw.place.as_ref()).map(Horizon::SteadyState)
    }
}
