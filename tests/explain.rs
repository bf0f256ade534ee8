//! `run --explain`: each difference from Erlang is put down to what makes it.

#![expect(clippy::unwrap_used, reason = "all of this crate is tests")]

#[path = "common/play.rs"]
mod common;

use common::model;
use onering::{
    experiment::{
        Task, Unwatched,
        explain::{Explanation, explain},
        run,
    },
    model::{Replications, Study},
};

/// Days of two long intervals.
const DAYS: &str = "horizon = { open = \"00:00\", close = \"24:00\", interval = \"12h\" }";
/// What the formulas are about.
const FOR_EVER: &str = "horizon = { steady_state = { length = \"24h\", warm_up = \"5h\" } }";

/// A desk, with more lines in its call type and more outside.
fn desk(more: &str, staffed: u32, outside: &str) -> Explanation {
    let model = model(&format!(
        r#"
        {outside}
        [[call_type]]
        name = "calls"
        arrivals = {{ poisson = {{ per_hour = 120 }} }}
        talk_time = {{ exponential = {{ mean = "4m" }} }}
        {more}
        [[agent_group]]
        name = "agents"
        skills = ["calls"]
        staffed = {staffed}
        "#
    ));
    let study = Study::new(rand::random::<u32>().into(), Replications::Fixed(400), 0.999_999).unwrap();
    let task = Task { model, study };
    let result = run(std::slice::from_ref(&task), 2, &Unwatched).remove(0).unwrap();
    explain(&task, &result, 2, &Unwatched).unwrap()
}

/// The largest effect on the service level is this one, and it is no chance at an alpha of 1e-6.
fn is_put_down_to(explanation: &Explanation, key: &str) {
    let largest = explanation.largest().unwrap();
    assert_eq!(largest.key, key, "{explanation:?}");
    let effect = largest.difference.service_level.unwrap();
    assert!(effect.value.abs() > effect.half_width.unwrap(), "{explanation:?}");
}

#[test]
fn abandonment_is_named_where_it_matters() {
    let explanation = desk("patience = { exponential = { mean = \"2m\" } }", 9, DAYS);
    is_put_down_to(&explanation, "abandonment");
    assert!(explanation.is_erlangs(), "{explanation:?}");
}

#[test]
fn redials_are_named_where_they_matter() {
    let explanation = desk(
        "patience = { exponential = { mean = \"1m\" } }\nredial = { after_abandoning = 0.9, delay = { exponential = { mean = \"10m\" } } }",
        7,
        DAYS,
    );
    is_put_down_to(&explanation, "redial");
    let effect = explanation.largest().unwrap().difference.service_level.unwrap();
    assert!(effect.value < 0.0, "redials cost service: {explanation:?}");
}

#[test]
fn day_to_day_randomness_is_named_where_it_matters() {
    let busy = format!("busyness = {{ cv = 0.3 }}\n{DAYS}");
    let explanation = desk("patience = { exponential = { mean = \"20m\" } }", 11, &busy);
    is_put_down_to(&explanation, "day_to_day_randomness");
    let effect = explanation.largest().unwrap().difference.service_level.unwrap();
    assert!(effect.value < 0.0, "uneven days cost service: {explanation:?}");
}

#[test]
fn where_erlang_a_solves_the_centre_the_two_agree() {
    let explanation = desk("patience = { exponential = { mean = \"2m\" } }", 10, FOR_EVER);
    let (simulated, erlang) = (explanation.simulated.service_level.unwrap(), explanation.erlang.clone().unwrap());
    let difference = simulated.value - erlang.service_level.unwrap().value;
    assert!(difference.abs() < simulated.half_width.unwrap(), "{explanation:?}");
    assert_eq!(explanation.formula, "Erlang A");
}
