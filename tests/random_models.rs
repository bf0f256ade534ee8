//! What must hold in every centre, over random ones with many skills and everything that may become
//! of a call.
//!
//! `ONERING_RANDOM_MODELS=5000 cargo test --release --test random_models` tries that many instead
//! of 300, and `ONERING_RANDOM_SEED=7` others; a failure prints the scenario.

#![expect(clippy::unwrap_used, reason = "all of this crate is tests")]

#[path = "common/play.rs"]
mod common;
#[path = "random_models/generate.rs"]
mod generate;

use std::{collections::HashMap, env};

use common::model;
use generate::Centre as Drawn;
use onering::{
    engine::{CallRecord, Centre, IssueRecord, Next, Observer, Origin, Outcome, RingRecord, play},
    experiment::{Task, Unwatched, run},
    model::Model,
    units::SimTime,
};

/// All that a replication tells.
#[derive(Default)]
struct Told {
    calls: Vec<CallRecord>,
    issues: Vec<IssueRecord>,
    rings: Vec<RingRecord>,
    /// Agents there beyond the schedule: group, how many, from, to.
    beyond: Vec<(usize, u32, SimTime, SimTime)>,
}

impl Observer for Told {
    fn call(&mut self, record: &CallRecord) {
        self.calls.push(*record);
    }

    fn overstay(&mut self, group: usize, agents: u32, from: SimTime, to: SimTime) {
        self.beyond.push((group, agents, from, to));
    }

    fn reserve(&mut self, group: usize, agents: u32, from: SimTime, to: SimTime) {
        self.beyond.push((group, agents, from, to));
    }

    fn rang(&mut self, record: &RingRecord) {
        self.rings.push(*record);
    }

    fn issue(&mut self, record: &IssueRecord) {
        self.issues.push(*record);
    }
}

impl Told {
    /// When a call was out of its queue: it began to ring, was answered, or was given up. A customer never comes twice at
    /// one instant.
    fn left_queue(&self, call: &CallRecord) -> SimTime {
        let is_of = |ring: &&RingRecord| ring.arrived_at == call.arrived_at && ring.call_type == call.call_type;
        self.rings.iter().find(is_of).map_or(call.left_queue_at, |ring| ring.from)
    }

    /// How many of a group are there at `when`: on the line, finishing a call, or of the reserve.
    fn there(&self, drawn: &Drawn, group: usize, when: SimTime) -> i64 {
        let is_here =
            |beyond: &&(usize, u32, SimTime, SimTime)| beyond.0 == group && beyond.2 <= when && when < beyond.3;
        drawn.staffed(group, when) + self.beyond.iter().filter(is_here).map(|beyond| i64::from(beyond.1)).sum::<i64>()
    }
}

fn told(model: &Model, seed: u64) -> Told {
    let mut told = Told::default();
    play(model, seed, 0, &mut Centre::default(), &mut told);
    told
}

fn number(name: &str, otherwise: u64) -> u64 {
    env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

/// Calls `check` with each of the random centres; a failure in it prints the centre.
fn each(check: impl Fn(&Drawn, u64)) {
    let first = 1_000_000 * number("ONERING_RANDOM_SEED", 1);
    for seed in first..first + number("ONERING_RANDOM_MODELS", 300) {
        let drawn = Drawn::random(seed);
        let failed = Failed(&drawn, seed);
        check(&drawn, seed);
        std::mem::forget(failed);
    }
}

/// Prints the centre when a check panics.
struct Failed<'a>(&'a Drawn, u64);

impl Drop for Failed<'_> {
    fn drop(&mut self) {
        println!("seed {}:\n{}", self.1, self.0.toml());
    }
}

fn sorted<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.collect();
    items.sort_unstable();
    items
}

#[test]
fn every_call_ends_once_and_in_order() {
    each(|drawn, seed| {
        let model = model(&drawn.toml());
        let close = model.horizon().measured_to();
        for call in told(&model, seed).calls {
            assert!(call.arrived_at <= call.left_queue_at, "{call:?}");
            assert!(call.left_queue_at <= call.finished_at && call.hung_up_at <= call.finished_at, "{call:?}");
            let is_answered = call.outcome == Outcome::Answered;
            assert!(!is_answered || call.left_queue_at <= call.hung_up_at, "{call:?}");
            assert!(is_answered || call.left_queue_at == call.finished_at, "{call:?}");
            if is_answered && drawn.at_close == "stop" {
                assert!(call.left_queue_at < close && call.finished_at <= close, "{call:?}");
            }
        }
    });
}

/// The customers are the same under every staffing, routing and journey, and the issue of each ends
/// exactly once.
#[test]
fn no_customer_is_lost_and_the_same_ones_come_whatever_happens_to_them() {
    each(|drawn, seed| {
        let plain = told(&model(&drawn.plain()), seed).calls;
        let came = sorted(plain.iter().map(|call| (call.arrived_at, call.call_type)));
        let issues = told(&model(&drawn.toml()), seed).issues;
        assert_eq!(came, sorted(issues.iter().map(|issue| (issue.came_at, issue.call_type))));
    });
}

/// What issues say of contacts and waits is what their calls say, and what a call leads to comes.
#[test]
fn calls_and_issues_tell_the_same_story() {
    each(|drawn, seed| {
        let Told { calls, issues, .. } = told(&model(&drawn.toml()), seed);
        let answered = calls.iter().filter(|call| call.outcome == Outcome::Answered).count();
        assert_eq!(answered as u64, issues.iter().map(|issue| u64::from(issue.contacts)).sum::<u64>());
        let waited: u64 = calls.iter().map(|call| call.wait().as_nanoseconds()).sum();
        assert_eq!(waited, issues.iter().map(|issue| issue.waited.as_nanoseconds()).sum::<u64>());
        let ends = calls.iter().filter(|call| call.step.next == Next::Ends).count();
        let again = |next| calls.iter().filter(|call| call.step.next == next).count();
        let came = |origin| calls.iter().filter(|call| call.step.origin == origin).count();
        // Customers who would call again after closing do not get through.
        let refused = issues.len() - ends;
        let (callbacks, known) =
            (came(Origin::Callback), came(Origin::Redial) + came(Origin::Recall) + came(Origin::Transfer));
        assert_eq!(calls.len(), came(Origin::Fresh) + known + callbacks);
        let follow = again(Next::Redials) + again(Next::Recalls) + again(Next::Transfers);
        assert_eq!(calls.len() + refused, issues.len() + follow);
        assert!(callbacks > 0 || again(Next::Transfers) == came(Origin::Transfer));
    });
}

/// How many of a group are busy from when on, by its answered calls and those that rang.
fn busy(told: &Told, group: usize) -> Vec<(SimTime, i64)> {
    let answered = told.calls.iter().filter(|c| c.outcome == Outcome::Answered && c.group as usize == group);
    let rang = told.rings.iter().filter(|ring| ring.group as usize == group);
    let mine = answered.map(|c| (c.left_queue_at, c.finished_at)).chain(rang.map(|ring| (ring.from, ring.to)));
    let changes = sorted(mine.filter(|(from, to)| from < to).flat_map(|(from, to)| [(from, 1), (to, -1)]));
    let mut busy = vec![(SimTime::ZERO, 0)];
    for (when, change) in changes {
        let now = busy[busy.len() - 1].1 + change;
        if busy[busy.len() - 1].0 == when {
            busy.pop();
        }
        busy.push((when, now));
    }
    busy
}

/// Stretches of time and how many of a group are idle in them.
fn idle(drawn: &Drawn, told: &Told, group: usize) -> Vec<(SimTime, SimTime, i64)> {
    let busy = busy(told, group);
    let beyond = told.beyond.iter().flat_map(|(_, _, from, to)| [*from, *to]);
    let times = sorted(busy.iter().map(|(when, _)| *when).chain(drawn.staff_changes()).chain(beyond));
    let ends = times.iter().skip(1).copied().chain([SimTime::NEVER]);
    let stretch = |(from, to): (SimTime, SimTime)| {
        let working = busy[busy.partition_point(|(when, _)| *when <= from) - 1].1;
        (from, to, told.there(drawn, group, from) - working)
    };
    times.iter().copied().zip(ends).map(stretch).collect()
}

/// Nobody waits while an agent is idle who may take the call, with delays and reservations.
#[test]
fn nobody_waits_while_an_agent_who_may_take_the_call_is_idle() {
    each(|drawn, seed| {
        let told = told(&model(&drawn.toml()), seed);
        for group in 0..drawn.groups() {
            let idle = idle(drawn, &told, group);
            let waited = |call: &&CallRecord| told.left_queue(call) > call.arrived_at && !drawn.is_due_later(call);
            for call in told.calls.iter().filter(waited) {
                let left_at = told.left_queue(call);
                let Some(may) = drawn.may_take(call.call_type as usize, group) else { continue };
                for &(from, to, idle) in &idle {
                    let limit_after = |after: SimTime, kept: i64| {
                        let (from, to) = (from.max(call.arrived_at + after), to.min(left_at));
                        assert!(from >= to || idle <= kept, "{idle} of group {group} idle from {from:?}: {call:?}");
                    };
                    limit_after(may.after, may.kept);
                    if let Some(lifted) = may.lifted_after {
                        limit_after(may.after.max(lifted), 0);
                    }
                }
            }
        }
    });
}

#[test]
fn nobody_takes_a_call_who_is_not_there_or_may_not() {
    each(|drawn, seed| {
        let told = told(&model(&drawn.toml()), seed);
        let mut steps = HashMap::new();
        for call in told.calls.iter().filter(|call| call.outcome == Outcome::Answered) {
            let group = call.group as usize;
            let may = drawn.may_take(call.call_type as usize, group);
            // Where it rang, the agent was taken when it began to.
            let taken_at = told.left_queue(call);
            assert!(may.is_some_and(|may| taken_at.since(call.arrived_at) >= may.after), "{call:?}");
            let busy: &Vec<_> = steps.entry(group).or_insert_with(|| busy(&told, group));
            let now = busy[busy.partition_point(|(when, _)| *when <= taken_at) - 1].1;
            assert!(taken_at == call.finished_at || now <= told.there(drawn, group, taken_at), "{call:?}");
        }
    });
}

/// The engine's count of a queue is that of the calls who are in it.
#[test]
fn queue_lengths_are_those_of_the_calls_that_wait() {
    each(|drawn, seed| {
        let told = told(&model(&drawn.toml()), seed);
        if told.calls.iter().any(|call| drawn.is_due_later(call)) {
            return;
        }
        let left: Vec<(&CallRecord, SimTime)> = told.calls.iter().map(|call| (call, told.left_queue(call))).collect();
        for (call, _) in left.iter().filter(|(call, left_at)| *left_at > call.arrived_at) {
            let Some(lengths) = call.queue else { panic!("waited in no queue: {call:?}") };
            let others = |of: &dyn Fn(&CallRecord) -> bool| {
                let before =
                    |(c, _): &&(&CallRecord, SimTime)| c.queue.is_some() && c.arrived_at < call.arrived_at && of(c);
                // Who left at this instant did so just before, or because this one joined.
                let most = left.iter().filter(before).filter(|(_, left_at)| call.arrived_at <= *left_at).count();
                let least = left.iter().filter(before).filter(|(_, left_at)| call.arrived_at < *left_at).count();
                least as u32 + 1..=most as u32 + 1
            };
            assert!(others(&|_| true).contains(&lengths.of_all), "{call:?}");
            assert!(others(&|c| c.call_type == call.call_type).contains(&lengths.of_type), "{call:?}");
        }
    });
}

#[test]
fn results_do_not_depend_on_the_number_of_threads() {
    each(|drawn, seed| {
        if seed % 5 != 0 {
            return;
        }
        let scenario = common::scenario(&drawn.toml());
        let task = || Task { model: scenario.model().clone(), study: scenario.study().clone() };
        let on = |threads| format!("{:?}", run(&[task()], threads, &Unwatched).remove(0).unwrap().rows);
        assert_eq!(on(1), on(2));
    });
}

/// The first type has a group of its own, which takes nothing else: the others are as if not there.
#[test]
fn a_group_with_one_skill_gives_call_for_call_what_it_gives_alone() {
    each(|drawn, seed| {
        let (together, alone) = drawn.with_a_loner(seed);
        let of_loner = |text: &str| -> Vec<CallRecord> {
            let mut calls = told(&model(text), seed).calls;
            calls.retain(|call| call.call_type == 0);
            calls.iter_mut().for_each(|call| {
                call.group = 0;
                // How many wait in other queues is no matter of the loner's.
                call.queue = call.queue.map(|q| onering::engine::QueueLengths { of_all: q.of_type, ..q });
            });
            calls
        };
        assert_eq!(of_loner(&together), of_loner(&alone));
    });
}
