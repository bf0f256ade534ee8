//! The scenario of a fit, each number with its standard error.

use std::fmt::Write;

use super::{
    days::{short_name, weekday_name},
    fit::{Fit, TypeFit},
    handling::Handling,
    patience::Patience,
    redials::Redials,
    staff::{staffed, staffed_groups},
};
use crate::{
    stats::{WithError, lifetime::FittedLifetime},
    units::text,
};

/// The scenario as TOML, with the standard error of each estimate ("se") and what it stands on as comments; `source`
/// names the log. Passes `onering check`.
#[must_use]
pub fn scenario_text(fit: &Fit, source: &str) -> String {
    let mut out = heading(fit, source);
    for of in &fit.types {
        out += &call_type(fit, of);
    }
    for pair in &fit.correlations {
        out += &correlation(fit, pair);
    }
    out + &agents(fit)
}

fn heading(fit: &Fit, source: &str) -> String {
    let (days, (open, close)) = (&fit.days, fit.hours());
    let (first, last) = (days.used.first(), days.used.last());
    let range = first.zip(last).map_or_else(String::new, |(a, b)| format!(" from {a} to {b}"));
    let mut out = format!("# Written by `onering fit` from {}.\n", one_line(source));
    let like = if days.row.len() > 1 { "A week" } else { "A day" };
    out += &format!("# {like} like the {} days used{range}: {}.\n", days.used.len(), weekdays(fit));
    out += "# \"se\" is the standard error of the number before it; a 95 % interval is about two of them either way.\n";
    for special in &days.special {
        out += &format!("# Set aside: {}, {}.\n", special.day, special.reason);
    }
    for warning in &fit.warnings {
        out += &format!("# Mind: {}.\n", one_line(warning));
    }
    out += &format!("\ntitle = {}\nseed = 1\nreplications = 200\n", quoted(&format!("Fitted to {source}")));
    out += &format!(
        "\n[horizon]\nopen = \"{}\"\nclose = \"{}\"\ninterval = \"{}\"\n",
        text::clock(open),
        text::clock(close),
        text::duration(f64::from(fit.settings.interval))
    );
    let names: Vec<String> = days.row.iter().filter_map(|day| day.weekday).map(|day| quoted(short_name(day))).collect();
    if !names.is_empty() {
        out += &format!("days = [{}]\n", names.join(", "));
    }
    out
}

fn weekdays(fit: &Fit) -> String {
    let used = fit.days.weekdays.iter().filter(|w| w.is_used);
    used.map(|w| format!("{} {}s (median {:.0} calls)", w.days, weekday_name(w.weekday), w.median))
        .collect::<Vec<_>>()
        .join(", ")
}

fn call_type(fit: &Fit, of: &TypeFit) -> String {
    let mut out = format!("\n[[call_type]]\nname = {}\n", quoted(&of.name));
    out += &format!(
        "# In the whole log {} offered, {} answered; {:.1} a day on the days and hours used.\n",
        of.offered,
        of.answered,
        of.arrivals.a_day()
    );
    out += &arrivals(fit, of);
    out += &busyness(of);
    let talk = of.talk.as_ref().or_else(|| fit.types.iter().find_map(|other| other.talk.as_ref()));
    out += &talk.map_or_else(String::new, |talk| handling("talk_time", talk, fit));
    out += &of.after_call_work.as_ref().map_or_else(String::new, |work| handling("after_call_work", work, fit));
    out += &of.handle_time_factors(&fit.days).map_or_else(String::new, |factors| factors_by_interval(fit, factors));
    out += &patience(&of.patience);
    out += &of.redials.as_ref().map_or_else(String::new, redial);
    out + &format!("service_level = {{ acceptable_wait = {} }}\n", number(fit.settings.acceptable_wait))
}

fn arrivals(fit: &Fit, of: &TypeFit) -> String {
    let mut out = String::new();
    if let Some(redials) = &of.redials {
        out += &format!(
            "# First calls alone: {:.1} % of the calls are redials and come by themselves.\n",
            100.0 * redials.share_of_calls
        );
    }
    out += "arrivals = { poisson = { per_hour = [\n";
    for (calls, at) in of.arrivals.first_calls.iter().zip(fit.labels()) {
        let rate = calls.times(1.0 / fit.interval_hours());
        // Writing to a text does not fail.
        let _ = writeln!(out, "    {:>9},  # {at}  se {}", known(rate), sure(rate.standard_error));
    }
    out + "] } }\n"
}

/// The factors by day and by interval, each with its error on a line above.
fn busyness(of: &TypeFit) -> String {
    let (day, parts) = (of.arrivals.busyness_cv(), of.arrivals.by_itself());
    let (mut keys, mut notes) = (Vec::new(), String::new());
    if let Some(cv) = day {
        keys.push(format!("cv = {}", known(cv)));
        notes += &format!("# Busyness of the day, beyond its weekday and chance: {}.\n", error(cv));
    }
    if let Some(parts) = parts {
        keys.push(format!("interval_cv = {}", known(parts.interval_cv)));
        notes += &format!("# Busyness of an interval by itself: {}", error(parts.interval_cv));
        if parts.correlation.value.abs() > 2.0 * parts.correlation.standard_error {
            keys.push(format!("interval_correlation = {}", known(parts.correlation)));
            notes += &format!("; correlation of neighbours: {}", error(parts.correlation));
        }
        notes += ".\n";
    }
    if keys.is_empty() { String::new() } else { format!("{notes}busyness = {{ {} }}\n", keys.join(", ")) }
}

fn handling(key: &str, of: &Handling, fit: &Fit) -> String {
    if of.sample.events() == 0 {
        let (mean, best) = (of.mean, of.best().map_or_else(String::new, distribution));
        return format!(
            "# Reports tell a mean alone: {} s, se {}.\n{key} = {best}\n",
            known(mean),
            sure(mean.standard_error)
        );
    }
    let mut out = format!(
        "# {} times, mean {} s (se {}), sd {} s{}.\n",
        of.sample.events() + of.zeros,
        known(of.mean),
        sure(of.mean.standard_error),
        number(of.sd),
        left_out(of, key, fit)
    );
    if of.zeros > 0 {
        let (mean, sd) = (known(of.mean), number(of.sd));
        out += &format!("# {} of them are of 0 s: a gamma of the same mean and sd stands for all.\n", of.zeros);
        return out + &format!("{key} = {{ gamma = {{ mean = {mean}, sd = {sd} }} }}\n");
    }
    let Some(best) = of.best() else { return out + &format!("{key} = {{ constant = {} }}\n", known(of.mean)) };
    out += &compared(&of.families);
    out + &format!("{key} = {}\n", distribution(best))
}

fn factors_by_interval(fit: &Fit, factors: &[WithError]) -> String {
    let mut out = "# How long calls take by interval, over the usual.\nhandle_time_factor = [\n".to_owned();
    let of_a_day = fit.labels();
    for (factor, at) in factors.iter().zip(&of_a_day) {
        let clock = at.rsplit(' ').next().unwrap_or(at);
        let _ = writeln!(out, "    {:>7},  # {clock}  se {}", known(*factor), sure(factor.standard_error));
    }
    out + "]\n"
}

/// "; left out: 907 below 10 s, 2 above 3600 s (the longest 36291 s)".
fn left_out(of: &Handling, key: &str, fit: &Fit) -> String {
    let least = if key == "talk_time" { fit.settings.short_calls } else { 0.0 };
    let short = (of.short > 0).then(|| format!("{} below {} s", of.short, number(least)));
    let long = (of.long > 0).then(|| {
        format!("{} above {} s (the longest {} s)", of.long, number(fit.settings.long_calls), number(of.longest))
    });
    let parts: Vec<String> = [short, long].into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!("; left out: {}", parts.join(", ")) }
}

fn patience(of: &Patience) -> String {
    let mut out = String::new();
    if let Some(best) = of.best().filter(|_| of.sample.events() == 0) {
        let mean = best.parameters[0].1;
        out += &if mean.standard_error > 0.0 {
            format!("# From {} abandoned and all waits, as Erlang A has it: {}.\n", of.gave_up.round(), errors(best))
        } else {
            format!(
                "# From {} abandoned and the average speed of answer, as an Erlang A of the mean load has it; its error is not known.\n",
                of.gave_up.round()
            )
        };
        out += &format!("patience = {}\n", distribution(best));
    } else if let Some(best) = of.best() {
        out += &format!(
            "# {} abandoned after a wait, {} were answered first (censored).\n",
            of.sample.events(),
            of.sample.censored()
        );
        if let Some(median) = of.curve.quantile(0.5) {
            out += &format!(
                "# Half of those who have to wait would wait longer than {} s (Kaplan-Meier).\n",
                number(median)
            );
        }
        out += &compared(&of.families);
        out += &format!("patience = {}\n", distribution(best));
    }
    if let Some(share) = of.balking {
        out +=
            &format!("balking = {{ share = {} }}    # {}; {} hung up at once\n", known(share), error(share), of.balked);
    }
    out
}

fn redial(of: &Redials) -> String {
    let Some(delay) = &of.delay else { return String::new() };
    let (share, sure) = (known(of.share), error(of.share));
    format!(
        "# Of {} customers who abandoned {:.1} % called again in time, after being answered {:.1} %.\n# share: {sure}; {}\nredial = {{ after_abandoning = {share}, after_balking = {share}, delay = {} }}\n",
        of.abandoned,
        100.0 * of.again.value,
        100.0 * of.again_anyway,
        errors(delay),
        distribution(delay)
    )
}

fn correlation(fit: &Fit, pair: &super::arrivals::Correlation) -> String {
    let [one, two] = pair.between.map(|i| quoted(&fit.types[i].name));
    format!("\n[[correlation]]\nbetween = [{one}, {two}]\nrho = {}    # {}\n", known(pair.rho), error(pair.rho))
}

fn agents(fit: &Fit) -> String {
    if fit.groups.len() > 1 {
        return groups(fit);
    }
    let skills: Vec<String> = fit.types.iter().map(|of| quoted(&of.name)).collect();
    let mut out = format!("\n[[agent_group]]\nname = \"agents\"\nskills = [{}]\nstaffed = [\n", skills.join(", "));
    for (of, at) in staffed(fit).iter().zip(fit.labels()) {
        let _ = writeln!(out, "    {:>4},  # {at}  {}", of.agents, of.reason);
    }
    out + "]\n"
}

fn groups(fit: &Fit) -> String {
    let mut out = "\n# Who serves what is told from who was seen serving what. Calls try the groups in this order, those with fewest\n# skills first; `agent_groups` of a call type gives it another.\n".to_owned();
    for (group, staffed) in fit.groups.iter().zip(staffed_groups(fit)) {
        let skills: Vec<String> = group.skills.iter().map(|skill| quoted(&fit.types[*skill].name)).collect();
        out += &format!("\n# {} agents answered {} calls.\n", group.agents, group.calls);
        out += &format!(
            "[[agent_group]]\nname = {}\nskills = [{}]\nstaffed = [\n",
            quoted(&group.name),
            skills.join(", ")
        );
        for ((agents, seen), at) in staffed.iter().zip(&group.seen).zip(fit.labels()) {
            let _ = writeln!(out, "    {agents:>4},  # {at}  seen {:.2} se {:.2}", seen.value, seen.standard_error);
        }
        out += "]\n";
    }
    out
}

/// The families that were tried, best first, and the errors of the best one's parameters.
fn compared(families: &[FittedLifetime]) -> String {
    let Some(best) = families.first() else { return String::new() };
    let others = families.iter().skip(1).map(|other| format!("{} {:+.1}", other.family, other.aic() - best.aic()));
    let others: Vec<String> = others.collect();
    let against = if others.is_empty() { String::new() } else { format!("; AIC above it: {}", others.join(", ")) };
    format!("# {}: {}{against}.\n", best.family, errors(best))
}

fn errors(of: &FittedLifetime) -> String {
    let estimated = of.parameters.iter().filter(|(_, value)| value.standard_error > 0.0);
    estimated
        .map(|(name, value)| format!("{name} {} se {}", known(*value), sure(value.standard_error)))
        .collect::<Vec<_>>()
        .join(", ")
}

fn error(of: WithError) -> String {
    let end = |value: f64| known(WithError { value, ..of });
    format!("se {}, 95 % {} to {}", sure(of.standard_error), end(of.low), end(of.high))
}

/// A fitted lifetime as a scenario's distribution: times in seconds; a name that comes several times is a list.
fn distribution(of: &FittedLifetime) -> String {
    let mut names: Vec<&str> = of.parameters.iter().map(|(name, _)| *name).collect();
    names.dedup();
    let given = names.into_iter().map(|name| {
        let values: Vec<WithError> = of.named(name).collect();
        match values[..] {
            [one] if name != "from" && name != "per_hour" => format!("{name} = {}", known(one)),
            _ => format!("{name} = [{}]", list(name, &values)),
        }
    });
    format!("{{ {} = {{ {} }} }}", of.family, given.collect::<Vec<_>>().join(", "))
}

fn list(name: &str, values: &[WithError]) -> String {
    let mut texts: Vec<String> = values.iter().map(|v| known(*v)).collect();
    if name == "shares"
        && let Some((last, others)) = texts.split_last_mut()
    {
        // Shares add up to one as written, not only before rounding.
        let sum: f64 = others.iter().filter_map(|text| text.parse::<f64>().ok()).sum();
        *last = number((1.0 - sum).max(0.0));
    }
    texts.join(", ")
}

/// As many digits as are known: the last stands for less than a hundredth of the standard error.
fn known(of: WithError) -> String {
    if of.standard_error > 0.0 { decimals(of.value, 2 - magnitude(of.standard_error)) } else { number(of.value) }
}

/// A standard error: two significant digits.
fn sure(standard_error: f64) -> String {
    if standard_error > 0.0 { decimals(standard_error, 1 - magnitude(standard_error)) } else { "0".to_owned() }
}

/// Six significant digits, no more than needed.
fn number(value: f64) -> String {
    if value == 0.0 { "0".to_owned() } else { decimals(value, 5 - magnitude(value)) }
}

fn magnitude(value: f64) -> i32 {
    value.abs().log10().floor() as i32
}

/// Without zeros at the end.
fn decimals(value: f64, decimals: i32) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let places = decimals.clamp(0, 9) as usize;
    let text = format!("{value:.places$}");
    let short = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if short.is_empty() || short == "-0" { "0".to_owned() } else { short.to_owned() }
}

/// A TOML text.
fn quoted(text: &str) -> String {
    toml::Value::String(one_line(text)).to_string()
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
