//! The share of calls answered within the acceptable wait, under each rule of counting.
//!
//! "Within" means at most: a wait equal to the acceptable wait is within. Items that are carried over at closing and are not
//! due yet count nowhere: they are decided on another day.

use super::{How, Measure, Unit, Whose};
use crate::{metrics::CallTally, model::ServiceLevelRule, stats::Pair};

/// The calls that count as good under `rule`, and those that count at all.
#[must_use]
pub const fn rule_parts(rule: ServiceLevelRule, calls: &CallTally) -> (u64, u64) {
    match rule {
        ServiceLevelRule::Offered => (calls.answered_within, calls.due()),
        ServiceLevelRule::AnsweredOnly => (calls.answered_within, calls.answered),
        ServiceLevelRule::AbandonsWithinNeutral => (calls.answered_within, calls.due() - calls.abandoned_within),
        ServiceLevelRule::AbandonsWithinGood => (calls.answered_within + calls.abandoned_within, calls.due()),
        ServiceLevelRule::ShortAbandonsExcluded => (calls.answered_within, calls.due() - calls.short_abandons),
    }
}

fn pair(rule: ServiceLevelRule, calls: &CallTally) -> Pair {
    let (good, all) = rule_parts(rule, calls);
    Pair::new(good as f64, all as f64)
}

const fn rule(name: &'static str, title: &'static str, formula: &'static str, how: How) -> Measure {
    Measure { name, title, unit: Unit::Share, whose: Whose::Everyone, by_interval: true, formula, how }
}

/// The default rule first.
pub const MEASURES: &[Measure] = &[
    rule(
        "service_level",
        "service level",
        "answered within the acceptable wait / offered: every abandonment counts against it",
        How::Share(|t| pair(ServiceLevelRule::Offered, &t.calls)),
    ),
    rule(
        "service_level.answered_only",
        "service level, answered only",
        "answered within / answered: abandonments are ignored",
        How::Share(|t| pair(ServiceLevelRule::AnsweredOnly, &t.calls)),
    ),
    rule(
        "service_level.abandons_within_neutral",
        "service level, early abandons ignored",
        "answered within / (offered - abandoned within)",
        How::Share(|t| pair(ServiceLevelRule::AbandonsWithinNeutral, &t.calls)),
    ),
    rule(
        "service_level.abandons_within_good",
        "service level, early abandons as good",
        "(answered within + abandoned within) / offered",
        How::Share(|t| pair(ServiceLevelRule::AbandonsWithinGood, &t.calls)),
    ),
    rule(
        "service_level.short_abandons_excluded",
        "service level, short abandons excluded",
        "answered within / (offered - short abandons)",
        How::Share(|t| pair(ServiceLevelRule::ShortAbandonsExcluded, &t.calls)),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The reference example of Call Centre Helper and ICMI: 1000 answered, 60 abandoned, 860
    /// answered within, 20 abandoned within, 10 of them short.
    #[test]
    fn the_rules_give_the_published_values() {
        let calls = CallTally {
            answered: 1000,
            abandoned: 60,
            answered_within: 860,
            abandoned_within: 20,
            short_abandons: 10,
            ..CallTally::default()
        };
        let level = |rule| {
            let (good, all) = rule_parts(rule, &calls);
            (good as f64 / all as f64 * 1000.0).round() / 1000.0
        };
        assert_eq!(level(ServiceLevelRule::Offered), 0.811);
        assert_eq!(level(ServiceLevelRule::AnsweredOnly), 0.860);
        assert_eq!(level(ServiceLevelRule::AbandonsWithinNeutral), 0.827);
        assert_eq!(level(ServiceLevelRule::AbandonsWithinGood), 0.830);
        assert_eq!(level(ServiceLevelRule::ShortAbandonsExcluded), 0.819);
    }

    #[test]
    fn every_rule_of_the_model_is_a_measure() {
        for rule in ServiceLevelRule::ALL {
            let name = match rule {
                ServiceLevelRule::Offered => "service_level".to_owned(),
                _ => format!("service_level.{}", rule.name()),
            };
            assert!(MEASURES.iter().any(|m| m.name == name), "{name}");
        }
    }
}
