//! The model nearest to a steady centre that Erlang's formulas solve. Played along on the same callers,
//! it tells how lucky they were: a control variate.

use super::explain::{ASSUMPTIONS, beyond, switched_back};
use crate::{
    analytic::{Demand, NoAnswer, Queue, Rule, Setting},
    metrics::{Controls, How, Measure, Of, Period, Summary, measures},
    model::{CallTypeParts, Distribution, Horizon, Model, ModelParts, distribution::Memoryless},
    stats::Pair,
};

/// A model that Erlang solves, and what he says of it.
#[derive(Clone, Debug)]
pub struct Companion {
    /// One group, first come, first served, nobody calls again, and every time is the exponential twin
    /// of the caller's own.
    pub model: Model,
    /// Measures of the whole centre and of call types, over the whole time.
    exact: Vec<(Of, &'static str, f64)>,
}

/// What the formulas know of the whole centre.
const OF_ALL: [&str; 6] =
    ["service_level", "average_speed_of_answer", "mean_wait", "abandonment", "occupancy", "queue_length"];
/// And of each type.
const OF_TYPES: [&str; 4] = ["service_level", "average_speed_of_answer", "mean_wait", "abandonment"];

impl Companion {
    /// The companion of a model in steady state; `None` where no formula solves one: rates change,
    /// arrivals are no Poisson process, the queue would grow without end, or the warm-up is too short for a
    /// steady state to be reached, of which alone the formulas speak. `None` too where the model is
    /// itself Erlang's: a simulation corrected by its own exact value would be that value.
    #[must_use]
    pub fn of(model: &Model) -> Option<Self> {
        let steady = matches!(model.horizon(), Horizon::SteadyState(_));
        let constant = model.streams().iter().all(|stream| stream.arrivals.is_one_rate());
        if !steady || !constant || !beyond(model).is_empty() {
            return None;
        }
        let bare = switched_back(model, ASSUMPTIONS.iter().filter(|a| !KEPT.contains(&a.key))).ok()?;
        let shares = Shares::of(&bare)?;
        if is_erlangs(model, &shares) {
            return None;
        }
        if model.horizon().measured_from().as_seconds() < SETTLED * shares.relaxation_time(&bare)? {
            return None;
        }
        let mut parts = bare.parts();
        parts.lines = model.lines();
        shares.equalise(&mut parts);
        let companion = Model::new(parts).ok()?;
        let exact = shares.exact(&companion).ok()?;
        Some(Self { model: companion, exact })
    }

    /// Adds what the companion's replications tell to the controls of the model that they accompany.
    pub fn add_to(&self, controls: &mut Controls, played: &Summary) {
        for &(of, name, exact) in &self.exact {
            let Some(Measure { how: How::Ratio(parts) | How::Share(parts), name, .. }) = measures::named(name) else {
                continue;
            };
            let pairs: Vec<Pair> = played.totals(&self.model, of, Period::Whole).iter().map(parts).collect();
            controls.add(of, name, &pairs, exact);
        }
    }
}

/// A centre that begins empty has all but reached its steady state after so many relaxation times: `exp(-5)` of the
/// way is left.
const SETTLED: f64 = 5.0;

/// What is not switched back, but put in another's place or kept.
const KEPT: [&str; 3] = ["handle_time", "patience", "abandonment"];

/// Which types call how much, and the one handle time and patience that they get.
struct Shares {
    calls_per_second: f64,
    of_type: Vec<f64>,
    handle_time: f64,
    /// `None` where nobody hangs up.
    patience: Option<f64>,
}

impl Shares {
    fn of(model: &Model) -> Option<Self> {
        let types = model.call_types();
        let seconds = model.horizon().measured_to().as_seconds();
        let calls: Vec<f64> = (0..types.len()).map(|t| model.expected_calls_of(t, seconds)).collect();
        let all: f64 = calls.iter().sum();
        if all <= 0.0 {
            return None;
        }
        let of_type: Vec<f64> = calls.iter().map(|c| c / all).collect();
        let weighted =
            |of: &dyn Fn(usize) -> f64| of_type.iter().enumerate().map(|(t, share)| share * of(t)).sum::<f64>();
        let handle_time: f64 = weighted(&|t| types[t].mean_handle_time() * types[t].handle_time_factor(0));
        let hazard: f64 =
            weighted(&|t| types[t].patience().map_or(0.0, |p| 1.0 / (p.mean() * types[t].patience_factor(0))));
        let patience = (hazard > 0.0).then_some(1.0 / hazard);
        Some(Self { calls_per_second: all / seconds, of_type, handle_time, patience })
    }

    /// How long the nearest M/M/c remembers, s: `1 / (√(cμ) - √λ)²`, at least a handle time (Morse, *Queues, Inventories and
    /// Maintenance*, 1958, chapter 3); where callers give up, at most the longer of handle time and patience. `None` where
    /// there is no steady state.
    fn relaxation_time(&self, model: &Model) -> Option<f64> {
        let staffed: u32 = model.agent_groups().iter().map(|group| group.staffed()[0]).sum();
        let gap = (f64::from(staffed) / self.handle_time).sqrt() - self.calls_per_second.sqrt();
        let without_end = if gap > 0.0 { (1.0 / gap.powi(2)).max(self.handle_time) } else { f64::INFINITY };
        let time = self.patience.map_or(without_end, |patience| without_end.min(patience.max(self.handle_time)));
        time.is_finite().then_some(time)
    }

    /// Gives all types the same exponential times, each the twin of the type's own.
    fn equalise(&self, parts: &mut ModelParts) {
        for of in &mut parts.call_types {
            let CallTypeParts { talk_time, patience, .. } = of;
            *talk_time = Distribution::Memoryless(Memoryless::twin(talk_time.clone(), self.handle_time));
            // Who never hangs up has no patience to be a twin of: talk time stands in, from a stream of its own.
            *patience = self.patience.map(|mean| {
                let own = patience.take().unwrap_or_else(|| talk_time.clone());
                Distribution::Memoryless(Memoryless::twin(own, mean))
            });
            of.hold_time = None;
            of.after_call_work = None;
            of.handle_time_factor = None;
            of.patience_factor = None;
        }
    }

    /// What Erlang says.
    fn exact(&self, model: &Model) -> Result<Vec<(Of, &'static str, f64)>, NoAnswer> {
        let demand = Demand::new(self.calls_per_second, 1.0, self.handle_time)?;
        let setting = Setting { patience: self.patience, lines: model.lines().count, ..Setting::erlang_c(demand) };
        let staffed: u32 = model.agent_groups().iter().map(|group| group.staffed()[0]).sum();
        let queue = setting.queue(f64::from(staffed))?;
        let wait = |t: usize| model.call_types()[t].service_level().acceptable_wait.as_seconds();
        let level = |t: usize| queue.service_level(Rule::Offered, wait(t));
        let all = self.of_type.iter().enumerate().map(|(t, share)| Some(share * level(t)?)).sum::<Option<f64>>();
        let mut exact = Vec::new();
        let mut know = |of: Of, name: &'static str, level: Option<f64>| {
            exact.extend(value(&*queue, name, level).map(|value| (of, name, value)));
        };
        OF_ALL.iter().for_each(|name| know(Of::All, name, all));
        for t in (0..self.of_type.len()).filter(|_| self.of_type.len() > 1) {
            OF_TYPES.iter().for_each(|name| know(Of::CallType(t), name, level(t)));
        }
        Ok(exact)
    }
}

fn value(queue: &dyn Queue, name: &str, service_level: Option<f64>) -> Option<f64> {
    match name {
        "service_level" => service_level,
        "average_speed_of_answer" => queue.average_speed_of_answer(),
        "mean_wait" => Some(queue.mean_wait()),
        "abandonment" => Some(queue.abandonment()),
        "occupancy" => Some(queue.occupancy()),
        "queue_length" => Some(queue.queue_length()),
        _ => None,
    }
}

/// Whether the model is solved as it is: nothing that matters is broken, and all types are alike.
fn is_erlangs(model: &Model, shares: &Shares) -> bool {
    let is_near = |a: f64, b: f64| (a - b).abs() <= 1e-12 * b;
    let turned_away = model.call_types().iter().any(|t| t.balking().is_some() || t.queue_at_most().is_some());
    let broken = ASSUMPTIONS
        .iter()
        .filter(|a| a.key != "abandonment" && (a.key != "turned_away" || turned_away))
        .any(|a| (a.is_broken_by)(model));
    !broken
        && model.call_types().iter().all(|t| {
            is_near(t.mean_handle_time(), shares.handle_time)
                && t.patience().map(Distribution::mean).is_some() == shares.patience.is_some()
                && t.patience().zip(shares.patience).is_none_or(|(own, all)| is_near(own.mean(), all))
        })
}
