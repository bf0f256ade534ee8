//! Counts calls as they are read: memory grows with days, intervals, types and agents, never with calls.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};

use super::{
    agents::AgentsSeen,
    arrival_times::ArrivalTimes,
    call::{LoggedCall, Outcome},
    redials::Customers,
    settings::FitSettings,
    short_cut::{Reported, ReportedInterval},
};
use crate::stats::CensoredCounts;

/// Everything a fit needs of a log, counted.
#[derive(Clone, Debug)]
pub struct Tally {
    settings: FitSettings,
    /// By call type.
    pub(super) types: Vec<TypeTally>,
    pub(super) agents: AgentsSeen,
    /// The groups that the log names, by index.
    pub(super) agent_groups: Vec<String>,
    pub(super) customers: Customers,
    /// Every day with a call of any kind.
    pub(super) days: BTreeMap<Date, u64>,
    pub(super) set_aside: SetAside,
}

/// Calls that were not counted as offered, and times that were not counted, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct SetAside {
    /// Not on the days and hours that were asked for.
    pub outside_days_and_hours: u64,
    /// All lines were taken: not offered.
    pub blocked: u64,
    /// Asked for no agent: not offered.
    pub no_agent_wanted: u64,
    /// Waits below zero.
    pub negative_waits: u64,
    /// Talk times or after-call work below zero.
    pub negative_times: u64,
    /// Answered calls without a known talk time above zero.
    pub answered_without_talk: u64,
}

/// What is counted of a call type.
#[derive(Clone, Debug, Default)]
pub(super) struct TypeTally {
    /// By day, then by interval of the day.
    pub days: BTreeMap<Date, Vec<Cell>>,
    pub times: ArrivalTimes,
    pub talk: CensoredCounts,
    pub after_call_work: CensoredCounts,
    /// Waits above zero: abandoned are events, answered are censored.
    pub waits: CensoredCounts,
    /// Abandoned without any wait.
    pub balked: u64,
    /// What interval reports say, instead of calls.
    pub reported: Reported,
    /// Logarithms of talk times by interval of the day, and by agent.
    pub talk_by_interval: Vec<Moments>,
    pub talk_by_agent: Vec<Moments>,
}

/// What happened to the calls of one type, day and interval of arrival.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Cell {
    pub offered: u32,
    pub answered: u32,
    pub abandoned: u32,
    /// Offered calls, and answered ones, whose waits are known.
    pub known_waits: u32,
    pub known_waits_of_answered: u32,
    pub in_time: u32,
    pub wait_of_answered: f64,
    pub wait: f64,
    /// Answered calls with a known talk time, and their talk and after-call work.
    pub handled: u32,
    pub handle_time: f64,
}

/// Count, sum and sum of squares.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Moments {
    pub count: f64,
    pub sum: f64,
    pub squares: f64,
}

impl Moments {
    pub fn add(&mut self, value: f64) {
        self.count += 1.0;
        self.sum += value;
        self.squares += value * value;
    }
}

impl TypeTally {
    /// Offered and abandoned calls of the whole log.
    pub fn offered_and_abandoned(&self) -> [u64; 2] {
        let sum = |of: fn(&Cell) -> u32| self.days.values().flatten().map(|cell| u64::from(of(cell))).sum();
        [sum(|cell| cell.offered), sum(|cell| cell.abandoned)]
    }

    fn cell(&mut self, day: Date, interval: usize, intervals: usize) -> &mut Cell {
        &mut self.days.entry(day).or_insert_with(|| vec![Cell::default(); intervals])[interval]
    }
}

impl Tally {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(settings: FitSettings) -> Self {
        Self {
            agents: AgentsSeen::new(settings.interval),
            settings,
            types: Vec::new(),
            agent_groups: Vec::new(),
            customers: Customers::default(),
            days: BTreeMap::new(),
            set_aside: SetAside::default(),
        }
    }

    /// What it was told.
    #[must_use]
    pub const fn settings(&self) -> &FitSettings {
        &self.settings
    }

    /// Says how the log calls the groups of its agents, by index.
    pub fn name_agent_groups(&mut self, names: &[String]) {
        self.agent_groups = names.to_vec();
    }

    /// What was not counted, and why.
    #[must_use]
    pub const fn set_aside(&self) -> &SetAside {
        &self.set_aside
    }

    /// The share of the calls offered in interval `interval` of `days` that abandoned.
    pub(super) fn abandonment(&self, days: &[Date], interval: usize) -> Option<f64> {
        let cells = self.types.iter().flat_map(|of| days.iter().filter_map(|day| of.days.get(day)));
        let (offered, abandoned) = cells.map(|day| day[interval]).fold((0.0, 0.0), |(offered, abandoned), cell| {
            (offered + f64::from(cell.offered), abandoned + f64::from(cell.abandoned))
        });
        (offered > 0.0).then(|| abandoned / offered)
    }

    /// Counts a call.
    pub fn add(&mut self, call: &LoggedCall) {
        // A call belongs to the interval in which it comes out of self-service and is offered.
        let offered_at = call.arrival;
        let (day, second) = (offered_at.date(), second_of_day(offered_at));
        if !self.settings.asks_for(day.weekday(), second as u32) {
            self.set_aside.outside_days_and_hours += 1;
            // Who talks on into the hours asked for is at work in them.
            self.see_agent(call);
            return;
        }
        *self.days.entry(day).or_default() += 1;
        match call.outcome {
            Outcome::Blocked => self.set_aside.blocked += 1,
            Outcome::NoAgentWanted => self.set_aside.no_agent_wanted += 1,
            _ if call.wait.is_some_and(|wait| !(wait >= 0.0 && wait.is_finite())) => {
                self.set_aside.negative_waits += 1;
            }
            Outcome::Answered | Outcome::Abandoned | Outcome::StillWaiting => self.offered(call, offered_at, second),
        }
    }

    /// Counts an interval that the telephone system reports, in place of its calls. It belongs to the planning interval
    /// in which it begins; `reported` is how long one of the report is, s.
    pub fn add_interval(&mut self, of: &ReportedInterval, reported: f64) {
        let (day, second) = (of.start.date(), second_of_day(of.start));
        if !self.settings.asks_for(day.weekday(), second as u32) {
            self.set_aside.outside_days_and_hours += of.offered as u64;
            return;
        }
        *self.days.entry(day).or_default() += of.offered as u64;
        let (length, answered) = (f64::from(self.settings.interval), (of.offered - of.abandoned).max(0.0));
        let index = (second / length) as usize;
        let handle_time = of.average_handle_time.unwrap_or(0.0) * answered;
        let type_tally = self.of_type(of.call_type as usize);
        type_tally.reported.add(of, reported);
        let cell = type_tally.cell(day, index, (86_400.0 / length) as usize);
        let waited = of.average_speed_of_answer.unwrap_or(0.0) * answered;
        cell.offered += of.offered.round() as u32;
        cell.answered += answered.round() as u32;
        cell.abandoned += of.abandoned.round() as u32;
        let known = |is_known: bool, calls: f64| if is_known { calls.round() as u32 } else { 0 };
        let knows_asa = of.average_speed_of_answer.is_some();
        cell.known_waits += known(of.wait_of_all.is_some() || knows_asa && of.abandoned == 0.0, of.offered);
        cell.known_waits_of_answered += known(knows_asa, answered);
        cell.in_time += of.answered_in_time.unwrap_or(0.0).round() as u32;
        cell.wait_of_answered += waited;
        cell.wait += of.wait_of_all.unwrap_or(waited);
        cell.handled += if of.average_handle_time.is_some() { answered.round() as u32 } else { 0 };
        cell.handle_time += handle_time;
        if let Some(agents) = of.agents {
            self.agents.reported(day, index, agents, handle_time);
        }
    }

    fn of_type(&mut self, index: usize) -> &mut TypeTally {
        if self.types.len() <= index {
            self.types.resize_with(index + 1, TypeTally::default);
        }
        &mut self.types[index]
    }

    fn offered(&mut self, call: &LoggedCall, at: DateTime, second: f64) {
        let (intervals, interval) = (self.settings.intervals(), (second / f64::from(self.settings.interval)) as usize);
        let acceptable_wait = self.settings.acceptable_wait;
        let of = self.of_type(call.call_type as usize);
        of.times.add(at.date(), second);
        let cell = of.cell(at.date(), interval, intervals);
        cell.offered += 1;
        let (is_answered, is_abandoned) = (call.outcome == Outcome::Answered, call.outcome == Outcome::Abandoned);
        cell.answered += u32::from(is_answered);
        cell.abandoned += u32::from(is_abandoned);
        if let Some(wait) = call.wait {
            cell.known_waits += 1;
            cell.wait += wait;
            if is_answered {
                cell.known_waits_of_answered += 1;
                cell.in_time += u32::from(wait <= acceptable_wait);
                cell.wait_of_answered += wait;
            }
            match (is_abandoned, wait > 0.0) {
                (false, true) => _ = of.waits.censored(wait),
                (true, true) => _ = of.waits.event(wait),
                (true, false) => of.balked += 1,
                (false, false) => {}
            }
        }
        if is_answered {
            self.handled(call, at, interval);
        }
        if let Some(customer) = call.customer {
            self.customers.add(customer, call.call_type, at, call.wait.unwrap_or(0.0), !is_abandoned);
        }
    }

    fn see_agent(&mut self, call: &LoggedCall) {
        let time = |time: Option<f64>| time.filter(|t| *t > 0.0 && t.is_finite()).unwrap_or(0.0);
        let busy = time(call.talk) + time(call.after_call_work);
        if let Some(agent) = call.agent.filter(|_| call.outcome == Outcome::Answered && busy > 0.0)
            && let Some(wait) = call.wait.or(Some(0.0)).filter(|wait| *wait >= 0.0)
        {
            self.agents.add(agent, call.arrival, wait, busy);
            self.agents.answered(agent, call.call_type, call.agent_group);
        }
    }

    fn handled(&mut self, call: &LoggedCall, at: DateTime, interval: usize) {
        let of = &mut self.types[call.call_type as usize];
        if let Some(work) = call.after_call_work
            && !of.after_call_work.event(work)
        {
            self.set_aside.negative_times += 1;
        }
        let Some(talk) = call.talk.filter(|talk| *talk != 0.0) else {
            self.set_aside.answered_without_talk += 1;
            return;
        };
        if !of.talk.event(talk) {
            self.set_aside.negative_times += 1;
            return;
        }
        let busy = talk + call.after_call_work.unwrap_or(0.0).max(0.0);
        if let Some(cell) = of.days.get_mut(&at.date()).and_then(|day| day.get_mut(interval)) {
            cell.handled += 1;
            cell.handle_time += busy;
        }
        self.see_agent(call);
        let of = &mut self.types[call.call_type as usize];
        if talk < self.settings.short_calls.max(f64::MIN_POSITIVE) || talk > self.settings.long_calls {
            return;
        }
        let intervals = self.settings.intervals();
        of.talk_by_interval.resize(intervals, Moments::default());
        of.talk_by_interval[interval].add(talk.ln());
        if let Some(agent) = call.agent.map(|agent| agent as usize) {
            if of.talk_by_agent.len() <= agent {
                of.talk_by_agent.resize(agent + 1, Moments::default());
            }
            of.talk_by_agent[agent].add(talk.ln());
        }
    }
}

/// Seconds after midnight.
pub(super) fn second_of_day(at: DateTime) -> f64 {
    let whole = i32::from(at.hour()) * 3600 + i32::from(at.minute()) * 60 + i32::from(at.second());
    f64::from(whole) + f64::from(at.subsec_nanosecond()) * 1e-9
}
