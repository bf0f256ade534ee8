//! How long agents are busy with a call.

use statrs::distribution::{ContinuousCDF, FisherSnedecor};

use super::{
    settings::FitSettings,
    tally::{Moments, TypeTally},
};
use crate::stats::{
    CensoredSample, WithError,
    lifetime::{FittedLifetime, fit_all},
};

/// Times of one kind: talk or after-call work.
#[derive(Clone, Debug, PartialEq)]
pub struct Handling {
    /// The times that were fitted.
    pub sample: CensoredSample,
    /// Their mean, with its standard error.
    pub mean: WithError,
    /// Their standard deviation.
    pub sd: f64,
    /// Times that were left out because they are too short to be a conversation.
    pub short: u64,
    /// Times of 0 s of after-call work: they count in mean and standard deviation, but no family has them.
    pub zeros: u64,
    /// Whether the family asked for could not be fitted, and the exponential stands in.
    pub fell_back: bool,
    /// Times that were left out because they are too long to be one; the longest of them, s.
    pub long: u64,
    /// The longest time of all, s.
    pub longest: f64,
    /// To how many seconds times are rounded.
    pub resolution: f64,
    /// The families that were tried, the best first; none where all times are equal.
    pub families: Vec<FittedLifetime>,
    /// Whether times differ between intervals of the day.
    pub by_interval: Option<Differ>,
    /// Whether they differ between agents.
    pub by_agent: Option<Differ>,
    /// Where intervals differ enough to matter: how long times are in each interval of the day, over the usual.
    pub factors: Option<Vec<WithError>>,
}

/// Whether groups differ: an analysis of variance of the logarithms.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Differ {
    /// Groups with enough values.
    pub groups: usize,
    /// The share of the logarithms' variance that lies between groups.
    pub share_of_variance: f64,
    /// The probability that alike groups differ at least as much (Fisher's F).
    pub p_value: f64,
    /// The geometric mean of the slowest group over that of all.
    pub slowest: f64,
    /// The geometric mean of the fastest group over that of all.
    pub fastest: f64,
    /// The coefficient of variation of a lognormal factor from group to group that adds as much to the logarithms' variance.
    pub spread: f64,
}

impl Differ {
    /// Whether groups surely differ, and by enough to look at: one in a thousand, and a fiftieth of the variance.
    #[must_use]
    pub fn matters(&self) -> bool {
        const ALPHA: f64 = 0.001;
        const MATTERS: f64 = 0.02;
        self.p_value < ALPHA && self.share_of_variance > MATTERS
    }
}

impl Handling {
    /// Of talk times.
    pub(super) fn of_talk(tally: &TypeTally, settings: &FitSettings) -> Option<Self> {
        if let Some(mean) = tally.reported.handle_time() {
            return Some(Self::reported(mean));
        }
        let (all, from) = (tally.talk.sample(), settings.short_calls);
        let mut found = Self::of(&all, (from, settings.long_calls), tally.talk.resolution(), settings)?;
        found.by_interval = differ(&tally.talk_by_interval, LEAST_OF_A_GROUP);
        if found.by_interval.is_some_and(|differ| differ.matters()) {
            found.factors = Some(factors(&tally.talk_by_interval));
        }
        found.by_agent = differ(&tally.talk_by_agent, LEAST_OF_A_GROUP);
        Some(found)
    }

    /// Of reports, which tell a mean alone: exponential, for want of better knowledge.
    fn reported(mean: WithError) -> Self {
        Self {
            sample: CensoredSample::default(),
            mean,
            sd: mean.value,
            short: 0,
            zeros: 0,
            fell_back: false,
            long: 0,
            longest: 0.0,
            resolution: 0.0,
            families: vec![FittedLifetime::exponential(mean)],
            by_interval: None,
            by_agent: None,
            factors: None,
        }
    }

    /// Of after-call work; zeros are times too, but no distribution has them beside others.
    pub(super) fn of_after_call_work(tally: &TypeTally, settings: &FitSettings) -> Option<Self> {
        let all = tally.after_call_work.sample();
        let mut found = Self::of(&all, (0.0, settings.long_calls), tally.after_call_work.resolution(), settings)?;
        found.zeros = std::mem::take(&mut found.short);
        if found.zeros > 0 {
            let (above, zeros) = (found.sample.events() as f64, found.zeros as f64);
            let (all, share) = (above + zeros, above / (above + zeros));
            let mean = share * found.mean.value;
            let square = share * (found.sd.powi(2) * (above - 1.0).max(0.0) / above + found.mean.value.powi(2));
            found.sd = ((square - mean * mean) * all / (all - 1.0)).sqrt();
            found.mean = WithError::normal(mean, found.sd / all.sqrt());
        }
        Some(found)
    }

    fn of(all: &CensoredSample, within: (f64, f64), resolution: f64, settings: &FitSettings) -> Option<Self> {
        let sample = all.between(within.0.max(f64::MIN_POSITIVE), within.1);
        let (mean, events) = (sample.mean()?, sample.events());
        let sd = sample.standard_deviation().unwrap_or(0.0);
        let names: Vec<&str> = settings.handle_family.iter().map(String::as_str).collect();
        let mut found = families(&sample, &names);
        let fell_back = found.is_empty() && sample.cells().len() >= 2;
        if fell_back {
            found = fit_all(&sample, &["exponential"]);
        }
        let above = all.between(within.1, f64::INFINITY).events() - all.between(within.1, within.1).events();
        Some(Self {
            mean: WithError::normal(mean, sd / (events as f64).sqrt()),
            sd,
            short: all.events() - events - above,
            long: above,
            longest: all.cells().last().map_or(0.0, |cell| cell.time),
            resolution,
            families: found,
            zeros: 0,
            fell_back,
            by_interval: None,
            by_agent: None,
            factors: None,
            sample,
        })
    }

    /// The family that is written.
    #[must_use]
    pub fn best(&self) -> Option<&FittedLifetime> {
        self.families.first()
    }
}

/// The geometric mean of each interval's times over a constant that makes the mean over all times 1; 1 for an interval
/// with too few times.
fn factors(intervals: &[Moments]) -> Vec<WithError> {
    let own = |of: &Moments| {
        let mean = of.sum / of.count;
        let variance = (of.squares - of.sum * mean) / (of.count - 1.0);
        (mean.exp(), (variance / of.count).sqrt())
    };
    let known = || intervals.iter().filter(|of| of.count >= LEAST_OF_A_GROUP);
    let calls: f64 = known().map(|of| of.count).sum();
    let usual = known().map(|of| of.count * own(of).0).sum::<f64>() / calls;
    let factor = |of: &Moments| {
        if of.count < LEAST_OF_A_GROUP {
            return WithError::normal(1.0, 0.0);
        }
        let (mean, error) = own(of);
        WithError::positive(mean / usual, mean / usual * error)
    };
    intervals.iter().map(factor).collect()
}

/// Fewer times than this tell a mean and nothing of the shape.
const LEAST_FOR_A_SHAPE: u64 = 50;

/// None where all times are the same: no family is so steady.
fn families(sample: &CensoredSample, names: &[&str]) -> Vec<FittedLifetime> {
    if sample.cells().len() < 2 {
        return Vec::new();
    }
    if names.is_empty() && sample.events() < LEAST_FOR_A_SHAPE {
        return fit_all(sample, &["exponential"]);
    }
    // Nobody's talk has a hazard by pieces; that is for patience.
    let usual = ["exponential", "lognormal", "gamma", "weibull", "hyperexponential"];
    fit_all(sample, if names.is_empty() { &usual } else { names })
}

/// Groups with fewer times than this are left out.
const LEAST_OF_A_GROUP: f64 = 30.0;

/// Whether groups differ, those with fewer than `least` values left out.
///
/// Welch's test would bear unequal variances, but with many calls a group the plain one does too.
pub(super) fn differ(groups: &[Moments], least: f64) -> Option<Differ> {
    let groups: Vec<&Moments> = groups.iter().filter(|group| group.count >= least).collect();
    let k = groups.len();
    let (n, sum) = groups.iter().fold((0.0, 0.0), |(n, sum), g| (n + g.count, sum + g.sum));
    if k < 2 {
        return None;
    }
    let mean = sum / n;
    let between: f64 = groups.iter().map(|g| g.count * (g.sum / g.count - mean).powi(2)).sum();
    let within: f64 = groups.iter().map(|g| g.squares - g.sum * g.sum / g.count).sum();
    let degrees = ((k - 1) as f64, n - k as f64);
    if within <= 0.0 {
        return None;
    }
    let f = (between / degrees.0) / (within / degrees.1);
    let means = groups.iter().map(|g| (g.sum / g.count - mean).exp());
    // What groups add to the variance, as an analysis of variance with random effects has it (Searle, Casella and
    // McCulloch, Variance Components, 1992, section 3.6), and the cv of a lognormal factor of that variance.
    let usual_count = (n - groups.iter().map(|g| g.count * g.count).sum::<f64>() / n) / degrees.0;
    let own = (between / degrees.0 - within / degrees.1) / usual_count;
    Some(Differ {
        groups: k,
        share_of_variance: between / (between + within),
        p_value: 1.0 - FisherSnedecor::new(degrees.0, degrees.1).ok()?.cdf(f),
        slowest: means.clone().fold(0.0, f64::max),
        fastest: means.fold(f64::INFINITY, f64::min),
        spread: own.max(0.0).exp_m1().sqrt(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments(values: &[f64]) -> Moments {
        let repeated: Vec<f64> = values.iter().copied().cycle().take(values.len() * 10).collect();
        let count = repeated.len() as f64;
        Moments { count, sum: repeated.iter().sum(), squares: repeated.iter().map(|v| v * v).sum() }
    }

    #[test]
    fn groups_that_differ_are_told_from_groups_that_do_not() {
        // Ten times 1, 2, 3 and ten times 2, 3, 4: between 15, within 40, so F = 15 / (40 / 58) = 21.75.
        let found = differ(&[moments(&[1.0, 2.0, 3.0]), moments(&[2.0, 3.0, 4.0]), Moments::default()], 30.0).unwrap();
        assert_eq!(found.groups, 2);
        assert!((found.share_of_variance - 15.0 / 55.0).abs() < 1e-12);
        assert!(found.p_value < 1e-4 && found.p_value > 1e-6, "{found:?}");
        assert!((found.slowest - 0.5_f64.exp()).abs() < 1e-12);
        // (15 - 40 / 58) / 30: that of means half apart, less what chance adds.
        assert!((found.spread.powi(2).ln_1p() - (15.0 - 40.0 / 58.0) / 30.0).abs() < 1e-12);
        let alike = differ(&[moments(&[1.0, 2.0, 3.0]), moments(&[3.0, 1.0, 2.0])], 30.0).unwrap();
        assert!((alike.p_value - 1.0).abs() < 1e-12 && alike.spread == 0.0);
        assert_eq!(differ(&[moments(&[1.0, 2.0, 3.0])], 30.0), None);
    }
}
