//! Several skills: the published examples that give agents for several groups, against what the plan needs.
//!
//! They publish a staffing and the service it gives, no promise and no cost (Bilingual, SimpleMSK). So the service that the published
//! agents give here is what is promised, an agent costs the same in every group, and the plan must keep it with at most as many agent hours. The
//! published agents are read from the reference cases; where these are absent, each test says that it skips.

use std::path::Path;

use onering::{
    experiment::summaries,
    metrics::{Controls, Period, promise_estimates},
    model::{Goal, Headline, Model, PlanTerms, Promise},
    planning::requirement::{Bench, Demanded, Requirement, Staffing, requirement_within},
    scenario::{Overrides, Scenario},
    stats::Confidence,
};
use serde_json::Value;

/// All bounds of the long run cover together but for this probability.
const ALPHA: f64 = 1e-6;
/// Days that say what the published agents do, and as many others what the plan's do; the plan never met them.
const LONG: u64 = 300;
const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/validation");

/// The scenario of `tests/published`, with few days for the search.
fn scenario(name: &str, replications: u64) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/published").join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    let overrides = Overrides { replications: Some(replications), ..Overrides::default() };
    Scenario::from_text(name, &text, path.parent().unwrap(), &overrides)
        .unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

/// A reference case; `None`, said so, where the folder is absent.
fn case(file: &str) -> Option<Value> {
    let path = Path::new(CASES).join(file);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: the reference case {file} is absent");
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

/// The centre with the service level that `staffing` gives each call type on long runs, promised for the whole time.
fn promising_what(scenario: &Scenario, staffing: &Staffing, days: u64) -> Model {
    let model = scenario.model();
    let promise = |of: usize, bound: f64| {
        let call_type = &model.call_types()[of];
        let goal = vec![Goal::new(Headline::ServiceLevel, bound)];
        let wait = Some(call_type.service_level().acceptable_wait);
        Promise::new(call_type.name().to_owned(), goal, wait, Some(of), 0.0)
    };
    let types = model.call_types().len();
    let asked = model.with_promises((0..types).map(|of| promise(of, 0.5)).collect());
    let played = asked.with_staffed(staffing).unwrap();
    let seed = scenario.study().seed() + 2_000_000;
    let summary = summaries(std::slice::from_ref(&played), (seed, 0..days), 2, &|| false).unwrap().remove(0);
    let level = |of: usize| {
        let (confidence, controls) = (Confidence::NINETY_FIVE, Controls::default());
        promise_estimates(&summary, &played, of, Period::Whole, confidence, &controls).1[0].1.unwrap().value
    };
    model.with_promises((0..types).map(|of| promise(of, level(of))).collect())
}

fn hours(staffing: &Staffing) -> u32 {
    staffing.iter().flatten().sum()
}

/// Holds the plan, found with `effort` calls, to the published agents, and to days that it never met.
fn hold(name: &str, scenario: &Scenario, published: &Staffing, effort: f64) -> Requirement {
    let model = promising_what(scenario, published, LONG);
    let terms = PlanTerms::default();
    let found = requirement_within(&model, scenario.study(), &terms, (2, &|| false), effort).unwrap();
    println!(
        "{name}: {} agents of an interval, published {}: {:?} against {published:?}",
        hours(&found.required),
        hours(published),
        found.required
    );
    assert!(found.proof.is_kept(Demanded::Estimate), "{:?}", found.proof.checks);
    assert!(hours(&found.required) <= hours(published), "{:?}", found.required);
    let bench = Bench {
        model: &model,
        seed: scenario.study().seed() + 1_000_000,
        threads: 2,
        confidence: Confidence::new(1.0 - ALPHA).unwrap(),
        floor: Vec::new(),
        watcher: &|| false,
    };
    let long = bench.judge(std::slice::from_ref(&found.required), &(0..LONG)).unwrap().remove(0);
    assert!(!long.is_surely_missed(), "{name}: {:?}", long.checks);
    found
}

#[test]
fn bilingual_keeps_its_published_service_with_no_more_agents_within_an_effort() {
    let Some(case) = case("contactcenters/Bilingual.json") else { return };
    let scenario = scenario("bilingual.toml", 100);
    // Nine hours of the scenario's sixteen are open.
    let open =
        |agents: u32| (0..scenario.model().horizon().intervals()).map(|i| if i < 9 { agents } else { 0 }).collect();
    let groups = case["model"]["groups"].as_array().unwrap().iter();
    let published: Staffing = groups.map(|group| open(group["agents_open"].as_u64().unwrap() as u32)).collect();
    let found = hold("Bilingual", &scenario, &published, 4e6);
    let coarse = found.coarse.unwrap();
    assert!(coarse.whole > coarse.effort && coarse.verdict >= 10, "{coarse:?}");
}

#[test]
fn simple_msk_keeps_its_published_service_with_no_more_agents_within_an_effort() {
    let Some(case) = case("contactcenters/SimpleMSK.json") else { return };
    let scenario = scenario("simple_msk.toml", 100);
    let groups = case["model"]["groups"].as_array().unwrap().iter();
    let agents = |list: &Value| list.as_array().unwrap().iter().map(|n| n.as_u64().unwrap() as u32).collect();
    let published: Staffing = groups.map(|group| agents(&group["agents_per_period"])).collect();
    let found = hold("SimpleMSK", &scenario, &published, 3e7);
    let coarse = found.coarse.unwrap();
    assert!(coarse.whole > coarse.effort, "{coarse:?}");
}

/// The present agents are the published ones, and without what they teach a search as short as this ends at dearer ones.
#[test]
fn a_plan_is_no_dearer_than_present_agents_who_keep_the_promises() {
    let scenario = scenario("simple_msk.toml", 100);
    let present: Staffing = scenario.model().agent_groups().iter().map(|group| group.staffed().to_vec()).collect();
    // A twentieth below what they do, so that a short look surely tells that they keep it.
    let promised = promising_what(&scenario, &present, LONG);
    let promises = promised.promises().iter().map(|promise| {
        let goals = vec![Goal::new(Headline::ServiceLevel, promise.goals()[0].bound() - 0.05)];
        Promise::new(promise.name().to_owned(), goals, promise.acceptable_wait(), promise.call_type(), 0.0)
    });
    let model = promised.with_promises(promises.collect());
    let terms = PlanTerms::default();
    let found = requirement_within(&model, scenario.study(), &terms, (2, &|| false), 1e7).unwrap();
    println!("{:?} costs {}, present {present:?}", found.required, hours(&found.required));
    assert!(hours(&found.required) <= hours(&present), "{:?}", found.required);
    assert!(found.proof.is_kept(Demanded::Estimate), "{:?}", found.proof.checks);
}
