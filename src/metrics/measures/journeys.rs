//! What customers went through: calls that follow from others, and issues from the first call to the
//! last.
//!
//! Reported only of models in which a call is not all there is to an issue. A *call* belongs to the
//! interval of its own arrival, an *issue* to that of its first call.

use super::{How, Measure, Unit, Whose};
use crate::{stats::Pair, units::nanoseconds_as_seconds};

const fn calls(name: &'static str, title: &'static str, formula: &'static str, how: How) -> Measure {
    Measure { name, title, unit: Unit::Calls, whose: Whose::Everyone, by_interval: true, formula, how }
}

const fn of_issues(name: &'static str, title: &'static str, unit: Unit, formula: &'static str, how: How) -> Measure {
    Measure { name, title, unit, whose: Whose::Callers, by_interval: true, formula, how }
}

/// Counts are per day, or per hour of a steady state.
pub const MEASURES: &[Measure] = &[
    of_issues(
        "issues",
        "issues",
        Unit::Calls,
        "customers, each counted once however often they call",
        How::Ratio(|t| Pair::new(t.issues.issues as f64, t.base)),
    ),
    of_issues(
        "attempts_per_issue",
        "calls per issue",
        Unit::Length,
        "calls made / issues; transfers and callbacks are no calls of the customer",
        How::Ratio(|t| Pair::new(t.issues.attempts as f64, t.issues.issues as f64)),
    ),
    of_issues(
        "contacts_per_issue",
        "contacts per issue",
        Unit::Length,
        "contacts with agents / issues",
        How::Ratio(|t| Pair::new(t.issues.contacts as f64, t.issues.issues as f64)),
    ),
    of_issues(
        "issues_resolved",
        "issues solved",
        Unit::Share,
        "issues solved by an agent or by self-service / issues",
        How::Share(|t| Pair::new(t.issues.resolved as f64, t.issues.issues as f64)),
    ),
    of_issues(
        "issues_unserved",
        "customers never served",
        Unit::Share,
        "issues of customers whom no agent ever answered and self-service did not help / issues",
        How::Share(|t| Pair::new(t.issues.unserved as f64, t.issues.issues as f64)),
    ),
    of_issues(
        "issues_self_served",
        "issues solved by self-service",
        Unit::Share,
        "issues solved by self-service / issues",
        How::Share(|t| Pair::new(t.issues.self_served as f64, t.issues.issues as f64)),
    ),
    of_issues(
        "service_level.per_customer",
        "service level, per customer",
        Unit::Share,
        "issues answered by an agent with all waits together within the acceptable wait / issues not solved by self-service",
        How::Share(|t| Pair::new(t.issues.answered_within as f64, (t.issues.issues - t.issues.self_served) as f64)),
    ),
    of_issues(
        "wait_per_issue",
        "wait per issue",
        Unit::Seconds,
        "waits of all calls for an issue / issues",
        How::Ratio(|t| Pair::new(nanoseconds_as_seconds(t.issues.waited), t.issues.issues as f64)),
    ),
    Measure {
        name: "first_contact_resolution",
        title: "first-contact resolution",
        unit: Unit::Share,
        whose: Whose::Everyone,
        by_interval: true,
        formula: "first contacts of an issue that solved it / first contacts",
        how: How::Share(|t| Pair::new(t.journeys.first_contacts_resolved as f64, t.journeys.first_contacts as f64)),
    },
    Measure {
        name: "resolution",
        title: "contacts that solve the issue",
        unit: Unit::Share,
        whose: Whose::Everyone,
        by_interval: true,
        formula: "contacts that solved the issue / answered",
        how: How::Share(|t| Pair::new(t.journeys.resolved as f64, t.calls.answered as f64)),
    },
    calls(
        "redials",
        "redials",
        "calls that came because an earlier one was not answered",
        How::Ratio(|t| Pair::new(t.journeys.redials as f64, t.base)),
    ),
    calls(
        "recalls",
        "recalls",
        "calls that came because an earlier contact did not solve the issue",
        How::Ratio(|t| Pair::new(t.journeys.recalls as f64, t.base)),
    ),
    calls(
        "transferred_out",
        "passed on",
        "answered calls that were passed on to another agent",
        How::Ratio(|t| Pair::new(t.journeys.transferred_out as f64, t.base)),
    ),
    calls(
        "transferred_in",
        "taken over",
        "answered calls that another agent had passed on",
        How::Ratio(|t| Pair::new(t.journeys.transferred_in as f64, t.base)),
    ),
    calls(
        "callbacks",
        "callbacks",
        "customers who took the offer to be called back",
        How::Ratio(|t| Pair::new(t.journeys.callbacks as f64, t.base)),
    ),
    Measure {
        name: "callbacks_kept",
        title: "callbacks kept",
        unit: Unit::Share,
        whose: Whose::Everyone,
        by_interval: true,
        formula: "callbacks that reached the customer within their window / callbacks",
        how: How::Share(|t| Pair::new(t.journeys.callbacks_kept as f64, t.journeys.callbacks as f64)),
    },
    calls(
        "self_served",
        "self-served",
        "calls that self-service solved",
        How::Ratio(|t| Pair::new(t.journeys.self_served as f64, t.base)),
    ),
    calls(
        "left_self_service",
        "left self-service",
        "callers who gave up in self-service",
        How::Ratio(|t| Pair::new(t.journeys.left_self_service as f64, t.base)),
    ),
    Measure {
        name: "cost_per_resolved_issue",
        title: "cost per resolved issue",
        unit: Unit::Money,
        whose: Whose::Staff,
        by_interval: false,
        formula: "cost / contacts and self-services that solved the issue",
        how: How::Ratio(|t| Pair::new(t.costs.total(), (t.journeys.resolved + t.journeys.self_served) as f64)),
    },
];
