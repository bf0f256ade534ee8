//! What must hold in every model, over random ones.

#[path = "common/play.rs"]
mod common;

use std::collections::BTreeMap;

use common::{at, log, model};
use onering::{
    engine::{CallRecord, Centre, Outcome, play},
    metrics::{Collector, Summary},
    model::Model,
    units::SimTime,
};
use proptest::prelude::*;

/// A random centre: two call types, two groups, three intervals, with or without each feature.
#[derive(Clone, Debug)]
struct Random {
    per_hour: [u32; 2],
    staffed: [[u32; 3]; 2],
    /// Whether the second group also takes the first type.
    shares: bool,
    patience: Option<u32>,
    lines: Option<u32>,
    balking: Option<u32>,
    priority: i64,
    at_close: &'static str,
    after_call_work: bool,
}

impl Random {
    fn toml(&self) -> String {
        let optional = |key: &str, value: Option<String>| value.map_or(String::new(), |v| format!("{key} = {v}\n"));
        let patience = optional("patience", self.patience.map(|p| format!("{{ exponential = {{ mean = {p} }} }}")));
        let balking = optional("balking", self.balking.map(|b| format!("{{ share = 0.{b} }}")));
        let work =
            optional("after_call_work", self.after_call_work.then(|| "{ gamma = { mean = 20, cv = 0.5 } }".to_owned()));
        let lines = optional("lines", self.lines.map(|l| format!("{{ count = {l} }}")));
        let skills = if self.shares { "\"a\", \"b\"" } else { "\"b\"" };
        format!(
            r#"
            {lines}
            horizon = {{ open = "08:00", close = "08:30", interval = "10m", at_close = "{close}" }}
            [[call_type]]
            name = "a"
            arrivals = {{ poisson = {{ per_hour = {a} }} }}
            talk_time = {{ lognormal = {{ mean = 60, sd = 60 }} }}
            {patience}{balking}{work}
            [[call_type]]
            name = "b"
            priority = {priority}
            arrivals = {{ poisson = {{ per_hour = {b} }} }}
            talk_time = {{ exponential = {{ mean = 90 }} }}
            {patience}
            [[agent_group]]
            name = "first"
            skills = ["a"]
            staffed = {first:?}
            [[agent_group]]
            name = "second"
            skills = [{skills}]
            staffed = {second:?}
            "#,
            close = self.at_close,
            a = self.per_hour[0],
            b = self.per_hour[1],
            priority = self.priority,
            first = self.staffed[0],
            second = self.staffed[1],
        )
    }

    fn model(&self) -> Model {
        model(&self.toml())
    }
}

prop_compose! {
    fn random()(
        per_hour in [1_u32..400, 1_u32..400],
        staffed in [[1_u32..6, 0..6, 0..6], [1_u32..6, 0..6, 0..6]],
        shares in any::<bool>(),
        patience in prop::option::of(5_u32..300),
        lines in prop::option::of(1_u32..20),
        balking in prop::option::of(1_u32..9),
        priority in -1_i64..2,
        at_close in prop::sample::select(vec!["serve_queue", "finish_calls", "stop"]),
        after_call_work in any::<bool>(),
    ) -> Random {
        Random { per_hour, staffed, shares, patience, lines, balking, priority, at_close, after_call_work }
    }
}

fn waited(call: &CallRecord) -> bool {
    call.left_queue_at > call.arrived_at
}

/// +1 and -1 at the ends of stretches of time, summed in order: the most at once at any instant.
fn most_at_once(stretches: impl Iterator<Item = (SimTime, SimTime)>) -> i64 {
    let mut changes: BTreeMap<SimTime, i64> = BTreeMap::new();
    for (from, to) in stretches.filter(|(from, to)| from < to) {
        *changes.entry(from).or_default() += 1;
        *changes.entry(to).or_default() -= 1;
    }
    changes
        .values()
        .scan(0, |sum, change| {
            *sum += change;
            Some(*sum)
        })
        .max()
        .unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_call_ends_in_exactly_one_way_and_in_order(random in random(), seed in any::<u64>()) {
        let model = random.model();
        let close = model.horizon().measured_to();
        for call in log(&model, seed, 0).calls {
            prop_assert!(call.arrived_at < close, "nobody is let in after closing");
            prop_assert!(call.arrived_at <= call.left_queue_at);
            prop_assert!(call.left_queue_at <= call.hung_up_at && call.hung_up_at <= call.finished_at);
            let (answered, turned_away) = (
                call.outcome == Outcome::Answered,
                matches!(call.outcome, Outcome::Blocked | Outcome::Balked),
            );
            prop_assert!(answered || call.left_queue_at == call.finished_at);
            prop_assert!(!turned_away || call.arrived_at == call.left_queue_at);
            if random.at_close != "serve_queue" {
                prop_assert!(call.left_queue_at <= close, "the queue is empty after closing");
            }
            if random.at_close == "stop" {
                prop_assert!(call.finished_at <= close);
            }
        }
    }

    #[test]
    fn agents_are_never_more_than_staffed_but_for_calls_being_finished(random in random(), seed in any::<u64>()) {
        let model = random.model();
        let log = log(&model, seed, 0);
        let interval = model.horizon().interval().as_nanoseconds();
        for group in 0..2 {
            for call in log.calls.iter().filter(|c| c.outcome == Outcome::Answered && c.group as usize == group) {
                let index = (call.left_queue_at.as_nanoseconds() / interval).min(2) as usize;
                let busy = log.calls.iter().filter(|c| {
                    c.outcome == Outcome::Answered && c.group == call.group
                        && c.left_queue_at <= call.left_queue_at && call.left_queue_at < c.finished_at
                }).count();
                prop_assert!(busy <= random.staffed[group][index] as usize, "an agent took a call nobody was staffed for");
            }
        }
    }

    #[test]
    fn lines_are_never_more_than_there_are_and_nobody_is_blocked_for_nothing(random in random(), seed in any::<u64>()) {
        let calls = log(&random.model(), seed, 0).calls;
        let on_line = |c: &&CallRecord| !matches!(c.outcome, Outcome::Blocked | Outcome::Balked);
        if let Some(lines) = random.lines {
            let most = most_at_once(calls.iter().filter(on_line).map(|c| (c.arrived_at, c.hung_up_at)));
            prop_assert!(most <= i64::from(lines));
            for blocked in calls.iter().filter(|c| c.outcome == Outcome::Blocked) {
                let used = calls.iter().filter(on_line).filter(|c| c.arrived_at <= blocked.arrived_at && blocked.arrived_at < c.hung_up_at).count();
                prop_assert!(used >= lines as usize, "blocked with {used} of {lines} lines used");
            }
        } else {
            prop_assert!(calls.iter().all(|c| c.outcome != Outcome::Blocked));
        }
    }

    #[test]
    fn nobody_waits_while_an_agent_who_may_take_the_call_is_idle(random in random(), seed in any::<u64>()) {
        let model = random.model();
        let calls = log(&model, seed, 0).calls;
        let interval = model.horizon().interval().as_nanoseconds();
        for waiting in calls.iter().filter(|c| waited(c)) {
            // Just before it left the queue, all its agents were busy.
            let instant = SimTime::from_nanoseconds(waiting.left_queue_at.as_nanoseconds() - 1);
            if instant < waiting.arrived_at {
                continue;
            }
            let index = (instant.as_nanoseconds() / interval).min(2) as usize;
            for &group in model.call_types()[waiting.call_type as usize].groups() {
                let busy = calls.iter().filter(|c| {
                    c.outcome == Outcome::Answered && c.group as usize == group
                        && c.left_queue_at <= instant && instant < c.finished_at
                }).count();
                prop_assert!(busy >= random.staffed[group][index] as usize);
            }
        }
    }

    #[test]
    fn within_a_type_the_longest_wait_is_answered_first(random in random(), seed in any::<u64>()) {
        let calls = log(&random.model(), seed, 0).calls;
        for call_type in 0..2 {
            let answered: Vec<_> = calls.iter().filter(|c| c.call_type == call_type && c.outcome == Outcome::Answered).collect();
            for pair in answered.windows(2) {
                prop_assert!(pair[0].left_queue_at <= pair[1].left_queue_at);
            }
        }
    }

    #[test]
    fn the_same_callers_come_whatever_the_staff(random in random(), seed in any::<u64>()) {
        let mut other = random.clone();
        other.staffed = [[9, 9, 9], [9, 9, 9]];
        other.lines = None;
        let (few, many) = (log(&random.model(), seed, 0).calls, log(&other.model(), seed, 0).calls);
        prop_assert_eq!(few.len(), many.len());
        for (a, b) in few.iter().zip(&many) {
            prop_assert_eq!((a.arrived_at, a.call_type), (b.arrived_at, b.call_type));
            if a.outcome == Outcome::Answered && b.outcome == Outcome::Answered && random.at_close != "stop" {
                let handle = |c: &CallRecord| c.finished_at.since(c.left_queue_at);
                prop_assert_eq!(handle(a), handle(b));
            }
        }
    }

    #[test]
    fn summaries_add_up_in_any_order(random in random(), seed in any::<u64>()) {
        let model = random.model();
        let block = |from: u64, to: u64| -> Summary {
            let (mut collector, mut centre) = (Collector::new(&model), Centre::default());
            for replication in from..to {
                collector.begin(replication);
                play(&model, seed, replication, &mut centre, &mut collector);
                collector.end();
            }
            collector.into_summary()
        };
        let whole = block(0, 7);
        let mut parts = block(5, 7);
        parts.merge(&block(0, 2));
        parts.merge(&block(2, 5));
        prop_assert_eq!(&parts, &whole);
        prop_assert_eq!(whole.replications(), 7);
    }

    #[test]
    fn more_agents_never_make_a_patient_caller_wait_longer(
        per_hour in 50_u32..600, staffed in 1_u32..12, seed in any::<u64>(),
    ) {
        // First come, first served, nobody gives up: pathwise, call by call (Kiefer and Wolfowitz).
        let waits = |agents: u32| -> Vec<SimTime> {
            let calls = log(&one_group(per_hour, agents, None), seed, 0).calls;
            calls.iter().map(CallRecord::wait).collect()
        };
        for (few, more) in waits(staffed).into_iter().zip(waits(staffed + 1)) {
            prop_assert!(more <= few);
        }
    }

    #[test]
    fn one_group_is_the_earliest_free_agent_recursion(
        per_hour in 50_u32..600, staffed in 1_u32..12, patience in prop::option::of(1_u32..200), seed in any::<u64>(),
    ) {
        let found = log(&one_group(per_hour, staffed, patience), seed, 0).calls;
        // With an agent for everybody the engine shows what each call brings.
        let brought = log(&one_group(per_hour, 10_000, patience), seed, 0).calls;
        let mut free_at = vec![SimTime::ZERO; staffed as usize];
        for (call, brought) in found.iter().zip(&brought) {
            let agent = (0..free_at.len()).min_by_key(|&i| free_at[i]).unwrap();
            let start = free_at[agent].max(call.arrived_at);
            let gives_up_at = call.arrived_at + patience.map_or(SimTime::NEVER, |p| at(f64::from(p)));
            if start > gives_up_at {
                prop_assert_eq!((call.outcome, call.left_queue_at), (Outcome::Abandoned, gives_up_at));
            } else {
                let handle = brought.finished_at.since(brought.left_queue_at);
                prop_assert_eq!((call.outcome, call.left_queue_at), (Outcome::Answered, start));
                prop_assert_eq!(call.finished_at, start + handle);
                free_at[agent] = start + handle;
            }
        }
    }
}

/// One type and one group all day, constant patience.
fn one_group(per_hour: u32, staffed: u32, patience: Option<u32>) -> Model {
    let patience = patience.map_or(String::new(), |p| format!("patience = {{ constant = {p} }}"));
    model(&format!(
        r#"
        horizon = {{ open = "08:00", close = "08:30", interval = "10m" }}
        [[call_type]]
        name = "calls"
        arrivals = {{ poisson = {{ per_hour = {per_hour} }} }}
        talk_time = {{ lognormal = {{ mean = 60, cv = 1.2 }} }}
        {patience}
        [[agent_group]]
        name = "agents"
        skills = ["calls"]
        staffed = {staffed}
        "#
    ))
}
