//! The fewest agents, held to long runs of their own and to Erlang A.

use onering::{
    analytic::{Demand, Goal, Rule, Setting, required},
    model::PlanTerms,
    planning::requirement::{Bench, Demanded, Requirement, Staffing, Verdict, requirement, without},
    scenario::{Overrides, Scenario},
    stats::Confidence,
};
use rand::{RngExt, SeedableRng, rngs::SmallRng};

/// All bounds of a long run cover together but for this probability.
const ALPHA: f64 = 1e-6;
/// Days in the long run that judges a plan.
const LONG: u64 = 3_000;

fn scenario(text: &str) -> Scenario {
    Scenario::from_text("test.toml", text, std::path::Path::new("."), &Overrides::default())
        .unwrap_or_else(|problems| panic!("{}\n{text}", problems.render(false)))
}

fn plan(scenario: &Scenario) -> Requirement {
    requirement(scenario.model(), scenario.study(), &PlanTerms::default(), 2, &|| false).unwrap()
}

/// What other callers say of staffings.
fn long_run(scenario: &Scenario, staffings: &[Staffing], days: u64) -> Vec<Verdict> {
    let model = scenario.model();
    let bench = Bench {
        model,
        seed: scenario.study().seed() + 1_000_000,
        threads: 2,
        confidence: Confidence::new(1.0 - ALPHA).unwrap(),
        floor: Vec::new(),
        watcher: &|| false,
    };
    bench.judge(staffings, &(0..days)).unwrap()
}

/// A random short day: 30 to 160 calls an interval.
fn random_day(rng: &mut SmallRng, case: u64) -> String {
    let peak = rng.random_range(60.0..320.0);
    let rates: Vec<String> = (0..6)
        .map(|i| format!("{:.0}", peak * (0.4 + 0.6 * (f64::from(i) * 0.9 + rng.random_range(0.0..0.6)).sin().abs())))
        .collect();
    let keeping = if rng.random_bool(0.5) { "interval" } else { "day" };
    let goal = match rng.random_range(0..3) {
        0 => format!("average_speed_of_answer = {}", rng.random_range(8..40)),
        1 => format!("abandonment = {:.3}", rng.random_range(0.02..0.06)),
        _ => format!("service_level = {:.2}, acceptable_wait = \"20s\"", rng.random_range(0.7..0.9)),
    };
    format!(
        r#"
        seed = {case}
        replications = 120
        confidence = 0.95
        horizon = {{ open = "08:00", close = "11:00", interval = "30m" }}
        promise = [{{ name = "kept", {goal}, kept = "{keeping}" }}]
        [[call_type]]
        name = "calls"
        arrivals = {{ poisson = {{ per_hour = [{}] }} }}
        talk_time = {{ exponential = {{ mean = {} }} }}
        patience = {{ exponential = {{ mean = {} }} }}
        [[agent_group]]
        name = "agents"
        skills = ["calls"]
        staffed = 1
        "#,
        rates.join(", "),
        rng.random_range(120..360),
        rng.random_range(90..300),
    )
}

#[test]
fn on_50_random_days_each_plan_keeps_its_promise_and_no_agent_can_be_spared() {
    let mut rng = SmallRng::seed_from_u64(11);
    let (mut cells, mut doubtful) = (0, 0);
    for case in 0..50 {
        let text = random_day(&mut rng, case);
        let scenario = scenario(&text);
        let found = plan(&scenario);
        let spared: Vec<Staffing> = found.removed.iter().map(|(cell, _)| without(&found.required, *cell)).collect();
        let mut all = vec![found.required.clone()];
        all.extend(spared);
        let judged = long_run(&scenario, &all, LONG);
        assert!(!judged[0].is_surely_missed(), "day {case} misses its promise: {:?}\n{text}", judged[0].checks);
        for ((cell, in_plan), fewer) in found.removed.iter().zip(&judged[1..]) {
            cells += 1;
            // The plan's own interval says where it could not tell.
            doubtful += usize::from(!in_plan.is_surely_missed());
            assert!(!in_plan.is_kept(Demanded::Surely), "day {case} knew that it could spare one in {cell:?}");
            let spare = fewer.is_kept(Demanded::Surely) && in_plan.is_surely_missed();
            assert!(!spare, "day {case} could spare one in {cell:?}: {:?}\n{text}", fewer.checks);
            // What a long run finds to spare is less than the plan could see: estimate and interval each err by
            // a half-width at most.
            let unseen = in_plan.checks.iter().map(|check| check.half_width).fold(0.0, f64::max);
            assert!(fewer.slack(Demanded::Surely) <= 2.0 * unseen, "day {case}, {cell:?}: {:?}\n{text}", fewer.checks);
        }
    }
    println!("{cells} agents of 50 days; of {doubtful} the plan could not tell surely");
    assert!(cells > 250 && doubtful < cells, "{doubtful} of {cells} in doubt");
}

#[test]
fn with_long_independent_intervals_the_requirement_is_erlang_as() {
    // Two hours of handle times of a minute: what is carried over from one interval to the next is lost in it.
    let rates = [300.0, 900.0, 600.0];
    let text = r#"
        replications = 100
        confidence = 0.99
        horizon = { open = "08:00", close = "14:00", interval = "2h" }
        promise = [{ name = "80/20", service_level = 0.8, acceptable_wait = "20s", kept = "interval" }]
        [[call_type]]
        name = "calls"
        arrivals = { poisson = { per_hour = [300, 900, 600] } }
        talk_time = { exponential = { mean = "60s" } }
        patience = { exponential = { mean = "120s" } }
        [[agent_group]]
        name = "agents"
        skills = ["calls"]
        staffed = 1
        "#;
    let found = plan(&scenario(text));
    let exact = rates.map(|rate| {
        let demand = Demand::new(rate, 3600.0, 60.0).unwrap();
        let goal = Goal::ServiceLevel { rule: Rule::Offered, wait: 20.0, share: 0.8 };
        required(&Setting::erlang_a(demand, 120.0), &[goal]).unwrap().agents
    });
    assert_eq!(found.required, [exact]);
}
