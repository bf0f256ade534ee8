//! What a planner has to know about a fit before trusting it.

use jiff::civil::Weekday;

use super::{
    fit::Fit,
    handling::{Differ, differ},
    settings::StaffBy,
    tally::Moments,
};

/// Fewer days than this say little about how days differ.
const FEW_DAYS: usize = 10;
/// A p-value below which a difference is told.
const ALPHA: f64 = 0.001;

pub(super) fn of(fit: &Fit) -> Vec<String> {
    let mut warnings = Vec::new();
    let days = fit.days.used.len();
    if days < FEW_DAYS {
        warnings
            .push(format!("only {days} days are used: how busy days differ, and rates by interval, are hardly known"));
    }
    if fit.days.row.len() == 1
        && let Some(found) = weekdays_differ(fit).filter(|d| d.p_value < ALPHA)
    {
        warnings.push(format!(
            "days of the week differ: from {:.2} to {:.2} times the usual volume; --week writes each of them, --days mon a Monday",
            found.fastest, found.slowest
        ));
    }
    let gaps = fit.days.row.windows(2).any(|pair| pair[0].weekday.map(Weekday::next) != pair[1].weekday);
    if gaps {
        warnings.push("the days of the week used do not follow each other; they are played as if they did".to_owned());
    }
    let erlang_a = "the number with which Erlang A loses as many calls as the log did";
    match (&fit.agents, fit.settings.staff_by) {
        (Some(_), StaffBy::Seen) => warnings.push("`staffed` counts the different agents seen talking in an interval: an upper bound, since people come and go within it; --staff erlang-a takes as many as explain the calls that were lost".to_owned()),
        (Some(_), StaffBy::ErlangA) => warnings.push(format!("`staffed` is {erlang_a}, not who was there")),
        (None, _) => warnings.push(format!("the log names no agents: `staffed` is {erlang_a}")),
    }
    if fit.groups.len() > 1 {
        warnings.push(format!(
            "{} groups of agents are told from who was seen serving what; which of them a call tries first is not known, and the scenario takes those with fewest skills first; --one-group takes all as one",
            fit.groups.len()
        ));
    }
    if fit.set_aside.blocked > 0 {
        warnings.push(format!(
            "{} calls were blocked and are no arrivals of the scenario: give it [lines], and their arrivals",
            fit.set_aside.blocked
        ));
    }
    for of in &fit.types {
        let name = &of.name;
        if let Some(test) = of.arrivals.poisson.filter(|test| test.p_value < ALPHA) {
            warnings.push(format!("{name}: arrivals within six minutes are not Poisson (p = {:.1e}, distance {:.3}); the scenario takes them as such", test.p_value, test.distance));
        }
        let asked = |family: &Option<String>| family.clone().unwrap_or_default();
        if of.patience.fell_back {
            let family = asked(&fit.settings.patience_family);
            warnings
                .push(format!("{name}: these waits do not determine a {family} patience; the exponential stands in"));
        }
        for (times, what) in [(&of.talk, "talk times"), (&of.after_call_work, "after-call work")] {
            if times.as_ref().is_some_and(|times| times.fell_back) {
                let family = asked(&fit.settings.handle_family);
                warnings.push(format!("{name}: these {what} do not determine a {family}; the exponential stands in"));
            }
        }
        if let Some(work) = of.after_call_work.as_ref().filter(|work| work.zeros > 0) {
            let share = 100.0 * work.zeros as f64 / (work.zeros + work.sample.events()) as f64;
            warnings.push(format!("{name}: {share:.0} % of the after-call work is of 0 s; a gamma with the mean and spread of all stands for it"));
        }
        let Some(talk) = &of.talk else {
            warnings.push(format!("{name}: no talk time is known; those of all types are taken"));
            continue;
        };
        let depends = [
            (talk.by_interval, "interval of the day", "`handle_time_factor` says how".to_owned()),
            (
                talk.by_agent,
                "agent",
                format!(
                    "the scenario takes all agents as alike; `speed_spread = {:.2}` in an agent group lets them differ as much",
                    talk.by_agent.map_or(0.0, |found| found.spread)
                ),
            ),
        ];
        for (found, what, done) in depends {
            if let Some(found) = found.filter(Differ::matters) {
                warnings.push(format!(
                    "{name}: talk times depend on the {what} ({:.0} % of the variance of their logarithms; {:.2} to {:.2} times the usual); {done}",
                    100.0 * found.share_of_variance, found.fastest, found.slowest
                ));
            }
        }
    }
    warnings
}

/// An analysis of variance of the logarithms of the days' volumes, by day of the week.
fn weekdays_differ(fit: &Fit) -> Option<Differ> {
    let mut groups = vec![Moments::default(); 7];
    for (i, day) in fit.days.used.iter().enumerate() {
        let offered: f64 = fit.types.iter().map(|of| of.arrivals.by_day[i].1).sum();
        groups[day.weekday().to_monday_zero_offset() as usize].add(offered.max(1.0).ln());
    }
    differ(&groups, 2.0)
}
