//! What a search says while it goes on, and verdicts whose bounds are not the same.

use std::sync::Mutex;

use onering::{
    experiment::Watcher,
    model::PlanTerms,
    planning::requirement::{
        Bench, Cell, Demanded, Staffing, Verdict, foretold, given_up, requirement_within, whole_effort,
    },
    scenario::{Overrides, Scenario},
    stats::Confidence,
};

fn scenario(text: &str) -> Scenario {
    Scenario::from_text("test.toml", text, std::path::Path::new("."), &Overrides::default())
        .unwrap_or_else(|problems| panic!("{}\n{text}", problems.render(false)))
}

/// Writes down what it is told.
#[derive(Default)]
struct Diary {
    played: Mutex<f64>,
    parts: Mutex<Vec<String>>,
}

impl Watcher for Diary {
    fn played(&self, _: usize, calls: f64) {
        *self.played.lock().unwrap() += calls;
    }

    fn turned_to(&self, part: &str) {
        self.parts.lock().unwrap().push(part.to_owned());
    }
}

/// Six hours of three calls a minute; the promise is by the day.
const DAY: &str = r#"
replications = 40
horizon = { open = "08:00", close = "14:00", interval = "30m" }
promise = [{ name = "80/20", service_level = 0.8, acceptable_wait = "20s" }]
[[call_type]]
name = "calls"
arrivals = { poisson = { per_hour = 180 } }
talk_time = { exponential = { mean = "4m" } }
patience = { exponential = { mean = "3m" } }
[[agent_group]]
name = "agents"
skills = ["calls"]
staffed = 14
"#;

#[test]
fn a_search_tells_what_it_plays_and_stays_about_within_its_effort() {
    let scenario = scenario(DAY);
    let (model, study, terms) = (scenario.model(), scenario.study(), PlanTerms::default());
    let whole = whole_effort(model, study);
    for effort in [whole / 20.0, whole / 4.0, whole] {
        let diary = Diary::default();
        let found = requirement_within(model, study, &terms, (2, &diary), effort).unwrap();
        let (played, parts) = (diary.played.into_inner().unwrap(), diary.parts.into_inner().unwrap());
        println!("{played:.0} calls played of {effort:.0} allowed, the whole search is {whole:.0}: {parts:?}");
        assert_eq!(found.coarse.is_some(), effort < whole);
        assert_eq!(parts.last().unwrap(), "the proof");
        // The purse of the search, the removals and what may be played above: lifts and verdicts, of which sixty are reckoned with.
        assert!(played > 0.1 * effort, "{played} of {effort}");
        assert!(found.coarse.is_none() || played < 1.5 * effort, "{played} of {effort}");
    }
}

#[test]
fn a_search_that_is_stopped_ends() {
    let scenario = scenario(DAY);
    let found = requirement_within(scenario.model(), scenario.study(), &PlanTerms::default(), (2, &|| true), 1e6);
    assert!(found.is_err());
}

fn bench(scenario: &Scenario) -> Bench<'_> {
    Bench {
        model: scenario.model(),
        seed: scenario.study().seed(),
        threads: 2,
        confidence: Confidence::NINETY_FIVE,
        floor: Vec::new(),
        watcher: &|| false,
    }
}

/// Nobody calls for the first time after 09:00, but who gives up calls again: which intervals have calls depends on the staff.
const REDIALS: &str = r#"
replications = 20
horizon = { open = "08:00", close = "12:00", interval = "1h" }
promise = [{ name = "kept", abandonment = 0.3, kept = "interval" }]
[[call_type]]
name = "calls"
arrivals = { poisson = { per_hour = [40, 0, 0, 40] } }
talk_time = { exponential = { mean = "3m" } }
patience = { exponential = { mean = "2m" } }
redial = { after_abandoning = 0.9, delay = { constant = "70m" } }
[[agent_group]]
name = "agents"
skills = ["calls"]
staffed = 1
"#;

#[test]
fn bounds_are_told_apart_by_promise_and_interval_not_by_their_place() {
    let scenario = scenario(REDIALS);
    let bench = bench(&scenario);
    let intervals = |verdict: &Verdict| verdict.checks.iter().map(|c| c.interval.unwrap()).collect::<Vec<_>>();
    // Many agents lose nobody, so nobody calls again; one agent loses most of the first hour's.
    let staffings: [Staffing; 3] = [vec![vec![40, 1, 1, 40]], vec![vec![1, 1, 1, 40]], vec![vec![40, 1, 1, 1]]];
    let verdicts = bench.judge(&staffings, &(0..20)).unwrap();
    let [many, few_early, few_late] = [&verdicts[0], &verdicts[1], &verdicts[2]];
    assert_eq!(intervals(many), [0, 3]);
    assert!(intervals(few_early).len() > 2, "{:?}", intervals(few_early));
    // What few agents in the first hour do to the last one is nothing, whatever stands at its place.
    let effects = many.effects(few_early);
    let first = few_early.checks[0].margin - many.checks[0].margin;
    assert!(first < -0.5 && (effects[0] - first).abs() < 1e-12, "{effects:?}");
    let last = few_early.checks.iter().find(|check| check.interval == Some(3)).unwrap();
    assert!((effects[1] - (last.margin - many.checks[1].margin)).abs() < 1e-12, "{effects:?}");
    // And of a bound that is gone afterwards nothing is said.
    let back = few_early.effects(many);
    let gone = few_early.checks.iter().position(|check| !intervals(many).contains(&check.interval.unwrap())).unwrap();
    assert_eq!(back[gone], 0.0, "{back:?}");
    // So the one that costs the last hour its promise is not foretold together with another.
    let cells = [Cell { group: 0, interval: 1 }, Cell { group: 0, interval: 3 }];
    let kept = [(cells[0], many.clone()), (cells[1], few_late.clone())];
    assert_eq!(foretold(many, &kept, Demanded::Estimate), [cells[0]]);
}

#[test]
fn what_is_given_up_is_named() {
    let scenario = scenario(DAY);
    let bench = bench(&scenario);
    // Twenty agents but for the last hour, in which two see most callers leave.
    let mut staffing: Staffing = vec![vec![20; 12]];
    assert_eq!(given_up(&bench, &staffing, &(0..20)).unwrap(), []);
    staffing[0][10] = 2;
    staffing[0][11] = 2;
    let found = given_up(&bench, &staffing, &(0..20)).unwrap();
    assert_eq!(found.len(), 1);
    assert!(found[0].promise == 0 && found[0].intervals.contains(&11), "{found:?}");
    assert!(found[0].intervals.iter().all(|interval| *interval >= 10), "{found:?}");
    // A promise by the interval gives nothing up: it is missed there, and that is said elsewhere.
    let by_interval =
        self::scenario(&DAY.replace("acceptable_wait = \"20s\"", "acceptable_wait = \"20s\", kept = \"interval\""));
    assert_eq!(given_up(&self::bench(&by_interval), &staffing, &(0..20)).unwrap(), []);
}

/// A promise that one day in twenty is to keep, and a group that nobody is needed in.
const WITH_OVERFLOW: &str = r#"
replications = 40
horizon = { open = "08:00", close = "14:00", interval = "30m" }
promise = [{ name = "80/20", service_level = 0.8, acceptable_wait = "20s", share_of_days = 0.05 }]
[[call_type]]
name = "orders"
arrivals = { poisson = { per_hour = 300 } }
talk_time = { exponential = { mean = "3m" } }
patience = { exponential = { mean = "3m" } }
agent_groups = ["agents", "overflow"]
[[agent_group]]
name = "agents"
skills = ["orders"]
staffed = 20
cost_per_hour = 20
[[agent_group]]
name = "overflow"
skills = ["orders"]
staffed = 1
cost_per_hour = 60
"#;

#[test]
fn a_group_that_is_closed_does_not_stop_a_coarse_search() {
    let scenario = scenario(WITH_OVERFLOW);
    let (model, study, terms) = (scenario.model(), scenario.study(), PlanTerms::default());
    let found = requirement_within(model, study, &terms, (2, &|| false), 5e5).unwrap();
    let erlang: u32 = found.start.iter().flatten().map(|interval| interval.agents).sum();
    let required: u32 = found.required.iter().flatten().sum();
    println!("Erlang A {erlang}, required {required}, {:?}", found.coarse);
    assert!(found.coarse.is_some());
    assert!(found.proof.is_kept(Demanded::Estimate), "{:?}", found.proof.checks);
    assert!(required < erlang, "{required} against {erlang}: nothing was taken away");
}
