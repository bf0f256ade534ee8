//! Who of the scheduled agents is there: absences and outages, drawn once a replication.

use rand::RngExt;

use super::streams::{Purpose, stream};
use crate::model::Model;

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
    /// absent for the whole day or not at all, the same under every number that is scheduled.
    pub fn reset(&mut self, model: &Model, seed: u64, replication: u64) {
        self.present.clear();
        self.away.clear();
        let uniform = |key: usize, purpose| stream(seed, replication, key as u64, purpose).random::<f64>();
        let comes: Vec<bool> = model
            .outages()
            .iter()
            .enumerate()
            .map(|(index, outage)| outage.comes(uniform(index, Purpose::Outage)))
            .collect();
        for (group, of) in model.agent_groups().iter().enumerate() {
            let mut present = of.staffed().to_vec();
            if let Some(absence) = of.work().absence {
                let most = present.iter().copied().max().unwrap_or(0);
                let mut seats = stream(seed, replication, group as u64, Purpose::Attendance);
                // Seats up to each number that are there.
                let mut there = vec![0];
                for seat in 0..most as usize {
                    there.push(there[seat] + u32::from(seats.random::<f64>() >= absence.share));
                }
                for (interval, agents) in present.iter_mut().enumerate() {
                    let left = there[*agents as usize];
                    self.note(group, interval, *agents - left, absence.is_paid);
                    *agents = left;
                }
            }
            for (outage, _) in model.outages().iter().zip(&comes).filter(|(_, comes)| **comes) {
                for (interval, agents) in present.iter_mut().enumerate().filter(|(i, _)| outage.hits(group, *i)) {
                    let left = outage.leaves(*agents);
                    self.note(group, interval, *agents - left, true);
                    *agents = left;
                }
            }
            self.present.push(present);
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
