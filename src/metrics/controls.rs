//! What is known exactly beside a run, and narrows its intervals: control variates.

use super::{Measure, Of, Period, Summary};
use crate::{
    model::{Arrivals, Model},
    stats::{Confidence, Estimate, Pair, controlled_ratio, ratio},
};

/// The controls of a run. Each has the mean 0, and a value for each section.
#[derive(Clone, Debug, Default)]
pub struct Controls {
    entries: Vec<Control>,
}

/// Of whom and when, and for which measure (`None`: for all), something is known.
#[derive(Clone, Debug)]
struct Control {
    of: Of,
    period: Period,
    measure: Option<&'static str>,
    values: Vec<f64>,
}

impl Controls {
    /// How many calls came, less how many were to be expected, of everybody and each call type: in the
    /// whole time and in each interval. Nothing where the calls that come depend on how others fared, are
    /// recorded, or wait from the day before.
    #[must_use]
    pub fn of_arrivals(summary: &Summary, model: &Model) -> Self {
        let mut controls = Self::default();
        let recorded = model.streams().iter().any(|stream| matches!(stream.arrivals, Arrivals::Replay(_)));
        if recorded || model.has_journeys() || model.has_outbound() || model.has_items() {
            return controls;
        }
        let types = 0..model.call_types().len();
        for of in std::iter::once(Of::All).chain(types.clone().map(Of::CallType).filter(|_| types.len() > 1)) {
            for period in Period::every(model) {
                let expected = expected(model, of, period);
                let totals = summary.totals(model, of, period);
                let beyond = |t: &super::Totals| t.calls.attempts() as f64 - t.replications as f64 * expected;
                controls.entries.push(Control {
                    of,
                    period,
                    measure: None,
                    values: totals.iter().map(beyond).collect(),
                });
            }
        }
        controls
    }

    /// Adds that `measure` of `of` over the whole time is `exact` in a model that was played along, with
    /// these numerators and denominators.
    pub fn add(&mut self, of: Of, measure: &'static str, played: &[Pair], exact: f64) {
        let values = played.iter().map(|pair| pair.numerator - exact * pair.denominator).collect();
        self.entries.push(Control { of, period: Period::Whole, measure: Some(measure), values });
    }

    /// Estimates a measure of `of` in `period` from its parts, narrowed as far as something is known.
    /// An estimate that leaves what is possible, as one near its end may, is given up for the plain one.
    #[must_use]
    pub fn narrowed(
        &self,
        measure: &Measure,
        (of, period): (Of, Period),
        parts: &[Pair],
        confidence: Confidence,
    ) -> Option<Estimate> {
        let plain = ratio(parts, confidence)?;
        let concerns = |control: &&Control| {
            (control.of == Of::All || control.of == of)
                && control.period == period
                && control.measure.is_none_or(|name| name == measure.name && control.of == of)
        };
        let values: Vec<Vec<f64>> = self.entries.iter().filter(concerns).map(|c| c.values.clone()).collect();
        let narrowed = controlled_ratio(parts, &values, confidence)?;
        let most = if measure.is_share() { 1.0 } else { f64::INFINITY };
        let is_narrower = narrowed.half_width.zip(plain.half_width).is_some_and(|(with, without)| with < without);
        Some(if is_narrower && (0.0..=most).contains(&narrowed.value) { narrowed } else { plain })
    }

    /// Whether nothing is known.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// Calls expected of `of` in `period` of one replication.
fn expected(model: &Model, of: Of, period: Period) -> f64 {
    // In open time, which stands still at night.
    let horizon = model.horizon();
    let (start, length) = (horizon.measured_from().as_seconds(), horizon.interval().as_seconds());
    let intervals = match period {
        Period::Whole => 0..horizon.intervals(),
        Period::Day(day) => day * horizon.intervals_a_day()..(day + 1) * horizon.intervals_a_day(),
        Period::Interval(i) => i..i + 1,
    };
    let (from, to) = (start + intervals.start as f64 * length, start + intervals.end as f64 * length);
    let of_type = |t: usize| model.expected_calls_of(t, to) - model.expected_calls_of(t, from);
    match of {
        Of::CallType(t) => of_type(t),
        _ => (0..model.call_types().len()).map(of_type).sum(),
    }
}
