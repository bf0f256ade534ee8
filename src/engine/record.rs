//! What the engine tells of a replication.

use super::run::Run;
use crate::units::SimTime;

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An agent took it.
    Answered,
    /// The caller hung up while waiting.
    Abandoned,
    /// All lines were busy.
    Blocked,
    /// The caller would have had to wait, and did not join the queue.
    Balked,
    /// It still waited when the centre closed its queue, or when nothing more could happen.
    StillWaiting,
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
    /// When it came.
    pub arrived_at: SimTime,
    /// When it was answered, given up or turned away.
    pub left_queue_at: SimTime,
    /// When the line was free again.
    pub hung_up_at: SimTime,
    /// When the agent was free again.
    pub finished_at: SimTime,
    /// The queue it joined; `None` when it did not wait.
    pub queue: Option<QueueLengths>,
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
}

/// Takes down what happens.
pub trait Observer {
    /// A call is decided: how it ends is known, even if its conversation still goes on.
    fn call(&mut self, record: &CallRecord);

    /// Calls that are decided, many at a time: the same as [`Observer::call`] for each of
    /// [`Run::records`], which is what this does unless an observer knows better.
    fn run(&mut self, run: &Run<'_>) {
        run.records().for_each(|record| self.call(&record));
    }

    /// From `from` to `to`, `agents` of `group` were busy beyond the number staffed: they finished
    /// the calls they were on when their time was over.
    fn overstay(&mut self, group: usize, agents: u32, from: SimTime, to: SimTime);
}
