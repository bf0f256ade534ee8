//! A scenario held against a log, measure by measure.

use std::collections::BTreeMap;

use jiff::civil::Date;
use statrs::distribution::{ContinuousCDF, Normal};

use super::{
    days::Days,
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
    let close = open + model.horizon().measured_time().as_seconds();
    Ok((open as u32, close as u32, day.interval().as_seconds() as u32))
}

/// Compares the log with the scenario's `result`. Calls of types that the scenario does not have are left out.
///
/// With `D` days in the log and `R` replications, whose standard deviation follows from the half-width of the
/// simulated estimate, the difference has the standard error `sd √(1/D + 1/R)`.
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
    let log = Log { tally, days: &days };
    let chance = Chance { days: days.used.len() as f64, replications: result.replications as f64, confidence };
    let mut found = Vec::new();
    let mut add = |sums: &Sums, of: &str, period: &str, measures: &[&str]| {
        for measure in measures {
            let simulated = result.estimate(measure, of, period);
            found.extend(
                simulated
                    .zip(sums.measure(measure, days.used.len()))
                    .and_then(|(simulated, value)| chance.comparison([measure, of, period], value, simulated)),
            );
        }
    };
    let every: Vec<usize> = types.iter().map(|(i, _)| *i).collect();
    add(&log.sums(&every, days.first..days.end), "all", "all", CHECKED);
    if types.len() > 1 {
        for (index, name) in &types {
            add(&log.sums(&[*index], days.first..days.end), &format!("call_type.{name}"), "all", CHECKED);
        }
    }
    for interval in days.first..days.end {
        let Some(label) = model.horizon().interval_label(interval - days.first) else { continue };
        add(&log.sums(&every, interval..interval + 1), "all", &label, &CHECKED[..4]);
    }
    Ok(found)
}

/// What the log says of some types and intervals, over the days used.
struct Log<'a> {
    tally: &'a Tally,
    days: &'a Days,
}

#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    offered: f64,
    answered: f64,
    in_time: f64,
    wait_of_answered: f64,
    wait: f64,
    handled: f64,
    handle_time: f64,
}

impl Log<'_> {
    fn sums(&self, types: &[usize], intervals: std::ops::Range<usize>) -> Sums {
        let of_day = |by_day: &BTreeMap<Date, Vec<Cell>>, day: &Date| {
            by_day.get(day).map_or_else(Sums::default, |cells| Sums::of(&cells[intervals.clone()]))
        };
        let each = types.iter().flat_map(|i| self.days.used.iter().map(|day| of_day(&self.tally.types[*i].days, day)));
        each.fold(Sums::default(), Sums::plus)
    }
}

impl Sums {
    fn of(cells: &[Cell]) -> Self {
        let sum = |of: fn(&Cell) -> f64| cells.iter().map(of).sum();
        Self {
            offered: sum(|c| f64::from(c.offered)),
            answered: sum(|c| f64::from(c.answered)),
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
            answered: self.answered + other.answered,
            in_time: self.in_time + other.in_time,
            wait_of_answered: self.wait_of_answered + other.wait_of_answered,
            wait: self.wait + other.wait,
            handled: self.handled + other.handled,
            handle_time: self.handle_time + other.handle_time,
        }
    }

    fn measure(&self, name: &str, days: usize) -> Option<f64> {
        let (numerator, denominator) = match name {
            "offered" => (self.offered, days as f64),
            "abandonment" => (self.offered - self.answered, self.offered),
            "service_level" => (self.in_time, self.offered),
            "average_speed_of_answer" => (self.wait_of_answered, self.answered),
            "mean_wait" => (self.wait, self.offered),
            "average_handle_time" => (self.handle_time, self.handled),
            _ => return None,
        };
        (denominator > 0.0).then(|| numerator / denominator)
    }
}

struct Chance {
    days: f64,
    replications: f64,
    confidence: Confidence,
}

impl Chance {
    /// `None` where the replications tell no spread.
    fn comparison(&self, name: [&str; 3], log: f64, simulated: Estimate) -> Option<Comparison> {
        /// Sections that replications are dealt to.
        const SECTIONS: f64 = 100.0;
        let degrees = (self.replications.min(SECTIONS) - 1.0) as usize;
        let half_width = simulated.half_width.filter(|half| *half > 0.0)?;
        let of_mean = half_width / self.confidence.student_t(degrees)?;
        let error = of_mean * (1.0 + self.replications / self.days).sqrt();
        let normal = Normal::standard();
        Some(Comparison {
            measure: name[0].to_owned(),
            of: name[1].to_owned(),
            period: name[2].to_owned(),
            log,
            simulated: simulated.value,
            low: simulated.value - NORMAL_95 * error,
            high: simulated.value + NORMAL_95 * error,
            p_value: 2.0 * normal.sf(((log - simulated.value) / error).abs()),
        })
    }
}
