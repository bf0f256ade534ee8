//! What becomes of promises, in plain sentences: where plan and promise contradict, and what would mend that.

use super::number::{Money, percent, seconds, thousands};
use crate::{
    experiment::{Found, GoalOutcome, Mending, PromiseOutcome},
    metrics::{Unit, measures::named},
    model::Model,
};

/// A value of a measure, as people read it.
#[must_use]
pub fn value_of(measure: &str, value: f64, money: &Money) -> String {
    match named(measure).map(|m| m.unit) {
        Some(Unit::Share) => percent(value),
        Some(Unit::Money) => money.amount(value),
        Some(Unit::Seconds) => seconds(value),
        _ => thousands(value, 1),
    }
}

/// "Plan and promise contradict: "one ring" promises an average speed of answer of 6 s at most, and this plan gives 81 s."
#[must_use]
pub fn contradictions(promises: &[PromiseOutcome], currency: &str) -> Vec<String> {
    let money = Money::of(currency);
    let of = |promise: &PromiseOutcome| {
        let missed: Vec<String> =
            promise.goals.iter().filter(|g| !g.kept && g.sure).filter_map(|goal| gap(goal, &money)).collect();
        (!missed.is_empty() && !promise.is_kept())
            .then(|| format!("Plan and promise contradict: \"{}\" promises {}.", promise.name, missed.join(" and ")))
    };
    promises.iter().filter_map(of).collect()
}

fn gap(goal: &GoalOutcome, money: &Money) -> Option<String> {
    let found = goal.estimate?.value;
    let title = named(&goal.measure).map_or(goal.measure.as_str(), |m| m.title);
    let article = if title.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    let (least, so_much) = if found < goal.bound { ("least", "only ") } else { ("most", "") };
    Some(format!(
        "{article} {title} of {} at {least}, and this plan gives {so_much}{}",
        value_of(&goal.measure, goal.bound, money),
        value_of(&goal.measure, found, money)
    ))
}

/// What the cheapest change is, or why there is none, in a sentence.
#[must_use]
pub fn mending_finding(mending: &Mending, model: &Model, currency: &str) -> String {
    let (promise, wanted) = (&mending.promise, percent(mending.wanted));
    let of = if super::per(model) == "a day" { "days" } else { "runs" };
    let money = Money::of(currency);
    match &mending.found {
        Found::Change { group, added, share, cost } => {
            let who = stretches(model, *group, added);
            let price = cost.filter(|c| c.value != 0.0).map_or_else(String::new, |cost| {
                let word = if cost.value > 0.0 { "more" } else { "less" };
                format!(" for {} {} {word}", money.amount(cost.value.abs()), super::per(model))
            });
            let proof = share.half_width.map_or_else(String::new, |half| format!(" ± {}", thousands(half * 100.0, 1)));
            let but = if share.value < mending.wanted { ", which is the nearest that was found" } else { "" };
            format!(
                "To keep \"{promise}\" on {wanted} of {of}, the cheapest change found is {who}{price}: kept on {}{proof} of other {of} then{but}.",
                percent(share.value)
            )
        }
        Found::NotByAgents => format!(
            "\"{promise}\" is about cost: more agents do not keep it on {wanted} of {of}. Sweep `staffed` to see what fewer do."
        ),
        Found::NotBy(most) => {
            format!("Not even {most} agents more, all day, keep \"{promise}\" on {wanted} of {of}.")
        }
        Found::Rostered => format!(
            "What would keep \"{promise}\" on {wanted} of {of} was not sought: whoever could be more has a roster, or shifts at times of their own, to which numbers by interval cannot be added."
        ),
        Found::TooLong => format!(
            "What would keep \"{promise}\" on {wanted} of {of} was not sought, as it would take long; --long looks for it."
        ),
        Found::TooFewDays(least) => format!(
            "What would keep \"{promise}\" on {wanted} of {of} was not sought: so few {of} cannot tell. Play at least {least}."
        ),
        Found::Stopped => format!("The search for what would keep \"{promise}\" was stopped."),
    }
}

/// "2 more agents from 10:00 to 12:00 and 1 more agent from 12:00 to 14:00 (agents)".
fn stretches(model: &Model, group: usize, added: &[u32]) -> String {
    let label = |i: usize| if i < added.len() { model.horizon().interval_label(i) } else { Some("closing".to_owned()) };
    let mut parts = Vec::new();
    let mut from = 0;
    while from < added.len() {
        let to = from + added[from..].iter().take_while(|n| **n == added[from]).count();
        let count = added[from];
        if count > 0 {
            let agents = if count == 1 { "1 more agent".to_owned() } else { format!("{count} more agents") };
            parts.push(match label(from) {
                _ if to - from == added.len() => format!("{agents} all the time"),
                Some(start) => {
                    format!("{agents} from {start} to {}", label(to).unwrap_or_default())
                }
                None => agents,
            });
        }
        from = to;
    }
    let several = model.agent_groups().len() > 1;
    let whose = if several { format!(" in {}", model.agent_groups()[group].name()) } else { String::new() };
    match parts.split_last() {
        Some((last, [])) => format!("{last}{whose}"),
        Some((last, rest)) => format!("{} and {last}{whose}", rest.join(", ")),
        None => "no agent more".to_owned(),
    }
}
