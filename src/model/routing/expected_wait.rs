//! The wait that a caller is told to expect.

/// How the expected wait is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ExpectedWait {
    /// (Calls waiting + 1) x mean handle time / agents on the line who may take the type: what a
    /// queue of patient callers would take (Whitt, *Management Science* 45, 1999).
    #[default]
    QueueLength,
    /// How long the first in the queue has waited.
    HeadOfQueue,
    /// The wait of the last caller who was answered.
    LastWait,
    /// The mean wait of the last ten callers who were answered.
    MeanOfLastTen,
    /// How long the last caller of any type had waited who was answered after waiting in a queue.
    LastQueuedWait,
}

/// What is known when the wait is guessed, of one call type. Times are s.
#[derive(Clone, Copy, Debug, Default)]
pub struct QueueState {
    /// Calls that wait.
    pub waiting: u32,
    /// Agents on the line who may take the type.
    pub agents: u32,
    /// Mean handle time.
    pub mean_handle_time: f64,
    /// How long the first in the queue has waited; 0 when nobody waits.
    pub head_wait: f64,
    /// The wait of the last who was answered.
    pub last_wait: f64,
    /// The mean wait of the last ten who were answered.
    pub mean_of_last_ten: f64,
    /// The time in a queue of the last who was answered from one, of any type.
    pub last_queued_wait: f64,
}

impl ExpectedWait {
    /// All of them, the default first.
    pub const ALL: [Self; 5] =
        [Self::QueueLength, Self::HeadOfQueue, Self::LastWait, Self::MeanOfLastTen, Self::LastQueuedWait];

    /// Its word in the TOML.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::QueueLength => "queue_length",
            Self::HeadOfQueue => "head_of_queue",
            Self::LastWait => "last_wait",
            Self::MeanOfLastTen => "mean_of_last_ten",
            Self::LastQueuedWait => "last_queued_wait",
        }
    }

    /// The expected wait, s; infinite where nobody is on the line.
    #[must_use]
    pub fn guess(self, state: &QueueState) -> f64 {
        match self {
            Self::QueueLength if state.agents == 0 => f64::INFINITY,
            Self::QueueLength => f64::from(state.waiting + 1) * state.mean_handle_time / f64::from(state.agents),
            Self::HeadOfQueue => state.head_wait,
            Self::LastWait => state.last_wait,
            Self::MeanOfLastTen => state.mean_of_last_ten,
            Self::LastQueuedWait => state.last_queued_wait,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_guess_is_what_its_name_says() {
        let state = QueueState {
            waiting: 4,
            agents: 10,
            mean_handle_time: 300.0,
            head_wait: 80.0,
            last_wait: 70.0,
            mean_of_last_ten: 60.0,
            last_queued_wait: 50.0,
        };
        let guesses = ExpectedWait::ALL.map(|rule| rule.guess(&state));
        assert_eq!(guesses, [150.0, 80.0, 70.0, 60.0, 50.0]);
        assert!(ExpectedWait::QueueLength.guess(&QueueState { agents: 0, ..state }).is_infinite());
    }
}
