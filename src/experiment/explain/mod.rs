//! Why the simulation differs from Erlang's formulas, and which assumption makes how much of it.
//!
//! The centre is played as it is, and again with one assumption at a time switched back to Erlang's,
//! on the same callers. What is left when all are switched back is the day itself: it starts empty,
//! and rates and staff change, while the formulas take each interval to go on for ever.

mod assumptions;

pub use assumptions::{ASSUMPTIONS, Assumption, switched_back};

use super::{PointResult, Task, Watcher, run};
use crate::{
    analytic::{Demand, NoAnswer, Rule, Setting},
    model::Model,
    stats::Estimate,
};

/// Service level, average speed of answer and abandonment, of all calls.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// Share answered within the acceptable wait, of those offered.
    pub service_level: Option<Estimate>,
    /// Mean wait of answered calls, s.
    pub average_speed_of_answer: Option<Estimate>,
    /// Share that hung up.
    pub abandonment: Option<Estimate>,
}

/// What one assumption makes: the centre as it is, less the centre with it switched back.
#[derive(Clone, Debug)]
pub struct Effect {
    /// The assumption.
    pub key: &'static str,
    /// What it is, in words.
    pub title: &'static str,
    /// The differences. Intervals are those of independent runs, and so on the wide side.
    pub difference: Figures,
}

/// The whole explanation.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The name of the formula: Erlang A where callers hang up, else Erlang C.
    pub formula: &'static str,
    /// The formula in each interval, weighted by calls; a reason where it has no answer.
    pub erlang: Result<Figures, NoAnswer>,
    /// Erlang C, likewise.
    pub erlang_c: Result<Figures, NoAnswer>,
    /// The centre as it is.
    pub simulated: Figures,
    /// Each assumption that the centre breaks. Abandonment is among them, though Erlang A has it:
    /// against Erlang C it matters.
    pub effects: Vec<Effect>,
    /// What is left when all but abandonment are switched back, against the formula: the start, and
    /// changes of rates and staff.
    pub day: Option<Figures>,
}

impl Explanation {
    /// Whether the formula solves the centre but for the day: nothing that it assumes is broken.
    #[must_use]
    pub fn is_erlangs(&self) -> bool {
        self.effects.iter().all(|effect| effect.key == "abandonment")
    }

    /// The effect that changes the service level most. Abandonment counts only where nothing else is
    /// broken: Erlang A has it.
    #[must_use]
    pub fn largest(&self) -> Option<&Effect> {
        let size = |effect: &&Effect| effect.difference.service_level.map_or(0.0, |e| e.value.abs());
        let counts = |effect: &&Effect| self.is_erlangs() || effect.key != "abandonment";
        self.effects.iter().filter(counts).max_by(|a, b| size(a).total_cmp(&size(b)))
    }
}

/// Explains `task`, whose result is `simulated`; `None` when the watcher said stop.
#[must_use]
pub fn explain(task: &Task, simulated: &PointResult, threads: usize, watcher: &dyn Watcher) -> Option<Explanation> {
    let model = &task.model;
    let broken: Vec<&Assumption> = ASSUMPTIONS.iter().filter(|a| (a.is_broken_by)(model)).collect();
    let study = &task.study;
    let with = |model: Model| Task { model, study: study.clone() };
    let mut tasks: Vec<Task> = Vec::new();
    let mut played: Vec<&Assumption> = Vec::new();
    for assumption in &broken {
        if let Ok(other) = switched_back(model, [*assumption]) {
            tasks.push(with(other));
            played.push(assumption);
        }
    }
    let all_but_patience = broken.iter().copied().filter(|a| a.key != "abandonment");
    let bare = switched_back(model, all_but_patience).ok();
    tasks.extend(bare.clone().map(with));
    let mut results = run(&tasks, threads, watcher).into_iter();
    let whole = figures(simulated);
    let mut effects = Vec::new();
    for assumption in played {
        let difference = less(whole, figures(&results.next()??));
        effects.push(Effect { key: assumption.key, title: assumption.title, difference });
    }
    let formula_model = bare.as_ref().unwrap_or(model);
    let erlang = closed_form(formula_model, true);
    let left = match bare {
        Some(_) => Some(figures(&results.next()??)),
        None => None,
    };
    let day = left.and_then(|left| erlang.as_ref().ok().map(|erlang| less(left, *erlang)));
    let formula = if mean_patience(formula_model).is_some() { "Erlang A" } else { "Erlang C" };
    Some(Explanation { formula, erlang, erlang_c: closed_form(formula_model, false), simulated: whole, effects, day })
}

fn figures(result: &PointResult) -> Figures {
    let of = |measure: &str| result.estimate(measure, "all", "all");
    Figures {
        service_level: of("service_level"),
        average_speed_of_answer: of("average_speed_of_answer"),
        abandonment: of("abandonment"),
    }
}

/// `a` less `b`, as if they were independent.
fn less(a: Figures, b: Figures) -> Figures {
    let difference = |a: Option<Estimate>, b: Option<Estimate>| {
        let (a, b) = (a?, b?);
        let half_width = a.half_width.unwrap_or(0.0).hypot(b.half_width.unwrap_or(0.0));
        Some(Estimate { value: a.value - b.value, half_width: (half_width > 0.0).then_some(half_width) })
    };
    Figures {
        service_level: difference(a.service_level, b.service_level),
        average_speed_of_answer: difference(a.average_speed_of_answer, b.average_speed_of_answer),
        abandonment: difference(a.abandonment, b.abandonment),
    }
}

/// The formula in each interval with all agents in one group, weighted by calls.
fn closed_form(model: &Model, with_patience: bool) -> Result<Figures, NoAnswer> {
    let (mut all, mut within, mut answered, mut waits, mut lost) = (0.0, 0.0, 0.0, 0.0, 0.0);
    let interval = model.horizon().interval().as_seconds();
    for index in 0..model.horizon().intervals() {
        let calls: Vec<f64> = (0..model.call_types().len()).map(|t| calls_in(model, t, index)).collect();
        let sum: f64 = calls.iter().sum();
        if sum <= 0.0 {
            continue;
        }
        let mean =
            |of: fn(&Model, usize) -> f64| calls.iter().enumerate().map(|(t, c)| c * of(model, t)).sum::<f64>() / sum;
        let demand = Demand::new(sum, interval, mean(|m, t| m.call_types()[t].mean_handle_time()))?;
        let agents: u32 = model.agent_groups().iter().map(|group| group.staffed()[index]).sum();
        let patience = if with_patience { mean_patience(model) } else { None };
        let setting =
            patience.map_or_else(|| Setting::erlang_c(demand), |patience| Setting::erlang_a(demand, patience));
        let queue = setting.queue(f64::from(agents))?;
        let wait = mean(|m, t| m.call_types()[t].service_level().acceptable_wait.as_seconds());
        let share = 1.0 - queue.abandonment();
        all += sum;
        within += sum * queue.service_level(Rule::Offered, wait).unwrap_or(0.0);
        answered += sum * share;
        waits += sum * share * queue.average_speed_of_answer().unwrap_or(0.0);
        lost += sum * queue.abandonment();
    }
    let exact = |value: f64| Some(Estimate::exact(value));
    Ok(Figures {
        service_level: if all > 0.0 { exact(within / all) } else { None },
        average_speed_of_answer: if answered > 0.0 { exact(waits / answered) } else { None },
        abandonment: if all > 0.0 { exact(lost / all) } else { None },
    })
}

/// Calls of a type expected in an interval.
fn calls_in(model: &Model, call_type: usize, interval: usize) -> f64 {
    let length = model.horizon().interval().as_seconds();
    let from = model.horizon().measured_from().as_seconds() + interval as f64 * length;
    model.expected_calls_of(call_type, from + length) - model.expected_calls_of(call_type, from)
}

/// The patience of Erlang A: `None` where nobody hangs up. The mean over types with patience,
/// weighted by calls.
fn mean_patience(model: &Model) -> Option<f64> {
    let end = model.horizon().measured_to().as_seconds();
    let (mut calls, mut hazard) = (0.0, 0.0);
    for (index, of) in model.call_types().iter().enumerate() {
        let expected = model.expected_calls_of(index, end);
        calls += expected;
        hazard += of.patience().map_or(0.0, |patience| expected / patience.mean());
    }
    (hazard > 0.0).then(|| calls / hazard)
}
