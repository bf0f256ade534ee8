//! Parameters in the planner's words: what a distribution or an arrival process wants to be told.
//!
//! Each family lists the [`Form`]s it can be given in (mean and sd; mean and cv; …). From that one
//! list come the reading of the TOML, its error messages and the JSON Schema.

use crate::units::SimTime;

/// What kind of value a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One duration: seconds, or text such as "4m 30s".
    Duration,
    /// One plain number.
    Number,
    /// One whole number from 1.
    Count,
    /// A list of durations, or a CSV column of them.
    Durations,
    /// A list of numbers.
    Numbers,
    /// One number for the whole day, or one per interval (list, CSV column, or blocks of hours).
    PerInterval,
    /// Rates an hour that hold from a clock time on: `{ from = "09:12", per_hour = 300 }`, …
    Changes,
    /// Rates an hour at clock times: `{ at = "09:12", per_hour = 300 }`, …
    Points,
    /// Instants of arrival: clock times, dated times, or seconds after opening.
    Instants,
}

/// One parameter of a family.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// The key in the TOML.
    pub name: &'static str,
    /// The kind of its value.
    pub kind: Kind,
    /// What it means, for the schema and the messages.
    pub about: &'static str,
    /// The value taken when it is left out; `None` when it must be given.
    pub default: Option<f64>,
}

impl Parameter {
    /// A parameter that must be given.
    #[must_use]
    pub const fn new(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self { name, kind, about, default: None }
    }

    /// The same parameter, which may be left out.
    #[must_use]
    pub const fn or(self, default: f64) -> Self {
        Self { default: Some(default), ..self }
    }
}

/// One way to give a family its parameters.
pub type Form = &'static [Parameter];

/// A value given for a parameter, in seconds where it is a time.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A duration, number or count.
    One(f64),
    /// A list.
    Many(Vec<f64>),
    /// Times after opening, s, in ascending order, with a value for each.
    Timed(Vec<(f64, f64)>),
    /// Instants by day, each with its place in the list that was given.
    Days(Vec<Vec<(SimTime, usize)>>),
}

/// The values given for one form of a family.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    values: Vec<(&'static str, Value)>,
}

/// A value that a family cannot take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The parameter at fault.
    pub parameter: &'static str,
    /// What is wrong and what would be right.
    pub why: String,
}

impl Refusal {
    /// Refuses `parameter` because of `why`.
    pub fn new(parameter: &'static str, why: impl Into<String>) -> Self {
        Self { parameter, why: why.into() }
    }
}

/// A year, the longest mean a model takes, in seconds.
const LONGEST: f64 = 366.0 * 24.0 * 3600.0;
/// The largest coefficient of variation a model takes.
const LARGEST_CV: f64 = 20.0;

impl Arguments {
    /// No values yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { values: Vec::new() }
    }

    /// Adds the value of a parameter.
    pub fn give(&mut self, name: &'static str, value: Value) {
        self.values.push((name, value));
    }

    fn value(&self, name: &'static str) -> Option<&Value> {
        self.values.iter().find(|(given, _)| *given == name).map(|(_, value)| value)
    }

    /// The single number given for `name`.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when it is missing, not a single number, or not finite.
    pub fn one(&self, name: &'static str) -> Result<f64, Refusal> {
        match self.value(name) {
            Some(Value::One(value)) if value.is_finite() => Ok(*value),
            Some(Value::One(_)) => Err(Refusal::new(name, "must be a finite number")),
            _ => Err(Refusal::new(name, "is missing")),
        }
    }

    /// The list given for `name`; a single number is a list of one.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when it is missing, empty, or holds a number that is not finite.
    pub fn many(&self, name: &'static str) -> Result<&[f64], Refusal> {
        let values = match self.value(name) {
            Some(Value::One(value)) => std::slice::from_ref(value),
            Some(Value::Many(values)) => values,
            _ => return Err(Refusal::new(name, "is missing")),
        };
        if values.is_empty() {
            return Err(Refusal::new(name, "is empty; give at least one value"));
        }
        if values.iter().any(|v| !v.is_finite()) {
            return Err(Refusal::new(name, "must hold finite numbers only"));
        }
        Ok(values)
    }

    /// The times after opening with their values given for `name`; never empty.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when they are missing.
    pub fn timed(&self, name: &'static str) -> Result<&[(f64, f64)], Refusal> {
        match self.value(name) {
            Some(Value::Timed(values)) if !values.is_empty() => Ok(values),
            _ => Err(Refusal::new(name, "is missing")),
        }
    }

    /// The instants given for `name`, day by day, each with its place in the list.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when they are missing.
    pub fn days(&self, name: &'static str) -> Result<&[Vec<(SimTime, usize)>], Refusal> {
        match self.value(name) {
            Some(Value::Days(days)) => Ok(days),
            _ => Err(Refusal::new(name, "is missing")),
        }
    }

    /// A number above zero.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] otherwise.
    pub fn positive(&self, name: &'static str) -> Result<f64, Refusal> {
        let value = self.one(name)?;
        if value > 0.0 { Ok(value) } else { Err(Refusal::new(name, format!("must be above 0, not {value}"))) }
    }

    /// A duration above zero and of at most a year, in seconds.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] otherwise.
    pub fn time(&self, name: &'static str) -> Result<f64, Refusal> {
        let seconds = self.positive(name)?;
        if seconds <= LONGEST { Ok(seconds) } else { Err(Refusal::new(name, "is longer than a year")) }
    }

    /// The coefficient of variation: `cv` itself, or `sd` over `mean`; 0 is refused, since the
    /// family for that is `constant`.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when it is missing, zero or above 20.
    pub fn variation(&self, mean: f64) -> Result<f64, Refusal> {
        let (name, cv) = match self.value("sd") {
            Some(_) => ("sd", self.positive("sd")? / mean),
            None => ("cv", self.positive("cv")?),
        };
        if cv <= LARGEST_CV {
            Ok(cv)
        } else {
            Err(Refusal::new(name, format!("is {cv:.0} times the mean; the most a model takes is {LARGEST_CV}")))
        }
    }
}
