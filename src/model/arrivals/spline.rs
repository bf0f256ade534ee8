//! A smooth rate through given points.

use rand::Rng;

use super::{
    Pace, Process, StartOfDay,
    rate::{Rate, RateSource, Shape, invert},
    volume::{self, MULTIPLIER},
};
use crate::{
    model::{
        Horizon,
        parameter::{Arguments, Form, Kind, Parameter, Refusal},
    },
    units::{SECONDS_PER_HOUR, SimTime},
};

/// Poisson arrivals at a rate that follows the natural cubic spline through given points (de Boor,
/// *A Practical Guide to Splines*, 2001, chapter IV): twice smoothly differentiable, no curvature at
/// the ends. Where the curve would fall below 0 the rate is 0; before the first point and after the
/// last the rate stays at theirs.
///
/// Drawn by inversion, one unit-exponential draw per call.
#[derive(Clone, Debug, PartialEq)]
pub struct Spline {
    rate: Rate<Cubic>,
}

/// `c0 + c1 u + c2 u² + c3 u³` at `u` seconds after `start`, calls per second; not negative within its
/// piece.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cubic {
    start: f64,
    c: [f64; 4],
}

impl Cubic {
    const fn level(rate: f64) -> Self {
        Self { start: 0.0, c: [rate, 0.0, 0.0, 0.0] }
    }

    fn rate(&self, at: f64) -> f64 {
        let u = at - self.start;
        self.c[0] + u * (self.c[1] + u * (self.c[2] + u * self.c[3]))
    }

    /// The area from `start` to `at`.
    fn integral(&self, at: f64) -> f64 {
        let u = at - self.start;
        u * (self.c[0] + u * (self.c[1] / 2.0 + u * (self.c[2] / 3.0 + u * self.c[3] / 4.0)))
    }

    fn is_level(&self) -> bool {
        self.c[1..].iter().all(|c| *c == 0.0)
    }

    /// The instants between `from` and `to` at which the rate turns, in order.
    fn turns(&self, from: f64, to: f64) -> Vec<f64> {
        let [_, c1, c2, c3] = self.c;
        let (a, b) = (3.0 * c3, 2.0 * c2);
        let discriminant = b * b - 4.0 * a * c1;
        let mut turns = if a == 0.0 {
            vec![-c1 / b]
        } else {
            // The roots of a quadratic without cancellation: q / a and c / q.
            let q = -0.5 * (b + b.signum() * discriminant.sqrt());
            vec![q / a, c1 / q]
        };
        turns.iter_mut().for_each(|u| *u += self.start);
        turns.retain(|at| *at > from && *at < to);
        turns.sort_by(f64::total_cmp);
        turns
    }

    /// The pieces between `from` and `to`, with the rate 0 where the curve is below it.
    fn without_negatives(self, from: f64, to: f64) -> Vec<(f64, Self)> {
        let corners: Vec<f64> = [from].into_iter().chain(self.turns(from, to)).chain([to]).collect();
        let mut pieces = Vec::new();
        for pair in corners.windows(2) {
            let (rate, later) = (self.rate(pair[0]), self.rate(pair[1]));
            let part = |is_positive| if is_positive { self } else { Self::level(0.0) };
            if (rate < 0.0) != (later < 0.0) {
                pieces.push((self.root(pair[0], pair[1]), part(rate >= 0.0)));
            }
            pieces.push((pair[1], part(later >= 0.0 && rate.max(later) > 0.0)));
        }
        pieces
    }

    /// Where the rate passes 0 between two instants of different sign.
    fn root(&self, mut low: f64, mut high: f64) -> f64 {
        const HALVINGS: usize = 100;
        let is_negative = self.rate(low) < 0.0;
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(low, high);
            if (self.rate(middle) < 0.0) == is_negative {
                low = middle;
            } else {
                high = middle;
            }
        }
        f64::midpoint(low, high)
    }
}

impl Shape for Cubic {
    fn area(&self, from: f64, to: f64) -> f64 {
        if self.is_level() {
            return self.c[0] * (to - from);
        }
        (self.integral(to) - self.integral(from)).max(0.0)
    }

    fn reach(&self, from: f64, to: f64, area: f64) -> f64 {
        if !self.is_level() {
            return invert((from, to), area, |at| self.area(from, at), |at| self.rate(at));
        }
        if self.c[0] > 0.0 { from + area / self.c[0] } else { f64::INFINITY }
    }
}

/// The natural cubic spline through points in ascending order, piece by piece.
fn natural(points: &[(f64, f64)]) -> Vec<(f64, f64, Cubic)> {
    let curvature = curvatures(points);
    let pieces = points.windows(2).enumerate().map(|(i, pair)| {
        let ((from, y), (to, next)) = (pair[0], pair[1]);
        let h = to - from;
        let (m, m_next) = (curvature[i], curvature[i + 1]);
        let slope = (next - y) / h - h * (2.0 * m + m_next) / 6.0;
        (from, to, Cubic { start: from, c: [y, slope, m / 2.0, (m_next - m) / (6.0 * h)] })
    });
    pieces.collect()
}

/// Second derivatives at the points: 0 at both ends, and between them the tridiagonal system that
/// makes the slopes meet, solved by elimination (Thomas).
fn curvatures(points: &[(f64, f64)]) -> Vec<f64> {
    let last = points.len() - 1;
    let gap = |i: usize| points[i + 1].0 - points[i].0;
    let slope = |i: usize| (points[i + 1].1 - points[i].1) / gap(i);
    let (mut above, mut right) = (vec![0.0; last + 1], vec![0.0; last + 1]);
    for i in 1..last {
        let pivot = 2.0 * (gap(i - 1) + gap(i)) - gap(i - 1) * above[i - 1];
        above[i] = gap(i) / pivot;
        right[i] = (6.0 * (slope(i) - slope(i - 1)) - gap(i - 1) * right[i - 1]) / pivot;
    }
    let mut curvature = vec![0.0; last + 1];
    for i in (1..last).rev() {
        curvature[i] = right[i] - above[i] * curvature[i + 1];
    }
    curvature
}

impl Process for Spline {
    type Source = RateSource;

    const NAME: &'static str = "spline";
    const ABOUT: &'static str = "A smooth rate through given points (natural cubic spline, never below 0).";
    const FORMS: &'static [Form] = &[
        &[
            Parameter::new(
                "points",
                Kind::Points,
                "Rates at clock times, at least two: [{ at = \"08:00\", per_hour = 120 }, …]; before the first and after the last the rate stays.",
            ),
            MULTIPLIER,
        ],
        &[
            Parameter::new("per_hour", Kind::PerInterval, "Calls an hour in the middle of each interval."),
            MULTIPLIER,
        ],
    ];

    fn build(form: usize, given: &Arguments, horizon: &Horizon) -> Result<Self, Refusal> {
        let name = Self::FORMS[form][0].name;
        let (times, per_hour) = if form == 0 { points(given)? } else { middles(given.many(name)?, horizon) };
        if times.len() < 2 {
            return Err(Refusal::new(name, "needs at least two different points to draw a curve through"));
        }
        let rates = volume::per_second(given, name, &per_hour, SECONDS_PER_HOUR)?;
        let points: Vec<(f64, f64)> = times.into_iter().zip(rates).collect();
        let ((first_at, first), (_, last)) = (points[0], points[points.len() - 1]);
        let before = (first_at > 0.0).then_some((first_at, Cubic::level(first)));
        let curve = natural(&points).into_iter().flat_map(|(from, to, cubic)| cubic.without_negatives(from, to));
        let after = (f64::INFINITY, Cubic::level(last));
        Ok(Self { rate: Rate::new(before.into_iter().chain(curve).chain([after]).collect()) })
    }

    fn expected_calls(&self, seconds: f64, pace: &Pace) -> f64 {
        self.rate.area(seconds, pace)
    }

    fn start<R: Rng>(&self, day: StartOfDay, _: &mut R) -> RateSource {
        RateSource::new(day)
    }

    fn next<R: Rng>(&self, source: &mut RateSource, rng: &mut R) -> Option<SimTime> {
        self.rate.next(source, rng)
    }
}

fn points(given: &Arguments) -> Result<(Vec<f64>, Vec<f64>), Refusal> {
    Ok(given.timed("points")?.iter().copied().unzip())
}

/// The middle of each interval.
fn middles(per_hour: &[f64], horizon: &Horizon) -> (Vec<f64>, Vec<f64>) {
    let interval = horizon.interval().as_seconds();
    ((0..per_hour.len()).map(|i| (i as f64 + 0.5) * interval).collect(), per_hour.to_vec())
}

#[cfg(test)]
mod tests {
    use super::{super::rate::Position, *};

    /// Through (0, 0), (1, 1), (2, 0): by hand `1.5 u - 0.5 u³` up, and its mirror image down.
    #[test]
    fn three_points_give_the_spline_that_paper_gives() {
        let pieces = natural(&[(0.0, 0.0), (1.0, 1.0), (2.0, 0.0)]);
        assert_eq!(pieces[0].2.c, [0.0, 1.5, 0.0, -0.5]);
        assert_eq!(pieces[1].2.c, [1.0, 0.0, -1.5, 0.5]);
    }

    #[test]
    fn slopes_and_curvatures_meet_at_every_point() {
        let points = [(0.0, 3.0), (2.0, 9.0), (3.0, 1.0), (7.0, 4.0), (8.5, 4.0)];
        for pair in natural(&points).windows(2) {
            let (from, to, before) = pair[0];
            let after = pair[1].2;
            let h = to - from;
            let slope = before.c[1] + h * (2.0 * before.c[2] + 3.0 * h * before.c[3]);
            assert!((before.rate(to) - after.c[0]).abs() < 1e-12);
            assert!((slope - after.c[1]).abs() < 1e-12);
            assert!((before.c[2] + 3.0 * h * before.c[3] - after.c[2]).abs() < 1e-12);
        }
    }

    #[test]
    fn a_curve_below_zero_is_cut_off_at_its_roots() {
        // (u - 1)(u - 2)(u - 3) is negative before 1 and between 2 and 3.
        let cubic = Cubic { start: 0.0, c: [-6.0, 11.0, -6.0, 1.0] };
        let mut pieces = cubic.without_negatives(0.0, 4.0);
        pieces.push((f64::INFINITY, Cubic::level(0.0)));
        let rate = Rate::new(pieces);
        // The antiderivative u⁴/4 - 2u³ + 11u²/2 - 6u is -2.25, -2, -2.25 at 1, 2, 3.
        for (to, area) in [(1.0, 0.0), (2.0, 0.25), (3.0, 0.25), (4.0, 2.5)] {
            assert!((rate.area(to, &Pace::even()) - area).abs() < 1e-12, "{to}");
        }
        let mut position = Position::default();
        let found = rate.walk(&mut position, &Pace::even(), 0.25 + 1e-9);
        assert!((found - 3.0).abs() < 1e-4, "{found}");
        assert_eq!(rate.walk(&mut position, &Pace::even(), 1e9), f64::INFINITY);
    }
}
