//! The way back: agents for goals, calls for agents, patience and redials for what was observed.
//!
//! Every measure moves one way as agents are added, so the fewest that keep a goal are bracketed from the square-root rule
//! and found by halving. Each goal is sought on its own; the largest answer keeps them all.

use super::{
    Goal, NoAnswer, Queue, Redial, Rule, Setting, agents_for_service_level,
    halving::{bracket, halve},
    setting::MOST_AGENTS,
};

/// What goals take.
#[derive(Clone, Debug, PartialEq)]
pub struct Required {
    /// The fewest whole agents that keep every goal.
    pub agents: u32,
    /// The same with its decimals: where the goal that takes most is just kept.
    pub exact: f64,
    /// The index of that goal.
    pub binding: usize,
    /// The fewest whole agents for each goal alone.
    pub each: Vec<u32>,
}

/// The fewest agents that keep all `goals`, with decimals.
///
/// # Errors
///
/// [`NoAnswer::Unreachable`] when no number does.
///
/// # Panics
///
/// Without any goal.
///
/// # Example: 80/20 for ten erlangs, and never busier than 75 %
///
/// ```
/// use onering::analytic::{Demand, Goal, Rule, Setting, required};
/// let setting = Setting::erlang_c(Demand::new(100.0, 1800.0, 180.0)?);
/// let level = Goal::ServiceLevel { rule: Rule::Offered, wait: 20.0, share: 0.8 };
/// let found = required(&setting, &[level, Goal::Occupancy(0.70)])?;
/// assert_eq!((found.agents, found.binding, found.each), (15, 1, vec![14, 15]));
/// assert!((found.exact - 10.0 / 0.70).abs() < 1e-9);
/// # Ok::<(), onering::analytic::NoAnswer>(())
/// ```
pub fn required(setting: &Setting, goals: &[Goal]) -> Result<Required, NoAnswer> {
    assert!(!goals.is_empty(), "a requirement needs a goal");
    let each = goals.iter().map(|goal| required_agents(setting, *goal)).collect::<Result<Vec<u32>, NoAnswer>>()?;
    let most = each.iter().copied().max().unwrap_or(1);
    // Of several goals with the same whole number, the one with the most decimals binds.
    let decimals = |i: usize| if each[i] == most { exact(setting, goals[i], most) } else { 0.0 };
    let decimals: Vec<f64> = (0..goals.len()).map(decimals).collect();
    let binding = (0..goals.len()).rev().max_by(|&a, &b| decimals[a].total_cmp(&decimals[b])).unwrap_or(0);
    Ok(Required { agents: most, exact: decimals[binding], binding, each })
}

/// The fewest whole agents that keep one goal.
///
/// # Errors
///
/// [`NoAnswer::Unreachable`] when no number does.
pub fn required_agents(setting: &Setting, goal: Goal) -> Result<u32, NoAnswer> {
    if goal.is_perfection(setting) {
        return Err(unreachable(setting, goal));
    }
    if let (Goal::ServiceLevel { rule, wait, share }, true) = (goal, *setting == Setting::erlang_c(setting.demand))
        && matches!(rule, Rule::Offered | Rule::AnsweredOnly)
    {
        return agents_for_service_level(setting.demand, wait, share).ok_or_else(|| unreachable(setting, goal));
    }
    let met = |agents: u32| setting.queue(f64::from(agents)).is_ok_and(|queue| goal.is_met(&*queue));
    fewest(setting.demand.load(), met).ok_or_else(|| unreachable(setting, goal))
}

/// The fewest agents for which `met` holds, which it does from there on; `None` where it never does.
fn fewest(load: f64, met: impl Fn(u32) -> bool) -> Option<u32> {
    let (mut fails, mut keeps) = around(load, &met)?;
    while keeps - fails > 1 {
        let middle = fails.midpoint(keeps);
        if met(middle) {
            keeps = middle;
        } else {
            fails = middle;
        }
    }
    Some(keeps)
}

/// A number of agents that fails (or 0) and a larger one that keeps: from the square-root rule away, further with every
/// step.
fn around(load: f64, met: impl Fn(u32) -> bool) -> Option<(u32, u32)> {
    let start = (load + 0.5 * load.sqrt()).ceil().clamp(1.0, f64::from(MOST_AGENTS)) as u32;
    let mut step = (load.sqrt() / 4.0).ceil().max(1.0) as u32;
    let mut at = start;
    if met(start) {
        while at > 1 {
            let fewer = at.saturating_sub(step).max(1);
            if !met(fewer) {
                return Some((fewer, at));
            }
            at = fewer;
            step = step.saturating_mul(2);
        }
        return Some((0, at));
    }
    while at < MOST_AGENTS {
        let more = at.saturating_add(step).min(MOST_AGENTS);
        if met(more) {
            return Some((at, more));
        }
        at = more;
        step = step.saturating_mul(2);
    }
    None
}

/// Where, between one agent fewer and `agents`, the goal is just kept. Without a continuous extension the measure is
/// taken as straight in between.
fn exact(setting: &Setting, goal: Goal, agents: u32) -> f64 {
    let upper = f64::from(agents);
    let margin = |n: f64| setting.queue(n).ok().and_then(|queue| goal.margin(&*queue));
    if !setting.is_continuous() {
        let (Some(above), Some(under)) = (margin(upper), margin(upper - 1.0)) else { return upper };
        return if above > under { upper - above / (above - under) } else { upper };
    }
    let misses = |n: f64| margin(n).is_none_or(|m| m < 0.0);
    let fewer = upper - 1.0;
    if fewer > 0.0 && !misses(fewer) { fewer } else { halve(fewer, upper, misses).1 }
}

fn unreachable(setting: &Setting, goal: Goal) -> NoAnswer {
    let most = f64::from(MOST_AGENTS);
    let reason = match setting.queue(most) {
        Ok(_) if goal.is_perfection(setting) => {
            "some caller always meets only busy agents; ask for less than all".to_owned()
        }
        Ok(queue) => match goal {
            Goal::ServiceLevel { rule, wait, share } => match queue.service_level(rule, wait) {
                Some(level) if level < share => format!("even {MOST_AGENTS} agents give {:.4}%", level * 100.0),
                _ => format!("it takes more than {MOST_AGENTS} agents"),
            },
            Goal::Blocked(_) => format!(
                "with {} lines {:.4}% of the calls are blocked however many agents there are",
                setting.lines.unwrap_or(0),
                queue.blocked_share() * 100.0
            ),
            _ => format!("even {MOST_AGENTS} agents are too few"),
        },
        Err(why) => why.to_string(),
    };
    NoAnswer::Unreachable { target: goal.describe(), reason }
}

/// The most calls per second that `agents` can carry while keeping all `goals`; 0 where they cannot keep them for
/// any.
///
/// # Errors
///
/// [`NoAnswer`] where the agents are no number, or the goals are kept however many call.
pub fn calls_for(setting: &Setting, agents: f64, goals: &[Goal]) -> Result<f64, NoAnswer> {
    let kept = |rate: f64| {
        let at = Setting { demand: setting.demand.at_rate(rate), ..*setting };
        at.queue(agents).is_ok_and(|queue| goals.iter().all(|goal| goal.is_met(&*queue)))
    };
    super::no_answer::positive("the number of agents", agents)?;
    let unit = agents / setting.demand.handle_time();
    let (low, high) = bracket(unit, unit * 1e6, kept).ok_or_else(|| NoAnswer::Unexplained {
        observed: format!("a limit of the calls that {agents} agents can carry"),
        reason: "the targets are kept however many call".to_owned(),
    })?;
    Ok(halve(low, high, kept).0)
}

/// The mean patience, s, that explains an observed abandonment of `setting` before `agents`.
///
/// # Errors
///
/// [`NoAnswer::Unexplained`] when no patience does: with more patience fewer hang up, but never fewer than the agents
/// cannot serve, and never more than would with no patience at all (Erlang B).
pub fn patience_for(setting: &Setting, agents: f64, abandonment: f64) -> Result<f64, NoAnswer> {
    super::no_answer::share("the abandonment", abandonment)?;
    let with = |patience: f64| -> Result<f64, NoAnswer> {
        Ok(Setting { patience: Some(patience), ..*setting }.queue(agents)?.abandonment())
    };
    let unit = setting.demand.handle_time();
    let (short, long) = ((unit * 1e-7).ln(), (unit * 1e7).ln());
    let (most, least) = (with(short.exp())?, with(long.exp())?);
    if abandonment > most || abandonment < least {
        let percent = |share: f64| format!("{:.3}%", share * 100.0);
        return Err(NoAnswer::Unexplained {
            observed: format!("an abandonment of {}", percent(abandonment)),
            reason: format!("with {agents} agents it lies between {} and {}", percent(least), percent(most)),
        });
    }
    let (low, high) = halve(short, long, |patience| with(patience.exp()).is_ok_and(|gone| gone > abandonment));
    Ok(f64::midpoint(low, high).exp())
}

/// The share of lost callers who call again that explains an observed `volume` of calls per second, redials included,
/// of `setting`'s first calls. Blocked and abandoned callers redial alike.
///
/// # Errors
///
/// [`NoAnswer::Unexplained`] when no share does.
pub fn redial_for(setting: &Setting, agents: f64, volume: f64) -> Result<f64, NoAnswer> {
    let fresh = setting.demand.arrival_rate();
    let unexplained = |reason: String| NoAnswer::Unexplained {
        observed: format!("{:.4} calls where {:.4} are first calls", volume * 3600.0, fresh * 3600.0),
        reason: format!("{reason} (calls an hour)"),
    };
    if volume < fresh {
        return Err(unexplained("redials only add calls".to_owned()));
    }
    let whole = Setting { demand: setting.demand.at_rate(volume), redial: None, ..*setting };
    let queue = whole.queue(agents)?;
    let lost = lost_share(&*queue);
    // Every call of the observed volume is a first call or a redial of a lost one: volume = fresh + share · lost · volume.
    let share = (volume - fresh) / (volume * lost);
    if lost <= 0.0 || share > 1.0 {
        return Err(unexplained(format!("even if all who are lost called again there would be {:.4}", {
            let most = Setting { redial: Some(Redial::always()), ..*setting };
            most.queue(agents).map_or(f64::INFINITY, |q| q.arrival_rate()) * 3600.0
        })));
    }
    Ok(share)
}

/// Share of all calls that end without an answer.
fn lost_share(queue: &dyn Queue) -> f64 {
    let blocked = queue.blocked_share();
    blocked + (1.0 - blocked) * queue.abandonment()
}
