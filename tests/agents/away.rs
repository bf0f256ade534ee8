//! Meetings, lines that are down, and changes of staff within an interval.

use onering::engine::Outcome;

use crate::{
    answers,
    common::{log, model, result},
    near, played, replayed, value,
};

#[test]
fn a_shift_may_begin_and_end_within_an_interval() {
    let shift = r#"staffed = [{ start = "08:10", length = "40m", agents = 1, breaks = [{ after = "10m", length = "4m", paid = false }] }]
        cost_per_hour = 10"#;
    let text = replayed(r#""08:05:00", "08:21:00", "08:50:01""#, "30s", shift, "replications = 1")
        .replace("interval =", "at_close = \"finish_calls\", interval =");
    let calls = log(&model(&text), 1, 0).calls;
    // The first waits for the shift to begin, the second for the break to end, the third for closing.
    assert_eq!(answers(&text), [600.0, 1440.0, 3600.0]);
    assert_eq!(calls[2].outcome, Outcome::StillWaiting);
    let result = result(&text);
    for (period, minutes) in [("08:00", 16.0), ("08:30", 20.0), ("all", 36.0)] {
        let hours = value(&result, "staffed_hours", period);
        assert!((hours * 60.0 - minutes).abs() < 1e-9, "{period}: {hours}");
        assert!((value(&result, "paid_hours", period) - hours).abs() < 1e-12);
        assert!((value(&result, "cost.agents", period) - hours * 10.0).abs() < 1e-9);
    }
}

/// Of three, two are away from 08:10 to 08:20: who is on a call then goes when it is over, and comes back on time.
#[test]
fn a_meeting_takes_so_many_agents_who_finish_their_calls() {
    let meeting = "replications = 1\n[[meeting]]\nfrom = \"08:10\"\nto = \"08:20\"\nagents = 2";
    let times = r#""08:09:00", "08:09:01", "08:09:02", "08:11:00", "08:16:00", "08:19:00""#;
    let text = replayed(times, "5m", "staffed = 3\ncost_per_hour = 10", meeting);
    // Three on a call until 08:14:00 to :02; the first two go, the third takes the next, until 08:19:02, and then the one of
    // 08:16; at 08:20 the two are back.
    assert_eq!(answers(&text), [540.0, 541.0, 542.0, 842.0, 1142.0, 1200.0]);
    let result = result(&text);
    assert!((value(&result, "away_hours", "all") - 1.0 / 3.0).abs() < 1e-12);
    assert!((value(&result, "away_hours", "08:00") - 1.0 / 3.0).abs() < 1e-12);
    // They are paid, and not once more for the 4 min and a second that they talk beyond 08:10.
    assert!((value(&result, "paid_hours", "all") - 3.0).abs() < 1e-9);
    assert!((value(&result, "staffed_hours", "all") - 3.0 + 1.0 / 3.0 - 481.0 / 3600.0).abs() < 1e-9);
    // More than there are: all of them.
    let all = replayed(r#""08:11:00""#, "5m", "staffed = 3", &meeting.replace("agents = 2", "agents = 9"));
    assert_eq!(answers(&all), [1200.0]);
}

#[test]
fn a_meeting_is_of_the_groups_that_it_names_on_every_day() {
    let text = r#"
        replications = 2
        horizon = { open = "08:00", close = "09:00", interval = "30m", days = 2 }
        [[meeting]]
        from = "08:50"
        to = "09:00"
        agents = 1
        agent_groups = ["second"]
        [[call_type]]
        name = "calls"
        arrivals = { poisson = { per_hour = 1 } }
        talk_time = { constant = 1 }
        [[agent_group]]
        name = "first"
        skills = ["calls"]
        staffed = 2
        [[agent_group]]
        name = "second"
        skills = ["calls"]
        staffed = 2
    "#;
    let result = result(text);
    let away = |of: &str| result.estimate("away_hours", of, "all").unwrap().value;
    assert_eq!(away("agent_group.first"), 0.0);
    assert!((away("agent_group.second") - 1.0 / 6.0).abs() < 1e-12);
}

/// Half of two lines are down from 08:10: who talks goes on, and the next is blocked while that takes the line that is left.
#[test]
fn lines_go_down_and_who_is_on_one_goes_on() {
    let more = "lines = { count = 2 }\n[[outage]]\nfrom = \"08:10\"\nto = \"08:20\"\nlines = 0.5";
    let times = r#""08:09:00", "08:09:30", "08:11:00", "08:14:10", "08:14:40", "08:19:59", "08:20:01", "08:20:02""#;
    let text = replayed(times, "5m", "staffed = 9", more);
    let outcomes: Vec<bool> = log(&model(&text), 1, 0).calls.iter().map(|c| c.outcome == Outcome::Blocked).collect();
    // Two talk until 08:14:00 and :30; at 08:14:10 one of them still does; then there is one line; from 08:20 two.
    assert_eq!(outcomes, [false, false, true, true, false, false, false, true]);
}

#[test]
fn without_a_limit_all_lines_may_be_down() {
    let more = "[[outage]]\nfrom = \"08:10\"\nto = \"08:20\"\nlines = 1";
    let text = replayed(r#""08:09:59", "08:10:00", "08:19:59", "08:20:00""#, "5m", "staffed = 9", more);
    let calls = log(&model(&text), 1, 0).calls;
    assert_eq!(calls.iter().map(|c| c.outcome == Outcome::Blocked).collect::<Vec<_>>(), [false, true, true, false]);
    // Agents are there all the time.
    assert!(
        (value(&result(&text.replace("horizon", "replications = 1\nhorizon")), "staffed_hours", "all") - 9.0).abs()
            < 1e-9
    );
}

/// A quarter of the time, on one day in two, nobody gets through: one call in eight.
#[test]
fn lines_are_down_on_their_share_of_days() {
    let text = r#"
        horizon = { open = "08:00", close = "10:00", interval = "30m" }
        [[outage]]
        from = "08:20"
        to = "08:50"
        lines = 1
        probability = 0.5
        [[call_type]]
        name = "calls"
        arrivals = { poisson = { per_hour = 100 } }
        talk_time = { constant = 1 }
        [[agent_group]]
        name = "agents"
        skills = ["calls"]
        staffed = 20
    "#;
    near(&played(text, 1000, 0.999_999), "blocked_share", 0.125);
}
