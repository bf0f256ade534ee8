//! Families of lifetimes, fitted to censored times by maximum likelihood and compared.
//!
//! A family is one file and one line in [`FAMILIES`]. Zeros are no lifetimes and are left out: they belong to a share
//! of their own.

mod exponential;
mod gamma;
mod hyperexponential;
mod lognormal;
mod piecewise;
mod weibull;

use super::{CensoredSample, WithError, maximum::maximise};

/// A fitted lifetime: its parameters as a planner gives them, and how well it fits.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedLifetime {
    /// Which family.
    pub family: &'static str,
    /// The named parameters in the order of the family, s where they are times; vectors come as several of a name.
    pub parameters: Vec<(&'static str, WithError)>,
    /// The largest log-likelihood.
    pub log_likelihood: f64,
    /// How many parameters are free.
    pub free: usize,
    /// The parameters the family's functions take.
    at: Vec<f64>,
}

/// A family of lifetimes.
pub trait Family: Sync {
    /// Its name in a scenario.
    fn name(&self) -> &'static str;

    /// Fits it to times above zero; `None` where the sample does not determine its parameters.
    fn fit(&self, sample: &CensoredSample) -> Option<FittedLifetime>;

    /// The share that lasts longer than `time`, with the parameters [`Family::fit`] found.
    fn survival(&self, at: &[f64], time: f64) -> f64;
}

/// Every family there is.
pub const FAMILIES: &[&dyn Family] = &[
    &exponential::Exponential,
    &lognormal::Lognormal,
    &gamma::Gamma,
    &weibull::Weibull,
    &hyperexponential::Hyperexponential,
    &piecewise::Piecewise,
];

impl FittedLifetime {
    /// An exponential lifetime of which the mean alone is known, from elsewhere.
    #[must_use]
    pub fn exponential(mean: WithError) -> Self {
        Self {
            family: "exponential",
            parameters: vec![("mean", mean)],
            log_likelihood: 0.0,
            free: 1,
            at: vec![mean.value],
        }
    }

    /// Akaike's criterion `2k - 2 log L`: the smaller, the better (*IEEE Trans. Autom. Control* 19, 1974).
    #[must_use]
    pub fn aic(&self) -> f64 {
        2.0 * self.free as f64 - 2.0 * self.log_likelihood
    }

    /// The share that lasts longer than `time`.
    #[must_use]
    pub fn survival(&self, time: f64) -> f64 {
        let family = FAMILIES.iter().find(|family| family.name() == self.family);
        family.map_or(f64::NAN, |family| family.survival(&self.at, time))
    }

    /// The parameters of this name.
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = WithError> + 'a {
        self.parameters.iter().filter(move |(n, _)| *n == name).map(|(_, value)| *value)
    }

    /// The largest distance between the fitted distribution and that of an uncensored sample
    /// (Kolmogorov and Smirnov).
    #[must_use]
    pub fn distance(&self, sample: &CensoredSample) -> f64 {
        super::kolmogorov::distance(sample, |t| 1.0 - self.survival(t))
    }
}

/// Criteria closer than this do not tell families apart: the one with fewer parameters is taken then (Burnham and
/// Anderson, *Model Selection and Multimodel Inference*, 2nd ed., 2002, section 2.6).
const AS_GOOD: f64 = 2.0;

/// Fits every family in `names` (all, where that is empty), the best by Akaike's criterion first; of those that are as
/// good as the best (within 2), the simplest.
#[must_use]
pub fn fit_all(sample: &CensoredSample, names: &[&str]) -> Vec<FittedLifetime> {
    let sample = &sample.between(f64::MIN_POSITIVE, f64::INFINITY);
    let wanted = FAMILIES.iter().filter(|family| names.is_empty() || names.contains(&family.name()));
    let mut fitted: Vec<FittedLifetime> = wanted.filter_map(|family| family.fit(sample)).collect();
    fitted.sort_by(|a, b| a.aic().total_cmp(&b.aic()));
    let least = fitted.first().map_or(0.0, FittedLifetime::aic);
    let as_good = fitted.iter().enumerate().filter(|(_, f)| f.aic() < least + AS_GOOD);
    if let Some((simplest, _)) = as_good.min_by_key(|(i, f)| (f.free, *i)) {
        fitted[..=simplest].rotate_right(1);
    }
    fitted
}

/// A named parameter and how it comes from those that are maximised over.
type Natural<'a> = (&'static str, &'a dyn Fn(&[f64]) -> f64);

/// Maximises numerically and turns the parameters into those a planner gives, all of them positive.
fn fit_numerically(
    family: &'static str,
    log_likelihood: impl Fn(&[f64]) -> f64,
    start: &[f64],
    natural: &[Natural<'_>],
) -> Option<FittedLifetime> {
    let top = maximise(log_likelihood, start)?;
    let parameter = |(name, of): &Natural<'_>| {
        let (value, error) = (of(&top.at), top.standard_error(of)?);
        (value.is_finite() && value > 0.0).then(|| (*name, WithError::positive(value, error)))
    };
    let parameters = natural.iter().map(parameter).collect::<Option<Vec<_>>>()?;
    Some(FittedLifetime { family, parameters, log_likelihood: top.log_likelihood, free: start.len(), at: top.at })
}

/// `ln Φ(-x)`, the logarithm of the normal distribution's upper tail, without underflow.
fn ln_normal_tail(x: f64) -> f64 {
    if x < 30.0 {
        (libm::erfc(x / std::f64::consts::SQRT_2) / 2.0).ln()
    } else {
        // Mills' ratio to second order: 1 - 1/x².
        -x * x / 2.0 - (x * (2.0 * std::f64::consts::PI).sqrt()).ln() + (-1.0 / (x * x)).ln_1p()
    }
}

/// A rough mean of the lifetimes, for a start: all times over the events.
fn rough_mean(sample: &CensoredSample) -> Option<f64> {
    let events = sample.events();
    (events > 0 && sample.exposure() > 0.0).then(|| sample.exposure() / events as f64)
}

#[cfg(test)]
mod tests;
