//! The one-group engine against its oracles: the general engine, which has an event calendar, and a
//! textbook simulator that shares nothing with either.

#[path = "common/play.rs"]
mod common;
#[path = "../benches/common/textbook.rs"]
mod textbook;

use std::collections::BTreeMap;

use common::{Log, model};
use onering::{
    engine::{CallRecord, Centre, Outcome, can_share_callers, play, play_by_events, play_side_by_side, play_together},
    experiment::{Task, Unwatched, run},
    metrics::{Collector, Summary},
    model::{Horizon, Model},
};
use proptest::prelude::*;
use textbook::{Caller, Ending};

/// A random centre with one group.
#[derive(Clone, Debug)]
struct Random {
    steady: bool,
    at_close: &'static str,
    lines: Option<u32>,
    busyness: bool,
    staffed: [u32; 4],
    types: Vec<RandomType>,
}

#[derive(Clone, Debug)]
struct RandomType {
    per_hour: [u32; 4],
    talk_time: &'static str,
    after_call_work: bool,
    hold: bool,
    patience: Option<&'static str>,
    balking: Option<(u32, u32)>,
    priority: i64,
    target: bool,
}

impl Random {
    fn toml(&self) -> String {
        let horizon = if self.steady {
            "{ steady_state = { length = \"40m\", warm_up = \"10m\" } }".to_owned()
        } else {
            format!("{{ open = \"08:00\", close = \"08:40\", interval = \"10m\", at_close = \"{}\" }}", self.at_close)
        };
        let lines = self.lines.map_or(String::new(), |l| format!("lines = {{ count = {l} }}\n"));
        let busyness = if self.busyness { "busyness = { cv = 0.3 }\n" } else { "" };
        let staffed = if self.steady { self.staffed[0].max(1).to_string() } else { format!("{:?}", self.staffed) };
        let types: Vec<String> = self.types.iter().enumerate().map(|(i, of)| of.toml(i, self.steady)).collect();
        let names: Vec<String> = (0..self.types.len()).map(|i| format!("\"t{i}\"")).collect();
        format!(
            "{lines}{busyness}horizon = {horizon}\n{}\n[[agent_group]]\nname = \"agents\"\nskills = [{}]\nstaffed = {staffed}\n",
            types.concat(),
            names.join(", ")
        )
    }

    fn model(&self) -> Model {
        model(&self.toml())
    }
}

impl RandomType {
    fn toml(&self, index: usize, steady: bool) -> String {
        let per_hour = if steady { self.per_hour[0].max(1).to_string() } else { format!("{:?}", self.per_hour) };
        let patience = self.patience.map_or(String::new(), |p| format!("patience = {p}\n"));
        let balking = self.balking.map_or(String::new(), |(share, least)| {
            format!("balking = {{ share = 0.{share}, queue_at_least = {least} }}\n")
        });
        let work = if self.after_call_work { "after_call_work = { gamma = { mean = 20, cv = 0.5 } }\n" } else { "" };
        let hold = if self.hold { "hold_time = { exponential = { mean = 10 } }\n" } else { "" };
        let target = if self.target { "service_level = { acceptable_wait = 20, target = 0.8 }\n" } else { "" };
        format!(
            "[[call_type]]\nname = \"t{index}\"\npriority = {}\narrivals = {{ poisson = {{ per_hour = {per_hour} }} }}\ntalk_time = {}\n{patience}{balking}{work}{hold}{target}",
            self.priority, self.talk_time
        )
    }
}

fn talk_time() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "{ exponential = { mean = 90 } }",
        "{ lognormal = { mean = 60, cv = 1.5 } }",
        "{ constant = 60 }",
        "{ uniform = { min = 0, max = 100 } }",
    ])
}

fn patience() -> impl Strategy<Value = Option<&'static str>> {
    prop::option::of(prop::sample::select(vec![
        "{ exponential = { mean = 60 } }",
        "{ constant = 30 }",
        "{ constant = 0 }",
        "{ lognormal = { mean = 100, cv = 2 } }",
    ]))
}

prop_compose! {
    fn random_type(simple: bool)(
        per_hour in [20_u32..600, 0_u32..600, 0_u32..600, 0_u32..600],
        talk_time in talk_time(),
        after_call_work in any::<bool>(),
        hold in any::<bool>(),
        patience in patience(),
        balking in prop::option::of((1_u32..10, 0_u32..4)),
        priority in -1_i64..2,
        target in any::<bool>(),
    ) -> RandomType {
        let balking = if simple { None } else { balking.map(|(share, least)| (share.min(9), least)) };
        RandomType { per_hour, talk_time, after_call_work, hold, patience, balking, priority, target }
    }
}

prop_compose! {
    fn random(simple: bool)(
        steady in prop::bool::weighted(0.2),
        at_close in prop::sample::select(vec!["serve_queue", "finish_calls", "stop"]),
        lines in prop::option::of(1_u32..30),
        busyness in any::<bool>(),
        staffed in [1_u32..25, 0_u32..25, 0_u32..25, 0_u32..25],
        types in prop::collection::vec(random_type(simple), if simple { 1..=1 } else { 1..=3 }),
    ) -> Random {
        Random { steady, at_close, lines: if simple { None } else { lines }, busyness, staffed, types }
    }
}

type Way = fn(&Model, u64, u64, &mut Centre, &mut Log);

/// The measured calls, in an order that does not depend on how they were told.
fn calls(model: &Model, seed: u64, way: Way) -> Vec<CallRecord> {
    let mut log = Log::default();
    way(model, seed, 0, &mut Centre::default(), &mut log);
    measured(model, log.calls)
}

fn measured(model: &Model, mut calls: Vec<CallRecord>) -> Vec<CallRecord> {
    if matches!(model.horizon(), Horizon::SteadyState(_)) {
        let (from, to) = (model.horizon().measured_from(), model.horizon().measured_to());
        calls.retain(|call| (from..to).contains(&call.arrived_at));
    }
    let outcome = |o: Outcome| o as u8;
    calls.sort_by_key(|c| (c.arrived_at, c.call_type, outcome(c.outcome), c.left_queue_at, c.finished_at));
    calls
}

type Counted<'m> = fn(&Model, u64, u64, &mut Centre, &mut Collector<'m>);

fn summary<'m>(model: &'m Model, seed: u64, way: Counted<'m>) -> Summary {
    let (mut collector, mut centre) = (Collector::new(model), Centre::default());
    for replication in 0..3 {
        collector.begin(replication);
        way(model, seed, replication, &mut centre, &mut collector);
        collector.end();
    }
    collector.into_summary()
}

/// Agent-nanoseconds beyond the schedule, up to closing time.
fn overstay(model: &Model, seed: u64, way: Way) -> BTreeMap<usize, u128> {
    let mut log = Log::default();
    way(model, seed, 0, &mut Centre::default(), &mut log);
    let close = model.horizon().measured_to();
    let mut sums = BTreeMap::new();
    for (group, agents, from, to) in log.overstays {
        let ns = to.min(close).since(from.min(close)).as_nanoseconds();
        *sums.entry(group).or_default() += u128::from(ns) * u128::from(agents);
    }
    sums.retain(|_, sum| *sum > 0);
    sums
}

fn same(random: &Random, seed: u64) -> Result<(), TestCaseError> {
    let model = random.model();
    prop_assert_eq!(calls(&model, seed, play), calls(&model, seed, play_by_events));
    prop_assert_eq!(overstay(&model, seed, play), overstay(&model, seed, play_by_events));
    prop_assert!(summary(&model, seed, play) == summary(&model, seed, play_by_events), "other sums");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 100 } else { 1500 }))]

    #[test]
    fn first_come_first_served_gives_the_records_of_the_general_engine(random in random(true), seed in any::<u64>()) {
        same(&random, seed)?;
    }

    #[test]
    fn calls_taken_in_turn_give_the_records_of_the_general_engine(random in random(false), seed in any::<u64>()) {
        same(&random, seed)?;
    }

    #[test]
    fn replications_side_by_side_give_what_each_gives_alone(
        random in random(true), replication in any::<u64>(), other in any::<u64>(), seed in any::<u64>(),
    ) {
        let model = random.model();
        let mut logs = [Log::default(), Log::default()];
        let [left, right] = &mut logs;
        play_side_by_side(&model, seed, [replication, other], &mut Centre::default(), [left, right]);
        for (replication, log) in [replication, other].into_iter().zip(logs) {
            let mut alone = Log::default();
            play_by_events(&model, seed, replication, &mut Centre::default(), &mut alone);
            prop_assert_eq!(measured(&model, log.calls), measured(&model, alone.calls));
        }
    }

    #[test]
    fn levels_played_together_give_what_each_gives_alone(
        random in random(true), others in prop::collection::vec([1_u32..25, 0_u32..25, 0_u32..25, 0_u32..25], 1..5), seed in any::<u64>(),
    ) {
        let mut models = vec![random.model()];
        models.extend(others.into_iter().map(|staffed| Random { staffed, ..random.clone() }.model()));
        prop_assert!(models.iter().all(|m| can_share_callers(&models[0], m)));
        let mut logs: Vec<Log> = models.iter().map(|_| Log::default()).collect();
        play_together(&models.iter().collect::<Vec<_>>(), seed, 0, &mut Centre::default(), &mut logs.iter_mut().collect::<Vec<_>>());
        for (model, log) in models.iter().zip(logs) {
            prop_assert_eq!(measured(model, log.calls), calls(model, seed, play_by_events));
        }
    }

    #[test]
    fn a_textbook_simulator_says_the_same(mut random in random(true), seed in any::<u64>()) {
        random.at_close = "serve_queue";
        random.steady = false;
        random.staffed = [random.staffed[0]; 4];
        random.types[0].after_call_work = false;
        let model = random.model();
        // With an agent for everybody and nobody impatient, each call shows what it brings; with no
        // agent free, its patience.
        let mut served = random.clone();
        served.staffed = [100_000; 4];
        let served = calls(&served.model(), seed, play_by_events);
        let found = calls(&model, seed, play);
        // Patience shows only where it ran out; elsewhere the caller was answered in time.
        let callers: Vec<Caller> = found.iter().zip(&served).map(|(call, served)| Caller {
            arrives_at: served.arrived_at.as_nanoseconds(),
            handle_time: served.finished_at.since(served.left_queue_at).as_nanoseconds(),
            patience: if call.outcome == Outcome::Abandoned { call.wait().as_nanoseconds() } else { u64::MAX },
        }).collect();
        let mut endings: Vec<Ending> = Vec::new();
        let mut next = callers.iter().copied();
        textbook::play(random.staffed[0], || next.next(), |ending| endings.push(ending));
        endings.sort_by_key(|ending| (ending.arrived_at, !ending.answered, ending.left_at));
        let found: Vec<Ending> = found.iter().map(|call| Ending {
            arrived_at: call.arrived_at.as_nanoseconds(),
            left_at: call.left_queue_at.as_nanoseconds(),
            answered: call.outcome == Outcome::Answered,
        }).collect();
        prop_assert_eq!(found, endings);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 10 } else { 60 }))]

    #[test]
    fn a_sweep_is_the_same_alone_and_together_on_one_thread_and_two(
        random in random(true), staffed in prop::collection::vec(1_u32..25, 1..6), seed in any::<u32>(),
    ) {
        let text = |staffed: u32| {
            let level = Random { staffed: [staffed; 4], ..random.clone() };
            format!("seed = {seed}\nreplications = 70\n{}", level.toml())
        };
        let task = |staffed: &u32| {
            let scenario = common::scenario(&text(*staffed));
            Task { model: scenario.model().clone(), study: scenario.study().clone() }
        };
        let tasks: Vec<Task> = staffed.iter().map(task).collect();
        let alone: Vec<_> = tasks.iter().map(|task| run(std::slice::from_ref(task), 1, &Unwatched).remove(0)).collect();
        prop_assert!(run(&tasks, 1, &Unwatched) == alone, "other results on one thread");
        prop_assert!(run(&tasks, 2, &Unwatched) == alone, "other results on two threads");
    }
}
