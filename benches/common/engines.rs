//! The engines under measurement, all measures of the day on.

#![allow(dead_code, reason = "each bench uses its own part of this")]

use onering::{
    engine::{Centre, is_faster_side_by_side, play, play_by_events, play_by_groups, play_side_by_side, play_together},
    metrics::Collector,
    model::Model,
};

/// One of the ways to play a replication.
type Way<'m> = fn(&Model, u64, u64, &mut Centre, &mut Collector<'m>);

fn count<'m>(model: &'m Model, replications: u64, way: Way<'m>) -> u64 {
    let (mut centre, mut collector) = (Centre::default(), Collector::new(model));
    for replication in 0..replications {
        collector.begin(replication);
        way(model, 1, replication, &mut centre, &mut collector);
        collector.end();
    }
    assert_eq!(collector.into_summary().replications(), replications);
    (model.expected_calls() * replications as f64) as u64
}

/// Calls played as `onering run` plays them: two replications side by side where that is faster.
pub fn chosen(model: &Model, replications: u64) -> u64 {
    if !is_faster_side_by_side(model) {
        return count(model, replications, play);
    }
    assert!(replications.is_multiple_of(2), "replications come in pairs");
    let mut centre = Centre::default();
    let [mut left, mut right] = [Collector::new(model), Collector::new(model)];
    for pair in 0..replications / 2 {
        left.begin(2 * pair);
        right.begin(2 * pair + 1);
        play_side_by_side(model, 1, [2 * pair, 2 * pair + 1], &mut centre, [&mut left, &mut right]);
        left.end();
        right.end();
    }
    let mut summary = left.into_summary();
    summary.merge(&right.into_summary());
    assert_eq!(summary.replications(), replications);
    (model.expected_calls() * replications as f64) as u64
}

/// Calls played as several groups are, however few there are.
pub fn by_groups(model: &Model, replications: u64) -> u64 {
    count(model, replications, play_by_groups)
}

/// Calls played by the general engine.
pub fn general(model: &Model, replications: u64) -> u64 {
    count(model, replications, play_by_events)
}

/// Calls of several levels played together, each counted.
pub fn together(models: &[&Model], replications: u64) -> u64 {
    let mut centre = Centre::default();
    let mut collectors: Vec<Collector<'_>> = models.iter().map(|model| Collector::new(model)).collect();
    for replication in 0..replications {
        collectors.iter_mut().for_each(|collector| collector.begin(replication));
        play_together(models, 1, replication, &mut centre, &mut collectors.iter_mut().collect::<Vec<_>>());
        collectors.iter_mut().for_each(Collector::end);
    }
    let calls = |model: &&Model| (model.expected_calls() * replications as f64) as u64;
    models.iter().map(calls).sum()
}
