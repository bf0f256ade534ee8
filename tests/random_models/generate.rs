//! Random centres.

#[path = "crew.rs"]
mod crew;
#[path = "inflow.rs"]
mod inflow;

use std::fmt::Write as _;

use onering::{
    engine::{Away, CallRecord, Origin},
    units::SimTime,
};
use rand::{RngExt, SeedableRng, seq::SliceRandom};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::common::at;
use crew::Crew;
use inflow::Inflow;

/// Length of each of the three intervals, s.
pub const INTERVAL: f64 = 600.0;

/// Intervals of a day.
const INTERVALS: usize = 3;
/// From one opening to the next, s.
const NIGHT_AND_DAY: f64 = 86_400.0;

/// A random centre, as text and as its tests must know it.
#[derive(Default)]
pub struct Centre {
    pub at_close: &'static str,
    pub days: usize,
    outages: Vec<String>,
    lines: Option<u32>,
    types: Vec<Type>,
    groups: Vec<Group>,
    crew: Crew,
    inflow: Inflow,
}

#[derive(Default)]
struct Type {
    /// Groups, with the delays before they may take it.
    preferences: Vec<(usize, u32)>,
    has_tiers: bool,
    arrivals: u32,
    pub medium: Medium,
    /// Of the queue and of routing.
    keys: String,
    /// Of the journey.
    journey: String,
    calls_back_later: bool,
}

/// How customers of a type get in touch.
#[derive(Clone, Default, PartialEq)]
pub enum Medium {
    #[default]
    Call,
    /// An item, with its key.
    Item(String),
    /// A chat, so many at once, with its key.
    Chat(i64, String),
    /// The centre calls, with its key.
    Outbound(String),
}

impl Medium {
    fn random(dice: &mut Dice) -> Self {
        match dice.below(5) {
            0 => {
                let (backlog, age, night, last) =
                    (1 + dice.below(8), dice.below(4000), dice.below(4), dice.chance(0.7));
                Self::Item(format!(
                    "can_wait = {{ backlog = {backlog}, backlog_age = {age}, overnight = {night}, after_calls = {last} }}\n"
                ))
            }
            1 => {
                let (at_once, slows) = (1 + dice.below(4), 1.0 + dice.share());
                Self::Chat(i64::from(at_once), format!("chat = {{ at_once = {at_once}, slows = [1, {slows}] }}\n"))
            }
            _ => Self::Call,
        }
    }

    fn key(&self) -> &str {
        match self {
            Self::Call => "",
            Self::Item(key) | Self::Chat(_, key) | Self::Outbound(key) => key,
        }
    }
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
        let media: Vec<Medium> = (0..types).map(|_| Medium::random(&mut dice)).collect();
        let at_close = ["serve_queue", "finish_calls", "stop"][dice.below(3) as usize];
        let lines = dice.chance(0.3).then(|| 3 + dice.below(20));
        let crew = Crew::random(seed, groups, lines.is_some());
        let outages = dice.below(3);
        let mut centre = Self {
            at_close,
            days: if dice.chance(0.3) { 2 + dice.below(2) as usize } else { 1 },
            outages: (0..outages).map(|_| random_outage(&mut dice, groups as u32)).collect(),
            lines,
            crew,
            types: matrix.iter().enumerate().map(|(own, row)| random_type(&mut dice, row, own, &media)).collect(),
            groups: (0..groups).map(|g| random_group(&mut dice, &matrix, g)).collect(),
            inflow: Inflow::default(),
        };
        // Draws of their own leave the rest of the centre as it is.
        centre.inflow = Inflow::random(seed, types, centre.crew.keys.iter().any(|keys| keys.contains("ring_time")));
        centre.add_outbound(&mut Dice(Xoshiro256PlusPlus::seed_from_u64(seed ^ 0x0d1a)));
        centre
    }

    /// One type more, the last, whom the centre calls.
    fn add_outbound(&mut self, dice: &mut Dice) {
        if !dice.chance(0.3) {
            return;
        }
        let own = self.types.len();
        let mut of = random_outbound(dice);
        for (index, group) in self.groups.iter_mut().enumerate() {
            if of.preferences.is_empty() || dice.chance(0.3) {
                of.preferences.push((index, 0));
                group.skills.push(own);
            }
        }
        self.types.push(of);
    }

    /// Whether the centre calls these customers: how many depends on who is idle.
    pub fn is_outbound(&self, call_type: u32) -> bool {
        matches!(self.medium(call_type), Medium::Outbound(_))
    }

    pub const fn groups(&self) -> usize {
        self.groups.len()
    }

    /// How many of a group are on the line at `when`, the reserve left out, where these are away; at night as many as at
    /// closing.
    pub fn staffed(&self, group: usize, when: SimTime, away: &[Away]) -> i64 {
        let day = ((when.as_seconds() / NIGHT_AND_DAY) as usize).min(self.days - 1);
        let time = when.as_seconds() - day as f64 * NIGHT_AND_DAY;
        let interval = ((time / INTERVAL) as usize).min(INTERVALS - 1);
        let staffed = self.groups[group].staffed[interval];
        let is_away = |a: &&Away| a.group == group && a.from <= when && when < a.to;
        let away: u32 = away.iter().filter(is_away).map(|a| a.agents).sum();
        i64::from(staffed) - i64::from(away)
    }

    /// The borders of all intervals.
    pub fn borders(&self) -> impl Iterator<Item = SimTime> {
        let each = |day: usize| (0..=INTERVALS).map(move |i| at(day as f64 * NIGHT_AND_DAY + i as f64 * INTERVAL));
        (0..self.days).flat_map(each)
    }

    /// From when to when it is open.
    pub fn hours(&self) -> impl Iterator<Item = (SimTime, SimTime)> {
        let opens = |day: usize| day as f64 * NIGHT_AND_DAY;
        (0..self.days).map(move |day| (at(opens(day)), at(opens(day) + INTERVALS as f64 * INTERVAL)))
    }

    /// How customers of a type get in touch.
    pub fn medium(&self, call_type: u32) -> &Medium {
        &self.types[call_type as usize].medium
    }

    /// How many chats a call's agent may have; `None` of what is no chat.
    pub fn at_once(&self, call: &CallRecord) -> Option<i64> {
        if let Medium::Chat(at_once, _) = self.medium(call.call_type) { Some(*at_once) } else { None }
    }

    /// Whether its agents are of one crew, so that it is known from numbers who is to go.
    pub fn is_one_crew(&self, group: usize) -> bool {
        !self.crew.keys[group].contains("reserve") && !self.crew.keys[group].contains("named")
    }

    pub fn is_item(&self, call: &CallRecord) -> bool {
        matches!(self.medium(call.call_type), Medium::Item(_))
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
        let mut text = format!("{}horizon = {}\n{}", self.inflow.keys, self.horizon(), self.inflow.surges);
        let come = || self.types.iter().filter(|of| !matches!(of.medium, Medium::Outbound(_))).enumerate();
        for (index, of) in come() {
            let _ = writeln!(
                text,
                "[[call_type]]\nname = \"t{index}\"\narrivals = {{ poisson = {{ per_hour = {} }} }}\n{}talk_time = {{ constant = 1 }}\n{}",
                of.arrivals,
                self.inflow.of_type(index),
                if matches!(of.medium, Medium::Item(_)) { of.medium.key() } else { "" }
            );
        }
        let all: Vec<String> = come().map(|(t, _)| format!("\"t{t}\"")).collect();
        let _ = writeln!(text, "[[agent_group]]\nname = \"all\"\nskills = [{}]\nstaffed = 7", all.join(", "));
        text
    }

    pub fn toml(&self) -> String {
        self.head() + &self.types_toml() + &self.groups_toml() + &self.outages.concat()
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
        let head = format!("{}horizon = {}\n", self.inflow.keys, self.horizon());
        let together = head.clone() + &loner + &self.types_toml() + &self.groups_toml() + &group;
        (together, head + &loner + &group)
    }

    fn horizon(&self) -> String {
        format!(
            "{{ open = \"08:00\", close = \"08:30\", interval = \"10m\", at_close = \"{}\", days = {} }}",
            self.at_close, self.days
        )
    }

    fn head(&self) -> String {
        let lines = self.lines.map_or(String::new(), |count| format!("lines = {{ count = {count} }}\n"));
        let (keys, surges) = (&self.inflow.keys, &self.inflow.surges);
        format!("replications = 3\n{keys}{lines}horizon = {}\n{surges}{}", self.horizon(), self.crew.toml())
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
            let (keys, journey, medium) = (&of.keys, &of.journey, of.medium.key());
            let arrivals = if matches!(of.medium, Medium::Outbound(_)) {
                String::new()
            } else {
                let own = self.inflow.of_type(index);
                format!("arrivals = {{ poisson = {{ per_hour = {} }} }}\n{own}", of.arrivals)
            };
            let _ = writeln!(
                text,
                "[[call_type]]\nname = \"t{index}\"\n{arrivals}agent_groups = {groups}\n{keys}{medium}{journey}"
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
                "[[agent_group]]\nname = \"g{index}\"\nskills = [{}]\nstaffed = {}\n{}{}",
                skills.join(", "),
                self.crew.staffed(index, of.staffed),
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

fn random_outbound(dice: &mut Dice) -> Type {
    let looks = dice.pick(&["any_service", "own_groups", "own_services"]);
    let (idle, own, plus) = (1 + dice.below(3), 1 + dice.below(2), dice.below(2));
    let (each, reach, delay, fails) = (0.1 + dice.share() * 2.0, 0.1 + dice.share(), dice.time(30), dice.time(30));
    let key = format!(
        "outbound = {{ looks_after = \"{looks}\", when_idle_at_least = {idle}, of_own_groups_at_least = {own}, calls_per_idle_agent = {each}, plus = {plus}, reach = {reach}, delay = {delay}, fails_after = {fails} }}\n"
    );
    Type { medium: Medium::Outbound(key), keys: queue_keys(dice, &Medium::Call), ..Type::default() }
}

fn random_outage(dice: &mut Dice, groups: u32) -> String {
    let (from, length, share, probability) = (dice.below(3), 1 + dice.below(2), dice.share(), 0.1 + dice.share());
    let group = dice.chance(0.5).then(|| format!("agent_groups = [\"g{}\"]\n", dice.below(groups)));
    format!(
        "[[outage]]\nfrom = \"08:{from}0\"\nto = \"08:{}0\"\nshare = {share}\nprobability = {probability}\n{}",
        (from + length).min(3),
        group.unwrap_or_default()
    )
}

fn random_type(dice: &mut Dice, row: &[bool], own: usize, media: &[Medium]) -> Type {
    let mut preferences: Vec<(usize, u32)> = Vec::new();
    for group in (0..row.len()).filter(|&group| row[group]) {
        let after = if dice.chance(0.3) { 1 + dice.below(60) } else { 0 };
        preferences.push((group, after));
    }
    preferences.shuffle(&mut dice.0);
    let mut calls_back_later = false;
    let medium = media[own].clone();
    let keys = queue_keys(dice, &medium);
    let mut journey = journey_keys(dice, own, media, &mut calls_back_later, row.len());
    if dice.chance(0.3) && keys.contains("patience = ") {
        let _ = writeln!(
            journey,
            "announcement = {{ after = {}, patience_factor = {} }}",
            dice.below(30),
            0.5 + dice.share()
        );
    }
    let arrivals = 10 + dice.below(200);
    Type { preferences, has_tiers: dice.chance(0.5), arrivals, medium, keys, journey, calls_back_later }
}

fn queue_keys(dice: &mut Dice, medium: &Medium) -> String {
    let mut text = format!("talk_time = {}\n", dice.time(180));
    let selection = dice.pick(&["order_of_preference", "longest_idle", "least_busy", "most_idle", "random"]);
    let wait = dice.pick(&["queue_length", "head_of_queue", "last_wait", "mean_of_last_ten", "last_queued_wait"]);
    let _ = writeln!(text, "agent_selection = \"{selection}\"\nexpected_wait = \"{wait}\"");
    let _ = writeln!(text, "priority = {}\nweight = {}", dice.below(3), 1 + dice.below(5));
    let _ = writeln!(text, "priority_growth_per_minute = {}", dice.below(3));
    let _ = writeln!(text, "service_level = {{ acceptable_wait = {}, target = 0.8 }}", dice.below(60));
    if dice.chance(0.3) {
        let _ = writeln!(text, "after_call_work = {}", dice.time(60));
    }
    if dice.chance(0.3) {
        let _ = writeln!(text, "handle_time_factor = [1, 0.5, 2]");
    }
    if matches!(medium, Medium::Item(_)) {
        return text;
    }
    if dice.chance(0.7) {
        let _ = writeln!(text, "patience = {}", dice.time(200));
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
        let _ = writeln!(text, "patience_factor = [2, 1, 0.5]");
    }
    text
}

fn journey_keys(dice: &mut Dice, own: usize, media: &[Medium], calls_back_later: &mut bool, groups: usize) -> String {
    let types = media.len();
    let is_call = |t: usize| media[t] == Medium::Call;
    let (is_item, is_chat) = (matches!(media[own], Medium::Item(_)), matches!(media[own], Medium::Chat(..)));
    let mut text = format!("resolution = {}\n", dice.share());
    let another = |dice: &mut Dice| format!("call_type = \"t{}\"", dice.below(types as u32));
    let calls: Vec<usize> = (0..types).filter(|&t| is_call(t)).collect();
    if dice.chance(0.3) && !is_item {
        let _ = writeln!(
            text,
            "self_service = {{ time = {}, solves = 0.3, gives_up = {} }}",
            dice.time(60),
            dice.share() / 2.0
        );
    }
    if dice.chance(0.4) && !is_item && !calls.is_empty() {
        let to = format!("call_type = \"t{}\"", calls[dice.below(calls.len() as u32) as usize]);
        let later = dice.chance(0.5);
        *calls_back_later |= later;
        let when = if later { "after_expected_wait" } else { "in_turn" };
        let (over, accepted, reached) = (dice.below(60), dice.share(), 0.5 + dice.share() / 2.0);
        let early = if later { format!("wait_factor = {}, ", 0.5 + dice.share()) } else { String::new() };
        let _ = writeln!(
            text,
            "callback = {{ offered_over = {over}, accepted = {accepted}, reached = {reached}, when = \"{when}\", {early}{to}, window = 300, patience_factor = 2, handle_time_factor = 0.5 }}"
        );
    }
    if dice.chance(0.5) && !is_item {
        let (a, b, c, delay, to, same) =
            (0.1 + dice.share() * 0.9, dice.share(), dice.share(), dice.time(300), another(dice), dice.chance(0.5));
        let _ = writeln!(
            text,
            "redial = {{ after_abandoning = {a}, after_blocking = {b}, after_balking = {c}, delay = {delay}, {to}, same_patience = {same} }}"
        );
    }
    let no_chats: Vec<usize> = (0..types).filter(|&t| !matches!(media[t], Medium::Chat(..))).collect();
    if dice.chance(0.5) && !is_chat {
        let to = no_chats[dice.below(no_chats.len() as u32) as usize];
        let warm = if is_call(to) && !is_item { 0.1 + dice.share() * 0.8 } else { 0.0 };
        let (time, together, explaining) = (dice.time(30), dice.time(60), dice.time(60));
        let to = format!("call_type = \"t{to}\"");
        let conference = if warm > 0.0 { format!("conference_time = {together}, ") } else { String::new() };
        let _ = writeln!(
            text,
            "transfer = [{{ share = 0.2, warm = {warm}, time = {time}, {conference}explaining_time = {explaining}, handle_time_factor = 0.5, {to} }}]"
        );
    }
    if dice.chance(0.3) && !is_chat {
        let (first, second) = (dice.below(groups as u32), dice.below(groups as u32));
        let (time, longer) = (dice.time(60), dice.time(300));
        let _ = writeln!(
            text,
            "consultation = [{{ share = 0.3, agent_group = \"g{first}\", time = {time} }}, {{ share = 0.1, agent_group = \"g{second}\", time = {longer} }}]"
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
    if dice.chance(0.3) {
        let _ = writeln!(keys, "absence = {{ share = {}, paid = {} }}", dice.share() / 2.0, dice.chance(0.5));
    }
    let reserved = dice.chance(0.3).then(|| Reserved {
        call_type: skills[0],
        agents: dice.optional(3),
        unless_queue: dice.optional(4),
        unless_wait: dice.optional(90),
    });
    // Some groups are closed all day, where the first one can do without them.
    let is_spare = group > 0 && skills.iter().all(|&t| matrix[t][0]);
    let staffed = if is_spare && dice.chance(0.3) { [0; 3] } else { [1 + dice.below(5), dice.below(6), dice.below(6)] };
    Group { skills, staffed, reserved, keys }
}
