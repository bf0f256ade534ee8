//! What `sweep` prints: level by level, and what each promise takes.

use super::{
    finding::capital,
    number::{Money, level_heading, plain, thousands, with_interval},
    outcome::{CaseOutcome, SweepOutcome, per, replications},
    run_table::table,
};
use crate::{
    experiment::MARGINAL_COST,
    metrics::{Unit, measures},
};

/// The tables of a sweep, case by case.
#[must_use]
pub fn sweep_table(sweep: &SweepOutcome) -> String {
    let mut text = format!(
        "{}\n{}% confidence, seed {}\n",
        sweep.outcome.title,
        sweep.outcome.confidence * 100.0,
        sweep.outcome.seed
    );
    for case in &sweep.cases {
        text += "\n";
        text += &case_heading(case);
        text += &case_table(sweep, case);
        text += "\n";
        if let Some(note) = unjustified(sweep, case) {
            text += &note;
            text += "\n";
        }
    }
    text
}

/// "200 days at each level", "57 to 119 days at each level".
#[must_use]
pub fn played_at_each_level(case: &CaseOutcome) -> String {
    let counts: Vec<u64> = case.levels.iter().map(|l| l.result.replications).collect();
    let (least, most) = (counts.iter().min().copied().unwrap_or(0), counts.iter().max().copied().unwrap_or(0));
    case.levels.first().map_or_else(String::new, |level| {
        if least == most {
            format!("{} at each level", replications(&level.model, least))
        } else {
            format!("{} to {} at each level", thousands(least as f64, 0), replications(&level.model, most))
        }
    })
}

fn case_heading(case: &CaseOutcome) -> String {
    let played = played_at_each_level(case);
    match &case.name {
        Some(name) => format!("{}: {played}\n", capital(name)),
        None => format!("{played}\n"),
    }
}

fn case_table(sweep: &SweepOutcome, case: &CaseOutcome) -> String {
    let money = Money::of(&sweep.outcome.currency);
    let per = case.levels.first().map_or("a day", |level| per(&level.model));
    let shown: Vec<_> =
        ["service_level", "average_speed_of_answer", "abandonment", "occupancy", "cost", "cost_per_answered_call"]
            .iter()
            .filter_map(|name| measures::named(name))
            .filter(|m| case.levels.iter().any(|l| l.result.overall(m.name).is_some_and(|e| e.value != 0.0)))
            .collect();
    let mut heading: Vec<String> = sweep.keys.iter().map(|key| level_heading(key)).collect();
    heading.extend(shown.iter().map(|m| heading_of(m.name, m.title, per)));
    heading.extend(["one more point\nof service".to_owned(), "keeps".to_owned()]);
    let mut table = table(&heading);
    for (i, level) in case.levels.iter().enumerate() {
        let mut cells: Vec<String> = level.values.iter().map(|v| plain(*v)).collect();
        cells.extend(shown.iter().map(|m| with_interval(level.result.overall(m.name), m.unit, &money)));
        let marginal = level.result.overall(MARGINAL_COST);
        cells.push(with_interval(marginal, Unit::Money, &money));
        cells.push(keeps(case, i));
        table.add_row(cells);
    }
    table.to_string()
}

/// Headings that are narrower than the measure's title.
fn heading_of(name: &str, title: &str, per: &str) -> String {
    match name {
        "cost" => format!("cost\n{per}"),
        "average_speed_of_answer" => "average speed\nof answer".to_owned(),
        "cost_per_answered_call" => "cost per\nanswered call".to_owned(),
        _ => title.to_owned(),
    }
}

/// The promises a level keeps; those it is the cheapest for are marked.
fn keeps(case: &CaseOutcome, level: usize) -> String {
    let kept = |name: &str| case.levels[level].result.promises.iter().any(|o| o.name == name && o.is_kept());
    let names = case
        .prices
        .cheapest
        .iter()
        .filter(|c| kept(&c.promise))
        .map(|c| if c.level == Some(level) { format!("{} <- cheapest", c.promise) } else { c.promise.clone() });
    names.collect::<Vec<_>>().join(", ")
}

/// Which levels no promise can justify, in a sentence.
fn unjustified(sweep: &SweepOutcome, case: &CaseOutcome) -> Option<String> {
    if sweep.keys.len() != 1 {
        return None;
    }
    let ranges: Vec<String> = stretches(&case.prices.unjustified)
        .into_iter()
        .map(|(first, last)| match (case.levels[first].values[0], case.levels[last].values[0]) {
            (from, _) if first == last => plain(from),
            (from, to) => format!("{} to {}", plain(from), plain(to)),
        })
        .collect();
    let which = match ranges.split_last() {
        None => return None,
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    };
    Some(format!("No promise can justify {which}: another level keeps the same promises and costs less."))
}

/// Runs of neighbouring indices: first and last of each.
fn stretches(indices: &[usize]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &index in indices {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == index => *last = index,
            _ => runs.push((index, index)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_indices_make_a_stretch() {
        assert_eq!(stretches(&[0, 1, 4, 5, 6, 9]), [(0, 1), (4, 6), (9, 9)]);
        assert_eq!(stretches(&[]), []);
    }
}
