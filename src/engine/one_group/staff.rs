//! How many agents are on the line, and what changes when.

use super::free_times::FreeTimes;
use crate::{
    engine::record::Observer,
    model::{AtClose, Horizon, Model},
    units::SimTime,
};

/// The staff of the group over a replication, and when those who still wait are sent away.
///
/// When staff falls, agents who are free go first, then those who finish first; they finish the call
/// they are on. When it rises again before they have finished, the last of them stay.
#[derive(Debug, Default)]
pub struct Staff {
    group: usize,
    /// When the number changes, and to what.
    steps: Vec<(u64, u32)>,
    next: usize,
    now: u32,
    most: u32,
    send_away_at: u64,
    cut_off_at: u64,
    /// Closing time; 0 for a steady state.
    closes_at: u64,
    /// Agents beyond the number staffed, by when they finish: (that, since when).
    leaving: Vec<(u64, u64)>,
}

impl Staff {
    /// `every_border` is for levels that are played side by side: staff may change at each interval,
    /// so that all have the same borders.
    pub fn reset(&mut self, model: &Model, every_border: bool) {
        self.reset_group(model, 0, every_border);
    }

    /// The same for one of several groups. The queue is sent away by the first of them.
    pub fn reset_group(&mut self, model: &Model, group: usize, every_border: bool) {
        self.group = group;
        let staffed = model.agent_groups()[group].staffed();
        let horizon = model.horizon();
        let to = horizon.measured_to();
        let interval = horizon.interval().as_nanoseconds();
        self.steps.clear();
        (self.next, self.now) = (0, staffed[0]);
        self.most = staffed.iter().copied().max().unwrap_or(0);
        (self.send_away_at, self.cut_off_at) = (u64::MAX, u64::MAX);
        self.leaving.clear();
        match horizon {
            Horizon::SteadyState(_) => {
                self.closes_at = 0;
                // No longer than it was measured.
                self.send_away_at = (to + to.since(horizon.measured_from())).as_nanoseconds();
            }
            Horizon::Day(day) => {
                self.closes_at = to.as_nanoseconds();
                let changes = (1..staffed.len()).filter(|&i| every_border || staffed[i] != staffed[i - 1]);
                self.steps.extend(changes.map(|i| (i as u64 * interval, staffed[i])));
                if day.at_close() != AtClose::ServeQueue {
                    self.send_away_at = self.closes_at;
                }
                if day.at_close() == AtClose::StopAtOnce {
                    self.cut_off_at = self.closes_at;
                }
            }
        }
        if group > 0 {
            self.send_away_at = u64::MAX;
        }
    }

    /// When callers are no longer let in: closing time, or the end of all that a steady state may
    /// play.
    pub const fn lets_in_until(&self) -> u64 {
        if self.closes_at > 0 { self.closes_at } else { self.send_away_at }
    }

    /// How many are staffed now.
    pub const fn now(&self) -> u32 {
        self.now
    }

    /// How many are staffed at most.
    pub const fn most(&self) -> u32 {
        self.most
    }

    /// When calls in progress are cut off; [`u64::MAX`] when they are not.
    pub const fn cut_off(&self) -> u64 {
        self.cut_off_at
    }

    /// The next instant at which staff changes or the queue is sent away; [`u64::MAX`] when nothing
    /// more changes.
    #[inline]
    pub fn border(&self) -> u64 {
        self.steps.get(self.next).map_or(self.send_away_at, |step| step.0)
    }

    /// Goes over the next border: whether it was a change of staff. Otherwise the queue is to be
    /// sent away.
    pub fn cross(&mut self, free: &mut FreeTimes, observer: &mut impl Observer) -> bool {
        let Some(&(at, staffed)) = self.steps.get(self.next) else {
            self.send_away_at = u64::MAX;
            return false;
        };
        self.next += 1;
        self.let_go(at, observer);
        if staffed != self.now {
            let mut times = free.sorted();
            let go = self.now.saturating_sub(staffed) as usize;
            self.leaving.extend(times.drain(..go).filter(|free_at| *free_at > at).map(|free_at| (free_at, at)));
            for _ in self.now..staffed {
                times.push(match self.leaving.pop() {
                    Some((free_at, since)) => {
                        self.tell(observer, since, at);
                        free_at
                    }
                    None => at,
                });
            }
            free.rebuild(&times, at);
        }
        self.now = staffed;
        true
    }

    /// Those who have finished by `now` are gone.
    fn let_go(&mut self, now: u64, observer: &mut impl Observer) {
        let gone = self.leaving.partition_point(|(free_at, _)| *free_at <= now);
        let leaving: Vec<(u64, u64)> = self.leaving.drain(..gone).collect();
        leaving.into_iter().for_each(|(free_at, since)| self.tell(observer, since, free_at));
    }

    /// The replication is over: the last instant known here.
    pub fn finish(&mut self, observer: &mut impl Observer) -> u64 {
        let last = self.leaving.iter().map(|(free_at, _)| *free_at).filter(|at| *at < u64::MAX).max();
        self.let_go(u64::MAX, observer);
        last.unwrap_or(0).max(self.closes_at)
    }

    fn tell(&self, observer: &mut impl Observer, since: u64, until: u64) {
        if until > since {
            observer.overstay(self.group, 1, SimTime::from_nanoseconds(since), SimTime::from_nanoseconds(until));
        }
    }

    /// Whether the next border is a change of staff; else the queue is sent away there.
    pub fn changes_next(&self) -> bool {
        self.next < self.steps.len()
    }
}
