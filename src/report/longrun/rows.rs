//! The rows: each month of each strategy, tidy.

use serde_json::{Map, Value, json};

use super::{LongRunOutcome, StrategyOutcome};
use crate::{
    longrun::{Bar, BreakEven, Futures, Spread},
    metrics::Row,
    model::Number,
    stats::Estimate,
};

/// What a strategy is worth in all.
const WORTH: &str = "net_present_value";
/// How much it is ahead of the baseline so far.
const AHEAD: &str = "ahead_of_baseline";

/// A measure of a strategy in a month ("3") or in all.
type Entry<'a> = (&'static str, String, &'a Spread);

fn entries(strategy: &StrategyOutcome) -> Vec<Entry<'_>> {
    let months = strategy.months.iter().enumerate();
    let mut entries: Vec<Entry<'_>> = months
        .flat_map(|(month, kept)| {
            Futures::KEPT.iter().zip(kept).map(move |(name, spread)| (*name, (month + 1).to_string(), spread))
        })
        .collect();
    let ahead = strategy.against.iter().flat_map(|against| &against.ahead).enumerate();
    entries.extend(ahead.map(|(month, spread)| (AHEAD, (month + 1).to_string(), spread)));
    entries.push((WORTH, "all".to_owned(), &strategy.worth));
    entries
}

/// The rows of a strategy: means over futures, with how far they may be off. `period` is "month 3".
#[must_use]
pub fn rows(strategy: &StrategyOutcome, futures: usize) -> Vec<Row> {
    let row = |(measure, month, spread): Entry<'_>| Row {
        measure: measure.into(),
        of: "all".into(),
        period: if month == "all" { month } else { format!("month {month}") }.into(),
        estimate: Some(spread.mean.value),
        half_width: spread.mean.half_width,
        replications: futures as u64,
    };
    entries(strategy).into_iter().map(row).collect()
}

/// A row for each strategy, month and measure: the mean over futures with its half-width, and where the middle share of futures lies.
///
/// # Errors
///
/// What the CSV writer says; writing to memory does not fail.
pub fn csv(found: &LongRunOutcome) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["case", "month", "measure", "mean", "half_width", "lower", "upper", "futures"])?;
    let futures = found.futures.to_string();
    for strategy in &found.strategies {
        for (measure, month, spread) in entries(strategy) {
            let half_width = spread.mean.half_width.map_or_else(String::new, |h| h.to_string());
            writer.write_record([
                &strategy.name,
                &month,
                measure,
                &spread.mean.value.to_string(),
                &half_width,
                &spread.lower.to_string(),
                &spread.upper.to_string(),
                &futures,
            ])?;
        }
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// All that the rows do not tell.
#[must_use]
pub fn details(found: &LongRunOutcome) -> Map<String, Value> {
    let name = |index: usize| found.strategies[index].name.clone();
    let tornado = found
        .tornado
        .as_ref()
        .map(|(likely, bars)| json!({ "difference": likely, "bars": bars.iter().map(|of| bar(of, *likely)).collect::<Vec<_>>() }));
    let long_run = json!({
        "months": found.base.months,
        "futures": found.futures,
        "baseline": name(found.baseline),
        "best": found.best.map(|(best, _)| name(best)),
        "held_against": found.best.map(|(_, other)| name(other)),
        "surely_best": found.surely_best,
        "beyond_surface": found.beyond,
        "error_at_most": found.base.error_at_most,
        "strategies": found.strategies.iter().map(strategy).collect::<Vec<_>>(),
        "tornado": tornado,
    });
    [("longrun".to_owned(), long_run)].into_iter().collect()
}

fn strategy(of: &StrategyOutcome) -> Value {
    let months: Vec<Value> = of.months.iter().enumerate().map(|(index, kept)| month(index, kept)).collect();
    json!({
        "name": of.name,
        "question": of.question,
        "surface": {
            "points": of.error.points,
            "held_out": of.error.held_out,
            "largest_error": of.error.largest,
            "typical_error": of.error.typical,
            "noise": of.error.noise,
            "unexplained_error": of.error.unexplained,
        },
        "net_present_value": spread(&of.worth),
        "against_baseline": of.against.as_ref().map(|against| json!({
            "net_present_value": estimate(against.net.mean),
            "lower": against.net.middle.0,
            "upper": against.net.middle.1,
            "share_of_futures": against.net.share,
            "is_dearer_at_first": against.is_dearer,
            "break_even": break_even(&against.break_even),
            "turns": against.turn.as_ref().map(break_even),
            "ahead": against.ahead.iter().map(spread).collect::<Vec<_>>(),
        })),
        "by_month": months,
    })
}

fn month(index: usize, kept: &[Spread]) -> Value {
    let mut object: Map<String, Value> =
        Futures::KEPT.iter().zip(kept).map(|(name, of)| ((*name).to_owned(), spread(of))).collect();
    object.insert("month".to_owned(), json!(index + 1));
    Value::Object(object)
}

fn spread(of: &Spread) -> Value {
    json!({ "mean": of.mean.value, "half_width": of.mean.half_width, "lower": of.lower, "upper": of.upper })
}

fn estimate(of: Estimate) -> Value {
    json!({ "mean": of.value, "half_width": of.half_width })
}

fn break_even(of: &BreakEven) -> Value {
    json!({ "share_of_futures": of.share.value, "month": of.median, "lower": of.middle.0, "upper": of.middle.1 })
}

fn bar(of: &Bar, likely: f64) -> Value {
    json!({
        "number": Number::key(of.number),
        "low": of.range.0,
        "high": of.range.1,
        "is_stated": of.is_stated,
        "difference_at_low": of.ends.0,
        "difference_at_high": of.ends.1,
        "decides": of.decides(likely),
    })
}
