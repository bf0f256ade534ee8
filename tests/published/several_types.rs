//! Cases of several types and groups measured with ContactCenters' generic simulator; the measures are those of
//! `generic_simulator.rs`, by type and group.

use std::collections::HashMap;

use onering::metrics::{Of, Period, Totals};

use crate::{
    reference::{Table, file, mean_of},
    run::{Run, Value},
};

/// Measures that depend on how long somebody waited.
const WAITS: [&str; 6] =
    ["SERVICELEVEL", "SERVICELEVEL2", "SPEEDOFANSWER", "WAITINGTIME", "DELAYRATIO", "AVGQUEUESIZE"];

/// A case, and what its rows are of.
struct Case {
    name: &'static str,
    file: &'static str,
    scenario: &'static str,
    /// Rows of call types, with their keys.
    types: &'static [(&'static str, &'static str)],
    /// How many of the types count in rows of all types: those that are not transfers.
    counted: usize,
    groups: &'static [&'static str],
    intervals: usize,
    /// The acceptable wait of rows of all types, s, where it is not that of each.
    acceptable_wait: Option<&'static str>,
    /// Seconds of its unit of time.
    unit: f64,
    replications: &'static str,
    /// Measures that are not ours.
    left_out: &'static [&'static str],
    /// Rows whose waits are not ours.
    waits_left_out: &'static [&'static str],
    /// Rows that the reference knows too little of.
    unknown: usize,
}

/// The same centre with the acceptable waits of the types, of all of them, and none.
struct Runs<'a> {
    case: &'a Case,
    own: Run,
    all: Option<Run>,
    none: Run,
}

impl<'a> Runs<'a> {
    fn play(case: &'a Case) -> Self {
        let run = |wait: Option<&str>| {
            let key = |(_, key): &(&str, &str)| format!("call_type.{key}.service_level.acceptable_wait");
            let keys: Vec<String> = case.types.iter().map(key).collect();
            let mut set: Vec<(&str, &str)> =
                wait.iter().flat_map(|wait| keys.iter().map(|key| (&**key, *wait))).collect();
            set.push(("replications", case.replications));
            Run::play(case.scenario, &set)
        };
        Self { case, own: run(None), all: case.acceptable_wait.map(|wait| run(Some(wait))), none: run(Some("0")) }
    }

    /// Whose a row is, and whether of all types.
    fn of(&self, measure: &str, row: &str) -> (Vec<Of>, bool) {
        let types = |count: usize| (0..count).map(Of::CallType).collect();
        match row {
            "all inbound types" | "all contact types" => (types(self.case.counted), true),
            "all waiting queues" => (types(self.case.types.len()), true),
            "all agent groups" => (vec![Of::All], true),
            _ if matches!(measure, "OCCUPANCY" | "AVGBUSYAGENTS") => {
                (vec![Of::AgentGroup(self.case.groups.iter().position(|name| *name == row).unwrap())], false)
            }
            _ => {
                let name = row.replace("waiting queue", "contact type");
                (vec![Of::CallType(self.case.types.iter().position(|(of, _)| *of == name).unwrap())], false)
            }
        }
    }

    fn estimate(&self, measure: &str, row: &str, period: Period) -> Value {
        let (of, is_all) = self.of(measure, row);
        let each: Vec<Period> = match period {
            Period::Whole => (0..self.case.intervals).map(Period::Interval).collect(),
            _ => vec![period],
        };
        let level = self.all.as_ref().filter(|_| is_all).unwrap_or(&self.own);
        let whose = of.len() as f64;
        let calls = |parts: fn(&Totals) -> (f64, f64)| level.ratio_among(&of, &[period], parts);
        // Of several who are summed the day counts once.
        let rate =
            |count: fn(&Totals) -> u64| self.own.ratio_among(&of, &[period], |t| (count(t) as f64, t.base / whose));
        let at_once = |parts: fn(&Totals) -> (f64, f64)| self.own.ratio_among(&of, &each, parts);
        match measure {
            "SERVICELEVEL" => {
                calls(|t| (t.calls.answered_within as f64, (t.calls.offered() - t.calls.abandoned_within) as f64))
            }
            "SERVICELEVEL2" => calls(|t| {
                let good = t.calls.answered_within + t.calls.abandoned_within + t.calls.balked;
                (good as f64, t.calls.attempts() as f64)
            }),
            "DELAYRATIO" => {
                let parts = |t: &Totals| (t.calls.answered_within as f64, t.calls.attempts() as f64);
                self.none.ratio_among(&of, &[period], parts).complement()
            }
            "ABANDONMENTRATIO" => calls(|t| (lost(t) as f64, t.calls.attempts() as f64)),
            "WAITINGTIME" => calls(|t| {
                let waits = t.calls.wait_answered + t.calls.wait_abandoned;
                (waits as f64 / 1e9, t.calls.attempts() as f64)
            })
            .per(self.case.unit),
            "SPEEDOFANSWER" => {
                calls(|t| (t.calls.wait_answered as f64 / 1e9, t.calls.answered as f64)).per(self.case.unit)
            }
            "RATEOFARRIVALS" => rate(|t| t.calls.attempts()),
            "RATEOFABANDONMENT" => rate(lost),
            "RATEOFSERVICES" => rate(|t| t.calls.answered),
            "AVGBUSYAGENTS" => at_once(|t| (t.calls.busy as f64 / 1e9, t.seconds)),
            "AVGQUEUESIZE" => self.own.ratio_among(&of, &each, |t| (t.calls.queue as f64 / 1e9, t.seconds / whose)),
            "OCCUPANCY" => at_once(|t| (t.calls.busy as f64 / 1e9, t.staffed)),
            _ => panic!("{measure} is not mapped"),
        }
    }
}

const fn lost(t: &Totals) -> u64 {
    t.calls.abandoned + t.calls.balked
}

/// Compares every row of the file: each interval, then all of them; or the only one.
fn check(case: &Case) {
    let Some(reference) = file(case.file) else { return };
    let runs = Runs::play(case);
    let mut seen: HashMap<(&str, &str), usize> = HashMap::new();
    let (mut table, mut unknown) = (Table::new(case.name), 0);
    for expected in reference["expected"].as_array().unwrap() {
        let text = |key: &str| expected[key].as_str().unwrap();
        let (measure, row) = (text("measure"), text("row"));
        let index = seen.entry((measure, row)).or_default();
        let period =
            if *index == case.intervals || case.intervals == 1 { Period::Whole } else { Period::Interval(*index) };
        *index += 1;
        // Given without an error, because it never changed.
        if expected["sd"].is_null() {
            unknown += 1;
            continue;
        }
        if case.left_out.contains(&measure) || case.waits_left_out.contains(&row) && WAITS.contains(&measure) {
            continue;
        }
        let published = mean_of(expected);
        if is_unknown(published) {
            unknown += 1;
            continue;
        }
        let name = format!("{measure}, {row}, {}", text("col"));
        table = table.row(name, published, runs.estimate(measure, row, period));
    }
    assert_eq!(unknown, case.unknown);
    assert!(seen.values().all(|rows| *rows == if case.intervals == 1 { 1 } else { case.intervals + 1 }));
    table.check();
}

/// What the reference knows too little of, for it (nearly) never happened in its replications: its error is more than a
/// quarter of the value, or it gives none. Waits, in the hours in which nobody has to wait.
fn is_unknown(of: Value) -> bool {
    of.error * 4.0 > of.value.abs() || of.value == 0.0
}

/// A contact is passed on after a tenth of the usual time, and the first agent stays on the line in three cases of five.
#[test]
fn call_transfers() {
    check(&Case {
        name: "msk:callTransfers",
        file: "contactcenters/msk-callTransfers.json",
        scenario: "call_transfers",
        types: &[
            ("Type 1", "one"),
            ("Type 2", "two"),
            ("Type 1 from type 2", "one_from_two"),
            ("Type 2 from type 1", "two_from_one"),
        ],
        counted: 2,
        groups: &["Group 1", "Group 2"],
        intervals: 13,
        acceptable_wait: None,
        unit: 1.0,
        replications: "2000",
        left_out: &[],
        waits_left_out: &[],
        unknown: 77,
    });
}

#[test]
fn three_types_of_different_acceptable_waits() {
    check(&Case {
        name: "msk:mskccParamsThreeTypes",
        file: "contactcenters/msk-mskccParamsThreeTypes.json",
        scenario: "three_types",
        types: &[("contact type 0", "t0"), ("contact type 1", "t1"), ("contact type 2", "t2")],
        counted: 3,
        groups: &["agent group 0", "agent group 1"],
        intervals: 1,
        acceptable_wait: Some("20"),
        unit: 3600.0,
        replications: "100",
        left_out: &[],
        waits_left_out: &[],
        unknown: 0,
    });
}

/// Its agents are "detailed", which are our named ones: at each fall of staff the idle go, and of the busy as many as must,
/// while the others go on. Its queue sizes count a call twice that waits for both groups: they are a third more than its own
/// arrivals times its own mean wait.
#[test]
fn two_queues_that_help_each_other() {
    check(&Case {
        name: "msk:op-twoQueues",
        file: "contactcenters/msk-op-twoQueues.json",
        scenario: "two_queues",
        types: &[("Small", "small"), ("Large", "large")],
        counted: 2,
        groups: &["Small", "Large"],
        intervals: 22,
        acceptable_wait: Some("20"),
        unit: 1.0,
        replications: "2000",
        left_out: &["AVGQUEUESIZE"],
        waits_left_out: &[],
        unknown: 0,
    });
}

#[test]
fn single_queue_with_delays() {
    check(&Case {
        name: "msk:singleQueueDelays",
        file: "contactcenters/msk-singleQueueDelays.json",
        scenario: "delays",
        types: &[("Inbound Type 1", "t1"), ("Inbound Type 2", "t2")],
        counted: 2,
        groups: &["Inbound-only agents 1", "Inbound-only agents 2"],
        intervals: 13,
        acceptable_wait: Some("20"),
        unit: 1.0,
        replications: "2000",
        left_out: &[],
        waits_left_out: &[],
        unknown: 0,
    });
}

/// The centre of SimpleMSK: times by interval of arrival, the oldest call first, busy days.
#[test]
fn msk_simple() {
    check(&Case {
        name: "msk:mskSimple",
        file: "contactcenters/msk-mskSimple.json",
        scenario: "simple_msk",
        types: &[("First Inbound Type", "first"), ("Second Inbound Type", "second"), ("Third Inbound Type", "third")],
        counted: 3,
        groups: &["First group", "Second group"],
        intervals: 3,
        acceptable_wait: None,
        unit: 60.0,
        replications: "4000",
        left_out: &[],
        waits_left_out: &[],
        unknown: 0,
    });
}

/// A virtual queue: who is foretold two minutes or more may be called back. The waits of those who were called back count there
/// from the call that the centre makes, ours from the customer's own, so that they are not compared. Its file asks to multiply the
/// wait that was foretold by 1, but its code divides by ten before it dials.
#[test]
fn virtual_queue() {
    check(&Case {
        name: "msk:vq",
        file: "contactcenters/msk-vq.json",
        scenario: "virtual_queue",
        types: &[("Calls", "calls"), ("Calls VQ", "called back")],
        counted: 2,
        groups: &["Agents"],
        intervals: 26,
        acceptable_wait: None,
        unit: 1.0,
        replications: "450",
        left_out: &[],
        waits_left_out: &[
            "Calls VQ",
            "Waiting queue Calls VQ",
            "all inbound types",
            "all contact types",
            "all waiting queues",
        ],
        unknown: 207,
    });
}

/// Twenty types and thirty-five groups, by fixed orders of preference, and by rank with the oldest call first. The reference is
/// fifty days without a spread; theirs is taken to be ours.
#[test]
fn twenty_types() {
    let Some(reference) = file("contactcenters/bench-ms20.json") else { return };
    let mut table = Table::new("bench:ms20");
    for row in reference["expected"].as_array().unwrap() {
        let router = row["router"].as_str().unwrap();
        let is_by_rank = router.starts_with("AGENTSPREF");
        let run = Run::play(if is_by_rank { "twenty_types_by_rank" } else { "twenty_types" }, &[]);
        let days = row["n"].as_f64().unwrap();
        let measures = [
            ("SERVICELEVEL", "service_level.abandons_within_neutral"),
            ("ABANDONMENTRATIO", "abandonment"),
            ("OCCUPANCY", "occupancy"),
        ];
        for (theirs, ours) in measures {
            let estimate = run.measure(ours);
            let error = estimate.error * (200.0 / days).sqrt();
            let published = Value { value: row[theirs].as_f64().unwrap(), error };
            let short = if is_by_rank { "by rank" } else { "by preference" };
            table = table.row(format!("{theirs}, {short}"), published, estimate);
        }
    }
    table.check();
}
