//! Which assumption decides: each number at its lowest and at its highest, all others as they are most likely.

use super::{Strategy, future::central};
use crate::model::{Number, Uncertain};

/// A number without bounds is varied by this share, to either side.
const USUAL_DOUBT: f64 = 0.5;
/// A growth is added to, not multiplied.
const DOUBT_OF_GROWTH: f64 = 0.05;

/// What one number does to the verdict.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// The number.
    pub number: Number,
    /// Its lowest and its highest; of the curve over waits a share of its shares.
    pub range: (f64, f64),
    /// Whether the planner stated them.
    pub is_stated: bool,
    /// By how much the one strategy is worth more than the other when the number is lowest, and highest.
    pub ends: (f64, f64),
}

impl Bar {
    /// How much the number moves the verdict.
    #[must_use]
    pub const fn swing(&self) -> f64 {
        (self.ends.1 - self.ends.0).abs()
    }

    /// Whether the verdict, `likely` in the most likely future, goes the other way at one of its ends.
    #[must_use]
    pub fn decides(&self, likely: f64) -> bool {
        [self.ends.0, self.ends.1].iter().any(|end| end * likely < 0.0)
    }
}

/// How much more strategy `one` is worth than `other` in the most likely future, and a bar for each number that moves it, the
/// longest first.
#[must_use]
pub fn tornado(strategies: &[Strategy<'_>], baseline: usize, one: usize, other: usize) -> (f64, Vec<Bar>) {
    let worth = |of: &dyn Fn(Number, Uncertain) -> f64| {
        let months = central(strategies, baseline, of);
        strategies[one].worth(&months[one]) - strategies[other].worth(&months[other])
    };
    let likely = worth(&|_, value| value.value());
    let bar = |number: Number| {
        let at = |end: End| {
            worth(&|of: Number, value: Uncertain| if of == number { end.of(number, value) } else { value.value() })
        };
        let value = match number {
            Number::LeavesAfterWait => {
                *strategies[one].terms.numbers.after_wait.iter().max_by(|a, b| a.value().total_cmp(&b.value()))?
            }
            alone => strategies[one].terms.numbers[alone],
        };
        let range = (End::Low.of(number, value), End::High.of(number, value));
        let bar = Bar { number, range, is_stated: value.range().is_some(), ends: (at(End::Low), at(End::High)) };
        (bar.swing() > 0.0).then_some(bar)
    };
    let mut bars: Vec<Bar> = Number::ALL.into_iter().filter_map(bar).collect();
    bars.sort_by(|a, b| b.swing().total_cmp(&a.swing()));
    (likely, bars)
}

#[derive(Clone, Copy, Debug)]
enum End {
    Low,
    High,
}

impl End {
    fn of(self, number: Number, value: Uncertain) -> f64 {
        let (low, high) = value.range().unwrap_or_else(|| {
            let (value, most) = (value.value(), if number.is_share() { 1.0 } else { f64::INFINITY });
            if number == Number::Growth {
                return (value - DOUBT_OF_GROWTH, value + DOUBT_OF_GROWTH);
            }
            (value * (1.0 - USUAL_DOUBT), (value * (1.0 + USUAL_DOUBT)).min(most))
        });
        match self {
            Self::Low => low,
            Self::High if number == Number::Leaves => high.min(0.99),
            Self::High => high,
        }
    }
}
