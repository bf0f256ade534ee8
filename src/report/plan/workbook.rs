//! A plan as a workbook: intervals, shifts, costs, with formulas where a planner would change a number.
//!
//! Who is on the line in an interval is computed from the numbers of the sheet of shifts, pay from them too. Formulas
//! carry the values they have now, so that programs that do not compute show them.

use rust_xlsxwriter::{Format, FormatAlign, Formula, Workbook, Worksheet, XlsxError, utility::row_col_to_cell};

use super::{PlanOutcome, Scheduled};
use crate::{
    model::{Headline, Promise},
    planning::{gross, shifts::DailyShift},
};

/// Rows of headings.
const HEAD: u32 = 1;
/// Columns of the sheet of shifts before its grid of intervals: shift, group, day, from to, breaks, agents, pay each, pay.
const BEFORE_GRID: u16 = 8;
/// Where the agents of a shift stand, which a planner changes.
const AGENTS: u16 = 5;

/// Decimals of a number that is read, not computed with.
const TWO_DIGITS: &str = "#,##0.00";
/// A cell that a planner may change.
const INPUT: u32 = 0x00FF_F2CC;

/// A column: its heading, its width in letters, and how its numbers are shown.
struct Column {
    heading: String,
    width: u16,
    shown: &'static str,
}

impl Column {
    fn new(heading: impl Into<String>, width: u16, shown: &'static str) -> Self {
        Self { heading: heading.into(), width, shown }
    }
}

/// The workbook.
///
/// # Errors
///
/// What the writer says; a plan of more shifts than a sheet has rows.
pub fn plan_workbook(plan: &PlanOutcome) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let mut intervals = sheet("intervals", &interval_columns(plan))?;
    fill_intervals(&mut intervals, plan)?;
    workbook.push_worksheet(intervals);
    if let Some(scheduled) = &plan.scheduled {
        let mut shifts = sheet("shifts", &shift_columns(plan))?;
        fill_shifts(&mut shifts, plan, scheduled)?;
        workbook.push_worksheet(shifts);
        let amount = Column::new(format!("number, or {}", plan.outcome.currency), 18, TWO_DIGITS);
        let mut costs = sheet("costs", &[Column::new("what", 46, "@"), amount])?;
        fill_costs(&mut costs, plan, scheduled)?;
        workbook.push_worksheet(costs);
    }
    workbook.save_to_buffer()
}

/// A sheet with its headings, which stay in sight and are printed on each page; as wide as one page.
fn sheet(name: &str, columns: &[Column]) -> Result<Worksheet, XlsxError> {
    const A4: u8 = 9;
    /// Points: three lines of a heading.
    const THREE_LINES: f64 = 45.0;
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?;
    let heading = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    for (index, column) in columns.iter().enumerate() {
        let index = index as u16;
        sheet.set_column_width(index, f64::from(column.width))?;
        sheet.set_column_format(index, &Format::new().set_num_format(column.shown))?;
        sheet.write_string_with_format(0, index, &column.heading, &heading)?;
    }
    sheet.set_row_height(0, THREE_LINES)?;
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_landscape();
    sheet.set_paper_size(A4);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    Ok(sheet)
}

fn interval_columns(plan: &PlanOutcome) -> Vec<Column> {
    let on_line = if plan.scheduled.is_some() { "on the line" } else { "on the line (as required)" };
    [
        ("from", 10, "@"),
        ("group", 12, "@"),
        ("calls", 8, "#,##0.0"),
        ("handle time, s", 8, "0"),
        ("load, erlangs", 8, TWO_DIGITS),
        ("Erlang A", 8, TWO_DIGITS),
        ("required", 9, "0"),
        ("shrinkage", 10, "0.0%"),
        ("scheduled for it", 10, TWO_DIGITS),
        (on_line, 9, "0"),
        ("over or under", 8, "+0;-0;0"),
        ("FTE, shrinkage included", 10, TWO_DIGITS),
        ("service level", 8, "0.0%"),
        ("± service level", 8, "0.0%"),
        ("abandonment", 13, "0.0%"),
        ("occupancy", 11, "0.0%"),
        ("occupancy at most", 11, "0.0%"),
        ("paid hours", 8, TWO_DIGITS),
    ]
    .map(|(heading, width, shown)| Column::new(heading, width, shown))
    .into()
}

fn shift_columns(plan: &PlanOutcome) -> Vec<Column> {
    let mut columns: Vec<Column> = [
        ("shift", 16, "@"),
        ("group", 12, "@"),
        ("day", 8, "@"),
        ("from to", 13, "@"),
        ("breaks", 26, "@"),
        ("agents", 8, "0"),
        ("pay each", 10, TWO_DIGITS),
        ("pay", 11, TWO_DIGITS),
    ]
    .map(|(heading, width, shown)| Column::new(heading, width, shown))
    .into();
    let labels = (0..plan.model.horizon().intervals()).filter_map(|i| plan.model.horizon().interval_label(i));
    // Who is not there is shown by nothing.
    columns.extend(labels.map(|label| Column::new(label, 6, "0;-0;")));
    columns.push(Column::new("people each", 9, TWO_DIGITS));
    columns
}

/// The least occupancy that a promise bounds from above.
fn occupancy_cap(plan: &PlanOutcome) -> Option<f64> {
    let goals = plan.model.promises().iter().flat_map(Promise::goals);
    goals.filter(|goal| goal.headline() == Headline::Occupancy).map(|goal| goal.bound()).min_by(f64::total_cmp)
}

fn fill_intervals(sheet: &mut Worksheet, plan: &PlanOutcome) -> Result<(), XlsxError> {
    let mut row = HEAD;
    let cap = occupancy_cap(plan);
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
                // A range without a row would take in the headings.
                Some(scheduled) if scheduled.proved.schedule.shifts.is_empty() => {
                    sheet.write_number(row, 9, 0)?;
                    0
                }
                Some(scheduled) => {
                    let there = scheduled.proved.schedule.on_line[index][i];
                    let range = |column: u16| {
                        let cell = |row| row_col_to_cell(row, column).replace(|c: char| c.is_ascii_digit(), "");
                        format!("shifts!${0}${1}:${0}${2}", cell(HEAD), HEAD + 1, last_shift + 1)
                    };
                    let text = format!(
                        "=SUMPRODUCT(EXACT({},B{line})*{}*{})",
                        range(1),
                        range(AGENTS),
                        range(BEFORE_GRID + i as u16)
                    );
                    formula(sheet, (row, 9), &text, f64::from(there))?;
                    there
                }
            };
            formula(sheet, (row, 10), &format!("=J{line}-G{line}"), f64::from(on_line) - f64::from(required))?;
            let fte = f64::from(on_line) * gross(group);
            formula(sheet, (row, 11), &format!("=J{line}/(1-H{line})"), fte)?;
            if let Some(cap) = cap {
                sheet.write_number(row, 16, cap)?;
            }
            let hours = plan.interval_hours();
            formula(sheet, (row, 17), &format!("=L{line}*{hours}"), fte * hours)?;
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

fn fill_shifts(sheet: &mut Worksheet, plan: &PlanOutcome, scheduled: &Scheduled) -> Result<(), XlsxError> {
    let input = Format::new().set_background_color(INPUT).set_num_format("0");
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
        sheet.write_number_with_format(row, AGENTS, shift.agents, &input)?;
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
    input: Format,
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
        self.sheet.write_number_with_format(self.row, 1, value, &self.input)?;
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

fn fill_costs(sheet: &mut Worksheet, plan: &PlanOutcome, scheduled: &Scheduled) -> Result<(), XlsxError> {
    let input = Format::new().set_background_color(INPUT).set_num_format(TWO_DIGITS);
    let last = HEAD + scheduled.proved.schedule.shifts.len() as u32;
    let pay = scheduled.proved.schedule.pay;
    let mut costs = Costs { sheet, input, row: HEAD };
    let mut each = Vec::new();
    let is_empty = scheduled.proved.schedule.shifts.is_empty();
    let what = "pay of the shifts";
    let paid = if is_empty {
        costs.number(what, 0.0)?
    } else {
        costs.formula(what, &format!("=SUM(shifts!H{}:H{last})", HEAD + 1), pay)?
    };
    let (lost, lost_cost) = costs.lost(plan, (scheduled, ""), &mut each)?;
    costs.formula("pay and abandoned calls", &format!("={paid}+{lost}"), pay + lost_cost)?;
    let what = "people, shrinkage included";
    let people = if is_empty {
        costs.number(what, 0.0)?
    } else {
        let column =
            |column: u16| format!("shifts!{}:{}", row_col_to_cell(HEAD, column), row_col_to_cell(last - 1, column));
        let each_agent = BEFORE_GRID + plan.model.horizon().intervals() as u16;
        let text = format!("=SUMPRODUCT({}*{})", column(AGENTS), column(each_agent));
        costs.formula(what, &text, scheduled.people)?
    };
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
    Ok(())
}

/// A formula and its value.
fn formula(sheet: &mut Worksheet, (row, column): (u32, u16), text: &str, value: f64) -> Result<(), XlsxError> {
    sheet.write_formula(row, column, Formula::new(text).set_result(format!("{value}")))?;
    Ok(())
}
