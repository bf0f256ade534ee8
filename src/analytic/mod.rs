//! Erlang's formulas, both ways round: what a staffing gives, and what a target takes.
//!
//! A [`Setting`] says who calls and how long they would wait; with a number of agents it becomes a
//! [`Queue`], which knows every measure that the simulator has and the closed form has too. The
//! way back is [`required`] (agents for [`Goal`]s), [`calls_for`], [`patience_for`] and
//! [`redial_for`].
//!
//! | file | model |
//! |---|---|
//! | [`erlang_b`] | M/M/c/c: no queue, who finds all agents busy is lost |
//! | [`ErlangC`] | M/M/c: everybody waits for ever |
//! | [`ErlangA`] | M/M/c+M: callers hang up after an exponential patience |
//! | [`WithLines`] | M/M/c/K(+M): there are only K telephone lines |
//! | [`ErlangX`] | the same with callers who call again |
//! | [`orbit`] | that, exactly, for small centres |
//! | [`GeneralPatience`] | M/M/c+GI exactly, by quadrature |
//! | [`Whitt`] | Whitt's approximation of M/GI/s/r+GI |
//! | [`square_root`], [`fluid`] | limits for many agents |
//! | [`Chat`] | agents with several chats at once |
//! | [`Plan`], [`waterfall`] | from erlangs to people on the payroll |
//!
//! Times are in seconds, rates per second, shares 0 to 1. Agents may be fractional where the formula has a
//! continuous extension (Jagers and Van Doorn, *Eur. J. Oper. Res.* 25, 1986). What has no answer, such as a queue
//! that grows without end, is a [`NoAnswer`] in words, never a number. The room knows no call centre model:
//! only units.

mod birth_death;
pub mod chat;
mod demand;
mod erlang_a;
mod erlang_b;
mod erlang_c;
mod erlang_x;
pub mod fluid;
mod general_patience;
mod goal;
mod halving;
mod inverse;
mod lines;
mod no_answer;
pub mod normal;
pub mod orbit;
mod poisson_sums;
mod queue;
mod setting;
mod spread;
pub mod square_root;
mod staffing;
pub mod waterfall;
mod whitt;

pub use chat::Chat;
pub use demand::Demand;
pub use erlang_a::ErlangA;
pub use erlang_b::erlang_b;
pub use erlang_c::{ErlangC, agents_for_service_level};
pub use erlang_x::{ErlangX, Redial};
pub use general_patience::GeneralPatience;
pub use goal::Goal;
pub use inverse::{Required, calls_for, patience_for, redial_for, required, required_agents};
pub use lines::WithLines;
pub use no_answer::NoAnswer;
pub use queue::{Queue, Rule};
pub use setting::{MOST_AGENTS, Setting};
pub use staffing::{Plan, Staffing};
pub use whitt::{Whitt, allen_cunneen};
