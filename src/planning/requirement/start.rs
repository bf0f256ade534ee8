//! Where a search starts: Erlang A for the load that is carried over.
//!
//! The *modified offered load* of an interval is the number of agents who would be busy if there were enough
//! of them: the solution of `m' = λ(t) - m / h` for mean handle time `h` (Jennings, Mandelbaum, Massey and Whitt,
//! *Management Science* 42, 1996). It is exact for exponential handle times. Rates are taken as constant within an
//! interval, and `m` as its mean over the interval. Erlang A then answers for that load.

use crate::{
    analytic::{Demand, Goal as Formula, Rule, Setting, required},
    model::{CallType, Goal, Headline, Model, Promise},
};

/// What is known of a group in an interval before anything is played.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Interval {
    /// Calls expected, of the types whose first group it is.
    pub calls: f64,
    /// Their mean handle time, s.
    pub handle_time: f64,
    /// Offered load with what is carried over, erlangs.
    pub load: f64,
    /// Agents that Erlang A asks for, with decimals; `None` without calls or answer.
    pub erlang: Option<f64>,
    /// The same in whole agents, or the load rounded up generously where Erlang A has no answer.
    pub agents: u32,
}

/// What each group faces in each interval, and what Erlang A says it takes.
#[must_use]
pub fn start(model: &Model) -> Vec<Vec<Interval>> {
    (0..model.agent_groups().len()).map(|group| of_group(model, group)).collect()
}

fn of_group(model: &Model, group: usize) -> Vec<Interval> {
    let own: Vec<usize> =
        (0..model.call_types().len()).filter(|&t| model.call_types()[t].groups().first() == Some(&group)).collect();
    let goals = goals(model, &own);
    let loads: Vec<Vec<f64>> = own.iter().map(|&t| carried_over(model, t)).collect();
    let interval = |i: usize| {
        let calls: Vec<f64> = own.iter().map(|&t| calls(model, t, i)).collect();
        let all: f64 = calls.iter().sum();
        // A sum of nothing is -0, and would be printed so.
        let load = loads.iter().map(|of_type| of_type[i]).sum::<f64>() + 0.0;
        let mean = |of: &dyn Fn(&CallType) -> f64| -> f64 {
            own.iter().zip(&calls).map(|(&t, calls)| calls / all * of(&model.call_types()[t])).sum()
        };
        if all <= 1e-9 {
            return Interval { load, agents: load.ceil() as u32, ..Interval::default() };
        }
        let handle_time = mean(&|of| of.mean_handle_time() * of.handle_time_factor(i));
        let hazard = mean(&|of| of.patience().map_or(0.0, |p| 1.0 / (p.mean() * of.patience_factor(i))));
        let answer = || {
            let demand = Demand::new(load / handle_time, 1.0, handle_time).ok()?;
            let setting = Setting { patience: (hazard > 0.0).then(|| 1.0 / hazard), ..Setting::erlang_c(demand) };
            if goals.is_empty() { None } else { required(&setting, &goals).ok() }
        };
        let found = answer();
        let generous = (load + load.sqrt()).ceil().max(1.0) as u32;
        Interval {
            calls: all,
            handle_time,
            load,
            erlang: found.as_ref().map(|found| found.exact),
            agents: found.map_or(generous, |found| found.agents),
        }
    };
    (0..model.horizon().intervals()).map(interval).collect()
}

/// Calls of a type expected in an interval.
fn calls(model: &Model, call_type: usize, interval: usize) -> f64 {
    let length = model.horizon().interval().as_seconds();
    let until = |i: usize| model.expected_calls_of(call_type, i as f64 * length);
    (until(interval + 1) - until(interval)).max(0.0)
}

/// The load of a type by interval, carried over from one to the next within a day.
pub(super) fn carried_over(model: &Model, call_type: usize) -> Vec<f64> {
    let of = &model.call_types()[call_type];
    let length = model.horizon().interval().as_seconds();
    let mut busy = 0.0;
    let mut load = |interval: usize| {
        if interval.is_multiple_of(model.horizon().intervals_a_day()) {
            busy = 0.0;
        }
        let handle_time = of.mean_handle_time() * of.handle_time_factor(interval);
        let settled = calls(model, call_type, interval) / length * handle_time;
        let left = (-length / handle_time).exp();
        let mean = settled + (busy - settled) * handle_time / length * (1.0 - left);
        busy = settled + (busy - settled) * left;
        mean
    };
    (0..model.horizon().intervals()).map(&mut load).collect()
}

/// The promises that these types are held to, as far as Erlang A knows them.
fn goals(model: &Model, own: &[usize]) -> Vec<Formula> {
    let concerns = |promise: &&Promise| promise.call_type().is_none_or(|t| own.contains(&t));
    let promises = model.promises().iter().filter(concerns);
    promises.flat_map(|promise| promise.goals().iter().filter_map(|goal| formula(model, promise, *goal, own))).collect()
}

fn formula(model: &Model, promise: &Promise, goal: Goal, own: &[usize]) -> Option<Formula> {
    let bound = goal.bound();
    Some(match goal.headline() {
        Headline::ServiceLevel => {
            let of = promise.call_type().or(own.first().copied())?;
            let wait = promise.acceptable_wait().unwrap_or(model.call_types()[of].service_level().acceptable_wait);
            Formula::ServiceLevel { rule: Rule::Offered, wait: wait.as_seconds(), share: bound }
        }
        Headline::AverageSpeedOfAnswer | Headline::MeanWait => Formula::AverageSpeedOfAnswer(bound),
        Headline::Abandonment => Formula::Abandonment(bound),
        Headline::Occupancy => Formula::Occupancy(bound),
        Headline::Cost => return None,
    })
}
