//! What `onering erlang` takes.

use std::path::PathBuf;

use clap::Args;

use crate::{
    analytic::{Goal, MOST_AGENTS, Plan, Redial, Rule},
    cli::Failure,
    model::ServiceLevelRule,
    units::text::{duration_in_seconds, share},
};

/// The acceptable wait where none is given, s.
const USUAL_WAIT: f64 = 20.0;
/// An abandonment within this is a short one where nothing else is said, s.
const SHORT: f64 = 5.0;

/// What `erlang` takes.
#[derive(Clone, Debug, Args)]
pub struct ErlangArguments {
    /// A scenario (.toml), or a table with one interval a row (.csv, .xlsx).
    pub file: Option<PathBuf>,
    /// Calls in an interval.
    #[arg(long, value_name = "N", value_parser = count, allow_negative_numbers = true)]
    pub calls: Option<f64>,
    /// The length of an interval.
    #[arg(long, value_name = "TIME", value_parser = time, default_value = "30m")]
    pub per: f64,
    /// Average handle time: talk, hold and after-call work.
    #[arg(long, value_name = "TIME", value_parser = time, allow_negative_numbers = true)]
    pub aht: Option<f64>,
    /// The service level: 80/20s is 80 % answered within 20 seconds.
    #[arg(long, value_name = "SHARE/TIME", value_parser = answer)]
    pub answer: Option<(f64, f64)>,
    /// How the service level is counted: offered, answered_only, abandons_within_neutral, abandons_within_good or
    /// short_abandons_excluded [default: offered].
    #[arg(long, value_name = "RULE", value_parser = rule)]
    pub rule: Option<ServiceLevelRule>,
    /// At most this average speed of answer.
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub asa: Option<f64>,
    /// At most this share hangs up.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub max_abandonment: Option<f64>,
    /// At most this share waits.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub max_waiting: Option<f64>,
    /// At most this share finds all lines busy.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub max_blocked: Option<f64>,
    /// Agents are busy at most this share of their time.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub max_occupancy: Option<f64>,
    /// Mean patience: callers hang up after about so long (Erlang A).
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub patience: Option<f64>,
    /// Telephone lines, waiting callers included.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub lines: Option<u32>,
    /// Share of lost callers who call again (Erlang X).
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub redial: Option<f64>,
    /// Most times that a caller calls again.
    #[arg(long, value_name = "N", requires = "redial")]
    pub redials_at_most: Option<u32>,
    /// Share of paid time away from the line.
    #[arg(long, value_name = "SHARE", value_parser = below_one)]
    pub shrinkage: Option<f64>,
    /// Agents on the line: what do they give?
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_AGENTS)))]
    pub agents: Option<u32>,
    /// What other formulas say of these agents: square-root staffing, and the fluid limit where there is more work than
    /// agents.
    #[arg(long, conflicts_with = "file")]
    pub approximations: bool,
    /// The coefficient of variation of patience, where it is not exponential (1): M/M/c+GI with a Weibull, and Whitt's
    /// approximation.
    #[arg(long, value_name = "CV", value_parser = spread, requires = "patience", conflicts_with = "file")]
    pub patience_cv: Option<f64>,
    /// The coefficient of variation of handle times, where they are not exponential (1): Allen and Cunneen's wait.
    #[arg(long, value_name = "CV", value_parser = spread, conflicts_with = "file")]
    pub handle_cv: Option<f64>,
    /// Chats, several at once: the mean handle time of a chat while its agent has 1, 2, … of them, such as 4m,5m,7m.
    #[arg(long, value_name = "TIMES", value_parser = chat_times, conflicts_with = "file")]
    pub chats: Option<ChatTimes>,
    /// An abandonment that was observed: which patience explains it? Needs --agents.
    #[arg(long, value_name = "SHARE", value_parser = share, requires = "agents")]
    pub observed_abandonment: Option<f64>,
    /// All calls that were observed, redials included: which redial rate explains them? Needs --agents.
    #[arg(long, value_name = "N", value_parser = count, requires = "agents")]
    pub observed_calls: Option<f64>,
    /// The column of calls in a table [default: the one called calls, volume, offered or contacts].
    #[arg(long, value_name = "NAME", requires = "file")]
    pub calls_column: Option<String>,
    /// The column of average handle times, in seconds or as "3m" [default: the one called aht, or --aht].
    #[arg(long, value_name = "NAME", requires = "file")]
    pub aht_column: Option<String>,
    /// The column of agents on the line [default: the one called agents or staffed, if there is one].
    #[arg(long, value_name = "NAME", requires = "file")]
    pub agents_column: Option<String>,
    /// Print one JSON document to standard output, and nothing else there.
    #[arg(long)]
    pub json: bool,
    /// The folder for results [default: output/erlang, or output/ and the file's name].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Print no table and no list of files; warnings are still shown.
    #[arg(long)]
    pub quiet: bool,
}

/// Mean handle times of a chat, s, by how many its agent has.
#[derive(Clone, Debug)]
pub struct ChatTimes(pub Vec<f64>);

/// The most chats at once.
const MOST_CHATS: usize = 20;

fn chat_times(text: &str) -> Result<ChatTimes, String> {
    let times: Vec<f64> = text.split(',').map(time).collect::<Result<_, _>>()?;
    if times.len() > MOST_CHATS {
        return Err(format!("an agent has at most {MOST_CHATS} chats at once, not {}", times.len()));
    }
    Ok(ChatTimes(times))
}

fn spread(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(cv) if (0.05..=20.0).contains(&cv) => Ok(cv),
        Ok(_) => Err("a coefficient of variation is from 0.05 to 20; 1 is exponential".to_owned()),
        Err(_) => Err(format!("\"{text}\" is no number")),
    }
}

/// "3m", "180s", or plain seconds.
fn time(text: &str) -> Result<f64, String> {
    let seconds = match text.trim().parse::<f64>() {
        Ok(seconds) => seconds,
        Err(_) => duration_in_seconds(text)?,
    };
    if seconds > 0.0 && seconds.is_finite() { Ok(seconds) } else { Err("a time must be above 0".to_owned()) }
}

fn count(text: &str) -> Result<f64, String> {
    let wrong = || format!("\"{text}\" is no number of calls; write it like 100 or 97.5");
    let calls: f64 = text.trim().parse().map_err(|_| wrong())?;
    if calls > 0.0 && calls <= 1e9 { Ok(calls) } else { Err("must be above 0 and at most 1e9".to_owned()) }
}

fn below_one(text: &str) -> Result<f64, String> {
    match share(text)? {
        part if part < 1.0 => Ok(part),
        _ => Err("must be below 100%: somebody has to be on the line".to_owned()),
    }
}

/// "80/20s", "80%/20s", "0.8/20": a share and the acceptable wait.
fn answer(text: &str) -> Result<(f64, f64), String> {
    let wrong = || format!("\"{text}\" is no service level; write it like 80/20s");
    let (part, wait) = text.split_once('/').ok_or_else(wrong)?;
    let level = match part.trim().parse::<f64>() {
        Ok(percent) if percent > 1.0 => share(&format!("{percent}%"))?,
        Ok(1.0) => return Err("is 1 all of the calls or one in a hundred? Write 100%/20s or 1%/20s".to_owned()),
        _ => share(part)?,
    };
    let wait = match wait.trim().parse::<f64>() {
        Ok(seconds) => seconds,
        Err(_) => duration_in_seconds(wait)?,
    };
    if wait >= 0.0 && wait.is_finite() { Ok((level, wait)) } else { Err("the wait cannot be negative".to_owned()) }
}

fn rule(text: &str) -> Result<ServiceLevelRule, String> {
    let names: Vec<&str> = ServiceLevelRule::ALL.iter().map(|rule| rule.name()).collect();
    ServiceLevelRule::ALL
        .into_iter()
        .find(|rule| rule.name() == text)
        .ok_or_else(|| format!("the rules are {}", names.join(", ")))
}

/// A rule of the model in the words of the formulas.
pub fn formula_rule(rule: ServiceLevelRule, short: f64) -> Rule {
    match rule {
        ServiceLevelRule::Offered => Rule::Offered,
        ServiceLevelRule::AnsweredOnly => Rule::AnsweredOnly,
        ServiceLevelRule::AbandonsWithinNeutral => Rule::AbandonsWithinNeutral,
        ServiceLevelRule::AbandonsWithinGood => Rule::AbandonsWithinGood,
        ServiceLevelRule::ShortAbandonsExcluded => Rule::ShortAbandonsExcluded(short),
    }
}

impl ErlangArguments {
    /// How the service level is counted.
    pub fn formula_rule(&self) -> Rule {
        formula_rule(self.rule.unwrap_or_default(), SHORT)
    }

    /// The acceptable wait, s.
    pub fn wait(&self) -> f64 {
        self.answer.map_or(USUAL_WAIT, |(_, wait)| wait)
    }

    /// What was asked for as a target, in the order of the options; the occupancy cap is none of them.
    pub fn goals(&self) -> Vec<Goal> {
        let level = self.answer.map(|(share, wait)| Goal::ServiceLevel { rule: self.formula_rule(), wait, share });
        let others = [
            self.asa.map(Goal::AverageSpeedOfAnswer),
            self.max_abandonment.map(Goal::Abandonment),
            self.max_waiting.map(Goal::WaitingProbability),
            self.max_blocked.map(Goal::Blocked),
        ];
        level.into_iter().chain(others.into_iter().flatten()).collect()
    }

    /// The plan, where there is something to aim at. An occupancy cap alone is a target too.
    pub fn plan(&self, goals: Vec<Goal>) -> Option<Plan> {
        let alone = goals.is_empty();
        let goals = if alone { self.max_occupancy.map(Goal::Occupancy).into_iter().collect() } else { goals };
        let most_occupancy = self.max_occupancy.filter(|_| !alone);
        (!goals.is_empty()).then(|| Plan { goals, most_occupancy, shrinkage: self.shrinkage.unwrap_or(0.0) })
    }

    /// Callers who call again.
    ///
    /// # Errors
    ///
    /// [`Failure`] when nobody is ever lost.
    pub fn redials(&self) -> Result<Option<Redial>, Failure> {
        let Some(again) = self.redial else { return Ok(None) };
        if self.patience.is_none() && self.lines.is_none() && self.file.is_none() {
            return Err(Failure::Other(
                "--redial needs callers who are lost\nhelp: give --patience, --lines, or both".to_owned(),
            ));
        }
        Redial::new(again, again, self.redials_at_most).map(Some).map_err(|why| Failure::Other(why.to_string()))
    }

    /// The folder for results.
    pub fn folder(&self) -> PathBuf {
        let stem = self.file.as_ref().and_then(|file| file.file_stem()).map(PathBuf::from);
        self.out.clone().unwrap_or_else(|| PathBuf::from("output").join(stem.unwrap_or_else(|| "erlang".into())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn service_levels_are_read_as_planners_write_them() {
        for text in ["80/20s", "80/20", "80%/20s", "0.8/20s", "80 / 20 s"] {
            assert_eq!(answer(text), Ok((0.8, 20.0)), "{text}");
        }
        assert_eq!(answer("90/0"), Ok((0.9, 0.0)));
        for text in ["80", "eighty/20s", "1/20s", "180/20s", "80/soon", "80/-3"] {
            assert!(answer(text).is_err(), "{text}");
        }
    }
}
