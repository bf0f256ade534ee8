//! Who of the scheduled agents is there, and which lines: absences and outages, drawn once for each day of a
//! replication.

use std::ops::Range;

use rand::RngExt;

use super::streams::{Purpose, stream};
use crate::{
    model::{Absence, Horizon, Model, Timeline, timeline},
    units::SimTime,
};

/// Agents of a group who are off the line for a while although they are scheduled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Away {
    /// The group's index.
    pub group: usize,
    /// How many.
    pub agents: u32,
    /// From when.
    pub from: SimTime,
    /// To when.
    pub to: SimTime,
    /// Whether they are paid all the same.
    pub is_paid: bool,
    /// Whether they are absent; else they are at work, at a meeting or cut off by an outage.
    pub is_absent: bool,
}

/// Agents and lines in one replication.
#[derive(Debug, Default)]
pub struct Attendance {
    /// By group, who is on the line, crew by crew.
    present: Vec<Vec<Timeline>>,
    /// Lines that are up, where there is a limit to them at any time.
    lines: Option<Timeline>,
    away: Vec<Away>,
}

impl Attendance {
    /// Draws who is there. A seat of a group is one scheduled agent: the k-th is staffed whenever at least k are, and is
    /// absent for a whole day or not at all, the same under every number that is scheduled.
    pub fn reset(&mut self, model: &Model, seed: u64, replication: u64) {
        self.present.clear();
        self.away.clear();
        let horizon = model.horizon();
        let comes = |index: usize| -> Vec<bool> {
            let mut each = stream(seed, replication, index as u64, Purpose::Outage);
            (0..horizon.days()).map(|_| model.outages()[index].comes(each.random())).collect()
        };
        let comes: Vec<Vec<bool>> = (0..model.outages().len()).map(comes).collect();
        for (group, of) in model.agent_groups().iter().enumerate() {
            let mut crews = of.crews(horizon);
            if let Some(absence) = of.work().absence {
                self.stay_away(group, absence, horizon, &mut crews, (seed, replication));
            }
            for (outage, comes) in model.outages().iter().zip(&comes).filter(|(outage, _)| outage.hits(group)) {
                for day in (0..horizon.days()).filter(|day| comes[*day]) {
                    let within = outage.time_on(horizon, day);
                    let taken = timeline::take(&mut crews, &within, |agents| outage.takes(agents));
                    self.note(group, taken, true, false);
                }
            }
            self.present.push(crews);
        }
        self.lines = lines(model, &comes);
    }

    /// Leaves out the seats of a group that are absent, day by day.
    fn stay_away(
        &mut self,
        group: usize,
        absence: Absence,
        horizon: &Horizon,
        crews: &mut [Timeline],
        (seed, replication): (u64, u64),
    ) {
        let sizes: Vec<u32> = crews.iter().map(Timeline::most).collect();
        let mut seats = stream(seed, replication, group as u64, Purpose::Attendance);
        for day in 0..horizon.days() {
            let is_last = day + 1 == horizon.days();
            let within = horizon.opens_at(day)..if is_last { SimTime::NEVER } else { horizon.opens_at(day + 1) };
            for (crew, size) in crews.iter_mut().zip(&sizes) {
                // Seats up to each number that are there.
                let mut there = vec![0];
                for seat in 0..*size as usize {
                    there.push(there[seat] + u32::from(seats.random::<f64>() >= absence.share));
                }
                let taken = crew.change(&within, |agents| there[agents as usize]);
                self.note(group, taken, absence.is_paid, true);
            }
        }
    }

    fn note(&mut self, group: usize, taken: Vec<timeline::Taken>, is_paid: bool, is_absent: bool) {
        let away = |(from, to, agents)| Away { group, agents, from, to, is_paid, is_absent };
        self.away.extend(taken.into_iter().map(away));
    }

    /// Agents of a group on the line, by crew.
    pub fn crews(&self, group: usize) -> &[Timeline] {
        &self.present[group]
    }

    /// Lines that are up; `None` where there is no limit to them at any time.
    pub const fn lines(&self) -> Option<&Timeline> {
        self.lines.as_ref()
    }

    /// Who is away.
    pub fn away(&self) -> &[Away] {
        &self.away
    }
}

/// The lines of a replication; `comes` says of each outage on which days it comes. Outages at the same time take
/// each its share of all lines.
fn lines(model: &Model, comes: &[Vec<bool>]) -> Option<Timeline> {
    let hits: Vec<_> = model.outages().iter().zip(comes).filter(|(outage, _)| outage.lines() > 0.0).collect();
    if hits.is_empty() {
        return model.lines().count.map(Timeline::constant);
    }
    let count = model.lines().count.unwrap_or(u32::MAX);
    let mut lines = Timeline::constant(count);
    for (outage, comes) in hits {
        let down = (f64::from(count) * outage.lines()).round() as u32;
        for day in (0..model.horizon().days()).filter(|day| comes[*day]) {
            let within: Range<SimTime> = outage.time_on(model.horizon(), day);
            lines.change(&within, |up| up.saturating_sub(down));
        }
    }
    Some(lines)
}
