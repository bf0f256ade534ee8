//! Two call types that share a group: strict priority, and none.

use crate::{birth_death::erlang_c, case::Case};

const HOUR: f64 = 3600.0;
const TALK: f64 = 240.0;
const AGENTS: u32 = 10;
const PER_HOUR: [f64; 2] = [60.0, 66.0];

/// "gold" and "silver", 240 s a call each, at 84 %.
fn two_types(gold_priority: i32) -> String {
    let call_type = |name: &str, per_hour: f64, priority: i32| {
        format!(
            "[[call_type]]\nname = \"{name}\"\npriority = {priority}\narrivals = {{ poisson = {{ per_hour = {per_hour} }} }}\ntalk_time = {{ exponential = {{ mean = {TALK} }} }}\n"
        )
    };
    format!(
        "horizon = {{ steady_state = {{ length = \"600h\", warm_up = \"60h\" }} }}\nagent_group = [{{ name = \"agents\", skills = [\"gold\", \"silver\"], staffed = {AGENTS} }}]\n{}{}",
        call_type("gold", PER_HOUR[0], gold_priority),
        call_type("silver", PER_HOUR[1], 0)
    )
}

/// Cobham (*Oper. Res.* 2, 1954), several agents, no call interrupted: the mean wait of class `k`
/// is `W0 / ((1 - s[k-1])(1 - s[k]))`, `W0 = C / cμ`, `s[k]` the load per agent of classes 1..k.
#[test]
fn strict_priority_waits_as_cobham_says() {
    let load = |per_hour: f64| per_hour / HOUR * TALK / f64::from(AGENTS);
    let (gold, both) = (load(PER_HOUR[0]), load(PER_HOUR[0] + PER_HOUR[1]));
    let waits = erlang_c(both * f64::from(AGENTS), AGENTS);
    let first = waits * TALK / f64::from(AGENTS);
    let (gold_wait, silver_wait) = (first / (1.0 - gold), first / ((1.0 - gold) * (1.0 - both)));
    // Gold callers who wait stay, like callers of an M/M/c of their own, exponentially long.
    let gold_late = waits * (-20.0 * f64::from(AGENTS) / TALK * (1.0 - gold)).exp();
    Case::new("M/M/10, priority", two_types(1))
        .within(0.0, 1.0 - waits)
        .of("call_type.gold", "mean_wait", gold_wait)
        .of("call_type.silver", "mean_wait", silver_wait)
        .of("call_type.gold", "service_level", 1.0 - gold_late)
        .of("call_type.gold", "queue_length", PER_HOUR[0] / HOUR * gold_wait)
        .of("call_type.silver", "queue_length", PER_HOUR[1] / HOUR * silver_wait)
        .of("agent_group.agents", "occupancy", both)
        .check();
}

/// Of equal priority they are one stream, first come, first served.
#[test]
fn without_priority_both_wait_like_one_stream() {
    let load = (PER_HOUR[0] + PER_HOUR[1]) / HOUR * TALK;
    let waits = erlang_c(load, AGENTS);
    let wait = waits / (f64::from(AGENTS) - load) * TALK;
    let late = waits * (-20.0 * (f64::from(AGENTS) - load) / TALK).exp();
    Case::new("M/M/10, two types", two_types(0))
        .of("call_type.gold", "mean_wait", wait)
        .of("call_type.silver", "mean_wait", wait)
        .of("call_type.gold", "service_level", 1.0 - late)
        .of("call_type.silver", "service_level", 1.0 - late)
        .is("mean_wait", wait)
        .check();
}
