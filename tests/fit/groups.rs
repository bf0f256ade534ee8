//! Agent groups, told from who serves what.

use onering::calibrate::{FitSettings, LoggedCall, Outcome, StaffBy, Tally, scenario_text};

use crate::{common::model, simulated::fit};

/// Two desks, and a few who serve both and a rare third kind.
const DESKS: &str = r#"
horizon = { open = "08:00", close = "16:00" }
[[call_type]]
name = "billing"
arrivals = { poisson = { per_hour = 60 } }
talk_time = { exponential = { mean = 300 } }
patience = { exponential = { mean = 300 } }
[[call_type]]
name = "orders"
arrivals = { poisson = { per_hour = 40 } }
talk_time = { exponential = { mean = 300 } }
patience = { exponential = { mean = 300 } }
[[call_type]]
name = "press"
arrivals = { poisson = { per_hour = 1 } }
talk_time = { exponential = { mean = 300 } }
patience = { exponential = { mean = 300 } }
[[agent_group]]
name = "everything"
skills = ["billing", "orders", "press"]
staffed = 3
[[agent_group]]
name = "orders desk"
skills = ["orders"]
staffed = 2
[[agent_group]]
name = "billing desk"
skills = ["billing"]
staffed = 4
"#;

fn settings() -> FitSettings {
    FitSettings {
        hours: Some((8 * 3600, 16 * 3600)),
        short_calls: 0.0,
        long_calls: f64::INFINITY,
        ..Default::default()
    }
}

#[test]
fn agents_are_told_apart_by_what_they_serve() {
    let fit = fit(&model(DESKS), rand::random::<u32>().into(), 20, 8 * 3600, settings());
    let found: Vec<(&str, &[usize], usize)> =
        fit.groups.iter().map(|of| (of.name.as_str(), of.skills.as_slice(), of.agents)).collect();
    // Billing's desk answers more than that of orders.
    assert_eq!(found[..2], [("billing", &[0][..], 4), ("orders", &[1][..], 2)]);
    assert_eq!((found[2].0, found[2].2, found.len()), ("agents", 3, 3));
    // A busy centre: whoever is there is seen.
    for (group, agents) in fit.groups.iter().zip([4.0, 2.0, 3.0]) {
        assert!(group.seen.iter().all(|seen| seen.value <= agents && seen.value > agents - 0.5), "{group:?}");
    }
    let written = scenario_text(&fit, "desks");
    assert!(written.contains("[[agent_group]]\nname = \"billing\"\nskills = [\"billing\"]\n"), "{written}");
    let read = model(&written);
    assert_eq!(read.agent_groups().len(), 3);
}

#[test]
fn all_are_one_group_where_that_is_asked_for_and_their_number_is_kept() {
    let model = model(DESKS);
    let seed = rand::random::<u32>().into();
    let one = fit(&model, seed, 20, 8 * 3600, FitSettings { one_group: true, ..settings() });
    assert!(one.groups.is_empty() && scenario_text(&one, "desks").matches("[[agent_group]]").count() == 1);
    // By Erlang A: the groups together have as many as the whole, up to the rounding of each.
    let parts = fit(&model, seed, 20, 8 * 3600, FitSettings { staff_by: StaffBy::ErlangA, ..settings() });
    let (whole, groups) = (onering::calibrate::staffed(&parts), onering::calibrate::staffed_groups(&parts));
    for (i, whole) in whole.iter().enumerate() {
        let sum: u32 = groups.iter().map(|group| group[i]).sum();
        assert!(sum.abs_diff(whole.agents) <= 3, "{sum} of {whole:?}");
    }
    let sum = |of: &[u32]| of.iter().sum::<u32>();
    let (of_day, of_groups) =
        (whole.iter().map(|of| of.agents).sum::<u32>(), groups.iter().map(|g| sum(g)).sum::<u32>());
    assert!(of_day.abs_diff(of_groups) <= 3, "{of_groups} of {of_day}");
}

#[test]
fn agents_with_few_calls_each_are_one_group() {
    let mut tally = Tally::new(settings());
    for call in 0..400_u32 {
        tally.add(&LoggedCall {
            line: u64::from(call) + 1,
            call_type: call % 2,
            arrival: jiff::civil::date(2024, 1, 1 + (call / 20) as i8).at(9, (call % 60) as i8, 0, 0),
            customer: None,
            self_service: None,
            wait: Some(0.0),
            outcome: Outcome::Answered,
            talk: Some(100.0 + f64::from(call % 7)),
            after_call_work: None,
            agent: Some(call % 10),
            agent_group: None,
        });
    }
    let fit = onering::calibrate::Fit::of(&tally, &["a".to_owned(), "b".to_owned()]).unwrap();
    assert_eq!(fit.groups.iter().map(|group| group.agents).collect::<Vec<_>>(), [10]);
}

#[test]
fn many_small_desks_are_as_many_groups() {
    let mut tally = Tally::new(settings());
    for line in 0..25 * 400_u32 {
        let (desk, call) = (line % 25, line / 25);
        tally.add(&LoggedCall {
            line: u64::from(line) + 1,
            call_type: desk,
            arrival: jiff::civil::date(2024, 1, 1 + (call % 20) as i8).at(9, (call / 20) as i8, 0, 0),
            customer: None,
            self_service: None,
            wait: Some(0.0),
            outcome: Outcome::Answered,
            talk: Some(100.0 + f64::from(call % 7)),
            after_call_work: None,
            agent: Some(2 * desk + call % 2),
            agent_group: None,
        });
    }
    let names: Vec<String> = (0..25).map(|i| format!("kind {i}")).collect();
    let fit = onering::calibrate::Fit::of(&tally, &names).unwrap();
    assert_eq!(fit.groups.len(), 25);
    assert!(fit.groups.iter().all(|group| group.skills.len() == 1 && group.agents == 2));
}

#[test]
fn groups_that_the_log_names_are_taken_and_strays_join_those_they_work_like() {
    let mut tally = Tally::new(settings());
    let mut line = 0;
    let mut answer = |agent: u32, call_type: u32, group: Option<u32>, calls: u32| {
        for i in 0..calls {
            line += 1;
            let day = 1 + (line % 20) as i8;
            tally.add(&LoggedCall {
                line,
                call_type,
                arrival: jiff::civil::date(2024, 1, day).at(9, (i % 60) as i8, 0, 0),
                customer: None,
                self_service: None,
                wait: Some(0.0),
                outcome: Outcome::Answered,
                talk: Some(100.0 + f64::from(i % 7)),
                after_call_work: None,
                agent: Some(agent),
                agent_group: group,
            });
        }
    };
    answer(0, 0, Some(0), 500);
    answer(1, 0, Some(0), 400);
    answer(2, 1, Some(1), 300);
    // In another team for a day.
    answer(2, 0, Some(0), 20);
    // Nobody says of which team, but it is plain.
    answer(3, 1, None, 30);
    tally.name_agent_groups(&["north".to_owned(), "south".to_owned()]);
    let names = ["calls".to_owned(), "orders".to_owned()];
    let fit = onering::calibrate::Fit::of(&tally, &names).unwrap();
    let found: Vec<(&str, &[usize], usize, u64)> =
        fit.groups.iter().map(|of| (of.name.as_str(), of.skills.as_slice(), of.agents, of.calls)).collect();
    assert_eq!(found, [("north", &[0][..], 2, 900), ("south", &[1, 0][..], 2, 350)]);
}
