//! A log made by the engine: each replication is a day.

use jiff::{SignedDuration, ToSpan, civil::date};
use onering::{
    calibrate::{Fit, FitSettings, LoggedCall, Outcome, Tally},
    engine::{self, CallRecord, Centre, Observer, Who, play_by_events},
    model::Model,
    units::SimTime,
};

/// The calls of a replication, and who they are of.
#[derive(Default)]
struct Calls {
    calls: Vec<(CallRecord, Who)>,
    next: Option<Who>,
}

impl Observer for Calls {
    fn who(&mut self, who: Who) {
        self.next = Some(who);
    }

    fn call(&mut self, record: &CallRecord) {
        self.calls.push((*record, self.next.take().expect("told before each call")));
    }

    fn overstay(&mut self, _: usize, _: u32, _: SimTime, _: SimTime) {}
}

fn calls(model: &Model, seed: u64, replication: u64) -> Vec<(CallRecord, Who)> {
    let mut calls = Calls::default();
    play_by_events(model, seed, replication, &mut Centre::default(), &mut calls);
    calls.calls.sort_by_key(|(call, _)| (call.arrived_at, call.call_type));
    calls.calls
}

/// Counts `days` days of `model`, or weeks where it plays a row of days, which opens at `open` seconds after midnight,
/// the first of them a Monday.
pub fn tally(model: &Model, seed: u64, days: u64, open: i64, settings: FitSettings) -> Tally {
    let mut tally = Tally::new(settings);
    for replication in 0..days {
        let apart = if model.horizon().days() > 1 { 7 } else { 1 };
        let day = date(2024, 1, 1).checked_add((replication as i64 * apart).days()).unwrap().at(0, 0, 0, 0);
        let opened = day.checked_add(SignedDuration::from_secs(open)).unwrap();
        for (line, (call, who)) in calls(model, seed, replication).iter().enumerate() {
            let seconds = |time: SimTime| time.as_seconds();
            let talk = seconds(call.hung_up_at) - seconds(call.left_queue_at);
            let arrived_at = SignedDuration::from_nanos(call.arrived_at.as_nanoseconds() as i64);
            let is_answered = call.outcome == engine::Outcome::Answered;
            tally.add(&LoggedCall {
                line: line as u64 + 1,
                call_type: call.call_type,
                arrival: opened.checked_add(arrived_at).unwrap(),
                customer: Some(who.customer),
                self_service: None,
                wait: Some(seconds(call.wait())),
                outcome: match call.outcome {
                    engine::Outcome::Answered => Outcome::Answered,
                    engine::Outcome::Abandoned | engine::Outcome::Balked => Outcome::Abandoned,
                    engine::Outcome::Blocked => Outcome::Blocked,
                    other => panic!("not in these scenarios: {other:?}"),
                },
                talk: is_answered.then_some(talk),
                after_call_work: is_answered.then(|| seconds(call.finished_at) - seconds(call.hung_up_at)),
                // Counted within its group.
                agent: who.agent.map(|agent| call.group * 1000 + agent),
                agent_group: None,
            });
        }
    }
    tally
}

/// The estimates from such a log.
pub fn fit(model: &Model, seed: u64, days: u64, open: i64, settings: FitSettings) -> Fit {
    let names: Vec<String> = model.call_types().iter().map(|t| t.name().to_owned()).collect();
    Fit::of(&tally(model, seed, days, open, settings), &names).unwrap()
}
