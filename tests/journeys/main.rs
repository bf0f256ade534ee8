//! Each routing rule and each step of a customer's journey, in runs so small that paper gives the
//! answer: calls come at given instants, times are constant, shares are none or all.

mod after_answer;
mod before_answer;
#[path = "../common/play.rs"]
mod common;
mod consulting;
mod log;
mod measures;
mod routing;
