//! A strategy's file, and what its policies do.

use std::{fs, path::Path};

use onering::{
    experiment::{Contest, PointResult, Question, Task, Unwatched, contest, run},
    scenario::{Overrides, Scenario},
    stats::Confidence,
};

use super::finding::Finding;

/// What stands before a finding, and before the conclusion.
const FOUND: &str = "# FOUND: ";
const VERDICT: &str = "# VERDICT: ";
/// Processors that CI has.
const THREADS: usize = 2;

/// A file of `scenarios/strategies/`.
pub struct Strategy {
    /// The file's name without its ending.
    pub name: String,
    /// The scenario's title.
    pub title: String,
    /// All of the file.
    pub text: String,
    /// The first paragraph of the header.
    pub question: String,
    /// The machine-checked lines.
    pub findings: Vec<Finding>,
    /// What follows from them.
    pub verdict: String,
    /// The code of the currency.
    pub currency: String,
    path: std::path::PathBuf,
}

/// What the policies of a strategy did.
pub struct Played {
    /// Their names.
    pub names: Vec<String>,
    /// What was measured of each.
    pub results: Vec<PointResult>,
    /// The baseline.
    pub baseline: usize,
    /// The comparison.
    pub contest: Contest,
    /// How sure intervals are.
    pub confidence: Confidence,
}

impl Strategy {
    /// Reads the header, and the scenario.
    pub fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let header = || text.lines().take_while(|line| line.starts_with('#'));
        let words = |line: &str| line.trim_start_matches('#').trim().to_owned();
        let question = header().map(words).take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
        let findings = header().filter_map(|line| line.strip_prefix(FOUND)).map(Finding::read).collect();
        let conclusion = header().skip_while(|line| !line.starts_with(VERDICT));
        let conclusion = conclusion.map(|line| words(line.strip_prefix(VERDICT).unwrap_or(line)));
        let verdict = conclusion.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
        let scenario = load(path, &Overrides::default());
        let (title, currency) = (scenario.title().to_owned(), scenario.currency().to_owned());
        Self { name, title, question, findings, verdict, currency, path: path.to_owned(), text }
    }

    /// Whether there is more than one way to run the centre.
    pub fn has_policies(&self) -> bool {
        load(&self.path, &Overrides::default()).has_policies()
    }

    /// How many days the file asks for.
    pub fn days(&self) -> u64 {
        load(&self.path, &Overrides::default()).study().most_replications()
    }

    /// Plays the policies as the command does, or on other days: so many, with this seed.
    pub fn play(&self, other: Option<(u64, u64)>) -> Played {
        let overrides = Overrides {
            replications: other.map(|(days, _)| days),
            seed: other.map(|(_, seed)| seed),
            ..Overrides::default()
        };
        let plan = load(&self.path, &overrides).policies().unwrap_or_else(|p| panic!("{}", p.render(false)));
        let task = |p: &onering::scenario::PolicyPlan| Task { model: p.model.clone(), study: p.study.clone() };
        let tasks: Vec<Task> = plan.policies.iter().map(task).collect();
        let results: Vec<PointResult> = run(&tasks, THREADS, &Unwatched).into_iter().map(Option::unwrap).collect();
        let confidence = Confidence::new(tasks[0].study.confidence()).unwrap();
        let asked = Question {
            baseline: plan.baseline,
            best: plan.best.name,
            more_is_better: plan.best.more_is_better,
            must_keep: plan.must_keep.as_deref(),
            confidence,
        };
        let contest = contest(&results.iter().collect::<Vec<_>>(), &asked);
        for (policy, result) in plan.policies.iter().zip(&results) {
            assert!(result.overall("offered").unwrap().value > 0.0, "{}: {} has no calls", self.name, policy.name);
        }
        let names = plan.policies.into_iter().map(|p| p.name).collect();
        Played { names, results, baseline: plan.baseline, contest, confidence }
    }

    /// Measures all findings with the file's own seed and days, and writes them into it.
    pub fn measure_anew(&mut self) {
        let played = self.play(None);
        self.findings.iter_mut().for_each(|finding| finding.measure(&played));
        let mut anew = self.findings.iter();
        let line = |line: &str| {
            if line.starts_with(FOUND) { format!("{FOUND}{}\n", anew.next().unwrap()) } else { format!("{line}\n") }
        };
        self.text = self.text.lines().map(line).collect();
        fs::write(&self.path, &self.text).unwrap();
    }
}

fn load(path: &Path, overrides: &Overrides) -> Scenario {
    Scenario::load(path, overrides).unwrap_or_else(|p| panic!("{}", p.render(false)))
}
