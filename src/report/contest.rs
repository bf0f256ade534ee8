//! What `compare` found: tables and plain verdicts.

use super::{
    finding::capital,
    number::{Money, difference_with_interval, thousands, with_interval},
    outcome::{Outcome, per, replications},
    promise::{contradictions, mending_finding, value_of},
    run_table::table,
};
use crate::{
    experiment::{
        COST_PER_OFFERED_CALL, COST_PER_RESOLVED_ISSUE, Contest, Difference, Feasibility, Found, ISSUES_RESOLVED,
        Mending, PointResult, Selection,
    },
    metrics::{Unit, measures::named},
    model::Model,
    stats::Estimate,
};

/// What `compare` found.
#[derive(Clone, Debug)]
pub struct ContestOutcome {
    /// Of itself.
    pub outcome: Outcome,
    /// The policies.
    pub policies: Vec<PolicyOutcome>,
    /// The one that the others are held against.
    pub baseline: usize,
    /// The measure that decides.
    pub best: String,
    /// Whether the most of it is best.
    pub more_is_better: bool,
    /// How they stand.
    pub contest: Contest,
}

/// One policy and what became of it.
#[derive(Clone, Debug)]
pub struct PolicyOutcome {
    /// What it is called.
    pub name: String,
    /// The question it answers.
    pub question: Option<String>,
    /// The keys that were set to numbers.
    pub design: Vec<(String, f64)>,
    /// The centre.
    pub model: Model,
    /// What was measured.
    pub result: PointResult,
}

/// The unit of a compared measure.
#[must_use]
pub fn unit_of(measure: &str) -> Unit {
    if measure == COST_PER_OFFERED_CALL { Unit::Money } else { named(measure).map_or(Unit::Calls, |m| m.unit) }
}

/// The heading of a compared measure.
#[must_use]
pub fn title_of(measure: &str) -> String {
    match measure {
        COST_PER_OFFERED_CALL => "cost per offered call".to_owned(),
        _ => named(measure).map_or_else(|| measure.to_owned(), |m| m.title.to_owned()),
    }
}

impl ContestOutcome {
    fn model(&self) -> &Model {
        &self.policies[self.baseline].model
    }

    /// The measures in which anything happened. Where issues are solved or not, what they are takes the place of what
    /// calls are.
    #[must_use]
    pub fn shown(&self) -> Vec<&'static str> {
        let solves = self.policies.iter().any(|p| p.result.overall(ISSUES_RESOLVED).is_some_and(|e| e.value > 0.0));
        let is_shown = |measure: &&'static str| match *measure {
            "cost_per_answered_call" | "mean_wait" => !solves || self.best == *measure,
            COST_PER_RESOLVED_ISSUE | ISSUES_RESOLVED => solves,
            _ => true,
        };
        let something = |measure: &&&str| {
            self.policies.iter().any(|p| p.result.overall(measure).is_some_and(|e| e.value != 0.0))
                || (**measure == COST_PER_OFFERED_CALL && self.policies.iter().any(|p| has_cost(&p.result)))
        };
        crate::experiment::COMPARED.iter().filter(something).copied().filter(is_shown).collect()
    }

    /// The difference of a policy to the baseline in a measure.
    #[must_use]
    pub fn difference(&self, policy: usize, measure: &str) -> Option<&Difference> {
        self.contest.standings[policy].differences.iter().find(|d| d.measure == measure)
    }
}

fn has_cost(result: &PointResult) -> bool {
    result.overall("cost").is_some_and(|cost| cost.value != 0.0)
}

/// The tables: what each policy gives, and how it differs from the baseline.
#[must_use]
pub fn contest_table(found: &ContestOutcome) -> String {
    let count = found.policies[found.baseline].result.replications;
    format!(
        "{}\n{} of each policy, on the same callers; {}% confidence, seed {}\n\n{}\n\nDifference from {}; the intervals of a column hold together\n\n{}\n",
        found.outcome.title,
        replications(found.model(), count),
        found.outcome.confidence * 100.0,
        found.outcome.seed,
        values(found),
        found.policies[found.baseline].name,
        differences(found)
    )
}

fn heading(found: &ContestOutcome, measures: &[&str]) -> Vec<String> {
    let of = |measure: &&str| match *measure {
        "cost" => format!("cost\n{}", per(found.model())),
        other => title_of(other)
            .replace(" per ", "\nper ")
            .replace("speed of", "speed\nof")
            .replace("issues solved", "issues\nsolved")
            .replace("service level", "service\nlevel")
            .replace("mean wait", "mean\nwait"),
    };
    std::iter::once("policy".to_owned()).chain(measures.iter().map(of)).collect()
}

fn values(found: &ContestOutcome) -> String {
    let money = Money::of(&found.outcome.currency);
    let shown: Vec<&str> = found.shown().into_iter().filter(|m| *m != COST_PER_OFFERED_CALL).collect();
    let promises = found.policies.iter().any(|p| !p.result.promises.is_empty());
    let mut heading = heading(found, &shown);
    heading.extend(promises.then(|| "keeps".to_owned()));
    let mut table = table(&heading);
    for (index, policy) in found.policies.iter().enumerate() {
        let cells = shown.iter().map(|m| with_interval(policy.result.overall(m), unit_of(m), &money));
        let keeps = promises.then(|| keeps(found, index));
        table.add_row(std::iter::once(policy.name.clone()).chain(cells).chain(keeps));
    }
    table.to_string()
}

/// The promises that a policy keeps, with the share of days, and those that it misses.
fn keeps(found: &ContestOutcome, policy: usize) -> String {
    let of = |promise: &crate::experiment::PromiseOutcome| {
        let days = promise.days.map_or_else(String::new, |days| format!(" ({} of days)", super::percent(days.value)));
        match (promise.is_kept(), promise.is_sure()) {
            (true, _) => format!("{}{days}", promise.name),
            (false, true) => format!("not {}{days}", promise.name),
            (false, false) => format!("perhaps {}{days}", promise.name),
        }
    };
    found.policies[policy].result.promises.iter().map(of).collect::<Vec<_>>().join(", ")
}

fn differences(found: &ContestOutcome) -> String {
    let money = Money::of(&found.outcome.currency);
    let shown = found.shown();
    let mut table = table(&heading(found, &shown));
    for (index, policy) in found.policies.iter().enumerate().filter(|(i, _)| *i != found.baseline) {
        let cells = shown.iter().map(|measure| {
            let difference = found.difference(index, measure).and_then(|d| d.estimate);
            difference_with_interval(difference, unit_of(measure), &money)
        });
        table.add_row(std::iter::once(policy.name.clone()).chain(cells));
    }
    table.to_string()
}

/// What was found, sentence by sentence: each policy against the baseline, who is out, and who is best.
#[must_use]
pub fn contest_findings(found: &ContestOutcome) -> Vec<String> {
    let mut findings: Vec<String> = (0..found.policies.len()).filter_map(|policy| verdict(found, policy)).collect();
    findings.extend(out(found));
    findings.push(best(found));
    findings
}

/// What policies do to their promises: where they contradict them, by how much, and the cheapest changes that keep them; `mendings` are
/// by policy. Where nothing was sought or found for the same reason, one sentence says it for all.
#[must_use]
pub fn promise_findings(found: &ContestOutcome, mendings: &[Vec<Mending>]) -> Vec<String> {
    let currency = &found.outcome.currency;
    let mut findings = Vec::new();
    let mut without: Vec<(&Mending, String, Vec<&str>)> = Vec::new();
    for (policy, mendings) in found.policies.iter().zip(mendings) {
        let of_this = |sentence: String| format!("{}: {sentence}", capital(&policy.name));
        findings.extend(contradictions(&policy.result.promises, currency).into_iter().map(of_this));
        for mending in mendings {
            let sentence = of_this(mending_finding(mending, &policy.model, currency));
            // The same said of the same promise.
            let is_alike = |of: &&mut (&Mending, String, Vec<&str>)| of.0 == mending;
            match (&mending.found, without.iter_mut().find(is_alike)) {
                (Found::Change { .. } | Found::NotBy(_), _) => findings.push(sentence),
                (_, Some((_, _, others))) => others.push(&policy.name),
                (_, None) => without.push((mending, sentence, Vec::new())),
            }
        }
    }
    findings.extend(without.into_iter().map(|(_, sentence, mut others)| {
        others.dedup();
        if others.is_empty() { sentence } else { format!("{sentence} The same goes for {}.", others.join(", ")) }
    }));
    findings
}

/// "A beats B by $4 to $7 a day, 0.4 to 0.7 cents a call", "C cannot be told from A with 400 days; 2,100 would do".
fn verdict(found: &ContestOutcome, policy: usize) -> Option<String> {
    let difference = found.difference(policy, &found.best)?;
    let (name, other) = (capital(&found.policies[policy].name), &found.policies[found.baseline].name);
    let count = found.policies[policy].result.replications;
    let Some(sign) = difference.sign() else {
        let days = replications(found.model(), count);
        let enough = match difference.replications_needed {
            Some(needed) if needed > 100_000_000 => "; no number of days worth playing would do".to_owned(),
            Some(needed) => format!("; {} would do", thousands(round_up(needed), 0)),
            None if difference.estimate.is_some_and(|e| e.value == 0.0) => ": there is no difference at all".to_owned(),
            None => String::new(),
        };
        return Some(format!("{name} cannot be told from {other} with {days}{enough}.{}", service(found, policy)));
    };
    let is_better = (sign > 0.0) == found.more_is_better;
    let verb = if is_better { "beats" } else { "loses to" };
    let money = Money::of(&found.outcome.currency);
    let by = range(&found.best, difference.estimate?, &money, found);
    let each = found
        .difference(policy, COST_PER_OFFERED_CALL)
        .filter(|d| found.best == "cost" && d.sign() == Some(sign))
        .and_then(|d| d.estimate)
        .map_or_else(String::new, |e| format!(" ({} a call)", range(COST_PER_OFFERED_CALL, e, &money, found)));
    // An amount by itself is of the cost of a day.
    let of = if found.best == "cost" { String::new() } else { format!(" in {}", title_of(&found.best)) };
    Some(format!("{name} {verb} {other} by {by}{each}{of}.{}", service(found, policy)))
}

/// What a policy that is judged by its cost does to the service.
fn service(found: &ContestOutcome, policy: usize) -> String {
    if !found.best.starts_with("cost") {
        return String::new();
    }
    let Some(level) = found.difference(policy, "service_level") else { return String::new() };
    let (Some(sign), Some(estimate)) = (level.sign(), level.estimate) else { return String::new() };
    let money = Money::of(&found.outcome.currency);
    let word = if sign > 0.0 { "higher" } else { "lower" };
    format!(" Its service level is {} {word}.", range("service_level", estimate, &money, found))
}

/// Days needed, to two digits and no fewer.
fn round_up(count: u64) -> f64 {
    let digits = 10_f64.powf((count as f64).log10().floor() - 1.0).max(1.0);
    (count as f64 / digits).ceil() * digits
}

/// "$4 to $7 a day", "4 to 7 cents", "1.2 to 3 points", of the size of a difference.
fn range(measure: &str, estimate: Estimate, money: &Money, found: &ContestOutcome) -> String {
    let (a, b) = (estimate.lower().abs(), estimate.upper().abs());
    let (low, high) = (a.min(b), a.max(b));
    match unit_of(measure) {
        Unit::Share => format!("{} to {} points", digits(low * 100.0), digits(high * 100.0)),
        Unit::Money if measure == "cost" => {
            format!("{} to {} {}", money.amount(low), money.amount(high), per(found.model()))
        }
        Unit::Money => {
            let (low, high) = (money.small_amount(low), money.small_amount(high));
            match (low.split_once(' '), high.split_once(' ')) {
                _ if low == high => format!("about {low}"),
                (Some((number, a)), Some((_, b))) if a.trim_end_matches('s') == b.trim_end_matches('s') => {
                    format!("{number} to {high}")
                }
                _ => format!("{low} to {high}"),
            }
        }
        _ => {
            let (low, high) = (value_of(measure, low, money), value_of(measure, high, money));
            format!("{} to {high}", low.trim_end_matches(" s"))
        }
    }
}

fn digits(value: f64) -> String {
    let decimals = match value {
        v if v >= 9.95 => 0,
        v if v >= 0.095 => 1,
        _ => 2,
    };
    thousands(value, decimals)
}

/// Who is out, and why.
fn out(found: &ContestOutcome) -> Option<String> {
    let standings = found.contest.standings.iter().zip(&found.policies);
    let out: Vec<String> = standings
        .filter(|(standing, _)| standing.feasibility == Feasibility::Missed)
        .map(|(standing, policy)| format!("{} (misses {})", policy.name, quoted(&standing.missed)))
        .collect();
    (!out.is_empty()).then(|| format!("Out, as they surely miss what must be kept: {}.", out.join(", ")))
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(" and ")
}

/// Who is best, and how sure that is.
fn best(found: &ContestOutcome) -> String {
    let contest = &found.contest;
    let measure = title_of(&found.best);
    let most = if found.more_is_better { "highest" } else { "lowest" };
    let Some(best) = contest.best else {
        return "No policy keeps what must be kept; none is chosen.".to_owned();
    };
    let name = capital(&found.policies[best].name);
    let candidates = contest.candidates();
    let are_measured_to_keep = contest.standings[best].is_measured_to_keep;
    let among = match (candidates.len() == contest.standings.len(), are_measured_to_keep) {
        (true, _) => "",
        (false, true) => " of those that keep what they must",
        (false, false) => " of those that may keep what they must",
    };
    let unclear = if contest.standings[best].feasibility == Feasibility::Unclear {
        " Whether it keeps all it must is not sure yet."
    } else {
        ""
    };
    let doubtful = doubtful(found, &candidates);
    let of = |policies: &mut dyn Iterator<Item = usize>| {
        policies.map(|p| found.policies[p].name.as_str()).collect::<Vec<_>>().join(" and ")
    };
    if candidates.len() == 1 {
        return format!(
            "{name} is the only one {}.{unclear}{doubtful}",
            if doubtful.is_empty() { "left" } else { "that keeps what it must, as measured" }
        );
    }
    if contest.is_sure {
        let sure = found.outcome.confidence * 100.0;
        return format!("{name} has the {most} {measure}{among}, {sure}% sure.{unclear}{doubtful}");
    }
    let others = of(&mut contest.may_be_best.iter().copied().filter(|p| *p != best));
    if others.is_empty() && !doubtful.is_empty() {
        return format!("{name} has the {most} {measure}{among}, as measured.{unclear}{doubtful}");
    }
    if others.is_empty() {
        return format!(
            "{name} has the {most} {measure} measured{among}; too little was played to say who may be as good.{unclear}{doubtful}"
        );
    }
    let would = contest.replications_needed.filter(|n| *n <= 100_000_000).map_or_else(String::new, |needed| {
        format!("; {} would tell", replications(found.model(), round_up(needed) as u64))
    });
    format!("{name} has the {most} {measure} measured{among}; {others} may be as good{would}.{unclear}{doubtful}")
}

/// Those that were not compared for the best, as they are measured to miss what must be kept, though not surely.
fn doubtful(found: &ContestOutcome, candidates: &[usize]) -> String {
    let standings = found.contest.standings.iter().enumerate();
    let doubtful = standings.filter(|(i, s)| s.feasibility != Feasibility::Missed && !candidates.contains(i));
    let names: Vec<&str> = doubtful.map(|(i, _)| found.policies[i].name.as_str()).collect();
    match names[..] {
        [] => String::new(),
        [one] => format!(" {} is measured to miss what must be kept, though not surely.", capital(one)),
        _ => format!(" {} are measured to miss what must be kept, though not surely.", capital(&names.join(" and "))),
    }
}

/// What a selection procedure found.
#[must_use]
pub fn selection_finding(selection: &Selection, names: &[&str], model: &Model, asked: &SelectionAsked) -> String {
    let total: u64 = selection.replications.iter().sum();
    let played = replications(model, total);
    let Some(selected) = selection.selected.map(|i| names[i]) else {
        return "The selection was stopped before its end.".to_owned();
    };
    match (asked, selection.probability) {
        (SelectionAsked::Kn { delta, sure, money }, _) if selection.is_guaranteed => format!(
            "KN selects {selected}: the cheapest with probability {sure}% or more if it is cheaper than every other by {} or more {}. It took {played} in all, {} of the last.",
            money.amount(*delta),
            per(model),
            replications(model, selection.replications.iter().copied().max().unwrap_or(0))
        ),
        (SelectionAsked::Kn { .. }, _) => format!(
            "KN had not decided when its limit was reached, after {played}; {selected} is cheapest so far. Raise the limit, or the indifference."
        ),
        (SelectionAsked::Ocba, probability) => {
            let sure = probability.map_or_else(String::new, |p| {
                let at_least = if p > 0.999 {
                    "above 99.9%".to_owned()
                } else {
                    format!("of about {} or more", super::percent(p))
                };
                format!(", the cheapest with a probability {at_least}")
            });
            format!("OCBA spent {played} and selects {selected}{sure}.")
        }
    }
}

/// What was asked of a selection procedure.
#[derive(Clone, Debug)]
pub enum SelectionAsked {
    /// KN.
    Kn {
        /// The indifference zone.
        delta: f64,
        /// The confidence, in percent.
        sure: f64,
        /// The currency.
        money: Money,
    },
    /// OCBA.
    Ocba,
}
