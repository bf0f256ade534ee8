//! Every inverse against its forward function, over random inputs.

use onering::analytic::{
    Demand, Goal, NoAnswer, Redial, Rule, Setting, calls_for, patience_for, redial_for, required, required_agents,
};
use proptest::prelude::*;

/// Settings of all models: up to 60 erlangs, so that every smaller staffing can be tried.
fn settings() -> impl Strategy<Value = Setting> {
    let demand = (0.05..60.0_f64, 10.0..900.0_f64).prop_map(|(load, aht)| Demand::new(load, aht, aht).unwrap());
    let patience = prop_oneof![Just(None), (5.0..2000.0_f64).prop_map(Some)];
    let lines = prop_oneof![2 => Just(None), 1 => (1..120_u32).prop_map(Some)];
    let redial = prop_oneof![
        3 => Just(None),
        1 => (0.0..0.9_f64, 0.0..0.9_f64, prop_oneof![Just(None), (1..4_u32).prop_map(Some)]).prop_map(Some)
    ];
    (demand, patience, lines, redial).prop_map(|(demand, patience, lines, redial)| {
        let redial = redial.map(|(gone, blocked, most)| Redial::new(gone, blocked, most).unwrap());
        Setting { demand, patience, lines, redial }
    })
}

fn goals() -> impl Strategy<Value = Goal> {
    let rule = prop_oneof![
        Just(Rule::Offered),
        Just(Rule::AnsweredOnly),
        Just(Rule::AbandonsWithinNeutral),
        Just(Rule::AbandonsWithinGood),
        (0.0..20.0_f64).prop_map(Rule::ShortAbandonsExcluded)
    ];
    prop_oneof![
        3 => (rule, 0.0..120.0_f64, 0.05..0.999_f64).prop_map(|(rule, wait, share)| Goal::ServiceLevel { rule, wait, share }),
        1 => (0.1..300.0_f64).prop_map(Goal::AverageSpeedOfAnswer),
        1 => (0.0005..0.5_f64).prop_map(Goal::Abandonment),
        1 => (0.001..0.9_f64).prop_map(Goal::WaitingProbability),
        1 => (0.05..0.99_f64).prop_map(Goal::Occupancy),
    ]
}

fn met(setting: &Setting, agents: u32, goal: Goal) -> bool {
    setting.queue(f64::from(agents)).is_ok_and(|queue| goal.is_met(&*queue))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    /// The smallest: the goal is kept by the answer and by no smaller number.
    #[test]
    fn agents_for_a_goal_are_the_fewest(setting in settings(), goal in goals()) {
        let agents = required_agents(&setting, goal).unwrap();
        prop_assert!(met(&setting, agents, goal), "{agents} do not keep it");
        let fewer = (1..agents.min(3000)).find(|n| met(&setting, *n, goal));
        prop_assert_eq!(fewer, None, "{} are said to be needed", agents);
    }

    #[test]
    fn several_goals_take_what_the_hardest_takes(setting in settings(), goals in prop::collection::vec(goals(), 1..4)) {
        let found = required(&setting, &goals).unwrap();
        prop_assert!(goals.iter().all(|g| met(&setting, found.agents, *g)));
        prop_assert_eq!(Some(found.agents), found.each.iter().copied().max());
        prop_assert_eq!(found.each[found.binding], found.agents);
        prop_assert!(found.exact <= f64::from(found.agents) && found.exact >= f64::from(found.agents) - 1.0);
    }

    /// Decimals: the goal is just kept at them, and not a millionth below (where a fraction has a meaning).
    #[test]
    fn decimals_are_where_the_goal_is_just_kept(setting in settings(), goal in goals()) {
        let setting = Setting { lines: None, ..setting };
        let found = required(&setting, &[goal]).unwrap();
        let queue = setting.queue(found.exact.max(1e-6)).unwrap();
        prop_assert!(goal.margin(&*queue).unwrap() > -1e-7);
        let fewer = found.exact - 1e-5;
        if fewer > f64::from(found.agents) - 1.0 && fewer > 0.0 {
            prop_assert!(setting.queue(fewer).map_or(true, |q| !goal.is_met(&*q)));
        }
    }

    /// The calls that agents can carry: kept at them, missed a millionth above.
    #[test]
    fn calls_for_agents_are_the_most(setting in settings(), agents in 1..80_u32, goal in goals()) {
        match calls_for(&setting, f64::from(agents), &[goal]) {
            Ok(rate) => {
                let at = |rate| Setting { demand: setting.demand.at_rate(rate), ..setting };
                if rate > 0.0 {
                    prop_assert!(met(&at(rate), agents, goal));
                }
                prop_assert!(!met(&at(rate * (1.0 + 1e-6) + 1e-12), agents, goal));
            }
            Err(NoAnswer::Unexplained { .. }) => {
                let at = Setting { demand: setting.demand.at_rate(1e4 * f64::from(agents) / setting.demand.handle_time()), ..setting };
                prop_assert!(met(&at, agents, goal));
            }
            Err(other) => prop_assert!(false, "{other}"),
        }
    }

    #[test]
    fn patience_explains_the_abandonment_it_makes(load in 0.5..60.0_f64, agents in 1..70_u32, patience in 5.0..3000.0_f64) {
        let demand = Demand::new(load, 180.0, 180.0).unwrap();
        let setting = Setting::erlang_c(demand);
        let gone = Setting::erlang_a(demand, patience).queue(f64::from(agents)).unwrap().abandonment();
        // Deep in overload everybody but the agents' share hangs up, whatever the patience.
        prop_assume!(gone > 1e-9 && gone > (1.0 - f64::from(agents) / load) + 1e-6);
        let found = patience_for(&setting, f64::from(agents), gone).unwrap();
        let again = Setting::erlang_a(demand, found).queue(f64::from(agents)).unwrap().abandonment();
        prop_assert!((again - gone).abs() < 1e-9 * gone + 1e-13, "{again} {gone}");
    }

    #[test]
    fn redials_explain_the_volume_they_make(load in 0.5..60.0_f64, agents in 1..70_u32, patience in 5.0..3000.0_f64, share in 0.0..0.95_f64) {
        let setting = Setting::erlang_a(Demand::new(load, 180.0, 180.0).unwrap(), patience);
        let redial = Redial::new(share, share, None).unwrap();
        let volume = Setting { redial: Some(redial), ..setting }.queue(f64::from(agents)).unwrap().arrival_rate();
        prop_assume!(volume > setting.demand.arrival_rate() * (1.0 + 1e-6));
        let found = redial_for(&setting, f64::from(agents), volume).unwrap();
        prop_assert!((found - share).abs() < 1e-6, "{found} {share}");
    }
}

#[test]
fn what_cannot_be_is_said_in_words() {
    let demand = Demand::new(10.0, 180.0, 180.0).unwrap();
    let everyone = Goal::ServiceLevel { rule: Rule::Offered, wait: 20.0, share: 1.0 };
    let said = |setting: &Setting, goal| required_agents(setting, goal).unwrap_err().to_string();
    assert!(said(&Setting::erlang_c(demand), everyone).contains("ask for less than all"));
    let few_lines = Setting { lines: Some(5), ..Setting::erlang_c(demand) };
    let blocked = said(&few_lines, Goal::Blocked(0.01));
    assert!(blocked.contains("56.3952%") && blocked.contains("with 5 lines"), "{blocked}");
    let observed = patience_for(&Setting::erlang_c(demand), 8.0, 0.05).unwrap_err().to_string();
    assert!(observed.contains("with 8 agents it lies between"), "{observed}");
    let volume = redial_for(&Setting::erlang_a(demand, 60.0), 12.0, demand.arrival_rate() / 2.0).unwrap_err();
    assert!(volume.to_string().contains("redials only add calls"));
    let endless = Setting { redial: Some(Redial::always()), ..Setting::erlang_a(demand, 60.0) };
    assert!(endless.queue(9.0).err().unwrap().to_string().contains("calls again"));
    assert!(Demand::new(f64::NAN, 1.0, 1.0).is_err() && Demand::new(1.0, 0.0, 1.0).is_err());
}
