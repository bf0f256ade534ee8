//! A mixture of exponentials: two kinds of caller under one name.

use rand::{Rng, RngExt};
use rand_distr::{Distribution as _, Exp1};

use super::{Family, MEAN_AND_CV, MEAN_AND_SD};
use crate::model::parameter::{Arguments, Form, Kind, Parameter, Refusal};

/// With probability `share_i`, an exponential time of mean `mean_i`.
///
/// From mean and cv: two phases with balanced means, `p = (1 + √((cv² - 1)/(cv² + 1)))/2`,
/// `mean_1 = mean / 2p`, `mean_2 = mean / 2(1 - p)` (Whitt, *Oper. Res.* 30, 1982).
#[derive(Clone, Debug, PartialEq)]
pub struct Hyperexponential {
    /// Cumulated share and mean of each phase.
    phases: Vec<(f64, f64)>,
}

impl Family for Hyperexponential {
    const NAME: &'static str = "hyperexponential";
    const ABOUT: &'static str = "Two or more kinds of caller under one name: many short times and some long ones, cv above 1.";
    const FORMS: &'static [Form] = &[
        MEAN_AND_SD,
        MEAN_AND_CV,
        &[
            Parameter::new("means", Kind::Durations, "The mean of each kind."),
            Parameter::new("shares", Kind::Numbers, "The share of each kind; they add up to 1."),
        ],
    ];

    fn build(form: usize, given: &Arguments) -> Result<Self, Refusal> {
        if form == 2 {
            return mixture(given.many("means")?, given.many("shares")?);
        }
        let mean = given.time("mean")?;
        let cv = given.variation(mean)?;
        if cv <= 1.0 {
            let parameter = if form == 0 { "sd" } else { "cv" };
            return Err(Refusal::new(parameter, "must be larger than an exponential's (cv above 1); gamma takes any cv"));
        }
        let square = cv * cv;
        let p = f64::midpoint(1.0, ((square - 1.0) / (square + 1.0)).sqrt());
        Ok(Self { phases: vec![(p, mean / (2.0 * p)), (1.0, mean / (2.0 * (1.0 - p)))] })
    }

    fn mean(&self) -> f64 {
        self.moment(|mean| mean)
    }

    fn standard_deviation(&self) -> f64 {
        (self.moment(|mean| 2.0 * mean * mean) - self.mean().powi(2)).max(0.0).sqrt()
    }

    fn cumulative_hazard(&self, time: f64) -> Option<f64> {
        let longer = self.moment(|mean| (-time / mean).exp());
        // So late that no share can be told, the longest kind is the only one left.
        let longest = self.phases.iter().map(|phase| phase.1).fold(0.0, f64::max);
        Some(if longer > f64::MIN_POSITIVE { -longer.ln() } else { time / longest })
    }

    fn draw<R: Rng>(&self, rng: &mut R) -> f64 {
        let u: f64 = rng.random();
        let unit: f64 = Exp1.sample(rng);
        let phase = self.phases.iter().position(|(below, _)| u < *below).unwrap_or(self.phases.len() - 1);
        self.phases[phase].1 * unit
    }
}

impl Hyperexponential {
    fn moment(&self, of: impl Fn(f64) -> f64) -> f64 {
        let mut before = 0.0;
        let mut sum = 0.0;
        for &(below, mean) in &self.phases {
            sum += (below - before) * of(mean);
            before = below;
        }
        sum
    }
}

fn mixture(means: &[f64], shares: &[f64]) -> Result<Hyperexponential, Refusal> {
    if means.len() != shares.len() {
        return Err(Refusal::new("shares", format!("are {} for {} means", shares.len(), means.len())));
    }
    if means.iter().any(|&m| m <= 0.0) {
        return Err(Refusal::new("means", "must all be above 0"));
    }
    let total: f64 = shares.iter().sum();
    if shares.iter().any(|&s| s < 0.0) || (total - 1.0).abs() > 1e-6 {
        return Err(Refusal::new("shares", format!("must be 0 or more and add up to 1, not to {total}")));
    }
    let cumulated = shares.iter().scan(0.0, |sum, share| {
        *sum += share / total;
        Some(*sum)
    });
    Ok(Hyperexponential { phases: cumulated.zip(means.iter().copied()).collect() })
}
