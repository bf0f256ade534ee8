//! The values of the measures of what customers go through, over runs that paper solves.

use onering::experiment::PointResult;

use crate::{
    common::result,
    log::{call_type, fed_type, group},
};

/// Two times the same hour.
fn hour(text: &str) -> PointResult {
    result(&format!(
        "horizon = {{ open = \"08:00\", close = \"09:00\", interval = \"30m\" }}\nreplications = 2\n{text}"
    ))
}

fn of(result: &PointResult, measure: &str, of: &str) -> Option<f64> {
    assert!(result.rows.iter().any(|row| &*row.measure == measure), "no rows of {measure}");
    result.estimate(measure, of, "all").map(|estimate| estimate.value)
}

fn holds(result: &PointResult, expected: &[(&str, Option<f64>)]) {
    for (measure, value) in expected {
        assert_eq!(of(result, measure, "all"), *value, "{measure}");
    }
}

#[test]
fn of_an_issue_that_three_contacts_do_not_solve() {
    let caller = "resolution = 0\nrecall = { delay = { constant = 50 }, most_contacts = 3 }";
    let run = hour(&(call_type("a", "[0]", 10, caller) + &group("desk", r#"["a"]"#, 1, "cost_per_hour = 36")));
    holds(
        &run,
        &[
            ("issues", Some(1.0)),
            ("attempts_per_issue", Some(3.0)),
            ("contacts_per_issue", Some(3.0)),
            ("issues_resolved", Some(0.0)),
            ("issues_unserved", Some(0.0)),
            ("first_contact_resolution", Some(0.0)),
            ("resolution", Some(0.0)),
            ("recalls", Some(2.0)),
            ("redials", Some(0.0)),
            ("cost_per_resolved_issue", None),
        ],
    );
}

#[test]
fn of_a_customer_who_gives_up_and_redials() {
    // The second customer waits 30 s, calls again, and waits 9 s more.
    let run = |acceptable_wait: u32| {
        let caller = format!(
            "service_level = {{ acceptable_wait = {acceptable_wait} }}\npatience = {{ constant = 30 }}\n\
             redial = {{ after_abandoning = 1, delay = {{ constant = 60 }} }}"
        );
        hour(&(call_type("a", "[0, 1]", 100, &caller) + &group("desk", r#"["a"]"#, 1, "cost_per_hour = 36")))
    };
    holds(
        &run(38),
        &[
            ("issues", Some(2.0)),
            ("attempts_per_issue", Some(1.5)),
            ("contacts_per_issue", Some(1.0)),
            ("issues_resolved", Some(1.0)),
            ("issues_unserved", Some(0.0)),
            ("redials", Some(1.0)),
            ("wait_per_issue", Some(19.5)),
            // Of calls two of three, of customers one of two: 30 and 9 are 39 s.
            ("service_level", Some(2.0 / 3.0)),
            ("service_level.per_customer", Some(0.5)),
            ("first_contact_resolution", Some(1.0)),
            ("cost_per_resolved_issue", Some(18.0)),
        ],
    );
    assert_eq!(of(&run(39), "service_level.per_customer", "all"), Some(1.0));
}

#[test]
fn of_colleagues_who_are_asked_to_join() {
    // Two calls of 10 s that come together, one expert who joins the first of them for 6 s and has a call of 4 s; 7 s of work after each.
    let keys = "after_call_work = { constant = 7 }\nconsultation = [{ share = 1, agent_group = \"experts\", time = { constant = 6 } }]";
    let run = hour(
        &(call_type("a", "[0, 0]", 10, keys)
            + &call_type("own", "[100]", 4, "")
            + &group("agents", r#"["a"]"#, 2, "")
            + &group("experts", r#"["own"]"#, 1, "")),
    );
    let of =
        |measure: &str| ["agent_group.agents", "agent_group.experts", "all"].map(|of_whom| of(&run, measure, of_whom));
    assert_eq!(of("consultations"), [Some(0.0), Some(2.0), Some(2.0)]);
    assert_eq!(of("nobody_to_ask"), [None, Some(0.5), Some(0.5)]);
    let close = |found: [Option<f64>; 3], expected: [f64; 3]| {
        for (found, expected) in found.into_iter().zip(expected) {
            assert!((found.unwrap() - expected).abs() < 1e-9, "{found:?}, not {expected}");
        }
    };
    close(of("consulting_hours"), [0.0, 6.0 / 3600.0, 6.0 / 3600.0]);
    // 23 and 17 s of two agents, 10 of one.
    close(of("occupancy"), [40.0 / 7200.0, 10.0 / 3600.0, 50.0 / 10800.0]);
}

#[test]
fn of_a_call_that_is_passed_on() {
    // `a` is passed on at 15 s and answered as `b` at 40 s, when `c` has ended.
    let transfer = "transfer = [{ share = 1, call_type = \"b\", time = { constant = 5 } }]";
    let run = hour(
        &(call_type("a", "[0]", 10, transfer)
            + &fed_type("b", 30, "")
            + &call_type("c", "[0]", 40, "")
            + &group("front", r#"["a"]"#, 1, "")
            + &group("back", r#"["b", "c"]"#, 1, "")),
    );
    holds(
        &run,
        &[
            ("issues", Some(2.0)),
            ("attempts_per_issue", Some(1.0)),
            ("contacts_per_issue", Some(1.5)),
            ("transferred_out", Some(1.0)),
            ("transferred_in", Some(1.0)),
            ("first_contact_resolution", Some(0.5)),
            ("resolution", Some(2.0 / 3.0)),
            ("wait_per_issue", Some(12.5)),
        ],
    );
    let groups = |measure: &str| ["agent_group.front", "agent_group.back"].map(|group| of(&run, measure, group));
    assert_eq!(groups("transferred_out"), [Some(1.0), Some(0.0)]);
    assert_eq!(groups("transferred_in"), [Some(0.0), Some(1.0)]);
    assert_eq!(groups("resolution"), [Some(0.0), Some(1.0)]);
    let types = |measure: &str| ["call_type.a", "call_type.b", "call_type.c"].map(|of_type| of(&run, measure, of_type));
    // The issue belongs to the type of its first call.
    assert_eq!(types("issues"), [Some(1.0), Some(0.0), Some(1.0)]);
    assert_eq!(types("contacts_per_issue"), [Some(2.0), None, Some(1.0)]);
    assert_eq!(types("wait_per_issue"), [Some(25.0), None, Some(0.0)]);
}

#[test]
fn of_callbacks_within_their_window_and_after_it() {
    // The customer of 1 s is called back at 100 s.
    let run = |window: u32| {
        let caller = format!("callback = {{ offered_over = \"1s\", accepted = 1, window = {window} }}");
        hour(&(call_type("a", "[0, 1]", 100, &caller) + &group("desk", r#"["a"]"#, 1, "")))
    };
    holds(&run(99), &[("callbacks", Some(1.0)), ("callbacks_kept", Some(1.0)), ("wait_per_issue", Some(49.5))]);
    holds(&run(98), &[("callbacks", Some(1.0)), ("callbacks_kept", Some(0.0))]);
}

#[test]
fn of_self_service() {
    let run = |shares: &str| {
        let service = format!("self_service = {{ time = {{ constant = 20 }}, {shares} }}");
        hour(&(call_type("a", "[0, 10]", 60, &service) + &group("desk", r#"["a"]"#, 1, "cost_per_hour = 36")))
    };
    holds(
        &run("solves = 1"),
        &[
            ("self_served", Some(2.0)),
            ("left_self_service", Some(0.0)),
            ("issues_self_served", Some(1.0)),
            ("issues_resolved", Some(1.0)),
            ("issues_unserved", Some(0.0)),
            ("contacts_per_issue", Some(0.0)),
            // All are solved by self-service: nobody is left to count.
            ("service_level.per_customer", None),
            ("cost_per_resolved_issue", Some(18.0)),
        ],
    );
    holds(
        &run("gives_up = 1"),
        &[
            ("self_served", Some(0.0)),
            ("left_self_service", Some(2.0)),
            ("issues_self_served", Some(0.0)),
            ("issues_resolved", Some(0.0)),
            ("issues_unserved", Some(1.0)),
        ],
    );
}
