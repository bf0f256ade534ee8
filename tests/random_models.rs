//! What must hold in every centre, over random ones with many skills and everything that may become
//! of a call.
//!
//! `ONERING_RANDOM_MODELS=5000 cargo test --release --test random_models` tries that many instead
//! of 300, and `ONERING_RANDOM_SEED=7` others; a failure prints the scenario.

#![expect(clippy::unwrap_used, reason = "all of this crate is tests")]

#[path = "common/play.rs"]
mod common;
#[path = "random_models/generate.rs"]
mod generate;

use std::{collections::HashMap, env};

use common::model;
use generate::Centre as Drawn;
use onering::{
    engine::{
        Away, CallRecord, Centre, ConsultRecord, IssueRecord, Next, Observer, Origin, Outcome, RingRecord, Who,
        play_by_events,
    },
    experiment::{Task, Unwatched, run},
    model::Model,
    units::SimTime,
};

/// All that a replication tells.
#[derive(Default)]
struct Told {
    calls: Vec<CallRecord>,
    issues: Vec<IssueRecord>,
    rings: Vec<RingRecord>,
    consultations: Vec<ConsultRecord>,
    away: Vec<Away>,
    /// Agents who finish what they are on beyond the schedule, and of the reserve: group, how many, from, to.
    overstays: Vec<(usize, u32, SimTime, SimTime)>,
    reserves: Vec<(usize, u32, SimTime, SimTime)>,
    /// When an agent of a group had chats.
    engaged: Vec<(usize, SimTime, SimTime)>,
    /// Of each call.
    who: Vec<Who>,
}

impl Observer for Told {
    fn call(&mut self, record: &CallRecord) {
        self.calls.push(*record);
    }

    fn overstay(&mut self, group: usize, agents: u32, from: SimTime, to: SimTime) {
        self.overstays.push((group, agents, from, to));
    }

    fn reserve(&mut self, group: usize, agents: u32, from: SimTime, to: SimTime) {
        self.reserves.push((group, agents, from, to));
    }

    fn rang(&mut self, record: &RingRecord) {
        self.rings.push(*record);
    }

    fn consulted(&mut self, record: &ConsultRecord) {
        self.consultations.push(*record);
    }

    fn issue(&mut self, record: &IssueRecord) {
        self.issues.push(*record);
    }

    fn away(&mut self, away: &Away) {
        self.away.push(*away);
    }

    fn engaged(&mut self, group: usize, from: SimTime, to: SimTime) {
        self.engaged.push((group, from, to));
    }

    fn who(&mut self, who: Who) {
        self.who.push(who);
    }
}

impl Told {
    /// When a call was out of its queue: it began to ring, was answered, or was given up. A customer never comes twice at
    /// one instant.
    fn left_queue(&self, call: &CallRecord) -> SimTime {
        let is_of = |ring: &&RingRecord| ring.arrived_at == call.arrived_at && ring.call_type == call.call_type;
        self.rings.iter().find(is_of).map_or(call.left_queue_at, |ring| ring.from)
    }

    /// How many of a group are wanted at `when`: on the line, or of the reserve.
    fn wanted(&self, drawn: &Drawn, group: usize, when: SimTime) -> i64 {
        drawn.staffed(group, when, &self.away) + agents_at(&self.reserves, group, when)
    }

    /// How many of a group are there at `when`: wanted, or finishing what they are on.
    fn there(&self, drawn: &Drawn, group: usize, when: SimTime) -> i64 {
        self.wanted(drawn, group, when) + agents_at(&self.overstays, group, when)
    }
}

/// How many agents of a group these stretches of time are about at `when`.
fn agents_at(stretches: &[(usize, u32, SimTime, SimTime)], group: usize, when: SimTime) -> i64 {
    let is_here = |s: &&(usize, u32, SimTime, SimTime)| s.0 == group && s.2 <= when && when < s.3;
    stretches.iter().filter(is_here).map(|s| i64::from(s.1)).sum()
}

fn told(model: &Model, seed: u64) -> Told {
    told_of(model, seed, 0)
}

fn told_of(model: &Model, seed: u64, replication: u64) -> Told {
    let mut told = Told::default();
    play_by_events(model, seed, replication, &mut Centre::default(), &mut told);
    told
}

fn number(name: &str, otherwise: u64) -> u64 {
    env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

/// Calls `check` with each of the random centres; a failure in it prints the centre.
fn each(check: impl Fn(&Drawn, u64)) {
    let first = 1_000_000 * number("ONERING_RANDOM_SEED", 1);
    for seed in first..first + number("ONERING_RANDOM_MODELS", 300) {
        let drawn = Drawn::random(seed);
        let failed = Failed(&drawn, seed);
        check(&drawn, seed);
        std::mem::forget(failed);
    }
}

/// Prints the centre when a check panics.
struct Failed<'a>(&'a Drawn, u64);

impl Drop for Failed<'_> {
    fn drop(&mut self) {
        println!("seed {}:\n{}", self.1, self.0.toml());
    }
}

fn sorted<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.collect();
    items.sort_unstable();
    items
}

#[test]
fn every_call_ends_once_and_in_order() {
    each(|drawn, seed| {
        let model = model(&drawn.toml());
        let day_of =
            |call: &CallRecord| drawn.hours().filter(|(opens, _)| *opens <= call.left_queue_at).last().unwrap();
        for call in told(&model, seed).calls {
            assert!(call.arrived_at <= call.left_queue_at, "{call:?}");
            assert!(call.left_queue_at <= call.finished_at && call.hung_up_at <= call.finished_at, "{call:?}");
            let is_answered = call.outcome == Outcome::Answered;
            assert!(!is_answered || call.left_queue_at <= call.hung_up_at, "{call:?}");
            assert!(is_answered || call.left_queue_at == call.finished_at, "{call:?}");
            let (_, close) = day_of(&call);
            if is_answered && drawn.is_item(&call) {
                assert!(call.left_queue_at < close, "{call:?}");
            } else if is_answered && drawn.at_close == "stop" {
                assert!(call.left_queue_at < close && call.finished_at <= close, "{call:?}");
            }
        }
    });
}

/// The customers are the same under every staffing, routing and journey, and the issue of each ends
/// exactly once.
#[test]
fn no_customer_is_lost_and_the_same_ones_come_whatever_happens_to_them() {
    each(|drawn, seed| {
        let plain = told(&model(&drawn.plain()), seed).calls;
        let came = sorted(plain.iter().map(|call| (call.arrived_at, call.call_type)));
        let issues = told(&model(&drawn.toml()), seed).issues;
        let mine = issues.iter().filter(|issue| !drawn.is_outbound(issue.call_type));
        assert_eq!(came, sorted(mine.map(|issue| (issue.came_at, issue.call_type))));
    });
}

/// What issues say of contacts and waits is what their calls say, and what a call leads to comes.
#[test]
fn calls_and_issues_tell_the_same_story() {
    each(|drawn, seed| {
        let model = model(&drawn.toml());
        let Told { calls, issues, .. } = told(&model, seed);
        let answered = calls.iter().filter(|call| call.outcome == Outcome::Answered).count();
        assert_eq!(answered as u64, issues.iter().map(|issue| u64::from(issue.contacts)).sum::<u64>());
        let wait =
            |call: &CallRecord| if drawn.is_item(call) { call.wait_in_hours(model.horizon()) } else { call.wait() };
        let waited: u64 = calls.iter().map(|call| wait(call).as_nanoseconds()).sum();
        assert_eq!(waited, issues.iter().map(|issue| issue.waited.as_nanoseconds()).sum::<u64>());
        let ends = calls.iter().filter(|call| call.step.next == Next::Ends).count();
        let again = |next| calls.iter().filter(|call| call.step.next == next).count();
        let came = |origin| calls.iter().filter(|call| call.step.origin == origin).count();
        // Customers who would call again after closing do not get through.
        let refused = issues.len() - ends;
        let (callbacks, known) =
            (came(Origin::Callback), came(Origin::Redial) + came(Origin::Recall) + came(Origin::Transfer));
        assert_eq!(calls.len(), came(Origin::Fresh) + came(Origin::Dialled) + known + callbacks);
        let follow = again(Next::Redials) + again(Next::Recalls) + again(Next::Transfers);
        assert_eq!(calls.len() + refused, issues.len() + follow);
        assert!(callbacks > 0 || again(Next::Transfers) == came(Origin::Transfer));
    });
}

/// From when to when agents of a group had a call that rang, a call or an item, a colleague's call, or at least one chat.
fn at_work(drawn: &Drawn, told: &Told, group: usize) -> Vec<(SimTime, SimTime)> {
    let is_work =
        |c: &&CallRecord| c.outcome == Outcome::Answered && c.group as usize == group && drawn.at_once(c).is_none();
    let calls = told.calls.iter().filter(is_work).map(|c| (c.left_queue_at, c.finished_at));
    let rang = told.rings.iter().filter(|ring| ring.group as usize == group).map(|ring| (ring.from, ring.to));
    let engaged = told.engaged.iter().filter(|(g, ..)| *g == group).map(|(_, from, to)| (*from, *to));
    let joined = told.consultations.iter().filter(|c| c.group as usize == group).map(|c| (c.from, c.to));
    calls.chain(rang).chain(engaged).chain(joined).collect()
}

/// From when to when agents of a group had each chat.
fn chats(drawn: &Drawn, told: &Told, group: usize) -> Vec<(SimTime, SimTime)> {
    let is_chat =
        |c: &&CallRecord| c.outcome == Outcome::Answered && c.group as usize == group && drawn.at_once(c).is_some();
    told.calls.iter().filter(is_chat).map(|c| (c.left_queue_at, c.finished_at)).collect()
}

/// How many of these stretches of time go on from when on.
fn going_on(stretches: &[(SimTime, SimTime)]) -> Vec<(SimTime, i64)> {
    let real = stretches.iter().filter(|(from, to)| from < to);
    let changes = sorted(real.flat_map(|(from, to)| [(*from, 1), (*to, -1)]));
    let mut busy = vec![(SimTime::ZERO, 0)];
    for (when, change) in changes {
        let now = busy[busy.len() - 1].1 + change;
        if busy[busy.len() - 1].0 == when {
            busy.pop();
        }
        busy.push((when, now));
    }
    busy
}

/// The last of these numbers by `when`.
fn number_at(numbers: &[(SimTime, i64)], when: SimTime) -> i64 {
    numbers[numbers.partition_point(|(from, _)| *from <= when) - 1].1
}

/// A stretch of time, and what the agents of a group do in it.
struct Stretch {
    from: SimTime,
    to: SimTime,
    idle: i64,
    /// Chats, and agents who have them and are to get more; those who are to go are left out.
    chats: i64,
    chatting: i64,
}

fn stretches(drawn: &Drawn, told: &Told, group: usize) -> Vec<Stretch> {
    let busy = going_on(&at_work(drawn, told, group));
    let chats = going_on(&chats(drawn, told, group));
    let engaged: Vec<_> = told.engaged.iter().filter(|(g, ..)| *g == group).map(|(_, from, to)| (*from, *to)).collect();
    let engaged = going_on(&engaged);
    let changes = busy.iter().chain(&chats).chain(&engaged).map(|(when, _)| *when);
    let beyond = told.overstays.iter().chain(&told.reserves).flat_map(|(_, _, from, to)| [*from, *to]);
    let away = told.away.iter().flat_map(|away| [away.from, away.to]);
    let times = sorted(changes.chain(drawn.borders()).chain(beyond).chain(away));
    let ends = times.iter().skip(1).copied().chain([SimTime::NEVER]);
    let stretch = |(from, to): (SimTime, SimTime)| {
        let idle = told.there(drawn, group, from) - number_at(&busy, from);
        let leaving = (number_at(&busy, from) - told.wanted(drawn, group, from)).max(0);
        let chatting = number_at(&engaged, from) - leaving;
        Stretch { from, to, idle, chats: number_at(&chats, from), chatting }
    };
    times.iter().copied().zip(ends).map(stretch).collect()
}

/// When somebody should have taken a call that waited from `after` on: in opening hours alone where it is an item.
fn when_due(drawn: &Drawn, call: &CallRecord, after: SimTime, left_at: SimTime) -> Vec<(SimTime, SimTime)> {
    let all = (call.arrived_at + after, left_at);
    let hours = if drawn.is_item(call) { drawn.hours().collect() } else { vec![(SimTime::ZERO, SimTime::NEVER)] };
    hours
        .into_iter()
        .map(|(opens, closes)| (all.0.max(opens), all.1.min(closes)))
        .filter(|(from, to)| from < to)
        .collect()
}

/// Nobody waits while an agent is idle who may take the call, with delays and reservations, nor a chat while an agent
/// with chats has room for it.
#[test]
fn nobody_waits_while_an_agent_who_may_take_the_call_is_idle() {
    each(|drawn, seed| {
        let told = told(&model(&drawn.toml()), seed);
        for group in 0..drawn.groups() {
            let stretches = stretches(drawn, &told, group);
            let has_waited = |call: &&CallRecord| told.left_queue(call) > call.arrived_at && !drawn.is_due_later(call);
            for call in told.calls.iter().filter(has_waited) {
                let left_at = told.left_queue(call);
                let Some(may) = drawn.may_take(call.call_type as usize, group) else { continue };
                let limit_after = |after: SimTime, kept: i64| {
                    for (from, to) in when_due(drawn, call, after, left_at) {
                        for s in stretches.iter().filter(|s| s.from.max(from) < s.to.min(to)) {
                            assert!(s.idle <= kept, "{} of group {group} idle from {:?}: {call:?}", s.idle, s.from);
                        }
                    }
                };
                limit_after(may.after, may.kept);
                if let Some(lifted) = may.lifted_after {
                    limit_after(may.after.max(lifted), 0);
                }
                let Some(at_once) = drawn.at_once(call).filter(|_| drawn.is_one_crew(group)) else { continue };
                for (from, to) in when_due(drawn, call, may.after, left_at) {
                    for s in stretches.iter().filter(|s| s.from.max(from) < s.to.min(to)) {
                        let full = s.chatting * at_once;
                        assert!(s.chats >= full, "room in group {group} from {:?}, {}: {call:?}", s.from, s.chats);
                    }
                }
            }
        }
    });
}

#[test]
fn nobody_takes_a_call_who_is_not_there_or_may_not() {
    each(|drawn, seed| {
        let told = told(&model(&drawn.toml()), seed);
        let mut steps = HashMap::new();
        for call in told.calls.iter().filter(|call| call.outcome == Outcome::Answered) {
            let group = call.group as usize;
            let may = drawn.may_take(call.call_type as usize, group);
            // Where it rang, the agent was taken when it began to.
            let taken_at = told.left_queue(call);
            assert!(may.is_some_and(|may| taken_at.since(call.arrived_at) >= may.after), "{call:?}");
            let begins = |(g, from, _): &(usize, SimTime, SimTime)| *g == group && *from == call.left_queue_at;
            if drawn.at_once(call).is_some() && !told.engaged.iter().any(begins) {
                continue;
            }
            let busy = &*steps.entry(group).or_insert_with(|| going_on(&at_work(drawn, &told, group)));
            let there = told.there(drawn, group, taken_at);
            assert!(taken_at == call.finished_at || number_at(busy, taken_at) <= there, "{call:?}");
        }
    });
}

/// Who is busy is on the line, of the reserve, or told to finish what was begun: at every instant, after closing too.
#[test]
fn nobody_is_busy_who_is_not_there() {
    each(|drawn, seed| {
        let told = told(&model(&drawn.toml()), seed);
        for group in 0..drawn.groups() {
            for s in stretches(drawn, &told, group).iter().filter(|s| s.from < s.to) {
                assert!(s.idle >= 0, "{} too many busy in group {group} from {:?} to {:?}", -s.idle, s.from, s.to);
            }
        }
    });
}

/// No agent has two calls at once, or a call and a chat, or more chats than may be.
#[test]
fn an_agent_has_one_call_or_some_chats() {
    each(|drawn, seed| {
        let told = told(&model(&drawn.toml()), seed);
        let mut work: HashMap<(u32, u32), Vec<&CallRecord>> = HashMap::new();
        for (call, who) in told.calls.iter().zip(&told.who).filter(|(call, _)| call.outcome == Outcome::Answered) {
            work.entry((call.group, who.agent.unwrap())).or_default().push(call);
        }
        for calls in work.values() {
            for call in calls {
                let at = call.left_queue_at;
                let beside = calls.iter().filter(|other| other.left_queue_at <= at && at < other.finished_at);
                let others: Vec<_> = beside.filter(|other| !std::ptr::eq(**other, *call)).collect();
                let most = drawn.at_once(call).unwrap_or(1);
                // Who began at the same instant may have come later.
                let before = others.iter().filter(|other| other.left_queue_at < at).count() as i64;
                assert!(before < most, "{call:?} beside {others:?}");
                let same = |other: &&&&CallRecord| drawn.at_once(other).is_some() == drawn.at_once(call).is_some();
                assert!(
                    call.left_queue_at == call.finished_at || others.iter().all(|o| same(&o)),
                    "{call:?} beside {others:?}"
                );
            }
        }
    });
}

/// Little's law for each queue: all waiting within opening hours is the mean queue, of each type and all.
#[test]
fn each_queue_is_as_long_as_its_calls_wait() {
    each(|drawn, seed| {
        if seed % 3 != 0 {
            return;
        }
        let scenario = common::scenario(&format!("seed = {seed}\n{}", drawn.toml()));
        let model = scenario.model();
        let task = Task { model: model.clone(), study: scenario.study().clone() };
        let rows = run(&[task], 1, &Unwatched).remove(0).unwrap().rows;
        let calls: Vec<CallRecord> = (0..3).flat_map(|replication| told_of(model, seed, replication).calls).collect();
        let horizon = model.horizon();
        let open_wait =
            |c: &CallRecord| horizon.open_time(c.left_queue_at).since(horizon.open_time(c.arrived_at)).as_seconds();
        for of in 0..=model.call_types().len() {
            let mine = calls.iter().filter(|call| of == 0 || call.call_type as usize == of - 1);
            let waits: f64 = mine.map(open_wait).sum();
            let key = if of == 0 { "all".to_owned() } else { format!("call_type.t{}", of - 1) };
            let row = rows.iter().find(|r| &*r.measure == "queue_length" && *r.of == *key && &*r.period == "all");
            let queue = row.unwrap().estimate.unwrap() * 3.0 * horizon.measured_time().as_seconds();
            assert!((queue - waits).abs() <= 1e-9 * waits.max(1.0), "{key}: {queue} and {waits}");
        }
    });
}

/// The engine's count of a queue is that of the calls who are in it.
#[test]
fn queue_lengths_are_those_of_the_calls_that_wait() {
    each(|drawn, seed| {
        let told = told(&model(&drawn.toml()), seed);
        if told.calls.iter().any(|call| drawn.is_due_later(call)) {
            return;
        }
        // An item that is carried over stays, though it waits no longer after closing.
        let leaves_at = |c: &CallRecord| match c.outcome {
            Outcome::StillWaiting if drawn.is_item(c) => SimTime::NEVER,
            _ => told.left_queue(c),
        };
        let left: Vec<(&CallRecord, SimTime)> = told.calls.iter().map(|call| (call, leaves_at(call))).collect();
        for (call, _) in left.iter().filter(|(call, _)| told.left_queue(call) > call.arrived_at) {
            let Some(lengths) = call.queue else { panic!("waited in no queue: {call:?}") };
            let others = |of: &dyn Fn(&CallRecord) -> bool| {
                let before =
                    |(c, _): &&(&CallRecord, SimTime)| c.queue.is_some() && c.arrived_at < call.arrived_at && of(c);
                // Items that are there when the centre opens join at one instant, before or after this one.
                let beside =
                    |(c, _): &&(&CallRecord, SimTime)| c.queue.is_some() && c.arrived_at == call.arrived_at && of(c);
                // Who left at this instant did so just before, or because this one joined.
                let most = left.iter().filter(before).filter(|(_, left_at)| call.arrived_at <= *left_at).count();
                let most = most + left.iter().filter(beside).count() - 1;
                let least = left.iter().filter(before).filter(|(_, left_at)| call.arrived_at < *left_at).count();
                least as u32 + 1..=most as u32 + 1
            };
            assert!(others(&|_| true).contains(&lengths.of_all), "{call:?}");
            assert!(others(&|c| c.call_type == call.call_type).contains(&lengths.of_type), "{call:?}");
        }
    });
}

#[test]
fn results_do_not_depend_on_the_number_of_threads() {
    each(|drawn, seed| {
        if seed % 5 != 0 {
            return;
        }
        let scenario = common::scenario(&drawn.toml());
        let task = || Task { model: scenario.model().clone(), study: scenario.study().clone() };
        let on = |threads| format!("{:?}", run(&[task()], threads, &Unwatched).remove(0).unwrap().rows);
        assert_eq!(on(1), on(2));
    });
}

/// The first type has a group of its own, which takes nothing else: the others are as if not there.
#[test]
fn a_group_with_one_skill_gives_call_for_call_what_it_gives_alone() {
    each(|drawn, seed| {
        let (together, alone) = drawn.with_a_loner(seed);
        let of_loner = |text: &str| -> Vec<CallRecord> {
            let mut calls = told(&model(text), seed).calls;
            calls.retain(|call| call.call_type == 0);
            calls.iter_mut().for_each(|call| {
                call.group = 0;
                // How many wait in other queues is no matter of the loner's.
                call.queue = call.queue.map(|q| onering::engine::QueueLengths { of_all: q.of_type, ..q });
            });
            calls
        };
        assert_eq!(of_loner(&together), of_loner(&alone));
    });
}
