//! What a plan says: interval by interval, shift by shift, and what it costs.

mod calendar;
mod clash;
mod findings;
mod rows;
mod table;
mod today;
mod workbook;

pub use calendar::shifts_calendar;
pub use clash::{clash_line, clash_text};
pub use findings::{given_up_text, plan_findings};
pub use rows::{plan_details, plan_rows};
pub use table::plan_table;
pub use today::{Today, today_details, today_findings, today_rows, today_table};
pub use workbook::plan_workbook;

use super::outcome::Outcome;
use crate::{
    experiment::PointResult,
    model::{Model, PlanTerms},
    planning::{
        Proved,
        requirement::{GivenUp, QuantileOfVolume, Requirement},
        shifts::DailyShift,
    },
    units::{SECONDS_PER_HOUR, text},
};

/// What `plan` found.
#[derive(Clone, Debug)]
pub struct PlanOutcome {
    /// Of itself.
    pub outcome: Outcome,
    /// The centre that was planned for: at a quantile of the volume, where one was asked for.
    pub model: Model,
    /// What may be scheduled.
    pub terms: PlanTerms,
    /// The volume that was staffed for; `None` for days as they come.
    pub volume: Option<QuantileOfVolume>,
    /// The fewest agents in each interval.
    pub requirement: Requirement,
    /// What they do.
    pub required_run: PointResult,
    /// The cheapest schedule that keeps the promises.
    pub scheduled: Option<Scheduled>,
    /// The best that the people finance gives can do, where they are too few.
    pub given: Option<Scheduled>,
    /// Why those people cannot be scheduled at all, in words; `None` where they can.
    pub not_given: Option<String>,
    /// The schedules of head counts in between, for the price of the gap.
    pub between: Vec<Scheduled>,
    /// The plan on days of other volumes.
    pub volumes: Vec<AtVolume>,
    /// Promises by the day that the plan gives up in some intervals.
    pub given_up: Vec<GivenUp>,
}

/// A schedule, and what it does.
#[derive(Clone, Debug)]
pub struct Scheduled {
    /// The schedule and its proof.
    pub proved: Proved,
    /// What it does.
    pub result: PointResult,
    /// The people it takes, shrinkage included.
    pub people: f64,
}

/// The plan on days whose volume is another than was planned for.
#[derive(Clone, Debug)]
pub struct AtVolume {
    /// The volume, as a multiple of what was planned for: the forecast, or its quantile.
    pub factor: f64,
    /// What the plan does on such days.
    pub result: PointResult,
    /// Agent hours that would keep the promises on such days, about; `None` where no staffing does.
    pub right_hours: Option<f64>,
}

impl PlanOutcome {
    /// The run of what is planned in the end: the schedule, or the requirement where there are no shifts.
    #[must_use]
    pub fn run(&self) -> &PointResult {
        self.scheduled.as_ref().map_or(&self.required_run, |scheduled| &scheduled.result)
    }

    /// How long an interval is, hours.
    #[must_use]
    pub fn interval_hours(&self) -> f64 {
        self.model.horizon().interval().as_seconds() / SECONDS_PER_HOUR
    }

    /// Agent hours of a staffing.
    #[must_use]
    pub fn hours(&self, staffing: &[Vec<u32>]) -> f64 {
        f64::from(staffing.iter().flatten().sum::<u32>()) * self.interval_hours()
    }

    /// The clock time at which an interval of a day starts; of the one after the last, closing time.
    fn clock(&self, interval: usize) -> String {
        let crate::model::Horizon::Day(day) = self.model.horizon() else { return String::new() };
        text::clock(day.open_at() + interval as f64 * day.interval().as_seconds())
    }

    /// From when to when a shift is, and its breaks: "09:00-17:30", "12:00-12:30".
    fn times(&self, shift: &DailyShift) -> (String, String) {
        let of = &self.terms.shift_types[shift.shift_type];
        let span = |from: usize, length: usize| format!("{}-{}", self.clock(from), self.clock(from + length));
        let breaks = of.breaks.iter().zip(&shift.breaks).map(|(rest, after)| span(shift.start + after, rest.length));
        (span(shift.start, of.length), breaks.collect::<Vec<_>>().join(", "))
    }
}
