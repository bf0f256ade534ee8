//! Weights over whole numbers, summed outwards from their peak.

/// Weights below this share of the sum are left out.
const NEGLIGIBLE: f64 = 1e-18;

/// Weights of `first`, `first + 1`, …, with a sum of 1. What is left out is negligible.
#[derive(Clone, Debug)]
pub struct Spread {
    pub first: usize,
    pub weights: Vec<f64>,
    /// The sum, relative to the weight of the peak.
    pub total: f64,
}

impl Spread {
    /// Weights with one peak, at or next to `peak`, given by `ratio(j)`: the weight of `j + 1` over that of `j`.
    /// Numbers run from 0 to `last`. The time it takes grows with the width of the peak alone.
    pub fn around(peak: usize, last: usize, ratio: impl Fn(usize) -> f64) -> Self {
        let (mut downwards, mut weight, mut total) = (Vec::new(), 1.0, 1.0);
        for j in (0..peak).rev() {
            weight /= ratio(j);
            if weight <= NEGLIGIBLE * total {
                break;
            }
            total += weight;
            downwards.push(weight);
        }
        let first = peak - downwards.len();
        let mut weights: Vec<f64> = downwards.into_iter().rev().collect();
        weights.push(1.0);
        let (mut weight, mut j) = (1.0, peak);
        while j < last {
            weight *= ratio(j);
            if weight <= NEGLIGIBLE * total {
                break;
            }
            total += weight;
            weights.push(weight);
            j += 1;
        }
        weights.iter_mut().for_each(|w| *w /= total);
        Self { first, weights, total }
    }

    /// The largest number with a weight.
    pub const fn last(&self) -> usize {
        self.first + self.weights.len() - 1
    }

    /// The numbers with their weights.
    pub fn iter(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.weights.iter().enumerate().map(|(i, w)| (self.first + i, *w))
    }

    /// For each number from 0 to `last`: the weight of all numbers up to it.
    pub fn cumulative(&self, last: usize) -> Vec<f64> {
        let mut sum = 0.0;
        let mut at = |j: usize| {
            sum += j.checked_sub(self.first).and_then(|i| self.weights.get(i)).copied().unwrap_or(0.0);
            f64::min(sum, 1.0)
        };
        (0..=last).map(&mut at).collect()
    }
}

/// Sums of `1/(x+i)` and of `1/(x+i)²` for `i` from 1 to `n`: term by term where terms are large, beyond that by the
/// midpoint rule with the first two corrections of Euler and Maclaurin (DLMF 2.10.1).
pub fn reciprocals(x: f64, n: usize) -> (f64, f64) {
    const SUMMED: usize = 200;
    let (mut first, mut second) = (0.0, 0.0);
    for i in 1..=n.min(SUMMED) {
        let r = 1.0 / (x + i as f64);
        first += r;
        second += r * r;
    }
    if n > SUMMED {
        let (a, b) = (x + SUMMED as f64 + 0.5, x + n as f64 + 0.5);
        let power = |k: i32| b.powi(-k) - a.powi(-k);
        first += ((b - a) / a).ln_1p() + power(2) / 24.0 - 7.0 / 960.0 * power(4);
        second += (b - a) / (a * b) + power(3) / 12.0 - 7.0 / 240.0 * power(5);
    }
    (first, second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_poisson_distribution_has_its_mean_and_its_sum() {
        for mean in [0.4, 3.0, 812.5] {
            let spread = Spread::around(mean as usize, usize::MAX, |j| mean / (j as f64 + 1.0));
            let found: f64 = spread.iter().map(|(j, w)| j as f64 * w).sum();
            assert!((found / mean - 1.0).abs() < 1e-12, "{mean}: {found}");
            let last = *spread.cumulative(spread.first + spread.weights.len()).last().unwrap();
            assert!((last - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn reciprocals_are_those_added_up() {
        for (x, n) in [(0.0, 10), (0.3, 5000), (1e6, 3000), (1e9, 201)] {
            let sums = (1..=n).fold((0.0, 0.0), |s: (f64, f64), i| {
                let r = 1.0 / (x + f64::from(i));
                (s.0 + r, s.1 + r * r)
            });
            let found = reciprocals(x, n as usize);
            assert!((found.0 / sums.0 - 1.0).abs() < 1e-12, "{x} {n}: {found:?} {sums:?}");
            assert!((found.1 / sums.1 - 1.0).abs() < 1e-12, "{x} {n}: {found:?} {sums:?}");
        }
    }
}
