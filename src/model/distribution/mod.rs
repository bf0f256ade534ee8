//! Distributions of talk, hold, after-call work and patience, in the planner's terms.
//!
//! Each family is one file, which says how it is given ([`Family::FORMS`]), what it refuses and how
//! it is drawn. A new one is its file and its line in the registry at the end of this page.

mod exp;
mod memoryless;
mod ziggurat;

use rand::Rng;

pub use memoryless::Memoryless;
pub(super) use ziggurat::{UnitExponential, UnitNormal};

use super::parameter::{Arguments, Form, Kind, Parameter, Refusal};
use crate::units::SimTime;

const MEAN: Parameter = Parameter::new("mean", Kind::Duration, "The mean.");
/// The usual ways to say where times lie and how far they spread.
const MEAN_AND_SD: Form = &[MEAN, Parameter::new("sd", Kind::Duration, "The standard deviation.")];
const MEAN_AND_CV: Form = &[MEAN, Parameter::new("cv", Kind::Number, "The coefficient of variation: sd / mean.")];
const MEDIAN_AND_P90: Form = &[
    Parameter::new("median", Kind::Duration, "Half of the times are shorter."),
    Parameter::new("p90", Kind::Duration, "Nine in ten times are shorter."),
];

/// The values of [`MEDIAN_AND_P90`], the second the larger.
fn median_and_p90(given: &Arguments) -> Result<(f64, f64), Refusal> {
    let (median, p90) = (given.time("median")?, given.time("p90")?);
    if p90 > median { Ok((median, p90)) } else { Err(Refusal::new("p90", "must be longer than the median")) }
}

/// What every family of distributions can do. All values are seconds, never negative.
pub trait Family: Sized {
    /// Its key in the TOML.
    const NAME: &'static str;
    /// What it is good for, in one sentence.
    const ABOUT: &'static str;
    /// The ways it can be given; a family with one parameter also takes its bare value.
    const FORMS: &'static [Form];

    /// The distribution with these parameters, given in form number `form`.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] that names the parameter it cannot take.
    fn build(form: usize, given: &Arguments) -> Result<Self, Refusal>;

    /// The mean, s.
    fn mean(&self) -> f64;

    /// The standard deviation, s.
    fn standard_deviation(&self) -> f64;

    /// Draws a value, s.
    fn draw<R: Rng>(&self, rng: &mut R) -> f64;

    /// The cumulative hazard up to `time` seconds, `-ln P(longer than time)`: of a draw it is a unit
    /// exponential. `None` where values have probabilities of their own, so that it is not.
    fn cumulative_hazard(&self, time: f64) -> Option<f64> {
        let _ = time;
        None
    }

    /// Draws as many times as `times` has places, as whole nanoseconds: the same, in the same order,
    /// as so many calls of [`Family::draw`].
    #[inline]
    fn fill<R: Rng + Clone>(&self, rng: &mut R, times: &mut [u64]) {
        times.iter_mut().for_each(|time| *time = SimTime::from_draw(self.draw(rng)).as_nanoseconds());
    }
}

/// A family as the scenario reader and the schema see it.
#[derive(Clone, Copy, Debug)]
pub struct FamilyInfo {
    /// Its key in the TOML.
    pub name: &'static str,
    /// What it is good for.
    pub about: &'static str,
    /// The ways it can be given.
    pub forms: &'static [Form],
    /// Makes one.
    pub build: fn(usize, &Arguments) -> Result<Distribution, Refusal>,
}

macro_rules! registry {
    ($($module:ident: $family:ident),+ $(,)?) => {
        $(mod $module; pub use $module::$family;)+

        /// A distribution of a time, of any family.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Distribution {
            $(#[doc = concat!("[`", stringify!($family), "`].")] $family($family),)+
            /// The exponential twin of another, for experiments: no scenario names it.
            Memoryless(Memoryless),
        }

        /// Every family there is.
        pub const FAMILIES: &[FamilyInfo] = &[$(FamilyInfo {
            name: $family::NAME,
            about: $family::ABOUT,
            forms: $family::FORMS,
            build: |form, given| $family::build(form, given).map(Distribution::$family),
        }),+];

        impl Distribution {
            /// Draws a value, s.
            #[inline]
            pub fn draw<R: Rng>(&self, rng: &mut R) -> f64 {
                match self {
                    $(Self::$family(family) => family.draw(rng),)+
                    Self::Memoryless(twin) => twin.draw(rng),
                }
            }

            /// Draws as many times as `times` has places, as whole nanoseconds.
            pub fn fill<R: Rng + Clone>(&self, rng: &mut R, times: &mut [u64]) {
                match self {
                    $(Self::$family(family) => family.fill(rng, times),)+
                    Self::Memoryless(twin) => twin.fill(rng, times),
                }
            }

            /// The mean, s.
            #[must_use]
            pub fn mean(&self) -> f64 {
                match self {
                    $(Self::$family(family) => family.mean(),)+
                    Self::Memoryless(twin) => twin.mean(),
                }
            }

            /// The standard deviation, s.
            #[must_use]
            pub fn standard_deviation(&self) -> f64 {
                match self {
                    $(Self::$family(family) => family.standard_deviation(),)+
                    Self::Memoryless(twin) => twin.standard_deviation(),
                }
            }

            /// The cumulative hazard up to `time` seconds: of a draw, a unit exponential. `None` where
            /// values have probabilities of their own.
            #[must_use]
            pub fn cumulative_hazard(&self, time: f64) -> Option<f64> {
                match self {
                    $(Self::$family(family) => family.cumulative_hazard(time),)+
                    Self::Memoryless(twin) => Some(twin.cumulative_hazard(time)),
                }
            }
        }
    };
}

registry! {
    constant: Constant,
    empirical: Empirical,
    erlang: Erlang,
    exponential: Exponential,
    gamma: Gamma,
    hyperexponential: Hyperexponential,
    lognormal: Lognormal,
    piecewise_hazard: PiecewiseHazard,
    triangular: Triangular,
    uniform: Uniform,
    weibull: Weibull,
}

#[cfg(test)]
mod tests;
