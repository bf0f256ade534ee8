//! When calls come.
//!
//! Each arrival process is one file: how it is given, what it refuses, and a *source* that plays
//! one replication. A new one is its file and its line in the registry at the end of this page.
//!
//! A source spends one unit-exponential draw (or none) per arrival, so the k-th call keeps its
//! draw when rates change. What is drawn once a day comes from a stream of its own.

mod pace;
mod rate;
mod volume;

use rand::Rng;

pub use pace::Pace;

use super::{
    Horizon,
    parameter::{Arguments, Form, Refusal},
};
use crate::units::SimTime;

/// What is known of a replication when it starts.
#[derive(Clone, Debug)]
pub struct StartOfDay {
    /// Its number.
    pub replication: u64,
    /// All rates are multiplied by this,
    pub busyness: f64,
    /// and by this as the day goes on.
    pub pace: Pace,
}

impl StartOfDay {
    /// A day as the forecast has it.
    #[must_use]
    pub const fn usual(replication: u64) -> Self {
        Self { replication, busyness: 1.0, pace: Pace::even() }
    }
}

/// What every arrival process can do.
pub trait Process: Sized {
    /// What plays one replication of it.
    type Source;
    /// Its key in the TOML.
    const NAME: &'static str;
    /// What it is good for, in one sentence.
    const ABOUT: &'static str;
    /// The ways it can be given.
    const FORMS: &'static [Form];

    /// The process with these parameters, given in form number `form`.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] that names the parameter it cannot take.
    fn build(form: usize, given: &Arguments, horizon: &Horizon) -> Result<Self, Refusal>;

    /// Calls expected in the first `seconds` of a replication whose pace is `pace` in the mean.
    fn expected_calls(&self, seconds: f64, pace: &Pace) -> f64;

    /// Starts a replication. What the process draws once a day comes from `rng`.
    fn start<R: Rng>(&self, day: StartOfDay, rng: &mut R) -> Self::Source;

    /// The next arrival; `None` when no more will come.
    fn next<R: Rng>(&self, source: &mut Self::Source, rng: &mut R) -> Option<SimTime>;

    /// Puts further arrivals before `until`, in nanoseconds, into `places`: how many there were; fewer than places
    /// when no more will come before then. There is at least one place.
    #[inline]
    fn fill<R: Rng + Clone>(
        &self,
        source: &mut Self::Source,
        rng: &mut R,
        until: SimTime,
        places: &mut [u64],
    ) -> usize {
        for (count, place) in places.iter_mut().enumerate() {
            match self.next(source, rng) {
                Some(at) if at < until => *place = at.as_nanoseconds(),
                _ => return count,
            }
        }
        places.len()
    }
}

/// A process as the scenario reader and the schema see it.
#[derive(Clone, Copy, Debug)]
pub struct ProcessInfo {
    /// Its key in the TOML.
    pub name: &'static str,
    /// What it is good for.
    pub about: &'static str,
    /// The ways it can be given.
    pub forms: &'static [Form],
    /// Makes one.
    pub build: fn(usize, &Arguments, &Horizon) -> Result<Arrivals, Refusal>,
}

macro_rules! registry {
    ($($module:ident: $process:ident),+ $(,)?) => {
        $(mod $module; pub use $module::$process;)+

        /// An arrival process of any kind.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Arrivals {
            $(#[doc = concat!("[`", stringify!($process), "`].")] $process($process)),+
        }

        /// One replication of an arrival process.
        #[derive(Clone, Debug)]
        pub enum Source {
            $(#[doc = concat!("Of [`", stringify!($process), "`].")] $process(<$process as Process>::Source)),+
        }

        /// Every process there is.
        pub const PROCESSES: &[ProcessInfo] = &[$(ProcessInfo {
            name: $process::NAME,
            about: $process::ABOUT,
            forms: $process::FORMS,
            build: |form, given, horizon| $process::build(form, given, horizon).map(Arrivals::$process),
        }),+];

        impl Arrivals {
            /// Whether calls come one by one at a rate that never changes: a Poisson process in the
            /// narrow sense.
            #[must_use]
            pub fn is_one_rate(&self) -> bool {
                matches!(self, Self::Poisson(poisson) if poisson.is_one_rate())
            }

            /// Calls expected in the first `seconds` of a replication whose pace is `pace` in the
            /// mean.
            #[must_use]
            pub fn expected_calls(&self, seconds: f64, pace: &Pace) -> f64 {
                match self { $(Self::$process(process) => process.expected_calls(seconds, pace)),+ }
            }

            /// Starts a replication. What the process draws once a day comes from `rng`.
            #[must_use]
            pub fn start<R: Rng>(&self, day: StartOfDay, rng: &mut R) -> Source {
                match self { $(Self::$process(process) => Source::$process(process.start(day, rng))),+ }
            }

            /// Puts further arrivals before `until` of a source that this process started, in nanoseconds, into
            /// `places`: how many there were; fewer than places when no more will come before then.
            pub fn fill<R: Rng + Clone>(&self, source: &mut Source, rng: &mut R, until: SimTime, places: &mut [u64]) -> usize {
                match (self, source) {
                    $((Self::$process(process), Source::$process(source)) => process.fill(source, rng, until, places),)+
                    #[allow(unreachable_patterns, reason = "with one process in the registry there is no other")]
                    _ => 0
                }
            }

            /// The next arrival of a source that this process started; `None` when no more will
            /// come.
            #[inline]
            pub fn next<R: Rng>(&self, source: &mut Source, rng: &mut R) -> Option<SimTime> {
                match (self, source) {
                    $((Self::$process(process), Source::$process(source)) => process.next(source, rng),)+
                    #[allow(unreachable_patterns, reason = "with one process in the registry there is no other")]
                    _ => None,
                }
            }
        }
    };
}

impl Arrivals {
    /// The same calls in each interval, at a rate that does not change within it. `None` where nothing
    /// changes within an interval, or the process follows no rate.
    #[must_use]
    pub fn evened_out(&self, horizon: &Horizon) -> Option<Self> {
        if !matches!(self, Self::Poisson(_) | Self::Spline(_) | Self::Sinusoid(_)) {
            return None;
        }
        let (start, length) = (horizon.measured_from().as_seconds(), horizon.interval().as_seconds());
        let until = |at: f64| self.expected_calls(at, &Pace::even());
        let mut changes = false;
        let rates = (0..horizon.intervals()).map(|index| {
            let (from, to) = (start + index as f64 * length, start + (index + 1) as f64 * length);
            let calls = until(to) - until(from);
            // Of a rate that does not change, each part has its share.
            let part = |share: f64| until(from + share * length) - until(from) - share * calls;
            changes |= PARTS.iter().any(|share| part(*share).abs() > 1e-9 * until(to).max(1.0));
            calls / length
        });
        let rates = rates.collect();
        changes.then(|| Self::Poisson(Poisson::of_intervals(rates, horizon)))
    }
}

/// Where in an interval a change of rate is looked for: no common fractions of each other.
const PARTS: [f64; 4] = [0.123, 0.377, 0.5, 0.811];

registry! {
    poisson: Poisson,
    spline: Spline,
    sinusoid: Sinusoid,
    counts: Counts,
    day_total: DayTotal,
    replay: Replay,
}
