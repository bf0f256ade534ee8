//! Cases in which customers call again, and in which types share groups.

use std::{collections::HashMap, thread};

use onering::{
    engine::{CallRecord, Centre, Observer, Origin, Outcome, play},
    metrics::{Of, Period, Totals},
    units::SimTime,
};
use serde_json::Value as Json;

use crate::{
    common::THREADS,
    reference::{Table, file, literature, mean_of},
    run::{Run, Value, load},
};

/// The paper's time unit, a mean service, is 100 s here.
const UNIT: f64 = 100.0;

#[test]
fn redial_orbit() {
    let Some(case) = literature("redial_orbit") else { return };
    let mut table = Table::new("redial_orbit");
    for (index, (per_hour, fresh)) in [("324", 9.0), ("432", 12.0)].into_iter().enumerate() {
        let run = Run::play("orbit", &[("call_type.service.arrivals.poisson.per_hour", per_hour)]);
        let exact = |measure| case.element(measure, index);
        let attempts = run.ratio(|t| (t.calls.attempts() as f64 * UNIT, t.seconds));
        let lost = run.ratio(|t| ((t.calls.abandoned as f64) * 0.5 * UNIT, t.seconds)).per(fresh);
        table = table
            .row(format!("attempt rate, {fresh}"), exact("attempt rate"), attempts)
            .row(format!("P(Ab) per attempt, {fresh}"), exact("P(Ab) per attempt"), run.measure("abandonment"))
            .row(format!("E[W] per attempt, {fresh}"), exact("E[W] per attempt"), run.measure("mean_wait").per(UNIT))
            .row(format!("occupancy, {fresh}"), exact("occupancy"), run.measure("occupancy"))
            .row(format!("fresh callers finally lost, {fresh}"), exact("fresh callers finally lost"), lost)
            .row(format!("E[Lq], {fresh}"), exact("E[Lq]"), run.measure("queue_length"));
    }
    table.check();
}

/// Each type at its own agent first, and at the other's when nobody waits for whom that one is
/// there.
#[test]
fn two_way_overflow() {
    let Some(case) = literature("pooling_can_hurt") else { return };
    let own_first = [
        ("call_type.short.agent_groups", "[\"first\", \"second\"]"),
        ("call_type.long.agent_groups", "[\"second\", \"first\"]"),
        ("agent_group.first.call_selection", "\"skill_order\""),
        ("agent_group.second.call_selection", "\"skill_order\""),
        ("agent_group.second.skills", "[\"long\", \"short\"]"),
    ];
    let run = Run::play("pooling", &own_first);
    let name = "two-way overflow (own first) [W1,W2,Wavg] min";
    let mut table = Table::new("pooling_can_hurt");
    for (index, of) in [Of::CallType(0), Of::CallType(1), Of::All].into_iter().enumerate() {
        let estimate = run.measure_of(of, Period::Whole, "mean_wait").per(60.0);
        table = table.row(format!("{name} {index}"), case.element(name, index), estimate);
    }
    table.check();
}

/// The row of a measure for one element of it, or for none.
pub fn row(file: &Json, measure: &str, element: Option<&str>) -> Value {
    let rows = file["expected_tighter"]["results"].as_array().unwrap();
    mean_of(rows.iter().find(|row| row["measure"] == measure && row["element"].as_str() == element).unwrap())
}

#[test]
fn simple_msk() {
    let Some(reference) = file("contactcenters/SimpleMSK.json") else { return };
    let run = Run::play("simple_msk", &[]);
    let count = |of, period, parts: fn(&Totals) -> f64| run.ratio_of(of, period, |t| (parts(t), t.base));
    let (served, abandoned, level) =
        ("Number of served contacts", "Number of contacts having abandoned", "Service level");
    let mut table = Table::new("SimpleMSK")
        .row(served, row(&reference, served, None), count(Of::All, Period::Whole, |t| t.calls.answered as f64))
        .row(abandoned, row(&reference, abandoned, None), count(Of::All, Period::Whole, |t| t.calls.abandoned as f64))
        .row(level, row(&reference, level, None), run.measure("service_level.abandons_within_neutral"));
    let target = "Number of contacts meeting target service level";
    for call_type in 0..3 {
        for interval in 0..3 {
            let element = format!("Type {call_type}, period {interval}");
            let estimate =
                count(Of::CallType(call_type), Period::Interval(interval), |t| t.calls.answered_within as f64);
            table = table.row(format!("{target}, {element}"), row(&reference, target, Some(&element)), estimate);
        }
    }
    table.check();
}

/// What the example counts, by language.
#[derive(Clone, Default)]
struct Week {
    arrived: [f64; 2],
    again: [f64; 2],
    served: [f64; 2],
    abandoned: [f64; 2],
    in_target: [f64; 2],
    disconnected: [f64; 2],
    busy: [f64; 3],
}

/// A count of the week, by language.
type Count = fn(&Week) -> [f64; 2];

/// Follows each customer, whose next call comes exactly 20 minutes after the last one was abandoned.
#[derive(Default)]
struct Follower {
    week: Week,
    /// By language and time of abandoning: the waits so far; `None` for a customer who was
    /// disconnected, who does not call again in the example.
    earlier: HashMap<(u32, SimTime), Option<SimTime>>,
    /// When agents finished calls after closing, by group.
    late: Vec<(u32, SimTime)>,
}

impl Follower {
    /// Whether the example disconnects a caller who waits in vain: at closing, and whenever, after it, an agent who speaks the
    /// language finishes a call, for the example then looks at the queues of a group without agents once more.
    fn disconnects(&self, record: &CallRecord) -> bool {
        const BOTH: u32 = 2;
        let close = seconds(32400.0);
        let waits_at = |at: SimTime| record.arrived_at < at && at < record.left_queue_at;
        let speaks = |group: u32| group == record.call_type || group == BOTH;
        record.outcome == Outcome::Abandoned
            && (waits_at(close) || self.late.iter().any(|(group, at)| speaks(*group) && waits_at(*at)))
    }
}

impl Observer for Follower {
    fn call(&mut self, record: &CallRecord) {
        let delay = seconds(1200.0);
        let language = record.call_type as usize;
        let is_again = record.step.origin == Origin::Redial;
        let before = if is_again {
            self.earlier[&(record.call_type, record.arrived_at.since(delay))]
        } else {
            Some(SimTime::ZERO)
        };
        let is_disconnected = self.disconnects(record);
        if record.outcome == Outcome::Answered && record.finished_at > seconds(32400.0) {
            self.late.push((record.group, record.finished_at));
        }
        let waited = before.filter(|_| !is_disconnected).map(|before| before + record.wait());
        if record.outcome == Outcome::Abandoned {
            self.earlier.insert((record.call_type, record.left_queue_at), waited);
        }
        if before.is_none() {
            return;
        }
        let week = &mut self.week;
        week.arrived[language] += 1.0;
        week.again[language] += f64::from(u8::from(is_again));
        week.disconnected[language] += f64::from(u8::from(is_disconnected));
        if record.outcome == Outcome::Abandoned && !is_disconnected {
            week.abandoned[language] += 1.0;
        } else if record.outcome == Outcome::Answered {
            week.served[language] += 1.0;
            week.in_target[language] += f64::from(u8::from(waited.is_some_and(|waited| waited < seconds(60.0))));
            week.busy[record.group as usize] += record.finished_at.since(record.left_queue_at).as_seconds();
        }
    }

    fn overstay(&mut self, _: usize, _: u32, _: SimTime, _: SimTime) {}
}

fn seconds(seconds: f64) -> SimTime {
    SimTime::from_seconds(seconds).unwrap()
}

/// Mean and standard error of five independent days, from single ones.
fn of_five_days(days: &[Week], value: impl Fn(&Week) -> f64) -> Value {
    let n = days.len() as f64;
    let mean = days.iter().map(&value).sum::<f64>() / n;
    let squares = days.iter().map(|day| (value(day) - mean).powi(2)).sum::<f64>();
    Value { value: 5.0 * mean, error: 5.0 * (squares / (n - 1.0) / n).sqrt() }
}

#[test]
fn bilingual() {
    let Some(reference) = file("contactcenters/Bilingual.json") else { return };
    let days = follow("bilingual");
    let counts: [(&str, Count); 6] = [
        ("Number of arrived contacts", |w| w.arrived),
        ("Number of retrials after abandonment", |w| w.again),
        ("Number of served contacts", |w| w.served),
        ("Number of abandoned contacts", |w| w.abandoned),
        ("Number of contacts in target", |w| w.in_target),
        ("Number of disconnected contacts", |w| w.disconnected),
    ];
    let mut table = Table::new("Bilingual");
    for (name, count) in counts {
        for (language, element) in ["English", "Spanish"].into_iter().enumerate() {
            let estimate = of_five_days(&days, |day| count(day)[language]);
            table = table.row(format!("{name}, {element}"), row(&reference, name, Some(element)), estimate);
        }
        let all = of_five_days(&days, |day| count(day).iter().sum());
        table = table.row(format!("{name}, all types"), row(&reference, name, Some("all types")), all);
    }
    let occupancy = "Agents' occupancy ratio";
    for (group, (element, agents)) in
        [("English-only", 7.0), ("Spanish-only", 7.0), ("bilingual", 4.0)].into_iter().enumerate()
    {
        let percent = of_five_days(&days, |day| day.busy[group]).per(5.0 * 32400.0 * agents / 100.0);
        table = table.row(format!("{occupancy}, {element}"), row(&reference, occupancy, Some(element)), percent);
    }
    table.check();
}

fn follow(name: &str) -> Vec<Week> {
    let (model, seed, replications) = load(name, &[]);
    let share = |thread: u64| {
        let mut centre = Centre::default();
        let day = |replication| {
            let mut follower = Follower::default();
            play(&model, seed, replication, &mut centre, &mut follower);
            follower.week
        };
        (thread..replications).step_by(THREADS).map(day).collect::<Vec<Week>>()
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS as u64).map(|thread| scope.spawn(move || share(thread))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}
