//! What `onering longrun` follows through the months: the centre as it stands, and its policies, on one customer base.

use super::{Problems, Scenario, decode::At, problem::Problem, raw};
use crate::model::{LongRun, Model, Study};

/// Keys of `[longrun]` that no policy sets: strategies are followed on the same customers, through the same months.
const OF_THE_BASE: [&str; 10] = [
    "customers",
    "contacts_per_month",
    "days_per_month",
    "months",
    "discount_per_year",
    "counts_those_left",
    "futures",
    "demand_cv",
    "season",
    "error_at_most",
];

/// What is followed through the months.
#[derive(Clone, Debug)]
pub struct LongRunPlan {
    /// The strategies, the centre as it stands first.
    pub strategies: Vec<StrategyPlan>,
    /// The index of the one that the others are held against.
    pub baseline: usize,
}

/// One way to run the centre through the months.
#[derive(Clone, Debug)]
pub struct StrategyPlan {
    /// What it is called.
    pub name: String,
    /// The question it answers.
    pub question: Option<String>,
    /// The keys that were set to numbers.
    pub design: Vec<(String, f64)>,
    /// The centre.
    pub model: Model,
    /// How its days are played.
    pub study: Study,
    /// What becomes of its customers.
    pub terms: LongRun,
    /// The centre in words: strategies with the same words have the same service.
    pub centre: String,
    /// What is probably not meant.
    pub warnings: Vec<String>,
}

impl Scenario {
    /// The strategies of the scenario, the centre as it stands first.
    ///
    /// # Errors
    ///
    /// [`Problems`] when it says nothing of the long run, or a policy sets what it may not or what makes no centre.
    pub fn strategies(&self) -> Result<LongRunPlan, Problems> {
        let mut problems = Problems::default();
        let Some(terms) = self.long_run() else {
            let missing = Problem::new("this scenario says nothing of customers in the long run")
                .help("add a table [longrun] with at least `customers` and `margin_per_month`");
            problems.push(missing);
            return Err(problems.in_sources(&self.sources));
        };
        let own = |name: &str| self.as_strategy(name.to_owned(), None, Vec::new(), terms.clone());
        let (strategies, baseline) =
            self.each_policy(own, |policy, problems| self.strategy(policy, problems), &mut problems);
        match baseline {
            Some(baseline) if problems.is_empty() => Ok(LongRunPlan { strategies, baseline }),
            _ => Err(problems.in_sources(&self.sources)),
        }
    }

    fn strategy(&self, policy: &At<raw::Policy>, problems: &mut Problems) -> Option<StrategyPlan> {
        let before = problems.iter().count();
        for entry in &policy.value.set.value.0.entries {
            let of_the_base = OF_THE_BASE.iter().any(|key| entry.key.strip_prefix("longrun.") == Some(key));
            if of_the_base || entry.key == "longrun" {
                let message =
                    format!("`{}` is not a strategy's to change: strategies share one customer base", entry.key);
                problems.push(Problem::new(message).at(entry.key_place.as_ref()));
            }
        }
        if problems.iter().count() > before {
            return None;
        }
        let (centre, design) = self.set_by(policy, problems)?;
        let terms = centre.long_run()?.clone();
        let given = &policy.value;
        let question = given.question.as_ref().map(|q| q.value.clone());
        let strategy = centre.as_strategy(given.name.value.clone(), question, design, terms);
        let own = self.warnings();
        Some(StrategyPlan {
            warnings: strategy.warnings.into_iter().filter(|w| !own.contains(w)).collect(),
            ..strategy
        })
    }

    fn as_strategy(
        &self,
        name: String,
        question: Option<String>,
        design: Vec<(String, f64)>,
        terms: LongRun,
    ) -> StrategyPlan {
        let mut centre = self.tree.clone();
        for key in ["title", "sweep", "policy", "compare", "longrun", "plan"] {
            centre.remove(key);
        }
        StrategyPlan {
            name,
            question,
            design,
            model: self.model().clone(),
            study: self.study().clone(),
            terms,
            centre: centre.to_toml(),
            warnings: self.warnings().to_vec(),
        }
    }
}
