//! What `longrun` found: tables, plain verdicts, and rows for programs.

mod findings;
mod rows;
mod table;

use crate::{
    longrun::{Bar, BreakEven, Futures, NetValue, Spread, SurfaceError},
    model::{CustomerBase, Staffing},
};

pub use findings::{deciding, findings, title, turning};
pub use rows::{csv, details, rows};
pub use table::table;

use super::Outcome;

/// What `longrun` found.
#[derive(Clone, Debug)]
pub struct LongRunOutcome {
    /// Of itself.
    pub outcome: Outcome,
    /// What all strategies share.
    pub base: CustomerBase,
    /// The strategies.
    pub strategies: Vec<StrategyOutcome>,
    /// The one that the others are held against.
    pub baseline: usize,
    /// The one that is worth most in the mean, and the one it is held against: the baseline, or the next best where it is the
    /// baseline; `None` where there is one alone.
    pub best: Option<(usize, usize)>,
    /// How many futures were drawn.
    pub futures: usize,
    /// The share of months of which the surfaces say nothing.
    pub beyond: f64,
    /// In the most likely future, how much more the best is worth than the other, and what each number does to that.
    pub tornado: Option<(f64, Vec<Bar>)>,
    /// The share of futures in which the best is worth more than every other.
    pub surely_best: f64,
}

/// What became of a strategy.
#[derive(Clone, Debug)]
pub struct StrategyOutcome {
    /// What it is called.
    pub name: String,
    /// The question it answers.
    pub question: Option<String>,
    /// The keys that were set to numbers.
    pub design: Vec<(String, f64)>,
    /// How many agents there are.
    pub staffing: Staffing,
    /// How far off its surface is.
    pub error: SurfaceError,
    /// By month, by what is kept of one ([`Futures::KEPT`]).
    pub months: Vec<Vec<Spread>>,
    /// What all profits are worth at the start.
    pub worth: Spread,
    /// Against the baseline; `None` for itself.
    pub against: Option<Against>,
}

/// A strategy against the baseline.
#[derive(Clone, Debug)]
pub struct Against {
    /// How much more it is worth.
    pub net: NetValue,
    /// By month, how much it is ahead so far, discounted.
    pub ahead: Vec<Spread>,
    /// Whether nearly all futures agree on which earns more at first.
    pub is_clear_at_first: bool,
    /// Whether it earns less than the baseline at first: the dearer of the two.
    pub is_dearer: bool,
    /// When the dearer has caught up for good.
    pub break_even: BreakEven,
    /// When one that earns more at first earns less for good.
    pub turn: Option<BreakEven>,
}

/// The place of a kept number.
#[must_use]
pub fn kept(name: &str) -> usize {
    Futures::KEPT.iter().position(|kept| *kept == name).unwrap_or(0)
}
