//! The pictures of a plan.

use super::super::{
    Failure,
    drawing::{Drawing, draw_all},
};
use crate::{
    chart::{Estimate, Line, Mark, Panel, Rendered, ServiceCurve, ShiftBar, ShiftBars, Staffing, Unit},
    report::{
        percent,
        plan::{PlanOutcome, Scheduled},
        replications, thousands,
    },
    stats,
};

/// Most bars of a picture of shifts.
const MOST_BARS: usize = 120;

/// Agents by group, shifts by day, and what head counts between finance's and the plan's do.
pub fn of_plan(plan: &PlanOutcome) -> Result<Vec<(String, Rendered)>, Failure> {
    let mut drawings = Vec::new();
    let groups = plan.model.agent_groups();
    for (index, group) in groups.iter().enumerate() {
        let name =
            if groups.len() == 1 { "staffing".to_owned() } else { format!("staffing-{}", file_name(group.name())) };
        drawings.push(Drawing::new(name, move || staffing(plan, index).render()));
    }
    if let Some(scheduled) = &plan.scheduled {
        for day in 0..plan.model.horizon().days() {
            let Some(bars) = shifts(plan, scheduled, day) else { continue };
            let name = plan.model.horizon().day_label(day).filter(|_| plan.model.horizon().days() > 1);
            let name = name.map_or_else(|| "shifts".to_owned(), |name| format!("shifts-{}", file_name(name)));
            drawings.push(Drawing::new(name, move || bars.render()));
        }
        if let Some(given) = &plan.given {
            drawings.push(Drawing::new("head-count", move || head_count(plan, scheduled, given).render()));
        }
    }
    Ok(draw_all(drawings)?)
}

fn file_name(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect()
}

fn staffing(plan: &PlanOutcome, group: usize) -> Staffing {
    let required = &plan.requirement.required[group];
    let hours = |list: &[u32]| f64::from(list.iter().sum::<u32>()) * plan.interval_hours();
    let name = plan.model.agent_groups()[group].name();
    let scheduled = plan.scheduled.as_ref().map(|of| &of.proved.schedule.on_line[group]);
    let title = match scheduled {
        Some(there) => format!(
            "{} hours of {name} keep the promises; the cheapest shifts put {} on the line",
            thousands(hours(required), 1),
            thousands(hours(there), 1)
        ),
        None => format!("{} hours of {name} on the line keep the promises", thousands(hours(required), 1)),
    };
    let as_numbers = |list: &Vec<u32>| list.iter().map(|agents| f64::from(*agents)).collect();
    Staffing {
        title,
        subtitle: format!(
            "{}: proved on {}, {} confidence",
            plan.outcome.title,
            replications(&plan.model, plan.requirement.callers.end - plan.requirement.callers.start),
            percent(plan.outcome.confidence)
        ),
        intervals: labels(plan),
        required: as_numbers(required),
        scheduled: scheduled.map(as_numbers),
    }
}

fn labels(plan: &PlanOutcome) -> Vec<String> {
    (0..plan.model.horizon().intervals()).filter_map(|i| plan.model.horizon().interval_label(i)).collect()
}

/// The shifts of a day; `None` where there are none, or too many for a page.
fn shifts(plan: &PlanOutcome, scheduled: &Scheduled, day: usize) -> Option<ShiftBars> {
    let a_day = plan.model.horizon().intervals_a_day();
    let mut shifts: Vec<_> = scheduled.proved.schedule.shifts.iter().filter(|shift| shift.day == day).collect();
    shifts.sort_by_key(|shift| (shift.start, shift.shift_type, shift.breaks.clone()));
    if shifts.is_empty() || shifts.len() > MOST_BARS {
        return None;
    }
    let agents: u32 = shifts.iter().map(|shift| shift.agents).sum();
    let bar = |shift: &&crate::planning::shifts::DailyShift| ShiftBar {
        name: plan.terms.shift_types[shift.shift_type].name.clone(),
        kind: shift.shift_type,
        agents: shift.agents,
        on_line: (0..a_day).map(|i| shift.is_on_line(&plan.terms, a_day, day * a_day + i)).collect(),
    };
    let labels: Vec<String> = labels(plan)[day * a_day..(day + 1) * a_day]
        .iter()
        .map(|label| label.rsplit(' ').next().unwrap_or_default().to_owned())
        .collect();
    let on = plan.model.horizon().day_label(day).filter(|_| plan.model.horizon().days() > 1);
    Some(ShiftBars {
        title: format!("{agents} agents work{}", on.map_or_else(String::new, |on| format!(" on {on}"))),
        subtitle: plan.outcome.title.clone(),
        intervals: labels,
        shifts: shifts.iter().map(bar).collect(),
    })
}

/// Service, lost calls and pay over the number of people, with finance's marked.
fn head_count(plan: &PlanOutcome, full: &Scheduled, given: &Scheduled) -> ServiceCurve {
    let mut all: Vec<&Scheduled> = std::iter::once(given).chain(&plan.between).chain([full]).collect();
    all.sort_by(|a, b| a.people.total_cmp(&b.people));
    all.dedup_by(|a, b| a.people == b.people);
    let chart = |e: stats::Estimate| Estimate { value: e.value, half_width: e.half_width };
    let line = |measure: &str| Line {
        label: String::new(),
        points: all.iter().map(|of| of.result.overall(measure).map(chart)).collect(),
    };
    let pay = Line {
        label: String::new(),
        points: all.iter().map(|of| Some(Estimate { value: of.proved.schedule.pay, half_width: None })).collect(),
    };
    let below = |of: &Scheduled| -> f64 {
        let cells = of.proved.required.iter().flatten().zip(of.proved.schedule.on_line.iter().flatten());
        cells.map(|(needed, there)| f64::from(needed.saturating_sub(*there))).sum::<f64>() * plan.interval_hours()
    };
    let missing = Line {
        label: String::new(),
        points: all.iter().map(|of| Some(Estimate { value: below(of), half_width: None })).collect(),
    };
    let panel = |heading: &str, unit: Unit, line: Line| Panel {
        name: heading.to_owned(),
        unit,
        lines: vec![line],
        target: None,
        log: false,
    };
    ServiceCurve {
        title: format!(
            "Finance gives {} people, the plan takes {}: service level {} instead of {}",
            plan.terms.head_count.map_or_else(|| thousands(given.people, 1), |people| people.to_string()),
            thousands(full.people, 1),
            given.result.overall("service_level").map_or_else(|| "-".to_owned(), |e| percent(e.value)),
            full.result.overall("service_level").map_or_else(|| "-".to_owned(), |e| percent(e.value)),
        ),
        // Why the lines need not rise: fewer people are given longer shifts.
        subtitle: "Fewer people work longer shifts: hours, pay and the day's service need not grow with their number, what is missing shrinks".to_owned(),
        level_label: "people, shrinkage included".to_owned(),
        levels: all.iter().map(|of| of.people).collect(),
        panels: vec![
            panel("Service level", Unit::Share, line("service_level")),
            panel("Abandonment", Unit::Share, line("abandonment")),
            panel("Pay", Unit::Money(plan.outcome.currency.clone()), pay),
            panel("Agent hours missing from the requirement", Unit::Count, missing),
        ],
        marks: vec![
            Mark { label: "finance's head count".to_owned(), level: given.people },
            Mark { label: "the plan".to_owned(), level: full.people },
        ],
    }
}

/// The morning, the forecast of the rest before and now, and its service with and without the moves.
pub fn of_today(today: &crate::report::plan::Today) -> Result<Rendered, Failure> {
    let all = today.model.call_types().len();
    let aim = crate::planning::intraday::Aim::of(&today.model);
    let measure = crate::metrics::headline(aim.headline);
    let intervals = 0..today.model.horizon().intervals();
    let rest = today.from..intervals.end;
    let chart = |list: &[Option<stats::Estimate>]| {
        let one = |e: stats::Estimate| Estimate { value: e.value, half_width: e.half_width };
        list[rest.clone()].iter().map(|e| e.map(one)).collect::<Vec<_>>()
    };
    let (seen, expected) = (
        today.morning.offered.iter().flatten().sum::<f64>(),
        today.forecast.before[all][..today.from].iter().map(|band| band.mean).sum::<f64>(),
    );
    let share = if expected > 0.0 { percent(seen / expected) } else { "-".to_owned() };
    let rest_of = |outlook: &crate::planning::intraday::Outlook| {
        let unit = if measure.unit == crate::metrics::Unit::Share { percent } else { crate::report::seconds };
        outlook.aim().map_or_else(|| "-".to_owned(), |e| unit(e.value))
    };
    let best = today.ranking.best.as_ref();
    let moved = best.map_or_else(String::new, |best| format!(", {} with the moves", rest_of(&best.outlook)));
    let promise = aim.promise.map(|index| &today.model.promises()[index]);
    let goal = promise.and_then(|p| p.goals().iter().find(|goal| goal.headline() == aim.headline));
    let picture = crate::chart::Today {
        title: format!(
            "{share} of the morning's calls came; the rest of the day: {} {}{moved}",
            measure.title,
            rest_of(&today.ranking.nothing)
        ),
        subtitle: format!(
            "{}: moves played on {}, {} confidence",
            today.outcome.title,
            replications(&today.model, today.replications),
            percent(today.outcome.confidence)
        ),
        intervals: intervals.filter_map(|i| today.model.horizon().interval_label(i)).collect(),
        actual: (0..today.from).map(|i| today.morning.offered.iter().map(|of| of[i]).sum()).collect(),
        before: today.forecast.before[all].iter().map(|band| band.mean).collect(),
        after: today.forecast.after[all][today.from..].iter().map(|b| (b.mean, b.low, b.high)).collect(),
        measure: crate::report::capital(measure.title),
        unit: if measure.unit == crate::metrics::Unit::Share { Unit::Share } else { Unit::Seconds },
        nothing: chart(&today.ranking.nothing.by_interval),
        moves: best.map_or_else(Vec::new, |best| chart(&best.outlook.by_interval)),
        target: goal.map(|goal| goal.bound()),
    };
    Ok(picture.render()?)
}
