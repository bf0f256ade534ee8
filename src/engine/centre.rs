//! The general engine: an event calendar, queues, agents and lines.

use rand::RngExt;

use super::{
    calendar::{Calendar, Event},
    queues::{Queues, Waiting},
    record::{CallRecord, Observer, Outcome},
    streams::{Purpose, TypeStreams, WHOLE_CENTRE, stream},
};
use crate::{
    model::{AtClose, Busyness, CallType, Distribution, Horizon, Model, arrivals::Source},
    units::SimTime,
};

/// Plays replication number `replication` of `model` and tells `observer` what happens.
///
/// `centre` holds the memory and may be used again for any model; what it holds from before has no
/// influence.
pub fn play(model: &Model, seed: u64, replication: u64, centre: &mut Centre, observer: &mut impl Observer) {
    centre.reset(model, seed, replication);
    Play {
        model,
        centre,
        observer,
        closes_at: closing_time(model),
        cut_off_at: cut_off(model),
        lines: model.lines().count,
        measured: measured_time(model),
    }
    .run();
}

/// The memory of a replication: queues, agents, lines and what will happen.
#[derive(Default)]
pub struct Centre {
    calendar: Calendar,
    queues: Queues,
    groups: Vec<Agents>,
    types: Vec<Callers>,
    lines_in_use: u32,
    calls: u32,
    /// Measured calls of a steady state that are not decided yet.
    undecided: u64,
}

/// The agents of one group.
#[derive(Clone, Copy, Debug, Default)]
struct Agents {
    staffed: u32,
    busy: u32,
    /// Since when `busy` exceeds `staffed` by this many.
    overstay: Option<(SimTime, u32)>,
}

/// The callers of one type.
struct Callers {
    source: Source,
    streams: TypeStreams,
    next_at: SimTime,
}

/// What a call brings with it.
struct Draws {
    line_time: SimTime,
    after_call_work: SimTime,
    patience: SimTime,
    balks: bool,
}

impl Centre {
    fn reset(&mut self, model: &Model, seed: u64, replication: u64) {
        self.calendar.clear();
        self.queues.reset(model);
        self.lines_in_use = 0;
        self.calls = 0;
        self.undecided = 0;
        self.groups.clear();
        self.groups.extend(
            model.agent_groups().iter().map(|group| Agents { staffed: group.staffed()[0], ..Agents::default() }),
        );
        let mut whole = stream(seed, replication, WHOLE_CENTRE, Purpose::Busyness);
        let shared = model.busyness().map_or(1.0, |b| b.draw(&mut whole));
        self.types.clear();
        for (index, call_type) in model.call_types().iter().enumerate() {
            self.types.push(Callers::new(call_type, seed, replication, index, shared));
        }
    }
}

impl Callers {
    fn new(call_type: &CallType, seed: u64, replication: u64, index: usize, shared: f64) -> Self {
        let draw = |b: Busyness| b.draw(&mut stream(seed, replication, index as u64, Purpose::Busyness));
        let busyness = shared * call_type.busyness().map_or(1.0, draw);
        let mut streams = TypeStreams::new(seed, replication, index);
        let mut source = call_type.arrivals().start(replication, busyness);
        let next_at = call_type.arrivals().next(&mut source, &mut streams.arrivals).unwrap_or(SimTime::NEVER);
        Self { source, streams, next_at }
    }

    /// Moves on to the type's next arrival.
    #[inline]
    fn advance(&mut self, call_type: &CallType) {
        let next = call_type.arrivals().next(&mut self.source, &mut self.streams.arrivals);
        self.next_at = next.unwrap_or(SimTime::NEVER);
    }

    /// All that the caller brings, drawn whether it will be needed or not: the k-th call of a type
    /// is the same call under every staffing.
    #[inline]
    fn draw(&mut self, call_type: &CallType) -> Draws {
        let streams = &mut self.streams;
        let optional = |d: Option<&Distribution>, s| d.map_or(SimTime::ZERO, |d| SimTime::from_draw(d.draw(s)));
        Draws {
            line_time: SimTime::from_draw(call_type.talk_time().draw(&mut streams.talk))
                + optional(call_type.hold_time(), &mut streams.hold),
            after_call_work: optional(call_type.after_call_work(), &mut streams.after_call_work),
            patience: call_type
                .patience()
                .map_or(SimTime::NEVER, |d| SimTime::from_draw(d.draw(&mut streams.patience))),
            balks: call_type.balking().is_some_and(|b| streams.balking.random::<f64>() < b.share),
        }
    }
}

/// When callers are no longer let in; never, for a steady state.
fn closing_time(model: &Model) -> SimTime {
    match model.horizon() {
        Horizon::Day(_) => model.horizon().measured_to(),
        Horizon::SteadyState(_) => SimTime::NEVER,
    }
}

/// When calls in progress are cut off, if they are.
fn cut_off(model: &Model) -> SimTime {
    match model.horizon() {
        Horizon::Day(day) if day.at_close() == AtClose::StopAtOnce => model.horizon().measured_to(),
        _ => SimTime::NEVER,
    }
}

/// From when to when a steady state is measured; `None` for a day, which ends by itself.
fn measured_time(model: &Model) -> Option<(SimTime, SimTime)> {
    let horizon = model.horizon();
    matches!(horizon, Horizon::SteadyState(_)).then(|| (horizon.measured_from(), horizon.measured_to()))
}

/// One replication under way.
struct Play<'a, O> {
    model: &'a Model,
    centre: &'a mut Centre,
    observer: &'a mut O,
    closes_at: SimTime,
    cut_off_at: SimTime,
    lines: Option<u32>,
    measured: Option<(SimTime, SimTime)>,
}

impl<O: Observer> Play<'_, O> {
    fn run(&mut self) {
        self.schedule_day();
        let mut now = SimTime::ZERO;
        // A steady state goes on after its measured time, but no longer than it was measured.
        let limit = self.measured.map(|(from, to)| to + to.since(from));
        loop {
            let (arrives_at, call_type) = self.next_arrival();
            let arrives_at = if arrives_at < self.closes_at { arrives_at } else { SimTime::NEVER };
            let event_at = self.centre.calendar.next_at();
            if let Some(limit) = limit.filter(|limit| event_at.unwrap_or(arrives_at).min(arrives_at) >= *limit) {
                now = limit;
                break;
            }
            match event_at {
                Some(at) if at <= arrives_at => {
                    let Some((at, event)) = self.centre.calendar.pop() else { break };
                    if self.happen(at, event) {
                        now = at;
                    }
                }
                _ if arrives_at < SimTime::NEVER => {
                    now = arrives_at;
                    self.arrive(arrives_at, call_type);
                }
                _ => break,
            }
            if self.is_steady_state_complete(now) {
                break;
            }
        }
        self.send_away_everyone(now);
        (0..self.centre.groups.len()).for_each(|group| self.note_overstay(group, now));
    }

    fn schedule_day(&mut self) {
        let Horizon::Day(day) = self.model.horizon() else { return };
        for (group, agents) in self.model.agent_groups().iter().enumerate() {
            for (interval, pair) in agents.staffed().windows(2).enumerate() {
                if pair[0] != pair[1] {
                    let next = interval + 1;
                    let at = SimTime::from_nanoseconds(day.interval().as_nanoseconds() * next as u64);
                    self.centre.calendar.schedule(at, Event::Staff { group: group as u32, interval: next as u32 });
                }
            }
        }
        self.centre.calendar.schedule(self.closes_at, Event::Close);
    }

    /// When and of which type the next caller comes; at equal times the first type in the file.
    #[inline]
    fn next_arrival(&self) -> (SimTime, usize) {
        let mut next = (self.centre.types[0].next_at, 0);
        for (index, callers) in self.centre.types.iter().enumerate().skip(1) {
            if callers.next_at < next.0 {
                next = (callers.next_at, index);
            }
        }
        next
    }

    /// A steady state goes on, callers coming, until each measured call is decided.
    #[inline]
    fn is_steady_state_complete(&self, now: SimTime) -> bool {
        self.measured.is_some_and(|(_, to)| now >= to && self.centre.undecided == 0)
    }

    #[inline]
    fn must_be_decided(&self, arrived_at: SimTime) -> bool {
        self.measured.is_some_and(|(from, to)| from <= arrived_at && arrived_at < to)
    }

    #[inline]
    fn arrive(&mut self, now: SimTime, index: usize) {
        let model = self.model;
        let call_type = &model.call_types()[index];
        let callers = &mut self.centre.types[index];
        let draws = callers.draw(call_type);
        callers.advance(call_type);
        let call = self.centre.calls;
        self.centre.calls = call.wrapping_add(1);
        if self.must_be_decided(now) {
            self.centre.undecided += 1;
        }
        if self.lines.is_some_and(|lines| self.centre.lines_in_use >= lines) {
            return self.turn_away(index, now, Outcome::Blocked);
        }
        let groups = &self.centre.groups;
        if let Some(&group) = call_type.groups().iter().find(|&&g| groups[g].busy < groups[g].staffed) {
            self.take_line();
            return self.answer(group, now, index, now, draws.line_time, draws.after_call_work, None);
        }
        let queue = self.centre.queues.length_of_type(index);
        if draws.balks && call_type.balking().is_some_and(|b| queue >= b.queue_at_least) {
            return self.turn_away(index, now, Outcome::Balked);
        }
        self.take_line();
        let ticket = self.centre.queues.join(index, call, now, draws.line_time, draws.after_call_work);
        self.centre.calendar.schedule(now + draws.patience, Event::Abandon { ticket, call });
    }

    #[inline]
    /// Whether it really happened: the end of a patience means nothing when the caller is gone.
    fn happen(&mut self, now: SimTime, event: Event) -> bool {
        match event {
            Event::Free { group } => self.agent_free(group as usize, now),
            Event::Abandon { ticket, call } => {
                let Some(waiting) = self.centre.queues.give_up(ticket, call) else { return false };
                self.leave_queue(&waiting, now, Outcome::Abandoned);
            }
            Event::HangUp => self.release_line(),
            Event::Staff { group, interval } => self.change_staff(group as usize, interval as usize, now),
            Event::Close => self.close(now),
        }
        true
    }

    #[inline]
    fn agent_free(&mut self, group: usize, now: SimTime) {
        if self.centre.groups[group].overstay.is_some() {
            self.note_overstay(group, now);
        }
        self.centre.groups[group].busy -= 1;
        self.watch_overstay(group, now);
        self.take_waiting(group, now);
    }

    /// Free agents of a group take who waits for them.
    #[inline]
    fn take_waiting(&mut self, group: usize, now: SimTime) {
        while self.centre.groups[group].busy < self.centre.groups[group].staffed {
            let Some(w) = self.centre.queues.next_for(group) else { break };
            self.answer(group, now, w.call_type as usize, w.arrived_at, w.line_time, w.after_call_work, Some(w.queue));
        }
    }

    #[inline]
    #[expect(clippy::too_many_arguments, reason = "a call that waited and one that did not bring the same facts")]
    fn answer(
        &mut self,
        group: usize,
        now: SimTime,
        call_type: usize,
        arrived_at: SimTime,
        line_time: SimTime,
        after_call_work: SimTime,
        queue: Option<super::QueueLengths>,
    ) {
        let hung_up_at = (now + line_time).min(self.cut_off_at);
        let finished_at = (now + line_time + after_call_work).min(self.cut_off_at);
        self.centre.groups[group].busy += 1;
        self.centre.calendar.schedule(finished_at, Event::Free { group: group as u32 });
        if self.lines.is_some() {
            self.centre.calendar.schedule(hung_up_at, Event::HangUp);
        }
        self.tell(&CallRecord {
            call_type: call_type as u32,
            group: group as u32,
            outcome: Outcome::Answered,
            arrived_at,
            left_queue_at: now,
            hung_up_at,
            finished_at,
            queue,
        });
    }

    fn turn_away(&mut self, call_type: usize, now: SimTime, outcome: Outcome) {
        self.tell(&CallRecord {
            call_type: call_type as u32,
            group: self.model.call_types()[call_type].groups()[0] as u32,
            outcome,
            arrived_at: now,
            left_queue_at: now,
            hung_up_at: now,
            finished_at: now,
            queue: None,
        });
    }

    fn leave_queue(&mut self, waiting: &Waiting, now: SimTime, outcome: Outcome) {
        self.release_line();
        self.tell(&CallRecord {
            call_type: waiting.call_type,
            group: self.model.call_types()[waiting.call_type as usize].groups()[0] as u32,
            outcome,
            arrived_at: waiting.arrived_at,
            left_queue_at: now,
            hung_up_at: now,
            finished_at: now,
            queue: Some(waiting.queue),
        });
    }

    #[inline]
    fn tell(&mut self, record: &CallRecord) {
        if self.must_be_decided(record.arrived_at) {
            self.centre.undecided -= 1;
        }
        self.observer.call(record);
    }

    /// Lines are counted only where there is a limit to them.
    fn take_line(&mut self) {
        self.centre.lines_in_use += u32::from(self.lines.is_some());
    }

    fn release_line(&mut self) {
        self.centre.lines_in_use -= u32::from(self.lines.is_some());
    }

    fn change_staff(&mut self, group: usize, interval: usize, now: SimTime) {
        self.note_overstay(group, now);
        self.centre.groups[group].staffed = self.model.agent_groups()[group].staffed()[interval];
        self.watch_overstay(group, now);
        self.take_waiting(group, now);
    }

    /// Closes the books on the agents who were busy beyond the staffed number.
    fn note_overstay(&mut self, group: usize, now: SimTime) {
        if let Some((since, agents)) = self.centre.groups[group].overstay.take()
            && now > since
        {
            self.observer.overstay(group, agents, since, now);
        }
    }

    /// Starts watching them anew.
    fn watch_overstay(&mut self, group: usize, now: SimTime) {
        let agents = &mut self.centre.groups[group];
        let beyond = agents.busy.saturating_sub(agents.staffed);
        agents.overstay = (beyond > 0).then_some((now, beyond));
    }

    fn close(&mut self, now: SimTime) {
        let Horizon::Day(day) = self.model.horizon() else { return };
        if day.at_close() != AtClose::ServeQueue {
            self.send_away_everyone(now);
        }
    }

    fn send_away_everyone(&mut self, now: SimTime) {
        while let Some(waiting) = self.centre.queues.take_any() {
            self.leave_queue(&waiting, now, Outcome::StillWaiting);
        }
    }
}
