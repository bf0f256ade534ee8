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
    /// The calls of one type that one group answered, or that nobody did and whose first group it is:
    /// a cell of the matrix of who served what.
    Pair {
        /// The call type's index.
        call_type: usize,
        /// The group's index.
        group: usize,
    },
}

/// Of when it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// The whole measured time.
    Whole,
    /// One day of several in a row, by index: the calls that arrived on it.
    Day(usize),
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

    /// Each pair of a call type and a group that may serve it; none where that is one each.
    pub fn pairs(model: &Model) -> impl Iterator<Item = Self> + '_ {
        let several = model.call_types().len() > 1 && model.agent_groups().len() > 1;
        model
            .call_types()
            .iter()
            .enumerate()
            .filter(move |_| several)
            .flat_map(|(call_type, of)| of.groups().iter().map(move |&group| Self::Pair { call_type, group }))
    }

    /// Its key path: `all`, `call_type.tracking`, `agent_group.agents`, or both of a pair, as
    /// `call_type.tracking/agent_group.agents`.
    #[must_use]
    pub fn key(self, model: &Model) -> String {
        match self {
            Self::All => "all".to_owned(),
            Self::CallType(t) => format!("call_type.{}", model.call_types()[t].name()),
            Self::AgentGroup(g) => format!("agent_group.{}", model.agent_groups()[g].name()),
            Self::Pair { call_type, group } => {
                format!("{}/{}", Self::CallType(call_type).key(model), Self::AgentGroup(group).key(model))
            }
        }
    }
}

impl Period {
    /// The whole time, then each of several days, then each interval (a steady state has none of its
    /// own).
    pub fn every(model: &Model) -> impl Iterator<Item = Self> + use<> {
        let days = if model.horizon().days() > 1 { model.horizon().days() } else { 0 };
        let intervals = if model.horizon().interval_label(0).is_some() { model.horizon().intervals() } else { 0 };
        std::iter::once(Self::Whole).chain((0..days).map(Self::Day)).chain((0..intervals).map(Self::Interval))
    }

    /// `all`, or where the interval starts: `08:30`; of days in a row also the day, `Mon`, and
    /// `Mon 08:30`.
    #[must_use]
    pub fn key(self, model: &Model) -> String {
        match self {
            Self::Whole => "all".to_owned(),
            Self::Day(day) => model.horizon().day_label(day).unwrap_or("all").to_owned(),
            Self::Interval(i) => model.horizon().interval_label(i).unwrap_or_else(|| "all".to_owned()),
        }
    }
}
