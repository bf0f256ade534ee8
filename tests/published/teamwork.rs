//! `Teamwork`: agents who ask a colleague to join them, if one is idle just then, before they pass the customer on or hang up.
//!
//! In the example who waits at closing, and who is passed on after it, is disconnected; here they wait until they give up, and are
//! counted as disconnected at closing, or when they were passed on.

use std::thread;

use onering::{
    engine::{CallRecord, Centre, ConsultRecord, IssueRecord, Next, Observer, Origin, Outcome, play},
    stats::{Confidence, Pair, ratio},
    units::SimTime,
};

use crate::{
    common::{THREADS, student_t},
    journeys::row,
    reference::{Table, file},
    run::{Value, load},
};

const MINUTE: f64 = 60.0;
const DAYS: usize = 7;
/// Minutes that the agents of a group are staffed for in a week, each.
const OPEN: f64 = 3780.0;
/// Minutes of a week.
const WEEK: f64 = 10_080.0;
/// What the example divides by: the calls expected in a week, not those that came.
const EXPECTED_CALLS: f64 = 7000.0;
const LINES: f64 = 25.0;
const GROUPS: [(&str, f64); 5] =
    [("Reception", 2.0), ("Accounting", 1.0), ("Technical support", 5.0), ("Development", 1.0), ("Manager", 1.0)];

/// A row of the table.
type Row = (&'static str, fn(&Counts) -> f64);

/// What the example counts in a week; times in minutes.
#[derive(Clone, Copy, Default)]
struct Counts {
    arrived: f64,
    served: f64,
    disconnected: f64,
    in_target: f64,
    blocked: f64,
    abandoned: f64,
    sojourn: f64,
    waited: f64,
    last_stage: f64,
    lines: f64,
    busy: [f64; 5],
}

/// Follows the customers of a week.
#[derive(Default)]
struct Week {
    counts: Counts,
    /// The issue that ended last: that of the call that is told next, if it ends with it.
    issue: Option<IssueRecord>,
}

fn minutes(from: SimTime, to: SimTime) -> f64 {
    to.since(from).as_seconds() / MINUTE
}

impl Week {
    fn answered(&mut self, record: &CallRecord) {
        let counts = &mut self.counts;
        counts.busy[record.group as usize] += minutes(record.left_queue_at, record.finished_at);
        if record.step.next == Next::Transfers {
            return;
        }
        let issue = self.issue.take().unwrap();
        assert!(issue.is_resolved, "{issue:?}");
        let waited = issue.waited.as_seconds() / MINUTE;
        counts.served += 1.0;
        counts.in_target += f64::from(u8::from(waited < 2.0));
        counts.waited += waited;
        counts.sojourn += minutes(issue.came_at, record.hung_up_at);
        counts.last_stage += minutes(record.left_queue_at, record.hung_up_at);
    }
}

impl Observer for Week {
    fn call(&mut self, record: &CallRecord) {
        let close = SimTime::from_seconds(9.0 * 3600.0).unwrap();
        let is_fresh = record.step.origin == Origin::Fresh;
        self.counts.arrived += f64::from(u8::from(is_fresh));
        let is_late = record.left_queue_at >= close;
        let mut hung_up_at = record.hung_up_at;
        match record.outcome {
            Outcome::Answered => self.answered(record),
            Outcome::Blocked if is_fresh => self.counts.blocked += 1.0,
            Outcome::Blocked => self.counts.disconnected += 1.0,
            Outcome::Abandoned if is_late => {
                self.counts.disconnected += 1.0;
                hung_up_at = close.max(record.arrived_at);
            }
            Outcome::Abandoned => self.counts.abandoned += 1.0,
            _ => panic!("{record:?}"),
        }
        self.counts.lines += minutes(record.arrived_at, hung_up_at);
    }

    fn issue(&mut self, record: &IssueRecord) {
        self.issue = Some(*record);
    }

    fn consulted(&mut self, record: &ConsultRecord) {
        self.counts.busy[record.group as usize] += minutes(record.from, record.to);
    }

    fn overstay(&mut self, _: usize, _: u32, _: SimTime, _: SimTime) {}
}

fn weeks() -> Vec<Counts> {
    let (model, seed, replications) = load("teamwork", &[]);
    let weeks = replications / DAYS as u64;
    let share = |thread: u64| {
        let mut centre = Centre::default();
        let week = |number: u64| {
            let mut week = Week::default();
            let days = number * DAYS as u64..(number + 1) * DAYS as u64;
            days.for_each(|day| play(&model, seed, day, &mut centre, &mut week));
            week.counts
        };
        (thread..weeks).step_by(THREADS).map(week).collect::<Vec<Counts>>()
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS as u64).map(|thread| scope.spawn(move || share(thread))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

/// A ratio of means over the weeks.
fn of_means(weeks: &[Counts], parts: impl Fn(&Counts) -> (f64, f64)) -> Value {
    let pairs: Vec<Pair> = weeks.iter().map(parts).map(|(above, below)| Pair::new(above, below)).collect();
    let estimate = ratio(&pairs, Confidence::NINETY_FIVE).unwrap();
    Value { value: estimate.value, error: estimate.half_width.unwrap() / student_t(0.05, (weeks.len() - 1) as f64) }
}

fn mean(weeks: &[Counts], value: impl Fn(&Counts) -> f64) -> Value {
    of_means(weeks, |week| (value(week), 1.0))
}

#[test]
fn teamwork() {
    let Some(reference) = file("contactcenters/Teamwork.json") else { return };
    let weeks = weeks();
    let mut table = Table::new("Teamwork").row(
        "speed of answer",
        row(&reference, "Speed of answer", None),
        of_means(&weeks, |w| (w.waited, w.served)),
    );
    let counts: [Row; 12] = [
        ("Number of arrived contacts", |w| w.arrived),
        ("Offered load", |w| w.arrived - w.blocked),
        ("Number of served contacts", |w| w.served),
        ("Number of disconnected contacts", |w| w.disconnected),
        ("Number of contacts in target", |w| w.in_target),
        ("Service level", |w| 100.0 * w.in_target / EXPECTED_CALLS),
        ("Number of blocked contacts", |w| w.blocked),
        ("Number of abandoned contacts", |w| w.abandoned),
        ("Sojourn time of contacts", |w| w.sojourn / w.served),
        ("Service time", |w| w.last_stage / w.served),
        ("Number of busy trunks", |w| w.lines / WEEK),
        ("Number of available trunks", |w| LINES - w.lines / WEEK),
    ];
    for (name, count) in counts {
        table = table.row(name, row(&reference, name, None), mean(&weeks, count));
    }
    let occupancy = "Agents' occupancy ratio";
    for (group, (name, agents)) in GROUPS.into_iter().enumerate() {
        let percent = mean(&weeks, |week| 100.0 * week.busy[group] / OPEN / agents);
        table = table.row(format!("{occupancy}, {name}"), row(&reference, occupancy, Some(name)), percent);
    }
    let agents: f64 = GROUPS.iter().map(|(_, agents)| agents).sum();
    let all = mean(&weeks, |week| 100.0 * week.busy.iter().sum::<f64>() / OPEN / agents);
    table.row(format!("{occupancy}, all"), row(&reference, occupancy, Some("All groups")), all).check();
}
