//! What a plan found, in sentences.

use super::{PlanOutcome, Scheduled};
use crate::{
    experiment::{PointResult, PromiseOutcome},
    planning::{
        requirement::{Demanded, GivenUp},
        shifts::Proof,
    },
    report::number::{Money, percent, thousands},
    stats::{Confidence, Estimate, Pair, ratio_difference},
};

/// Intervals that are named one by one.
const MOST_LABELS: usize = 6;

/// The plan in sentences: what it takes, how sure that is, what the shifts add, and what finance's head count misses.
#[must_use]
pub fn plan_findings(plan: &PlanOutcome) -> Vec<String> {
    let mut said = vec![requirement(plan), removals(plan)];
    said.extend(coarse(plan));
    said.extend(several_skills(plan));
    if let Some(volume) = plan.volume {
        let by = if volume.is_of_all {
            "all day factors together, from drawn days; how it splits over call types is the forecast's, and factors of intervals still vary"
        } else {
            "the factor that all call types share on a day; factors of intervals still vary"
        };
        said.insert(0, format!("Staffed for days of {} of the forecast volume, by {by}.", percent(volume.factor)));
    }
    if let Some(scheduled) = &plan.scheduled {
        said.push(schedule(plan, scheduled));
    }
    if let (Some(scheduled), Some(given)) = (&plan.scheduled, &plan.given) {
        said.push(gap(plan, scheduled, given));
    } else if let (Some(scheduled), Some(why)) = (&plan.scheduled, &plan.not_given) {
        said.push(format!(
            "Finance gives {} people, the model says {}, and {why}.",
            plan.terms.head_count.unwrap_or(0),
            heads(scheduled.people)
        ));
    } else if let (Some(scheduled), Some(people)) = (&plan.scheduled, plan.terms.head_count) {
        said.push(format!("Finance gives {people} people; the plan takes {}.", heads(scheduled.people)));
    }
    said
}

fn requirement(plan: &PlanOutcome) -> String {
    let required = &plan.requirement.required;
    let peak = (0..plan.model.horizon().intervals())
        .map(|i| (required.iter().map(|of_group| of_group[i]).sum::<u32>(), i))
        .max_by_key(|(agents, i)| (*agents, std::cmp::Reverse(*i)));
    let peak = peak.map_or_else(String::new, |(agents, i)| {
        format!(", at most {agents} agents (from {})", plan.model.horizon().interval_label(i).unwrap_or_default())
    });
    let is_missed = !plan.requirement.proof.is_kept(Demanded::Estimate);
    let how = if plan.requirement.proof.is_kept(Demanded::Surely) {
        "surely kept"
    } else if plan.requirement.proof.is_kept(Demanded::Estimate) {
        "kept by the estimates, not beyond doubt"
    } else {
        "missed on the callers of the proof; ask for more replications"
    };
    format!(
        "{} agent hours on the line {} the promises{peak}: {how}. {}",
        thousands(plan.hours(required), 1),
        if is_missed { "are the nearest found to" } else { "keep" },
        erlang(plan),
    )
}

/// What Erlang A asks for, and where it has no answer.
fn erlang(plan: &PlanOutcome) -> String {
    let with_calls: Vec<_> = plan.requirement.start.iter().flatten().filter(|i| i.calls > 0.0).collect();
    let answers: Vec<f64> = with_calls.iter().filter_map(|i| i.erlang).collect();
    let without = with_calls.len() - answers.len();
    if answers.is_empty() {
        return "Erlang A has no answer to these promises.".to_owned();
    }
    let hours = answers.iter().map(|agents| agents.ceil()).sum::<f64>() * plan.interval_hours();
    let text = format!("Erlang A, interval by interval, asks for {}", thousands(hours, 1));
    match without {
        0 => text + ".",
        1 => text + ", and has no answer in one interval.",
        more => format!("{text}, and has no answer in {more} intervals."),
    }
}

/// Agent hours of a schedule above the requirement, each interval for itself: too few in one do not make up for
/// too many in another.
fn hours_above(plan: &PlanOutcome, scheduled: &Scheduled) -> f64 {
    let there = scheduled.proved.schedule.on_line.iter().flatten();
    let needed = plan.requirement.required.iter().flatten();
    f64::from(there.zip(needed).map(|(there, needed)| there.saturating_sub(*needed)).sum::<u32>())
        * plan.interval_hours()
}

fn removals(plan: &PlanOutcome) -> String {
    let of = plan.requirement.removals;
    let all = of.surely_break + of.in_doubt + of.keep;
    let mut text =
        format!("Of {all} agents who could be left out of one interval, {} are surely needed", of.surely_break);
    if of.in_doubt > 0 {
        text += &format!(", and {} lie within the doubt of the intervals", of.in_doubt);
    }
    if of.keep > 0 {
        text += &format!(", and {} could go by the callers of the proof", of.keep);
    }
    text + "."
}

/// Where the plan gives up a part of the day; `None` where it does not.
#[must_use]
pub fn given_up_text(plan: &PlanOutcome) -> Option<String> {
    let name = |of: &GivenUp| format!("\"{}\"", plan.model.promises()[of.promise].name());
    let names: Vec<String> = plan.given_up.iter().map(name).collect();
    let is_in = |i: &usize| plan.given_up.iter().any(|of| of.intervals.contains(i));
    let intervals: Vec<usize> = (0..plan.model.horizon().intervals()).filter(is_in).collect();
    let labels: Vec<String> = intervals.iter().filter_map(|i| plan.model.horizon().interval_label(*i)).collect();
    let (first, more) = labels.split_at(labels.len().min(MOST_LABELS));
    let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
    (!labels.is_empty()).then(|| {
        format!(
            "{} {} given up from {}{more} ({} of {} intervals): the promise weighs the calls of the whole day, and agents do more for it at other times; `kept = \"interval\"` in its [[promise]] forbids that",
            names.join(", "),
            if names.len() == 1 { "is" } else { "are" },
            first.join(", "),
            labels.len(),
            plan.model.horizon().intervals(),
        )
    })
}

/// How far the search went, where its effort did not suffice for the end.
fn coarse(plan: &PlanOutcome) -> Option<String> {
    let of = plan.requirement.coarse?;
    let million = |calls: f64| thousands((calls / 1e6).ceil(), 0);
    let blocks = if of.block == 1 {
        "single intervals".to_owned()
    } else {
        format!("blocks of {} intervals", thousands(of.block as f64, 0))
    };
    Some(format!(
        "The search was cut short: to the end it would play about {} million calls, and {} million are allowed (--effort). It moved agents by the whole time first and last by {blocks}; promises are judged on {} replications, and who could be left out on {}. A cheaper staffing may exist. --long searches to the end.",
        million(of.whole),
        million(of.effort),
        thousands(of.verdict as f64, 0),
        thousands(of.removal as f64, 0),
    ))
}

/// What the integer program with cuts says of the least pay, and what it does not prove.
fn several_skills(plan: &PlanOutcome) -> Option<String> {
    let cuts = plan.requirement.cuts.filter(|cuts| cuts.bound > 0.0)?;
    let money = Money::of(&plan.outcome.currency);
    let (cost, gap) = (plan.requirement.cost, plan.requirement.cost - cuts.bound);
    let above = if gap > 0.0 { format!("{} above", percent(gap / cuts.bound)) } else { "no more than".to_owned() };
    Some(format!(
        "Which groups these are is the cheapest mix that was found: {} of pay on the line, {above} the {} of the integer program with {} cuts from simulation. That figure is an estimate, not a proof: it takes each further agent to help no more than the one before, and promises to be kept by the estimates.",
        money.amount(cost),
        money.amount(cuts.bound),
        cuts.rows
    ))
}

fn schedule(plan: &PlanOutcome, scheduled: &Scheduled) -> String {
    let money = Money::of(&plan.outcome.currency);
    let of = &scheduled.proved;
    let hours = plan.hours(&of.schedule.on_line);
    let mut text = format!(
        "The cheapest shifts take {} people and cost {} of pay; {} of their {} hours on the line exceed the requirement. {}",
        heads(scheduled.people),
        money.amount(of.schedule.pay),
        thousands(hours_above(plan, scheduled), 1),
        thousands(hours, 1),
        proof(&of.schedule.proof, of.schedule.pay + of.schedule.mismatch)
    );
    if of.raised > 0 {
        text += &format!(" The requirement was raised {} times because the schedule broke a promise.", of.raised);
    }
    if of.eased > 0 {
        text +=
            &format!(" The requirement was eased {} times because hours to spare elsewhere make up for it.", of.eased);
    }
    text += if of.verdict.is_kept(Demanded::Surely) {
        " Played as it is, it surely keeps the promises."
    } else if of.verdict.is_kept(Demanded::Estimate) {
        " Played as it is, it keeps the promises by the estimates."
    } else {
        " Played as it is, it misses a promise: allow other shifts, or make understaffing dearer."
    };
    text
}

fn proof(proof: &Proof, cost: f64) -> String {
    match proof {
        Proof::Optimal => "No schedule for this requirement is cheaper.".to_owned(),
        Proof::Within { bound, is_out_of_time } => format!(
            "No schedule for this requirement is cheaper by more than {}{}.",
            percent(((cost - bound) / cost).max(0.0)),
            if *is_out_of_time { " (the time limit was reached)" } else { "" }
        ),
    }
}

/// "Finance gives 58, the model says 64", and what lies between.
fn gap(plan: &PlanOutcome, full: &Scheduled, given: &Scheduled) -> String {
    let money = Money::of(&plan.outcome.currency);
    let level =
        |of: &Scheduled| of.result.overall("service_level").map_or_else(|| "-".to_owned(), |e| percent(e.value));
    let missed: Vec<String> = given
        .result
        .promises
        .iter()
        .filter(|promise| !promise.is_kept())
        .map(|promise: &PromiseOutcome| format!("\"{}\"", promise.name))
        .collect();
    let confidence = Confidence::new(plan.outcome.confidence).unwrap_or(Confidence::NINETY_FIVE);
    let lost = lost_calls(&given.result, &full.result, confidence);
    let pay = full.proved.schedule.pay - given.proved.schedule.pay;
    let days = plan.model.horizon().days() as f64;
    let mut text = format!(
        "Finance gives {} people, the model says {}: shifts of theirs that miss the fewest required hours ({} people in whole agents, shrinkage included) give a service level of {} instead of {}",
        plan.terms.head_count.unwrap_or(0),
        heads(full.people),
        heads(given.people),
        level(given),
        level(full)
    );
    text += &if missed.is_empty() {
        ", and every promise is still kept: the model's is the cheapest schedule, not that of the fewest people"
            .to_owned()
    } else {
        format!(", and {} is missed", missed.join(", "))
    };
    if let Some(lost) = lost {
        text += &format!(
            "; {} more calls a day are abandoned (± {}), while pay is {} {}",
            thousands(lost.value, 1),
            thousands(lost.half_width.unwrap_or(0.0), 1),
            money.amount(pay.abs()),
            if pay < 0.0 { "higher" } else { "lower" }
        );
        if lost.lower() > 0.0 && pay > 0.0 {
            text += &format!(": {} for each call", money.digits(pay / (lost.value * days), 2));
        }
    }
    text + "."
}

/// Calls a day that one run loses and the other does not, in pairs.
fn lost_calls(more: &PointResult, fewer: &PointResult, confidence: Confidence) -> Option<Estimate> {
    let parts = |of: &PointResult| -> Vec<Pair> {
        of.sections.iter().map(|totals| Pair::new(totals.calls.abandoned as f64, totals.base)).collect()
    };
    ratio_difference(&parts(more), &parts(fewer), confidence)
}

fn heads(people: f64) -> String {
    if people.fract().abs() < 1e-9 { thousands(people, 0) } else { thousands(people, 1) }
}
