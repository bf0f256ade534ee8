//! The fully sequential procedure KN of Kim and Nelson (*ACM TOMACS* 11, 2001, pp. 251-273).
//!
//! Of `k` alternatives with normal observations, whose differences need not have equal variances and whose
//! observations may go together (common random numbers), it selects the one with the smallest mean with probability
//! at least `1 - alpha` whenever the best is better than every other by at least `delta`, the indifference zone.
//!
//! With `n0` first observations, `S²_il` the sample variance of the first `n0` differences between `i` and `l`, and
//! `c = 1`: `η = ((2 alpha / (k - 1))^(-2 / (n0 - 1)) - 1) / 2`, `h² = 2 η (n0 - 1)`. After `r` observations of each survivor,
//! `i` goes out when its mean exceeds that of some survivor `l` by more than
//! `W_il(r) = max(0, delta / (2 r) · (h² S²_il / delta² - r))`.

/// The procedure under way.
#[derive(Clone, Debug)]
pub struct Kn {
    delta: f64,
    /// `h² S²_il`, by pair.
    threshold: Vec<Vec<f64>>,
    sums: Vec<f64>,
    alive: Vec<bool>,
    observed: u64,
    out_after: Vec<Option<u64>>,
}

impl Kn {
    /// Starts from the first observations of each alternative, equally many (`n0`, at least 2), observation by
    /// observation on the same random numbers.
    ///
    /// # Panics
    ///
    /// When there are fewer than two alternatives or first observations, or lists differ in length.
    #[must_use]
    pub fn new(first: &[Vec<f64>], alpha: f64, delta: f64) -> Self {
        let (k, n0) = (first.len(), first[0].len());
        assert!(k >= 2 && n0 >= 2 && first.iter().all(|list| list.len() == n0), "two alternatives, two observations");
        let (_, h2) = constants(k, n0, alpha);
        let threshold = (0..k).map(|i| (0..k).map(|l| h2 * variance_of_difference(&first[i], &first[l])).collect());
        let mut kn = Self {
            delta,
            threshold: threshold.collect(),
            sums: first.iter().map(|list| list.iter().sum()).collect(),
            alive: vec![true; k],
            observed: n0 as u64,
            out_after: vec![None; k],
        };
        kn.screen();
        kn
    }

    /// Takes one more observation of each survivor; of the others whatever is in their places.
    pub fn observe(&mut self, observation: &[f64]) {
        if self.selected().is_some() {
            return;
        }
        for ((sum, value), _) in self.sums.iter_mut().zip(observation).zip(&self.alive).filter(|(_, alive)| **alive) {
            *sum += value;
        }
        self.observed += 1;
        self.screen();
    }

    /// Which alternatives are still in the race.
    #[must_use]
    pub fn survivors(&self) -> Vec<usize> {
        (0..self.alive.len()).filter(|i| self.alive[*i]).collect()
    }

    /// The selected alternative, once there is one.
    #[must_use]
    pub fn selected(&self) -> Option<usize> {
        let survivors = self.survivors();
        let is_last = self.observed > self.most_observations(&survivors);
        if survivors.len() > 1 && !is_last {
            return None;
        }
        survivors.into_iter().min_by(|a, b| self.sums[*a].total_cmp(&self.sums[*b]))
    }

    /// Observations taken of each survivor.
    #[must_use]
    pub const fn observed(&self) -> u64 {
        self.observed
    }

    /// After how many observations an alternative went out; `None` of survivors.
    #[must_use]
    pub fn out_after(&self, alternative: usize) -> Option<u64> {
        self.out_after[alternative]
    }

    /// The most observations that the survivors can take: `max_il floor(h² S²_il / delta²)`.
    fn most_observations(&self, survivors: &[usize]) -> u64 {
        let pairs = survivors.iter().flat_map(|i| survivors.iter().map(move |l| (*i, *l)));
        pairs.map(|(i, l)| (self.threshold[i][l] / (self.delta * self.delta)).floor() as u64).max().unwrap_or(0)
    }

    fn screen(&mut self) {
        let r = self.observed as f64;
        let survivors = self.survivors();
        let mean = |i: usize| self.sums[i] / r;
        let is_out = |i: &usize| {
            survivors.iter().filter(|l| *l != i).any(|&l| {
                let room = self.delta / (2.0 * r) * (self.threshold[*i][l] / (self.delta * self.delta) - r);
                mean(*i) > mean(l) + room.max(0.0)
            })
        };
        let out: Vec<usize> = survivors.iter().copied().filter(is_out).collect();
        for i in out {
            self.alive[i] = false;
            self.out_after[i] = Some(self.observed);
        }
    }
}

/// `η` and `h²`.
fn constants(k: usize, n0: usize, alpha: f64) -> (f64, f64) {
    let eta = 0.5 * ((2.0 * alpha / (k - 1) as f64).powf(-2.0 / (n0 - 1) as f64) - 1.0);
    (eta, 2.0 * eta * (n0 - 1) as f64)
}

fn variance_of_difference(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let mean = a.iter().zip(b).map(|(a, b)| a - b).sum::<f64>() / n;
    a.iter().zip(b).map(|(a, b)| (a - b - mean).powi(2)).sum::<f64>() / (n - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Case `kn_procedure` of the reference cases: `k`, `n0`, `η`, `h²` at alpha 0.05.
    #[test]
    fn the_constants_are_those_of_the_paper() {
        for (k, n0, eta, h2) in [
            (2, 10, 0.334_050_3, 6.012_904_8),
            (5, 10, 0.634_967_3, 11.429_410_8),
            (10, 10, 0.859_083_4, 15.463_501_7),
            (10, 20, 0.302_933_8, 11.511_484_5),
            (10, 5, 4.243_416_5, 33.947_331_9),
            (100, 10, 1.815_616_9, 32.681_104_6),
        ] {
            let found = constants(k, n0, 0.05);
            assert!((found.0 - eta).abs() < 6e-8 && (found.1 - h2).abs() < 6e-8, "{k} {n0}: {found:?}");
        }
    }

    #[test]
    fn one_that_is_worse_by_far_goes_out_at_once() {
        let first = [vec![1.0, 2.0, 1.5, 1.7, 1.1, 1.9], vec![101.0, 102.1, 101.4, 101.7, 101.0, 102.0]];
        let kn = Kn::new(&first, 0.05, 1.0);
        assert_eq!((kn.selected(), kn.out_after(1), kn.observed()), (Some(0), Some(6), 6));
    }

    #[test]
    fn equals_stop_at_the_most_that_the_variance_calls_for() {
        // Differences ±1 in turn: S² = 1.2 of six; k = 2: eta = (0.1^(-0.4) - 1) / 2, h² = 10 eta, N = floor(h² S²).
        let first = [vec![1.0, 0.0, 1.0, 0.0, 1.0, 0.0], vec![0.0, 1.0, 0.0, 1.0, 0.0, 1.0]];
        let mut kn = Kn::new(&first, 0.05, 1.0);
        let most = (10.0 * 0.5 * (0.1_f64.powf(-0.4) - 1.0) * 1.2).floor() as u64;
        for i in 0..100 {
            kn.observe(if i % 2 == 0 { &[1.0, 0.0] } else { &[0.0, 1.0] });
        }
        assert!(kn.selected().is_some());
        assert!(kn.observed() <= most + 1, "{} of at most {most}", kn.observed());
    }
}
