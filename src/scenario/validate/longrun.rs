//! What is said of the long run.

use super::Checker;
use crate::{
    model::{Concession, CustomerBase, Goal, Headline, LongRun, MOST_WAITS, Number, Numbers, Staffing, Uncertain},
    scenario::{
        decode::At,
        longrun::{self as typed, Uncertain as Typed},
        raw,
    },
};

/// More months would be another century.
const MOST_MONTHS: u64 = 600;
/// More futures than anybody waits for.
const MOST_FUTURES: u64 = 100_000;
/// Shares that call again, where the scenario says nothing of it.
const AGAIN_WHEN_UNSERVED: (f64, f64) = (0.15, 0.6);
const AGAIN_WHEN_UNSOLVED: (f64, f64) = (0.5, 0.9);

impl Checker<'_> {
    /// What is said of the long run; `None` where nothing is, or something wrong, which is noted.
    pub(super) fn long_run(&mut self, raw: &raw::Scenario) -> Option<LongRun> {
        let given = &raw.longrun.as_ref()?.value;
        if !given.whole {
            return None;
        }
        let base = self.customer_base(given);
        let numbers = self.numbers(given, raw);
        let waits = self.waits(&given.leaves_after_wait);
        let staffing = self.staffing(&given.staffing);
        let (share, cost) =
            given.concession.as_ref().map_or((0.0, 0.0), |c| (c.value.share.value.0, c.value.cost.value.0));
        Some(LongRun {
            base: base?,
            numbers: numbers?,
            waits: waits?,
            concession: Concession { share, cost },
            staffing: staffing?,
        })
    }

    fn customer_base(&mut self, given: &typed::LongRun) -> Option<CustomerBase> {
        let months = self.count_up_to(&given.months, MOST_MONTHS, "months");
        let futures = self.count_up_to(&given.futures, MOST_FUTURES, "futures");
        let season: Vec<f64> = given.season.iter().flat_map(|s| &s.value).map(|factor| factor.value.0).collect();
        let nobody = given.season.as_ref().filter(|_| season.iter().all(|factor| *factor == 0.0));
        let faults = [
            (
                given.demand_cv.value.0 > 1.0,
                &given.demand_cv.place,
                "months that differ so much are no forecast; 0.05 is five per cent",
            ),
            (given.days_per_month.value.0 > 31.0, &given.days_per_month.place, "a month has at most 31 days"),
            (
                given.discount_per_year.value.0 >= 1.0,
                &given.discount_per_year.place,
                "money that is worth nothing in a year; 0.1 is ten per cent",
            ),
            (nobody.is_some(), nobody.map_or(&None, |all| &all.place), "nobody calls in any month of this season"),
        ];
        let mut is_right = true;
        for (_, place, why) in faults.into_iter().filter(|(is_wrong, ..)| *is_wrong) {
            self.problem(place.as_ref(), why);
            is_right = false;
        }
        if !is_right {
            return None;
        }
        Some(CustomerBase {
            customers: given.customers.value.0,
            contacts_per_month: given.contacts_per_month.as_ref().map(|contacts| contacts.value.0),
            days_per_month: given.days_per_month.value.0,
            months: months?,
            discount_per_year: given.discount_per_year.value.0,
            counts_those_left: given.counts_those_left.value,
            futures: futures?,
            demand_cv: given.demand_cv.value.0,
            season: if season.is_empty() { vec![1.0] } else { season },
            error_at_most: given.error_at_most.value.0,
        })
    }

    fn count_up_to(&mut self, count: &At<u64>, most: u64, what: &str) -> Option<usize> {
        if (1..=most).contains(&count.value) {
            return Some(count.value as usize);
        }
        self.problem(count.place.as_ref(), format!("{what} are from 1 to {most}, not {}", count.value));
        None
    }

    fn numbers(&mut self, given: &typed::LongRun, raw: &raw::Scenario) -> Option<Numbers<Uncertain>> {
        let keeps = given.concession.as_ref().map(|concession| &concession.value.keeps);
        let of = [
            (Number::Margin, Some(&given.margin_per_month)),
            (Number::Growth, Some(&given.growth_per_year)),
            (Number::Leaves, Some(&given.leaves_per_year)),
            (Number::LeavesWhenUnserved, Some(&given.leaves_when_unserved)),
            (Number::LeavesWhenUnsolved, Some(&given.leaves_when_unsolved)),
            (Number::ConcessionKeeps, keeps),
            (Number::ToldWhenSolved, Some(&given.told_when_solved)),
            (Number::ToldWhenNot, Some(&given.told_when_not)),
            (Number::WonPerTold, Some(&given.won_per_told)),
            (Number::PutOffPerTold, Some(&given.put_off_per_told)),
            (Number::AgainWhenUnserved, given.again_when_unserved.as_ref()),
            (Number::AgainWhenUnsolved, given.again_when_unsolved.as_ref()),
        ];
        let mut numbers = Numbers::all(Uncertain::exact(0.0));
        let (redials, recalls) = raw.call_type.iter().fold((false, false), |(redials, recalls), call_type| {
            (redials || call_type.value.redial.is_some(), recalls || call_type.value.recall.is_some())
        });
        let usual = |(low, high): (f64, f64), plays: bool| {
            let middle = f64::midpoint(low, high);
            if plays {
                Uncertain::exact(0.0)
            } else {
                Uncertain::between(low, middle, high).unwrap_or(Uncertain::exact(middle))
            }
        };
        numbers[Number::AgainWhenUnserved] = usual(AGAIN_WHEN_UNSERVED, redials);
        numbers[Number::AgainWhenUnsolved] = usual(AGAIN_WHEN_UNSOLVED, recalls);
        let mut is_whole = true;
        for (number, typed) in of.into_iter().filter_map(|(number, typed)| Some((number, typed?))) {
            match self.uncertain(number, typed) {
                Some(read) => numbers[number] = read,
                None => is_whole = false,
            }
        }
        let points = &given.leaves_after_wait.value;
        let shares: Vec<Option<Uncertain>> =
            points.iter().map(|point| self.uncertain(Number::LeavesAfterWait, &point.value.share)).collect();
        numbers.after_wait = shares.into_iter().collect::<Option<_>>()?;
        is_whole.then_some(numbers)
    }

    /// A number within what it may be.
    fn uncertain(&mut self, number: Number, typed: &At<Typed>) -> Option<Uncertain> {
        let place = typed.place.as_ref();
        let (low, value, high) = match typed.value {
            Typed::Exact(value) => (value, value, value),
            Typed::Between { low, value, high } => (low, value, high),
        };
        let allowed = match number {
            Number::Growth => -0.99..=10.0,
            _ if number.is_share() => 0.0..=1.0,
            _ => 0.0..=1e12,
        };
        if let Some(bad) = [low, value, high].into_iter().find(|n| !allowed.contains(n)) {
            let message = match number {
                Number::Growth => format!("a growth of {bad} a year; 0.05 is five per cent more, -0.05 less"),
                _ if number.is_share() => format!("{bad} is out of range: this is a share, from 0 to 1"),
                _ => format!("{bad} is out of range: this is 0 or more"),
            };
            self.problem(place, message);
            return None;
        }
        if number == Number::Leaves && high >= 1.0 {
            self.problem(place, "all customers leave within a year; 0.2 is one in five");
            return None;
        }
        let built = Uncertain::between(low, value, high);
        self.keep(built, place)
    }

    fn waits(&mut self, points: &At<Vec<At<typed::WaitPoint>>>) -> Option<Vec<f64>> {
        let waits: Vec<f64> = points.value.iter().map(|point| point.value.wait.value.0).collect();
        if waits.len() > MOST_WAITS {
            self.problem(points.place.as_ref(), format!("a curve over waits has at most {MOST_WAITS} points"));
            return None;
        }
        if let Some(index) = (1..waits.len()).find(|i| waits[*i] <= waits[*i - 1]) {
            let place = points.value[index].value.wait.place.as_ref();
            self.problem(place, "this wait is not longer than the one before it");
            return None;
        }
        Some(waits)
    }

    fn staffing(&mut self, at: &At<typed::Staffing>) -> Option<Staffing> {
        let given = &at.value;
        let goals = [
            (Headline::ServiceLevel, given.service_level.as_ref().map(|s| (s.value.0, &s.place))),
            (Headline::AverageSpeedOfAnswer, given.average_speed_of_answer.as_ref().map(|s| (s.value.0, &s.place))),
            (Headline::Abandonment, given.abandonment.as_ref().map(|s| (s.value.0, &s.place))),
        ];
        let rules = ["fixed_budget", "fixed_promise", "cut", "to_value"];
        let rule = self.word(&given.rule, &rules.map(|rule| (rule, rule)))?;
        let keys = [
            ("budget_per_month", "fixed_budget", given.budget_per_month.as_ref().map(|b| &b.place)),
            ("cut_per_year", "cut", given.cut_per_year.as_ref().map(|c| &c.place)),
            ("service_level", "fixed_promise", goals[0].1.map(|g| g.1)),
            ("average_speed_of_answer", "fixed_promise", goals[1].1.map(|g| g.1)),
            ("abandonment", "fixed_promise", goals[2].1.map(|g| g.1)),
        ];
        let foreign = keys.iter().find(|(_, of, place)| *of != rule && place.is_some());
        if let Some((key, of, Some(place))) = foreign {
            self.problem(
                place.as_ref(),
                format!("`{key}` belongs to the rule \"{of}\", and the rule here is \"{rule}\""),
            );
            return None;
        }
        let goals: Vec<Goal> =
            goals.iter().filter_map(|(of, goal)| goal.map(|(bound, _)| Goal::new(*of, bound))).collect();
        let place = given.rule.place.as_ref().or(at.place.as_ref());
        match rule {
            "cut" => match &given.cut_per_year {
                Some(cut) if cut.value.0 < 1.0 => Some(Staffing::Cut(cut.value.0)),
                Some(cut) => {
                    self.problem(cut.place.as_ref(), "a cut of all staff; 0.05 is five per cent a year");
                    None
                }
                None => {
                    self.problem(place, "the rule \"cut\" needs `cut_per_year`, such as 0.05");
                    None
                }
            },
            "fixed_promise" if goals.is_empty() => {
                let needs =
                    "the rule \"fixed_promise\" needs `service_level`, `average_speed_of_answer` or `abandonment`";
                self.problem(place, needs);
                None
            }
            "fixed_promise" => Some(Staffing::FixedPromise(goals)),
            "to_value" => Some(Staffing::ToValue),
            _ => Some(Staffing::FixedBudget(given.budget_per_month.as_ref().map(|budget| budget.value.0))),
        }
    }
}
