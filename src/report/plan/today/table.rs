//! What planning within the day prints.

use super::{
    Today,
    words::{aim, gain, key, sentence},
};
use crate::{
    metrics::{Unit, headline},
    planning::intraday::{Aim, Band},
    report::{
        number::{Money, seconds, thousands, with_interval},
        outcome::replications,
        run_table::table,
    },
};

/// Moves that are printed; the others are in the JSON.
const MOST_MOVES: usize = 12;

/// The rest of the day by interval, and the moves.
#[must_use]
pub fn today_table(today: &Today) -> String {
    let best = today.ranking.best.as_ref();
    let mut text = format!(
        "{}\nthe rest of the day from {} on; moves played on {}, {}% confidence, seed {}\n\n{}\n",
        today.outcome.title,
        today.clock(today.from),
        replications(&today.model, today.replications),
        today.outcome.confidence * 100.0,
        today.outcome.seed,
        intervals(today)
    );
    text += &format!("\nHandle times\n{}\n", handle_times(today));
    if !today.ranking.ranked.is_empty() {
        text += &format!("\nWhat one agent can do, best first\n{}\n", moves(today));
    }
    if let Some(best) = best {
        let money = Money::of(&today.outcome.currency);
        text += "\nTogether\n";
        for (of, agents) in &best.moves {
            text += &format!("  {}: {}\n", sentence(today, of, *agents), money.amount(of.cost * f64::from(*agents)));
        }
    }
    text
}

fn band(of: Band) -> String {
    format!("{} ({}-{})", thousands(of.mean, 1), thousands(of.low, 0), thousands(of.high, 0))
}

fn intervals(today: &Today) -> String {
    let best = today.ranking.best.as_ref();
    let (title, _) = aim(today);
    let several = today.on_line.len() > 1;
    let mut heading: Vec<String> =
        ["from", "actual calls", "forecast before", "forecast now", "on the line"].map(str::to_owned).into();
    heading.push(format!("{title}\nif nothing is done"));
    if best.is_some() {
        heading.extend(["on the line\nwith the moves".to_owned(), format!("{title}\nwith the moves")]);
    }
    let unit = headline(Aim::of(&today.model).headline).unit;
    let money = Money::of(&today.outcome.currency);
    let staffed = |staffing: &[Vec<u32>], i: usize| {
        let sum: u32 = staffing.iter().map(|list| list[i]).sum();
        let each: Vec<String> = staffing.iter().map(|list| list[i].to_string()).collect();
        if several { format!("{sum} ({})", each.join(" + ")) } else { sum.to_string() }
    };
    let all = today.all();
    let mut table = table(&heading);
    for i in 0..today.model.horizon().intervals() {
        let is_over = i < today.from;
        let seen = || today.morning.offered.iter().map(|of| of[i]).sum::<f64>();
        let mut cells = vec![
            today.clock(i),
            if is_over { thousands(seen(), 0) } else { "-".to_owned() },
            band(today.forecast.before[all][i]),
            if is_over { "-".to_owned() } else { band(today.forecast.after[all][i]) },
            staffed(&today.on_line, i),
            if is_over { "-".to_owned() } else { with_interval(today.ranking.nothing.by_interval[i], unit, &money) },
        ];
        if let Some(best) = best {
            cells.push(if is_over { "-".to_owned() } else { staffed(&best.staffing, i) });
            cells.push(if is_over { "-".to_owned() } else { with_interval(best.outlook.by_interval[i], unit, &money) });
        }
        table.add_row(cells);
    }
    table.to_string()
}

fn handle_times(today: &Today) -> String {
    let mut table = table(
        &["call type", "forecast", "of the morning", "this morning", "calls", "rest of the day"].map(str::to_owned),
    );
    for (of, times) in today.model.call_types().iter().zip(&today.handle_times) {
        table.add_row([
            of.name().to_owned(),
            seconds(times.before),
            seconds(times.foretold),
            times.seen.map_or_else(|| "-".to_owned(), seconds),
            thousands(times.calls, 0),
            seconds(times.after),
        ]);
    }
    table.to_string()
}

fn moves(today: &Today) -> String {
    let (title, is_share) = aim(today);
    let money = Money::of(&today.outcome.currency);
    let shown = [
        "move".to_owned(),
        "what".to_owned(),
        "up to".to_owned(),
        title.to_owned(),
        "fewer lost calls".to_owned(),
        "cost".to_owned(),
        format!("per {}", money.amount(100.0)),
    ];
    let mut table = table(&shown);
    let unit = if is_share { "points" } else { "s" };
    for ranked in today.ranking.ranked.iter().take(MOST_MOVES) {
        table.add_row([
            key(&ranked.of.kind).to_owned(),
            sentence(today, &ranked.of, 1),
            ranked.of.at_most.to_string(),
            gain(ranked.gain, is_share),
            with_interval(ranked.fewer_lost, Unit::Calls, &money),
            money.amount(ranked.of.cost),
            ranked.per_cost.map_or_else(
                || "free".to_owned(),
                |per| format!("{} {unit}", thousands(per * 100.0 * if is_share { 100.0 } else { 1.0 }, 2)),
            ),
        ]);
    }
    table.to_string()
}
