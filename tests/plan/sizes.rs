//! Schedules of real sizes, and how far from the best they are known to be (`docs/performance.md`).

use std::time::Instant;

use super::brute_force::shift;
use onering::{
    model::{BreakWindow, PlanTerms, ShiftType},
    planning::shifts::{Demand, Proof, SOLVER, schedule},
};

/// Far more seconds than a proof takes, so that a busy machine does not decide.
const LONG: f64 = 600.0;

/// A day of two peaks that rises to `peak` agents, with a ripple so that no two intervals are alike.
fn day(intervals: usize, peak: f64, phase: f64) -> Vec<u32> {
    let at = |i: usize| {
        let x = i as f64 / intervals as f64;
        let hill = |middle: f64, width: f64| (-((x - middle) / width).powi(2)).exp();
        let ripple = 0.04 * ((i * i) as f64 + phase).sin();
        (peak * (0.12 + 0.85 * hill(0.42, 0.13) + 0.7 * hill(0.68, 0.12) + ripple)).max(1.0).round() as u32
    };
    (0..intervals).map(at).collect()
}

fn rest(earliest: usize, latest: usize, is_paid: bool) -> BreakWindow {
    BreakWindow { earliest, latest, length: 1, is_paid }
}

/// Full time with a break and lunch, long, and part time: 602 shifts with breaks in place.
fn types(group: usize) -> Vec<ShiftType> {
    let of = |name: &str, length: usize, breaks: Vec<BreakWindow>| ShiftType {
        group,
        at_most: None,
        ..shift(name, (0..=48 - length).collect(), length, breaks)
    };
    vec![
        of("full", 17, vec![rest(3, 5, true), rest(7, 9, false)]),
        of("long", 20, vec![rest(4, 5, true), rest(8, 11, false)]),
        of("part", 8, vec![rest(3, 4, true)]),
    ]
}

fn shifts_with_breaks_in_place(types: &[ShiftType]) -> usize {
    let ways = |of: &ShiftType| of.breaks.iter().map(|b| b.latest - b.earliest + 1).product::<usize>();
    types.iter().map(|of| of.starts.len() * ways(of)).sum()
}

fn solved(name: &str, demand: &Demand, terms: &PlanTerms) -> Proof {
    let begun = Instant::now();
    let found = schedule(demand, terms).unwrap();
    let count = shifts_with_breaks_in_place(&terms.shift_types);
    println!(
        "{name}: {count} shifts, cost {:.2}, {:?} by {SOLVER} in {:.2} s",
        found.pay,
        found.proof,
        begun.elapsed().as_secs_f64()
    );
    for (on_line, required) in found.on_line.iter().zip(&demand.required) {
        assert!(on_line.iter().zip(required).all(|(there, needed)| there >= needed), "{name}");
    }
    found.proof
}

fn one_day(name: &str, required: Vec<Vec<u32>>, shift_types: Vec<ShiftType>) -> Proof {
    let gross = vec![1.0; required.len()];
    let demand = Demand { required, intervals_a_day: 48, days: 1, interval_hours: 0.5, gross };
    solved(name, &demand, &PlanTerms { shift_types, gap: 0.0, time_limit: LONG, ..PlanTerms::default() })
}

#[test]
fn a_day_of_48_intervals_and_602_shifts_is_proved_to_be_the_best() {
    for (peak, phase) in [(20.0, 0.0), (20.0, 1.0), (60.0, 1.0), (150.0, 2.0)] {
        let proof = one_day(&format!("a day, {peak} at the peak"), vec![day(48, peak, phase)], types(0));
        assert_eq!(proof, Proof::Optimal);
    }
}

#[test]
fn a_day_of_1410_shifts_with_a_third_break_is_proved_to_be_the_best() {
    let mut types = types(0);
    types[0].breaks.push(rest(11, 13, true));
    types[1].breaks.push(rest(14, 15, true));
    assert_eq!(one_day("a third break", vec![day(48, 150.0, 2.0)], types), Proof::Optimal);
}

#[test]
fn fifteen_groups_are_proved_to_be_the_best() {
    let required = (0..15).map(|g| day(48, 8.0 + 4.0 * f64::from(g), f64::from(g))).collect();
    assert_eq!(one_day("15 groups", required, (0..15).flat_map(types).collect()), Proof::Optimal);
}

#[test]
fn a_week_with_days_off_is_proved_to_be_the_best() {
    let factors = [1.2, 1.0, 1.0, 0.95, 0.9, 0.5, 0.4];
    let week: Vec<u32> = factors.iter().flat_map(|f| day(30, 30.0 * f, *f)).collect();
    let demand = Demand { required: vec![week], intervals_a_day: 30, days: 7, interval_hours: 0.5, gross: vec![1.0] };
    let of = |name: &str, length: usize, days: usize, breaks: Vec<BreakWindow>| ShiftType {
        days,
        days_off_together: true,
        at_most: None,
        ..shift(name, (0..=30 - length).collect(), length, breaks)
    };
    let shift_types = vec![of("full", 17, 5, vec![rest(7, 9, false)]), of("part", 8, 4, Vec::new())];
    let proof =
        solved("a week", &demand, &PlanTerms { shift_types, gap: 0.0, time_limit: LONG, ..PlanTerms::default() });
    assert_eq!(proof, Proof::Optimal);
}
