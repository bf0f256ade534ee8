//! `onering check`.

use std::io::{IsTerminal, Write};

use serde_json::json;

use super::{Ending, Failure, arguments::CheckArguments, output::warn, say};
use crate::{
    model::{Horizon, Model},
    report::thousands,
    scenario::{Overrides, Problems, Scenario},
    units::text,
};

/// Says what is wrong with a scenario, or what it holds.
pub fn check(asked: &CheckArguments) -> Result<Ending, Failure> {
    let overrides = Overrides { set: asked.set.clone(), ..Overrides::default() };
    let scenario = match Scenario::load(&asked.file, &overrides) {
        Ok(scenario) => scenario,
        Err(problems) => return report(&problems, asked.json),
    };
    let mut text = format!("{}: no problems\n\n{}", asked.file.display(), describe(scenario.model()));
    if scenario.asks_for_sweep() {
        match scenario.sweep() {
            Ok(plan) => {
                let points: usize = plan.cases.iter().map(|case| case.points.len()).sum();
                text += &format!("sweep: {points} design points of {}\n", plan.keys.join(" and "));
            }
            Err(problems) => return report(&problems, asked.json),
        }
    }
    if scenario.has_policies() {
        match scenario.policies() {
            Ok(plan) => {
                let names: Vec<&str> = plan.policies.iter().map(|policy| policy.name.as_str()).collect();
                text += &format!("policies: {}\n", names.join(", "));
            }
            Err(problems) => return report(&problems, asked.json),
        }
    }
    if let Some(terms) = scenario.long_run() {
        if let Err(problems) = scenario.strategies() {
            return report(&problems, asked.json);
        }
        text += &format!("long run: {} months, {} futures\n", terms.base.months, terms.base.futures);
    }
    if asked.json {
        let document = json!({ "problems": [], "warnings": scenario.warnings() });
        return say(&format!("{document}\n")).map(|()| Ending::Done);
    }
    scenario.warnings().iter().for_each(|warning| warn(warning));
    say(&text).map(|()| Ending::Done)
}

fn report(problems: &Problems, as_json: bool) -> Result<Ending, Failure> {
    if as_json {
        say(&format!("{}\n", json!({ "problems": problems.to_json(), "warnings": [] })))?;
    } else {
        let text = problems.render(std::io::stderr().is_terminal());
        write!(anstream::stderr(), "{text}")?;
    }
    Ok(Ending::TargetMissed)
}

/// What a centre holds: load against staff, type by type and group by group.
fn describe(model: &Model) -> String {
    let mut text = match model.horizon() {
        Horizon::Day(day) if day.days() > 1 => format!(
            "horizon: {} days in a row ({}), each of {} from {}, in {} intervals of {}\n",
            day.days(),
            day.names().join(", "),
            text::duration(model.horizon().closes_at(0).as_seconds()),
            text::clock(day.open_at()),
            model.horizon().intervals_a_day(),
            text::duration(day.interval().as_seconds())
        ),
        Horizon::Day(day) => format!(
            "horizon: a day of {} from {}, in {} intervals of {}\n",
            text::duration(model.horizon().measured_time().as_seconds()),
            text::clock(day.open_at()),
            model.horizon().intervals(),
            text::duration(day.interval().as_seconds())
        ),
        Horizon::SteadyState(s) => {
            format!("horizon: a steady state, measured for {}\n", text::duration(s.length().as_seconds()))
        }
    };
    let seconds = model.horizon().measured_time().as_seconds();
    for (index, of) in model.call_types().iter().enumerate() {
        text += &format!(
            "call type {}: {} calls, {} s each, {:.1} erlangs on average\n",
            of.name(),
            thousands(model.expected_calls_of(index, seconds), 0),
            thousands(of.mean_handle_time(), 0),
            model.offered_load(index)
        );
    }
    for group in model.agent_groups() {
        let (least, most) = (group.staffed().iter().min(), group.staffed().iter().max());
        let staffed = match (least, most) {
            (Some(least), Some(most)) if least != most => format!("{least} to {most}"),
            (Some(least), _) => least.to_string(),
            _ => "no".to_owned(),
        };
        text += &format!("agent group {}: {staffed} agents\n", group.name());
    }
    text
}
