//! What planning within the day says: the new forecast, and what can be done.

mod findings;
mod rows;
mod table;
mod words;

pub use findings::today_findings;
pub use rows::{today_details, today_rows};
pub use table::today_table;

use crate::{
    calibrate::Actuals,
    model::{Model, PlanTerms},
    planning::{
        intraday::{Forecast, HandleTime, Method, Morning, MoveTerms, Ranking},
        requirement::Staffing,
    },
    report::outcome::Outcome,
};

/// The rest of a day that has begun.
#[derive(Clone, Debug)]
pub struct Today {
    /// Of itself.
    pub outcome: Outcome,
    /// The centre, as it was forecast.
    pub model: Model,
    /// What may be scheduled.
    pub terms: PlanTerms,
    /// The first interval that is not over.
    pub from: usize,
    /// What was counted.
    pub morning: Morning,
    /// What was read.
    pub actuals: Actuals,
    /// How the posterior was found.
    pub method: Method,
    /// Before and after.
    pub forecast: Forecast,
    /// By call type.
    pub handle_times: Vec<HandleTime>,
    /// Who is on the line if nothing is done.
    pub on_line: Staffing,
    /// Whether that is a schedule with shifts.
    pub is_scheduled: bool,
    /// What can be done.
    pub ranking: Ranking,
    /// On how many days moves were played.
    pub replications: u64,
    /// What may be done, and at what price.
    pub allowed: MoveTerms,
}

impl Today {
    /// When an interval begins; of the one after the last, closing time.
    fn clock(&self, interval: usize) -> String {
        let crate::model::Horizon::Day(day) = self.model.horizon() else { return String::new() };
        crate::units::text::clock(day.open_at() + interval as f64 * day.interval().as_seconds())
    }

    /// The forecast of all call types.
    fn all(&self) -> usize {
        self.model.call_types().len()
    }
}
