//! Random days, extremes included: nothing panics, calls come in order and within opening hours, none
//! is of a type that has no share, and groups are whole.

use proptest::prelude::*;

use crate::{
    case::{call_type, centre},
    common::{log, model},
};

/// One way in which calls may come.
fn process() -> impl Strategy<Value = String> {
    let number = prop_oneof![Just(0.0), Just(1e-9), 0.1..300.0_f64];
    let four = prop::collection::vec(number, 4).prop_map(|mut numbers| {
        numbers[1] += 1.0;
        numbers
    });
    let minutes = prop::collection::btree_set(0..240_u32, 2..6);
    let at = |minute: u32| format!("\"{:02}:{:02}\"", 8 + minute / 60, minute % 60);
    prop_oneof![
        four.clone().prop_map(|n| format!("poisson = {{ per_hour = {n:?} }}")),
        four.clone().prop_map(|n| format!("spline = {{ per_hour = {n:?} }}")),
        four.clone().prop_map(|n| format!("counts = {{ per_interval = {n:?} }}")),
        (four.clone(), 0.0..3.0).prop_map(|(n, cv)| format!("day_total = {{ mean = 90, cv = {cv}, profile = {n:?} }}")),
        (0.0..=1.0, 60.0..30_000.0, 0.0..9000.0).prop_map(|(swing, period, rises)| {
            format!("sinusoid = {{ mean_per_hour = 30, swing = {swing}, period = {period}, rises_after = {rises} }}")
        }),
        (minutes.clone(), four.clone()).prop_map(move |(minutes, n)| {
            let changes: Vec<String> = minutes
                .iter()
                .zip(n.iter().rev().cycle().skip(2))
                .map(|(m, n)| format!("{{ from = {}, per_hour = {n} }}", at(*m)))
                .collect();
            format!("poisson = {{ rates = [{}] }}", changes.join(", "))
        }),
        (minutes, four).prop_map(move |(minutes, n)| {
            let points: Vec<String> = minutes
                .iter()
                .zip(n.iter().rev().cycle().skip(2))
                .map(|(m, n)| format!("{{ at = {}, per_hour = {n} }}", at(*m)))
                .collect();
            format!("spline = {{ points = [{}] }}", points.join(", "))
        }),
    ]
}

fn busyness() -> impl Strategy<Value = String> {
    let cv = prop_oneof![Just(0.001), Just(3.0), 0.01..1.0_f64];
    let rho = prop_oneof![Just(-0.999), Just(0.0), Just(0.999), -0.9..0.9_f64];
    prop_oneof![
        Just(String::new()),
        (cv.clone(), cv, rho).prop_map(|(day, interval, rho)| {
            format!("busyness = {{ cv = {day}, interval_cv = {interval}, interval_correlation = {rho} }}")
        }),
    ]
}

prop_compose! {
    fn scenario()(
        first in process(),
        second in process(),
        of_first in busyness(),
        of_second in busyness(),
        share in prop_oneof![Just(0.0), Just(1.0), 0.0..1.0_f64],
        vip in prop_oneof![Just(0.0), Just(1.0), 0.0..1.0_f64],
        size in 1..4_u32,
        factor in prop_oneof![Just(0.0), Just(1000.0), 0.0..4.0_f64],
        probability in prop_oneof![Just(1.0), 0.0..1.0_f64],
        (from, length) in (0..239_u32, 1..240_u32),
        rho in prop_oneof![Just(None), (-0.99..0.99_f64).prop_map(Some)],
    ) -> (String, f64, u32) {
        let minute = |m: u32| format!("{:02}:{:02}", 8 + m / 60, m % 60);
        let (start, end) = (minute(from), minute((from + length).min(240)));
        // A surge of a thousand is for minutes only, or the day would never end.
        let end = if factor > 100.0 { minute(from + 1) } else { end };
        let is_correlated = !of_first.is_empty() && !of_second.is_empty();
        let correlation = rho.filter(|_| is_correlated).map_or_else(String::new, |rho| {
            format!("[[correlation]]\nbetween = [\"a\", \"main\"]\nrho = {rho}\n")
        });
        let text = call_type("a", &format!("arrivals = {{ {first} }}\n{of_first}\nbatches = {{ constant = {size} }}"))
            + &call_type("b", &format!("vip = {{ share = {vip}, call_type = \"c\" }}"))
            + &call_type("c", "")
            + &format!("[[stream]]\nname = \"main\"\narrivals = {{ {second} }}\n{of_second}\nshares = {{ b = {share}, c = {} }}\n", 1.0 - share)
            + &format!("[[surge]]\nfrom = \"{start}\"\nto = \"{end}\"\nfactor = {factor}\nprobability = {probability}\n")
            + &correlation;
        (centre(&text), share * (1.0 - vip), size)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_day_can_be_played((text, share_of_b, size) in scenario(), seed in any::<u64>()) {
        let model = model(&text);
        let expected = model.expected_calls();
        prop_assert!(expected.is_finite() && expected >= 0.0);
        let by_type: f64 = (0..3).map(|t| model.expected_calls_of(t, 14_400.0)).sum();
        prop_assert!((by_type - expected).abs() <= 1e-9 * expected.max(1.0));
        for replication in 0..2 {
            let calls = log(&model, seed, replication).calls;
            prop_assert!(calls.iter().all(|c| c.arrived_at < model.horizon().measured_to()));
            prop_assert!(share_of_b > 0.0 || calls.iter().all(|c| c.call_type != 1));
            prop_assert!(share_of_b < 1.0 || calls.iter().all(|c| c.call_type != 2));
            prop_assert_eq!(calls.iter().filter(|c| c.call_type == 0).count() as u32 % size, 0);
        }
    }
}
