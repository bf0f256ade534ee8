//! The pictures of a log.

use super::{AWKWARD, assert_tidy, says};
use crate::chart::{
    ArrivalProfile, ArrivalProfiles, ChartError, DailyVolumes, DayKind, DayVolume, Estimate, Survival, Times,
    TimesPanel, scene::Shape,
};

fn arrivals(types: usize, intervals: usize) -> ArrivalProfiles {
    let of = |i: usize| ArrivalProfile {
        name: format!("type {i}: calls offered in each half-hour"),
        days: (0..20)
            .map(|day| (0..intervals).map(|j| Some(((day * 7 + j * 3) % 11) as f64 * 4.0)).collect())
            .collect(),
        fitted: (0..intervals).map(|j| Some(Estimate { value: 10.0 + j as f64, half_width: Some(30.0) })).collect(),
    };
    ArrivalProfiles {
        title: "The busiest interval begins at 10:00".into(),
        subtitle: "a log: a dot for each of 20 days".into(),
        intervals: (0..intervals).map(|i| format!("{:02}:{:02}", i / 2, i % 2 * 30)).collect(),
        types: (0..types).map(of).collect(),
    }
}

fn times(panels: usize) -> Times {
    let falling: Vec<f64> = (0..60).map(|i| 0.08 * (-f64::from(i) / 12.0).exp()).collect();
    let panel = |i: usize| TimesPanel {
        name: format!("type {i}: share of talk times in bins of 15 s; lognormal fitted"),
        seen: falling.clone(),
        fitted: falling.iter().map(|v| v * 1.1).collect(),
    };
    Times {
        title: "Agents talk 193 s on average".into(),
        subtitle: "a log".into(),
        axis_label: "talk time".into(),
        bin_width: 15.0,
        panels: (0..panels).map(panel).collect(),
        marks: vec![("left out below 10 s".into(), 10.0), ("off the axis".into(), 1e6)],
    }
}

fn survival() -> Survival {
    let curve = |mean: f64| (0..=100).map(|i| (f64::from(i) * 3.0, (-f64::from(i) * 3.0 / mean).exp())).collect();
    let step = |i: i32| {
        let s = (-f64::from(i) * 10.0 / 200.0).exp();
        [f64::from(i) * 10.0, s, (s - 0.04).max(0.0), (s + 0.04).min(1.0)]
    };
    Survival {
        title: "Half would wait longer than 139 s".into(),
        subtitle: "a log: 1,667 abandoned".into(),
        heading: "Share of callers who would still wait".into(),
        axis_label: "wait".into(),
        curve_name: "seen".into(),
        steps: (1..40).map(step).collect(),
        fits: ["exponential", "weibull", "lognormal", "gamma", "hyperexponential", "piecewise hazard"]
            .iter()
            .enumerate()
            .map(|(i, name)| ((*name).to_owned(), curve(200.0 + i as f64)))
            .collect(),
        end: 300.0,
    }
}

fn volumes(days: usize) -> DailyVolumes {
    let day = |i: usize| DayVolume {
        name: format!("{} Feb", i + 1),
        offered: (i % 9 != 4).then_some(1000.0 + 50.0 * (i % 5) as f64),
        kind: match i % 7 {
            5 | 6 => DayKind::OtherWeekday,
            _ if i == 10 => DayKind::Special,
            _ => DayKind::Used,
        },
    };
    DailyVolumes { title: "Twenty days are used".into(), subtitle: "a log".into(), days: (0..days).map(day).collect() }
}

#[test]
fn they_are_tidy() {
    for types in 1..=4 {
        assert_tidy(&arrivals(types, 34).scene().unwrap());
        assert_tidy(&times(types).scene().unwrap());
    }
    for intervals in [1, 2, 96] {
        assert_tidy(&arrivals(1, intervals).scene().unwrap());
    }
    assert_tidy(&survival().scene().unwrap());
    for days in [1, 28, 365] {
        assert_tidy(&volumes(days).scene().unwrap());
    }
}

#[test]
fn awkward_names_and_numbers_are_drawn() {
    let long = format!("{AWKWARD} that goes on and on ").repeat(9);
    let mut curve = survival();
    (curve.title, curve.heading, curve.curve_name) = (long.clone(), long.clone(), long.clone());
    curve.fits.iter_mut().for_each(|fit| fit.0.clone_from(&long));
    assert_tidy(&curve.scene().unwrap());
    assert_tidy(
        &Survival { steps: vec![[1.0, 0.0, 0.0, 0.0]], fits: Vec::new(), end: 0.1, ..survival() }.scene().unwrap(),
    );
    let mut flat = arrivals(2, 5);
    flat.types[0].days.clear();
    flat.types[1].fitted = vec![None; 5];
    assert_tidy(&flat.scene().unwrap());
    let mut none = times(1);
    none.panels[0].seen = vec![0.0; 60];
    assert_tidy(&none.scene().unwrap());
}

#[test]
fn a_missing_day_leaves_a_gap_and_only_what_there_is_is_named() {
    let scene = volumes(10).scene().unwrap();
    let bars = scene.shapes.iter().filter(|shape| matches!(shape, Shape::Box(..))).count();
    assert_eq!(bars, 9, "the fifth day is missing");
    assert!(says(&scene, "other days of the week") && !says(&scene, "special"));
    assert!(says(&volumes(28).scene().unwrap(), "special"));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let senseless = |error| matches!(error, Err(ChartError::Senseless { .. }));
    assert!(senseless(arrivals(5, 3).scene().map(|_| ())));
    assert!(senseless(times(5).scene().map(|_| ())));
    assert!(senseless(Times { bin_width: 0.0, ..times(1) }.scene().map(|_| ())));
    assert!(senseless(Survival { end: 0.0, ..survival() }.scene().map(|_| ())));
    assert!(DailyVolumes { days: Vec::new(), ..volumes(1) }.scene().is_err());
    assert!(Survival { steps: vec![[f64::NAN; 4]], ..survival() }.scene().is_err());
    let mut uneven = arrivals(1, 3);
    uneven.types[0].days[0].pop();
    assert!(uneven.scene().is_err());
}
