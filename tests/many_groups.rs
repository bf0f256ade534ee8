//! The engine of several groups without an event calendar, against the general one.

#[path = "common/play.rs"]
mod common;

use std::{collections::BTreeMap, thread};

use common::{Log, model, scenario};
use onering::{
    engine::{CallRecord, Centre, Observer, Outcome, is_played_by_groups, play_by_events, play_by_groups},
    experiment::{Task, Unwatched, run},
    metrics::{Collector, Summary},
    model::{Horizon, Model},
    units::SimTime,
};
use proptest::prelude::*;

/// A random centre of several types and groups.
#[derive(Clone, Debug)]
struct Random {
    steady: bool,
    at_close: &'static str,
    busyness: bool,
    types: Vec<RandomType>,
    groups: Vec<RandomGroup>,
}

#[derive(Clone, Debug)]
struct RandomType {
    per_hour: [u32; 4],
    talk_time: &'static str,
    after_call_work: bool,
    patience: Option<&'static str>,
    priority: i64,
    /// The groups in order of preference: those of them that there are.
    preferences: Vec<usize>,
}

#[derive(Clone, Debug)]
struct RandomGroup {
    staffed: [u32; 4],
    rule: &'static str,
}

impl Random {
    fn toml(&self) -> String {
        let horizon = if self.steady {
            "{ steady_state = { length = \"40m\", warm_up = \"10m\" } }".to_owned()
        } else {
            format!("{{ open = \"08:00\", close = \"08:40\", interval = \"10m\", at_close = \"{}\" }}", self.at_close)
        };
        let busyness = if self.busyness { "busyness = { cv = 0.3 }\n" } else { "" };
        let mut text = format!("{busyness}horizon = {horizon}\n");
        for (index, of) in self.types.iter().enumerate() {
            let per_hour = if self.steady { of.per_hour[0].max(1).to_string() } else { format!("{:?}", of.per_hour) };
            let patience = of.patience.map_or(String::new(), |p| format!("patience = {p}\n"));
            let work = if of.after_call_work { "after_call_work = { gamma = { mean = 20, cv = 0.5 } }\n" } else { "" };
            let names: Vec<String> = self.preferences(of).iter().map(|g| format!("\"g{g}\"")).collect();
            text += &format!(
                "[[call_type]]\nname = \"t{index}\"\npriority = {}\nagent_groups = [{}]\narrivals = {{ poisson = {{ per_hour = {per_hour} }} }}\ntalk_time = {}\n{patience}{work}",
                of.priority,
                names.join(", "),
                of.talk_time
            );
        }
        for (index, of) in self.groups.iter().enumerate() {
            let staffed = self.staffed(index);
            let staffed = if self.steady { staffed[0].to_string() } else { format!("{staffed:?}") };
            let skills: Vec<String> = (0..self.types.len())
                .filter(|t| self.preferences(&self.types[*t]).contains(&index))
                .map(|t| format!("\"t{t}\""))
                .collect();
            text += &format!(
                "[[agent_group]]\nname = \"g{index}\"\nskills = [{}]\ncall_selection = \"{}\"\nstaffed = {staffed}\n",
                skills.join(", "),
                of.rule
            );
        }
        text
    }

    /// Each type has one group at least, and each group one type.
    fn preferences(&self, of: &RandomType) -> Vec<usize> {
        let mut listed: Vec<usize> = Vec::new();
        for group in of.preferences.iter().map(|group| group % self.groups.len()) {
            if !listed.contains(&group) {
                listed.push(group);
            }
        }
        if std::ptr::eq(of, &raw const self.types[0]) {
            let is_left_out = |group: usize| {
                let takes = |of: &RandomType| of.preferences.iter().any(|p| p % self.groups.len() == group);
                !self.types.iter().any(takes)
            };
            listed.extend((0..self.groups.len()).filter(|group| is_left_out(*group)));
        }
        if listed.iter().all(|group| self.staffed(*group) == [0; 4]) {
            listed.push(0);
        }
        listed
    }

    /// The first group is never closed all day.
    fn staffed(&self, group: usize) -> [u32; 4] {
        match self.groups[group].staffed {
            [0, 0, 0, 0] if group == 0 => [1; 4],
            staffed => staffed,
        }
    }
}

prop_compose! {
    fn random_type()(
        per_hour in [20_u32..400, 0_u32..400, 0_u32..400, 0_u32..400],
        talk_time in prop::sample::select(vec![
            "{ exponential = { mean = 90 } }",
            "{ lognormal = { mean = 60, cv = 1.5 } }",
            "{ uniform = { min = 0, max = 100 } }",
            "{ gamma = { mean = 120, cv = 0.4 } }",
        ]),
        after_call_work in any::<bool>(),
        patience in prop::option::of(prop::sample::select(vec![
            "{ exponential = { mean = 60 } }",
            "{ constant = 30 }",
            "{ constant = 0 }",
            "{ lognormal = { mean = 100, cv = 2 } }",
        ])),
        priority in -1_i64..2,
        preferences in prop::collection::vec(0_usize..12, 1..5),
    ) -> RandomType {
        RandomType { per_hour, talk_time, after_call_work, patience, priority, preferences }
    }
}

prop_compose! {
    fn random_group()(
        staffed in prop_oneof![
            9 => [1_u32..10, 0_u32..10, 0_u32..10, 0_u32..10],
            // A group that is closed all day.
            1 => Just([0; 4]),
        ],
        rule in prop::sample::select(vec!["priority", "first_come", "skill_order"]),
    ) -> RandomGroup {
        RandomGroup { staffed, rule }
    }
}

prop_compose! {
    fn random()(
        steady in prop::bool::weighted(0.2),
        at_close in prop::sample::select(vec!["serve_queue", "finish_calls", "stop"]),
        busyness in any::<bool>(),
        types in prop::collection::vec(random_type(), 1..5),
        groups in prop::collection::vec(random_group(), 1..5),
    ) -> Random {
        Random { steady, at_close, busyness, types, groups }
    }
}

type Way = fn(&Model, u64, u64, &mut Centre, &mut Log);

/// The measured calls, in an order that does not depend on how they were told.
fn calls(model: &Model, seed: u64, way: Way) -> Vec<CallRecord> {
    calls_of(model, seed, 0, way, &mut Centre::default())
}

fn calls_of(model: &Model, seed: u64, replication: u64, way: Way, centre: &mut Centre) -> Vec<CallRecord> {
    let mut log = Log::default();
    way(model, seed, replication, centre, &mut log);
    let mut calls = log.calls;
    if matches!(model.horizon(), Horizon::SteadyState(_)) {
        let (from, to) = (model.horizon().measured_from(), model.horizon().measured_to());
        calls.retain(|call| (from..to).contains(&call.arrived_at));
    }
    let outcome = |o: Outcome| o as u8;
    calls.sort_by_key(|c| (c.arrived_at, c.call_type, outcome(c.outcome), c.left_queue_at, c.finished_at));
    calls
}

/// Agent-nanoseconds, up to closing time, that each group worked beyond the schedule and that nobody of
/// it was idle.
#[derive(Default)]
struct Stretches {
    close: SimTime,
    overstay: BTreeMap<usize, u128>,
    nobody_idle: BTreeMap<usize, u128>,
}

impl Stretches {
    fn length(&self, from: SimTime, to: SimTime) -> u128 {
        u128::from(to.min(self.close).since(from.min(self.close)).as_nanoseconds())
    }
}

impl Observer for Stretches {
    fn call(&mut self, _: &CallRecord) {}

    fn overstay(&mut self, group: usize, agents: u32, from: SimTime, to: SimTime) {
        *self.overstay.entry(group).or_default() += self.length(from, to) * u128::from(agents);
    }

    fn nobody_idle(&mut self, group: usize, from: SimTime, to: SimTime) {
        *self.nobody_idle.entry(group).or_default() += self.length(from, to);
    }
}

type Watched = fn(&Model, u64, u64, &mut Centre, &mut Stretches);

fn stretches(model: &Model, seed: u64, way: Watched) -> [BTreeMap<usize, u128>; 2] {
    let mut told = Stretches { close: model.horizon().measured_to(), ..Stretches::default() };
    way(model, seed, 0, &mut Centre::default(), &mut told);
    let mut both = [told.overstay, told.nobody_idle];
    both.iter_mut().for_each(|sums| sums.retain(|_, sum| *sum > 0));
    both
}

type Counted<'m> = fn(&Model, u64, u64, &mut Centre, &mut Collector<'m>);

fn summary<'m>(model: &'m Model, seed: u64, way: Counted<'m>) -> Summary {
    summary_of(model, seed, way, 0..3)
}

fn summary_of<'m>(model: &'m Model, seed: u64, way: Counted<'m>, replications: impl Iterator<Item = u64>) -> Summary {
    let (mut collector, mut centre) = (Collector::new(model), Centre::default());
    for replication in replications {
        collector.begin(replication);
        way(model, seed, replication, &mut centre, &mut collector);
        collector.end();
    }
    collector.into_summary()
}

/// Replications that threads share out among themselves.
const SHARED: u64 = 6;

/// What one and what two threads make of the replications, in order: each thread has a centre of its own, which it uses again.
fn on_threads<T: Send>(threads: u64, play: impl Fn(u64, &mut Centre) -> T + Sync) -> Vec<T> {
    let share = |thread: u64| {
        let mut centre = Centre::default();
        let mine = (thread..SHARED).step_by(threads as usize);
        mine.map(|replication| (replication, play(replication, &mut centre))).collect::<Vec<_>>()
    };
    let mut played: Vec<(u64, T)> = thread::scope(|scope| {
        let share = &share;
        let threads: Vec<_> = (0..threads).map(|thread| scope.spawn(move || share(thread))).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("it plays")).collect()
    });
    played.sort_by_key(|(replication, _)| *replication);
    played.into_iter().map(|(_, told)| told).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_general_engine_gives_the_same(random in random(), seed in any::<u64>()) {
        let model = model(&random.toml());
        prop_assert!(is_played_by_groups(&model));
        prop_assert_eq!(calls(&model, seed, play_by_groups), calls(&model, seed, play_by_events));
        prop_assert_eq!(stretches(&model, seed, play_by_groups), stretches(&model, seed, play_by_events));
        prop_assert!(summary(&model, seed, play_by_groups) == summary(&model, seed, play_by_events), "other sums");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// Call for call, sum for sum, and every estimate to the bit, by both engines.
    #[test]
    fn one_and_two_threads_give_the_same(random in random(), seed in any::<u64>()) {
        let scenario = scenario(&format!("replications = {SHARED}\n{}", random.toml()));
        let model = scenario.model();
        let told = |way: Way, threads| {
            on_threads(threads, |replication, centre| calls_of(model, seed, replication, way, centre))
        };
        let one = told(play_by_groups, 1);
        prop_assert_eq!(&told(play_by_groups, 2), &one);
        prop_assert_eq!(&told(play_by_events, 1), &one);
        prop_assert_eq!(&told(play_by_events, 2), &one);

        let whole = summary_of(model, seed, play_by_groups, 0..SHARED);
        for way in [play_by_groups as Counted, play_by_events as Counted] {
            let mut sums = summary_of(model, seed, way, (1..SHARED).step_by(2));
            sums.merge(&summary_of(model, seed, way, (0..SHARED).step_by(2)));
            prop_assert!(sums == whole, "other sums");
        }

        let task = || Task { model: model.clone(), study: scenario.study().clone() };
        let rows = |threads| format!("{:?}", run(&[task()], threads, &Unwatched).remove(0).expect("nobody stops it").rows);
        prop_assert_eq!(rows(1), rows(2));
    }
}
