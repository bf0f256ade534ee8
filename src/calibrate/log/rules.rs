//! Cleaning rules: each stated, counted, and switched by name.

/// A cleaning rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name, for maps and reports.
    pub name: &'static str,
    /// What it does, and what happens where it is switched off.
    pub about: &'static str,
    /// Whether it leaves the row out; else it mends it.
    pub leaves_out: bool,
    /// Whether it is on where nothing else is said.
    pub is_on: bool,
}

macro_rules! rules {
    ($($id:ident $name:literal $leaves_out:literal $is_on:literal $about:literal;)+) => {
        /// A rule by number.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Id { $($id),+ }

        /// All rules, in the order of reports.
        pub const RULES: &[Rule] =
            &[$(Rule { name: $name, about: $about, leaves_out: $leaves_out, is_on: $is_on }),+];
    };
}

rules! {
    Blank "blank_line" true true "a line without anything in it is left out; off: it is an error";
    Phantom "no_call" true true "a row whose outcome says that it was no call (phantom, test, error) is left out; off: it counts as one that asked for no agent";
    Duplicate "duplicate" true true "a row with the number of the call before it is left out; off: it counts again";
    Unreadable "unreadable" true false "a row that cannot be read is left out; off: reading stops there and says why";
    LeftBeforeQueue "left_before_queue" false true "a caller who left without having been in the queue asked for no agent; off: the call is abandoned after no wait";
    PastMidnight "past_midnight" false true "a time of day more than twelve hours before the one it follows belongs to the next day; off: it stays";
    NegativeSelfService "negative_self_service" false true "a time in self-service below zero is unknown; off: it stays";
    NegativeWait "negative_wait" false true "a wait below zero is taken as none; off: it stays";
    UnknownWait "unknown_wait" false true "a call whose wait is not told is left out of patience and waits; off: it waited no time";
    TooLong "longer_than_a_day" false true "a wait, a talk time or after-call work of more than a day is unknown; off: it stays";
    NegativeTalk "negative_talk" false true "a talk time or after-call work below zero is unknown; off: it stays";
    TalkOfUnanswered "talk_of_unanswered" false true "the talk time of a call that was not answered is ignored; off: the call counts as answered";
    AnsweredWithoutTalk "answered_without_talk" false true "an answered call with a talk time of zero has an unknown one; off: it is zero";
    NoAgentName "no_agent_name" false true "an agent called nobody (empty, 0, NO_SERVER, none) is unknown; off: it is an agent's name";
    NoCustomer "no_customer" false true "a customer called nobody (empty, 0, anonymous) is unknown; off: it is a customer";
    RepeatedHour "repeated_hour" false true "a local time that came twice or never, as clocks changed, is taken as the first, or as the one an hour on; off: the same, uncounted";
}

/// How often a rule came to bear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleCount {
    /// The rule.
    pub rule: Rule,
    /// Whether it was on.
    pub is_on: bool,
    /// Rows.
    pub rows: u64,
    /// The first of them.
    pub first_line: Option<u64>,
}

/// The counts of all rules.
#[derive(Clone, Debug)]
pub(super) struct Counts {
    counts: Vec<RuleCount>,
}

impl Counts {
    pub(super) fn new(switched: &std::collections::BTreeMap<String, bool>) -> Self {
        let count = |rule: &Rule| RuleCount {
            rule: *rule,
            is_on: switched.get(rule.name).copied().unwrap_or(rule.is_on),
            rows: 0,
            first_line: None,
        };
        Self { counts: RULES.iter().map(count).collect() }
    }

    /// The rule meets a row: whether it is on. Counted either way.
    pub(super) fn meets(&mut self, id: Id, line: u64) -> bool {
        self.meet(id, line, 1)
    }

    /// The rule meets `rows` rows.
    pub(super) fn meet(&mut self, id: Id, line: u64, rows: u64) -> bool {
        let count = &mut self.counts[id as usize];
        count.rows += rows;
        count.first_line.get_or_insert(line);
        count.is_on
    }

    /// The counts of some rules.
    pub(super) fn of(&self, ids: &[Id]) -> Vec<RuleCount> {
        ids.iter().map(|id| self.counts[*id as usize]).collect()
    }

    pub(super) fn into_vec(self) -> Vec<RuleCount> {
        self.counts
    }
}
