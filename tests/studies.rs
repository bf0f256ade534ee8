//! What is asked of a centre: precision, promises and their prices, starved types, recorded nights.

#[path = "common/play.rs"]
mod common;

use common::{log, model, result, scenario};
use onering::{
    experiment::{Level, PointResult, Task, Unwatched, marginal_costs, price_promises, run},
    model::Promise,
    stats::Confidence,
};

fn desk(study: &str, staffed: u32, more: &str) -> String {
    format!(
        r#"
        {study}
        horizon = {{ open = "08:00", close = "12:00", interval = "1h" }}
        [[call_type]]
        name = "calls"
        arrivals = {{ poisson = {{ per_hour = 60 }} }}
        talk_time = {{ exponential = {{ mean = "4m" }} }}
        {more}
        [[agent_group]]
        name = "agents"
        skills = ["calls"]
        staffed = {staffed}
        cost_per_hour = 30
        "#
    )
}

#[test]
fn a_precision_is_reached_and_takes_the_same_days_on_any_number_of_threads() {
    let text = desk("precision = { service_level = 0.02, average_speed_of_answer = 3 }", 6, "");
    let scenario = scenario(&text);
    let task = Task { model: scenario.model().clone(), study: scenario.study().clone() };
    let played: Vec<PointResult> =
        [1, 2].map(|threads| run(std::slice::from_ref(&task), threads, &Unwatched).remove(0).unwrap()).into();
    assert_eq!(played[0], played[1]);
    assert!(played[0].precision_reached);
    assert!(played[0].replications > 20, "{}", played[0].replications);
    assert!(played[0].overall("service_level").unwrap().half_width.unwrap() <= 0.02);
    assert!(played[0].overall("average_speed_of_answer").unwrap().half_width.unwrap() <= 3.0);
}

#[test]
fn a_precision_that_is_not_reached_says_so() {
    let result = result(&desk("precision = { service_level = 0.0001 }\nmost_replications = 30", 6, ""));
    assert_eq!((result.replications, result.precision_reached), (30, false));
}

#[test]
fn no_event_in_few_calls_is_not_certainty() {
    // Nobody gives up who would wait for an hour: 0 of n, and the bound of the rule of three.
    let result = result(&desk("replications = 5", 30, "patience = { constant = \"1h\" }"));
    let (abandonment, offered) =
        (result.overall("abandonment").unwrap(), result.overall("offered").unwrap().value * 5.0);
    assert_eq!(abandonment.value, 0.0);
    assert!((abandonment.half_width.unwrap() - -(0.05_f64.ln()) / offered).abs() < 1e-12);
}

fn promises() -> &'static str {
    "[[promise]]\nname = \"fast\"\naverage_speed_of_answer = 10\n[[promise]]\nname = \"slow\"\naverage_speed_of_answer = 120\n[[promise]]\nname = \"never\"\noccupancy = 0.01\n"
}

/// Levels of 4 to 9 agents, each with its own study.
fn levels(study: impl Fn(u32) -> String) -> (Vec<Vec<f64>>, Vec<PointResult>, Vec<Promise>) {
    let texts: Vec<String> = (4..=9).map(|n| desk(&study(n), n, "") + promises()).collect();
    let stated = scenario(&texts[0]).model().promises().to_vec();
    let values = (4..=9).map(|n| vec![f64::from(n)]).collect();
    (values, texts.iter().map(|text| result(text)).collect(), stated)
}

#[test]
fn promises_are_priced_by_the_cheapest_level_that_keeps_them() {
    let (values, results, stated) = levels(|_| "replications = 200".to_owned());
    let levels: Vec<Level<'_>> = values.iter().zip(&results).map(|(values, result)| Level { values, result }).collect();
    let prices = price_promises(&levels, &stated, Confidence::NINETY_FIVE);
    let speed = |i: usize| results[i].overall("average_speed_of_answer").unwrap().value;
    let cost = |i: usize| results[i].overall("cost").unwrap().value;
    for (index, bound) in [(0, 10.0), (1, 120.0)] {
        let level = prices.cheapest[index].level.unwrap();
        assert!(speed(level) <= bound);
        assert!((0..level).all(|i| speed(i) > bound), "costs rise with staff: no cheaper level keeps it");
    }
    assert_eq!((prices.cheapest[2].level, prices.cheapest[2].nearest), (None, Some(5)));
    // 4 hours x $30 for each agent more, less the overtime it saves.
    let (fast, slow) = (prices.cheapest[0].level.unwrap(), prices.cheapest[1].level.unwrap());
    let per_day = prices.comparisons[0].per_day.unwrap();
    assert!((per_day.value - (cost(fast) - cost(slow))).abs() < 1e-9);
    assert_eq!(prices.comparisons.len(), 1);
    assert!(prices.unjustified.iter().all(|&i| i != fast && i != slow));
    assert!(prices.unjustified.contains(&5));
    // The marginal cost is the difference of costs over the difference of service in points.
    let marginal = marginal_costs(&levels, Confidence::NINETY_FIVE);
    let service = |i: usize| results[i].overall("service_level").unwrap().value;
    assert_eq!(marginal[0], None);
    let expected = (cost(3) - cost(2)) / (service(3) - service(2)) / 100.0;
    assert!((marginal[3].unwrap().value - expected).abs() < 1e-9);
}

#[test]
fn levels_with_different_numbers_of_days_are_still_priced() {
    let (values, results, stated) = levels(|n| format!("replications = {}", 20 + 10 * n));
    let levels: Vec<Level<'_>> = values.iter().zip(&results).map(|(values, result)| Level { values, result }).collect();
    let prices = price_promises(&levels, &stated, Confidence::NINETY_FIVE);
    assert!(prices.comparisons[0].per_day.unwrap().half_width.unwrap() > 0.0);
    assert!(marginal_costs(&levels, Confidence::NINETY_FIVE)[1..].iter().all(Option::is_some));
}

#[test]
fn a_promise_about_answers_is_missed_when_nobody_is_answered() {
    let text = r#"
        replications = 3
        horizon = { open = "08:00", close = "09:00", at_close = "finish_calls" }
        [[call_type]]
        name = "all day"
        priority = 1
        arrivals = { poisson = { per_hour = 600 } }
        talk_time = { constant = "2h" }
        [[call_type]]
        name = "starved"
        arrivals = { replay = { times = [1800] } }
        talk_time = { constant = "1m" }
        [[agent_group]]
        name = "agents"
        skills = ["all day", "starved"]
        staffed = 1
        [[promise]]
        name = "soon"
        call_type = "starved"
        average_speed_of_answer = "1h"
    "#;
    let result = result(text);
    assert_eq!(result.estimate("average_speed_of_answer", "call_type.starved", "all"), None);
    assert!(!result.promises[0].is_kept());
    assert_eq!(result.estimate("share_of_days_kept", "promise.soon", "all").unwrap().value, 0.0);
}

#[test]
fn a_steady_state_ends_though_a_type_is_starved() {
    let text = r#"
        replications = 2
        horizon = { steady_state = { length = "2h", warm_up = "1h" } }
        [[call_type]]
        name = "gold"
        priority = 1
        arrivals = { poisson = { per_hour = 200 } }
        talk_time = { exponential = { mean = "3m" } }
        [[call_type]]
        name = "starved"
        arrivals = { poisson = { per_hour = 20 } }
        talk_time = { exponential = { mean = "3m" } }
        [[agent_group]]
        name = "agents"
        skills = ["gold", "starved"]
        staffed = 4
    "#;
    let result = result(text);
    assert!(result.estimate("still_waiting", "call_type.starved", "all").unwrap().value > 0.0);
}

#[test]
fn calls_after_midnight_belong_to_the_night_before() {
    let text = r#"
        horizon = { open = "18:00", close = "26:00", interval = "1h" }
        [[call_type]]
        name = "calls"
        arrivals = { replay = { times = [
            "2026-01-01 19:00:00", "2026-01-02 00:30:00", "2026-01-02 01:59:59",
            "2026-01-02 18:00:00", "2026-01-03 12:00:00",
        ] } }
        talk_time = { constant = "1m" }
        [[agent_group]]
        name = "agents"
        skills = ["calls"]
        staffed = 1
    "#;
    let model = model(text);
    let counts: Vec<usize> = (0..2).map(|night| log(&model, 1, night).calls.len()).collect();
    assert_eq!(counts, [3, 1]);
    // Two nights were recorded, and are played once each; noon lies outside.
    let scenario = scenario(text);
    assert_eq!(scenario.study().most_replications(), 2);
    assert!(scenario.warnings()[0].starts_with("1 of 5 recorded arrivals"));
}
