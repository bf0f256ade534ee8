//! What is promised: on which days and in which intervals it is kept, counted anew from the calls.

#[path = "common/play.rs"]
mod common;

use common::{log, model, result, scenario};
use onering::{engine::Outcome, model::KeptOver};

const DAYS: u64 = 60;
const INTERVALS: usize = 4;

/// Four intervals of an hour, some busier than others, and one in which hardly anybody calls.
fn centre(promise: &str) -> String {
    format!(
        r#"
        replications = {DAYS}
        horizon = {{ open = "08:00", close = "12:00", interval = "1h" }}
        [[call_type]]
        name = "calls"
        arrivals = {{ poisson = {{ per_hour = [40, 75, 50, 1] }} }}
        talk_time = {{ exponential = {{ mean = "4m" }} }}
        patience = {{ exponential = {{ mean = "3m" }} }}
        [[agent_group]]
        name = "agents"
        skills = ["calls"]
        staffed = [4, 5, 4, 1]
        [[promise]]
        name = "p"
        {promise}
        "#
    )
}

/// By day, then interval: calls offered, and those answered within `acceptable` seconds.
fn counted(text: &str, acceptable: f64) -> Vec<[(u64, u64); INTERVALS]> {
    let model = model(text);
    let day = |replication| {
        let mut cells = [(0, 0); INTERVALS];
        for call in log(&model, 1, replication).calls {
            let cell = &mut cells[(call.arrived_at.as_seconds() / 3600.0) as usize];
            cell.0 += 1;
            let within = call.outcome == Outcome::Answered && call.wait().as_seconds() <= acceptable;
            cell.1 += u64::from(within);
        }
        cells
    };
    (0..DAYS).map(day).collect()
}

/// Whether 70 % were answered within; `None` where nobody called.
fn verdict((offered, within): (u64, u64)) -> Option<bool> {
    (offered > 0).then_some(within as f64 >= 0.7 * offered as f64)
}

fn share(kept: usize, of: usize) -> f64 {
    kept as f64 / of as f64
}

#[test]
fn intervals_and_days_that_keep_a_promise_are_those_that_the_calls_tell() {
    for (acceptable, own) in [(20.0, ""), (45.0, "acceptable_wait = \"45s\"")] {
        let text = centre(&format!("service_level = 0.7\n{own}"));
        let days = counted(&text, acceptable);
        let result = result(&text);
        let of = "promise.p";
        let verdicts: Vec<bool> = days.iter().flatten().filter_map(|cell| verdict(*cell)).collect();
        assert!(verdicts.len() < days.len() * INTERVALS, "some intervals have no calls");
        let kept = verdicts.iter().filter(|kept| **kept).count();
        let found = result.estimate("share_of_intervals_kept", of, "all").unwrap();
        assert!((found.value - share(kept, verdicts.len())).abs() < 1e-12);
        for (interval, period) in ["08:00", "09:00", "10:00", "11:00"].iter().enumerate() {
            let verdicts: Vec<bool> = days.iter().filter_map(|day| verdict(day[interval])).collect();
            let kept = verdicts.iter().filter(|kept| **kept).count();
            let found = result.estimate("share_of_days_kept", of, period).unwrap();
            assert!((found.value - share(kept, verdicts.len())).abs() < 1e-12, "{period}");
        }
        let whole = |day: &[(u64, u64); INTERVALS]| day.iter().fold((0, 0), |sum, c| (sum.0 + c.0, sum.1 + c.1));
        let kept = days.iter().filter(|day| verdict(whole(day)).unwrap_or(true)).count();
        assert!((1..days.len()).contains(&kept), "{kept}: a promise kept on some days alone tells the ways apart");
        let found = result.estimate("share_of_days_kept", of, "all").unwrap();
        assert!((found.value - share(kept, days.len())).abs() < 1e-12);
    }
}

#[test]
fn a_day_keeps_a_promise_by_interval_when_enough_of_its_intervals_do() {
    let mut shares = Vec::new();
    for (needed, key) in [(1.0, ""), (0.75, "share_of_intervals = 0.75"), (0.5, "share_of_intervals = 0.5")] {
        let text = centre(&format!("service_level = 0.7\nkept = \"interval\"\n{key}"));
        let days = counted(&text, 20.0);
        let is_kept = |day: &&[(u64, u64); INTERVALS]| {
            let verdicts: Vec<bool> = day.iter().filter_map(|cell| verdict(*cell)).collect();
            share(verdicts.iter().filter(|kept| **kept).count(), verdicts.len()) >= needed
        };
        let result = result(&text);
        let outcome = &result.promises[0];
        let expected = share(days.iter().filter(is_kept).count(), days.len());
        assert!((outcome.days.unwrap().value - expected).abs() < 1e-12, "{needed}");
        shares.push(expected);
        let pooled = outcome.by_interval.clone().unwrap();
        assert_eq!((pooled.judged, pooled.wanted), (4, (4.0 * needed) as u64));
        let level = |i: usize| days.iter().fold((0, 0), |sum, day| (sum.0 + day[i].0, sum.1 + day[i].1));
        assert_eq!(pooled.kept, (0..INTERVALS).filter(|i| verdict(level(*i)) == Some(true)).count() as u64);
    }
    assert!(shares[0] < shares[1] && shares[1] < shares[2], "{shares:?}");
}

#[test]
fn the_share_of_days_decides_where_it_is_stated() {
    let share = |wanted: &str| {
        let result = result(&centre(&format!("service_level = 0.6\n{wanted}")));
        (result.promises[0].days.unwrap().value, result.promises[0].is_kept(), result.promises[0].is_sure())
    };
    let (days, by_mean, _) = share("");
    assert!(by_mean, "kept over all days");
    assert!((0.2..0.9).contains(&days), "{days}: but not on all of them");
    assert_eq!(share("share_of_days = 0.99"), (days, false, true));
    assert_eq!(share("share_of_days = 0.05"), (days, true, true));
}

#[test]
fn days_in_a_row_are_judged_one_by_one() {
    let text = centre("service_level = 0.7").replace("interval = \"1h\"", "interval = \"1h\", days = 3");
    let model = model(&text);
    let mut days = vec![(0, 0); (DAYS * 3) as usize];
    for replication in 0..DAYS {
        for call in log(&model, 1, replication).calls {
            let day = &mut days[(replication * 3) as usize + (call.arrived_at.as_seconds() / 86_400.0) as usize];
            day.0 += 1;
            day.1 += u64::from(call.outcome == Outcome::Answered && call.wait().as_seconds() <= 20.0);
        }
    }
    let kept = days.iter().filter(|day| verdict(**day).unwrap_or(true)).count();
    let found = result(&text).promises[0].days.unwrap();
    assert!((found.value - share(kept, days.len())).abs() < 1e-12, "{kept} of {}, {}", days.len(), found.value);
    assert!(found.half_width.unwrap() > 0.0);
}

#[test]
fn a_cost_is_promised_by_the_day() {
    let text =
        centre("cost = 500").replace("staffed = [4, 5, 4, 1]", "staffed = [4, 5, 4, 1]\n        cost_per_hour = 30");
    let result = result(&text);
    // 14 agent hours at $30 are $420; the rest is overtime.
    let cost = result.overall("cost").unwrap().value;
    assert!((420.0..500.0).contains(&cost), "{cost}");
    assert!(result.promises[0].is_kept());
    assert_eq!(result.promises[0].intervals, None);
    assert_eq!(result.promises[0].days.unwrap().value, 1.0);
}

#[test]
fn promises_hold_over_a_day_unless_they_say_otherwise() {
    let scenario = scenario(&centre("service_level = 0.7"));
    let keeping = scenario.model().promises()[0].keeping();
    assert_eq!((keeping.over, keeping.share_of_days), (KeptOver::Day, None));
}
