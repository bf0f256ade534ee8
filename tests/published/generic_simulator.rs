//! Cases measured with ContactCenters' generic simulator, by hour and measure.
//!
//! Callers who balk count there as arrivals that abandoned after a wait of 0: arrivals are our
//! attempts, abandoned our abandoned and balked. SERVICELEVEL leaves early abandonments out of its
//! denominator (`abandons_within_neutral`), SERVICELEVEL2 counts them as good; DELAYRATIO is the
//! share of arrivals who were not answered at once, which takes the same callers a second time,
//! with an acceptable wait of 0.

use std::collections::HashMap;

use onering::metrics::{Of, Period, Totals};
use serde_json::Value as Json;

use crate::{
    reference::{Table, file, mean_of},
    run::{Run, Value},
};

const INTERVALS: usize = 13;
/// Four times the reference's, so that its error dominates.
const DAYS: &str = "4000";

/// The three acceptable waits that the measures need.
struct Runs {
    twenty: Run,
    thirty: Run,
    none: Run,
}

impl Runs {
    fn play(name: &str, set: &[(&str, &str)]) -> Self {
        let run = |wait: &str| {
            let mut set = set.to_vec();
            set.extend([("replications", DAYS), ("call_type.service.service_level.acceptable_wait", wait)]);
            Run::play(name, &set)
        };
        Self { twenty: run("20"), thirty: run("30"), none: run("0") }
    }

    fn estimate(&self, measure: &str, row: &str, period: Period) -> Value {
        let level = if row.ends_with("sl 30s") { &self.thirty } else { &self.twenty };
        let named = |name| self.twenty.measure_of(Of::All, period, name);
        let ratio = |parts: fn(&Totals) -> (f64, f64)| self.twenty.ratio_of(Of::All, period, parts);
        let hours = match period {
            Period::Whole => 0..INTERVALS,
            Period::Day(_) => unreachable!("a single day"),
            Period::Interval(hour) => hour..hour + 1,
        };
        let share_of_time = |parts: fn(&Totals) -> (f64, f64)| self.twenty.ratio_over(hours.clone(), parts);
        match measure {
            "SERVICELEVEL" => level.measure_of(Of::All, period, "service_level.abandons_within_neutral"),
            "SERVICELEVEL2" => level.ratio_of(Of::All, period, |t| {
                let good = t.calls.answered_within + t.calls.abandoned_within + t.calls.balked;
                (good as f64, t.calls.attempts() as f64)
            }),
            "DELAYRATIO" => {
                let at_once = |t: &Totals| (t.calls.answered_within as f64, t.calls.attempts() as f64);
                self.none.ratio_of(Of::All, period, at_once).complement()
            }
            "ABANDONMENTRATIO" => ratio(|t| (lost(t), t.calls.attempts() as f64)),
            "WAITINGTIME" => ratio(|t| {
                let waits = t.calls.wait_answered + t.calls.wait_abandoned;
                (waits as f64 / 1e9, t.calls.attempts() as f64)
            }),
            "RATEOFARRIVALS" => ratio(|t| (t.calls.attempts() as f64, t.base)),
            "RATEOFABANDONMENT" => ratio(|t| (lost(t), t.base)),
            "AVGBUSYAGENTS" => share_of_time(|t| (t.calls.busy as f64 / 1e9, t.seconds)),
            "AVGQUEUESIZE" => share_of_time(|t| (t.calls.queue as f64 / 1e9, t.seconds)),
            "OCCUPANCY" => share_of_time(|t| (t.calls.busy as f64 / 1e9, t.staffed)),
            "SPEEDOFANSWER" => named("average_speed_of_answer"),
            "RATEOFSERVICES" => named("answered"),
            _ => panic!("{measure} is not mapped"),
        }
    }
}

fn lost(t: &Totals) -> f64 {
    (t.calls.abandoned + t.calls.balked) as f64
}

/// Compares every row of the file: thirteen hours, then all of them.
fn check(case: &'static str, reference: &Json, runs: &Runs) {
    let mut seen: HashMap<(&str, &str), usize> = HashMap::new();
    let mut table = Table::new(case);
    for expected in reference["expected"].as_array().unwrap() {
        let text = |key: &str| expected[key].as_str().unwrap();
        let (measure, row) = (text("measure"), text("row"));
        let index = seen.entry((measure, row)).or_default();
        let period = if *index == INTERVALS { Period::Whole } else { Period::Interval(*index) };
        *index += 1;
        let name = format!("{measure}, {row}, {}", text("col"));
        table = table.row(name, mean_of(expected), runs.estimate(measure, row, period));
    }
    assert!(seen.values().all(|rows| *rows == INTERVALS + 1));
    table.check();
}

#[test]
fn single_queue() {
    let Some(reference) = file("contactcenters/msk-singleQueue.json") else { return };
    check("msk:singleQueue", &reference, &Runs::play("callcc", &[]));
}

/// One agent in each shift, named: who goes for lunch finishes the call at hand while who comes back takes
/// another, and at 21:00 the last one leaves for good, with a fourteenth hour without staff or calls, in which callers still
/// waiting give up.
#[test]
fn single_queue_with_shifts() {
    let Some(reference) = file("contactcenters/msk-singleQueueShifts.json") else { return };
    let runs = Runs::play("shifts", &[]);
    let on_line = |hour: usize| -> f64 { shifts(&reference["model_xml_as_json"]["shiftMatrix"]["row"], hour) };
    let model = runs.twenty.model();
    (0..INTERVALS).for_each(|hour| assert_eq!(model.agent_groups()[0].mean_staffed(hour), on_line(hour)));
    check("msk:singleQueueShifts", &reference, &runs);
}

/// How many shifts are on the line in an hour. The first stands in the file as thirteen numbers of its own, the others as
/// lists.
fn shifts(rows: &Json, hour: usize) -> f64 {
    let rows = rows.as_array().unwrap();
    let others = rows[INTERVALS..].iter().map(|row| row.as_array().unwrap().as_slice());
    std::iter::once(&rows[..INTERVALS]).chain(others).map(|row| row[hour].as_f64().unwrap()).sum()
}
