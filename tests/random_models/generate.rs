//! Random centres.

#[path = "crew.rs"]
mod crew;

use std::fmt::Write as _;

use onering::{
    engine::{CallRecord, Origin},
    units::SimTime,
};
use rand::{RngExt, SeedableRng, seq::SliceRandom};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::common::at;
use crew::Crew;

/// Length of each of the three intervals, s.
pub const INTERVAL: f64 = 600.0;

/// A random centre, as text and as its tests must know it.
#[derive(Default)]
pub struct Centre {
    pub at_close: &'static str,
    lines: Option<u32>,
    types: Vec<Type>,
    groups: Vec<Group>,
    crew: Crew,
}

#[derive(Default)]
struct Type {
    /// Groups, with the delays before they may take it.
    preferences: Vec<(usize, u32)>,
    has_tiers: bool,
    arrivals: u32,
    /// Of the queue and of routing.
    keys: String,
    /// Of the journey.
    journey: String,
    calls_back_later: bool,
}

#[derive(Default)]
struct Group {
    skills: Vec<usize>,
    staffed: [u32; 3],
    reserved: Option<Reserved>,
    keys: String,
}

struct Reserved {
    call_type: usize,
    agents: Option<u32>,
    unless_queue: Option<u32>,
    unless_wait: Option<u32>,
}

/// When a group may take calls of a type that wait.
pub struct May {
    pub after: SimTime,
    /// Agents that may be idle all the same.
    pub kept: i64,
    /// After this wait none may.
    pub lifted_after: Option<SimTime>,
}

struct Dice(Xoshiro256PlusPlus);

impl Dice {
    fn chance(&mut self, share: f64) -> bool {
        self.0.random::<f64>() < share
    }

    fn below(&mut self, end: u32) -> u32 {
        self.0.random_range(0..end)
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len() as u32) as usize]
    }

    fn share(&mut self) -> f64 {
        f64::from(self.below(10)) / 10.0
    }

    fn optional(&mut self, end: u32) -> Option<u32> {
        self.chance(0.5).then(|| self.below(end))
    }

    fn time(&mut self, most: u32) -> String {
        let mean = 1 + self.below(most);
        match self.below(3) {
            0 => format!("{{ exponential = {{ mean = {mean} }} }}"),
            1 => format!("{{ lognormal = {{ mean = {mean}, cv = 0.7 }} }}"),
            _ => format!("{{ uniform = {{ min = 0, max = {mean} }} }}"),
        }
    }
}

impl Centre {
    /// Three to six call types and two to six groups.
    pub fn random(seed: u64) -> Self {
        let mut dice = Dice(Xoshiro256PlusPlus::seed_from_u64(seed));
        let (types, groups) = (3 + dice.below(4) as usize, 2 + dice.below(5) as usize);
        let mut matrix = vec![vec![false; groups]; types];
        for row in &mut matrix {
            row.iter_mut().for_each(|takes| *takes = dice.chance(0.4));
            row[dice.below(groups as u32) as usize] = true;
        }
        (0..groups).for_each(|group| matrix[dice.below(types as u32) as usize][group] = true);
        let at_close = ["serve_queue", "finish_calls", "stop"][dice.below(3) as usize];
        let lines = dice.chance(0.3).then(|| 3 + dice.below(20));
        Self {
            at_close,
            lines,
            crew: Crew::random(seed, groups, lines.is_some()),
            types: matrix.iter().map(|row| random_type(&mut dice, row, types)).collect(),
            groups: (0..groups).map(|g| random_group(&mut dice, &matrix, g)).collect(),
        }
    }

    pub const fn groups(&self) -> usize {
        self.groups.len()
    }

    /// How many of a group are wanted at `when`, the reserve left out.
    pub fn staffed(&self, group: usize, when: SimTime) -> i64 {
        let interval = (when.as_seconds() / INTERVAL) as usize;
        let mut staffed = self.groups[group].staffed[interval.min(2)];
        for meeting in self.crew.meetings.iter().filter(|meeting| meeting.group == group && meeting.is_on(when)) {
            staffed -= meeting.agents.min(staffed);
        }
        i64::from(staffed)
    }

    /// When that may change.
    pub fn staff_changes(&self) -> Vec<SimTime> {
        let intervals = [0.0, INTERVAL, 2.0 * INTERVAL].map(at);
        intervals.into_iter().chain(self.crew.meetings.iter().flat_map(crew::Meeting::borders)).collect()
    }

    /// When `group` may take calls of `call_type`, if ever.
    pub fn may_take(&self, call_type: usize, group: usize) -> Option<May> {
        let after = self.types[call_type].preferences.iter().find(|(g, _)| *g == group)?.1;
        let after = at(f64::from(after));
        let kept = self.groups[group].reserved.as_ref().filter(|kept| kept.call_type != call_type);
        Some(kept.map_or(May { after, kept: 0, lifted_after: None }, |kept| May {
            after,
            kept: kept.agents.map_or(i64::MAX, i64::from),
            lifted_after: kept.unless_wait.map(|wait| at(f64::from(wait))),
        }))
    }

    /// Whether a call may have waited off the line, in no queue.
    pub fn is_due_later(&self, call: &CallRecord) -> bool {
        call.step.origin == Origin::Callback && self.types.iter().any(|t| t.calls_back_later)
    }

    /// Plain types with nobody there: who comes.
    pub fn plain(&self) -> String {
        let mut text = "horizon = { open = \"08:00\", close = \"08:30\", interval = \"10m\" }\n".to_owned();
        for (index, of) in self.types.iter().enumerate() {
            let _ = writeln!(
                text,
                "[[call_type]]\nname = \"t{index}\"\narrivals = {{ poisson = {{ per_hour = {} }} }}\ntalk_time = {{ constant = 1 }}",
                of.arrivals
            );
        }
        let all: Vec<String> = (0..self.types.len()).map(|t| format!("\"t{t}\"")).collect();
        let _ = writeln!(text, "[[agent_group]]\nname = \"all\"\nskills = [{}]\nstaffed = 7", all.join(", "));
        text
    }

    pub fn toml(&self) -> String {
        self.head() + &self.types_toml() + &self.groups_toml()
    }

    /// The centre with one type more, its first, that has a group of its own, and that type alone.
    pub fn with_a_loner(&self, seed: u64) -> (String, String) {
        let mut dice = Dice(Xoshiro256PlusPlus::seed_from_u64(!seed));
        let loner = format!(
            "[[call_type]]\nname = \"loner\"\narrivals = {{ poisson = {{ per_hour = {} }} }}\ntalk_time = {}\npatience = {}\n\
             agent_groups = [\"loners\"]\nredial = {{ after_abandoning = 0.5, delay = {} }}\nresolution = 0.8\nrecall = {{ delay = {} }}\n",
            50 + dice.below(300),
            dice.time(120),
            dice.time(120),
            dice.time(120),
            dice.time(120),
        );
        let group =
            format!("[[agent_group]]\nname = \"loners\"\nskills = [\"loner\"]\nstaffed = {}\n", 1 + dice.below(8));
        let head = format!("horizon = {}\n", self.horizon());
        let together = head.clone() + &loner + &self.types_toml() + &self.groups_toml() + &group;
        (together, head + &loner + &group)
    }

    fn horizon(&self) -> String {
        format!("{{ open = \"08:00\", close = \"08:30\", interval = \"10m\", at_close = \"{}\" }}", self.at_close)
    }

    fn head(&self) -> String {
        let lines = self.lines.map_or(String::new(), |count| format!("lines = {{ count = {count} }}\n"));
        format!("replications = 3\n{lines}horizon = {}\n{}", self.horizon(), self.crew.toml())
    }

    fn types_toml(&self) -> String {
        let mut text = String::new();
        for (index, of) in self.types.iter().enumerate() {
            let entry = |(group, after): &(usize, u32)| match after {
                0 => format!("\"g{group}\""),
                _ => format!("{{ group = \"g{group}\", after = {after} }}"),
            };
            let entries: Vec<String> = of.preferences.iter().map(entry).collect();
            let entries = entries.join(", ");
            let groups = if of.has_tiers { format!("[[{entries}]]") } else { format!("[{entries}]") };
            let (arrivals, keys, journey) = (of.arrivals, &of.keys, &of.journey);
            let _ = writeln!(
                text,
                "[[call_type]]\nname = \"t{index}\"\narrivals = {{ poisson = {{ per_hour = {arrivals} }} }}\nagent_groups = {groups}\n{keys}{journey}"
            );
        }
        text
    }

    fn groups_toml(&self) -> String {
        let mut text = String::new();
        for (index, of) in self.groups.iter().enumerate() {
            let skills: Vec<String> = of.skills.iter().map(|t| format!("\"t{t}\"")).collect();
            let _ = writeln!(
                text,
                "[[agent_group]]\nname = \"g{index}\"\nskills = [{}]\nstaffed = {:?}\n{}{}",
                skills.join(", "),
                of.staffed,
                of.keys,
                self.crew.keys[index]
            );
            if let Some(kept) = &of.reserved {
                let key = |name: &str, value: Option<u32>| value.map_or(String::new(), |v| format!(", {name} = {v}"));
                let _ = writeln!(
                    text,
                    "reserved = {{ call_type = \"t{}\"{}{}{} }}",
                    kept.call_type,
                    key("agents", kept.agents),
                    key("unless_queue", kept.unless_queue),
                    key("unless_wait", kept.unless_wait)
                );
            }
        }
        text
    }
}

fn random_type(dice: &mut Dice, row: &[bool], types: usize) -> Type {
    let mut preferences: Vec<(usize, u32)> = Vec::new();
    for group in (0..row.len()).filter(|&group| row[group]) {
        let after = if dice.chance(0.3) { 1 + dice.below(60) } else { 0 };
        preferences.push((group, after));
    }
    preferences.shuffle(&mut dice.0);
    let mut calls_back_later = false;
    let keys = queue_keys(dice);
    let mut journey = journey_keys(dice, types, &mut calls_back_later);
    if dice.chance(0.3) && keys.contains("patience = ") {
        let _ = writeln!(
            journey,
            "announcement = {{ after = {}, patience_factor = {} }}",
            dice.below(30),
            0.5 + dice.share()
        );
    }
    Type { preferences, has_tiers: dice.chance(0.5), arrivals: 10 + dice.below(200), keys, journey, calls_back_later }
}

fn queue_keys(dice: &mut Dice) -> String {
    let mut text = format!("talk_time = {}\n", dice.time(180));
    let selection = dice.pick(&["order_of_preference", "longest_idle", "least_busy", "most_idle", "random"]);
    let wait = dice.pick(&["queue_length", "head_of_queue", "last_wait", "mean_of_last_ten"]);
    let _ = writeln!(text, "agent_selection = \"{selection}\"\nexpected_wait = \"{wait}\"");
    let _ = writeln!(text, "priority = {}\nweight = {}", dice.below(3), 1 + dice.below(5));
    let _ = writeln!(text, "priority_growth_per_minute = {}", dice.below(3));
    let _ = writeln!(text, "service_level = {{ acceptable_wait = {}, target = 0.8 }}", dice.below(60));
    if dice.chance(0.7) {
        let _ = writeln!(text, "patience = {}", dice.time(200));
    }
    if dice.chance(0.3) {
        let _ = writeln!(text, "after_call_work = {}", dice.time(60));
    }
    if dice.chance(0.2) {
        let _ = writeln!(text, "queue_at_most = {}", dice.below(6));
    }
    if dice.chance(0.3) {
        let (share, queue, wait) = (dice.share(), dice.below(3), dice.below(30));
        let _ = writeln!(
            text,
            "balking = {{ share = [{share}, 0.5, 0], queue_at_least = {queue}, expected_wait_at_least = {wait} }}"
        );
    }
    if dice.chance(0.3) {
        let _ = writeln!(text, "handle_time_factor = [1, 0.5, 2]\npatience_factor = [2, 1, 0.5]");
    }
    text
}

fn journey_keys(dice: &mut Dice, types: usize, calls_back_later: &mut bool) -> String {
    let mut text = format!("resolution = {}\n", dice.share());
    let another = |dice: &mut Dice| format!("call_type = \"t{}\"", dice.below(types as u32));
    if dice.chance(0.3) {
        let _ = writeln!(
            text,
            "self_service = {{ time = {}, solves = 0.3, gives_up = {} }}",
            dice.time(60),
            dice.share() / 2.0
        );
    }
    if dice.chance(0.4) {
        let later = dice.chance(0.5);
        *calls_back_later |= later;
        let when = if later { "after_expected_wait" } else { "in_turn" };
        let (over, accepted, reached, to) = (dice.below(60), dice.share(), 0.5 + dice.share() / 2.0, another(dice));
        let _ = writeln!(
            text,
            "callback = {{ offered_over = {over}, accepted = {accepted}, reached = {reached}, when = \"{when}\", {to}, window = 300, patience_factor = 2, handle_time_factor = 0.5 }}"
        );
    }
    if dice.chance(0.5) {
        let (a, b, c, delay, to, same) =
            (0.1 + dice.share() * 0.9, dice.share(), dice.share(), dice.time(300), another(dice), dice.chance(0.5));
        let _ = writeln!(
            text,
            "redial = {{ after_abandoning = {a}, after_blocking = {b}, after_balking = {c}, delay = {delay}, {to}, same_patience = {same} }}"
        );
    }
    if dice.chance(0.5) {
        let (warm, time, together, explaining, to) =
            (0.1 + dice.share() * 0.8, dice.time(30), dice.time(60), dice.time(60), another(dice));
        let _ = writeln!(
            text,
            "transfer = [{{ share = 0.2, warm = {warm}, time = {time}, conference_time = {together}, explaining_time = {explaining}, handle_time_factor = 0.5, {to} }}]"
        );
    }
    if dice.chance(0.5) {
        let _ =
            writeln!(text, "recall = {{ share = {}, delay = {}, {} }}", dice.share(), dice.time(300), another(dice));
    }
    text
}

fn random_group(dice: &mut Dice, matrix: &[Vec<bool>], group: usize) -> Group {
    let mut skills: Vec<usize> = (0..matrix.len()).filter(|&t| matrix[t][group]).collect();
    skills.shuffle(&mut dice.0);
    let rule = dice.pick(&[
        "priority",
        "first_come",
        "skill_order",
        "weighted_wait",
        "growing_priority",
        "service_level_deficit",
    ]);
    let mut keys = format!("call_selection = \"{rule}\"\n");
    if dice.chance(0.3) {
        let _ = writeln!(keys, "speed = {}\nspeed_spread = {}", 0.5 + dice.share(), dice.share() / 2.0);
    }
    let reserved = dice.chance(0.3).then(|| Reserved {
        call_type: skills[0],
        agents: dice.optional(3),
        unless_queue: dice.optional(4),
        unless_wait: dice.optional(90),
    });
    Group { skills, staffed: [1 + dice.below(5), dice.below(6), dice.below(6)], reserved, keys }
}
