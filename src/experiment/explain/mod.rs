//! Why the simulation differs from Erlang's formulas, and which assumption makes how much of it.
//!
//! The centre is played as it is, and again with one assumption at a time switched back to Erlang's,
//! on the same callers. What is left when all are switched back is the day itself: it starts empty,
//! and rates and staff change, while the formulas take each interval to go on for ever.

mod assumptions;
mod closed_form;

pub use assumptions::{ASSUMPTIONS, Assumption, beyond, switched_back};

use self::closed_form::{Agents, closed_form};
use super::{PointResult, Task, Watcher, run, sweep::section_pairs};
use crate::{
    analytic::NoAnswer,
    model::{Headline, Horizon, Model, NoModel},
    stats::{Confidence, Estimate, ratio_difference},
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
    /// The differences, on the same callers.
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
    /// What is left when all but abandonment are switched back, against the formula: the start, changes
    /// of rates and staff, and what is `beyond`.
    pub day: Option<Figures>,
    /// What the formula would say more if all who are paid were on the line; `None` without shrinkage.
    pub forgotten_shrinkage: Option<Figures>,
    /// What the centre has that can be neither computed nor switched back.
    pub beyond: Vec<&'static str>,
}

impl Explanation {
    /// Whether the formula solves the centre but for the day: nothing that it assumes is broken.
    #[must_use]
    pub fn is_erlangs(&self) -> bool {
        self.beyond.is_empty() && self.effects.iter().all(|effect| effect.key == "abandonment")
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

/// A centre and its variants: what is played to explain it.
pub struct Plan {
    /// Each assumption that is broken and can be switched back alone.
    switched: Vec<&'static Assumption>,
    /// The model with all but abandonment switched back.
    bare: Model,
    /// The variants: one for each of `switched`, then the bare one.
    pub tasks: Vec<Task>,
}

impl Plan {
    /// What to play beside `task`.
    ///
    /// # Errors
    ///
    /// [`NoModel`] when a variant is no model.
    pub fn new(task: &Task) -> Result<Self, NoModel> {
        let model = &task.model;
        let broken: Vec<&Assumption> = ASSUMPTIONS.iter().filter(|a| (a.is_broken_by)(model)).collect();
        let bare = switched_back(model, broken.iter().copied().filter(|a| a.key != "abandonment"))?;
        let switched: Vec<&Assumption> =
            broken.into_iter().filter(|a| a.key != "abandonment" || lasts(model)).collect();
        let with = |model: Model| Task { model, study: task.study.clone() };
        let mut tasks = Vec::new();
        for assumption in &switched {
            tasks.push(with(switched_back(model, [*assumption])?));
        }
        tasks.push(with(bare.clone()));
        Ok(Self { switched, bare, tasks })
    }

    /// Plays the variants and explains `simulated`, the result of the centre itself; `None` when the
    /// watcher said stop.
    #[must_use]
    pub fn explain(
        &self,
        model: &Model,
        simulated: &PointResult,
        threads: usize,
        watcher: &dyn Watcher,
    ) -> Option<Explanation> {
        let results = run(&self.tasks, threads, watcher).into_iter().collect::<Option<Vec<PointResult>>>()?;
        let (bare, switched) = results.split_last()?;
        let whole = figures(simulated);
        let confidence = Confidence::new(self.tasks[0].study.confidence()).unwrap_or(Confidence::NINETY_FIVE);
        let effect = |(assumption, result): (&&Assumption, &PointResult)| Effect {
            key: assumption.key,
            title: assumption.title,
            difference: between(simulated, result, confidence),
        };
        let erlang = closed_form(&self.bare, true, Agents::Staffed);
        let is_paid_more = model.agent_groups().iter().any(|group| group.shrinkage() > 0.0);
        let paid = closed_form(&self.bare, true, Agents::Paid).ok().filter(|_| is_paid_more);
        let against = |figures: Figures| erlang.as_ref().ok().map(|erlang| less(figures, *erlang));
        Some(Explanation {
            formula: if self.bare.call_types().iter().any(|t| t.patience().is_some()) {
                "Erlang A"
            } else {
                "Erlang C"
            },
            erlang_c: closed_form(&self.bare, false, Agents::Staffed),
            simulated: whole,
            effects: self.switched.iter().zip(switched).map(effect).collect(),
            day: against(figures(bare)),
            forgotten_shrinkage: paid.and_then(against),
            beyond: beyond(model),
            erlang,
        })
    }
}

/// Whether the centre could go on for ever if nobody hung up: a day ends in any case.
fn lasts(model: &Model) -> bool {
    matches!(model.horizon(), Horizon::Day(_)) || closed_form(model, false, Agents::Staffed).is_ok()
}

fn figures(result: &PointResult) -> Figures {
    let of = |measure: &str| result.estimate(measure, "all", "all");
    Figures {
        service_level: of("service_level"),
        average_speed_of_answer: of("average_speed_of_answer"),
        abandonment: of("abandonment"),
    }
}

/// What the centre gives more than a variant, on the same callers: in pairs.
fn between(centre: &PointResult, variant: &PointResult, confidence: Confidence) -> Figures {
    let difference = |of: Headline| {
        let [a, b] = [centre, variant].map(|result| section_pairs(&result.sections, of));
        ratio_difference(&a, &b, confidence)
    };
    Figures {
        service_level: difference(Headline::ServiceLevel),
        average_speed_of_answer: difference(Headline::AverageSpeedOfAnswer),
        abandonment: difference(Headline::Abandonment),
    }
}

/// `a` less `b`, as if they were independent.
fn less(a: Figures, b: Figures) -> Figures {
    let difference = |a: Option<Estimate>, b: Option<Estimate>| {
        let (a, b) = (a?, b?);
        let half_width = a.half_width.zip(b.half_width).map(|(a, b)| a.hypot(b));
        Some(Estimate { value: a.value - b.value, half_width })
    };
    Figures {
        service_level: difference(a.service_level, b.service_level),
        average_speed_of_answer: difference(a.average_speed_of_answer, b.average_speed_of_answer),
        abandonment: difference(a.abandonment, b.abandonment),
    }
}
