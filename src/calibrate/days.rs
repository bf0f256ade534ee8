//! Which days and hours a scenario is of, and the days that are not like others.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};

use super::tally::Tally;
use crate::units::text;

/// A weekday belongs to the usual ones if its median volume is at least this share of the busiest one's.
const USUAL_SHARE: f64 = 0.5;
/// An interval belongs to the opening hours if it has at least this share of the busiest one's calls.
const OPEN_SHARE: f64 = 0.05;
/// A day is special when it lies so many robust standard deviations from its weekday's median ...
const SPECIAL: f64 = 5.0;
/// ... and at least so far, as a ratio: a fifth more or less is no reason to look at a day.
const SPECIAL_RATIO: f64 = 1.2;

/// The days and hours of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Days {
    /// The days of the week, Monday first.
    pub weekdays: Vec<WeekdayVolume>,
    /// The days whose calls are counted.
    pub used: Vec<Date>,
    /// Offered calls of every day with a call of any kind.
    pub volumes: BTreeMap<Date, f64>,
    /// Days set aside, with the reason.
    pub special: Vec<SpecialDay>,
    /// The first interval of the day that is open.
    pub first: usize,
    /// The interval after the last.
    pub end: usize,
    /// The days that the scenario plays: one that stands for all, or a day for each weekday used, in order.
    pub row: Vec<DayOfRow>,
}

/// A day that the scenario plays.
#[derive(Clone, Debug, PartialEq)]
pub struct DayOfRow {
    /// Which day of the week; `None` where one day stands for all.
    pub weekday: Option<Weekday>,
    /// The days of the log that it is like, as indices into [`Days::used`].
    pub days: Vec<usize>,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeekdayVolume {
    /// Which.
    pub weekday: Weekday,
    /// How many there are in the log.
    pub days: usize,
    /// The median of their offered calls.
    pub median: f64,
    /// Whether its days are used.
    pub is_used: bool,
}

/// A day that is not like others.
#[derive(Clone, Debug, PartialEq)]
pub struct SpecialDay {
    /// Which.
    pub day: Date,
    /// Its offered calls.
    pub offered: f64,
    /// Why it is set aside.
    pub reason: String,
}

impl Days {
    /// Chooses among the days of a log; `None` where no call was offered.
    #[must_use]
    pub fn choose(tally: &Tally) -> Option<Self> {
        let volumes = volumes(tally);
        let weekdays = weekdays(tally, &volumes);
        let is_used = |day: &Date| weekdays.iter().any(|w| w.is_used && w.weekday == day.weekday());
        let usual: Vec<(Date, f64)> =
            volumes.iter().map(|(day, n)| (*day, *n)).filter(|(day, _)| is_used(day)).collect();
        let special = if tally.settings().sets_special_days_aside { special(&usual, &weekdays) } else { Vec::new() };
        let is_special = |day: &Date| special.iter().any(|s| s.day == *day);
        let used: Vec<Date> = usual.iter().map(|(day, _)| *day).filter(|day| !is_special(day)).collect();
        let (first, end) = hours(tally, &used)?;
        let row = row(tally, &used, &weekdays);
        Some(Self { weekdays, used, volumes, special, first, end, row })
    }

    /// How many intervals of a day are open.
    #[must_use]
    pub const fn intervals(&self) -> usize {
        self.end - self.first
    }

    /// Every open interval of every day of the row: the days of the log that it is like, and its index in the day.
    pub fn row_intervals(&self) -> impl Iterator<Item = (&DayOfRow, usize)> {
        self.row.iter().flat_map(|day| (0..self.intervals()).map(move |i| (day, i)))
    }

    /// The days of the log that a day of the row is like.
    #[must_use]
    pub fn like(&self, day: &DayOfRow) -> Vec<Date> {
        day.days.iter().map(|i| self.used[*i]).collect()
    }

    /// When each interval of the row starts, "08:30" or "Mon 08:30", given how long one is in seconds.
    #[must_use]
    pub fn labels(&self, interval: u32) -> Vec<String> {
        let clock = |i: usize| text::clock(((self.first + i) * interval as usize) as f64);
        let label = |(day, i): (&DayOfRow, usize)| match day.weekday {
            Some(weekday) => format!("{} {}", short_name(weekday), clock(i)),
            None => clock(i),
        };
        self.row_intervals().map(label).collect()
    }
}

/// The row begins after a day of the week that is not used: on Sunday, where the week ends on Thursday.
fn row(tally: &Tally, used: &[Date], weekdays: &[WeekdayVolume]) -> Vec<DayOfRow> {
    if !tally.settings().by_weekday {
        return vec![DayOfRow { weekday: None, days: (0..used.len()).collect() }];
    }
    let is_used = |weekday: Weekday| weekdays.iter().any(|w| w.is_used && w.weekday == weekday);
    let starts = |weekday: &Weekday| is_used(*weekday) && !is_used(weekday.previous());
    let from = Weekday::Monday.cycle_forward().take(7).find(starts).unwrap_or(Weekday::Monday);
    let day = |weekday: Weekday| {
        let days: Vec<usize> = (0..used.len()).filter(|i| used[*i].weekday() == weekday).collect();
        DayOfRow { weekday: Some(weekday), days }
    };
    from.cycle_forward().take(7).map(day).filter(|day| !day.days.is_empty()).collect()
}

/// Offered calls of each day with a call of any kind.
fn volumes(tally: &Tally) -> BTreeMap<Date, f64> {
    let mut volumes: BTreeMap<Date, f64> = tally.days.keys().map(|day| (*day, 0.0)).collect();
    for (day, cells) in tally.types.iter().flat_map(|of| &of.days) {
        *volumes.entry(*day).or_default() += cells.iter().map(|cell| f64::from(cell.offered)).sum::<f64>();
    }
    volumes
}

fn weekdays(tally: &Tally, volumes: &BTreeMap<Date, f64>) -> Vec<WeekdayVolume> {
    let of = |weekday: Weekday| {
        let found: Vec<f64> = volumes.iter().filter(|(day, _)| day.weekday() == weekday).map(|(_, n)| *n).collect();
        WeekdayVolume { weekday, days: found.len(), median: median(found), is_used: false }
    };
    let mut all: Vec<WeekdayVolume> = Weekday::Monday.cycle_forward().take(7).map(of).collect();
    let busiest = all.iter().map(|w| w.median).fold(0.0, f64::max);
    for weekday in &mut all {
        let is_usual = weekday.median >= USUAL_SHARE * busiest;
        weekday.is_used = weekday.days > 0 && (tally.settings().weekdays.is_some() || is_usual);
    }
    all
}

/// Days far from their weekday's median, measured in the logarithm: `1.4826` medians of absolute deviations make a
/// standard deviation, widened for the medians that were fitted, and chance adds `1 / volume` to its square.
fn special(days: &[(Date, f64)], weekdays: &[WeekdayVolume]) -> Vec<SpecialDay> {
    let median_of = |day: &Date| weekdays.iter().find(|w| w.weekday == day.weekday()).map_or(0.0, |w| w.median);
    // Of a weekday with fewer than three days the median says little: it is compared with all days.
    let all = median(days.iter().map(|(_, n)| *n).collect());
    let usual = |day: &Date| {
        let few = days.iter().filter(|(other, _)| other.weekday() == day.weekday()).count() < 3;
        if few { all } else { median_of(day) }
    };
    let ratio = |(day, n): &(Date, f64)| (n.max(0.5) / usual(day).max(0.5)).ln();
    let fitted = weekdays.iter().filter(|w| w.is_used).count();
    let freedom = days.len() as f64 / days.len().saturating_sub(fitted).max(1) as f64;
    let spread = 1.4826 * freedom.sqrt() * median(days.iter().map(|d| ratio(d).abs()).collect());
    let mut special = Vec::new();
    for day in days {
        let (off, usual) = (ratio(day), usual(&day.0));
        let scale = spread.hypot(1.0 / usual.max(1.0).sqrt());
        if off.abs() > SPECIAL * scale && off.abs() > SPECIAL_RATIO.ln() {
            let (n, name) = (day.1, weekday_name(day.0.weekday()));
            let reason = format!("{n} calls, {:.2} times the usual {usual:.0} of a {name}", n / usual.max(0.5));
            special.push(SpecialDay { day: day.0, offered: n, reason });
        }
    }
    special
}

/// The stretch of open intervals.
fn hours(tally: &Tally, used: &[Date]) -> Option<(usize, usize)> {
    let settings = tally.settings();
    let length = settings.interval as usize;
    if let Some((open, close)) = settings.hours {
        return (!used.is_empty()).then_some((open as usize / length, (close as usize).div_ceil(length)));
    }
    let mut by_interval = vec![0.0; settings.intervals()];
    for (_, cells) in tally.types.iter().flat_map(|of| &of.days).filter(|(day, _)| used.contains(day)) {
        cells.iter().zip(&mut by_interval).for_each(|(cell, sum)| *sum += f64::from(cell.offered));
    }
    let least = OPEN_SHARE * by_interval.iter().copied().fold(0.0, f64::max);
    let is_open = |n: &f64| *n > 0.0 && *n >= least;
    Some((by_interval.iter().position(is_open)?, by_interval.iter().rposition(is_open)? + 1))
}

/// The middle value, or the mean of the two; 0 of none.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    if n == 0 { 0.0 } else { f64::midpoint(values[(n - 1) / 2], values[n / 2]) }
}

/// The day of the week that goes by this name, or by at least its first three letters.
#[must_use]
pub fn weekday_called(name: &str) -> Option<Weekday> {
    let start = name.trim().to_lowercase();
    let is_named = |day: &Weekday| weekday_name(*day).to_lowercase().starts_with(&start);
    Weekday::Monday.cycle_forward().take(7).find(|day| start.len() >= 3 && is_named(day))
}

/// "Mon".
#[must_use]
pub fn short_name(weekday: Weekday) -> &'static str {
    &weekday_name(weekday)[..3]
}

/// "Monday".
#[must_use]
pub const fn weekday_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
