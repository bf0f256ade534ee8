//! Whether parts of a day are busy together, or each by itself.

use statrs::distribution::{ChiSquared, ContinuousCDF};

use crate::stats::WithError;

/// How the intervals of a day vary beyond the day's own factor and chance.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct PartsOfDay {
    /// The probability that days with one factor each vary at least as much (Pearson's chi-square).
    pub p_value: f64,
    /// The coefficient of variation of a factor for each interval.
    pub interval_cv: WithError,
    /// The correlation of the factors of neighbouring intervals, which falls by the same factor with each further one.
    pub correlation: WithError,
    /// By which share of the interval factors' variance a whole day's volume varies.
    pub share_in_total: f64,
}

/// Days that differ so little by chance once in a hundred logs are taken as alike.
const ALPHA: f64 = 0.01;
/// Fewer days or intervals than this say nothing of how intervals hang together.
const LEAST: usize = 4;
/// Neighbours' factors are correlated by at most this: beyond it they cannot be told from a factor of the day.
const MOST: f64 = 0.9;

impl PartsOfDay {
    /// Of counts by day and interval; `None` where they are too few.
    ///
    /// With `p_j` the share of interval `j` and `N_d` the calls of day `d`, the residuals `n_dj - N_d p_j` have, for
    /// factors of cv `c` and correlation `ρ^|j-k|`, the covariances
    /// `N_d² p_j p_k c² (ρ^|j-k| - m_j - m_k + S)` beyond those of a multinomial count, with `m_j = Σ_k p_k ρ^|j-k|`
    /// and `S = Σ_j p_j m_j`. Their sums at distance 0 and 1 give `c` and `ρ` (moments); the errors are the jackknife's, over days.
    ///
    /// `groups` are days that are alike, such as Mondays: each has shares of its own.
    #[must_use]
    pub fn of(groups: &[Vec<&Vec<f64>>]) -> Option<Self> {
        let calls = |day: &&&Vec<f64>| day.iter().sum::<f64>() > 0.0;
        let groups: Vec<Group<'_>> = groups
            .iter()
            .map(|group| group.iter().filter(calls).copied().collect())
            .filter(|g: &Group<'_>| g.len() > 1)
            .collect();
        let days = groups.iter().map(Vec::len).sum::<usize>();
        let intervals = groups.first().map_or(0, |group| group[0].len());
        if days < LEAST || intervals < LEAST {
            return None;
        }
        let (cv, rho, share_in_total) = moments(&groups)?;
        let (of_cv, of_rho) = jackknife(&groups);
        Some(Self {
            p_value: p_value(&groups)?,
            interval_cv: if cv > 0.0 { WithError::positive(cv, of_cv) } else { WithError::normal(cv, of_cv) },
            // At the bound the estimate could not move: nothing is known but its side.
            correlation: WithError::normal(rho, if rho.abs() < 0.999 * MOST { of_rho } else { 1.0 }),
            share_in_total,
        })
    }

    /// Whether one factor a day does not explain how intervals vary.
    #[must_use]
    pub fn matters(&self) -> bool {
        self.p_value < ALPHA && self.interval_cv.value > 0.0
    }
}

/// The share of each interval in all calls.
fn shares(days: &[&Vec<f64>]) -> Vec<f64> {
    let mut shares = vec![0.0; days[0].len()];
    days.iter().for_each(|day| day.iter().zip(&mut shares).for_each(|(n, sum)| *sum += n));
    let total: f64 = shares.iter().sum();
    shares.iter().map(|n| n / total).collect()
}

/// Days that are alike, with their counts by interval.
type Group<'a> = Vec<&'a Vec<f64>>;

fn p_value(groups: &[Group<'_>]) -> Option<f64> {
    let (mut sum, mut degrees) = (0.0, 0);
    for days in groups {
        let shares = shares(days);
        let open = shares.iter().filter(|p| **p > 0.0).count();
        let off = |day: &Vec<f64>| {
            let total: f64 = day.iter().sum();
            let cells = day.iter().zip(&shares).filter(|(_, p)| **p > 0.0);
            cells.map(|(n, p)| (n - total * p).powi(2) / (total * p)).sum::<f64>()
        };
        sum += days.iter().map(|day| off(day)).sum::<f64>();
        degrees += (days.len() - 1) * open.saturating_sub(1);
    }
    Some(ChiSquared::new(degrees as f64).ok()?.sf(sum))
}

/// The cv of the interval factors, the correlation of neighbours, and `S`.
fn moments(groups: &[Group<'_>]) -> Option<(f64, f64, f64)> {
    let (mut at_once, mut next, mut weights) = (0.0, 0.0, Vec::new());
    for days in groups {
        let shares = shares(days);
        // The shares are estimated from the same days: each residual is a little too small.
        let smaller = (days.len() - 1) as f64 / days.len() as f64;
        let mut squares = 0.0;
        for day in days {
            let total: f64 = day.iter().sum();
            squares += total * total;
            let off: Vec<f64> = day.iter().zip(&shares).map(|(n, p)| n - total * p).collect();
            at_once += off.iter().zip(&shares).map(|(r, p)| r * r - smaller * total * p * (1.0 - p)).sum::<f64>();
            let pairs = off.windows(2).zip(shares.windows(2));
            next += pairs.map(|(r, p)| r[0] * r[1] + smaller * total * p[0] * p[1]).sum::<f64>();
        }
        weights.push((smaller * squares, shares));
    }
    let expected = |rho: f64| {
        let all = weights.iter().map(|(weight, shares)| Expected::new(shares, rho).times(*weight));
        all.fold(Expected::default(), Expected::plus)
    };
    let weight: f64 = weights.iter().map(|(weight, _)| weight).sum();
    if at_once <= 0.0 {
        return Some((0.0, 0.0, expected(0.0).in_total / weight));
    }
    let wanted = next / at_once;
    let (mut low, mut high) = (-MOST, MOST);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        let of = expected(middle);
        if of.next / of.at_once < wanted { low = middle } else { high = middle }
    }
    let of = expected(high);
    let square = at_once / of.at_once;
    square.is_finite().then(|| (square.max(0.0).sqrt(), high, of.in_total / weight))
}

/// What the sums of products are, for `c = 1` and a day of one call.
#[derive(Clone, Copy, Debug, Default)]
struct Expected {
    at_once: f64,
    next: f64,
    in_total: f64,
}

impl Expected {
    fn times(self, factor: f64) -> Self {
        Self { at_once: self.at_once * factor, next: self.next * factor, in_total: self.in_total * factor }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            at_once: self.at_once + other.at_once,
            next: self.next + other.next,
            in_total: self.in_total + other.in_total,
        }
    }

    fn new(p: &[f64], rho: f64) -> Self {
        let power = |j: usize, k: usize| rho.powi(j.abs_diff(k) as i32);
        let m: Vec<f64> = (0..p.len()).map(|j| p.iter().enumerate().map(|(k, p)| p * power(j, k)).sum()).collect();
        let in_total: f64 = p.iter().zip(&m).map(|(p, m)| p * m).sum();
        let at_once = p.iter().zip(&m).map(|(p, m)| p * p * (1.0 - 2.0 * m + in_total)).sum();
        let next = (1..p.len()).map(|j| p[j - 1] * p[j] * (rho - m[j - 1] - m[j] + in_total)).sum();
        Self { at_once, next, in_total }
    }
}

/// Standard errors of both, by leaving out a day at a time: `√((D-1)/D Σ (θ_d - mean)²)`.
fn jackknife(groups: &[Group<'_>]) -> (f64, f64) {
    let without = |(g, d): (usize, usize)| {
        let mut others = groups.to_vec();
        others[g].remove(d);
        others.retain(|group| group.len() > 1);
        moments(&others)
    };
    let days = groups.iter().enumerate().flat_map(|(g, group)| (0..group.len()).map(move |d| (g, d)));
    let all: Vec<(f64, f64, f64)> = days.filter_map(without).collect();
    let error = |of: fn(&(f64, f64, f64)) -> f64| {
        let n = all.len() as f64;
        let mean = all.iter().map(of).sum::<f64>() / n;
        ((n - 1.0) / n * all.iter().map(|found| (of(found) - mean).powi(2)).sum::<f64>()).sqrt()
    };
    (error(|found| found.0), error(|found| found.1))
}
