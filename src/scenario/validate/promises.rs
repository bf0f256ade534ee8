//! What is promised.

use super::Checker;
use crate::{
    model::{Goal, Headline, Keeping, KeptOver, Promise},
    scenario::{
        decode::At,
        problem::{Problem, Problems, one_of},
        raw,
        values::{Seconds, Share},
    },
    units::SimTime,
};

impl Checker<'_> {
    pub(super) fn promises(
        &mut self,
        raw: &[At<raw::Promise>],
        call_types: &[At<raw::CallType>],
    ) -> Option<Vec<Promise>> {
        self.unique(raw.iter().map(|p| &p.value.name), "promise");
        let promises: Vec<Option<Promise>> = raw.iter().map(|promise| self.promise(promise, call_types)).collect();
        promises.into_iter().collect()
    }

    pub(super) fn promise(&mut self, raw: &At<raw::Promise>, call_types: &[At<raw::CallType>]) -> Option<Promise> {
        let given = &raw.value;
        let call_type = given.call_type.as_ref().map(|name| self.named_call_type(name, call_types));
        if !given.whole {
            return None;
        }
        let share = |s: &Option<At<Share>>| s.as_ref().map(|s| s.value.0);
        let seconds = |s: &Option<At<Seconds>>| s.as_ref().map(|s| s.value.0);
        let bounds = [
            (Headline::ServiceLevel, share(&given.service_level)),
            (Headline::AverageSpeedOfAnswer, seconds(&given.average_speed_of_answer)),
            (Headline::MeanWait, seconds(&given.mean_wait)),
            (Headline::Abandonment, share(&given.abandonment)),
            (Headline::Occupancy, share(&given.occupancy)),
            (Headline::Cost, given.cost.as_ref().map(|c| c.value.0)),
        ];
        let goals: Vec<Goal> = bounds.iter().filter_map(|(h, bound)| bound.map(|b| Goal::new(*h, b))).collect();
        if goals.is_empty() {
            let names: Vec<&str> = bounds.iter().map(|(h, _)| h.name()).collect();
            self.problem(raw.place.as_ref(), format!("this promise promises nothing; give {}", one_of(&names)));
            return None;
        }
        if let (Some(wait), None) = (&given.acceptable_wait, &given.service_level) {
            self.problem(
                wait.place.as_ref(),
                "`acceptable_wait` belongs to a `service_level`, which this promise does not name",
            );
        }
        if let (Some(_), Some(occupancy)) = (call_type, &given.occupancy) {
            self.problem(occupancy.place.as_ref(), "a call type has no occupancy; leave out `call_type`");
            return None;
        }
        if let (Some(_), Some(cost)) = (call_type, &given.cost) {
            self.problem(cost.place.as_ref(), "a call type does not have the cost of agents; leave out `call_type`");
            return None;
        }
        if given.cost.is_some() && given.penalty_per_day.value.0 > 0.0 {
            self.problem(
                given.penalty_per_day.place.as_ref(),
                "a promise about the cost has no penalty, which would itself be a cost",
            );
            return None;
        }
        let keeping = self.keeping(given)?;
        let acceptable_wait = seconds(&given.acceptable_wait).and_then(|s| SimTime::from_seconds(s).ok());
        let call_type = match call_type {
            None => None,
            Some(found) => Some(found?),
        };
        let (name, penalty) = (given.name.value.clone(), given.penalty_per_day.value.0);
        Some(Promise::new(name, goals, acceptable_wait, call_type, penalty).with_keeping(keeping))
    }

    /// When a promise counts as kept.
    fn keeping(&mut self, given: &raw::Promise) -> Option<Keeping> {
        let over = self.word(&given.kept, &[("day", KeptOver::Day), ("interval", KeptOver::Interval)])?;
        if let (KeptOver::Interval, Some(cost)) = (over, &given.cost) {
            self.problem(cost.place.as_ref(), "a cost is of a whole day; leave out `kept = \"interval\"`");
            return None;
        }
        if let (KeptOver::Day, Some(share)) = (over, &given.share_of_intervals) {
            self.problem(share.place.as_ref(), "`share_of_intervals` belongs to a promise with `kept = \"interval\"`");
            return None;
        }
        for share in [&given.share_of_intervals, &given.share_of_days].into_iter().flatten() {
            if share.value.0 == 0.0 {
                self.problem(share.place.as_ref(), "this share must be above 0, or nothing is promised");
                return None;
            }
        }
        Some(Keeping {
            over,
            share_of_intervals: given.share_of_intervals.as_ref().map_or(1.0, |s| s.value.0),
            share_of_days: given.share_of_days.as_ref().map(|s| s.value.0),
        })
    }

    pub(super) fn named_call_type(&mut self, name: &At<String>, call_types: &[At<raw::CallType>]) -> Option<usize> {
        let names = call_type_names(call_types)?;
        self.find(name, &names, "call type")
    }
}

/// The promises of a sweep, which stand for themselves and carry no penalty.
pub fn sweep_promises(
    promises: &[At<raw::Promise>],
    call_types: &[At<raw::CallType>],
    problems: &mut Problems,
) -> Option<Vec<Promise>> {
    let is_given = |p: &&At<raw::Promise>| {
        let penalty = &p.value.penalty_per_day;
        penalty.place.is_some() && penalty.value.0 > 0.0
    };
    for promise in promises.iter().filter(is_given) {
        problems.push(
            Problem::new("a promise of a sweep has no penalty: the sweep's promises are alternatives")
                .at(promise.value.penalty_per_day.place.as_ref())
                .help("a penalty belongs to a [[promise]] of the scenario"),
        );
    }
    Checker { problems, warnings: Vec::new() }.promises(promises, call_types)
}

/// The names of the call types; `None` when one of them could not be read.
pub fn call_type_names(call_types: &[At<raw::CallType>]) -> Option<Vec<&str>> {
    let name = |of: &At<raw::CallType>| of.value.name.place.is_some();
    let all = !call_types.is_empty() && call_types.iter().all(name);
    all.then(|| call_types.iter().map(|of| of.value.name.value.as_str()).collect())
}
