//! The formula for a whole day: each interval for itself, all agents in one group, weighted by calls.

use super::Figures;
use crate::{
    analytic::{Demand, NoAnswer, Rule, Setting},
    model::Model,
    stats::Estimate,
};

/// Whom the formula takes to be on the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agents {
    /// Those who are.
    Staffed,
    /// All who are paid: shrinkage is forgotten.
    Paid,
}

/// Erlang A where callers hang up and `with_patience` asks for it, else Erlang C.
///
/// # Errors
///
/// [`NoAnswer`] where an interval has none, such as an unstable one.
pub fn closed_form(model: &Model, with_patience: bool, agents: Agents) -> Result<Figures, NoAnswer> {
    let mut sums = Sums::default();
    for interval in 0..model.horizon().intervals() {
        add(model, interval, with_patience, agents, &mut sums)?;
    }
    let over = |part: f64, whole: f64| (whole > 0.0).then(|| Estimate::exact(part / whole));
    Ok(Figures {
        service_level: over(sums.within, sums.calls),
        average_speed_of_answer: over(sums.waits, sums.answered),
        abandonment: over(sums.lost, sums.calls),
    })
}

/// Sums over intervals, in calls; waits in seconds.
#[derive(Default)]
struct Sums {
    calls: f64,
    within: f64,
    answered: f64,
    waits: f64,
    lost: f64,
}

fn add(model: &Model, interval: usize, with_patience: bool, agents: Agents, sums: &mut Sums) -> Result<(), NoAnswer> {
    let types = model.call_types();
    let length = model.horizon().interval().as_seconds();
    let calls: Vec<f64> = (0..types.len()).map(|t| calls_in(model, t, interval)).collect();
    let all: f64 = calls.iter().sum();
    if all <= 0.0 {
        return Ok(());
    }
    let weighted = |of: &dyn Fn(usize) -> f64| calls.iter().enumerate().map(|(t, c)| c * of(t)).sum::<f64>() / all;
    let handle_time = weighted(&|t| types[t].mean_handle_time() * types[t].handle_time_factor(interval));
    // Calls hang up at the sum of their rates; who never does has none.
    let hazard =
        weighted(&|t| types[t].patience().map_or(0.0, |p| 1.0 / (p.mean() * types[t].patience_factor(interval))));
    let on_line: f64 = model
        .agent_groups()
        .iter()
        .map(|group| {
            let staffed = group.mean_staffed(interval);
            if agents == Agents::Paid { group.paid_hours(staffed) } else { staffed }
        })
        .sum();
    let demand = Demand::new(all, length, handle_time)?;
    let setting =
        if with_patience && hazard > 0.0 { Setting::erlang_a(demand, 1.0 / hazard) } else { Setting::erlang_c(demand) };
    let queue = setting.queue(on_line)?;
    let share = 1.0 - queue.abandonment();
    sums.calls += all;
    for (count, of) in calls.iter().zip(types) {
        let wait = of.service_level().acceptable_wait.as_seconds();
        sums.within += count * queue.service_level(Rule::Offered, wait).unwrap_or(0.0);
    }
    sums.answered += all * share;
    sums.waits += all * share * queue.average_speed_of_answer().unwrap_or(0.0);
    sums.lost += all * queue.abandonment();
    Ok(())
}

/// Calls of a type expected in an interval of the measured time.
fn calls_in(model: &Model, call_type: usize, interval: usize) -> f64 {
    let length = model.horizon().interval().as_seconds();
    let from = model.horizon().measured_from().as_seconds() + interval as f64 * length;
    model.expected_calls_of(call_type, from + length) - model.expected_calls_of(call_type, from)
}
