//! Agents who are still learning, and a reserve.

use super::Checker;
use crate::{
    model::{Reserve, Tenure},
    scenario::{decode::At, raw},
    units::SimTime,
};

impl Checker<'_> {
    /// The stages of a group, empty where none are given.
    pub(super) fn tenure(&mut self, group: &raw::AgentGroup) -> Option<Vec<Tenure>> {
        let given = group.tenure.as_deref().unwrap_or_default();
        let mut right = given.iter().all(|stage| stage.value.whole);
        for speed in given.iter().map(|stage| &stage.value.speed).filter(|speed| speed.value.0 > 100.0) {
            self.problem(speed.place.as_ref(), "a speed is at most 100; 0.7 takes 1 / 0.7 of the time");
            right = false;
        }
        let all: f64 = given.iter().map(|stage| stage.value.share.value.0).sum();
        if all > 1.0 + 1e-9 {
            let place = given.last().and_then(|stage| stage.value.share.place.as_ref());
            self.problem(place, format!("the stages of `tenure` are {all} of the agents, which is more than all"));
            right = false;
        }
        let stage = |of: &At<raw::Tenure>| Tenure { share: of.value.share.value.0, speed: of.value.speed.value.0 };
        right.then(|| given.iter().map(stage).collect())
    }

    pub(super) fn reserve(&mut self, of: &At<raw::Reserve>, group: &raw::AgentGroup) -> Option<Reserve> {
        let given = &of.value;
        if !given.whole {
            return None;
        }
        let small = |count: &At<u64>| u32::try_from(count.value).unwrap_or(u32::MAX);
        let cost = given.cost_per_hour.as_ref().unwrap_or(&group.cost_per_hour);
        let reserve = Reserve {
            agents: small(&given.agents),
            over: small(&given.when_queue_over),
            back_at: small(&given.until_queue_at_most),
            delay: SimTime::from_seconds(given.delay.value.0).ok()?,
            stays: SimTime::from_seconds(given.stays_at_least.value.0).ok()?,
            speed: given.speed.value.0,
            cost_per_hour: cost.value.0,
        };
        self.keep(reserve.checked(), of.place.as_ref())
    }
}
