//! Whose measure it is, and of when.

use crate::model::Model;

/// Whose measure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// The whole centre.
    All,
    /// One call type, by index.
    CallType(usize),
    /// One agent group, by index: the calls it answered, and those whose first group it is.
    AgentGroup(usize),
}

/// Of when it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// The whole measured time.
    Whole,
    /// One interval, by index: the calls that arrived in it.
    Interval(usize),
}

impl Of {
    /// The whole centre, then each call type, then each agent group.
    pub fn every(model: &Model) -> impl Iterator<Item = Self> + use<> {
        std::iter::once(Self::All)
            .chain((0..model.call_types().len()).map(Self::CallType))
            .chain((0..model.agent_groups().len()).map(Self::AgentGroup))
    }

    /// Its key path: `all`, `call_type.tracking`, `agent_group.agents`.
    #[must_use]
    pub fn key(self, model: &Model) -> String {
        match self {
            Self::All => "all".to_owned(),
            Self::CallType(t) => format!("call_type.{}", model.call_types()[t].name()),
            Self::AgentGroup(g) => format!("agent_group.{}", model.agent_groups()[g].name()),
        }
    }
}

impl Period {
    /// The whole time, then each interval (a steady state has none of its own).
    pub fn every(model: &Model) -> impl Iterator<Item = Self> + use<> {
        let intervals = if model.horizon().interval_label(0).is_some() { model.horizon().intervals() } else { 0 };
        std::iter::once(Self::Whole).chain((0..intervals).map(Self::Interval))
    }

    /// `all`, or where the interval starts: `08:30`.
    #[must_use]
    pub fn key(self, model: &Model) -> String {
        match self {
            Self::Whole => "all".to_owned(),
            Self::Interval(i) => model.horizon().interval_label(i).unwrap_or_else(|| "all".to_owned()),
        }
    }
}
