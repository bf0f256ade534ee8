//! Streams of several types, VIPs and groups: thinned and compound Poisson counts.

use crate::case::{call_type, calls, centre, days, expects};

/// The types of a Poisson stream are independent Poisson counts.
#[test]
fn types_of_a_stream_are_independent_poisson_counts() {
    let stream = r#"
        [[stream]]
        name = "main"
        arrivals = { poisson = { per_hour = [40, 20, 60, 30] } }
        shares = { a = [0.5, 0.1, 0, 1], b = 0.25, c = [0.25, 0.65, 0.75, -0.25] }
    "#
    .replace("a = [0.5, 0.1, 0, 1]", "a = [0.5, 0.1, 0, 0.75]")
    .replace("-0.25", "0");
    let types = call_type("a", "") + &call_type("b", "arrivals = { poisson = { per_hour = 5 } }") + &call_type("c", "");
    let (days, model) = days("stream", &centre(&(types + &stream)), 24_000, |day| {
        (0..3).map(|t| calls(day, t, 0.0, 4.0)).chain([calls(day, 2, 2.0, 3.0)]).collect()
    });
    let means = [20.0 + 2.0 + 22.5, 150.0 * 0.25 + 20.0, 10.0 + 13.0 + 45.0];
    for (i, mean) in means.into_iter().enumerate() {
        expects(&model, i, mean);
        days.mean(i, mean);
        days.covariance(i, i, mean);
    }
    days.mean(3, 45.0);
    days.covariance(0, 2, 0.0);
    assert!((model.expected_calls() - means.iter().sum::<f64>()).abs() < 1e-9);
}

#[test]
fn vips_are_their_share_of_whatever_feeds_the_type() {
    let stream =
        "[[stream]]\nname = \"main\"\narrivals = { poisson = { per_hour = 20 } }\nshares = { a = 0.5, b = 0.5 }\n";
    let a = "arrivals = { poisson = { per_hour = 10 } }\nvip = { share = 0.2, call_type = \"c\" }";
    let text = centre(&(call_type("a", a) + &call_type("b", "") + &call_type("c", "") + stream));
    let (days, model) = days("vip", &text, 24_000, |day| (0..3).map(|t| calls(day, t, 0.0, 4.0)).collect());
    // 40 of its own and 40 of the stream, of which one in five is of another type.
    for (i, mean) in [64.0, 40.0, 16.0].into_iter().enumerate() {
        expects(&model, i, mean);
        days.mean(i, mean);
        days.covariance(i, i, mean);
    }
    days.covariance(0, 2, 0.0);
}

/// Compound Poisson: with groups at the mean number `g` and sizes `S`, the mean is `g E[S]` and the
/// variance `g E[S²]`.
#[test]
fn groups_make_compound_poisson_counts() {
    let groups = |batches: &str| format!("arrivals = {{ poisson = {{ per_hour = 10 }} }}\nbatches = {batches}");
    let text = centre(
        &(call_type("a", &groups("{ constant = 4 }"))
            + &call_type("b", &groups("{ geometric = 3 }"))
            + &call_type("c", &groups("{ probabilities = [0.6, 0.1, 0.3] }"))),
    );
    let (days, model) = days("batches", &text, 36_000, |day| (0..3).map(|t| calls(day, t, 0.0, 4.0)).collect());
    // Geometric from 1 with mean m: E[S²] = 2 m² - m.
    for (i, (mean, square)) in [(4.0, 16.0), (3.0, 15.0), (1.7, 3.7)].into_iter().enumerate() {
        expects(&model, i, 40.0 * mean);
        days.mean(i, 40.0 * mean);
        days.covariance(i, i, 40.0 * square);
    }
}
