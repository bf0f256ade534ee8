//! A scenario held against a log, measure by measure.

use std::ops::Range;

use jiff::civil::{Date, Weekday};
use statrs::distribution::{ContinuousCDF, FisherSnedecor, Normal};

use super::{
    arrivals::by_weekday,
    days::{DayOfRow, Days, weekday_called},
    tally::{Cell, Tally},
};
use crate::{
    experiment::PointResult,
    model::{CallType, Horizon, Model},
    stats::{Confidence, Estimate, NORMAL_95},
};

/// The measures that a log tells as well, by their glossary names.
pub const CHECKED: &[&str] =
    &["offered", "abandonment", "service_level", "average_speed_of_answer", "mean_wait", "average_handle_time"];

/// The standard deviation of the days' volumes, beyond their weekday.
pub const SPREAD: &str = "offered.sd_of_days";

/// One measure, of the log and of the scenario.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Comparison {
    /// The measure's glossary name.
    pub measure: String,
    /// `all`, or the key path of a call type.
    pub of: String,
    /// `all`, or an interval's start.
    pub period: String,
    /// What the log says.
    pub log: f64,
    /// What the scenario's replications say.
    pub simulated: f64,
    /// Where nineteen logs in twenty of as many days would lie if the scenario were the truth: from ...
    pub low: f64,
    /// ... to.
    pub high: f64,
    /// The probability that a log of as many days lies at least as far off by chance.
    pub p_value: f64,
}

/// Why a scenario cannot be held against a log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoCheck {
    /// A steady state has no days.
    #[error("a steady state cannot be held against days: give the scenario a `horizon` with `open` and `close`")]
    SteadyState,
    /// No type has the same name.
    #[error("no call type of the scenario ({scenario}) is one of the log's ({log})")]
    NoTypeInCommon {
        /// The scenario's types.
        scenario: String,
        /// The log's types.
        log: String,
    },
    /// A day of a row that is no day of the week.
    #[error(
        "a row of days is held against a log by the days' names, such as \"Mon\" and \"Tue\": \"{0}\" is no day of the week"
    )]
    NoWeekday(String),
    /// No days.
    #[error("the log has no offered call on the days and hours of the scenario")]
    NoDays,
}

/// The opening hours of a scenario's day, whole seconds after midnight.
///
/// # Errors
///
/// [`NoCheck::SteadyState`] where there are none.
pub fn hours(model: &Model) -> Result<(u32, u32, u32), NoCheck> {
    let Horizon::Day(day) = model.horizon() else { return Err(NoCheck::SteadyState) };
    let open = day.open_at();
    let close = open + model.horizon().intervals_a_day() as f64 * day.interval().as_seconds();
    Ok((open as u32, close as u32, day.interval().as_seconds() as u32))
}

/// The days of the week that a row of days stands for; `None` for a single day.
///
/// # Errors
///
/// [`NoCheck::NoWeekday`] where a day is not called by its name, or by at least three letters of it.
pub fn weekdays(model: &Model) -> Result<Option<Vec<Weekday>>, NoCheck> {
    let Horizon::Day(day) = model.horizon() else { return Ok(None) };
    let of = |name: &String| weekday_called(name).ok_or_else(|| NoCheck::NoWeekday(name.clone()));
    if day.names().is_empty() { Ok(None) } else { day.names().iter().map(of).collect::<Result<_, _>>().map(Some) }
}

/// Compares the log with the scenario's `result`. Calls of types that the scenario does not have are left out; where
/// the log lacks a type of the scenario, only call types are compared.
///
/// With `D` days in the log and `R` replications, whose standard deviation follows from the half-width of the
/// simulated estimate, the difference has the standard error `sd √(1/D + 1/R)`. Each day of a row is held against the
/// log's days of the same name, and the row against the means of them.
///
/// # Errors
///
/// [`NoCheck`] where the two have no type or no day in common.
pub fn compare(
    tally: &Tally,
    names: &[String],
    model: &Model,
    result: &PointResult,
    confidence: Confidence,
) -> Result<Vec<Comparison>, NoCheck> {
    let days = Days::choose(tally).ok_or(NoCheck::NoDays)?;
    let types: Vec<(usize, &str)> = names
        .iter()
        .enumerate()
        .filter(|(i, name)| *i < tally.types.len() && model.call_types().iter().any(|of| of.name() == **name))
        .map(|(i, name)| (i, name.as_str()))
        .collect();
    if types.is_empty() {
        let of_model: Vec<&str> = model.call_types().iter().map(CallType::name).collect();
        return Err(NoCheck::NoTypeInCommon { scenario: of_model.join(", "), log: names.join(", ") });
    }
    let (log, scenario) = (Log { tally, days: &days }, Simulated { result, confidence });
    let row = row_of(model, &days);
    let every: Vec<usize> = types.iter().map(|(i, _)| *i).collect();
    let all = days.first..days.end;
    let mut found = Vec::new();
    // Where the log lacks a type, the centre as a whole is another one.
    let is_whole = types.len() == model.call_types().len();
    if is_whole {
        found.extend(scenario.beside(log.row(&every, &row, all.clone()).as_ref(), "all", "all", CHECKED));
    }
    if types.len() > 1 || !is_whole {
        for (index, name) in &types {
            let of = format!("call_type.{name}");
            found.extend(scenario.beside(log.row(&[*index], &row, all.clone()).as_ref(), &of, "all", CHECKED));
        }
    }
    for (number, day) in row.iter().enumerate().filter(|_| is_whole) {
        let one = std::slice::from_ref(day);
        let period = model.horizon().day_label(number).unwrap_or("all");
        if day.weekday.is_some() {
            found.extend(scenario.beside(log.row(&every, one, all.clone()).as_ref(), "all", period, CHECKED));
        }
        found.extend(scenario.spread(&log.volumes(&every, day), period));
        for interval in all.clone() {
            let index = number * days.intervals() + interval - days.first;
            let Some(label) = model.horizon().interval_label(index) else { continue };
            let sums = log.row(&every, one, interval..interval + 1);
            found.extend(scenario.beside(sums.as_ref(), "all", &label, &CHECKED[..4]));
        }
    }
    Ok(found)
}

/// The days of the scenario's row, each with the days of the log that it is like.
fn row_of(model: &Model, days: &Days) -> Vec<DayOfRow> {
    let like = |name: Option<&str>| {
        let weekday = name.and_then(weekday_called);
        let of_log = days.row.iter().find(|day| day.weekday == weekday);
        DayOfRow { weekday, days: of_log.map_or_else(Vec::new, |day| day.days.clone()) }
    };
    (0..model.horizon().days()).map(|day| like(model.horizon().day_label(day))).collect()
}

/// What the log says of some types and intervals, over the days used.
struct Log<'a> {
    tally: &'a Tally,
    days: &'a Days,
}

#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    offered: f64,
    abandoned: f64,
    known_waits: f64,
    known_waits_of_answered: f64,
    in_time: f64,
    wait_of_answered: f64,
    wait: f64,
    handled: f64,
    handle_time: f64,
}

/// The means of a row of days, and how many rows a log has, in a manner of speaking.
struct RowSums {
    sums: Sums,
    days: f64,
    rows: f64,
}

impl Log<'_> {
    /// The sums over some types and intervals of each day of the row, the mean of the days of the log that it is like.
    fn row(&self, types: &[usize], row: &[DayOfRow], intervals: Range<usize>) -> Option<RowSums> {
        let day = |day: &DayOfRow| {
            let each = self.days.like(day).into_iter().map(|date| self.day(types, date, intervals.clone()));
            each.fold(Sums::default(), Sums::plus).times(1.0 / day.days.len() as f64)
        };
        // A mean of days with as many rows as this varies as much as one whose days are not equally many.
        let harmonic: f64 = row.iter().map(|day| 1.0 / day.days.len() as f64).sum();
        let rows = row.len() as f64 / harmonic;
        let sums = row.iter().map(day).fold(Sums::default(), Sums::plus);
        (rows > 0.0).then_some(RowSums { sums, days: row.len() as f64, rows })
    }

    fn day(&self, types: &[usize], date: Date, intervals: Range<usize>) -> Sums {
        let of_type = |i: &usize| self.tally.types[*i].days.get(&date).map(|cells| Sums::of(&cells[intervals.clone()]));
        types.iter().filter_map(of_type).fold(Sums::default(), Sums::plus)
    }

    /// The volumes of the days that a day of the row is like, by weekday.
    fn volumes(&self, types: &[usize], day: &DayOfRow) -> Vec<Vec<f64>> {
        let offered = |date: Date| self.day(types, date, self.days.first..self.days.end).offered;
        by_weekday(&self.days.like(day).into_iter().map(|date| (date, offered(date))).collect::<Vec<_>>())
    }
}

impl Sums {
    fn of(cells: &[Cell]) -> Self {
        let sum = |of: fn(&Cell) -> f64| cells.iter().map(of).sum();
        Self {
            offered: sum(|c| f64::from(c.offered)),
            abandoned: sum(|c| f64::from(c.abandoned)),
            known_waits: sum(|c| f64::from(c.known_waits)),
            known_waits_of_answered: sum(|c| f64::from(c.known_waits_of_answered)),
            in_time: sum(|c| f64::from(c.in_time)),
            wait_of_answered: sum(|c| c.wait_of_answered),
            wait: sum(|c| c.wait),
            handled: sum(|c| f64::from(c.handled)),
            handle_time: sum(|c| c.handle_time),
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            offered: self.offered + other.offered,
            abandoned: self.abandoned + other.abandoned,
            known_waits: self.known_waits + other.known_waits,
            known_waits_of_answered: self.known_waits_of_answered + other.known_waits_of_answered,
            in_time: self.in_time + other.in_time,
            wait_of_answered: self.wait_of_answered + other.wait_of_answered,
            wait: self.wait + other.wait,
            handled: self.handled + other.handled,
            handle_time: self.handle_time + other.handle_time,
        }
    }

    fn times(self, factor: f64) -> Self {
        Self {
            offered: self.offered * factor,
            abandoned: self.abandoned * factor,
            known_waits: self.known_waits * factor,
            known_waits_of_answered: self.known_waits_of_answered * factor,
            in_time: self.in_time * factor,
            wait_of_answered: self.wait_of_answered * factor,
            wait: self.wait * factor,
            handled: self.handled * factor,
            handle_time: self.handle_time * factor,
        }
    }

    fn measure(&self, name: &str, days: f64) -> Option<f64> {
        let (numerator, denominator) = match name {
            "offered" => (self.offered, days),
            "abandonment" => (self.abandoned, self.offered),
            "service_level" => (self.in_time, self.known_waits),
            "average_speed_of_answer" => (self.wait_of_answered, self.known_waits_of_answered),
            "mean_wait" => (self.wait, self.known_waits),
            "average_handle_time" => (self.handle_time, self.handled),
            _ => return None,
        };
        (denominator > 0.0).then(|| numerator / denominator)
    }
}

/// What the scenario's replications say.
struct Simulated<'a> {
    result: &'a PointResult,
    confidence: Confidence,
}

impl Simulated<'_> {
    /// Some measures of the log beside the simulated ones.
    fn beside(&self, log: Option<&RowSums>, of: &str, period: &str, measures: &[&str]) -> Vec<Comparison> {
        let Some(log) = log else { return Vec::new() };
        let compare = |measure: &&str| {
            let simulated = self.result.estimate(measure, of, period)?;
            let (value, deviation) = (log.sums.measure(measure, log.days)?, self.deviation(simulated)?);
            let error = deviation * (1.0 / self.result.replications as f64 + 1.0 / log.rows).sqrt();
            let off = (value - simulated.value) / error;
            Some(Comparison {
                measure: (*measure).to_owned(),
                of: of.to_owned(),
                period: period.to_owned(),
                log: value,
                simulated: simulated.value,
                low: simulated.value - NORMAL_95 * error,
                high: simulated.value + NORMAL_95 * error,
                p_value: 2.0 * Normal::standard().sf(off.abs()),
            })
        };
        measures.iter().filter_map(compare).collect()
    }

    /// How much the volumes of days differ, beyond their weekday: the ratio of two variances has Fisher's distribution.
    fn spread(&self, volumes: &[Vec<f64>], period: &str) -> Option<Comparison> {
        let moments = |group: &Vec<f64>| {
            let mean = group.iter().sum::<f64>() / group.len().max(1) as f64;
            (group.iter().map(|n| (n - mean).powi(2)).sum::<f64>(), group.len().saturating_sub(1))
        };
        let (squares, freedom) =
            volumes.iter().map(moments).fold((0.0, 0), |(squares, freedom), (s, f)| (squares + s, freedom + f));
        let simulated = self.deviation(self.result.estimate("offered", "all", period)?)?;
        if freedom == 0 {
            return None;
        }
        let fisher = FisherSnedecor::new(freedom as f64, self.degrees() as f64).ok()?;
        let log = (squares / freedom as f64).sqrt();
        let below = fisher.cdf((log / simulated).powi(2));
        let end = |share: f64| simulated * fisher.inverse_cdf(share).sqrt();
        Some(Comparison {
            measure: SPREAD.to_owned(),
            of: "all".to_owned(),
            period: period.to_owned(),
            log,
            simulated,
            low: end(0.025),
            high: end(0.975),
            p_value: 2.0 * below.min(1.0 - below),
        })
    }

    /// The standard deviation of a replication's measure; `None` where the replications tell no spread.
    fn deviation(&self, simulated: Estimate) -> Option<f64> {
        let half_width = simulated.half_width.filter(|half| *half > 0.0)?;
        let error = half_width / self.confidence.student_t(self.degrees())?;
        Some(error * (self.result.replications as f64).sqrt())
    }

    /// Replications are dealt to a hundred sections, of which the deviation is known.
    fn degrees(&self) -> usize {
        self.result.replications.min(100) as usize - 1
    }
}
