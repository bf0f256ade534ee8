//! The cases with diallers: `Blend` and `mskInOutSim` of ContactCenters.

use onering::{
    engine::{CallRecord, Centre, DialRecord, Observer, Outcome, play},
    model::{Model, Replications},
    scenario::Overrides,
    stats::{Confidence, Pair, ratio},
    units::SimTime,
};
use serde_json::Value as Json;

use crate::{
    common::{degrees, scenario, student_t},
    reference::{Table, file, mean_of},
    run::Value,
};

const ACCEPTABLE_WAIT: f64 = 20.0;
/// Call types of `in_out.toml` that are dialled.
const DIALLERS: [usize; 2] = [2, 3];

/// Counts of a call type in a replication; waits in seconds.
#[derive(Clone, Copy, Default)]
struct OfType {
    dialled: f64,
    arrived: f64,
    served: f64,
    late: f64,
    delayed: f64,
    waits: f64,
}

/// Agent seconds of a group within opening hours.
#[derive(Clone, Copy, Default)]
struct OfGroup {
    busy: f64,
    beyond_staff: f64,
}

#[derive(Clone)]
struct Day {
    close: SimTime,
    types: Vec<OfType>,
    groups: Vec<OfGroup>,
}

impl Day {
    fn within(&self, from: SimTime, to: SimTime) -> f64 {
        to.min(self.close).since(from.min(self.close)).as_seconds()
    }
}

impl Observer for Day {
    fn call(&mut self, call: &CallRecord) {
        let (busy, wait) = (self.within(call.left_queue_at, call.finished_at), call.wait().as_seconds());
        let is_served = call.outcome == Outcome::Answered;
        let of = &mut self.types[call.call_type as usize];
        of.arrived += 1.0;
        of.served += f64::from(u8::from(is_served));
        of.late += f64::from(u8::from(wait >= ACCEPTABLE_WAIT));
        of.delayed += f64::from(u8::from(wait > 0.0 || !is_served));
        of.waits += wait;
        if is_served {
            self.groups[call.group as usize].busy += busy;
        }
    }

    fn overstay(&mut self, group: usize, agents: u32, from: SimTime, to: SimTime) {
        self.groups[group].beyond_staff += f64::from(agents) * self.within(from, to);
    }

    fn dialled(&mut self, dial: &DialRecord) {
        self.types[dial.call_type as usize].dialled += 1.0;
    }
}

struct Days {
    days: Vec<Day>,
    staffed: Vec<f64>,
}

impl Days {
    fn play(name: &str, text: &str) -> Self {
        let seed = std::env::var("ONERING_PUBLISHED_SEED").ok().map(|seed| seed.parse().unwrap());
        let scenario = scenario(name, text, &Overrides { seed, replications: None, set: Vec::new() });
        let Replications::Fixed(replications) = *scenario.study().replications() else { panic!("no replications") };
        let (model, seed) = (scenario.model(), scenario.study().seed());
        let empty = Day {
            close: model.horizon().measured_to(),
            types: vec![OfType::default(); model.call_types().len()],
            groups: vec![OfGroup::default(); model.agent_groups().len()],
        };
        let mut centre = Centre::default();
        let mut day = |replication| {
            let mut day = empty.clone();
            play(model, seed, replication, &mut centre, &mut day);
            day
        };
        Self { days: (0..replications).map(&mut day).collect(), staffed: staffed(model) }
    }

    /// A mean, or a ratio of means, over the days.
    fn ratio(&self, parts: impl Fn(&Day) -> (f64, f64)) -> Value {
        let pairs = self.days.iter().map(parts).map(|(above, below)| Pair::new(above, below));
        let estimate = ratio(&pairs.collect::<Vec<_>>(), Confidence::NINETY_FIVE).unwrap();
        let spread = student_t(0.05, (self.days.len() - 1) as f64);
        assert!(degrees(self.days.len() as u64) > 0.0);
        Value { value: estimate.value, error: estimate.half_width.unwrap() / spread }
    }

    fn mean(&self, types: &[usize], count: impl Fn(&OfType) -> f64) -> Value {
        self.ratio(|day| (types.iter().map(|t| count(&day.types[*t])).sum(), 1.0))
    }

    fn mean_wait(&self, types: &[usize]) -> Value {
        let sum = |day: &Day, count: fn(&OfType) -> f64| types.iter().map(|t| count(&day.types[*t])).sum();
        self.ratio(|day| (sum(day, |t| t.waits), sum(day, |t| t.arrived)))
    }

    fn occupancy(&self, groups: &[usize]) -> Value {
        let sum = |of: &dyn Fn(usize) -> f64| groups.iter().map(|g| of(*g)).sum::<f64>();
        self.ratio(|day| (sum(&|g| day.groups[g].busy), sum(&|g| self.staffed[g] + day.groups[g].beyond_staff)))
    }
}

/// Agent seconds staffed, by group.
fn staffed(model: &Model) -> Vec<f64> {
    let interval = model.horizon().interval().as_seconds();
    let of = |g: &onering::model::AgentGroup| g.staffed().iter().map(|n| f64::from(*n) * interval).sum();
    model.agent_groups().iter().map(of).collect()
}

fn row<'j>(rows: &'j Json, keys: &[(&str, &str)]) -> &'j Json {
    let is_it = |row: &&Json| keys.iter().all(|(key, value)| row[*key].as_str().unwrap_or("") == *value);
    rows.as_array().unwrap().iter().find(is_it).unwrap_or_else(|| panic!("{keys:?} is not there"))
}

#[test]
fn blend() {
    let Some(published) = file("contactcenters/Blend.json") else { return };
    let days = Days::play("blend", include_str!("blend.toml"));
    let rows = &published["expected_tighter"]["results"];
    let of = |measure, element| mean_of(row(rows, &[("measure", measure), ("element", element)]));
    let tried = of("Number of tried outbound calls", "");
    let mut table = Table::new("Blend").row("tried", tried, days.mean(&[1], |t| t.dialled));
    for (name, types) in [("Inbound", vec![0]), ("Outbound", vec![1]), ("All types", vec![0, 1])] {
        table = table
            .row(format!("arrived {name}"), of("Number of arrived contacts", name), days.mean(&types, |t| t.arrived))
            .row(format!("served {name}"), of("Number of served contacts", name), days.mean(&types, |t| t.served))
            .row(
                format!("abandoned {name}"),
                of("Number of abandoned contacts", name),
                days.mean(&types, |t| t.arrived - t.served),
            )
            .row(
                format!("delayed {name}"),
                of("Number of contacts having to wait", name),
                days.mean(&types, |t| t.delayed),
            )
            .row(format!("mean wait {name}"), of("Waiting time", name), days.mean_wait(&types).per(60.0));
    }
    for (name, groups) in [("Inbound only", vec![0]), ("Blend", vec![1]), ("All groups", vec![0, 1])] {
        let occupancy = of("Agents' occupancy ratio", name).per(100.0);
        table = table.row(format!("occupancy {name}"), occupancy, days.occupancy(&groups));
    }
    let level = days.ratio(|day| (day.types[0].late, day.types[0].arrived)).complement();
    table.row("service level", of("Service level", "").per(100.0), level).check();
}

/// Its agents are "detailed", which are our named ones: who is to go when staff falls is settled at once, so that others of the
/// group are idle, and dialled for, while those who go still talk. Its diallers look after ends of service of their own groups alone.
#[test]
fn two_diallers() {
    let Some(published) = file("contactcenters/msk-mskInOutSim.json") else { return };
    let days = Days::play("in_out", include_str!("in_out.toml"));
    let of = |measure, who| {
        mean_of(row(&published["expected"], &[("measure", measure), ("row", who), ("col", "all periods")]))
    };
    let mut table = Table::new("mskInOutSim");
    let types = ["First Inbound Type", "Second Inbound Type", "First Outbound Type", "Second Outbound Type"];
    for (index, name) in types.into_iter().enumerate() {
        table = table
            .row(format!("arrived {name}"), of("RATEOFARRIVALS", name), days.mean(&[index], |t| t.arrived))
            .row(format!("served {name}"), of("RATEOFSERVICES", name), days.mean(&[index], |t| t.served));
        if DIALLERS.contains(&index) {
            let tried = of("RATEOFTRIEDOUTBOUND", name);
            table = table.row(format!("tried {name}"), tried, days.mean(&[index], |t| t.dialled));
        }
    }
    let groups = ["Inbound-only agents", "Outbound-only agents", "Blend agents 1", "Blend agents 2"];
    for (index, name) in groups.into_iter().enumerate() {
        table = table.row(format!("occupancy {name}"), of("OCCUPANCY", name), days.occupancy(&[index]));
    }
    table.check();
}
