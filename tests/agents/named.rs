//! Agents who are named by the shift they work.

use crate::{answers, common::result, replayed, value};

const SHIFTS: &str =
    r#"staffed = [{ start = "08:00", length = "30m", agents = 1 }, { start = "08:30", length = "30m", agents = 1 }]"#;

/// The one whose shift ends at 08:30 is on a call until 08:32: the one who comes takes the next call meanwhile. Counted,
/// there is one agent all the time.
#[test]
fn who_comes_starts_while_who_goes_finishes_a_call() {
    let day = |named: &str| {
        replayed(r#""08:29:00", "08:30:30""#, "3m", &format!("{SHIFTS}\nnamed = {named}"), "replications = 1")
    };
    assert_eq!(answers(&day("true")), [29.0 * 60.0, 30.5 * 60.0]);
    assert_eq!(answers(&day("false")), [29.0 * 60.0, 32.0 * 60.0]);
    // Two minutes of the first shift beyond its end.
    let (named, counted) = (result(&day("true")), result(&day("false")));
    assert!((value(&named, "paid_hours", "all") - (1.0 + 2.0 / 60.0)).abs() < 1e-9);
    assert!((value(&counted, "paid_hours", "all") - 1.0).abs() < 1e-9);
}

/// At 08:30 one of two goes, both on a call. Counted, the first to finish goes, and the other takes the third call; named, the
/// second goes although the first has finished.
#[test]
fn of_numbers_the_last_to_have_come_go_first() {
    let day = |named: &str| {
        let group = format!("staffed = [2, 1]\nnamed = {named}");
        replayed(r#""08:28:00", "08:27:00", "08:31:00", "08:31:01""#, "4m", &group, "")
    };
    // The longest idle, who is the first, takes the call of 08:27 until 08:31, the second the one of 08:28 until 08:32.
    let (first, second) = (27.0 * 60.0, 28.0 * 60.0);
    assert_eq!(answers(&day("true")), [first, second, 31.0 * 60.0, 35.0 * 60.0]);
    assert_eq!(answers(&day("false")), [first, second, 32.0 * 60.0, 36.0 * 60.0]);
}

/// Who comes back from a break while still on the call from before it is there again once.
#[test]
fn a_call_that_outlasts_the_break_takes_nobody_away() {
    let group = r#"staffed = [{ start = "08:00", length = "1h", agents = 1, breaks = [{ after = "10m", length = "5m" }] }]
        named = true"#;
    let text = replayed(r#""08:09:00", "08:16:00""#, "10m", group, "");
    assert_eq!(answers(&text), [540.0, 19.0 * 60.0]);
}

/// With an offset there is an agent more, or fewer, at all times.
#[test]
fn an_offset_adds_a_crew_or_takes_from_the_last() {
    let staffed = |offset: i32| {
        let group = format!("{SHIFTS}\nnamed = true\nstaffed_offset = {offset}");
        let result = result(&replayed(r#""08:01:00""#, "1s", &group, "replications = 1"));
        ["08:00", "08:30", "all"].map(|period| value(&result, "staffed_hours", period))
    };
    assert_eq!(staffed(2), [1.5, 1.5, 3.0]);
    assert_eq!(staffed(0), [0.5, 0.5, 1.0]);
}
