//! Which group's agent takes a call, where several of one tier could.
//!
//! A rule ranks the groups with an idle agent; the highest rank wins, the first in order of
//! preference among equals. Within a group the agent who has been idle longest takes the call, but
//! where the rule says otherwise ([`Rule::WITHIN`]).

/// What a rule sees of a group that could take the call.
#[derive(Clone, Copy, Debug)]
pub struct GroupView {
    /// Agents of the group who are idle, at least one.
    pub idle: u32,
    /// Since when the longest idle of them is idle, ns.
    pub idle_since: u64,
    /// Share of the group's time on the line so far that the least busy of the idle agents spent on
    /// calls; known only to rules that ask for it.
    pub least_busy: f64,
    /// Running sum of `idle` over the candidates up to this one, and of all.
    pub idle_up_to: u32,
    /// All idle agents of all candidates.
    pub idle_in_all: u32,
    /// A number from 0 to 1, drawn once for the call.
    pub chance: f64,
}

/// Which idle agent of the chosen group takes the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// The one who has been idle longest.
    LongestIdle,
    /// The one who was busy the least.
    LeastBusy,
    /// Any, with equal chances.
    Random,
}

/// A rule that chooses among groups.
pub trait Rule {
    /// Its word in the TOML.
    const NAME: &'static str;
    /// What it does, in one sentence.
    const ABOUT: &'static str;
    /// Which agent of the chosen group takes the call.
    const WITHIN: Within;

    /// The rank of a group; the highest wins, the first among equals.
    fn rank(view: &GroupView) -> f64;
}

macro_rules! registry {
    ($($module:ident: $rule:ident),+ $(,)?) => {
        $(mod $module; use $module::$rule;)+

        /// The rules, the default first.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum AgentSelection {
            $(#[doc = concat!("See `", stringify!($module), "`.")] $rule),+
        }

        impl AgentSelection {
            /// All of them, the default first.
            pub const ALL: &[Self] = &[$(Self::$rule),+];

            /// The rule's word in the TOML.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$rule => <$rule as Rule>::NAME),+ }
            }

            /// What it does.
            #[must_use]
            pub const fn about(self) -> &'static str {
                match self { $(Self::$rule => <$rule as Rule>::ABOUT),+ }
            }

            /// Which agent of the chosen group takes the call.
            #[must_use]
            pub const fn within(self) -> Within {
                match self { $(Self::$rule => <$rule as Rule>::WITHIN),+ }
            }

            /// The rank of a group.
            #[must_use]
            pub fn rank(self, view: &GroupView) -> f64 {
                match self { $(Self::$rule => <$rule as Rule>::rank(view)),+ }
            }
        }
    };
}

registry! {
    preference: OrderOfPreference,
    longest_idle: LongestIdle,
    least_busy: LeastBusy,
    most_idle: MostIdle,
    random: Random,
}

impl Default for AgentSelection {
    fn default() -> Self {
        Self::ALL[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEW: GroupView =
        GroupView { idle: 2, idle_since: 5, least_busy: 0.5, idle_up_to: 2, idle_in_all: 8, chance: 0.3 };

    #[test]
    fn each_rule_prefers_what_its_name_says() {
        let longer = GroupView { idle_since: 4, ..VIEW };
        assert!(AgentSelection::LongestIdle.rank(&longer) > AgentSelection::LongestIdle.rank(&VIEW));
        let lazier = GroupView { least_busy: 0.4, ..VIEW };
        assert!(AgentSelection::LeastBusy.rank(&lazier) > AgentSelection::LeastBusy.rank(&VIEW));
        let more = GroupView { idle: 3, ..VIEW };
        assert!(AgentSelection::MostIdle.rank(&more) > AgentSelection::MostIdle.rank(&VIEW));
        assert_eq!(AgentSelection::OrderOfPreference.rank(&longer), AgentSelection::OrderOfPreference.rank(&VIEW));
    }

    #[test]
    fn a_random_choice_weighs_groups_by_their_idle_agents() {
        // Idle agents 2, 6 of 8: a chance below 1/4 falls on the first group, above on the second.
        for (chance, wins) in [(0.0, 0), (0.24, 0), (0.26, 1), (0.99, 1)] {
            let views = [GroupView { chance, ..VIEW }, GroupView { idle: 6, idle_up_to: 8, chance, ..VIEW }];
            let ranks = views.map(|view| AgentSelection::Random.rank(&view));
            assert_eq!(usize::from(ranks[1] > ranks[0]), wins, "{chance}");
        }
    }
}
