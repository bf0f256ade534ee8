//! Who calls and under which conditions: everything but the agents.

use super::{Demand, ErlangA, ErlangC, ErlangX, NoAnswer, Queue, Redial, WithLines};

/// More agents than this are never looked for.
pub const MOST_AGENTS: u32 = 10_000_000;

/// Everything but the number of agents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
    /// The calls.
    pub demand: Demand,
    /// Mean patience, s; `None` for ever.
    pub patience: Option<f64>,
    /// Telephone lines; `None` for enough.
    pub lines: Option<u32>,
    /// Callers who call again; `None` for none.
    pub redial: Option<Redial>,
}

impl Setting {
    /// Callers who wait for ever on enough lines.
    #[must_use]
    pub const fn erlang_c(demand: Demand) -> Self {
        Self { demand, patience: None, lines: None, redial: None }
    }

    /// Callers with this mean patience, s, on enough lines.
    #[must_use]
    pub const fn erlang_a(demand: Demand, patience: f64) -> Self {
        Self { patience: Some(patience), ..Self::erlang_c(demand) }
    }

    /// The name of the model.
    #[must_use]
    pub const fn model(&self) -> &'static str {
        match (self.redial, self.lines, self.patience) {
            (Some(_), _, _) | (None, Some(_), Some(_)) => "Erlang X",
            (None, Some(_), None) => "Erlang C with lines",
            (None, None, Some(_)) => "Erlang A",
            (None, None, None) => "Erlang C",
        }
    }

    /// Whether fractional agents have a meaning of their own; with lines they do not.
    #[must_use]
    pub const fn is_continuous(&self) -> bool {
        self.lines.is_none()
    }

    /// The queue before this many agents.
    ///
    /// # Errors
    ///
    /// [`NoAnswer`] when it is unstable, or there are no agents, or a fraction of one with lines.
    pub fn queue(&self, agents: f64) -> Result<Box<dyn Queue>, NoAnswer> {
        if let Some(redial) = self.redial {
            return Ok(Box::new(ErlangX::new(self, redial, agents)?));
        }
        self.without_redials(agents)
    }

    /// The same, nobody calling again.
    pub(super) fn without_redials(&self, agents: f64) -> Result<Box<dyn Queue>, NoAnswer> {
        match (self.lines, self.patience) {
            (Some(lines), patience) => {
                let whole = agents.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&agents);
                if !whole {
                    let allowed = "whole where lines are limited";
                    return Err(NoAnswer::Senseless { what: "the number of agents", allowed, value: agents });
                }
                Ok(Box::new(WithLines::new(self.demand, agents as u32, patience, lines)?))
            }
            (None, Some(patience)) => Ok(Box::new(ErlangA::new(self.demand, agents, patience)?)),
            (None, None) => Ok(Box::new(ErlangC::new(self.demand, agents)?)),
        }
    }
}
