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
        headings.push("people each".to_owned());
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
        // Whoever works several days of a row has a line on each of them.
        let people = gross(&plan.model.agent_groups()[of.group]) / of.days.max(1) as f64;
        sheet.write_number(row, BEFORE_GRID + intervals as u16, people)?;
    }
    Ok(())
}

/// What an agent of this shift is paid for the day.
fn pay_each(plan: &PlanOutcome, shift: &DailyShift) -> f64 {
    let of = &plan.terms.shift_types[shift.shift_type];
    let group = &plan.model.agent_groups()[of.group];
    crate::planning::shifts::pay(&plan.terms, of, shift.start, &shift.breaks, plan.interval_hours(), gross(group))
}

/// The sheet of costs, line by line.
struct Costs<'a> {
    sheet: &'a mut Worksheet,
    input: &'a Format,
    /// The next row.
    row: u32,
}

impl Costs<'_> {
    /// A number; the address of its cell.
    fn number(&mut self, what: &str, value: f64) -> Result<String, XlsxError> {
        self.sheet.write_number(self.row, 1, value)?;
        self.named(what)
    }

    /// A number that is there to be changed.
    fn input(&mut self, what: &str, value: f64) -> Result<String, XlsxError> {
        self.sheet.write_number_with_format(self.row, 1, value, self.input)?;
        self.named(what)
    }

    fn formula(&mut self, what: &str, text: &str, value: f64) -> Result<String, XlsxError> {
        formula(self.sheet, (self.row, 1), text, value)?;
        self.named(what)
    }

    fn named(&mut self, what: &str) -> Result<String, XlsxError> {
        self.sheet.write_string(self.row, 0, what)?;
        self.row += 1;
        Ok(format!("B{}", self.row))
    }

    /// The calls of a run that are lost, type by type, and what they cost at the prices in the cells `each`.
    fn lost(
        &mut self,
        plan: &PlanOutcome,
        (of, whose): (&Scheduled, &str),
        each: &mut Vec<String>,
    ) -> Result<(String, f64), XlsxError> {
        let types = plan.model.call_types();
        let (mut parts, mut cost) = (Vec::new(), 0.0);
        for (index, call_type) in types.iter().enumerate() {
            let suffix = if types.len() > 1 { format!(": {}", call_type.name()) } else { String::new() };
            let key = format!("call_type.{}", call_type.name());
            let days = plan.model.horizon().days() as f64;
            let lost = of.result.estimate("abandoned", &key, "all").map_or(0.0, |e| e.value) * days;
            let calls = self.number(&format!("calls abandoned{whose}{suffix}"), lost)?;
            if each.len() == index {
                let price = call_type.cost_when_abandoned();
                each.push(self.input(&format!("cost of one abandoned call{suffix}"), price)?);
            }
            parts.push(format!("{calls}*{}", each[index]));
            cost += lost * call_type.cost_when_abandoned();
        }
        let cell = self.formula(&format!("cost of abandoned calls{whose}"), &format!("={}", parts.join("+")), cost)?;
        Ok((cell, cost))
    }
}

fn fill_costs(
    sheet: &mut Worksheet,
    plan: &PlanOutcome,
    scheduled: &Scheduled,
    input: &Format,
) -> Result<(), XlsxError> {
    let last = HEAD + scheduled.proved.schedule.shifts.len() as u32;
    let pay = scheduled.proved.schedule.pay;
    let mut costs = Costs { sheet, input, row: HEAD };
    let mut each = Vec::new();
    let paid = costs.formula("pay of the shifts", &format!("=SUM(shifts!H{}:H{last})", HEAD + 1), pay)?;
    let (lost, lost_cost) = costs.lost(plan, (scheduled, ""), &mut each)?;
    costs.formula("pay and abandoned calls", &format!("={paid}+{lost}"), pay + lost_cost)?;
    let column =
        |column: u16| format!("shifts!{}:{}", row_col_to_cell(HEAD, column), row_col_to_cell(last - 1, column));
    let each_agent = BEFORE_GRID + plan.model.horizon().intervals() as u16;
    let text = format!("=SUMPRODUCT({}*{})", column(AGENTS), column(each_agent));
    let people = costs.formula("people, shrinkage included", &text, scheduled.people)?;
    if let Some(given) = plan.terms.head_count {
        let has = costs.input("people that finance gives", f64::from(given))?;
        let missing = (scheduled.people - f64::from(given)).max(0.0);
        costs.formula("people missing", &format!("=MAX(0,{people}-{has})"), missing)?;
    }
    if let Some(short) = &plan.given {
        let (lost, lost_cost) = costs.lost(plan, (short, " with finance's people"), &mut each)?;
        let pay = short.proved.schedule.pay;
        let paid = costs.number("pay of finance's people", pay)?;
        let what = "pay and abandoned calls with finance's people";
        costs.formula(what, &format!("={paid}+{lost}"), pay + lost_cost)?;
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
