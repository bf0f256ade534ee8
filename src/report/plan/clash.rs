//! Which rules contradict each other, in words.

use crate::{
    model::{Model, PlanTerms},
    planning::shifts::{About, NoSchedule},
};

/// Why there is no schedule, in words.
#[must_use]
pub fn clash_text(why: &NoSchedule, model: &Model, terms: &PlanTerms, required: &[Vec<u32>]) -> String {
    match why {
        NoSchedule::Unsolved(why) => {
            format!("there is no schedule: {why}\nhelp: give `time_limit` more, or a larger `gap`")
        }
        NoSchedule::Clash(clash) => {
            let rules: Vec<String> = joined(&clash.rules)
                .into_iter()
                .map(|(rule, count)| format!("  - {}", describe(rule, count, model, terms, required)))
                .collect();
            format!(
                "no schedule keeps these rules together:\n{}\nhelp: {}",
                rules.join("\n"),
                if is_required(&clash.rules) {
                    "change one of them, or give `understaffed_cost_per_hour` to allow that agents are missing"
                } else {
                    "change one of them"
                }
            )
        }
    }
}

/// The same within a sentence.
#[must_use]
pub fn clash_line(why: &NoSchedule, model: &Model, terms: &PlanTerms, required: &[Vec<u32>]) -> String {
    match why {
        NoSchedule::Unsolved(why) => format!("no schedule of theirs was found: {why}"),
        NoSchedule::Clash(clash) => {
            let rules = joined(&clash.rules).into_iter();
            let rules: Vec<String> = rules.map(|(rule, count)| describe(rule, count, model, terms, required)).collect();
            format!("no schedule of theirs keeps these rules together: {}", rules.join("; "))
        }
    }
}

/// Whether a clash is one of required agents whom no head count keeps away: then a price for missing them helps.
fn is_required(rules: &[About]) -> bool {
    rules.iter().any(|rule| matches!(rule, About::Required { .. }))
        && !rules.iter().any(|rule| matches!(rule, About::HeadCount))
}

/// Requirements of intervals in a row as one, with their number.
fn joined(rules: &[About]) -> Vec<(About, usize)> {
    let mut joined: Vec<(About, usize)> = Vec::new();
    for &rule in rules {
        if let (Some((About::Required { group, interval }, count)), About::Required { group: g, interval: i }) =
            (joined.last_mut(), rule)
            && *group == g
            && *interval + *count == i
        {
            *count += 1;
            continue;
        }
        joined.push((rule, 1));
    }
    joined
}

fn describe(rule: About, count: usize, model: &Model, terms: &PlanTerms, required: &[Vec<u32>]) -> String {
    let type_of = |index: usize| &terms.shift_types[index];
    match rule {
        About::Required { group, interval } => {
            let label = |i: usize| model.horizon().interval_label(i).unwrap_or_default();
            let most = required[group][interval..interval + count].iter().max().copied().unwrap_or(0);
            let name = model.agent_groups()[group].name();
            let covers = terms.shift_types.iter().filter(|of| of.group == group).any(|of| {
                let at = interval % model.horizon().intervals_a_day();
                of.starts.iter().any(|start| (*start..start + of.length).contains(&at))
            });
            let nobody = if covers { "" } else { ", when no shift may be worked" };
            let until = if count > 1 {
                format!(" to the interval from {}", label(interval + count - 1))
            } else {
                String::new()
            };
            format!("{most} {name} are required from {}{until}{nobody}", label(interval))
        }
        About::AtLeast(index) => format!("at least {} work \"{}\"", type_of(index).at_least, type_of(index).name),
        About::AtMost(index) => {
            format!("at most {} work \"{}\"", type_of(index).at_most.unwrap_or(u32::MAX), type_of(index).name)
        }
        About::HeadCount => format!("there are {} people, shrinkage included", terms.head_count.unwrap_or(0)),
        About::Days => "whoever has a shift on a day works it".to_owned(),
    }
}
