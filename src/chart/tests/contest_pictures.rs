//! The pictures of a comparison.

use super::{AWKWARD, assert_tidy, says};
use crate::chart::{DayGrid, DifferencePanel, Differences, Estimate, Tradeoff, TradeoffPoint, Unit, scene::Shape};

fn name(i: usize) -> String {
    if i == 1 { AWKWARD.to_owned() } else { format!("policy {i}") }
}

fn differences(policies: usize, panels: usize) -> Differences {
    let of = |i: usize| Estimate { value: i as f64 * 0.03 - 0.2, half_width: (i % 5 != 3).then_some(0.02) };
    let panel = |i: usize| DifferencePanel {
        name: ["service level", "cost a day", "average speed of answer", "occupancy"][i].to_owned(),
        unit: [Unit::Points, Unit::Money("USD".to_owned()), Unit::Seconds, Unit::Points][i].clone(),
        more_is_better: i == 0,
        differences: (0..policies).map(|p| (p % 7 != 6).then(|| of(p))).collect(),
    };
    Differences {
        title: "Policy 3 has the lowest cost, 95% sure".into(),
        subtitle: "100 days of each".into(),
        baseline: "as it stands".into(),
        policies: (0..policies).map(name).collect(),
        panels: (0..panels).map(panel).collect(),
    }
}

fn tradeoff(policies: usize) -> Tradeoff {
    let point = |i: usize| {
        let at = (0.3 + 0.6 * (i as f64 * 0.377).fract(), 1000.0 + 90.0 * (i % 7) as f64);
        let corner = |j: usize| {
            let (sin, cos) = (j as f64).sin_cos();
            (at.0 + 0.01 * cos, at.1 + 9.0 * sin)
        };
        TradeoffPoint {
            name: name(i),
            at,
            region: (0..6).map(corner).collect(),
            is_on_frontier: i.is_multiple_of(4),
            is_out: i % 5 == 1,
        }
    };
    Tradeoff {
        title: "Worth their money: two".into(),
        subtitle: "100 days of each".into(),
        across: ("issues solved".into(), Unit::Share),
        up: ("cost a day".into(), Unit::Money("USD".into())),
        policies: (0..policies).map(point).collect(),
        at_least: Some(("80%".into(), 0.8)),
    }
}

fn day_grid(rows: usize, intervals: usize) -> DayGrid {
    let share = |i: usize| (i % 6 != 5).then(|| (i as f64 * 0.618).fract());
    DayGrid {
        title: "The worst interval is 10:00".into(),
        subtitle: "100 days of each".into(),
        intervals: (0..intervals).map(|i| format!("{:02}:{:02}", i / 4, i % 4 * 15)).collect(),
        rows: (0..rows).map(|r| (name(r), (0..intervals).map(|i| share(i + r)).collect())).collect(),
        target: 0.8,
    }
}

#[test]
fn they_are_tidy() {
    for policies in [1, 2, 7, 20, 60] {
        for panels in 1..=4 {
            assert_tidy(&differences(policies, panels).scene().unwrap());
        }
        for intervals in [1, 2, 20, 96] {
            assert_tidy(&day_grid(policies, intervals).scene().unwrap());
        }
    }
    for policies in [1, 2, 5, 8] {
        assert_tidy(&tradeoff(policies).scene().unwrap());
    }
}

#[test]
fn differences_of_shares_are_in_points() {
    let scene = differences(4, 1).scene().unwrap();
    assert!(says(&scene, "−20 points"));
    assert!(!scene.texts().any(|t| t.content.ends_with('%')), "a difference of shares is no percentage");
}

#[test]
fn every_policy_of_a_crowd_is_named() {
    let scene = tradeoff(20).scene().unwrap();
    let named = (0..20).filter(|i| *i != 1).filter(|i| says(&scene, &name(*i))).count();
    assert_eq!(named, 19);
    assert!(scene.shapes.iter().filter(|s| matches!(s, Shape::Disc(..))).count() >= 20);
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    assert!(differences(0, 1).scene().is_err() && differences(61, 1).scene().is_err());
    assert!(differences(3, 0).scene().is_err());
    let mut short = differences(3, 2);
    short.panels[1].differences.pop();
    assert!(short.scene().is_err());
    assert!(tradeoff(0).scene().is_err() && tradeoff(61).scene().is_err());
    let mut endless = tradeoff(3);
    endless.policies[2].at.0 = f64::NAN;
    assert!(endless.scene().is_err());
    assert!(day_grid(0, 4).scene().is_err() && day_grid(3, 97).scene().is_err());
    let mut ragged = day_grid(3, 4);
    ragged.rows[0].1.pop();
    assert!(ragged.scene().is_err());
}
