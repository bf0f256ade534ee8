//! How the promises stand in the rest of a day, and what the morning says of handle times.

use onering::{
    model::Model,
    planning::intraday::{Morning, Outlook, posterior, rank, today, updated_handle_time},
    stats::Confidence,
};

use super::scenario;

/// Six hours of calls, 60 an hour, and `more` at the top of the file.
fn day(staffed: &str, promise: &str, more: &str) -> String {
    format!(
        r#"
        {more}
        horizon = {{ open = "08:00", close = "14:00", interval = "1h" }}
        promise = [{{ name = "kept", acceptable_wait = "20s", {promise} }}]
        [[call_type]]
        name = "calls"
        arrivals = {{ poisson = {{ per_hour = 60 }} }}
        talk_time = {{ exponential = {{ mean = "4m" }} }}
        patience = {{ exponential = {{ mean = "3m" }} }}
        [[agent_group]]
        name = "agents"
        skills = ["calls"]
        staffed = {staffed}
        "#
    )
}

/// The rest of the day from 10:00 on if nothing is done.
fn outlook(model: &Model) -> Outlook {
    let seen = Morning { from: 2, offered: vec![vec![60.0, 60.0]] };
    let posterior = posterior(model, &seen, 1, 100);
    let day = today(model, &seen, &posterior, &[1.0]).unwrap();
    let on_line = model.agent_groups().iter().map(|group| group.staffed().to_vec()).collect();
    rank(&day, &on_line, &[], 2, (1, 100), 2, Confidence::NINETY_FIVE, &|| false).unwrap().nothing
}

/// One promise of one goal is judged by the same number, and the same interval, as the aim that is printed.
#[test]
fn the_room_above_a_promise_is_that_of_the_whole_rest_of_the_day() {
    let text = day("6", "service_level = 0.6", "busyness = { cv = 0.3 }");
    let found = outlook(scenario(&text).model());
    let aim = found.aim().unwrap();
    assert!(aim.half_width.unwrap() > 0.0);
    let room = (aim.lower() - 0.6) / 0.6;
    assert!((found.slack - room).abs() < 1e-9, "{} {room}", found.slack);
    let missed = (0.6 - aim.value).max(0.0) / 0.6;
    assert!((found.deficit - missed).abs() < 1e-9, "{} {missed}", found.deficit);
}

/// Two of the four hours that are left are hopeless, and two may be missed.
#[test]
fn intervals_that_may_miss_a_promise_are_not_held_against_it() {
    let goal = "service_level = 0.7, kept = \"interval\"";
    let staffed = "[8, 8, 20, 1, 20, 1]";
    let all = outlook(scenario(&day(staffed, goal, "")).model());
    assert!(all.missed == (2, 4) && all.deficit > 0.0 && all.slack < 0.0, "{:?}", all.missed);
    let half = outlook(scenario(&day(staffed, &format!("{goal}, share_of_intervals = 0.5"), "")).model());
    assert!(half.missed == (0, 2) && half.deficit == 0.0 && half.slack > 0.0, "{:?} {}", half.missed, half.slack);
}

#[test]
fn a_call_type_that_has_not_called_yet_is_none_to_stop_at() {
    let text = day("6", "service_level = 0.6", "")
        + r#"
        [[call_type]]
        name = "rare"
        arrivals = { poisson = { per_hour = 1 } }
        talk_time = { exponential = { mean = "4m" } }
        [[agent_group]]
        name = "others"
        skills = ["rare"]
        staffed = 1
        "#;
    let scenario = scenario(&text);
    let model = scenario.model();
    let seen = Morning { from: 2, offered: vec![vec![60.0, 60.0], vec![0.0, 0.0]] };
    let day = today(model, &seen, &posterior(model, &seen, 1, 10), &[1.0, 1.0]).unwrap();
    // Nothing is expected of the morning but what was counted; the rest is the forecast's.
    assert!((day.expected_calls_of(1, 2.0 * 3600.0)).abs() < 1e-9);
    assert!((day.expected_calls_of(1, 6.0 * 3600.0) - 4.0).abs() < 1e-9);
    assert!((day.expected_calls_of(0, 2.0 * 3600.0) - 120.0).abs() < 1e-9);
}

/// 240 s and a factor of 1.3 until 10:00: 312 s were foretold, and are no news of the rest of the day.
#[test]
fn handle_times_that_were_foretold_teach_nothing() {
    let text = day("6", "service_level = 0.6", "")
        .replace("talk_time", "handle_time_factor = [1.3, 1.3, 1, 1, 1, 1]\n        talk_time");
    let scenario = scenario(&text);
    let seen = Morning { from: 2, offered: vec![vec![70.0, 50.0]] };
    let times = |mean: f64| updated_handle_time(scenario.model(), 0, &seen, Some((mean, 100.0)), 0.05);
    let updated = |mean: f64| times(mean).after;
    // What is shown beside the morning's mean is to be compared with it.
    assert!((times(300.0).foretold - 312.0).abs() < 1e-9, "{:?}", times(300.0));
    assert!((updated(1.3 * 240.0) - 240.0).abs() < 1e-9, "{}", updated(1.3 * 240.0));
    assert!(updated(1.3 * 260.0) > 240.0 && updated(1.3 * 260.0) < 260.0);
}
