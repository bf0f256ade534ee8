//! The written scenario is right, and says how sure it is.

use onering::calibrate::{FitSettings, scenario_text};

use crate::{common, simulated};

const CENTRE: &str = r#"
horizon = { open = "08:00", close = "10:00" }
[[call_type]]
name = "a \"quoted\" name"
arrivals = { poisson = { per_hour = [60, 120, 90, 40] } }
busyness = { cv = 0.15 }
talk_time = { lognormal = { mean = 170, sd = 150 } }
after_call_work = { exponential = { mean = 25 } }
patience = { piecewise_hazard = { from = [0, 60], per_hour = [10, 60] } }
balking = { share = 0.1 }
[[call_type]]
name = "two"
arrivals = { poisson = { per_hour = 30 } }
talk_time = { constant = 100 }
[[agent_group]]
name = "agents"
skills = ["a \"quoted\" name", "two"]
staffed = 6
"#;

#[test]
fn what_is_written_can_be_read_and_holds_the_estimates() {
    let settings = FitSettings { short_calls: 0.0, ..FitSettings::default() };
    let fit = simulated::fit(&common::model(CENTRE), 1, 30, 8 * 3600, settings);
    let text = scenario_text(&fit, "a\nlog.csv");
    let model = common::model(&text);
    assert_eq!(model.call_types().len(), 2, "{text}");
    assert_eq!(model.call_types()[0].name(), "a \"quoted\" name");
    assert_eq!(model.horizon().intervals(), 4);
    let first = &fit.types[0];
    let handled: f64 = [&first.talk, &first.after_call_work].map(|h| h.as_ref().unwrap().mean.value).iter().sum();
    // The mean of a fitted lognormal is not that of the sample, but within its error of it.
    let known = model.call_types()[0].mean_handle_time();
    assert!((known / handled - 1.0).abs() < 0.05, "{known} {handled}\n{text}");
    let calls = model.expected_calls_of(0, 7200.0);
    assert!((calls / first.arrivals.a_day() - 1.0).abs() < 1e-4, "{calls}\n{text}");
    assert!(text.contains("talk_time = { constant = 100 }"), "{text}");
    for said in ["busyness = { cv = 0.", "balking = { share = 0.", "# 08:30  se ", "AIC above it", "30 days used"] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    // Nobody of the second type ever hangs up: no patience is made up.
    let second = &text[text.find("name = \"two\"").unwrap()..];
    assert!(!second.contains("patience"), "{second}");
}

/// Calls of the second half-hour take twice as long, those of the last half as long.
const SLOW_HALF_HOUR: &str = r#"
horizon = { open = "08:00", close = "10:00" }
[[call_type]]
name = "one"
arrivals = { poisson = { per_hour = 200 } }
talk_time = { lognormal = { mean = 100, sd = 60 } }
handle_time_factor = [1, 2, 1, 0.5]
[[agent_group]]
name = "agents"
skills = ["one"]
staffed = 20
"#;

#[test]
fn times_that_depend_on_the_interval_are_written_so() {
    let settings = FitSettings { short_calls: 0.0, ..FitSettings::default() };
    let fit = simulated::fit(&common::model(SLOW_HALF_HOUR), 3, 30, 8 * 3600, settings);
    // The mean factor is 1.125, and about 3,000 calls of each interval have a deviation of the logarithm of 0.55.
    let factors = fit.types[0].handle_time_factors(&fit.days).unwrap();
    for (found, truth) in factors.iter().zip([1.0, 2.0, 1.0, 0.5]) {
        assert!((found.value - truth / 1.125).abs() < 5.0 * found.standard_error, "{found:?} {truth}");
        assert!(found.standard_error < 0.02 * truth, "{found:?}");
    }
    let model = common::model(&scenario_text(&fit, "log"));
    let handled = |i| model.call_types()[0].handle_time_factor(i);
    assert!((handled(1) / handled(3) / 4.0 - 1.0).abs() < 0.1, "{} {}", handled(1), handled(3));
}

#[test]
fn zeros_of_after_call_work_count_in_its_mean() {
    let text = SLOW_HALF_HOUR
        .replace("handle_time_factor = [1, 2, 1, 0.5]", "after_call_work = { empirical = { values = [0, 60] } }");
    let settings = FitSettings { short_calls: 0.0, ..FitSettings::default() };
    let fit = simulated::fit(&common::model(&text), 3, 30, 8 * 3600, settings);
    let work = fit.types[0].after_call_work.as_ref().unwrap();
    assert!(work.zeros > 1000 && (work.mean.value - 30.0).abs() < 5.0 * work.mean.standard_error, "{work:?}");
    assert!((work.sd - 30.0).abs() < 0.5, "{}", work.sd);
    let model = common::model(&scenario_text(&fit, "log"));
    assert!((model.call_types()[0].mean_handle_time() / 130.0 - 1.0).abs() < 0.02);
    assert!(
        fit.warnings.iter().any(|warning| warning.contains("of the after-call work is of 0 s")),
        "{:?}",
        fit.warnings
    );
}
