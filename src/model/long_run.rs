//! What service does to customers in the long run, as a planner states it: numbers, the most of them uncertain.
//!
//! Nothing here is measured by the simulator. Each number is an input; whoever states it says where it is from.

use std::ops::{Index, IndexMut};

use super::{Goal, NoModel};

/// A number that is known only within bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uncertain {
    value: f64,
    range: Option<(f64, f64)>,
}

impl Uncertain {
    /// A number taken as certain.
    #[must_use]
    pub const fn exact(value: f64) -> Self {
        Self { value, range: None }
    }

    /// Most likely `value`, surely from `low` to `high`.
    ///
    /// # Errors
    ///
    /// [`NoModel`] unless `low <= value <= high`.
    pub fn between(low: f64, value: f64, high: f64) -> Result<Self, NoModel> {
        if low <= value && value <= high {
            return Ok(Self { value, range: (low < high).then_some((low, high)) });
        }
        if low > high {
            return Err(NoModel(format!("its `low`, {low}, lies above its `high`, {high}")));
        }
        Err(NoModel(format!("{value} does not lie between its `low`, {low}, and its `high`, {high}")))
    }

    /// The most likely value.
    #[must_use]
    pub const fn value(self) -> f64 {
        self.value
    }

    /// The lowest and the highest, where they are stated.
    #[must_use]
    pub const fn range(self) -> Option<(f64, f64)> {
        self.range
    }

    /// The quantile `uniform` (0 to 1) of the triangular distribution from low to high with its peak at the most likely
    /// value: what is drawn for a future. `F(x) = (x - a)² / ((b - a)(c - a))` below the peak `c`, and from above alike.
    #[must_use]
    pub fn at(self, uniform: f64) -> f64 {
        let Some((low, high)) = self.range else { return self.value };
        let (width, rise) = (high - low, self.value - low);
        if uniform * width < rise {
            low + (uniform * width * rise).sqrt()
        } else {
            high - ((1.0 - uniform) * width * (high - self.value)).sqrt()
        }
    }
}

/// What may be uncertain of customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// What a customer brings a month, before the cost of service.
    Margin,
    /// How the base grows in a year whatever the service.
    Growth,
    /// The share of customers who leave in a year whatever the service.
    Leaves,
    /// The share who leave because a call was not answered.
    LeavesWhenUnserved,
    /// The share who leave because a contact did not solve the issue.
    LeavesWhenUnsolved,
    /// The share of would-be leavers whom a concession keeps.
    ConcessionKeeps,
    /// People told of a contact that solved the issue.
    ToldWhenSolved,
    /// People told of a call that was not answered or did not solve the issue.
    ToldWhenNot,
    /// New customers for each person who is told something good.
    WonPerTold,
    /// Customers-to-be who stay away for each person who is told something bad.
    PutOffPerTold,
    /// The share that calls again the next month after a call that was not answered.
    AgainWhenUnserved,
    /// The share that calls again the next month after a contact that did not solve the issue.
    AgainWhenUnsolved,
    /// The shares who leave after a wait, all of them together.
    LeavesAfterWait,
}

/// Numbers that stand alone; the curve over waits is the one after them.
const ALONE: usize = 12;

impl Number {
    /// All of them, in the order of reports.
    pub const ALL: [Self; ALONE + 1] = [
        Self::Margin,
        Self::Growth,
        Self::Leaves,
        Self::LeavesWhenUnserved,
        Self::LeavesWhenUnsolved,
        Self::ConcessionKeeps,
        Self::ToldWhenSolved,
        Self::ToldWhenNot,
        Self::WonPerTold,
        Self::PutOffPerTold,
        Self::AgainWhenUnserved,
        Self::AgainWhenUnsolved,
        Self::LeavesAfterWait,
    ];

    /// Its key in `[longrun]`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Margin => "margin_per_month",
            Self::Growth => "growth_per_year",
            Self::Leaves => "leaves_per_year",
            Self::LeavesWhenUnserved => "leaves_when_unserved",
            Self::LeavesWhenUnsolved => "leaves_when_unsolved",
            Self::ConcessionKeeps => "concession.keeps",
            Self::ToldWhenSolved => "told_when_solved",
            Self::ToldWhenNot => "told_when_not",
            Self::WonPerTold => "won_per_told",
            Self::PutOffPerTold => "put_off_per_told",
            Self::AgainWhenUnserved => "again_when_unserved",
            Self::AgainWhenUnsolved => "again_when_unsolved",
            Self::LeavesAfterWait => "leaves_after_wait",
        }
    }

    /// What it is, in words.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Margin => "margin of a customer a month",
            Self::Growth => "growth a year, whatever the service",
            Self::Leaves => "leave in a year, whatever the service",
            Self::LeavesWhenUnserved => "leave when a call is not answered",
            Self::LeavesWhenUnsolved => "leave when a contact solves nothing",
            Self::ConcessionKeeps => "would-be leavers kept by a concession",
            Self::ToldWhenSolved => "people told of a good contact",
            Self::ToldWhenNot => "people told of a bad one",
            Self::WonPerTold => "customers won per person told",
            Self::PutOffPerTold => "customers put off per person told",
            Self::AgainWhenUnserved => "call again when not answered",
            Self::AgainWhenUnsolved => "call again when not solved",
            Self::LeavesAfterWait => "leave after a wait",
        }
    }

    /// Whether it is a share, 0 to 1.
    #[must_use]
    pub const fn is_share(self) -> bool {
        !matches!(self, Self::Margin | Self::Growth | Self::ToldWhenSolved | Self::ToldWhenNot)
    }
}

/// One `T` for each number; for the curve over waits as many as it has points.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    alone: [T; ALONE],
    /// The share who leave after a wait, point by point.
    pub after_wait: Vec<T>,
}

impl<T: Copy> Numbers<T> {
    /// The same for all, and no curve over waits.
    #[must_use]
    pub const fn all(value: T) -> Self {
        Self { alone: [value; ALONE], after_wait: Vec::new() }
    }

    /// What `of` makes of each.
    pub fn map<R: Copy + Default>(&self, of: impl Fn(Number, T) -> R) -> Numbers<R> {
        let mut alone = [R::default(); ALONE];
        for ((place, number), value) in alone.iter_mut().zip(Number::ALL).zip(self.alone) {
            *place = of(number, value);
        }
        let after_wait = self.after_wait.iter().map(|value| of(Number::LeavesAfterWait, *value)).collect();
        Numbers { alone, after_wait }
    }
}

impl<T> Index<Number> for Numbers<T> {
    type Output = T;

    /// The number, where it stands alone.
    ///
    /// # Panics
    ///
    /// For [`Number::LeavesAfterWait`], which is a curve.
    fn index(&self, number: Number) -> &T {
        &self.alone[number as usize]
    }
}

impl<T> IndexMut<Number> for Numbers<T> {
    fn index_mut(&mut self, number: Number) -> &mut T {
        &mut self.alone[number as usize]
    }
}

/// What all strategies share: the same customers, at the same times.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerBase {
    /// Customers at the start.
    pub customers: f64,
    /// Contacts a customer makes a month; `None` for as many as the scenario's arrivals say.
    pub contacts_per_month: Option<f64>,
    /// Days a month on which the centre is open.
    pub days_per_month: f64,
    /// Months that are looked at.
    pub months: usize,
    /// What a year makes money worth less.
    pub discount_per_year: f64,
    /// Whether what the customers who are left are worth counts, too.
    pub counts_those_left: bool,
    /// How many futures are drawn.
    pub futures: usize,
    /// Coefficient of variation of the calls of a month around what the base makes expect.
    pub demand_cv: f64,
    /// What contacts are multiplied by, month after month, from the first; starts over at its end.
    pub season: Vec<f64>,
    /// The largest error of the response surface, as a share of calls, that is put up with.
    pub error_at_most: f64,
}

/// What is given to customers to make up for bad service.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Concession {
    /// The share of answered contacts in which it is given.
    pub share: f64,
    /// What it costs each time.
    pub cost: f64,
}

/// How many agents there are, month by month.
#[derive(Clone, Debug, PartialEq)]
pub enum Staffing {
    /// What so much money a month buys; `None` for the staff as the scenario has it.
    FixedBudget(Option<f64>),
    /// As many as keep these goals for the calls that are expected.
    FixedPromise(Vec<Goal>),
    /// The scenario's staff, this share of it fewer each year.
    Cut(f64),
    /// As many as pay for themselves: in calls, and in customers kept and won.
    ToValue,
}

/// The most points of the curve over waits.
pub const MOST_WAITS: usize = 8;

/// What a planner says of the long run.
#[derive(Clone, Debug, PartialEq)]
pub struct LongRun {
    /// What all strategies share.
    pub base: CustomerBase,
    /// What is uncertain.
    pub numbers: Numbers<Uncertain>,
    /// The waits, s, at which the curve `after_wait` of the numbers has its points; rising, at most [`MOST_WAITS`].
    pub waits: Vec<f64>,
    /// What is given to customers.
    pub concession: Concession,
    /// How many agents there are.
    pub staffing: Staffing,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_triangular_number_has_its_ends_its_median_and_its_mean() {
        let number = Uncertain::between(1.0, 2.0, 5.0).unwrap();
        assert!((number.at(0.0) - 1.0).abs() < 1e-12 && (number.at(1.0) - 5.0).abs() < 1e-12);
        // F(2) = (2 - 1) / (5 - 1).
        assert!((number.at(0.25) - 2.0).abs() < 1e-12);
        let n = 100_000;
        let mean: f64 = (0..n).map(|i| number.at((f64::from(i) + 0.5) / f64::from(n))).sum::<f64>() / f64::from(n);
        assert!((mean - 8.0 / 3.0).abs() < 1e-6, "{mean}");
    }

    #[test]
    fn a_certain_number_is_itself() {
        assert_eq!(Uncertain::exact(0.1).at(0.9), 0.1);
        assert_eq!(Uncertain::between(0.3, 0.3, 0.3).unwrap().range(), None);
        assert!(Uncertain::between(0.3, 0.2, 0.4).is_err());
    }

    #[test]
    fn numbers_keep_their_places() {
        let mut numbers = Numbers::all(0.0);
        numbers[Number::AgainWhenUnsolved] = 3.0;
        numbers.after_wait = vec![1.0, 2.0];
        let doubled = numbers.map(|number, value| if number == Number::LeavesAfterWait { -value } else { 2.0 * value });
        assert_eq!(doubled[Number::AgainWhenUnsolved], 6.0);
        assert_eq!(doubled.after_wait, [-1.0, -2.0]);
        for (place, number) in Number::ALL.iter().enumerate() {
            assert_eq!(*number as usize, place);
        }
    }
}
