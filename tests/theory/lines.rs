//! Lines and work after the call: the line is free after talk and hold, the agent after the work.

use crate::{
    birth_death::erlang_b,
    case::{Case, desk},
};

const HOUR: f64 = 3600.0;

/// One agent, one line. Four states: idle (I), talking (T), working while the line is free (A),
/// working while a caller waits on the line (W). Rates: I→T λ, T→A 1/t, A→I α, A→W λ, W→T α.
/// Balance with `a` for A: `I = aα/λ`, `W = aλ/α`, `T = at(α + λ)`. Only the mean `t` of talk and
/// hold matters: every visit to T lasts one of them. A caller is blocked in T and W, waits in A
/// (for the rest `1/α` of the work), and is answered at once in I.
#[test]
fn one_line_is_free_while_the_agent_works_after_the_call() {
    let (per_hour, t, work) = (30.0, 120.0, 90.0);
    let (arrive, done) = (per_hour / HOUR, 1.0 / work);
    let (idle, waits, talks) = (done / arrive, arrive / done, t * (done + arrive));
    let all = idle + waits + talks + 1.0;
    let keys = format!("hold_time = {{ constant = 30 }}\nafter_call_work = {{ exponential = {{ mean = {work} }} }}");
    let text = desk(per_hour, 1, "{ lognormal = { mean = 90, sd = 90 } }", &keys, 25_000.0);
    Case::new("1 agent, 1 line, work after the call", format!("lines = {{ count = 1 }}\n{text}"))
        .within(0.0, idle / (idle + 1.0))
        .is("blocked_share", (talks + waits) / all)
        .is("mean_wait", work / (idle + 1.0))
        .is("queue_length", waits / all)
        .is("occupancy", 1.0 - idle / all)
        .is("average_handle_time", t + work)
        .check();
}

/// With agents to spare, the lines are a loss system of talk and hold alone: work after the call
/// does not block. Occupancy counts it.
#[test]
fn work_after_the_call_does_not_hold_a_line() {
    let keys = "hold_time = { exponential = { mean = 60 } }\nafter_call_work = { constant = 600 }";
    let text = desk(135.0, 60, "{ lognormal = { mean = 180, cv = 1.5 } }", keys, 25_000.0);
    let blocked = erlang_b(9.0, 10);
    Case::new("10 lines, agents to spare", format!("lines = {{ count = 10 }}\n{text}"))
        .within(0.0, 1.0)
        .is("blocked_share", blocked)
        .is("occupancy", 135.0 / HOUR * (1.0 - blocked) * 840.0 / 60.0)
        .check();
}
