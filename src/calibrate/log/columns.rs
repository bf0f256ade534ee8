//! Which column means what: by its name, or as a map says.

use std::collections::BTreeMap;

use super::{LogProblem, problem::did_you_mean};

macro_rules! roles {
    ($($(#[doc = $about:literal])+ $role:ident = $key:literal: [$($name:literal),* $(,)?];)+) => {
        /// What a column of a log may mean.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Role { $($(#[doc = $about])+ $role),+ }

        impl Role {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$role),+];

            /// Its key in a map.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$role => $key),+ }
            }

            /// What it means.
            #[must_use]
            pub const fn about(self) -> &'static str {
                match self { $(Self::$role => concat!($($about),+)),+ }
            }

            /// Names that columns of this meaning have, in small letters and digits alone.
            #[must_use]
            pub const fn names(self) -> &'static [&'static str] {
                match self { $(Self::$role => &[$($name),*]),+ }
            }
        }
    };
}

roles! {
    /// Date and time at which the caller reached the centre (or came out of self-service).
    OfferedAt = "offered_at": ["offeredat", "arrival", "arrivaltime", "arrivedat", "callstart", "starttime", "start", "calldatetime", "datetime", "timestamp", "offered", "offeredtime", "queuedat", "calltime", "startdatetime", "createdat", "callstarted"];
    /// The date alone, where date and time stand in two columns.
    Date = "date": ["date", "calldate", "day"];
    /// The time of day of reaching the centre, where the date stands in a column of its own.
    OfferedTime = "offered_time": ["time", "timeofday", "offeredclock", "vruexit", "ivrexit"];
    /// The time of day of entering self-service.
    SelfServiceStart = "self_service_start": ["vruentry", "ivrentry"];
    /// The call's type, queue or skill.
    CallType = "call_type": ["type", "calltype", "queue", "queuename", "skill", "skillgroup", "service", "product", "reason", "campaign", "topic", "split", "vdn", "dnis"];
    /// Who called: an account, a customer's or a telephone number.
    Customer = "customer": ["customer", "customerid", "customernumber", "ani", "cli", "caller", "callerid", "phone", "phonenumber", "callingnumber", "account"];
    /// Time in self-service.
    SelfService = "self_service": ["ivrs", "ivrtime", "ivr", "vrutime", "vru", "ivrseconds", "selfservice", "selfservicetime"];
    /// Whether the caller had to wait: 1 or 0.
    Queued = "queued": ["queued", "wasqueued"];
    /// Time between asking for an agent and being answered or leaving.
    Wait = "wait": ["waits", "wait", "waittime", "waitingtime", "queuetime", "qtime", "speedofanswer", "queueseconds", "waitseconds", "waitsec", "secondsinqueue", "timetoanswer", "answerdelay", "ringtime"];
    /// The time at which waiting began; 0:00:00 or empty where nobody waited.
    QueueStart = "queue_start": ["qstart", "queuestart", "queueentry"];
    /// The time at which waiting ended.
    QueueEnd = "queue_end": ["qexit", "queueexit", "queueend"];
    /// Date and time of the answer.
    AnsweredAt = "answered_at": ["answeredat", "answertime", "answered", "callanswered", "connectedat", "pickup", "answer"];
    /// Date and time of the end of the call.
    EndedAt = "ended_at": ["endedat", "endtime", "end", "callend", "callended", "hangup", "disconnectedat", "enddatetime"];
    /// How the call ended: answered, abandoned, and the like.
    Outcome = "outcome": ["outcome", "status", "disposition", "result", "callresult", "callstatus", "state"];
    /// Talk time.
    Talk = "talk": ["services", "servicetime", "sertime", "talk", "talktime", "talks", "duration", "talkseconds", "conversation", "callduration", "talksec"];
    /// Time on hold, on top of talk time.
    Hold = "hold": ["hold", "holdtime", "holds", "holdseconds", "holdsec"];
    /// Work after the call.
    AfterCallWork = "after_call_work": ["acw", "aftercallwork", "wrap", "wrapup", "wraptime", "wrapuptime", "acwtime", "acwseconds", "acwsec", "wrapupseconds"];
    /// Talk, hold and after-call work together.
    Handle = "handle": ["handle", "handletime", "handletimes", "handleseconds", "aht"];
    /// Who answered.
    Agent = "agent": ["agent", "agentid", "agentname", "server", "operator", "user", "csr", "advisor", "employee"];
    /// The group or team of the agent who answered.
    AgentGroup = "agent_group": ["agentgroup", "group", "groupname", "team", "teamname", "agentteam", "desk"];
    /// The call's number, by which the same call is known twice.
    Call = "call": ["call", "callid", "id", "contactid", "interactionid", "uniqueid"];
}

/// Where each role stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    of: BTreeMap<Role, usize>,
    names: Vec<String>,
    /// Columns whose names mean a role that another one has.
    also: Vec<(usize, Role)>,
}

/// A name as it is compared: small letters and digits.
pub(super) fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Columns {
    /// Recognises the columns of `header`; `mapped` names some of them by role.
    pub(super) fn new(file: &str, header: &[String], mapped: &[(Role, String)]) -> Result<Self, LogProblem> {
        let mut of = BTreeMap::new();
        for (role, name) in mapped {
            let Some(index) = header.iter().position(|h| h.trim() == name.trim()) else {
                let near = did_you_mean(name, header.iter().map(String::as_str));
                let what =
                    format!("the map says that `{}` is the column \"{name}\", which is not there{near}", role.key());
                return Err(LogProblem::new(file, what).at(1).help(format!("the columns are {}", header.join(", "))));
            };
            of.insert(*role, index);
        }
        let mut also = Vec::new();
        for (index, name) in header.iter().enumerate() {
            let bare = bare(name);
            let known = || Role::ALL.iter().filter(|role| role.names().contains(&bare.as_str()));
            if of.values().any(|i| *i == index) {
                continue;
            }
            if let Some(role) = known().find(|role| !of.contains_key(role)) {
                of.insert(*role, index);
            } else if let Some(role) = known().next().filter(|role| mapped.iter().all(|(known, _)| known != *role)) {
                also.push((index, *role));
            }
        }
        let columns = Self { of, names: header.to_vec(), also };
        columns.check(file)?;
        Ok(columns)
    }

    fn check(&self, file: &str) -> Result<(), LogProblem> {
        if self.of.is_empty() {
            let what = if self.names.iter().any(|name| name.chars().any(|c| c.is_ascii_digit())) {
                "there is no line with the names of the columns"
            } else {
                "no column is recognised by its name"
            };
            let help = format!(
                "the first line names the columns, such as offered_at, type, wait, outcome, talk, agent; or a map (--map) says which is which. It reads: {}",
                self.names.join(", ")
            );
            return Err(LogProblem::new(file, what).at(1).help(help));
        }
        let has = |role| self.of.contains_key(&role);
        if !(has(Role::OfferedAt) || has(Role::Date) && has(Role::OfferedTime)) {
            let help = format!(
                "a column of date and time (offered_at), or two of date and time; name it in a map (--map) with [columns] offered_at = \"…\". The columns are {}",
                self.names.join(", ")
            );
            return Err(LogProblem::new(file, "no column says when callers came").at(1).help(help));
        }
        let tells = [Role::Wait, Role::Talk, Role::Handle, Role::AnsweredAt, Role::Outcome, Role::QueueEnd];
        if !tells.iter().any(|role| has(*role)) {
            let help = "a log has at least one of wait, talk, answered_at and outcome for each call; a report by interval is no log of calls".to_owned();
            return Err(LogProblem::new(file, "no column says what became of callers").at(1).help(help));
        }
        Ok(())
    }

    /// Whether it has what only a log of calls has.
    pub(super) fn tells_of_each_call(&self) -> bool {
        let of_calls = [Role::Wait, Role::Outcome, Role::Talk, Role::EndedAt, Role::Customer];
        of_calls.iter().any(|role| self.of.contains_key(role))
    }

    /// Where a role stands.
    pub(super) fn of(&self, role: Role) -> Option<usize> {
        self.of.get(&role).copied()
    }

    /// The heading of a role's column.
    pub(super) fn name(&self, role: Role) -> &str {
        self.of(role).map_or("", |index| &self.names[index])
    }

    /// Columns that could be what another one was taken for.
    pub(super) fn also(&self) -> impl Iterator<Item = (&str, Role)> {
        self.also.iter().map(|(index, role)| (self.names[*index].as_str(), *role))
    }

    /// Each column with what it was taken for, if anything.
    pub fn all(&self) -> impl Iterator<Item = (&str, Option<Role>)> {
        self.names
            .iter()
            .enumerate()
            .map(|(index, name)| (name.as_str(), self.of.iter().find(|(_, i)| **i == index).map(|(role, _)| *role)))
    }

    /// How many columns there are.
    pub(super) const fn count(&self) -> usize {
        self.names.len()
    }
}
