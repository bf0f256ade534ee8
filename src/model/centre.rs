//! The whole centre.

use super::{
    AgentGroup, Arrivals, Busyness, CallStream, CallType, CallTypeParts, Chat, Correlation, GivenDays, Horizon,
    NoModel, Origin, Outage, Promise, Surge, arrivals::Pace, routing::RoutingTable,
};
use crate::units::{SECONDS_PER_HOUR, SimTime};

/// Telephone lines. A call holds one from its arrival to the end of its talk and hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lines {
    /// How many there are; `None` for enough.
    pub count: Option<u32>,
    /// What a minute of a line in use costs.
    pub cost_per_minute: f64,
}

/// What a [`Model`] is made of.
#[derive(Clone, Debug)]
pub struct ModelParts {
    /// What one replication plays.
    pub horizon: Horizon,
    /// Day-to-day randomness that all call types share.
    pub busyness: Option<Busyness>,
    /// Telephone lines.
    pub lines: Lines,
    /// Where calls come from.
    pub streams: Vec<CallStream>,
    /// How the factors by day of some streams hang together: the streams, and their correlation.
    pub correlation: Option<(Vec<usize>, Correlation)>,
    /// What multiplies arrivals for a while.
    pub surges: Vec<Surge>,
    /// Days whose factors are given, in place of busyness that is drawn.
    pub given_days: Option<GivenDays>,
    /// Times at which agents cannot work.
    pub outages: Vec<Outage>,
    /// The call types, at least one.
    pub call_types: Vec<CallTypeParts>,
    /// The agent groups, at least one.
    pub agent_groups: Vec<AgentGroup>,
    /// What is promised.
    pub promises: Vec<Promise>,
}

/// A call centre that can be played.
#[derive(Clone, Debug)]
pub struct Model {
    horizon: Horizon,
    busyness: Option<Busyness>,
    lines: Lines,
    streams: Vec<CallStream>,
    correlation: Option<(Vec<usize>, Correlation)>,
    surges: Vec<Surge>,
    given_days: Option<GivenDays>,
    outages: Vec<Outage>,
    call_types: Vec<CallType>,
    agent_groups: Vec<AgentGroup>,
    promises: Vec<Promise>,
    types_of_group: Vec<Vec<usize>>,
    routing: RoutingTable,
}

impl Model {
    /// Puts a centre together.
    ///
    /// # Errors
    ///
    /// [`NoModel`] when there is no call type or group, a call type has no group or an unknown
    /// one, or a list does not fit the horizon's intervals.
    pub fn new(parts: ModelParts) -> Result<Self, NoModel> {
        check(&parts)?;
        let call_types: Vec<CallType> = parts.call_types.into_iter().map(CallType::new).collect();
        let serves =
            |group: usize| (0..call_types.len()).filter(|&t| call_types[t].groups().contains(&group)).collect();
        let types_of_group = (0..parts.agent_groups.len()).map(serves).collect();
        Ok(Self {
            routing: RoutingTable::new(&call_types, &parts.agent_groups),
            horizon: parts.horizon,
            busyness: parts.busyness,
            lines: parts.lines,
            streams: parts.streams,
            correlation: parts.correlation,
            surges: parts.surges,
            given_days: parts.given_days,
            outages: parts.outages,
            call_types,
            agent_groups: parts.agent_groups,
            promises: parts.promises,
            types_of_group,
        })
    }

    /// What it is made of, to be put together anew in another way.
    #[must_use]
    pub fn parts(&self) -> ModelParts {
        ModelParts {
            horizon: self.horizon.clone(),
            busyness: self.busyness.clone(),
            lines: self.lines,
            streams: self.streams.clone(),
            correlation: self.correlation.clone(),
            surges: self.surges.clone(),
            given_days: self.given_days.clone(),
            outages: self.outages.clone(),
            call_types: self.call_types.iter().map(|of| of.parts().clone()).collect(),
            agent_groups: self.agent_groups.clone(),
            promises: self.promises.clone(),
        }
    }

    /// What one replication plays.
    #[must_use]
    pub const fn horizon(&self) -> &Horizon {
        &self.horizon
    }

    /// Day-to-day randomness that all call types share.
    #[must_use]
    pub const fn busyness(&self) -> Option<&Busyness> {
        self.busyness.as_ref()
    }

    /// Where calls come from.
    #[must_use]
    pub fn streams(&self) -> &[CallStream] {
        &self.streams
    }

    /// The streams whose factors by day hang together, and how.
    #[must_use]
    pub const fn correlation(&self) -> Option<&(Vec<usize>, Correlation)> {
        self.correlation.as_ref()
    }

    /// What multiplies arrivals for a while.
    #[must_use]
    pub fn surges(&self) -> &[Surge] {
        &self.surges
    }

    /// Days whose factors are given, in place of busyness that is drawn.
    #[must_use]
    pub const fn given_days(&self) -> Option<&GivenDays> {
        self.given_days.as_ref()
    }

    /// Times at which agents cannot work.
    #[must_use]
    pub fn outages(&self) -> &[Outage] {
        &self.outages
    }

    /// Telephone lines.
    #[must_use]
    pub const fn lines(&self) -> Lines {
        self.lines
    }

    /// The call types.
    #[must_use]
    pub fn call_types(&self) -> &[CallType] {
        &self.call_types
    }

    /// The agent groups.
    #[must_use]
    pub fn agent_groups(&self) -> &[AgentGroup] {
        &self.agent_groups
    }

    /// The only agent group of a centre that has nothing else to decide; `None` otherwise. Names
    /// every part of a centre, so that whoever adds one says here whether it needs more than one
    /// group that serves its callers.
    #[must_use]
    pub fn only_group(&self) -> Option<&AgentGroup> {
        let Self {
            horizon: _,
            busyness: _,
            lines: _,
            streams: _,
            correlation: _,
            surges: _,
            given_days: _,
            outages,
            call_types: _,
            agent_groups,
            promises: _,
            types_of_group: _,
            routing: _,
        } = self;
        match agent_groups.as_slice() {
            [group] if outages.is_empty() => Some(group),
            _ => None,
        }
    }

    /// What is promised.
    #[must_use]
    pub fn promises(&self) -> &[Promise] {
        &self.promises
    }

    /// The call types that group `group` may take, in file order.
    #[must_use]
    pub fn types_of_group(&self, group: usize) -> &[usize] {
        &self.types_of_group[group]
    }

    /// Whether a call is not all there is to a customer's issue, in some call type.
    #[must_use]
    pub fn has_journeys(&self) -> bool {
        self.call_types.iter().any(|t| !t.journey().is_plain())
            || self.agent_groups.iter().any(AgentGroup::has_own_resolution)
    }

    /// How long each call of a type is talked to in a replication, in order of arrival, where that was
    /// recorded; then the type's own distribution does not matter.
    #[must_use]
    pub fn recorded_talk(&self, call_type: usize, replication: u64) -> Option<&[SimTime]> {
        let own = self.streams.iter().find(|stream| stream.origin == Origin::CallType(call_type))?;
        match &own.arrivals {
            Arrivals::Replay(replay) => replay.talk_times(replication),
            _ => None,
        }
    }

    /// Whether talk times of some type were recorded, call by call.
    #[must_use]
    pub fn has_recorded_talk(&self) -> bool {
        (0..self.call_types.len()).any(|call_type| self.recorded_talk(call_type, 0).is_some())
    }

    /// Whether agents ask colleagues to join, in some call type.
    #[must_use]
    pub fn has_consultations(&self) -> bool {
        self.call_types.iter().any(|t| !t.journey().consultations.is_empty())
    }

    /// Whether something can wait for another day, in some call type.
    #[must_use]
    pub fn has_items(&self) -> bool {
        self.call_types.iter().any(|t| t.item().is_some())
    }

    /// Whether agents may have several chats, in some call type.
    #[must_use]
    pub fn has_chats(&self) -> bool {
        self.call_types.iter().any(|t| t.chat().is_some())
    }

    /// Whether the centre calls customers, in some call type.
    #[must_use]
    pub fn has_outbound(&self) -> bool {
        self.call_types.iter().any(|t| t.outbound().is_some())
    }

    /// Who may serve whom, and in what order.
    #[must_use]
    pub const fn routing(&self) -> &RoutingTable {
        &self.routing
    }

    /// The same centre with a fixed warm-up.
    #[must_use]
    pub fn with_warm_up(&self, warm_up: crate::units::SimTime) -> Self {
        Self { horizon: self.horizon.with_warm_up(warm_up), ..self.clone() }
    }

    /// The same centre with the same groups, staffed in another way.
    #[must_use]
    pub fn with_agent_groups(&self, agent_groups: Vec<AgentGroup>) -> Self {
        Self { routing: RoutingTable::new(&self.call_types, &agent_groups), agent_groups, ..self.clone() }
    }

    /// The same centre, promising something else.
    #[must_use]
    pub fn with_promises(&self, promises: Vec<Promise>) -> Self {
        Self { promises, ..self.clone() }
    }

    /// The same centre with so many agents on the line: by group, then interval, all of them paid.
    ///
    /// # Errors
    ///
    /// [`NoModel`] when a list does not fit the groups or the intervals.
    pub fn with_staffed(&self, staffed: &[Vec<u32>]) -> Result<Self, NoModel> {
        let intervals = self.horizon.intervals();
        if staffed.len() != self.agent_groups.len() || staffed.iter().any(|list| list.len() != intervals) {
            return Err(NoModel("staff is given for each group and interval".to_owned()));
        }
        let groups = self.agent_groups.iter().zip(staffed);
        let agent_groups = groups.map(|(group, staffed)| group.clone().with_staffed(staffed.clone())).collect();
        Ok(Self { agent_groups, ..self.clone() })
    }

    /// The same centre with so many agents paid: by group, then interval.
    ///
    /// # Errors
    ///
    /// As [`Model::with_staffed`].
    pub fn with_paid(&self, paid: &[Vec<u32>]) -> Result<Self, NoModel> {
        let mut model = self.with_staffed(paid)?;
        for (group, own) in model.agent_groups.iter_mut().zip(&self.agent_groups) {
            let paid = group.staffed().to_vec();
            *group = own.clone().with_paid(paid);
        }
        Ok(model)
    }

    /// The same centre, whose scheduled agents are paid this much: by group, then interval, shrinkage included.
    ///
    /// # Errors
    ///
    /// As [`Model::with_staffed`].
    pub fn with_pay(&self, pay: &[Vec<f64>]) -> Result<Self, NoModel> {
        let intervals = self.horizon.intervals();
        if pay.len() != self.agent_groups.len() || pay.iter().any(|list| list.len() != intervals) {
            return Err(NoModel("pay is given for each group and interval".to_owned()));
        }
        let groups = self.agent_groups.iter().zip(pay);
        let agent_groups = groups.map(|(group, pay)| group.clone().with_pay(pay.clone())).collect();
        Ok(Self { agent_groups, ..self.clone() })
    }

    /// The pace of a stream in the mean over all days. Factors by day and by interval have the mean 1;
    /// surges do not.
    #[must_use]
    pub fn expected_pace(&self, stream: usize) -> Pace {
        let surges = self.surges.iter().filter(|surge| surge.is_of(stream));
        let by_day = self.streams[stream].pace_by_day(&self.horizon);
        let by_day = self.given_days.as_ref().map_or(by_day.clone(), |given| by_day.times(&given.mean_pace(stream)));
        surges.fold(by_day, |pace, surge| pace.times(&surge.expected_pace(&self.horizon)))
    }

    /// Calls expected in one replication, warm-up included.
    #[must_use]
    pub fn expected_calls(&self) -> f64 {
        let played = (self.horizon.measured_from() + self.horizon.measured_time()).as_seconds();
        let of = |(index, stream): (usize, &CallStream)| stream.expected_in_all(played, &self.expected_pace(index));
        self.streams.iter().enumerate().map(of).sum()
    }

    /// First calls of a type expected in the first `seconds` of open time of a replication.
    #[must_use]
    pub fn expected_calls_of(&self, call_type: usize, seconds: f64) -> f64 {
        let of = |(index, stream): (usize, &CallStream)| {
            stream.expected_calls(call_type, seconds, &self.expected_pace(index))
        };
        self.streams.iter().enumerate().map(of).sum()
    }

    /// Offered load: erlangs by call type, over the measured time. A chat counts for what it takes of an agent who has
    /// as many as may be.
    #[must_use]
    pub fn offered_load(&self, call_type: usize) -> f64 {
        let seconds = self.horizon.measured_hours() * SECONDS_PER_HOUR;
        let of = &self.call_types[call_type];
        let handle_time = of.mean_handle_time() * of.chat().map_or(1.0, Chat::share_of_agent);
        self.expected_calls_of(call_type, seconds) / seconds * handle_time
    }
}

fn check(parts: &ModelParts) -> Result<(), NoModel> {
    let intervals = parts.horizon.intervals();
    let groups = parts.agent_groups.len();
    if parts.call_types.is_empty() || groups == 0 {
        return Err(NoModel("a centre needs at least one call type and one agent group".to_owned()));
    }
    let is_recorded =
        |stream: &&CallStream| matches!(&stream.arrivals, Arrivals::Replay(replay) if replay.talk_times(0).is_some());
    if let Some(stream) = parts.streams.iter().find(is_recorded) {
        let one_by_one = matches!(stream.origin, Origin::CallType(_)) && stream.mix.is_single();
        if !one_by_one || !stream.batches.is_single() || parts.call_types.iter().any(|t| !t.journey.is_plain()) {
            return Err(NoModel(
                "recorded talk times belong to the calls of one type, one by one: not to streams of several types, VIPs, groups of calls, or customers who call again".to_owned(),
            ));
        }
    }
    for of in &parts.call_types {
        if of.preferences.is_empty() || of.preferences.iter().any(|p| p.group >= groups) {
            return Err(NoModel(format!("no agent group has the skill \"{}\"", of.name)));
        }
        of.journey.check(&of.name, parts.call_types.len(), parts.agent_groups.len())?;
        // A group may be closed, but somebody must serve.
        if of.preferences.iter().all(|p| parts.agent_groups[p.group].is_empty()) {
            let names: Vec<String> =
                of.preferences.iter().map(|p| format!("\"{}\"", parts.agent_groups[p.group].name())).collect();
            return Err(NoModel(format!(
                "nobody ever serves \"{}\": {} has no agents in any interval",
                of.name,
                names.join(" and ")
            )));
        }
    }
    for group in &parts.agent_groups {
        if group.staffed().len() != intervals {
            return Err(NoModel(format!(
                "the agent group \"{}\" has {} values for {intervals} intervals",
                group.name(),
                group.staffed().len()
            )));
        }
    }
    if parts.given_days.as_ref().is_some_and(|given| given.streams() != parts.streams.len()) {
        return Err(NoModel("given days have factors for each stream of calls".to_owned()));
    }
    if parts.lines.count == Some(0) {
        return Err(NoModel("a centre needs at least one telephone line".to_owned()));
    }
    Ok(())
}
