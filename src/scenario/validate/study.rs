//! How often the model is played.

use super::{Checker, USUAL_REPLICATIONS};
use crate::{
    model::{Arrivals, Headline, MOST_REPLICATIONS, Model, Replications, Study},
    scenario::{decode::At, problem::Problem, raw},
};

impl Checker<'_> {
    pub(super) fn study(&mut self, raw: &raw::Scenario) -> Option<Study> {
        let replications = self.replications(raw)?;
        let study = Study::new(raw.seed.value, replications, raw.confidence.value)
            .map(|study| study.with_control_variates(raw.control_variates.value));
        self.keep(study, raw.confidence.place.as_ref())
    }

    pub(super) fn replications(&mut self, raw: &raw::Scenario) -> Option<Replications> {
        match (&raw.replications, &raw.precision) {
            (Some(count), Some(precision)) => {
                self.problems.push(
                    Problem::new("both `replications` and `precision` are given")
                        .at(precision.place.as_ref().or(count.place.as_ref()))
                        .label("give one of them; `most_replications` limits a precision"),
                );
                None
            }
            (None, Some(precision)) => self.precision(precision, &raw.most_replications),
            (Some(count), None) => self.count(count).map(Replications::Fixed),
            (None, None) => Some(Replications::Fixed(USUAL_REPLICATIONS)),
        }
    }

    /// Recorded days are played once each, unless the scenario says how often.
    pub(super) fn recorded_days(&mut self, raw: &raw::Scenario, model: &Model, study: Study) -> Study {
        let recorded = model.streams().iter().filter_map(|stream| match &stream.arrivals {
            Arrivals::Replay(replay) => Some(replay.days() as u64),
            _ => None,
        });
        let Some(days) = recorded.max().filter(|days| *days > 1) else { return study };
        if raw.replications.is_none() && raw.precision.is_none() {
            return study.with_replications(days).unwrap_or(study);
        }
        if study.most_replications() > days {
            self.warnings.push(format!(
                "{days} recorded days are played more than once, and the intervals know nothing of that; ask for {days} replications"
            ));
        }
        study
    }

    pub(super) fn count(&mut self, count: &At<u64>) -> Option<u64> {
        if (1..=MOST_REPLICATIONS).contains(&count.value) {
            return Some(count.value);
        }
        self.problem(
            count.place.as_ref(),
            format!("replications are from 1 to {MOST_REPLICATIONS}, not {}", count.value),
        );
        None
    }

    pub(super) fn precision(&mut self, precision: &At<raw::Precision>, most: &At<u64>) -> Option<Replications> {
        let raw = &precision.value;
        if !raw.whole {
            return None;
        }
        let named = [
            (Headline::ServiceLevel, &raw.service_level),
            (Headline::AverageSpeedOfAnswer, &raw.average_speed_of_answer),
            (Headline::MeanWait, &raw.mean_wait),
            (Headline::Abandonment, &raw.abandonment),
            (Headline::Occupancy, &raw.occupancy),
            (Headline::Cost, &raw.cost),
        ];
        let wanted: Vec<_> =
            named.into_iter().filter_map(|(headline, given)| Some((headline, given.as_ref()?.value.0))).collect();
        if wanted.is_empty() {
            self.problem(
                precision.place.as_ref(),
                "this precision names no measure, such as { service_level = 0.005 }",
            );
            return None;
        }
        Some(Replications::Until { wanted, most: self.count(most)? })
    }
}
