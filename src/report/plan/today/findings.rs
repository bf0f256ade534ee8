//! Planning within the day in sentences.

use super::{
    Today,
    words::{aim, gain, sentence},
};
use crate::{
    metrics::{Unit, headline},
    planning::intraday::{Aim, Method},
    report::number::{Money, percent, thousands, with_interval},
};

/// The morning, the rest of the day as it is, and what helps.
#[must_use]
pub fn today_findings(today: &Today) -> Vec<String> {
    let mut said = vec![morning(today), state(today), nothing(today)];
    said.push(best_move(today));
    said.extend(together(today));
    said
}

fn morning(today: &Today) -> String {
    let seen: f64 = today.morning.offered.iter().flatten().sum();
    let expected: f64 = today.forecast.before[today.all()][..today.from].iter().map(|band| band.mean).sum();
    let (before, after) = today.forecast.rest;
    let learnt = match &today.method {
        Method::Certain => {
            "; the scenario says that days do not differ (no `busyness`), so the forecast stays as it was".to_owned()
        }
        Method::Gamma(gammas) if gammas.len() == 1 => {
            let (shape, rate) = gammas[0];
            format!(
                "; the day's factor is {} ± {} (one sd)",
                thousands(shape / rate, 3),
                thousands(shape.sqrt() / rate, 3)
            )
        }
        Method::Gamma(_) => "; each call type has a factor of its own".to_owned(),
        Method::Sampled => "; the factors of the day were sampled".to_owned(),
    };
    format!(
        "Until {} {} calls came where {} were forecast ({}){learnt}. {} calls are still to come, most likely {} to {}; the forecast was {} ({} to {}).",
        today.clock(today.from),
        thousands(seen, 0),
        thousands(expected, 0),
        percent(if expected > 0.0 { seen / expected } else { 0.0 }),
        thousands(after.mean, 0),
        thousands(after.low, 0),
        thousands(after.high, 0),
        thousands(before.mean, 0),
        thousands(before.low, 0),
        thousands(before.high, 0),
    )
}

/// What is known of the instant, and what is assumed.
fn state(today: &Today) -> String {
    let known = today.actuals.at_the_end.map_or_else(String::new, |(waiting, talking)| {
        format!(" The log has {waiting} calls waiting and {talking} talked to then.")
    });
    let staff = if today.is_scheduled { "the plan's shifts" } else { "the scenario's `staffed`" };
    format!(
        "Assumed: {staff} are worked as planned; queue and calls in progress at {} are what the morning's counts bring about in the plays, not the ones there are.{known}",
        today.clock(today.from)
    )
}

fn nothing(today: &Today) -> String {
    let (title, _) = aim(today);
    let unit = headline(Aim::of(&today.model).headline).unit;
    let money = Money::of(&today.outcome.currency);
    let outlook = &today.ranking.nothing;
    let promises = match outlook.missed {
        (_, 0) => String::new(),
        (0, _) if outlook.slack >= 0.0 => "; the promises are surely kept".to_owned(),
        (0, _) => "; the promises are kept by the estimates".to_owned(),
        (_, 1) => "; the promise is missed".to_owned(),
        (missed, all) => format!("; {missed} of {all} bounds are missed"),
    };
    format!(
        "If nothing is done, the {title} from {} on is {}, and {} calls are lost{promises}.",
        today.clock(today.from),
        with_interval(outlook.aim(), unit, &money),
        with_interval(outlook.lost(), Unit::Calls, &money),
    )
}

fn best_move(today: &Today) -> String {
    let money = Money::of(&today.outcome.currency);
    let (title, is_share) = aim(today);
    let Some(best) = today.ranking.ranked.first() else {
        return format!("No move is left: {} were possible.", today.ranking.tried);
    };
    let cost = if best.of.cost == 0.0 {
        "and costs nothing".to_owned()
    } else if best.of.cost < 0.0 {
        format!("and saves {}", money.amount(-best.of.cost))
    } else {
        format!("for {}", money.amount(best.of.cost))
    };
    format!(
        "Of {} moves the best for its cost: {} ({title} {} over the rest of the day, {cost}).",
        today.ranking.tried,
        sentence(today, &best.of, 1),
        gain(best.gain, is_share),
    )
}

fn together(today: &Today) -> Option<String> {
    let best = today.ranking.best.as_ref()?;
    let money = Money::of(&today.outcome.currency);
    let (title, is_share) = aim(today);
    let nothing = &today.ranking.nothing;
    let agents: u32 = best.moves.iter().map(|(_, agents)| agents).sum();
    let kept = match best.outlook.missed {
        (_, 0) => String::new(),
        (0, _) => "; the promises are kept then".to_owned(),
        (1, 1) => "; the promise is still missed, and no further move mends that".to_owned(),
        (missed, all) => format!("; {missed} of {all} bounds are still missed, and no further move mends that"),
    };
    let effect = best.outlook.gain(nothing).map_or_else(String::new, |e| format!("{title} {}", gain(e, is_share)));
    let lost = best.outlook.fewer_lost(nothing);
    let lost = lost.map_or_else(String::new, |e| {
        let word = if e.value >= 0.0 { "fewer" } else { "more" };
        let size = crate::stats::Estimate { value: e.value.abs(), ..e };
        format!(", {} {word} lost calls", with_interval(Some(size), Unit::Calls, &money))
    });
    let cost = if best.cost < 0.0 {
        format!("save {}", money.amount(-best.cost))
    } else {
        format!("cost {}", money.amount(best.cost))
    };
    Some(format!("Together, moves of {agents} agents {cost}: {effect}{lost}{kept}."))
}
