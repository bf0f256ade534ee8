//! Promises: targets a planner states.

use crate::units::SimTime;

/// The measures that a scenario may name, in promises and precisions. The names are those of the
/// glossary, and of the measures themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Headline {
    /// Answered within the acceptable wait / offered.
    ServiceLevel,
    /// Mean wait of answered calls, s.
    AverageSpeedOfAnswer,
    /// Mean wait of all offered calls, s.
    MeanWait,
    /// Abandoned / offered.
    Abandonment,
    /// Busy time / staffed time.
    Occupancy,
    /// Total cost of a day, or of an hour of steady state.
    Cost,
}

impl Headline {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::ServiceLevel,
        Self::AverageSpeedOfAnswer,
        Self::MeanWait,
        Self::Abandonment,
        Self::Occupancy,
        Self::Cost,
    ];

    /// The measure's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ServiceLevel => "service_level",
            Self::AverageSpeedOfAnswer => "average_speed_of_answer",
            Self::MeanWait => "mean_wait",
            Self::Abandonment => "abandonment",
            Self::Occupancy => "occupancy",
            Self::Cost => "cost",
        }
    }

    /// Whether a promise asks for at least the bound (a service level) rather than at most.
    #[must_use]
    pub const fn more_is_better(self) -> bool {
        matches!(self, Self::ServiceLevel)
    }
}

/// One bound of a promise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    headline: Headline,
    bound: f64,
}

impl Goal {
    /// The measure shall be at least (service level) or at most (all others) `bound`, in the
    /// measure's unit.
    #[must_use]
    pub const fn new(headline: Headline, bound: f64) -> Self {
        Self { headline, bound }
    }

    /// The measure.
    #[must_use]
    pub const fn headline(self) -> Headline {
        self.headline
    }

    /// The bound, in the measure's unit.
    #[must_use]
    pub const fn bound(self) -> f64 {
        self.bound
    }

    /// Whether `value` keeps the promise. Where nothing was `offered` any promise is kept; where
    /// something was and the measure is undefined all the same (nobody was answered) none is.
    #[must_use]
    pub fn is_kept_by(self, value: Option<f64>, offered: u64) -> bool {
        match value {
            Some(v) if self.headline.more_is_better() => v >= self.bound,
            Some(v) => v <= self.bound,
            None => offered == 0,
        }
    }
}

/// A target a planner states, kept when each of its goals is.
#[derive(Clone, Debug, PartialEq)]
pub struct Promise {
    name: String,
    goals: Vec<Goal>,
    acceptable_wait: Option<SimTime>,
    call_type: Option<usize>,
    penalty_per_day: f64,
    keeping: Keeping,
}

/// Over what a promise is held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeptOver {
    /// All calls of a day together.
    #[default]
    Day,
    /// The calls of each interval.
    Interval,
}

/// When a promise counts as kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Keeping {
    /// Over what its goals are measured.
    pub over: KeptOver,
    /// The share of intervals with calls that must keep it, from 0 to 1; of promises kept by interval.
    pub share_of_intervals: f64,
    /// The share of days that must keep it, from 0 to 1. `None`: what is measured over all days
    /// together decides.
    pub share_of_days: Option<f64>,
}

impl Default for Keeping {
    fn default() -> Self {
        Self { over: KeptOver::Day, share_of_intervals: 1.0, share_of_days: None }
    }
}

impl Keeping {
    /// Whether `kept` of `judged` intervals are enough.
    #[must_use]
    pub fn is_enough(&self, kept: u64, judged: u64) -> bool {
        kept as f64 >= self.share_of_intervals * judged as f64 - 1e-9
    }
}

impl Promise {
    /// The same promise to the callers of another call type, by its index.
    #[must_use]
    pub fn of_call_type(self, index: usize) -> Self {
        Self { call_type: Some(index), ..self }
    }

    /// A promise of `goals` about one call type, or about all calls (`None`).
    ///
    /// `acceptable_wait` is the service level's; without it each call type's own counts.
    /// `penalty_per_day` is paid for every day that misses it.
    #[must_use]
    pub const fn new(
        name: String,
        goals: Vec<Goal>,
        acceptable_wait: Option<SimTime>,
        call_type: Option<usize>,
        penalty_per_day: f64,
    ) -> Self {
        let keeping = Keeping { over: KeptOver::Day, share_of_intervals: 1.0, share_of_days: None };
        Self { name, goals, acceptable_wait, call_type, penalty_per_day, keeping }
    }

    /// The same promise, kept when `keeping` says so.
    #[must_use]
    pub fn with_keeping(self, keeping: Keeping) -> Self {
        Self { keeping, ..self }
    }

    /// When it counts as kept.
    #[must_use]
    pub const fn keeping(&self) -> Keeping {
        self.keeping
    }

    /// Whether it bounds the cost.
    #[must_use]
    pub fn is_about_cost(&self) -> bool {
        self.goals.iter().any(|goal| goal.headline == Headline::Cost)
    }

    /// Its goals that an interval can keep: all but the cost, which is of a day.
    pub fn goals_by_interval(&self) -> impl Iterator<Item = &Goal> {
        self.goals.iter().filter(|goal| goal.headline != Headline::Cost)
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its goals.
    #[must_use]
    pub fn goals(&self) -> &[Goal] {
        &self.goals
    }

    /// The wait its service level accepts, where it is not the call types' own.
    #[must_use]
    pub const fn acceptable_wait(&self) -> Option<SimTime> {
        self.acceptable_wait
    }

    /// The call type it is about; `None` for all calls.
    #[must_use]
    pub const fn call_type(&self) -> Option<usize> {
        self.call_type
    }

    /// What a day that misses it costs.
    #[must_use]
    pub const fn penalty_per_day(&self) -> f64 {
        self.penalty_per_day
    }
}
