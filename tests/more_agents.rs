//! More agents never hurt, in centres of several groups of which theory says so.
//!
//! It does not say so of every centre: where calls are taken in another order than they came, or callers hang up, an agent
//! more can change who gets whom, and somebody may wait longer for it. `properties.rs` has the case of one group.

#[path = "common/play.rs"]
mod common;

use common::{log, model};
use onering::{
    engine::{CallRecord, Outcome},
    model::Model,
    units::SimTime,
};
use proptest::prelude::*;
use statrs::distribution::{ContinuousCDF, StudentsT};

const TALKS: [&str; 4] = [
    "{ exponential = { mean = 90 } }",
    "{ lognormal = { mean = 60, cv = 1.5 } }",
    "{ uniform = { min = 0, max = 100 } }",
    "{ constant = 75 }",
];
const SELECTIONS: [&str; 5] = ["order_of_preference", "longest_idle", "least_busy", "most_idle", "random"];

/// A centre in which every group takes every type, or each type has a group of its own.
#[derive(Clone, Debug)]
struct Random {
    /// By type: calls an hour, talk, the selection of an agent, which group comes first.
    types: Vec<(u32, usize, usize, usize)>,
    staffed: Vec<u32>,
    first_come: bool,
}

impl Random {
    fn model(&self, has_own_groups: bool, staffed: &[u32]) -> Model {
        let mut text = "horizon = { open = \"08:00\", close = \"08:40\", interval = \"10m\" }\n".to_owned();
        let groups = staffed.len();
        for (index, (per_hour, talk, selection, first)) in self.types.iter().enumerate() {
            let names: Vec<String> = if has_own_groups {
                vec![format!("\"g{}\"", index % groups)]
            } else {
                (0..groups).map(|g| format!("\"g{}\"", (first + g) % groups)).collect()
            };
            text += &format!(
                "[[call_type]]\nname = \"t{index}\"\narrivals = {{ poisson = {{ per_hour = {per_hour} }} }}\ntalk_time = {}\nafter_call_work = {{ gamma = {{ mean = 20, cv = 0.5 }} }}\nagent_groups = [{}]\nagent_selection = \"{}\"\n",
                TALKS[*talk],
                names.join(", "),
                SELECTIONS[*selection],
            );
        }
        let rule = if self.first_come { "first_come" } else { "priority" };
        for (index, agents) in staffed.iter().enumerate() {
            let takes = |t: &usize| !has_own_groups || t % groups == index;
            let skills: Vec<String> = (0..self.types.len()).filter(takes).map(|t| format!("\"t{t}\"")).collect();
            text += &format!(
                "[[agent_group]]\nname = \"g{index}\"\nskills = [{}]\ncall_selection = \"{rule}\"\nstaffed = {agents}\n",
                skills.join(", ")
            );
        }
        model(&text)
    }
}

prop_compose! {
    fn random()(
        types in prop::collection::vec((20_u32..300, 0_usize..4, 0_usize..5, 0_usize..4), 2..5),
        staffed in prop::collection::vec(1_u32..6, 2..5),
        first_come in any::<bool>(),
    ) -> Random {
        // Each group has a type, also where it has no other.
        let groups = staffed.len().min(types.len());
        Random { types, staffed: staffed[..groups].to_vec(), first_come }
    }
}

fn one_more(staffed: &[u32], group: usize) -> Vec<u32> {
    let mut more = staffed.to_vec();
    more[group % staffed.len()] += 1;
    more
}

fn waits(model: &Model, seed: u64) -> Vec<(u32, SimTime)> {
    log(model, seed, 0).calls.iter().map(|call| (call.call_type, call.wait())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// All groups take all types, first come, first served, nobody gives up, and a call takes as long whoever answers: that is
    /// one queue before all agents together, in which each wait falls, call by call, with every agent more (Kiefer and
    /// Wolfowitz 1955: their vector of work falls in each coordinate). It falls to what one group of them all gives.
    #[test]
    fn an_agent_more_in_any_group_shortens_every_wait_where_all_take_all(
        random in random(), group in 0_usize..4, seed in any::<u64>(),
    ) {
        let more = one_more(&random.staffed, group);
        let found = waits(&random.model(false, &more), seed);
        for (more, few) in found.iter().zip(waits(&random.model(false, &random.staffed), seed)) {
            prop_assert!(more.0 == few.0 && more.1 <= few.1, "{more:?} and {few:?}");
        }
        prop_assert_eq!(found, waits(&random.model(false, &[more.iter().sum()]), seed));
    }

    /// Each type has a group of its own, or shares it first come, first served: an agent more in one of them shortens the waits
    /// there, likewise, and changes none elsewhere.
    #[test]
    fn an_agent_more_is_felt_in_the_own_group_alone(random in random(), group in 0_usize..4, seed in any::<u64>()) {
        let groups = random.staffed.len();
        let more = waits(&random.model(true, &one_more(&random.staffed, group)), seed);
        for (more, few) in more.into_iter().zip(waits(&random.model(true, &random.staffed), seed)) {
            let is_own = more.0 as usize % groups == group % groups;
            prop_assert!(more.0 == few.0 && if is_own { more.1 <= few.1 } else { more.1 == few.1 }, "{more:?} and {few:?}");
        }
    }
}

/// Replications of a comparison, and how often one of them may fail by chance.
const TIMES: u64 = 200;
const ALPHA: f64 = 1e-6;

/// Two types of exponential times with one mean, two groups that take both.
fn exponential(staffed: [u32; 2], priority: i64, patience: &str) -> Model {
    let call_type = |name: &str, per_hour: u32, priority: i64| {
        format!(
            "[[call_type]]\nname = \"{name}\"\npriority = {priority}\narrivals = {{ poisson = {{ per_hour = {per_hour} }} }}\ntalk_time = {{ exponential = {{ mean = 120 }} }}\n{patience}\n"
        )
    };
    let group = |name: &str, agents: u32| {
        format!("[[agent_group]]\nname = \"{name}\"\nskills = [\"gold\", \"silver\"]\nstaffed = {agents}\n")
    };
    model(&format!(
        "horizon = {{ steady_state = {{ length = \"4h\", warm_up = \"8h\" }} }}\n{}{}{}{}",
        call_type("gold", 60, priority),
        call_type("silver", 120, 0),
        group("first", staffed[0]),
        group("second", staffed[1])
    ))
}

/// The same callers meet one agent more, in either group: what `cost` sums over the calls does not rise in the mean. Nine times
/// the longest the number of calls takes to settle, 1 / (mu (√7 - √6)²) or 52 minutes, are left out first.
fn never_rises(priority: i64, patience: &str, cost: impl Fn(&CallRecord) -> f64) {
    let sum = |model: &Model, time| {
        let (from, to) = (model.horizon().measured_from(), model.horizon().measured_to());
        let is_measured = |call: &&CallRecord| (from..to).contains(&call.arrived_at);
        log(model, 1, time).calls.iter().filter(is_measured).map(&cost).sum::<f64>()
    };
    let few = exponential([3, 4], priority, patience);
    for more in [[4, 4], [3, 5]].map(|staffed| exponential(staffed, priority, patience)) {
        let changes: Vec<f64> = (0..TIMES).map(|time| sum(&more, time) - sum(&few, time)).collect();
        let n = TIMES as f64;
        let mean = changes.iter().sum::<f64>() / n;
        let error = (changes.iter().map(|change| (change - mean).powi(2)).sum::<f64>() / (n - 1.0) / n).sqrt();
        let bound = -StudentsT::new(0.0, 1.0, n - 1.0).expect("a distribution").inverse_cdf(ALPHA) * error;
        assert!(mean <= bound, "an agent more adds {mean}, by chance at most {bound}");
        // Here theory says even that it falls, and by much: a test that could not see that would prove nothing.
        assert!(mean < -bound, "an agent more adds {mean} ± {bound}");
    }
}

fn waited(call: &CallRecord, call_type: u32) -> f64 {
    if call.call_type == call_type { call.wait().as_seconds() } else { 0.0 }
}

/// With one exponential handle time and priorities that interrupt nobody, the mean wait of each type is Erlang C's chance of a
/// wait, over n mu (1 - r1) for the first, over n mu (1 - r1) (1 - r) for the second, with r1 and r the loads of the first and of
/// both per agent (Cobham 1954): each factor falls with n.
#[test]
fn an_agent_more_shortens_the_mean_wait_of_each_priority() {
    never_rises(1, "", |call| waited(call, 0));
    never_rises(1, "", |call| waited(call, 1));
}

/// With exponential patience, of the handle time's mean, the number in the centre is that of M/M/infinity whatever the agents;
/// of those in it an agent more serves one more, so that fewer wait, and give up (Erlang A with theta = mu).
#[test]
fn an_agent_more_loses_fewer_callers() {
    let patience = "patience = { exponential = { mean = 120 } }";
    never_rises(0, patience, |call| f64::from(u8::from(call.outcome == Outcome::Abandoned)));
    never_rises(0, patience, |call| call.wait().as_seconds());
}
