//! Outbound calls by hand, and their conservation.

use onering::engine::{Origin, Outcome};

use crate::log::{Log, first_day, seconds};

/// So many agents who call customers from 08:00, and talk for a minute.
fn centre(agents: u32, outbound: &str, more: &str) -> Log {
    let text = format!(
        "horizon = {{ open = \"08:00\", close = \"09:00\" }}\n\
         agent_group = [{{ name = \"agents\", skills = [\"out\"], staffed = {agents} }}]\n\
         [[call_type]]\nname = \"out\"\ntalk_time = {{ constant = 60 }}\noutbound = {{ {outbound} }}\n{more}\n"
    );
    first_day(&text, 1)
}

fn dialled(log: &Log) -> Vec<u64> {
    seconds(log.dialled.iter().map(|d| d.dialled_at))
}

fn answered(log: &Log) -> Vec<u64> {
    let answered = log.calls.iter().filter(|c| c.outcome == Outcome::Answered);
    seconds(answered.map(|c| c.left_queue_at))
}

#[test]
fn both_agents_must_be_idle_before_two_customers_are_called() {
    let log = centre(2, "reach = 1, to = \"08:03\", when_idle_at_least = 2", "");
    assert_eq!(answered(&log), [0, 0, 60, 60, 120, 120]);
    assert_eq!(dialled(&log), [0, 0, 60, 60, 120, 120]);
    assert!(log.calls.iter().all(|c| c.step.origin == Origin::Dialled));
}

#[test]
fn one_idle_agent_is_enough_where_one_is_asked_for() {
    let log = centre(2, "reach = 1, from = \"08:01\", to = \"08:03\"", "");
    assert_eq!(answered(&log), [60, 60, 120, 120]);
}

#[test]
fn who_is_being_dialled_is_not_dialled_for_again() {
    let log = centre(1, "reach = 0, to = \"08:01\", calls_per_idle_agent = 2", "");
    assert_eq!(dialled(&log), [0, 0, 20, 20, 40, 40]);
    assert_eq!(log.calls.len(), 0);
    assert!(log.dialled.iter().all(|d| !d.is_reached && d.ended_at.since(d.dialled_at).as_seconds() == 20.0));
}

#[test]
fn one_customer_more_than_agents_is_an_abandoned_call() {
    let log = centre(1, "reach = 1, to = \"08:01\", plus = 1", "patience = { constant = 5 }");
    assert_eq!(answered(&log), [0]);
    let abandoned = log.calls.iter().find(|c| c.outcome == Outcome::Abandoned).unwrap();
    assert_eq!((abandoned.wait().as_seconds(), log.calls.len()), (5.0, 2));
}

#[test]
fn a_line_is_held_from_dialling_to_the_end_of_the_talk() {
    let text = "reach = 1, calls_per_idle_agent = 3, to = \"08:03\", delay = { constant = 5 }";
    let one_line = format!(
        "horizon = {{ open = \"08:00\", close = \"09:00\" }}\nlines = {{ count = 1 }}\n\
        agent_group = [{{ name = \"agents\", skills = [\"out\"], staffed = 3 }}]\n\
        call_type = [{{ name = \"out\", talk_time = {{ constant = 60 }}, outbound = {{ {text} }} }}]\n"
    );
    let log = first_day(&one_line, 1);
    assert_eq!(dialled(&log), [0, 65, 130]);
    assert_eq!(answered(&log), [5, 70, 135]);
}

#[test]
fn staff_that_comes_later_starts_to_dial() {
    let text = "horizon = { open = \"08:00\", close = \"09:00\", interval = \"30m\" }\n\
        agent_group = [{ name = \"agents\", skills = [\"out\"], staffed = [0, 1] }]\n\
        call_type = [{ name = \"out\", talk_time = { constant = \"20m\" }, outbound = { reach = [0, 1] } }]\n";
    assert_eq!(answered(&first_day(text, 1)), [1800, 3000]);
}

#[test]
fn callers_come_first_where_enough_agents_must_stay_idle() {
    let text = "horizon = { open = \"08:00\", close = \"09:00\" }\n\
        agent_group = [{ name = \"in\", skills = [\"calls\"], staffed = 1 },\n\
                       { name = \"blend\", skills = [\"calls\", \"out\"], staffed = 1 }]\n\
        [[call_type]]\nname = \"calls\"\ntalk_time = { constant = 90 }\n\
        arrivals = { replay = { times = [\"08:00:10\", \"08:04:00\"] } }\n\
        [[call_type]]\nname = \"out\"\ntalk_time = { constant = 60 }\n\
        outbound = { reach = 1, when_idle_at_least = 2, to = \"08:05\" }\n";
    let log = first_day(text, 1);
    let out: Vec<u64> = seconds(log.calls.iter().filter(|c| c.call_type == 1).map(|c| c.left_queue_at));
    // At 60 only one of two is idle; at 100 both are, then at 160 and 220; at 280 one still talks
    // with the caller of 240, until 330.
    assert_eq!(out, [0, 100, 160, 220]);
}

/// Every customer who is reached is told of once, however the day ends.
#[test]
fn nobody_who_is_reached_is_lost() {
    for at_close in ["serve_queue", "finish_calls", "stop"] {
        for seed in 0..20 {
            let text = format!(
                "horizon = {{ open = \"08:00\", close = \"09:00\", at_close = \"{at_close}\" }}\nlines = {{ count = 12 }}\n\
                 agent_group = [{{ name = \"blend\", skills = [\"calls\", \"out\"], staffed = [5, 2] }}]\n\
                 [[call_type]]\nname = \"calls\"\ntalk_time = {{ exponential = {{ mean = 90 }} }}\n\
                 arrivals = {{ poisson = {{ per_hour = 60 }} }}\n\
                 [[call_type]]\nname = \"out\"\ntalk_time = {{ exponential = {{ mean = 60 }} }}\nbalking = {{ share = 0.3 }}\n\
                 patience = {{ exponential = {{ mean = 10 }} }}\n\
                 outbound = {{ reach = [0.4, 0.7], calls_per_idle_agent = 2, delay = {{ uniform = {{ min = 2, max = 30 }} }} }}\n"
            );
            let log = first_day(&text, seed);
            let reached = log.dialled.iter().filter(|d| d.is_reached).count();
            let told = log.calls.iter().filter(|c| c.step.origin == Origin::Dialled).count();
            assert_eq!(reached, told, "{at_close}, seed {seed}");
            assert!(reached > 20, "{at_close}, seed {seed}: {reached}");
            let close = 3600.0;
            assert!(log.dialled.iter().all(|d| d.dialled_at.as_seconds() < close));
        }
    }
}

#[test]
fn what_is_dialled_and_reached_is_measured() {
    // Two customers at 0, 20 and 40 s, who never answer; from 08:30 on one a minute, who does.
    let text = "horizon = { open = \"08:00\", close = \"09:00\", interval = \"30m\" }\nreplications = 2\n\
        agent_group = [{ name = \"agents\", skills = [\"no\", \"yes\"], staffed = 1 }]\n\
        call_type = [\n\
        { name = \"no\", talk_time = { constant = 60 }, outbound = { reach = 0, to = \"08:01\", calls_per_idle_agent = 2 } },\n\
        { name = \"yes\", talk_time = { constant = 60 }, outbound = { reach = 1, from = \"08:30\", to = \"08:33\" } }]\n";
    let result = crate::common::result(text);
    let value = |measure: &str, of: &str, period: &str| result.estimate(measure, of, period).map(|e| e.value);
    let both = |measure: &str| ["call_type.no", "call_type.yes", "all"].map(|of| value(measure, of, "all"));
    assert_eq!(both("dialled"), [Some(6.0), Some(3.0), Some(9.0)]);
    assert_eq!(both("reached"), [Some(0.0), Some(3.0), Some(3.0)]);
    assert_eq!(both("reached_share"), [Some(0.0), Some(1.0), Some(1.0 / 3.0)]);
    assert_eq!(both("reached_per_hour"), [Some(0.0), Some(3.0), Some(3.0)]);
    assert_eq!(value("dialled_per_hour", "all", "08:00"), Some(12.0));
    assert_eq!(value("dialled_per_hour", "all", "08:30"), Some(6.0));
    assert_eq!(value("reached_share", "call_type.yes", "08:00"), None);
    assert_eq!(value("dialled", "agent_group.agents", "all"), None);
}
