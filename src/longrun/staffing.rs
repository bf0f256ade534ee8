//! Rules by which a strategy staffs the centre, month by month.

use super::month::{State, Strategy};
use crate::model::{Goal, Headline, Number, Numbers, Staffing};

/// Halvings by which the staff that keeps a promise is found: to a millionth of the range.
const HALVINGS: usize = 24;
/// Levels of staff that are first looked at for the best.
const FIRST_LOOK: usize = 48;
/// Single agents that are then looked at around it, at most.
const SECOND_LOOK: usize = 40;

/// Staff in multiples of the centre's, for `expected` calls.
pub fn staff(strategy: &Strategy<'_>, numbers: &Numbers<f64>, state: &State, expected: f64) -> f64 {
    let (least, most) = strategy.surface.staff_range();
    match &strategy.terms.staffing {
        Staffing::FixedBudget(Some(budget)) if strategy.agents_cost > 0.0 => budget / strategy.agents_cost,
        Staffing::FixedBudget(_) => 1.0,
        Staffing::Cut(yearly) => (1.0 - yearly).powf(state.month as f64 / 12.0),
        Staffing::FixedPromise(goals) => fewest_that_keep(strategy, goals, expected, (least, most)),
        Staffing::ToValue => best(strategy, numbers, state, expected, (least, most)),
    }
}

/// The fewest agents that keep all goals; the most there may be where those do not.
fn fewest_that_keep(strategy: &Strategy<'_>, goals: &[Goal], expected: f64, (least, most): (f64, f64)) -> f64 {
    let keeps = |staff: f64| {
        let service = strategy.surface.at(staff, (expected / strategy.calls).max(1e-9));
        goals.iter().all(|goal| {
            let value = match goal.headline() {
                Headline::ServiceLevel => service.service_level(),
                Headline::AverageSpeedOfAnswer => service.average_speed_of_answer(),
                _ => service.abandonment(),
            };
            goal.is_kept_by(Some(value), 1)
        })
    };
    let (mut too_few, mut enough) = (least, most);
    if keeps(least) {
        return least;
    }
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(too_few, enough);
        if keeps(middle) {
            enough = middle;
        } else {
            too_few = middle;
        }
    }
    enough
}

/// The staff of the most value: what it costs, against what the customers whom it keeps and wins are worth. A call that comes
/// again costs what a call costs. The value need not be concave in the staff, so all levels are looked at: coarsely, then agent by agent.
fn best(
    strategy: &Strategy<'_>,
    numbers: &Numbers<f64>,
    state: &State,
    expected: f64,
    (least, most): (f64, f64),
) -> f64 {
    let cost_of_a_call = strategy.agents_cost / strategy.calls;
    let worth = worth_of_one_more(strategy, numbers, state);
    let value = |staff: f64| {
        let outcome = strategy.outcome(numbers, state.customers, staff, expected);
        (outcome.word - outcome.left) * worth - outcome.cost - outcome.again * cost_of_a_call
    };
    let highest = |levels: &mut dyn Iterator<Item = f64>| {
        levels
            .map(|staff| (staff, value(staff)))
            .fold((least, f64::NEG_INFINITY), |best, new| if new.1 > best.1 { new } else { best })
            .0
    };
    let ratio = (most / least).powf(1.0 / (FIRST_LOOK - 1) as f64);
    let coarse = highest(&mut (0..FIRST_LOOK).map(|i| least * ratio.powi(i as i32)));
    // One agent more or fewer, within the neighbours of the best so far.
    let (from, to) = ((coarse / ratio).max(least), (coarse * ratio).min(most));
    let agent = (1.0 / strategy.agents).max((to - from) / SECOND_LOOK as f64);
    let first = (from / agent).ceil() as usize;
    let last = (to / agent).floor() as usize;
    let fine = highest(&mut (first..=last).map(|k| k as f64 * agent).filter(|s| (least..=most).contains(s)));
    if last >= first && value(fine) >= value(coarse) { fine } else { coarse }
}

/// What one customer more at the end of this month is worth: what it brings less what its calls cost, in each month that is left,
/// while it and those whom it brings grow as the base did lately; and, where they count, what those are worth who are left in the end.
/// A month's season does not change it: what is decided in a busy month pays in all that follow.
fn worth_of_one_more(strategy: &Strategy<'_>, numbers: &Numbers<f64>, state: &State) -> f64 {
    let base = &strategy.terms.base;
    let again = if state.customers > 0.0 { state.again / state.customers } else { 0.0 };
    let brings =
        numbers[Number::Margin] - (strategy.usual_calls_of(1.0) + again) * strategy.agents_cost / strategy.calls;
    let months = base.months.saturating_sub(state.month + 1) as i32;
    let discount = strategy.discount(1);
    let factor = state.growth * discount;
    let sum =
        if (factor - 1.0).abs() < 1e-9 { f64::from(months) } else { (factor.powi(months) - 1.0) / (factor - 1.0) };
    let left =
        if base.counts_those_left { strategy.lifetime(numbers, state.hazard) * factor.powi(months) } else { 0.0 };
    brings.max(0.0) * discount * (sum + left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        longrun::{RESPONSES, Service, Surface},
        model::{Concession, CustomerBase, LongRun, Uncertain},
    };

    /// Unserved calls fall with the load: none where there are as many agents as calls, linearly more above that.
    fn surface() -> Surface {
        let service = |load: f64| {
            let unserved = (1.0 - load.exp2().recip()).max(0.0);
            let mut values = [0.0; RESPONSES];
            values[..9].copy_from_slice(&[1.0, unserved, 1.0, 1.0 - unserved, unserved, 0.0, 1.0, 0.0, 1.0]);
            Service(values)
        };
        let load: Vec<f64> = (-16..=16).map(|i| f64::from(i) / 8.0).collect();
        let row: Vec<Service> = load.iter().map(|l| service(*l)).collect();
        Surface::through(&[-1.0, 0.0, 1.0], &load, &[row.clone(), row.clone(), row])
    }

    fn terms(margin: f64) -> LongRun {
        let mut numbers = Numbers::all(Uncertain::exact(0.0));
        numbers.after_wait = vec![Uncertain::exact(0.0)];
        numbers[Number::Margin] = Uncertain::exact(margin);
        numbers[Number::Leaves] = Uncertain::exact(0.2);
        numbers[Number::LeavesWhenUnserved] = Uncertain::exact(0.05);
        LongRun {
            base: CustomerBase {
                customers: 10_000.0,
                contacts_per_month: None,
                days_per_month: 30.0,
                months: 600,
                discount_per_year: 0.1,
                counts_those_left: false,
                futures: 1,
                demand_cv: 0.0,
                season: vec![1.0],
                error_at_most: 0.02,
            },
            numbers,
            waits: vec![60.0],
            concession: Concession::default(),
            staffing: Staffing::ToValue,
        }
    }

    /// A busy month and a quiet one of the same season set the same worth on a customer, but for the month that is gone.
    #[test]
    fn a_customer_is_not_worth_less_in_a_busy_month() {
        let surface = surface();
        let mut terms = terms(40.0);
        terms.base.season = vec![0.5, 1.5];
        terms.base.discount_per_year = 0.0;
        terms.base.counts_those_left = true;
        let strategy = Strategy {
            terms: &terms,
            surface: &surface,
            agents_cost: 100_000.0,
            calls: 5000.0,
            usual_calls: 5000.0,
            agents: 50.0,
        };
        let numbers = terms.numbers.map(|_, value| value.value());
        let state = |month: usize| State { month, customers: 10_000.0, again: 0.0, hazard: 0.0, growth: 1.0 };
        let worth = |month: usize| worth_of_one_more(&strategy, &numbers, &state(month));
        // 40 less calls for 10 a month, in the 599 and 598 months that are left, and then for as long as a customer stays.
        let lifetime = 1.0 / (1.0 - 0.8_f64.powf(1.0 / 12.0));
        for (month, left) in [(0, 599.0), (1, 598.0)] {
            let expected = 30.0 * (left + lifetime);
            assert!((worth(month) / expected - 1.0).abs() < 1e-9, "month {month}: {} {expected}", worth(month));
        }
    }

    /// An agent more serves 1 / 50 of the calls, and keeps so many customers, as long as any call is not served; whether that
    /// pays is told by hand.
    #[test]
    fn an_agent_is_staffed_as_long_as_it_pays() {
        let surface = surface();
        let (agents, calls, agents_cost) = (50.0, 5000.0, 100_000.0);
        let stays = 0.8_f64.powf(1.0 / 12.0);
        for (margin, pays) in [(15.0, false), (40.0, true)] {
            let terms = terms(margin);
            let strategy =
                Strategy { terms: &terms, surface: &surface, agents_cost, calls, usual_calls: calls, agents };
            let numbers = terms.numbers.map(|_, value| value.value());
            let state = State { month: 0, customers: 10_000.0, again: 0.0, hazard: 0.0, growth: stays };
            let kept = calls / agents * 0.05 * stays;
            // Each customer's calls cost 100,000 / 10,000 a month.
            let worth = (margin - 10.0) * strategy.lifetime(&numbers, 0.0) * strategy.discount(1);
            assert_eq!(kept * worth > agents_cost / agents, pays, "{kept} {worth}");
            let staff = staff(&strategy, &numbers, &state, calls);
            let expected = if pays { 1.0 } else { 0.5 };
            assert!((staff - expected).abs() < 0.021, "margin {margin}: {staff}");
        }
    }
}
