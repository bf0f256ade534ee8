//! Colleagues who are asked to join.

use onering::{
    engine::{
        CallRecord, Next, Origin,
        Outcome::{Answered, Blocked},
    },
    units::SimTime,
};

use crate::log::{Log, call_type, group, hour, played};

/// A call at 0 s, with 10 s of talk and 7 s of work after it, for which an expert is asked; experts have a call of their own,
/// of `busy` seconds, from 0 s on.
fn asks(experts: u32, busy: u32, more: &str) -> Log {
    let keys = format!(
        "after_call_work = {{ constant = 7 }}\nconsultation = [{{ share = 1, agent_group = \"experts\", time = {{ constant = 5 }} }}]\n{more}"
    );
    hour(
        &(call_type("a", "[0]", 10, &keys)
            + &call_type("own", "[0, 12]", busy, "")
            + &call_type("b", "[3000]", 30, "")
            + &group("agents", r#"["a"]"#, 1, "")
            + &group("experts", r#"["own"]"#, experts, "")
            + &group("others", r#"["b"]"#, 1, "")),
    )
}

#[test]
fn an_idle_colleague_joins_at_the_end_of_the_talk() {
    // One expert is busy until 20 s, the other joins from 10 to 15 s: the experts' second call, at 12 s, waits until then.
    let log = asks(2, 20, "");
    assert_eq!(log.asked(), [(1, [10, 15], true)]);
    assert_eq!(
        log.seen(),
        [
            (0, Answered, 0, [0, 0, 15, 22]),
            (1, Answered, 1, [0, 0, 20, 20]),
            (1, Answered, 1, [12, 15, 35, 35]),
            (2, Answered, 2, [3000, 3000, 3030, 3030]),
        ]
    );
    assert_eq!(log.steps()[0], (Origin::Fresh, Next::Ends));
    assert!(log.issues.iter().all(|issue| issue.is_resolved && issue.contacts == 1), "{:?}", log.issues);
}

#[test]
fn without_an_idle_colleague_the_call_ends_as_it_would() {
    let log = asks(1, 11, "");
    assert_eq!(log.asked(), [(1, [10, 10], false)]);
    assert_eq!(log.seen()[0], (0, Answered, 0, [0, 0, 10, 17]));
    // Who is free at the very instant is idle, unless a call of their own waits.
    assert_eq!(asks(1, 10, "").asked(), [(1, [10, 15], true)]);
}

#[test]
fn a_call_is_passed_on_after_the_consultation() {
    let log =
        asks(2, 20, "transfer = [{ share = 1, call_type = \"b\", handle_time_factor = 0.5, time = { constant = 2 } }]");
    // 10 x 0.5 of talk, 5 with the expert, 2 of passing on.
    assert_eq!(log.asked(), [(1, [5, 10], true)]);
    assert_eq!(log.seen()[0], (0, Answered, 0, [0, 0, 12, 19]));
    assert_eq!(log.seen()[3], (2, Answered, 2, [12, 12, 42, 42]));
}

#[test]
fn an_issue_that_is_not_solved_is_called_about_again_after_the_consultation() {
    let log = asks(2, 20, "resolution = 0\nrecall = { delay = { constant = 50 }, most_contacts = 2 }");
    let of_a: Vec<_> = log.seen().into_iter().filter(|call| call.0 == 0).map(|call| call.3).collect();
    assert_eq!(of_a, [[0, 0, 15, 22], [65, 65, 80, 87]]);
    assert_eq!(log.asked().len(), 2);
}

#[test]
fn a_line_is_held_until_the_consultation_is_over() {
    // One line: it is free again at 15 s.
    let lines = |at: u32| {
        let keys = "consultation = [{ share = 1, agent_group = \"experts\", time = { constant = 5 } }]";
        let log = hour(
            &("lines = { count = 1 }\n".to_owned()
                + &call_type("a", &format!("[0, {at}]"), 10, keys)
                + &call_type("own", "[3000]", 10, "")
                + &group("agents", r#"["a"]"#, 2, "")
                + &group("experts", r#"["own"]"#, 1, "")),
        );
        log.seen()[1].1
    };
    assert_eq!([lines(14), lines(15)], [Blocked, Answered]);
}

#[test]
fn who_is_asked_may_be_of_the_same_group() {
    let text = |agents: u32| {
        let keys = "consultation = [{ share = 1, agent_group = \"agents\", time = { constant = 5 } }]";
        hour(&(call_type("a", "[0]", 10, keys) + &group("agents", r#"["a"]"#, agents, "")))
    };
    assert_eq!(text(1).asked(), [(0, [10, 10], false)]);
    assert_eq!(text(2).asked(), [(0, [10, 15], true)]);
}

#[test]
fn at_closing_a_consultation_is_cut_off_or_finished() {
    let text = |at_close: &str, at: u32| {
        let keys = "consultation = [{ share = 1, agent_group = \"experts\", time = { constant = 5 } }]";
        let text = call_type("a", &format!("[{at}]"), 10, keys)
            + &call_type("own", "[3000]", 10, "")
            + &group("agents", r#"["a"]"#, 1, "")
            + &group("experts", r#"["own"]"#, 1, "");
        let text = format!("horizon = {{ open = \"08:00\", close = \"09:00\", at_close = \"{at_close}\" }}\n{text}");
        crate::log::played(&text)
    };
    let cut = text("stop", 3587);
    assert_eq!((cut.asked(), cut.seen()[1].3), (vec![(1, [3597, 3600], true)], [3587, 3587, 3600, 3600]));
    // The talk itself is cut off, and nobody is asked.
    let cut = text("stop", 3595);
    assert_eq!((cut.asked(), cut.seen()[1].3), (vec![], [3595, 3595, 3600, 3600]));
    assert_eq!(cut.issues.iter().filter(|issue| issue.is_resolved).count(), 1, "that of the experts' own call");
    let finished = text("finish_calls", 3587);
    assert_eq!((finished.asked(), finished.seen()[1].3), (vec![(1, [3597, 3602], true)], [3587, 3587, 3602, 3602]));
}

#[test]
fn a_steady_state_that_stops_during_a_talk_tells_its_calls() {
    let calls = |keys: &str| {
        let agents = group("agents", r#"["a"]"#, 600, "");
        let text = format!(
            "horizon = {{ steady_state = {{ length = \"1h\", warm_up = \"1h\" }} }}\n[[call_type]]\nname = \"a\"\n\
             arrivals = {{ poisson = {{ per_hour = 60 }} }}\ntalk_time = {{ constant = \"4h\" }}\n{keys}\n{agents}"
        );
        // Until a call's fate is known others go on coming, and do not count.
        let is_measured = |call: &&CallRecord| call.arrived_at < SimTime::from_seconds(7200.0).unwrap();
        played(&text).calls.iter().filter(is_measured).count()
    };
    let without = calls("");
    assert!(without > 20, "{without}");
    assert_eq!(calls(r#"consultation = [{ share = 1, agent_group = "agents", time = { constant = 5 } }]"#), without);
}
