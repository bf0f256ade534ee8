//! Three months of a bank's calls, in both forms: estimates against those of another program, by its
//! conventions. Skipped, and said so, where the data is absent.

use std::path::PathBuf;

use jiff::civil::Weekday;
use onering::{
    calibrate::{
        Fit, FitSettings, LoggedCall, Outcome, ReportedInterval, Tally,
        log::{LogMap, read},
        scenario_text,
    },
    stats::{CensoredCounts, KaplanMeier, NORMAL_95},
};
use serde_json::Value;

use crate::common;

/// Half a unit of the sixth decimal, which the summary rounds to, and as much for the maximum, which Newton's
/// method reaches to a hundred-thousandth of a standard error.
const SIX_DECIMALS: f64 = 1e-6;
const THREE_DECIMALS: f64 = 6e-4;

fn data() -> Option<(PathBuf, Value)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let Ok(text) = std::fs::read_to_string(folder.join("summary.json")) else {
        println!("skipped: ../shared/data is absent");
        return None;
    };
    Some((folder, serde_json::from_str(&text).unwrap()))
}

/// All days and hours, special ones too; or the regular hours of the regular days.
fn settings(scope: &str) -> FitSettings {
    let every = || Weekday::Sunday.cycle_forward();
    let (days, hours) = if scope == "all_days" { (7, (0, 86_400)) } else { (5, (25_200, 86_400)) };
    FitSettings {
        weekdays: Some(every().take(days).collect()),
        hours: Some(hours),
        sets_special_days_aside: false,
        handle_family: Some("lognormal".to_owned()),
        ..FitSettings::default()
    }
}

/// Both forms of each month, each scope and type: a fit of that type's calls alone, and what is known of it.
fn each_scope(check: impl Fn(&Fit, &Tally, &Value, &str)) {
    let Some((folder, summary)) = data() else { return };
    for month in ["1999-01", "1999-02", "1999-08"] {
        for file in [format!("calls_{month}.csv.gz"), format!("raw17/{month}.tsv.gz")] {
            let mut calls = Vec::new();
            let path = folder.join("anonbank_1999").join(&file);
            let report = read(&path, &LogMap::default(), &mut |call| calls.push(call.clone())).unwrap();
            for scope in ["all_days", "sun_thu_7_24"] {
                for of in ["ALL", "PS", "NW", "NE", "IN"] {
                    let mut tally = Tally::new(settings(scope));
                    let is_of = |call: &&LoggedCall| of == "ALL" || report.call_types[call.call_type as usize] == of;
                    for call in calls.iter().filter(is_of) {
                        // "service_known" asks for a known agent.
                        let talk = call.talk.filter(|_| call.agent.is_some());
                        tally.add(&LoggedCall { call_type: 0, talk, ..call.clone() });
                    }
                    let fit = Fit::of(&tally, &[of.to_owned()]).unwrap();
                    let name = format!("{month}|{scope}|{of}");
                    check(&fit, &tally, &summary["anonbank_1999"]["scopes"][&name], &format!("{file} {name}"));
                }
            }
        }
    }
}

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap_or_else(|| panic!("{key} of {value}"))
}

fn assert_near(found: f64, known: f64, within: f64, what: &str) {
    assert!((found - known).abs() <= within, "{what}: {found}, known {known}");
}

#[test]
fn volumes_by_day_and_half_hour_are_the_known_ones() {
    each_scope(|fit, _, known, name| {
        let of = &fit.types[0];
        assert_eq!(of.offered as f64, number(known, "offered"), "{name}");
        assert_eq!(of.answered as f64, number(known, "served"), "{name}");
        let halves = known["half_hour_mean_per_day"].as_array();
        if let Some(halves) = halves.filter(|_| fit.days.used.len() as f64 == number(known, "n_days")) {
            for (i, mean) in of.arrivals.by_interval.iter().enumerate() {
                assert_near(mean.value, halves[fit.days.first + i].as_f64().unwrap(), SIX_DECIMALS, name);
            }
        }
        let Some(days) = known["daily_counts"].as_object() else { return };
        assert_eq!(days.len(), fit.days.used.len(), "{name}");
        for (day, n) in &of.arrivals.by_day {
            assert_eq!(Some(*n), days[&day.to_string()].as_f64(), "{name} {day}");
        }
    });
}

#[test]
fn talk_times_are_the_known_ones() {
    each_scope(|fit, _, known, name| {
        let (talk, known) = (fit.types[0].talk.as_ref().unwrap(), &known["service_10_3600"]);
        assert_eq!(talk.sample.events() as f64, number(known, "n"), "{name}");
        assert_near(talk.mean.value, number(known, "mean_s"), SIX_DECIMALS, name);
        assert_near(talk.sd, number(known, "sd_ddof1_s"), SIX_DECIMALS, name);
        let best = talk.best().unwrap();
        let [mean, sd] = ["mean", "sd"].map(|key| best.named(key).next().unwrap().value);
        let square = (sd / mean).powi(2).ln_1p();
        assert_near(square.sqrt(), number(known, "lognormal_sigma_ddof0"), SIX_DECIMALS, name);
        assert_near(mean.ln() - square / 2.0, number(known, "lognormal_mu"), SIX_DECIMALS, name);
        assert_near(best.distance(&talk.sample), number(known, "ks_D_vs_lognormal"), 1e-5, name);
    });
}

#[test]
fn patience_is_the_known_one() {
    each_scope(|fit, _, known, name| {
        let (of, known) = (&fit.types[0].patience, &known["patience"]["queued"]);
        assert_eq!((of.sample.events() + of.balked) as f64, number(known, "events"), "{name}");
        assert_eq!(of.sample.censored() as f64, number(known, "censored"), "{name}");
        assert_eq!(of.waited, number(known, "total_wait_s"), "{name}");
        let mean = of.exponential_mean().unwrap();
        assert_near(mean.value, number(known, "exp_mean_patience_s"), THREE_DECIMALS, name);
        for (end, i) in [(mean.low, 0), (mean.high, 1)] {
            // The summary takes 1.96 for the normal's quantile.
            let rounded = mean.value * (end / mean.value).powf(1.96 / NORMAL_95);
            assert_near(rounded, known["exp_mean_95ci_s"][i].as_f64().unwrap(), THREE_DECIMALS, name);
        }
        // Whoever hung up at once is no lifetime here and one of zero there: the curve is lower by their share.
        let stayed = 1.0 - of.balking.map_or(0.0, |share| share.value);
        for (time, share) in known["km_S_at"].as_object().unwrap() {
            let found = stayed * of.curve.survival(time.parse().unwrap());
            assert_near(found, share.as_f64().unwrap(), SIX_DECIMALS, &format!("{name} S({time})"));
        }
        for limit in [300.0, 600.0] {
            let found = stayed * of.curve.restricted_mean(limit);
            assert_near(found, number(known, &format!("km_restricted_mean_{limit}s")), 1e-4, name);
        }
        let quantile = |level: f64| of.curve.quantile(level / stayed);
        assert_eq!(quantile(0.5), known["km_median_s"].as_f64(), "{name}");
        assert_eq!(quantile(0.75), known["km_t_where_S_le_0.75_s"].as_f64(), "{name}");
        assert_eq!(quantile(0.25), known["km_t_where_S_le_0.25_s"].as_f64(), "{name}");
    });
}

#[test]
fn a_curve_over_all_offered_is_the_known_one() {
    let Some((folder, summary)) = data() else { return };
    let mut counts = CensoredCounts::default();
    let path = folder.join("anonbank_1999/calls_1999-01.csv.gz");
    read(&path, &LogMap::default(), &mut |call| {
        if call.outcome == Outcome::Answered {
            counts.censored(call.wait.unwrap())
        } else {
            counts.event(call.wait.unwrap())
        };
    })
    .unwrap();
    let known = &summary["anonbank_1999"]["scopes"]["1999-01|all_days|ALL"]["patience"]["offered"];
    let curve = KaplanMeier::new(&counts.sample());
    for (time, share) in known["km_S_at"].as_object().unwrap() {
        assert_near(curve.survival(time.parse().unwrap()), share.as_f64().unwrap(), SIX_DECIMALS, time);
    }
    assert_eq!(curve.quantile(0.5), known["km_median_s"].as_f64());
}

#[test]
fn agents_seen_are_the_known_ones() {
    let Some((folder, summary)) = data() else { return };
    let mut tally = Tally::new(settings("sun_thu_7_24"));
    let path = folder.join("anonbank_1999/calls_1999-02.csv.gz");
    let report = read(&path, &LogMap::default(), &mut |call| tally.add(call)).unwrap();
    let fit = Fit::of(&tally, &report.call_types).unwrap();
    let known = &summary["anonbank_1999"]["scopes"]["1999-02|sun_thu_7_24|ALL"]["staffing_half_hours_14_to_47"];
    let agents = fit.agents.unwrap();
    assert_eq!(agents.len(), 34);
    for (i, agents) in agents.iter().enumerate() {
        // Two clocks, a second or two apart, move a call over the border of a half-hour now and then: one agent on one of
        // twenty days at most, and a talk's end by as much.
        let of = |key: &str| known[key][i].as_f64().unwrap();
        assert_near(agents.seen, of("mean_agents_seen"), 0.05 + 1e-9, "agents seen");
        assert_near(agents.busy, of("mean_busy_agents_erlang"), 0.05, "agents busy");
    }
}

#[test]
fn the_report_of_half_hours_gives_the_same_patience_and_volumes() {
    let Some((folder, summary)) = data() else { return };
    let file = std::fs::File::open(folder.join("anonbank_1999/intervals_30min.csv.gz")).unwrap();
    let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(file));
    let mut tally = Tally::new(settings("all_days"));
    for (line, row) in reader.records().enumerate() {
        let row = row.unwrap();
        if !row[0].starts_with("1999-01") {
            continue;
        }
        let value = |i: usize| row[i].parse::<f64>().unwrap();
        let date: jiff::civil::Date = row[0].parse().unwrap();
        let (hour, minute) = row[1].split_once(':').unwrap();
        tally.add_interval(
            &ReportedInterval {
                line: line as u64 + 2,
                call_type: 0,
                start: date.at(hour.parse().unwrap(), minute.parse().unwrap(), 0, 0),
                offered: value(2),
                abandoned: value(4),
                answered_in_time: Some(value(5)),
                average_speed_of_answer: None,
                wait_of_all: Some(value(6)),
                average_handle_time: (value(8) > 0.0).then(|| value(7) / value(8)),
                agents: Some(value(9)),
            },
            1800.0,
        );
    }
    let fit = Fit::of(&tally, &["all".to_owned()]).unwrap();
    let known = &summary["anonbank_1999"]["scopes"]["1999-01|all_days|ALL"];
    assert_eq!(fit.types[0].offered as f64, number(known, "offered"));
    let patience = fit.types[0].patience.best().unwrap();
    assert_eq!(patience.family, "exponential");
    let mean = patience.named("mean").next().unwrap();
    assert_near(mean.value, number(&known["patience"]["queued"], "exp_mean_patience_s"), THREE_DECIMALS, "patience");
    let model = common::model(&scenario_text(&fit, "intervals"));
    assert!((model.expected_calls_of(0, 86_400.0) / fit.types[0].arrivals.a_day() - 1.0).abs() < 1e-3);
}

#[test]
fn each_month_becomes_a_scenario_that_plays() {
    let Some((folder, _)) = data() else { return };
    for month in ["1999-01", "1999-02", "1999-08"] {
        let mut tally = Tally::new(FitSettings::default());
        let path = folder.join(format!("anonbank_1999/raw17/{month}.tsv.gz"));
        let report = read(&path, &LogMap::default(), &mut |call| tally.add(call)).unwrap();
        let fit = Fit::of(&tally, &report.call_types).unwrap();
        let model = common::model(&scenario_text(&fit, month));
        let day = model.horizon().measured_time().as_seconds();
        let played = common::log(&model, 1, 0).calls.len();
        assert!(played > 500, "{month}: {played}");
        for (i, of) in fit.types.iter().enumerate() {
            // First calls of a day, and redials on top, are what the log has.
            let first: f64 = of.arrivals.first_calls.iter().map(|calls| calls.value).sum();
            let written = model.expected_calls_of(i, day);
            assert!((written / first - 1.0).abs() < 0.01, "{month} {}: {written} {first}", of.name);
            // The share of redials is of the whole log, the calls are of the days and hours used. A type of five calls
            // a day has no such precision.
            if of.offered < 1000 {
                continue;
            }
            let redials = of.redials.as_ref().map_or(0.0, |redials| redials.share_of_calls);
            let of_all = first / of.arrivals.a_day() + redials;
            assert!((of_all - 1.0).abs() < 0.02, "{month} {}: {of_all}", of.name);
        }
    }
}
