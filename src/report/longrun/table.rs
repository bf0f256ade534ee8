//! The tables.

use super::{LongRunOutcome, StrategyOutcome, kept};
use crate::{
    longrun::{BreakEven, Spread},
    report::{Money, percent, run_table::table as empty, thousands},
};

/// What each strategy is at the end, and how it stands against the baseline.
#[must_use]
pub fn table(found: &LongRunOutcome) -> String {
    let against = if found.strategies.len() > 1 { format!("\n\n{}", standings(found)) } else { String::new() };
    format!(
        "{}\n{} months, {} futures; in brackets where {}% of futures lie; seed {}\n\nThe first month and the last\n{}{against}\n",
        found.outcome.title,
        found.base.months,
        thousands(found.futures as f64, 0),
        found.outcome.confidence * 100.0,
        found.outcome.seed,
        ends(found)
    )
}

fn ends(found: &LongRunOutcome) -> String {
    let heading =
        ["strategy", "month", "customers", "calls", "staff", "service level", "cost", "profit", "worth of a customer"];
    let mut table = empty(&heading.map(str::to_owned));
    let last = found.base.months - 1;
    for strategy in &found.strategies {
        let mut months = vec![0, last];
        months.dedup();
        for month in months {
            table.add_row(row(found, strategy, month));
        }
    }
    table.to_string()
}

fn row(found: &LongRunOutcome, strategy: &StrategyOutcome, month: usize) -> Vec<String> {
    let money = Money::of(&found.outcome.currency);
    let of = |name: &str| &strategy.months[month][kept(name)];
    let count = |value: f64| thousands(value, 0);
    let amount = |value: f64| money.amount(value);
    let first = if month == 0 { strategy.name.clone() } else { String::new() };
    vec![
        first,
        (month + 1).to_string(),
        with_ends(of("customers"), count),
        with_ends(of("calls"), count),
        with_ends(of("staff"), percent),
        with_ends(of("service_level"), percent),
        with_ends(of("cost"), amount),
        with_ends(of("profit"), amount),
        with_ends(of("customer_lifetime_value"), amount),
    ]
}

/// "1,234 (1,100 to 1,400)", the second part only where futures differ.
fn with_ends(spread: &Spread, written: impl Fn(f64) -> String) -> String {
    let [mean, lower, upper] = [spread.mean.value, spread.lower, spread.upper].map(written);
    if lower == upper { mean } else { format!("{mean}\n({lower} to {upper})") }
}

fn standings(found: &LongRunOutcome) -> String {
    let money = Money::of(&found.outcome.currency);
    let baseline = &found.strategies[found.baseline].name;
    let heading = [
        "strategy".to_owned(),
        if found.base.counts_those_left {
            "profits, and customers\nleft, worth at the start"
        } else {
            "all profits,\nworth at the start"
        }
        .to_owned(),
        format!("more than\n{baseline}"),
        "in so many\nfutures".to_owned(),
        "the dearer has\ncaught up".to_owned(),
        "earns less\nfor good from".to_owned(),
    ];
    let mut table = empty(&heading);
    for strategy in &found.strategies {
        let mut cells = vec![strategy.name.clone(), with_ends(&strategy.worth, |value| money.amount(value))];
        match &strategy.against {
            None => cells.extend(vec![String::new(); 4]),
            Some(against) => {
                let middle = against.net.middle;
                let more = format!(
                    "{}\n({} to {})",
                    money.amount(against.net.mean.value),
                    money.amount(middle.0),
                    money.amount(middle.1)
                );
                cells.extend([
                    more,
                    percent(against.net.share),
                    month(&against.break_even),
                    against.turn.as_ref().map_or_else(String::new, month),
                ]);
            }
        }
        table.add_row(cells);
    }
    table.to_string()
}

/// "month 14 (9 to 22)", "not in 60 months".
fn month(found: &BreakEven) -> String {
    let Some(median) = found.median else { return format!("in {} of futures", percent(found.share.value)) };
    let end = |month: Option<usize>| month.map_or_else(|| "never".to_owned(), |m| m.to_string());
    format!("month {median}\n({} to {})", end(found.middle.0), end(found.middle.1))
}
