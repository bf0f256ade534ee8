//! A fixed piece of work for counting instructions: `count CASE` plays one case and ends. Instruction
//! counts do not depend on the machine's mood; `.ci/instructions` holds them to bounds.

#[path = "common/cases.rs"]
mod cases;
#[path = "common/engines.rs"]
mod engines;
#[path = "common/ruler.rs"]
mod ruler;
#[path = "common/textbook.rs"]
mod textbook;

use onering::experiment::{Task, Unwatched, run};

/// Calls of each case, about.
const CALLS: u32 = 200_000;

/// Few calls of a day of 20 half-hours, 200 times: most of the work is what is estimated from them.
fn estimates() -> u64 {
    let scenario = cases::scenario(
        r#"
        replications = 200
        horizon = { open = "08:00", close = "18:00", interval = "30m" }
        [[call_type]]
        name = "calls"
        arrivals = { poisson = { per_hour = 12 } }
        talk_time = { exponential = { mean = "300s" } }
        patience = { exponential = { mean = "120s" } }
        [[agent_group]]
        name = "agents"
        skills = ["calls"]
        staffed = 1
        "#,
    );
    let task = Task { model: scenario.model().clone(), study: scenario.study().clone() };
    run(&[task], 1, &Unwatched).iter().flatten().map(|point| point.waits.offered).sum()
}

fn main() {
    let case = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    let calls = match case.as_str() {
        "draws" => ruler::exponential_draws(u64::from(CALLS)),
        "textbook" => ruler::textbook(100, u64::from(CALLS)),
        "markov" => engines::chosen(&cases::markov(100, CALLS / 2), 2),
        "markov-10000" => engines::chosen(&cases::markov(10_000, CALLS / 2), 2),
        "levels" => {
            let tasks = cases::levels();
            engines::together(&tasks.iter().map(|task| &task.model).collect::<Vec<_>>(), 1)
        }
        "day" => engines::chosen(&cases::day(), 14),
        "groups" => engines::by_groups(&cases::markov(100, CALLS), 1),
        "groups-two-types" => engines::by_groups(&cases::two_types(), 16),
        "groups-twenty-types" => engines::by_groups(&cases::twenty_types(), 5),
        "estimates" => estimates(),
        "general" => engines::general(&cases::markov(100, CALLS), 1),
        "two-types" => engines::general(&cases::two_types(), 16),
        "twenty-types" => engines::general(&cases::twenty_types(), 5),
        "nothing" => u64::from(cases::markov(100, CALLS).lines().count.is_none()),
        _ => {
            println!(
                "give a case: draws, textbook, markov, markov-10000, levels, day, groups, groups-two-types, groups-twenty-types, estimates, general, two-types, twenty-types, nothing"
            );
            return;
        }
    };
    println!("{case}: {calls} calls");
}
