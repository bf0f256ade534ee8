//! A reserve that is called in when the queue is long.

use onering::{engine::CallRecord, units::SimTime};

use crate::{
    answers,
    common::{log, model, result},
    replayed, value,
};

/// One agent, and one in reserve for more than one who waits. The third caller calls the reserve at 20 s; it comes at 80 s and
/// takes the second call; the agent takes the third at 300 s, the reserve the fourth at 380 s, when nobody waits any more:
/// it is sent back, and through with that call at 680 s.
#[test]
fn it_comes_after_its_delay_and_goes_when_the_queue_is_short() {
    let group = "staffed = 1\ncost_per_hour = 10\nreserve = { agents = 1, when_queue_over = 1, delay = 60, cost_per_hour = 30 }";
    let times = r#""08:00:00", "08:00:10", "08:00:20", "08:00:30", "08:07:00", "08:07:10""#;
    let text = replayed(times, "5m", group, "replications = 1");
    // The last two call it once more, at 430 s; it comes at 490 s, is on its call from before until 680 s, and takes the last.
    assert_eq!(answers(&text), [0.0, 80.0, 300.0, 380.0, 600.0, 680.0]);
    let group = group.replace("agents = 1,", "agents = 2,");
    let text = replayed(times, "5m", &group, "replications = 1");
    assert_eq!(answers(&text)[..4], [0.0, 80.0, 80.0, 300.0]);
}

#[test]
fn its_hours_and_cost_are_its_own() {
    let group = "staffed = 1\ncost_per_hour = 10\nreserve = { agents = 1, when_queue_over = 1, delay = 60, cost_per_hour = 30 }";
    let text = replayed(r#""08:00:00", "08:00:10", "08:00:20", "08:00:30""#, "5m", group, "replications = 1");
    let result = result(&text);
    let all = |measure: &str| value(&result, measure, "all");
    assert_eq!(all("reserve_called_in"), 1.0);
    // On the line from 80 s to 380 s, and on its last call to 680 s.
    assert!((all("reserve_hours") * 3600.0 - 600.0).abs() < 1e-9);
    assert!((all("reserve_hours_each_time") * 3600.0 - 600.0).abs() < 1e-9);
    assert!((all("staffed_hours") - (1.0 + 1.0 / 6.0)).abs() < 1e-12);
    assert!((all("cost.agents") - (10.0 + 30.0 / 6.0)).abs() < 1e-9);
    assert!((all("occupancy") - 1200.0 / 4200.0).abs() < 1e-12);
}

/// Called by the second who waits, at 6 s, it comes at 96 s although nobody waits any more; it stays for five minutes, and
/// takes the second call of 08:02.
#[test]
fn it_stays_as_long_as_it_stays_at_least() {
    let reserve = "reserve = { agents = 1, when_queue_over = 1, delay = 90, stays_at_least = \"5m\", speed = 0.5 }";
    let times = r#""08:00:00", "08:00:05", "08:00:06", "08:02:00", "08:02:01", "08:12:00", "08:12:01""#;
    let text = replayed(times, "30s", &format!("staffed = 1\n{reserve}"), "replications = 1");
    let calls = log(&model(&text), 1, 0).calls;
    let answered: Vec<f64> = calls.iter().map(|c| c.left_queue_at.as_seconds()).collect();
    assert_eq!(answered, [0.0, 30.0, 60.0, 120.0, 121.0, 720.0, 750.0]);
    // Half as fast as the group.
    assert_eq!(calls[4].finished_at.as_seconds() - 121.0, 60.0);
    let hours = value(&result(&text), "reserve_hours", "all");
    assert!((hours * 3600.0 - 300.0).abs() < 1e-9, "{hours}");
}

/// A reserve that comes at once for anybody who waits is as good as agents who are always there: call for call.
#[test]
fn a_reserve_with_no_limit_and_no_delay_is_more_agents() {
    let text = |group: &str| {
        format!(
            r#"
            horizon = {{ open = "08:00", close = "12:00", interval = "30m" }}
            [[call_type]]
            name = "calls"
            arrivals = {{ poisson = {{ per_hour = 500 }} }}
            talk_time = {{ exponential = {{ mean = 60 }} }}
            patience = {{ exponential = {{ mean = 60 }} }}
            [[agent_group]]
            name = "agents"
            skills = ["calls"]
            {group}
            "#
        )
    };
    let seed = rand::random::<u32>().into();
    let calls = |group: &str| -> Vec<(SimTime, SimTime)> {
        let of = |c: &CallRecord| (c.left_queue_at, c.finished_at);
        log(&model(&text(group)), seed, 0).calls.iter().map(of).collect()
    };
    let more = calls("staffed = 8");
    assert!(more.len() > 1500 && more != calls("staffed = 5"));
    assert_eq!(calls("staffed = 5\nreserve = { agents = 3, when_queue_over = 0 }"), more);
}

/// In a steady state too, and over several groups: the more the limit allows, the less often it comes.
#[test]
fn a_higher_limit_calls_it_less_often() {
    let called = |over: u32| {
        let text = format!(
            r#"
            seed = 3
            replications = 4
            horizon = {{ steady_state = {{ length = "20h", warm_up = "1h" }} }}
            [[call_type]]
            name = "calls"
            arrivals = {{ poisson = {{ per_hour = 300 }} }}
            talk_time = {{ exponential = {{ mean = 60 }} }}
            [[agent_group]]
            name = "agents"
            skills = ["calls"]
            staffed = 5
            reserve = {{ agents = 3, when_queue_over = {over}, delay = "2m" }}
            "#
        );
        let result = result(&text);
        (value(&result, "reserve_called_in", "all"), value(&result, "average_speed_of_answer", "all"))
    };
    let (few, some, many) = (called(12), called(6), called(2));
    assert!(0.0 < few.0 && few.0 < some.0 && some.0 < many.0, "{few:?} {some:?} {many:?}");
    assert!(few.1 > some.1 && some.1 > many.1, "{few:?} {some:?} {many:?}");
}
