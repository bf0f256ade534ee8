//! What control variates did to the intervals, in one sentence.

use crate::{experiment::PointResult, metrics::measures, model::Headline};

/// By what factor the intervals became narrower, of a run or over a sweep's levels; nothing where no
/// control variates were asked for.
#[must_use]
pub fn control_finding(results: &[&PointResult], asked: bool) -> Option<String> {
    if !asked {
        return None;
    }
    let parts: Vec<String> = Headline::ALL.iter().filter_map(|of| factor(results, of.name())).collect();
    if parts.is_empty() {
        return Some(
            "Control variates narrowed no interval: nothing is known exactly beside this centre, or it says nothing of how it fares.".to_owned(),
        );
    }
    Some(format!(
        "Control variates made the intervals narrower: {}. Twice as narrow is worth four times the replications.",
        parts.join(", ")
    ))
}

/// "service level 2.1 times", or from the least to the most over levels.
fn factor(results: &[&PointResult], measure: &str) -> Option<String> {
    let of = |result: &&PointResult| result.narrowed.iter().find(|n| n.measure == measure).map(|n| n.factor);
    let found: Vec<f64> = results.iter().filter_map(of).collect();
    let (least, most) = found.iter().fold((f64::INFINITY, 0.0_f64), |(least, most), f| (least.min(*f), most.max(*f)));
    let title = measures::named(measure)?.title;
    match found.len() {
        0 => None,
        1 => Some(format!("{title} {most:.1} times")),
        _ => Some(format!("{title} {least:.1} to {most:.1} times")),
    }
}
