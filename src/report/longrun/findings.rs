//! What was found, in sentences.

use super::{Against, LongRunOutcome, StrategyOutcome, kept};
use crate::{
    longrun::{Bar, BreakEven, Spread, SurfaceError},
    report::{Money, capital, percent, thousands},
};

/// What was found, sentence by sentence: how good the surfaces are, each strategy against the baseline, the best, and what decides.
#[must_use]
pub fn findings(found: &LongRunOutcome) -> Vec<String> {
    let mut findings = vec![surfaces(found)];
    for (index, strategy) in found.strategies.iter().enumerate() {
        match &strategy.against {
            Some(against) => findings.push(verdict(found, strategy, against)),
            None if found.strategies.len() == 1 => findings.push(alone(found, index)),
            None => {}
        }
    }
    findings.extend(best(found).map(|(head, tail)| format!("{head}{}{tail}", those_left(found))));
    findings.extend(decides(found));
    findings
}

/// The shortest of what was found: a heading.
#[must_use]
pub fn title(found: &LongRunOutcome) -> String {
    let Some((head, tail)) = best(found) else { return alone(found, 0).trim_end_matches('.').to_owned() };
    format!("{head}{}", tail.split(", and more than every other").next().unwrap_or_default())
        .trim_end_matches('.')
        .to_owned()
}

/// When the first strategy that saves at first turns, or else when the first that costs more has paid: a heading.
#[must_use]
pub fn turning(found: &LongRunOutcome) -> String {
    let months = found.base.months;
    let others = || {
        let against = |strategy: &StrategyOutcome| strategy.against.clone().filter(|against| against.is_clear_at_first);
        found.strategies.iter().filter_map(move |strategy| Some((strategy, against(strategy)?)))
    };
    let turns = others().find_map(|(strategy, against)| {
        let turn = against.turn.as_ref().filter(|turn| turn.median.is_some())?;
        let name = capital(&strategy.name);
        let lost = match against.break_even.median {
            Some(month) => format!(", and by month {month} all it saved is lost"),
            None => String::new(),
        };
        Some(format!("{name} earns less each month from month {} on{lost}", turn.median.unwrap_or(months)))
    });
    let pays = others().find_map(|(strategy, against)| {
        let is_paid = against.is_dearer;
        let month = against.break_even.median.filter(|_| is_paid)?;
        Some(format!("{} has paid for itself by month {month}", capital(&strategy.name)))
    });
    turns.or(pays).unwrap_or_else(|| title(found))
}

/// To three digits: futures tell no more.
fn round(amount: f64) -> f64 {
    let unit = 10_f64.powf((amount.abs().max(1.0).log10().floor() - 2.0).max(0.0));
    (amount / unit).round() * unit
}

fn points(share: f64) -> String {
    format!("{} points", thousands(share * 100.0, 1))
}

fn surfaces(found: &LongRunOutcome) -> String {
    let errors = || found.strategies.iter().map(|strategy| strategy.error);
    let most = |of: fn(&SurfaceError) -> f64| errors().map(|error| of(&error)).fold(0.0, f64::max);
    let typical = most(|e| e.typical);
    let (largest, noise) =
        errors().map(|e| (e.largest, e.noise)).max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or_default();
    let points_at = errors().map(|e| e.points).max().unwrap_or_default();
    let held_out = errors().map(|e| e.held_out).min().unwrap_or_default();
    let bound = found.base.error_at_most;
    let verdict = if largest <= bound {
        format!("within the {} that are put up with", points(bound))
    } else {
        format!("more than the {} that are put up with; play more replications, or put up with more", points(bound))
    };
    format!(
        "Service by month comes from surfaces through up to {points_at} simulated points. At {held_out} others, on other callers, they are off direct simulation by {} of calls at most ({} as a rule; chance alone explains {} there): {verdict}.",
        points(largest),
        points(typical),
        points(noise),
    )
}

/// "after 60 months it has 91,000 customers (85,000 to 97,000)".
fn customers(strategy: &StrategyOutcome) -> String {
    let last = strategy.months.len();
    let spread: &Spread = &strategy.months[last - 1][kept("customers")];
    format!(
        "after {last} months it has {} customers ({} to {})",
        thousands(spread.mean.value, 0),
        thousands(spread.lower, 0),
        thousands(spread.upper, 0)
    )
}

fn alone(found: &LongRunOutcome, index: usize) -> String {
    let strategy = &found.strategies[index];
    let money = Money::of(&found.outcome.currency);
    format!(
        "{}: {}, and its profits{} are worth {} ({} to {}) at the start.",
        capital(&strategy.name),
        customers(strategy),
        those_left(found),
        money.amount(strategy.worth.mean.value),
        money.amount(strategy.worth.lower),
        money.amount(strategy.worth.upper)
    )
}

/// What an amount holds beside profits.
fn those_left(found: &LongRunOutcome) -> &'static str {
    if found.base.counts_those_left { " (customers left in the end included)" } else { "" }
}

fn verdict(found: &LongRunOutcome, strategy: &StrategyOutcome, against: &Against) -> String {
    let money = Money::of(&found.outcome.currency);
    let other = &found.strategies[found.baseline].name;
    let (name, value) = (capital(&strategy.name), against.net.mean.value);
    let half = against.net.mean.half_width.unwrap_or(0.0);
    let (low, high) = against.net.middle;
    let ends = format!(
        "{} to {} in {}% of futures",
        money.amount(round(low)),
        money.amount(round(high)),
        found.outcome.confidence * 100.0
    );
    let first = if value.abs() <= half {
        format!(
            "{name} is worth as much as {other}, as far as {} futures tell ({ends})",
            thousands(found.futures as f64, 0)
        )
    } else {
        let (word, share) = if value > 0.0 { ("more", against.net.share) } else { ("less", 1.0 - against.net.share) };
        format!(
            "{name} is worth {} {word} than {other} ({ends}; {word} in {} of them): {}",
            money.amount(round(value.abs())),
            percent(share),
            customers(strategy)
        )
    };
    format!("{first}. {}", pays(found, strategy, against))
}

/// When the dearer pays, or cutting no longer does.
fn pays(found: &LongRunOutcome, strategy: &StrategyOutcome, against: &Against) -> String {
    let months = found.base.months;
    let other = &found.strategies[found.baseline].name;
    let is_all_the_same = against.ahead.iter().all(|month| month.lower == 0.0 && month.upper == 0.0);
    if !against.is_clear_at_first && !is_all_the_same {
        return format!("Whether it costs more than {other} at first differs from future to future.");
    }
    if against.is_dearer {
        return match against.break_even.median {
            Some(_) => format!("It costs more at first and has paid for that {}.", by(&against.break_even, months)),
            None => format!(
                "It costs more at first and has paid for that within {months} months in {} of futures only.",
                percent(against.break_even.share.value)
            ),
        };
    }
    let Some(turn) = &against.turn else { return format!("It is no different from {other}.") };
    if turn.median.is_none() {
        return format!(
            "It earns more at first; within {months} months that turns in {} of futures.",
            percent(turn.share.value)
        );
    }
    let eaten = match against.break_even.median {
        Some(_) => format!("what it saved is lost again {}", by(&against.break_even, months)),
        None => format!("what it saved is not lost again within {months} months in most futures"),
    };
    format!(
        "It earns more at first. That turns in month {}: from then on it earns less; {eaten}. {}",
        when(turn, months),
        strategy_of_cuts(strategy)
    )
    .trim_end()
    .to_owned()
}

fn strategy_of_cuts(strategy: &StrategyOutcome) -> String {
    let last = strategy.months.last().map(|month| month[kept("service_level")].mean.value);
    last.map_or_else(String::new, |level| format!("Its service level is then {} in the last month.", percent(level)))
}

/// "by month 14 (9 to 22)".
fn by(found: &BreakEven, months: usize) -> String {
    format!("by month {}", when(found, months))
}

fn when(found: &BreakEven, months: usize) -> String {
    let Some(median) = found.median else { return format!("after {months}") };
    match found.middle {
        (Some(low), Some(high)) if low == high => median.to_string(),
        (Some(low), Some(high)) => format!("{median} ({low} to {high})"),
        (Some(low), None) => format!(
            "{median} ({low} at the earliest, and in {} of futures not in {months} months)",
            percent(1.0 - found.share.value)
        ),
        _ => median.to_string(),
    }
}

/// Who is worth most, and by how much.
fn best(found: &LongRunOutcome) -> Option<(String, String)> {
    let (best, other) = found.best?;
    let money = Money::of(&found.outcome.currency);
    // Told as each is told against the baseline: what futures cannot tell apart is not called the most.
    let pair = if other == found.baseline { best } else { other };
    let against = found.strategies[pair].against.as_ref().filter(|_| [best, other].contains(&found.baseline));
    if against.is_some_and(|of| of.net.mean.value.abs() <= of.net.mean.half_width.unwrap_or(0.0)) {
        return Some((
            format!(
                "{} and {} are worth most over {} months",
                capital(&found.strategies[best].name),
                found.strategies[other].name,
                found.base.months
            ),
            format!(", and cannot be told apart by {} futures.", thousands(found.futures as f64, 0)),
        ));
    }
    let gap = found.strategies[best].worth.mean.value - found.strategies[other].worth.mean.value;
    Some((
        format!("{} is worth most over {} months", capital(&found.strategies[best].name), found.base.months),
        format!(
            ": {} more than {}, and more than every other in {} of futures.",
            money.amount(round(gap)),
            found.strategies[other].name,
            percent(found.surely_best)
        ),
    ))
}

/// Which assumptions could turn the verdict, in short: a heading.
#[must_use]
pub fn deciding(found: &LongRunOutcome) -> Option<String> {
    let (best, other) = found.best?;
    let (likely, bars) = found.tornado.as_ref()?;
    let name = &found.strategies[best].name;
    if *likely < 0.0 {
        return Some(format!("In the most likely future {} is ahead of {name}", found.strategies[other].name));
    }
    Some(match bars.iter().filter(|bar| bar.decides(*likely)).count() {
        0 => format!(
            "{} stays ahead of {}, whichever one assumption is off",
            capital(name),
            found.strategies[other].name
        ),
        1 => format!(
            "One assumption could turn it against {name}: {}",
            bars.iter().find(|bar| bar.decides(*likely))?.number.title()
        ),
        several => format!("Any of {several} assumptions could turn it against {name}"),
    })
}

/// Which assumptions could turn the verdict.
#[must_use]
pub fn decides(found: &LongRunOutcome) -> Option<String> {
    let (best, other) = found.best?;
    let (likely, bars) = found.tornado.as_ref()?;
    let (best, other) = (&found.strategies[best].name, &found.strategies[other].name);
    let names =
        |bars: &[&Bar]| bars.iter().map(|bar| format!("\"{}\"", bar.number.title())).collect::<Vec<_>>().join(", ");
    let deciding: Vec<&Bar> = bars.iter().filter(|bar| bar.decides(*likely)).collect();
    let first: Vec<&Bar> = bars.iter().take(1).collect();
    if bars.is_empty() {
        return Some(format!("No single assumption moves the verdict between {best} and {other}."));
    }
    let money = Money::of(&found.outcome.currency);
    if *likely < 0.0 {
        return Some(format!(
            "In the most likely future {other} is worth {} more than {best}, which is ahead in the mean of all futures; {} moves it most.",
            money.amount(round(-*likely)),
            names(&first)
        ));
    }
    Some(if deciding.is_empty() {
        format!(
            "No single assumption turns the verdict for {best} over {other} ({} in the most likely future); {} moves it most.",
            money.amount(round(*likely)),
            names(&first)
        )
    } else {
        format!("Between {best} and {other} decides: {}. Within its bounds the verdict turns.", names(&deciding))
    })
}
