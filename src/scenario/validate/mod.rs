//! From what was typed to what it means.

mod arrivals;
mod borders;
mod busyness;
mod calls;
mod crew;
mod horizon;
mod journey;
mod longrun;
mod media;
mod outages;
mod outbound;
mod plan;
mod promises;
mod routing;
mod shifts;
mod staff;
mod streams;
mod study;
mod surges;

use crate::{
    model::{AgentGroup, AtClose, CallTypeParts, Horizon, LongRun, Model, ModelParts, NoModel, PlanTerms, Study},
    scenario::{
        decode::At,
        problem::{Place, Problem, Problems, did_you_mean, the},
        raw,
        values::Seconds,
    },
    units::SimTime,
};

pub use promises::{call_type_names, sweep_promises};

/// Replications where the scenario does not say.
const USUAL_REPLICATIONS: u64 = 100;

/// What may happen at closing time.
const AT_CLOSE: [(&str, AtClose); 3] =
    [("serve_queue", AtClose::ServeQueue), ("finish_calls", AtClose::FinishCalls), ("stop", AtClose::StopAtOnce)];

/// A scenario that makes sense.
pub struct Validated {
    pub model: Model,
    pub study: Study,
    pub terms: PlanTerms,
    pub long_run: Option<LongRun>,
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
    let groups = checker.agent_groups(raw, horizon.as_ref());
    let call_types = checker.call_types(raw, horizon.as_ref());
    let busyness = checker.busyness(raw.busyness.as_ref(), horizon.as_ref());
    let streams = checker.streams(raw, horizon.as_ref());
    let correlation = checker.correlation(raw);
    let surges = checker.surges(raw, horizon.as_ref());
    let outages = checker.outages(raw, horizon.as_ref());
    let lines = checker.lines(raw.lines.as_ref());
    let promises = checker.promises(raw.promise.as_deref().unwrap_or_default(), &raw.call_type);
    let terms = checker.plan(raw, horizon.as_ref(), groups.as_deref());
    let long_run = checker.long_run(raw);
    checker.no_penalty_without_days(raw, horizon.as_ref());
    if let (Some(call_types), Some(groups)) = (&call_types, &groups) {
        checker.somebody_serves(raw, call_types, groups);
    }
    if !checker.problems.is_empty() {
        return None;
    }
    let parts = ModelParts {
        horizon: horizon?,
        busyness,
        lines: lines?,
        streams: streams?,
        correlation,
        surges: surges?,
        given_days: None,
        outages: outages?,
        call_types: call_types?,
        agent_groups: groups?,
        promises: promises?,
    };
    let model = checker.keep(Model::new(parts), None)?;
    let study = checker.recorded_days(raw, &model, study?);
    checker.warn_of_overload(&model);
    checker.warn_of_an_empty_end(&model);
    checker.warn_of_deadlines(&model);
    let warnings = checker.warnings;
    Some(Validated { model, study, terms: terms?, long_run, warnings })
}

/// The names in a list of tables, unless one could not be read.
fn named<T>(tables: &[At<T>], name: impl Fn(&T) -> &At<String>) -> Option<Vec<&str>> {
    tables.iter().map(|table| name(&table.value)).map(|at| at.place.as_ref().map(|_| at.value.as_str())).collect()
}

/// Something that was given is wrong, and its problem is noted.
struct Noted;

/// What was read, if something was given.
fn optional<T, R>(given: Option<&T>, read: impl FnOnce(&T) -> Option<R>) -> Result<Option<R>, Noted> {
    given.map(|given| read(given).ok_or(Noted)).transpose()
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

    /// The index of a name among `names`.
    fn find(&mut self, name: &At<String>, names: &[&str], what: &str) -> Option<usize> {
        let found = names.iter().position(|n| *n == name.value);
        if found.is_none() {
            let meant = did_you_mean(&name.value, names.iter().copied());
            let label = meant.map_or_else(String::new, |m| format!("did you mean \"{m}\"?"));
            let problem = Problem::new(format!("there is no {what} \"{}\"", name.value)).at(name.place.as_ref());
            self.problems.push(problem.label(label).help(the(what, names)));
        }
        found
    }

    fn positive(&mut self, time: &At<Seconds>) -> Option<SimTime> {
        if time.value.0 > 0.0 {
            return SimTime::from_seconds(time.value.0).ok();
        }
        self.problem(time.place.as_ref(), "this duration must be longer than nothing");
        None
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

    /// A group may be closed, but each call type needs one that is not.
    fn somebody_serves(&mut self, raw: &raw::Scenario, call_types: &[CallTypeParts], groups: &[AgentGroup]) {
        let is_empty = |index: usize| groups[index].is_empty();
        let nobody = call_types.iter().filter(|of| of.preferences.iter().all(|p| is_empty(p.group)));
        let mut closed: Vec<usize> = nobody.flat_map(|of| of.preferences.iter().map(|p| p.group)).collect();
        closed.sort_unstable();
        closed.dedup();
        for index in closed {
            let message = format!("the agent group \"{}\" has no agents in any interval", groups[index].name());
            self.problem(raw.agent_group[index].value.staffed.place.as_ref(), message);
        }
        if self.problems.is_empty() {
            let closed = groups.iter().filter(|group| group.is_empty());
            self.warnings.extend(closed.map(|group| {
                format!("the agent group \"{}\" has no agents in any interval: it serves nobody", group.name())
            }));
        }
    }

    /// Who still waits at closing needs somebody to be served by.
    fn warn_of_an_empty_end(&mut self, model: &Model) {
        let Horizon::Day(day) = model.horizon() else { return };
        if day.at_close() != AtClose::ServeQueue {
            return;
        }
        let nobody = |g: &usize| model.agent_groups()[*g].is_empty_at_the_end();
        for call_type in model.call_types().iter().filter(|t| t.item().is_none() && t.groups().iter().all(nobody)) {
            self.warnings.push(format!(
                "nobody is staffed in the last interval for {}: who still waits at closing is never served; staff it, or say at_close = \"finish_calls\"",
                call_type.name()
            ));
        }
    }

    /// A penalty is paid by the day.
    fn no_penalty_without_days(&mut self, raw: &raw::Scenario, horizon: Option<&Horizon>) {
        let message = match horizon {
            Some(Horizon::SteadyState(_)) => "a steady state has no days to pay a penalty for",
            Some(Horizon::Day(day)) if day.days() > 1 => {
                "a row of days is judged as a whole, and has no penalty by the day"
            }
            _ => return,
        };
        let of_promises = raw.promise.iter().flatten().map(|p| &p.value.penalty_per_day);
        let of_types = raw.call_type.iter().map(|t| &t.value.service_level.penalty_per_day);
        for penalty in of_types.chain(of_promises).filter(|p| p.place.is_some() && p.value.0 > 0.0) {
            self.problem(penalty.place.as_ref(), message);
        }
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
