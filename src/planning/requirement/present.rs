//! The scenario's own staffing, as a further start of a search: a plan is to be no dearer than present agents who keep the
//! promises.
//!
//! Service is S-shaped in staff, so "no agent can be spared" is true of many staffings, and where a search ends depends on where it
//! begins. The planner's own mix over groups and hours is often a good beginning.

use std::ops::Range;

use super::{
    about_required, exchanged,
    judge::{Demanded, Verdict},
    search::{Bench, NoRequirement, Staffing},
};

/// By how much, in units of a bound, the present agents may miss it for the search to begin with them too.
const NEARLY: f64 = 0.1;
/// How much dearer than what was found they may be for that: many agents to spare lead nowhere else, at length.
const NO_DEARER: f64 = 1.25;

impl Bench<'_> {
    /// The scenario's own agents on the line, but no fewer than the least.
    #[must_use]
    pub fn present(&self) -> Staffing {
        let groups = self.model.agent_groups().iter().zip(&self.floor);
        groups.map(|(of, floor)| of.staffed().iter().zip(floor).map(|(now, least)| *now.max(least)).collect()).collect()
    }

    /// The present agents where they keep the promises or nearly, and are not much dearer than `found`.
    pub(super) fn nearly_enough(
        &self,
        found: &Staffing,
        replications: &Range<u64>,
    ) -> Result<Option<Staffing>, NoRequirement> {
        let present = self.present();
        if is_closed(&present) || self.cost(&present) > self.cost(found) * NO_DEARER {
            return Ok(None);
        }
        let verdict = self.judge_one(&present, replications)?;
        Ok((verdict.slack(Demanded::Estimate) >= -NEARLY).then_some(present))
    }
}

/// The cheaper of `found` and of what the search finds from the present agents, by the estimates of few callers.
pub(super) fn cheaper_from_present(bench: &Bench<'_>, found: Staffing, few: u64) -> Result<Staffing, NoRequirement> {
    let Some(present) = bench.nearly_enough(&found, &(0..few))? else { return Ok(found) };
    bench.watcher.turned_to("from the present agents");
    match about_required(bench, present, few) {
        Ok(other) if bench.cost(&other) < bench.cost(&found) - 1e-9 => Ok(other),
        Ok(_) | Err(NoRequirement::Unreachable(_) | NoRequirement::GivenUp(_)) => Ok(found),
        Err(why) => Err(why),
    }
}

/// `found`, or where the present agents are cheaper and keep the promises too, what the search leaves of those.
pub(super) fn no_dearer_than_present(
    bench: &Bench<'_>,
    found: (Staffing, Verdict),
    demanded: Demanded,
    callers: &Range<u64>,
) -> Result<(Staffing, Verdict), NoRequirement> {
    let Some((present, verdict)) = cheaper_present(bench, &found.0, demanded, callers)? else { return Ok(found) };
    let (lowered, verdict) = bench.lower(present, verdict, demanded, callers)?;
    exchanged(bench, lowered, verdict, demanded, callers)
}

/// The present agents and what becomes of the promises with them, where they cost less than `found` and keep them.
pub(super) fn cheaper_present(
    bench: &Bench<'_>,
    found: &Staffing,
    demanded: Demanded,
    callers: &Range<u64>,
) -> Result<Option<(Staffing, Verdict)>, NoRequirement> {
    let present = bench.present();
    if is_closed(&present) || bench.cost(&present) >= bench.cost(found) - 1e-9 {
        return Ok(None);
    }
    let verdict = bench.judge_one(&present, callers)?;
    Ok(verdict.is_kept(demanded).then_some((present, verdict)))
}

/// Whether some group has nobody all the time.
fn is_closed(staffing: &Staffing) -> bool {
    staffing.iter().any(|of_group| of_group.iter().all(|agents| *agents == 0))
}
