//! So small that paper gives the answer.

use crate::{
    case::{call_type, calls, centre},
    common::{log, model},
};

#[test]
fn a_rate_of_zero_switches_calls_off_at_any_time() {
    let rates = r#"arrivals = { poisson = { rates = [
        { from = "08:07", per_hour = 600 }, { from = "09:00:30", per_hour = 0 }, { from = "11:59", per_hour = 600 },
    ] } }"#;
    let model = model(&centre(&call_type("a", rates)));
    for replication in 0..20 {
        let day = log(&model, 1, replication).calls;
        for call in &day {
            let at = call.arrived_at.as_seconds();
            assert!((420.0..3630.0).contains(&at) || at >= 14_340.0, "{at}");
        }
        assert!(calls(&day, 0, 0.0, 2.0) > 400.0 && calls(&day, 0, 3.0, 4.0) > 0.0);
    }
}

#[test]
fn a_group_comes_at_one_instant_and_in_full() {
    let keys = "arrivals = { poisson = { per_hour = 30 } }\nbatches = { constant = 3 }";
    let model = model(&centre(&call_type("a", keys)));
    let day = log(&model, 2, 0).calls;
    assert!(day.len() > 150 && day.len().is_multiple_of(3), "{}", day.len());
    for group in day.chunks(3) {
        assert!(group.iter().all(|c| c.arrived_at == group[0].arrived_at));
    }
}

#[test]
fn recorded_calls_have_vips_and_come_when_they_came() {
    let keys = r#"arrivals = { replay = { times = [10, 20, 30, 40] } }
        vip = { share = 1, call_type = "b" }"#;
    let day = log(&model(&centre(&(call_type("a", keys) + &call_type("b", "")))), 3, 0).calls;
    let found: Vec<(f64, u32)> = day.iter().map(|c| (c.arrived_at.as_seconds(), c.call_type)).collect();
    assert_eq!(found, [(10.0, 1), (20.0, 1), (30.0, 1), (40.0, 1)]);
}

#[test]
fn shares_of_one_and_none_send_each_hour_to_its_type() {
    let stream = r#"
        [[stream]]
        name = "main"
        arrivals = { counts = { per_interval = 50 } }
        shares = { a = [1, 0, 1, 0], b = [0, 1, 0, 1] }
    "#;
    let text = centre(&(call_type("a", "") + &call_type("b", "") + stream));
    let day = log(&model(&text), 4, 0).calls;
    for hour in 0..4 {
        let (from, to) = (f64::from(hour), f64::from(hour + 1));
        assert_eq!(calls(&day, hour % 2, from, to), 50.0);
        assert_eq!(calls(&day, 1 - hour % 2, from, to), 0.0);
    }
}

#[test]
fn a_surge_of_the_counts_that_are_given_is_that_many_more() {
    let surge = "[[surge]]\nfrom = \"09:30\"\nto = \"11:00\"\nfactor = 3\ncall_types = [\"a\"]\n";
    let counts = "arrivals = { counts = { per_interval = [10, 20, 30, 40] } }";
    let text = centre(&(call_type("a", counts) + &call_type("b", counts) + surge));
    let day = log(&model(&text), 5, 0).calls;
    let by_hour = |t| [0.0, 1.0, 2.0, 3.0].map(|hour| calls(&day, t, hour, hour + 1.0));
    assert_eq!(by_hour(0), [10.0, 40.0, 90.0, 40.0]);
    assert_eq!(by_hour(1), [10.0, 20.0, 30.0, 40.0]);
    assert_eq!(calls(&day, 0, 1.0, 1.5), 10.0);
}
