//! What `onering compare` plays: the centre as it stands, and the policies that set keys of it.

use super::{
    Problems, Scenario,
    decode::At,
    problem::{Place, Problem, did_you_mean, the},
    raw,
    set::put,
};
use crate::model::{Headline, Model, Study};

/// Keys that no policy sets: policies are compared on the same callers, as often, by the same promises.
const NOT_OF_THE_CENTRE: [&str; 10] = [
    "seed",
    "replications",
    "precision",
    "most_replications",
    "confidence",
    "currency",
    "promise",
    "sweep",
    "policy",
    "compare",
];

/// The most policies of one comparison.
pub const MOST_POLICIES: usize = 60;

/// What is compared, and how.
#[derive(Clone, Debug)]
pub struct ComparePlan {
    /// The policies, the centre as it stands first.
    pub policies: Vec<PolicyPlan>,
    /// The index of the policy that the others are held against.
    pub baseline: usize,
    /// The measure that decides.
    pub best: Deciding,
    /// The promises that a policy must keep; `None` for all.
    pub must_keep: Option<Vec<String>>,
}

/// One way to run the centre.
#[derive(Clone, Debug)]
pub struct PolicyPlan {
    /// What it is called.
    pub name: String,
    /// The question it answers.
    pub question: Option<String>,
    /// The keys that were set to numbers.
    pub design: Vec<(String, f64)>,
    /// The centre.
    pub model: Model,
    /// What is asked of it.
    pub study: Study,
    /// What is probably not meant.
    pub warnings: Vec<String>,
}

/// The measure that decides between policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deciding {
    /// Its name.
    pub name: &'static str,
    /// Whether the most is best.
    pub more_is_better: bool,
}

impl Deciding {
    /// What may decide.
    pub const ALL: [Self; 9] = [
        Self::of(Headline::Cost),
        Self { name: "cost_per_answered_call", more_is_better: false },
        Self { name: "cost_per_resolved_issue", more_is_better: false },
        Self { name: "issues_resolved", more_is_better: true },
        Self::of(Headline::ServiceLevel),
        Self::of(Headline::AverageSpeedOfAnswer),
        Self::of(Headline::MeanWait),
        Self::of(Headline::Abandonment),
        Self::of(Headline::Occupancy),
    ];

    /// Whether it counts issues, which not every model has.
    fn is_of_issues(self) -> bool {
        self.name.contains("issue")
    }

    const fn of(headline: Headline) -> Self {
        Self { name: headline.name(), more_is_better: headline.more_is_better() }
    }
}

impl Scenario {
    /// Whether it has policies.
    #[must_use]
    pub const fn has_policies(&self) -> bool {
        self.raw.policy.is_some()
    }

    /// The policies of the scenario, the centre as it stands first.
    ///
    /// # Errors
    ///
    /// [`Problems`] when a policy sets what it may not or what makes no centre, or `[compare]` names what there is not.
    pub fn policies(&self) -> Result<ComparePlan, Problems> {
        let mut problems = Problems::default();
        let given = self.raw.compare.as_ref().map(|of| &of.value);
        let own = |name: &str| PolicyPlan {
            name: name.to_owned(),
            question: None,
            design: Vec::new(),
            model: self.model().clone(),
            study: self.study().clone(),
            warnings: Vec::new(),
        };
        let (policies, baseline) =
            self.each_policy(own, |policy, problems| self.policy(policy, problems), &mut problems);
        let deciding: Vec<&str> = Deciding::ALL.iter().map(|d| d.name).collect();
        let best = given.map_or(Some(0), |g| named(&g.best, &deciding, "measure", &mut problems));
        let must_keep = given.and_then(|g| g.must_keep.as_ref());
        let promises: Vec<&str> = self.model().promises().iter().map(crate::model::Promise::name).collect();
        for name in must_keep.iter().flat_map(|names| &names.value.0) {
            named(name, &promises, "promise", &mut problems);
        }
        if let (Some(of), Some(given)) = (best.map(|i| Deciding::ALL[i]), given)
            && of.is_of_issues()
            && problems.is_empty()
            && !policies.iter().any(|p| p.model.has_journeys())
        {
            let problem = Problem::new(format!("no policy says what becomes of issues, and `{}` needs it", of.name));
            problems.push(
                problem
                    .at(given.best.place.as_ref())
                    .help("give a call type its `resolution`, the share of contacts that solve the issue"),
            );
        }
        match (baseline, best) {
            (Some(baseline), Some(best)) if problems.is_empty() => Ok(ComparePlan {
                policies,
                baseline,
                best: Deciding::ALL[best],
                must_keep: must_keep.map(|names| names.value.0.iter().map(|n| n.value.clone()).collect()),
            }),
            _ => Err(problems.in_sources(&self.sources)),
        }
    }

    /// What `own` makes of the centre as it stands, `of` of each policy, and the index of the baseline.
    pub(super) fn each_policy<T>(
        &self,
        own: impl FnOnce(&str) -> T,
        mut of: impl FnMut(&At<raw::Policy>, &mut Problems) -> Option<T>,
        problems: &mut Problems,
    ) -> (Vec<T>, Option<usize>) {
        let given = self.raw.compare.as_ref().map(|of| &of.value);
        let own_name = given.map_or("as it stands", |g| g.as_it_stands.value.as_str());
        let mut all = vec![own(own_name)];
        let stated = self.raw.policy.as_deref().unwrap_or_default();
        if stated.len() >= MOST_POLICIES {
            let message = format!("{} policies are too many; the most is {}", stated.len(), MOST_POLICIES - 1);
            problems.push(Problem::new(message).at(stated[0].place.as_ref()));
            return (all, None);
        }
        let mut names = vec![own_name];
        for policy in stated {
            let name = &policy.value.name;
            if names.contains(&name.value.as_str()) && name.place.is_some() {
                let problem = Problem::new(format!("there are two policies called \"{}\"", name.value));
                problems.push(problem.at(name.place.as_ref()));
            }
            names.push(&name.value);
            all.extend(of(policy, problems));
        }
        let baseline = given.and_then(|g| g.baseline.as_ref());
        (all, baseline.map_or(Some(0), |name| named(name, &names, "policy", problems)))
    }

    fn policy(&self, policy: &At<raw::Policy>, problems: &mut Problems) -> Option<PolicyPlan> {
        let (centre, design) = self.set_by(policy, problems)?;
        let own = self.warnings();
        Some(PolicyPlan {
            name: policy.value.name.value.clone(),
            question: policy.value.question.as_ref().map(|q| q.value.clone()),
            design,
            model: centre.model().clone(),
            study: centre.study().clone(),
            warnings: centre.warnings().iter().filter(|w| !own.contains(w)).cloned().collect(),
        })
    }

    /// The scenario that a policy makes of this one, and the keys that it set to numbers.
    pub(super) fn set_by(
        &self,
        policy: &At<raw::Policy>,
        problems: &mut Problems,
    ) -> Option<(Self, Vec<(String, f64)>)> {
        let mut tree = self.tree.clone();
        let mut design = Vec::new();
        let before = problems.iter().count();
        for entry in &policy.value.set.value.0.entries {
            let nowhere = Place { file: 0, range: 0..0 };
            let key_place = entry.key_place.as_ref().unwrap_or(&nowhere);
            let head = entry.key.split('.').next().unwrap_or_default();
            if let Some(key) = NOT_OF_THE_CENTRE.iter().find(|key| **key == head) {
                problems.push(
                    Problem::new(format!(
                        "`{key}` is not the centre's to change: policies are compared on the same callers, as often, by the same promises"
                    ))
                    .at(Some(key_place)),
                );
                continue;
            }
            match put(&mut tree, &entry.key, key_place, entry.node.clone()) {
                Ok(()) => design.extend(entry.node.as_number().map(|n| (entry.key.clone(), n))),
                Err(problem) => problems.push(problem),
            }
        }
        if problems.iter().count() > before {
            return None;
        }
        // What is left out of the tree cannot be wrong twice.
        for key in ["sweep", "policy", "compare"] {
            tree.remove(key);
        }
        let sources = self.sources.clone();
        let read = Self::from_tree(tree, sources, Problems::default(), false);
        let centre = read.map_err(|found| found.iter().for_each(|problem| problems.push(problem.clone()))).ok()?;
        Some((centre, design))
    }
}

/// The index of a name among `names`, or a problem.
pub(super) fn named(name: &At<String>, names: &[&str], what: &str, problems: &mut Problems) -> Option<usize> {
    let found = names.iter().position(|n| *n == name.value);
    if found.is_none() {
        let meant = did_you_mean(&name.value, names.iter().copied());
        let label = meant.map_or_else(String::new, |m| format!("did you mean \"{m}\"?"));
        let problem =
            Problem::new(format!("there is no {what} \"{}\"", name.value)).at(name.place.as_ref()).label(label);
        problems.push(if names.is_empty() { problem } else { problem.help(the(what, names)) });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Overrides;

    fn plan(policies: &str) -> Result<ComparePlan, Problems> {
        let text = format!(
            "horizon = {{ open = \"08:00\", close = \"10:00\", interval = \"1h\" }}\n\
             [[call_type]]\nname = \"a\"\narrivals = {{ poisson = {{ per_hour = 9 }} }}\ntalk_time = {{ constant = 60 }}\n\
             [[agent_group]]\nname = \"g\"\nskills = [\"a\"]\nstaffed = 4\n{policies}"
        );
        Scenario::from_text("test", &text, std::path::Path::new("."), &Overrides::default()).unwrap().policies()
    }

    #[test]
    fn a_policy_sets_old_keys_and_new_ones() {
        let plan = plan(
            "[[policy]]\nname = \"less\"\nset = { \"agent_group.g.staffed\" = [3, 2], \"call_type.a.patience\" = { constant = 30 } }\n\
             [compare]\nbaseline = \"less\"\nbest = \"abandonment\"\n",
        )
        .unwrap();
        assert_eq!(plan.policies[1].model.agent_groups()[0].staffed(), [3, 2]);
        assert!(plan.policies[0].model.call_types()[0].patience().is_none());
        assert!(plan.policies[1].model.call_types()[0].patience().is_some());
        assert_eq!((plan.baseline, plan.best.name), (1, "abandonment"));
    }

    #[test]
    fn what_is_not_the_centres_is_refused() {
        for set in ["seed = 2", "\"agent_group.h.staffed\" = 3", "\"agent_group.g.staffed\" = -3"] {
            assert!(plan(&format!("[[policy]]\nname = \"x\"\nset = {{ {set} }}\n")).is_err(), "{set}");
        }
        assert!(plan("[compare]\nbaseline = \"x\"\n").is_err());
        assert!(plan("[compare]\nbest = \"issues_resolved\"\n").is_err());
    }
}
