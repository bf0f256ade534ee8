//! What a command found, before it is written in any form.

use crate::{
    experiment::{PointResult, PromisePrices},
    model::{Horizon, Model, Promise},
};

/// What every command's outcome says of itself.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The heading.
    pub title: String,
    /// The currency's code.
    pub currency: String,
    /// The seed.
    pub seed: u64,
    /// How sure the intervals are to cover.
    pub confidence: f64,
    /// What is probably not meant.
    pub warnings: Vec<String>,
}

/// What `run` found.
#[derive(Clone, Debug)]
pub struct RunOutcome {
    /// Of itself.
    pub outcome: Outcome,
    /// The centre.
    pub model: Model,
    /// What was measured.
    pub result: PointResult,
}

/// What `sweep` found.
#[derive(Clone, Debug)]
pub struct SweepOutcome {
    /// Of itself.
    pub outcome: Outcome,
    /// The varied keys.
    pub keys: Vec<String>,
    /// The centres that were swept.
    pub cases: Vec<CaseOutcome>,
}

/// What a sweep found of one centre.
#[derive(Clone, Debug)]
pub struct CaseOutcome {
    /// Its name, where there are several.
    pub name: Option<String>,
    /// The promises that were priced.
    pub promises: Vec<Promise>,
    /// Its levels.
    pub levels: Vec<Level>,
    /// What the promises cost.
    pub prices: PromisePrices,
}

/// One level of a sweep.
#[derive(Clone, Debug)]
pub struct Level {
    /// Everything that was set.
    pub design: Vec<(String, f64)>,
    /// The levels of the varied keys.
    pub values: Vec<f64>,
    /// The centre.
    pub model: Model,
    /// What was measured.
    pub result: PointResult,
}

impl SweepOutcome {
    /// Whether the number of agents is all that is varied.
    #[must_use]
    pub fn varies_staff(&self) -> bool {
        self.keys.len() == 1 && self.keys[0].ends_with(".staffed")
    }

    /// What more of a promise takes more of: agents, or else money.
    #[must_use]
    pub fn price_is_in(&self) -> &'static str {
        if self.varies_staff() { "agents" } else { "money" }
    }
}

/// What counts and costs of a model are reported per: "a day" or "an hour".
#[must_use]
pub const fn per(model: &Model) -> &'static str {
    match model.horizon() {
        Horizon::Day(_) => "a day",
        Horizon::SteadyState(_) => "an hour",
    }
}

/// "100 days", "20 runs".
#[must_use]
pub fn replications(model: &Model, count: u64) -> String {
    let days = model.horizon().days();
    if days > 1 {
        return format!("{} times {days} days", super::number::thousands(count as f64, 0));
    }
    let unit = match model.horizon() {
        Horizon::Day(_) => "day",
        Horizon::SteadyState(_) => "run",
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {unit}{plural}", super::number::thousands(count as f64, 0))
}
