//! Distributions of talk, hold, after-call work and patience, in the planner's terms.
//!
//! Each family is one file, which says how it is given ([`Family::FORMS`]), what it refuses and how
//! it is drawn. A new one is its file and its line in the registry at the end of this page.

use rand::Rng;

use super::parameter::{Arguments, Form, Refusal};

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
            $(#[doc = concat!("[`", stringify!($family), "`].")] $family($family)),+
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
                match self { $(Self::$family(family) => family.draw(rng)),+ }
            }

            /// The mean, s.
            #[must_use]
            pub fn mean(&self) -> f64 {
                match self { $(Self::$family(family) => family.mean()),+ }
            }

            /// The standard deviation, s.
            #[must_use]
            pub fn standard_deviation(&self) -> f64 {
                match self { $(Self::$family(family) => family.standard_deviation()),+ }
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
    triangular: Triangular,
    uniform: Uniform,
    weibull: Weibull,
}

#[cfg(test)]
mod tests;
