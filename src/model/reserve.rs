//! A reserve: agents who are called in when the queue is long.

use super::NoModel;
use crate::units::SimTime;

/// Agents of a group who do other work until they are called in, all of them together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reserve {
    /// How many.
    pub agents: u32,
    /// Called in when more calls than this wait that the group may take.
    pub over: u32,
    /// Sent back when no more than this wait.
    pub back_at: u32,
    /// From the call to their coming.
    pub delay: SimTime,
    /// How long they stay at least.
    pub stays: SimTime,
    /// How fast they are, compared with the group.
    pub speed: f64,
    /// What an hour of one of them on the line costs.
    pub cost_per_hour: f64,
}

impl Reserve {
    /// Checks it.
    ///
    /// # Errors
    ///
    /// [`NoModel`] when there is nobody in it, or it would be sent back at a queue that calls it in.
    pub fn checked(self) -> Result<Self, NoModel> {
        if self.agents == 0 || self.agents > super::MOST_AGENTS {
            return Err(NoModel(format!("a reserve has from 1 to {} agents, not {}", super::MOST_AGENTS, self.agents)));
        }
        if self.back_at > self.over {
            return Err(NoModel(format!(
                "a reserve that is called in over {} waiting calls cannot be sent back at {}, which is more",
                self.over, self.back_at
            )));
        }
        let is_right = self.speed > 0.0 && self.speed <= 100.0 && self.cost_per_hour >= 0.0;
        if !is_right {
            return Err(NoModel("a reserve has a speed above 0, at most 100, and a cost of 0 or more".to_owned()));
        }
        Ok(self)
    }
}
