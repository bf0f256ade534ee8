//! Which agent takes a call, and which call an agent takes.

use onering::engine::Outcome::{Abandoned, Answered, Blocked};

use crate::log::{call_type, group, hour};

/// Groups that answered the calls, in order of arrival.
fn groups(text: &str) -> Vec<u32> {
    hour(text).seen().iter().map(|call| call.2).collect()
}

#[test]
fn groups_are_asked_in_the_order_in_which_the_type_lists_them() {
    let groups = groups(
        &(call_type("a", "[0, 1, 2]", 60, r#"agent_groups = ["second", "first"]"#)
            + &group("first", r#"["a"]"#, 2, "")
            + &group("second", r#"["a"]"#, 1, "")),
    );
    assert_eq!(groups, [1, 0, 0]);
}

#[test]
fn a_group_with_a_delay_takes_a_call_when_it_has_waited_so_long() {
    // Both desks are asked at once only after 6 s; the caller at 1 s finds the local desk busy.
    let log = hour(
        &(call_type("a", "[0, 1]", 60, r#"agent_groups = ["local", { group = "all", after = "6s" }]"#)
            + &group("local", r#"["a"]"#, 1, "")
            + &group("all", r#"["a"]"#, 1, "")),
    );
    assert_eq!(log.seen(), [(0, Answered, 0, [0, 0, 60, 60]), (0, Answered, 1, [1, 7, 67, 67])]);
}

#[test]
fn a_group_that_is_free_does_not_take_a_call_before_its_delay() {
    // The agent of `all` is free at 3 s, after the call of type b; a waits since 1 s and may be taken at 7 s.
    let log = hour(
        &(call_type("a", "[0, 1]", 60, r#"agent_groups = ["local", { group = "all", after = "6s" }]"#)
            + &call_type("b", "[0]", 3, "")
            + &group("local", r#"["a"]"#, 1, "")
            + &group("all", r#"["a", "b"]"#, 1, "")),
    );
    assert_eq!(log.seen()[2], (0, Answered, 1, [1, 7, 67, 67]));
}

#[test]
fn the_longest_idle_agent_of_whichever_group_is_chosen() {
    // `first` was busy until 5 s, `second` idle since 0: the call at 10 s goes to `second`, the next,
    // at 20 s, to `first`, idle since 5 against since 15.
    let rule = r#"agent_selection = "longest_idle""#;
    let text = call_type("a", "[0, 10, 20]", 5, rule)
        + &group("first", r#"["a"]"#, 1, "")
        + &group("second", r#"["a"]"#, 1, "");
    assert_eq!(groups(&text), [0, 1, 0]);
}

#[test]
fn the_least_busy_agent_is_chosen() {
    // After a call of 30 s for `first` and one of 5 s for `second`, `second` takes the next two: 10 s
    // of work against 30.
    let text = call_type("b", "[0]", 30, r#"agent_groups = ["first"]"#)
        + &call_type("a", "[1, 40, 50]", 5, r#"agent_selection = "least_busy""#)
        + &group("first", r#"["a", "b"]"#, 1, "")
        + &group("second", r#"["a"]"#, 1, "");
    assert_eq!(groups(&text), [0, 1, 1, 1]);
}

#[test]
fn the_group_with_the_most_idle_agents_is_chosen() {
    let rule = r#"agent_selection = "most_idle""#;
    let text =
        call_type("a", "[0, 1, 2]", 60, rule) + &group("few", r#"["a"]"#, 1, "") + &group("many", r#"["a"]"#, 3, "");
    assert_eq!(groups(&text), [1, 1, 0], "3 against 1, 2 against 1, then 1 against 1 in order");
}

/// A desk of one agent, busy until 100 s; gold comes at 10 s, tin at 5 s. Who is answered first?
fn first_answered(rule: &str, gold: &str, tin: &str) -> u32 {
    let log = hour(
        &(call_type("gold", "[10]", 20, gold)
            + &call_type("tin", "[0, 5]", 100, tin)
            + &group("desk", r#"["gold", "tin"]"#, 1, &format!("call_selection = \"{rule}\""))),
    );
    let next = log.seen().into_iter().filter(|call| call.3[0] > 0).min_by_key(|call| call.3[1]);
    next.expect("two calls wait").0
}

#[test]
fn the_next_call_is_chosen_by_the_rule() {
    // At 100 s gold has waited 90 s, tin 95 s.
    assert_eq!(first_answered("priority", "priority = 1", ""), 0);
    assert_eq!(first_answered("priority", "", ""), 1);
    assert_eq!(first_answered("first_come", "priority = 1", ""), 1);
    assert_eq!(first_answered("skill_order", "", "priority = 1"), 0);
    assert_eq!(first_answered("weighted_wait", "weight = 1.1", ""), 0, "99 against 95");
    assert_eq!(first_answered("weighted_wait", "weight = 1.05", ""), 1, "94.5 against 95");
    assert_eq!(
        first_answered("growing_priority", "priority = 1", "priority_growth_per_minute = 0.7"),
        1,
        "1 against 1.11"
    );
    assert_eq!(
        first_answered("growing_priority", "priority = 1", "priority_growth_per_minute = 0.6"),
        0,
        "1 against 0.95"
    );
}

#[test]
fn the_promise_that_is_furthest_from_being_kept_is_served_first() {
    // Tin's call at 0 s was answered at once: its level is 1. Gold's gave up at 15 s: its level is 0.
    let log = hour(
        &(call_type("gold", "[10, 60]", 20, "patience = { constant = 80 }\nservice_level = { target = 0.5 }")
            + &call_type("tin", "[0, 50]", 100, "service_level = { target = 0.9 }")
            + &group("desk", r#"["gold", "tin"]"#, 1, "call_selection = \"service_level_deficit\"")),
    );
    // At 100 s: gold 0.5 - 0 (one gave up at 90 s), tin 0.9 - 1. Gold is served although tin waits longer.
    assert_eq!(log.seen()[1], (0, Abandoned, 0, [10, 90, 90, 90]));
    assert_eq!(log.seen()[3], (0, Answered, 0, [60, 100, 120, 120]));
    assert_eq!(log.seen()[2], (1, Answered, 0, [50, 120, 220, 220]));
}

#[test]
fn kept_agents_take_others_only_when_more_are_idle() {
    // Two agents, one kept for gold: the second call of tin waits though an agent is idle, gold's is answered.
    let log = hour(
        &(call_type("gold", "[2]", 60, "")
            + &call_type("tin", "[0, 1]", 60, "")
            + &group("desk", r#"["gold", "tin"]"#, 2, r#"reserved = { call_type = "gold", agents = 1 }"#)),
    );
    assert_eq!(
        log.seen(),
        [(1, Answered, 0, [0, 0, 60, 60]), (1, Answered, 0, [1, 62, 122, 122]), (0, Answered, 0, [2, 2, 62, 62])]
    );
}

#[test]
fn a_reservation_is_lifted_by_a_queue_and_by_a_wait() {
    let desk = |lift: &str, at: &str| {
        let log = hour(
            &(call_type("tin", at, 60, "")
                + &call_type("gold", "[3000]", 60, "")
                + &group(
                    "desk",
                    r#"["gold", "tin"]"#,
                    1,
                    &format!(r#"reserved = {{ call_type = "gold", agents = 1, {lift} }}"#),
                )),
        );
        log.seen().iter().filter(|c| c.0 == 0).map(|c| c.3[1]).collect::<Vec<u64>>()
    };
    // The second caller makes the queue longer than 1: the first is served then, the second waits on.
    assert_eq!(desk("unless_queue = 1", "[0, 5]")[0], 5);
    assert_eq!(desk("unless_wait = \"30s\"", "[0]"), [30]);
}

#[test]
fn speed_divides_handle_times() {
    let text = call_type("a", "[0]", 60, "after_call_work = { constant = 30 }")
        + &group("quick", r#"["a"]"#, 1, "speed = { a = 1.5 }");
    assert_eq!(hour(&text).seen(), [(0, Answered, 0, [0, 0, 40, 60])]);
}

#[test]
fn a_queue_that_is_full_takes_nobody() {
    let text = call_type("a", "[0, 1, 2]", 60, "queue_at_most = 1") + &group("desk", r#"["a"]"#, 1, "");
    let outcomes: Vec<_> = hour(&text).seen().iter().map(|c| c.1).collect();
    assert_eq!(outcomes, [Answered, Answered, Blocked]);
}

#[test]
fn factors_by_interval_are_those_of_the_arrival() {
    // The call at 29 min 59 s is of the first interval, though it is answered in the second.
    let text = call_type("a", "[1790, 1799]", 10, "handle_time_factor = [1, 3]") + &group("desk", r#"["a"]"#, 1, "");
    assert_eq!(hour(&text).seen()[1].3, [1799, 1800, 1810, 1810]);
    let text = call_type("a", "[1800]", 10, "handle_time_factor = [1, 3]") + &group("desk", r#"["a"]"#, 1, "");
    assert_eq!(hour(&text).seen()[0].3, [1800, 1800, 1830, 1830]);
}
