//! Why a run differs from Erlang's formulas: the table, the sentences, and tidy rows.

use comfy_table::Cell;

use super::{
    number::{Money, percent, plain, with_interval},
    run_table::table,
};
use crate::{
    experiment::explain::{Explanation, Figures},
    metrics::{Row, Unit},
    stats::Estimate,
};

/// The table: the run, the formulas, and what each assumption makes.
#[must_use]
pub fn explain_table(explanation: &Explanation) -> String {
    let heading = ["why not Erlang", "service level", "average speed of answer", "abandonment"];
    let mut table = table(&heading.map(str::to_owned));
    let mut row = |name: &str, figures: &Figures, sign: bool| {
        let cells = cells(figures, sign);
        table.add_row(std::iter::once(name.to_owned()).chain(cells).map(Cell::new));
    };
    row("the simulation", &explanation.simulated, false);
    let formula = format!("{}, interval by interval", explanation.formula);
    row(&formula, &explanation.erlang.clone().unwrap_or_default(), false);
    if explanation.formula != "Erlang C" {
        row("Erlang C, interval by interval", &explanation.erlang_c.clone().unwrap_or_default(), false);
    }
    for effect in &explanation.effects {
        row(&format!("made by {}", effect.title), &effect.difference, true);
    }
    if let Some(day) = &explanation.day {
        row(&format!("made by {}", day_title(explanation)), day, true);
    }
    if let Some(forgotten) = &explanation.forgotten_shrinkage {
        row("what the formula would add, shrinkage forgotten", forgotten, true);
    }
    table.to_string()
}

fn cells(figures: &Figures, sign: bool) -> [String; 3] {
    let money = Money::of("");
    let cell = |estimate: Option<Estimate>, unit: Unit| {
        let text = with_interval(estimate, unit, &money);
        // A difference of shares is points, no percentage of anything.
        let text = if sign && unit == Unit::Share { format!("{} points", text.replacen('%', "", 1)) } else { text };
        if sign && estimate.is_some_and(|e| e.value > 0.0) { format!("+{text}") } else { text }
    };
    [
        cell(figures.service_level, Unit::Share),
        cell(figures.average_speed_of_answer, Unit::Seconds),
        cell(figures.abandonment, Unit::Share),
    ]
}

/// What it comes to, in plain sentences.
#[must_use]
pub fn explain_findings(explanation: &Explanation) -> Vec<String> {
    let mut findings = Vec::new();
    match &explanation.erlang {
        Err(reason) => findings.push(format!("{} has no answer: {reason}.", explanation.formula)),
        Ok(erlang) => findings.extend(against(explanation, erlang)),
    }
    if !explanation.is_erlangs()
        && let Some((title, effect)) = most(explanation)
    {
        let sure = if is_sure(effect) { "" } else { ", which may be chance" };
        findings.push(format!(
            "What matters most against {} is {title}: {} of service level{sure}. Each row switches one assumption back alone; their sum need not be the whole, for they work on each other.",
            explanation.formula,
            points(effect.value),
        ));
    }
    findings
}

/// What changes the service level most: an assumption, or what is left of the day.
fn most(explanation: &Explanation) -> Option<(String, Estimate)> {
    let largest = explanation.largest().and_then(|e| Some((e.title.to_owned(), e.difference.service_level?)));
    let day = explanation.day.and_then(|day| Some((day_title(explanation), day.service_level?)));
    [largest, day].into_iter().flatten().max_by(|a, b| a.1.value.abs().total_cmp(&b.1.value.abs()))
}

fn day_title(explanation: &Explanation) -> String {
    rest(explanation, "the day itself (it starts empty, rates and staff change)")
}

/// What cannot be switched back: the day, in these words, and what no formula knows.
fn rest(explanation: &Explanation, day: &str) -> String {
    let mut made_by = vec![day];
    made_by.extend(&explanation.beyond);
    made_by.join(", ")
}

fn against(explanation: &Explanation, erlang: &Figures) -> Option<String> {
    let (simulated, erlang) = (explanation.simulated.service_level?, erlang.service_level?);
    let difference = simulated.value - erlang.value;
    let within = simulated.half_width.is_some_and(|half| difference.abs() <= half);
    Some(if explanation.is_erlangs() && within {
        format!(
            "{} solves this centre, and the two agree: {} simulated, {} computed; by chance alone they may differ by {}.",
            explanation.formula,
            percent(simulated.value),
            percent(erlang.value),
            points(simulated.half_width.unwrap_or(0.0)).trim_start_matches('+')
        )
    } else {
        format!(
            "{} says {} are answered in time, the simulation says {}: {}.",
            explanation.formula,
            percent(erlang.value),
            percent(simulated.value),
            points(difference)
        )
    })
}

/// What makes the difference in service level to the formula: each broken assumption, then what is left
/// of the day. Abandonment is none of them: the formula has it.
#[must_use]
pub fn explained_effects(explanation: &Explanation) -> Vec<(String, Estimate)> {
    let differs = explanation.effects.iter().filter(|effect| effect.key != "abandonment");
    let effects = differs.filter_map(|e| Some((e.title.to_owned(), e.difference.service_level?)));
    let day = explanation.day.and_then(|day| Some((rest(explanation, "the day itself"), day.service_level?)));
    effects.chain(day).collect()
}

/// The finding, short enough for a picture's heading.
#[must_use]
pub fn explain_title(explanation: &Explanation) -> String {
    let effects = explained_effects(explanation);
    let most = effects.into_iter().max_by(|a, b| a.1.value.abs().total_cmp(&b.1.value.abs()));
    match most {
        Some((title, effect)) if is_sure(effect) => {
            format!("{} of service level against {}, made by {title}", points(effect.value), explanation.formula)
        }
        _ => format!("Nothing makes a difference to {} that is beyond chance", explanation.formula),
    }
}

fn is_sure(estimate: Estimate) -> bool {
    estimate.half_width.is_some_and(|half| estimate.value.abs() > half)
}

/// "+3.1 points".
fn points(share: f64) -> String {
    let sign = if share > 0.0 { "+" } else { "" };
    format!("{sign}{} points", plain((share * 1000.0).round() / 10.0))
}

/// The same for programs: the formulas' figures, and each assumption's effect.
#[must_use]
pub fn explain_rows(explanation: &Explanation, replications: u64) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |of: &str, figures: &Figures, prefix: &str| {
        let named = [
            ("service_level", figures.service_level),
            ("average_speed_of_answer", figures.average_speed_of_answer),
            ("abandonment", figures.abandonment),
        ];
        for (measure, estimate) in named {
            rows.push(Row {
                measure: format!("{prefix}{measure}").into(),
                of: of.into(),
                period: "all".into(),
                estimate: estimate.map(|e| e.value),
                half_width: estimate.and_then(|e| e.half_width),
                replications,
            });
        }
    };
    for (of, figures) in [("erlang", &explanation.erlang), ("erlang_c", &explanation.erlang_c)] {
        add(of, &figures.clone().unwrap_or_default(), "");
    }
    for effect in &explanation.effects {
        add(&format!("assumption.{}", effect.key), &effect.difference, "effect_on_");
    }
    let others = [("assumption.the_day", &explanation.day), ("assumption.shrinkage", &explanation.forgotten_shrinkage)];
    for (of, figures) in others {
        if let Some(figures) = figures {
            add(of, figures, "effect_on_");
        }
    }
    rows
}
