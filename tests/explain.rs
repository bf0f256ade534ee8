//! `run --explain`: each difference from Erlang is put down to what makes it.

#![expect(clippy::unwrap_used, reason = "all of this crate is tests")]

#[path = "common/play.rs"]
mod common;

use common::model;
use onering::{
    analytic::{Demand, Rule, Setting},
    experiment::{
        Task, Unwatched,
        explain::{Explanation, Plan},
        run,
    },
    model::{Replications, Study},
    report::explain_findings,
};

/// Days of two long intervals.
const DAYS: &str = "horizon = { open = \"00:00\", close = \"24:00\", interval = \"12h\" }";
/// What the formulas are about.
const FOR_EVER: &str = "horizon = { steady_state = { length = \"24h\", warm_up = \"5h\" } }";

/// A desk, with more lines in its call type and more outside.
fn desk(more: &str, staffed: u32, outside: &str) -> Explanation {
    explain(more, staffed, outside, "{ poisson = { per_hour = 120 } }")
}

fn explain(more: &str, staffed: u32, outside: &str, arrivals: &str) -> Explanation {
    let model = model(&format!(
        r#"
        {outside}
        [[call_type]]
        name = "calls"
        arrivals = {arrivals}
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
    Plan::new(&task).unwrap().explain(&task.model, &result, 2, &Unwatched).unwrap()
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

/// All calls of twelve hours come in the first three of them: the mean rate is far from any that is there.
#[test]
fn changes_within_an_interval_are_named_where_they_matter() {
    let arrivals =
        "{ poisson = { rates = [{ from = \"00:00\", per_hour = 480 }, { from = \"03:00\", per_hour = 0 }] } }";
    let explanation = explain("patience = { exponential = { mean = \"4m\" } }", 12, DAYS, arrivals);
    is_put_down_to(&explanation, "changes_within_intervals");
    let effect = explanation.largest().unwrap().difference.service_level.unwrap();
    assert!(effect.value < -0.2, "a rush costs service: {explanation:?}");
    // Twelve hours on end at one rate are Erlang's own.
    assert!(desk("patience = { exponential = { mean = \"4m\" } }", 12, DAYS).is_erlangs());
}

#[test]
fn where_erlang_a_solves_the_centre_the_two_agree() {
    let explanation = desk("patience = { exponential = { mean = \"2m\" } }", 10, FOR_EVER);
    let (simulated, erlang) = (explanation.simulated.service_level.unwrap(), explanation.erlang.clone().unwrap());
    let difference = simulated.value - erlang.service_level.unwrap().value;
    assert!(difference.abs() < simulated.half_width.unwrap(), "{explanation:?}");
    assert_eq!(explanation.formula, "Erlang A");
}

#[test]
fn what_no_formula_knows_never_passes_as_erlangs() {
    let patience = "patience = { exponential = { mean = \"2m\" } }";
    for (more, outside) in [
        ("balking = { share = 0.5 }", ""),
        ("queue_at_most = 3", ""),
        ("self_service = { time = { constant = 20 }, solves = 0.5 }", ""),
        ("batches = { constant = 3 }", ""),
        ("", "lines = { count = 12 }"),
    ] {
        let explanation = desk(&format!("{patience}\n{more}"), 9, &format!("{outside}\n{FOR_EVER}"));
        assert!(!explanation.is_erlangs(), "{more}{outside}");
        assert!(!explain_findings(&explanation).join(" ").contains("the two agree"), "{more}{outside}");
    }
}

#[test]
fn forgotten_shrinkage_is_what_the_paid_heads_would_add() {
    let text = |shrinkage: &str| {
        format!(
            "horizon = {{ steady_state = {{ length = \"2h\", warm_up = \"1h\" }} }}\n[[call_type]]\nname = \"calls\"\narrivals = {{ poisson = {{ per_hour = 120 }} }}\ntalk_time = {{ exponential = {{ mean = \"4m\" }} }}\n[[agent_group]]\nname = \"agents\"\nskills = [\"calls\"]\nstaffed = 9\nshrinkage = {shrinkage}\n"
        )
    };
    let explanation = |shrinkage: &str| {
        let study = Study::new(1, Replications::Fixed(4), 0.95).unwrap();
        let task = Task { model: model(&text(shrinkage)), study };
        let result = run(std::slice::from_ref(&task), 2, &Unwatched).remove(0).unwrap();
        Plan::new(&task).unwrap().explain(&task.model, &result, 2, &Unwatched).unwrap()
    };
    assert!(explanation("0").forgotten_shrinkage.is_none());
    // 9 on the line at a shrinkage of a quarter are 12 who are paid.
    let found = explanation("0.25").forgotten_shrinkage.unwrap().service_level.unwrap().value;
    let level = |agents: f64| {
        let queue = Setting::erlang_c(Demand::new(120.0, 3600.0, 240.0).unwrap()).queue(agents).unwrap();
        queue.service_level(Rule::Offered, 20.0).unwrap()
    };
    assert!((found - (level(12.0) - level(9.0))).abs() < 1e-12, "{found}");
}
