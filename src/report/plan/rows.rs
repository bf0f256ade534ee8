//! A plan as tidy rows.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Map, Value, json};

use super::{PlanOutcome, Scheduled};
use crate::{
    metrics::{Of, Period, Row},
    planning::{
        requirement::{Demanded, Verdict},
        shifts::{DailyShift, Proof},
    },
    report::json::number,
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
        let cost = scheduled.proved.schedule.pay + scheduled.proved.schedule.mismatch;
        rows.push(whole("schedule_cost", cost));
        rows.push(whole("schedule_bound", bound(scheduled)));
        let kept = |demanded: Demanded| f64::from(u8::from(scheduled.proved.verdict.is_kept(demanded)));
        rows.push(whole("schedule_keeps", kept(Demanded::Estimate)));
        rows.push(whole("schedule_surely_keeps", kept(Demanded::Surely)));
        rows.extend(shift_rows(plan, scheduled));
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

/// Below this no schedule of the requirement costs.
fn bound(scheduled: &Scheduled) -> f64 {
    let schedule = &scheduled.proved.schedule;
    match schedule.proof {
        Proof::Optimal => schedule.pay + schedule.mismatch,
        Proof::Within { bound, .. } => bound,
    }
}

/// Agents who start a shift, by shift type and the interval in which they start.
fn shift_rows(plan: &PlanOutcome, scheduled: &Scheduled) -> Vec<Row> {
    let a_day = plan.model.horizon().intervals_a_day();
    let mut starts: BTreeMap<(usize, usize), u32> = BTreeMap::new();
    for shift in &scheduled.proved.schedule.shifts {
        *starts.entry((shift.shift_type, shift.day * a_day + shift.start)).or_default() += shift.agents;
    }
    let of_start = |((shift_type, interval), agents): ((usize, usize), u32)| {
        let of = format!("shift.{}", plan.terms.shift_types[shift_type].name).into();
        let period = Period::Interval(interval).key(&plan.model).into();
        row("shift_agents", of, period, Some(Estimate::exact(f64::from(agents))), 0)
    };
    starts.into_iter().map(of_start).collect()
}

/// What a plan holds that is no row: shifts with their breaks, how good they are known to be, and the verdicts.
#[must_use]
pub fn plan_details(plan: &PlanOutcome) -> Map<String, Value> {
    let verdict =
        |of: &Verdict| json!({ "kept": of.is_kept(Demanded::Estimate), "surely_kept": of.is_kept(Demanded::Surely) });
    let mut details = Map::new();
    details.insert("requirement".to_owned(), verdict(&plan.requirement.proof));
    if let Some(of) = plan.requirement.coarse {
        let search = json!({
            "effort_calls": of.effort,
            "whole_calls": of.whole,
            "block_intervals": of.block,
            "verdict_replications": of.verdict,
            "removal_replications": of.removal,
        });
        details.insert("search".to_owned(), search);
    }
    for (name, scheduled) in [("schedule", &plan.scheduled), ("given", &plan.given)] {
        let Some(scheduled) = scheduled else { continue };
        let schedule = &scheduled.proved.schedule;
        let shift = |shift: &DailyShift| {
            let (span, breaks) = plan.times(shift);
            let of = &plan.terms.shift_types[shift.shift_type];
            json!({
                "shift": of.name,
                "agent_group": plan.model.agent_groups()[of.group].name(),
                "day": plan.model.horizon().day_label(shift.day),
                "from_to": span,
                "breaks": breaks.split(", ").filter(|rest| !rest.is_empty()).collect::<Vec<_>>(),
                "agents": shift.agents,
            })
        };
        let (cost, bound) = (schedule.pay + schedule.mismatch, bound(scheduled));
        let mut of = Map::new();
        of.insert("shifts".to_owned(), schedule.shifts.iter().map(shift).collect());
        of.insert("people".to_owned(), number(scheduled.people));
        of.insert("pay".to_owned(), number(schedule.pay));
        of.insert("cost".to_owned(), number(cost));
        of.insert("bound".to_owned(), number(bound));
        let gap = if cost > 0.0 { ((cost - bound) / cost).max(0.0) } else { 0.0 };
        of.insert("gap".to_owned(), number(gap));
        of.insert("verdict".to_owned(), verdict(&scheduled.proved.verdict));
        details.insert(name.to_owned(), Value::Object(of));
    }
    details
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
