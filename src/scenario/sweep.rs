//! What a sweep plays: cases, and the design points of each.

use super::{
    Problems, Scenario,
    decode::{At, Positive},
    document::{Node, Table, no_number},
    problem::{Place, Problem, Source},
    raw,
    set::set,
    validate::sweep_promises,
};
use crate::model::{Model, Promise, Study};

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
}

macro_rules! levels_of {
    ($table:expr, $place:expr) => {
        RawLevels {
            from: $table.from.as_ref(),
            to: $table.to.as_ref(),
            step: $table.step.as_ref(),
            values: $table.values.as_ref(),
            place: $place,
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
        let plan = Builder { scenario: self, problems: &mut problems, sources: &mut sources }.plan();
        match plan {
            Some(plan) if problems.is_empty() => Ok(plan),
            _ => Err(problems.in_sources(&sources)),
        }
    }
}

struct Builder<'a> {
    scenario: &'a Scenario,
    problems: &'a mut Problems,
    sources: &'a mut Vec<Source>,
}

impl Builder<'_> {
    fn plan(&mut self) -> Option<SweepPlan> {
        let raw = &self.scenario.raw;
        let Some(sweep) = &raw.sweep else {
            self.problems.push(Problem::new("this scenario has no [sweep]").help(
                "add a [sweep], such as\n\n[sweep]\nvary = \"agent_group.agents.staffed\"\nfrom = 40\nto = 80\n",
            ));
            return None;
        };
        let place = sweep.place.as_ref();
        let sweep = &sweep.value;
        let vary = self.check_key(&sweep.vary);
        let also = sweep.also.as_ref().map(|axis| {
            let key = self.check_key(&axis.value.vary);
            let levels = self.levels(&levels_of!(axis.value, axis.place.as_ref()), None);
            (key, levels)
        });
        let own = sweep.promises.as_deref();
        let promises = match own {
            Some(own) => sweep_promises(own, &raw.call_type, self.problems),
            None => Some(self.scenario.model().promises().to_vec()),
        };
        let base = levels_of!(sweep, place);
        let mut keys = vec![vary?];
        let mut second = Vec::new();
        if let Some((key, levels)) = also {
            keys.push(key?);
            second = levels?;
        }
        let promises = promises?;
        let cases = match sweep.cases.as_deref() {
            None => vec![self.case(None, &base, &keys, &second, &promises)],
            Some(cases) => cases.iter().map(|c| self.case(Some(c), &base, &keys, &second, &promises)).collect(),
        };
        Some(SweepPlan { keys, cases: cases.into_iter().collect::<Option<_>>()? })
    }

    /// A key path that leads to a number.
    fn check_key(&mut self, key: &At<String>) -> Option<String> {
        let mut tree = self.scenario.tree.clone();
        if tree.follow_mut(&key.value).is_some_and(|node| node.as_number().is_some()) {
            return Some(key.value.clone());
        }
        let (why, meant) = no_number(&self.scenario.tree, &key.value);
        let label = meant.map_or_else(String::new, |m| format!("did you mean `{m}`?"));
        let mut problem =
            Problem::new(format!("a sweep varies a number, but {why}")).at(key.place.as_ref()).label(label);
        if why.contains("a list") && key.value.ends_with(".staffed") {
            problem = problem.help("`staffed_offset` of the group adds agents to every interval, and can be varied");
        }
        self.problems.push(problem);
        None
    }

    fn levels(&mut self, own: &RawLevels<'_>, base: Option<&RawLevels<'_>>) -> Option<Vec<f64>> {
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

    fn case(
        &mut self,
        raw: Option<&At<raw::Case>>,
        base: &RawLevels<'_>,
        keys: &[String],
        second: &[f64],
        promises: &[Promise],
    ) -> Option<CasePlan> {
        let mut tree = self.scenario.tree.clone();
        let mut design = Vec::new();
        let levels = match raw {
            None => self.levels(base, None)?,
            Some(case) => {
                self.set_case(case, &mut tree, &mut design)?;
                self.levels(&levels_of!(case.value, case.place.as_ref()), Some(base))?
            }
        };
        if levels.len() * second.len().max(1) > MOST_POINTS {
            self.problems
                .push(Problem::new(format!("this sweep has more than {MOST_POINTS} design points")).at(base.place));
            return None;
        }
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
        for entry in free.into_iter().flat_map(|table| &table.entries) {
            let number = entry.node.as_number();
            if tree.follow_mut(&entry.key).is_none() {
                let (why, meant) = no_number(tree, &entry.key);
                let label = meant.map_or_else(String::new, |m| format!("did you mean `{m}`?"));
                self.problems.push(Problem::new(why).at(entry.key_place.as_ref()).label(label));
                return None;
            }
            if let Some(node) = tree.follow_mut(&entry.key) {
                *node = entry.node.clone();
            }
            design.extend(number.map(|n| (entry.key.clone(), n)));
        }
        if let Some(replications) = &case.value.replications {
            tree.insert(
                "replications",
                Node { value: Node::number(replications.value as f64).value, place: replications.place.clone() },
            );
            tree.remove("precision");
        }
        Some(())
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
        match Scenario::from_tree(tree, sources.clone(), Problems::default()) {
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
