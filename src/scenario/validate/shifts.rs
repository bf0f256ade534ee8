//! Who is scheduled: numbers by interval, or shifts, become agents on the line and agents paid.

use std::ops::Range;

use super::Checker;
use crate::{
    model::{Horizon, MOST_AGENTS, Roster, Timeline, timeline},
    scenario::{decode::At, raw, shifts::Shift},
    units::SimTime,
};

/// Agents by interval.
#[derive(Clone, Debug)]
pub struct ByInterval {
    /// On the line.
    pub on_line: Vec<u32>,
    /// Paid: on the line, or on a paid break.
    pub paid: Vec<u32>,
    /// Who is there when, where the numbers do not say it.
    pub roster: Option<Roster>,
}

/// Agents on the line by crew, and all who are paid.
struct Schedule {
    crews: Vec<Timeline>,
    paid: Timeline,
}

impl Checker<'_> {
    /// What these shifts put on the line; `None` when they cannot be, or the intervals are not known.
    pub(super) fn shifts(
        &mut self,
        shifts: &[At<Shift>],
        group: &raw::AgentGroup,
        horizon: Option<&Horizon>,
    ) -> Option<ByInterval> {
        let horizon = horizon?;
        if matches!(horizon, Horizon::SteadyState(_)) {
            let why = "shifts belong to a day; a steady state has one number of agents for all time";
            self.problem(group.staffed.place.as_ref(), why);
            return None;
        }
        let crews = if group.named.value { shifts.len() } else { 1 };
        let mut schedule = Schedule { crews: vec![Timeline::constant(0); crews], paid: Timeline::constant(0) };
        let before = self.problems.len();
        for (number, shift) in shifts.iter().enumerate() {
            self.shift(&shift.value, horizon, number.min(crews - 1), &mut schedule);
        }
        (self.problems.len() == before).then(|| schedule.by_interval(horizon, group))
    }

    fn shift(&mut self, shift: &Shift, horizon: &Horizon, crew: usize, schedule: &mut Schedule) {
        let (start, length) = (shift.start.value.0, shift.length.value.0);
        let Some(whole) = self.time_between(start, start + length, horizon, shift.length.place.as_ref()) else {
            return;
        };
        let Some(agents) = u32::try_from(shift.agents.value).ok().filter(|agents| *agents <= MOST_AGENTS) else {
            return self.problem(shift.agents.place.as_ref(), "so many agents do not work anywhere");
        };
        schedule.add(horizon, crew, &whole, agents);
        let mut last_end = 0.0;
        for rest in shift.breaks.iter().flatten().map(|rest| &rest.value) {
            let (after, lasts) = (rest.after.value.0, rest.length.value.0);
            if after < last_end || after + lasts > length {
                let why = "a break lies within its shift, after the breaks before it";
                self.problem(rest.after.place.as_ref(), why);
                continue;
            }
            last_end = after + lasts;
            let from = start + after;
            if let Some(away) = self.time_between(from, from + lasts, horizon, rest.after.place.as_ref()) {
                schedule.rest(horizon, crew, &away, agents, rest.paid.value);
            }
        }
    }
}

impl Schedule {
    /// The same on each of several days. Who works until closing is there for the queue that is served then.
    fn add(&mut self, horizon: &Horizon, crew: usize, time: &Range<SimTime>, agents: u32) {
        for day in 0..horizon.days() {
            let within = horizon.time_on(time, day);
            self.crews[crew].change(&within, |number| number.saturating_add(agents));
            self.paid.change(&within, |number| number.saturating_add(agents));
        }
    }

    fn rest(&mut self, horizon: &Horizon, crew: usize, time: &Range<SimTime>, agents: u32, is_paid: bool) {
        for day in 0..horizon.days() {
            let within = horizon.time_on(time, day);
            self.crews[crew].change(&within, |number| number.saturating_sub(agents));
            if !is_paid {
                self.paid.change(&within, |number| number.saturating_sub(agents));
            }
        }
    }

    /// So many more or fewer at all times, who work and are paid; no fewer than nobody.
    fn offset(&mut self, by: i64, is_named: bool) {
        let number = u32::try_from(by.unsigned_abs()).unwrap_or(u32::MAX).min(MOST_AGENTS);
        let always = SimTime::ZERO..SimTime::NEVER;
        if by < 0 {
            for (from, to, agents) in timeline::take(&mut self.crews, &always, |_| number) {
                self.paid.change(&(from..to), |paid| paid.saturating_sub(agents));
            }
            return;
        }
        if number == 0 {
            return;
        }
        self.paid.change(&always, |paid| paid.saturating_add(number));
        match self.crews.first_mut().filter(|_| !is_named) {
            Some(crew) => drop(crew.change(&always, |agents| agents.saturating_add(number))),
            None => self.crews.push(Timeline::constant(number)),
        }
    }

    /// Agents who are counted, and whose number changes on borders of intervals, are numbers by interval; others
    /// are a roster.
    fn by_interval(mut self, horizon: &Horizon, group: &raw::AgentGroup) -> ByInterval {
        self.offset(group.staffed_offset.value, group.named.value);
        let of = |line: &Timeline| -> Vec<u32> {
            (0..horizon.intervals()).map(|interval| line.at(horizon.interval_starts_at(interval))).collect()
        };
        if let [counted] = self.crews.as_slice()
            && !group.named.value
            && [counted, &self.paid].iter().all(|line| changes_on_borders(line, horizon))
        {
            return ByInterval { on_line: of(counted), paid: of(&self.paid), roster: None };
        }
        let roster = Roster::new(self.crews, &self.paid, horizon);
        ByInterval { on_line: roster.rounded(), paid: of(&self.paid), roster: Some(roster) }
    }
}

/// Numbers by interval: counted, or of named agents of whom the last to have come are the first to go.
pub fn of_numbers(numbers: &[u32], horizon: &Horizon, group: &raw::AgentGroup) -> ByInterval {
    let paid = Timeline::by_interval(horizon, numbers);
    if !group.named.value {
        return Schedule { crews: vec![paid.clone()], paid }.by_interval(horizon, group);
    }
    let mut levels: Vec<u32> = numbers.iter().copied().filter(|number| *number > 0).collect();
    levels.sort_unstable();
    levels.dedup();
    let floors = [0].into_iter().chain(levels.iter().copied());
    let crew = |(floor, level): (u32, &u32)| {
        let here: Vec<u32> = numbers.iter().map(|number| if number >= level { level - floor } else { 0 }).collect();
        Timeline::by_interval(horizon, &here)
    };
    let crews = floors.zip(&levels).map(crew).collect();
    Schedule { crews, paid }.by_interval(horizon, group)
}

fn changes_on_borders(line: &Timeline, horizon: &Horizon) -> bool {
    let is_border = |at: SimTime| horizon.interval_of(at).is_some_and(|i| horizon.interval_starts_at(i) == at);
    line.steps().iter().skip(1).all(|(at, _)| is_border(*at))
}
