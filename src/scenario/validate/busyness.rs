//! Randomness of the rates, and how it hangs together.

use super::{Checker, streams::sources};
use crate::{
    model::{Busyness, Correlation, Dependence, Horizon, NoModel},
    scenario::{decode::At, problem::Place, raw, values::Correlations},
};

impl Checker<'_> {
    pub(super) fn busyness(&mut self, raw: Option<&At<raw::Busyness>>, horizon: Option<&Horizon>) -> Option<Busyness> {
        let raw = raw?;
        let given = &raw.value;
        if given.whole && given.cv.is_none() && given.interval_cv.is_none() {
            self.problem(raw.place.as_ref(), "this busyness needs a `cv`, an `interval_cv`, or both");
        }
        if let (Some(correlation), None, true) = (&given.interval_correlation, &given.interval_cv, given.whole) {
            self.problem(correlation.place.as_ref(), "an `interval_correlation` needs an `interval_cv`");
        }
        let day = given.cv.as_ref().and_then(|cv| self.keep(Busyness::by_day(cv.value.0), cv.place.as_ref()));
        let intervals = self.busyness_by_interval(given, horizon);
        match (day, intervals) {
            (Some(day), Some(intervals)) => Some(day.and(intervals)),
            (day, intervals) => day.or(intervals),
        }
    }

    fn busyness_by_interval(&mut self, given: &raw::Busyness, horizon: Option<&Horizon>) -> Option<Busyness> {
        let cv = given.interval_cv.as_ref()?;
        let (place, horizon) = (cv.place.as_ref(), horizon?);
        if matches!(horizon, Horizon::SteadyState(_)) {
            self.problem(place, "a steady state has no intervals, and no `interval_cv`");
            return None;
        }
        let cvs = self.series(&cv.value, Some(horizon), place, "interval_cv")?;
        let dependence = match &given.interval_correlation {
            None => Dependence::Independent,
            Some(correlation) => self.dependence(correlation, cvs.len())?,
        };
        self.keep(Busyness::by_interval(cvs, dependence), place)
    }

    fn dependence(&mut self, raw: &At<Correlations>, intervals: usize) -> Option<Dependence> {
        let built = match &raw.value {
            Correlations::One(rho) if rho.abs() < 1.0 => Ok(Dependence::Decaying(*rho)),
            Correlations::One(rho) => {
                Err(NoModel(format!("a correlation that decays with the distance lies between -1 and 1, not {rho}")))
            }
            Correlations::Matrix(rows) if rows.len() != intervals => {
                Err(NoModel(format!("this matrix has {} rows, but the day has {intervals} intervals", rows.len())))
            }
            Correlations::Matrix(rows) => Correlation::new(rows).map(Dependence::Matrix),
        };
        self.keep(built, raw.place.as_ref())
    }

    /// How the factors by day of streams hang together.
    pub(super) fn correlation(&mut self, raw: &raw::Scenario) -> Option<(Vec<usize>, Correlation)> {
        let given = raw.correlation.as_deref()?;
        let sources = sources(raw);
        let mut pairs: Vec<(usize, usize, f64)> = Vec::new();
        let before = self.problems.len();
        for one in given.iter().filter(|one| one.value.whole) {
            let of = self.correlated(&one.value, raw);
            let rho = one.value.rho.value;
            if !(-1.0..=1.0).contains(&rho) {
                self.problem(one.value.rho.place.as_ref(), format!("a correlation lies between -1 and 1, not {rho}"));
            }
            for (k, &a) in of.iter().enumerate() {
                for &b in &of[k + 1..] {
                    if pairs.iter().any(|(c, d, _)| (*c, *d) == (a.min(b), a.max(b))) {
                        let (a, b) = (sources[a].name, sources[b].name);
                        self.problem(one.place.as_ref(), format!("\"{a}\" and \"{b}\" have a correlation already"));
                    }
                    pairs.push((a.min(b), a.max(b), rho));
                }
            }
        }
        if self.problems.len() > before || pairs.is_empty() {
            return None;
        }
        self.matrix_of(&pairs, given[0].place.as_ref())
    }

    fn matrix_of(&mut self, pairs: &[(usize, usize, f64)], place: Option<&Place>) -> Option<(Vec<usize>, Correlation)> {
        let mut streams: Vec<usize> = pairs.iter().flat_map(|(a, b, _)| [*a, *b]).collect();
        streams.sort_unstable();
        streams.dedup();
        let rho = |a: usize, b: usize| match pairs.iter().find(|(c, d, _)| (*c, *d) == (a.min(b), a.max(b))) {
            _ if a == b => 1.0,
            Some((_, _, rho)) => *rho,
            None => 0.0,
        };
        let rows: Vec<Vec<f64>> = streams.iter().map(|a| streams.iter().map(|b| rho(*a, *b)).collect()).collect();
        let built = self.keep(Correlation::new(&rows), place)?;
        Some((streams, built))
    }

    /// The streams that a correlation is between: each with a factor by day.
    fn correlated(&mut self, given: &raw::Correlation, raw: &raw::Scenario) -> Vec<usize> {
        let mut found = Vec::new();
        if let [only] = given.between.as_slice() {
            self.problem(only.place.as_ref(), "a correlation is between two call types or more");
        }
        for name in &given.between {
            let Some(index) = self.source_named(name, raw) else { continue };
            if sources(raw)[index].busyness.is_none_or(|b| b.value.cv.is_none()) {
                self.problem(
                    name.place.as_ref(),
                    format!("\"{}\" has no `busyness` with a `cv` that could hang together with another", name.value),
                );
            } else if found.contains(&index) {
                self.problem(name.place.as_ref(), format!("\"{}\" is named twice", name.value));
            } else {
                found.push(index);
            }
        }
        found
    }
}
