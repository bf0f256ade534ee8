//! Who of the scheduled agents is there: absences and outages, drawn once for each day of a replication.

use rand::RngExt;

use super::streams::{Purpose, stream};
use crate::model::{Absence, Model};

/// Agents of a group who are off the line in an interval although they are scheduled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Away {
    /// The group's index.
    pub group: usize,
    /// The interval's index.
    pub interval: usize,
    /// How many.
    pub agents: u32,
    /// Whether they are paid all the same.
    pub is_paid: bool,
}

/// Agents on the line in one replication.
#[derive(Debug, Default)]
pub struct Attendance {
    /// By group, then interval.
    present: Vec<Vec<u32>>,
    away: Vec<Away>,
}

impl Attendance {
    /// Draws who is there. A seat of a group is one scheduled agent: the k-th is staffed whenever at least k are, and is
    /// absent for a whole day or not at all, the same under every number that is scheduled.
    pub fn reset(&mut self, model: &Model, seed: u64, replication: u64) {
        self.present.clear();
        self.away.clear();
        let a_day = model.horizon().intervals_a_day();
        let days = model.horizon().days();
        let comes = |index: usize| -> Vec<bool> {
            let mut each = stream(seed, replication, index as u64, Purpose::Outage);
            (0..days).map(|_| model.outages()[index].comes(each.random())).collect()
        };
        let comes: Vec<Vec<bool>> = (0..model.outages().len()).map(comes).collect();
        for (group, of) in model.agent_groups().iter().enumerate() {
            let mut present = of.staffed().to_vec();
            if let Some(absence) = of.work().absence {
                self.stay_away(group, absence, a_day, &mut present, (seed, replication));
            }
            for (outage, comes) in model.outages().iter().zip(&comes) {
                let hit = |i: usize| comes[i / a_day] && outage.hits(group, i % a_day);
                for (interval, agents) in present.iter_mut().enumerate().filter(|(i, _)| hit(*i)) {
                    let left = outage.leaves(*agents);
                    self.note(group, interval, *agents - left, true);
                    *agents = left;
                }
            }
            self.present.push(present);
        }
    }

    /// Leaves out the seats of a group that are absent, day by day.
    fn stay_away(
        &mut self,
        group: usize,
        absence: Absence,
        a_day: usize,
        present: &mut [u32],
        (seed, replication): (u64, u64),
    ) {
        let most = present.iter().copied().max().unwrap_or(0);
        let mut seats = stream(seed, replication, group as u64, Purpose::Attendance);
        for (day, of_day) in present.chunks_mut(a_day).enumerate() {
            // Seats up to each number that are there.
            let mut there = vec![0];
            for seat in 0..most as usize {
                there.push(there[seat] + u32::from(seats.random::<f64>() >= absence.share));
            }
            for (interval, agents) in of_day.iter_mut().enumerate() {
                let left = there[*agents as usize];
                self.note(group, day * a_day + interval, *agents - left, absence.is_paid);
                *agents = left;
            }
        }
    }

    fn note(&mut self, group: usize, interval: usize, agents: u32, is_paid: bool) {
        if agents > 0 {
            self.away.push(Away { group, interval, agents, is_paid });
        }
    }

    /// Agents of a group on the line, by interval.
    pub fn of(&self, group: usize) -> &[u32] {
        &self.present[group]
    }

    /// Who is away.
    pub fn away(&self) -> &[Away] {
        &self.away
    }
}
