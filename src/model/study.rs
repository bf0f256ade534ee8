//! What is asked of a model: how often it is played, and how sure the answer is to be.

use super::{Headline, NoModel};

/// How many replications are played.
#[derive(Clone, Debug, PartialEq)]
pub enum Replications {
    /// This many.
    Fixed(u64),
    /// Until each of these half-widths is reached, or `most` replications were played.
    Until {
        /// The measures of the whole centre and day, and the half-widths wanted of them.
        wanted: Vec<(Headline, f64)>,
        /// When to give up.
        most: u64,
    },
}

/// The most replications of one study.
pub const MOST_REPLICATIONS: u64 = 1_000_000_000;

/// What is asked of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Study {
    seed: u64,
    replications: Replications,
    confidence: f64,
    control_variates: bool,
}

impl Study {
    /// Plays with `seed`, and gives intervals that cover with probability `confidence`.
    ///
    /// # Errors
    ///
    /// [`NoModel`] when the confidence is not above 0.5 and below 1, the replications are not from
    /// 1 to [`MOST_REPLICATIONS`], or a half-width is not above 0.
    pub fn new(seed: u64, replications: Replications, confidence: f64) -> Result<Self, NoModel> {
        if !(confidence > 0.5 && confidence < 1.0) {
            return Err(NoModel(format!("a confidence lies between 0.5 and 1, such as 0.95, not at {confidence}")));
        }
        let most = match &replications {
            Replications::Fixed(count) => *count,
            Replications::Until { wanted, most } => {
                if wanted.is_empty() || wanted.iter().any(|(_, h)| !(*h > 0.0 && h.is_finite())) {
                    return Err(NoModel("a precision names at least one measure and a half-width above 0".to_owned()));
                }
                *most
            }
        };
        if !(1..=MOST_REPLICATIONS).contains(&most) {
            return Err(NoModel(format!("replications are from 1 to {MOST_REPLICATIONS}, not {most}")));
        }
        Ok(Self { seed, replications, confidence, control_variates: false })
    }

    /// The same study with this many replications.
    ///
    /// # Errors
    ///
    /// As [`Study::new`].
    pub fn with_replications(&self, count: u64) -> Result<Self, NoModel> {
        let study = Self::new(self.seed, Replications::Fixed(count), self.confidence)?;
        Ok(study.with_control_variates(self.control_variates))
    }

    /// The same study whose intervals what is known exactly narrows, or does not.
    #[must_use]
    pub const fn with_control_variates(mut self, control_variates: bool) -> Self {
        self.control_variates = control_variates;
        self
    }

    /// Whether what is known exactly narrows the intervals.
    #[must_use]
    pub const fn control_variates(&self) -> bool {
        self.control_variates
    }

    /// The seed of all randomness.
    #[must_use]
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// How many replications.
    #[must_use]
    pub const fn replications(&self) -> &Replications {
        &self.replications
    }

    /// The most replications it can take.
    #[must_use]
    pub const fn most_replications(&self) -> u64 {
        match &self.replications {
            Replications::Fixed(count) => *count,
            Replications::Until { most, .. } => *most,
        }
    }

    /// How sure the intervals are to cover, above 0.5 and below 1.
    #[must_use]
    pub const fn confidence(&self) -> f64 {
        self.confidence
    }
}
