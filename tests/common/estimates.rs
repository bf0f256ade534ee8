//! What the theory and the published cases share: playing a scenario, quantiles, tables.

use std::path::Path;

use onering::scenario::{Overrides, Scenario};
use statrs::distribution::{ContinuousCDF, StudentsT};

/// Threads a case is played on; the results do not depend on it.
pub const THREADS: usize = 2;
/// Most sections that replications are dealt to, which is what Student's t counts.
const SECTIONS: u64 = 100;

/// The scenario of `text`; panics with all of its problems drawn.
pub fn scenario(name: &str, text: &str, overrides: &Overrides) -> Scenario {
    Scenario::from_text(name, text, Path::new("."), overrides).unwrap_or_else(|problems| {
        panic!("{}\n{text}", problems.render(false));
    })
}

/// Degrees of freedom behind the interval of a ratio over `replications`.
pub fn degrees(replications: u64) -> f64 {
    (replications.min(SECTIONS) - 1) as f64
}

/// What Student's t exceeds on either side with probability `alpha`.
pub fn student_t(alpha: f64, degrees: f64) -> f64 {
    // From the lower tail, where a tiny alpha is not lost in 1 - alpha.
    -StudentsT::new(0.0, 1.0, degrees).unwrap().inverse_cdf(alpha / 2.0)
}

/// A number for a table: six significant figures.
pub fn figures(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let places = (5 - value.abs().log10().floor() as i32).clamp(0, 12);
    format!("{value:.*}", places as usize)
}
