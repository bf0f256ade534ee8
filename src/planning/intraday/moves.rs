//! What can still be done today, one agent at a time.

use std::collections::BTreeMap;

use crate::{
    model::{Model, PlanTerms},
    planning::{proved::gross, requirement::Staffing, shifts::DailyShift},
    units::SECONDS_PER_HOUR,
};

/// What kind of move it is. Intervals are those of the day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Who goes home at `ends` stays until `until`.
    Overtime {
        /// The shift type; `None` where no shifts are known.
        shift: Option<usize>,
        /// When they would go.
        ends: usize,
        /// When they go now.
        until: usize,
    },
    /// Who begins at `starts` comes at `from`.
    EarlyStart {
        /// The shift type.
        shift: usize,
        /// When they would come.
        starts: usize,
        /// When they come now.
        from: usize,
    },
    /// A break of a shift is at another time.
    MoveBreak {
        /// The shift type.
        shift: usize,
        /// When the shift began.
        began: usize,
        /// When the break would be.
        planned: usize,
        /// When it is now.
        now: usize,
    },
    /// Agents of the move's group answer another's calls for a while.
    Switch {
        /// The group they help.
        to: usize,
        /// From this interval on.
        from: usize,
        /// Until this one.
        until: usize,
    },
    /// Agents who are off come in.
    CallIn {
        /// From this interval on.
        from: usize,
        /// Until this one.
        until: usize,
    },
    /// Agents go before their shift ends.
    SendHome {
        /// The shift type; `None` where no shifts are known.
        shift: Option<usize>,
        /// From this interval on.
        from: usize,
        /// Until this one, when they would have gone.
        until: usize,
    },
}

/// Agents of a group in an interval, more or fewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The group.
    pub group: usize,
    /// The interval.
    pub interval: usize,
    /// Agents on the line.
    pub on_line: i32,
}

/// A move of one agent, and how many may make it.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// What it is.
    pub kind: Kind,
    /// Whose agents they are.
    pub group: usize,
    /// What one agent changes.
    pub changes: Vec<Change>,
    /// What one agent costs; negative where it saves pay.
    pub cost: f64,
    /// How many agents may make it.
    pub at_most: u32,
}

/// What may be done, and at what price.
#[derive(Clone, Debug, PartialEq)]
pub struct MoveTerms {
    /// What an hour beyond the schedule costs more, as a share of the cost of an hour.
    pub overtime_premium: f64,
    /// Intervals until who is off can be there.
    pub notice: usize,
    /// Agents of each group who may be called in.
    pub call_in: u32,
    /// Switches that are allowed although the one group does not have all skills of the other: from, to.
    pub switches: Vec<(usize, usize)>,
}

/// Intervals of the lengths that overtime has, in hours.
const STAYS: [f64; 3] = [0.5, 1.0, 2.0];
/// How long a switch lasts, hours.
const SWITCHED: f64 = 1.0;

/// Every move that is left from interval `from` on, under the schedule in force: its `shifts` where they are known, and
/// the agents `on_line` by group and interval.
#[must_use]
pub fn moves(
    model: &Model,
    terms: &PlanTerms,
    on_line: &Staffing,
    shifts: Option<&[DailyShift]>,
    from: usize,
    allowed: &MoveTerms,
) -> Vec<Move> {
    let maker = Maker { model, terms, on_line, from, allowed, end: model.horizon().intervals() };
    let mut all = match shifts {
        Some(shifts) => maker.of_shifts(shifts),
        None => maker.of_numbers(),
    };
    all.extend(maker.switches());
    all.extend(maker.call_ins());
    all
}

/// Whether a move takes agents away instead of bringing them.
#[must_use]
pub const fn is_saving(of: &Move) -> bool {
    matches!(of.kind, Kind::SendHome { .. })
}

struct Maker<'a> {
    model: &'a Model,
    terms: &'a PlanTerms,
    on_line: &'a Staffing,
    from: usize,
    allowed: &'a MoveTerms,
    end: usize,
}

impl Maker<'_> {
    fn hours(&self) -> f64 {
        self.model.horizon().interval().as_seconds() / SECONDS_PER_HOUR
    }

    fn long(&self, hours: f64) -> usize {
        ((hours / self.hours()).round() as usize).max(1)
    }

    /// What an agent of `group` costs on the payroll from one interval to another, `premium` on top.
    fn pay(&self, group: usize, shift: Option<usize>, intervals: std::ops::Range<usize>, premium: f64) -> f64 {
        let of = &self.model.agent_groups()[group];
        let an_hour = shift.map_or(of.cost_per_hour(), |shift| self.terms.shift_types[shift].cost_per_hour);
        let share = |i: usize| 1.0 + premium + self.terms.premium(i);
        intervals.map(share).sum::<f64>() * self.hours() * an_hour * gross(of)
    }

    fn made(kind: Kind, group: usize, on_line: (std::ops::Range<usize>, i32), cost: f64, at_most: u32) -> Move {
        let (intervals, by) = on_line;
        let changes = intervals.map(|interval| Change { group, interval, on_line: by }).collect();
        Move { kind, group, changes, cost, at_most }
    }

    /// Stays of who goes at `ends`, of all lengths that end by closing time.
    fn stays(&self, group: usize, shift: Option<usize>, ends: usize, agents: u32) -> Vec<Move> {
        let stay = |hours: &f64| {
            let until = (ends + self.long(*hours)).min(self.end);
            let cost = self.pay(group, shift, ends..until, self.allowed.overtime_premium);
            (until > ends)
                .then(|| Self::made(Kind::Overtime { shift, ends, until }, group, (ends..until, 1), cost, agents))
        };
        let mut all: Vec<Move> = STAYS.iter().filter_map(stay).collect();
        all.dedup_by(|a, b| a.kind == b.kind);
        all
    }

    fn of_shifts(&self, shifts: &[DailyShift]) -> Vec<Move> {
        let (mut ends, mut starts) = (BTreeMap::new(), BTreeMap::new());
        let mut all = Vec::new();
        for shift in shifts {
            let end = shift.start + self.terms.shift_types[shift.shift_type].length;
            *ends.entry((shift.shift_type, end)).or_insert(0) += shift.agents;
            *starts.entry((shift.shift_type, shift.start)).or_insert(0) += shift.agents;
            all.extend(self.breaks(shift));
        }
        all = merged(all);
        for ((shift, end), agents) in ends {
            let group = self.terms.shift_types[shift].group;
            if end >= self.from {
                all.extend(self.stays(group, Some(shift), end, agents));
            }
        }
        for ((shift, start), agents) in starts {
            let group = self.terms.shift_types[shift].group;
            for hours in STAYS {
                let from = start.saturating_sub(self.long(hours)).max(self.from + self.allowed.notice);
                if from < start {
                    let cost = self.pay(group, Some(shift), from..start, self.allowed.overtime_premium);
                    let kind = Kind::EarlyStart { shift, starts: start, from };
                    all.push(Self::made(kind, group, (from..start, 1), cost, agents));
                }
            }
        }
        all.dedup_by(|a, b| a.kind == b.kind && a.group == b.group);
        all.extend(merged(shifts.iter().flat_map(|shift| self.sent_home(shift)).collect()));
        all
    }

    /// The breaks of a shift that are still to come, at the other times that the shift allows.
    fn breaks(&self, shift: &DailyShift) -> Vec<Move> {
        let of = &self.terms.shift_types[shift.shift_type];
        let mut all = Vec::new();
        for (index, (rest, after)) in of.breaks.iter().zip(&shift.breaks).enumerate() {
            let planned = shift.start + after;
            if planned < self.from {
                continue;
            }
            let free_from = index.checked_sub(1).map_or(0, |before| shift.breaks[before] + of.breaks[before].length);
            let free_to = shift.breaks.get(index + 1).copied().unwrap_or(of.length);
            for other in rest.earliest.max(free_from)..=rest.latest {
                let now = shift.start + other;
                if other == *after || other + rest.length > free_to || now < self.from {
                    continue;
                }
                let (old, new) = (planned..planned + rest.length, now..now + rest.length);
                let change = |interval: usize, on_line: i32| Change { group: of.group, interval, on_line };
                let back = old.clone().filter(|i| !new.contains(i)).map(|i| change(i, 1));
                let away = new.clone().filter(|i| !old.contains(i)).map(|i| change(i, -1));
                let kind = Kind::MoveBreak { shift: shift.shift_type, began: shift.start, planned, now };
                let changes = back.chain(away).collect();
                all.push(Move { kind, group: of.group, changes, cost: 0.0, at_most: shift.agents });
            }
        }
        all
    }

    /// Agents of a shift who go early: now, or at a later full hour.
    fn sent_home(&self, shift: &DailyShift) -> Vec<Move> {
        let of = &self.terms.shift_types[shift.shift_type];
        let end = shift.start + of.length;
        let begin = shift.start.max(self.from);
        let every = self.long(1.0);
        (begin..end)
            .step_by(every)
            .filter(|from| *from > shift.start)
            .map(|from| {
                let at_work = |i: &usize| shift.is_on_line(self.terms, self.end, *i);
                let change = |interval: usize| Change { group: of.group, interval, on_line: -1 };
                let changes: Vec<Change> = (from..end).filter(at_work).map(change).collect();
                let is_unpaid = |i: usize| {
                    let rests = of.breaks.iter().zip(&shift.breaks);
                    rests
                        .filter(|(rest, _)| !rest.is_paid)
                        .any(|(rest, after)| (shift.start + after..shift.start + after + rest.length).contains(&i))
                };
                let saved: f64 = (from..end)
                    .filter(|i| !is_unpaid(*i))
                    .map(|i| self.pay(of.group, Some(shift.shift_type), i..i + 1, 0.0))
                    .sum();
                let kind = Kind::SendHome { shift: Some(shift.shift_type), from, until: end };
                Move { kind, group: of.group, changes, cost: -saved, at_most: shift.agents }
            })
            .collect()
    }

    /// Where only numbers are known: who leaves when they fall may stay, and who is there may go.
    fn of_numbers(&self) -> Vec<Move> {
        let mut all = Vec::new();
        for (group, list) in self.on_line.iter().enumerate() {
            for ends in self.from.max(1)..self.end {
                let gone = list[ends - 1].saturating_sub(list[ends]);
                if gone > 0 {
                    all.extend(self.stays(group, None, ends, gone));
                }
            }
            for from in (self.from..self.end).step_by(self.long(2.0)) {
                let until = (from + self.long(2.0)).min(self.end);
                let least = list[from..until].iter().copied().min().unwrap_or(0);
                if least > 1 {
                    let saved = self.pay(group, None, from..until, 0.0);
                    let kind = Kind::SendHome { shift: None, from, until };
                    all.push(Self::made(kind, group, (from..until, -1), -saved, least - 1));
                }
            }
        }
        all
    }

    /// Whether agents of one group may work as the other's: they have its skills, or it was said.
    fn may_switch(&self, from: usize, to: usize) -> bool {
        let has = |skill: &usize| self.model.types_of_group(from).contains(skill);
        from != to && (self.allowed.switches.contains(&(from, to)) || self.model.types_of_group(to).iter().all(has))
    }

    fn switches(&self) -> Vec<Move> {
        let groups = 0..self.on_line.len();
        let length = self.long(SWITCHED);
        let mut all = Vec::new();
        for (group, to) in groups.clone().flat_map(|a| groups.clone().map(move |b| (a, b))) {
            if !self.may_switch(group, to) {
                continue;
            }
            for from in (self.from..self.end).step_by(length) {
                let until = (from + length).min(self.end);
                let at_most = self.on_line[group][from..until].iter().copied().min().unwrap_or(0).saturating_sub(1);
                if at_most > 0 {
                    let change = |group: usize, on_line: i32| {
                        (from..until).map(move |interval| Change { group, interval, on_line })
                    };
                    let changes = change(group, -1).chain(change(to, 1)).collect();
                    all.push(Move { kind: Kind::Switch { to, from, until }, group, changes, cost: 0.0, at_most });
                }
            }
        }
        all
    }

    fn call_ins(&self) -> Vec<Move> {
        let from = self.from + self.allowed.notice;
        let mut all = Vec::new();
        if self.allowed.call_in == 0 || from >= self.end {
            return all;
        }
        for group in 0..self.on_line.len() {
            for hours in [2.0, 4.0] {
                let until = (from + self.long(hours)).min(self.end);
                let cost = self.pay(group, None, from..until, self.allowed.overtime_premium);
                let kind = Kind::CallIn { from, until };
                all.push(Self::made(kind, group, (from..until, 1), cost, self.allowed.call_in));
            }
        }
        all.dedup_by(|a, b| a.kind == b.kind && a.group == b.group);
        all
    }
}

/// Moves that are the same but for who makes them, as one.
fn merged(moves: Vec<Move>) -> Vec<Move> {
    let mut all: Vec<Move> = Vec::new();
    for of in moves {
        match all.iter_mut().find(|m| m.kind == of.kind && m.group == of.group && m.changes == of.changes) {
            Some(same) => same.at_most += of.at_most,
            None => all.push(of),
        }
    }
    all
}

impl Move {
    /// The staffing with `agents` of them making the move; `None` where that many are not there.
    #[must_use]
    pub fn made_by(&self, agents: u32, staffing: &Staffing) -> Option<Staffing> {
        let mut after = staffing.clone();
        for change in &self.changes {
            let cell = &mut after[change.group][change.interval];
            *cell = cell.checked_add_signed(change.on_line * agents as i32)?;
        }
        Some(after)
    }
}
