//! What the tests of the engine share: scenarios from text, records of a replication, results.

#![allow(dead_code, reason = "each test binary uses its own part of this")]

use std::path::Path;

use onering::{
    engine::{CallRecord, Centre, Observer, play},
    experiment::{PointResult, Task, Unwatched, run},
    model::Model,
    scenario::{Overrides, Scenario},
    units::SimTime,
};

/// The scenario of a text that must be right.
pub fn scenario(text: &str) -> Scenario {
    Scenario::from_text("test.toml", text, Path::new("."), &Overrides::default())
        .unwrap_or_else(|problems| panic!("{}\n{text}", problems.render(false)))
}

/// The centre of a text that must be right.
pub fn model(text: &str) -> Model {
    scenario(text).model().clone()
}

/// Plays a scenario to the end on two threads.
pub fn result(text: &str) -> PointResult {
    let scenario = scenario(text);
    let task = Task { model: scenario.model().clone(), study: scenario.study().clone() };
    run(&[task], 2, &Unwatched).remove(0).expect("nobody stops it")
}

/// Everything that one replication told.
#[derive(Default)]
pub struct Log {
    pub calls: Vec<CallRecord>,
    /// Group, agents, from, to.
    pub overstays: Vec<(usize, u32, SimTime, SimTime)>,
}

impl Observer for Log {
    fn call(&mut self, record: &CallRecord) {
        self.calls.push(*record);
    }

    fn overstay(&mut self, group: usize, agents: u32, from: SimTime, to: SimTime) {
        self.overstays.push((group, agents, from, to));
    }
}

/// The log of a replication, its calls in order of arrival.
pub fn log(model: &Model, seed: u64, replication: u64) -> Log {
    let mut log = Log::default();
    play(model, seed, replication, &mut Centre::default(), &mut log);
    log.calls.sort_by_key(|call| (call.arrived_at, call.call_type));
    log
}

/// Seconds as simulated time.
pub fn at(seconds: f64) -> SimTime {
    SimTime::from_seconds(seconds).expect("a time")
}
