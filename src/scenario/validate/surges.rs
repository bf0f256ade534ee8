//! Surges.

use super::{Checker, streams::sources};
use crate::{
    model::{Horizon, Surge},
    scenario::{
        decode::At,
        family,
        problem::{Place, Problem},
        raw,
    },
    units::text,
};

impl Checker<'_> {
    pub(super) fn surges(&mut self, raw: &raw::Scenario, horizon: Option<&Horizon>) -> Option<Vec<Surge>> {
        let given = raw.surge.as_deref().unwrap_or_default();
        let surges: Vec<Option<Surge>> = given.iter().map(|surge| self.surge(surge, raw, horizon)).collect();
        surges.into_iter().collect()
    }

    fn surge(&mut self, of: &At<raw::Surge>, raw: &raw::Scenario, horizon: Option<&Horizon>) -> Option<Surge> {
        let given = &of.value;
        let streams = self.surging(of, raw);
        let (Horizon::Day(day), true) = (horizon?, given.whole) else {
            if given.whole {
                self.problem(of.place.as_ref(), "a surge has clock times, and a steady state has no clock");
            }
            return None;
        };
        let (open_at, length) = (day.open_at(), horizon?.closes_at(0).as_seconds());
        let (from, to) = (given.from.value.0 - open_at, given.to.value.0 - open_at);
        if from >= to {
            let message = format!(
                "this surge ends at {} but starts at {}",
                text::clock(given.to.value.0),
                text::clock(given.from.value.0)
            );
            self.problem(given.to.place.as_ref(), message);
            return None;
        }
        if from < 0.0 || to > length {
            let place = if from < 0.0 { &given.from.place } else { &given.to.place };
            let hours = format!("{} to {}", text::clock(open_at), text::clock(open_at + length));
            self.problem(place.as_ref(), format!("a surge lies within opening hours, {hours}"));
            return None;
        }
        let built = Surge::new(from, to, given.factor.value.0, given.probability.value.0, streams?);
        self.keep(built, given.factor.place.as_ref())
    }

    /// The streams whose arrivals a surge multiplies: those that it names, or all.
    fn surging(&mut self, of: &At<raw::Surge>, raw: &raw::Scenario) -> Option<Vec<usize>> {
        let named: Vec<&At<String>> =
            [&of.value.call_types, &of.value.streams].into_iter().flatten().flatten().collect();
        if named.is_empty() {
            let all: Vec<usize> = (0..sources(raw).len()).collect();
            return all.iter().all(|index| self.can_surge(*index, raw, of.place.as_ref())).then_some(all);
        }
        let found: Vec<Option<usize>> = named
            .into_iter()
            .map(|name| {
                let index = self.source_named(name, raw)?;
                self.can_surge(index, raw, name.place.as_ref()).then_some(index)
            })
            .collect();
        found.into_iter().collect()
    }

    fn can_surge(&mut self, index: usize, raw: &raw::Scenario, place: Option<&Place>) -> bool {
        let source = sources(raw)[index];
        let is_recorded = family::is_replay(&source.arrivals.value.0);
        if is_recorded {
            self.problems.push(
                Problem::new(format!("the arrivals of \"{}\" are recorded, and cannot be multiplied", source.name))
                    .at(place)
                    .help("name the call types that the surge is of in its `call_types`"),
            );
        }
        !is_recorded
    }
}
