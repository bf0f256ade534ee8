//! Plays a call centre, one replication at a time.
//!
//! [`play`] takes a [`Model`](crate::model::Model), a seed and the number of a replication and
//! hands one flat [`CallRecord`] per call to an [`Observer`]. It never prints, reads a file or asks
//! for the time of day, and the same arguments give the same records on every machine and thread.
//!
//! Life of a replication: the streams are seeded, the centre starts empty, arrivals and events
//! alternate in order of time until nothing is left to happen, and whoever still waits then is
//! handed out as such: no call is ever lost.
//!
//! Equal instants are resolved in a fixed order: changes of staff and lines, then agents and lines that
//! become free, then colleagues who are asked to join, then phones that have rung, then delays that end, then abandonments, then customers who call again, then
//! arrivals; within each, first in, first out. So a caller whose patience ends at the very instant
//! an agent is free is answered.

mod attendance;
mod calendar;
mod centre;
mod inflow;
mod many_groups;
mod one_group;
mod play;
mod record;
mod run;
mod streams;

pub use attendance::Away;
pub use play::{
    Centre, can_share_callers, is_faster_side_by_side, is_played_by_groups, play, play_by_events, play_by_groups,
    play_side_by_side, play_together,
};
pub use record::{
    Answer, CallRecord, ConsultRecord, DialRecord, IssueRecord, Next, Observer, Origin, Outcome, QueueLengths,
    RingRecord, Step, Who,
};
pub use run::{Late, Lost, Run};
pub use streams::{Stream, behaviour_stream, demand_stream};
