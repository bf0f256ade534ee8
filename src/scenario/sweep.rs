//! What a sweep plays: cases, and the design points of each.

use super::{
    Problems, Scenario,
    decode::At,
    document::{Node, Table, Value, no_number},
    problem::{Place, Problem, Source},
    raw,
    set::set,
    validate::{call_type_names, sweep_promises},
    values::Positive,
};
use crate::{
    model::{Model, Promise, Study},
    units::text::duration_in_seconds,
};

/// Keys that no sweep varies.
const STUDY_KEYS: [&str; 9] =
    ["seed", "replications", "precision", "most_replications", "confidence", "sweep", "policy", "compare", "plan"];

/// Whether a value can be set to a number: a number itself, a duration, or the short form of a
/// distribution, whose one parameter is either (`{ constant = "30s" }`).
fn is_number(node: &Node) -> bool {
    match &node.value {
        Value::Integer(_) | Value::Float(_) => true,
        Value::Text(text) => duration_in_seconds(text).is_ok(),
        Value::Table(table) => match table.entries.as_slice() {
            [only] => !matches!(only.node.value, Value::Table(_)) && is_number(&only.node),
            _ => false,
        },
        _ => false,
    }
}

/// The most design points of one sweep.
const MOST_POINTS: usize = 10_000;

/// A sweep, ready to be played.
#[derive(Clone, Debug)]
pub struct SweepPlan {
    /// The keys that are varied, one or two.
    pub keys: Vec<String>,
    /// The centres that are swept, at least one.
    pub cases: Vec<CasePlan>,
}

/// One centre of a sweep.
#[derive(Clone, Debug)]
pub struct CasePlan {
    /// What it is called; `None` where the sweep has no cases.
    pub name: Option<String>,
    /// What is asked of its models.
    pub study: Study,
    /// The promises that are priced.
    pub promises: Vec<Promise>,
    /// Its design points: the second key varies fastest.
    pub points: Vec<DesignPoint>,
}

/// One level of each key, and the centre it makes.
#[derive(Clone, Debug)]
pub struct DesignPoint {
    /// Everything that was set, the varied keys last.
    pub design: Vec<(String, f64)>,
    /// The levels of the varied keys.
    pub levels: Vec<f64>,
    /// The centre.
    pub model: Model,
}

/// Levels as they are typed, in the sweep, its second axis or a case.
struct RawLevels<'a> {
    from: Option<&'a At<f64>>,
    to: Option<&'a At<f64>>,
    step: Option<&'a At<Positive>>,
    values: Option<&'a At<Vec<f64>>>,
    place: Option<&'a Place>,
    whole: bool,
}

macro_rules! levels_of {
    ($table:expr, $place:expr) => {
        RawLevels {
            from: $table.from.as_ref(),
            to: $table.to.as_ref(),
            step: $table.step.as_ref(),
            values: $table.values.as_ref(),
            place: $place,
            whole: $table.whole,
        }
    };
}

impl Scenario {
    /// The sweep that the scenario asks for.
    ///
    /// # Errors
    ///
    /// [`Problems`] when it asks for none, varies a key that is no number, has levels that
    /// contradict, or a level makes no centre.
    pub fn sweep(&self) -> Result<SweepPlan, Problems> {
        let mut problems = Problems::default();
        let mut sources = self.sources.clone();
        let own = self.model().promises();
        let mut builder = Builder {
            tree: &self.tree,
            raw: &self.raw,
            own: Some(own),
            problems: &mut problems,
            sources: &mut sources,
        };
        match builder.plan() {
            Some(plan) if problems.is_empty() => Ok(plan),
            _ => Err(problems.in_sources(&sources)),
        }
    }
}

/// Checks the sweep of a scenario that has problems already: all that needs no model.
pub(super) fn check_sweep(tree: &Table, raw: &raw::Scenario, problems: &mut Problems) {
    if raw.sweep.is_some() {
        Builder { tree, raw, own: None, problems, sources: &mut Vec::new() }.plan();
    }
}

struct Builder<'a> {
    tree: &'a Table,
    raw: &'a raw::Scenario,
    /// The scenario's own promises; `None` where it has problems, and no centre can be made.
    own: Option<&'a [Promise]>,
    problems: &'a mut Problems,
    sources: &'a mut Vec<Source>,
}

/// What the cases of a sweep have in common; `None` where it has a problem.
struct Common<'a> {
    base: RawLevels<'a>,
    keys: Option<Vec<String>>,
    second: Option<Vec<f64>>,
    promises: Option<Vec<Promise>>,
}

impl Builder<'_> {
    fn plan(&mut self) -> Option<SweepPlan> {
        let raw = self.raw;
        let Some(sweep) = &raw.sweep else {
            self.problems.push(Problem::new("this scenario has no [sweep]").help(
                "add a [sweep], such as\n\n[sweep]\nvary = \"agent_group.agents.staffed\"\nfrom = 40\nto = 80\n",
            ));
            return None;
        };
        let place = sweep.place.as_ref();
        let sweep = &sweep.value;
        let mut keys = vec![self.check_key(&sweep.vary)];
        let mut second = Some(Vec::new());
        if let Some(axis) = &sweep.also {
            keys.push(self.second_key(&sweep.vary, &axis.value.vary));
            second = self.levels(&levels_of!(axis.value, axis.place.as_ref()), None);
        }
        let promises = match sweep.promises.as_deref() {
            Some(promises) => sweep_promises(promises, &raw.call_type, self.problems),
            None => self.own.map(<[Promise]>::to_vec),
        };
        let common = Common { base: levels_of!(sweep, place), keys: keys.into_iter().collect(), second, promises };
        let cases: Vec<_> = match sweep.cases.as_deref() {
            None => vec![self.case(None, &common)],
            Some(cases) => {
                self.unique_cases(cases);
                cases.iter().map(|case| self.case(Some(case), &common)).collect()
            }
        };
        Some(SweepPlan { keys: common.keys?, cases: cases.into_iter().collect::<Option<_>>()? })
    }

    fn unique_cases(&mut self, cases: &[At<raw::Case>]) {
        let names: Vec<&At<String>> = cases.iter().map(|case| &case.value.name).filter(|n| n.place.is_some()).collect();
        for (i, name) in names.iter().enumerate() {
            if names[..i].iter().any(|earlier| earlier.value == name.value) {
                let problem = Problem::new(format!("there are two cases called \"{}\"", name.value));
                self.problems.push(problem.at(name.place.as_ref()));
            }
        }
    }

    fn second_key(&mut self, first: &At<String>, second: &At<String>) -> Option<String> {
        if first.value == second.value && second.place.is_some() {
            let problem = Problem::new("`also` varies the key that the sweep varies already");
            self.problems.push(problem.at(second.place.as_ref()).label("must be another key"));
            return None;
        }
        self.check_key(second)
    }

    /// A key path that leads to a number.
    fn check_key(&mut self, key: &At<String>) -> Option<String> {
        let mut tree = self.tree.clone();
        let node = tree.follow_mut(&key.value).map(|node| &*node);
        let head = key.value.split('.').next().unwrap_or_default();
        if STUDY_KEYS.contains(&head) {
            self.problems.push(
                Problem::new(format!("`{head}` says how the centre is studied, not what it is"))
                    .at(key.place.as_ref())
                    .label("a sweep varies a number of the centre"),
            );
            return None;
        }
        if node.is_some_and(is_number) {
            return Some(key.value.clone());
        }
        // What could not be read may hold the key, or be meant to be a number.
        if key.place.is_none() || (self.own.is_none() && (node.is_some() || !self.names_are_known())) {
            return None;
        }
        let (why, meant) = no_number(self.tree, &key.value);
        let label = meant.map_or_else(String::new, |m| format!("did you mean `{m}`?"));
        let mut problem =
            Problem::new(format!("a sweep varies a number, but {why}")).at(key.place.as_ref()).label(label);
        if why.contains("a list") && key.value.ends_with(".staffed") {
            problem = problem.help("`staffed_offset` of the group adds agents to every interval, and can be varied");
        }
        self.problems.push(problem);
        None
    }

    fn names_are_known(&self) -> bool {
        let groups = &self.raw.agent_group;
        let named = groups.iter().all(|group| group.value.name.place.is_some());
        named && !groups.is_empty() && call_type_names(&self.raw.call_type).is_some()
    }

    fn levels(&mut self, own: &RawLevels<'_>, base: Option<&RawLevels<'_>>) -> Option<Vec<f64>> {
        if !own.whole || base.is_some_and(|base| !base.whole) {
            return None;
        }
        if let (Some(values), Some(_)) = (own.values, own.from.or(own.to)) {
            self.problems.push(
                Problem::new("levels are given twice: as `values`, and by `from` and `to`").at(values.place.as_ref()),
            );
            return None;
        }
        let has_range = own.from.is_some() || own.to.is_some();
        let inherited = if has_range { None } else { base.and_then(|b| b.values) };
        if let Some(values) = own.values.or(inherited) {
            let mut levels = values.value.clone();
            levels.sort_by(f64::total_cmp);
            levels.dedup();
            return Some(levels);
        }
        let from = own.from.or_else(|| base.and_then(|b| b.from));
        let to = own.to.or_else(|| base.and_then(|b| b.to));
        let step = own.step.or_else(|| base.and_then(|b| b.step)).map_or(1.0, |s| s.value.0);
        let (Some(from), Some(to)) = (from, to) else {
            self.problems.push(Problem::new("the levels are missing: give `from` and `to`, or `values`").at(own.place));
            return None;
        };
        if to.value < from.value {
            self.problems.push(
                Problem::new(format!("the levels end at {} but start at {}", to.value, from.value))
                    .at(to.place.as_ref()),
            );
            return None;
        }
        let count = ((to.value - from.value) / step + 1e-9).floor() + 1.0;
        if count > MOST_POINTS as f64 {
            self.problems.push(
                Problem::new(format!("this sweep has {count} levels; the most is {MOST_POINTS}"))
                    .at(to.place.as_ref())
                    .help("give a larger `step`"),
            );
            return None;
        }
        Some((0..count as usize).map(|i| from.value + i as f64 * step).collect())
    }

    fn case(&mut self, raw: Option<&At<raw::Case>>, common: &Common<'_>) -> Option<CasePlan> {
        let mut tree = self.tree.clone();
        let mut design = Vec::new();
        let (set, levels) = match raw {
            None => (Some(()), self.levels(&common.base, None)),
            Some(case) => (
                self.set_case(case, &mut tree, &mut design),
                self.levels(&levels_of!(case.value, case.place.as_ref()), Some(&common.base)),
            ),
        };
        let (levels, second) = (levels?, common.second.as_deref()?);
        if levels.len() * second.len().max(1) > MOST_POINTS {
            let problem = Problem::new(format!("this sweep has more than {MOST_POINTS} design points"));
            self.problems.push(problem.at(raw.map_or(common.base.place, |case| case.place.as_ref())));
            return None;
        }
        set?;
        self.own?;
        let (keys, promises) = (common.keys.as_deref()?, common.promises.as_deref()?);
        let mut points = Vec::new();
        let mut study = None;
        for level in levels {
            let others: &[f64] = if second.is_empty() { &[f64::NAN] } else { second };
            for other in others {
                let values: Vec<f64> = [level, *other].into_iter().take(keys.len()).collect();
                let (point, asked) = self.point(&tree, &design, keys, values, promises)?;
                points.push(point);
                study = Some(asked);
            }
        }
        let name = raw.map(|c| c.value.name.value.clone());
        Some(CasePlan { name, study: study?, promises: promises.to_vec(), points })
    }

    /// Sets the keys of a case.
    fn set_case(&mut self, case: &At<raw::Case>, tree: &mut Table, design: &mut Vec<(String, f64)>) -> Option<()> {
        let free = case.value.set.as_ref().map(|f| &f.value.0);
        let mut complete = true;
        for entry in free.into_iter().flat_map(|table| &table.entries) {
            let number = entry.node.as_number();
            if tree.follow_mut(&entry.key).is_none() {
                complete = false;
                if self.own.is_none() && !self.names_are_known() {
                    continue;
                }
                let (why, meant) = no_number(tree, &entry.key);
                let label = meant.map_or_else(String::new, |m| format!("did you mean `{m}`?"));
                self.problems.push(Problem::new(why).at(entry.key_place.as_ref()).label(label));
                continue;
            }
            if let Some(node) = tree.follow_mut(&entry.key) {
                *node = entry.node.clone();
            }
            design.extend(number.map(|n| (entry.key.clone(), n)));
        }
        // `--replications` stands in no file, and goes before the case's own.
        let is_set = self.raw.replications.as_ref().is_some_and(|r| r.place.is_none());
        if let Some(replications) = case.value.replications.as_ref().filter(|_| !is_set) {
            tree.insert(
                "replications",
                Node { value: Node::number(replications.value as f64).value, place: replications.place.clone() },
            );
            tree.remove("precision");
        }
        complete.then_some(())
    }

    fn point(
        &mut self,
        tree: &Table,
        set_by_case: &[(String, f64)],
        keys: &[String],
        levels: Vec<f64>,
        promises: &[Promise],
    ) -> Option<(DesignPoint, Study)> {
        let mut tree = tree.clone();
        let mut sources = self.sources.clone();
        let mut design = set_by_case.to_vec();
        for (key, level) in keys.iter().zip(&levels) {
            if let Err(problem) = set(&mut tree, key, Node::number(*level), "a level of the sweep", &mut sources) {
                self.problems.push(problem);
                return None;
            }
            design.push((key.clone(), *level));
        }
        match Scenario::from_tree(tree, sources.clone(), Problems::default(), false) {
            Ok(scenario) => {
                let all = [scenario.model().promises(), promises].concat();
                let mut distinct: Vec<Promise> = Vec::new();
                all.into_iter().for_each(|p| {
                    if !distinct.iter().any(|d| d.name() == p.name()) {
                        distinct.push(p);
                    }
                });
                let model = scenario.model().with_promises(distinct);
                Some((DesignPoint { design, levels, model }, scenario.study().clone()))
            }
            Err(problems) => {
                problems.iter().for_each(|problem| self.problems.push(problem.clone()));
                *self.sources = sources;
                None
            }
        }
    }
}
