//! What agents did besides handling calls: who was away, phones that rang, reserves, consultations.

use super::Collector;
use crate::{
    engine::{Away, ConsultRecord, RingRecord},
    units::SimTime,
};

impl Collector<'_> {
    pub(super) fn count_away(&mut self, away: &Away) {
        let cells = &mut self.today.away[away.group * self.shape.intervals..];
        let kind = usize::from(!away.is_paid);
        self.window.split(away.from, away.to, |i, ns| cells[i][kind] += ns * u128::from(away.agents));
        self.paid_anyway.note_away(away);
    }

    /// A ring belongs to the interval in which it began; the time is dealt to those it fell into.
    pub(super) fn count_ring(&mut self, record: &RingRecord) {
        let group = record.group as usize;
        let first = group * self.shape.intervals;
        if let Some(own) = self.window.interval_of(record.from) {
            let crew = &mut self.today.crew[first + own.index];
            crew.rang += 1;
            crew.unanswered += u64::from(!record.is_answered);
        }
        let crew = &mut self.today.crew[first..];
        self.window.split(record.from, record.to, |i, ns| crew[i].ringing += ns);
        self.count_overtime(group, record.from, record.to);
    }

    /// A consultation belongs to the interval in which it was asked for; the time is dealt to those it fell into.
    pub(super) fn count_consultation(&mut self, record: &ConsultRecord) {
        let group = record.group as usize;
        let first = group * self.shape.intervals;
        if let Some(own) = self.window.interval_of(record.from) {
            let crew = &mut self.today.crew[first + own.index];
            crew.asked += 1;
            crew.nobody_to_ask += u64::from(!record.is_held);
        }
        let crew = &mut self.today.crew[first..];
        self.window.split(record.from, record.to, |i, ns| crew[i].consulting += ns);
        self.count_overtime(group, record.from, record.to);
    }

    pub(super) fn count_called_in(&mut self, group: usize, at: SimTime) {
        if let Some(own) = self.window.interval_of(at) {
            self.today.crew[group * self.shape.intervals + own.index].called_in += 1;
        }
    }

    pub(super) fn count_reserve(&mut self, group: usize, agents: u32, from: SimTime, to: SimTime) {
        let crew = &mut self.today.crew[group * self.shape.intervals..];
        self.window.split(from, to, |i, ns| crew[i].reserve += ns * u128::from(agents));
    }
}
