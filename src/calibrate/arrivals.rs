//! When calls come: by type and interval, and how much days differ.

use jiff::civil::Date;
use nalgebra::DMatrix;

use super::{
    arrival_times::PoissonTest,
    days::{DayOfRow, Days},
    parts_of_day::PartsOfDay,
    redials::RedialCalls,
    tally::{Cell, TypeTally},
};
use crate::stats::{Confidence, Overdispersion, WithError, overdispersion};

/// The arrivals of a call type.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrivals {
    /// Offered calls in each open interval of the row of days, the mean over the days that are like it.
    pub by_interval: Vec<WithError>,
    /// Those of them that are no redials.
    pub first_calls: Vec<WithError>,
    /// Offered calls on each day used, by open interval.
    pub counts: Vec<Vec<f64>>,
    /// Offered calls on each day used, in the open hours.
    pub by_day: Vec<(Date, f64)>,
    /// How much the days differ beyond what their weekday and chance explain.
    pub busyness: Option<Overdispersion>,
    /// Whether parts of the day are busy each by itself.
    pub parts_of_day: Option<PartsOfDay>,
    /// Whether arrivals within a few minutes are as Poisson arrivals are.
    pub poisson: Option<PoissonTest>,
}

/// How two types' busyness hangs together.
#[derive(Clone, Debug, PartialEq)]
pub struct Correlation {
    /// The types.
    pub between: [usize; 2],
    /// The correlation of their factors by day.
    pub rho: WithError,
}

impl Arrivals {
    /// `redials` are those among the calls.
    pub(super) fn of(tally: &TypeTally, days: &Days, redials: &RedialCalls) -> Self {
        let counts: Vec<Vec<f64>> = days.used.iter().map(|day| open_counts(tally, days, *day)).collect();
        let first: Vec<Vec<f64>> =
            days.used.iter().zip(&counts).map(|(day, all)| redials.taken_off(*day, days, all)).collect();
        let means = |counts: &[Vec<f64>]| -> Vec<WithError> {
            let of = |(day, i): (&DayOfRow, usize)| mean(day.days.iter().map(|d| counts[*d][i]));
            days.row_intervals().map(of).collect()
        };
        let volumes = |counts: &[Vec<f64>]| -> Vec<(Date, f64)> {
            days.used.iter().copied().zip(counts.iter().map(|c| c.iter().sum())).collect()
        };
        Self {
            by_interval: means(&counts),
            first_calls: means(&first),
            by_day: volumes(&counts),
            busyness: overdispersion(&by_weekday(&volumes(&first))),
            parts_of_day: PartsOfDay::of(&alike(days, &first)),
            poisson: tally.times.test(),
            counts,
        }
    }

    /// The mean volume of a day.
    #[must_use]
    pub fn a_day(&self) -> f64 {
        self.by_day.iter().map(|(_, n)| n).sum::<f64>() / self.by_day.len().max(1) as f64
    }

    /// The cv of the days' volumes beyond weekday and chance, where days differ.
    #[must_use]
    pub fn cv_of_days(&self) -> Option<WithError> {
        /// Days that differ so little by chance once in a hundred logs are taken as alike.
        const ALPHA: f64 = 0.01;
        self.busyness.filter(|found| found.p_poisson < ALPHA && found.cv.value > 0.0).map(|found| found.cv)
    }

    /// The factors by interval, where one factor a day does not explain how intervals vary.
    #[must_use]
    pub fn by_itself(&self) -> Option<PartsOfDay> {
        self.parts_of_day.filter(PartsOfDay::matters)
    }

    /// The cv of the factor by day: that of the days' volumes, less what the factors by interval add to it.
    #[must_use]
    pub fn busyness_cv(&self) -> Option<WithError> {
        let total = self.cv_of_days()?;
        let Some(parts) = self.by_itself() else { return Some(total) };
        let added = parts.share_in_total * parts.interval_cv.value.powi(2);
        let square = total.value.powi(2) - added;
        if square <= 0.0 {
            return None;
        }
        let of_total = 2.0 * total.value * total.standard_error;
        let of_parts = 2.0 * parts.share_in_total * parts.interval_cv.value * parts.interval_cv.standard_error;
        let end = |value: f64| (value.powi(2) - added).max(0.0).sqrt();
        Some(WithError {
            value: square.sqrt(),
            standard_error: of_total.hypot(of_parts) / (2.0 * square.sqrt()),
            low: end(total.low),
            high: end(total.high),
        })
    }

    /// By how much each day is busier than its weekday's mean, as a share.
    fn excesses(&self) -> Vec<f64> {
        let groups = by_weekday(&self.by_day);
        let means: Vec<f64> = groups.iter().map(|g| g.iter().sum::<f64>() / g.len().max(1) as f64).collect();
        let excess = |(day, n): &(Date, f64)| {
            let mean = means[weekday_index(*day)];
            if mean > 0.0 { n / mean - 1.0 } else { 0.0 }
        };
        self.by_day.iter().map(excess).collect()
    }
}

/// How the busyness of two types hangs together: the covariance of their excesses over their weekdays' means, to
/// which the chance of independent Poisson counts adds nothing, over the product of their factors' cvs. The error
/// is the jackknife's, over days. `None` where one of them has no busyness, or there are too few days.
#[must_use]
pub fn correlation(all: &[Arrivals], between: [usize; 2]) -> Option<Correlation> {
    /// A correlation of one is no correlation matrix's.
    const MOST: f64 = 0.98;
    let [one, two] = between.map(|i| &all[i]);
    let scale = one.busyness_cv()?.value * two.busyness_cv()?.value;
    let products: Vec<f64> = one.excesses().iter().zip(two.excesses()).map(|(a, b)| a * b).collect();
    let weekdays = by_weekday(&one.by_day).iter().filter(|group| !group.is_empty()).count();
    let (n, freedom) = (products.len() as f64, products.len().checked_sub(weekdays).filter(|f| *f >= 3)? as f64);
    let mean = products.iter().sum::<f64>() / n;
    let variance = products.iter().map(|p| (p - mean).powi(2)).sum::<f64>() / (n - 1.0) / n;
    let widen = n / freedom / scale;
    let rho = WithError::normal((mean * widen).clamp(-MOST, MOST), variance.sqrt() * widen);
    Some(Correlation { between, rho })
}

/// The correlations that are surely not zero, drawn together until they are those of a correlation matrix.
#[must_use]
pub(super) fn sure(types: usize, all: Vec<Correlation>) -> Vec<Correlation> {
    let mut sure: Vec<Correlation> = all.into_iter().filter(|pair| !pair.rho.covers(0.0)).collect();
    let is_matrix = |pairs: &[Correlation]| {
        let mut matrix = DMatrix::<f64>::identity(types, types);
        for pair in pairs {
            let [a, b] = pair.between;
            (matrix[(a, b)], matrix[(b, a)]) = (pair.rho.value, pair.rho.value);
        }
        // A little inside: what is written is rounded.
        (matrix - DMatrix::identity(types, types) * 0.01).cholesky().is_some()
    };
    while !is_matrix(&sure) {
        for pair in &mut sure {
            pair.rho.value *= 0.95;
        }
    }
    sure
}

/// The days' counts by weekday; all together where a weekday has too few to have a shape of its own.
fn alike<'a>(days: &Days, counts: &'a [Vec<f64>]) -> Vec<Vec<&'a Vec<f64>>> {
    const LEAST: usize = 3;
    let mut groups = vec![Vec::new(); 7];
    days.used.iter().zip(counts).for_each(|(day, counts)| groups[weekday_index(*day)].push(counts));
    groups.retain(|group| !group.is_empty());
    if groups.iter().all(|group| group.len() >= LEAST) { groups } else { vec![counts.iter().collect()] }
}

fn open_counts(tally: &TypeTally, days: &Days, day: Date) -> Vec<f64> {
    let offered = |cell: &Cell| f64::from(cell.offered);
    let none = || vec![0.0; days.end - days.first];
    tally.days.get(&day).map_or_else(none, |cells| cells[days.first..days.end].iter().map(offered).collect())
}

/// A mean over days: Student's interval, which no count lets fall below zero.
fn mean(values: impl ExactSizeIterator<Item = f64> + Clone) -> WithError {
    let n = values.len();
    let mean = values.clone().sum::<f64>() / n.max(1) as f64;
    let squares = values.map(|v| (v - mean).powi(2)).sum::<f64>();
    let degrees = n.saturating_sub(1);
    // One day alone tells no spread but that of Poisson counts.
    let error = if degrees > 0 { (squares / degrees as f64 / n as f64).sqrt() } else { mean.sqrt() };
    let half = Confidence::NINETY_FIVE.student_t(degrees).unwrap_or(crate::stats::NORMAL_95) * error;
    WithError { value: mean, standard_error: error, low: (mean - half).max(0.0), high: mean + half }
}

/// Volumes by day of the week.
pub(super) fn by_weekday(days: &[(Date, f64)]) -> Vec<Vec<f64>> {
    let mut groups = vec![Vec::new(); 7];
    days.iter().for_each(|(day, n)| groups[weekday_index(*day)].push(*n));
    groups
}

fn weekday_index(day: Date) -> usize {
    day.weekday().to_monday_zero_offset() as usize
}
