//! Calls that the centre makes.

use super::Checker;
use crate::{
    model::{Horizon, LooksAfter, Outbound, OutboundParts},
    scenario::{
        decode::At,
        problem::{Place, Problem},
        raw,
        values::{Clock, share_label},
    },
    units::{SimTime, text},
};

impl Checker<'_> {
    pub(super) fn outbound(
        &mut self,
        raw: &At<raw::Outbound>,
        of: &raw::CallType,
        horizon: Option<&Horizon>,
    ) -> Option<Outbound> {
        let given = &raw.value;
        self.nothing_for_callers(of);
        let looks_after = self.word(&given.looks_after, &LooksAfter::ALL);
        let (from, to) = self.dialling_hours(given, horizon?)?;
        let parts = OutboundParts {
            from,
            to,
            looks_after: looks_after?,
            idle_at_least: given.when_idle_at_least.value,
            own_idle_at_least: given.of_own_groups_at_least.value,
            calls_per_idle_agent: given.calls_per_idle_agent.value.0,
            plus: given.plus.value,
            reach: self.reach(given, horizon)?,
            delay: given.delay.as_ref().map(|d| d.value.0.clone()),
            fails_after: given.fails_after.value.0.clone(),
        };
        given.whole.then(|| self.keep(Outbound::new(parts), raw.place.as_ref())).flatten()
    }

    /// What belongs to people who call by themselves.
    fn nothing_for_callers(&mut self, of: &raw::CallType) {
        let keys: [(&str, Option<&Place>); 4] = [
            ("arrivals", of.arrivals.as_ref().and_then(|given| given.place.as_ref())),
            ("vip", of.vip.as_ref().and_then(|given| given.place.as_ref())),
            ("self_service", of.self_service.as_ref().and_then(|given| given.place.as_ref())),
            ("callback", of.callback.as_ref().and_then(|given| given.place.as_ref())),
        ];
        for (key, place) in keys.into_iter().filter(|(_, place)| place.is_some()) {
            self.problems.push(
                Problem::new(format!("`{key}` is for customers who call, and these are called"))
                    .at(place)
                    .help("make the calls of `outbound` a call type of their own"),
            );
        }
    }

    /// From when to when the dialler is on, since opening; a steady state has no clock, and it always is.
    fn dialling_hours(&mut self, given: &raw::Outbound, horizon: &Horizon) -> Option<(SimTime, SimTime)> {
        let typed = [given.from.as_ref(), given.to.as_ref()];
        let Horizon::Day(day) = horizon else {
            let Some(clock) = typed.into_iter().flatten().next() else { return Some((SimTime::ZERO, SimTime::NEVER)) };
            self.problem(clock.place.as_ref(), "a steady state has no clock: the dialler is always on");
            return None;
        };
        let (open_at, length) = (day.open_at(), horizon.closes_at(0).as_seconds());
        for clock in typed.into_iter().flatten() {
            if !(0.0..=length).contains(&(clock.value.0 - open_at)) {
                let hours = format!("{} to {}", text::clock(open_at), text::clock(open_at + length));
                self.problem(clock.place.as_ref(), format!("a dialler is on within opening hours, {hours}"));
                return None;
            }
        }
        let since_opening = |clock: Option<&At<Clock>>, otherwise: f64| {
            SimTime::from_seconds(clock.map_or(otherwise, |clock| clock.value.0 - open_at)).ok()
        };
        let (from, to) = (since_opening(typed[0], 0.0)?, since_opening(typed[1], length)?);
        if from >= to {
            let place = typed[1].or(typed[0]).and_then(|clock| clock.place.as_ref());
            self.problem(place, "this dialler stops before it starts");
            return None;
        }
        Some((from, to))
    }

    fn reach(&mut self, given: &raw::Outbound, horizon: Option<&Horizon>) -> Option<Vec<f64>> {
        let mut right = true;
        for (share, place) in given.reach.value.values(given.reach.place.as_ref()) {
            if !(0.0..=1.0).contains(&share) {
                let problem = Problem::new(format!("{share} is out of range")).at(place);
                self.problems.push(problem.label(share_label(share)));
                right = false;
            }
        }
        self.series(&given.reach.value, horizon, given.reach.place.as_ref(), "reach").filter(|_| right)
    }
}
