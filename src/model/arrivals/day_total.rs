//! A day's total, spread over the day by a profile.

use rand::Rng;
use rand_distr::{Distribution as _, Exp1, Gamma, StandardNormal};
use statrs::distribution::{Continuous as _, ContinuousCDF as _, Normal};

use super::{
    Pace, Process, StartOfDay,
    counts::{before, offset, rounded},
    rate::{Level, Position, Rate},
    volume::{self, MULTIPLIER},
};
use crate::{
    model::{
        Horizon,
        parameter::{Arguments, Form, Kind, Parameter, Refusal},
    },
    units::SimTime,
};

/// A number of calls that is drawn once a day, normal and cut off at 0, each call at an instant of its
/// own that follows the profile, independent of the others. The number in one interval is therefore
/// binomial, given the day's total.
///
/// What makes a day busier (the multiplier, busyness, a surge) makes the total larger, in the
/// proportion in which it makes the profile larger. It is rounded so that its mean is kept.
///
/// The profile may differ from day to day: with a `profile_cv` the shares `p` of the intervals are Dirichlet with parameters
/// `a p`, drawn as gammas over their sum, and a share has the variance `p (1 - p) / (a + 1)` (Kotz, Balakrishnan and Johnson,
/// *Continuous Multivariate Distributions* 1, 2000, chapter 49). `profile_cv` is the coefficient of variation of a share `1/n`, `n` being
/// the intervals that have any: `a = (n - 1) / profile_cv² - 1`.
///
/// The instants are order statistics, drawn one after the other: of `n` calls still to come the next
/// is reached after `1 - exp(-E / n)` of the profile left, `E` being unit exponential. One draw per
/// call.
#[derive(Clone, Debug, PartialEq)]
pub struct DayTotal {
    mean: f64,
    sd: f64,
    /// The profile: its area over the day is 1.
    profile: Rate<Level>,
    /// How it differs from day to day.
    shares: Option<Shares>,
    closes_at: f64,
}

/// Shares of the day that are drawn anew for each.
#[derive(Clone, Debug, PartialEq)]
struct Shares {
    /// The gammas behind the shares, by interval; `None` where nobody calls.
    gammas: Vec<Option<Gamma<f64>>>,
    /// Length of an interval, s.
    interval: f64,
}

impl Shares {
    /// The profile of one day.
    fn draw<R: Rng>(&self, rng: &mut R) -> Option<Rate<Level>> {
        let parts: Vec<f64> = self.gammas.iter().map(|gamma| gamma.map_or(0.0, |gamma| gamma.sample(rng))).collect();
        let area = parts.iter().sum::<f64>() * self.interval;
        // Gammas of a tiny shape may all underflow; the day then goes by the profile itself.
        (area > 0.0).then(|| leveled(&parts, area, self.interval))
    }
}

/// Where a replication stands.
#[derive(Clone, Debug)]
pub struct DayTotalSource {
    position: Position,
    pace: Pace,
    /// This day's own profile, if it has one.
    profile: Option<Rate<Level>>,
    /// Calls still to come, and the area of the profile that they share.
    left: f64,
    area: f64,
}

const PROFILE_CV: Parameter = Parameter::new(
    "profile_cv",
    Kind::Number,
    "How far the profile differs from day to day: the coefficient of variation of an average interval's share of the calls. Shares are Dirichlet; smaller ones differ relatively more.",
)
.or(0.0);

/// Calls a day beyond which a total is taken for a mistake.
const MOST_A_DAY: f64 = 1e9;

impl Process for DayTotal {
    type Source = DayTotalSource;

    const NAME: &'static str = "day_total";
    const ABOUT: &'static str = "A number of calls for the whole day, spread over it by a profile.";
    const FORMS: &'static [Form] = &[
        &[
            Parameter::new("mean", Kind::Number, "Calls a day, on average."),
            Parameter::new("profile", Kind::PerInterval, "How the calls spread over the intervals, in any unit: only the proportions count."),
            Parameter::new("sd", Kind::Number, "Standard deviation of the calls a day, which are normal and never below 0.").or(0.0),
            PROFILE_CV,
            MULTIPLIER,
        ],
        &[
            Parameter::new("mean", Kind::Number, "Calls a day, on average."),
            Parameter::new("profile", Kind::PerInterval, "How the calls spread over the intervals."),
            Parameter::new("cv", Kind::Number, "Coefficient of variation of the calls a day: sd / mean."),
            PROFILE_CV,
            MULTIPLIER,
        ],
    ];

    fn build(form: usize, given: &Arguments, horizon: &Horizon) -> Result<Self, Refusal> {
        if matches!(horizon, Horizon::SteadyState(_)) {
            return Err(Refusal::new("mean", "is the total of a day; a steady state has none"));
        }
        if horizon.days() > 1 {
            let why = "is the total of one day; in a row of days give `poisson` or `counts` with `per_interval`";
            return Err(Refusal::new("mean", why));
        }
        let mean = given.positive("mean")? * volume::multiplier(given)?;
        if mean > MOST_A_DAY {
            return Err(Refusal::new("mean", format!("is more than {MOST_A_DAY:e} calls a day")));
        }
        let name = if form == 0 { "sd" } else { "cv" };
        let spread = given.one(name)?;
        if spread < 0.0 {
            return Err(Refusal::new(name, format!("must not be negative, not {spread}")));
        }
        let sd = spread * if form == 0 { volume::multiplier(given)? } else { mean };
        if sd > MOST_A_DAY {
            return Err(Refusal::new(name, format!("is more than {MOST_A_DAY:e} calls a day")));
        }
        let (weights, interval) = (weights(given, horizon)?, horizon.interval().as_seconds());
        let area = weights.iter().sum::<f64>() * interval;
        if !area.is_finite() {
            return Err(Refusal::new("profile", "holds numbers too large to add up"));
        }
        let profile = leveled(&weights, area, interval);
        let shares = shares(given.one("profile_cv")?, &weights, interval)?;
        Ok(Self { mean, sd, profile, shares, closes_at: horizon.measured_to().as_seconds() })
    }

    fn expected_calls(&self, seconds: f64, pace: &Pace) -> f64 {
        self.expected_total() * self.profile.area(seconds.min(self.closes_at), pace)
    }

    fn start<R: Rng>(&self, day: StartOfDay, rng: &mut R) -> DayTotalSource {
        let (share, normal): (f64, f64) = (offset(rng), StandardNormal.sample(rng));
        let profile = self.shares.as_ref().and_then(|shares| shares.draw(rng));
        let area = profile.as_ref().unwrap_or(&self.profile).area(self.closes_at, &day.pace);
        let total = (self.mean + self.sd * normal).max(0.0) * day.busyness * area;
        DayTotalSource { position: Position::default(), pace: day.pace, profile, left: rounded(total, share), area }
    }

    fn next<R: Rng>(&self, source: &mut DayTotalSource, rng: &mut R) -> Option<SimTime> {
        let draw: f64 = Exp1.sample(rng);
        if source.left < 1.0 {
            return None;
        }
        let work = source.area * -(-draw / source.left).exp_m1();
        let profile = source.profile.as_ref().unwrap_or(&self.profile);
        let at = profile.walk(&mut source.position, &source.pace, work);
        source.area -= work;
        source.left -= 1.0;
        Some(before(at, self.closes_at))
    }
}

impl DayTotal {
    /// The mean of `max(0, X)`, `X` normal: `m Φ(m/s) + s φ(m/s)`.
    fn expected_total(&self) -> f64 {
        if self.sd == 0.0 {
            return self.mean;
        }
        let (normal, ratio) = (Normal::standard(), self.mean / self.sd);
        self.mean * normal.cdf(ratio) + self.sd * normal.pdf(ratio)
    }
}

/// The profile as it was given, one weight per interval.
fn weights(given: &Arguments, horizon: &Horizon) -> Result<Vec<f64>, Refusal> {
    let mut weights = given.many("profile")?.to_vec();
    volume::refuse_odd("profile", &weights)?;
    weights.resize(horizon.intervals(), weights[0]);
    Ok(weights)
}

/// Weights whose area is `area`, as a rate of area 1.
fn leveled(weights: &[f64], area: f64, interval: f64) -> Rate<Level> {
    Rate::new(weights.iter().enumerate().map(|(i, w)| ((i + 1) as f64 * interval, Level(w / area))).collect())
}

/// Shares that differ from day to day around these weights.
fn shares(cv: f64, weights: &[f64], interval: f64) -> Result<Option<Shares>, Refusal> {
    if cv == 0.0 {
        return Ok(None);
    }
    let intervals = weights.iter().filter(|w| **w > 0.0).count();
    let most = (intervals as f64 - 1.0).sqrt();
    if !(cv > 0.0 && cv < most) {
        let why = match intervals {
            0 | 1 => "needs two intervals with calls, for one has them all".to_owned(),
            _ => format!("must be at least 0 and below {most:.3}, where all calls come in one of {intervals} intervals; not {cv}"),
        };
        return Err(Refusal::new("profile_cv", why));
    }
    let concentration = (intervals as f64 - 1.0) / (cv * cv) - 1.0;
    let sum: f64 = weights.iter().sum();
    let gamma = |weight: &f64| Gamma::new(concentration * weight / sum, 1.0).ok();
    Ok(Some(Shares { gammas: weights.iter().map(gamma).collect(), interval }))
}

#[cfg(test)]
mod tests {
    use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng};

    use super::*;
    use crate::model::{AtClose, Day, parameter::Value};

    fn total(mean: f64, sd: f64, profile: Vec<f64>) -> DayTotal {
        let horizon = Horizon::Day(Day::new(0.0, 60.0 * profile.len() as f64, 60.0, AtClose::ServeQueue).unwrap());
        let mut given = Arguments::new();
        given.give("mean", Value::One(mean));
        given.give("sd", Value::One(sd));
        given.give("profile", Value::Many(profile));
        given.give("multiplier", Value::One(1.0));
        given.give("profile_cv", Value::One(0.0));
        DayTotal::build(0, &given, &horizon).unwrap()
    }

    fn play(total: &DayTotal, day: StartOfDay) -> Vec<f64> {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(rand::random::<u64>());
        let mut source = total.start(day, &mut rng);
        std::iter::from_fn(|| total.next(&mut source, &mut rng)).map(SimTime::as_seconds).collect()
    }

    #[test]
    fn a_total_without_spread_is_the_number_itself() {
        let total = total(50.0, 0.0, vec![1.0, 0.0, 4.0]);
        let days = 4000;
        let mut first = 0;
        for replication in 0..days {
            let calls = play(&total, StartOfDay::usual(replication));
            assert_eq!(calls.len(), 50);
            assert!(calls.is_sorted() && calls.iter().all(|at| !(60.0..120.0).contains(at) && *at < 180.0));
            first += calls.iter().filter(|at| **at < 60.0).count();
        }
        // Binomial: 50 calls a day, one in five in the first minute.
        let (mean, sd) = (10.0 * days as f64, (50.0 * 0.2 * 0.8 * days as f64).sqrt());
        assert!((first as f64 - mean).abs() < 5.0 * sd, "{first} for {mean}");
    }

    #[test]
    fn a_busy_day_with_a_surge_has_as_many_more() {
        let total = total(40.0, 0.0, vec![1.0, 3.0]);
        let day = StartOfDay { busyness: 1.5, pace: Pace::between(0.0, 60.0, 3.0), ..StartOfDay::usual(0) };
        assert_eq!(play(&total, day).len(), 90, "1.5 · 40 · (3 · 1/4 + 3/4)");
        assert_eq!(total.expected_calls(60.0, &Pace::between(0.0, 60.0, 3.0)), 30.0);
    }

    #[test]
    fn a_normal_that_is_cut_off_has_a_larger_mean() {
        // Half of a normal around 0 or so: sd φ(0) above; here mean = sd, so m (Φ(1) + φ(1)).
        let total = total(10.0, 10.0, vec![1.0]);
        assert!((total.expected_calls(60.0, &Pace::even()) - 10.833_154_705_876_8).abs() < 1e-9);
        let days = 20_000;
        let sum: usize = (0..days).map(|r| play(&total, StartOfDay::usual(r)).len()).sum();
        // The sd of the cut-off normal is below 10, that of rounding below 0.5.
        let mean = sum as f64 / days as f64;
        assert!((mean - 10.833).abs() < 5.0 * 10.02 / (days as f64).sqrt(), "{mean}");
    }
}
