//! How long callers would wait: mostly never seen, because somebody answers first.

use super::{settings::FitSettings, tally::TypeTally};
use crate::stats::{
    CensoredSample, KaplanMeier, WithError,
    lifetime::{FittedLifetime, fit_all},
};

/// The patience of a call type.
#[derive(Clone, Debug, PartialEq)]
pub struct Patience {
    /// Waits above zero: abandoned are events, answered are censored.
    pub sample: CensoredSample,
    /// The survival curve of those who waited.
    pub curve: KaplanMeier,
    /// The share of those who could not be answered at once that hung up without waiting.
    pub balking: Option<WithError>,
    /// How many did.
    pub balked: u64,
    /// The families that were tried, the best first; none where nobody abandoned after a wait.
    pub families: Vec<FittedLifetime>,
    /// Whether the family asked for could not be fitted, and the exponential stands in.
    pub fell_back: bool,
    /// Calls abandoned, at once or later, and all waits together, s: what Erlang A takes.
    pub gave_up: f64,
    /// See `gave_up`.
    pub waited: f64,
    /// To how many seconds waits are rounded.
    pub resolution: f64,
}

/// Fewer abandonments than this tell a mean and nothing of the shape.
const LEAST_FOR_A_SHAPE: u64 = 30;

impl Patience {
    pub(super) fn of(tally: &TypeTally, settings: &FitSettings) -> Self {
        let sample = tally.waits.sample();
        let waited = sample.events() + sample.censored();
        let would_wait = (waited + tally.balked) as f64;
        let balking = (tally.balked > 0).then(|| {
            let share = tally.balked as f64 / would_wait;
            WithError::share(share, (share * (1.0 - share) / would_wait).sqrt())
        });
        let names: Vec<&str> = match &settings.patience_family {
            Some(name) => vec![name],
            None if sample.events() < LEAST_FOR_A_SHAPE => vec!["exponential"],
            None => Vec::new(),
        };
        let reported = tally.reported.patience();
        let mut families =
            reported.map_or_else(|| fit_all(&sample, &names), |mean| vec![FittedLifetime::exponential(mean)]);
        let fell_back = families.is_empty() && sample.events() > 0;
        if fell_back {
            families = fit_all(&sample, &["exponential"]);
        }
        let (gave_up, waited) = match reported {
            Some(mean) => (tally.reported.abandoned(), mean.value * tally.reported.abandoned()),
            None => ((sample.events() + tally.balked) as f64, sample.exposure()),
        };
        Self {
            gave_up,
            waited,
            curve: KaplanMeier::new(&sample),
            balking,
            balked: tally.balked,
            families,
            fell_back,
            resolution: tally.waits.resolution(),
            sample,
        }
    }

    /// The family that is written.
    #[must_use]
    pub fn best(&self) -> Option<&FittedLifetime> {
        self.families.first()
    }

    /// The mean patience if it were exponential: all waits over the abandonments, balking included, as Erlang A takes it.
    #[must_use]
    pub fn exponential_mean(&self) -> Option<WithError> {
        let mean = self.waited / self.gave_up;
        (self.gave_up > 0.0 && mean > 0.0).then(|| WithError::positive(mean, mean / self.gave_up.sqrt()))
    }
}
