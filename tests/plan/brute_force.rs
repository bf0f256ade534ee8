//! Shifts against a search of everything, on cases small enough for it.

use onering::{
    model::{BreakWindow, Overtime, PlanTerms, Premium, ShiftType},
    planning::shifts::{About, DailyShift, Demand, NoSchedule, Proof, schedule},
};
use rand::{RngExt, SeedableRng, rngs::SmallRng};

/// The most agents of one shift that the search tries.
const MOST: u32 = 3;

/// One shift with its breaks in place, what it puts on the line, and what it costs.
struct Choice {
    shift_type: usize,
    on_line: Vec<u32>,
    cost: f64,
}

pub fn shift(name: &str, starts: Vec<usize>, length: usize, breaks: Vec<BreakWindow>) -> ShiftType {
    ShiftType {
        name: name.to_owned(),
        group: 0,
        starts,
        length,
        breaks,
        at_least: 0,
        at_most: Some(MOST),
        cost_per_hour: 20.0,
        overtime: None,
        days: 1,
        days_off_together: false,
    }
}

fn random(rng: &mut SmallRng) -> (Demand, PlanTerms) {
    let intervals = rng.random_range(5..=7);
    let lunch = BreakWindow { earliest: 1, latest: 2, length: 1, is_paid: rng.random_bool(0.3) };
    let long = ShiftType {
        cost_per_hour: f64::from(rng.random_range(15..25)),
        overtime: rng.random_bool(0.5).then_some(Overtime { after: 3.0, premium: 0.5 }),
        at_least: rng.random_range(0..2),
        ..shift("long", (0..=intervals - 5).step_by(2).collect(), 5, vec![lunch])
    };
    let short = ShiftType {
        at_most: Some(rng.random_range(1..=MOST)),
        ..shift("short", (0..=intervals - 3).step_by(2).collect(), 3, Vec::new())
    };
    let terms = PlanTerms {
        shift_types: vec![long, short],
        premiums: vec![Premium { intervals: intervals - 2..intervals, share: 0.25 }],
        understaffing: rng.random_bool(0.6).then_some(f64::from(rng.random_range(10..60))),
        overstaffing: f64::from(rng.random_range(0..2_u32)) * 4.0,
        gap: 0.0,
        head_count: rng.random_bool(0.3).then_some(rng.random_range(3..8)),
        ..PlanTerms::default()
    };
    let required = (0..intervals).map(|_| rng.random_range(0..5)).collect();
    (
        Demand {
            required: vec![required],
            intervals_a_day: intervals,
            days: 1,
            interval_hours: 1.0,
            gross: vec![1.25],
        },
        terms,
    )
}

/// Every way to work a shift, each interval put down one by one.
fn choices(demand: &Demand, terms: &PlanTerms) -> Vec<Choice> {
    let mut choices = Vec::new();
    for (index, of) in terms.shift_types.iter().enumerate() {
        for &start in &of.starts {
            let windows: Vec<Option<usize>> = match of.breaks.first() {
                None => vec![None],
                Some(window) => (window.earliest..=window.latest).map(Some).collect(),
            };
            for after in windows {
                let (mut on_line, mut cost, mut paid) = (vec![0; demand.intervals_a_day], 0.0, 0.0);
                for (interval, there) in on_line.iter_mut().enumerate().skip(start).take(of.length) {
                    let rests = after == Some(interval - start);
                    *there = u32::from(!rests);
                    if !rests || of.breaks[0].is_paid {
                        paid += 1.0;
                        cost += of.cost_per_hour * (1.0 + terms.premium(interval)) * 1.25;
                    }
                }
                if let Some(overtime) = of.overtime {
                    cost += f64::max(paid - overtime.after, 0.0) * overtime.premium * of.cost_per_hour * 1.25;
                }
                choices.push(Choice { shift_type: index, on_line, cost });
            }
        }
    }
    choices
}

/// The least cost of any schedule; `None` where there is none.
fn least(demand: &Demand, terms: &PlanTerms) -> Option<f64> {
    let choices = choices(demand, terms);
    let ways = (MOST + 1).pow(choices.len() as u32);
    let cost = |way: u32| -> Option<f64> {
        let agents = |index: usize| way / (MOST + 1).pow(index as u32) % (MOST + 1);
        let working = |shift_type: usize| -> u32 {
            choices.iter().enumerate().filter(|(_, c)| c.shift_type == shift_type).map(|(i, _)| agents(i)).sum()
        };
        let within = terms
            .shift_types
            .iter()
            .enumerate()
            .all(|(index, of)| (of.at_least..=of.at_most.unwrap_or(u32::MAX)).contains(&working(index)));
        let people = f64::from(working(0) + working(1)) * 1.25;
        if !within || terms.head_count.is_some_and(|most| people > f64::from(most)) {
            return None;
        }
        let mut sum: f64 = choices.iter().enumerate().map(|(i, c)| f64::from(agents(i)) * c.cost).sum();
        for (interval, &required) in demand.required[0].iter().enumerate() {
            let there: u32 = choices.iter().enumerate().map(|(i, c)| agents(i) * c.on_line[interval]).sum();
            sum += match terms.understaffing {
                None if there < required => return None,
                None => 0.0,
                Some(price) => f64::from(required.saturating_sub(there)) * price,
            };
            sum += f64::from(there.saturating_sub(required)) * terms.overstaffing;
        }
        Some(sum)
    };
    (0..ways).filter_map(cost).min_by(f64::total_cmp)
}

#[test]
fn the_cheapest_schedule_of_random_cases_is_that_of_a_search_of_everything() {
    let mut rng = SmallRng::seed_from_u64(7);
    let (mut solved, mut without) = (0, 0);
    for case in 0..40 {
        let (demand, terms) = random(&mut rng);
        match (schedule(&demand, &terms), least(&demand, &terms)) {
            (Ok(found), Some(least)) => {
                let cost = found.pay + found.mismatch;
                assert!((cost - least).abs() < 1e-6, "case {case}: {cost} against {least}\n{demand:?}\n{terms:?}");
                assert_eq!(found.proof, Proof::Optimal);
                solved += 1;
            }
            (Err(NoSchedule::Clash(clash)), None) => {
                assert!(!clash.rules.is_empty());
                without += 1;
            }
            (found, least) => panic!("case {case}: {found:?} against {least:?}\n{demand:?}\n{terms:?}"),
        }
    }
    assert!(solved >= 10 && without >= 3, "{solved} solved, {without} without a schedule");
}

#[test]
fn an_hour_that_no_shift_covers_is_named() {
    let demand =
        Demand { required: vec![vec![1, 1, 1, 2]], intervals_a_day: 4, days: 1, interval_hours: 1.0, gross: vec![1.0] };
    let terms = PlanTerms { shift_types: vec![shift("early", vec![0], 3, Vec::new())], ..PlanTerms::default() };
    let Err(NoSchedule::Clash(clash)) = schedule(&demand, &terms) else { panic!("there is no such schedule") };
    assert_eq!(clash.rules, [About::Required { group: 0, interval: 3 }]);
}

#[test]
fn a_head_count_that_is_too_small_clashes_with_what_is_required() {
    let demand =
        Demand { required: vec![vec![2, 2, 4, 4]], intervals_a_day: 4, days: 1, interval_hours: 1.0, gross: vec![1.0] };
    let terms = PlanTerms {
        shift_types: vec![ShiftType { at_most: None, ..shift("half", vec![0, 2], 2, Vec::new()) }],
        head_count: Some(5),
        ..PlanTerms::default()
    };
    let Err(NoSchedule::Clash(clash)) = schedule(&demand, &terms) else { panic!("there is no such schedule") };
    assert!(clash.rules.contains(&About::HeadCount), "{clash:?}");
    assert_eq!(clash.rules.len(), 3, "one interval of each half, and the head count: {clash:?}");
}

#[test]
fn what_is_on_the_line_is_what_the_shifts_say() {
    let lunch = BreakWindow { earliest: 1, latest: 2, length: 1, is_paid: false };
    let demand = Demand {
        required: vec![vec![2, 1, 1, 2, 2, 1, 1, 2]],
        intervals_a_day: 4,
        days: 2,
        interval_hours: 1.0,
        gross: vec![1.0],
    };
    let terms = PlanTerms {
        shift_types: vec![ShiftType { days: 2, ..shift("day", vec![0], 4, vec![lunch]) }],
        ..PlanTerms::default()
    };
    let found = schedule(&demand, &terms).unwrap();
    // Two agents on both days, who take turns at lunch.
    assert_eq!(found.tours.len(), 1);
    assert_eq!((found.tours[0].agents, found.tours[0].days.as_slice()), (2, &[0, 1][..]));
    assert_eq!(found.on_line, [[2, 1, 1, 2, 2, 1, 1, 2]]);
    assert_eq!(found.paid, found.on_line);
    let on_first: Vec<&DailyShift> = found.shifts.iter().filter(|s| s.day == 0).collect();
    assert_eq!(on_first.len(), 2, "each has a break of their own: {on_first:?}");
    assert!((found.pay - 2.0 * 2.0 * 3.0 * 20.0).abs() < 1e-9);
}
