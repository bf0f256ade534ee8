//! A queue's measures, under the names that the simulator gives them.

use crate::{
    analytic::{Queue, Rule},
    metrics::Unit,
};

/// A measure of a formula.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Its name in snake case.
    pub name: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// In what it is given.
    pub unit: Unit,
    /// Its value; `None` where it is undefined.
    pub value: Option<f64>,
}

/// Every measure of `queue`, with the service level's `wait`, s, and its `rule` first.
#[must_use]
pub fn figures(queue: &dyn Queue, rule: Rule, wait: f64, short: f64) -> Vec<Figure> {
    let figure = |name, title, unit, value| Figure { name, title, unit, value };
    let level = |name, title, rule| figure(name, title, Unit::Share, queue.service_level(rule, wait));
    let mut figures = vec![
        level("service_level", "service level", Rule::Offered),
        level("service_level.answered_only", "service level, answered only", Rule::AnsweredOnly),
        level(
            "service_level.abandons_within_neutral",
            "service level, early abandons ignored",
            Rule::AbandonsWithinNeutral,
        ),
        level("service_level.abandons_within_good", "service level, early abandons as good", Rule::AbandonsWithinGood),
        level(
            "service_level.short_abandons_excluded",
            "service level, short abandons excluded",
            Rule::ShortAbandonsExcluded(short),
        ),
    ];
    // The rule that was asked for comes first.
    let asked = match rule {
        Rule::Offered => 0,
        Rule::AnsweredOnly => 1,
        Rule::AbandonsWithinNeutral => 2,
        Rule::AbandonsWithinGood => 3,
        Rule::ShortAbandonsExcluded(_) => 4,
    };
    figures[..=asked].rotate_right(1);
    let seconds = |name, title, value| figure(name, title, Unit::Seconds, value);
    let share = |name, title, value| figure(name, title, Unit::Share, Some(value));
    figures.extend([
        seconds("average_speed_of_answer", "average speed of answer", queue.average_speed_of_answer()),
        share("abandonment", "abandonment", queue.abandonment()),
        share("waiting_probability", "waiting probability", queue.waiting_probability()),
        share("occupancy", "occupancy", queue.occupancy()),
        seconds("mean_wait", "mean wait of all", Some(queue.mean_wait())),
        seconds("mean_wait_of_abandoned", "mean wait of abandoned", queue.mean_wait_of_abandoned()),
        seconds("wait_p50", "wait, 50% at most", queue.wait_quantile(0.50)),
        seconds("wait_p90", "wait, 90% at most", queue.wait_quantile(0.90)),
        seconds("wait_p95", "wait, 95% at most", queue.wait_quantile(0.95)),
        seconds("wait_p99", "wait, 99% at most", queue.wait_quantile(0.99)),
        figure("queue_length", "mean queue", Unit::Length, Some(queue.queue_length())),
        share("blocked_share", "blocked", queue.blocked_share()),
        figure("attempts", "calls an hour, redials included", Unit::Calls, Some(queue.arrival_rate() * 3600.0)),
    ]);
    figures
}

/// A value as people read it; a dash where it is undefined.
#[must_use]
pub fn written(value: Option<f64>, unit: Unit) -> String {
    use super::super::number::{percent, seconds, thousands};
    let Some(value) = value else { return "-".to_owned() };
    match unit {
        Unit::Share => percent(value),
        Unit::Seconds if value == 0.0 => "0 s".to_owned(),
        Unit::Seconds => seconds(value),
        _ => thousands(value, if value.abs() < 9.95 { 2 } else { 1 }),
    }
}
