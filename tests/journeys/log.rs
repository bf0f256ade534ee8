//! One replication, in whole seconds.

use onering::{
    engine::{CallRecord, Centre, ConsultRecord, IssueRecord, Next, Observer, Origin, Outcome, play},
    units::SimTime,
};

use crate::common::model;

/// What a replication told: calls as they were decided, issues as they ended.
#[derive(Default)]
pub struct Log {
    pub calls: Vec<CallRecord>,
    pub issues: Vec<IssueRecord>,
    pub consultations: Vec<ConsultRecord>,
}

impl Observer for Log {
    fn call(&mut self, record: &CallRecord) {
        self.calls.push(*record);
    }

    fn overstay(&mut self, _: usize, _: u32, _: SimTime, _: SimTime) {}

    fn issue(&mut self, record: &IssueRecord) {
        self.issues.push(*record);
    }

    fn consulted(&mut self, record: &ConsultRecord) {
        self.consultations.push(*record);
    }
}

/// A consultation: who was asked, from when to when, whether somebody joined.
pub type Asked = (u32, [u64; 2], bool);

/// A call: type, how it ended, group, came, left the queue, hung up, agent free.
pub type Seen = (u32, Outcome, u32, [u64; 4]);

impl Log {
    /// The calls in order of arrival.
    pub fn seen(&self) -> Vec<Seen> {
        let mut calls = self.calls.clone();
        calls.sort_by_key(|c| (c.arrived_at, c.left_queue_at, c.call_type));
        let of = |c: &CallRecord| {
            let times = [c.arrived_at, c.left_queue_at, c.hung_up_at, c.finished_at].map(seconds);
            (c.call_type, c.outcome, c.group, times)
        };
        calls.iter().map(of).collect()
    }

    /// Where each call came from and what came of it, in order of arrival.
    pub fn steps(&self) -> Vec<(Origin, Next)> {
        let mut calls = self.calls.clone();
        calls.sort_by_key(|c| (c.arrived_at, c.left_queue_at, c.call_type));
        calls.iter().map(|c| (c.step.origin, c.step.next)).collect()
    }

    /// The consultations in order.
    pub fn asked(&self) -> Vec<Asked> {
        self.consultations.iter().map(|c| (c.group, [c.from, c.to].map(seconds), c.is_held)).collect()
    }

    /// The only issue: calls, contacts, waits in s, whether it was solved.
    pub fn issue(&self) -> (u32, u32, u64, bool) {
        assert_eq!(self.issues.len(), 1, "{:?}", self.issues);
        let issue = self.issues[0];
        (issue.attempts, issue.contacts, seconds(issue.waited), issue.is_resolved)
    }
}

fn seconds(at: SimTime) -> u64 {
    assert_eq!(at.as_nanoseconds() % 1_000_000_000, 0, "{at:?} is no whole second");
    at.as_nanoseconds() / 1_000_000_000
}

/// Plays an hour from 08:00.
pub fn hour(text: &str) -> Log {
    played(&format!("horizon = {{ open = \"08:00\", close = \"09:00\", interval = \"30m\" }}\n{text}"))
}

/// Plays a scenario that says its horizon.
pub fn played(text: &str) -> Log {
    let mut log = Log::default();
    play(&model(text), 1, 0, &mut Centre::default(), &mut log);
    log
}

/// A call type whose calls come at these seconds and take this long, with more keys.
pub fn call_type(name: &str, at: &str, talk: u32, more: &str) -> String {
    format!(
        "[[call_type]]\nname = \"{name}\"\narrivals = {{ replay = {{ times = {at} }} }}\n\
         talk_time = {{ constant = {talk} }}\n{more}\n"
    )
}

/// A call type that only others feed.
pub fn fed_type(name: &str, talk: u32, more: &str) -> String {
    format!("[[call_type]]\nname = \"{name}\"\ntalk_time = {{ constant = {talk} }}\n{more}\n")
}

/// A group of agents with these skills, with more keys.
pub fn group(name: &str, skills: &str, staffed: u32, more: &str) -> String {
    format!("[[agent_group]]\nname = \"{name}\"\nskills = {skills}\nstaffed = {staffed}\n{more}\n")
}
