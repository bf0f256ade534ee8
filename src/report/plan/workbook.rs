//! A plan as a workbook: intervals, shifts, costs, with formulas where a planner would change a number.
//!
//! Who is on the line in an interval is computed from the numbers of the sheet of shifts, pay from them too. Formulas
//! carry the values they have now, so that programs that do not compute show them.

use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet, XlsxError, utility::row_col_to_cell};

use super::{PlanOutcome, Scheduled};
use crate::{
    planning::{gross, shifts::DailyShift},
    report::number::Money,
};

/// Rows of headings.
const HEAD: u32 = 1;
/// Columns of the sheet of shifts before its grid of intervals: shift, group, day, from to, breaks, agents, pay each, pay.
const BEFORE_GRID: u16 = 8;
/// Where the agents of a shift stand, which a planner changes.
const AGENTS: u16 = 5;

/// The workbook.
///
/// # Errors
///
/// What the writer says; a plan of more shifts than a sheet has rows.
pub fn plan_workbook(plan: &PlanOutcome) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let bold = Format::new().set_bold();
    let input = Format::new().set_background_color(0x00FF_F2CC);
    let mut intervals = sheet("intervals", &bold, &interval_headings(plan))?;
    fill_intervals(&mut intervals, plan)?;
    workbook.push_worksheet(intervals);
    if let Some(scheduled) = &plan.scheduled {
        let mut headings: Vec<String> =
            ["shift", "group", "day", "from to", "breaks", "agents", "pay each", "pay"].map(str::to_owned).into();
        headings.extend((0..plan.model.horizon().intervals()).filter_map(|i| plan.model.horizon().interval_label(i)));
        let mut shifts = sheet("shifts", &bold, &headings)?;
        fill_shifts(&mut shifts, plan, scheduled, &input)?;
        workbook.push_worksheet(shifts);
        let mut costs = sheet(
            "costs",
            &bold,
            &["what".to_owned(), Money::of(&plan.outcome.currency).amount(0.0).replace('0', "").trim().to_owned()],
        )?;
        fill_costs(&mut costs, plan, scheduled, &input)?;
        workbook.push_worksheet(costs);
    }
    workbook.save_to_buffer()
}

fn sheet(name: &str, bold: &Format, headings: &[String]) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?;
    for (column, heading) in headings.iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, heading, bold)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_column_width(0, 16)?;
    Ok(sheet)
}

fn interval_headings(plan: &PlanOutcome) -> Vec<String> {
    let mut headings: Vec<String> = [
        "from",
        "group",
        "calls",
        "handle time, s",
        "load, erlangs",
        "Erlang A",
        "required",
        "shrinkage",
        "scheduled for it",
        "on the line",
        "over or under",
        "FTE hours",
    ]
    .map(str::to_owned)
    .into();
    headings.extend(["service level", "± service level", "abandonment", "occupancy"].map(str::to_owned));
    if plan.scheduled.is_none() {
        "on the line (as required)".clone_into(&mut headings[9]);
    }
    headings
}

fn fill_intervals(sheet: &mut Worksheet, plan: &PlanOutcome) -> Result<(), XlsxError> {
    let mut row = HEAD;
    let last_shift = plan.scheduled.as_ref().map_or(0, |s| HEAD + s.proved.schedule.shifts.len() as u32 - 1);
    for (index, group) in plan.model.agent_groups().iter().enumerate() {
        for (i, interval) in plan.requirement.start[index].iter().enumerate() {
            let label = plan.model.horizon().interval_label(i).unwrap_or_default();
            let required = plan.requirement.required[index][i];
            let line = row + 1;
            sheet.write_string(row, 0, &label)?;
            sheet.write_string(row, 1, group.name())?;
            sheet.write_number(row, 2, interval.calls)?;
            sheet.write_number(row, 3, interval.handle_time)?;
            sheet.write_number(row, 4, interval.load)?;
            if let Some(erlang) = interval.erlang {
                sheet.write_number(row, 5, erlang)?;
            }
            sheet.write_number(row, 6, required)?;
            sheet.write_number(row, 7, group.shrinkage())?;
            formula(sheet, (row, 8), &format!("=G{line}/(1-H{line})"), f64::from(required) * gross(group))?;
            let on_line = match &plan.scheduled {
                None => {
                    formula(sheet, (row, 9), &format!("=G{line}"), f64::from(required))?;
                    required
                }
                Some(scheduled) => {
                    let there = scheduled.proved.schedule.on_line[index][i];
                    let range = |column: u16| {
                        let cell = |row| row_col_to_cell(row, column).replace(|c: char| c.is_ascii_digit(), "");
                        format!("shifts!${0}${1}:${0}${2}", cell(HEAD), HEAD + 1, last_shift + 1)
                    };
                    let text = format!(
                        "=SUMPRODUCT(({}=B{line})*{}*{})",
                        range(1),
                        range(AGENTS),
                        range(BEFORE_GRID + i as u16)
                    );
                    formula(sheet, (row, 9), &text, f64::from(there))?;
                    there
                }
            };
            formula(sheet, (row, 10), &format!("=J{line}-G{line}"), f64::from(on_line) - f64::from(required))?;
            let hours = plan.interval_hours();
            formula(
                sheet,
                (row, 11),
                &format!("=J{line}/(1-H{line})*{hours}"),
                f64::from(on_line) * gross(group) * hours,
            )?;
            let of = format!("agent_group.{}", group.name());
            let level = plan.run().estimate("service_level", &of, &label);
            let others = ["abandonment", "occupancy"].map(|m| plan.run().estimate(m, &of, &label).map(|e| e.value));
            let values = [level.map(|e| e.value), level.and_then(|e| e.half_width), others[0], others[1]];
            for (column, value) in values.into_iter().enumerate() {
                if let Some(value) = value {
                    sheet.write_number(row, 12 + column as u16, value)?;
                }
            }
            row += 1;
        }
    }
    Ok(())
}

fn fill_shifts(
    sheet: &mut Worksheet,
    plan: &PlanOutcome,
    scheduled: &Scheduled,
    input: &Format,
) -> Result<(), XlsxError> {
    let intervals = plan.model.horizon().intervals();
    for (index, shift) in scheduled.proved.schedule.shifts.iter().enumerate() {
        let (row, line) = (HEAD + index as u32, HEAD + index as u32 + 1);
        let of = &plan.terms.shift_types[shift.shift_type];
        let (span, breaks) = plan.times(shift);
        let each = pay_each(plan, shift);
        sheet.write_string(row, 0, &of.name)?;
        sheet.write_string(row, 1, plan.model.agent_groups()[of.group].name())?;
        sheet.write_string(row, 2, plan.model.horizon().day_label(shift.day).unwrap_or("a day"))?;
        sheet.write_string(row, 3, &span)?;
        sheet.write_string(row, 4, &breaks)?;
        sheet.write_number_with_format(row, AGENTS, shift.agents, input)?;
        sheet.write_number(row, 6, each)?;
        formula(sheet, (row, 7), &format!("=F{line}*G{line}"), each * f64::from(shift.agents))?;
        for interval in 0..intervals {
            let is_there = shift.is_on_line(&plan.terms, plan.model.horizon().intervals_a_day(), interval);
            sheet.write_number(row, BEFORE_GRID + interval as u16, u8::from(is_there))?;
        }
    }
    Ok(())
}

/// What an agent of this shift is paid for the day.
fn pay_each(plan: &PlanOutcome, shift: &DailyShift) -> f64 {
    let of = &plan.terms.shift_types[shift.shift_type];
    let group = &plan.model.agent_groups()[of.group];
    crate::planning::shifts::pay(&plan.terms, of, shift.start, &shift.breaks, plan.interval_hours(), gross(group))
}

fn fill_costs(
    sheet: &mut Worksheet,
    plan: &PlanOutcome,
    scheduled: &Scheduled,
    input: &Format,
) -> Result<(), XlsxError> {
    let last = HEAD + scheduled.proved.schedule.shifts.len() as u32;
    let days = plan.model.horizon().days() as f64;
    let lost = scheduled.result.overall("abandoned").map_or(0.0, |e| e.value) * days;
    let each = plan.model.call_types().iter().map(crate::model::CallType::cost_when_abandoned).fold(0.0, f64::max);
    let pay = scheduled.proved.schedule.pay;
    sheet.write_string(1, 0, "pay of the shifts")?;
    formula(sheet, (1, 1), &format!("=SUM(shifts!H{}:H{last})", HEAD + 1), pay)?;
    sheet.write_string(2, 0, "calls abandoned (expected)")?;
    sheet.write_number(2, 1, lost)?;
    sheet.write_string(3, 0, "cost of one abandoned call")?;
    sheet.write_number_with_format(3, 1, each, input)?;
    sheet.write_string(4, 0, "cost of abandoned calls")?;
    formula(sheet, (4, 1), "=B3*B4", lost * each)?;
    sheet.write_string(5, 0, "pay and abandoned calls")?;
    formula(sheet, (5, 1), "=B2+B5", pay + lost * each)?;
    sheet.write_string(6, 0, "people, shrinkage included")?;
    sheet.write_number(6, 1, scheduled.people)?;
    if let Some(given) = plan.terms.head_count {
        sheet.write_string(7, 0, "people that finance gives")?;
        sheet.write_number_with_format(7, 1, given, input)?;
        sheet.write_string(8, 0, "people missing")?;
        formula(sheet, (8, 1), "=MAX(0,B7-B8)", (scheduled.people - f64::from(given)).max(0.0))?;
    }
    if let Some(short) = &plan.given {
        let more = short.result.overall("abandoned").map_or(0.0, |e| e.value) * days;
        sheet.write_string(9, 0, "calls abandoned with finance's people")?;
        sheet.write_number(9, 1, more)?;
        sheet.write_string(10, 0, "pay of finance's people")?;
        sheet.write_number(10, 1, short.proved.schedule.pay)?;
        sheet.write_string(11, 0, "pay and abandoned calls with finance's people")?;
        formula(sheet, (11, 1), "=B11+B10*B4", short.proved.schedule.pay + more * each)?;
    }
    sheet.set_column_width(0, 42)?;
    sheet.set_column_width(1, 14)?;
    Ok(())
}

/// A formula and its value.
fn formula(sheet: &mut Worksheet, (row, column): (u32, u16), text: &str, value: f64) -> Result<(), XlsxError> {
    sheet.write_formula(row, column, Formula::new(text).set_result(format!("{value}")))?;
    Ok(())
}
