//! Days of the ContactCenters examples and of SSJ's tutorial.

use onering::metrics::Totals;

use crate::{
    reference::{Table, example, file, literature},
    run::{Run, Value},
};

const MINUTE: f64 = 60.0;
/// What CallCC divides by: the calls expected in a day, not those that came.
const EXPECTED_CALLS: f64 = 1660.0;
/// Calls a day.
fn a_day(run: &Run, count: impl Fn(&Totals) -> u64) -> Value {
    run.ratio(|t| (count(t) as f64, t.base))
}

/// `Service level` is good / served, our `answered_only`; waits are in minutes.
fn common_rows(table: Table, run: &Run, reference: impl Fn(&str) -> Value, names: [&str; 4]) -> Table {
    let [in_target, level, speed, occupancy] = names;
    table
        .row(in_target, reference(in_target), a_day(run, |t| t.calls.answered_within))
        .row(level, reference(level), run.measure("service_level.answered_only"))
        .row(speed, reference(speed), run.measure("average_speed_of_answer").per(MINUTE))
        .row(occupancy, reference(occupancy), run.measure("occupancy"))
}

const EXAMPLE_ROWS: [&str; 4] = ["Number of contacts in target", "Service level", "Speed of answer", "Occupancy ratio"];

#[test]
fn mmc() {
    let (Some(mmc), Some(day)) = (file("contactcenters/MMC.json"), literature("cc_mmc_day")) else { return };
    let run = Run::play("mmc", &[]);
    common_rows(Table::new("MMC"), &run, |measure| example(&mmc, measure), EXAMPLE_ROWS).check();
    let names = ["contacts in target", "SL", "ASA min", "occupancy"];
    common_rows(Table::new("cc_mmc_day"), &run, |measure| day.value(measure), names).check();
}

/// `Service level with abandonment` is good / (served + abandoned later than the acceptable wait):
/// offered calls without those that gave up within it, our `abandons_within_neutral`.
#[test]
fn mmc_with_abandonment() {
    let (Some(mmc), Some(day)) = (file("contactcenters/MMCAb.json"), literature("cc_mmc_abandon")) else { return };
    let patience = [("call_type.service.patience", "{ exponential = { mean = \"1m\" } }"), ("replications", "21000")];
    let run = Run::play("mmc", &patience);
    let (abandoned, neutral) = ("Number of contacts having abandoned", "Service level with abandonment");
    let table = common_rows(Table::new("MMCAb"), &run, |measure| example(&mmc, measure), EXAMPLE_ROWS);
    table
        .row(abandoned, example(&mmc, abandoned), run.measure("abandoned"))
        .row(neutral, example(&mmc, neutral), run.measure("service_level.abandons_within_neutral"))
        .check();
    let names = ["in target", "SL g0", "ASA served min", "occupancy"];
    common_rows(Table::new("cc_mmc_abandon"), &run, |measure| day.value(measure), names)
        .row("abandoned", day.value("abandoned"), run.measure("abandoned"))
        .row("SL g1", day.value("SL g1"), run.measure("service_level.abandons_within_neutral"))
        .check();
}

/// Who waits at closing is disconnected: our `still_waiting`, offered but not answered.
#[test]
fn mmc_that_clears_its_queue() {
    let Some(mmc) = file("contactcenters/MMCClrQ.json") else { return };
    let run = Run::play("mmc", &[("horizon.at_close", "\"finish_calls\""), ("replications", "14000")]);
    let (disconnected, level) = ("Number of disconnected contacts", "Service level with disconnected contacts");
    common_rows(Table::new("MMCClrQ"), &run, |measure| example(&mmc, measure), EXAMPLE_ROWS)
        .row(disconnected, example(&mmc, disconnected), run.measure("still_waiting"))
        .row(level, example(&mmc, level), run.measure("service_level"))
        .check();
}

/// Callers who balk are calls lost there, with a wait of 0; all is divided by the 1660 calls
/// expected. `Proportion of waiting times < s` counts served and lost calls alike.
#[test]
fn callcc() {
    let Some(callcc) = file("contactcenters/CallCC.json") else { return };
    let run = Run::play("callcc", &[("busyness", "{ cv = 0.31622776601683794 }")]);
    let rows = ["Number of arrivals per day", "Average waiting time per customer", "Proportion of calls lost"];
    let within = "Proportion of waiting times < s";
    callcc_rows(Table::new("CallCC"), &run, |row| example(&callcc, rows[row]))
        .row(within, example(&callcc, within), a_day(&run, early).per(EXPECTED_CALLS))
        .check();
}

/// The same centre with steadier days, from SSJ's tutorial: there too `good` are all calls that
/// left the queue, or never joined it, within the acceptable wait.
#[test]
fn callcc_with_steady_days() {
    let Some(case) = literature("callcc_a0_400") else { return };
    let run = Run::play("callcc", &[("busyness", "{ cv = 0.05 }")]);
    // Arrivals are published with a 90 % interval of 1658.826 to 1661.906; exactly they are 1660.
    let arrivals = Value { value: EXPECTED_CALLS, error: 0.0 };
    let rows = ["", "sum wait/1660 s", "abandoned/1660"];
    callcc_rows(Table::new("callcc_a0_400"), &run, |row| if row == 0 { arrivals } else { case.value(rows[row]) })
        .row("good/1660", case.value("good/1660"), a_day(&run, early).per(EXPECTED_CALLS))
        .check();
}

/// Calls whose wait was within the acceptable one, however it ended.
fn early(t: &Totals) -> u64 {
    t.calls.answered_within + t.calls.abandoned_within + t.calls.balked
}

fn callcc_rows(table: Table, run: &Run, reference: impl Fn(usize) -> Value) -> Table {
    let waits = run.ratio(|t| ((t.calls.wait_answered + t.calls.wait_abandoned) as f64 / 1e9, t.base));
    table
        .row("arrivals a day", reference(0), a_day(run, |t| t.calls.attempts()))
        .row("waits / 1660", reference(1), waits.per(EXPECTED_CALLS))
        .row("lost / 1660", reference(2), a_day(run, |t| t.calls.abandoned + t.calls.balked).per(EXPECTED_CALLS))
}
