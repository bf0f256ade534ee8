//! What the engine tells of a replication.

use super::{attendance::Away, run::Run};
use crate::{model::Horizon, units::SimTime};

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An agent took it.
    Answered,
    /// The caller hung up while waiting, or could not be reached when called back.
    Abandoned,
    /// All lines were busy, or the queue was full.
    Blocked,
    /// The caller would have had to wait, and did not join the queue.
    Balked,
    /// It still waited when the centre closed its queue, or when nothing more could happen. An item that can wait is
    /// carried over then.
    StillWaiting,
    /// Self-service solved the problem; no agent was asked for.
    SelfServed,
    /// The caller gave up in self-service; no agent was asked for.
    LeftSelfService,
}

/// Where a call came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// A customer's first call for an issue.
    #[default]
    Fresh,
    /// A customer who was not served calls again.
    Redial,
    /// A customer whose issue was not solved calls again.
    Recall,
    /// Another agent passed it on.
    Transfer,
    /// The centre calls the customer back.
    Callback,
    /// The centre called the customer: a dialler did.
    Dialled,
}

/// What comes of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Next {
    /// Nothing: the issue is over for the customer.
    #[default]
    Ends,
    /// The customer will call again because nobody answered.
    Redials,
    /// The customer will call again because the issue was not solved.
    Recalls,
    /// Another agent takes over.
    Transfers,
}

/// Where a call stands in what its customer goes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where it came from.
    pub origin: Origin,
    /// What comes of it.
    pub next: Next,
    /// Whether an agent solved the issue.
    pub is_resolved: bool,
    /// Which attempt of the customer it is, from 1; transfers and callbacks are no new attempts.
    pub attempt: u32,
    /// Which contact of the customer with an agent it is, from 1; 0 when nobody answered.
    pub contact: u32,
    /// Time spent in self-service before it came into the queue.
    pub self_service_time: SimTime,
    /// Whether it is a callback that was made within its window.
    pub is_kept: bool,
    /// Of an item in the backlog of the first opening: the opening hours it had waited by then.
    pub age: SimTime,
}

impl Step {
    /// A customer's only call; solved if it was answered.
    #[must_use]
    pub const fn only(outcome: Outcome) -> Self {
        Self {
            origin: Origin::Fresh,
            next: Next::Ends,
            is_resolved: matches!(outcome, Outcome::Answered | Outcome::SelfServed),
            attempt: 1,
            contact: matches!(outcome, Outcome::Answered) as u32,
            self_service_time: SimTime::ZERO,
            is_kept: false,
            age: SimTime::ZERO,
        }
    }
}

/// How many calls waited, just after this one joined them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueLengths {
    /// Calls of the same type.
    pub of_type: u32,
    /// Calls whose first group is the same.
    pub of_group: u32,
    /// All calls.
    pub of_all: u32,
}

/// One call, from arrival to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallRecord {
    /// Index of its type.
    pub call_type: u32,
    /// Index of the group that answered it; of its type's first group when nobody did.
    pub group: u32,
    /// How it ended.
    pub outcome: Outcome,
    /// When it came: into the queue, where self-service stands before it. Of a callback, when the
    /// customer had called.
    pub arrived_at: SimTime,
    /// When it was answered, given up or turned away.
    pub left_queue_at: SimTime,
    /// When the line was free again.
    pub hung_up_at: SimTime,
    /// When the agent was free again.
    pub finished_at: SimTime,
    /// The queue it joined; `None` when it did not wait.
    pub queue: Option<QueueLengths>,
    /// Where it stands in what its customer goes through.
    pub step: Step,
}

impl QueueLengths {
    /// Where there is one type and one group.
    #[must_use]
    pub const fn same(length: u32) -> Self {
        Self { of_type: length, of_group: length, of_all: length }
    }
}

impl CallRecord {
    /// From arrival to answer or abandonment.
    #[must_use]
    pub const fn wait(&self) -> SimTime {
        self.left_queue_at.since(self.arrived_at)
    }

    /// The same in opening hours, those before the first day included: the wait of an item.
    #[must_use]
    pub fn wait_in_hours(&self, horizon: &Horizon) -> SimTime {
        horizon.open_time(self.left_queue_at).since(horizon.open_time(self.arrived_at)) + self.step.age
    }
}

/// A call that an agent took, a customer's only one: what its record is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Index of its type.
    pub call_type: u32,
    /// Index of the group that answered it.
    pub group: u32,
    /// When it came.
    pub arrived_at: SimTime,
    /// When it was answered.
    pub answered_at: SimTime,
    /// When the line was free again.
    pub hung_up_at: SimTime,
    /// When the agent was free again.
    pub finished_at: SimTime,
    /// The queue it joined; `None` when it did not wait.
    pub queue: Option<QueueLengths>,
}

impl Answer {
    /// The whole record.
    #[must_use]
    pub const fn record(&self) -> CallRecord {
        CallRecord {
            call_type: self.call_type,
            group: self.group,
            outcome: Outcome::Answered,
            arrived_at: self.arrived_at,
            left_queue_at: self.answered_at,
            hung_up_at: self.hung_up_at,
            finished_at: self.finished_at,
            queue: self.queue,
            step: Step::only(Outcome::Answered),
        }
    }
}

/// A customer whom the centre dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DialRecord {
    /// Index of the call type.
    pub call_type: u32,
    /// When.
    pub dialled_at: SimTime,
    /// When the customer answered, or it was known that nobody would.
    pub ended_at: SimTime,
    /// Whether the customer answered; a call of the type then came in at `ended_at`.
    pub is_reached: bool,
}

/// An agent's phone that rang.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RingRecord {
    /// Index of the call's type.
    pub call_type: u32,
    /// Index of the agent's group.
    pub group: u32,
    /// When the call came.
    pub arrived_at: SimTime,
    /// Since when it rang.
    pub from: SimTime,
    /// When the agent answered, or the caller gave up.
    pub to: SimTime,
    /// Whether the agent answered.
    pub is_answered: bool,
}

/// A colleague whom an agent asked to join at the end of a talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsultRecord {
    /// Index of the call's type.
    pub call_type: u32,
    /// Index of the group that was asked.
    pub group: u32,
    /// When.
    pub from: SimTime,
    /// Up to when the colleague was busy with it; `from` where nobody was idle.
    pub to: SimTime,
    /// Whether somebody was idle, and joined.
    pub is_held: bool,
}

/// A customer's issue, when it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IssueRecord {
    /// The type of the first call.
    pub call_type: u32,
    /// When the first call came.
    pub came_at: SimTime,
    /// Calls the customer made.
    pub attempts: u32,
    /// Calls that an agent answered, transfers included.
    pub contacts: u32,
    /// All waits together.
    pub waited: SimTime,
    /// Whether it was solved; else the customer gave up on it, or the day ended first.
    pub is_resolved: bool,
    /// Whether self-service solved it.
    pub is_self_served: bool,
    /// The group that solved it, if one did.
    pub resolved_by: Option<u32>,
    /// Whether it is not over: an item that waits for another day.
    pub is_carried_over: bool,
}

/// Who a record is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Who {
    /// The customer: the same for all calls about an issue, another for every issue of the seed.
    pub customer: u64,
    /// The agent who answered, counted from 0 within the group; `None` when nobody did.
    pub agent: Option<u32>,
}

/// Takes down what happens.
pub trait Observer {
    /// Who the next call is of. Told by [`play_by_events`](super::play_by_events) alone, just before [`Observer::call`].
    fn who(&mut self, _who: Who) {}

    /// A call is decided: how it ends is known, even if its conversation still goes on. Of a chat that is known when it
    /// is over.
    fn call(&mut self, record: &CallRecord);

    /// A call is answered: the same as [`Observer::call`] for [`Answer::record`], which is what this does unless an
    /// observer knows better.
    #[inline]
    fn answered(&mut self, answer: &Answer) {
        self.call(&answer.record());
    }

    /// Calls that are decided, many at a time: the same as [`Observer::call`] for each of
    /// [`Run::records`], which is what this does unless an observer knows better.
    fn run(&mut self, run: &Run<'_>) {
        run.records().for_each(|record| self.call(&record));
    }

    /// From `from` to `to`, `agents` of `group` were busy beyond the number staffed: they finished
    /// the calls they were on when their time was over.
    fn overstay(&mut self, group: usize, agents: u32, from: SimTime, to: SimTime);

    /// From `from` to `to` nobody of `group` was idle. Told only of models with several groups.
    fn nobody_idle(&mut self, _group: usize, _from: SimTime, _to: SimTime) {}

    /// Scheduled agents are off the line for a while in this replication. Told before anything else.
    fn away(&mut self, _away: &Away) {}

    /// An agent's phone has rung; the agent was busy with it.
    fn rang(&mut self, _record: &RingRecord) {}

    /// An agent asked a colleague to join.
    fn consulted(&mut self, _record: &ConsultRecord) {}

    /// The reserve of `group` is called in.
    fn called_in(&mut self, _group: usize, _at: SimTime) {}

    /// From `from` to `to`, `agents` of the reserve of `group` were on the line, or finished a call.
    fn reserve(&mut self, _group: usize, _agents: u32, _from: SimTime, _to: SimTime) {}

    /// An issue is over. Told only of models in which a call is not all there is to an issue.
    fn issue(&mut self, _record: &IssueRecord) {}

    /// From `from` to `to` an agent of `group` had at least one chat.
    fn engaged(&mut self, _group: usize, _from: SimTime, _to: SimTime) {}

    /// A customer is dialled; how it will end is known already.
    fn dialled(&mut self, _record: &DialRecord) {}
}
