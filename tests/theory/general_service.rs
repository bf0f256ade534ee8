//! Handle times of every family: Pollaczek and Khinchine, Crommelin, and insensitive loss.

use crate::{
    birth_death::{Chain, erlang_b},
    case::{Case, desk},
    crommelin::Constant,
};

const HOUR: f64 = 3600.0;

/// M/G/1 at 70 %: mean handle time 100 s, 25.2 calls an hour. The second moments are those of the
/// families' definitions, so this also tests how each is drawn.
#[test]
fn one_agent_waits_as_pollaczek_and_khinchine_say() {
    // Γ(1 + 2/k) / Γ(1 + 1/k)² for the Weibull shape k = 1/2: Γ(5) / Γ(3)².
    let weibull = 24.0 / 4.0;
    // Triangular: (a² + b² + c² + ab + ac + bc) / 6, for 0, 100, 200.
    let triangular = (1e4 + 4e4 + 2e4) / 6.0 / 1e4;
    let families: [(&str, &str, f64); 12] = [
        ("M/M/1", "{ exponential = { mean = 100 } }", 2.0),
        ("M/D/1", "{ constant = 100 }", 1.0),
        ("M/E4/1", "{ erlang = { mean = 100, phases = 4 } }", 1.25),
        ("M/U/1", "{ uniform = { min = 0, max = 200 } }", 4.0 / 3.0),
        ("M/triangular/1", "{ triangular = { min = 0, mode = 100, max = 200 } }", triangular),
        ("M/gamma/1, cv 0.5", "{ gamma = { mean = 100, cv = 0.5 } }", 1.25),
        ("M/gamma/1, cv 1.5", "{ gamma = { mean = 100, sd = 150 } }", 3.25),
        ("M/lognormal/1, cv 0.9", "{ lognormal = { mean = 100, sd = 90 } }", 1.81),
        ("M/lognormal/1, scv 4", "{ lognormal = { mean = 100, cv = 2 } }", 5.0),
        ("M/H2/1, cv 2", "{ hyperexponential = { mean = 100, cv = 2 } }", 5.0),
        ("M/weibull/1, shape 1/2", "{ weibull = { mean = 100, sd = 223.606797749979 } }", weibull),
        ("M/empirical/1", "{ empirical = [40, 40, 100, 220] }", (2.0 * 1600.0 + 1e4 + 48_400.0) / 4e4),
    ];
    let (per_hour, mean, load) = (25.2, 100.0, 0.7);
    for (name, talk, second_moment) in families {
        let wait = per_hour / HOUR * second_moment * mean * mean / (2.0 * (1.0 - load));
        Case::new(name, desk(per_hour, 1, talk, "", 25_000.0))
            .within(0.0, 1.0 - load)
            .is("mean_wait", wait)
            .is("average_handle_time", mean)
            .is("occupancy", load)
            .check();
    }
}

/// M/D/10 at 90 %: the whole distribution of waits.
#[test]
fn constant_handle_times_wait_as_crommelin_says() {
    let (per_hour, agents, talk) = (135.0, 10, 240.0);
    let oracle = Constant::new(per_hour / HOUR, agents as usize, talk);
    Case::new("M/D/10", desk(per_hour, agents, "{ constant = 240 }", "", 50_000.0))
        .within(0.0, oracle.at_once())
        .within(10.0, oracle.answered_within(10.0))
        .within(100.0, oracle.answered_within(100.0))
        .within(300.0, oracle.answered_within(300.0))
        .is("mean_wait", oracle.queue_length() / (per_hour / HOUR))
        .is("queue_length", oracle.queue_length())
        .check();
}

/// M/G/c/c: without waiting room only the mean handle time matters (Erlang; Sevastyanov 1957).
#[test]
fn loss_does_not_depend_on_the_family_of_handle_times() {
    let talks = [
        ("M/lognormal/10/10", "{ lognormal = { mean = 240, cv = 2 } }"),
        ("M/D/10/10", "{ constant = 240 }"),
        ("M/H2/10/10", "{ hyperexponential = { mean = 240, cv = 2 } }"),
    ];
    for (name, talk) in talks {
        let blocked = erlang_b(9.0, 10);
        Case::new(name, format!("lines = {{ count = 10 }}\n{}", desk(135.0, 10, talk, "", 25_000.0)))
            .within(0.0, 1.0)
            .is("blocked_share", blocked)
            .is("occupancy", 9.0 * (1.0 - blocked) / 10.0)
            .check();
    }
}

/// Who leaves at once rather than wait is lost as if blocked, whatever the handle times.
#[test]
fn patience_of_zero_is_loss() {
    let keys = "patience = { constant = 0 }";
    let lost = erlang_b(9.0, 10);
    Case::new(
        "M/lognormal/10 without patience",
        desk(135.0, 10, "{ lognormal = { mean = 240, cv = 2 } }", keys, 25_000.0),
    )
    .is("abandonment", lost)
    .is("service_level", 1.0 - lost)
    .is("occupancy", 9.0 * (1.0 - lost) / 10.0)
    .check();
}

/// With exponential talk and any patience, talk + hold + work after the call add up to the handle
/// time: two constants and an exponential at one agent are an M/G/1.
#[test]
fn talk_hold_and_after_call_work_add_up() {
    let keys = "hold_time = { constant = 20 }\nafter_call_work = { exponential = { mean = 30 } }";
    let (per_hour, mean, load) = (25.2, 100.0, 0.7);
    let second_moment = mean * mean + 50.0 * 50.0 / 12.0 * 4.0 + 30.0 * 30.0;
    Case::new("M/(U+D+M)/1", desk(per_hour, 1, "{ uniform = { min = 0, max = 100 } }", keys, 50_000.0))
        .is("mean_wait", per_hour / HOUR * second_moment / (2.0 * (1.0 - load)))
        .is("average_handle_time", mean)
        .is("occupancy", load)
        .check();
}

/// M/M/200 at 94 %: many agents, who are rarely all busy.
#[test]
fn a_large_centre_waits_as_the_chain_says() {
    let (per_hour, talk) = (2820.0, 240.0);
    let chain = Chain::open(per_hour / HOUR, 200, 1.0 / talk, 0.0);
    Case::new("M/M/200", desk(per_hour, 200, "{ exponential = { mean = 240 } }", "", 100_000.0))
        .within(0.0, chain.at_once())
        .is("service_level", chain.answered_within(20.0))
        .is("mean_wait", chain.offered().wait_all)
        .is("occupancy", chain.occupancy())
        .check();
}
