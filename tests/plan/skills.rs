//! Several skills: the mix of groups, against every mix that is a little cheaper.

use onering::{
    model::PlanTerms,
    planning::requirement::{Bench, Demanded, Requirement, Staffing, Verdict, requirement},
    scenario::{Overrides, Scenario},
    stats::Confidence,
};

/// All bounds of a long run cover together but for this probability.
const ALPHA: f64 = 1e-6;

fn scenario(text: &str) -> Scenario {
    Scenario::from_text("test.toml", text, std::path::Path::new("."), &Overrides::default())
        .unwrap_or_else(|problems| panic!("{}\n{text}", problems.render(false)))
}

fn plan(scenario: &Scenario) -> Requirement {
    requirement(scenario.model(), scenario.study(), &PlanTerms::default(), 2, &|| false).unwrap()
}

fn bench(scenario: &Scenario, floor: Staffing, seed: u64) -> Bench<'_> {
    Bench {
        model: scenario.model(),
        seed: scenario.study().seed() + seed,
        threads: 2,
        confidence: Confidence::new(1.0 - ALPHA).unwrap(),
        floor,
        watcher: &|| false,
    }
}

/// What callers that the plan never met say of staffings.
fn long_run(scenario: &Scenario, staffings: &[Staffing], days: u64) -> Vec<Verdict> {
    bench(scenario, Vec::new(), 1_000_000).judge(staffings, &(0..days)).unwrap()
}

/// Two types, a group of each and one that speaks for both at `both` an hour.
fn two_types(both: f64) -> Scenario {
    scenario(&format!(
        r#"
        replications = 150
        horizon = {{ open = "08:00", close = "14:00", interval = "6h" }}
        promise = [
            {{ name = "a", call_type = "a", service_level = 0.8, acceptable_wait = "20s" }},
            {{ name = "b", call_type = "b", service_level = 0.8, acceptable_wait = "20s" }},
        ]
        [[call_type]]
        name = "a"
        arrivals = {{ poisson = {{ per_hour = 60 }} }}
        talk_time = {{ exponential = {{ mean = "4m" }} }}
        patience = {{ exponential = {{ mean = "5m" }} }}
        agent_groups = ["only a", "both"]
        [[call_type]]
        name = "b"
        arrivals = {{ poisson = {{ per_hour = 45 }} }}
        talk_time = {{ exponential = {{ mean = "4m" }} }}
        patience = {{ exponential = {{ mean = "5m" }} }}
        agent_groups = ["only b", "both"]
        [[agent_group]]
        name = "only a"
        skills = ["a"]
        staffed = 1
        cost_per_hour = 20
        [[agent_group]]
        name = "only b"
        skills = ["b"]
        staffed = 1
        cost_per_hour = 20
        [[agent_group]]
        name = "both"
        skills = ["a", "b"]
        staffed = 1
        cost_per_hour = {both}
        "#
    ))
}

#[test]
fn no_mix_of_three_groups_that_is_up_to_a_tenth_cheaper_keeps_the_promises() {
    const DAYS: u64 = 200;
    let both = 22.0;
    let scenario = two_types(both);
    let found = plan(&scenario);
    let floor = vec![vec![1], vec![1], vec![0]];
    let judge = bench(&scenario, floor.clone(), 0);
    // Every mix that is cheaper than what was found, by a tenth at most.
    let cost = |s: &Staffing| judge.cost(s);
    let mixes = (1..=8_u32)
        .flat_map(|a| (1..=8_u32).flat_map(move |b| (1..=12_u32).map(move |c| vec![vec![a], vec![b], vec![c]])));
    let cheaper: Vec<Staffing> =
        mixes.filter(|mix| cost(mix) < found.cost - 1e-6 && cost(mix) > 0.9 * found.cost).collect();
    let verdicts = long_run(&scenario, &cheaper, DAYS);
    // Beyond the doubt of these days and of the plan's own.
    let doubt = found.proof.checks.iter().map(|check| check.half_width).fold(0.0, f64::max);
    let surely = cheaper.iter().zip(&verdicts).filter(|(_, verdict)| verdict.slack(Demanded::Surely) > doubt);
    let better: Vec<_> = surely.map(|(mix, _)| (mix.clone(), cost(mix))).collect();
    println!(
        "both at {both}: {:?} for {}, {:?}; {} cheaper tried, {better:?} surely keep",
        found.required,
        found.cost,
        found.cuts,
        cheaper.len()
    );
    assert!(
        better.is_empty(),
        "both at {both}: {:?} costs {}, and {better:?} keep the promises too",
        found.required,
        found.cost
    );
    let own = &long_run(&scenario, std::slice::from_ref(&found.required), 2000)[0];
    assert!(!own.is_surely_missed(), "{:?}", own.checks);
    let cuts = found.cuts.unwrap();
    assert!(cuts.rows > 0 && cuts.bound > 0.8 * found.cost, "{cuts:?} of {}", found.cost);
}
