//! Calls that are finished when the agent should be somewhere else: paid once.

use crate::{one_day, replayed, value};

/// Paid and staffed hours of a day on which one call lasts from 08:20 to 08:50.
fn hours(group: &str, more: &str) -> (f64, f64) {
    let text = replayed("\"08:20\"", "30m", group, more);
    let result = one_day(&text, 1);
    (value(&result, "paid_hours", "all"), value(&result, "staffed_hours", "all"))
}

fn shift(length: &str, break_is_paid: bool) -> String {
    format!(
        "staffed = [{{ start = \"08:00\", length = \"{length}\", agents = 1, breaks = [{{ after = \"25m\", length = \"10m\", paid = {break_is_paid} }}] }}]"
    )
}

fn near(found: (f64, f64), paid: f64, staffed: f64) {
    assert!((found.0 - paid / 60.0).abs() < 1e-9 && (found.1 - staffed / 60.0).abs() < 1e-9, "{found:?}");
}

/// The break is from 08:25 to 08:35, and the agent works through it: 60 minutes on the line, and 60 paid.
#[test]
fn a_paid_break_that_is_worked_through_is_paid_once() {
    near(hours(&shift("1h", true), ""), 60.0, 60.0);
    near(hours(&shift("1h", true).replace("staffed", "named = true\nstaffed"), ""), 60.0, 60.0);
}

/// An unpaid one is paid because it is worked.
#[test]
fn an_unpaid_break_that_is_worked_through_is_paid() {
    near(hours(&shift("1h", false), ""), 60.0, 60.0);
}

/// The shift ends at 08:40, the call ten minutes later.
#[test]
fn what_comes_after_the_shift_is_paid_on_top() {
    near(hours(&shift("40m", true), ""), 50.0, 50.0);
}

/// A break by interval: 08:30 to 09:00 as the fast engine plays it, of which 20 minutes are worked.
#[test]
fn a_paid_break_of_a_whole_interval_is_paid_once() {
    let group = "staffed = [{ start = \"08:00\", length = \"1h\", agents = 1, breaks = [{ after = \"30m\", length = \"30m\", paid = true }] }]";
    near(hours(group, ""), 60.0, 50.0);
}

/// A meeting from 08:25 to 08:35 is paid, and who is on a call comes late to it; another agent's absence pays no overtime.
#[test]
fn a_meeting_that_begins_on_a_call_is_paid_once() {
    let meeting = "[[meeting]]\nfrom = \"08:25\"\nto = \"08:35\"\nagents = 1\n";
    near(hours("staffed = 1", meeting), 60.0, 60.0);
}
