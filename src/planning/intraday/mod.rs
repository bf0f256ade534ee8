//! Planning within the day: the morning has happened, and the rest is forecast and staffed again.
//!
//! | file | does |
//! |---|---|
//! | `posterior` | what the morning's counts say of the day's busyness |
//! | `forecast` | calls of each interval, before and after the morning, with prediction intervals |
//! | `today` | the centre on the rest of such a day |
//! | `moves` | what can still be done, agent by agent |
//! | `outlook` | what a staffing of the rest of the day does |
//! | `ranking` | the moves by effect and cost, and the best of them together |

mod forecast;
mod moves;
mod outlook;
mod posterior;
mod ranking;
mod today;

pub use forecast::{Band, Forecast, forecast};
pub use moves::{Change, Kind, Move, MoveTerms, moves};
pub use outlook::{Aim, Outlook};
pub(super) use posterior::{Expected, prior};
pub use posterior::{Method, Posterior, closed_form, posterior, sampled};
pub use ranking::{Combination, Ranked, Ranking, rank};
pub use today::{HandleTime, today, updated_handle_time};

/// What was counted until now: calls offered by call type, then interval, from the first to the last that is over.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Morning {
    /// The first interval that is not over: the rest of the day begins with it.
    pub from: usize,
    /// Offered calls, by call type, then interval; `from` of each.
    pub offered: Vec<Vec<f64>>,
}
