//! A queue that is there when the rest of the day begins: what it does to those who call later, computed on paper.

use onering::{
    planning::{
        intraday::{Morning, Outlook, posterior, rank, today},
        requirement::Staffing,
    },
    stats::Confidence,
};

use super::scenario;

/// Standard errors that a normal exceeds on one side with a probability below 1e-6.
const SURE: f64 = 4.9;
const DAYS: u64 = 4000;

/// The rest of the day if nothing is done, with so many calls in the hour that is over.
fn outlook(text: &str, on_line: &[u32], seen: f64) -> Outlook {
    let model = scenario(text).model().clone();
    let seen = Morning { from: 1, offered: vec![vec![seen]] };
    let day = today(&model, &seen, &posterior(&model, &seen, 1, 100), &[1.0]).unwrap();
    let on_line: Staffing = vec![on_line.to_vec()];
    rank(&day, &on_line, &[], 1, (1, DAYS), 2, Confidence::NINETY_FIVE, &|| false).unwrap().nothing
}

/// One call in the second hour, at any minute of it alike.
fn one_call(talk: &str, more: &str) -> String {
    format!(
        r#"
        horizon = {{ open = "08:00", close = "10:00", interval = "1h" }}
        promise = [{{ name = "kept", average_speed_of_answer = "2m" }}]
        [[call_type]]
        name = "calls"
        arrivals = {{ counts = {{ per_interval = [5, 1] }} }}
        talk_time = {{ constant = "{talk}" }}
        {more}
        [[agent_group]]
        name = "agents"
        skills = ["calls"]
        staffed = 1
        "#
    )
}

#[test]
fn who_calls_later_waits_until_the_queue_of_the_morning_is_served() {
    // Nobody works until 09:00. The calls of the first hour wait then, ten minutes of talk each, and one agent comes. The call
    // of the second hour, at a uniform minute U, waits until they are served: a work of w minutes makes the mean of (w - U)+
    // w²/120 minutes, and its second moment w³/180.
    for (seen, work) in [(0.0, 0.0), (3.0, 30.0), (5.0, 50.0)] {
        let found = outlook(&one_call("10m", ""), &[0, 1], seen);
        let (mean, second): (f64, f64) = (work * work / 120.0, work * work * work / 180.0);
        let bound = SURE * ((second - mean * mean) / DAYS as f64).sqrt();
        let minutes = found.aim().unwrap().value / 60.0;
        assert!(
            (minutes - mean).abs() <= bound + 1e-9,
            "{seen} waiting at 09:00: {minutes} minutes, not {mean} ± {bound}"
        );
    }
}

#[test]
fn who_gives_up_before_is_no_longer_in_the_queue() {
    // Patience is exponential of 30 minutes, calls come at uniform minutes of an hour: (1 - e^-2) / 2 are still there at 09:00.
    let stay = (1.0 - (-2.0_f64).exp()) / 2.0;
    let (calls, patience) = (8.0, "patience = { exponential = { mean = \"30m\" } }");
    let found = outlook(&one_call("1s", patience), &[0, 100], calls);
    let lost = found.abandonment[0].unwrap().value;
    let bound = SURE * (stay * (1.0 - stay) / (calls * DAYS as f64)).sqrt();
    assert!((lost - (1.0 - stay)).abs() < bound, "{lost} lost before 09:00, not {} ± {bound}", 1.0 - stay);
    // A hundred agents take all of them at 09:00, so that the call of the second hour finds some free.
    assert_eq!(found.aim().unwrap().value, 0.0);
}
