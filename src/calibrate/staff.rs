//! How many agents a written scenario staffs.

use super::{fit::Fit, groups::GroupFit, settings::StaffBy, short_cut::agents_that_lose};
use crate::analytic::Demand;

/// The agents of an interval, and why so many.
#[derive(Clone, Debug, PartialEq)]
pub struct Staffed {
    /// How many are written.
    pub agents: u32,
    /// What that stands on.
    pub reason: String,
    /// With how many agents, fractions included, Erlang A loses as many calls as the log did.
    pub erlang_a: Option<f64>,
}

/// The agents of each open interval of the row of days: those seen at work, or, where that is asked for or the log names no agents, those
/// with which Erlang A loses as many calls as the log did.
#[must_use]
pub fn staffed(fit: &Fit) -> Vec<Staffed> {
    // Somebody is there wherever somebody called.
    let least = |i: usize| f64::from(fit.load(i) > 0.0);
    // What rounding took from one interval is given to the next: the day has as many agents as before.
    let mut owed = 0.0;
    let mut whole = |i: usize, agents: f64| {
        let rounded = (agents + owed).round().max(least(i));
        owed = (owed + agents - rounded).clamp(-1.0, 1.0);
        rounded as u32
    };
    let mut of = |i: usize| {
        let erlang_a = needed(fit, i);
        let loses = erlang_a.map_or_else(
            || "nobody abandoned: the load and its square root".to_owned(),
            |n| format!("Erlang A loses as many calls with {n:.1}"),
        );
        let enough = erlang_a.unwrap_or_else(|| fit.load(i) + fit.load(i).sqrt());
        let Some(seen) = fit.agents.as_ref().map(|agents| agents[i]) else {
            return Staffed { agents: whole(i, enough), reason: loses, erlang_a };
        };
        // Nobody is there who was not seen.
        let agents = match fit.settings.staff_by {
            StaffBy::Seen => seen.seen.round().max(least(i)) as u32,
            StaffBy::ErlangA => whole(i, enough.min(seen.seen)),
        };
        let (n, error, busy) = (seen.seen, seen.standard_error, seen.busy);
        let reason = format!("seen {n:.2} se {error:.2}, talking at a time {busy:.2}; {loses}");
        Staffed { agents, reason, erlang_a }
    };
    (0..fit.abandonment.len()).map(&mut of).collect()
}

/// The agents of each group in each open interval of the row of days, group by group: those seen, or, with
/// [`StaffBy::ErlangA`], the same part of what [`staffed`] says as of all who were seen. Each call type that is
/// called in an interval has somebody.
#[must_use]
pub fn staffed_groups(fit: &Fit) -> Vec<Vec<u32>> {
    let all = staffed(fit);
    let mut owed = vec![0.0; fit.groups.len()];
    let mut found = vec![vec![0; all.len()]; fit.groups.len()];
    for (i, of_all) in all.iter().enumerate() {
        let seen = |group: &GroupFit| group.seen[i].value;
        let of_one = f64::from(of_all.agents) / fit.groups.iter().map(seen).sum::<f64>();
        for (g, group) in fit.groups.iter().enumerate() {
            found[g][i] = match fit.settings.staff_by {
                StaffBy::Seen => seen(group).round() as u32,
                StaffBy::ErlangA if of_one.is_finite() => {
                    let agents = seen(group) * of_one + owed[g];
                    owed[g] = (agents - agents.round()).clamp(-1.0, 1.0);
                    agents.round().max(0.0) as u32
                }
                StaffBy::ErlangA => 0,
            };
        }
        for (skill, _) in fit.types.iter().enumerate().filter(|(_, of)| of.arrivals.by_interval[i].value > 0.0) {
            let can = |g: &usize| fit.groups[*g].skills.contains(&skill);
            let able: Vec<usize> = (0..found.len()).filter(can).collect();
            if able.iter().all(|g| found[*g][i] == 0)
                && let Some(most) =
                    able.into_iter().max_by(|a, b| seen(&fit.groups[*a]).total_cmp(&seen(&fit.groups[*b])))
            {
                found[most][i] = 1;
            }
        }
    }
    found
}

fn needed(fit: &Fit, interval: usize) -> Option<f64> {
    let (length, lost) = (f64::from(fit.settings.interval), fit.abandonment[interval]?);
    let calls: f64 = fit.types.iter().map(|of| of.arrivals.by_interval[interval].value).sum();
    let demand = Demand::new(calls, length, fit.load(interval) * length / calls).ok()?;
    agents_that_lose(demand, fit.exponential_patience()?, lost)
}
