//! Moves in cases whose answer is known.

use onering::{
    model::{Model, PlanTerms},
    planning::{
        intraday::{Kind, Morning, Move, MoveTerms, Ranking, moves, posterior, rank, today},
        requirement::Staffing,
        shifts::DailyShift,
    },
    stats::Confidence,
};

use super::scenario;

const ALLOWED: MoveTerms = MoveTerms { overtime_premium: 0.5, notice: 1, call_in: 0, switches: Vec::new() };

fn ranked(model: &Model, on_line: &Staffing, moves: &[Move], from: usize, counts: Vec<Vec<f64>>) -> Ranking {
    let seen = Morning { from, offered: counts };
    let posterior = posterior(model, &seen, 1, 100);
    let day = today(model, &seen, &posterior, &vec![1.0; model.call_types().len()]).unwrap();
    rank(&day, on_line, moves, from, (1, 100), 2, Confidence::NINETY_FIVE, &|| false).unwrap()
}

fn day(staffed: &str, promise: &str) -> String {
    format!(
        r#"
        horizon = {{ open = "08:00", close = "14:00", interval = "1h" }}
        promise = [{{ name = "kept", service_level = {promise}, acceptable_wait = "20s" }}]
        [[call_type]]
        name = "calls"
        arrivals = {{ poisson = {{ per_hour = [60, 60, 60, 120, 60, 60] }} }}
        talk_time = {{ exponential = {{ mean = "4m" }} }}
        patience = {{ exponential = {{ mean = "3m" }} }}
        [[agent_group]]
        name = "agents"
        skills = ["calls"]
        staffed = {staffed}
        cost_per_hour = 20
        "#
    )
}

/// Nobody is missing but from 11:00 to 12:00. Who leaves at 11:00 is worth an hour then; who leaves at 13:00 is not.
#[test]
fn the_hour_in_which_agents_are_missing_is_filled_first() {
    let scenario = scenario(&day("[8, 8, 9, 6, 9, 8]", "0.8"));
    let model = scenario.model();
    let on_line: Staffing = model.agent_groups().iter().map(|g| g.staffed().to_vec()).collect();
    let all = moves(model, &PlanTerms::default(), &on_line, None, 2, &ALLOWED);
    let found = ranked(model, &on_line, &all, 2, vec![vec![60.0, 60.0]]);
    let until = |of: &Move| match of.kind {
        Kind::Overtime { ends, until, .. } => (ends, until),
        _ => panic!("{of:?}"),
    };
    assert_eq!(until(&found.ranked[0].of), (3, 4), "{:?}", found.ranked[0]);
    assert!(found.ranked[0].gain.lower() > 0.0, "beyond doubt");
    let late = found.ranked.iter().find(|of| until(&of.of) == (5, 6)).unwrap();
    assert!(late.per_cost.unwrap() < 0.2 * found.ranked[0].per_cost.unwrap(), "{late:?}");
    // An hour of overtime: 20 an hour and half of it on top.
    assert!((found.ranked[0].of.cost - 30.0).abs() < 1e-9);
    let best = found.best.unwrap();
    assert_eq!(until(&best.moves[0].0), (3, 4));
    assert!(best.moves.iter().map(|(_, agents)| agents).sum::<u32>() <= 5, "{:?}", best.moves);
    assert!(best.outlook.gain(&found.nothing).unwrap().lower() > 0.0);
}

/// A break that lies in the busy hour and may be an hour later: the move is free, and stands before all that cost.
#[test]
fn a_break_out_of_the_busy_hour_is_the_best_move() {
    let text = day("11", "0.8")
        + "[plan]\n[[plan.shift]]\nname = \"day\"\nstart = \"08:00\"\nlength = \"6h\"\nbreaks = [{ after = \"2h\", latest = \"4h\", length = \"1h\" }]\n";
    let scenario = scenario(&text);
    let (model, terms) = (scenario.model(), scenario.plan_terms());
    let shift = |after: usize, agents: u32| DailyShift { shift_type: 0, day: 0, start: 0, breaks: vec![after], agents };
    let shifts = [shift(3, 3), shift(4, 1)];
    // Twelve agents, three of them at lunch from 11:00 on, one from 12:00 on.
    let on_line = vec![vec![9, 9, 9, 6, 8, 9]];
    let all = moves(model, terms, &on_line, Some(&shifts), 2, &ALLOWED);
    let breaks = all.iter().filter(|of| matches!(of.kind, Kind::MoveBreak { .. })).count();
    assert_eq!(breaks, 4, "11:00 to 10:00 or 12:00, and 12:00 to 10:00 or 11:00");
    let found = ranked(model, &on_line, &all, 2, vec![vec![60.0, 60.0]]);
    let best = &found.ranked[0];
    assert!(matches!(best.of.kind, Kind::MoveBreak { planned: 3, .. }), "{best:?}");
    assert_eq!((best.of.cost, best.per_cost, best.of.at_most), (0.0, None, 3));
    assert!(best.gain.lower() > 0.0);
    // The break moved into the busy hour does harm, and is no part of what is done together.
    let worse =
        found.ranked.iter().find(|of| matches!(of.of.kind, Kind::MoveBreak { planned: 4, now: 3, .. })).unwrap();
    assert!(worse.gain.upper() < 0.0, "{worse:?}");
    let together = found.best.unwrap();
    assert!(together.moves.iter().all(|(of, _)| !matches!(of.kind, Kind::MoveBreak { now: 3, .. })));
}

/// One group has nothing to do, the other is overrun: agents with its skills are switched, in that direction.
#[test]
fn agents_are_switched_to_where_they_are_missing() {
    let text = r#"
        horizon = { open = "08:00", close = "12:00", interval = "1h" }
        promise = [{ name = "kept", service_level = 0.8, acceptable_wait = "20s" }]
        [[call_type]]
        name = "a"
        arrivals = { poisson = { per_hour = 60 } }
        talk_time = { exponential = { mean = "4m" } }
        patience = { exponential = { mean = "3m" } }
        [[call_type]]
        name = "b"
        arrivals = { poisson = { per_hour = 60 } }
        talk_time = { exponential = { mean = "4m" } }
        patience = { exponential = { mean = "3m" } }
        [[agent_group]]
        name = "idle"
        skills = ["a"]
        staffed = 12
        [[agent_group]]
        name = "overrun"
        skills = ["b"]
        staffed = 3
    "#;
    let scenario = scenario(text);
    let model = scenario.model();
    let on_line = vec![vec![12; 4], vec![3; 4]];
    let none = moves(model, &PlanTerms::default(), &on_line, None, 1, &ALLOWED);
    assert!(none.iter().all(|of| !matches!(of.kind, Kind::Switch { .. })), "nobody has the other's skills");
    let allowed = MoveTerms { switches: vec![(0, 1), (1, 0)], ..ALLOWED };
    let all = moves(model, &PlanTerms::default(), &on_line, None, 1, &allowed);
    let found = ranked(model, &on_line, &all, 1, vec![vec![60.0], vec![60.0]]);
    let good = found.ranked.iter().filter(|of| of.gain.lower() > 0.0);
    assert!(
        good.clone().count() == 3 && good.clone().all(|of| of.of.group == 0),
        "one for each hour: {:?}",
        found.ranked
    );
    assert!(found.ranked.iter().filter(|of| of.of.group == 1).all(|of| of.gain.upper() < 0.0));
    let best = found.best.unwrap();
    assert!(best.outlook.missed.0 == 0 && best.cost == 0.0, "the promise is kept, for nothing");
}

/// With many more agents than needed the ways to save are ranked, and the promise stays surely kept.
#[test]
fn agents_go_home_where_they_are_not_needed() {
    let scenario = scenario(&day("[8, 8, 16, 20, 16, 16]", "0.7"));
    let model = scenario.model();
    let on_line: Staffing = model.agent_groups().iter().map(|g| g.staffed().to_vec()).collect();
    let all = moves(model, &PlanTerms::default(), &on_line, None, 2, &ALLOWED);
    let found = ranked(model, &on_line, &all, 2, vec![vec![60.0, 60.0]]);
    assert!(found.nothing.slack > 0.0);
    assert!(found.ranked.iter().all(|of| matches!(of.of.kind, Kind::SendHome { .. }) && of.of.cost < 0.0));
    let best = found.best.unwrap();
    assert!(best.cost < 0.0 && best.outlook.slack >= 0.0 && best.outlook.missed.0 == 0);
}
