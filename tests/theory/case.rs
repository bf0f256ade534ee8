//! A centre, what theory says of it, and the bound within which the simulator must agree.

use std::{
    fmt::Write as _,
    sync::atomic::{AtomicUsize, Ordering},
};

use onering::{
    experiment::{self, PointResult, Task, Unwatched},
    model::{Replications, Study},
    scenario::Overrides,
    stats::Estimate,
};

use crate::common::{THREADS, degrees, figures, scenario, student_t};

/// How often the whole suite may fail by chance.
pub const SUITE_ALPHA: f64 = 1e-6;
/// Most comparisons of the suite (Bonferroni); a counter holds it to that.
pub const COMPARISONS: usize = 200;
/// Level of the intervals that are asked of the simulator, and scaled here.
const CONFIDENCE: f64 = 0.95;
/// Replications of a case, unless it says otherwise.
const REPLICATIONS: u64 = 200;
/// A wait read back from the simulator's histogram is off by at most this share of itself.
const HISTOGRAM_ERROR: f64 = 1.0 / 128.0;
/// Sections behind the interval of a quantile.
const QUANTILE_SECTIONS: u64 = 20;

static COMPARED: AtomicUsize = AtomicUsize::new(0);

/// The level of one comparison. Counts it.
pub fn alpha() -> f64 {
    assert!(COMPARED.fetch_add(1, Ordering::Relaxed) < COMPARISONS, "COMPARISONS is too small for the suite");
    SUITE_ALPHA / COMPARISONS as f64
}

/// A case: a scenario, and what theory says of it.
pub struct Case {
    name: &'static str,
    scenario: String,
    replications: u64,
    claims: Vec<Claim>,
}

struct Claim {
    what: What,
    of: &'static str,
    theory: f64,
}

enum What {
    Measure(&'static str),
    /// Share of offered calls answered within this wait, s.
    Within(f64),
}

/// A steady state of `calls` measured calls a replication, one call type "service" and one group
/// "agents"; a tenth of the calls again is warm-up.
pub fn desk(per_hour: f64, agents: u32, talk: &str, keys: &str, calls: f64) -> String {
    let length = (calls / per_hour * 3600.0).round();
    let warm_up = (length / 10.0).round();
    format!(
        r#"
        horizon = {{ steady_state = {{ length = {length}, warm_up = {warm_up} }} }}
        agent_group = [{{ name = "agents", skills = ["service"], staffed = {agents} }}]
        [[call_type]]
        name = "service"
        arrivals = {{ poisson = {{ per_hour = {per_hour} }} }}
        talk_time = {talk}
        {keys}
        "#
    )
}

impl Case {
    pub fn new(name: &'static str, scenario: String) -> Self {
        Self { name, scenario, replications: REPLICATIONS, claims: Vec::new() }
    }

    pub fn replications(self, replications: u64) -> Self {
        Self { replications, ..self }
    }

    /// Theory says `theory` of a measure of the whole centre.
    pub fn is(self, measure: &'static str, theory: f64) -> Self {
        self.claim(What::Measure(measure), "all", theory)
    }

    /// Theory says `theory` of a measure of a call type.
    pub fn of(self, of: &'static str, measure: &'static str, theory: f64) -> Self {
        self.claim(What::Measure(measure), of, theory)
    }

    /// Theory says that this share of offered calls is answered within `wait` seconds; a wait of 0
    /// asks for the calls answered at once.
    pub fn within(mut self, wait: f64, theory: f64) -> Self {
        let name = promise_name(wait);
        let _ =
            writeln!(self.scenario, "[[promise]]\nname = \"{name}\"\nservice_level = 0.5\nacceptable_wait = {wait:.6}");
        self.claim(What::Within(wait), "all", theory)
    }

    fn claim(mut self, what: What, of: &'static str, theory: f64) -> Self {
        self.claims.push(Claim { what, of, theory });
        self
    }

    /// Plays the case with a fresh seed and compares.
    pub fn check(self) {
        let seed = rand::random::<u64>();
        let result = self.play(seed);
        let mut table = String::new();
        let mut failures = String::new();
        for claim in &self.claims {
            let (name, estimate, bound) = claim.compare(&result);
            let difference = estimate.value - claim.theory;
            let row = format!(
                "| {} | {name} | {} | {} | {} | {} | {} |",
                self.name,
                figures(claim.theory),
                figures(estimate.value),
                figures(estimate.half_width.unwrap()),
                figures(difference.abs()),
                figures(bound)
            );
            let _ = writeln!(table, "{row}");
            if difference.is_nan() || difference.abs() > bound {
                let _ = writeln!(failures, "{row}");
            }
        }
        print!("{table}");
        assert!(failures.is_empty(), "seed {seed}:\n{failures}{}", self.scenario);
    }

    fn play(&self, seed: u64) -> PointResult {
        let model = scenario(self.name, &self.scenario, &Overrides::default()).model().clone();
        let study = Study::new(seed, Replications::Fixed(self.replications), CONFIDENCE).unwrap();
        experiment::run(&[Task { model, study }], THREADS, &Unwatched).remove(0).unwrap()
    }
}

impl Claim {
    /// What was compared, the estimate, and how far it may be from theory.
    fn compare(&self, result: &PointResult) -> (String, Estimate, f64) {
        let of = if self.of == "all" { String::new() } else { format!(" of {}", self.of) };
        let (name, estimate) = match self.what {
            What::Measure(measure) => (format!("{measure}{of}"), result.estimate(measure, self.of, "all")),
            What::Within(wait) => (promise_name(wait), kept_within(result, wait)),
        };
        let estimate = estimate.unwrap_or_else(|| panic!("{name} is undefined"));
        let quantile = name.starts_with("wait_p");
        let sections = if quantile { QUANTILE_SECTIONS } else { result.replications };
        let rounding = if quantile { HISTOGRAM_ERROR * self.theory } else { 0.0 };
        (name, estimate, bound(estimate, degrees(sections)) + rounding)
    }
}

fn promise_name(wait: f64) -> String {
    if wait == 0.0 { "answered at once".to_owned() } else { format!("answered within {wait:.4} s") }
}

fn kept_within(result: &PointResult, wait: f64) -> Option<Estimate> {
    result.promises.iter().find(|p| p.name == promise_name(wait))?.goals[0].estimate
}

/// How far an estimate may be from theory: its half-width, scaled from the interval's level to the
/// level of one comparison.
pub fn bound(estimate: Estimate, degrees: f64) -> f64 {
    estimate.half_width.unwrap() * student_t(alpha(), degrees) / student_t(1.0 - CONFIDENCE, degrees)
}
