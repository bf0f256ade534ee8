//! Plans far from where the search starts, and promises that so many days cannot prove.

use onering::{
    metrics::Summary,
    model::PlanTerms,
    planning::requirement::{Bench, Cell, Demanded, NoRequirement, Requirement, Verdict, requirement, without},
    scenario::{Overrides, Scenario},
    stats::Confidence,
};

fn scenario(text: &str) -> Scenario {
    Scenario::from_text("test.toml", text, std::path::Path::new("."), &Overrides::default())
        .unwrap_or_else(|problems| panic!("{}\n{text}", problems.render(false)))
}

fn plan(scenario: &Scenario) -> Result<Requirement, NoRequirement> {
    requirement(scenario.model(), scenario.study(), &PlanTerms::default(), 2, &|| false)
}

/// Two hours of `per_hour` calls each, and what is promised.
fn centre(per_hour: &str, replications: u64, promise: &str, of_group: &str) -> Scenario {
    scenario(&format!(
        r#"
        replications = {replications}
        horizon = {{ open = "08:00", close = "10:00", interval = "1h" }}
        promise = [{{ name = "kept", {promise} }}]
        [[call_type]]
        name = "calls"
        arrivals = {{ poisson = {{ per_hour = {per_hour} }} }}
        talk_time = {{ exponential = {{ mean = "4m" }} }}
        patience = {{ exponential = {{ mean = "3m" }} }}
        [[agent_group]]
        name = "agents"
        skills = ["calls"]
        staffed = 1
        {of_group}
        "#
    ))
}

#[test]
fn a_start_a_hundred_agents_short_is_made_up_for() {
    let promise = r#"service_level = 0.8, acceptable_wait = "20s", kept = "interval""#;
    let scenario = centre("[60, 4500]", 4, promise, "absence = { share = 0.25 }");
    let found = plan(&scenario).unwrap();
    let short = found.required[0][1] - found.start[0][1].agents;
    assert!(short > 60, "{short} short at the start");
    assert!(found.proof.is_kept(Demanded::Estimate), "{:?}", found.proof.checks);
    assert_eq!(found.removals.keep, 0);
    // Nor are many to spare: with thirty of some four hundred fewer the promise is missed.
    let bench = Bench {
        model: scenario.model(),
        seed: 99,
        threads: 2,
        confidence: Confidence::NINETY_FIVE,
        floor: vec![vec![1; 2]],
        watcher: &|| false,
    };
    let cell = Cell { group: 0, interval: 1 };
    let fewer = (0..30).fold(found.required.clone(), |fewer, _| without(&fewer, cell));
    let verdict = bench.judge(&[fewer], &(0..20)).unwrap().remove(0);
    assert!(!verdict.is_kept(Demanded::Surely), "{:?}", verdict.checks);
}

#[test]
fn what_so_few_days_cannot_prove_is_refused_with_the_days_it_takes() {
    // 60 days without a miss are 94 % at least, with 95 % confidence: 1 - 0.025^(1/60).
    let promise = r#"service_level = 0.8, acceptable_wait = "20s", share_of_days = 0.95"#;
    let of = |replications| plan(&centre("60", replications, promise, "")).map(|found| found.required);
    let why = of(15).unwrap_err().to_string();
    // ln 0.025 / ln 0.95 = 71.9 days, of which 18 replications make 72.
    assert!(why.contains("60 replications cannot prove \"kept\"") && why.contains("`replications = 18`"), "{why}");
    assert!(of(40).is_ok());
}

#[test]
fn a_promise_without_exception_is_refused_whatever_the_days() {
    for promise in [r#"service_level = 1.0, acceptable_wait = "20s""#, "abandonment = 0.0"] {
        let why = plan(&centre("60", 20, promise, "")).unwrap_err();
        assert!(matches!(why, NoRequirement::Unprovable(_)), "{promise}: {why}");
        assert!(why.to_string().contains("no number of days"), "{promise}: {why}");
    }
}

#[test]
fn waits_of_one_day_alone_are_never_surely_kept() {
    // Two calls in a thousand days: whatever they waited, it says nothing of other days.
    let promise = r#"average_speed_of_answer = 100, kept = "interval""#;
    let scenario = centre("[0.001, 600]", 40, promise, "");
    let judged = |seed: u64, days: u64| -> (Verdict, usize) {
        let model = scenario.model().with_staffed(&[vec![1, 60]]).unwrap();
        let played: Summary =
            onering::experiment::summaries(std::slice::from_ref(&model), (seed, 0..days), 2, &|| false)
                .unwrap()
                .remove(0);
        let verdict = Verdict::new(&played, &model, Confidence::NINETY_FIVE);
        let of = verdict.checks.iter().filter(|check| check.interval == Some(0)).count();
        (verdict, of)
    };
    let (verdict, _) = (0..200).map(|seed| judged(seed, 40)).find(|(_, of)| *of == 1).expect("a seed with a call");
    let check = verdict.checks.iter().find(|check| check.interval == Some(0)).unwrap();
    assert!(check.margin > 0.0, "it is kept by the estimate: {check:?}");
    assert!(check.slack(Demanded::Surely) < 0.0, "one day alone says nothing surely: {check:?}");
    assert!(!verdict.is_surely_missed(), "nor that it is missed: {check:?}");
}
