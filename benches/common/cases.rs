//! The centres that are measured.

#![allow(dead_code, reason = "each bench uses its own part of this")]

use std::{fmt::Write as _, path::Path};

use onering::{
    experiment::Task,
    model::Model,
    scenario::{Overrides, Scenario},
};

/// The scenario of a text that must be right.
pub fn scenario(text: &str) -> Scenario {
    Scenario::from_text("bench.toml", text, Path::new("."), &Overrides::default())
        .unwrap_or_else(|problems| panic!("{}\n{text}", problems.render(false)))
}

fn model(text: &str) -> Model {
    scenario(text).model().clone()
}

/// M/M/n+M at a load of one erlang an agent: mean handle time 300 s, mean patience 120 s. With 100
/// agents it is the case that peers were measured on. About `calls` calls.
pub fn markov(agents: u32, calls: u32) -> Model {
    let seconds = u64::from(calls) * 300 / u64::from(agents);
    model(&format!(
        r#"
        horizon = {{ steady_state = {{ length = "{seconds}s", warm_up = "1s" }} }}
        [[call_type]]
        name = "calls"
        arrivals = {{ poisson = {{ per_hour = {} }} }}
        talk_time = {{ exponential = {{ mean = "300s" }} }}
        patience = {{ exponential = {{ mean = "120s" }} }}
        service_level = {{ acceptable_wait = "20s", target = 0.8 }}
        [[agent_group]]
        name = "agents"
        skills = ["calls"]
        staffed = {agents}
        "#,
        12 * agents
    ))
}

/// Half-hours of a day's volumes and the staff for them.
const VOLUMES: [u32; 30] = [
    310, 350, 420, 510, 580, 640, 680, 700, 690, 660, 640, 620, 600, 610, 630, 650, 660, 640, 610, 570, 520, 470, 420,
    380, 340, 310, 280, 260, 240, 220,
];

/// A day of lognormal talk and patience, volumes and staff changing each half-hour.
pub fn day() -> Model {
    let staff: Vec<u32> = VOLUMES.iter().map(|volume| volume * 300 / 1800 * 98 / 100).collect();
    model(&format!(
        r#"
        horizon = {{ open = "07:00", close = "22:00", interval = "30m" }}
        [[call_type]]
        name = "calls"
        arrivals = {{ poisson = {{ per_interval = {VOLUMES:?} }} }}
        talk_time = {{ lognormal = {{ mean = "300s", sd = "240s" }} }}
        patience = {{ lognormal = {{ mean = "150s", sd = "200s" }} }}
        service_level = {{ acceptable_wait = "20s", target = 0.8 }}
        [[agent_group]]
        name = "agents"
        skills = ["calls"]
        staffed = {staff:?}
        "#
    ))
}

/// 21 levels of a day, from too few agents to more than enough.
pub fn levels() -> Vec<Task> {
    let text = |staffed: u32| {
        format!(
            r#"
            replications = 200
            horizon = {{ open = "08:00", close = "18:00", interval = "30m" }}
            [[call_type]]
            name = "calls"
            arrivals = {{ poisson = {{ per_hour = 1200 }} }}
            talk_time = {{ exponential = {{ mean = "300s" }} }}
            patience = {{ exponential = {{ mean = "120s" }} }}
            [[agent_group]]
            name = "agents"
            skills = ["calls"]
            staffed = {staffed}
            "#
        )
    };
    let task = |staffed| {
        let scenario = scenario(&text(staffed));
        Task { model: scenario.model().clone(), study: scenario.study().clone() }
    };
    (90..111).map(task).collect()
}

/// The text of a centre of many types, each with exponential times, in one 10-hour day.
fn many(per_hour: &[f64], groups: &[(u32, Vec<usize>)]) -> Model {
    let mut text = String::from("horizon = { open = \"08:00\", close = \"18:00\", interval = \"10h\" }\n");
    for (index, rate) in per_hour.iter().enumerate() {
        write!(
            text,
            "[[call_type]]\nname = \"t{index}\"\narrivals = {{ poisson = {{ per_hour = {rate} }} }}\n\
             talk_time = {{ exponential = {{ mean = 300 }} }}\npatience = {{ exponential = {{ mean = 120 }} }}\n"
        )
        .expect("text grows");
    }
    for (index, (staffed, types)) in groups.iter().enumerate() {
        let skills: Vec<String> = types.iter().map(|t| format!("\"t{t}\"")).collect();
        write!(text, "[[agent_group]]\nname = \"g{index}\"\nskills = [{}]\nstaffed = {staffed}\n", skills.join(", "))
            .expect("text grows");
    }
    model(&text)
}

/// Two types with 40 specialists each, and 20 agents who take both.
pub fn two_types() -> Model {
    many(&[600.0, 600.0], &[(40, vec![0]), (40, vec![1]), (20, vec![0, 1])])
}

/// 20 types, 35 groups, 323 agents: volumes, staff and skills of a generated instance that
/// ContactCenters was measured on (its seed was 12345). Each type prefers the groups in order.
pub fn twenty_types() -> Model {
    const CALLS: [u32; 20] = [
        2060, 2870, 1020, 1760, 1940, 1490, 1690, 2440, 2110, 1410, 1950, 1310, 2100, 1660, 2430, 2600, 1440, 2560,
        2410, 1470,
    ];
    const STAFFED: [u32; 35] = [
        9, 8, 4, 6, 5, 7, 9, 11, 12, 15, 14, 4, 18, 10, 11, 6, 11, 14, 15, 12, 11, 7, 5, 4, 6, 15, 6, 9, 9, 8, 11, 15,
        6, 6, 4,
    ];
    const SKILLS: [&[usize]; 35] = [
        &[0, 2, 13, 16],
        &[1, 2, 6],
        &[2, 10],
        &[3, 10],
        &[4, 13],
        &[3, 5, 13],
        &[6, 18],
        &[7, 12],
        &[8, 10, 19],
        &[3, 6, 9, 17],
        &[4, 8, 10, 13],
        &[9, 11],
        &[7, 12, 17],
        &[0, 12, 13],
        &[12, 14],
        &[11, 15],
        &[1, 15, 16],
        &[15, 17, 19],
        &[3, 4, 6, 18],
        &[5, 7, 19],
        &[0, 2, 4, 5],
        &[15, 19],
        &[2, 13, 16],
        &[5, 11],
        &[3, 13, 16],
        &[4, 6, 14, 19],
        &[9, 10],
        &[1, 13, 16],
        &[16, 18],
        &[1, 2, 11],
        &[9, 11, 14],
        &[1, 8, 15],
        &[0, 11],
        &[2, 3, 6],
        &[5, 11],
    ];
    let per_hour = CALLS.map(|calls| f64::from(calls) / 10.0);
    let groups: Vec<(u32, Vec<usize>)> = STAFFED.into_iter().zip(SKILLS.map(<[usize]>::to_vec)).collect();
    many(&per_hour, &groups)
}

/// 65 types and 89 groups of one to five skills, generated: the size of the largest centre in the
/// literature that names its size.
pub fn sixty_five_types() -> Model {
    const TYPES: usize = 65;
    // A linear congruential generator, so that the case is the same everywhere.
    let mut state = 12_345_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let groups: Vec<(u32, Vec<usize>)> = (0..89)
        .map(|group| {
            let mut skills = vec![group % TYPES];
            for _ in 0..random(5) {
                let skill = random(TYPES);
                if !skills.contains(&skill) {
                    skills.push(skill);
                }
            }
            (6 + random(7) as u32, skills)
        })
        .collect();
    let agents: u32 = groups.iter().map(|(staffed, _)| staffed).sum();
    let per_hour = vec![f64::from(agents * 12) / TYPES as f64; TYPES];
    many(&per_hour, &groups)
}
