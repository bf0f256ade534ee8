//! Counts in whole numbers, and what they add up to.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

/// What happened to the calls of one type, group and interval. Times are in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallTally {
    /// Answered.
    pub answered: u64,
    /// Abandoned.
    pub abandoned: u64,
    /// Still waiting when the queue was closed.
    pub still_waiting: u64,
    /// Of them, items that are carried over and not due yet.
    pub not_due: u64,
    /// Blocked: all lines busy.
    pub blocked: u64,
    /// Balked: did not join the queue.
    pub balked: u64,
    /// Answered within the acceptable wait.
    pub answered_within: u64,
    /// Abandoned within the acceptable wait.
    pub abandoned_within: u64,
    /// Abandoned within the threshold of a short abandon.
    pub short_abandons: u64,
    /// Waits of answered calls.
    pub wait_answered: u128,
    /// Waits of abandoned calls.
    pub wait_abandoned: u128,
    /// Waits of calls still waiting.
    pub wait_still: u128,
    /// Handle time of answered calls.
    pub handle: u128,
    /// Time on the line, waits included.
    pub line: u128,
    /// Waiting that fell into the interval, whenever the call came.
    pub queue: u128,
    /// Handling that fell into the interval, whenever the call came.
    pub busy: u128,
}

impl CallTally {
    /// Calls that entered: answered, abandoned and still waiting.
    #[must_use]
    pub const fn offered(&self) -> u64 {
        self.answered + self.abandoned + self.still_waiting
    }

    /// Calls whose service is decided: all that entered but for items that are carried over and not due yet.
    #[must_use]
    pub const fn due(&self) -> u64 {
        self.offered() - self.not_due
    }

    /// All calls that came, blocked and balked ones included.
    #[must_use]
    pub const fn attempts(&self) -> u64 {
        self.offered() + self.blocked + self.balked
    }
}

impl AddAssign<&Self> for CallTally {
    fn add_assign(&mut self, other: &Self) {
        self.answered += other.answered;
        self.abandoned += other.abandoned;
        self.still_waiting += other.still_waiting;
        self.not_due += other.not_due;
        self.blocked += other.blocked;
        self.balked += other.balked;
        self.answered_within += other.answered_within;
        self.abandoned_within += other.abandoned_within;
        self.short_abandons += other.short_abandons;
        self.wait_answered += other.wait_answered;
        self.wait_abandoned += other.wait_abandoned;
        self.wait_still += other.wait_still;
        self.handle += other.handle;
        self.line += other.line;
        self.queue += other.queue;
        self.busy += other.busy;
    }
}

macro_rules! tally {
    ($(#[doc = $about:literal])+ $name:ident { $( $(#[doc = $doc:literal])+ $field:ident: $type:ty, )+ }) => {
        $(#[doc = $about])+
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $name {
            $( $(#[doc = $doc])+ pub $field: $type, )+
        }

        impl AddAssign<&Self> for $name {
            fn add_assign(&mut self, other: &Self) {
                $( self.$field += other.$field; )+
            }
        }
    };
}

tally! {
    /// What calls of one type, group and interval were in what their customers went through. Times
    /// are in nanoseconds.
    JourneyTally {
        /// Calls that came because an earlier one was not answered.
        redials: u64,
        /// Calls that came because an earlier contact did not solve the issue.
        recalls: u64,
        /// Answered calls that another agent had passed on.
        transferred_in: u64,
        /// Answered calls that were passed on.
        transferred_out: u64,
        /// Callbacks: customers who took one.
        callbacks: u64,
        /// Callbacks made within their window.
        callbacks_kept: u64,
        /// Contacts that solved the issue.
        resolved: u64,
        /// First contacts of an issue.
        first_contacts: u64,
        /// First contacts that solved the issue.
        first_contacts_resolved: u64,
        /// Calls that self-service solved.
        self_served: u64,
        /// Callers who gave up in self-service.
        left_self_service: u64,
        /// Time in self-service.
        self_service_time: u128,
    }
}

tally! {
    /// What became of the issues of customers whose first call was of one type and came in one
    /// interval. Times are in nanoseconds.
    IssueTally {
        /// Issues.
        issues: u64,
        /// Calls made for them.
        attempts: u64,
        /// Contacts with agents for them.
        contacts: u64,
        /// Issues solved, by an agent or by self-service.
        resolved: u64,
        /// Issues that the first contact solved.
        resolved_at_once: u64,
        /// Issues that self-service solved.
        self_served: u64,
        /// Issues of customers whom no agent ever answered, and whom self-service did not help.
        unserved: u64,
        /// Issues answered by an agent, all waits together within the acceptable wait.
        answered_within: u64,
        /// All waits.
        waited: u128,
    }
}

tally! {
    /// Items that waited at the end of an interval. Times are in nanoseconds.
    ItemTally {
        /// How many.
        backlog: u64,
        /// Of them, those past their acceptable wait.
        overdue: u64,
        /// Opening hours that the oldest had waited.
        oldest: u128,
    }
}

tally! {
    /// Customers of one type whom the centre dialled in one interval.
    DialTally {
        /// Dialled.
        dialled: u64,
        /// Of them, those who answered.
        reached: u64,
    }
}

tally! {
    /// Phones that rang in a group in one interval, what its reserve did, and consultations it was asked for. Times are in nanoseconds.
    CrewTally {
        /// Time agents were busy while it rang.
        ringing: u128,
        /// Calls that rang.
        rang: u64,
        /// Of them, those whose caller gave up before the agent answered.
        unanswered: u64,
        /// Times the reserve was called in.
        called_in: u64,
        /// Time agents of the reserve were on the line.
        reserve: u128,
        /// Time agents were busy because a colleague had asked them to join.
        consulting: u128,
        /// Times somebody of the group was asked to join.
        asked: u64,
        /// Of them, those at which nobody was idle.
        nobody_to_ask: u64,
    }
}

/// What is known only when a replication is over: its extremes, and whether it kept its targets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Daily {
    /// Sum over replications of the longest wait, ns.
    pub longest_wait: u128,
    /// Sum over replications of the longest queue.
    pub longest_queue: u64,
    /// Intervals with calls, over all replications.
    pub intervals: u64,
    /// Of them, those that kept the service level target.
    pub intervals_on_target: u64,
    /// Replications with calls.
    pub days: u64,
    /// Of them, those that kept the target as a whole.
    pub days_on_target: u64,
}

impl AddAssign<&Self> for Daily {
    fn add_assign(&mut self, other: &Self) {
        self.longest_wait += other.longest_wait;
        self.longest_queue += other.longest_queue;
        self.intervals += other.intervals;
        self.intervals_on_target += other.intervals_on_target;
        self.days += other.days;
        self.days_on_target += other.days_on_target;
    }
}

/// Money, in the scenario's currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Costs {
    /// Paid agent hours.
    pub agents: f64,
    /// Line minutes.
    pub lines: f64,
    /// Abandoned calls.
    pub abandoned: f64,
    /// What answered calls cost beside the agents.
    #[serde(default)]
    pub answered: f64,
    /// Minutes of waiting.
    pub waiting: f64,
    /// Missed promises.
    pub penalties: f64,
}

impl Costs {
    /// All of it.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.agents + self.lines + self.abandoned + self.answered + self.waiting + self.penalties
    }

    /// The parts in the order in which they are stacked, with their names.
    #[must_use]
    pub const fn parts(&self) -> [(&'static str, f64); 6] {
        [
            ("agents", self.agents),
            ("lines", self.lines),
            ("waiting", self.waiting),
            ("abandoned", self.abandoned),
            ("answered", self.answered),
            ("penalties", self.penalties),
        ]
    }
}

impl AddAssign<&Self> for Costs {
    fn add_assign(&mut self, other: &Self) {
        self.agents += other.agents;
        self.lines += other.lines;
        self.abandoned += other.abandoned;
        self.answered += other.answered;
        self.waiting += other.waiting;
        self.penalties += other.penalties;
    }
}

/// All that one section counted for somebody ([`Of`](super::Of)) and some time
/// ([`Period`](super::Period)): what measures are computed from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Totals {
    /// What counts and costs are reported per: days, or hours of a steady state.
    pub base: f64,
    /// Replications.
    pub replications: u64,
    /// Measured time, s.
    pub seconds: f64,
    /// What happened to the calls.
    pub calls: CallTally,
    /// Time agents were on the line, overtime included, s.
    pub staffed: f64,
    /// Paid time, s.
    pub paid: f64,
    /// What calls were in what their customers went through; of models in which that is more than
    /// one call.
    pub journeys: JourneyTally,
    /// What became of the issues, likewise.
    pub issues: IssueTally,
    /// Customers whom the centre dialled; of models in which it does.
    pub dials: DialTally,
    /// Items that waited at the end of the period; of several days, at the end of each.
    pub items: ItemTally,
    /// How many such ends there are.
    pub ends: u64,
    /// Time of chats that fell into the period, s.
    pub chat_time: f64,
    /// Time in which agents had chats, s.
    pub engaged: f64,
    /// Time in which nobody of a group was idle, s; of models with several groups.
    pub nobody_idle: f64,
    /// Time scheduled agents were absent or could not work, s.
    pub away: f64,
    /// Phones that rang, reserves and consultations; of models in which there are any.
    pub crew: CrewTally,
    /// Extremes and targets.
    pub daily: Daily,
    /// Money.
    pub costs: Costs,
}
