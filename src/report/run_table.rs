//! What `run` prints: the whole day, then interval by interval.

use comfy_table::{Cell, CellAlignment, LineStyle, Table, TableStyle};

use super::{
    number::{Money, with_interval},
    outcome::{RunOutcome, per, replications},
};
use crate::{
    metrics::{Of, Period, measures},
    stats::Estimate,
};

/// The tables of a run.
#[must_use]
pub fn run_table(run: &RunOutcome) -> String {
    let mut text = format!(
        "{}\n{}, {}% confidence, seed {}\n\n",
        run.outcome.title,
        replications(&run.model, run.result.replications),
        run.outcome.confidence * 100.0,
        run.outcome.seed
    );
    if let Some(warm_up) = run.result.warm_up {
        text += &format!("warm-up found by MSER-5 and left out: {}\n\n", crate::units::text::duration(warm_up));
    }
    text += &whole(run);
    if let Some(matrix) = matrix(run) {
        text += "\n\n";
        text += &matrix;
    }
    if run.model.horizon().days() > 1 {
        text += "\n\n";
        text += &by_period(run, |period| matches!(period, Period::Day(_)));
    }
    if run.model.horizon().intervals() > 1 {
        text += "\n\n";
        text += &by_period(run, |period| matches!(period, Period::Interval(_)));
    }
    text
}

/// An empty table whose columns, but for the first, are aligned to the right.
pub(super) fn table(heading: &[String]) -> Table {
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'))).set_header(heading);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// Measures down, the centre, its types and groups across. Rows in which nothing happened are left
/// out, and so is the only type or the only group.
fn whole(run: &RunOutcome) -> String {
    let money = Money::of(&run.outcome.currency);
    let (types, groups) = (run.model.call_types().len(), run.model.agent_groups().len());
    let tells_more = |of: &Of| match of {
        Of::All => true,
        Of::CallType(_) => types > 1,
        Of::AgentGroup(_) => groups > 1,
        Of::Pair { .. } => false,
    };
    let ofs: Vec<Of> = Of::every(&run.model).filter(tells_more).collect();
    let mut heading = vec![per(&run.model).trim_start_matches("a ").trim_start_matches("an ").to_owned()];
    heading[0] = format!("per {}", heading[0]);
    heading.extend(ofs.iter().map(|of| match of {
        Of::All | Of::Pair { .. } => "the centre".to_owned(),
        Of::CallType(t) => run.model.call_types()[*t].name().to_owned(),
        Of::AgentGroup(g) => format!("{} (group)", run.model.agent_groups()[*g].name()),
    }));
    let mut table = table(&heading);
    for measure in measures::every() {
        let found: Vec<Option<Estimate>> =
            ofs.iter().map(|of| run.result.estimate(measure.name, &of.key(&run.model), "all")).collect();
        let something = found.iter().flatten().any(|e| e.value != 0.0);
        if something {
            let cells = found.into_iter().map(|e| with_interval(e, measure.unit, &money));
            table.add_row(std::iter::once(measure.title.to_owned()).chain(cells).map(Cell::new));
        }
    }
    table.to_string()
}

/// Who served what: call types down, groups across, answered calls in the cells.
fn matrix(run: &RunOutcome) -> Option<String> {
    let pairs: Vec<Of> = Of::pairs(&run.model).collect();
    let answered = measures::named("answered").filter(|_| !pairs.is_empty())?;
    let money = Money::of(&run.outcome.currency);
    let mut heading = vec!["answered by".to_owned()];
    heading.extend(run.model.agent_groups().iter().map(|group| group.name().to_owned()));
    let mut table = table(&heading);
    for (call_type, of) in run.model.call_types().iter().enumerate() {
        let cells = (0..run.model.agent_groups().len()).map(|group| {
            let pair = Of::Pair { call_type, group };
            if !pairs.contains(&pair) {
                return String::new();
            }
            with_interval(run.result.estimate(answered.name, &pair.key(&run.model), "all"), answered.unit, &money)
        });
        table.add_row(std::iter::once(of.name().to_owned()).chain(cells).map(Cell::new));
    }
    Some(table.to_string())
}

/// The chosen periods, one below the other: days of a row, or intervals.
fn by_period(run: &RunOutcome, chosen: impl Fn(Period) -> bool) -> String {
    let money = Money::of(&run.outcome.currency);
    let shown = ["offered", "service_level", "average_speed_of_answer", "abandonment", "occupancy", "queue_length"];
    let shown: Vec<_> = shown.iter().filter_map(|name| measures::named(name)).collect();
    let mut heading = vec!["from".to_owned(), "staffed".to_owned()];
    heading.extend(shown.iter().map(|measure| measure.title.to_owned()));
    let mut table = table(&heading);
    for period in Period::every(&run.model).filter(|period| chosen(*period)) {
        let staffed = match period {
            Period::Interval(i) => run.model.agent_groups().iter().map(|g| g.staffed()[i]).sum::<u32>().to_string(),
            Period::Whole | Period::Day(_) => String::new(),
        };
        let key = period.key(&run.model);
        let cells = shown.iter().map(|m| with_interval(run.result.estimate(m.name, "all", &key), m.unit, &money));
        table.add_row([key.clone(), staffed].into_iter().chain(cells));
    }
    table.to_string()
}
