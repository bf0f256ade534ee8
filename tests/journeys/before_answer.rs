//! Self-service, announcements, balking, callbacks, redials.

use onering::engine::{
    Next, Origin,
    Outcome::{Abandoned, Answered, Balked, Blocked, LeftSelfService, SelfServed},
};

use crate::log::{call_type, fed_type, group, hour};

const DESK: &str = "[[agent_group]]\nname = \"desk\"\nskills = [\"a\"]\nstaffed = 1\n";

#[test]
fn self_service_solves_or_loses_a_caller_or_hands_on() {
    let through = |shares: &str| {
        let service = format!("self_service = {{ time = {{ constant = 20 }}, {shares} }}");
        hour(&(call_type("a", "[0]", 60, &service) + DESK))
    };
    let solved = through("solves = 1");
    assert_eq!(solved.seen(), [(0, SelfServed, 0, [20, 20, 20, 20])]);
    assert_eq!(solved.issue(), (1, 0, 0, true));
    let lost = through("gives_up = 1");
    assert_eq!(lost.seen(), [(0, LeftSelfService, 0, [20, 20, 20, 20])]);
    assert_eq!(lost.issue(), (1, 0, 0, false));
    let on = through("solves = 0");
    assert_eq!(on.seen(), [(0, Answered, 0, [20, 20, 80, 80])]);
    assert_eq!(on.issue(), (1, 1, 0, true), "the wait begins after self-service");
}

#[test]
fn self_service_holds_a_line() {
    let text = call_type("a", "[0, 10, 21]", 1, "self_service = { time = { constant = 20 }, solves = 1 }");
    let outcomes: Vec<_> = hour(&format!("lines = {{ count = 1 }}\n{text}{DESK}")).seen().iter().map(|c| c.1).collect();
    assert_eq!(outcomes, [Blocked, SelfServed, SelfServed], "the caller at 10 s finds the line busy");
}

#[test]
fn an_announcement_changes_the_patience_that_is_left() {
    // Patience 40 s; after 10 s the 30 s left are halved: the caller leaves at 1 + 10 + 15.
    let caller = "patience = { constant = 40 }\nannouncement = { after = \"10s\", patience_factor = 0.5 }";
    let log = hour(&(call_type("a", "[0, 1]", 100, caller) + DESK));
    assert_eq!(log.seen()[1], (0, Abandoned, 0, [1, 26, 26, 26]));
}

#[test]
fn who_is_told_of_a_long_wait_balks() {
    // One agent, handle time 60 s: the first who would wait expects 60 s, the second 120 s.
    let caller = "balking = { share = 1, expected_wait_at_least = \"100s\" }";
    let outcomes: Vec<_> = hour(&(call_type("a", "[0, 1, 2]", 60, caller) + DESK)).seen().iter().map(|c| c.1).collect();
    assert_eq!(outcomes, [Answered, Answered, Balked]);
}

#[test]
fn who_gives_up_redials_with_the_same_handle_time() {
    // Gives up at 1 + 30, calls again at 91 + ... 31 + 60 = 91, when the agent is busy until 100; waits 9 s.
    let caller = "patience = { constant = 30 }\nredial = { after_abandoning = 1, delay = { constant = 60 } }";
    let log = hour(&(call_type("a", "[0, 1]", 100, caller) + DESK));
    assert_eq!(log.seen()[1..], [(0, Abandoned, 0, [1, 31, 31, 31]), (0, Answered, 0, [91, 100, 200, 200])]);
    assert_eq!(log.steps()[1..], [(Origin::Fresh, Next::Redials), (Origin::Redial, Next::Ends)]);
    let of_second = log.issues.iter().find(|issue| issue.attempts == 2).expect("a customer who called twice");
    assert_eq!((of_second.contacts, of_second.waited.as_seconds(), of_second.is_resolved), (1, 39.0, true));
}

#[test]
fn redials_end_at_the_most_attempts() {
    let caller =
        "patience = { constant = 30 }\nredial = { after_abandoning = 1, delay = { constant = 60 }, most_attempts = 3 }";
    let log = hour(&(call_type("a", "[0, 1]", 3000, caller) + DESK));
    let lost: Vec<_> = log.seen().iter().filter(|c| c.1 == Abandoned).map(|c| c.3[0]).collect();
    assert_eq!(lost, [1, 91, 181]);
}

#[test]
fn who_was_blocked_redials_as_another_type() {
    let lines = "lines = { count = 1 }\n";
    let caller = "redial = { after_blocking = 1, delay = { constant = 60 }, call_type = \"b\" }";
    let log = hour(
        &(lines.to_owned()
            + &call_type("a", "[0, 1]", 10, caller)
            + &fed_type("b", 7, "")
            + &group("desk", r#"["a", "b"]"#, 1, "")),
    );
    assert_eq!(log.seen()[1..], [(0, Blocked, 0, [1, 1, 1, 1]), (1, Answered, 0, [61, 61, 68, 68])]);
}

#[test]
fn who_redials_after_closing_is_not_let_in() {
    let caller = "patience = { constant = 30 }\nredial = { after_abandoning = 1, delay = { constant = 600 } }";
    let log = hour(&(call_type("a", "[3000, 3001]", 3000, caller) + DESK));
    assert_eq!(log.calls.len(), 2, "{:?}", log.seen());
    assert_eq!(log.issues.len(), 2);
    assert!(log.issues.iter().any(|issue| issue.attempts == 2 && !issue.is_resolved));
}

/// The caller at 1 s is expected to wait more than a second, and takes the callback.
fn with_callback(callback: &str, more: &str) -> crate::log::Log {
    let caller = format!(
        "patience = {{ constant = 30 }}\ncallback = {{ offered_over = \"1s\", accepted = 1, {callback} }}\n{more}"
    );
    hour(&(call_type("a", "[0, 1]", 100, &caller) + DESK))
}

#[test]
fn a_callback_in_turn_keeps_its_place_and_waits_without_patience() {
    let log = with_callback("window = \"100s\"", "");
    assert_eq!(log.seen()[1], (0, Answered, 0, [1, 100, 200, 200]), "the wait counts until the customer is called");
    let callback = log.calls.iter().find(|c| c.step.origin == Origin::Callback).expect("a callback");
    assert!(callback.step.is_kept, "99 s are within 100 s");
    assert_eq!(log.issues.len(), 2);
}

#[test]
fn a_callback_made_after_its_window_is_not_kept() {
    let log = with_callback("window = \"98s\"", "");
    let callback = log.calls.iter().find(|c| c.step.origin == Origin::Callback).expect("a callback");
    assert!(callback.outcome == Answered && !callback.step.is_kept);
}

#[test]
fn who_cannot_be_reached_is_lost_and_the_agent_stays_idle() {
    let log = with_callback("reached = 0", "");
    assert_eq!(log.seen()[1], (0, Abandoned, 0, [1, 100, 1, 100]), "off the line since 1 s");
}

#[test]
fn a_callback_takes_its_own_handle_time_and_line() {
    let log = with_callback("handle_time_factor = 0.5", "");
    assert_eq!(log.seen()[1].3, [1, 100, 150, 150]);
}

#[test]
fn a_callback_after_the_expected_wait_waits_on_the_line_again() {
    // Expected: 1 x 100 s / 1 agent. Called at 101 s, when the agent is idle since 100 s.
    let log = with_callback("when = \"after_expected_wait\"", "");
    assert_eq!(log.seen()[1].3, [1, 101, 201, 201]);
    // With an agent busy until 150 s the customer waits on the line for 30 x 2 s at most.
    let caller = "patience = { constant = 30 }\nexpected_wait = \"head_of_queue\"\n\
        callback = { offered_over = \"1s\", accepted = 1, when = \"after_expected_wait\", patience_factor = 2 }";
    let text = call_type("b", "[0]", 400, "priority = 1")
        + &call_type("a", "[1, 11]", 10, caller)
        + &group("desk", r#"["a", "b"]"#, 1, "");
    // The first of `a` expects 0 s (nobody waits before) and waits on the line until 31. The second, at
    // 11 s, sees a head of 10 s: called at 21 s, it gives up 60 s later.
    let log = hour(&text);
    assert_eq!(log.seen()[1], (1, Abandoned, 0, [1, 31, 31, 31]));
    assert_eq!(log.seen()[2], (1, Abandoned, 0, [11, 81, 81, 81]));
}

/// Called after 0.9 of the 100 s that were expected, at 91 s, the customer waits on the line for the agent.
#[test]
fn a_callback_may_come_a_little_before_the_expected_wait_is_over() {
    let log = with_callback("when = \"after_expected_wait\", wait_factor = 0.9", "");
    assert_eq!(log.seen()[1].3, [1, 100, 200, 200]);
    let log = with_callback("when = \"after_expected_wait\", wait_factor = 1.2", "");
    assert_eq!(log.seen()[1].3, [1, 121, 221, 221]);
}

#[test]
fn who_redials_after_a_callback_brings_the_same_call_as_before() {
    // Not reached at 100 s, the customer calls again at 160 s: nobody is busy, and the call takes the
    // 100 s of a call, not the 50 s of a callback.
    let log = with_callback(
        "reached = 0, handle_time_factor = 0.5",
        "redial = { after_abandoning = 1, delay = { constant = 60 }, most_attempts = 2 }",
    );
    assert_eq!(log.seen()[2], (0, Answered, 0, [160, 160, 260, 260]));
}
