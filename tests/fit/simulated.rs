//! A log made by the engine: each replication is a day.

use jiff::{SignedDuration, ToSpan, civil::date};
use onering::{
    calibrate::{Fit, FitSettings, LoggedCall, Outcome, Tally},
    engine,
    model::Model,
};

use crate::common::log;

/// Counts `days` days of `model`, which opens at `open` seconds after midnight, the first of them a Monday.
pub fn tally(model: &Model, seed: u64, days: u64, open: i64, settings: FitSettings) -> Tally {
    let mut tally = Tally::new(settings);
    for replication in 0..days {
        let day = date(2024, 1, 1).checked_add((replication as i64).days()).unwrap().at(0, 0, 0, 0);
        let opened = day.checked_add(SignedDuration::from_secs(open)).unwrap();
        for (line, call) in log(model, seed, replication).calls.iter().enumerate() {
            let seconds = |time: onering::units::SimTime| time.as_seconds();
            let talk = seconds(call.hung_up_at) - seconds(call.left_queue_at);
            let arrived_at = SignedDuration::from_nanos(call.arrived_at.as_nanoseconds() as i64);
            let is_answered = call.outcome == engine::Outcome::Answered;
            tally.add(&LoggedCall {
                line: line as u64 + 1,
                call_type: call.call_type,
                arrival: opened.checked_add(arrived_at).unwrap(),
                customer: None,
                self_service: None,
                wait: seconds(call.wait()),
                outcome: match call.outcome {
                    engine::Outcome::Answered => Outcome::Answered,
                    engine::Outcome::Abandoned | engine::Outcome::Balked => Outcome::Abandoned,
                    engine::Outcome::Blocked => Outcome::Blocked,
                    other => panic!("not in these scenarios: {other:?}"),
                },
                talk: is_answered.then_some(talk),
                after_call_work: is_answered.then(|| seconds(call.finished_at) - seconds(call.hung_up_at)),
                agent: None,
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
