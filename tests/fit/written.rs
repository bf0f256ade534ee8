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
