//! Rates that change with time, and the inversion of what they add up to.
//!
//! An arrival process with rate `r(t)` times the day's pace `p(t)` sees its next call when the
//! integral of `r p` since the last one reaches a drawn amount of work (Çinlar, *Introduction to
//! Stochastic Processes*, 1975, section 4.7: inversion of the cumulated rate). Work that is not used
//! up in one piece goes on in the next, so one draw per call is all that is ever spent.

use rand::Rng;
use rand_distr::{Distribution as _, Exp1};

use super::{Pace, StartOfDay};
use crate::units::SimTime;

/// Where a replication of Poisson arrivals at a [`Rate`] stands.
#[derive(Clone, Debug)]
pub struct RateSource {
    pub(super) position: Position,
    pub(super) day: StartOfDay,
}

impl RateSource {
    /// At the start of a day.
    pub(super) fn new(day: StartOfDay) -> Self {
        Self { position: Position::default(), day }
    }
}

/// The course of a rate within one piece of time. Never negative.
pub(super) trait Shape {
    /// Calls expected between `from` and `to`, both within the piece.
    fn area(&self, from: f64, to: f64) -> f64;

    /// The instant at which the area since `from` reaches `area`; it lies before `to`. Infinite where
    /// nothing comes.
    fn reach(&self, from: f64, to: f64, area: f64) -> f64;
}

/// A rate that stays as it is: calls per second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Level(pub f64);

impl Shape for Level {
    #[inline]
    fn area(&self, from: f64, to: f64) -> f64 {
        (to - from) * self.0
    }

    #[inline]
    fn reach(&self, from: f64, _: f64, area: f64) -> f64 {
        if self.0 > 0.0 { from + area / self.0 } else { f64::INFINITY }
    }
}

/// A rate in pieces; the last one goes on for ever.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rate<S> {
    /// Each piece's end, s, and its course.
    pieces: Vec<(f64, S)>,
}

/// Where a source stands on its rate.
#[derive(Clone, Debug, Default)]
pub(super) struct Position {
    at: f64,
    piece: usize,
    step: usize,
}

impl<S: Shape> Rate<S> {
    /// A rate of at least one piece, in order of time.
    pub fn new(mut pieces: Vec<(f64, S)>) -> Self {
        if let Some((end, _)) = pieces.last_mut() {
            *end = f64::INFINITY;
        }
        Self { pieces }
    }

    /// Whether one piece is all there is.
    pub const fn is_one_piece(&self) -> bool {
        self.pieces.len() == 1
    }

    /// The piece of time that `position` stands in: its end, its course, the day's factor.
    #[inline]
    fn stretch(&self, position: &Position, pace: &Pace) -> (f64, &S, f64) {
        let (end, shape) = &self.pieces[position.piece];
        let (until, factor) = pace.piece(position.step);
        (end.min(until), shape, factor)
    }

    #[inline]
    fn move_to(&self, position: &mut Position, pace: &Pace, end: f64) {
        position.at = end;
        position.piece += usize::from(self.pieces[position.piece].0 <= end);
        position.step += usize::from(pace.piece(position.step).0 <= end);
    }

    /// Calls expected before `to` seconds at this pace.
    pub fn area(&self, to: f64, pace: &Pace) -> f64 {
        let mut sum = 0.0;
        self.stretches(to, pace, |_, area| sum += area);
        sum
    }

    /// Tells of each stretch of one course and one pace before `to`: where it ends, and the calls
    /// expected within it.
    pub fn stretches(&self, to: f64, pace: &Pace, mut tell: impl FnMut(f64, f64)) {
        let mut position = Position::default();
        while position.at < to {
            let (end, shape, factor) = self.stretch(&position, pace);
            let end = end.min(to);
            tell(end, shape.area(position.at, end) * factor);
            self.move_to(&mut position, pace, end);
        }
    }

    /// The next call of a source, by one unit-exponential draw; `None` when no more will come. The last
    /// rate goes on for ever; the engine stops asking at closing time.
    #[inline]
    pub fn next<R: Rng>(&self, source: &mut RateSource, rng: &mut R) -> Option<SimTime> {
        let work: f64 = Exp1.sample(rng);
        let at = self.walk(&mut source.position, &source.day.pace, work / source.day.busyness);
        at.is_finite().then(|| SimTime::from_draw(at))
    }

    /// Moves on until `work` is used up, and says when that is; infinite where it never is.
    #[inline]
    pub fn walk(&self, position: &mut Position, pace: &Pace, mut work: f64) -> f64 {
        loop {
            let (end, shape, factor) = self.stretch(position, pace);
            if end < f64::INFINITY {
                let left = shape.area(position.at, end) * factor;
                if work >= left {
                    work -= left;
                    self.move_to(position, pace, end);
                    continue;
                }
            }
            // On most days the factor is 1; a division takes longer than to see that.
            let work = if factor == 1.0 { work } else { work / factor };
            position.at = shape.reach(position.at, end, work);
            return position.at;
        }
    }
}

impl Rate<Level> {
    /// As [`Rate::walk`], again and again, by `work()` each time, until `arrive` is told of an instant
    /// and says no. What a stretch of time has in common is looked up once.
    #[inline]
    pub fn walk_on(
        &self,
        position: &mut Position,
        pace: &Pace,
        mut work: impl FnMut() -> f64,
        mut arrive: impl FnMut(f64) -> bool,
    ) {
        loop {
            let (end, level, factor) = self.stretch(position, pace);
            let (mut at, is_last) = (position.at, end == f64::INFINITY);
            if is_last && factor == 1.0 && level.0 > 0.0 {
                // Nothing changes any more.
                loop {
                    at += work() / level.0;
                    if !arrive(at) {
                        position.at = at;
                        return;
                    }
                }
            }
            let goes_on = loop {
                let work = work();
                if level.0 <= 0.0 || !is_last && work >= level.area(at, end) * factor {
                    position.at = at;
                    break arrive(self.walk(position, pace, work));
                }
                at += if factor == 1.0 { work } else { work / factor } / level.0;
                if !arrive(at) {
                    position.at = at;
                    break false;
                }
            };
            if !goes_on {
                return;
            }
        }
    }
}

/// The instant between `low` and `high` at which the increasing `area` reaches `goal`: Newton's
/// method with the slope `rate`, kept within bounds that bisection narrows, to a tenth of a
/// nanosecond.
pub(super) fn invert(
    (mut low, mut high): (f64, f64),
    goal: f64,
    area: impl Fn(f64) -> f64,
    rate: impl Fn(f64) -> f64,
) -> f64 {
    const MOST_STEPS: usize = 200;
    let close = 1e-10 + 4.0 * f64::EPSILON * high.abs();
    let mut at = f64::midpoint(low, high);
    for _ in 0..MOST_STEPS {
        let miss = area(at) - goal;
        if miss >= 0.0 {
            high = at;
        } else {
            low = at;
        }
        let newton = at - miss / rate(at);
        let next = if newton > low && newton < high { newton } else { f64::midpoint(low, high) };
        if (next - at).abs() <= close {
            return next;
        }
        at = next;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_goes_on_from_piece_to_piece() {
        // 2/s until 5 s, nothing until 7 s, then 1/s; twice the pace from 4 to 8 s.
        let rate = Rate::new(vec![(5.0, Level(2.0)), (7.0, Level(0.0)), (0.0, Level(1.0))]);
        let pace = Pace::between(4.0, 8.0, 2.0);
        let mut position = Position::default();
        assert_eq!(rate.walk(&mut position, &pace, 8.0), 4.0);
        assert_eq!(rate.walk(&mut position, &pace, 2.0), 4.5);
        assert_eq!(rate.walk(&mut position, &pace, 3.0), 7.5);
        assert_eq!(rate.walk(&mut position, &pace, 3.0), 10.0);
        assert_eq!(rate.area(10.0, &pace), 16.0);
    }

    #[test]
    fn inversion_finds_where_an_area_is_reached() {
        let found = invert((0.0, 10.0), 27.0, |t| t * t * t, |t| 3.0 * t * t);
        assert!((found - 3.0).abs() < 1e-9, "{found}");
    }
}
