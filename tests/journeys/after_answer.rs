//! Resolution, recalls, transfers.

use onering::engine::{
    Next, Origin,
    Outcome::{Abandoned, Answered},
};

use crate::log::{call_type, fed_type, group, hour};

#[test]
fn an_issue_that_is_not_solved_is_called_about_again() {
    let caller = "resolution = 0\nrecall = { delay = { constant = 50 }, most_contacts = 3 }";
    let log = hour(&(call_type("a", "[0]", 10, caller) + &group("desk", r#"["a"]"#, 1, "")));
    let times: Vec<_> = log.seen().iter().map(|c| c.3).collect();
    assert_eq!(times, [[0, 0, 10, 10], [60, 60, 70, 70], [120, 120, 130, 130]]);
    assert_eq!(log.steps()[0], (Origin::Fresh, Next::Recalls));
    assert_eq!(log.issue(), (3, 3, 0, false));
}

#[test]
fn a_groups_own_resolution_counts_before_the_types() {
    let text = call_type("a", "[0]", 10, "resolution = 1") + &group("novices", r#"["a"]"#, 1, "resolution = { a = 0 }");
    assert!(!hour(&text).calls[0].step.is_resolved);
    // Where no call type says anything, the group's still counts.
    let text = call_type("a", "[0]", 10, "") + &group("novices", r#"["a"]"#, 1, "resolution = { a = 0 }");
    let log = hour(&text);
    assert!(!log.calls[0].step.is_resolved);
    assert_eq!(log.issue(), (1, 1, 0, false));
}

/// A call at 0 s that is passed on after 10 s of talk and 5 s of passing on; the specialist is busy until
/// 40 s.
fn passed_on(how: &str, specialist: &str) -> crate::log::Log {
    let transfer = format!(
        "after_call_work = {{ constant = 7 }}\ntransfer = [{{ share = 1, call_type = \"b\", handle_time_factor = 0.5, time = {{ constant = 5 }}, {how} }}]"
    );
    hour(
        &(call_type("a", "[0]", 20, &transfer)
            + &fed_type("b", 30, specialist)
            + &call_type("c", "[0]", 40, "")
            + &group("front", r#"["a"]"#, 1, "")
            + &group("back", r#"["b", "c"]"#, 1, "")),
    )
}

#[test]
fn a_cold_transfer_frees_the_first_agent_at_once() {
    let log = passed_on("explaining_time = { constant = 8 }", "");
    // Front: 20 x 0.5 + 5, then 7 of work. Back: waits from 15 to 40, explains 8, talks 30.
    assert_eq!(log.seen()[0], (0, Answered, 0, [0, 0, 15, 22]));
    assert_eq!(log.seen()[2], (1, Answered, 1, [15, 40, 78, 78]));
    assert_eq!(log.steps()[0].1, Next::Transfers);
    let issue = log.issues.iter().find(|i| i.call_type == 0).expect("its issue");
    assert_eq!((issue.attempts, issue.contacts, issue.waited.as_seconds()), (1, 2, 25.0));
}

#[test]
fn a_warm_transfer_keeps_the_first_agent_until_both_have_talked() {
    let log = passed_on("warm = 1, conference_time = { constant = 6 }", "");
    // Front stays until 40 + 6, then 7 of work. Back: 6 together, then 30.
    assert_eq!(log.seen()[0], (0, Answered, 0, [0, 0, 46, 53]));
    assert_eq!(log.seen()[2], (1, Answered, 1, [15, 40, 76, 76]));
}

#[test]
fn who_gives_up_in_a_warm_transfer_frees_the_first_agent() {
    let log = passed_on("warm = 1", "patience = { constant = 10 }");
    assert_eq!(log.seen()[0], (0, Answered, 0, [0, 0, 25, 32]));
    assert_eq!(log.seen()[2], (1, Abandoned, 1, [15, 25, 25, 25]));
}

#[test]
fn a_warm_transfer_that_becomes_a_callback_frees_the_first_agent() {
    let log = passed_on("warm = 1", "callback = { offered_over = \"1s\", accepted = 1 }");
    assert_eq!(log.seen()[0], (0, Answered, 0, [0, 0, 15, 22]));
    assert_eq!(log.seen()[2], (1, Answered, 1, [15, 40, 70, 70]));
}

#[test]
fn a_transfer_keeps_its_line() {
    // One line: the caller at 20 s is blocked although the front agent has hung up at 15 s.
    let transfer = "transfer = [{ share = 1, call_type = \"b\" }]";
    let log = hour(
        &("lines = { count = 1 }\n".to_owned()
            + &call_type("a", "[0, 20, 41]", 15, transfer)
            + &fed_type("b", 25, "")
            + &group("front", r#"["a"]"#, 1, "")
            + &group("back", r#"["b"]"#, 1, "")),
    );
    let of_a: Vec<_> = log.seen().iter().filter(|c| c.0 == 0).map(|c| c.1).collect();
    assert_eq!(of_a, [Answered, onering::engine::Outcome::Blocked, Answered], "free again at 40 s");
}

#[test]
fn nothing_is_passed_on_or_answered_after_a_cut_off() {
    // The centre stops at 09:00. The call at 3590 s would be passed on at 3605 s.
    let transfer = "transfer = [{ share = 1, call_type = \"b\" }]";
    let text = format!(
        "horizon = {{ open = \"08:00\", close = \"09:00\", interval = \"30m\", at_close = \"stop\" }}\n{}{}{}{}",
        call_type("a", "[3590]", 15, transfer),
        fed_type("b", 25, ""),
        group("front", r#"["a"]"#, 1, ""),
        group("back", r#"["b"]"#, 1, "")
    );
    let mut log = crate::log::Log::default();
    onering::engine::play(&crate::common::model(&text), 1, 0, &mut onering::engine::Centre::default(), &mut log);
    assert_eq!(log.seen(), [(0, Answered, 0, [3590, 3590, 3600, 3600])]);
    assert_eq!(log.issue(), (1, 1, 0, false));
}
