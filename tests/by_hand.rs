//! Runs so small that paper gives the answer.

#[path = "common/play.rs"]
mod common;

use common::{at, log, model, result};
use onering::engine::{CallRecord, Outcome};

/// A day from 08:00 in two intervals of a minute; calls at the given seconds, a constant talk time.
fn day(calls: &str, talk: &str, staffed: &str, more: &str) -> String {
    format!(
        r#"
        replications = 1
        horizon = {{ open = "08:00", close = "08:02", interval = "1m" }}
        {more}
        [[call_type]]
        name = "calls"
        arrivals = {{ replay = {{ times = {calls} }} }}
        talk_time = {{ constant = "{talk}" }}
        patience = {{ constant = "15s" }}
        service_level = {{ acceptable_wait = "10s", target = 0.5 }}
        [[agent_group]]
        name = "agents"
        skills = ["calls"]
        staffed = {staffed}
        cost_per_hour = 36.0
        shrinkage = 0.25
        "#
    )
}

fn outcomes(calls: &[CallRecord]) -> Vec<(Outcome, f64)> {
    calls.iter().map(|c| (c.outcome, c.wait().as_seconds())).collect()
}

#[test]
fn one_agent_answers_in_turn_and_the_third_caller_gives_up() {
    // 0 s: answered until 10. 2 s: waits 8, answered until 20. 3 s: would wait 17 of its 15 s.
    let calls = log(&model(&day("[0, 2, 3]", "10s", "1", "")), 1, 0).calls;
    assert_eq!(outcomes(&calls), [(Outcome::Answered, 0.0), (Outcome::Answered, 8.0), (Outcome::Abandoned, 15.0)]);
    assert_eq!(calls[1].finished_at, at(20.0));
    assert_eq!(calls[2].queue.map(|q| q.of_all), Some(2));
}

#[test]
fn measures_of_that_day_are_what_paper_says() {
    let result = result(&day("[0, 2, 3]", "10s", "1", ""));
    let value = |measure: &str| result.overall(measure).map(|e| e.value);
    let close = |measure: &str, expected: f64| {
        let found = value(measure).unwrap_or_else(|| panic!("{measure} is undefined"));
        assert!((found - expected).abs() < 1e-9, "{measure}: {found}, not {expected}");
    };
    close("offered", 3.0);
    close("answered", 2.0);
    close("abandonment", 1.0 / 3.0);
    close("service_level", 2.0 / 3.0);
    close("service_level.answered_only", 1.0);
    close("service_level.abandons_within_neutral", 2.0 / 3.0);
    close("average_speed_of_answer", 4.0);
    close("mean_wait_of_abandoned", 15.0);
    close("mean_wait", 23.0 / 3.0);
    close("longest_wait", 15.0);
    close("queue_length", 23.0 / 120.0);
    close("longest_queue", 2.0);
    close("average_handle_time", 10.0);
    close("occupancy", 20.0 / 120.0);
    close("staffed_hours", 120.0 / 3600.0);
    close("paid_hours", 160.0 / 3600.0);
    close("cost", 1.6);
    close("cost_per_answered_call", 0.8);
    close("share_of_intervals_on_target", 1.0);
    // The wait of 8 s is read back within the histogram's stated error.
    assert!((value("wait_p50").unwrap() - 8.0).abs() < 8.0 * onering::stats::RELATIVE_ERROR);
    // Nobody called in the second interval: undefined, never 0.
    assert_eq!(result.estimate("service_level", "all", "08:01"), None);
    assert_eq!(result.estimate("offered", "all", "08:01").unwrap().value, 0.0);
}

#[test]
fn an_agent_who_is_free_at_the_instant_of_arrival_takes_the_call() {
    let calls = log(&model(&day("[0, 10]", "10s", "1", "")), 1, 0).calls;
    assert_eq!(outcomes(&calls), [(Outcome::Answered, 0.0), (Outcome::Answered, 0.0)]);
    assert_eq!(calls[1].queue, None);
}

#[test]
fn a_caller_whose_patience_ends_as_an_agent_is_free_is_answered() {
    let calls = log(&model(&day("[0, 5]", "20s", "1", "")), 1, 0).calls;
    assert_eq!(outcomes(&calls)[1], (Outcome::Answered, 15.0));
}

#[test]
fn an_agent_finishes_the_call_when_the_interval_ends_and_that_time_is_paid() {
    // Two agents in the first minute, one in the second; both busy from 50 s to 80 s. The one beyond
    // the schedule leaves at 80 s: 20 s of overtime.
    let text = day("[50, 50]", "30s", "[2, 1]", "");
    let log = log(&model(&text), 1, 0);
    assert_eq!(log.overstays, [(0, 1, at(60.0), at(80.0))]);
    let result = result(&text);
    let hours = |seconds: f64| seconds / 3600.0;
    let overall = |measure: &str| result.overall(measure).unwrap().value;
    assert!((overall("staffed_hours") - hours(180.0 + 20.0)).abs() < 1e-12);
    assert!((overall("paid_hours") - hours(180.0 / 0.75 + 20.0)).abs() < 1e-12);
    assert!((overall("occupancy") - 60.0 / 200.0).abs() < 1e-12);
}

#[test]
fn agents_who_come_take_who_waits_at_once() {
    let calls = log(&model(&day("[50, 52, 53]", "60s", "[1, 3]", "")), 1, 0).calls;
    assert_eq!(outcomes(&calls), [(Outcome::Answered, 0.0), (Outcome::Answered, 8.0), (Outcome::Answered, 7.0)]);
}

#[test]
fn closing_time_serves_sends_away_or_stops() {
    let with = |word: &str| {
        day("[100, 110]", "25s", "1", "").replace("interval =", &format!("at_close = \"{word}\", interval ="))
    };
    let ends = |word: &str| -> Vec<(Outcome, f64, f64)> {
        let calls = log(&model(&with(word)), 1, 0).calls;
        calls.iter().map(|c| (c.outcome, c.wait().as_seconds(), c.finished_at.as_seconds())).collect()
    };
    let first = (Outcome::Answered, 0.0, 125.0);
    assert_eq!(ends("serve_queue"), [first, (Outcome::Answered, 15.0, 150.0)]);
    assert_eq!(ends("finish_calls"), [first, (Outcome::StillWaiting, 10.0, 120.0)]);
    assert_eq!(ends("stop"), [(Outcome::Answered, 0.0, 120.0), (Outcome::StillWaiting, 10.0, 120.0)]);
}

#[test]
fn a_line_is_free_after_the_talk_and_the_agent_after_the_work() {
    // One line, two agents: the second caller at 5 s is blocked, the third at 12 s is not, though
    // the first agent still works until 30 s.
    let text = day("[0, 5, 12]", "10s", "2", "lines = { count = 1, cost_per_minute = 6 }")
        .replace("patience", "after_call_work = { constant = \"20s\" }\n        patience");
    let calls = log(&model(&text), 1, 0).calls;
    let found: Vec<Outcome> = calls.iter().map(|c| c.outcome).collect();
    assert_eq!(found, [Outcome::Answered, Outcome::Blocked, Outcome::Answered]);
    assert_eq!((calls[0].hung_up_at, calls[0].finished_at), (at(10.0), at(30.0)));
    let result = result(&text);
    assert!((result.overall("cost.lines").unwrap().value - 2.0).abs() < 1e-12);
    assert!((result.overall("blocked_share").unwrap().value - 1.0 / 3.0).abs() < 1e-12);
    assert!((result.overall("offered").unwrap().value - 2.0).abs() < 1e-12);
}

#[test]
fn who_would_have_to_wait_balks_and_was_not_offered() {
    let text = day("[0, 1, 2]", "10s", "1", "")
        .replace("patience", "balking = { share = 1, queue_at_least = 1 }\n        patience");
    let calls = log(&model(&text), 1, 0).calls;
    let found: Vec<Outcome> = calls.iter().map(|c| c.outcome).collect();
    assert_eq!(found, [Outcome::Answered, Outcome::Answered, Outcome::Balked]);
}

#[test]
fn the_higher_priority_is_answered_first_then_the_longer_wait() {
    let text = r#"
        replications = 1
        horizon = { open = "08:00", close = "08:02", interval = "1m" }
        [[call_type]]
        name = "usual"
        arrivals = { replay = { times = [0, 1, 3] } }
        talk_time = { constant = "10s" }
        [[call_type]]
        name = "vip"
        priority = 1
        arrivals = { replay = { times = [2, 4] } }
        talk_time = { constant = "10s" }
        [[agent_group]]
        name = "agents"
        skills = ["usual", "vip"]
        staffed = 1
    "#;
    let mut calls = log(&model(text), 1, 0).calls;
    calls.sort_by_key(|call| call.left_queue_at);
    let order: Vec<f64> = calls.iter().map(|c| c.arrived_at.as_seconds()).collect();
    assert_eq!(order, [0.0, 2.0, 4.0, 1.0, 3.0]);
}

#[test]
fn a_type_prefers_its_first_group_and_a_freed_agent_takes_the_oldest_call_it_can() {
    let text = r#"
        replications = 1
        horizon = { open = "08:00", close = "08:02", interval = "1m" }
        [[call_type]]
        name = "a"
        arrivals = { replay = { times = [0, 1, 3] } }
        talk_time = { constant = "10s" }
        [[call_type]]
        name = "b"
        arrivals = { replay = { times = [2] } }
        talk_time = { constant = "10s" }
        [[agent_group]]
        name = "only a"
        skills = ["a"]
        staffed = 1
        [[agent_group]]
        name = "both"
        skills = ["a", "b"]
        staffed = 1
    "#;
    let calls = log(&model(text), 1, 0).calls;
    let served: Vec<(u32, f64)> = calls.iter().map(|c| (c.group, c.left_queue_at.as_seconds())).collect();
    // 0 s: first group. 1 s: second group. b at 2 s waits for the second group, free at 11 s; a at
    // 3 s is taken by the first group, free at 10 s.
    assert_eq!(served, [(0, 0.0), (1, 1.0), (1, 11.0), (0, 10.0)]);
}

#[test]
fn replayed_dates_are_one_replication_each() {
    let text = day("[\"2026-01-05 08:00:10\", \"2026-01-06 08:00:20\", \"2026-01-06 08:00:40\"]", "10s", "1", "")
        .replace("replications = 1", "replications = 4");
    let model = model(&text);
    let counts: Vec<usize> = (0..4).map(|r| log(&model, 1, r).calls.len()).collect();
    assert_eq!(counts, [1, 2, 1, 2]);
}

#[test]
fn penalties_count_the_days_that_miss() {
    let text = day("[0, 2, 3]", "10s", "1", "").replace("target = 0.5", "target = 0.9, penalty_per_day = 100");
    let text = format!("{text}\n[[promise]]\nname = \"nobody hangs up\"\nabandonment = 0\npenalty_per_day = 10\n");
    let result = result(&text);
    assert!((result.overall("cost.penalties").unwrap().value - 110.0).abs() < 1e-12);
    let kept = result.estimate("share_of_days_kept", "promise.nobody hangs up", "all").unwrap();
    assert_eq!(kept.value, 0.0);
}
