//! What `fit` prints: what was found in the log, type by type, and how sure it is.

use comfy_table::Cell;
use serde_json::{Value, json};

use super::{
    number::{percent, thousands},
    run_table::table,
};
use crate::{
    calibrate::{Fit, Handling, TypeFit, check::Comparison, log::RuleCount, staffed, staffed_groups, weekday_name},
    stats::{WithError, lifetime::FittedLifetime},
    units::text,
};

/// The tables of a fit.
#[must_use]
pub fn fit_table(fit: &Fit) -> String {
    let mut parts = vec![days_table(fit), types_table(fit), groups_table(fit), set_aside(fit)];
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n") + "\n"
}

fn days_table(fit: &Fit) -> String {
    let heading = ["day of the week", "days", "median calls", "used"].map(str::to_owned);
    let mut table = table(&heading);
    for of in fit.days.weekdays.iter().filter(|w| w.days > 0) {
        let used = if of.is_used { "yes" } else { "no" };
        table.add_row([weekday_name(of.weekday), &of.days.to_string(), &thousands(of.median, 0), used].map(Cell::new));
    }
    let mut out = table.to_string();
    for special in &fit.days.special {
        out += &format!("\nset aside: {}, {}", special.day, special.reason);
    }
    out
}

fn types_table(fit: &Fit) -> String {
    let mut heading = vec!["call type".to_owned()];
    heading.extend(fit.types.iter().map(|of| of.name.clone()));
    let mut table = table(&heading);
    let mut row = |name: &str, of: &dyn Fn(&TypeFit) -> Option<String>| {
        let cells: Vec<Option<String>> = fit.types.iter().map(of).collect();
        if cells.iter().any(Option::is_some) {
            let cells = cells.into_iter().map(|cell| cell.unwrap_or_else(|| "-".to_owned()));
            table.add_row(std::iter::once(name.to_owned()).chain(cells).map(Cell::new));
        }
    };
    row("offered in the log", &|of| Some(thousands(of.offered as f64, 0)));
    row("answered", &|of| Some(thousands(of.answered as f64, 0)));
    row("calls a day", &|of| Some(thousands(of.arrivals.a_day(), 1)));
    row("busyness: cv of days", &|of| of.arrivals.cv_of_days().map(|cv| with_error(cv, 3)));
    row("busyness of intervals: cv", &|of| of.arrivals.by_itself().map(|parts| with_error(parts.interval_cv, 2)));
    row("  correlation of neighbours", &|of| of.arrivals.by_itself().map(|parts| with_error(parts.correlation, 2)));
    row("Poisson within 6 min: p", &|of| of.arrivals.poisson.map(|test| format!("{:.2}", test.p_value)));
    row("talk time, mean s", &|of| of.talk.as_ref().map(|talk| with_error(talk.mean, 1)));
    row("talk time, family", &|of| of.talk.as_ref().and_then(Handling::best).map(family));
    row("after-call work, mean s", &|of| of.after_call_work.as_ref().map(|work| with_error(work.mean, 1)));
    row("patience, median s", &|of| of.patience.curve.quantile(0.5).map(|median| thousands(median, 0)));
    row("patience, family", &|of| of.patience.best().map(family));
    row("patience, mean s if exponential", &|of| of.patience.exponential_mean().map(|mean| with_error(mean, 0)));
    row("balk", &|of| of.patience.balking.map(|share| percent(share.value)));
    row("redial after abandoning", &|of| of.redials.as_ref().map(|redials| percent(redials.share.value)));
    table.to_string()
}

/// Who serves what, where agents differ in that.
fn groups_table(fit: &Fit) -> String {
    if fit.groups.len() < 2 {
        return String::new();
    }
    let mut table = table(&["agent group", "agents", "calls", "seen at most", "skills"].map(str::to_owned));
    for of in &fit.groups {
        let skills: Vec<&str> = of.skills.iter().map(|skill| fit.types[*skill].name.as_str()).collect();
        let most = of.seen.iter().map(|seen| seen.value).fold(0.0, f64::max);
        let cells = [
            of.name.clone(),
            of.agents.to_string(),
            thousands(of.calls as f64, 0),
            thousands(most, 1),
            skills.join(", "),
        ];
        table.add_row(cells.map(Cell::new));
    }
    table.to_string()
}

fn set_aside(fit: &Fit) -> String {
    let (of, unused) = (&fit.set_aside, &fit.not_used);
    let counts = [
        (unused.other_weekdays, "calls on days of the week that are not used, in no rate"),
        (unused.special_days, "calls on days set aside, in no rate"),
        (unused.other_hours, "calls outside the hours used, in no rate"),
        (of.outside_days_and_hours, "calls on other days or hours than asked for"),
        (of.blocked, "blocked calls, which are not offered"),
        (of.no_agent_wanted, "calls that asked for no agent"),
        (of.negative_waits, "calls with a wait below 0"),
        (of.negative_times, "talk times or after-call work below 0"),
        (of.answered_without_talk, "answered calls without a talk time, in arrivals and waits all the same"),
    ];
    let short: u64 = fit.types.iter().filter_map(|of| of.talk.as_ref()).map(|talk| talk.short).sum();
    let long: u64 = fit.types.iter().filter_map(|of| of.talk.as_ref()).map(|talk| talk.long).sum();
    let (least, most) = (fit.settings.short_calls, fit.settings.long_calls);
    let mut lines: Vec<String> =
        counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{} {what}", thousands(*n as f64, 0))).collect();
    if short > 0 {
        lines.push(format!("{} talk times below {least} s", thousands(short as f64, 0)));
    }
    if long > 0 {
        lines.push(format!("{} talk times above {most} s", thousands(long as f64, 0)));
    }
    if lines.is_empty() { String::new() } else { format!("left out:\n  {}", lines.join("\n  ")) }
}

fn family(of: &FittedLifetime) -> String {
    of.family.replace('_', " ")
}

fn with_error(of: WithError, decimals: usize) -> String {
    format!("{} ± {}", thousands(of.value, decimals), thousands(1.96 * of.standard_error, decimals))
}

/// What was found, in sentences.
#[must_use]
pub fn fit_findings(fit: &Fit) -> Vec<String> {
    let calls: u64 = fit.types.iter().map(|of| of.offered).sum();
    let a_day: f64 = fit.types.iter().map(|of| of.arrivals.a_day()).sum();
    let ((open, close), row) = (fit.hours(), fit.days.row.len());
    vec![format!(
        "{} offered calls; the scenario is {} of {} calls{} from {} to {}, like the {} days used.",
        thousands(calls as f64, 0),
        if row > 1 { format!("a week of {row} days") } else { "a day".to_owned() },
        thousands(a_day, 0),
        if row > 1 { " a day" } else { "" },
        text::clock(open),
        text::clock(close),
        fit.days.used.len()
    )]
}

/// All estimates, for programs; `reading` is what [`reading_json`] says.
#[must_use]
pub fn fit_json(fit: &Fit, source: &str, reading: &Value, findings: &[String], warnings: &[String]) -> String {
    let (open, close) = fit.hours();
    let staffed: Vec<Value> = staffed(fit)
        .iter()
        .enumerate()
        .map(|(i, of)| {
            let seen = fit.agents.as_ref().map(|agents| agents[i]);
            json!({ "agents": of.agents, "erlang_a": of.erlang_a, "seen": seen })
        })
        .collect();
    let agent_groups: Vec<Value> = fit
        .groups
        .iter()
        .zip(staffed_groups(fit))
        .map(|(of, staffed)| {
            let skills: Vec<&str> = of.skills.iter().map(|skill| fit.types[*skill].name.as_str()).collect();
            json!({ "name": of.name, "skills": skills, "agents": of.agents, "calls": of.calls, "seen": of.seen, "staffed": staffed })
        })
        .collect();
    let special: Vec<Value> = fit
        .days
        .special
        .iter()
        .map(|s| json!({ "day": s.day.to_string(), "offered": s.offered, "reason": s.reason }))
        .collect();
    let correlations: Vec<Value> = fit
        .correlations
        .iter()
        .map(|pair| json!({ "between": pair.between.map(|i| &fit.types[i].name), "rho": pair.rho }))
        .collect();
    let document = json!({
        "onering": env!("CARGO_PKG_VERSION"),
        "command": "fit",
        "log": source,
        "findings": findings,
        "warnings": warnings,
        "open": text::clock(open),
        "close": text::clock(close),
        "interval": fit.settings.interval,
        "days_used": fit.days.used.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "periods": fit.labels(),
        "special_days": special,
        "reading": reading,
        "set_aside": fit.set_aside,
        "not_used": fit.not_used,
        "call_types": fit.types.iter().map(type_json).collect::<Vec<_>>(),
        "correlations": correlations,
        "staffed": staffed,
        "agent_groups": agent_groups,
    });
    format!("{document}\n")
}

fn type_json(of: &TypeFit) -> Value {
    let lifetime = |f: &FittedLifetime| {
        let parameters: Vec<Value> =
            f.parameters.iter().map(|(name, v)| json!({ "name": name, "estimate": v })).collect();
        json!({ "family": f.family, "aic": f.aic(), "parameters": parameters })
    };
    let families = |all: &[FittedLifetime]| all.iter().map(lifetime).collect::<Vec<_>>();
    let handling = |h: &Option<Handling>| {
        h.as_ref().map(|h| {
            json!({
                "times": h.sample.events(), "mean": h.mean, "sd": h.sd, "short": h.short, "zeros": h.zeros, "long": h.long,
                "longest": h.longest, "families": families(&h.families), "by_interval": h.by_interval, "by_agent": h.by_agent,
            })
        })
    };
    let patience = &of.patience;
    json!({
        "name": of.name,
        "offered": of.offered,
        "answered": of.answered,
        "calls_by_interval": of.arrivals.by_interval,
        "first_calls_by_interval": of.arrivals.first_calls,
        "calls_by_day": of.arrivals.by_day.iter().map(|(day, n)| json!([day.to_string(), n])).collect::<Vec<_>>(),
        "busyness": of.arrivals.busyness,
        "parts_of_day": of.arrivals.parts_of_day,
        "poisson": of.arrivals.poisson,
        "talk_time": handling(&of.talk),
        "after_call_work": handling(&of.after_call_work),
        "patience": {
            "abandoned": patience.sample.events(), "censored": patience.sample.censored(), "balked": patience.balked,
            "median": patience.curve.quantile(0.5), "exponential_mean": patience.exponential_mean(),
            "balking": patience.balking, "families": families(&patience.families),
        },
        "redials": of.redials.as_ref().map(|r| json!({
            "abandoned": r.abandoned, "again": r.again, "again_anyway": r.again_anyway, "share": r.share,
            "delay": r.delay.as_ref().map(lifetime), "share_of_calls": r.share_of_calls,
        })),
    })
}

/// Rows by interval that a screen shows, at most: those of a day of half-hours, round the clock.
const MOST_ON_SCREEN: usize = 200;

/// The scenario beside the log.
#[must_use]
pub fn check_table(all: &[Comparison]) -> String {
    let heading = ["measure", "of", "period", "log", "simulated", "by chance from", "to", "p"].map(str::to_owned);
    let mut table = table(&heading);
    // A week has hundreds of intervals: whole days tell enough on a screen.
    let is_of_interval = |row: &Comparison| row.period.contains(':');
    let intervals = all.iter().filter(|row| is_of_interval(row)).count();
    let is_long = intervals > MOST_ON_SCREEN;
    for row in all.iter().filter(|row| !(is_long && is_of_interval(row))) {
        let write = |value: f64| {
            thousands(
                value,
                if value.abs() >= 100.0 {
                    0
                } else if value.abs() >= 2.0 {
                    1
                } else {
                    3
                },
            )
        };
        let mut cells = vec![row.measure.replace('_', " "), row.of.clone(), row.period.clone()];
        let is_share = matches!(row.measure.as_str(), "abandonment" | "service_level");
        let most = if is_share { 1.0 } else { f64::INFINITY };
        cells.extend([row.log, row.simulated, row.low.max(0.0), row.high.min(most)].map(write));
        cells.push(if row.p_value < 1e-4 { "< 0.0001".to_owned() } else { format!("{:.4}", row.p_value) });
        table.add_row(cells.into_iter().map(Cell::new));
    }
    let more = if is_long { format!("\n{intervals} rows by interval are in check.json") } else { String::new() };
    format!("{table}{more}\n")
}

/// How many measures lie outside what chance does.
#[must_use]
pub fn check_findings(all: &[Comparison]) -> Vec<String> {
    let off = all.iter().filter(|row| row.p_value < 0.05).count();
    let mut findings = vec![format!(
        "{off} of {} measures lie where a log of a scenario that is true would lie one time in twenty: about {:.0} would by chance.",
        all.len(),
        0.05 * all.len() as f64
    )];
    let whole = all.iter().filter(|row| row.of == "all" && row.period == "all" && row.p_value < 0.001);
    findings.extend(whole.map(|row| {
        let way = if row.simulated > row.log { "higher" } else { "lower" };
        format!("The simulated {} is surely {way} than the log's.", row.measure.replace('_', " "))
    }));
    findings
}

/// What reading a log found: rows, columns, and how often each rule came to bear.
#[must_use]
pub fn reading_json(rows: u64, columns: &[(String, Option<String>)], rules: &[RuleCount]) -> Value {
    let rule = |count: &RuleCount| json!({ "rule": count.rule.name, "on": count.is_on, "rows": count.rows, "first_line": count.first_line });
    let column = |(name, role): &(String, Option<String>)| json!({ "column": name, "is": role });
    json!({
        "rows": rows,
        "columns": columns.iter().map(column).collect::<Vec<_>>(),
        "rules": rules.iter().map(rule).collect::<Vec<_>>(),
    })
}

/// The comparisons for programs.
#[must_use]
pub fn check_json(
    all: &[Comparison],
    source: &str,
    reading: &Value,
    findings: &[String],
    warnings: &[String],
) -> String {
    let document = json!({
        "onering": env!("CARGO_PKG_VERSION"), "command": "fit --check", "log": source,
        "reading": reading, "findings": findings, "warnings": warnings, "rows": all,
    });
    format!("{document}\n")
}
