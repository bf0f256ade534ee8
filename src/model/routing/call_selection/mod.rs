//! Which waiting call an agent takes who is free.
//!
//! Within a call type the call that has waited longest is next. A rule compares the types: it gives
//! a score to the first call of each, and the highest score wins; among equal scores the call that
//! came first. A rule whose score does not depend on time or state says so ([`Rule::FIXED`]), and
//! is then evaluated once for a whole study.

/// What a rule sees of the first waiting call of a type.
#[derive(Clone, Copy, Debug)]
pub struct CallView {
    /// The type's priority.
    pub priority: f64,
    /// The type's weight.
    pub weight: f64,
    /// By how much the type's priority grows with each minute of waiting.
    pub growth_per_minute: f64,
    /// Where the type stands among the group's skills, from 0.
    pub position: usize,
    /// How long the call has waited, minutes.
    pub minutes: f64,
    /// The type's service level target less its service level so far today; 0 without a target.
    pub deficit: f64,
}

/// A rule that chooses among waiting calls.
pub trait Rule {
    /// Its word in the TOML.
    const NAME: &'static str;
    /// What it does, in one sentence.
    const ABOUT: &'static str;
    /// Whether the score depends neither on time nor on what has happened.
    const FIXED: bool;

    /// The score of a type's first call; the highest wins, the call that came first among equals.
    fn score(view: &CallView) -> f64;
}

macro_rules! registry {
    ($($module:ident: $rule:ident),+ $(,)?) => {
        $(mod $module; use $module::$rule;)+

        /// The rules, the default first.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum CallSelection {
            $(#[doc = concat!("See `", stringify!($module), "`.")] $rule),+
        }

        impl CallSelection {
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

            /// Whether the score depends neither on time nor on what has happened.
            #[must_use]
            pub const fn is_fixed(self) -> bool {
                match self { $(Self::$rule => <$rule as Rule>::FIXED),+ }
            }

            /// The score of a type's first call.
            #[must_use]
            #[inline]
            pub fn score(self, view: &CallView) -> f64 {
                match self { $(Self::$rule => <$rule as Rule>::score(view)),+ }
            }
        }
    };
}

registry! {
    priority: Priority,
    first_come: FirstCome,
    skill_order: SkillOrder,
    weighted_wait: WeightedWait,
    growing_priority: GrowingPriority,
    deficit: ServiceLevelDeficit,
}

impl Default for CallSelection {
    fn default() -> Self {
        Self::ALL[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEW: CallView =
        CallView { priority: 1.0, weight: 2.0, growth_per_minute: 0.5, position: 1, minutes: 3.0, deficit: 0.1 };

    #[test]
    fn each_rule_scores_what_its_name_says() {
        let score = |rule: CallSelection| rule.score(&VIEW);
        assert_eq!(score(CallSelection::Priority), 1.0);
        assert_eq!(score(CallSelection::FirstCome), 0.0);
        assert_eq!(score(CallSelection::SkillOrder), -1.0);
        assert_eq!(score(CallSelection::WeightedWait), 6.0);
        assert_eq!(score(CallSelection::GrowingPriority), 2.5);
        assert_eq!(score(CallSelection::ServiceLevelDeficit), 0.1);
    }

    #[test]
    fn a_fixed_score_does_not_change_with_time_or_state() {
        let later = CallView { minutes: 60.0, deficit: 0.9, ..VIEW };
        for rule in CallSelection::ALL.iter().filter(|rule| rule.is_fixed()) {
            assert_eq!(rule.score(&VIEW), rule.score(&later), "{}", rule.name());
        }
    }
}
