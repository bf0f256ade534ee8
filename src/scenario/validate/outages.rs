//! Outages.

use super::{Checker, named};
use crate::{
    model::{Horizon, Outage},
    scenario::{decode::At, raw},
};

impl Checker<'_> {
    pub(super) fn outages(&mut self, raw: &raw::Scenario, horizon: Option<&Horizon>) -> Option<Vec<Outage>> {
        let given = raw.outage.as_deref().unwrap_or_default();
        let outages: Vec<Option<Outage>> = given.iter().map(|outage| self.outage(outage, raw, horizon)).collect();
        outages.into_iter().collect()
    }

    fn outage(&mut self, of: &At<raw::Outage>, raw: &raw::Scenario, horizon: Option<&Horizon>) -> Option<Outage> {
        let given = &of.value;
        let groups = self.groups_hit(given, raw);
        if !given.whole {
            return None;
        }
        if matches!(horizon?, Horizon::SteadyState(_)) {
            self.problem(of.place.as_ref(), "an outage has clock times, and a steady state has no clock");
            return None;
        }
        let (from, to) = (given.from.value.0, given.to.value.0);
        let intervals = self.intervals_between(from, to, horizon?, given.from.place.as_ref())?;
        let built = Outage::new(groups?, given.share.value.0, intervals, given.probability.value.0);
        self.keep(built, of.place.as_ref())
    }

    /// The groups that it names, or all.
    fn groups_hit(&mut self, given: &raw::Outage, raw: &raw::Scenario) -> Option<Vec<usize>> {
        let names = named(&raw.agent_group, |group| &group.name)?;
        let Some(listed) = &given.agent_groups else { return Some((0..names.len()).collect()) };
        let found: Vec<Option<usize>> = listed.iter().map(|name| self.find(name, &names, "agent group")).collect();
        found.into_iter().collect()
    }
}
