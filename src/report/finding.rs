//! What was found, in one plain sentence.

use super::{
    number::{Money, level_name, percent, seconds, thousands},
    outcome::{CaseOutcome, Level, RunOutcome, SweepOutcome, per},
};
use crate::{
    experiment::{CheapestLevel, Comparison},
    model::Model,
    stats::Estimate,
};

/// What `run` found: service, waiting, abandonment, cost, and whether targets were kept.
#[must_use]
pub fn run_finding(run: &RunOutcome) -> String {
    let overall = |measure: &str| run.result.overall(measure);
    let money = Money::of(&run.outcome.currency);
    let mut parts = Vec::new();
    if let Some(level) = overall("service_level") {
        parts.push(format!("{} of callers are answered within {}", percent(level.value), acceptable_wait(&run.model)));
    }
    if let Some(speed) = overall("average_speed_of_answer") {
        parts.push(format!("those answered wait {} on average", seconds(speed.value)));
    }
    if let Some(abandonment) = overall("abandonment").filter(|a| a.value > 0.0) {
        parts.push(format!("{} hang up first", percent(abandonment.value)));
    }
    let mut sentence = match parts.len() {
        0 => "Nobody called".to_owned(),
        _ => parts.join(", "),
    };
    if let Some(cost) = overall("cost").filter(|c| c.value > 0.0) {
        sentence += &format!("; {} costs {}", per(&run.model), money.amount(cost.value));
        if let Some(each) = overall("cost_per_answered_call") {
            sentence += &format!(", {} for each answered call", money.small_amount(each.value));
        }
    }
    sentence += ".";
    for text in targets(run) {
        sentence += " ";
        sentence += &text;
    }
    sentence
}

/// "20 s", or "their acceptable wait" where call types differ.
fn acceptable_wait(model: &Model) -> String {
    let waits: Vec<f64> = model.call_types().iter().map(|t| t.service_level().acceptable_wait.as_seconds()).collect();
    if waits.iter().all(|w| *w == waits[0]) { format!("{} s", waits[0]) } else { "their acceptable wait".to_owned() }
}

/// How often each call type's target, and each promise, is kept.
fn targets(run: &RunOutcome) -> Vec<String> {
    let mut texts = Vec::new();
    let is_day = per(&run.model) == "a day";
    for call_type in run.model.call_types() {
        let Some(target) = call_type.service_level().target else { continue };
        let of = format!("call_type.{}", call_type.name());
        let (days, intervals) = (
            run.result.estimate("share_of_days_on_target", &of, "all"),
            run.result.estimate("share_of_intervals_on_target", &of, "all"),
        );
        let name = if run.model.call_types().len() > 1 { format!(" for {}", call_type.name()) } else { String::new() };
        let goal = format!("{} in {} s{name}", percent(target), call_type.service_level().acceptable_wait.as_seconds());
        if let (Some(days), Some(intervals)) = (days, intervals) {
            texts.push(format!(
                "The target, {goal}, is kept {}.",
                if is_day {
                    format!("on {} of days and in {} of intervals", percent(days.value), percent(intervals.value))
                } else {
                    format!("in {} of runs", percent(days.value))
                }
            ));
        }
    }
    for promise in &run.result.promises {
        if let Some(kept) = promise.days {
            let of = if is_day { "days" } else { "runs" };
            let wanted = promise.days_wanted.map_or_else(String::new, |w| format!(" ({} promised)", percent(w)));
            let several = run.model.horizon().intervals() > 1;
            let intervals = promise.intervals.filter(|_| several);
            let intervals =
                intervals.map_or_else(String::new, |i| format!(" and in {} of intervals", percent(i.value)));
            texts.push(format!("\"{}\" is kept on {} of {of}{wanted}{intervals}.", promise.name, percent(kept.value)));
        }
    }
    texts
}

/// What a sweep found: a sentence for each case, and with several cases one that compares them.
#[must_use]
pub fn sweep_findings(sweep: &SweepOutcome) -> Vec<String> {
    let mut findings: Vec<String> = sweep.cases.iter().map(|case| case_finding(sweep, case)).collect();
    findings.extend(comparison_of_cases(sweep));
    findings
}

/// "One ring takes 57 agents and $1,824 a day, 81 seconds takes 49 …: one ring costs $256 a day,
/// 4 cents a call."
#[must_use]
pub fn case_finding(sweep: &SweepOutcome, case: &CaseOutcome) -> String {
    let money = Money::of(&sweep.outcome.currency);
    let prefix = case.name.as_ref().map_or_else(String::new, |name| format!("{}: ", capital(name)));
    let Some(first) = case.levels.first() else { return format!("{prefix}nothing was played.") };
    if case.prices.cheapest.is_empty() {
        return match case.prices.lowest_cost {
            Some(i) => format!(
                "{prefix}{} cost least, {} {}; no promise was stated.",
                place(sweep, &case.levels[i]),
                level_cost(&case.levels[i], &money),
                per(&first.model)
            ),
            None => format!("{prefix}no promise was stated."),
        };
    }
    let takes = case.prices.cheapest.iter().map(|cheapest| takes(sweep, case, cheapest, &money));
    let mut sentence = capital(&takes.collect::<Vec<_>>().join(", "));
    let differences: Vec<String> =
        case.prices.comparisons.iter().filter_map(|c| difference(c, &money, &first.model)).collect();
    if !differences.is_empty() {
        sentence += ": ";
        sentence += &differences.join(", ");
    }
    sentence += ".";
    format!("{prefix}{sentence}")
}

fn takes(sweep: &SweepOutcome, case: &CaseOutcome, cheapest: &CheapestLevel, money: &Money) -> String {
    let name = &cheapest.promise;
    match (cheapest.level, cheapest.nearest) {
        (Some(i), _) => {
            let level = &case.levels[i];
            let (place, cost) = (place(sweep, level), level_cost(level, money));
            let range = range(sweep, case, cheapest);
            format!("{name} takes {place}{range} and {cost} {}{}", per(&level.model), hang_ups(level))
        }
        (None, Some(i)) => {
            let level = &case.levels[i];
            format!("no level keeps {name} ({} come nearest, with {})", place(sweep, level), shortfall(level, name))
        }
        (None, None) => format!("no level keeps {name}"),
    }
}

/// Callers who hang up make room for others: a wait is short then, but not for them.
fn hang_ups(level: &Level) -> String {
    match level.result.overall("abandonment") {
        Some(abandonment) if abandonment.value > 0.05 => format!(" ({} hang up)", percent(abandonment.value)),
        _ => String::new(),
    }
}

/// " (1,124 to 1,130)": the levels that the intervals leave open, where they leave any.
fn range(sweep: &SweepOutcome, case: &CaseOutcome, cheapest: &CheapestLevel) -> String {
    if sweep.keys.len() != 1 {
        return String::new();
    }
    if cheapest.level == Some(0) {
        return " (the first level of the sweep: a lower one may do)".to_owned();
    }
    if cheapest.from == cheapest.level && cheapest.to == cheapest.level {
        return String::new();
    }
    let value = |index: Option<usize>| index.map(|i| super::number::plain(case.levels[i].values[0]));
    match (value(cheapest.from), value(cheapest.to)) {
        (Some(from), Some(to)) => format!(" ({from} to {to} by the intervals)"),
        (Some(from), None) => format!(" ({from} or more by the intervals)"),
        _ => String::new(),
    }
}

/// What the nearest miss measured, for each goal it misses.
fn shortfall(level: &Level, promise: &str) -> String {
    let outcome = level.result.promises.iter().find(|o| o.name == promise);
    let missed = outcome.into_iter().flat_map(|o| &o.goals).filter(|g| !g.kept);
    let texts: Vec<String> = missed
        .map(|goal| {
            let measure = goal.measure.replace('_', " ");
            let is_time = measure.contains("speed") || measure.contains("wait");
            let write = |v: f64| if is_time { seconds(v) } else { percent(v) };
            let found = goal.estimate.map_or_else(|| "nothing measured".to_owned(), |e: Estimate| write(e.value));
            format!("{measure} {found} for {}", write(goal.bound))
        })
        .collect();
    texts.join(" and ")
}

fn difference(comparison: &Comparison, money: &Money, model: &Model) -> Option<String> {
    let per_day = comparison.per_day?;
    let give_or_take = match per_day.half_width {
        Some(half) if half > 0.005 * per_day.value.abs() => format!(" (± {})", money.amount(half)),
        _ => String::new(),
    };
    let each = comparison.per_call.map_or_else(String::new, |c| format!(", {} a call", money.small_amount(c.value)));
    Some(format!("{} costs {} {}{give_or_take}{each}", comparison.dearer, money.amount(per_day.value), per(model)))
}

/// A level in words: "57 agents", or "57 agents with per_hour 600".
#[must_use]
pub fn place(sweep: &SweepOutcome, level: &Level) -> String {
    let names: Vec<String> = sweep.keys.iter().zip(&level.values).map(|(key, value)| level_name(key, *value)).collect();
    names.join(" with ")
}

fn level_cost(level: &Level, money: &Money) -> String {
    level.result.overall("cost").map_or_else(|| "no cost".to_owned(), |c| money.amount(c.value))
}

/// What the dearest promise takes over the cheapest one, case by case, in agents or else in cost.
#[must_use]
pub fn shares_more(sweep: &SweepOutcome) -> Vec<CaseShare> {
    sweep.cases.iter().filter_map(|case| case_share(sweep, case)).collect()
}

/// How much more one promise takes than another, in one case.
#[derive(Clone, Debug)]
pub struct CaseShare {
    /// The case.
    pub case: String,
    /// The promise that takes more.
    pub dearer: String,
    /// The promise that takes less.
    pub cheaper: String,
    /// The share more, of agents or cost.
    pub more: f64,
    /// The levels: "6 agents", "4 agents".
    pub levels: (String, String),
}

fn case_share(sweep: &SweepOutcome, case: &CaseOutcome) -> Option<CaseShare> {
    let mut kept: Vec<&CheapestLevel> = case.prices.cheapest.iter().filter(|c| c.level.is_some()).collect();
    kept.sort_by(|a, b| b.cost.map_or(0.0, |c| c.value).total_cmp(&a.cost.map_or(0.0, |c| c.value)));
    let (dearer, cheaper) = (kept.first()?, kept.last()?);
    if dearer.promise == cheaper.promise {
        return None;
    }
    let (high, low) = (&case.levels[dearer.level?], &case.levels[cheaper.level?]);
    let more = if sweep.varies_staff() {
        high.values[0] / low.values[0] - 1.0
    } else {
        dearer.cost?.value / cheaper.cost?.value - 1.0
    };
    Some(CaseShare {
        case: case.name.clone().unwrap_or_else(|| sweep.outcome.title.clone()),
        dearer: dearer.promise.clone(),
        cheaper: cheaper.promise.clone(),
        more,
        levels: (place(sweep, high), place(sweep, low)),
    })
}

fn comparison_of_cases(sweep: &SweepOutcome) -> Option<String> {
    if sweep.cases.len() < 2 {
        return None;
    }
    let shares = shares_more(sweep);
    let first = shares.first()?;
    if shares.iter().any(|s| s.dearer != first.dearer || s.cheaper != first.cheaper) {
        return None;
    }
    let what = sweep.price_is_in();
    let list: Vec<String> = shares.iter().map(|s| format!("the {} {}", s.case, about(s.more))).collect();
    let list = match list.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => list.join(""),
    };
    let without: Vec<&str> = sweep
        .cases
        .iter()
        .filter_map(|c| c.name.as_deref())
        .filter(|name| shares.iter().all(|s| s.case != *name))
        .collect();
    let missing = match without.as_slice() {
        [] => String::new(),
        names => format!(" No level tried keeps both at the {}.", names.join(" and the ")),
    };
    Some(format!("{} instead of {} costs {list} more {what}.{missing}", capital(&first.dearer), first.cheaper))
}

/// A share to about two digits: "50%", "11%", "1.4%".
#[must_use]
pub fn about(share: f64) -> String {
    let value = share * 100.0;
    format!("{}%", thousands(value, usize::from(value.abs() < 9.95)))
}

/// The text with its first letter large.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
