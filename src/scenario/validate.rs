//! From what was typed to what it means.

use std::collections::BTreeMap;

use jiff::civil::DateTime;

use super::{
    decode::At,
    family::{Chosen, Given, Series},
    problem::{Place, Problem, Problems, did_you_mean, one_of, the},
    raw,
};
use crate::{
    model::{
        AgentGroup, Arrivals, AtClose, Balking, Busyness, CallTypeParts, Day, Distribution, Goal, Headline, Horizon,
        Lines, MOST_AGENTS, MOST_REPLICATIONS, Model, ModelParts, NoModel, Promise, Replications, ServiceGoal,
        ServiceLevelRule, SteadyState, Study, WarmUp,
        arrivals::PROCESSES,
        parameter::{Arguments, Value},
    },
    units::{SimTime, text},
};

/// Replications where the scenario does not say.
const USUAL_REPLICATIONS: u64 = 100;

/// What may happen at closing time.
const AT_CLOSE: [(&str, AtClose); 3] =
    [("serve_queue", AtClose::ServeQueue), ("finish_calls", AtClose::FinishCalls), ("stop", AtClose::StopAtOnce)];

/// A scenario that makes sense.
pub struct Validated {
    pub model: Model,
    pub study: Study,
    pub warnings: Vec<String>,
}

/// Turns a scenario into a model and a study; `None` when there is a problem, which is noted.
///
/// Parts of `raw` may be stand-ins for what could not be read. Their problems are noted already;
/// the rest is checked all the same, and no problem is noted that only follows from a stand-in.
pub fn validate(raw: &raw::Scenario, problems: &mut Problems) -> Option<Validated> {
    let mut checker = Checker { problems, warnings: Vec::new() };
    let study = checker.study(raw);
    let horizon = checker.horizon(&raw.horizon);
    let groups = checker.agent_groups(&raw.agent_group, horizon.as_ref());
    let call_types = checker.call_types(raw, horizon.as_ref());
    let busyness = checker.busyness(raw.busyness.as_ref());
    let lines = checker.lines(raw.lines.as_ref());
    let promises = checker.promises(raw.promise.as_deref().unwrap_or_default(), &raw.call_type);
    if !checker.problems.is_empty() {
        return None;
    }
    let parts = ModelParts {
        horizon: horizon?,
        busyness,
        lines: lines?,
        call_types: call_types?,
        agent_groups: groups?,
        promises: promises?,
    };
    let model = checker.keep(Model::new(parts), None)?;
    let study = checker.recorded_days(raw, &model, study?);
    checker.warn_of_overload(&model);
    let warnings = checker.warnings;
    Some(Validated { model, study, warnings })
}

/// The promises of a sweep, which stand for themselves and carry no penalty.
pub fn sweep_promises(
    promises: &[At<raw::Promise>],
    call_types: &[At<raw::CallType>],
    problems: &mut Problems,
) -> Option<Vec<Promise>> {
    let is_given = |p: &&At<raw::Promise>| {
        let penalty = &p.value.penalty_per_day;
        penalty.place.is_some() && penalty.value.0 > 0.0
    };
    for promise in promises.iter().filter(is_given) {
        problems.push(
            Problem::new("a promise of a sweep has no penalty: the sweep's promises are alternatives")
                .at(promise.value.penalty_per_day.place.as_ref())
                .help("a penalty belongs to a [[promise]] of the scenario"),
        );
    }
    Checker { problems, warnings: Vec::new() }.promises(promises, call_types)
}

struct Checker<'p> {
    problems: &'p mut Problems,
    warnings: Vec<String>,
}

impl Checker<'_> {
    fn problem(&mut self, place: Option<&Place>, message: impl Into<String>) {
        self.problems.push(Problem::new(message).at(place));
    }

    fn keep<T>(&mut self, built: Result<T, NoModel>, place: Option<&Place>) -> Option<T> {
        built.map_err(|error| self.problem(place, error.0)).ok()
    }

    /// One of a few words.
    fn word<T: Copy>(&mut self, typed: &At<String>, allowed: &[(&str, T)]) -> Option<T> {
        let found = allowed.iter().find(|(word, _)| *word == typed.value);
        if found.is_none() {
            let words: Vec<&str> = allowed.iter().map(|(word, _)| *word).collect();
            let meant = did_you_mean(&typed.value, words.iter().copied());
            let label = meant.map_or_else(String::new, |m| format!("did you mean \"{m}\"?"));
            self.problems.push(
                Problem::new(format!("\"{}\" is none of the words that are allowed here", typed.value))
                    .at(typed.place.as_ref())
                    .label(label)
                    .help(the("word", &words)),
            );
        }
        found.map(|(_, value)| *value)
    }

    fn study(&mut self, raw: &raw::Scenario) -> Option<Study> {
        let replications = self.replications(raw)?;
        let study = Study::new(raw.seed.value, replications, raw.confidence.value);
        self.keep(study, raw.confidence.place.as_ref())
    }

    fn replications(&mut self, raw: &raw::Scenario) -> Option<Replications> {
        match (&raw.replications, &raw.precision) {
            (Some(count), Some(precision)) => {
                self.problems.push(
                    Problem::new("both `replications` and `precision` are given")
                        .at(precision.place.as_ref().or(count.place.as_ref()))
                        .label("give one of them; `most_replications` limits a precision"),
                );
                None
            }
            (None, Some(precision)) => self.precision(precision, &raw.most_replications),
            (Some(count), None) => self.count(count).map(Replications::Fixed),
            (None, None) => Some(Replications::Fixed(USUAL_REPLICATIONS)),
        }
    }

    /// Recorded days are played once each, unless the scenario says how often.
    fn recorded_days(&mut self, raw: &raw::Scenario, model: &Model, study: Study) -> Study {
        let recorded = model.call_types().iter().filter_map(|t| match t.arrivals() {
            Arrivals::Replay(replay) => Some(replay.days() as u64),
            Arrivals::Poisson(_) => None,
        });
        let Some(days) = recorded.max().filter(|days| *days > 1) else { return study };
        if raw.replications.is_none() && raw.precision.is_none() {
            return study.with_replications(days).unwrap_or(study);
        }
        if study.most_replications() > days {
            self.warnings.push(format!(
                "{days} recorded days are played more than once, and the intervals know nothing of that; ask for {days} replications"
            ));
        }
        study
    }

    fn count(&mut self, count: &At<u64>) -> Option<u64> {
        if (1..=MOST_REPLICATIONS).contains(&count.value) {
            return Some(count.value);
        }
        self.problem(
            count.place.as_ref(),
            format!("replications are from 1 to {MOST_REPLICATIONS}, not {}", count.value),
        );
        None
    }

    fn precision(&mut self, precision: &At<raw::Precision>, most: &At<u64>) -> Option<Replications> {
        let raw = &precision.value;
        if !raw.whole {
            return None;
        }
        let named = [
            (Headline::ServiceLevel, &raw.service_level),
            (Headline::AverageSpeedOfAnswer, &raw.average_speed_of_answer),
            (Headline::MeanWait, &raw.mean_wait),
            (Headline::Abandonment, &raw.abandonment),
            (Headline::Occupancy, &raw.occupancy),
            (Headline::Cost, &raw.cost),
        ];
        let wanted: Vec<_> =
            named.into_iter().filter_map(|(headline, given)| Some((headline, given.as_ref()?.value.0))).collect();
        if wanted.is_empty() {
            self.problem(
                precision.place.as_ref(),
                "this precision names no measure, such as { service_level = 0.005 }",
            );
            return None;
        }
        Some(Replications::Until { wanted, most: self.count(most)? })
    }

    fn horizon(&mut self, raw: &At<raw::Horizon>) -> Option<Horizon> {
        let given = &raw.value;
        let at_close = match &given.at_close {
            Some(word) => self.word(word, &AT_CLOSE),
            None => Some(AtClose::default()),
        };
        let interval = self.positive(&given.interval);
        let is_in_order = self.opens_before_it_closes(given);
        if !given.whole {
            return None;
        }
        match (&given.steady_state, &given.open, &given.close) {
            (Some(steady), None, None) => self.steady_state(steady, given),
            (Some(steady), _, _) => {
                self.problem(
                    steady.place.as_ref(),
                    "a steady state has no opening hours: give `steady_state`, or `open` and `close`",
                );
                None
            }
            (None, Some(open), Some(close)) => {
                let interval = interval.filter(|_| is_in_order)?;
                let day = Day::new(open.value.0, close.value.0, interval.as_seconds(), at_close?);
                self.keep(day, given.interval.place.as_ref().or(raw.place.as_ref())).map(Horizon::Day)
            }
            _ => {
                self.problem(raw.place.as_ref(), "[horizon] needs `open` and `close`, or `steady_state`");
                None
            }
        }
    }

    fn opens_before_it_closes(&mut self, raw: &raw::Horizon) -> bool {
        let (Some(open), Some(close)) = (&raw.open, &raw.close) else { return true };
        let is_in_order = open.value.0 < close.value.0;
        if !is_in_order {
            self.problems.push(
                Problem::new(format!(
                    "the day closes at {} but opens at {}",
                    text::clock(close.value.0),
                    text::clock(open.value.0)
                ))
                .at(close.place.as_ref())
                .label("must be later than `open`")
                .help("a day that ends after midnight counts on: two in the morning is \"26:00\""),
            );
        }
        is_in_order
    }

    fn positive(&mut self, time: &At<super::decode::Seconds>) -> Option<SimTime> {
        if time.value.0 > 0.0 {
            return SimTime::from_seconds(time.value.0).ok();
        }
        self.problem(time.place.as_ref(), "this duration must be longer than nothing");
        None
    }

    fn steady_state(&mut self, raw: &At<raw::SteadyState>, horizon: &raw::Horizon) -> Option<Horizon> {
        if let Some(word) = &horizon.at_close {
            self.problem(word.place.as_ref(), "a steady state never closes: `at_close` belongs to a day");
        }
        let length = self.positive(&raw.value.length)?;
        if !raw.value.whole {
            return None;
        }
        let warm_up = match raw.value.warm_up.value {
            raw::WarmUp::Fixed(seconds) => WarmUp::Fixed(SimTime::from_seconds(seconds).ok()?),
            raw::WarmUp::Mser5 => WarmUp::Mser5,
        };
        self.keep(SteadyState::new(length, warm_up), raw.place.as_ref()).map(Horizon::SteadyState)
    }

    fn busyness(&mut self, raw: Option<&At<raw::Busyness>>) -> Option<Busyness> {
        let cv = &raw?.value.cv;
        self.keep(Busyness::new(cv.value.0), cv.place.as_ref())
    }

    fn lines(&mut self, raw: Option<&At<raw::Lines>>) -> Option<Lines> {
        let Some(raw) = raw else { return Some(Lines { count: None, cost_per_minute: 0.0 }) };
        let count = match &raw.value.count {
            None => None,
            Some(count) => match u32::try_from(count.value) {
                Ok(lines) if lines > 0 => Some(lines),
                _ => {
                    self.problem(count.place.as_ref(), "a centre has from 1 to 4294967295 telephone lines");
                    return None;
                }
            },
        };
        Some(Lines { count, cost_per_minute: raw.value.cost_per_minute.value.0 })
    }

    fn agent_groups(&mut self, raw: &[At<raw::AgentGroup>], horizon: Option<&Horizon>) -> Option<Vec<AgentGroup>> {
        self.unique(raw.iter().map(|g| &g.value.name), "agent group");
        let groups: Vec<Option<AgentGroup>> = raw.iter().map(|group| self.agent_group(&group.value, horizon)).collect();
        groups.into_iter().collect()
    }

    fn agent_group(&mut self, raw: &raw::AgentGroup, horizon: Option<&Horizon>) -> Option<AgentGroup> {
        let place = raw.staffed.place.as_ref();
        let is_agents = |value: f64| value >= 0.0 && value.fract() == 0.0 && value <= f64::from(MOST_AGENTS);
        let mut right = true;
        for (value, at) in raw.staffed.value.values(place) {
            if !is_agents(value) {
                self.problem(at, format!("{value} is no number of agents; it is whole, from 0 to {MOST_AGENTS}"));
                right = false;
            }
        }
        if raw.shrinkage.value.0 >= 1.0 {
            self.problem(
                raw.shrinkage.place.as_ref(),
                "a shrinkage of 1 leaves nobody on the line; 30 % is written 0.3",
            );
            return None;
        }
        let values = self.series(&raw.staffed.value, horizon, place, "staffed").filter(|_| right)?;
        let offset = raw.staffed_offset.value as f64;
        let staffed = values.iter().map(|value| (value + offset).clamp(0.0, f64::from(MOST_AGENTS)) as u32).collect();
        let group = AgentGroup::new(raw.name.value.clone(), staffed, raw.cost_per_hour.value.0, raw.shrinkage.value.0);
        self.keep(group, place)
    }

    /// One value for each interval; `None` also when the intervals are not known.
    fn series(
        &mut self,
        series: &Series,
        horizon: Option<&Horizon>,
        place: Option<&Place>,
        key: &str,
    ) -> Option<Vec<f64>> {
        let horizon = horizon?;
        let intervals = horizon.intervals();
        match series {
            Series::One(value) => Some(vec![*value; intervals]),
            Series::Each(values) if values.len() == intervals => Some(values.iter().map(|at| at.value).collect()),
            Series::Each(values) => {
                let message = match horizon {
                    Horizon::Day(day) => format!(
                        "`{key}` has {} values, but the day has {intervals} intervals of {}",
                        values.len(),
                        text::duration(day.interval().as_seconds())
                    ),
                    Horizon::SteadyState(_) => {
                        format!("`{key}` is a list, but a steady state has one value for all time")
                    }
                };
                self.problem(place, message);
                None
            }
            Series::Blocks(blocks) => self.blocks(blocks, horizon, place, key),
        }
    }

    fn blocks(
        &mut self,
        blocks: &[super::family::Block],
        horizon: &Horizon,
        place: Option<&Place>,
        key: &str,
    ) -> Option<Vec<f64>> {
        let Horizon::Day(day) = horizon else {
            self.problem(place, "blocks of hours belong to a day; a steady state has one value for all time");
            return None;
        };
        let mut values: Vec<Option<f64>> = vec![None; horizon.intervals()];
        let before = self.problems.len();
        for block in blocks {
            if block.to <= block.from {
                self.problem(
                    block.place.as_ref(),
                    format!("this block ends at {} but starts at {}", text::clock(block.to), text::clock(block.from)),
                );
                continue;
            }
            let index = |clock: f64| (clock - day.open_at()) / day.interval().as_seconds();
            let (from, to) = (index(block.from), index(block.to));
            if from < 0.0 || to > values.len() as f64 || from.fract() != 0.0 || to.fract() != 0.0 {
                self.problem(block.place.as_ref(), "this block must lie within opening hours and on interval borders");
                continue;
            }
            for (i, value) in values.iter_mut().enumerate().take(to as usize).skip(from as usize) {
                if value.is_some() {
                    let at = horizon.interval_label(i).unwrap_or_default();
                    self.problem(block.place.as_ref(), format!("this block overlaps another one at {at}"));
                    break;
                }
                *value = Some(block.value.value);
            }
        }
        if let Some(gap) = values.iter().position(Option::is_none).filter(|_| self.problems.len() == before) {
            let at = horizon.interval_label(gap).unwrap_or_default();
            self.problem(place, format!("the blocks of `{key}` say nothing of {at}"));
        }
        values.into_iter().collect()
    }

    fn unique<'a>(&mut self, names: impl Iterator<Item = &'a At<String>>, what: &str) {
        let mut seen: Vec<&str> = Vec::new();
        // A name that could not be read has no place.
        for name in names.filter(|name| name.place.is_some()) {
            if seen.contains(&name.value.as_str()) {
                self.problem(name.place.as_ref(), format!("there are two {what}s called \"{}\"", name.value));
            }
            seen.push(&name.value);
        }
    }

    fn call_types(&mut self, raw: &raw::Scenario, horizon: Option<&Horizon>) -> Option<Vec<CallTypeParts>> {
        self.unique(raw.call_type.iter().map(|t| &t.value.name), "call type");
        self.skills(raw);
        let types: Vec<Option<CallTypeParts>> =
            raw.call_type.iter().map(|of| self.call_type(raw, of, horizon)).collect();
        types.into_iter().collect()
    }

    /// Every skill names a call type.
    fn skills(&mut self, raw: &raw::Scenario) {
        let Some(names) = call_type_names(&raw.call_type) else { return };
        for group in &raw.agent_group {
            for (i, skill) in group.value.skills.iter().enumerate() {
                if !names.contains(&skill.value.as_str()) {
                    let meant = did_you_mean(&skill.value, names.iter().copied());
                    let label = meant.map_or_else(String::new, |m| format!("did you mean \"{m}\"?"));
                    self.problems.push(
                        Problem::new(format!("there is no call type \"{}\"", skill.value))
                            .at(skill.place.as_ref())
                            .label(label)
                            .help(the("call type", &names)),
                    );
                } else if group.value.skills[..i].iter().any(|other| other.value == skill.value) {
                    self.problem(skill.place.as_ref(), format!("the skill \"{}\" is listed twice", skill.value));
                }
            }
        }
    }

    fn call_type(
        &mut self,
        raw: &raw::Scenario,
        of: &At<raw::CallType>,
        horizon: Option<&Horizon>,
    ) -> Option<CallTypeParts> {
        let given = &of.value;
        let has_skill = |g: &At<raw::AgentGroup>| g.value.skills.iter().any(|s| s.value == given.name.value);
        let groups: Vec<usize> = (0..raw.agent_group.len()).filter(|&g| has_skill(&raw.agent_group[g])).collect();
        let skills_are_known =
            raw.agent_group.iter().all(|g| !g.value.skills.is_empty()) && !raw.agent_group.is_empty();
        if groups.is_empty() && skills_are_known && given.name.place.is_some() {
            self.problems.push(
                Problem::new(format!("no agent group has the skill \"{}\"", given.name.value))
                    .at(given.name.place.as_ref())
                    .label("nobody answers these calls")
                    .help("add its name to the `skills` of an [[agent_group]]"),
            );
        }
        let service_level = self.service_goal(&given.service_level);
        let arrivals = self.arrivals(&given.arrivals.value.0, horizon);
        let busyness = self.busyness(given.busyness.as_ref());
        let distribution = |d: &At<super::family::RawDistribution>| -> Distribution { d.value.0.clone() };
        if given.whole
            && distribution(&given.talk_time).mean() == 0.0
            && given.after_call_work.as_ref().is_none_or(|d| d.value.0.mean() == 0.0)
        {
            self.problem(given.talk_time.place.as_ref(), "calls of this type take no time at all");
        }
        Some(CallTypeParts {
            name: given.name.value.clone(),
            arrivals: arrivals?,
            busyness,
            talk_time: distribution(&given.talk_time),
            hold_time: given.hold_time.as_ref().map(distribution),
            after_call_work: given.after_call_work.as_ref().map(distribution),
            patience: given.patience.as_ref().map(distribution),
            balking: given.balking.as_ref().map(|b| Balking {
                share: b.value.share.value.0,
                queue_at_least: u32::try_from(b.value.queue_at_least.value).unwrap_or(u32::MAX),
            }),
            priority: given.priority.value,
            groups: (!groups.is_empty()).then_some(groups)?,
            service_level: service_level?,
            short_abandon: SimTime::from_seconds(given.short_abandon.value.0).ok()?,
            cost_when_abandoned: given.cost_when_abandoned.value.0,
            cost_per_minute_waiting: given.cost_per_minute_waiting.value.0,
        })
    }

    fn service_goal(&mut self, raw: &raw::ServiceLevel) -> Option<ServiceGoal> {
        let rules: Vec<(&str, ServiceLevelRule)> = ServiceLevelRule::ALL.map(|r| (r.name(), r)).to_vec();
        let rule = self.word(&raw.rule, &rules)?;
        if raw.whole && raw.penalty_per_day.value.0 > 0.0 && raw.target.is_none() {
            self.problem(raw.penalty_per_day.place.as_ref(), "a penalty needs a `target` that can be missed");
        }
        Some(ServiceGoal {
            acceptable_wait: SimTime::from_seconds(raw.acceptable_wait.value.0).ok()?,
            target: raw.target.as_ref().map(|t| t.value.0),
            rule,
            penalty_per_day: raw.penalty_per_day.value.0,
        })
    }

    fn arrivals(&mut self, chosen: &Chosen, horizon: Option<&Horizon>) -> Option<Arrivals> {
        let mut given = Arguments::new();
        let process = &PROCESSES[chosen.family];
        for (parameter, value) in &chosen.given {
            let place = chosen.places.iter().find(|(name, _)| *name == parameter.name).and_then(|(_, p)| p.as_ref());
            let value = match value {
                Given::One(value) => Value::One(*value),
                Given::Many(values) => Value::Many(values.clone()),
                Given::Series(series) => {
                    let right = self.not_negative(series, place, parameter.name);
                    let values = self.series(series, horizon, place, parameter.name);
                    Value::Many(values.filter(|_| right)?)
                }
                Given::Instants(instants) => Value::Days(self.instants(instants, horizon?, place)?),
            };
            given.give(parameter.name, value);
        }
        chosen.accept((process.build)(chosen.form, &given, horizon?), process.name, self.problems)
    }

    fn not_negative(&mut self, series: &Series, place: Option<&Place>, key: &str) -> bool {
        let negative: Vec<_> = series.values(place).into_iter().filter(|(value, _)| *value < 0.0).collect();
        for (value, at) in &negative {
            self.problem(*at, format!("`{key}` cannot be negative, as {value} is"));
        }
        negative.is_empty()
    }

    /// Instants by day, those outside opening hours left out with a warning.
    fn instants(
        &mut self,
        instants: &[At<String>],
        horizon: &Horizon,
        place: Option<&Place>,
    ) -> Option<Vec<Vec<SimTime>>> {
        let Horizon::Day(day) = horizon else {
            self.problem(place, "recorded arrivals belong to a day; a steady state has no clock");
            return None;
        };
        let mut days: BTreeMap<String, Vec<SimTime>> = BTreeMap::new();
        let (mut outside, before) = (0_usize, self.problems.len());
        for instant in instants {
            match read_instant(&instant.value, day.open_at()) {
                Ok((date, seconds)) => {
                    let calls = days.entry(date).or_default();
                    match SimTime::from_seconds(seconds) {
                        Ok(at) if at < horizon.measured_to() => calls.push(at),
                        _ => outside += 1,
                    }
                }
                Err(why) => self.problem(instant.place.as_ref(), why),
            }
        }
        if outside > 0 {
            self.warnings.push(format!(
                "{outside} of {} recorded arrivals lie outside opening hours and are left out; widen `open` and `close` to play them",
                instants.len()
            ));
        }
        (self.problems.len() == before).then(|| days.into_values().collect())
    }

    fn promises(&mut self, raw: &[At<raw::Promise>], call_types: &[At<raw::CallType>]) -> Option<Vec<Promise>> {
        self.unique(raw.iter().map(|p| &p.value.name), "promise");
        let promises: Vec<Option<Promise>> = raw.iter().map(|promise| self.promise(promise, call_types)).collect();
        promises.into_iter().collect()
    }

    fn promise(&mut self, raw: &At<raw::Promise>, call_types: &[At<raw::CallType>]) -> Option<Promise> {
        let given = &raw.value;
        let call_type = given.call_type.as_ref().map(|name| self.named_call_type(name, call_types));
        if !given.whole {
            return None;
        }
        let share = |s: &Option<At<super::decode::Share>>| s.as_ref().map(|s| s.value.0);
        let seconds = |s: &Option<At<super::decode::Seconds>>| s.as_ref().map(|s| s.value.0);
        let bounds = [
            (Headline::ServiceLevel, share(&given.service_level)),
            (Headline::AverageSpeedOfAnswer, seconds(&given.average_speed_of_answer)),
            (Headline::MeanWait, seconds(&given.mean_wait)),
            (Headline::Abandonment, share(&given.abandonment)),
            (Headline::Occupancy, share(&given.occupancy)),
        ];
        let goals: Vec<Goal> = bounds.iter().filter_map(|(h, bound)| bound.map(|b| Goal::new(*h, b))).collect();
        if goals.is_empty() {
            let names: Vec<&str> = bounds.iter().map(|(h, _)| h.name()).collect();
            self.problem(raw.place.as_ref(), format!("this promise promises nothing; give {}", one_of(&names)));
            return None;
        }
        if let (Some(wait), None) = (&given.acceptable_wait, &given.service_level) {
            self.problem(
                wait.place.as_ref(),
                "`acceptable_wait` belongs to a `service_level`, which this promise does not name",
            );
        }
        if let (Some(_), Some(occupancy)) = (call_type, &given.occupancy) {
            self.problem(occupancy.place.as_ref(), "a call type has no occupancy; leave out `call_type`");
            return None;
        }
        let acceptable_wait = seconds(&given.acceptable_wait).and_then(|s| SimTime::from_seconds(s).ok());
        let call_type = match call_type {
            None => None,
            Some(found) => Some(found?),
        };
        Some(Promise::new(given.name.value.clone(), goals, acceptable_wait, call_type, given.penalty_per_day.value.0))
    }

    fn named_call_type(&mut self, name: &At<String>, call_types: &[At<raw::CallType>]) -> Option<usize> {
        let names = call_type_names(call_types)?;
        let found = names.iter().position(|n| *n == name.value);
        if found.is_none() {
            let meant = did_you_mean(&name.value, names.iter().copied());
            let label = meant.map_or_else(String::new, |m| format!("did you mean \"{m}\"?"));
            let problem = Problem::new(format!("there is no call type \"{}\"", name.value)).at(name.place.as_ref());
            self.problems.push(problem.label(label).help(the("call type", &names)));
        }
        found
    }

    /// A steady state needs more agents than erlangs, unless callers give up or are turned away.
    fn warn_of_overload(&mut self, model: &Model) {
        if matches!(model.horizon(), Horizon::Day(_)) || model.lines().count.is_some() {
            return;
        }
        let endless = |t: &usize| model.call_types()[*t].patience().is_none();
        let types: Vec<usize> = (0..model.call_types().len()).filter(endless).collect();
        let load: f64 = types.iter().map(|t| model.offered_load(*t)).sum();
        let serving = |g: &usize| types.iter().any(|t| model.call_types()[*t].groups().contains(g));
        let agents: f64 = (0..model.agent_groups().len())
            .filter(serving)
            .map(|g| f64::from(model.agent_groups()[g].staffed()[0]))
            .sum();
        if !types.is_empty() && load >= agents {
            self.warnings.push(format!(
                "there is no steady state: {agents} agents for {load:.2} erlangs of callers who never hang up; the figures describe a queue that grows with the length of the run. Staff more than {load:.2}, or give the callers a `patience`"
            ));
        }
    }
}

/// The names of the call types; `None` when one of them could not be read.
pub fn call_type_names(call_types: &[At<raw::CallType>]) -> Option<Vec<&str>> {
    let name = |of: &At<raw::CallType>| of.value.name.place.is_some();
    let all = !call_types.is_empty() && call_types.iter().all(name);
    all.then(|| call_types.iter().map(|of| of.value.name.value.as_str()).collect())
}

/// Reads an instant: its date ("" without one) and its seconds after opening.
fn read_instant(text: &str, open_at: f64) -> Result<(String, f64), String> {
    if let Ok(seconds) = text.parse::<f64>() {
        return Ok((String::new(), seconds));
    }
    if let Ok(clock) = text::clock_in_seconds(text) {
        return Ok((String::new(), clock - open_at));
    }
    let instant: DateTime = text.parse().map_err(|_| {
        format!("\"{text}\" is no instant; write \"08:30:00\", \"2026-01-31 08:30:00\" or seconds after opening")
    })?;
    let time = instant.time();
    let midnight = f64::from(i32::from(time.hour()) * 3600 + i32::from(time.minute()) * 60 + i32::from(time.second()));
    let seconds = midnight + f64::from(time.subsec_nanosecond()) / 1e9;
    Ok((instant.date().to_string(), seconds - open_at))
}
