//! One month: customers call, meet the service, stay or leave, tell others, call again.

use super::{Service, Surface, staffing};
use crate::model::{LongRun, Number, Numbers};

const MONTHS_A_YEAR: f64 = 12.0;

/// A strategy with its service.
#[derive(Clone, Copy, Debug)]
pub struct Strategy<'a> {
    /// What the planner says of it.
    pub terms: &'a LongRun,
    /// Its service, by staff and volume in multiples of its own centre's.
    pub surface: &'a Surface,
    /// What the agents of its centre cost a month.
    pub agents_cost: f64,
    /// Calls a month of its centre, by customers of their own accord.
    pub calls: f64,
    /// Those of the strategy that the others are held against: what the customers at the start make.
    pub usual_calls: f64,
    /// Agents on the line in its centre, in the mean over time.
    pub agents: f64,
}

/// What one month hands to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct State {
    /// Months gone by.
    pub month: usize,
    /// Customers.
    pub customers: f64,
    /// Calls of customers who call again because of the month before.
    pub again: f64,
    /// The expected number of contacts that drove a customer away in a month, by customer: the mean of the year before, later
    /// months counting more.
    pub hazard: f64,
    /// What the customers were multiplied by in a month: the mean of the year before, likewise.
    pub growth: f64,
}

/// What a month was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Month {
    /// Customers at its start.
    pub customers: f64,
    /// Customers at its end.
    pub customers_after: f64,
    /// Calls made.
    pub calls: f64,
    /// Agents, in multiples of the scenario's.
    pub staff: f64,
    /// Calls of customers of their own accord and again, in multiples of the centre's.
    pub volume: f64,
    /// What service cost: agents, lines, waiting, abandoned calls, penalties, concessions.
    pub cost: f64,
    /// Margin of the customers less the cost.
    pub profit: f64,
    /// What a customer is worth: margin less cost of service, month by month as in this one, for as long as customers stay, discounted.
    pub lifetime_value: f64,
    /// Customers who left because of service.
    pub left: f64,
    /// Customers won by word of mouth, less those put off.
    pub word: f64,
    /// The service.
    pub service: Service,
    /// Whether the surface says something of this staff and volume.
    pub is_on_surface: bool,
}

/// What a level of staff makes of a month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// The service.
    pub service: Service,
    /// Calls made.
    pub calls: f64,
    /// What it cost.
    pub cost: f64,
    /// Contacts that drive a customer away, expected by customer.
    pub hazard: f64,
    /// Customers who leave because of service.
    pub left: f64,
    /// Customers won, less those put off.
    pub word: f64,
    /// Calls again in the next month.
    pub again: f64,
}

impl Strategy<'_> {
    /// Calls of customers of their own accord in a month, where `customers` call as usual.
    #[must_use]
    pub fn calls_of(&self, customers: f64, month: usize) -> f64 {
        let season = &self.terms.base.season;
        self.usual_calls_of(customers) * season[month % season.len()]
    }

    /// The same in a month without a season.
    #[must_use]
    pub fn usual_calls_of(&self, customers: f64) -> f64 {
        let base = &self.terms.base;
        let usual = base.contacts_per_month.map_or(self.usual_calls / base.customers, |contacts| contacts);
        // A strategy whose centre has fewer calls, such as one that helps itself, has them of the same customers.
        customers * usual * (self.calls / self.usual_calls)
    }

    /// Plays one month. `factor` multiplies the calls that come of their own accord.
    #[must_use]
    pub fn step(&self, numbers: &Numbers<f64>, state: &State, factor: f64) -> (Month, State) {
        let expected = self.calls_of(state.customers, state.month);
        let staff = staffing::staff(self, numbers, state, expected + state.again);
        let called = expected * factor + state.again;
        let outcome = self.outcome(numbers, state.customers, staff, called);
        let after = outcome.customers_after(numbers, state.customers);
        let margin = state.customers * numbers[Number::Margin];
        let month = Month {
            customers: state.customers,
            customers_after: after,
            calls: outcome.calls,
            staff,
            volume: self.volume(called),
            cost: outcome.cost,
            profit: margin - outcome.cost,
            lifetime_value: self.lifetime_value(numbers, state.customers, &outcome),
            left: outcome.left,
            word: outcome.word,
            service: outcome.service,
            is_on_surface: self.surface.holds(staff, self.volume(called)),
        };
        let next = State {
            month: state.month + 1,
            customers: after,
            again: outcome.again,
            hazard: lately(state.hazard, outcome.hazard),
            growth: lately(state.growth, ratio(after, state.customers)),
        };
        (month, next)
    }

    /// Calls in multiples of the centre's own; never quite none.
    fn volume(&self, called: f64) -> f64 {
        (called / self.calls).max(1e-9)
    }

    /// What `staff` times the centre's agents make of `called` calls of `customers`.
    #[must_use]
    pub fn outcome(&self, numbers: &Numbers<f64>, customers: f64, staff: f64, called: f64) -> Outcome {
        let service = self.surface.at(staff, self.volume(called));
        let calls = called * service.attempts();
        let unserved = calls * service.unserved();
        let answered = calls - unserved;
        let solved = answered * service.solved();
        let unsolved = answered - solved;
        let concession = &self.terms.concession;
        let kept = 1.0 - concession.share * numbers[Number::ConcessionKeeps];
        let after_wait: f64 = numbers.after_wait.iter().zip(service.waits()).map(|(share, met)| share * met).sum();
        let driven_away = unserved * numbers[Number::LeavesWhenUnserved]
            + kept * (answered * after_wait + unsolved * numbers[Number::LeavesWhenUnsolved]);
        let hazard = if customers > 0.0 { driven_away / customers } else { 0.0 };
        // Contacts come as a Poisson stream, so of those who would stay otherwise exp(-hazard) stay.
        let stay = 1.0 - monthly(numbers[Number::Leaves]);
        let left = customers * stay * -(-hazard).exp_m1();
        let joining = customers * (monthly(numbers[Number::Leaves]) + monthly_growth(numbers[Number::Growth]));
        let word = numbers[Number::WonPerTold] * numbers[Number::ToldWhenSolved] * solved
            - numbers[Number::PutOffPerTold] * numbers[Number::ToldWhenNot] * (unserved + unsolved);
        let cost = self.agents_cost * staff * service.agents()
            + called * service.other_cost()
            + answered * concession.share * concession.cost;
        Outcome {
            service,
            calls,
            cost,
            hazard,
            left,
            // Nobody can be put off but who would have come.
            word: word.max(-joining.max(0.0)),
            again: unserved * numbers[Number::AgainWhenUnserved] + unsolved * numbers[Number::AgainWhenUnsolved],
        }
    }

    /// `(m - s) / (1 - r / (1 + d))`: margin `m` less cost of service `s` a month, for as long as customers stay (share `r` a
    /// month), discounted by `d` a month; the first month counts in full.
    fn lifetime_value(&self, numbers: &Numbers<f64>, customers: f64, outcome: &Outcome) -> f64 {
        if customers <= 0.0 {
            return 0.0;
        }
        let value = numbers[Number::Margin] - outcome.cost / customers;
        value * self.lifetime(numbers, outcome.hazard)
    }

    /// Discounted months that a customer stays, the present one included.
    #[must_use]
    pub fn lifetime(&self, numbers: &Numbers<f64>, hazard: f64) -> f64 {
        let stay = (1.0 - monthly(numbers[Number::Leaves])) * (-hazard).exp();
        1.0 / (1.0 - stay * self.discount(1)).max(1e-12)
    }

    /// What the months are worth at their start: all profits, discounted, and, where that counts, the customers who are left at
    /// [what one is worth](Month::lifetime_value) in the months of the last season, each month weighted by its customers, so that it
    /// does not matter in which month of it the plan ends; nobody keeps customers who bring less than they cost.
    #[must_use]
    pub fn worth(&self, months: &[Month]) -> f64 {
        let profits: f64 = months.iter().enumerate().map(|(i, month)| month.profit * self.discount(i)).sum();
        let Some(last) = months.last().filter(|_| self.terms.base.counts_those_left) else { return profits };
        let season = &months[months.len().saturating_sub(self.terms.base.season.len())..];
        let (value, customers) =
            season.iter().fold((0.0, 0.0), |sum, of| (sum.0 + of.lifetime_value * of.customers, sum.1 + of.customers));
        let each = if customers > 0.0 { value / customers } else { 0.0 };
        profits + last.customers_after * each.max(0.0) * self.discount(months.len())
    }

    /// What money in so many months is worth today.
    #[must_use]
    pub fn discount(&self, months: usize) -> f64 {
        (1.0 + self.terms.base.discount_per_year).powf(-(months as f64) / MONTHS_A_YEAR)
    }
}

impl Outcome {
    /// Customers at the end of a month that began with `customers`.
    #[must_use]
    pub fn customers_after(&self, numbers: &Numbers<f64>, customers: f64) -> f64 {
        (customers * (1.0 + monthly_growth(numbers[Number::Growth])) - self.left + self.word).max(0.0)
    }
}

/// The mean of what was so far and what is new: one busy month does not tell the years to come.
fn lately(so_far: f64, new: f64) -> f64 {
    so_far + (new - so_far) / MONTHS_A_YEAR
}

/// What customers were multiplied by; 1 where there were none.
#[must_use]
pub fn ratio(after: f64, before: f64) -> f64 {
    if before > 0.0 { after / before } else { 1.0 }
}

/// The share a month that makes `yearly` in a year.
#[must_use]
pub fn monthly(yearly: f64) -> f64 {
    1.0 - (1.0 - yearly).powf(1.0 / MONTHS_A_YEAR)
}

/// The growth a month that makes `yearly` in a year.
#[must_use]
pub fn monthly_growth(yearly: f64) -> f64 {
    (1.0 + yearly).powf(1.0 / MONTHS_A_YEAR) - 1.0
}
