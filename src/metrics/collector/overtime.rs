//! Time beyond the schedule, and how much of it is paid anyway.

use super::Collector;
use crate::{
    engine::Away,
    model::{Model, Timeline},
    units::SimTime,
};

/// Some agents of a group for a while.
type Stretch = (SimTime, SimTime, u32);

/// Who is paid although not on the line. Who finishes a call in a break that is paid, or while a meeting has begun, is
/// paid for that time already: of agents beyond the schedule as many as are paid and off the line, whoever they are.
pub struct PaidAnyway {
    /// By group, how many are on a paid break; `None` where there are no such breaks.
    breaks: Vec<Option<Timeline>>,
    /// By group, who is at a meeting or cut off by an outage today.
    away: Vec<Vec<Stretch>>,
    /// By group, who was on a call beyond the schedule today.
    beyond: Vec<Vec<Stretch>>,
}

impl PaidAnyway {
    pub fn of(model: &Model) -> Self {
        let groups = model.agent_groups();
        let breaks = groups.iter().map(|group| group.on_paid_breaks(model.horizon()));
        Self {
            breaks: breaks.map(|line| Some(line).filter(|line| line.most() > 0)).collect(),
            away: vec![Vec::new(); groups.len()],
            beyond: vec![Vec::new(); groups.len()],
        }
    }

    pub fn reset(&mut self) {
        self.away.iter_mut().chain(&mut self.beyond).for_each(Vec::clear);
    }

    /// Notes who is away; told before anybody is on a call.
    pub fn note_away(&mut self, away: &Away) {
        if away.is_paid && !away.is_absent {
            self.away[away.group].push((away.from, away.to, away.agents));
        }
    }

    fn note_beyond(&mut self, group: usize, stretch: Stretch) {
        if self.breaks[group].is_some() || !self.away[group].is_empty() {
            self.beyond[group].push(stretch);
        }
    }

    /// Stretches of time in which agents of a group are beyond the schedule and paid anyway, and how many.
    fn both(&self, group: usize) -> Vec<Stretch> {
        let (beyond, away) = (&self.beyond[group], &self.away[group]);
        let steps = self.breaks[group].iter().flat_map(Timeline::steps).map(|step| step.0);
        let mut times: Vec<SimTime> = beyond.iter().chain(away).flat_map(|s| [s.0, s.1]).chain(steps).collect();
        times.sort_unstable();
        times.dedup();
        let among = |stretches: &[Stretch], at: SimTime| -> u32 {
            stretches.iter().filter(|s| s.0 <= at && at < s.1).map(|s| s.2).sum()
        };
        let of = |pair: &[SimTime]| {
            let on_break = self.breaks[group].as_ref().map_or(0, |line| line.at(pair[0]));
            (pair[0], pair[1], among(beyond, pair[0]).min(on_break + among(away, pair[0])))
        };
        times.windows(2).map(of).filter(|stretch| stretch.2 > 0).collect()
    }
}

impl Collector<'_> {
    /// Handling after closing.
    pub(super) fn count_overtime(&mut self, group: usize, from: SimTime, to: SimTime) {
        let after = group * (self.shape.intervals + 1) + self.shape.intervals;
        self.today.overtime[after] += self.window.after(from, to);
    }

    pub(super) fn count_overstay(&mut self, group: usize, agents: u32, from: SimTime, to: SimTime) {
        let overtime = &mut self.today.overtime[group * (self.shape.intervals + 1)..];
        self.window.split(from, to, |i, ns| overtime[i] += ns * u128::from(agents));
        self.paid_anyway.note_beyond(group, (from, to, agents));
    }

    /// The replication is over.
    pub(super) fn count_paid_anyway(&mut self) {
        for group in (0..self.shape.groups).filter(|group| !self.paid_anyway.beyond[*group].is_empty()) {
            let paid_anyway = &mut self.today.paid_anyway[group * self.shape.intervals..];
            for (from, to, agents) in self.paid_anyway.both(group) {
                self.window.split(from, to, |i, ns| paid_anyway[i] += ns * u128::from(agents));
            }
        }
    }
}
