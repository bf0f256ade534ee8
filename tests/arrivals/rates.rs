//! Rates that change: Poisson counts with the means that integrals give.

use crate::case::{call_type, calls, centre, days, expects};

/// Calls a day of `a` by hour, and before and after half past eight.
fn by_hour(name: &'static str, arrivals: &str, hours: [f64; 4], first_half_hour: f64) {
    let text = centre(&call_type("a", &format!("arrivals = {arrivals}")));
    let (days, model) = days(name, &text, 12_000, |day| {
        let mut numbers: Vec<f64> = (0..4).map(|h| calls(day, 0, f64::from(h), f64::from(h + 1))).collect();
        numbers.push(calls(day, 0, 0.0, 0.5));
        numbers
    });
    expects(&model, 0, hours.iter().sum());
    for (hour, mean) in hours.into_iter().enumerate() {
        days.mean(hour, mean);
        days.covariance(hour, hour, mean);
    }
    days.mean(4, first_half_hour);
    days.covariance(0, 2, 0.0);
}

#[test]
fn rates_that_change_at_any_time() {
    // 08:00 to 08:12 at 20, to 09:45 at 60, to 11:30 at 10, then 30.
    let rates = r#"{ poisson = { rates = [
        { from = "08:00", per_hour = 20 }, { from = "08:12", per_hour = 60 },
        { from = "09:45", per_hour = 10 }, { from = "11:30", per_hour = 30 },
    ] } }"#;
    by_hour("rates", rates, [52.0, 47.5, 10.0, 20.0], 22.0);
}

#[test]
fn a_spline_through_points_on_a_line_is_the_line() {
    let points = r#"{ spline = { points = [
        { at = "08:00", per_hour = 20 }, { at = "09:30", per_hour = 50 }, { at = "12:00", per_hour = 100 },
    ] } }"#;
    by_hour("line", points, [30.0, 50.0, 70.0, 90.0], 12.5);
}

/// Through 0, 40 and 0 at 08:00, 10:00 and 12:00: with `u` in units of two hours
/// `40 (1.5 u - 0.5 u³)` up, and its mirror image down; its integral from 0 is
/// `80 (0.75 u² - 0.125 u⁴)`.
#[test]
fn a_spline_through_three_points_is_the_one_of_paper() {
    let points = r#"{ spline = { points = [
        { at = "08:00", per_hour = 0 }, { at = "10:00", per_hour = 40 }, { at = "12:00", per_hour = 0 },
    ] } }"#;
    let until = |u: f64| 80.0 * (0.75 * u * u - 0.125 * u.powi(4));
    let (first, both) = (until(0.5), until(1.0));
    by_hour("spline", points, [first, both - first, both - first, first], until(0.25));
}

/// `mean (T - swing period / 2π (cos(2π (T - r) / period) - cos(2π r / period)))` until `T`.
#[test]
fn a_sinusoid_has_the_integral_of_a_sine() {
    let (mean, swing, period, rises) = (40.0, 0.8, 3.0, 0.5);
    let arrivals = "{ sinusoid = { mean_per_hour = 40, swing = 0.8, period = \"3h\", rises_after = \"30m\" } }";
    let angle = |t: f64| std::f64::consts::TAU * (t - rises) / period;
    let until = |t: f64| mean * (t - swing * period / std::f64::consts::TAU * (angle(t).cos() - angle(0.0).cos()));
    let hours = [1.0, 2.0, 3.0, 4.0].map(|t| until(t) - until(t - 1.0));
    by_hour("sinusoid", arrivals, hours, until(0.5));
}

/// A surge on a third of the days: given the day, counts are Poisson, so the variance is the mean of
/// the two plus the variance between them.
#[test]
fn a_surge_on_some_days_multiplies_and_spreads() {
    let text = centre(
        &(call_type("a", "arrivals = { poisson = { per_hour = 30 } }")
            + &call_type("b", "arrivals = { spline = { per_hour = [30, 30, 30, 30] } }")
            + "[[surge]]\nfrom = \"09:20\"\nto = \"10:20\"\nfactor = 3\nprobability = 0.4\n"),
    );
    let (days, model) =
        days("surge", &text, 24_000, |day| vec![calls(day, 0, 4.0 / 3.0, 7.0 / 3.0), calls(day, 1, 0.0, 4.0)]);
    let mean = 30.0 * (1.0 + 0.4 * 2.0);
    let between = 60.0_f64.powi(2) * 0.4 * 0.6;
    for call_type in [0, 1] {
        expects(&model, call_type, 90.0 + mean);
    }
    days.mean(0, mean);
    days.mean(1, 90.0 + mean);
    days.covariance(0, 0, mean + between);
    days.covariance(0, 1, between);
}
