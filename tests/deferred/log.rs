//! One replication, taken down.

use onering::{
    engine::{CallRecord, Centre, DialRecord, IssueRecord, Observer, play},
    units::SimTime,
};

use crate::common::model;

/// What happened.
#[derive(Default)]
pub struct Log {
    pub calls: Vec<CallRecord>,
    pub dialled: Vec<DialRecord>,
    pub issues: Vec<IssueRecord>,
    /// Group, from, to.
    pub engaged: Vec<(usize, SimTime, SimTime)>,
}

impl Observer for Log {
    fn call(&mut self, record: &CallRecord) {
        self.calls.push(*record);
    }

    fn overstay(&mut self, _: usize, _: u32, _: SimTime, _: SimTime) {}

    fn issue(&mut self, record: &IssueRecord) {
        self.issues.push(*record);
    }

    fn engaged(&mut self, group: usize, from: SimTime, to: SimTime) {
        self.engaged.push((group, from, to));
    }

    fn dialled(&mut self, record: &DialRecord) {
        self.dialled.push(*record);
    }
}

/// Plays the first replication of a scenario.
pub fn first_day(text: &str, seed: u64) -> Log {
    let mut log = Log::default();
    play(&model(text), seed, 0, &mut Centre::default(), &mut log);
    log
}

/// Whole seconds since opening.
pub fn seconds(times: impl Iterator<Item = SimTime>) -> Vec<u64> {
    times.map(|at| at.as_nanoseconds() / 1_000_000_000).collect()
}
