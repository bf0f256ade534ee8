//! Randomness of the rates themselves: factors by day and by interval.

use rand::Rng;
use rand_distr::{Distribution as _, Gamma, StandardNormal};

use super::{
    NoModel,
    correlation::{Correlation, gamma_factor},
};

/// The largest coefficient of variation of a factor.
const LARGEST_CV: f64 = 3.0;

/// Gamma factors of mean 1 by which arrival rates are multiplied: one drawn for the day, one for each
/// interval, or both. Poisson arrivals with such a factor have negative binomial counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Busyness {
    day: Option<DayFactor>,
    intervals: Option<IntervalFactors>,
}

/// One factor a day.
#[derive(Clone, Copy, Debug, PartialEq)]
struct DayFactor {
    gamma: Gamma<f64>,
    cv: f64,
}

/// One factor for each interval of the day.
#[derive(Clone, Debug, PartialEq)]
struct IntervalFactors {
    /// By interval; 0 for none.
    cvs: Vec<f64>,
    dependence: Dependence,
}

/// How the factors of a day's intervals hang together, through normals.
#[derive(Clone, Debug, PartialEq)]
pub enum Dependence {
    /// Not at all.
    Independent,
    /// With `rho` to the power of the distance between two intervals.
    Decaying(f64),
    /// As a matrix says.
    Matrix(Correlation),
}

impl Busyness {
    /// One factor a day with coefficient of variation `cv`: shape `1 / cv²`, scale `cv²`.
    ///
    /// # Errors
    ///
    /// [`NoModel`] unless `cv` is above 0 and at most 3.
    pub fn by_day(cv: f64) -> Result<Self, NoModel> {
        let refuse = || NoModel(format!("a busyness has a cv above 0 and at most {LARGEST_CV}, not {cv}"));
        if !(cv > 0.0 && cv <= LARGEST_CV) {
            return Err(refuse());
        }
        let gamma = Gamma::new(1.0 / (cv * cv), cv * cv).map_err(|_| refuse())?;
        Ok(Self { day: Some(DayFactor { gamma, cv }), intervals: None })
    }

    /// One factor for each interval, with the coefficients of variation `cvs`; 0 for none.
    ///
    /// # Errors
    ///
    /// [`NoModel`] unless each is from 0 to 3.
    pub fn by_interval(cvs: Vec<f64>, dependence: Dependence) -> Result<Self, NoModel> {
        if let Some(cv) = cvs.iter().find(|cv| !(0.0..=LARGEST_CV).contains(*cv)) {
            return Err(NoModel(format!("a busyness has an interval_cv from 0 to {LARGEST_CV}, not {cv}")));
        }
        if let Dependence::Decaying(rho) = dependence
            && (rho.is_nan() || rho.abs() >= 1.0)
        {
            return Err(NoModel(format!("a correlation that decays lies between -1 and 1, not {rho}")));
        }
        Ok(Self { day: None, intervals: Some(IntervalFactors { cvs, dependence }) })
    }

    /// The factors of both: the day's of `self`, those by interval of `other`.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { day: self.day.or(other.day), intervals: other.intervals.or(self.intervals) }
    }

    /// The coefficient of variation of the factor by day; `None` where there is none.
    #[must_use]
    pub fn day_cv(&self) -> Option<f64> {
        self.day.map(|day| day.cv)
    }

    /// The factors by interval alone; `None` where there are none.
    #[must_use]
    pub fn without_day(self) -> Option<Self> {
        self.intervals.is_some().then_some(Self { day: None, ..self })
    }

    /// The factor by day alone; `None` where there is none.
    #[must_use]
    pub fn without_intervals(self) -> Option<Self> {
        self.day.is_some().then_some(Self { intervals: None, ..self })
    }

    /// The coefficients of variation of the factors by interval; empty where there are none.
    #[must_use]
    pub fn interval_cvs(&self) -> &[f64] {
        self.intervals.as_ref().map_or(&[], |of| &of.cvs)
    }

    /// The normals behind the factors by interval, of as many independent ones.
    #[must_use]
    pub fn interval_normals(&self, independent: Vec<f64>) -> Vec<f64> {
        self.intervals.as_ref().map_or(Vec::new(), |of| of.dependence.of(independent))
    }

    /// One day's factor.
    pub fn draw_day<R: Rng>(&self, rng: &mut R) -> f64 {
        self.day.map_or(1.0, |day| day.gamma.sample(rng))
    }

    /// One day's factor at the probability of a standard normal.
    #[must_use]
    pub fn day_at(&self, normal: f64) -> f64 {
        self.day.map_or(1.0, |day| gamma_factor(day.cv, normal))
    }

    /// The factors of a day's intervals; `None` where there are none. Takes one draw per interval.
    pub fn draw_intervals<R: Rng>(&self, rng: &mut R) -> Option<Vec<f64>> {
        let of = self.intervals.as_ref()?;
        let normals = self.interval_normals(of.cvs.iter().map(|_| StandardNormal.sample(rng)).collect());
        let factor = |(cv, normal): (&f64, f64)| if *cv > 0.0 { gamma_factor(*cv, normal) } else { 1.0 };
        Some(of.cvs.iter().zip(normals).map(factor).collect())
    }
}

impl Dependence {
    /// Normals that hang together so, made of as many independent ones.
    fn of(&self, mut normals: Vec<f64>) -> Vec<f64> {
        match self {
            Self::Independent => normals,
            Self::Decaying(rho) => {
                let rest = (1.0 - rho * rho).sqrt();
                for i in 1..normals.len() {
                    normals[i] = rho * normals[i - 1] + rest * normals[i];
                }
                normals
            }
            Self::Matrix(correlation) => correlation.of(normals),
        }
    }
}

#[cfg(test)]
mod tests {
    use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng};

    use super::*;

    const DAYS: usize = 40_000;
    /// What a standard normal exceeds on either side with a probability below 1e-6 / 12.
    const SURE: f64 = 5.4;

    fn factors(busyness: &Busyness) -> Vec<Vec<f64>> {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(rand::random::<u64>());
        (0..DAYS).map(|_| busyness.draw_intervals(&mut rng).unwrap()).collect()
    }

    /// The normals that the factors came from would have these correlations, so their ranks have
    /// Spearman's `6/π asin(ρ/2)` (Kruskal, *JASA* 53, 1958).
    fn spearman(days: &[Vec<f64>], i: usize, j: usize) -> f64 {
        let ranks = |k: usize| {
            let mut order: Vec<usize> = (0..days.len()).collect();
            order.sort_by(|a, b| days[*a][k].total_cmp(&days[*b][k]));
            let mut ranks = vec![0.0; days.len()];
            order.iter().enumerate().for_each(|(rank, day)| ranks[*day] = rank as f64);
            ranks
        };
        let middle = (days.len() - 1) as f64 / 2.0;
        let product: f64 = ranks(i).iter().zip(ranks(j)).map(|(a, b)| (a - middle) * (b - middle)).sum();
        let n = days.len() as f64;
        product * 12.0 / (n * (n * n - 1.0))
    }

    fn check_correlation(days: &[Vec<f64>], i: usize, j: usize, rho: f64) {
        let expected = 6.0 / std::f64::consts::PI * (rho / 2.0).asin();
        // The variance of Spearman's coefficient of normals is at most 1/n (at 0).
        let found = spearman(days, i, j);
        assert!((found - expected).abs() < SURE / (DAYS as f64).sqrt(), "{i} {j}: {found}, not {expected}");
    }

    #[test]
    fn factors_by_interval_have_their_mean_and_spread() {
        let days = factors(&Busyness::by_interval(vec![0.2, 0.0, 1.0], Dependence::Independent).unwrap());
        for (i, cv) in [(0, 0.2_f64), (2, 1.0)] {
            let n = DAYS as f64;
            let mean = days.iter().map(|d| d[i]).sum::<f64>() / n;
            let variance = days.iter().map(|d| (d[i] - 1.0).powi(2)).sum::<f64>() / n;
            assert!((mean - 1.0).abs() < SURE * cv / n.sqrt(), "{mean}");
            // The fourth central moment of a gamma of mean 1 is 3 cv⁴ + 6 cv⁶.
            let of_variance = ((2.0 * cv.powi(4) + 6.0 * cv.powi(6)) / n).sqrt();
            assert!((variance - cv * cv).abs() < SURE * of_variance, "{variance}");
        }
        assert!(days.iter().all(|d| d[1] == 1.0));
    }

    #[test]
    fn correlation_decays_with_the_distance() {
        let days = factors(&Busyness::by_interval(vec![0.3; 4], Dependence::Decaying(0.7)).unwrap());
        for (i, j, rho) in [(0, 1, 0.7), (1, 2, 0.7), (0, 2, 0.49), (0, 3, 0.343)] {
            check_correlation(&days, i, j, rho);
        }
    }

    #[test]
    fn a_matrix_is_followed() {
        let matrix = [vec![1.0, 0.5, -0.3], vec![0.5, 1.0, 0.2], vec![-0.3, 0.2, 1.0]];
        let dependence = Dependence::Matrix(Correlation::new(&matrix).unwrap());
        let days = factors(&Busyness::by_interval(vec![0.3, 0.1, 0.8], dependence).unwrap());
        for (i, j) in [(0, 1), (0, 2), (1, 2)] {
            check_correlation(&days, i, j, matrix[i][j]);
        }
    }

    #[test]
    fn what_is_no_busyness_is_refused() {
        assert!(Busyness::by_day(0.0).is_err() && Busyness::by_day(3.1).is_err());
        assert!(Busyness::by_interval(vec![0.1, -0.1], Dependence::Independent).is_err());
        assert!(Busyness::by_interval(vec![0.1], Dependence::Decaying(1.0)).is_err());
    }
}
