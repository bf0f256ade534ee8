//! From what was counted to what a scenario needs.

use super::{
    agents::AgentsInInterval,
    arrivals::{Arrivals, Correlation, correlation, sure},
    days::Days,
    groups::{GroupFit, groups},
    handling::Handling,
    patience::Patience,
    redials::Redials,
    settings::FitSettings,
    tally::{Cell, SetAside, Tally, TypeTally},
};
use crate::stats::WithError;

/// All estimates from a log.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// What was asked.
    pub settings: FitSettings,
    /// Which days and hours it is of.
    pub days: Days,
    /// Call type by call type; those without a call on the days used are left out.
    pub types: Vec<TypeFit>,
    /// How the types' busyness hangs together.
    pub correlations: Vec<Correlation>,
    /// Agents by open interval of the row of days, where the log knows them.
    pub agents: Option<Vec<AgentsInInterval>>,
    /// Which of them serve what, those with fewest skills first; empty where the log names no agents.
    pub groups: Vec<GroupFit>,
    /// The share abandoned in each open interval of the row of days; `None` where nobody called.
    pub abandonment: Vec<Option<f64>>,
    /// What was not counted.
    pub set_aside: SetAside,
    /// Offered calls that are in no rate.
    pub not_used: NotUsed,
    /// What a planner has to know.
    pub warnings: Vec<String>,
}

/// Offered calls that are in no rate of arrivals, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct NotUsed {
    /// On days of the week that are not used.
    pub other_weekdays: u64,
    /// On days set aside.
    pub special_days: u64,
    /// On days used, outside the hours.
    pub other_hours: u64,
}

impl NotUsed {
    fn of(tally: &Tally, days: &Days) -> Self {
        let mut found = Self::default();
        for (day, cells) in tally.types.iter().flat_map(|of| &of.days) {
            let sum = |cells: &[Cell]| cells.iter().map(|cell| u64::from(cell.offered)).sum::<u64>();
            if days.used.contains(day) {
                found.other_hours += sum(cells) - sum(&cells[days.first..days.end]);
            } else if days.special.iter().any(|special| special.day == *day) {
                found.special_days += sum(cells);
            } else {
                found.other_weekdays += sum(cells);
            }
        }
        found
    }
}

/// The estimates of one call type.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeFit {
    /// Its name in the log.
    pub name: String,
    /// Its index in the log.
    pub index: usize,
    /// Calls offered in the whole log.
    pub offered: u64,
    /// Of them answered.
    pub answered: u64,
    /// Its arrivals.
    pub arrivals: Arrivals,
    /// Its talk times; `None` where no call has one.
    pub talk: Option<Handling>,
    /// Its after-call work, where logged.
    pub after_call_work: Option<Handling>,
    /// Its patience.
    pub patience: Patience,
    /// Customers who call again after abandoning, where the log knows customers.
    pub redials: Option<Redials>,
}

/// A log from which nothing can be estimated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoFit {
    /// No call is left.
    #[error("no offered call is left to estimate from, on the days and hours that were asked for")]
    NoCalls,
    /// No talk times.
    #[error("no answered call has a talk time between {0} and {1} s: handle times cannot be estimated")]
    NoTalk(u32, u32),
}

impl Fit {
    /// Estimates everything; `names` are the call types' by index.
    ///
    /// # Errors
    ///
    /// [`NoFit`] where the log tells nothing of arrivals or of handle times.
    pub fn of(tally: &Tally, names: &[String]) -> Result<Self, NoFit> {
        let settings = tally.settings().clone();
        let days = Days::choose(tally).ok_or(NoFit::NoCalls)?;
        let all: Vec<[u64; 2]> = tally.types.iter().map(TypeTally::offered_and_abandoned).collect();
        let (mut redials, redial_calls) = tally.customers.redials(&all, settings.redial_window, settings.interval);
        let mut types = Vec::new();
        for (index, of) in tally.types.iter().enumerate() {
            let arrivals = Arrivals::of(of, &days, &redial_calls[index]);
            if arrivals.a_day() <= 0.0 {
                continue;
            }
            let cells = || of.days.values().flatten();
            types.push(TypeFit {
                name: names.get(index).cloned().unwrap_or_else(|| format!("type {}", index + 1)),
                index,
                offered: cells().map(|cell| u64::from(cell.offered)).sum(),
                answered: cells().map(|cell| u64::from(cell.answered)).sum(),
                arrivals,
                talk: Handling::of_talk(of, &settings),
                after_call_work: Handling::of_after_call_work(of, &settings),
                patience: Patience::of(of, &settings),
                redials: redials[index].take(),
            });
        }
        if types.iter().all(|of| of.talk.is_none()) {
            return Err(NoFit::NoTalk(settings.short_calls as u32, settings.long_calls as u32));
        }
        let all: Vec<Arrivals> = types.iter().map(|of| of.arrivals.clone()).collect();
        let pairs = (0..all.len()).flat_map(|b| (0..b).map(move |a| [a, b]));
        let correlations = sure(types.len(), pairs.filter_map(|pair| correlation(&all, pair)).collect());
        let agents = tally.agents.over(&days);
        let groups =
            if settings.one_group { Vec::new() } else { groups(&tally.agents, &tally.agent_groups, &types, &days) };
        let abandonment =
            days.row_intervals().map(|(day, i)| tally.abandonment(&days.like(day), days.first + i)).collect();
        let not_used = NotUsed::of(tally, &days);
        let mut fit = Self {
            settings,
            days,
            types,
            correlations,
            agents,
            groups,
            abandonment,
            set_aside: *tally.set_aside(),
            not_used,
            warnings: Vec::new(),
        };
        fit.warnings = super::warnings::of(&fit);
        Ok(fit)
    }

    /// When the open hours begin and end, s after midnight.
    #[must_use]
    pub fn hours(&self) -> (f64, f64) {
        let length = f64::from(self.settings.interval);
        (self.days.first as f64 * length, self.days.end as f64 * length)
    }

    /// When each open interval of the row of days starts: "08:30", or "Mon 08:30" where the row has several.
    #[must_use]
    pub fn labels(&self) -> Vec<String> {
        self.days.labels(self.settings.interval)
    }

    /// The offered load of an open interval of the row of days, erlangs.
    #[must_use]
    pub fn load(&self, interval: usize) -> f64 {
        let mean = |of: &TypeFit| {
            let talk = of.talk.as_ref().or_else(|| self.types.iter().find_map(|other| other.talk.as_ref()));
            [talk, of.after_call_work.as_ref()].into_iter().flatten().map(|h| h.mean.value).sum::<f64>()
        };
        let of_day = interval % self.days.intervals();
        let factor = |of: &TypeFit| of.handle_time_factors(&self.days).map_or(1.0, |factors| factors[of_day].value);
        let busy = |of: &TypeFit| of.arrivals.by_interval[interval].value * mean(of) * factor(of);
        self.types.iter().map(busy).sum::<f64>() / f64::from(self.settings.interval)
    }

    /// The mean patience of all callers if it were exponential, s.
    #[must_use]
    pub fn exponential_patience(&self) -> Option<f64> {
        let events: f64 = self.types.iter().map(|of| of.patience.gave_up).sum();
        let waited: f64 = self.types.iter().map(|of| of.patience.waited).sum();
        (events > 0.0 && waited > 0.0).then(|| waited / events)
    }

    /// How long an interval is, h.
    #[must_use]
    pub fn interval_hours(&self) -> f64 {
        f64::from(self.settings.interval) / 3600.0
    }
}

impl TypeFit {
    /// How long its calls take in each open interval of a day over the usual, where that differs.
    #[must_use]
    pub fn handle_time_factors(&self, days: &Days) -> Option<&[WithError]> {
        self.talk.as_ref()?.factors.as_ref().map(|factors| &factors[days.first..days.end])
    }
}
