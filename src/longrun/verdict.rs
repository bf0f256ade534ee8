//! What the months say of two strategies: when the dearer has paid for itself, and when cutting stops paying.

use super::{futures::Futures, futures::quantile};
use crate::stats::{Confidence, Estimate, Pair, ratio};

/// Profits so far, discounted, of one strategy less those of another, month by month.
#[must_use]
pub fn cumulated(own: &[f64], other: &[f64], discounts: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    let month = |((own, other), discount): ((&f64, &f64), &f64)| {
        sum += (own - other) * discount;
        sum
    };
    own.iter().zip(other).zip(discounts).map(month).collect()
}

/// The first month (from 1) from which on `holds` for good; `None` where it does not hold in the last.
#[must_use]
pub fn first_for_good(values: &[f64], holds: impl Fn(usize, f64) -> bool) -> Option<usize> {
    let last_without = values.iter().enumerate().rposition(|(month, value)| !holds(month, *value));
    let first = last_without.map_or(0, |month| month + 1);
    (first < values.len()).then_some(first + 1)
}

/// When one strategy has caught up with another, over all futures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BreakEven {
    /// The share of futures in which it does within the months that are looked at.
    pub share: Estimate,
    /// The month (from 1) by which half of all futures have done so; `None` where fewer do.
    pub median: Option<usize>,
    /// Months between which the middle share of all futures do; an end is `None` where it lies beyond the last month.
    pub middle: (Option<usize>, Option<usize>),
}

impl BreakEven {
    fn of(months: &[Option<usize>], confidence: Confidence) -> Self {
        let hits: Vec<Pair> = months.iter().map(|m| Pair::new(f64::from(u8::from(m.is_some())), 1.0)).collect();
        let n = months.len() as f64;
        let share = ratio(&hits, confidence)
            .unwrap_or(Estimate::without_interval(hits.iter().map(|p| p.numerator).sum::<f64>() / n));
        let mut sorted: Vec<usize> = months.iter().map(|month| month.unwrap_or(usize::MAX)).collect();
        sorted.sort_unstable();
        let at = |share: f64| {
            let place = ((share * n).ceil() as usize).clamp(1, sorted.len()) - 1;
            Some(sorted[place]).filter(|month| *month != usize::MAX)
        };
        let outside = (1.0 - confidence.level()) / 2.0;
        Self { share, median: at(0.5), middle: (at(outside), at(1.0 - outside)) }
    }
}

/// The shares of futures in which a strategy is ahead of the baseline, and behind it, in the first month that tells them apart.
fn at_first(futures: &Futures, strategy: usize) -> (f64, f64) {
    let first = futures.ahead[strategy].iter().find(|month| month.iter().any(|ahead| *ahead != 0.0));
    let share = |is: fn(&f64) -> bool| {
        first.map_or(0.0, |month| month.iter().filter(|ahead| is(ahead)).count() as f64 / month.len() as f64)
    };
    (share(|ahead| *ahead > 0.0), share(|ahead| *ahead < 0.0))
}

/// Whether nearly all futures agree which of a strategy and the baseline earns more at first.
#[must_use]
pub fn is_clear_at_first(futures: &Futures, strategy: usize) -> bool {
    const NEARLY_ALL: f64 = 0.9;
    let (ahead, behind) = at_first(futures, strategy);
    ahead.max(behind) >= NEARLY_ALL
}

/// When the dearer of a strategy and the baseline has, for good, earned more in all than the cheaper: for strategies that cost
/// less at the start than the baseline it is the baseline that catches up, else the strategy.
#[must_use]
pub fn break_even(futures: &Futures, strategy: usize, confidence: Confidence) -> (bool, BreakEven) {
    let (ahead, behind) = at_first(futures, strategy);
    let is_dearer = behind > ahead;
    let month_of = |future: usize| {
        let ahead: Vec<f64> = futures.ahead[strategy].iter().map(|month| month[future]).collect();
        first_for_good(&ahead, |_, value| if is_dearer { value > 0.0 } else { value < 0.0 })
    };
    let months: Vec<Option<usize>> = (0..futures.count).map(month_of).collect();
    (is_dearer, BreakEven::of(&months, confidence))
}

/// When a strategy that earns more than the baseline at first earns less each month for good; `None` for one that earns less
/// at first.
#[must_use]
pub fn turn(futures: &Futures, strategy: usize, confidence: Confidence) -> Option<BreakEven> {
    let (ahead, behind) = at_first(futures, strategy);
    (ahead > behind).then(|| BreakEven::of(&futures.turns[strategy], confidence))
}

/// How much more a strategy is worth than another over all months, at the start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NetValue {
    /// The mean difference over futures.
    pub mean: Estimate,
    /// The interval in which the middle share of futures lies.
    pub middle: (f64, f64),
    /// The share of futures in which it is worth more.
    pub share: f64,
}

/// What a strategy is worth less what `other` is, future by future.
#[must_use]
pub fn net_value(futures: &Futures, strategy: usize, other: usize, confidence: Confidence) -> NetValue {
    let pairs = futures.worth[strategy].iter().zip(&futures.worth[other]);
    let mut differences: Vec<f64> = pairs.map(|(own, other)| own - other).collect();
    let mean = super::Spread::of(&differences, confidence).mean;
    let share = differences.iter().filter(|d| **d > 0.0).count() as f64 / differences.len() as f64;
    differences.sort_by(f64::total_cmp);
    let outside = (1.0 - confidence.level()) / 2.0;
    NetValue { mean, middle: (quantile(&differences, outside), quantile(&differences, 1.0 - outside)), share }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_month_for_good_comes_after_the_last_exception() {
        let holds = |_: usize, value: f64| value > 0.0;
        assert_eq!(first_for_good(&[1.0, -1.0, 1.0, 2.0], holds), Some(3));
        assert_eq!(first_for_good(&[1.0, 1.0], holds), Some(1));
        assert_eq!(first_for_good(&[1.0, -1.0], holds), None);
    }

    /// Futures in which strategy 1 is ahead of strategy 0 by this much, month by month.
    fn futures(ahead: &[[f64; 4]]) -> Futures {
        let months: Vec<Vec<f64>> = ahead.iter().map(|month| month.to_vec()).collect();
        Futures::for_tests(vec![vec![vec![0.0; 4]; ahead.len()], months])
    }

    #[test]
    fn the_first_month_that_tells_them_apart_says_who_is_dearer() {
        // Nothing happens in the first month; then three of four futures say that strategy 1 is dearer, and two that it catches up.
        let some = futures(&[[0.0; 4], [-1.0, -1.0, -1.0, 1.0], [2.0, 2.0, -1.0, 3.0]]);
        assert_eq!(at_first(&some, 1), (0.25, 0.75));
        assert!(!is_clear_at_first(&some, 1));
        let (is_dearer, found) = break_even(&some, 1, Confidence::NINETY_FIVE);
        assert!(is_dearer && (found.share.value - 0.75).abs() < 1e-12, "{found:?}");
        assert_eq!(found.median, Some(3));
        // All say so.
        let clear = futures(&[[-1.0; 4], [-1.0; 4]]);
        assert!(is_clear_at_first(&clear, 1) && break_even(&clear, 1, Confidence::NINETY_FIVE).1.median.is_none());
        // Nobody is ever ahead.
        let same = futures(&[[0.0; 4], [0.0; 4]]);
        assert_eq!(at_first(&same, 1), (0.0, 0.0));
        assert!(!is_clear_at_first(&same, 1) && turn(&same, 1, Confidence::NINETY_FIVE).is_none());
    }

    #[test]
    fn money_of_later_months_counts_less() {
        assert_eq!(cumulated(&[1.0, 5.0], &[3.0, 1.0], &[1.0, 0.5]), [-2.0, 0.0]);
    }

    #[test]
    fn futures_that_never_break_even_lie_beyond_the_last_month() {
        let months: Vec<Option<usize>> = (1..=100).map(|i| (i <= 60).then_some(i)).collect();
        let found = BreakEven::of(&months, Confidence::NINETY_FIVE);
        assert!((found.share.value - 0.6).abs() < 1e-12);
        assert_eq!((found.median, found.middle), (Some(50), (Some(3), None)));
    }
}
