//! One finding of a strategy: what of whom, from where to where.

use std::fmt;

use onering::{
    metrics::{How, Unit, measures::named},
    stats::{Confidence, Estimate},
};

use super::strategy::Played;

/// Sections whose quantiles make the interval of a quantile (`docs/metrics.md`).
const SECTIONS_OF_QUANTILES: usize = 20;
/// Sections that replications are dealt to.
const SECTIONS: usize = 100;

/// A measure of a policy, or its difference to the baseline.
#[derive(Clone)]
pub struct Finding {
    /// The measure's name.
    pub measure: String,
    /// Of whom: `all`, or a key path.
    pub of: String,
    /// The policy.
    pub policy: String,
    /// The baseline that is subtracted.
    pub minus: Option<String>,
    /// The ends of the interval, as written; `None` where it was not measured yet.
    pub ends: Option<(String, String)>,
}

impl Finding {
    /// Reads `MEASURE [of KEYPATH] under "POLICY" [minus "BASELINE"]: LOW to HIGH`.
    pub fn read(line: &str) -> Self {
        let wrong = || panic!("not a finding: {line}");
        let (what, rest) = line.split_once(" under \"").unwrap_or_else(wrong);
        let (measure, of) = what.split_once(" of ").unwrap_or((what, "all"));
        let (policies, ends) = rest.rsplit_once("\":").unwrap_or_else(wrong);
        let (policy, minus) = match policies.split_once("\" minus \"") {
            Some((policy, minus)) => (policy, Some(minus.to_owned())),
            None => (policies, None),
        };
        let ends = ends.trim().split_once(" to ").map(|(low, high)| (low.to_owned(), high.to_owned()));
        Self { measure: measure.to_owned(), of: of.to_owned(), policy: policy.to_owned(), minus, ends }
    }

    /// What it is about.
    pub fn subject(&self) -> String {
        let of = if self.of == "all" { String::new() } else { format!(" of {}", self.of) };
        let minus = self.minus.as_ref().map_or_else(String::new, |minus| format!(" minus \"{minus}\""));
        format!("{}{of} under \"{}\"{minus}", self.measure, self.policy)
    }

    /// In what it is measured.
    pub fn unit(&self) -> Unit {
        onering::report::unit_of(&self.measure)
    }

    /// The ends of the interval.
    pub fn interval(&self) -> (f64, f64) {
        let (low, high) = self.ends.as_ref().unwrap_or_else(|| panic!("{} was never measured", self.subject()));
        let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("{}: {text} is no number", self.subject()));
        (number(low), number(high))
    }

    /// Puts down what was measured, to two digits of the half-width.
    pub fn measure(&mut self, played: &Played) {
        let (estimate, _) = self.estimate(played);
        let half = self.half_width(estimate);
        let decimals = if half > 0.0 { (1.0 - half.log10().floor()).clamp(0.0, 9.0) as usize } else { 4 };
        let end = |value: f64| format!("{value:.decimals$}");
        self.ends = Some((end(estimate.value - half), end(estimate.value + half)));
    }

    /// Holds it to what other days say; `days` made it.
    pub fn compare(&self, fresh: &Played, days: u64, confidence: Confidence) -> Comparison {
        let (low, high) = self.interval();
        let (estimate, level) = self.estimate(fresh);
        let fresh_days = fresh.results[0].replications;
        let error = |half: f64, days: u64| half / level.student_t(self.degrees(days)).unwrap();
        let own = error((high - low) / 2.0, days);
        let other = error(self.half_width(estimate), fresh_days);
        let t = confidence.student_t(self.degrees(fresh_days.min(days))).unwrap();
        // Both ends were rounded to their last digit.
        let decimals = self.ends.as_ref().and_then(|(low, _)| low.split_once('.')).map_or(0, |(_, d)| d.len());
        let rounding = 0.5 * 10_f64.powi(-i32::try_from(decimals).unwrap());
        let bound = t * (own.hypot(other) + rounding) + rounding;
        Comparison { subject: self.subject(), stated: (low, high), fresh: estimate, bound }
    }

    fn half_width(&self, estimate: Estimate) -> f64 {
        estimate.half_width.unwrap_or_else(|| panic!("{} has no interval", self.subject()))
    }

    /// Degrees of freedom of an interval over so many days.
    fn degrees(&self, days: u64) -> usize {
        let is_quantile = named(&self.measure).is_some_and(|m| matches!(m.how, How::WaitQuantile(_)));
        let most = if is_quantile { SECTIONS_OF_QUANTILES } else { SECTIONS };
        most.min(usize::try_from(days).unwrap()) - 1
    }

    /// What was measured, and how sure its interval is.
    fn estimate(&self, played: &Played) -> (Estimate, Confidence) {
        let index = |name: &str| {
            let found = played.names.iter().position(|n| n == name);
            found.unwrap_or_else(|| panic!("{}: there is no policy \"{name}\"", self.subject()))
        };
        let policy = index(&self.policy);
        let Some(minus) = &self.minus else {
            let estimate = played.results[policy].estimate(&self.measure, &self.of, "all");
            return (estimate.unwrap_or_else(|| panic!("{} is undefined", self.subject())), played.confidence);
        };
        assert_eq!(index(minus), played.baseline, "{}: \"{minus}\" is not the baseline", self.subject());
        assert_eq!(self.of, "all", "{}: differences are of the whole centre", self.subject());
        let differences = &played.contest.standings[policy].differences;
        let difference = differences.iter().find(|d| d.measure == self.measure).and_then(|d| d.estimate);
        let estimate = difference.unwrap_or_else(|| panic!("{} is not compared", self.subject()));
        (estimate, played.confidence.shared_by(played.names.len() - 1))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (low, high) = self.ends.clone().unwrap_or_default();
        write!(f, "{}: {low} to {high}", self.subject())
    }
}

/// A finding beside a fresh run.
pub struct Comparison {
    subject: String,
    stated: (f64, f64),
    fresh: Estimate,
    bound: f64,
}

impl Comparison {
    /// Whether both may be of one truth.
    pub fn agrees(&self) -> bool {
        let (low, high) = self.stated;
        low <= high && (f64::midpoint(low, high) - self.fresh.value).abs() <= self.bound
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (low, high) = self.stated;
        let half = self.fresh.half_width.unwrap_or(f64::NAN);
        write!(
            f,
            "{}: {low} to {high} is stated, {:.4} ± {half:.4} was found, and may lie {:.4} from the middle",
            self.subject, self.fresh.value, self.bound
        )
    }
}
