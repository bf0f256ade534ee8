//! Phones that ring before they are answered.

use onering::{
    engine::{CallRecord, Outcome},
    units::SimTime,
};

use crate::{
    common::{at, log, model, result},
    near, played, replayed, value,
};

#[test]
fn the_caller_waits_and_the_agent_is_busy_while_it_rings() {
    let text = replayed(
        r#""08:00:00", "08:00:30", "08:05:00""#,
        "1m",
        "staffed = 1\nring_time = { constant = 10 }",
        "replications = 1",
    );
    let calls = log(&model(&text), 1, 0).calls;
    let times: Vec<(f64, f64)> =
        calls.iter().map(|c| (c.left_queue_at.as_seconds(), c.finished_at.as_seconds())).collect();
    // The second waits until the agent is free after 70 s, and then for the ring.
    assert_eq!(times, [(10.0, 70.0), (80.0, 140.0), (310.0, 370.0)]);
    assert_eq!(calls.iter().map(|c| c.queue.is_some()).collect::<Vec<_>>(), [false, true, false]);
    let result = result(&text);
    let all = |measure: &str| value(&result, measure, "all");
    assert_eq!(all("average_speed_of_answer"), (10.0 + 50.0 + 10.0) / 3.0);
    assert_eq!(all("average_handle_time"), 60.0);
    assert!((all("ringing_hours") * 3600.0 - 30.0).abs() < 1e-9);
    assert_eq!(all("abandoned_ringing"), 0.0);
    assert!((all("occupancy") - 210.0 / 3600.0).abs() < 1e-12);
}

/// Patience of 5 s ends while it rings for 10 s: the agent is free at once, and the next caller, who came 2 s later, is
/// rung for 3 s.
#[test]
fn who_gives_up_while_it_rings_leaves_the_agent_free() {
    let text =
        replayed(r#""08:00:00", "08:00:02""#, "1m", "staffed = 1\nring_time = { constant = 10 }", "replications = 1")
            .replace("talk_time", "patience = { constant = 5 }\ntalk_time");
    let calls = log(&model(&text), 1, 0).calls;
    assert!(calls.iter().all(|c| c.outcome == Outcome::Abandoned));
    assert_eq!(calls.iter().map(|c| c.left_queue_at).collect::<Vec<_>>(), [at(5.0), at(7.0)]);
    let result = result(&text);
    assert!((value(&result, "ringing_hours", "all") * 3600.0 - 7.0).abs() < 1e-9);
    assert_eq!(value(&result, "abandoned_ringing", "all"), 1.0);
    // A caller whose patience ends at the very instant of the answer is answered.
    let text = text.replace("constant = 10", "constant = 5");
    assert_eq!(log(&model(&text), 1, 0).calls[0].outcome, Outcome::Answered);
}

#[test]
fn a_phone_that_rings_at_closing_is_like_a_caller_who_waits() {
    for (at_close, outcome, left_at) in [
        ("serve_queue", Outcome::Answered, 3605.0),
        ("finish_calls", Outcome::StillWaiting, 3600.0),
        ("stop", Outcome::StillWaiting, 3600.0),
    ] {
        let text = replayed(r#""08:59:55""#, "1m", "staffed = 1\nring_time = { constant = 10 }", "")
            .replace("interval =", &format!("at_close = \"{at_close}\", interval ="));
        let call = log(&model(&text), 1, 0).calls[0];
        assert_eq!((call.outcome, call.left_queue_at), (outcome, at(left_at)), "{at_close}");
    }
}

/// With constant times agents who let it ring for 6 s are as busy as those who talk for 6 s longer: every call ends at
/// the same instant, and waits 6 s longer.
#[test]
fn a_constant_ring_is_as_much_more_service() {
    let text = |talk: u32, ring: &str| {
        format!(
            r#"
            horizon = {{ open = "08:00", close = "12:00", interval = "30m" }}
            [[call_type]]
            name = "calls"
            arrivals = {{ poisson = {{ per_hour = 240 }} }}
            talk_time = {{ constant = {talk} }}
            [[agent_group]]
            name = "agents"
            skills = ["calls"]
            staffed = 5
            {ring}
            "#
        )
    };
    let seed = rand::random::<u32>().into();
    let ends = |text: &str, shift: f64| -> Vec<(SimTime, SimTime)> {
        let of = |c: &CallRecord| (c.left_queue_at + at(shift), c.finished_at);
        log(&model(text), seed, 0).calls.iter().map(of).collect()
    };
    let rung = ends(&text(60, "ring_time = { constant = 6 }"), 0.0);
    let longer = ends(&text(66, ""), 6.0);
    assert!(rung.len() > 500);
    assert_eq!(rung, longer);
}

/// One agent, exponential talk of 60 s and a ring of 6 s: service of mean 66 s and second moment 66² + 60². The mean wait is
/// that of Pollaczek and Khinchine, λE[S²] / 2(1 - ρ), and the ring.
#[test]
fn one_agent_who_lets_it_ring_is_the_queue_of_pollaczek_and_khinchine() {
    let text = r#"
        horizon = { steady_state = { length = "200h", warm_up = "20h" } }
        [[call_type]]
        name = "calls"
        arrivals = { poisson = { per_hour = 36 } }
        talk_time = { exponential = { mean = 60 } }
        [[agent_group]]
        name = "agents"
        skills = ["calls"]
        staffed = 1
        ring_time = { constant = 6 }
    "#;
    let result = played(text, 40, 0.999_999);
    let (rate, load) = (0.01, 0.66);
    near(&result, "mean_wait", rate * (66.0 * 66.0 + 3600.0) / (2.0 * (1.0 - load)) + 6.0);
    near(&result, "occupancy", load);
    near(&result, "ringing_hours", 0.06);
}
