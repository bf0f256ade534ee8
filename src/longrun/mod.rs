//! Months and years: what service does to a customer base.
//!
//! A strategy's service is simulated at points of staff and volume ([`explore`]), a response surface ([`Surface`]) is laid
//! through them and held against direct simulation elsewhere, and then months follow each other by plain arithmetic
//! ([`Strategy::step`]): customers call, meet the service, stay or leave, tell others, call again. Futures differ in what is
//! uncertain (`futures`), all strategies meet the same ones, and so differences are of pairs. The arithmetic knows no
//! simulator: only [`explore`] and the points it holds out play anything.

mod centre;
mod explore;
mod future;
mod futures;
mod held_out;
mod month;
mod pchip;
mod service;
mod staffing;
mod surface;
mod tornado;
mod verdict;

pub use centre::Centre;
pub use explore::{Explored, Reach, explore, first_tasks, reach_needed};
pub use future::{central, start};
pub use futures::{Futures, Spread, follow};
pub use held_out::SurfaceError;
pub use month::{Month, State, Strategy};
pub use service::{RESPONSES, Service};
pub use surface::Surface;
pub use tornado::{Bar, tornado};
pub use verdict::{BreakEven, NetValue, break_even, is_clear_at_first, net_value, turn};
