//! Which pictures `compare` draws, and from what.

use super::{
    Failure,
    drawing::{Drawing, draw_all},
    pictures::{Pictures, drawn},
};
use crate::{
    chart::{DayGrid, DifferencePanel, Differences, Tradeoff, TradeoffPoint, Unit},
    experiment::{Exchange, Feasibility, ISSUES_RESOLVED},
    metrics, model,
    report::{ContestOutcome, contest_findings, per, replications, thousands, title_of, unit_of},
};

/// Measures that have a panel, the first that say something.
const PANELS: [&str; 6] =
    ["cost", ISSUES_RESOLVED, "service_level", "average_speed_of_answer", "abandonment", "occupancy"];
const MOST_PANELS: usize = 4;
/// Where no call type has a target.
const USUAL_TARGET: f64 = 0.8;

/// Differences, the trade-off, and the day by interval.
pub fn of_contest(found: &ContestOutcome) -> Result<Pictures, Failure> {
    let mut drawings = vec![Drawing::new("differences", || differences(found).render())];
    let has_cost = found.shown().contains(&"cost");
    if has_cost {
        for exchange in &found.contest.exchanges {
            let is_of_issues = exchange.measure == ISSUES_RESOLVED;
            let name = if is_of_issues { "tradeoff_issues" } else { "tradeoff" };
            drawings.push(Drawing::new(name, || tradeoff(found, exchange).render()));
        }
    }
    let intervals = found.policies[0].model.horizon().intervals();
    if (2..=96).contains(&intervals) {
        drawings.push(Drawing::new("day_by_policy", || day_grid(found).render()));
    }
    Ok(draw_all(drawings)?)
}

fn subtitle(found: &ContestOutcome, more: &str) -> String {
    let base = &found.policies[found.baseline];
    // A long title would push the rest off the page.
    let is_short = found.outcome.title.chars().count() <= 28;
    let title = if is_short { format!("{}: ", found.outcome.title) } else { String::new() };
    format!("{title}{} of each on the same callers{more}", replications(&base.model, base.result.replications))
}

/// The unit of differences.
fn unit(measure: &str, currency: &str) -> Unit {
    match unit_of(measure) {
        metrics::Unit::Share => Unit::Points,
        metrics::Unit::Seconds => Unit::Seconds,
        metrics::Unit::Money => Unit::Money(currency.to_owned()),
        _ => Unit::Count,
    }
}

fn name_of(found: &ContestOutcome, measure: &str) -> String {
    match measure {
        "cost" => format!("cost {}", per(&found.policies[0].model)),
        other => title_of(other),
    }
}

fn differences(found: &ContestOutcome) -> Differences {
    let others: Vec<usize> = (0..found.policies.len()).filter(|i| *i != found.baseline).collect();
    let shown = found.shown();
    let decides = [found.best.as_str()].into_iter();
    let mut measures: Vec<&str> = decides.chain(PANELS).filter(|m| shown.contains(m)).collect();
    let mut seen = Vec::new();
    measures.retain(|m| {
        !seen.contains(m) && {
            seen.push(*m);
            true
        }
    });
    measures.truncate(MOST_PANELS);
    let panel = |measure: &str| DifferencePanel {
        name: name_of(found, measure),
        unit: unit(measure, &found.outcome.currency),
        more_is_better: measure.starts_with("service_level") || measure == ISSUES_RESOLVED,
        differences: others.iter().map(|i| drawn(found.difference(*i, measure).and_then(|d| d.estimate))).collect(),
    };
    let baseline = &found.policies[found.baseline].name;
    Differences {
        title: title(found),
        subtitle: subtitle(
            found,
            &format!("; bars are {}% intervals that hold together", thousands(found.outcome.confidence * 100.0, 0)),
        ),
        baseline: baseline.clone(),
        policies: others.iter().map(|i| found.policies[*i].name.clone()).collect(),
        panels: measures.into_iter().map(panel).collect(),
    }
}

/// The verdict on the best, which comes last.
fn title(found: &ContestOutcome) -> String {
    contest_findings(found).pop().unwrap_or_default().trim_end_matches('.').to_owned()
}

fn tradeoff(found: &ContestOutcome, exchange: &Exchange) -> Tradeoff {
    let is_of_issues = exchange.measure == ISSUES_RESOLVED;
    let point = |(index, policy): (usize, &crate::report::PolicyOutcome)| {
        let at = (policy.result.overall(&exchange.measure)?.value, policy.result.overall("cost")?.value);
        let standing = &found.contest.standings[index];
        Some(TradeoffPoint {
            name: policy.name.clone(),
            at,
            region: exchange.regions[index].clone(),
            is_on_frontier: exchange.frontier.contains(&index),
            is_out: standing.feasibility == Feasibility::Missed,
        })
    };
    let frontier: Vec<&str> = exchange.frontier.iter().map(|i| found.policies[*i].name.as_str()).collect();
    let title = match frontier.as_slice() {
        [only] => format!("Only {only} is worth its money: all others cost more or serve worse"),
        few if few.len() <= 4 => format!("Worth their money: {}", few.join(", ")),
        many => format!("{} of {} policies are worth their money", many.len(), found.policies.len()),
    };
    let is_any_out = found.contest.standings.iter().any(|s| s.feasibility == Feasibility::Missed);
    let red = if is_any_out { "; red: misses a promise" } else { "" };
    Tradeoff {
        title,
        subtitle: subtitle(
            found,
            &format!(
                "; blue: nothing {} for less{red}; shaded: where it may lie",
                if is_of_issues { "solves more" } else { "serves better" }
            ),
        ),
        across: (if is_of_issues { "issues solved".to_owned() } else { service_name(found) }, Unit::Share),
        up: (name_of(found, "cost"), Unit::Money(found.outcome.currency.clone())),
        policies: found.policies.iter().enumerate().filter_map(point).collect(),
        at_least: None,
    }
}

/// The wait that all call types accept; `None` where they differ.
fn service_name(found: &ContestOutcome) -> String {
    let waits = || found.policies.iter().flat_map(|p| p.model.call_types()).map(|t| t.service_level().acceptable_wait);
    let first = waits().next();
    match first.filter(|first| waits().all(|wait| wait == *first)) {
        Some(wait) => format!("service level: answered within {} s", wait.as_seconds()),
        None => "service level: answered within the acceptable wait".to_owned(),
    }
}

fn day_grid(found: &ContestOutcome) -> DayGrid {
    let horizon: &model::Horizon = found.policies[0].model.horizon();
    let intervals: Vec<String> = (0..horizon.intervals()).filter_map(|i| horizon.interval_label(i)).collect();
    let row = |policy: &crate::report::PolicyOutcome| {
        let of = |at: &String| policy.result.estimate("service_level", "all", at).map(|e| e.value);
        (policy.name.clone(), intervals.iter().map(of).collect())
    };
    let rows: Vec<(String, Vec<Option<f64>>)> = found.policies.iter().map(row).collect();
    let targets = || found.policies[0].model.call_types().iter().filter_map(|t| t.service_level().target);
    let target = targets().next().filter(|first| targets().all(|t| t == *first)).unwrap_or(USUAL_TARGET);
    let least = |row: &(String, Vec<Option<f64>>)| {
        let (at, worst) =
            row.1.iter().enumerate().filter_map(|(i, s)| s.map(|s| (i, s))).min_by(|a, b| a.1.total_cmp(&b.1))?;
        Some((row.0.clone(), at, worst))
    };
    let worst = rows.iter().filter_map(least).min_by(|a, b| a.2.total_cmp(&b.2));
    let title = worst.map_or_else(
        || found.outcome.title.clone(),
        |(name, at, share)| {
            format!("The worst interval is {} under {name}: {} in time", intervals[at], crate::report::percent(share))
        },
    );
    DayGrid {
        title,
        subtitle: format!(
            "{}; numbers are % {}",
            subtitle(found, ""),
            service_name(found).trim_start_matches("service level: ")
        ),
        intervals,
        rows,
        target,
    }
}
