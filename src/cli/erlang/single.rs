//! One interval.

use super::{
    ErlangArguments,
    approximations::approximations,
    centre::{Question, SHORT},
    pictures,
};
use crate::{
    analytic::{Demand, Goal, NoAnswer, Plan, Setting, Staffing, calls_for, patience_for, redial_for},
    cli::{Ending, Failure, output::Output},
    metrics::Unit,
    report::{
        capital,
        erlang::{
            ErlangDocument, OneInterval, StaffLevel, approximations_table, decimals, figure_rows, one_table, sizing,
            written,
        },
        percent, seconds, thousands,
    },
    units::text,
};

/// Rows above and below what is required.
const AROUND: u32 = 3;

/// Answers for one interval.
pub fn single(asked: &ErlangArguments) -> Result<Ending, Failure> {
    let setting = setting(asked)?;
    let plan = asked.plan(asked.goals());
    if plan.is_none() && asked.agents.is_none() {
        return Err(Failure::Other(
            "nothing is asked for\nhelp: give a target such as --answer 80/20s, or --agents 14 to see what they give"
                .to_owned(),
        ));
    }
    let question =
        Question { per: asked.per, rule: asked.formula_rule(), wait: asked.wait(), short: SHORT, plan: plan.clone() };
    let staffing = plan.as_ref().map(|plan| plan.staffing(&setting));
    let one = OneInterval {
        title: title(asked, &setting),
        levels: levels(&question, &setting, staffing.as_ref(), asked.agents),
        staffing,
    };
    let (findings, missed) = findings(asked, &setting, plan.as_ref(), &one);
    let mut output = Output::to(asked.folder(), asked.json, asked.quiet)?;
    for (name, picture) in pictures::of_one(&question, &setting, &one, asked.agents)? {
        output.write(&format!("{name}.svg"), picture.svg.as_bytes())?;
        output.write(&format!("{name}.png"), &picture.png)?;
    }
    let rows =
        one.levels.iter().filter_map(|level| Some(figure_rows(level.agents, "all", level.figures.as_ref().ok()?)));
    let on_the_line = asked.agents.or_else(|| one.staffing.as_ref()?.as_ref().ok().map(|found| found.agents));
    let approximations = on_the_line.map_or_else(Vec::new, |agents| approximations(asked, &setting, agents));
    let mut tables = one_table(&one);
    if let Some(more) = approximations_table(&approximations) {
        tables = format!("{tables}\n\n{more}");
    }
    let document = ErlangDocument {
        onering: env!("CARGO_PKG_VERSION"),
        command: "erlang",
        title: &one.title,
        model: setting.model(),
        findings: &findings,
        warnings: &[],
        sizing: vec![sizing("all", setting.demand.load(), one.staffing.as_ref())],
        rows: rows.flatten().collect(),
        approximations,
    };
    let document = document.text();
    output.write("erlang.json", document.as_bytes())?;
    output.tell(&document, &tables, &[], &findings)?;
    Ok(if missed { Ending::TargetMissed } else { Ending::Done })
}

fn setting(asked: &ErlangArguments) -> Result<Setting, Failure> {
    let missing = |what: &str, example: &str| {
        Failure::Other(format!("{what} is missing\nhelp: give {example}, or a file: onering erlang centre.toml"))
    };
    let calls = asked.calls.ok_or_else(|| missing("--calls", "--calls 100 --per 30m"))?;
    let handle_time = asked.aht.ok_or_else(|| missing("--aht", "--aht 3m"))?;
    let demand = Demand::new(calls, asked.per, handle_time).map_err(|why| Failure::Other(why.to_string()))?;
    Ok(Setting { demand, patience: asked.patience, lines: asked.lines, redial: asked.redials()? })
}

fn title(asked: &ErlangArguments, setting: &Setting) -> String {
    let demand = setting.demand;
    let mut title = format!(
        "{}: {} calls per {} of {}, {} erlangs",
        setting.model(),
        thousands(demand.arrival_rate() * asked.per, usize::from((demand.arrival_rate() * asked.per).fract() > 1e-9)),
        text::duration(asked.per),
        text::duration(demand.handle_time()),
        decimals(demand.load()),
    );
    if let Some(patience) = setting.patience {
        title += &format!(", mean patience {}", text::duration(patience));
    }
    if let Some(lines) = setting.lines {
        title += &format!(", {lines} lines");
    }
    if let Some(again) = asked.redial {
        title += &format!(", {} of lost callers call again", percent(again));
    }
    title
}

/// Numbers of agents around what is required and what is given.
fn levels(
    question: &Question,
    setting: &Setting,
    staffing: Option<&Result<Staffing, NoAnswer>>,
    given: Option<u32>,
) -> Vec<StaffLevel> {
    let found = staffing.and_then(|staffing| staffing.as_ref().ok());
    let around = |n: u32| n.saturating_sub(AROUND).max(1)..=n.saturating_add(AROUND);
    let mut agents: Vec<u32> = found.map(|found| around(found.agents)).into_iter().flatten().collect();
    agents.extend(found.map(|found| found.base.agents));
    agents.extend(given.map(around).into_iter().flatten());
    agents.sort_unstable();
    agents.dedup();
    let note = |n: u32| match (given == Some(n), found) {
        (true, Some(found)) if found.agents == n => "given, required",
        (true, _) => "given",
        (false, Some(found)) if found.agents == n => "required",
        (false, Some(found)) if found.base.agents == n => "base staff",
        _ => "",
    };
    let level = |n: u32| StaffLevel {
        agents: n,
        figures: setting.queue(f64::from(n)).map(|queue| question.figures(&*queue)),
        note: note(n),
    };
    agents.into_iter().map(level).collect()
}

/// What was found, in sentences, and whether a target is missed.
fn findings(asked: &ErlangArguments, setting: &Setting, plan: Option<&Plan>, one: &OneInterval) -> (Vec<String>, bool) {
    let mut findings = Vec::new();
    let mut missed = false;
    match (&one.staffing, plan) {
        (Some(Ok(staffing)), Some(plan)) => {
            findings.push(takes(setting, plan, staffing, asked));
            findings.extend(blocked(setting, staffing.agents));
            findings.extend(against_erlang_c(setting, plan, staffing));
            findings.extend(one_absence(one, staffing.agents));
        }
        (Some(Err(why)), _) => {
            findings.push(format!("{}.", capital(&why.to_string())));
            missed = true;
        }
        _ => {}
    }
    if let Some(agents) = asked.agents {
        let goals: Vec<Goal> = plan.into_iter().flat_map(Plan::all_goals).collect();
        let (said, kept) = given(asked, setting, agents, &goals);
        findings.extend(said);
        let is_said = one.staffing.as_ref().is_some_and(|found| found.as_ref().is_ok_and(|f| f.agents == agents));
        findings.extend(blocked(setting, agents).filter(|_| !is_said));
        missed |= !kept;
        findings.extend(explained(asked, setting, agents));
    }
    (findings, missed)
}

fn takes(setting: &Setting, plan: &Plan, staffing: &Staffing, asked: &ErlangArguments) -> String {
    let targets: Vec<String> = plan.goals.iter().map(|goal| goal.describe()).collect();
    let agents = |n: u32| format!("{} agent{}", thousands(f64::from(n), 0), if n == 1 { "" } else { "s" });
    let mut text = format!(
        "{}: {} takes {} ({} with decimals)",
        setting.model(),
        targets.join(" and "),
        agents(staffing.base.agents),
        decimals(staffing.base.exact)
    );
    if let (Some(most), true) = (plan.most_occupancy, staffing.agents > staffing.base.agents) {
        text += &format!("; an occupancy of at most {} takes {}", percent(most), agents(staffing.agents));
    }
    if asked.shrinkage.is_some_and(|s| s > 0.0) {
        text += &format!(
            "; with {} shrinkage {} people are scheduled ({} with decimals: rounding at every step costs {})",
            percent(plan.shrinkage),
            thousands(f64::from(staffing.waterfall.scheduled_whole()), 0),
            decimals(staffing.waterfall.scheduled()),
            decimals(staffing.waterfall.rounding())
        );
    }
    text + "."
}

/// Whom the lines turn away, whom no measure of offered calls counts; and agents whom no line ever reaches.
fn blocked(setting: &Setting, agents: u32) -> Option<String> {
    /// Less than this share reads as nobody.
    const NOBODY: f64 = 0.0005;
    let lines = setting.lines?;
    let share = setting.queue(f64::from(agents)).ok()?.blocked_share();
    let idle = agents.saturating_sub(lines);
    let idle = (idle > 0)
        .then(|| format!("With {lines} lines {} of {agents} agents never have a call.", thousands(f64::from(idle), 0)));
    let lost = (share >= NOBODY).then(|| {
        format!(
            "With {} agents {} of the calls find all {lines} lines busy; the service level does not count them.",
            thousands(f64::from(agents), 0),
            percent(share)
        )
    });
    let said: Vec<String> = lost.into_iter().chain(idle).collect();
    (!said.is_empty()).then(|| said.join(" "))
}

/// What Erlang C would ask for.
fn against_erlang_c(setting: &Setting, plan: &Plan, staffing: &Staffing) -> Option<String> {
    let plain = Setting::erlang_c(setting.demand);
    if *setting == plain {
        return None;
    }
    let goals = plan.goals.iter().filter(|goal| !matches!(goal, Goal::Abandonment(_) | Goal::Blocked(_)));
    let plan = Plan { goals: goals.copied().collect(), ..plan.clone() };
    if plan.goals.is_empty() {
        return None;
    }
    let c = plan.staffing(&plain).ok()?;
    let difference = i64::from(c.agents) - i64::from(staffing.agents);
    let gone = if setting.patience.is_some() { "hangs up" } else { "is turned away" };
    Some(match difference {
        0 => format!("Erlang C, where nobody {gone}, takes {} too.", c.agents),
        more if more > 0 => format!("Erlang C, where nobody {gone}, takes {}: {more} more.", c.agents),
        fewer => format!("Erlang C, where nobody calls again, takes {}: {} fewer.", c.agents, -fewer),
    })
}

/// What one absence does to the required staff.
fn one_absence(one: &OneInterval, agents: u32) -> Option<String> {
    let level = |n: u32| one.levels.iter().find(|level| level.agents == n);
    let with = level(agents)?.figures.as_ref().ok()?.first()?.value?;
    let share = percent(1.0 / f64::from(agents));
    if agents == 1 {
        return Some("With the one agent absent nobody answers.".to_owned());
    }
    let without = level(agents - 1)?;
    Some(match &without.figures {
        Err(_) => format!("One absence ({share} of the team) and the queue grows without end."),
        Ok(figures) if figures.first()?.value.is_some_and(|level| (with - level).abs() < 0.0005) => {
            format!("One absence ({share} of the team) takes less than 0.1 points off the service level.")
        }
        Ok(figures) => format!(
            "One absence ({share} of the team): the service level falls from {} to {}, the speed of answer from {} to {}.",
            percent(with),
            written(figures.first()?.value, Unit::Share),
            written(level(agents)?.figure("average_speed_of_answer"), Unit::Seconds),
            written(without.figure("average_speed_of_answer"), Unit::Seconds),
        ),
    })
}

/// What the given agents give, and carry; and whether they keep the goals.
fn given(asked: &ErlangArguments, setting: &Setting, agents: u32, goals: &[Goal]) -> (Vec<String>, bool) {
    let name = if agents == 1 { "1 agent".to_owned() } else { format!("{} agents", thousands(f64::from(agents), 0)) };
    let queue = match setting.queue(f64::from(agents)) {
        Ok(queue) => queue,
        Err(why) => return (vec![format!("{name}: {why}.")], false),
    };
    let level = queue.service_level(asked.formula_rule(), asked.wait());
    let mut said = vec![format!(
        "{name} answer{} {} within {}, after {} on average; {} of their time is busy{}.",
        if agents == 1 { "s" } else { "" },
        written(level, Unit::Share),
        text::duration(asked.wait()),
        queue.average_speed_of_answer().map_or_else(|| "-".to_owned(), seconds),
        percent(queue.occupancy()),
        if queue.abandonment() > 0.0 { format!(", {} hang up", percent(queue.abandonment())) } else { String::new() },
    )];
    let missed: Vec<String> = goals.iter().filter(|goal| !goal.is_met(&*queue)).map(|goal| goal.describe()).collect();
    if !missed.is_empty() {
        said.push(format!("{name} miss{} {}.", if agents == 1 { "es" } else { "" }, missed.join(" and ")));
    }
    if !goals.is_empty() {
        said.push(match calls_for(setting, f64::from(agents), goals) {
            Ok(0.0) => format!("{name} cannot keep the targets however few call."),
            Ok(rate) => format!(
                "{name} can carry {} calls per {} within the targets.",
                decimals(rate * asked.per),
                text::duration(asked.per)
            ),
            Err(why) => format!("{}.", capital(&why.to_string())),
        });
    }
    (said, missed.is_empty())
}

/// Which patience and which redial rate explain what was observed.
fn explained(asked: &ErlangArguments, setting: &Setting, agents: u32) -> Vec<String> {
    let agents = f64::from(agents);
    let mut said = Vec::new();
    if let Some(observed) = asked.observed_abandonment {
        said.push(match patience_for(setting, agents, observed) {
            Ok(patience) => {
                format!("A mean patience of {} explains an abandonment of {}.", seconds(patience), percent(observed))
            }
            Err(why) => format!("{}.", capital(&why.to_string())),
        });
    }
    if let Some(observed) = asked.observed_calls {
        said.push(match redial_for(setting, agents, observed / asked.per) {
            Ok(share) => format!(
                "If {} of lost callers call again, {} first calls become {}.",
                percent(share),
                decimals(setting.demand.arrival_rate() * asked.per),
                decimals(observed)
            ),
            Err(why) => format!("{}.", capital(&why.to_string())),
        });
    }
    said
}
