//! From a call log to a scenario: reading, cleaning, estimating, writing.
//!
//! A [`Tally`] counts calls one by one as they are read, in bounded memory. [`Fit::of`] estimates from it what a
//! scenario needs, each number with its standard error, [`scenario_text`] writes the scenario, and [`check`] holds one
//! against a log.
//!
//! | file | estimates |
//! |---|---|
//! | `days` | which days and hours, and special days |
//! | `arrivals` | rates by interval, busyness by day and its correlations |
//! | `parts_of_day` | busyness by interval |
//! | `arrival_times` | whether arrivals are Poisson |
//! | `handling` | talk and after-call work |
//! | `patience` | patience and balking |
//! | `redials` | customers who call again |
//! | `short_cut` | patience from interval reports, by Erlang A |
//! | `actuals` | the morning of a day, for planning within it |
//! | `agents`, `staff` | agents seen at work, and what Erlang A makes of the abandonments |
//! | `groups` | which agents do the same work |

mod actuals;
mod agents;
mod arrival_times;
mod arrivals;
mod call;
pub mod check;
mod days;
mod fit;
mod groups;
mod handling;
pub mod log;
mod parts_of_day;
mod patience;
mod redials;
mod settings;
mod short_cut;
mod staff;
mod tally;
mod warnings;
mod write;

pub use actuals::{Actuals, NoActuals, read_actuals};
pub use agents::AgentsInInterval;
pub use arrival_times::PoissonTest;
pub use arrivals::{Arrivals, Correlation, correlation};
pub use call::{LoggedCall, Outcome};
pub use days::{DayOfRow, Days, SpecialDay, WeekdayVolume, short_name, weekday_called, weekday_name};
pub use fit::{Fit, NoFit, NotUsed, TypeFit};
pub use groups::GroupFit;
pub use handling::{Differ, Handling};
pub use parts_of_day::PartsOfDay;
pub use patience::Patience;
pub use redials::Redials;
pub use settings::{FitSettings, StaffBy};
pub use short_cut::{ReportedInterval, agents_that_lose, erlang_a_patience};
pub use staff::{Staffed, staffed, staffed_groups};
pub use tally::{SetAside, Tally};
pub use write::scenario_text;
