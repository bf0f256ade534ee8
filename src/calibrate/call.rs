//! One call as a log tells it.

use jiff::civil::DateTime;

/// One call, read and cleaned. Times are in seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct LoggedCall {
    /// The line of the log it stood on, from 1.
    pub line: u64,
    /// Its call type: an index into the names that the reader found.
    pub call_type: u32,
    /// When the caller asked for an agent (out of self-service, where there is one), on the centre's clock.
    pub arrival: DateTime,
    /// Who called: equal for the same customer, where the log knows customers.
    pub customer: Option<u64>,
    /// Time in self-service before `arrival`, where logged.
    pub self_service: Option<f64>,
    /// Time between joining the queue and being answered or leaving, where known.
    pub wait: Option<f64>,
    /// How it ended.
    pub outcome: Outcome,
    /// Talk and hold time of an answered call, where logged.
    pub talk: Option<f64>,
    /// Work after the call, where logged.
    pub after_call_work: Option<f64>,
    /// Who answered: an index into the names of agents that the reader found.
    pub agent: Option<u32>,
    /// The agent's group or team, where logged: an index into the names of groups that the reader found.
    pub agent_group: Option<u32>,
}

/// How a logged call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An agent answered.
    Answered,
    /// The caller left while waiting.
    Abandoned,
    /// The caller still waited when the centre closed.
    StillWaiting,
    /// All lines were taken.
    Blocked,
    /// It never asked for an agent: self-service only, or a log's word for neither of the above.
    NoAgentWanted,
}
