//! How agents work: shifts, absence, outages, meetings, phones that ring, reserves, on days so small that paper gives the answer, and against the
//! distributions that they must have.

#![expect(clippy::unwrap_used, reason = "all of this crate is tests")]

mod away;
#[path = "../common/play.rs"]
mod common;
mod engines;
mod named;
mod overtime;
mod reserve;
mod ringing;
mod tenure;

use common::{at, log, model};
use onering::{
    experiment::{PointResult, Task, Unwatched, run},
    model::{Replications, Study},
};

/// From 08:00 in intervals of half an hour: calls at these times, each talked to for `talk`, whatever `group` says of the
/// agents, and whatever more there is.
fn replayed(times: &str, talk: &str, group: &str, more: &str) -> String {
    format!(
        r#"
        horizon = {{ open = "08:00", close = "09:00", interval = "30m" }}
        {more}
        [[call_type]]
        name = "calls"
        arrivals = {{ replay = {{ times = [{times}] }} }}
        talk_time = {{ constant = "{talk}" }}
        [[agent_group]]
        name = "agents"
        skills = ["calls"]
        {group}
        "#
    )
}

/// When each call was answered, s after 08:00, in order of arrival.
fn answers(text: &str) -> Vec<f64> {
    log(&model(text), 1, 0).calls.iter().map(|call| call.left_queue_at.as_seconds()).collect()
}

/// An estimate of the whole day is within the bound from an alpha of 1e-6, which `played` was given as its confidence.
fn near(result: &PointResult, measure: &str, expected: f64) {
    let estimate = result.overall(measure).unwrap();
    let bound = estimate.half_width.unwrap().max(1e-9);
    assert!((estimate.value - expected).abs() <= bound, "{measure}: {estimate:?}, not {expected}");
}

fn played(text: &str, replications: u64, confidence: f64) -> PointResult {
    let study = Study::new(rand::random::<u32>().into(), Replications::Fixed(replications), confidence).unwrap();
    run(&[Task { model: model(text), study }], 2, &Unwatched).remove(0).unwrap()
}

fn value(result: &PointResult, measure: &str, period: &str) -> f64 {
    result.estimate(measure, "all", period).unwrap_or_else(|| panic!("{measure} at {period}")).value
}

/// From 08:00 in intervals of half an hour; a call a minute, of a minute.
fn day(close: &str, group: &str, more: &str) -> String {
    format!(
        r#"
        horizon = {{ open = "08:00", close = "{close}", interval = "30m" }}
        [[call_type]]
        name = "calls"
        arrivals = {{ poisson = {{ per_hour = 60 }} }}
        talk_time = {{ exponential = {{ mean = "1m" }} }}
        [[agent_group]]
        name = "agents"
        skills = ["calls"]
        cost_per_hour = 10
        {group}
        {more}
        "#
    )
}

#[test]
fn shifts_are_on_the_line_but_for_their_breaks() {
    let group = r#"staffed = [
        { start = "08:00", length = "4h", agents = 10, breaks = [{ after = "1h", length = "30m" }, { after = "2h", length = "1h", paid = false }] },
        { start = "09:30", length = "2h", agents = 3 },
    ]"#;
    let result = played(&day("12:00", group, ""), 2, 0.95);
    // 10 agents from 08:00, off from 09:00 to 09:30 and from 10:00 to 11:00; 3 more from 09:30 to 11:30.
    let staffed = [10, 10, 0, 13, 3, 3, 13, 10];
    let labels = ["08:00", "08:30", "09:00", "09:30", "10:00", "10:30", "11:00", "11:30"];
    for (label, agents) in labels.iter().zip(staffed) {
        // Who finishes a call after the shift is on the line a little longer.
        let hours = value(&result, "staffed_hours", label);
        assert!((f64::from(agents) * 0.5..f64::from(agents) * 0.5 + 1.0).contains(&hours), "{label}: {hours}");
    }
    assert_eq!(value(&result, "staffed_hours", "08:00"), 5.0);
    // Paid are 4 h less the unpaid hour, of ten, and 2 h of three, and what was finished late, in the day and after
    // closing, but for what fell into the paid break.
    let (staffed, paid) = (value(&result, "staffed_hours", "all"), value(&result, "paid_hours", "all"));
    let late = staffed - 31.0;
    assert!((0.0..1.0).contains(&late), "{staffed}");
    assert!((36.0 - 1e-9..37.0 + late).contains(&paid), "{paid}");
}

#[test]
fn who_is_on_a_call_when_the_shift_ends_finishes_it() {
    let text = r#"
        horizon = { open = "08:00", close = "09:00", interval = "30m" }
        [[call_type]]
        name = "calls"
        arrivals = { replay = { times = ["08:29:00", "08:29:30", "08:31:00"] } }
        talk_time = { constant = "2m" }
        [[agent_group]]
        name = "agents"
        skills = ["calls"]
        staffed = [{ start = "08:00", length = "30m", agents = 2 }, { start = "08:30", length = "30m", agents = 1 }]
    "#;
    let calls = log(&model(text), 1, 0).calls;
    assert_eq!(calls[0].finished_at, at(31.0 * 60.0));
    assert_eq!(calls[1].finished_at, at(31.0 * 60.0 + 30.0));
    // One is wanted from 08:30 and two are busy: the first to finish leaves, the second takes the third call.
    assert_eq!(calls[2].left_queue_at, at(31.0 * 60.0 + 30.0));
}

/// Of ten scheduled each stays away with probability 0.2: on the line are 8 on average, paid are 8, or 10 where absence
/// is paid; and the number there is binomial, so its variance over days is 1.6.
#[test]
fn absent_agents_are_a_binomial_number_of_those_scheduled() {
    for (paid, hours) in [("false", 16.0), ("true", 20.0)] {
        let group = format!("staffed = 10\nabsence = {{ share = 0.2, paid = {paid} }}");
        let result = played(&day("10:00", &group, ""), 4000, 0.999_999);
        near(&result, "away_hours", 4.0);
        near(&result, "staffed_hours", 16.0);
        if paid == "true" {
            assert!((result.overall("paid_hours").unwrap().value - hours).abs() < 0.2);
        } else {
            near(&result, "away_hours", 20.0 - hours);
        }
    }
    // Mean and variance of the hours away, day by day, at an alpha of about 1e-6: 2 h times a binomial of 10 and 0.2.
    let group = "staffed = 10\nabsence = { share = 0.2 }";
    let text = day("10:00", group, "");
    let days = 2000;
    let each: Vec<f64> = (0..days).map(|seed| value(&one_day(&text, seed), "away_hours", "all") / 2.0).collect();
    let mean = each.iter().sum::<f64>() / f64::from(days);
    let variance = each.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / f64::from(days - 1);
    assert!((mean - 2.0).abs() < 4.9 * (1.6 / f64::from(days)).sqrt(), "{mean}");
    // Of a binomial the fourth central moment is npq(1 + 3(n - 2)pq) = 7.744, so that of the variance is (7.744 - 1.6²) / days.
    assert!((variance - 1.6).abs() < 4.9 * (5.184 / f64::from(days)).sqrt(), "{variance}");
}

fn one_day(text: &str, seed: i32) -> PointResult {
    let study = Study::new(seed as u64, Replications::Fixed(1), 0.95).unwrap();
    run(&[Task { model: model(text), study }], 1, &Unwatched).remove(0).unwrap()
}

/// Every second day all but a quarter of eight are off the line for an hour of four; they are paid.
#[test]
fn an_outage_takes_its_share_off_the_line_on_its_share_of_days() {
    let outage = "[[outage]]\nfrom = \"09:00\"\nto = \"10:00\"\nshare = 0.75\nprobability = 0.5\n";
    let result = played(&day("12:00", "staffed = 8", outage), 4000, 0.999_999);
    for (period, expected) in [("all", 3.0), ("08:30", 0.0), ("09:00", 1.5), ("09:30", 1.5), ("10:00", 0.0)] {
        let estimate = result.estimate("away_hours", "all", period).unwrap();
        assert!((estimate.value - expected).abs() <= estimate.half_width.unwrap(), "{period}: {estimate:?}");
    }
    let paid = value(&result, "paid_hours", "all");
    assert!((32.0..33.0).contains(&paid), "{paid}");
}

#[test]
fn more_agents_scheduled_never_take_away_who_was_there() {
    // The same seats are absent, whatever is scheduled beyond them.
    let away = |agents: u32| {
        let text = day("09:00", &format!("staffed = {agents}\nabsence = {{ share = 0.3 }}"), "");
        value(&one_day(&text, 5), "staffed_hours", "08:00")
    };
    let hours: Vec<f64> = (1..30).map(away).collect();
    assert!(hours.windows(2).all(|pair| pair[1] >= pair[0] - 1e-9), "{hours:?}");
    assert!(hours[28] > hours[0]);
}
