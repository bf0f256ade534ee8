//! A group's agents: when each is free, and since when nobody is.

use crate::{
    engine::{
        one_group::{free_times::FreeTimes, staff::Staff},
        record::Observer,
    },
    model::Model,
    units::SimTime,
};

/// The agents of one group.
#[derive(Debug, Default)]
pub struct Desk {
    group: usize,
    free: FreeTimes,
    staff: Staff,
    /// Since when nobody is idle; `None` while somebody is, or may be for all that was looked at.
    nobody_since: Option<u64>,
    /// Whether stretches of time with nobody idle are told.
    watches: bool,
}

impl Desk {
    pub fn reset(&mut self, model: &Model, group: usize) {
        self.group = group;
        self.staff.reset_group(model, group, false);
        self.free.reset(self.staff.now() as usize, self.staff.most() as usize);
        self.watches = model.agent_groups().len() > 1;
        self.nobody_since = (self.staff.now() == 0).then_some(0);
    }

    /// When the next agent is free, or was; [`u64::MAX`] where there is none.
    #[inline]
    pub fn earliest(&mut self) -> u64 {
        self.free.earliest()
    }

    pub const fn staff(&self) -> &Staff {
        &self.staff
    }

    /// The agent who is free first, which [`Desk::earliest`] has just said to be by now, takes a call
    /// until `until`: when the next one is free.
    #[inline]
    pub fn take_call(&mut self, now: u64, until: u64, observer: &mut impl Observer) -> u64 {
        if !self.watches {
            self.free.replace_earliest(until);
            return self.free.earliest();
        }
        let free_since = self.free.earliest();
        self.free.replace_earliest(until);
        let earliest = self.free.earliest();
        // An agent who goes from one call to the next is not idle in between.
        let goes_on = free_since == now && earliest > now;
        if !goes_on {
            self.end_nobody_idle(free_since.min(now), observer);
        }
        if earliest > now && self.nobody_since.is_none() {
            self.nobody_since = Some(now);
        }
        earliest
    }

    /// Goes over the next change of staff.
    pub fn cross(&mut self, observer: &mut impl Observer) {
        let at = self.staff.border();
        self.end_nobody_idle_by(at, observer);
        self.staff.cross(&mut self.free, observer);
        let is_idle = self.free.earliest() <= at;
        if is_idle {
            self.end_nobody_idle(at, observer);
        } else if self.nobody_since.is_none() {
            self.nobody_since = Some(at);
        }
    }

    /// The replication is over.
    pub fn finish(&mut self, now: u64, observer: &mut impl Observer) {
        self.end_nobody_idle_by(now, observer);
        self.end_nobody_idle(now, observer);
    }

    /// Ends such a stretch where somebody was free again by `now`.
    fn end_nobody_idle_by(&mut self, now: u64, observer: &mut impl Observer) {
        let earliest = self.free.earliest();
        if earliest <= now {
            self.end_nobody_idle(earliest, observer);
        }
    }

    #[inline]
    fn end_nobody_idle(&mut self, at: u64, observer: &mut impl Observer) {
        if let Some(since) = self.nobody_since.take()
            && self.watches
            && at > since
        {
            observer.nobody_idle(self.group, SimTime::from_nanoseconds(since), SimTime::from_nanoseconds(at));
        }
    }

    /// When the last agent beyond the number staffed is gone, and closing time.
    pub fn finish_staff(&mut self, observer: &mut impl Observer) -> u64 {
        self.staff.finish(observer)
    }

    /// The queue is sent away at the border.
    pub fn send_away(&mut self, observer: &mut impl Observer) {
        self.staff.cross(&mut self.free, observer);
    }
}
