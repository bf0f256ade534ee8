//! What `plan` prints: intervals, shifts, and days of other volumes.

use super::{PlanOutcome, Scheduled};
use crate::{
    experiment::PromiseOutcome,
    metrics::measures,
    report::{
        number::{Money, percent, thousands, with_interval},
        outcome::replications,
        run_table::table,
    },
};

/// The tables of a plan.
#[must_use]
pub fn plan_table(plan: &PlanOutcome) -> String {
    let mut text = format!(
        "{}\nproved on {}, {}% confidence, seed {}\n",
        plan.outcome.title,
        replications(&plan.model, plan.requirement.callers.end - plan.requirement.callers.start),
        plan.outcome.confidence * 100.0,
        plan.outcome.seed
    );
    for group in 0..plan.model.agent_groups().len() {
        text += "\n";
        if plan.model.agent_groups().len() > 1 {
            text += &format!("{}\n", plan.model.agent_groups()[group].name());
        }
        text += &intervals(plan, group);
        text += "\n";
    }
    for (name, scheduled) in [("The schedule", &plan.scheduled), ("What finance's head count can do", &plan.given)] {
        if let Some(scheduled) = scheduled {
            text += &format!("\n{name}\n{}\n", shifts(plan, scheduled));
        }
    }
    if !plan.volumes.is_empty() {
        text += &format!("\nThe plan on days of another volume\n{}\n", volumes(plan));
    }
    text
}

fn intervals(plan: &PlanOutcome, group: usize) -> String {
    let mut heading: Vec<String> =
        ["from", "calls", "handle time", "load", "Erlang A", "required"].map(str::to_owned).into();
    if plan.scheduled.is_some() {
        heading.extend(["on the line", "over", "paid"].map(str::to_owned));
    }
    if plan.given.is_some() {
        heading.push("finance's".to_owned());
    }
    let shown = ["service_level", "abandonment", "occupancy"].map(|name| measures::named(name).into_iter());
    let shown: Vec<_> = shown.into_iter().flatten().collect();
    heading.extend(shown.iter().map(|measure| measure.title.to_owned()));
    let mut table = table(&heading);
    let money = Money::of(&plan.outcome.currency);
    for (index, interval) in plan.requirement.start[group].iter().enumerate() {
        let key = plan.model.horizon().interval_label(index).unwrap_or_default();
        let required = plan.requirement.required[group][index];
        let mut cells = vec![
            key.clone(),
            thousands(interval.calls, 1),
            if interval.calls > 0.0 { format!("{:.0} s", interval.handle_time) } else { "-".to_owned() },
            format!("{:.2}", interval.load),
            interval.erlang.map_or_else(|| "-".to_owned(), |agents| format!("{agents:.2}")),
            required.to_string(),
        ];
        if let Some(scheduled) = &plan.scheduled {
            let there = scheduled.proved.schedule.on_line[group][index];
            cells.push(there.to_string());
            cells.push(format!("{:+}", i64::from(there) - i64::from(required)));
            cells.push(scheduled.proved.schedule.paid[group][index].to_string());
        }
        if let Some(given) = &plan.given {
            cells.push(given.proved.schedule.on_line[group][index].to_string());
        }
        let of = format!("agent_group.{}", plan.model.agent_groups()[group].name());
        cells.extend(shown.iter().map(|m| with_interval(plan.run().estimate(m.name, &of, &key), m.unit, &money)));
        table.add_row(cells);
    }
    table.to_string()
}

/// Shift by shift, those alike together.
fn shifts(plan: &PlanOutcome, scheduled: &Scheduled) -> String {
    let several = plan.model.horizon().days() > 1;
    let mut heading = vec!["shift".to_owned()];
    heading.extend(several.then(|| "day".to_owned()));
    heading.extend(["agents", "from to", "breaks"].map(str::to_owned));
    let mut table = table(&heading);
    for shift in &scheduled.proved.schedule.shifts {
        let (span, breaks) = plan.times(shift);
        let mut cells = vec![plan.terms.shift_types[shift.shift_type].name.clone()];
        cells.extend(several.then(|| plan.model.horizon().day_label(shift.day).unwrap_or_default().to_owned()));
        cells.extend([shift.agents.to_string(), span, breaks]);
        table.add_row(cells);
    }
    table.to_string()
}

/// Whether promises are kept, where the intervals leave no doubt.
fn kept(promises: &[PromiseOutcome]) -> &'static str {
    if promises.iter().any(|of| !of.is_kept() && of.is_sure()) {
        "no"
    } else if promises.iter().all(|of| of.is_kept() && of.is_sure()) {
        "yes"
    } else {
        "in doubt"
    }
}

fn volumes(plan: &PlanOutcome) -> String {
    let money = Money::of(&plan.outcome.currency);
    let shown = ["service_level", "abandonment", "cost"].map(|name| measures::named(name).into_iter());
    let shown: Vec<_> = shown.into_iter().flatten().collect();
    let mut heading = vec!["volume".to_owned()];
    heading.extend(shown.iter().map(|measure| measure.title.to_owned()));
    heading.extend(["kept".to_owned(), "hours that day\nwould take".to_owned()]);
    let mut table = table(&heading);
    for at in &plan.volumes {
        let mut cells = vec![percent(at.factor)];
        cells.extend(shown.iter().map(|m| with_interval(at.result.overall(m.name), m.unit, &money)));
        cells.push(kept(&at.result.promises).to_owned());
        cells.push(at.right_hours.map_or_else(|| "-".to_owned(), |hours| thousands(hours, 1)));
        table.add_row(cells);
    }
    table.to_string()
}
