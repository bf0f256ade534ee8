//! Every digit that the reference values print.

use std::path::Path;

use onering::analytic::{
    Demand, ErlangA, ErlangC, GeneralPatience, Goal, Queue, Rule, Setting, Whitt, WithLines, allen_cunneen, erlang_b,
    fluid::fluid,
    orbit::orbit,
    required_agents,
    square_root::{beta_for, garnett, halfin_whitt},
};
use serde_json::Value as Json;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/validation");

/// A case of `literature.json`; `None`, and a line that says so, where the folder is absent.
fn case(id: &str) -> Option<Vec<Json>> {
    let path = Path::new(FOLDER).join("literature.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: there is no {}", path.display());
        return None;
    };
    let cases: Json = serde_json::from_str(&text).unwrap();
    let case = cases.as_array().unwrap().iter().find(|case| case["id"] == id).cloned();
    let case = case.unwrap_or_else(|| panic!("{id} is not in the file"));
    Some(case["expected"].as_array().unwrap().clone())
}

/// The value of a row, the recomputed one where there are two.
fn row<'a>(rows: &'a [Json], measure: &str) -> &'a Json {
    let found = rows.iter().rfind(|row| row["measure"] == measure);
    &found.unwrap_or_else(|| panic!("{measure} is not in the case"))["value"]
}

/// Half a unit of the last digit printed, and a rounding error.
fn printed_to(value: &Json) -> f64 {
    let text = value.to_string();
    let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    0.5 * 10_f64.powi(-(decimals as i32)) * (1.0 + 1e-6)
}

fn same(what: &str, found: f64, printed: &Json) {
    let value = printed.as_f64().unwrap();
    assert!((found - value).abs() <= printed_to(printed), "{what}: {found} does not read {printed}");
}

/// Of one agent Allen and Cunneen's formula is that of Pollaczek and Khinchine, which is exact.
#[test]
fn one_agent_with_any_handle_times_as_printed() {
    let Some(rows) = case("mg1_pk") else { return };
    let queue = ErlangC::new(Demand::new(0.8, 1.0, 1.0).unwrap(), 1.0).unwrap();
    assert!((allen_cunneen(&queue, 1.0) - queue.mean_wait()).abs() < 1e-12);
    let printed = row(&rows, "E[W] M/D/E2/LN(scv4)").as_array().unwrap();
    for (squared_cv, value) in [1.0_f64, 0.0, 0.5, 4.0].into_iter().zip(printed) {
        let found = allen_cunneen(&queue, squared_cv.sqrt());
        assert!((found - value.as_f64().unwrap()).abs() < 1e-9, "{squared_cv}: {found} {value}");
    }
}

#[test]
fn erlang_b_and_c_as_printed() {
    let Some(rows) = case("erlang_BC_values") else { return };
    for row in rows {
        let name = row["measure"].as_str().unwrap();
        let (formula, rest) = name.split_once("(a=").unwrap();
        let (load, agents) = rest.trim_end_matches(')').split_once(",n=").unwrap();
        let (load, agents): (f64, f64) = (load.parse().unwrap(), agents.parse().unwrap());
        let found = match formula {
            "Erlang B" => erlang_b(load, agents),
            _ => ErlangC::new(Demand::new(load, 1.0, 1.0).unwrap(), agents).unwrap().waiting_probability(),
        };
        same(name, found, &row["value"]);
    }
}

#[test]
fn herzogs_erlang_c_as_printed() {
    let Some(rows) = case("erl_herzog_C") else { return };
    let queue = ErlangC::new(Demand::new(3.5, 60.0, 180.0).unwrap(), 13.0).unwrap();
    same("ASA", queue.mean_wait(), row(&rows, "E[W] s"));
    same("waits", queue.waiting_probability(), row(&rows, "P(W>0)"));
    same("within 20 s", queue.answered_within(20.0), row(&rows, "P(W<=20s)"));
}

#[test]
fn fifty_agents_of_gans_koole_and_mandelbaum_as_printed() {
    let Some(rows) = case("erlA_50_48_1_2") else { return };
    let demand = Demand::new(48.0, 60.0, 60.0).unwrap();
    let c = ErlangC::new(demand, 50.0).unwrap();
    let a = ErlangA::new(demand, 50.0, 120.0).unwrap();
    let level = |rule| a.service_level(rule, 20.0).unwrap();
    for (name, found) in [
        ("ErlangC P(W>0)", c.waiting_probability()),
        ("ErlangC E[W] s", c.mean_wait()),
        ("ErlangC 90th pct wait s", c.wait_quantile(0.9).unwrap()),
        ("ErlangC E[Lq]", c.queue_length()),
        ("ErlangC occupancy", c.occupancy()),
        ("ErlangA P(W>0)", a.waiting_probability()),
        ("ErlangA P(Ab)", a.abandonment()),
        ("ErlangA E[W] s (all)", a.mean_wait()),
        ("ErlangA E[W|served] s", a.average_speed_of_answer().unwrap()),
        ("ErlangA E[W|abandoned] s", a.mean_wait_of_abandoned().unwrap()),
        ("ErlangA E[Lq]", a.queue_length()),
        ("ErlangA Var[Lq]", a.queue_length_variance()),
        ("ErlangA occupancy", a.occupancy()),
        ("ErlangA served within 20 s / all", level(Rule::Offered)),
        ("ErlangA (served or abandoned) within 20 s / all", level(Rule::AbandonsWithinGood)),
        ("ErlangA served within 20 s / (all - abandoned within 20 s)", level(Rule::AbandonsWithinNeutral)),
        ("ErlangA P(W<=20 s | served)", level(Rule::AnsweredOnly)),
        ("ErlangA P(V<=12.5 s, any exit)", 1.0 - a.waits_longer(12.5)),
    ] {
        same(name, found, row(&rows, name));
    }
}

#[test]
fn whitts_markovian_case_as_printed() {
    let Some(rows) = case("whitt2005_MM100_200_M") else { return };
    let demand = Demand::new(102.0, 1.0, 1.0).unwrap();
    let lines = WithLines::new(demand, 100, Some(1.0), 300).unwrap();
    let free = ErlangA::new(demand, 100.0, 1.0).unwrap();
    for queue in [&lines as &dyn Queue, &free] {
        let answered = 1.0 - queue.abandonment();
        for (name, found) in [
            ("P(Ab)", queue.abandonment()),
            ("P(W>0)", queue.waiting_probability()),
            ("E[Q]", queue.queue_length()),
            ("E[N]", queue.queue_length() + queue.occupancy() * 100.0),
            ("E[W|served]", queue.average_speed_of_answer().unwrap()),
            ("E[W|abandon]", queue.mean_wait_of_abandoned().unwrap()),
            ("P(W<=.1|served)", queue.answered_within(0.1) / answered),
            ("P(W<=.2|served)", queue.answered_within(0.2) / answered),
            ("occupancy", queue.occupancy()),
        ] {
            same(name, found, row(&rows, name));
        }
    }
    same("Var[Q]", free.queue_length_variance(), row(&rows, "Var[Q]"));
    same("Var[W|served]", free.variance_of_speed_of_answer().unwrap(), row(&rows, "Var[W|served]"));
    // The note's further values.
    for (theta, gone, queue) in [(0.5, 0.042_893_5, 8.750_266), (4.0, 0.063_677_7, 1.623_782)] {
        let found = ErlangA::new(demand, 100.0, 1.0 / theta).unwrap();
        assert!((found.abandonment() - gone).abs() < 5e-8 && (found.queue_length() - queue).abs() < 5e-7);
    }
}

/// The standard normal distribution function of the logarithm of `t`, for a lognormal of mean 1.
fn lognormal(cv2: f64) -> (impl Fn(f64) -> f64 + Clone, impl Fn(f64) -> f64 + Clone) {
    use onering::analytic::normal::{cumulative, density};
    let variance = (1.0 + cv2).ln();
    let (mean, sd) = (-variance / 2.0, variance.sqrt());
    let survival = move |t: f64| if t > 0.0 { cumulative(-(t.ln() - mean) / sd) } else { 1.0 };
    let hazard = move |t: f64| density((t.ln() - mean) / sd) / (sd * t) / cumulative(-(t.ln() - mean) / sd);
    (survival, hazard)
}

#[test]
fn whitts_approximation_as_printed() {
    let Some(rows) = case("whitt2005_approx") else { return };
    let demand = Demand::new(102.0, 1.0, 1.0).unwrap();
    let check = |name: &str, hazard: &dyn Fn(f64) -> f64| {
        let whitt = Whitt::new(demand, 100.0, 200, hazard).unwrap();
        let found = [
            whitt.abandonment,
            whitt.average_speed_of_answer,
            whitt.mean_wait_of_abandoned.unwrap(),
            whitt.queue_length,
            whitt.waiting_probability,
        ];
        let printed = row(&rows, name).as_array().unwrap();
        found.iter().zip(printed).enumerate().for_each(|(i, (f, p))| same(&format!("{name} [{i}]"), *f, p));
    };
    check("+E2 [P(Ab),E[W|S],E[W|A],E[Q],P(W>0)]", &|t| 4.0 * t / (1.0 + 2.0 * t));
    check("+LN scv1", &lognormal(1.0).1);
    check("+LN scv4", &lognormal(4.0).1);
}

/// The share that would wait at least so long.
type Survival = Box<dyn Fn(f64) -> f64>;

/// The exact M/M/c+GI against another simulator's estimates: within its intervals, widened from 95 % to an alpha of
/// 1e-6 over ten comparisons.
#[test]
fn general_patience_agrees_with_simulated_cases() {
    const WIDER: f64 = 5.33 / 1.96;
    let erlang = |t: f64| (1.0 + 2.0 * t) * (-2.0 * t).exp();
    let lognormal = lognormal(4.0).0;
    let cases: [(&str, Survival); 2] =
        [("mgisgi_102_M_E2", Box::new(erlang)), ("mgisgi_102_M_LN4", Box::new(lognormal))];
    for (id, survival) in cases {
        let Some(rows) = case(id) else { return };
        let queue = GeneralPatience::new(Demand::new(102.0, 1.0, 1.0).unwrap(), 100.0, survival).unwrap();
        for (name, found) in [
            ("P(Ab)", queue.abandonment()),
            ("P(W>0)", queue.waiting_probability()),
            ("E[W|served]", queue.average_speed_of_answer().unwrap()),
            ("E[W|abandon]", queue.mean_wait_of_abandoned().unwrap()),
            ("E[Q]", queue.queue_length()),
        ] {
            let reference = rows.iter().find(|r| r["measure"] == name).unwrap();
            let (value, half) = (reference["value"].as_f64().unwrap(), reference["ci"].as_f64().unwrap());
            assert!((found - value).abs() < half * WIDER, "{id} {name}: {found}, not {value} ± {half}");
        }
    }
}

#[test]
fn halfin_and_whitt_as_printed() {
    let Some(rows) = case("halfin_whitt") else { return };
    for row in rows {
        let name = row["measure"].as_str().unwrap();
        let found = match name.strip_prefix("alpha(") {
            Some(beta) => halfin_whitt(beta.trim_end_matches(')').parse().unwrap()),
            None => beta_for(name.strip_prefix("beta for alpha=").unwrap().parse().unwrap()).unwrap(),
        };
        same(name, found, &row["value"]);
    }
}

#[test]
fn garnetts_delay_function_as_printed() {
    let Some(rows) = case("garnett_delay_function") else { return };
    for row in rows {
        let name = row["measure"].as_str().unwrap();
        let patience: f64 = name.strip_prefix("mu/theta=").unwrap().parse().unwrap();
        let betas = [-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0];
        for (beta, printed) in betas.into_iter().zip(row["value"].as_array().unwrap()) {
            // Printed to six decimals, trailing zeros dropped.
            let off = (garnett(beta, patience) - printed.as_f64().unwrap()).abs();
            assert!(off < 5.1e-7, "{name}, {beta}: off by {off}");
        }
    }
}

#[test]
fn the_fluid_limit_as_printed() {
    let Some(rows) = case("fluid_ed") else { return };
    for (name, rho) in [("rho=1.1 [w,Q/s] M mean1 / E2 mean1", 1.1), ("rho=1.2", 1.2)] {
        let survivals: [fn(f64) -> f64; 2] = [|t| (-t).exp(), |t| (1.0 + 2.0 * t) * (-2.0 * t).exp()];
        for (survival, printed) in survivals.into_iter().zip(row(&rows, name).as_array().unwrap()) {
            let found = fluid(rho, 1.0, survival).unwrap();
            assert!((found.abandonment - (1.0 - 1.0 / rho)).abs() < 1e-15);
            for (found, printed) in [found.wait, found.queue_per_agent].into_iter().zip(printed.as_array().unwrap()) {
                assert!((found - printed.as_f64().unwrap()).abs() < 5.1e-8, "{name}: {found}, not {printed}");
            }
        }
    }
}

#[test]
fn planners_eighty_twenty_as_printed() {
    let Some(rows) = case("planner_erlangC_8020") else { return };
    let table = row(&rows, "load R [n, SL, ASA s, occ]").as_object().unwrap();
    for (load, printed) in table {
        let demand = Demand::new(load.parse().unwrap(), 180.0, 180.0).unwrap();
        let goal = Goal::ServiceLevel { rule: Rule::Offered, wait: 20.0, share: 0.8 };
        let agents = required_agents(&Setting::erlang_c(demand), goal).unwrap();
        assert_eq!(Some(u64::from(agents)), printed[0].as_u64(), "{load}");
        let queue = ErlangC::new(demand, f64::from(agents)).unwrap();
        same("service level", queue.answered_within(20.0), &printed[1]);
        same("ASA", queue.mean_wait(), &printed[2]);
        same("occupancy", queue.occupancy(), &printed[3]);
    }
}

/// Staff for at most 10 % delayed, by Erlang C for each period: with its mean rate or its highest, and with the same a mean handle time earlier.
#[test]
fn staff_hours_of_sipp_and_lag_as_printed() {
    let Some(rows) = case("sipp_lag_mol") else { return };
    let agents = |load: f64| {
        let demand = Demand::new(load.max(1e-12), 1.0, 1.0).unwrap();
        let delayed = |n: f64| ErlangC::new(demand, n).unwrap().waiting_probability();
        (1..10_000).map(f64::from).find(|n| *n > load && delayed(*n) <= 0.1).unwrap()
    };
    for row in rows {
        let key = row["measure"].as_str().unwrap().split(' ').next().unwrap();
        let numbers: Vec<f64> = key.split('/').map(|number| number.trim_end_matches('h').parse().unwrap()).collect();
        let [mean, swing, pace, period] = numbers[..] else { panic!("{key}") };
        let turn = std::f64::consts::TAU / 24.0;
        let average = |from: f64, to: f64| {
            mean * (1.0 + swing * ((turn * from).cos() - (turn * to).cos()) / (turn * (to - from)))
        };
        let highest = |from: f64, to: f64| {
            let rate = |i: u32| mean * (1.0 + swing * (turn * (from + (to - from) * f64::from(i) / 1000.0)).sin());
            (0..=1000).map(rate).fold(0.0, f64::max)
        };
        let hours = |rate: &dyn Fn(f64, f64) -> f64, lag: f64| -> f64 {
            let periods = (24.0 / period).round() as u32;
            let from = |i: u32| f64::from(i) * period - lag;
            (0..periods).map(|i| agents(rate(from(i), from(i) + period) / pace) * period).sum()
        };
        let compare = |name: &str, found: f64| same(&format!("{key} {name}"), found, &row["value"][name][0]);
        compare("SIPP", hours(&average, 0.0));
        compare("SIPPmax", hours(&highest, 0.0));
        compare("LagAvg", hours(&average, 1.0 / pace));
        compare("LagMax", hours(&highest, 1.0 / pace));
    }
}

#[test]
fn wallace_and_whitts_pool_of_ninety_as_printed() {
    let Some(rows) = case("ww_pooled_90") else { return };
    let demand = Demand::new(8.25, 60.0, 600.0).unwrap();
    let queue = WithLines::new(demand, 90, None, 120).unwrap();
    for (name, found) in [
        ("P(block)", queue.blocked_share()),
        ("E[W|entry] min", queue.mean_wait() / 60.0),
        ("P(W<=.5 min|entry)", queue.answered_within(30.0)),
        ("P(delay|entry)", queue.waiting_probability()),
        ("occupancy", queue.occupancy()),
    ] {
        same(name, found, row(&rows, name));
    }
    // Fewest agents with thirty places to wait: blocked at most 0.5 %, 80 % within half a minute.
    let keeps = |agents: u32| {
        let queue = WithLines::new(demand, agents, None, agents + 30).unwrap();
        queue.blocked_share() <= 0.005 && queue.answered_within(30.0) >= 0.8
    };
    let fewest = (1..200).find(|n| keeps(*n)).unwrap();
    assert_eq!(Some(u64::from(fewest)), row(&rows, "min C with block<=.5% and SL>=80% in .5 min (K=30)").as_u64());
}

#[test]
fn redials_as_printed() {
    let Some(rows) = case("redial_orbit") else { return };
    for (i, fresh) in [9.0, 12.0].into_iter().enumerate() {
        let found = orbit(Demand::new(fresh, 1.0, 1.0).unwrap(), 10, 2.0, 0.5, 5.0).unwrap();
        for (name, found) in [
            ("attempt rate", found.attempts),
            ("P(Ab) per attempt", found.abandonment),
            ("orbit size", found.orbit),
            ("E[W] per attempt", found.mean_wait),
            ("occupancy", found.occupancy),
            ("fresh callers finally lost", found.lost_callers),
            ("E[Lq]", found.queue_length),
        ] {
            same(name, found, &row(&rows, name)[i]);
        }
    }
}

/// The steady state that the note of ContactCenters' day names: M/M/12 with 4.2 calls of two minutes a minute.
#[test]
fn contactcenters_steady_state_as_printed() {
    let queue = ErlangC::new(Demand::new(4.2, 60.0, 120.0).unwrap(), 12.0).unwrap();
    assert!((queue.answered_within(20.0) - 0.899_080).abs() < 5e-7);
    assert!((queue.mean_wait() / 60.0 - 0.102_160).abs() < 5e-7);
}

/// Values that other tools print wrongly, and the right ones (100 calls per half-hour of 180 s).
#[test]
fn what_other_tools_print_wrongly_is_right_here() {
    let demand = Demand::new(100.0, 1800.0, 180.0).unwrap();
    let a = ErlangA::new(demand, 13.0, 300.0).unwrap();
    assert!((a.waiting_probability() - 0.225_797).abs() < 5e-7);
    assert!((a.abandonment() - 0.024_963_3).abs() < 5e-8);
    assert!((a.answered_within(20.0) - 0.8582).abs() < 5e-5);
    assert!((a.service_level(Rule::AnsweredOnly, 20.0).unwrap() - 0.880_149_130).abs() < 5e-10);
    assert!((a.average_speed_of_answer().unwrap() - 6.91).abs() < 5e-3);
    assert!((a.mean_wait() - 7.489).abs() < 5e-4);
    assert!((erlang_b(10.0, 17.0) - 0.012_949).abs() < 5e-7);
    let bench = ErlangA::new(Demand::new(1.0, 3.0, 300.0).unwrap(), 100.0, 120.0).unwrap();
    assert!((bench.abandonment() - 0.048_810_921).abs() < 5e-9);
    assert!((bench.waiting_probability() - 0.404_020_57).abs() < 5e-8);
}
