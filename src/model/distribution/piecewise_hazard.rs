//! A hazard that changes at given times: patience as it was measured.

use rand::Rng;
use rand_distr::{Distribution as _, Exp1};

use super::Family;
use crate::model::parameter::{Arguments, Form, Kind, Parameter, Refusal};

/// A time with a hazard that is constant from each instant to the next, and after the last.
///
/// With hazard `h_i` from `a_i` to `a_{i+1}`, the share that lasts longer than `a_i` is
/// `s_i = exp(-Σ_{j<i} h_j (a_{j+1} - a_j))`; the mean is `∫ S` and the second moment `2 ∫ t S`, piece by piece.
#[derive(Clone, Debug, PartialEq)]
pub struct PiecewiseHazard {
    pieces: Vec<Piece>,
}

/// From when, s; the hazard, 1/s; the hazard cumulated until then.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Piece {
    from: f64,
    hazard: f64,
    before: f64,
}

impl Family for PiecewiseHazard {
    const NAME: &'static str = "piecewise_hazard";
    const ABOUT: &'static str = "Patience as it was measured: how many of those who still wait hang up an hour, from when on.";
    const FORMS: &'static [Form] = &[&[
        Parameter::new("from", Kind::Durations, "From when on each hazard holds; the first is 0."),
        Parameter::new("per_hour", Kind::Numbers, "The hazards: ends an hour of time; the last is above 0."),
    ]];

    fn build(_: usize, given: &Arguments) -> Result<Self, Refusal> {
        let (from, hazards) = (given.many("from")?, given.many("per_hour")?);
        if from.len() != hazards.len() {
            return Err(Refusal::new("per_hour", format!("are {} for {} times", hazards.len(), from.len())));
        }
        if from.first() != Some(&0.0) || from.windows(2).any(|pair| pair[1] <= pair[0]) {
            return Err(Refusal::new("from", "must begin with 0 and rise"));
        }
        if hazards.iter().any(|h| *h < 0.0) || hazards.last().is_none_or(|h| *h <= 0.0) {
            return Err(Refusal::new("per_hour", "must be 0 or more, and the last above 0"));
        }
        let mut before = 0.0;
        let mut pieces: Vec<Piece> = Vec::new();
        for (from, per_hour) in from.iter().zip(hazards) {
            before += pieces.last().map_or(0.0, |last| last.hazard * (from - last.from));
            pieces.push(Piece { from: *from, hazard: per_hour / 3600.0, before });
        }
        Ok(Self { pieces })
    }

    fn mean(&self) -> f64 {
        self.integral(|from, to, hazard| {
            if hazard == 0.0 { to - from } else { (1.0 - survives(hazard, to - from)) / hazard }
        })
    }

    fn standard_deviation(&self) -> f64 {
        let second = self.integral(|from, to, hazard| {
            if hazard == 0.0 {
                return to * to - from * from;
            }
            let at = |t: f64| t / hazard + 1.0 / (hazard * hazard);
            let rest = survives(hazard, to - from);
            2.0 * (at(from) - if rest > 0.0 { rest * at(to) } else { 0.0 })
        });
        (second - self.mean().powi(2)).max(0.0).sqrt()
    }

    fn cumulative_hazard(&self, time: f64) -> Option<f64> {
        let piece = self.pieces.iter().rev().find(|piece| piece.from <= time)?;
        Some(piece.before + piece.hazard * (time - piece.from))
    }

    fn draw<R: Rng>(&self, rng: &mut R) -> f64 {
        let unit: f64 = Exp1.sample(rng);
        // Of the pieces that begin before so much hazard has come together, the last with any.
        let reached = self.pieces.iter().rev().find(|piece| piece.before <= unit && piece.hazard > 0.0);
        reached.map_or(0.0, |piece| piece.from + (unit - piece.before) / piece.hazard)
    }
}

impl PiecewiseHazard {
    /// The sum of `of(from, to, hazard)` over the pieces, each weighted by the share that reaches it.
    fn integral(&self, of: impl Fn(f64, f64, f64) -> f64) -> f64 {
        let ends = self.pieces.iter().skip(1).map(|piece| piece.from).chain([f64::INFINITY]);
        self.pieces.iter().zip(ends).map(|(p, end)| (-p.before).exp() * of(p.from, end, p.hazard)).sum()
    }
}

/// The share that outlasts `time` at a constant hazard.
fn survives(hazard: f64, time: f64) -> f64 {
    (-hazard * time).exp()
}
