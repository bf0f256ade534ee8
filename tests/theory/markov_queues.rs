//! Exponential handle times and patience: Erlang C, blocking, abandonment, balking.

use crate::{
    birth_death::{Chain, erlang_c},
    case::{Case, desk},
};

const HOUR: f64 = 3600.0;

/// M/M/10 at 80 %: 4 min a call, 120 calls an hour.
#[test]
fn erlang_c_gives_waits_and_service_level() {
    let (per_hour, agents, talk) = (120.0, 10, 240.0);
    let (rate, load) = (per_hour / HOUR, per_hour / HOUR * talk);
    let waits = erlang_c(load, agents);
    let spare = f64::from(agents) / talk - rate;
    let late = |wait: f64| waits * (-spare * wait).exp();
    let answer = waits / spare;
    Case::new("M/M/10", desk(per_hour, agents, "{ exponential = { mean = 240 } }", "", 100_000.0))
        .within(0.0, 1.0 - waits)
        .within(60.0, 1.0 - late(60.0))
        .is("service_level", 1.0 - late(20.0))
        .is("average_speed_of_answer", answer)
        .is("mean_wait", answer)
        .is("queue_length", rate * answer)
        .is("occupancy", load / f64::from(agents))
        .is("offered", per_hour)
        .is("average_handle_time", talk)
        .is("wait_p90", (waits / 0.10).ln() / spare)
        .is("wait_p99", (waits / 0.01).ln() / spare)
        .check();
}

/// M/M/10/14: 14 lines, so four may wait; load 9.
#[test]
fn lines_block_who_finds_them_all_busy() {
    let (per_hour, talk) = (135.0, 240.0);
    let rate = per_hour / HOUR;
    let chain = Chain::new(rate, 10, 1.0 / talk, 0.0, |n| if n < 14 { rate } else { 0.0 });
    let keys = "";
    let lines =
        format!("lines = {{ count = 14 }}\n{}", desk(per_hour, 10, "{ exponential = { mean = 240 } }", keys, 50_000.0));
    Case::new("M/M/10/14", lines)
        .within(0.0, chain.at_once())
        .is("blocked_share", chain.turned_away())
        .is("blocked", chain.turned_away() * per_hour)
        .is("offered", chain.offered_rate() * HOUR)
        .is("mean_wait", chain.offered().wait_all)
        .is("service_level", chain.answered_within(20.0))
        .is("queue_length", chain.queue_length())
        .is("occupancy", chain.occupancy())
        .check();
}

/// M/M/100+M: 1200 calls an hour, 5 min a call, mean patience 2 min, 100 agents.
#[test]
fn patience_gives_abandonment_and_every_rule_of_the_service_level() {
    let (per_hour, talk, patience) = (1200.0, 300.0, 120.0);
    let rate = per_hour / HOUR;
    let chain = Chain::open(rate, 100, 1.0 / talk, 1.0 / patience);
    let offered = chain.offered();
    let (good, early) = (chain.answered_within(20.0), chain.abandoned_within(20.0));
    // The published values of this case, to the figures given.
    assert!((1.0 - offered.answered - 0.0488).abs() < 5e-5);
    assert!((offered.wait_all - 5.86).abs() < 5e-3);
    let keys = "patience = { exponential = { mean = 120 } }";
    Case::new("M/M/100+M", desk(per_hour, 100, "{ exponential = { mean = 300 } }", keys, 50_000.0))
        .within(0.0, chain.at_once())
        .is("abandonment", 1.0 - offered.answered)
        .is("mean_wait", offered.wait_all)
        .is("average_speed_of_answer", offered.wait_answered)
        .is("mean_wait_of_abandoned", offered.wait_abandoned)
        .is("service_level", good)
        .is("service_level.answered_only", good / offered.answered)
        .is("service_level.abandons_within_neutral", good / (1.0 - early))
        .is("service_level.abandons_within_good", good + early)
        .is("service_level.short_abandons_excluded", good / (1.0 - chain.abandoned_within(5.0)))
        .is("short_abandons", per_hour * chain.abandoned_within(5.0))
        .is("occupancy", chain.occupancy())
        .is("queue_length", chain.queue_length())
        .check();
}

/// An overloaded desk lives by abandonment alone: load 8 on 6 agents.
#[test]
fn an_overloaded_desk_settles_by_abandonment() {
    let (per_hour, talk, patience) = (160.0, 180.0, 300.0);
    let chain = Chain::open(per_hour / HOUR, 6, 1.0 / talk, 1.0 / patience);
    let offered = chain.offered();
    let keys = "patience = { exponential = { mean = 300 } }";
    Case::new("M/M/6+M, overloaded", desk(per_hour, 6, "{ exponential = { mean = 180 } }", keys, 50_000.0))
        .within(0.0, chain.at_once())
        .is("abandonment", 1.0 - offered.answered)
        .is("mean_wait", offered.wait_all)
        .is("average_speed_of_answer", offered.wait_answered)
        .is("service_level", chain.answered_within(20.0))
        .is("occupancy", chain.occupancy())
        .check();
}

/// Three in ten of those who would wait hang up instead; in the second case all do once five wait.
#[test]
fn balking_thins_the_stream_of_those_who_would_wait() {
    let (per_hour, talk, patience) = (135.0, 240.0, 400.0);
    let rate = per_hour / HOUR;
    let cases = [
        ("M/M/10+M, 30 % balk", 0.3, 0),
        ("M/M/10+M, all balk at 5 waiting", 1.0, 5),
        ("M/M/10+M, half balk at 2 waiting", 0.5, 2),
    ];
    for (name, share, queue) in cases {
        let joins = |n: usize| if n >= 10 + queue { rate * (1.0 - share) } else { rate };
        let chain = Chain::new(rate, 10, 1.0 / talk, 1.0 / patience, joins);
        let keys = format!(
            "patience = {{ exponential = {{ mean = {patience} }} }}\nbalking = {{ share = {share:.1}, queue_at_least = {queue} }}"
        );
        Case::new(name, desk(per_hour, 10, "{ exponential = { mean = 240 } }", &keys, 25_000.0))
            .within(0.0, chain.at_once())
            .is("balked_share", chain.turned_away())
            .is("abandonment", 1.0 - chain.offered().answered)
            .is("mean_wait", chain.offered().wait_all)
            .is("service_level", chain.answered_within(20.0))
            .is("occupancy", chain.occupancy())
            .check();
    }
}
