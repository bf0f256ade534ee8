//! E-mail and other items that can wait, by hand, and that none is lost.

use onering::{
    engine::{CallRecord, Outcome},
    metrics::Row,
    units::SimTime,
};

use crate::{
    common::{model, result},
    log::{Log, first_day},
};

const HOUR: f64 = 3600.0;
/// Second 0 of the second day, on the clock.
const TUESDAY: f64 = 86_400.0;

/// From 08:00 to 10:00, in intervals of an hour, on so many days, with these numbers of agents, who also take calls.
fn centre(days: &str, can_wait: &str, arrivals: &str, staffed: &str, more: &str) -> String {
    format!(
        "horizon = {{ open = \"08:00\", close = \"10:00\", interval = \"1h\", {days} }}\nreplications = 2\n\
         agent_group = [{{ name = \"agents\", skills = [\"calls\", \"mail\"], staffed = {staffed} }}]\n\
         [[call_type]]\nname = \"mail\"\ntalk_time = {{ constant = \"20m\" }}\ncan_wait = {{ {can_wait} }}\n\
         service_level = {{ acceptable_wait = \"1h\", target = 0.8 }}\n{arrivals}\n\
         [[call_type]]\nname = \"calls\"\ntalk_time = {{ constant = 60 }}\n{more}\n"
    )
}

/// Calls that come at these times.
fn calls(times: &str) -> String {
    format!("arrivals = {{ replay = {{ times = {times} }} }}")
}

const NO_CALLS: &str = "arrivals = { poisson = { per_hour = 1e-9 } }";

/// Items: how each ended, and when it came, left the queue and was through, s since the first opening.
fn items(log: &Log) -> Vec<(Outcome, [f64; 3])> {
    let mut items: Vec<&CallRecord> = log.calls.iter().filter(|c| c.call_type == 0).collect();
    items.sort_by_key(|c| (c.left_queue_at, c.arrived_at));
    items.iter().map(|c| (c.outcome, [c.arrived_at, c.left_queue_at, c.finished_at].map(SimTime::as_seconds))).collect()
}

fn estimate(rows: &[Row], measure: &str, of: &str, period: &str) -> Option<f64> {
    let row = rows.iter().find(|r| &*r.measure == measure && &*r.of == of && &*r.period == period);
    row.unwrap_or_else(|| panic!("no {measure} of {of} in {period}")).estimate
}

#[test]
fn what_waits_at_closing_waits_over_night() {
    // An agent does six items of 20 min in 2 h: the seventh, and one that comes at 09:59:59, are for Tuesday.
    let text = centre("days = [\"Mon\", \"Tue\"]", "backlog = 7", &calls("[7199]"), "1", NO_CALLS);
    let log = first_day(&text, 1);
    let seen = items(&log);
    let minutes = |m: f64| m * 60.0;
    assert_eq!(seen[5], (Outcome::Answered, [0.0, minutes(100.0), minutes(120.0)]));
    assert_eq!(seen[6], (Outcome::Answered, [0.0, TUESDAY, TUESDAY + minutes(20.0)]));
    assert_eq!(seen[7], (Outcome::Answered, [7199.0, TUESDAY + minutes(20.0), TUESDAY + minutes(40.0)]));
    assert_eq!(seen.len(), 8);
}

#[test]
fn whatever_happens_at_closing_no_item_is_taken_up_after_it_or_cut_off() {
    for at_close in ["serve_queue", "finish_calls", "stop"] {
        // The agent is on an item at closing, and finishes it at 10:10.
        let days = format!("at_close = \"{at_close}\"");
        let log = first_day(&centre(&days, "backlog = 0", &calls("[600, 700, 6600, 6700]"), "1", NO_CALLS), 1);
        let seen = items(&log);
        assert_eq!(seen[2], (Outcome::Answered, [6600.0, 6600.0, 7800.0]), "{at_close}");
        assert_eq!(seen[3], (Outcome::StillWaiting, [6700.0, 7200.0, 7200.0]), "{at_close}");
    }
}

#[test]
fn calls_go_first_but_interrupt_nobody() {
    // One agent is on the first item until 1200 s. Then the caller of 1000 s goes before the second item, which came earlier.
    let text = centre("", "backlog = 2", "", "1", &calls("[1000]"));
    let log = first_day(&text, 1);
    let call = log.calls.iter().find(|c| c.call_type == 1).unwrap();
    assert_eq!(call.left_queue_at.as_seconds(), 1200.0);
    assert_eq!(items(&log).iter().map(|(_, times)| times[1]).collect::<Vec<_>>(), [0.0, 1260.0]);
    let in_turn = first_day(&text.replace("backlog = 2", "backlog = 2, after_calls = false"), 1);
    let call = in_turn.calls.iter().find(|c| c.call_type == 1).unwrap();
    assert_eq!(call.left_queue_at.as_seconds(), 2400.0, "in order of arrival");
}

#[test]
fn an_agent_may_be_kept_for_calls() {
    let text = centre("", "backlog = 3", "", "2", &calls("[10]"))
        .replace("staffed = 2", "staffed = 2, reserved = { call_type = \"calls\", agents = 1 }");
    let log = first_day(&text, 1);
    assert_eq!(items(&log).iter().map(|(_, times)| times[1]).collect::<Vec<_>>(), [0.0, 1200.0, 2400.0]);
    assert_eq!(log.calls.iter().find(|c| c.call_type == 1).unwrap().wait(), SimTime::ZERO);
}

#[test]
fn the_deadline_counts_opening_hours() {
    // Mail of 09:30 on Monday is taken up on Tuesday at 08:00, after 30 min of opening hours, and that of
    // 08:30, when nobody is there, after 1 h 30 min.
    let text = centre("days = [\"Mon\", \"Tue\"]", "", &calls("[1800, 5400]"), "[0, 0, 2, 2]", NO_CALLS);
    let rows = result(&text).rows;
    let of_mail = |measure: &str, period: &str| estimate(&rows, measure, "call_type.mail", period);
    assert_eq!(of_mail("service_level", "all"), Some(0.5));
    assert_eq!(of_mail("average_speed_of_answer", "all"), Some(HOUR));
    assert_eq!(of_mail("longest_wait", "all"), Some(1.5 * HOUR));
    assert_eq!(of_mail("share_of_days_on_target", "Mon"), Some(0.0));
    // 2 h of waiting in 4 h of opening.
    assert_eq!(of_mail("queue_length", "all"), Some(0.5));
    assert_eq!(of_mail("queue_length", "Tue"), Some(0.0));
}

#[test]
fn backlog_and_age_of_the_oldest_are_measured_at_the_end_of_each_period() {
    // Eight items at the opening, the oldest 4 h old, the youngest 30 min: three are done in each hour.
    let text = centre("days = [\"Mon\", \"Tue\"]", "backlog = 8, backlog_age = \"4h\"", &calls("[100]"), "1", NO_CALLS);
    let rows = result(&text).rows;
    let of_mail = |measure: &str, period: &str| estimate(&rows, measure, "call_type.mail", period).unwrap();
    let all = |measure: &str| {
        ["Mon 08:00", "Mon 09:00", "Tue 08:00", "Tue 09:00", "Mon", "Tue", "all"].map(|period| of_mail(measure, period))
    };
    // The fourth is taken up at 09:00, the seventh not at 10:00 but on Tuesday.
    assert_eq!(all("backlog"), [5.0, 3.0, 0.0, 0.0, 3.0, 0.0, 1.5]);
    // Ages of the fifth and the seventh at the opening: 2 h and 1 h.
    assert_eq!(all("oldest_item").map(|s| s / HOUR), [3.0, 3.0, 0.0, 0.0, 3.0, 0.0, 1.5]);
    // At 10:00 those of 1 h, of 30 min and the new one have waited 3 h, 2.5 h and nearly 2 h.
    assert_eq!(all("backlog_overdue"), [4.0, 3.0, 0.0, 0.0, 3.0, 0.0, 1.5]);
    assert_eq!(estimate(&rows, "backlog", "all", "Mon"), Some(3.0));
    assert_eq!(of_mail("offered", "all"), 4.5, "nine items in two days");
    assert_eq!(of_mail("still_waiting", "all"), 0.0);
}

#[test]
fn what_is_carried_over_before_it_is_due_counts_for_another_day() {
    // Nine items of 20 min: six are taken up, of which those of 0, 20, 40 and 60 min are in time. Of the other three,
    // two wait 2 h, and are late; the one of 09:30 is not due.
    let text = centre("", "backlog = 8", &calls("[5400]"), "1", NO_CALLS);
    let rows = result(&text).rows;
    let of_mail = |measure: &str| estimate(&rows, measure, "call_type.mail", "all");
    assert_eq!(of_mail("offered"), Some(9.0));
    assert_eq!(of_mail("still_waiting"), Some(3.0));
    assert_eq!(of_mail("service_level"), Some(4.0 / 8.0));
    assert_eq!(of_mail("service_level.answered_only"), Some(4.0 / 6.0));
    assert_eq!(of_mail("abandonment"), Some(0.0));
    let overtime = estimate(&rows, "paid_hours", "all", "all").unwrap();
    assert_eq!(overtime, 2.0, "the last item that is taken up ends at closing");
}

#[test]
fn items_come_over_night() {
    let text = centre("days = 3", "overnight = 20", "", "9", NO_CALLS);
    let log = first_day(&text, 3);
    let model = model(&text);
    let mut at_opening = [0, 0, 0];
    for item in &log.calls {
        let day = (item.arrived_at.as_seconds() / TUESDAY) as usize;
        assert_eq!(item.arrived_at, model.horizon().opens_at(day));
        at_opening[day] += 1;
    }
    assert_eq!(at_opening.iter().sum::<usize>(), log.calls.len());
    // A Poisson number of mean 20 lies outside 2 to 50 once in a million times.
    assert!(at_opening.iter().all(|n| (2..=50).contains(n)), "{at_opening:?}");
    assert_ne!(at_opening[0], at_opening[1], "drawn anew each night");
}

#[test]
fn items_need_no_line() {
    let text = centre("", "backlog = 3", "", "3", &calls("[10]"));
    let log = first_day(&format!("lines = {{ count = 1, cost_per_minute = 1 }}\n{text}"), 1);
    assert!(log.calls.iter().all(|c| c.outcome == Outcome::Answered), "{:?}", log.calls);
    let rows = result(&format!("lines = {{ cost_per_minute = 1 }}\n{text}")).rows;
    assert_eq!(estimate(&rows, "cost.lines", "call_type.mail", "all"), Some(0.0));
    assert!(estimate(&rows, "cost.lines", "call_type.calls", "all").unwrap() > 0.0);
}

#[test]
fn who_gives_up_writes_a_mail_and_a_contact_may_leave_work_behind() {
    // The caller of 20 s gives up at 50 s and writes 100 s later; half an hour after closing nobody takes it up.
    let more = "patience = { constant = 30 }\nredial = { after_abandoning = 1, delay = { constant = 100 }, call_type = \"mail\" }\n";
    let log = first_day(&centre("", "", "", "1", &(calls("[10, 20]") + "\n" + more)), 1);
    assert_eq!(items(&log), [(Outcome::Answered, [150.0, 150.0, 1350.0])]);
    let late = more.replace("constant = 100", "constant = 9000");
    let log = first_day(&centre("days = 2", "", "", "1", &(calls("[10, 20]") + "\n" + &late)), 1);
    assert_eq!(items(&log), [(Outcome::Answered, [9050.0, TUESDAY, TUESDAY + 1200.0])]);
    let log = first_day(&centre("", "", "", "1", &(calls("[10, 20]") + "\n" + &late)), 1);
    assert_eq!(items(&log), [(Outcome::StillWaiting, [9050.0, 9050.0, 9050.0])], "carried over");
    let passed = "transfer = [{ share = 1, call_type = \"mail\" }]";
    let text = centre("", "", "", "1", &(calls("[10, 20]") + "\n" + passed));
    let log = first_day(&format!("lines = {{ count = 1 }}\n{text}"), 1);
    // The line is free when the first call becomes an item; the second found it busy.
    assert_eq!(items(&log), [(Outcome::Answered, [70.0, 70.0, 1270.0])]);
    assert_eq!(log.calls.iter().filter(|c| c.outcome == Outcome::Blocked).count(), 1);
}

#[test]
fn an_issue_that_is_carried_over_is_told_and_not_judged() {
    let text = centre("", "backlog = 8", "", "1", &(NO_CALLS.to_owned() + "\nresolution = 0.5"));
    let log = first_day(&text, 1);
    assert_eq!(log.issues.len(), 8);
    assert_eq!(log.issues.iter().filter(|issue| issue.is_carried_over).count(), 2);
    assert_eq!(estimate(&result(&text).rows, "issues", "call_type.mail", "all"), Some(6.0));
}

/// Every item that was there or came is told of once, and the backlog is what has come and is not taken up.
#[test]
fn no_item_is_lost() {
    for (seed, at_close) in (0..30).zip(["serve_queue", "finish_calls", "stop"].into_iter().cycle()) {
        let days = format!("at_close = \"{at_close}\", days = [\"Mon\", \"Tue\", \"Wed\"]");
        let arrivals = "arrivals = { poisson = { per_hour = [9, 12] } }";
        let calls = "arrivals = { poisson = { per_hour = 40 } }\npatience = { exponential = { mean = 60 } }";
        let text = centre(&days, "backlog = 5, backlog_age = \"3h\", overnight = 4", arrivals, "[4, 2]", calls);
        let log = first_day(&text, seed);
        let model = model(&text);
        let horizon = model.horizon();
        let mail: Vec<&CallRecord> = log.calls.iter().filter(|c| c.call_type == 0).collect();
        assert_eq!(mail.iter().filter(|c| c.step.age > SimTime::ZERO).count(), 5);
        for item in &mail {
            let is_open = horizon.interval_of(item.left_queue_at).is_some();
            match item.outcome {
                Outcome::Answered => assert!(is_open, "{item:?}"),
                Outcome::StillWaiting => assert_eq!(item.left_queue_at, horizon.measured_to()),
                _ => panic!("{item:?}"),
            }
        }
        let carried = mail.iter().filter(|c| c.outcome == Outcome::StillWaiting).count();
        let rows = play(&text, seed);
        let value = |measure: &str, period: &str| estimate(&rows, measure, "call_type.mail", period).unwrap();
        assert_eq!(value("offered", "all") * 3.0, mail.len() as f64);
        assert_eq!(value("backlog", "Wed"), carried as f64);
        assert!((value("still_waiting", "all") * 3.0 - carried as f64).abs() < 1e-9);
        // Little's law: every opening hour of waiting since the first opening is an hour of backlog.
        let ages: f64 = mail.iter().map(|c| c.step.age.as_seconds()).sum();
        let waits = value("offered", "all") * 3.0 * value("mean_wait", "all") - ages;
        let queue = value("queue_length", "all") * 6.0 * HOUR;
        assert!((waits - queue).abs() <= 1e-9 * queue, "{waits} and {queue}");
    }
}

/// One replication alone.
fn play(text: &str, seed: u64) -> Vec<Row> {
    result(&format!("seed = {seed}\n{}", text.replace("replications = 2", "replications = 1"))).rows
}
