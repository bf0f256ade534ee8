//! Every scenario in `scenarios/`: each key is shown by one of them, and when it is played every customer is in one place.

#![expect(clippy::unwrap_used, reason = "all of this crate is tests")]

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    path::{Path, PathBuf},
};

use onering::{
    engine::{CallRecord, Centre, Next, Observer, Outcome, Who, play_by_events},
    experiment::{Task, Unwatched, run},
    scenario::{Overrides, Scenario, schema},
    units::SimTime,
};
use serde_json::{Map, Value};

fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let folders = [root.clone(), root.join("strategies")];
    let entries = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let mut files: Vec<PathBuf> =
        entries.map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "toml")).collect();
    files.sort();
    files
}

/// Tables whose keys need not be shown each, and why.
const ELSEWHERE: [(&str, &str); 5] = [
    ("plan", "each key is played in tests/plan"),
    ("longrun", "each key is played in tests/longrun.rs"),
    ("distribution", "the forms are compared with their moments in src/model/distribution/tests.rs"),
    ("per_interval", "a CSV column, or blocks of hours, stands wherever a list may"),
    ("csv", "likewise"),
];

/// Keys that need not be shown, and why.
const NOT_SHOWN: [(&str, &str); 7] = [
    ("arrivals.sinusoid.multiplier", "the same in every process"),
    ("arrivals.spline.multiplier", "the same in every process"),
    ("stream.day_factors", "the same as of a call type"),
    ("sweep.cases.values", "the same as of a sweep"),
    ("arrivals.replay", "takes a log, which a scenario has from `onering fit`"),
    ("arrivals.spline.per_hour", "the form of the points says the same"),
    ("sweep.also", "tests/studies.rs"),
];

/// The schema, table by table; tables with the same keys are one.
struct Keys {
    schema: Value,
    /// By the keys of the table and the key: where it stands, and whether it is shown.
    found: BTreeMap<(String, String), (String, bool)>,
}

impl Keys {
    fn of(schema: Value) -> Self {
        let mut keys = Self { found: BTreeMap::new(), schema };
        let root = keys.schema.clone();
        keys.list(&root, "");
        keys
    }

    /// What a reference points to.
    fn definition(&self, node: &Value) -> Value {
        match node["$ref"].as_str() {
            Some(name) => self.schema["$defs"][name.rsplit('/').next().unwrap()].clone(),
            None => node.clone(),
        }
    }

    /// The tables that may stand here.
    fn tables(&self, node: &Value) -> Vec<Value> {
        let node = self.definition(node);
        let mut tables: Vec<Value> = node["properties"].is_object().then(|| node.clone()).into_iter().collect();
        let within = node["oneOf"].as_array().into_iter().chain(node["anyOf"].as_array()).flatten();
        let other = [&node["items"], &node["additionalProperties"]].into_iter().filter(|inner| inner.is_object());
        tables.extend(within.chain(other).flat_map(|inner| self.tables(inner)));
        tables
    }

    /// What a table is told apart by: its keys.
    fn words(table: &Value) -> String {
        format!("{:?}", table["properties"].as_object().unwrap().keys().collect::<Vec<_>>())
    }

    fn place(node: &Value, path: &str) -> String {
        node["$ref"].as_str().map_or(path.to_owned(), |name| name.rsplit('/').next().unwrap().to_owned())
    }

    fn list(&mut self, node: &Value, path: &str) {
        let path = Self::place(node, path);
        for table in self.tables(node) {
            for (key, inner) in table["properties"].as_object().unwrap() {
                let at = format!("{path}.{key}").trim_start_matches('.').to_owned();
                if self.found.contains_key(&(Self::words(&table), key.clone())) {
                    continue;
                }
                self.found.insert((Self::words(&table), key.clone()), (at.clone(), false));
                self.list(inner, &at);
            }
        }
    }

    /// What a value shows.
    fn show(&mut self, node: &Value, value: &toml::Value) {
        match value {
            toml::Value::Array(items) => items.iter().for_each(|item| self.show(node, item)),
            toml::Value::Table(given) => {
                for table in self.tables(node) {
                    let properties: &Map<String, Value> = table["properties"].as_object().unwrap();
                    for (key, value) in given {
                        let Some(inner) = properties.get(key) else { continue };
                        self.found.get_mut(&(Self::words(&table), key.clone())).unwrap().1 = true;
                        self.show(inner, value);
                    }
                }
            }
            _ => {}
        }
    }

    /// What the path of a key shows, such as "call_type.service.callback.wait_factor".
    fn show_path(&mut self, path: &str) {
        let mut tables = self.tables(&self.schema.clone());
        for name in path.split('.') {
            let Some(table) = tables.iter().find(|table| table["properties"][name].is_object()).cloned() else {
                continue; // the name of a call type or group
            };
            self.found.get_mut(&(Self::words(&table), name.to_owned())).unwrap().1 = true;
            tables = self.tables(&table["properties"][name]);
        }
    }
}

#[test]
fn each_key_of_the_schema_is_shown_by_a_scenario() {
    let schema = serde_json::to_value(schema()).unwrap();
    let mut keys = Keys::of(schema.clone());
    for file in files() {
        let given: toml::Value = toml::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        keys.show(&schema, &given);
        for policy in given.get("policy").and_then(toml::Value::as_array).into_iter().flatten() {
            policy["set"].as_table().unwrap().keys().for_each(|path| keys.show_path(path));
        }
        if let Some(path) = given.get("sweep").and_then(|sweep| sweep["vary"].as_str()) {
            keys.show_path(path);
        }
    }
    let is_excused = |at: &str| {
        let within = |name: &str| at == name || at.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
        ELSEWHERE.iter().chain(&NOT_SHOWN).any(|(name, _)| within(name))
    };
    let mut missing: BTreeSet<&str> =
        keys.found.values().filter(|(_, is_shown)| !is_shown).map(|(at, _)| at.as_str()).collect();
    missing.retain(|at| !is_excused(at));
    assert!(keys.found.len() > 250, "{} keys alone", keys.found.len());
    assert!(missing.is_empty(), "no scenario shows {missing:#?}");
}

#[test]
fn each_scenario_says_what_it_answers() {
    for file in files() {
        let text = fs::read_to_string(&file).unwrap();
        let head: Vec<&str> = text.lines().take_while(|line| line.starts_with('#')).collect();
        assert!(head.join(" ").contains('?') || file.parent().unwrap().ends_with("strategies"), "{}", file.display());
    }
}

#[derive(Default)]
struct Told {
    calls: Vec<CallRecord>,
    who: Vec<Who>,
}

impl Observer for Told {
    fn call(&mut self, record: &CallRecord) {
        self.calls.push(*record);
    }

    fn who(&mut self, who: Who) {
        self.who.push(who);
    }

    fn overstay(&mut self, _: usize, _: u32, _: SimTime, _: SimTime) {}
}

fn load(file: &Path) -> Scenario {
    let few = Overrides { replications: Some(2), ..Overrides::default() };
    Scenario::load(file, &few).unwrap_or_else(|p| panic!("{}", p.render(false)))
}

/// No customer is in two places: who is on a call, or waits, has no other call. Only who is passed on with the first agent still
/// on the line waits for the next meanwhile.
#[test]
fn each_customer_is_in_one_place() {
    let mut tried = 0;
    for file in files() {
        let scenario = load(&file);
        for replication in 0..2 {
            let mut told = Told::default();
            let seed = scenario.study().seed();
            play_by_events(scenario.model(), seed, replication, &mut Centre::default(), &mut told);
            assert_eq!(told.calls.len(), told.who.len(), "{}", file.display());
            let mut of_customer: HashMap<u64, Vec<&CallRecord>> = HashMap::new();
            for (call, who) in told.calls.iter().zip(&told.who) {
                of_customer.entry(who.customer).or_default().push(call);
            }
            for calls in of_customer.values_mut() {
                calls.sort_by_key(|call| (call.arrived_at, call.hung_up_at));
                for pair in calls.windows(2) {
                    let [first, second] = pair else { panic!() };
                    let is_passed_on = first.step.next == Next::Transfers;
                    let left_at =
                        if first.outcome == Outcome::Answered { first.hung_up_at } else { first.left_queue_at };
                    assert!(
                        is_passed_on || left_at <= second.arrived_at,
                        "{}: {first:?} and {second:?}",
                        file.display()
                    );
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 1000, "{tried}");
}

/// Little's law for each queue of each scenario: all waiting within opening hours is the mean queue.
#[test]
fn each_queue_is_as_long_as_its_calls_wait() {
    for file in files() {
        let scenario = load(&file);
        let model = scenario.model();
        if model.horizon().days() == 1 && model.horizon().interval_label(0).is_none() {
            continue; // a steady state cuts its start off, in the middle of waits
        }
        let task = Task { model: model.clone(), study: scenario.study().clone() };
        let rows = run(&[task], 1, &Unwatched).remove(0).unwrap().rows;
        let mut told = Told::default();
        for replication in 0..2 {
            play_by_events(model, scenario.study().seed(), replication, &mut Centre::default(), &mut told);
        }
        let horizon = model.horizon();
        let open_wait =
            |c: &CallRecord| horizon.open_time(c.left_queue_at).since(horizon.open_time(c.arrived_at)).as_seconds();
        for of in 0..=model.call_types().len() {
            let mine = told.calls.iter().filter(|call| of == 0 || call.call_type as usize == of - 1);
            let waits: f64 = mine.map(open_wait).sum();
            let key = match of {
                0 => "all".to_owned(),
                _ => format!("call_type.{}", model.call_types()[of - 1].name()),
            };
            let row = rows.iter().find(|r| &*r.measure == "queue_length" && *r.of == *key && &*r.period == "all");
            let queue = row.and_then(|row| row.estimate).unwrap() * 2.0 * horizon.measured_time().as_seconds();
            let place = file.display();
            assert!((queue - waits).abs() <= 1e-9 * waits.max(1.0), "{place}, {key}: {queue} and {waits}");
        }
    }
}
