//! Steady states: Erlang C and A, general handle times and patience, pooling, priority.
//!
//! The pass rule asks for standard errors of 0.2 % where the reference is exact. Each case plays as many calls as its
//! least precise measure takes for that, with a tenth to spare for other seeds.

use onering::metrics::{Of, Period, Totals};

use crate::{
    reference::{Table, file, literature},
    run::{Run, Value},
};

const OFFERED: fn(&Totals) -> u64 = |t| t.calls.offered();
const ANSWERED: fn(&Totals) -> u64 = |t| t.calls.answered;

/// One group in a steady state: its arrivals, staff and talk, and what else a case sets.
fn steady(per_hour: f64, agents: u32, talk: &str, calls: f64, more: &[(&str, &str)]) -> Run {
    let length = (calls / 200.0 / per_hour * 3600.0).round();
    let (per_hour, agents, length, warm_up) =
        (per_hour.to_string(), agents.to_string(), length.to_string(), (length / 20.0).round().to_string());
    let mut set = vec![
        ("call_type.service.arrivals.poisson.per_hour", per_hour.as_str()),
        ("agent_group.agents.staffed", &agents),
        ("call_type.service.talk_time", talk),
        ("horizon.steady_state.length", &length),
        ("horizon.steady_state.warm_up", &warm_up),
    ];
    set.extend_from_slice(more);
    Run::play("steady", &set)
}

/// Share of offered calls who wait: all but those answered within 0 s (the first promise).
fn delayed(run: &Run) -> Value {
    run.within(0, OFFERED).complement()
}

const PATIENCE: &str = "call_type.service.patience";

#[test]
fn bench_m_m_100_m() {
    let Some(bench) = file("contactcenters/bench-M-M-100-M.json") else { return };
    let exact = |name: &str| Value { value: bench["expected_exact_steady_state"][name].as_f64().unwrap(), error: 0.0 };
    let patience = [(PATIENCE, "{ exponential = { mean = 120 } }")];
    let run = steady(1200.0, 100, "{ exponential = { mean = 300 } }", 75e6, &patience);
    Table::new("bench:M/M/100+M")
        .row("P_abandon", exact("P_abandon"), run.measure("abandonment"))
        .row("mean_wait_all", exact("mean_wait_all"), run.measure("mean_wait"))
        .row("occupancy", exact("occupancy"), run.measure("occupancy"))
        .row("P_delay", exact("P_delay"), delayed(&run))
        .check();
}

#[test]
fn erlang_c_of_herzog() {
    let Some(case) = literature("erl_herzog_C") else { return };
    let run = steady(210.0, 13, "{ exponential = { mean = 180 } }", 130e6, &[]);
    Table::new("erl_herzog_C")
        .row("E[W] s", case.value("E[W] s"), run.measure("mean_wait"))
        .row("P(W>0)", case.value("P(W>0)"), delayed(&run))
        .row("P(W<=20s)", case.value("P(W<=20s)"), run.measure("service_level"))
        .check();
}

#[test]
fn erlang_a_of_fifty_agents() {
    let Some(case) = literature("erlA_50_48_1_2") else { return };
    let patience = [(PATIENCE, "{ exponential = { mean = 120 } }")];
    let more = [patience[0], ("promise.early.acceptable_wait", "12.5")];
    let run = steady(2880.0, 50, "{ exponential = { mean = 60 } }", 110e6, &more);
    let rows = [
        ("ErlangA P(W>0)", delayed(&run)),
        ("ErlangA P(Ab)", run.measure("abandonment")),
        ("ErlangA E[W] s (all)", run.measure("mean_wait")),
        ("ErlangA E[W|served] s", run.measure("average_speed_of_answer")),
        ("ErlangA E[W|abandoned] s", run.measure("mean_wait_of_abandoned")),
        ("ErlangA E[Lq]", run.measure("queue_length")),
        ("ErlangA occupancy", run.measure("occupancy")),
        ("ErlangA served within 20 s / all", run.measure("service_level")),
        ("ErlangA (served or abandoned) within 20 s / all", run.measure("service_level.abandons_within_good")),
        (
            "ErlangA served within 20 s / (all - abandoned within 20 s)",
            run.measure("service_level.abandons_within_neutral"),
        ),
        ("ErlangA P(W<=20 s | served)", run.measure("service_level.answered_only")),
    ];
    let table = Table::new("erlA_50_48_1_2");
    rows.into_iter().fold(table, |table, (name, estimate)| table.row(name, case.value(name), estimate)).check();
}

/// The paper's time unit, a mean service, is 100 s here: 3672 calls an hour, and 0.1 is 10 s.
#[test]
fn whitt_2005() {
    let Some(case) = literature("whitt2005_MM100_200_M") else { return };
    let more = [(PATIENCE, "{ exponential = { mean = 100 } }"), ("lines", "{ count = 300 }")];
    let run = steady(3672.0, 100, "{ exponential = { mean = 100 } }", 90e6, &more);
    Table::new("whitt2005_MM100_200_M")
        .row("P(Ab)", case.value("P(Ab)"), run.measure("abandonment"))
        .row("P(W>0)", case.value("P(W>0)"), delayed(&run))
        .row("E[Q]", case.value("E[Q]"), run.measure("queue_length"))
        .row("E[W|served]", case.value("E[W|served]"), run.measure("average_speed_of_answer").per(100.0))
        .row("E[W|abandon]", case.value("E[W|abandon]"), run.measure("mean_wait_of_abandoned").per(100.0))
        .row("P(W<=.1|served)", case.value("P(W<=.1|served)"), run.within(1, ANSWERED))
        .row("P(W<=.2|served)", case.value("P(W<=.2|served)"), run.measure("service_level.answered_only"))
        .row("occupancy", case.value("occupancy"), run.measure("occupancy"))
        .check();
}

/// M/GI/100/200+GI in the same unit: 200 may wait, so 300 lines.
#[test]
#[ignore = "takes a minute or more for its precision: cargo test --release --test published -- --include-ignored"]
fn general_handle_times_and_patience() {
    let exponential = "{ exponential = { mean = 100 } }";
    let (erlang, spread, even) = (
        "{ erlang = { mean = 100, phases = 2 } }",
        "{ lognormal = { mean = 100, cv = 2 } }",
        "{ lognormal = { mean = 100, cv = 1 } }",
    );
    let cases = [
        ("mgisgi_102_M_E2", exponential, erlang, 64e6),
        ("mgisgi_102_E2_E2", erlang, erlang, 40e6),
        ("mgisgi_102_LN4_M", spread, exponential, 66e6),
        ("mgisgi_102_LN1_LN1", even, even, 40e6),
        ("mgisgi_102_M_LN4", exponential, spread, 50e6),
    ];
    for (id, talk, patience, calls) in cases {
        let Some(case) = literature(id) else { return };
        let run = steady(3672.0, 100, talk, calls, &[(PATIENCE, patience), ("lines", "{ count = 300 }")]);
        Table::new(id)
            .row("P(Ab)", case.value("P(Ab)"), run.measure("abandonment"))
            .row("P(W>0)", case.value("P(W>0)"), delayed(&run))
            .row("E[W|served]", case.value("E[W|served]"), run.measure("average_speed_of_answer").per(100.0))
            .row("E[W|abandon]", case.value("E[W|abandon]"), run.measure("mean_wait_of_abandoned").per(100.0))
            .row("E[Q]", case.value("E[Q]"), run.measure("queue_length"))
            .check();
    }
}

/// 90 agents and 30 waiting places: 120 lines. Blocking is rare and the load 92 %, so estimates
/// are rough.
#[test]
#[ignore = "takes a minute or more for its precision: cargo test --release --test published -- --include-ignored"]
fn ninety_agents_pooled() {
    let Some(case) = literature("ww_pooled_90") else { return };
    let more = [("lines", "{ count = 120 }"), ("call_type.service.service_level.acceptable_wait", "30")];
    let run = steady(495.0, 90, "{ exponential = { mean = 600 } }", 380e6, &more);
    Table::new("ww_pooled_90")
        .rough("P(block)", "one call in 500 is blocked, many at a time: 0.2 % would take 2,300 million calls")
        .row("P(block)", case.value("P(block)"), run.measure("blocked_share"))
        .row("E[W|entry] min", case.value("E[W|entry] min"), run.measure("mean_wait").per(60.0))
        .row("P(W<=.5 min|entry)", case.value("P(W<=.5 min|entry)"), run.measure("service_level"))
        .row("P(delay|entry)", case.value("P(delay|entry)"), delayed(&run))
        .row("occupancy", case.value("occupancy"), run.measure("occupancy"))
        .check();
}

/// One agent at 80 %, with a mean handle time of 100 s for the unit.
#[test]
fn pollaczek_khinchine() {
    let Some(case) = literature("mg1_pk") else { return };
    let talks = [
        ("M", "{ exponential = { mean = 100 } }", 36e6),
        ("D", "{ constant = 100 }", 20e6),
        ("E2", "{ erlang = { mean = 100, phases = 2 } }", 28e6),
        ("LN(scv4)", "{ lognormal = { mean = 100, cv = 2 } }", 430e6),
    ];
    let mut table = Table::new("mg1_pk");
    for (index, (name, talk, calls)) in talks.into_iter().enumerate() {
        let run = steady(28.8, 1, talk, calls, &[]);
        let exact = case.element("E[W] M/D/E2/LN(scv4)", index);
        table = table.row(format!("E[W] of {name}"), exact, run.measure("mean_wait").per(100.0));
    }
    table.check();
}

/// Both types at two agents together, each with an agent of its own, and short calls also at the
/// long ones' agent, when nobody waits for whom that agent is there in the first place.
#[test]
#[ignore = "takes a minute or more for its precision: cargo test --release --test published -- --include-ignored"]
fn pooling_can_hurt() {
    let Some(case) = literature("pooling_can_hurt") else { return };
    let (first, second) = ("agent_group.first.skills", "agent_group.second.skills");
    let priority = "call_type.long.priority";
    let (short, long, both) = ("[\"short\"]", "[\"long\"]", "[\"short\", \"long\"]");
    let designs = [
        ("pooled FIFO [W1,W2,Wavg] min", [(first, both), (second, both), (priority, "0")]),
        ("unpooled [W1,W2,Wavg] min", [(first, short), (second, long), (priority, "0")]),
        (
            "one-way overflow (type1 may use server 2) [W1,W2,Wavg] min",
            [(first, short), (second, both), (priority, "1")],
        ),
    ];
    let mut table = Table::new("pooling_can_hurt");
    for (name, set) in designs {
        let run = Run::play("pooling", &set);
        for (index, of) in [Of::CallType(0), Of::CallType(1), Of::All].into_iter().enumerate() {
            let estimate = run.measure_of(of, Period::Whole, "mean_wait").per(60.0);
            table = table.row(format!("{name} {index}"), case.element(name, index), estimate);
        }
    }
    table.check();
}

/// Types t0 and t2 have a group each, t1 both, preferring the first; a free agent takes t1 first.
/// Balking and abandonment are one there, and the mean wait is over all arrivals.
#[test]
fn three_types_with_priority() {
    let Some(case) = literature("msk_three_types_exact") else { return };
    let run = Run::play("three_types", &[]);
    let mut table = Table::new("msk_three_types_exact");
    for group in 0..2 {
        let occupancy = run.measure_of(Of::AgentGroup(group), Period::Whole, "occupancy");
        table = table.row(format!("occupancy g{group}"), case.element("occupancy g0,g1", group), occupancy);
    }
    let lost = |t: &Totals| ((t.calls.abandoned + t.calls.balked) as f64, t.calls.attempts() as f64);
    let waits = |t: &Totals| {
        let waits = t.calls.wait_answered + t.calls.wait_abandoned;
        (waits as f64 / 1e9, t.calls.attempts() as f64)
    };
    for index in 0..3 {
        let of = Of::CallType(index);
        let (whole, name) = (Period::Whole, |measure: &str| format!("{measure}, t{index}"));
        let (abandoned, balked) = ("abandon fraction by type (balk+renege)", "balk fraction");
        let (queue, wait) = ("E[Lq]", "E[W] over all arrivals s");
        table = table
            .row(name(abandoned), case.element(abandoned, index), run.ratio_of(of, whole, lost))
            .row(name(balked), case.element(balked, index), run.measure_of(of, whole, "balked_share"))
            .row(name(queue), case.element(queue, index), run.measure_of(of, whole, "queue_length"))
            .row(name(wait), case.element(wait, index), run.ratio_of(of, whole, waits));
    }
    table.row("overall abandon", case.value("overall abandon"), run.ratio(lost)).check();
}
