//! How the agents of random centres work: meetings, reserves, phones that ring, lines that are down.

use std::fmt::Write as _;

use rand_xoshiro::Xoshiro256PlusPlus;

use super::{Dice, INTERVAL};

/// Some of a group are at a meeting.
struct Meeting {
    group: usize,
    agents: u32,
    from: u32,
    to: u32,
}

impl Meeting {
    fn toml(&self) -> String {
        let Self { group, agents, from, to } = self;
        let (from, to) = (clock(*from), clock(*to));
        format!("[[meeting]]\nfrom = \"{from}\"\nto = \"{to}\"\nagents = {agents}\nagent_groups = [\"g{group}\"]\n")
    }
}

/// How the agents of a random centre work.
#[derive(Default)]
pub struct Crew {
    meetings: Vec<Meeting>,
    outage: String,
    /// By group.
    pub keys: Vec<String>,
    /// By group: whether its numbers are written as shifts.
    shifts: Vec<bool>,
}

impl Crew {
    /// Of a centre with so many groups; `lines` says whether its lines are counted. Draws of its own leave the rest of
    /// the centre as it is.
    pub fn random(seed: u64, groups: usize, lines: bool) -> Self {
        let mut dice = Dice(<Xoshiro256PlusPlus as rand::SeedableRng>::seed_from_u64(seed ^ 0xc4e3));
        let keys = (0..groups).map(|_| keys(&mut dice)).collect();
        let mut meetings: Vec<Meeting> = Vec::new();
        for group in (0..groups).filter(|_| dice.chance(0.2)).collect::<Vec<_>>() {
            let from = dice.below(2 * INTERVAL as u32);
            meetings.push(Meeting { group, agents: 1 + dice.below(3), from, to: from + 1 + dice.below(500) });
        }
        let outage = dice.chance(0.2).then(|| {
            let (from, share) = (dice.below(1200), if lines { 0.1 + dice.share() } else { 1.0 });
            let (from, to) = (clock(from), clock(from + 60));
            format!("[[outage]]\nfrom = \"{from}\"\nto = \"{to}\"\nlines = {share}\n")
        });
        let shifts = (0..groups).map(|_| dice.chance(0.3)).collect();
        Self { meetings, outage: outage.unwrap_or_default(), keys, shifts }
    }

    /// Numbers by interval as a group has them: as they are, or as shifts that add up to them, one with a break.
    pub fn staffed(&self, group: usize, numbers: [u32; 3]) -> String {
        if !self.shifts[group] {
            return format!("{numbers:?}");
        }
        let [first, second, third] = numbers;
        let all_day = first.min(second).min(third);
        let with_break = first.min(third) - all_day;
        let brk = "breaks = [{ after = \"10m\", length = \"10m\", paid = false }]";
        let mut shifts: Vec<String> = [(all_day, ""), (with_break, brk)]
            .into_iter()
            .filter(|(agents, _)| *agents > 0)
            .map(|(agents, more)| {
                let comma = if more.is_empty() { "" } else { ", " };
                format!("{{ start = \"08:00\", length = \"30m\", agents = {agents}{comma}{more} }}")
            })
            .collect();
        let rest = [first - all_day - with_break, second - all_day, third - all_day - with_break];
        let short = rest.into_iter().enumerate().filter(|(_, agents)| *agents > 0);
        shifts
            .extend(short.map(|(i, agents)| format!("{{ start = \"08:{i}0\", length = \"10m\", agents = {agents} }}")));
        format!("[{}]", shifts.join(", "))
    }

    /// Tables of the centre.
    pub fn toml(&self) -> String {
        self.meetings.iter().map(Meeting::toml).collect::<String>() + &self.outage
    }
}

fn keys(dice: &mut Dice) -> String {
    let mut text = String::new();
    if dice.chance(0.25) {
        let _ = writeln!(text, "ring_time = {}", dice.time(20));
    }
    if dice.chance(0.4) {
        let _ = writeln!(text, "named = true");
    }
    if dice.chance(0.2) {
        let _ = writeln!(text, "tenure = [{{ share = {}, speed = 0.7 }}]", dice.share());
    }
    if dice.chance(0.25) {
        let (agents, over, delay, stays) = (1 + dice.below(3), dice.below(4), dice.below(120), dice.below(200));
        let (until, speed) = (dice.below(over + 1), 0.5 + dice.share());
        let _ = writeln!(
            text,
            "reserve = {{ agents = {agents}, when_queue_over = {over}, until_queue_at_most = {until}, delay = {delay}, stays_at_least = {stays}, speed = {speed} }}"
        );
    }
    text
}

/// So many seconds after opening.
fn clock(seconds: u32) -> String {
    format!("08:{:02}:{:02}", seconds / 60, seconds % 60)
}
