//! The pictures of `onering erlang`.

use super::centre::Question;
use crate::{
    analytic::{Queue, Setting, Staffing},
    chart::{Day, Estimate, Line, Mark, Panel, Rendered, ServiceCurve, Unit, Waterfall, WaterfallStep},
    cli::Failure,
    report::{
        erlang::{IntervalFigures, OneInterval, decimals},
        percent, thousands,
    },
};

type Pictures = Vec<(String, Rendered)>;

/// Most levels that a curve has.
const MOST_LEVELS: u32 = 120;

/// The curve of what agents give, and the waterfall.
pub fn of_one(
    question: &Question,
    setting: &Setting,
    one: &OneInterval,
    given: Option<u32>,
) -> Result<Pictures, Failure> {
    let staffing = one.staffing.as_ref().and_then(|found| found.as_ref().ok());
    let mut pictures = Vec::new();
    if let Some(curve) = curve(question, setting, one, staffing, given) {
        pictures.push(("service_curve".to_owned(), curve.render()?));
    }
    if let Some(staffing) = staffing {
        pictures.push(("waterfall".to_owned(), waterfall(&one.title, staffing).render()?));
    }
    Ok(pictures)
}

/// Required agents, calls and service level through the day.
pub fn of_day(
    title: String,
    subtitle: String,
    question: &Question,
    rows: &[IntervalFigures],
) -> Result<Pictures, Failure> {
    if rows.len() > 96 || rows.is_empty() {
        return Ok(Vec::new());
    }
    let known = |value: Option<f64>| value.map(|value| Estimate { value, half_width: None });
    let line = |of: &dyn Fn(&IntervalFigures) -> Option<u32>| -> Option<Vec<f64>> {
        rows.iter().map(|row| of(row).map(f64::from)).collect()
    };
    let required = line(&IntervalFigures::required).map(|agents| ("required".to_owned(), agents));
    let given = line(&|row| row.given).map(|agents| ("staffed".to_owned(), agents));
    let staffed: Vec<(String, Vec<f64>)> = required.into_iter().chain(given).collect();
    if staffed.is_empty() {
        return Ok(Vec::new());
    }
    let level = |row: &IntervalFigures| row.figures.as_ref()?.as_ref().ok()?.first()?.value;
    let day = Day {
        title,
        subtitle,
        intervals: rows.iter().map(|row| row.label.clone()).collect(),
        offered: rows.iter().map(|row| known(Some(row.calls))).collect(),
        staffed,
        service_level: rows.iter().map(|row| known(level(row))).collect(),
        service_level_name: format!("Service level: answered within {} s", question.wait),
        target: target(question),
    };
    Ok(vec![("day".to_owned(), day.render()?)])
}

fn target(question: &Question) -> Option<f64> {
    question.plan.iter().flat_map(|plan| &plan.goals).find_map(|goal| match goal {
        crate::analytic::Goal::ServiceLevel { share, .. } => Some(*share),
        _ => None,
    })
}

fn curve(
    question: &Question,
    setting: &Setting,
    one: &OneInterval,
    staffing: Option<&Staffing>,
    given: Option<u32>,
) -> Option<ServiceCurve> {
    let middle = staffing.map(|found| found.agents).or(given)?;
    let reach = (2.5 * setting.demand.load().sqrt()).ceil().max(5.0) as u32;
    let low = middle.min(given.unwrap_or(middle)).min(staffing.map_or(middle, |found| found.base.agents));
    let high = middle.max(given.unwrap_or(middle));
    let (from, to) = (low.saturating_sub(reach).max(1), high.saturating_add(reach / 2 + 1));
    let step = ((to - from) / MOST_LEVELS + 1) as usize;
    let levels: Vec<f64> = (from..=to).step_by(step).map(f64::from).collect();
    let plain = Setting::erlang_c(setting.demand);
    let settings: Vec<Setting> = if *setting == plain { vec![plain] } else { vec![*setting, plain] };
    let lines = |of: &dyn Fn(&dyn Queue) -> Option<f64>| -> Vec<Line> {
        let value = |setting: &Setting, agents: f64| {
            let queue = setting.queue(agents).ok()?;
            let value = of(&*queue)?;
            (value.abs() < 1e15).then_some(Estimate { value, half_width: None })
        };
        settings
            .iter()
            .map(|s| Line { label: s.model().to_owned(), points: levels.iter().map(|n| value(s, *n)).collect() })
            .collect()
    };
    let mut marks = Vec::new();
    if let Some(found) = staffing {
        marks.push(Mark { label: format!("required: {}", found.agents), level: f64::from(found.agents) });
    }
    if let Some(base) =
        staffing.map(|found| found.base.agents).filter(|base| staffing.is_some_and(|f| f.agents != *base))
    {
        marks.push(Mark { label: format!("without the occupancy cap: {base}"), level: f64::from(base) });
    }
    if let Some(given) = given.filter(|given| staffing.is_none_or(|found| found.agents != *given)) {
        marks.push(Mark { label: format!("given: {given}"), level: f64::from(given) });
    }
    let panel = |name: String, unit, lines, target| Panel { name, unit, lines, target, log: false };
    let target = target(question).map(|share| (format!("target {}", percent(share)), share));
    Some(ServiceCurve {
        title: curve_title(staffing, setting, middle),
        subtitle: one.title.clone(),
        level_label: "agents on the line".to_owned(),
        levels: levels.clone(),
        panels: vec![
            panel(
                format!("Service level: answered within {} s", question.wait),
                Unit::Share,
                lines(&|queue| queue.service_level(question.rule, question.wait)),
                target,
            ),
            Panel {
                log: true,
                ..panel(
                    "Average speed of answer".to_owned(),
                    Unit::Seconds,
                    lines(&|queue| queue.average_speed_of_answer()),
                    None,
                )
            },
        ],
        marks,
    })
}

fn curve_title(staffing: Option<&Staffing>, setting: &Setting, agents: u32) -> String {
    let name = setting.model();
    match staffing {
        Some(found) => format!("{name} asks for {} agents on the line", thousands(f64::from(found.agents), 0)),
        None => format!("{name}: what {} agents and their neighbours give", thousands(f64::from(agents), 0)),
    }
}

fn waterfall(subtitle: &str, staffing: &Staffing) -> Waterfall {
    let of = &staffing.waterfall;
    let mut steps: Vec<WaterfallStep> = Vec::new();
    for step in &of.steps {
        let (exact, rounded) = (step.exact, f64::from(step.whole).max(step.exact));
        // Fewer agents than erlangs are no fall: those who hang up need none.
        if steps.last().is_some_and(|before| exact < before.exact) {
            steps.clear();
        }
        // The bar is of people; shrinkage is what the step to them is called.
        let name = if step.name == "shrinkage" { "scheduled, after shrinkage" } else { step.name };
        steps.push(WaterfallStep { name: name.to_owned(), exact, rounded });
    }
    let load = of.steps.first().map_or(0.0, |step| step.exact);
    let scheduled = thousands(f64::from(of.scheduled_whole()), 0);
    let rounding = decimals(of.rounding());
    Waterfall {
        title: format!(
            "{} erlangs of calls take {} agents and {scheduled} people on the payroll; rounding costs {rounding}",
            decimals(load),
            thousands(f64::from(staffing.agents), 0)
        ),
        subtitle: subtitle.to_owned(),
        unit_name: "People".to_owned(),
        steps,
    }
}
