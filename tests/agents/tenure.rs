//! Agents who are still learning.

use crate::{
    common::{log, model},
    replayed,
};

/// Ten calls at once for ten agents: how many take twice as long is how many are new. The share is right in the mean, and
/// each day has nearly its share.
#[test]
fn so_many_agents_are_as_slow_as_their_stage_says() {
    let times = [r#""08:00:00""#; 10].join(", ");
    let group = "staffed = 10\ntenure = [{ share = 0.25, speed = 0.5 }, { share = 0.2, speed = 0.75 }]";
    let centre = model(&replayed(&times, "1m", group, ""));
    let days = 500_u32;
    let seed = rand::random::<u32>().into();
    let (mut new, mut learning) = (Vec::new(), Vec::new());
    for day in 0..days {
        let calls = log(&centre, seed, day.into()).calls;
        let with = |seconds: f64| calls.iter().filter(|c| c.finished_at.as_seconds() == seconds).count();
        assert_eq!(with(60.0) + with(80.0) + with(120.0), 10);
        new.push(with(120.0) as f64);
        learning.push(with(80.0) as f64);
    }
    for (counts, expected) in [(&new, 2.5), (&learning, 2.0)] {
        let mean = counts.iter().sum::<f64>() / f64::from(days);
        // Counts lie within 2 of their mean, so their standard deviation is at most 2; alpha 1e-6.
        assert!(counts.iter().all(|count| (count - expected).abs() <= 2.0), "{counts:?}");
        assert!((mean - expected).abs() < 4.9 * 2.0 / f64::from(days).sqrt(), "{mean}, not {expected}");
    }
}

#[test]
fn the_same_seats_are_new_whatever_more_are_staffed() {
    let slow = |agents: usize| {
        let times = vec![r#""08:00:00""#; agents].join(", ");
        let group = format!("staffed = {agents}\ntenure = [{{ share = 0.4, speed = 0.5 }}]");
        let calls = log(&model(&replayed(&times, "1m", &group, "")), 7, 0).calls;
        calls.iter().map(|c| c.finished_at.as_seconds() == 120.0).collect::<Vec<_>>()
    };
    let many = slow(20);
    assert_eq!(slow(8), many[..8]);
    assert!(many.contains(&true) && many.contains(&false));
}
