//! Callers who call again: the simulator against Erlang X.
//!
//! Erlang X takes redials as Poisson, which they become when the delay is long against the time that the
//! queue takes to change: here a thousand handle times. What is left of the difference falls with the
//! delay and is far below the bounds.

use onering::analytic::{Demand, Queue, Redial, Rule, Setting};

use crate::case::{Case, desk};

const HOUR: f64 = 3600.0;

/// `again` of those who hang up or find all lines busy call again after 50 hours on average.
fn compare(name: &'static str, per_hour: f64, agents: u32, lines: Option<u32>, patience: f64, again: f64) {
    let keys = format!(
        "patience = {{ exponential = {{ mean = {patience} }} }}
        service_level = {{ acceptable_wait = 20 }}
        redial = {{ after_abandoning = {again}, after_blocking = {again}, delay = {{ exponential = {{ mean = \"50h\" }} }}, most_attempts = 1000 }}"
    );
    let length = 40_000.0 / per_hour * HOUR;
    // The orbit fills slowly: eleven delays.
    let text = desk(per_hour, agents, "{ exponential = { mean = 180 } }", &keys, 40_000.0)
        .replace(&format!("warm_up = {}", (length.round() / 10.0).round()), "warm_up = 2000000");
    assert!(text.contains("warm_up = 2000000"), "{text}");
    let text = lines.map_or(text.clone(), |count| format!("lines = {{ count = {count} }}\n{text}"));
    let demand = Demand::new(per_hour, HOUR, 180.0).unwrap();
    let redial = Redial::new(again, again, None).unwrap();
    let setting = Setting { lines, redial: Some(redial), ..Setting::erlang_a(demand, patience) };
    let queue: Box<dyn Queue> = setting.queue(f64::from(agents)).unwrap();
    let mut case = Case::new(name, text)
        .replications(40)
        .is("abandonment", queue.abandonment())
        .is("service_level", queue.service_level(Rule::Offered, 20.0).unwrap())
        .is("average_speed_of_answer", queue.average_speed_of_answer().unwrap())
        .is("occupancy", queue.occupancy())
        .is("queue_length", queue.queue_length());
    if lines.is_some() {
        case = case.is("blocked_share", queue.blocked_share());
    }
    case.check();
}

#[test]
fn erlang_x_with_patience() {
    compare("Erlang X: 10 agents, 70 % call again", 200.0, 10, None, 120.0, 0.7);
}

#[test]
fn erlang_x_with_lines_and_patience() {
    compare("Erlang X: 10 agents, 14 lines, half call again", 210.0, 10, Some(14), 180.0, 0.5);
}
