//! A plan as tidy rows.

use std::sync::Arc;

use super::PlanOutcome;
use crate::{
    metrics::{Of, Period, Row},
    stats::Estimate,
};

/// What was planned, group by group and interval by interval, and then every measure of the plan as it was played.
#[must_use]
pub fn plan_rows(plan: &PlanOutcome) -> Vec<Row> {
    let mut rows = Vec::new();
    for (group, intervals) in plan.requirement.start.iter().enumerate() {
        let of: Arc<str> = Of::AgentGroup(group).key(&plan.model).into();
        for (index, interval) in intervals.iter().enumerate() {
            let period: Arc<str> = Period::Interval(index).key(&plan.model).into();
            let mut push = |measure: &str, value: Option<f64>| {
                rows.push(row(measure, of.clone(), period.clone(), value.map(Estimate::exact), 0));
            };
            push("forecast_calls", Some(interval.calls));
            push("forecast_handle_time", (interval.calls > 0.0).then_some(interval.handle_time));
            push("carried_load", Some(interval.load));
            push("erlang_agents", interval.erlang);
            push("required", Some(f64::from(plan.requirement.required[group][index])));
            if let Some(scheduled) = &plan.scheduled {
                push("scheduled_on_line", Some(f64::from(scheduled.proved.schedule.on_line[group][index])));
                push("scheduled_paid", Some(f64::from(scheduled.proved.schedule.paid[group][index])));
            }
            if let Some(given) = &plan.given {
                push("given_on_line", Some(f64::from(given.proved.schedule.on_line[group][index])));
            }
        }
    }
    let whole = |measure: &str, value: f64| row(measure, "all".into(), "all".into(), Some(Estimate::exact(value)), 0);
    rows.push(whole("required_hours", plan.hours(&plan.requirement.required)));
    if let Some(cuts) = plan.requirement.cuts {
        rows.push(whole("required_cost", plan.requirement.cost));
        rows.push(whole("cuts", cuts.rows as f64));
        rows.push(whole("cuts_bound", cuts.bound));
    }
    let removals = plan.requirement.removals;
    rows.push(whole("removals_surely_break", removals.surely_break as f64));
    rows.push(whole("removals_in_doubt", removals.in_doubt as f64));
    rows.push(whole("removals_keep", removals.keep as f64));
    if let Some(scheduled) = &plan.scheduled {
        rows.push(whole("scheduled_hours", plan.hours(&scheduled.proved.schedule.on_line)));
        rows.push(whole("people", scheduled.people));
        rows.push(whole("pay", scheduled.proved.schedule.pay));
    }
    if let Some(given) = &plan.given {
        rows.push(whole("given_people", given.people));
        rows.push(whole("given_pay", given.proved.schedule.pay));
        let named = given.result.rows.iter().filter(|row| *row.of == *"all" && *row.period == *"all");
        rows.extend(named.map(|row| Row { measure: format!("given.{}", row.measure).into(), ..row.clone() }));
    }
    rows.extend(plan.run().rows.iter().cloned());
    rows
}

fn row(measure: &str, of: Arc<str>, period: Arc<str>, estimate: Option<Estimate>, replications: u64) -> Row {
    Row {
        measure: measure.into(),
        of,
        period,
        estimate: estimate.map(|e| e.value),
        half_width: estimate.and_then(|e| e.half_width),
        replications,
    }
}
