//! Several days in a row, by hand.

use onering::{
    engine::{CallRecord, Outcome},
    metrics::Row,
    units::SimTime,
};

use crate::{
    common::{model, result},
    log::{Log, first_day},
};

/// Two days from 08:00 to 09:00 with one agent; calls come at these seconds of open time and take
/// `talk` s.
fn two_days(at_close: &str, times: &str, talk: u32, staffed: &str) -> String {
    format!(
        "horizon = {{ open = \"08:00\", close = \"09:00\", interval = \"30m\", days = [\"Mon\", \"Tue\"], at_close = \"{at_close}\" }}\n\
         replications = 2\n\
         call_type = [{{ name = \"calls\", talk_time = {{ constant = {talk} }}, arrivals = {{ replay = {{ times = {times} }} }} }}]\n\
         agent_group = [{{ name = \"agents\", skills = [\"calls\"], staffed = {staffed} }}]\n"
    )
}

/// Second 0 of the second day, on the clock.
const TUESDAY: f64 = 86_400.0;

/// How each call ended, when it came, left the queue and was through, s since the first opening.
fn seen(log: &Log) -> Vec<(Outcome, [f64; 3])> {
    let mut calls: Vec<&CallRecord> = log.calls.iter().collect();
    calls.sort_by_key(|c| (c.arrived_at, c.left_queue_at));
    calls.iter().map(|c| (c.outcome, [c.arrived_at, c.left_queue_at, c.finished_at].map(SimTime::as_seconds))).collect()
}

#[test]
fn the_second_day_comes_after_a_night() {
    let log = first_day(&two_days("serve_queue", "[10, 3600, 3700]", 60, "1"), 1);
    assert_eq!(
        seen(&log),
        [
            (Outcome::Answered, [10.0, 10.0, 70.0]),
            (Outcome::Answered, [TUESDAY, TUESDAY, TUESDAY + 60.0]),
            (Outcome::Answered, [TUESDAY + 100.0, TUESDAY + 100.0, TUESDAY + 160.0]),
        ]
    );
}

#[test]
fn who_waits_at_closing_is_served_or_sent_away_on_each_day() {
    let times = "[3590, 3595, 7190, 7195]";
    let (until, later) = (3600.0, TUESDAY + 3600.0);
    let served = seen(&first_day(&two_days("serve_queue", times, 60, "1"), 1));
    assert_eq!(served[1], (Outcome::Answered, [3595.0, 3650.0, 3710.0]));
    assert_eq!(served[3], (Outcome::Answered, [later - 5.0, later + 50.0, later + 110.0]));
    let finished = seen(&first_day(&two_days("finish_calls", times, 60, "1"), 1));
    assert_eq!(finished[0], (Outcome::Answered, [3590.0, 3590.0, 3650.0]));
    assert_eq!(finished[1], (Outcome::StillWaiting, [3595.0, until, until]));
    assert_eq!(finished[3], (Outcome::StillWaiting, [later - 5.0, later, later]));
    let stopped = seen(&first_day(&two_days("stop", times, 60, "1"), 1));
    assert_eq!(stopped[0], (Outcome::Answered, [3590.0, 3590.0, until]));
    assert_eq!(stopped[2], (Outcome::Answered, [later - 10.0, later - 10.0, later]));
}

/// A call so long that its agent still has it when the next day opens.
#[test]
fn a_call_may_go_on_into_the_next_day() {
    let log = first_day(&two_days("serve_queue", "[3590, 3610]", 90_000, "1"), 1);
    // 3590 + 90000 = 93590 s is 7190 s into Tuesday, after its closing.
    assert_eq!(seen(&log)[1], (Outcome::Answered, [TUESDAY + 10.0, 93_590.0, 183_590.0]));
}

#[test]
fn staff_is_a_list_of_one_day_or_of_all() {
    let staffed = |list: &str| model(&two_days("serve_queue", "[10]", 60, list)).agent_groups()[0].staffed().to_vec();
    assert_eq!(staffed("[1, 2]"), [1, 2, 1, 2]);
    assert_eq!(staffed("[1, 2, 3, 4]"), [1, 2, 3, 4]);
    assert_eq!(
        staffed("[{ from = \"08:00\", to = \"08:30\", value = 5 }, { from = \"08:30\", to = \"09:00\", value = 6 }]"),
        [5, 6, 5, 6]
    );
}

#[test]
fn staff_of_each_morning_comes_at_its_opening() {
    // Nobody in the first half-hour of a day: who calls at 10 s waits for 08:30.
    let log = first_day(&two_days("serve_queue", "[10, 3610]", 60, "[0, 1]"), 1);
    let answered: Vec<f64> = seen(&log).iter().map(|(_, times)| times[1]).collect();
    assert_eq!(answered, [1800.0, TUESDAY + 1800.0]);
}

fn value(rows: &[Row], measure: &str, period: &str) -> f64 {
    let row = rows.iter().find(|r| &*r.measure == measure && &*r.of == "all" && &*r.period == period);
    row.unwrap_or_else(|| panic!("no {measure} in {period}")).estimate.unwrap_or(f64::NAN)
}

#[test]
fn measures_are_of_all_days_of_each_and_of_its_intervals() {
    // Mon: 10 s and 20 s, the second waits 50 s. Tue: 3595 s, until 55 s after closing.
    let rows = result(&two_days("serve_queue", "[10, 20, 7195]", 60, "1")).rows;
    assert_eq!(value(&rows, "offered", "all"), 1.5, "a day");
    assert_eq!(["Mon", "Tue"].map(|day| value(&rows, "offered", day)), [2.0, 1.0]);
    assert_eq!(
        ["Mon 08:00", "Mon 08:30", "Tue 08:00", "Tue 08:30"].map(|p| value(&rows, "offered", p)),
        [2.0, 0.0, 0.0, 1.0]
    );
    assert_eq!(value(&rows, "mean_wait", "Mon"), 25.0);
    assert_eq!(value(&rows, "longest_wait", "Mon"), 50.0);
    assert_eq!(value(&rows, "longest_wait", "Tue"), 0.0);
    assert_eq!(value(&rows, "longest_queue", "Mon"), 1.0);
    assert_eq!(value(&rows, "occupancy", "Mon"), 120.0 / 3600.0);
    assert_eq!(value(&rows, "occupancy", "Tue"), 5.0 / 3600.0);
    assert_eq!(value(&rows, "queue_length", "all"), 50.0 / 7200.0);
    assert_eq!(value(&rows, "staffed_hours", "all"), 1.0);
    // An hour each, and 55 s of overtime on Tuesday; all of it over two days.
    assert!((value(&rows, "paid_hours", "all") - f64::midpoint(2.0, 55.0 / 3600.0)).abs() < 1e-12);
}

#[test]
fn a_call_over_night_is_busy_time_of_both_days() {
    let rows = result(&two_days("serve_queue", "[3590]", 90_000, "1")).rows;
    assert!((value(&rows, "occupancy", "Mon") - 10.0 / 3600.0).abs() < 1e-12);
    assert_eq!(value(&rows, "occupancy", "Tue"), 1.0);
    // 10 s and 3600 s of 90 000 lie within opening hours.
    let overtime = (90_000.0 - 3610.0) / 3600.0;
    assert!((value(&rows, "paid_hours", "all") - f64::midpoint(2.0, overtime)).abs() < 1e-9);
}

#[test]
fn targets_are_judged_for_the_row_each_day_and_each_interval() {
    let target = "service_level = { acceptable_wait = 20, target = 0.6 }, ";
    let text = two_days("serve_queue", "[10, 20, 3600]", 60, "1").replace("talk_time", &format!("{target}talk_time"));
    let rows = result(&text).rows;
    // Mon: one of two. Tue: one of one. Together two of three.
    assert_eq!(["Mon", "Tue", "all"].map(|p| value(&rows, "share_of_days_on_target", p)), [0.0, 1.0, 1.0]);
    assert_eq!(value(&rows, "share_of_intervals_on_target", "all"), 0.5);
}

#[test]
fn each_day_has_its_factor() {
    let text = "horizon = { open = \"08:00\", close = \"09:00\", days = 2 }\n\
        call_type = [{ name = \"calls\", talk_time = { constant = 1 }, day_factors = [0.5, 2],\n\
        arrivals = { counts = { per_interval = [4, 6] } } }]\n\
        agent_group = [{ name = \"agents\", skills = [\"calls\"], staffed = 1 }]\n";
    let model = model(text);
    assert_eq!(model.expected_calls(), 25.0);
    let log = first_day(text, 7);
    let of = |from: f64, to: f64| log.calls.iter().filter(|c| (from..to).contains(&c.arrived_at.as_seconds())).count();
    assert_eq!([of(0.0, 1800.0), of(1800.0, 3600.0)], [2, 3]);
    assert_eq!([of(TUESDAY, TUESDAY + 1800.0), of(TUESDAY + 1800.0, TUESDAY + 3600.0)], [8, 12]);
}

#[test]
fn a_dialler_dials_on_each_day() {
    let text = "horizon = { open = \"08:00\", close = \"09:00\", days = 2 }\n\
        agent_group = [{ name = \"agents\", skills = [\"out\"], staffed = 1 }]\n\
        call_type = [{ name = \"out\", talk_time = { constant = 60 }, outbound = { reach = 1, from = \"08:10\", to = \"08:11\" } }]\n";
    let dialled: Vec<f64> = first_day(text, 1).dialled.iter().map(|d| d.dialled_at.as_seconds()).collect();
    assert_eq!(dialled, [600.0, TUESDAY + 600.0]);
}
