//! What service does to customers in the long run, as it is typed.

use serde_json::{Value as Json, json};

use super::{
    decode::{At, FromNode, Reader, table},
    document::{Node, Value},
    values::{Amount, Positive, Seconds, Share},
};

table! {
    /// Months and years: who stays, leaves, tells others and calls again. A behavioural number is a number, or `{ low = 0.05, high = 0.1 }`, with a most likely `value` in between where it is not the middle; each future draws its own. Where a default has no source, it is assumed.
    struct LongRun called "[longrun]" {
        /// Customers at the start.
        customers: At<Positive>,
        /// What a customer brings a month, before the cost of service.
        margin_per_month: At<Uncertain>,
        /// Contacts a customer makes a month. Left out: as many as the scenario's arrivals are from the customers at the start.
        contacts_per_month: Option<At<Positive>>,
        /// Days a month on which the centre is open.
        days_per_month: At<Positive> = "30.4",
        /// How many months are looked at.
        months: At<u64> = "60",
        /// What a year makes money worth less (assumed).
        discount_per_year: At<Share> = "0.1",
        /// Whether a strategy is also worth what the customers are who are left after the last month. Otherwise one that lives off its customers looks better than it is.
        counts_those_left: At<bool> = "true",
        /// How many futures are drawn.
        futures: At<u64> = "1000",
        /// Coefficient of variation of the calls of a month around what is expected (assumed).
        demand_cv: At<Amount> = "0.05",
        /// What contacts are multiplied by, month after month; starts over at its end. Left out: no season.
        season: Option<At<Vec<At<Amount>>>>,
        /// How the base grows in a year whatever the service; may be negative.
        growth_per_year: At<Uncertain> = "0",
        /// The share of customers who leave in a year whatever the service (assumed); who replaces them is in `growth_per_year`.
        leaves_per_year: At<Uncertain> = "0.2",
        /// The share of customers who leave because a call was not answered. SQM: of those who had to call more than once 4 points more say they will; a quarter to a half of that, as more is said than done (assumed).
        leaves_when_unserved: At<Uncertain> = "{ low = 0.01, high = 0.02 }",
        /// The share who leave because a contact did not solve the issue. SQM: 20 points more than of those whose issue is solved at once say so; a quarter to a half of that (assumed).
        leaves_when_unsolved: At<Uncertain> = "{ low = 0.05, high = 0.1 }",
        /// The share of answered customers who leave because of their wait, as points with straight lines between; before the first and after the last as there. Surveys see a tipping point at about 6 minutes; the shares are assumed.
        leaves_after_wait: At<Vec<At<WaitPoint>>> = "[{ wait = \"1m\", share = 0 }, { wait = \"6m\", share = { low = 0.005, high = 0.02 } }]",
        /// What is given to customers to make up for bad service.
        concession: Option<At<Concession>>,
        /// How many people a customer tells whose issue was solved. SQM: 41 % tell about one.
        told_when_solved: At<Uncertain> = "0.41",
        /// How many people a customer tells whose call was not answered or solved nothing. SQM: 74 % tell about five.
        told_when_not: At<Uncertain> = "3.7",
        /// New customers for each person who is told something good. Bain on Dell: 1 million customers from 40 million comments, 0.025; here at most.
        won_per_told: At<Uncertain> = "{ low = 0, high = 0.025 }",
        /// Customers-to-be who stay away for each person who is told something bad (assumed to be as many).
        put_off_per_told: At<Uncertain> = "{ low = 0, high = 0.025 }",
        /// The share that calls again the next month after a call that was not answered. Left out: { low = 0.15, high = 0.6 }, the range of vendors' figures, or 0 where a call type has a `redial`.
        again_when_unserved: Option<At<Uncertain>>,
        /// The share that calls again the next month after a contact that did not solve the issue. Left out: { low = 0.5, high = 0.9 } (assumed), or 0 where a call type has a `recall`.
        again_when_unsolved: Option<At<Uncertain>>,
        /// How many agents there are, month by month.
        staffing: At<Staffing> = "{}",
        /// Service by month comes from a surface fitted to simulated points, made finer until it is this near to direct simulation, as a share of calls.
        error_at_most: At<Positive> = "0.02",
    }
}

table! {
    /// A point of the curve over waits.
    struct WaitPoint called "a point of `leaves_after_wait`" {
        /// After this wait.
        wait: At<Seconds>,
        /// This share leaves.
        share: At<Uncertain>,
    }
}

table! {
    /// Something given to customers who were served badly.
    struct Concession called "`concession`" {
        /// The share of answered contacts in which it is given.
        share: At<Share>,
        /// What it costs each time.
        cost: At<Amount>,
        /// The share of those who would leave after such a contact whom it keeps (assumed).
        keeps: At<Uncertain> = "{ low = 0.2, high = 0.6 }",
    }
}

table! {
    /// The rule by which a strategy staffs the centre.
    struct Staffing called "`staffing`" {
        /// "fixed_budget": what the same money buys; "fixed_promise": as many as keep the promise for the calls expected; "cut": a share fewer each year; "to_value": as many as pay for themselves.
        rule: At<String> = "\"fixed_budget\"",
        /// With "fixed_budget": money for agents a month. Left out: what the scenario's staff costs.
        budget_per_month: Option<At<Amount>>,
        /// With "cut": the share of the staff that goes each year.
        cut_per_year: Option<At<Share>>,
        /// With "fixed_promise": at least this share answered within the acceptable wait.
        service_level: Option<At<Share>>,
        /// With "fixed_promise": at most this mean wait of answered calls.
        average_speed_of_answer: Option<At<Seconds>>,
        /// With "fixed_promise": at most this share abandoned.
        abandonment: Option<At<Share>>,
    }
}

/// A number, or the bounds between which it lies.
#[derive(Clone, Debug, PartialEq)]
pub enum Uncertain {
    /// This number.
    Exact(f64),
    /// Between two.
    Between {
        /// The lowest.
        low: f64,
        /// The most likely.
        value: f64,
        /// The highest.
        high: f64,
    },
}

table! {
    /// Bounds of a number.
    struct Bounds called "an uncertain number" {
        /// The lowest it may be.
        low: f64,
        /// The highest it may be.
        high: f64,
        /// The most likely. Left out: the middle.
        value: Option<f64>,
    }
}

impl FromNode for Uncertain {
    const EXAMPLE: &'static str = "{ low = 0.05, high = 0.1 }";

    fn from_node(node: &mut Node, reader: &mut Reader) -> Option<Self> {
        match node.value {
            Value::Integer(_) | Value::Float(_) => f64::from_node(node, reader).map(Self::Exact),
            Value::Table(_) => {
                let bounds = Bounds::from_node(node, reader).filter(|bounds| bounds.whole)?;
                let Bounds { low, high, value, .. } = bounds;
                Some(Self::Between { low, value: value.unwrap_or_else(|| f64::midpoint(low, high)), high })
            }
            _ => reader.expected("a number, or bounds such as { low = 0.05, high = 0.1 }", node),
        }
    }

    fn schema() -> Json {
        json!({ "oneOf": [f64::schema(), Bounds::schema()] })
    }
}
