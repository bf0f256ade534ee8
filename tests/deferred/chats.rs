//! Chats by hand, and their conservation.

use onering::{
    engine::{CallRecord, Outcome},
    units::SimTime,
};

use crate::{
    common::result,
    log::{Log, first_day},
};

/// From 08:00 to 09:00: chats of 100 s at these times, with so many agents.
fn centre(times: &str, chat: &str, staffed: &str, more: &str) -> String {
    format!(
        "horizon = {{ open = \"08:00\", close = \"09:00\", interval = \"30m\" }}\nreplications = 2\n\
         agent_group = [{{ name = \"agents\", skills = [\"chats\"], staffed = {staffed} }}]\n\
         [[call_type]]\nname = \"chats\"\ntalk_time = {{ constant = 100 }}\nchat = {{ {chat} }}\n\
         arrivals = {{ replay = {{ times = {times} }} }}\n{more}\n"
    )
}

/// When each came, was answered and ended, s, in order of arrival.
fn seen(log: &Log) -> Vec<[f64; 3]> {
    let mut chats: Vec<&CallRecord> = log.calls.iter().collect();
    chats.sort_by_key(|c| (c.arrived_at, c.left_queue_at));
    chats.iter().map(|c| [c.arrived_at, c.left_queue_at, c.finished_at].map(SimTime::as_seconds)).collect()
}

#[test]
fn an_agent_has_several_at_once() {
    let log = first_day(&centre("[0, 10, 20, 30]", "at_once = 3", "1", ""), 1);
    assert_eq!(seen(&log), [[0.0, 0.0, 100.0], [10.0, 10.0, 110.0], [20.0, 20.0, 120.0], [30.0, 100.0, 200.0]]);
    assert_eq!(log.engaged, [(0, SimTime::ZERO, SimTime::from_seconds(200.0).unwrap())]);
}

#[test]
fn the_more_there_are_the_slower_each_goes() {
    // Alone until 40 s: 60 s are left. From then on both go at half the pace: after 120 s more the first ends; the
    // other has 40 s left, and goes at full pace again.
    let log = first_day(&centre("[0, 40]", "at_once = 2, slows = [1, 2]", "1", ""), 1);
    assert_eq!(seen(&log), [[0.0, 0.0, 160.0], [40.0, 40.0, 200.0]]);
    // Three at 1.5 times as long each, the last factor for the third too.
    let log = first_day(&centre("[0, 0, 0]", "at_once = 3, slows = [1, 1.5]", "1", ""), 1);
    assert_eq!(seen(&log), [[0.0, 0.0, 150.0]; 3]);
}

#[test]
fn a_new_chat_goes_to_who_has_fewest() {
    // Two agents: the third chat finds one each, and goes to who has had hers for longer; the fourth to the other.
    let log = first_day(&centre("[0, 10, 20, 30]", "at_once = 2, slows = [1, 2]", "2", ""), 1);
    // First agent: alone to 20 s, then at half pace: 80 left take 160. The other the same, 10 s later.
    let expected = [[0.0, 0.0, 180.0], [10.0, 10.0, 190.0], [20.0, 20.0, 200.0], [30.0, 30.0, 210.0]];
    assert_eq!(seen(&log), expected);
}

#[test]
fn an_agent_has_a_call_or_chats() {
    let text = "horizon = { open = \"08:00\", close = \"09:00\" }\n\
        agent_group = [{ name = \"agents\", skills = [\"chats\", \"calls\"], staffed = 1 }]\n\
        [[call_type]]\nname = \"chats\"\ntalk_time = { constant = 100 }\nchat = { at_once = 3 }\n\
        arrivals = { replay = { times = [0, 50, 160] } }\n\
        [[call_type]]\nname = \"calls\"\ntalk_time = { constant = 60 }\n\
        arrivals = { replay = { times = [20] } }\n";
    // The caller of 20 s waits until both chats are over; the chat of 160 s until the call is.
    assert_eq!(
        seen(&first_day(text, 1)),
        [[0.0, 0.0, 100.0], [20.0, 150.0, 210.0], [50.0, 50.0, 150.0], [160.0, 210.0, 310.0]]
    );
}

#[test]
fn the_group_that_is_preferred_is_filled_up_first() {
    let text = |groups: &str| {
        format!(
            "horizon = {{ open = \"08:00\", close = \"09:00\" }}\n\
             agent_group = [{{ name = \"own\", skills = [\"chats\"], staffed = 1 }}, {{ name = \"help\", skills = [\"chats\"], staffed = 1 }}]\n\
             [[call_type]]\nname = \"chats\"\ntalk_time = {{ constant = 100 }}\nchat = {{ at_once = 2 }}\n{groups}\n\
             arrivals = {{ replay = {{ times = [0, 10, 20] }} }}\n"
        )
    };
    let groups = |log: &Log| log.calls.iter().map(|c| c.group).collect::<Vec<_>>();
    assert_eq!(groups(&first_day(&text(""), 1)), [0, 0, 1]);
    assert_eq!(groups(&first_day(&text("agent_selection = \"longest_idle\""), 1)), [0, 1, 0]);
    let late = text("agent_groups = [\"own\", { group = \"help\", after = \"30s\" }]");
    assert_eq!(seen(&first_day(&late, 1))[2], [20.0, 50.0, 150.0]);
}

#[test]
fn work_after_a_chat_takes_its_place_too() {
    let log = first_day(&centre("[0, 1]", "at_once = 1", "1", "after_call_work = { constant = 20 }"), 1);
    assert_eq!(seen(&log), [[0.0, 0.0, 120.0], [1.0, 120.0, 240.0]]);
}

#[test]
fn who_is_to_go_gets_no_more_chats() {
    // Two agents with one chat each at 1790 s; from 1800 s on one is staffed. Who has fewest, and has had it for longest, goes:
    // the chat of 1850 s is given to the other, and so is that of 1870 s, when the first is off.
    let text = centre("[1750, 1790, 1840, 1870]", "at_once = 2, slows = [1, 2]", "[2, 1]", "");
    let log = first_day(&text, 1);
    // The second has 50 s left at 1840 s, and 100 s of the new one: 100 s at half pace, then 50 s alone.
    assert_eq!(
        seen(&log),
        [[1750.0, 1750.0, 1850.0], [1790.0, 1790.0, 1940.0], [1840.0, 1840.0, 2040.0], [1870.0, 1940.0, 2090.0]]
    );
}

#[test]
fn chats_at_closing_are_finished_or_cut_off() {
    let times = |at_close: &str| {
        let text = centre("[3540, 3560]", "at_once = 2", "1", "resolution = 1");
        first_day(&text.replace("interval =", &format!("at_close = \"{at_close}\", interval =")), 1)
    };
    assert_eq!(seen(&times("finish_calls")), [[3540.0, 3540.0, 3640.0], [3560.0, 3560.0, 3660.0]]);
    let stopped = times("stop");
    assert_eq!(seen(&stopped), [[3540.0, 3540.0, 3600.0], [3560.0, 3560.0, 3600.0]]);
    assert!(stopped.issues.len() == 2 && stopped.issues.iter().all(|issue| !issue.is_resolved));
}

#[test]
fn occupancy_is_time_with_any_chat_and_concurrency_how_many() {
    // 08:28:20 to 08:30:00 with two, to 08:30:50 with one; overtime once, however many there are.
    let result = result(&centre("[1700, 1750, 3550, 3550]", "at_once = 2", "1", ""));
    let value = |measure: &str, of: &str, period: &str| result.estimate(measure, of, period).unwrap().value;
    assert_eq!(value("occupancy", "all", "08:00"), 100.0 / 1800.0);
    assert_eq!(value("occupancy", "agent_group.agents", "08:30"), 100.0 / 1800.0);
    assert_eq!(value("concurrency", "all", "08:00"), 1.5);
    assert_eq!(value("concurrency", "agent_group.agents", "08:30"), 1.5);
    assert_eq!(value("average_handle_time", "all", "all"), 100.0);
    assert!((value("paid_hours", "all", "all") - 3650.0 / 3600.0).abs() < 1e-12);
}

#[test]
fn chats_need_no_line() {
    let text = format!("lines = {{ count = 1, cost_per_minute = 1 }}\n{}", centre("[0, 1, 2]", "at_once = 2", "1", ""));
    assert!(first_day(&text, 1).calls.iter().all(|c| c.outcome == Outcome::Answered));
    let cost = result(&text).estimate("cost.lines", "all", "all").unwrap().value;
    assert_eq!(cost, 0.0);
}

#[test]
fn who_was_not_helped_comes_again_after_the_chat() {
    let more = "resolution = 0\nrecall = { delay = { constant = 10 }, most_contacts = 2 }";
    let log = first_day(&centre("[0]", "at_once = 2", "1", more), 1);
    assert_eq!(seen(&log), [[0.0, 0.0, 100.0], [110.0, 110.0, 210.0]]);
    assert_eq!((log.issues.len(), log.issues[0].contacts), (1, 2));
}

/// With one at once and no slow-down a chat is a call, record for record.
#[test]
fn one_chat_at_a_time_is_a_call() {
    let text = "horizon = { open = \"08:00\", close = \"10:00\", interval = \"1h\" }\n\
        agent_group = [{ name = \"a\", skills = [\"x\", \"y\"], staffed = [4, 3] }, { name = \"b\", skills = [\"y\"], staffed = [2, 3] }]\n\
        [[call_type]]\nname = \"x\"\ntalk_time = { exponential = { mean = 120 } }\npatience = { exponential = { mean = 90 } }\nCHAT\n\
        arrivals = { poisson = { per_hour = 100 } }\n\
        [[call_type]]\nname = \"y\"\ntalk_time = { exponential = { mean = 150 } }\npatience = { exponential = { mean = 90 } }\nCHAT\n\
        arrivals = { poisson = { per_hour = 90 } }\n";
    for seed in 0..10 {
        let mut logs = ["", "chat = { at_once = 1 }"].map(|chat| first_day(&text.replace("CHAT", chat), seed).calls);
        logs.iter_mut().for_each(|log| log.sort_by_key(|c| (c.arrived_at, c.call_type)));
        let [calls, chats] = logs;
        assert!(calls.len() > 200 && calls.iter().any(|c| c.outcome == Outcome::Abandoned));
        assert_eq!(calls, chats, "seed {seed}");
    }
}
